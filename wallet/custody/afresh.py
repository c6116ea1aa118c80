"""What a window does once its wallet is locked: it begins anew, because Python cannot wipe what it has shown.

The wallet process took the keys with it.  The cards that a window was given lay in the window's own memory, and stay there
after they are dropped.  Only a new program in its place has nothing of them.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn


def begin_anew(arguments: tuple[str, ...]) -> NoReturn:
    """Put a fresh Python with these arguments in the place of this process, which keeps its number and its standard streams.

    No other open file comes along.  What is still in the buffers of the standard streams is written first.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    highest = os.sysconf("SC_OPEN_MAX")
    for file in _open_files() or range(3, highest):
        if file > 2:
            try:
                os.set_inheritable(file, False)
            except OSError:
                continue
    os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606 - our own interpreter, no shell


def _open_files() -> list[int]:
    """Those of this process; () where the system does not say."""
    try:
        return [int(name) for name in os.listdir("/proc/self/fd")]  # noqa: PTH208 - names are numbers
    except OSError:
        return []
