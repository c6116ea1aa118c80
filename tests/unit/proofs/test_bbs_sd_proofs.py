"""Both selective suites from issuing to verifying, and what attackers make of their proofs."""

from __future__ import annotations

import copy
import itertools
import json
from collections.abc import Callable
from difflib import SequenceMatcher
from typing import Any

import pytest

from tests.fakes import SeededEntropy
from tests.unit.proofs.sample_badge import badge
from wallet.encoding import base64url
from wallet.errors import CheckFailed, CheckUndecided, PresentationRefused, UsageError, WalletError
from wallet.proofs import bbs, canonical, data_integrity, sd_cbor, selective_proofs
from wallet.proofs.bbs_points import ORDER
from wallet.proofs.contexts import Contexts
from wallet.proofs.keys import PublicKey, SoftwareSigner
from wallet.proofs.registry import SUITES
from wallet.proofs.selective_proofs import BbsKey

NONE = Contexts({})
ENTROPY = SeededEntropy(seed=b"selective")
EC = SoftwareSigner.generate("P-256", ENTROPY)
BLS = BbsKey.generate(ENTROPY)
KEYS: dict[str, SoftwareSigner | BbsKey] = {"ecdsa-sd-2023": EC, "bbs-2023": BLS}
MANDATORY = ("/issuer", "/validFrom", "/credentialStatus")
CHOSEN = ("/credentialSubject/achievement/name", "/name")


def issued(suite: str, mandatory: tuple[str, ...] = MANDATORY, **changes: Any) -> dict[str, Any]:
    key = KEYS[suite]
    multikey = key.public.to_multikey()
    options = {
        "created": "2025-06-01T00:00:00Z",
        "verificationMethod": f"did:key:{multikey}#{multikey}",
        "proofPurpose": "assertionMethod",
    }
    return selective_proofs.issue(badge(**changes), options, mandatory, key, contexts=NONE, entropy=ENTROPY)


BASE = {suite: issued(suite) for suite in KEYS}


def shown(suite: str, pointers: tuple[str, ...] = CHOSEN, header: bytes = b"") -> dict[str, Any]:
    return selective_proofs.derive(BASE[suite], pointers, contexts=NONE, entropy=ENTROPY, presentation_header=header)


DERIVED = {suite: shown(suite) for suite in KEYS}


def check(document: dict[str, Any], key: PublicKey) -> None:
    data_integrity.verify(document, document["proof"], key, NONE)


def code(document: dict[str, Any], suite: str) -> str:
    try:
        check(document, KEYS[suite].public)
    except (CheckFailed, CheckUndecided) as error:
        return error.code
    return "holds"


def parts(document: dict[str, Any]) -> tuple[bytes, list[Any]]:
    data = base64url.decode(document["proof"]["proofValue"][1:])
    return data[:3], sd_cbor.decode(data[3:])


def forged(document: dict[str, Any], change: Callable[[list[Any]], Any]) -> dict[str, Any]:
    head, read = parts(document)
    change(read)
    return with_value(document, "u" + base64url.encode(head + sd_cbor.encode(read)))


def with_value(document: dict[str, Any], value: Any) -> dict[str, Any]:
    other = copy.deepcopy(document)
    other["proof"]["proofValue"] = value
    return other


@pytest.fixture(params=sorted(KEYS))
def suite(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_part_holds_and_says_only_what_was_chosen(suite: str) -> None:
    assert SUITES[suite].selective
    assert code(DERIVED[suite], suite) == "holds"
    assert selective_proofs.mandatory(BASE[suite]) == MANDATORY
    document = DERIVED[suite]
    assert document["issuer"] == badge()["issuer"]
    assert document["credentialStatus"] == badge()["credentialStatus"]
    assert document["credentialSubject"]["achievement"] == {
        "id": "https://college.example/achievements/bees",
        "type": ["Achievement"],
        "name": "Beekeeping",
    }
    for hidden in ("winter", "hive", "narrative"):
        assert hidden not in json.dumps(document)
        assert hidden.encode() not in base64url.decode(document["proof"]["proofValue"][1:])


def test_every_choice_of_claims_verifies(suite: str) -> None:
    claims = (
        "/name",
        "/credentialSubject/achievement/description",
        "/credentialSubject/achievement/criteria",
        "/credentialSubject",
    )
    for size in range(len(claims) + 1):
        for chosen in itertools.combinations(claims, size):
            assert code(shown(suite, chosen), suite) == "holds", chosen
    assert {name: value for name, value in shown(suite, ("",)).items() if name != "proof"} == badge()


def test_what_a_thing_is_stays_whole_where_a_piece_of_it_is_named(suite: str) -> None:
    document = shown(suite, ("/type/0", "/credentialSubject/achievement/type/0"))
    assert document["type"] == badge()["type"]
    assert code(document, suite) == "holds"


def test_a_base_proof_is_told_by_name(suite: str) -> None:
    assert code(BASE[suite], suite) == "base-proof"
    changed = {**BASE[suite], "name": "Bee expert"}
    assert code(changed, suite) == "signature-mismatch"
    assert selective_proofs.base_proof(DERIVED[suite]) is None


def test_whatever_is_changed_in_what_is_shown_fails(suite: str) -> None:
    document = DERIVED[suite]
    achievement = document["credentialSubject"]["achievement"]
    for other in (
        {**document, "name": "Bee expert"},
        {**document, "validFrom": "2024-06-01T00:00:00Z"},
        {**document, "issuer": {**document["issuer"], "name": "Another College"}},
        {**document, "validUntil": "2099-06-01T00:00:00Z"},
        {**document, "credentialSubject": {**document["credentialSubject"], "achievement": {**achievement, "name": "Rockets"}}},
        {**document, "proof": {**document["proof"], "created": "2024-06-01T00:00:00Z"}},
        {**document, "proof": {**document["proof"], "proofPurpose": "authentication"}},
    ):
        assert code(other, suite) in ("signature-mismatch", "bad-proof-value")
    for dropped in ("name", "credentialStatus", "validFrom", "issuer"):
        assert code({name: value for name, value in document.items() if name != dropped}, suite) != "holds"


def test_every_byte_of_a_derived_proof_counts(suite: str) -> None:
    data = base64url.decode(DERIVED[suite]["proof"]["proofValue"][1:])
    for place in range(len(data)):
        bent = data[:place] + bytes((data[place] ^ 0x10,)) + data[place + 1 :]
        assert code(with_value(DERIVED[suite], "u" + base64url.encode(bent)), suite) not in ("holds", "base-proof"), place


def test_texts_that_are_no_proof_value(suite: str) -> None:
    value = DERIVED[suite]["proof"]["proofValue"]
    other = DERIVED["bbs-2023" if suite == "ecdsa-sd-2023" else "ecdsa-sd-2023"]["proof"]["proofValue"]
    for bad in (
        "",
        "u",
        "z" + value[1:],
        value[:-4],
        value + "AAAA",
        value + "=",
        None,
        7,
        [],
        {},
        other,
        "u2V0C",
        "u2V0Ch5v_____",
    ):
        assert code(with_value(DERIVED[suite], bad), suite) == "bad-proof-value", bad


def test_counts_that_lie_are_refused_before_anything_is_made(suite: str) -> None:
    head, _ = parts(DERIVED[suite])
    for tail in (
        "9bffffffffffffffff",
        "9a7fffffff",
        "bbffffffffffffffff",
        "5bffffffffffffffff",
        "9f",
        "81818181818181",
        "1801",
        "f6",
        "d818",
    ):
        assert code(with_value(DERIVED[suite], "u" + base64url.encode(head + bytes.fromhex(tail))), suite) == "bad-proof-value"


def _labels(read: list[Any]) -> dict[int, Any]:
    return next(part for part in read if isinstance(part, dict))


def _merge(read: list[Any]) -> None:
    _labels(read)[1] = _labels(read)[0]


def _swap(read: list[Any]) -> None:
    labels = _labels(read)
    labels[0], labels[1] = labels[1], labels[0]


def _more(read: list[Any]) -> None:
    _labels(read)[99] = _labels(read)[0] if isinstance(_labels(read)[0], bytes) else 99


def _fewer(read: list[Any]) -> None:
    del _labels(read)[0]


@pytest.mark.parametrize("change", [_merge, _swap, _more, _fewer])
def test_forged_label_maps(suite: str, change: Callable[[list[Any]], Any]) -> None:
    unnamed = badge()
    for node in (unnamed["credentialSubject"], unnamed["credentialSubject"]["achievement"]):
        del node["id"]
    base = issued(suite, credentialSubject=unnamed["credentialSubject"])
    derived = selective_proofs.derive(base, CHOSEN, contexts=NONE, entropy=ENTROPY)
    assert code(derived, suite) == "holds"
    assert code(forged(derived, change), suite) in ("bad-proof-value", "signature-mismatch")


def _indexes(suite: str) -> tuple[int, ...]:
    return (4,) if suite == "ecdsa-sd-2023" else (2, 3)


def test_forged_indexes(suite: str) -> None:
    for place in _indexes(suite):
        original = parts(DERIVED[suite])[1][place]
        for indexes in (
            [],
            original[:-1],
            original[::-1],
            [*original, original[-1]],
            [*original, original[-1] + 1],
            [*original, 2**63],
            [index + 1 for index in original],
            [*original[:-1], b"1"],
        ):
            bad = forged(DERIVED[suite], lambda read, place=place, indexes=indexes: read.__setitem__(place, indexes))
            assert code(bad, suite) in ("bad-proof-value", "signature-mismatch"), indexes


def test_a_base_proof_of_another_credential_derives_nothing_that_holds(suite: str) -> None:
    other = issued(suite, name="Rockets, first year")
    swapped = {**BASE[suite], "proof": other["proof"]}
    assert code(swapped, suite) == "signature-mismatch"
    derived = selective_proofs.derive(swapped, CHOSEN, contexts=NONE, entropy=ENTROPY)
    assert code(derived, suite) == "signature-mismatch"
    assert code({**DERIVED[suite], "proof": shown(suite, ("/credentialSubject",))["proof"]}, suite) != "holds"


def test_another_key_or_kind_of_key_fails(suite: str) -> None:
    other = BbsKey.generate(ENTROPY) if suite == "bbs-2023" else SoftwareSigner.generate("P-256", ENTROPY)
    wrong = BLS if suite == "ecdsa-sd-2023" else EC
    for key, expected in ((other, "signature-mismatch"), (wrong, "wrong-key-kind")):
        with pytest.raises(CheckFailed) as caught:
            check(DERIVED[suite], key.public)
        assert caught.value.code == expected


def test_an_inline_context_does_not_move_meanings(suite: str) -> None:
    document = copy.deepcopy(DERIVED[suite])
    document["@context"].append({"since": "https://www.w3.org/2018/credentials#validFrom"})
    document["since"] = document.pop("validFrom")
    unproven = {name: value for name, value in document.items() if name != "proof"}
    assert "/since" in canonical.unsigned_terms(unproven, NONE)  # what verify asks besides every proof over statements
    document["@context"].append({"since": "https://schema.org/startDate"})
    assert code(document, suite) == "signature-mismatch"


@pytest.mark.parametrize(
    ("pointers", "expected"),
    [
        (("/nothing",), "pointer-missing"),
        (("/type/7",), "pointer-missing"),
        (("/type/00",), "pointer-missing"),
        (("/type/-1",), "pointer-missing"),
        (("/name/deeper",), "pointer-missing"),
        (("name",), "pointer-malformed"),
        (("/~2",), "pointer-malformed"),
        ((7,), "pointer-malformed"),
    ],
)
def test_pointers_that_name_nothing(suite: str, pointers: tuple[Any, ...], expected: str) -> None:
    with pytest.raises(PresentationRefused) as caught:
        shown(suite, pointers)
    assert caught.value.code == expected


def test_documents_that_cannot_be_derived_from(suite: str) -> None:
    for document, expected in (
        (DERIVED[suite], "can-only-be-shown-whole"),
        (badge(), "can-only-be-shown-whole"),
        (with_value(BASE[suite], BASE[suite]["proof"]["proofValue"][:-4]), "damaged-credential"),
        ({**BASE[suite], "extra": "member"}, "damaged-credential"),
        (forged(BASE[suite], lambda read: read[4].append("/nothing")), "pointer-missing"),
    ):
        with pytest.raises(PresentationRefused) as caught:
            selective_proofs.derive(document, CHOSEN, contexts=NONE, entropy=ENTROPY)
        assert caught.value.code == expected
    bad = forged(BASE[suite], lambda read: read[4].append("/nothing"))
    assert code(bad, suite) == "bad-proof-value"
    assert code(forged(BASE[suite], lambda read: read[4].pop()), suite) in ("bad-proof-value", "signature-mismatch")


def test_nothing_chosen_of_nothing_mandatory(suite: str) -> None:
    bare = issued(suite, ())
    with pytest.raises(PresentationRefused) as caught:
        selective_proofs.derive(bare, (), contexts=NONE, entropy=ENTROPY)
    assert caught.value.code == "nothing-to-show"
    assert code(selective_proofs.derive(bare, ("/issuer",), contexts=NONE, entropy=ENTROPY), suite) == "holds"


def test_only_wallet_errors_leave(suite: str) -> None:
    """Any proof value of ours with a piece cut out, doubled or overwritten, and any bytes behind a right header."""
    data = base64url.decode(DERIVED[suite]["proof"]["proofValue"][1:])
    noise = SeededEntropy(seed=suite.encode())
    for number in range(150):
        draw = noise.token(4)
        start, length = int.from_bytes(draw[:2], "big") % len(data), draw[2] % 24
        bent = (
            data[:start] + noise.token(draw[3] % 8 + 1) + data[start + length :]
            if number % 3
            else data[:3] + noise.token(start)
        )
        try:
            check(with_value(DERIVED[suite], "u" + base64url.encode(bent)), KEYS[suite].public)
        except WalletError:
            continue
        raise AssertionError("a bent proof value held")


def test_signing_without_the_selective_door_is_refused(suite: str) -> None:
    options = {"cryptosuite": suite, "verificationMethod": "did:example:x#y", "proofPurpose": "assertionMethod"}
    with pytest.raises(UsageError) as caught:
        data_integrity.sign(badge(), options, EC, NONE)
    assert caught.value.code == "bad-proof-options"


def test_two_bbs_showings_share_nothing_but_what_is_shown() -> None:
    """Unlinkable: outside what is disclosed no run of sixteen bytes is in both."""
    first, second = (parts(shown("bbs-2023", CHOSEN))[1][0] for _ in range(2))
    longest = SequenceMatcher(None, first, second, autojunk=False).find_longest_match()
    assert longest.size < 16
    base = parts(BASE["bbs-2023"])[1]
    for secret in (base[0][:48], base[0][48:], base[3]):
        assert not any(secret[start : start + 8] in first for start in range(len(secret) - 7))


def test_bbs_is_bound_to_its_presentation_header() -> None:
    document = shown("bbs-2023", CHOSEN, b"nonce 1")
    assert code(document, "bbs-2023") == "holds"
    assert code(forged(document, lambda read: read.__setitem__(4, b"nonce 2")), "bbs-2023") == "signature-mismatch"


@pytest.mark.parametrize("feature", range(4, 10))
def test_bbs_features_are_undecided(feature: int) -> None:
    data = base64url.decode(DERIVED["bbs-2023"]["proof"]["proofValue"][1:])
    other = with_value(DERIVED["bbs-2023"], "u" + base64url.encode(b"\xd9\x5d" + bytes((feature,)) + data[3:]))
    assert code(other, "bbs-2023") == "proof-feature-unsupported"


def _piece(start: int, piece: bytes) -> Callable[[list[Any]], None]:
    def change(read: list[Any]) -> None:
        read[0] = read[0][:start] + piece + read[0][start + len(piece) :]

    return change


IDENTITY = b"\xc0" + bytes(47)
OUTSIDE_SUBGROUP = b"\x80" + bytes(46) + b"\x04"
POINTS = [IDENTITY, OUTSIDE_SUBGROUP, b"\xff" * 48, bytes(48)]


@pytest.mark.parametrize("start", [0, 48, 96])
@pytest.mark.parametrize("piece", POINTS)
def test_bbs_points_that_are_none(start: int, piece: bytes) -> None:
    assert code(forged(DERIVED["bbs-2023"], _piece(start, piece)), "bbs-2023") == "bad-proof-value"


@pytest.mark.parametrize("start", [144, 176, 208, 240])
@pytest.mark.parametrize("number", [0, ORDER, ORDER + 1, 2**256 - 1])
def test_bbs_scalars_that_are_none(start: int, number: int) -> None:
    assert code(forged(DERIVED["bbs-2023"], _piece(start, number.to_bytes(32, "big"))), "bbs-2023") == "bad-proof-value"


@pytest.mark.parametrize("length", [0, 1, 48, 271, 272, 273, 304 + 32 * 10_001])
def test_bbs_proofs_of_wrong_length(length: int) -> None:
    bad = forged(DERIVED["bbs-2023"], lambda read: read.__setitem__(0, (read[0] * (length // len(read[0]) + 1))[:length]))
    assert code(bad, "bbs-2023") == "bad-proof-value"


@pytest.mark.parametrize("data", [b"\xc0" + bytes(95), bytes(96), b"\xff" * 96, b"\x80" + bytes(95), bytes(95), b""])
def test_bbs_keys_that_are_none(data: bytes) -> None:
    with pytest.raises(CheckFailed) as caught:
        PublicKey.from_encoded("BLS12-381-G2", data)
    assert caught.value.code == "key-malformed"


def test_a_bbs_key_is_a_multikey_and_signs_no_message() -> None:
    key = BLS.public
    assert PublicKey.from_multikey(key.to_multikey()) == key
    assert key.to_multikey().startswith("zUC7")
    assert len(key.thumbprint()) == 43
    with pytest.raises(CheckFailed) as caught:
        key.verify(bytes(80), b"message")
    assert caught.value.code == "signature-mismatch"


def test_bbs_messages_cannot_change_places() -> None:
    key, messages = BLS, [b"one", b"two", b"three"]
    signature = bbs.sign(key.secret, b"", messages)
    proof = bbs.prove(key.public.encoded, signature, b"", b"", messages, (0, 2), ENTROPY)
    bbs.verify_proof(key.public.encoded, proof, b"", b"", {0: b"one", 2: b"three"})
    for bad in (
        {0: b"three", 2: b"one"},
        {0: b"one", 1: b"three"},
        {0: b"one"},
        {0: b"one", 2: b"three", 3: b""},
        {-1: b"one", 2: b"three"},
    ):
        with pytest.raises(CheckFailed):
            bbs.verify_proof(key.public.encoded, proof, b"", b"", bad)
