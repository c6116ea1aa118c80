"""did:web: from identifier to address, and the addresses that no issuer has."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.proofs.did_worlds import DID, NONE, code, kept, world
from wallet.errors import CheckUndecided
from wallet.proofs.did.resolve import resolve


@pytest.mark.corpus
def test_examples_of_the_did_web_method(corpus: Path) -> None:
    seen = 0
    for file in sorted((corpus / "dids/open/did-web-spec").glob("*creating*.txt")):
        did, url = (line.strip().removeprefix("-> ") for line in file.read_text().strip().splitlines())
        with pytest.raises(CheckUndecided) as caught:
            resolve(did, NONE)
        assert caught.value.needs == (url,)
        assert resolve(did, kept(url, {"id": did})).id == did
        seen += 1
    assert seen == 3


@pytest.mark.parametrize(
    "host",
    [
        "localhost", "LOCALHOST", "localhost.", "localhost%3A8443", "%6cocalhost", "a.localhost", "localhost.localdomain",
        "127.0.0.1", "127.0.0.1%3A8443", "127.1", "127.0.0.11.", "2130706433", "0x7f000001", "0x7f.0x1", "0X7F.1",
        "017700000001", "0", "10.0.0.1", "169.254.169.254", "%5B%3A%3A1%5D", "%5Bfe80%3A%3A1%5D%3A443", "1.2.3.4.5",
        "uni.example.0x",
    ],
)  # fmt: skip
def test_hosts_that_are_this_computer_or_a_bare_address(host: str) -> None:
    """Also as they are written to hide it: in parts, in hex, in octal, with a dot behind."""
    assert code(resolve, f"did:web:{host}", NONE) == "did-web-address"
    assert code(resolve, f"did:web:{host}:path", NONE) == "did-web-address"


@pytest.mark.parametrize(
    "did",
    [
        "did:web:", "did:web:uni", "did:web:-uni.example", "did:web:uni..example", "did:web:uni.example%3A",
        "did:web:uni.example%3A0", "did:web:uni.example%3A65536", "did:web:uni.example%3A%C2%B2",
        "did:web:uni.example%3A1%3A2", "did:web:uni.example%2Fpath", "did:web:user%40uni.example", "did:web:uni.example%3F",
        "did:web:uni.example%23", "did:web:uni.example%5C", "did:web:%00.example", "did:web:uni.example%0A",
        "did:web:%C3%BCni.example", "did:web:uni.example%2525", "did:web:" + "a" * 64 + ".example",
        "did:web:" + "a." * 130 + "example", "did:web:uni.example::x", "did:web:uni.example:..",
        "did:web:uni.example:%2E%2e:x", "did:web:uni.example:a%2Fb", "did:web:uni.example:a%5Cb", "did:web:uni.example:%zz",
        "did:web:uni.example:%", "did:web:uni.example/path", "did:web:uni.example?x", "did:web:ünî.example",
        "did:web:uni.example:x:",
    ],
)  # fmt: skip
def test_what_is_no_did_web(did: str) -> None:
    assert code(resolve, did, NONE) == "did-malformed"


def test_an_identifier_is_not_another_spelling_of_itself() -> None:
    """%75 is a u: the same address, and still another identifier than the document's."""
    assert code(resolve, "did:web:%75ni.example", world()) == "did-document-mismatch"
    assert code(resolve, "did:web:uni.example%3A443", kept("https://uni.example:443/.well-known/did.json", {"id": DID})) == (
        "did-document-mismatch"
    )
