"""Names of the files in the wallet's folder, and who may read them."""

from __future__ import annotations

import contextlib
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from wallet.errors import VaultError

_FOLDER_MODE = 0o700
_FILE_MODE = 0o600
_GENERATION = re.compile(r"vault-([1-9][0-9]{0,9})\.db")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the parts of a wallet lie in ``folder`` (an absolute path, links resolved)."""

    folder: Path

    @property
    def keys(self) -> Path:
        """The key file."""
        return self.folder / "vault.keys"

    @property
    def keys_copy(self) -> Path:
        """Its copy, for the day the first is damaged."""
        return self.folder / "vault.keys.bak"

    @property
    def lock(self) -> Path:
        """Held for as long as the wallet is open."""
        return self.folder / "vault.lock"

    @property
    def unfinished(self) -> Path:
        """Present while a wallet is being made: what lies beside it was never promised to anybody."""
        return self.folder / "vault.unfinished"

    @property
    def building(self) -> Path:
        """Present while a new generation of the database is being built: names it, and the place where it is built."""
        return self.folder / "vault.building"

    def kept(self, number: int) -> Path:
        """A folder with a whole wallet that was replaced, itself a wallet that opens with its own secrets."""
        return self.folder / f"kept-{number}"

    def generations(self) -> dict[int, Path]:
        """The database of each generation in the folder; nothing that a sync tool named is among them."""
        found = ((_GENERATION.fullmatch(path.name), path) for path in self.folder.glob("vault-*.db"))
        return {int(match[1]): path for match, path in found if match is not None}

    def database(self, name: str) -> Path:
        """The database with this file name."""
        return self.folder / name

    def databases(self) -> tuple[Path, ...]:
        """Every database in the folder, whatever its generation, with its log and copies."""
        return tuple(sorted(self.folder.glob("vault-*.db*")))

    def leftovers(self) -> tuple[Path, ...]:
        """What an interrupted making left: databases, and files still under their temporary names."""
        return (*self.databases(), *sorted(self.folder.glob("vault.keys*.tmp")))

    def holds_vault(self) -> bool:
        """Whether a finished wallet lies here."""
        return self.keys.exists() or self.keys_copy.exists()

    def make_private(self) -> bool:
        """Folder 0700, files 0600. False where that cannot be had (a USB stick): the contents stay encrypted."""
        with contextlib.suppress(OSError):
            return self._make_private()
        return False

    def _make_private(self) -> bool:
        files = [path for path in (self.keys, self.keys_copy, self.lock) if path.exists()]
        modes = {self.folder: _FOLDER_MODE} | dict.fromkeys([*files, *self.databases()], _FILE_MODE)
        for path, mode in modes.items():
            with contextlib.suppress(OSError):
                if stat.S_IMODE(path.stat().st_mode) != mode:
                    path.chmod(mode)
        return all(path.exists() and stat.S_IMODE(path.stat().st_mode) == mode for path, mode in modes.items())


def layout_of(folder: Path) -> Layout:
    """The layout of a folder that may or may not exist. Raises VaultError("bad-folder")."""
    try:
        place = folder.expanduser().resolve()
        if any(part.is_symlink() for part in (place, *place.parents)):  # Python 3.13 leaves a loop of links as it is
            place.resolve(strict=True)
        return Layout(folder=place)
    except (OSError, RuntimeError, ValueError) as error:  # a loop of links, no home folder, a NUL in the name
        raise VaultError("bad-folder", "The wallet's folder cannot be used under this name. Choose another.") from error
