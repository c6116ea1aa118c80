"""Leaving for another wallet: a file that Learner Credential Wallet can import, and that this one takes back whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from tests.end2end.conftest import Satchel
from tests.end2end.test_foreign_backups import ADA, BOUND, LCW, files, give, take
from tests.unit.foreign import backups
from wallet.encoding import multibase


@pytest.fixture
def wallet(run: Satchel) -> Satchel:
    assert run("init", "--json").code == 0
    assert take(run, "b.json", LCW).code == 0
    return run


def ids(run: Satchel) -> set[str]:
    return {record["id"] for record in run("list", "--json").records}


def export(run: Satchel, *options: str) -> Path:
    out = run.folder.parent / "Wallet Backup.json"
    said = run("export", "--all", "--format", "lcw", "--out", out, "--yes", "--json", *options)
    assert said.code == 0, said.text
    assert said.records[0]["credentials"] == len(ids(run))
    assert out.stat().st_mode & 0o077 == 0
    return out


def test_what_its_import_looks_for(wallet: Satchel) -> None:
    """A DID document, both keys of it, the profile's name, credentials with a context of VCDM: as its parseWallet.ts says."""
    (profile,) = json.loads(export(wallet, "--with-keys").read_bytes())
    assert (profile["type"], profile["status"]) == ("UniversalWallet2020", "UNLOCKED")
    contents = profile["contents"]
    contexts = ("https://www.w3.org/2018/credentials/v1", "https://www.w3.org/ns/credentials/v2")
    assert BOUND in contents
    assert sum(any(context in item.get("@context", ()) for context in contexts) for item in contents) == 3
    (document,) = (item for item in contents if "https://www.w3.org/ns/did/v1" in item.get("@context", ()))
    assert document["id"] == ADA.did
    by_type = {item["type"]: item for item in contents if isinstance(item.get("type"), str)}
    assert by_type["ProfileMetadata"]["data"]["profileName"] == "Satchel"
    signing, agreeing = by_type["Ed25519VerificationKey2020"], by_type["X25519KeyAgreementKey2020"]
    assert signing == backups.verification_key("ada")
    assert document["keyAgreement"][0]["publicKeyMultibase"] == agreeing["publicKeyMultibase"]
    private = X25519PrivateKey.from_private_bytes(multibase.decode(agreeing["privateKeyMultibase"])[2:])
    public = X25519PublicKey.from_public_bytes(multibase.decode(agreeing["publicKeyMultibase"])[2:])
    assert private.public_key().public_bytes_raw() == public.public_bytes_raw()
    assert agreeing["publicKeyMultibase"].startswith("z6LS")


def test_the_published_pair_of_one_seed() -> None:
    """The did:key method's vector for a seed of zeros: the X25519 key that every library makes of the Ed25519 key."""
    from wallet.foreign.lcw_writing import _keys

    document, _, agreement = _keys(bytes(32))
    assert document["id"] == "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"
    assert agreement["publicKeyMultibase"] == "z6LShs9GGnqk85isEBzzshkuVWrVKsRp24GnDuHk8QWkARMW"


@pytest.mark.parametrize("options", [(), ("--with-keys",)])
def test_it_comes_back_whole(wallet: Satchel, options: tuple[str, ...]) -> None:
    out = export(wallet, *options)
    assert (b"privateKey" in out.read_bytes()) == bool(options)
    other = Satchel(wallet.clock, wallet.folder.parent / "other", wallet.passphrase_file)
    assert other("init", "--json").code == 0
    said = take(other, "again.json", out.read_bytes())
    assert said.code == 0, said.text
    assert ids(other) == ids(wallet)
    assert len(said.records[-1]["backup"]["keys"]) == len(options)


def test_the_plain_archive_of_originals_comes_back_whole(wallet: Satchel) -> None:
    """Its own ZIP is a ZIP of badges with a description beside them, which is nothing to refuse."""
    out = wallet.folder.parent / "originals.zip"
    assert wallet("export", "--all", "--out", out, "--yes", "--json").code == 0
    other = Satchel(wallet.clock, wallet.folder.parent / "other", wallet.passphrase_file)
    assert other("init", "--json").code == 0
    said = other("import", out, "--offline", "--json")
    assert said.code == 0, said.text
    assert ids(other) == ids(wallet)


def test_nothing_leaves_unasked(wallet: Satchel) -> None:
    before = files(wallet)
    out = wallet.folder.parent / "out.json"
    for words in (("--all", "--format", "lcw"), ("--all", "--format", "lcw", "--with-keys")):
        said = wallet("export", *words, "--out", out, "--json")
        assert said.records[0]["error"]["code"] == "not-confirmed"
        assert "private keys in clear" in " ".join(said.errors.split()) or "--with-keys" not in words
    for words, code in ((("--all", "--with-keys"), "which-form"), (("abcd", "--format", "lcw"), "which-one")):
        said = wallet("export", *words, "--out", out, "--yes", "--json")
        assert (said.code, said.records[0]["error"]["code"]) == (2, code)
    assert not out.exists()
    assert wallet("export", "--all", "--format", "lcw", "--yes", "--out", wallet.folder.parent, "--json").code == 2
    assert give(wallet, "x", b"").parent.parent == wallet.folder.parent
    assert files(wallet) == before


def test_an_empty_wallet(run: Satchel) -> None:
    assert run("init", "--json").code == 0
    (profile,) = json.loads(export(run).read_bytes())
    assert [item["type"] for item in profile["contents"]] == ["ProfileMetadata"]
