"""Names for files outside: readable, safe on every system, and never two that differ in case only."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

from wallet.model.carried import Carrier

_LONGEST = 28
_NAMELESS = "credential"
_SUFFIXES = {
    Carrier.JSON: ".json",
    Carrier.TEXT: ".txt",
    Carrier.PNG: ".png",
    Carrier.SVG: ".svg",
    Carrier.PDF: ".pdf",
    Carrier.QR: ".bin",
    Carrier.HTML: ".html",
}
_KNOWN = frozenset(
    {".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg", ".pdf", ".html", ".htm", ".json", ".jsonld", ".jwt", ".txt"}
)


class Names:
    """Gives each file a path inside the ZIP that no other has."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def path(self, title: str, issuer: str, name: str, suffix: str) -> str:
        """``credentials/<title>-<issuer>-<beginning of the id><suffix>``, with a number where that is taken."""
        words = [word for word in (plain(title) or _NAMELESS, plain(issuer), name[:8]) if word]
        stem = "-".join(words)
        number = 1
        while True:
            path = f"credentials/{stem}{f'-{number}' if number > 1 else ''}{suffix}"
            if path.casefold() not in self._taken:
                self._taken.add(path.casefold())
                return path
            number += 1


def plain(text: str) -> str:
    """Its letters and digits, with hyphens between; nothing that a path, a shell or a screen could take for a command."""
    kept = "".join(letter if letter.isalnum() else " " for letter in unicodedata.normalize("NFC", text))
    return "-".join(kept.split())[:_LONGEST].strip("-")


def suffix_of(name: str, carrier: Carrier) -> str:
    """How the file's name ends: as it did, where that is a kind we know, else as its carrier's do."""
    for last in (PurePosixPath(name).suffix.lower(), PureWindowsPath(name).suffix.lower()):
        if last in _KNOWN:
            return last
    return _SUFFIXES[carrier]
