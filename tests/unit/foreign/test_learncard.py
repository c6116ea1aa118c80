"""LearnCard's bundle: hashes first, then the envelopes; whoever lies in the list costs one file, or the list itself."""

from __future__ import annotations

import json
import random
import time
from typing import Any

import pytest

from tests.issuers import Party, as_bytes, badge
from tests.unit.carriers.zips import zipped
from tests.unit.foreign.backups import PASSPHRASE, QUICK, REAL, bundle, did, envelope, listed, manifest, seed
from wallet.errors import InputRefused, WalletError
from wallet.foreign import learncard_envelope, learncard_manifest
from wallet.intake.containers import Aside, opened, parted, read_aside
from wallet.model.foreign import BackupKind, ForeignWallet
from wallet.model.given import Given

ISSUER = Party.with_did_key("uni")
ONE, TWO = (as_bytes(ISSUER.sign(badge(ISSUER, name=name))) for name in ("One", "Two"))


def aside(data: bytes) -> Aside:
    (found,) = parted([Given(source="bundle.zip", data=data)])
    assert isinstance(found, Aside)
    return found


def read(data: bytes, passphrase: str = PASSPHRASE) -> ForeignWallet:
    found = read_aside(aside(data), passphrase)
    assert found is not None
    return found


def refusal(data: bytes, passphrase: str = PASSPHRASE) -> str:
    with pytest.raises(InputRefused) as caught:
        read(data, passphrase)
    assert caught.value.message
    return caught.value.code


def left_out(found: ForeignWallet) -> dict[str, str]:
    return {part.place: part.error.code for part in found.left_out}


def losses(found: ForeignWallet) -> dict[str, str]:
    return {part.place: part.error.code for part in found.left_out if part.is_loss}


# ---------------------------------------------------------------- what comes along


@pytest.mark.parametrize("encrypted", [True, False])
def test_credentials_and_the_seed(encrypted: bool) -> None:
    found = read(bundle("ada", ONE, TWO, encrypted=encrypted))
    assert found.kind is BackupKind.LEARNCARD
    assert {one.data for one in found.credentials} == {ONE, TWO}
    assert [key.private for key in found.keys] == [seed("ada")]
    assert losses(found) == {}
    assert left_out(found) == dict.fromkeys(
        ("did-document (1)", "key-jwks (1)", "key-recovery-phrase (1)", "index-record (2)"), "backup-not-needed"
    )
    assert [notice.code for notice in found.notices] == ([] if encrypted else ["backup-keys-in-clear"])


def test_with_the_real_cost() -> None:
    begun = time.perf_counter()
    assert len(read(bundle("ada", ONE, params=REAL)).credentials) == 1
    assert time.perf_counter() - begun < 10


def test_a_plain_bundle_asks_for_no_passphrase() -> None:
    assert len(read(bundle("ada", ONE, encrypted=False), "").credentials) == 1


def test_what_the_export_warned_of_and_another_identifier() -> None:
    found = read(bundle("ada", ONE, primaryDid="did:web:network.learncard.com:users:ada", warnings=["One\x1b[2J failed", 5]))
    assert [notice.code for notice in found.notices] == ["backup-export-warned", "backup-other-identifier"]
    assert "⟨U+001B⟩" in found.notices[0].message


def test_for_checking_it_is_no_credential() -> None:
    (found,) = opened([Given(source="bundle.zip", data=bundle("ada", ONE))])
    assert found.error is not None
    assert found.error.code == "wallet-backup"


# ---------------------------------------------------------------- the passphrase


def test_wrong_passphrase_none_and_damage_are_three_things() -> None:
    def damage(files: dict[str, bytes], contents: list[dict[str, Any]]) -> None:
        files.update({path: stored.replace(b'"iv": "A', b'"iv": "B') for path, stored in files.items()})

    assert refusal(bundle("ada", ONE), "wrong") == "backup-wrong-passphrase"
    assert refusal(bundle("ada", ONE), "") == "backup-passphrase-needed"
    found = read(bundle("ada", ONE, change=damage), "wrong")
    assert set(losses(found).values()) == {"backup-entry-changed"}
    assert found.credentials == found.keys == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"memoryCost": 16 * 1024 * 1024}, "backup-too-costly"),
        ({"memoryCost": 2**40}, "backup-too-costly"),
        ({"timeCost": 2**31}, "backup-too-costly"),
        ({"parallelism": 2**24}, "backup-too-costly"),
        ({"memoryCost": 256 * 1024, "timeCost": 10}, "backup-too-costly"),
        ({"memoryCost": 0}, "backup-damaged"),
        ({"memoryCost": 8}, "backup-damaged"),
        ({"timeCost": True}, "backup-damaged"),
        ({"timeCost": "3"}, "backup-damaged"),
        ({"algorithm": "scrypt"}, "backup-cipher-unsupported"),
        ({"algorithm": None}, "backup-cipher-unsupported"),
    ],
)
def test_work_asked_for_is_bounded(changes: dict[str, Any], code: str) -> None:
    value = json.loads(envelope(ONE)) | {"kdfParams": QUICK | changes}
    begun = time.perf_counter()
    with pytest.raises(InputRefused) as caught:
        learncard_envelope.opened(json.dumps(value).encode(), PASSPHRASE)
    assert caught.value.code == code
    assert time.perf_counter() - begun < 1


def test_the_most_work_there_may_be() -> None:
    def costly(files: dict[str, bytes], contents: list[dict[str, Any]]) -> None:
        _swap_seed(
            files, contents, envelope(seed("ada").hex().encode(), params=QUICK | {"memoryCost": 256 * 1024, "timeCost": 1})
        )

    assert len(read(bundle("ada", change=costly)).keys) == 1


def _swap_seed(files: dict[str, bytes], contents: list[dict[str, Any]], stored: bytes) -> None:
    name = "keys/private-key-seed.txt.enc"
    files[name] = stored
    contents[:] = [entry for entry in contents if entry["path"] != name]
    contents.append(listed("key-private-seed", name, stored))


@pytest.mark.parametrize(
    "changes",
    [
        {"kdfParams": None},
        {"kdfParams": []},
        {"iv": ""},
        {"iv": "AAAA"},
        {"salt": "AAAA"},
        {"ciphertext": 5},
        {"ciphertext": "ÄÖ"},
    ],
)
def test_an_envelope_that_is_none(changes: dict[str, Any]) -> None:
    value = json.loads(envelope(ONE)) | changes
    with pytest.raises(InputRefused) as caught:
        learncard_envelope.opened(json.dumps(value).encode(), PASSPHRASE)
    assert caught.value.code == "backup-damaged"


@pytest.mark.parametrize("stored", [b"", b"5", b"[]", b"not json", b'{"iv":"","iv":""}', b"\xff"])
def test_an_envelope_that_is_no_json(stored: bytes) -> None:
    with pytest.raises(InputRefused):
        learncard_envelope.opened(stored, PASSPHRASE)


# ---------------------------------------------------------------- a list that lies


def _lie(**changes: Any) -> Any:
    def change(files: dict[str, bytes], contents: list[dict[str, Any]]) -> None:
        next(entry for entry in contents if entry["type"] == "credential").update(changes)

    return change


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_lie(sha256="0" * 64), "backup-entry-changed"),
        (_lie(sha256="nonsense"), "backup-entry-changed"),
        (_lie(path="credentials/none.json.enc"), "backup-entry-missing"),
        (_lie(path="../../etc/passwd"), "backup-entry-misnamed"),
        (_lie(path="/etc/passwd"), "backup-entry-misnamed"),
        (_lie(path="credentials\\a.json"), "backup-entry-misnamed"),
        (_lie(path="keys/private-key-seed.txt.enc"), "backup-entry-twice"),
        (_lie(encrypted=False), ""),
    ],
)
def test_a_lie_about_one_file_costs_that_file(change: Any, code: str) -> None:
    found = read(bundle("ada", ONE, change=change))
    assert set(losses(found).values()) == ({code} if code else set())
    assert found.credentials == () or not code
    assert len(found.keys) == (0 if code == "backup-entry-twice" else 1)


def test_a_file_that_nobody_lists_is_not_read() -> None:
    def add(files: dict[str, bytes], contents: list[dict[str, Any]]) -> None:
        files["credentials/extra.json"] = TWO

    found = read(bundle("ada", ONE, change=add))
    assert [one.data for one in found.credentials] == [ONE]
    assert left_out(found)["credentials/extra.json"] == "backup-not-needed"


def test_a_file_with_another_content_than_it_says() -> None:
    def swap(files: dict[str, bytes], contents: list[dict[str, Any]]) -> None:
        _swap_seed(files, contents, envelope(b"no seed"))

    found = read(bundle("ada", ONE, change=swap))
    assert losses(found) == {"keys/private-key-seed.txt.enc": "backup-key-malformed"}
    assert len(found.credentials) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"payloadSha256": "0" * 64}, "backup-manifest-changed"),
        ({"payloadSha256": None}, "backup-manifest-changed"),
        ({"specVersion": "2.0.0"}, "backup-version-unsupported"),
        ({"specVersion": None}, "backup-version-unsupported"),
        ({"encryption": {"mode": "rot13"}}, "backup-cipher-unsupported"),
        ({"encryption": None}, "backup-damaged"),
    ],
)
def test_a_list_that_is_not_to_be_believed(changes: dict[str, Any], code: str) -> None:
    assert refusal(bundle("ada", ONE, **changes)) == code


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b'{"specVersion":"1.0.0","specVersion":"1.0.0"}', b"[" * 100_000, b"\xff"])
def test_a_list_that_is_none(data: bytes) -> None:
    assert refusal(zipped({"manifest.json": data, "BUNDLE_SPEC.md": b""}))


@pytest.mark.parametrize("contents", [None, {}, [{}] * 10_001, [[]]])
def test_contents_that_are_none(contents: Any) -> None:
    value = json.loads(manifest("ada", [])) | {"contents": contents}
    with pytest.raises(InputRefused) as caught:
        learncard_manifest.read(json.dumps(value).encode())
    assert caught.value.code in ("backup-damaged", "backup-manifest-changed")


@pytest.mark.parametrize("entry", [5, {}, {"type": 1, "path": "a", "sha256": ""}, {"type": "a", "path": "b", "sha256": None}])
def test_an_entry_that_is_none(entry: Any) -> None:
    with pytest.raises(InputRefused) as caught:
        learncard_manifest._entry(entry)
    assert caught.value.code == "backup-damaged"


def test_names_that_make_a_bundle() -> None:
    assert learncard_manifest.is_bundle(["manifest.json", "BUNDLE_SPEC.md"])
    assert not learncard_manifest.is_bundle(["manifest.json", "icon.png"])
    assert not learncard_manifest.is_bundle(["BUNDLE_SPEC.md"])


# ---------------------------------------------------------------- damage


def test_cut_and_changed_anywhere() -> None:
    """Most changes cost one file or the archive; none passes as another credential."""
    data = bundle("ada", ONE)
    dice = random.Random(3)
    for _ in range(6):
        spoiled = bytearray(data)
        spoiled[dice.randrange(4, len(spoiled))] ^= 1 << dice.randrange(8)
        data_ = bytes(spoiled[: dice.choice([len(spoiled), dice.randrange(5, len(spoiled))])])
        for item in parted([Given(source="b.zip", data=data_)]):
            if isinstance(item, Given):
                continue
            try:
                found = read_aside(item, PASSPHRASE)
            except WalletError as error:
                assert error.code
            else:
                assert found is not None
                assert all(one.data == ONE for one in found.credentials)


def test_mutated_lists_give_only_named_errors() -> None:
    data = manifest("ada", [listed("credential", "credentials/a.json.enc", b"x")])
    dice = random.Random(4)
    for _ in range(500):
        spoiled = bytearray(data)
        for _ in range(dice.randint(1, 3)):
            at = dice.randrange(len(spoiled))
            spoiled[at : at + dice.randrange(3)] = dice.choice([b"", b"5", b"null", b"[", b"{}", b'"', b"\xff"])
        try:
            found = learncard_manifest.read(bytes(spoiled))
        except WalletError as error:
            assert error.code
        else:
            assert found.owner == did("ada") or spoiled != data
