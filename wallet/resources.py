"""Finds the files that ship with Satchel: in the source tree, in an installed wheel, or in a bundle."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

_PACKAGE = Path(__file__).parent


def folder() -> Path:
    """The folder ``resources/``. Raises FileNotFoundError where the installation is incomplete."""
    for place in (_PACKAGE / "_resources", _PACKAGE.parent / "resources"):
        if place.is_dir():
            return place
    raise FileNotFoundError("Satchel's resources folder is missing; install it again")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    """One document that ships with Satchel: ``url`` as credentials name it, ``file`` below resources/, its SHA-256 in hex."""

    url: str
    file: str
    sha256: str
    media_type: str

    def read(self) -> bytes:
        return (folder() / self.file).read_bytes()


@cache
def shipped() -> Mapping[str, Shipped]:
    """Contexts and schemas by URL (aliases too), from ``resources/contexts/index.json``."""
    entries = json.loads((folder() / "contexts" / "index.json").read_bytes())
    found = {
        url: Shipped(url=url, file=entry["file"], sha256=entry["sha256"], media_type=entry["media_type"])
        for entry in entries
        for url in (entry["url"], *entry.get("aliases", ()))
    }
    return MappingProxyType(found)
