"""Learner Credential Wallet's archive: profiles, their keys and their credentials; what is broken costs its own file."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from tests.issuers import Party, as_bytes, badge
from tests.unit.carriers.zips import tarred, zipped
from tests.unit.foreign.backups import lcw_archive, lcw_files, seed, verification_key
from wallet.errors import InputRefused, WalletError
from wallet.intake.containers import Aside, opened, parted, read_aside
from wallet.model.foreign import BackupKind, ForeignWallet
from wallet.model.given import Given

ISSUER = Party.with_did_key("uni")
ONE, TWO = (as_bytes(ISSUER.sign(badge(ISSUER, name=name))) for name in ("One", "Two"))


def read(data: bytes) -> ForeignWallet:
    (item,) = parted([Given(source="wallet.tar", data=data)])
    assert isinstance(item, Aside)
    found = read_aside(item, "")
    assert found is not None
    return found


def changed(files: dict[str, bytes], **changes: Any) -> dict[str, bytes]:
    """The files with the first profile changed."""
    name = "profiles/profile-0.json"
    return files | {name: json.dumps(json.loads(files[name]) | changes).encode()}


@pytest.mark.parametrize("packed", [tarred, zipped])
def test_profiles_keys_and_credentials(packed: Any) -> None:
    found = read(packed(lcw_files(("ada", "School", (ONE, TWO)), ("eve", "Work", (TWO,)))))
    assert found.kind is BackupKind.LCW_ARCHIVE
    assert [(one.data, one.profile) for one in found.credentials] == [(ONE, "School"), (TWO, "School"), (TWO, "Work")]
    assert [key.private for key in found.keys] == [seed("ada"), seed("eve")]
    assert found.profiles == ("School", "Work")
    assert found.left_out == ()
    assert [notice.code for notice in found.notices] == ["backup-keys-in-clear"]


def test_without_its_manifest_and_with_a_credential_that_no_profile_names() -> None:
    files = lcw_files(("ada", "School", (ONE,))) | {"credentials/stray.json": TWO}
    del files["manifest.yml"]
    assert [(one.place, one.profile) for one in read(tarred(files)).credentials][-1] == ("credentials/stray.json", "")


def test_for_checking_it_is_no_credential() -> None:
    (found,) = opened([Given(source="b.tar", data=lcw_archive(("ada", "School", (ONE,))))])
    assert found.error is not None
    assert found.error.code == "wallet-backup"


def test_a_folder_of_badges_is_none() -> None:
    for files in ({"credentials/a.json": ONE}, {"profiles/a.json": ONE, "b.json": TWO}, {"manifest.yml": b""}):
        assert all(isinstance(item, Given) for item in parted([Given(source="b.zip", data=zipped(files))]))


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"credentialCids": ["none", "none", 5, "a\x1b[2J"]}, ["backup-entry-missing", "backup-entry-missing"]),
        ({"verificationKey": None}, ["backup-damaged"]),
        ({"verificationKey": verification_key("eve", publicKeyMultibase="z6Mk")}, ["backup-key-mismatch"]),
        ({"credentialCids": None}, ["backup-damaged"]),
        ({"profileName": 5}, ["backup-damaged"]),
    ],
)
def test_a_profile_that_is_broken_costs_itself(changes: dict[str, Any], codes: list[str]) -> None:
    found = read(tarred(changed(lcw_files(("ada", "School", (ONE,)), ("eve", "Work", (TWO,))), **changes)))
    assert [part.error.code for part in found.left_out] == codes
    assert {one.data for one in found.credentials} == {ONE, TWO}
    assert seed("eve") in [key.private for key in found.keys]
    assert not any("\x1b" in part.place for part in found.left_out)


def test_a_profile_that_is_no_json() -> None:
    for text in (b"", b"[]", b"{", b'{"profileName":"a","profileName":"b"}', b"[" * 100_000, b"\xff"):
        files = lcw_files(("ada", "School", (ONE,))) | {"profiles/odd.json": text}
        found = read(tarred(files))
        assert [part.place for part in found.left_out] == ["profiles/odd.json"]
        assert len(found.credentials) == len(found.keys) == 1


def test_names_beyond_all_measure() -> None:
    files = lcw_files(("ada", "School", (ONE,)))
    listed = json.loads(files["profiles/profile-0.json"])["credentialCids"] + [f"none{n}" for n in range(9000)]
    many = {f"profiles/{n}.json": changed(files, credentialCids=listed)["profiles/profile-0.json"] for n in range(4)}
    assert len(read(tarred(files | many)).left_out) == 9000
    everywhere = {
        f"profiles/{n}.json": changed(files, credentialCids=[f"{n}-{m}" for m in range(9000)])["profiles/profile-0.json"]
        for n in range(3)
    }
    with pytest.raises(InputRefused) as caught:
        read(tarred(files | everywhere))
    assert caught.value.code == "backup-too-many"


def test_damage_gives_only_named_errors() -> None:
    data = lcw_archive(("ada", "School", (ONE,)))
    dice = random.Random(8)
    for _ in range(12):
        spoiled = bytearray(data)
        for _ in range(3):
            spoiled[dice.randrange(len(spoiled))] ^= 1 << dice.randrange(8)
        for item in parted([Given(source="b.tar", data=bytes(spoiled))]):
            if isinstance(item, Aside):
                try:
                    read_aside(item, "")
                except WalletError as error:
                    assert error.code
