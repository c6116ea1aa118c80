"""strace: what a child asks of the kernel for the wallet's files, and the same with one answer changed."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WRITING = (
    "openat", "write", "pwrite64", "writev", "pwritev", "fsync", "fdatasync", "ftruncate", "fallocate", "copy_file_range",
    "rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir",
)  # fmt: skip
READING = ("read", "pread64")
_ATTACH_SECONDS = 20.0
_CALL = re.compile(r"^(?:\d+ +)?(?:\[pid +\d+\] )?([a-z0-9_]+)\(")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"|\d+<((?:[^>\\]|\\.)*)>')


def strace() -> str | None:
    """The program, where this system has it and allows it to attach to a process of our own."""
    program = shutil.which("strace")
    if program is None or subprocess.run([program, "-qq", "-e", "trace=none", "true"], check=False).returncode != 0:
        return None
    return program


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong with the call so-and-so: at its ``at``-th time, and at each one after it where ``lasting``."""

    call: str
    at: int
    kind: str  # "kill" or the name of an error
    lasting: bool = False

    @property
    def option(self) -> str:
        """As strace wants it."""
        what = "signal=SIGKILL" if self.kind == "kill" else f"error={self.kind}"
        return f"--inject={self.call}:{what}:when={self.at}{'+' if self.lasting else ''}"

    def __str__(self) -> str:
        return f"{self.kind} at {self.call} {self.at}{' and after' if self.lasting else ''}"


def attacher(log: Path, *options: str) -> Callable[[int], Any]:
    """Attaches strace to a pid, with its lines in ``log``; returns the tracer once it holds the process."""

    complaints = log.with_name(log.name + "-complaints")

    def attach(pid: int) -> Any:
        command = ["strace", "-f", "-qq", "-e", "signal=none", "-o", str(log), *options, "-p", str(pid)]
        with complaints.open("wb") as said:
            tracer = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=said)
        deadline = time.monotonic() + _ATTACH_SECONDS
        status = Path(f"/proc/{pid}/status")
        while "TracerPid:\t0\n" in status.read_text():
            if tracer.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"strace does not attach: {complaints.read_text()}")
            time.sleep(0.001)
        return tracer

    return attach


def paths_under(log: Path, folders: tuple[Path, ...]) -> tuple[str, ...]:
    """Every path in these folders, and the folders, that a traced run named."""
    roots = tuple(str(folder) for folder in folders)
    found = set(roots)
    for line in log.read_text(errors="replace").splitlines():
        for match in _QUOTED.finditer(line):
            path = (match[1] or match[2] or "").removesuffix(" (deleted)")
            if path.startswith(tuple(root + "/" for root in roots)):
                found.add(path)
    return tuple(sorted(found))


def calls(log: Path) -> list[str]:
    """The names of the calls in a log, in their order."""
    return [match[1] for line in log.read_text(errors="replace").splitlines() if (match := _CALL.match(line))]


def was_injected(log: Path) -> bool:
    """Whether the fault was met."""
    return "(INJECTED)" in log.read_text(errors="replace")
