"""Attacks J1 to J7 on the file itself: every cut and every flip has its name, and nothing of it is ever used."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import SeededEntropy
from tests.unit.backup.backup_examples import PASSPHRASE, back_up, files_in, full_wallet
from tests.unit.backup.backup_forging import forged, header_line, header_of, lines_of, sealed, written
from tests.unit.backup.conftest import Made
from tests.unit.vault.vault_examples import reopen
from wallet.backup import reading, restoring
from wallet.backup.header import CHUNK
from wallet.backup.reading import Backup
from wallet.errors import InputRefused, VaultError, WalletError, WrongPassphrase

_DAMAGE = {"backup-damaged", "not-a-backup", "backup-empty"}


@pytest.fixture(scope="module")
def opened(made: Made) -> reading.Opened:
    """The key derivation once, not for every flip."""
    return reading.unlock(io.BytesIO(made.data), PASSPHRASE)


def _read(data: bytes, opened: reading.Opened) -> None:
    """All that ``check`` does, but for deriving the key again where the header is the sound one."""
    file = io.BytesIO(data)
    if data.startswith(opened.first):
        file.seek(len(opened.first))
        backup = Backup("x", file, opened)
    else:
        backup = Backup("x", file, reading.unlock(file, PASSPHRASE))
    for _ in backup.records():
        pass


def test_a_cut_at_every_byte_is_named(made: Made, opened: reading.Opened) -> None:
    data = made.data
    _read(data, opened)
    for length in range(len(data)):
        with pytest.raises(InputRefused) as caught:
            _read(data[:length], opened)
        assert caught.value.code in _DAMAGE, length
        assert (caught.value.code == "backup-empty") == (length == 0)


@pytest.mark.parametrize("mask", [0x01, 0x80])
def test_a_flip_in_every_byte_is_named(made: Made, opened: reading.Opened, mask: int) -> None:
    data = bytearray(made.data)
    for place in range(len(data)):
        data[place] ^= mask
        with pytest.raises(InputRefused) as caught:
            _read(bytes(data), opened)
        assert caught.value.code in _DAMAGE, place
        data[place] ^= mask


def test_bytes_behind_the_end_are_seen(made: Made, opened: reading.Opened) -> None:
    for more in (b"\n", b"\0", b"x" * 17, made.data, bytes(CHUNK + 16)):
        with pytest.raises(InputRefused, match="damaged"):
            _read(made.data + more, opened)


@pytest.fixture(scope="module")
def long(made: Made) -> bytes:
    """A sound backup of five chunks, whose last is full."""
    records = lines_of(made.data)[:-1]
    filler = {"record": "setting", "name": "filler", "value": ""}
    short = forged(made.data, [*records, filler])
    missing = 5 * (CHUNK + 16) - (len(short) - len(short.partition(b"\n")[0]) - 1) - (5 - 1) * 16
    return forged(made.data, [*records, {**filler, "value": "x" * missing}])


def _chunks(data: bytes) -> tuple[bytes, list[bytes]]:
    first, _, rest = data.partition(b"\n")
    size = CHUNK + 16
    return first + b"\n", [rest[start : start + size] for start in range(0, len(rest), size)]


def test_chunks_moved_repeated_left_out_or_from_another_backup(made: Made, long: bytes) -> None:
    first, chunks = _chunks(long)
    assert [len(chunk) for chunk in chunks] == [CHUNK + 16] * 5
    other = _chunks(sealed(made.data, [b"y" * (5 * CHUNK)], **header_of(long)))[1]
    salted = _chunks(sealed(made.data, [b"x" * (5 * CHUNK)], created_at="2026-11-21T00:00:00.000000Z"))[1]
    forms = [
        [chunks[1], chunks[0], *chunks[2:]],
        [*chunks[:4], chunks[3], chunks[4]],
        [*chunks[:2], *chunks[3:]],
        chunks[:4],
        chunks[:1],
        [],
        [*chunks, chunks[4]],
        [*chunks[:4], salted[4]],
        [salted[0], *chunks[1:]],
        [*chunks[:4], chunks[4][:-1]],
    ]
    same_header = [*chunks[:2], other[2], *chunks[3:]]  # under the very same header: only the inside can tell
    for form in (*forms, same_header):
        file = io.BytesIO(first + b"".join(form))
        backup = Backup("x", file, reading.unlock(file, PASSPHRASE))
        with pytest.raises(InputRefused) as caught:
            for _ in backup.records():
                pass
        assert caught.value.code == ("backup-inconsistent" if form is same_header else "backup-damaged")


def test_a_chunk_of_the_same_wallets_other_backup(tmp_path: Path) -> None:
    with full_wallet(tmp_path / "wallet")[0] as vault:
        one, two = ((tmp_path / name) for name in ("one", "two"))
        back_up(vault, one, seed=b"1")
        back_up(vault, two, seed=b"2")
    mixed = one.read_bytes().partition(b"\n")[0] + b"\n" + two.read_bytes().partition(b"\n")[2]
    with pytest.raises(InputRefused) as caught:
        restoring.check(written(tmp_path / "mixed", mixed), PASSPHRASE)
    assert caught.value.code == "backup-damaged"


def _edited(data: bytes, **members: Any) -> bytes:
    return header_line({**header_of(data), **members}) + data.partition(b"\n")[2]


def _keys(data: bytes, **slot: Any) -> dict[str, Any]:
    """The key file inside, its first slot changed, its own checksum made to hold again."""
    keys = header_of(data)["keys"]
    keys["slots"][0] |= slot
    parsed = json.loads(header_line(keys))
    assert isinstance(parsed, dict)
    return parsed


def test_an_edited_header_is_refused(made: Made) -> None:
    data = made.data
    salt = header_of(data)["salt"]
    cases: list[tuple[dict[str, Any], str]] = [
        ({"created_at": "2030-01-01T00:00:00.000000Z"}, "backup-damaged"),
        ({"salt": salt[:-1] + ("A" if salt[-1] != "A" else "Q")}, "backup-damaged"),
        ({"minor": 1}, "backup-damaged"),
        ({"more": "members"}, "backup-damaged"),
        ({"version": 2}, "newer-version"),
        ({"version": "1"}, "backup-inconsistent"),
        ({"version": True}, "backup-inconsistent"),
        ({"minor": -1}, "backup-inconsistent"),
        ({"minor": 10**7}, "backup-inconsistent"),
        ({"vault_id": "0" * 32}, "backup-inconsistent"),
        ({"vault_id": 7}, "backup-inconsistent"),
        ({"salt": "AAAA"}, "backup-inconsistent"),
        ({"salt": None}, "backup-inconsistent"),
        ({"chunk": 1}, "backup-inconsistent"),
        ({"cipher": "none"}, "backup-inconsistent"),
        ({"created_at": "yesterday"}, "backup-inconsistent"),
        ({"created_at": None}, "backup-inconsistent"),
        ({"keys": []}, "backup-inconsistent"),
        ({"keys": {}}, "backup-inconsistent"),
        ({"magic": "satchel-vault"}, "not-a-backup"),
        ({"keys": _keys(data, kind="keyring")}, "wrong-passphrase"),
        ({"keys": _keys(data, id="ffff")}, "wrong-passphrase"),
    ]
    for members, code in cases:
        with pytest.raises(WalletError) as caught:
            _read_anew(_edited(data, **members))
        assert caught.value.code == code, members


def _read_anew(data: bytes) -> None:
    file = io.BytesIO(data)
    backup = Backup("x", file, reading.unlock(file, PASSPHRASE))
    for _ in backup.records():
        pass


@pytest.mark.parametrize("name", ["salt", "keys", "created_at", "vault_id", "version", "minor", "checksum", "magic", "cipher"])
def test_a_header_that_lacks_a_member(made: Made, name: str) -> None:
    members = header_of(made.data)
    del members[name]
    line = header_line(members) if name != "checksum" else json.dumps(members, sort_keys=True).encode() + b"\n"
    with pytest.raises(WalletError) as caught:
        _read_anew(line + made.data.partition(b"\n")[2])
    assert caught.value.code in _DAMAGE | {"backup-inconsistent"}


@pytest.mark.parametrize(
    "params",
    [
        {"memory_kib": 16 * 1024 * 1024, "passes": 3, "lanes": 4},
        {"memory_kib": 65536, "passes": 2**31, "lanes": 4},
        {"memory_kib": 65536, "passes": 3, "lanes": 2**24},
        {"memory_kib": 2**60, "passes": 2**60, "lanes": 2**60},
    ],
)
def test_costs_beyond_all_limits_are_refused_at_once(made: Made, params: dict[str, int]) -> None:
    data = _edited(made.data, keys=_keys(made.data, params=params))
    begun = time.monotonic()
    with pytest.raises(InputRefused) as caught:
        reading.unlock(io.BytesIO(data), PASSPHRASE)
    assert caught.value.code == "kdf-limits"
    assert time.monotonic() - begun < 1


def test_what_is_no_backup(made: Made, tmp_path: Path) -> None:
    for data in (
        b"\x89PNG\r\n\x1a\n",
        b"{}\n",
        b"\0" * 200_000,
        b"SQLite format 3\0",
        b'{"magic":"satchel-vault"}\n',
        b"[" * 10**5,
    ):
        with pytest.raises(InputRefused) as caught:
            restoring.check(written(tmp_path / "other", data), PASSPHRASE)
        assert caught.value.code == "not-a-backup"
    for data in (b'{"magic":"satchel-backup"' + b" " * 200_000, b'{"magic":"satchel-backup",' + b"[" * 90_000 + b"\n"):
        with pytest.raises(InputRefused) as caught:
            restoring.check(written(tmp_path / "other", data), PASSPHRASE)
        assert caught.value.code == "backup-damaged"
    for place in (tmp_path, tmp_path / "missing", tmp_path / "nul\0"):
        with pytest.raises(InputRefused) as caught:
            restoring.check(place, PASSPHRASE)
        assert caught.value.code == "not-readable"


@pytest.mark.parametrize("secret", ["wrong", "", "\ud800", "0000-0000-0000-0000-0000-0000-0000"])
def test_a_wrong_secret_restores_nothing(made: Made, tmp_path: Path, secret: str) -> None:
    with pytest.raises(WrongPassphrase) as caught:
        restoring.check(made.file, secret)
    assert "sound" in caught.value.message
    with pytest.raises(WrongPassphrase):
        restoring.restore(made.file, tmp_path / "new", secret, entropy=SeededEntropy(), replace=True)
    assert not (tmp_path / "new").exists()


def test_six_faults_have_six_sentences(made: Made, tmp_path: Path) -> None:
    forms = {
        "wrong-passphrase": (made.data, "wrong"),
        "backup-damaged": (made.data[:-1], PASSPHRASE),
        "newer-version": (_edited(made.data, version=2), PASSPHRASE),
        "not-a-backup": (b"something else", PASSPHRASE),
        "backup-empty": (b"", PASSPHRASE),
        "kdf-limits": (
            _edited(made.data, keys=_keys(made.data, params={"memory_kib": 2**40, "passes": 3, "lanes": 4})),
            PASSPHRASE,
        ),
    }
    said = set()
    for code, (data, secret) in forms.items():
        with pytest.raises(WalletError) as caught:
            restoring.check(written(tmp_path / "file", data), secret)
        assert caught.value.code == code
        said.add(caught.value.message)
    assert len(said) == len(forms)


@pytest.mark.parametrize("fault", ["half", "flip", "secret", "newer", "empty"])
def test_a_wallet_stays_byte_for_byte_when_a_backup_is_refused(made: Made, tmp_path: Path, fault: str) -> None:
    full_wallet(tmp_path / "wallet")[0].close()
    before = files_in(tmp_path / "wallet")
    data = {
        "half": made.data[: len(made.data) // 2],
        "flip": made.data[:-500] + bytes([made.data[-500] ^ 4]) + made.data[-499:],
        "secret": made.data,
        "newer": _edited(made.data, version=9),
        "empty": b"",
    }[fault]
    with pytest.raises((InputRefused, WrongPassphrase, VaultError)):
        restoring.restore(
            written(tmp_path / "file", data),
            tmp_path / "wallet",
            "wrong" if fault == "secret" else PASSPHRASE,
            entropy=SeededEntropy(),
            replace=True,
        )
    assert files_in(tmp_path / "wallet") == before
    with reopen(tmp_path / "wallet") as vault:
        assert vault.credentials.count() == 3
