from __future__ import annotations

import time
from dataclasses import replace

import pytest

from wallet.errors import UsageError, VaultDamaged
from wallet.vault import kdf
from wallet.vault.kdf import CHEAPEST, DEFAULT, KdfProfile


def test_same_input_same_key_and_any_change_another() -> None:
    salt = b"s" * 16
    key = kdf.derive(b"words", salt, CHEAPEST)
    others = [
        kdf.derive(b"Words", salt, CHEAPEST),
        kdf.derive(b"words", b"t" * 16, CHEAPEST),
        kdf.derive(b"words", salt, replace(CHEAPEST, passes=2)),
        kdf.derive(b"words", salt, replace(CHEAPEST, memory_kib=128)),
    ]
    assert len(key) == 32
    assert key == kdf.derive(b"words", salt, CHEAPEST)
    assert len({key, *others}) == 5


@pytest.mark.parametrize(
    "profile",
    [
        KdfProfile(memory_kib=16 * 1024 * 1024, passes=3, lanes=4),
        KdfProfile(memory_kib=1024 * 1024 + 1, passes=3, lanes=4),
        KdfProfile(memory_kib=64 * 1024, passes=2**31, lanes=4),
        KdfProfile(memory_kib=64 * 1024, passes=21, lanes=4),
        KdfProfile(memory_kib=2**60, passes=2**60, lanes=2**24),
        KdfProfile(memory_kib=64 * 1024, passes=3, lanes=17),
        KdfProfile(memory_kib=8, passes=3, lanes=4),
        KdfProfile(memory_kib=64 * 1024, passes=0, lanes=1),
        KdfProfile(memory_kib=64 * 1024, passes=3, lanes=0),
        KdfProfile(memory_kib=-1, passes=-1, lanes=-1),
    ],
)
def test_j7_a_cost_beyond_the_limits_is_refused_at_once(profile: KdfProfile) -> None:
    begin = time.process_time()
    with pytest.raises(VaultDamaged) as caught:
        kdf.derive(b"words", b"s" * 16, profile)
    assert caught.value.code == "kdf-limits"
    assert time.process_time() - begin < 1


@pytest.mark.parametrize(
    "profile",
    [
        KdfProfile(memory_kib=64 * 1024 - 1, passes=3, lanes=4),
        KdfProfile(memory_kib=64 * 1024, passes=2, lanes=4),
        KdfProfile(memory_kib=65, passes=1, lanes=1),
    ],
)
def test_what_is_written_has_a_floor(profile: KdfProfile) -> None:
    with pytest.raises(UsageError) as caught:
        kdf.check_writable(profile)
    assert caught.value.code == "kdf-too-weak"


def test_default_and_floor_and_the_tests_own_profile_are_writable() -> None:
    for profile in (DEFAULT, CHEAPEST, KdfProfile(memory_kib=64 * 1024, passes=3, lanes=1)):
        kdf.check_writable(profile)
    assert KdfProfile(memory_kib=128 * 1024, passes=3, lanes=4) == DEFAULT


def test_composed_and_decomposed_letters_are_one_passphrase() -> None:
    assert kdf.passphrase_bytes("Caf\u00e9 \u212b") == kdf.passphrase_bytes("Cafe\u0301 A\u030a")
    assert kdf.passphrase_bytes(" x ") != kdf.passphrase_bytes("x")


@pytest.mark.parametrize(("text", "code"), [("", "passphrase-empty"), ("ab\udcffcanary", "passphrase-not-text")])
def test_a_passphrase_that_is_none_is_refused_without_repeating_it(text: str, code: str) -> None:
    with pytest.raises(UsageError) as caught:
        kdf.passphrase_bytes(text)
    assert caught.value.code == code
    assert caught.value.__cause__ is None
    assert "canary" not in str(caught.value)
