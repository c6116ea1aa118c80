"""What a guess shall cost: measured, raised where the computer is fast, never below the floor."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from wallet.errors import VaultError
from wallet.ports import SystemMachine
from wallet.vault import kdf
from wallet.vault.calibration import calibrated, for_this_computer, is_weak, stronger
from wallet.vault.kdf import CHEAPEST, DEFAULT, FLOOR, KdfProfile

GIB = 1024**3


@dataclass
class FakeMachine:
    """A computer on which deriving a key costs ``speed`` seconds for each MiB and pass."""

    speed: float
    memory: int | None = 16 * GIB
    limit: int = 16 * GIB
    now: float = 100.0

    def seconds(self) -> float:
        return self.now

    def free_memory(self) -> int | None:
        return self.memory

    def derive(self, passphrase: bytes, salt: bytes, profile: KdfProfile) -> bytes:
        if profile.memory_kib * 1024 > self.limit:
            raise VaultError("not-enough-memory", "")
        self.now += self.speed * profile.memory_kib / 1024 * profile.passes
        return b""

    def cost(self, profile: KdfProfile) -> float:
        return self.speed * profile.memory_kib / 1024 * profile.passes


@pytest.mark.parametrize("seconds", [0.02, 0.05, 0.1, 0.2, 0.3, 0.45, 0.5, 0.7, 0.99, 1.2, 1.9, 4, 60])
def test_between_half_a_second_and_a_second_where_that_can_be(seconds: float) -> None:
    machine = FakeMachine(seconds / 384)
    profile = calibrated(machine, machine.derive)
    kdf.check_writable(profile)
    assert profile.lanes == DEFAULT.lanes
    if seconds <= 3:
        assert profile.memory_kib == DEFAULT.memory_kib
        assert profile.passes >= DEFAULT.passes
    if 0.12 <= seconds <= 1:
        assert 0.5 <= machine.cost(profile) <= 1.0
    elif seconds < 0.12:
        assert profile.passes == 20
    elif seconds <= 3:
        assert profile == DEFAULT
    else:
        assert (profile.memory_kib, profile.passes) == (FLOOR.memory_kib, FLOOR.passes)


@pytest.mark.parametrize(("memory", "expected"), [(None, 128), (16 * GIB, 128), (GIB // 2, 128), (GIB // 2 - 1, 64), (0, 64)])
def test_memory_is_bound_by_what_there_is(memory: int | None, expected: int) -> None:
    machine = FakeMachine(0.6 / 384, memory=memory)
    profile = calibrated(machine, machine.derive)
    assert profile.memory_kib == expected * 1024
    assert not is_weak(profile)


def test_a_computer_that_lies_about_its_memory_still_gets_the_floor() -> None:
    machine = FakeMachine(0.001, limit=100 * 1024 * 1024)
    profile = calibrated(machine, machine.derive)
    assert (profile.memory_kib, profile.passes) == (FLOOR.memory_kib, FLOOR.passes)


def test_a_clock_that_stands_still_gives_the_most_and_not_a_division_by_nothing() -> None:
    machine = FakeMachine(0)
    assert calibrated(machine, machine.derive).passes == 20


def test_a_computer_that_is_only_busy_at_the_moment_is_not_called_slow() -> None:
    class Busy(FakeMachine):
        def derive(self, passphrase: bytes, salt: bytes, profile: KdfProfile) -> bytes:
            made = super().derive(passphrase, salt, profile)
            self.speed = 0.8 / 384
            return made

    machine = Busy(9 / 384)
    assert calibrated(machine, machine.derive) == DEFAULT


def test_what_is_stronger_and_what_is_weak() -> None:
    assert stronger(CHEAPEST, DEFAULT) == DEFAULT == stronger(DEFAULT, CHEAPEST)
    more = KdfProfile(memory_kib=128 * 1024, passes=4, lanes=4)
    assert stronger(DEFAULT, more) == more
    assert is_weak(CHEAPEST)
    assert is_weak(KdfProfile(memory_kib=64 * 1024, passes=2, lanes=4))
    assert not is_weak(FLOOR)


def test_this_computer() -> None:
    machine = SystemMachine()
    begin = machine.seconds()
    profile = for_this_computer()
    assert machine.seconds() > begin
    kdf.check_writable(profile)
    assert not is_weak(profile)
    free = machine.free_memory()
    assert free is None or free > 2**20
