"""The examples of RFC 9901 and the reference implementation's own cases: every one holds, and says what it should."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wallet.errors import CheckFailed
from wallet.proofs import jws, sd_jwt
from wallet.proofs.keys import PublicKey

pytestmark = pytest.mark.corpus


def cases(corpus: Path) -> list[Path]:
    return sorted(file.parent for file in (corpus / "sd-jwt/open").glob("generated-*/*/verified_contents.json"))


def token(folder: Path, name: str) -> str:
    """The text of a case; those in JSON serialization are kept as a JSON text inside JSON."""
    file = next(folder.glob(f"sd_jwt_{name}.*"))
    if file.suffix == ".txt":
        return file.read_text().strip()
    value = json.loads(file.read_bytes())
    return value if isinstance(value, str) else json.dumps(value)


def settings(folder: Path) -> tuple[PublicKey, str, str]:
    """The issuer's key, the verifier's name and the nonce of a set."""
    said = (folder.parent / "settings.yml").read_text()
    key = re.search(r"issuer_keys?:.*?x: (\S+)\s+y: (\S+)", said, re.DOTALL)
    verifier = re.search(r'verifier: "(.+?)"', said)
    nonce = re.search(r'key_binding_nonce: "(.+?)"', said)
    assert key
    assert verifier
    assert nonce
    jwk = {"kty": "EC", "crv": "P-256", "x": key[1], "y": key[2]}
    return PublicKey.from_jwk(jwk), verifier[1], nonce[1]


def test_all_presentations_hold_and_disclose_what_they_should(corpus: Path) -> None:
    folders = cases(corpus)
    assert len(folders) >= 28
    for folder in folders:
        held = sd_jwt.parse(token(folder, "presentation"))
        jws.verify(held.issuer_jws, settings(folder)[0])
        expected = json.loads((folder / "verified_contents.json").read_bytes())
        assert sd_jwt.process(held) == expected, folder.name


def test_all_issued_tokens_hold_and_can_be_narrowed_to_any_one_claim(corpus: Path) -> None:
    for folder in cases(corpus):
        held = sd_jwt.parse(token(folder, "issuance"))
        jws.verify(held.issuer_jws, settings(folder)[0])
        paths = sd_jwt.claim_paths(held)
        assert len(paths) == len(held.disclosures), folder.name
        assert sd_jwt.select(held, paths) == held.presented
        for place, path in paths.items():
            narrowed = sd_jwt.parse(sd_jwt.select(held, [place]))
            sent = {one.text for one in narrowed.disclosures}
            assert {held.disclosures[index].text for index in (path.disclosure, *path.ancestors)} <= sent
            assert len(sd_jwt.claim_paths(narrowed)) == len(sent)


def test_all_key_bindings_hold_for_their_verifier_only(corpus: Path) -> None:
    bound = 0
    for folder in cases(corpus):
        held = sd_jwt.parse(token(folder, "presentation"))
        if held.key_binding is None:
            continue
        _, verifier, nonce = settings(folder)
        made = datetime.fromtimestamp(json.loads((folder / "kb_jwt_payload.json").read_bytes())["iat"], UTC)
        claims = sd_jwt.verify_binding(held, now=made, nonce=nonce, audience=verifier)
        assert claims == json.loads((folder / "kb_jwt_payload.json").read_bytes())
        for asked in ({"nonce": nonce + "0"}, {"audience": verifier + "/"}):
            with pytest.raises(CheckFailed):
                sd_jwt.verify_binding(held, now=made, **asked)
        bound += 1
    assert bound >= 5
