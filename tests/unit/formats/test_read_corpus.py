"""The published files, each set by what its makers say it is: every one is read as that, or refused by name."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from wallet.carriers.unwrap import unwrap
from wallet.errors import InputRefused
from wallet.formats.read import read
from wallet.model.credential import Credential, Format
from wallet.model.presentation import PresentationKind, Presented
from wallet.model.proof import Securing

pytestmark = pytest.mark.corpus

_OTHER = frozenset({".png", ".svg", ".pem", ".yml", ".md"})
# Why a file of the corpus is no credential. Any other code would be a surprise.
_CODES = frozenset(
    {
        "not-a-credential", "not-json", "not-a-jws", "not-an-sd-jwt", "bad-base64url", "disclosure-malformed", "sd-jwt-cut",
        "presentation-unsupported", "duplicate-member",
    }
)  # fmt: skip


def _one(file: Path) -> Credential | Presented:
    (found,) = read(file.read_bytes())
    return found


def _credential(file: Path) -> Credential:
    found = _one(file)
    assert isinstance(found, Credential), file
    return found


def _readable(folder: Path) -> Iterator[tuple[Path, Credential | Presented]]:
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.suffix not in _OTHER:
            try:
                yield from ((file, item) for item in read(file.read_bytes()))
            except InputRefused as error:
                assert error.code in _CODES, (file, error.code)
                assert error.message.endswith((".", "way.", "whole.")), error.message


@pytest.mark.parametrize(
    ("folder", "formats"),
    [
        ("ob3", {"ob3": 19, "clr2": 3, "vc1": 9, "vc2": 1}),
        ("clr", {"clr2": 3}),
        ("ob2", {"ob2": 12}),
        ("jose-cose", {"vc2": 10, "vp-jwt": 4}),
        ("data-integrity", {"vc1": 10, "vc2": 43}),
        ("vc-data-model", {"vc2": 70}),
        ("sd-jwt", {"sd-jwt-vc": 57, "sd-jwt": 10, "vc1": 4}),
    ],
)
def test_what_each_set_holds(corpus: Path, folder: str, formats: dict[str, int]) -> None:
    found = Counter(
        item.format.value if isinstance(item, Credential) else item.kind.value
        for _, item in _readable(corpus / folder / "open")
    )
    assert found == formats


@pytest.mark.parametrize("folder", ["openid4vc", "status-lists", "wallet-backup", "cborld-vpqr", "dids", "registries"])
def test_other_sets_are_read_or_refused_by_name(corpus: Path, folder: str) -> None:
    for file, item in _readable(corpus / folder / "open"):
        assert item.raw, file


@pytest.mark.parametrize(
    ("name", "format_", "securing"),
    [
        ("ob3/open/1edtech-ob30/simple.json", Format.OB3, Securing.DATA_INTEGRITY),
        ("ob3/open/1edtech-ob30/complete.json", Format.OB3, Securing.DATA_INTEGRITY),
        ("ob3/open/1edtech-ob30/simple-noproof.json", Format.OB3, Securing.NONE),
        ("ob3/open/1edtech-ob30/simple.jwt", Format.OB3, Securing.JWS),
        ("ob3/open/spec-examples/endorsement-00-sample-endorsementcredential.json", Format.OB3, Securing.NONE),
        ("clr/open/1edtech-clr20/simple.json", Format.CLR2, Securing.DATA_INTEGRITY),
        ("clr/open/1edtech-clr20/simple.jwt", Format.CLR2, Securing.JWS),
        ("ob2/open/1edtech-ob20-core/basic-assertion.json", Format.OB2, Securing.HOSTED),
        ("ob2/open/1edtech-ob20-core/simple.jwt", Format.OB2, Securing.JWS),
        ("ob2/open/validator-core-components/1_0_basic_assertion.json", Format.OB2, Securing.HOSTED),
        ("data-integrity/open/w3c-eddsa/Ed25519Signature2020/signedEdSig.json", Format.VC2, Securing.DATA_INTEGRITY),
        ("data-integrity/open/w3c-bbs/HolderBinding/addSignedSDBase.json", Format.VC1, Securing.DATA_INTEGRITY),
        ("data-integrity/open/w3c-eddsa/eddsa-jcs-2022/signedJCS.json", Format.VC2, Securing.DATA_INTEGRITY),
        ("jose-cose/open/w3c-vc-jose-cose-spec/example-01.jwt.txt", Format.VC2, Securing.JWS),
        ("jose-cose/open/w3c-vc-jose-cose-spec/example-06.sd-jwt.txt", Format.VC2, Securing.SD_JWT),
        ("sd-jwt/open/generated-rfc-examples/arf-pid/sd_jwt_issuance.txt", Format.SD_JWT_VC, Securing.SD_JWT),
    ],
)
def test_well_formed_ones(corpus: Path, name: str, format_: Format, securing: Securing) -> None:
    found = _credential(corpus / name)
    assert (found.format, found.securing, found.problems) == (format_, securing, ())


@pytest.mark.parametrize("picture", ["simple-json.png", "simple-json.svg", "simple-jwt.png", "simple-jwt.svg"])
def test_baked_badges(corpus: Path, picture: str) -> None:
    (carried,) = unwrap((corpus / "baked/open/1edtech-ob30" / picture).read_bytes())
    (found,) = read(carried.payload)
    assert isinstance(found, Credential)
    assert (found.format, found.name, found.issuer.name) == (Format.OB3, "Teamwork Badge", "Example Corp")
    assert found.securing is (Securing.JWS if "jwt" in picture else Securing.DATA_INTEGRITY)
    assert found.problems == ()


# Files whose makers call them wrong, or that break their standard by the letter, and the problems by which they are known.
_PROBLEMS = {
    "ob2/open/1edtech-ob20-core/basic-assertion-invalid-type.json": ("type-missing",),
    "ob2/open/validator-core-components/1_0_assertion_with_errors.json": ("recipient-malformed",),
    "ob3/open/vc-ed-models/samples/openBadgeAsVc2.json": ("issuer-malformed",),
}


def test_all_other_credentials_of_the_badge_sets_are_well_formed(corpus: Path) -> None:
    found = {
        str(file.relative_to(corpus)): item.problems
        for folder in ("ob2", "ob3", "clr", "jose-cose", "sd-jwt")
        for file, item in _readable(corpus / folder / "open")
        if item.problems
    }
    assert found == _PROBLEMS


def test_derived_documents_without_an_issuance_date_are_the_only_faulty_ones_of_the_suites(corpus: Path) -> None:
    """A holder may leave out ``issuanceDate`` in bbs-2023 examples under VC 1.1, which demands it."""
    faulty = {file.name: item.problems for file, item in _readable(corpus / "data-integrity/open") if item.problems}
    assert faulty == {
        "derivedRevealDocument.json": ("issuance-date-missing",),
        "derivedUnsignedReveal.json": ("issuance-date-missing",),
    }


def test_every_sd_jwt_discloses_what_its_makers_expect(corpus: Path) -> None:
    compared = 0
    for expected in sorted((corpus / "sd-jwt/open").glob("generated-*/*/verified_contents.json")):
        for file in expected.parent.glob("sd_jwt_presentation.*"):
            found = _one(file)
            (held,) = (found,) if isinstance(found, Credential) else found.credentials
            assert isinstance(held, Credential)
            assert held.document == json.loads(expected.read_bytes()), file
            compared += 1
    assert compared == 32


def test_key_bindings_of_the_corpus_make_presentations(corpus: Path) -> None:
    for payload in sorted((corpus / "sd-jwt/open").glob("generated-*/*/kb_jwt_payload.json")):
        (file,) = payload.parent.glob("sd_jwt_presentation.*")
        found = _one(file)
        assert isinstance(found, Presented)
        claims: dict[str, Any] = json.loads(payload.read_bytes())
        assert (found.kind, found.audience, found.nonce) == (PresentationKind.SD_JWT_KB, claims["aud"], claims["nonce"])
        assert found.holder


@pytest.mark.parametrize("number", ["03", "04", "16"])
def test_presentations_as_printed_hold_what_cannot_be_read(corpus: Path, number: str) -> None:
    """The specification prints data: URLs twice in one, or with an ellipsis: named, never lost."""
    found = _one(corpus / f"jose-cose/open/w3c-vc-jose-cose-spec/example-{number}.jwt.txt")
    assert isinstance(found, Presented)
    assert len(found.unreadable) == len(found.document["verifiableCredential"])


def test_raw_is_the_file(corpus: Path) -> None:
    for file, item in _readable(corpus / "ob3/open"):
        assert item.raw.strip() == file.read_bytes().strip(), file
