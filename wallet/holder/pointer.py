"""JSON pointers (RFC 6901) as paths of member names, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Path = tuple[str, ...]


def write(path: Sequence[str]) -> str:
    """The pointer to this path; the whole document is ``""``."""
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in path)


def read(pointer: str) -> Path | None:
    """The path of a pointer; None where the text is not a pointer."""
    if pointer == "":
        return ()
    if not pointer.startswith("/") or "~" in pointer.replace("~0", "").replace("~1", ""):
        return None
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer[1:].split("/"))


def exists(document: Any, path: Path) -> bool:
    """Whether the document has something at this path."""
    here = document
    for part in path:
        if isinstance(here, Mapping) and part in here:
            here = here[part]
        elif isinstance(here, list | tuple) and part.isascii() and part.isdecimal() and len(part) < 9 and int(part) < len(here):
            here = here[int(part)]
        else:
            return False
    return True
