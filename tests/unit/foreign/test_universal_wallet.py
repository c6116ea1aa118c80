"""Universal Wallet backups: everything in them told apart, hostile parts cost themselves, damage and disguise are named."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path
from typing import Any

import pytest

from tests.issuers import Party, as_bytes, badge, presentation, sd_jwt_vc
from tests.unit.foreign.backups import (
    PASSPHRASE,
    agreement_key,
    as_text,
    did_document,
    lcw_jwe,
    lcw_locked,
    locked,
    profile,
    seed,
    standard_jwe,
    verification_key,
    wallet,
)
from wallet.errors import InputRefused, WalletError
from wallet.foreign import universal_wallet
from wallet.model.foreign import BackupKind, ForeignWallet

ISSUER = Party.with_did_key("uni")
CREDENTIAL = ISSUER.sign(badge(ISSUER))


def read(data: bytes, passphrase: str = "") -> ForeignWallet:
    assert universal_wallet.may_be_backup(data)
    found = universal_wallet.read(data, passphrase)
    assert found is not None
    return found


def refusal(data: bytes, passphrase: str = "") -> str:
    with pytest.raises(InputRefused) as caught:
        universal_wallet.read(data, passphrase)
    assert caught.value.message
    return caught.value.code


def left_out(found: ForeignWallet) -> dict[str, str]:
    return {part.place: part.error.code for part in found.left_out}


# ---------------------------------------------------------------- what comes along


def test_all_profiles() -> None:
    second = ISSUER.sign(badge(ISSUER, name="Second"))
    found = read(as_text(wallet("ada", CREDENTIAL, profile_name="School"), wallet("eve", second, profile_name="Work")))
    assert found.kind is BackupKind.UNIVERSAL_WALLET
    assert [(one.place, json.loads(one.data), one.profile) for one in found.credentials] == [
        ("content 1", CREDENTIAL, "School"),
        ("profile 2/content 1", second, "Work"),
    ]
    assert [key.private for key in found.keys] == [seed("ada"), seed("eve")]
    assert found.profiles == ("School", "Work")
    assert [notice.code for notice in found.notices] == ["backup-keys-in-clear"]
    assert set(left_out(found).values()) == {"backup-not-needed"}
    assert not any(part.is_loss for part in found.left_out)


@pytest.mark.parametrize("kind", ["UniversalWallet2020", ["UniversalWallet2020"], ["Wallet", "UniversalWallet2020"]])
def test_one_profile_by_itself(kind: Any) -> None:
    found = read(json.dumps(wallet("ada", CREDENTIAL, type=kind)).encode())
    assert (len(found.credentials), len(found.keys), found.profiles) == (1, 1, ("ada",))


def test_every_byte_of_a_credential_is_kept() -> None:
    odd = '{ "@context" : "https://www.w3.org/ns/credentials/v2",\n\t"n": 1.0E+2, "s": "\\u00e9é\\/", "type":["Any"] }'
    text = json.dumps(wallet("ada", "HERE")).replace('"HERE"', odd)
    assert [one.data.decode() for one in read(b"\xef\xbb\xbf" + text.encode()).credentials] == [odd]


def test_every_kind_of_credential() -> None:
    holder = Party.with_did_key("ada")
    kinds = [
        CREDENTIAL,
        presentation(holder, CREDENTIAL),
        sd_jwt_vc(ISSUER, holder),
        {"@context": "https://www.w3.org/ns/credentials/v2", "type": "EnvelopedVerifiableCredential", "id": "data:…"},
        {"payload": "e30", "signatures": []},
        {"badge": "https://uni.example/b", "recipient": "ada@example.com"},
    ]
    assert len(read(as_text(wallet("ada", *kinds))).credentials) == len(kinds)


def test_what_does_not_come_along_is_named(corpus: Path) -> None:
    folder = corpus / "wallet-backup" / "open" / "universal-wallet"
    examples = [json.loads(path.read_bytes()) for path in sorted(folder.glob("data-model-*.json"))]
    found = read(as_text(wallet("ada", *examples)))
    codes = [part.error.code for part in found.left_out]
    assert {"backup-content-unknown", "backup-key-elsewhere", "backup-not-needed"} <= set(codes)
    assert len(found.credentials) + len(found.keys) + len(codes) == len(examples) + 3  # the profile says nothing by itself
    assert len(found.keys) == 3
    assert len(found.credentials) == 5  # two of them forms of another family, which reading refuses


def test_nothing_in_it() -> None:
    found = read(as_text({"type": "UniversalWallet2020", "contents": []}))
    assert (found.credentials, found.keys, found.left_out, found.notices) == ((), (), (), ())


def test_names_of_profiles_are_strangers_texts() -> None:
    named = [profile("a\x1b[2J\u202eb"), profile(""), {"type": "ProfileMetadata", "data": 5}, {"type": "ProfileMetadata"}]
    found = read(as_text(*({"type": "UniversalWallet2020", "contents": [one]} for one in named)))
    assert found.profiles == ("a⟨U+001B⟩[2J⟨U+202E⟩b",)
    assert len(read(as_text(wallet("ada", profile_name="x" * 9000))).profiles[0]) <= 80


# ---------------------------------------------------------------- locked


@pytest.mark.parametrize("jwe", [lcw_jwe, standard_jwe])
def test_a_locked_backup(jwe: Any) -> None:
    plain = as_text(wallet("ada", CREDENTIAL), wallet("eve"))
    for data in (locked(jwe(plain)), locked(jwe(json.dumps(plain.decode()).encode())), b"[" + locked(jwe(plain)) + b"]"):
        found = read(data, PASSPHRASE)
        assert found.kind is BackupKind.LOCKED_WALLET
        assert [json.loads(one.data) for one in found.credentials] == [CREDENTIAL]
        assert len(found.keys) == 2
        assert found.notices == ()


def test_wrong_passphrase_none_and_damage_are_three_things() -> None:
    data = lcw_locked(as_text(wallet("ada", CREDENTIAL)))
    assert refusal(data, "wrong") == "backup-wrong-passphrase"
    assert refusal(data) == "backup-passphrase-needed"
    value = json.loads(data)
    value["credentialSubject"]["jwe"]["tag"] = "A" * 22 + "=="
    assert refusal(json.dumps(value).encode(), PASSPHRASE) == "backup-damaged"


def test_work_asked_for_is_bounded() -> None:
    value = json.loads(lcw_locked(b"[]"))
    value["credentialSubject"]["jwe"]["recipients"][0]["header"]["p2c"] = 4_000_000_000
    assert refusal(json.dumps(value).encode(), PASSPHRASE) == "backup-too-costly"


def test_the_drafts_own_locking_is_refused_by_name() -> None:
    header = {"alg": "ECDH-ES+A256KW", "kid": "did:key:z6LS#z6LS", "epk": {}, "apu": "", "apv": ""}
    jwe = {"protected": "eyJlbmMiOiJYQzIwUCJ9", "recipients": [{"header": header, "encrypted_key": "AA"}], "iv": "", "tag": ""}
    for subject in ({"encryptedWalletContents": jwe}, {"contents": [{"jwe": jwe}]}):
        value = {"type": ["VerifiableCredential", "EncryptedWallet"], "credentialSubject": subject}
        with pytest.raises(InputRefused, match=r"ECDH-ES\+A256KW and XC20P") as caught:
            universal_wallet.read(json.dumps(value).encode(), PASSPHRASE)
        assert caught.value.code == "backup-cipher-unsupported"


@pytest.mark.parametrize("subject", [None, [], {}, {"jwe": 1}, {"contents": [1]}, {"contents": [{"jwe": 5}]}])
def test_a_locked_wallet_without_a_lock(subject: Any) -> None:
    assert (
        refusal(json.dumps({"type": "EncryptedWallet", "credentialSubject": subject}).encode(), PASSPHRASE) == "backup-damaged"
    )


def test_the_oldest_form_is_refused_by_name() -> None:
    data = b"LOCKED:U2FsdGVkX1+vupppZksvRf5pq5g5XjFRlipRkwB0K1Y="
    assert universal_wallet.may_be_backup(data)
    assert refusal(data, PASSPHRASE) == "backup-cipher-unsupported"


def test_what_is_behind_the_lock_may_be_anything() -> None:
    for plain in (b"", b"not json", b"\xff", b'"words"', b'"\\ud800"'):
        assert refusal(locked(lcw_jwe(plain)), PASSPHRASE) == "backup-damaged"
    found = read(locked(lcw_jwe(b"7")), PASSPHRASE)
    assert left_out(found) == {"content 1": "backup-content-unknown"}


# ---------------------------------------------------------------- hostile parts


def test_hostile_credentials_cost_themselves_only() -> None:
    """They are handed on as they are: whoever reads credentials refuses each by name (tests/end2end)."""
    hostile = [
        '{"type":"VerifiableCredential","issuer":"a","issuer":"b"}',
        '{"type":"VerifiableCredential","n":' + "[" * 150 + "]" * 150 + "}",
        '{"type":"VerifiableCredential","n":' + "9" * 5000 + "}",
        '{"type":"VerifiableCredential","n":NaN,"t":"\\ud800"}',
    ]
    text = json.dumps(wallet("ada", CREDENTIAL, *(f"HERE{n}" for n in range(len(hostile)))))
    for number, one in enumerate(hostile):
        text = text.replace(f'"HERE{number}"', one)
    found = read(text.encode())
    assert [one.data.decode() for one in found.credentials[1:]] == hostile
    assert json.loads(found.credentials[0].data) == CREDENTIAL
    assert len(found.keys) == 1


def test_hostile_keys_cost_themselves_only() -> None:
    twice = json.dumps(verification_key("eve"))[:-1] + ',"privateKeyMultibase":"z1"}'
    text = json.dumps(wallet("ada", "HERE", verification_key("mia", publicKeyMultibase="z"))).replace('"HERE"', twice)
    found = read(text.encode())
    assert [key.private for key in found.keys] == [seed("ada")]
    assert left_out(found)["content 1"] == "duplicate-member"
    assert left_out(found)["content 2"] == "backup-key-mismatch"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"type":"UniversalWallet2020","contents":[],"contents":[]}', "duplicate-member"),
        (b'{"type":"UniversalWallet2020"}', "backup-damaged"),
        (b'{"type":"UniversalWallet2020","contents":{}}', "backup-damaged"),
        (b'{"type":"UniversalWallet2020","contents":[', "backup-damaged"),
        (b'{"type":"UniversalWallet2020","contents":' + b"[" * 100_000, "too-deep"),
        (b'{"type":"UniversalWallet2020","contents":' + b"[" * 201 + b"]" * 201 + b"}", "too-deep"),
        (b'{"type":"UniversalWallet2020","contents":["\xff"]}', "backup-damaged"),
        (b'[{"type":"UniversalWallet2020","contents":[' + b"1," * 10_000 + b"1]}]", "backup-too-many"),
        (b"[" + b'{"type":"UniversalWallet2020","contents":[]},' * 100 + b"1]", "backup-too-many"),
        (b'{"type":"UniversalWallet2020"' + b" " * (50 << 20) + b"}", "too-large"),
    ],
)  # fmt: skip
def test_a_backup_that_cannot_be_read(data: bytes, code: str) -> None:
    begun = time.perf_counter()
    assert refusal(data) == code
    assert time.perf_counter() - begun < 4


def test_what_only_mentions_a_backup() -> None:
    mention = as_bytes(ISSUER.sign(badge(ISSUER, name="All about UniversalWallet2020")))
    assert universal_wallet.may_be_backup(mention)
    assert universal_wallet.read(mention, "") is None
    assert not universal_wallet.may_be_backup(b"\x89PNG UniversalWallet2020")
    assert not universal_wallet.may_be_backup(as_bytes(CREDENTIAL))


def test_cut_at_every_byte() -> None:
    data = as_text(wallet("ada", CREDENTIAL))
    for end in range(data.index(b"UniversalWallet2020") + 19, len(data)):
        assert refusal(data[:end]) == "backup-damaged"


@pytest.mark.parametrize("is_locked", [False, True])
def test_mutated_backups_give_only_named_errors(is_locked: bool) -> None:
    plain = as_text(wallet("ada", CREDENTIAL, agreement_key("x"), did_document("y")), wallet("eve"))
    data = lcw_locked(plain, iterations=2) if is_locked else plain
    dice = random.Random(11)
    for _ in range(400):
        spoiled = bytearray(data)
        for _ in range(dice.randint(1, 4)):
            at = dice.randrange(len(spoiled))
            match dice.randrange(4):
                case 0:
                    spoiled[at] ^= 1 << dice.randrange(8)
                case 1:
                    del spoiled[at : at + dice.randrange(40)]
                case 2:
                    spoiled[at:at] = dice.choice([b'"', b"{", b"[", b"null", b"\\u0000", b"1e999", b","])
                case _:
                    spoiled[at : at + 20] = dice.randbytes(20)
        try:
            universal_wallet.read(bytes(spoiled), PASSPHRASE)
        except WalletError as error:
            assert error.code
            assert len(error.message) < 400
