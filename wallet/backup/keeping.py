"""Where backups lie: beside the wallet, three deep, and never one over another without proof that the new one is good."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from wallet.backup import header, problems
from wallet.errors import UsageError, WalletError
from wallet.vault.durable import named_errors, sync_folder

DEPTH = 3
SUFFIX = ".backup"
_FOLDER = "backups"
_LONGEST = 255  # bytes of a file name, on every common system


def default_place(wallet: Path, vault_id: str) -> Path:
    """``backups/`` beside the wallet's folder, in a file with the wallet's name and the beginning of its identifier."""
    return wallet.parent / _FOLDER / f"{wallet.name}-{vault_id[:8]}{SUFFIX}"


def temporary(target: Path) -> Path:
    """The name under which a backup is written before it is proved."""
    return target.with_name(f".{target.name}.part")


def earlier(target: Path) -> tuple[Path, ...]:
    """The names of the backups before this one, newest first, whether they exist or not."""
    return tuple(target.with_name(f"{target.name}.{number}") for number in range(1, DEPTH))


def check_place(target: Path, vault_id: str) -> None:
    """Refuse to push anything aside that is not an earlier backup of this wallet.

    Raises UsageError("cannot-write", "not-a-backup-there", "another-wallets-backup").
    """
    if not is_place(target):
        raise UsageError("cannot-write", f"No backup can be written as “{target}”. Name a file in a folder that exists.")
    for place in (target, *earlier(target)):
        if place.exists() or place.is_symlink():
            _check_ours(place, vault_id)


def is_place(target: Path) -> bool:
    """Whether a file can have this name, with a number or a temporary ending behind it, in a folder that exists."""
    try:
        longest = max(len(os.fsencode(place.name)) for place in (temporary(target), *earlier(target)))
        fits = bool(target.name) and "\0" not in str(target) and longest <= _LONGEST
        return fits and target.parent.is_dir() and not target.is_dir()
    except (OSError, ValueError):
        return False


def _check_ours(place: Path, vault_id: str) -> None:
    try:
        with place.open("rb") as file:
            found = header.read_line(file)[0].vault_id
    except OSError as error:
        raise problems.unreadable(place.name) from error
    except WalletError as error:
        if error.code in ("backup-damaged", "newer-version", "backup-inconsistent"):
            return  # once a backup; it moves down like any other
        raise UsageError(
            "not-a-backup-there", f"“{place}” is there already and is not a backup. Name another file; nothing was written."
        ) from error
    if found != vault_id:
        raise UsageError("another-wallets-backup", f"“{place}” is a backup of another wallet. Name another file.")


def put_in_place(proved: Path, target: Path) -> tuple[Path, ...]:
    """Give a proved backup its name; the ones before it move down, the oldest goes. Returns those, newest first.

    Raises VaultError("disk-full", "read-only", "write-failed"); whatever happens, the newest good one keeps one of the names.
    """
    with named_errors():
        first, second = earlier(target)
        if target.exists():
            if first.exists():
                first.replace(second)
            target.replace(first)
            sync_folder(target.parent)
        proved.replace(target)
        sync_folder(target.parent)
    return tuple(place for place in (first, second) if place.exists())


def forget(part: Path) -> None:
    """Delete what was not finished."""
    with contextlib.suppress(OSError):
        part.unlink(missing_ok=True)
