"""How much one guess at a passphrase shall cost: as much as this computer does in about three quarters of a second.

128 MiB and three passes are where it begins; more passes where the computer is fast, 64 MiB (the floor of ``kdf``) where it
is short of memory, or so slow that nobody would wait.  A computer that is busy just now is measured twice before it is
called slow.  A wallet may travel to a weaker computer, so the memory is never raised further.
"""

from __future__ import annotations

from collections.abc import Callable

from wallet.errors import VaultError
from wallet.ports import Machine, SystemMachine
from wallet.vault import kdf
from wallet.vault.kdf import DEFAULT, FLOOR, KdfProfile

Derive = Callable[[bytes, bytes, KdfProfile], bytes]

LOWEST = KdfProfile(memory_kib=0, passes=0, lanes=0)
"""Less than any other: to find the strongest of several from."""

_SHORTEST, _AIM, _PATIENCE = 0.5, 0.75, 3.0  # seconds
_SHARE = 4  # of the free memory, at most one part in so many
_MOST_PASSES = 20
_SALT = b"only for timing."


def calibrated(machine: Machine, derive: Derive = kdf.derive) -> KdfProfile:
    """The cost for a new passphrase on this computer: never below the floor. Takes about a second."""
    free = machine.free_memory()
    profile = DEFAULT if free is None or free >= DEFAULT.memory_kib * 1024 * _SHARE else _modest()
    try:
        seconds = _time(machine, derive, profile)
        if seconds > _PATIENCE and min(seconds, _time(machine, derive, profile)) > _PATIENCE:
            return _modest()
    except VaultError:  # not enough memory: the floor is what it has to find for itself
        return _modest()
    if seconds >= _SHORTEST:
        return profile
    passes = _MOST_PASSES if seconds <= 0 else round(_AIM * profile.passes / seconds)
    return KdfProfile(memory_kib=profile.memory_kib, passes=min(max(passes, profile.passes), _MOST_PASSES), lanes=profile.lanes)


def for_this_computer() -> KdfProfile:
    """``calibrated`` for the computer that this runs on."""
    return calibrated(SystemMachine())


def stronger(one: KdfProfile, other: KdfProfile) -> KdfProfile:
    """The one that costs more to guess under."""
    return max(one, other, key=lambda profile: (profile.memory_kib * profile.passes, profile.memory_kib))


def is_weak(profile: KdfProfile) -> bool:
    """Whether a new passphrase would not be written with so little."""
    return profile.memory_kib < FLOOR.memory_kib or profile.passes < FLOOR.passes


def _modest() -> KdfProfile:
    return KdfProfile(memory_kib=FLOOR.memory_kib, passes=FLOOR.passes, lanes=DEFAULT.lanes)


def _time(machine: Machine, derive: Derive, profile: KdfProfile) -> float:
    begin = machine.seconds()
    derive(b"calibration", _SALT, profile)
    return machine.seconds() - begin
