"""Disks that are full, files that may not grow, folders that cannot be written, surroundings that lack something.

Each case runs the real program in a mount namespace of its own, and says of each command "done" or the code of its error.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.faults import world
from tests.faults.observe import observe
from tests.faults.program import ROOT, run
from tests.faults.world import Place, fresh

Said = dict[str, object]
_NOT_ALLOWED = 77


class Trial:
    """A wallet on the disk under test: commands are tried, their answers noted by name."""

    def __init__(self, place: Place, secret: Path) -> None:
        self.place = place
        self.said: Said = {}
        self._options = ("--wallet", place.folder, "--passphrase-file", secret)
        with place.session() as session:
            self.cards = tuple(sorted(card.id for card in session.cards()))
        (place.outside / "badge.json").write_bytes(world.signed(40, size=60_000))
        (place.outside / "big.json").write_bytes(world.signed(41, size=600_000))
        self.before = observe(place.folder, {"code": place.code}).facts

    def attempt(self, name: str, *words: str | Path, surroundings: dict[str, str] | None = None) -> None:
        self.said[name] = run(*self._options, *words, surroundings=surroundings).code

    def writing(self, when: str, *names: str) -> None:
        """Everything that writes, or these."""
        outside = self.place.outside
        commands: dict[str, tuple[str | Path, ...]] = {
            "import": ("import", outside / "badge.json", "--offline", "--json"),
            "refresh": ("refresh", "--offline", "--json"),
            "present": ("present", self.cards[0], "--out", outside / f"shown {when}", "--json"),
            "portfolio": ("portfolio", "new", "full", "--words", "w" * 5_000, "--json"),
            "delete": ("delete", self.cards[5], "--json"),
        }
        for name in names or commands:
            self.attempt(f"{name} {when}", *commands[name])

    def reading(self, when: str, *names: str) -> None:
        """Everything that only reads, or these."""
        commands: dict[str, tuple[str | Path, ...]] = {
            "list": ("list", "--json"),
            "show": ("show", self.cards[1], "--json"),
            "export": ("export", self.cards[2], "--out", self.place.outside / f"exported {when}", "--json"),
            "log": ("log", "--json"),
        }
        for name in names or commands:
            self.attempt(f"{name} {when}", *commands[name])

    def lost(self, when: str) -> None:
        """What was there before and is not now."""
        seen = observe(self.place.folder, {"code": self.place.code})
        self.said[f"faults {when}"] = list(seen.faults)
        self.said[f"lost {when}"] = len(self.before - seen.facts)


def full_disk(room: Path) -> Said:
    """A disk of 6 MB with nothing left: every act says so, reading goes on, and after freeing all works again."""
    trial = _on_mount(room, "-t", "tmpfs", "-o", "size=6m", "tmpfs")
    disk = trial.place.folder.parent
    trial.attempt("backup", "backup", "--out", disk / "wallet.backup", "--json")
    before = (disk / "wallet.backup").read_bytes()
    with (disk / "ballast").open("wb", buffering=0) as ballast:
        for size in (65536, 512, 1):
            _fill(ballast, size)
    trial.writing("while full")
    trial.attempt("backup while full", "backup", "--out", disk / "wallet.backup", "--json")
    trial.said["the backup of before"] = (disk / "wallet.backup").read_bytes() == before
    trial.reading("while full")
    (disk / "ballast").unlink()
    trial.lost("after freeing")
    trial.writing("after freeing")
    trial.attempt("backup after freeing", "backup", "--out", disk / "wallet.backup", "--json")
    return trial.said


def _fill(file: object, size: int) -> None:
    try:
        while file.write(bytes(size)) == size:  # type: ignore[attr-defined]
            pass
    except OSError:
        return


def small_files(room: Path) -> Said:
    """No file may grow beyond 400 KB: a large credential is refused, and all that was there stays."""
    import resource

    trial = _plain(room)
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, most))
    trial.attempt("import", "import", trial.place.outside / "big.json", "--offline", "--json")
    trial.reading("under the limit", "list", "export")
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    trial.lost("afterwards")
    trial.attempt("import afterwards", "import", trial.place.outside / "big.json", "--offline", "--json")
    return trial.said


def read_only_folder(room: Path) -> Said:
    """A mount that cannot be written."""
    trial = _on_mount(room, "-t", "tmpfs", "-o", "size=20m", "tmpfs")
    disk = trial.place.folder.parent
    _mount("-o", "remount,ro", str(disk))
    trial.reading("read-only", "list", "export")
    trial.writing("read-only", "portfolio", "delete")
    _mount("-o", "remount,rw", str(disk))
    trial.lost("afterwards")
    return trial.said


def unchangeable_file(room: Path) -> Said:
    """The database alone must not change (chattr +i)."""
    trial = _plain(room)
    file = next(trial.place.folder.glob("vault-*.db"))
    if subprocess.run(["chattr", "+i", str(file)], stderr=subprocess.DEVNULL, check=False).returncode != 0:
        sys.exit(_NOT_ALLOWED)
    try:
        trial.reading("unchangeable", "list", "export")
        trial.writing("unchangeable", "portfolio", "delete")
    finally:
        subprocess.run(["chattr", "-i", str(file)], check=True)
    trial.lost("afterwards")
    return trial.said


def bare_surroundings(room: Path) -> Said:
    """No home, no folder for temporary files, a locale that knows ASCII only."""
    trial = _plain(room)
    bare = {"PATH": os.environ["PATH"], "TMPDIR": "/nowhere", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    outside = trial.place.outside
    trial.attempt("import", "import", outside / "badge.json", "--offline", "--json", surroundings=bare)
    trial.attempt("list", "list", "--json", surroundings=bare)
    trial.attempt("present", "present", trial.cards[0], "--out", outside / "shown", "--json", surroundings=bare)
    plain = run("--wallet", trial.place.folder, "--passphrase-file", room / "secret.txt", "list", surroundings=bare)
    trial.said["list in words"] = plain.exit_code if "Traceback" not in plain.errors else plain.errors[-1000:]
    trial.lost("afterwards")
    return trial.said


CASES: dict[str, Callable[[Path], Said]] = {
    "full disk": full_disk,
    "small files": small_files,
    "read-only folder": read_only_folder,
    "unchangeable file": unchangeable_file,
    "bare surroundings": bare_surroundings,
}


def _plain(room: Path) -> Trial:
    return _trial(room, world.make(room / "wallet", room / "outside"))


def _on_mount(room: Path, *options: str) -> Trial:
    template = world.make(room / "made" / "wallet", room / "made" / "outside")
    disk = room / "disk"
    disk.mkdir()
    _mount(*options, str(disk))
    place = fresh(template, room / "copy")
    shutil.move(place.folder, disk / "wallet")
    return _trial(room, Place(folder=disk / "wallet", outside=place.outside, code=place.code))


def _trial(room: Path, place: Place) -> Trial:
    secret = room / "secret.txt"
    secret.write_text(place.code + "\n")
    return Trial(place, secret)


def _mount(*options: str) -> None:
    if subprocess.run(["mount", *options], stderr=subprocess.DEVNULL, check=False).returncode != 0:
        sys.exit(_NOT_ALLOWED)


def tried(case: str, room: Path) -> Said | None:
    """One case in a namespace of its own; None where this system does not allow that. Raises AssertionError where it fails."""
    command = [sys.executable, "-m", "tests.faults.disks", case, str(room)]
    if case != "bare surroundings":
        command = ["unshare", "--mount", *command]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == _NOT_ALLOWED or "unshare failed" in done.stderr or "unshare:" in done.stderr:
        return None
    assert done.returncode == 0, done.stderr[-3000:]
    said: Said = json.loads(done.stdout)
    return said


if __name__ == "__main__":
    print(json.dumps(CASES[sys.argv[1]](Path(sys.argv[2]))))
