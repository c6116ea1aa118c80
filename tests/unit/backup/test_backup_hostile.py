"""What somebody who knows the passphrase may put inside: what no Satchel writes is refused, and nothing is restored."""

from __future__ import annotations

import copy
import hashlib
import io
import json
import random
import resource
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import SeededEntropy
from tests.unit.backup.backup_examples import PASSPHRASE, everything
from tests.unit.backup.backup_forging import forged, header_of, lines_of, sealed, written
from tests.unit.backup.conftest import Made
from tests.unit.vault.vault_examples import reopen
from wallet.backup import lines, reading, restoring
from wallet.backup.reading import Backup
from wallet.errors import WalletError
from wallet.vault.canonical import canonical

Record = dict[str, Any]
_REFUSED = {"backup-inconsistent", "backup-damaged", "backup-too-large"}


def _refused(data: bytes, folder: Path) -> str:
    """The code with which it is refused; the folder then holds no wallet."""
    file = written(folder / "hostile.backup", data)
    with pytest.raises(WalletError) as caught:
        restoring.restore(file, folder / "new", PASSPHRASE, entropy=SeededEntropy(), replace=True)
    with pytest.raises(WalletError):
        restoring.check(file, PASSPHRASE)
    assert not list((folder / "new").glob("vault-*")), "nothing was restored"
    assert not (folder / "new" / "vault.keys").exists()
    assert caught.value.code in _REFUSED
    return caught.value.code


def _first(records: list[Record], kind: str) -> Record:
    return next(record for record in records if record["record"] == kind)


def test_a_faithful_forgery_is_taken(made: Made, tmp_path: Path) -> None:
    """The ground on which the others stand: what is forged without a change restores as it was."""
    file = written(tmp_path / "same", forged(made.data, lines_of(made.data)[:-1]))
    restored = restoring.restore(file, tmp_path / "new", PASSPHRASE, entropy=SeededEntropy(), replace=False)
    with reopen(Path(restored.folder)) as vault:
        assert everything(vault) == made.held


def _bytes(data: bytes, sha256: str = "") -> Record:
    return {"record": "bytes", "base64": b64encode(data).decode(), "sha256": sha256 or hashlib.sha256(data).hexdigest()}


def _change(kind: str, /, **members: Any) -> Callable[[list[Record]], None]:
    def change(records: list[Record]) -> None:
        _first(records, kind).update(members)

    return change


def _within(kind: str, member: str, /, **members: Any) -> Callable[[list[Record]], None]:
    def change(records: list[Record]) -> None:
        record = next(one for one in records if one["record"] == kind and one[member])
        record[member][0].update(members)

    return change


def _twice(kind: str) -> Callable[[list[Record]], None]:
    def change(records: list[Record]) -> None:
        records.append(copy.deepcopy(_first(records, kind)))

    return change


def _doubled(kind: str, member: str) -> Callable[[list[Record]], None]:
    def change(records: list[Record]) -> None:
        record = next(one for one in records if one["record"] == kind and one[member])
        record[member].append(copy.deepcopy(record[member][0]))

    return change


def _left_out(kind: str) -> Callable[[list[Record]], None]:
    def change(records: list[Record]) -> None:
        records[:] = [record for record in records if record["record"] != kind]

    return change


def _last_first(records: list[Record]) -> None:
    records.reverse()


def _another_key(records: list[Record]) -> None:
    one, two = (record for record in records if record["record"] == "holder-key")
    one["private"], two["private"] = two["private"], one["private"]


_CASES: dict[str, Callable[[list[Record]], None]] = {
    "an id that is not the hash": _change("credential", id="0" * 32),
    "a payload that is not there": _change("credential", id="0" * 32, payload="0" * 64),
    "an id that is a path": _change("credential", id="../../../../etc/passwd"),
    "a payload that is a path": _change("credential", payload="../" * 21 + "a"),
    "a hash in capitals": _change("credential", payload="F" * 64, id="F" * 32),
    "a file under another's hash": lambda records: records.insert(0, _bytes(b"new", "0" * 64)),
    "a file under a path": lambda records: records.insert(0, _bytes(b"new", "../" * 21 + "x")),
    "a file twice": _twice("bytes"),
    "a document twice": _twice("document"),
    "a key twice": _twice("holder-key"),
    "a credential twice": _twice("credential"),
    "a collection twice": _twice("collection"),
    "a portfolio twice": _twice("portfolio"),
    "a line of the log twice": _twice("presentation"),
    "a trust list twice": _twice("trust-list"),
    "a setting twice": _twice("setting"),
    "a tag twice": _doubled("credential", "tags"),
    "a pin twice": _doubled("credential", "pins"),
    "an original twice": _doubled("credential", "originals"),
    "a collection's place twice": _doubled("credential", "collections"),
    "no files": _left_out("bytes"),
    "no documents": _left_out("document"),
    "no collections": _left_out("collection"),
    "the end first": _last_first,
    "keys that are each other's": _another_key,
    "a key of no kind": _change("holder-key", kind="RSA"),
    "a private key too short": _change("holder-key", private="AAAA"),
    "a private key of zeros": _change("holder-key", kind="P-256", private="A" * 43),
    "a private key that is text": _change("holder-key", private="not base64!"),
    "a key whose identifier is another's": _change("holder-key", did="did:key:zOther"),
    "a setting that says which wallet": _change("setting", name="vault_id"),
    "a setting that says which generation": _change("setting", name="generation"),
    "a setting without a name": _change("setting", name=""),
    "a carrier of no kind": _within("credential", "originals", carrier="exe"),
    "an original more than itself": _within("credential", "originals", more=1),
    "an original that is not there": _within("credential", "originals", sha256="0" * 64),
    "a document that is not there": _within("credential", "pins", document=999),
    "a collection that is not there": _within("credential", "collections", name="Nowhere"),
    "a document number of zero": _change("document", number=0),
    "a document number beyond numbers": _change("document", number=2**63),
    "a document number that is true": _change("document", number=True),
    "a document number with a fraction": _change("document", number=1.5),
    "a time that is none": _change("document", fetched_at="soon"),
    "a time without a zone": _change("credential", added_at="2026-11-20T12:00:00"),
    "a time beyond the calendar": _change("credential", added_at="9999-12-31T23:59:59-23:59"),
    "a time that is a number": _change("credential", valid_until=7),
    "a note that no column holds": _change("credential", note="\ud800"),
    "a note that is a list": _change("credential", note=["x"]),
    "tags that are text": _change("credential", tags="abc"),
    "a tag of two lines": _change("credential", tags=["a\nb"]),
    "a tag of nothing": _change("credential", tags=[" "]),
    "a tag as long as a book": _change("credential", tags=["x" * 100_000]),
    "a tag that commands a terminal": _change("credential", tags=["\x1b[2J"]),
    "tags that are numbers": _change("credential", tags=[1]),
    "a collection's name of two lines": _change("collection", name="a\nb"),
    "a report that is text": _change("credential", report="fine"),
    "a report of nothing": _change("credential", report={}),
    "a report with more": _change(
        "credential", report={"checked_at": "2026-11-20T12:00:00Z", "stale_after_us": 1, "issued": True, "checks": [], "x": 1}
    ),
    "a report that is stale after for ever": _change(
        "credential", report={"checked_at": "2026-11-20T12:00:00Z", "stale_after_us": 10**40, "issued": True, "checks": []}
    ),
    "a report with a check of no kind": _change(
        "credential",
        report={"checked_at": "2026-11-20T12:00:00Z", "stale_after_us": 1, "issued": True, "checks": [{"kind": "magic"}]},
    ),
    "a report with a check that is a list": _change(
        "credential", report={"checked_at": "2026-11-20T12:00:00Z", "stale_after_us": 1, "issued": True, "checks": [[[]]]}
    ),
    "a showing of no kind": _change("presentation", kind="telepathy"),
    "a showing of everything": _change("presentation", credential_ids="all"),
    "items that are texts": _change("portfolio", items=["a"]),
    "issuers that are an object": _change("trust-list", issuers={}),
    "a member too many": _change("credential", more="than we know"),
    "a kind too many": lambda records: records.append({"record": "wish", "for": "more"}),
    "a record without a kind": lambda records: records.append({"for": "more"}),
    "a record of a kind that is no name": lambda records: records.append({"record": "../x"}),
    "a record of a kind that is a number": lambda records: records.append({"record": 7}),
    "a record that is a manifest": lambda records: records.insert(0, {"record": "manifest", "counts": {}, "sha256": {}}),
}


@pytest.mark.parametrize("case", _CASES)
def test_records_that_no_satchel_writes(made: Made, tmp_path: Path, case: str) -> None:
    records = lines_of(made.data)[:-1]
    _CASES[case](records)
    assert _refused(forged(made.data, records), tmp_path) == "backup-inconsistent"


@pytest.mark.parametrize(
    "kind", ["setting", "document", "holder-key", "collection", "credential", "portfolio", "presentation", "trust-list"]
)
def test_every_member_is_needed(made: Made, kind: str) -> None:
    whole = lines_of(made.data)[:-1]
    for name in _first(whole, kind):
        records = copy.deepcopy(whole)
        del _first(records, kind)[name]
        with pytest.raises(WalletError) as caught:
            _read(forged(made.data, records))
        assert caught.value.code == "backup-inconsistent", name


def _read(data: bytes) -> Backup:
    file = io.BytesIO(data)
    backup = Backup("x", file, reading.unlock(file, PASSPHRASE))
    for _ in backup.records():
        pass
    return backup


@pytest.mark.parametrize(
    "manifest",
    [
        {"record": "manifest"},
        {"record": "manifest", "counts": {}, "sha256": {}},
        {"record": "manifest", "counts": {"credential": 10**18}, "sha256": {}},
        {"record": "manifest", "counts": [], "sha256": None},
    ],
)
def test_a_manifest_that_says_something_else(made: Made, tmp_path: Path, manifest: Record) -> None:
    assert _refused(forged(made.data, lines_of(made.data)[:-1], manifest=manifest), tmp_path) == "backup-inconsistent"


def test_credentials_cannot_be_left_out_or_moved(made: Made, tmp_path: Path) -> None:
    *records, manifest = lines_of(made.data)
    without = [record for record in records if record["record"] != "presentation"]
    assert _refused(forged(made.data, without, manifest=manifest), tmp_path) == "backup-inconsistent"
    swapped = [record for record in records if record["record"] == "presentation"]
    order = [swapped.pop() if record["record"] == "presentation" else record for record in records]
    assert _refused(forged(made.data, order, manifest=manifest), tmp_path) == "backup-inconsistent"


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ([], "backup-inconsistent"),
        ([b"\n"], "backup-inconsistent"),
        ([b"{}\n"], "backup-inconsistent"),
        ([b"[]\n"], "backup-inconsistent"),
        ([b"not json\n"], "backup-inconsistent"),
        ([b'{"record":"setting"'], "backup-damaged"),
        ([b'{"record":"setting","record":"setting"}\n'], "backup-inconsistent"),
        ([b'{"record":"setting","name":"a","value":NaN}\n'], "backup-inconsistent"),
        ([b'{"record":"setting","name":"a","value":1e999}\n'], "backup-inconsistent"),
        ([b'{"record":"setting","name":' + b"9" * 10_000 + b',"value":""}\n'], "backup-inconsistent"),
        ([b'{"record":"setting","value":' + b"[" * 200_000 + b"\n"], "backup-inconsistent"),
        ([b'{"record":"setting","value":' + b'{"a":' * 200_000 + b"\n"], "backup-inconsistent"),
        ([b"\xff\xfe\n"], "backup-inconsistent"),
        ([b'{"base64":"A\n'], "backup-inconsistent"),
        ([b'{"base64":"*","record":"bytes","sha256":"' + b"0" * 64 + b'"}\n'], "backup-inconsistent"),
        ([b'{"base64":"","record":"bytes","sha256":"' + b"\xff" * 64 + b'"}\n'], "backup-inconsistent"),
        ([b'{"base64":"QQ==\\n","record":"bytes","sha256":"' + b"0" * 64 + b'"}\n'], "backup-inconsistent"),
    ],
)
def test_lines_that_no_satchel_writes(made: Made, tmp_path: Path, payload: list[bytes], code: str) -> None:
    assert _refused(sealed(made.data, payload), tmp_path) == code


def test_a_line_without_end_is_stopped(made: Made) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for begin, size in ((b"", lines.MAX_LINE), (b'{"base64":"', lines.MAX_LINE)):
        opened = reading.unlock(io.BytesIO(made.data), PASSPHRASE)
        endless = (begin + b"x" * size, b"x" * size, *[b"x" * 2**20] * 200)
        with pytest.raises(WalletError) as caught:
            for _ in lines.split(iter(endless)):
                pass
        assert caught.value.code == "backup-too-large"
        assert opened.head.vault_id
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 * 1024


def test_a_long_line_that_only_pretends_to_carry_a_file(made: Made, tmp_path: Path) -> None:
    line = b'{"base64":"' + b"[]," * (lines.MAX_LINE // 2) + b'"}\n'
    assert _refused(sealed(made.data, [line]), tmp_path) == "backup-too-large"


def test_the_largest_line_is_taken(made: Made) -> None:
    records = lines_of(made.data)[:-1]
    records.append({"record": "setting", "name": "large", "value": ""})
    records[-1]["value"] = "x" * (lines.MAX_LINE - len(canonical(records[-1])) - 1)
    settings = sum(record["record"] == "setting" for record in records)
    assert _read(forged(made.data, records)).facts().counts["setting"] == settings
    records[-1]["value"] += "x"
    with pytest.raises(WalletError, match="more than any wallet"):
        _read(forged(made.data, records))


def test_what_a_newer_satchel_added_is_told(made: Made, tmp_path: Path) -> None:
    records = lines_of(made.data)[:-1]
    _first(records, "credential")["rating"] = 5
    records.append({"record": "wish", "for": "more"})
    records.append({"record": "wish", "for": "still more"})
    file = written(tmp_path / "newer.backup", forged(made.data, records, minor=1))
    restored = restoring.restore(file, tmp_path / "new", PASSPHRASE, entropy=SeededEntropy(), replace=False)
    assert restored.facts.untold == {"credential.rating": 1, "wish": 2}
    with reopen(Path(restored.folder)) as vault:
        assert everything(vault) == made.held


def test_a_newer_satchel_cannot_flood_us_with_names(made: Made, tmp_path: Path) -> None:
    records: list[Record] = [{"record": f"kind-{number}"} for number in range(1001)]
    assert _refused(forged(made.data, records, minor=1), tmp_path) == "backup-too-large"
    assert _refused(forged(made.data, [{"record": "setting", "name": "a", "value": "b", "x" * 1000: 1}], minor=1), tmp_path)


def test_text_that_looks_like_sql_or_paths_is_kept_as_text(made: Made, tmp_path: Path) -> None:
    records = lines_of(made.data)[:-1]
    awkward = "'; DROP TABLE credentials; -- ../../x \x00 \u202e <b>"
    _first(records, "credential").update(title=awkward, note=awkward, issuer_name=awkward, kinds=awkward, criteria="\ue000a")
    next(one for one in records if one["record"] == "credential" and one["originals"])["originals"][0]["name"] = "/etc/passwd"
    file = written(tmp_path / "awkward.backup", forged(made.data, records))
    restored = restoring.restore(file, tmp_path / "new", PASSPHRASE, entropy=SeededEntropy(), replace=False)
    with reopen(Path(restored.folder)) as vault:
        name = _first(records, "credential")["id"]
        assert vault.credentials.get(name).title == awkward
        assert vault.credentials.count() == 3
        assert vault.check() == ()
    assert not (tmp_path / "x").exists()


def test_any_change_of_a_record_is_a_named_error_or_a_wallet(made: Made) -> None:
    """Two thousand records changed at random: no other exception leaves, whatever comes."""
    rolls = random.Random(7)
    whole = [record for record in lines_of(made.data)[:-1] if record["record"] != "bytes"]
    files = [record for record in lines_of(made.data)[:-1] if record["record"] == "bytes"]
    odd: list[Any] = [None, True, 0, -1, 2**70, 1.5, "", "x", "\ud800", "\x00", [], [[]], {}, {"a": []}, "0" * 64, "9" * 5000]
    opened = reading.unlock(io.BytesIO(made.data), PASSPHRASE)
    refused = 0
    for _ in range(2000):
        record = copy.deepcopy(rolls.choice(whole))
        _mutate(record, rolls, odd)
        line = json.dumps(record).encode() + b"\n"
        backup = Backup("x", io.BytesIO(), opened)
        for file in files:
            backup._take(canonical(file) + b"\n")
        try:
            backup._take(line)
        except WalletError as error:
            assert error.code in _REFUSED
            refused += 1
    assert refused > 1000


def _mutate(value: Any, rolls: random.Random, odd: list[Any]) -> None:
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    if not keys:
        return
    key = rolls.choice(keys)
    if isinstance(value[key], dict | list) and value[key] and rolls.random() < 0.6:
        _mutate(value[key], rolls, odd)
    else:
        value[key] = rolls.choice(odd)


def test_header_members_of_any_kind_are_named_errors(made: Made) -> None:
    odd: list[Any] = [None, True, 0, -1, 2**70, "", "x", [], {}, {"a": 1}, "0" * 32]
    for name in header_of(made.data):
        for value in odd:
            if name == "checksum" or header_of(made.data)[name] == value:
                continue
            with pytest.raises(WalletError) as caught:
                _read(sealed(made.data, [b"x\n"], **{name: value}))
            assert caught.value.code in _REFUSED | {"not-a-backup", "newer-version", "kdf-limits", "wrong-passphrase"}, name
