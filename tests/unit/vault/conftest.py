"""A fresh vault for each test of this room."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes import FixedClock
from tests.unit.vault.vault_examples import create
from wallet.vault.vault import Vault


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the vault lies."""
    return tmp_path / "wallet"


@pytest.fixture
def vault(folder: Path, clock: FixedClock) -> Iterator[Vault]:
    """An open vault; ``clock`` is its clock."""
    with create(folder, clock=clock)[0] as opened:
        yield opened
