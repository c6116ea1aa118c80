"""Another wallet's backup, from its file to a presentation that an employer accepts; and what happens when it is hostile."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.end2end.conftest import PASSPHRASE as WALLET_PASSPHRASE
from tests.end2end.conftest import Said, Satchel
from tests.issuers import Party, as_bytes, badge, sd_jwt_vc
from tests.unit.carriers.zips import zipped
from tests.unit.foreign import backups
from wallet.intake.reader import Reader
from wallet.model.given import Given, Question
from wallet.ports import SystemEntropy
from wallet.proofs.keys import SoftwareSigner
from wallet.session import Session, open_wallet
from wallet.vault.vault import Vault

ISSUER = Party.with_did_key("uni")
ADA = Party(  # the holder whose key lies in the backup
    SoftwareSigner.from_private_bytes("Ed25519", backups.seed("ada")),
    backups.did("ada"),
    f"{backups.did('ada')}#{backups.public('ada')}",
)
BOUND = ISSUER.sign(badge(ISSUER, ADA, name="Bound badge"))
TOKEN = sd_jwt_vc(
    ISSUER, ADA, hidden={"grade": "A", "birthdate": "2001-01-01"}, course="Statistics", vct="https://uni.example/course"
)
LOOSE = ISSUER.sign(badge(ISSUER, name="Loose badge"))
LCW = backups.as_text(backups.wallet("ada", BOUND, TOKEN, LOOSE, profile_name="School"))


@pytest.fixture
def wallet(run: Satchel) -> Satchel:
    assert run("init", "--json").code == 0
    return run


def give(run: Satchel, name: str, data: bytes) -> Path:
    place = run.folder.parent / "given" / name
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(data)
    return place


def take(run: Satchel, name: str, data: bytes, *options: str | Path) -> Said:
    return run("import", give(run, name, data), "--offline", "--json", *options)


def passphrase(run: Satchel, text: str = backups.PASSPHRASE) -> tuple[str, Path]:
    return "--backup-passphrase-file", give(run, "passphrase", text.encode() + b"\n")


def outcomes(said: Said) -> list[str]:
    return [record["outcome"] for record in said.records]


def files(run: Satchel) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in run.folder.iterdir() if path.is_file()}


def opened(run: Satchel, reader: Reader) -> Session:
    return open_wallet(run.folder, WALLET_PASSPHRASE, clock=run.clock, entropy=SystemEntropy(), reader=reader)


# ---------------------------------------------------------------- what comes, and comes once


def test_everything_comes_once(wallet: Satchel) -> None:
    first = take(wallet, "Wallet Backup.json", LCW)
    assert first.code == 0, first.text
    assert outcomes(first) == ["added"] * 3 + ["backup-read"]
    assert [Path(record["input"]).name for record in first.records[:3]] == ["content 1", "content 2", "content 3"]
    assert {record["name"] for record in first.records[:3]} >= {"Bound badge", "Loose badge"}
    report = first.records[-1]["backup"]
    assert (report["kind"], report["added"], report["already_here"], report["refused"]) == ("universal-wallet", 3, 0, 0)
    assert report["keys"] == [{"id": report["keys"][0]["id"], "did": ADA.did, "outcome": "added"}]
    assert report["profiles"] == ["School"]
    assert [warning["code"] for warning in report["warnings"]] == ["backup-keys-in-clear"]
    assert {part["error"]["code"] for part in report["left_out"]} == {"backup-not-needed"}

    again = take(wallet, "Wallet Backup.json", LCW)
    assert again.code == 0
    assert outcomes(again) == ["already-here"] * 3 + ["backup-read"]
    assert again.records[-1]["backup"]["keys"][0]["outcome"] == "already-here"
    assert len(wallet("list", "--json").records) == 3
    assert [key["did"] for key in wallet("keys", "--json").records].count(ADA.did) == 1


def test_the_archive_that_learner_credential_wallet_writes_now(wallet: Satchel, tmp_path: Path) -> None:
    data = backups.lcw_archive(("ada", "School", (as_bytes(BOUND), as_bytes(LOOSE))), ("eve", "Work", (as_bytes(LOOSE),)))
    said = take(wallet, "wallet.tar", data)
    assert said.code == 0, said.text
    assert outcomes(said) == ["added", "added", "already-here", "backup-read"]
    assert said.records[-1]["backup"]["profiles"] == ["School", "Work"]
    assert len(said.records[-1]["backup"]["keys"]) == 2
    bound = next(record["id"] for record in said.records if record.get("name") == "Bound badge")
    assert wallet("present", bound, "--out", tmp_path / "shown.json", "--json").code == 0


def test_what_was_broken_off_is_made_whole_by_doing_it_again(wallet: Satchel) -> None:
    """What was acknowledged stays, keys come first, and the second time brings the rest."""
    with Reader() as reader:
        with opened(wallet, reader) as session:
            first = next(iter(session.import_inputs([Given(source="b.json", data=LCW)])))
        with opened(wallet, reader) as session:
            assert [card.id for card in session.cards()] == [first.id]
            assert ADA.did in [key.did for key in session.holder_keys()]
            *again, _ = session.import_inputs([Given(source="b.json", data=LCW)])
            assert [outcome.decision.value for outcome in again] == ["already-here", "added", "added"]
            assert [key.did for key in session.holder_keys()].count(ADA.did) == 1


def test_in_words(wallet: Satchel) -> None:
    said = wallet("import", give(wallet, "b.json", LCW), "--offline")
    assert said.code == 0
    assert "credentials: 3 new, 0 already here, 0 refused" in said.text
    assert "Private keys lay in this file in clear" in said.text
    assert ADA.did in said.text.replace("\n", "")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("locked.json", backups.lcw_locked(LCW)),
        ("standard.json", backups.locked(backups.standard_jwe(LCW))),
        ("learncard.zip", backups.bundle("ada", as_bytes(BOUND), as_bytes(LOOSE), TOKEN.encode())),
    ],
)
def test_a_locked_backup_needs_its_own_passphrase(wallet: Satchel, name: str, data: bytes) -> None:
    before = files(wallet)
    for options, code in (((), "backup-passphrase-needed"), (passphrase(wallet, "wrong"), "backup-wrong-passphrase")):
        refused = take(wallet, name, data, *options)
        assert (refused.code, outcomes(refused)) == (1, ["refused"])
        assert refused.records[0]["error"]["code"] == code
        assert files(wallet) == before
    said = take(wallet, name, data, *passphrase(wallet))
    assert said.code == 0, said.text
    assert outcomes(said) == ["added"] * 3 + ["backup-read"]
    assert said.records[-1]["backup"]["warnings"] == []
    assert said.records[-1]["backup"]["keys"][0]["did"] == ADA.did


def test_profiles_become_collections(wallet: Satchel) -> None:
    """Each credential in that of its profile, once; a name that is taken by a saved search is left alone and told."""
    data = backups.as_text(
        backups.wallet("ada", BOUND, profile_name="School"), backups.wallet("eve", LOOSE, profile_name="Work")
    )
    with Reader() as reader, opened(wallet, reader) as session:
        session.save_collection("work", "tag:x")
        for _ in range(2):
            *taken, last = session.import_inputs([Given(source="b.json", data=data)])
            assert last.backup is not None
            assert [notice.code for notice in last.backup.notices] == ["backup-keys-in-clear", "backup-profile-not-filed"]
        assert [one.name for one in session.collections()] == ["School", "work"]
    with Vault.open(wallet.folder, WALLET_PASSPHRASE, clock=wallet.clock, entropy=SystemEntropy()) as vault:
        assert vault.collections.items("School") == (taken[0].id,)


# ---------------------------------------------------------------- shown with the key that came along


def test_what_came_along_can_be_shown(wallet: Satchel, tmp_path: Path) -> None:
    taken = {record.get("name") or record["format"]: record["id"] for record in take(wallet, "b.json", LCW).records[:3]}
    token = next(record["id"] for record in wallet("list", "--json").records if record["format"] == "sd-jwt-vc")
    asked = ("--audience", "Nordic Data", "--nonce", "7KQ4MP")
    for name, options in ((taken["Bound badge"], ()), (token, ("--show", "/grade"))):
        out = tmp_path / f"{name}.txt"
        shown = wallet("present", name, *options, *asked, "--out", out, "--json")
        assert shown.code == 0, shown.text + shown.errors
        checked = wallet("verify", out, *asked, "--offline", "--json")
        presentation, credential = checked.records
        holder = next(check for check in presentation["checks"] if check["kind"] == "holder")
        assert holder["outcome"] == "passed", presentation
        assert presentation["headline"] != "not-genuine"
        assert credential["inside"] == 0
        assert "2001-01-01" not in out.read_text()


def test_a_new_wallet_cannot_show_it_without_the_key(wallet: Satchel, tmp_path: Path) -> None:
    (record,) = take(wallet, "alone.json", as_bytes(BOUND)).records
    refused = wallet("present", record["id"], "--out", tmp_path / "o", "--json")
    assert refused.records[0]["error"]["code"] == "not-bound-to-this-wallet"


def test_what_is_bound_to_nobody_is_not_shown_with_a_key_that_others_may_have(wallet: Satchel, tmp_path: Path) -> None:
    wallet.clock.advance(days=-30)  # as if the imported key were the older one
    loose = next(record["id"] for record in take(wallet, "b.json", LCW).records if record.get("name") == "Loose badge")
    wallet.clock.advance(days=30)
    out = tmp_path / "shown.json"
    assert wallet("present", loose, "--out", out, "--json").code == 0
    assert ADA.did not in out.read_text()
    assert "did:key:" in out.read_text()


# ---------------------------------------------------------------- secrets


class _Listening(Reader):
    """The real reader, with everything that its workers were told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[bytes] = []

    def read_all(self, questions: Any) -> Any:
        def heard(question: Question) -> Question:
            self.told.append(repr(question).encode() + question.data)
            return question

        return super().read_all(heard(question) for question in questions)


SECRETS = (
    backups.PASSPHRASE.encode(),
    backups.seed("ada"),
    backups.seed("ada").hex().encode(),
    backups.verification_key("ada")["privateKeyMultibase"].encode(),
    backups.agreement_key("ada")["privateKeyMultibase"].encode(),
)


@pytest.mark.parametrize(
    "data",
    [LCW, backups.lcw_locked(LCW), backups.bundle("ada", as_bytes(BOUND), encrypted=False), zipped({"in/a.json": LCW})],
    ids=["plain", "locked", "bundle", "zipped"],
)
def test_no_worker_that_reads_credentials_learns_a_secret(wallet: Satchel, data: bytes) -> None:
    with _Listening() as reader, opened(wallet, reader) as session:
        given = [Given(source="backup", data=data), Given(source="other", data=as_bytes(LOOSE))]
        done = list(session.import_inputs(given, backup_passphrase=backups.PASSPHRASE))
        assert len(done) >= 3
    assert len(reader.told) >= 2
    assert not [secret for secret in SECRETS if any(secret in told for told in reader.told)]
    on_disk = b"".join(path.read_bytes() for path in wallet.folder.iterdir() if path.is_file())
    assert not [secret for secret in SECRETS if secret in on_disk]
    with Vault.open(wallet.folder, WALLET_PASSPHRASE, clock=wallet.clock, entropy=SystemEntropy()) as vault:
        (key,) = [key for key in vault.holder_keys.list() if key.purpose == "imported"]
        assert vault.holder_keys.unwrap(key.id) == backups.seed("ada")


def test_checking_a_backup_tells_its_keys_to_nobody(wallet: Satchel) -> None:
    for name, data in (("a.json", LCW), ("b.json", backups.lcw_locked(LCW)), ("c.zip", backups.bundle("ada", as_bytes(LOOSE)))):
        said = wallet("verify", give(wallet, name, data), "--offline", "--json")
        assert [record["error"]["code"] for record in said.records] == ["wallet-backup"]


# ---------------------------------------------------------------- hostile parts


def test_hostile_credentials_cost_themselves_only(wallet: Satchel) -> None:
    hostile = {
        "duplicate-member": '{"type":"VerifiableCredential","issuer":"a","issuer":"b"}',
        "too-deep": '{"type":"VerifiableCredential","n":' + "[" * 150 + "]" * 150 + "}",
        "bad-number": '{"type":"VerifiableCredential","n":' + "9" * 5000 + "}",
        "bad-text": '{"type":"VerifiableCredential","n":"\\ud800"}',
    }
    text = json.dumps(backups.wallet("ada", BOUND, *(f"HERE{n}" for n in range(len(hostile))), LOOSE))
    for number, one in enumerate(hostile.values()):
        text = text.replace(f'"HERE{number}"', one)
    said = take(wallet, "b.json", text.encode())
    assert said.code == 1
    refused = [record for record in said.records if record["outcome"] == "refused"]
    assert [record["error"]["code"] for record in refused] == list(hostile)
    assert outcomes(said) == ["added", *["refused"] * len(hostile), "added", "backup-read"]
    assert said.records[-1]["backup"]["refused"] == len(hostile)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"type":"UniversalWallet2020","contents":[', "backup-damaged"),
        (b'{"type":"UniversalWallet2020","contents":[],"contents":[]}', "duplicate-member"),
        (b'{"type":"UniversalWallet2020","contents":' + b"[" * 100_000, "too-deep"),
        (b'{"type":"UniversalWallet2020","contents":"' + b"x" * (60 << 20) + b'"}', "too-large"),
        (b"LOCKED:U2FsdGVkX1+vupppZksvRf5pq5g5XjFRlipRkwB0K1Y=", "backup-cipher-unsupported"),
        (backups.bundle("ada", as_bytes(LOOSE), payloadSha256="0" * 64), "backup-manifest-changed"),
    ],
    ids=["cut", "twice", "deep", "large", "oldest", "manifest"],
)
def test_a_refused_backup_changes_no_byte(wallet: Satchel, data: bytes, code: str) -> None:
    assert take(wallet, "good.json", as_bytes(LOOSE)).code == 0
    before = files(wallet)
    said = take(wallet, "backup", data, *passphrase(wallet))
    assert (said.code, [record["error"]["code"] for record in said.records]) == (1, [code])
    assert files(wallet) == before


def test_a_large_backup(wallet: Satchel) -> None:
    """45 MB, most of it one picture in a part that is no credential: within a worker's memory and time."""
    part = {"type": "Person", "image": "data:image/png;base64," + "A" * (45 << 20)}
    said = take(wallet, "b.json", backups.as_text(backups.wallet("ada", BOUND, part)))
    assert outcomes(said) == ["added", "backup-read"], said.text[:2000]


# ---------------------------------------------------------------- archives


def test_a_zip_of_badges(wallet: Satchel) -> None:
    given = {"a/bound.json": as_bytes(BOUND), "course.txt": TOKEN.encode(), "../../broken.png": b"\x89PNG", "wallet.json": LCW}
    said = take(wallet, "badges.zip", zipped(given))
    assert [Path(record["input"]).name for record in said.records if record["outcome"] == "refused"] == ["broken.png"]
    assert outcomes(said) == ["added", "added", "refused", "already-here", "already-here", "added", "backup-read"]
    assert said.records[0]["input"].endswith("given/badges.zip/a/bound.json")
    judged = wallet("verify", give(wallet, "two.zip", zipped({"a/bound.json": as_bytes(BOUND)})), "--offline", "--json")
    assert [record["input"].endswith("two.zip/a/bound.json") for record in judged.records] == [True]
    kept = wallet.folder.parent / "out.json"
    assert wallet("export", said.records[0]["id"], "--out", kept, "--json").code == 0
    assert kept.read_bytes() == as_bytes(BOUND)
    assert {path.name for path in (wallet.folder.parent / "given").iterdir()} == {"badges.zip", "two.zip"}
