"""The desktop's signals to lock, seen from the wallet process: a watcher process listens to the buses and says one word.

Messages of a bus come from every program of this user, so they are read by a process without keys.  It must not be able to
do more than ask for a lock, and it is not needed: without it the wallet still locks when idle and when asked.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from wallet.custody.locking import Locker
from wallet.custody.order import LockPolicy, LockReason

_BOOT = "import sys,json;sys.path[:]=json.loads(sys.argv[1]);from wallet.custody.watcher import watch;watch()"
_PATIENCE = 3.0  # seconds for its first word; the key derivation usually takes longer than it needs
_ALL = ("no-suspend-signal", "no-screen-signal", "no-switch-signal")


class Watched:
    """What the watcher has said so far."""

    def __init__(self) -> None:
        self._lacking: tuple[str, ...] = _ALL
        self._known = threading.Event()

    def lacking(self) -> tuple[str, ...]:
        """Codes of the signals that this system does not give."""
        self._known.wait(_PATIENCE)
        return self._lacking

    def follow(self, words: IO[bytes], locker: Locker, policy: LockPolicy) -> None:
        """Obey until there is nobody who speaks."""
        wanted = {
            LockReason.SCREEN: policy.screen,
            LockReason.SUSPEND: policy.suspend,
            LockReason.SWITCH: policy.switch,
            LockReason.LOGOUT: True,
        }
        for line in words:
            what, _, rest = line.decode("ascii", "replace").strip().partition(" ")
            if what == "ready":
                self._lacking = tuple(code for code in _ALL if code in rest.split())
                self._known.set()
            elif what == "lock" and any(rest == reason and counts for reason, counts in wanted.items()):
                locker.request(LockReason(rest))
        self._known.set()


@contextmanager
def watched(policy: LockPolicy, locker: Locker) -> Iterator[Watched]:
    """A watcher for as long as the block lasts."""
    said = Watched()
    with subprocess.Popen(
        [sys.executable, "-I", "-c", _BOOT, json.dumps(sys.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        close_fds=True,
    ) as watcher:
        assert watcher.stdout is not None  # noqa: S101 - Popen was given PIPE
        threading.Thread(target=said.follow, args=(watcher.stdout, locker, policy), daemon=True).start()
        try:
            yield said
        finally:
            watcher.kill()
