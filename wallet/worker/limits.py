"""How much one input may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """``seconds`` of wall clock and ``cpu_seconds`` of processor for one input; ``memory`` bytes above the idle worker.

    The kernel counts processor time in whole seconds: it may give up to one more.
    """

    seconds: float = 15.0
    cpu_seconds: int = 4
    memory: int = 512 * 1024 * 1024
