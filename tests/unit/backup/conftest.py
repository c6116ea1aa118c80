"""A full wallet and its backup, made once; tests copy what they change."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.unit.backup.backup_examples import back_up, everything, full_wallet


@dataclass(frozen=True)
class Made:
    """A backup file, the recovery code, and what the wallet held."""

    file: Path
    code: str
    held: dict[str, Any]

    @property
    def data(self) -> bytes:
        return self.file.read_bytes()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """One backup of a wallet with everything."""
    place = tmp_path_factory.mktemp("made")
    vault, code = full_wallet(place / "wallet")
    with vault:
        held = everything(vault)
        back_up(vault, place / "one.backup")
    return Made(place / "one.backup", code, held)
