"""What the worker that opens one archive can be asked; it ends with that archive."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping
from typing import Any

from wallet.carriers import archive

TASKS: Mapping[str, Callable[..., Any]] = {"contents": archive.contents, "content": archive.content}


def prepare() -> None:
    """What the tasks look up late."""
    codecs.lookup("cp437")
