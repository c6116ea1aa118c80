"""vault.keys: any byte that is not the one that was written is named, never taken for a wrong passphrase."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.fakes import SeededEntropy
from wallet.errors import VaultDamaged, VaultError, WalletError, WrongPassphrase
from wallet.vault import key_file, recovery_code, slots
from wallet.vault.canonical import canonical
from wallet.vault.kdf import CHEAPEST
from wallet.vault.key_file import KeyFile, from_bytes, to_bytes
from wallet.vault.opening import unlock_bytes
from wallet.vault.root_key import RootKey
from wallet.vault.slots import Slot

ROOT = RootKey(secret=b"r" * 32)
CODE = b"c" * 16
VAULT_ID = "0123456789abcdef" * 2


def sealed(vault_id: str = VAULT_ID) -> KeyFile:
    entropy, binding = SeededEntropy(vault_id.encode()), key_file.binding(vault_id)
    made = (
        slots.for_passphrase(ROOT, b"words", binding, CHEAPEST, entropy),
        slots.for_recovery_code(ROOT, CODE, binding, entropy),
    )
    return KeyFile(vault_id=vault_id, generation=1, database="vault-1.db", slots=made).sealed(ROOT)


GOOD = sealed()
BYTES = to_bytes(GOOD)


def failure(data: bytes, secret: str = "words") -> WalletError:
    with pytest.raises(VaultError) as caught:
        unlock_bytes(data, secret)
    return caught.value


def forged(**changes: object) -> bytes:
    """The good file with other members and a checksum that fits them: what somebody with an editor can make."""
    members = {name: value for name, value in json.loads(BYTES).items() if name != "checksum"} | changes
    return key_file._with_checksum(members)


def test_round_trip_and_both_secrets_open_it() -> None:
    assert from_bytes(BYTES) == GOOD
    assert unlock_bytes(BYTES, "words") == (GOOD, ROOT)
    assert unlock_bytes(BYTES, recovery_code.write(CODE).lower()) == (GOOD, ROOT)


def test_it_holds_no_secret() -> None:
    for secret in (ROOT.secret, CODE, b"words", recovery_code.write(CODE).encode()):
        assert secret not in BYTES
    assert "rrrr" not in repr(ROOT)
    assert GOOD.mac.hex() not in repr(GOOD)


def test_wrong_passphrase_and_wrong_code_are_told_from_damage() -> None:
    assert [type(failure(BYTES, secret)) for secret in ("Words", "", "\udcff", "words ")] == [WrongPassphrase] * 4
    mistyped = failure(BYTES, recovery_code.write(b"d" * 16))
    assert isinstance(mistyped, WrongPassphrase)
    assert "recovery code" in mistyped.message


def test_cut_at_every_byte() -> None:
    assert {failure(BYTES[:length]).code for length in range(len(BYTES))} == {"key-file-damaged"}


def test_every_bit_of_every_byte_flipped() -> None:
    codes = set()
    for place in range(len(BYTES)):
        for bit in range(8):
            mutant = bytearray(BYTES)
            mutant[place] ^= 1 << bit
            codes.add(failure(bytes(mutant)).code)
    assert codes == {"key-file-damaged"}


def test_bytes_added_or_doubled() -> None:
    for mutant in (
        BYTES + b" ",
        BYTES + b"\n",
        b" " + BYTES,
        b"\xef\xbb\xbf" + BYTES,
        BYTES + BYTES,
        BYTES.replace(b",", b", "),
    ):
        assert failure(mutant).code == "key-file-damaged"


@given(st.binary(max_size=300))
def test_random_bytes_are_damage(data: bytes) -> None:
    assert failure(data).code == "key-file-damaged"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(sorted(key_file._MEMBERS - {"magic", "checksum"})), json_values, max_size=3))
def test_well_formed_nonsense_is_named(changes: dict[str, object]) -> None:
    with pytest.raises(VaultError):
        unlock_bytes(forged(**(changes or {"generation": 7})), "words")


@given(st.sampled_from(sorted(key_file._SLOT_MEMBERS)), json_values)
@example("salt", "")
@example("salt", "AAAA")
@example("nonce", "")
@example("nonce", "A" * 1000)
@example("wrapped", "")
@example("params", {})
@example("params", {"memory_kib": 64, "passes": 1})
@example("params", {"memory_kib": 64, "passes": 1, "lanes": 1, "more": 1})
@example("kdf", "hkdf-sha256")
@example("kind", "recovery-code")
def test_nonsense_in_a_slot_is_named(member: str, value: object) -> None:
    entries = json.loads(BYTES)["slots"]
    entries[0][member] = value
    with pytest.raises(VaultError):
        unlock_bytes(forged(slots=entries), "words")


@pytest.mark.parametrize(
    "changes",
    [
        {"database": "../../etc/passwd"},
        {"database": "vault-1.db\n"},
        {"database": "vault-0.db"},
        {"generation": True},
        {"generation": 1.0},
        {"generation": 0},
        {"slots": []},
        {"slots": json.loads(BYTES)["slots"] * 5},
        {"vault_id": VAULT_ID.upper()},
        {"surplus": 1},
    ],
)
def test_members_out_of_shape(changes: dict[str, object]) -> None:
    assert failure(forged(**changes)).code == "key-file-damaged"


def test_a_slot_taken_away_or_added_or_reordered_is_seen() -> None:
    stranger = slots.for_recovery_code(ROOT, b"e" * 16, key_file.binding(VAULT_ID), SeededEntropy(b"attacker"))
    for altered in (GOOD.slots[:1], (*GOOD.slots, stranger), GOOD.slots[::-1], GOOD.slots[:1] * 2):
        assert failure(to_bytes(replace(GOOD, slots=altered))).code == "key-file-damaged"


def test_another_database_or_generation_is_seen() -> None:
    assert failure(to_bytes(replace(GOOD, database="vault-2.db"))).code == "key-file-damaged"
    assert failure(to_bytes(replace(GOOD, generation=2))).code == "key-file-damaged"


def test_a_slot_does_not_open_renamed_or_in_another_wallet() -> None:
    passphrase_slot, code_slot = GOOD.slots
    assert slots.open_by_passphrase(passphrase_slot, b"words", GOOD.binding) == ROOT
    assert slots.open_by_recovery_code(code_slot, CODE, GOOD.binding) == ROOT
    other = key_file.binding("f" * 32)
    assert slots.open_by_passphrase(passphrase_slot, b"words", other) is None
    assert slots.open_by_passphrase(replace(passphrase_slot, id="00"), b"words", GOOD.binding) is None
    assert slots.open_by_recovery_code(replace(code_slot, params={"x": 1}), CODE, GOOD.binding) is None
    assert slots.open_by_recovery_code(replace(code_slot, nonce=b""), CODE, GOOD.binding) is None
    # moved to another wallet with its seals made right again
    moved = replace(GOOD, vault_id="f" * 32).sealed(ROOT)
    assert isinstance(failure(to_bytes(moved)), WrongPassphrase)


def test_a_cheaper_slot_does_not_open() -> None:
    weakened = replace(GOOD.slots[0], params={"memory_kib": 8, "passes": 1, "lanes": 1})
    assert isinstance(failure(to_bytes(replace(GOOD, slots=(weakened, GOOD.slots[1])))), WrongPassphrase)


@pytest.mark.parametrize(
    "params",
    [
        {"memory_kib": 16 * 1024 * 1024, "passes": 3, "lanes": 4},
        {"memory_kib": 64, "passes": 2**31, "lanes": 1},
        {"memory_kib": 64, "passes": 1, "lanes": 2**24},
    ],
)
def test_j7_a_file_that_asks_for_too_much_is_refused_at_once(params: dict[str, int]) -> None:
    begin = time.process_time()
    costly = replace(GOOD.slots[0], params=params)
    assert failure(to_bytes(replace(GOOD, slots=(costly, GOOD.slots[1])))).code == "kdf-limits"
    assert time.process_time() - begin < 1


def test_a_newer_version_is_named_only_when_the_file_is_sound() -> None:
    newer = forged(version=2, shape="unheard of")
    assert failure(newer).code == "newer-version"
    assert not isinstance(failure(newer), VaultDamaged)
    assert failure(newer.replace(b"unheard", b"unherad")).code == "key-file-damaged"


def test_slots_of_a_kind_unknown_today_are_kept_and_skipped() -> None:
    later = Slot(id="k", kind="keyring", kdf="hkdf-sha256", params={}, salt=b"s" * 16, nonce=b"n" * 12, wrapped=b"w" * 48)
    extended = replace(GOOD, slots=(later, *GOOD.slots)).sealed(ROOT)
    assert unlock_bytes(to_bytes(extended), "words") == (extended, ROOT)


def test_canonical_text_is_one_text() -> None:
    assert canonical({"b": 1, "a": ["é", None]}) == b'{"a":["\\u00e9",null],"b":1}'
