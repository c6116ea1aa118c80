"""Backing up, and taking the plain files out."""

from __future__ import annotations

from pathlib import Path

from wallet.acts.parts import Parts
from wallet.backup import making, originals_zip
from wallet.model.backup import BackupMade, BackupStatus, OriginalsExported


def back_up(parts: Parts, target: Path | None) -> BackupMade:
    """Back up to this file, or to the default place; see ``backup.making``."""
    return making.make(parts.vault, target, clock=parts.clock, entropy=parts.entropy)


def status(parts: Parts) -> BackupStatus:
    """When the wallet was last backed up, and how much is new since."""
    return making.status(parts.vault)


def export_originals(parts: Parts, target: Path) -> OriginalsExported:
    """Every original file in one plain ZIP; see ``backup.originals_zip``."""
    return originals_zip.export(parts.vault, target, parts.clock.now())
