"""Passphrase and recovery code changed: the new one opens, the old one does not, and nothing else changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.fakes import FixedClock, SeededEntropy
from tests.unit.vault.vault_examples import PASSPHRASE, create, received, reopen
from wallet.errors import UsageError, VaultDamaged, VaultError, WrongPassphrase
from wallet.vault import key_file, recovery_code, slots
from wallet.vault.kdf import CHEAPEST, KdfProfile
from wallet.vault.layout import layout_of
from wallet.vault.opening import unlock, unlock_bytes
from wallet.vault.vault import Vault

NEW = "a new passphrase"
COSTLY = KdfProfile(memory_kib=64 * 1024, passes=3, lanes=4)


def opens(folder: Path, secret: str) -> bool:
    try:
        reopen(folder, secret).close()
    except WrongPassphrase:
        return False
    return True


@pytest.fixture
def wallet(folder: Path) -> tuple[Path, str]:
    """A closed wallet with one credential, and its recovery code."""
    vault, code = create(folder)
    with vault:
        vault.credentials.put(received())
    return folder, code


def test_a_new_passphrase_opens_and_the_old_one_does_not(wallet: tuple[Path, str]) -> None:
    folder, code = wallet
    before = key_file.from_bytes((folder / "vault.keys").read_bytes())
    with reopen(folder) as vault:
        root = unlock(layout_of(folder), PASSPHRASE).root
        change = vault.access.change_passphrase(PASSPHRASE, NEW, CHEAPEST)
        assert (change.raised, change.same, change.protection.weak) == (False, False, True)
        assert vault.credentials.put(received(b"2")).is_new
    assert (opens(folder, NEW), opens(folder, PASSPHRASE), opens(folder, code)) == (True, False, True)
    after = key_file.from_bytes((folder / "vault.keys").read_bytes())
    assert (folder / "vault.keys.bak").read_bytes() == (folder / "vault.keys").read_bytes()
    assert after.slots[1] == before.slots[1]
    assert after.slots[0].salt != before.slots[0].salt
    assert after.slots[0].id != before.slots[0].id
    assert replace(after, slots=(), mac=b"") == replace(before, slots=(), mac=b"")
    assert unlock(layout_of(folder), NEW).root == root
    with reopen(folder, NEW) as vault:
        assert len(vault.credentials.ids()) == 2


def test_a_forgotten_passphrase_is_replaced_with_the_recovery_code(wallet: tuple[Path, str]) -> None:
    folder, code = wallet
    with reopen(folder, code) as vault:
        vault.access.change_passphrase(code, NEW, CHEAPEST)
    assert (opens(folder, NEW), opens(folder, PASSPHRASE), opens(folder, code)) == (True, False, True)


def test_the_present_secret_is_asked_for_again(wallet: tuple[Path, str]) -> None:
    folder, _ = wallet
    before = (folder / "vault.keys").read_bytes()
    with reopen(folder) as vault:
        drafted = vault.access.draft_recovery_code()
        for act in (
            lambda: vault.access.change_passphrase("wrong", NEW, CHEAPEST),
            lambda: vault.access.change_passphrase("", NEW, CHEAPEST),
            lambda: vault.access.adopt_recovery_code("wrong", drafted),
            lambda: vault.rotate("wrong", drafted, CHEAPEST),
        ):
            with pytest.raises(WrongPassphrase):
                act()
    assert (folder / "vault.keys").read_bytes() == before


@pytest.mark.parametrize(
    ("new", "profile", "code"),
    [
        ("", CHEAPEST, "passphrase-empty"),
        ("\ud800", CHEAPEST, "passphrase-not-text"),
        (NEW, KdfProfile(memory_kib=1024, passes=3, lanes=1), "kdf-too-weak"),
        (NEW, replace(CHEAPEST, lanes=2**30, memory_kib=2**30), "kdf-limits"),
    ],
)
def test_what_cannot_be_a_passphrase_changes_nothing(
    wallet: tuple[Path, str], new: str, profile: KdfProfile, code: str
) -> None:
    folder, _ = wallet
    before = (folder / "vault.keys").read_bytes()
    with reopen(folder) as vault, pytest.raises((UsageError, VaultDamaged)) as caught:
        vault.access.change_passphrase(PASSPHRASE, new, profile)
    assert caught.value.code == code
    assert (folder / "vault.keys").read_bytes() == before


def test_the_cost_is_raised_and_never_lowered(wallet: tuple[Path, str]) -> None:
    folder, _ = wallet
    with reopen(folder) as vault:
        assert vault.access.protection().weak
        change = vault.access.change_passphrase(PASSPHRASE, PASSPHRASE, COSTLY)
        assert (change.raised, change.same, change.protection.weak) == (True, True, False)
        change = vault.access.change_passphrase(PASSPHRASE, NEW, CHEAPEST)
        assert (change.raised, change.protection.memory_mib, change.protection.passes) == (False, 64, 3)
    assert (opens(folder, NEW), opens(folder, PASSPHRASE)) == (True, False)


def test_the_same_words_typed_on_another_keyboard_are_the_same(folder: Path) -> None:
    create(folder, "Caf\u00e9")[0].close()
    with reopen(folder, "Caf\u00e9") as vault:
        assert vault.access.change_passphrase("Caf\u00e9", "Cafe\u0301", CHEAPEST).same
    assert opens(folder, "Caf\u00e9")


def test_a_new_recovery_code_opens_and_the_old_one_does_not(wallet: tuple[Path, str]) -> None:
    folder, code = wallet
    with reopen(folder) as vault:
        drafted = vault.access.draft_recovery_code()
        assert recovery_code.read(drafted) is not None
        assert drafted not in (code, vault.access.draft_recovery_code())
        assert unlock_bytes((folder / "vault.keys").read_bytes(), code)
        vault.access.adopt_recovery_code(PASSPHRASE, drafted)
    assert (opens(folder, drafted), opens(folder, code), opens(folder, PASSPHRASE)) == (True, False, True)
    with reopen(folder, drafted) as vault:
        for words, expected in ((drafted, "same-recovery-code"), ("ABCD", "bad-recovery-code"), ("", "bad-recovery-code")):
            with pytest.raises(UsageError) as caught:
                vault.access.adopt_recovery_code(drafted, words)
            assert caught.value.code == expected


def group(code: str, number: int) -> str:
    return code.split("-")[number - 1]


def test_two_groups_confirm_the_code_and_a_new_code_is_unconfirmed(wallet: tuple[Path, str]) -> None:
    folder, code = wallet
    with reopen(folder) as vault:
        guard = vault.access.protection()
        first, second = guard.groups_to_confirm
        assert not guard.recovery_confirmed
        assert 1 <= first < second <= 6
        right = f"{group(code, first).lower()} {group(code, second)}"
        for wrong in ("", group(code, first), f"{group(code, second)} {group(code, first)}", "0000 0000", "\ud800", right * 2):
            if wrong.upper() == right.upper():
                continue
            with pytest.raises(UsageError) as caught:
                vault.access.confirm_recovery_code(wrong)
            assert caught.value.code == "recovery-code-differs"
        vault.access.confirm_recovery_code(right)
    with reopen(folder) as vault:
        assert vault.access.protection().recovery_confirmed
        assert vault.access.protection().groups_to_confirm == ()
        drafted = vault.access.draft_recovery_code()
        vault.access.adopt_recovery_code(PASSPHRASE, drafted)
        assert not vault.access.protection().recovery_confirmed
        with pytest.raises(UsageError):
            vault.access.confirm_recovery_code(code)
        vault.access.confirm_recovery_code(drafted.replace("-", ""))
        assert vault.access.protection().recovery_confirmed


def test_the_code_itself_is_nowhere_in_the_database(wallet: tuple[Path, str]) -> None:
    folder, code = wallet
    with reopen(folder) as vault:
        text = repr(vault._database.query("SELECT * FROM meta")).upper()
    assert not [part for part in code.split("-") if part in text]


def test_every_pair_of_groups_is_asked_for(folder: Path) -> None:
    from wallet.vault import confirmation

    code = recovery_code.write(b"c" * 16)
    asked = set()
    entropy = SeededEntropy(b"groups")
    with create(folder)[0] as vault:
        for _ in range(200):
            confirmation.write(vault._database, confirmation.question("s", code, entropy))
            numbers = confirmation.asked(vault._database, "s")
            asked.add(numbers)
            assert confirmation.answers(vault._database, "s", " ".join(group(code, number) for number in numbers))
            assert not confirmation.answers(vault._database, "another", " ".join(group(code, number) for number in numbers))
    assert len(asked) == 15


def test_a_key_file_that_another_program_changed_is_not_written_over(wallet: tuple[Path, str], tmp_path: Path) -> None:
    folder, code = wallet
    before = (folder / "vault.keys").read_bytes()
    with reopen(folder) as vault:
        vault.access.change_passphrase(PASSPHRASE, NEW, CHEAPEST)
        (folder / "vault.keys").write_bytes(before)
        for act in (
            lambda: vault.access.change_passphrase(PASSPHRASE, "third", CHEAPEST),
            lambda: vault.access.adopt_recovery_code(code, recovery_code.write(b"d" * 16)),
        ):
            with pytest.raises(VaultError) as caught:
                act()
            assert caught.value.code == "keys-changed"
    assert (folder / "vault.keys").read_bytes() == before


def test_an_older_key_file_that_was_put_back_opens_and_is_said(wallet: tuple[Path, str]) -> None:
    folder, code = wallet
    older = (folder / "vault.keys").read_bytes()
    with reopen(folder) as vault:
        vault.access.change_passphrase(PASSPHRASE, NEW, CHEAPEST)
    with reopen(folder, NEW) as vault:
        assert vault.notices == ()
        drafted = vault.access.draft_recovery_code()
    newer = (folder / "vault.keys").read_bytes()
    for name in ("vault.keys", "vault.keys.bak"):
        (folder / name).write_bytes(older)
    for secret in (PASSPHRASE, code):
        with reopen(folder, secret) as vault:
            assert vault.notices == ("older-key-file",)
    (folder / "vault.keys").write_bytes(newer)
    with reopen(folder, NEW) as vault:
        assert vault.notices == ()
        vault.access.adopt_recovery_code(NEW, drafted)
    (folder / "vault.keys").write_bytes(newer)
    with reopen(folder, NEW) as vault:
        assert vault.notices == ("older-key-file",)
        # whoever has only this one can go on, and changes what came back
        vault.access.adopt_recovery_code(NEW, vault.access.draft_recovery_code())
    with reopen(folder, NEW) as vault:
        assert vault.notices == ()


def test_a_damaged_key_file_is_not_replaced_through_its_copy(wallet: tuple[Path, str]) -> None:
    folder, _ = wallet
    with reopen(folder) as vault:
        (folder / "vault.keys").write_bytes(b"{")
        with pytest.raises(VaultDamaged):
            vault.access.change_passphrase(PASSPHRASE, NEW, CHEAPEST)
    assert (folder / "vault.keys").read_bytes() == b"{"
    assert (opens(folder, PASSPHRASE), opens(folder, NEW)) == (True, False)


def test_no_act_can_leave_a_wallet_that_nothing_carried_by_a_person_opens(wallet: tuple[Path, str]) -> None:
    folder, _ = wallet
    unlocked = unlock(layout_of(folder), PASSPHRASE)
    keyring = slots.for_keyring(unlocked.root, b"k" * 32, unlocked.key_file.binding, 1, SeededEntropy())
    for left in ((), (keyring,)):
        with pytest.raises(UsageError) as caught:
            replace(unlocked.key_file, slots=left).sealed(unlocked.root)
        assert caught.value.code == "last-slot"
    only = replace(unlocked.key_file, slots=(keyring,))
    forged = replace(only, mac=unlocked.root.mac(b""))
    with pytest.raises(VaultDamaged):
        key_file.from_bytes(key_file.to_bytes(forged))


def test_no_secret_in_any_text_about_it(wallet: tuple[Path, str]) -> None:
    folder, code = wallet
    with reopen(folder) as vault:
        for act in (
            lambda: vault.access.change_passphrase("wrong canary", "new canary", CHEAPEST),
            lambda: vault.access.adopt_recovery_code("wrong canary", code[:-1] + "canary"),
        ):
            with pytest.raises((VaultError, UsageError)) as caught:
                act()
            assert "canary" not in f"{caught.value!r} {caught.value.__cause__!r}"
        assert PASSPHRASE not in repr(vars(vault.access))


def test_the_clock_and_entropy_of_the_opening_are_used(folder: Path) -> None:
    create(folder)[0].close()
    with Vault.open(folder, PASSPHRASE, clock=FixedClock(), entropy=SeededEntropy(b"same")) as vault:
        one = vault.access.draft_recovery_code()
    with Vault.open(folder, PASSPHRASE, clock=FixedClock(), entropy=SeededEntropy(b"same")) as vault:
        assert vault.access.draft_recovery_code() == one
