"""JSON-LD contexts without a network: the shipped ones first, then kept documents; anything else is missing.

A kept document never takes the place of a shipped context, so nobody can change what a known term means by having the
wallet fetch something.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from wallet.encoding import strict_json
from wallet.errors import CheckUndecided, InputRefused
from wallet.model.snapshot import Material
from wallet.resources import Shipped, shipped

MAX_CONTEXT_BYTES = 256 * 1024
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]+\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextDocument:
    """A parsed context document. A ``shipped`` one is the same object for the whole life of the process."""

    document: Mapping[str, Any]
    shipped: bool


class Contexts:
    """The contexts that one verification may use; ``material`` are the kept documents by URL."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._kept: dict[str, ContextDocument] = {}

    def find(self, url: str) -> ContextDocument:
        """The context document at an absolute URL.

        Raises CheckUndecided: "context-missing" (``needs`` names it), "context-unreadable" where what is kept is no
        context, "context-unsupported" where it imports another one, "context-damaged" where a shipped file was changed.
        """
        entry = shipped().get(url)
        if entry is not None:
            return _shipped_document(entry)
        if url not in self._kept:
            self._kept[url] = self._read(url)
        return self._kept[url]

    def missing(self, document: Any) -> tuple[str, ...]:
        """Every context URL that ``document`` names and that is neither shipped nor kept, each once."""
        named = dict.fromkeys(url for url in _named(document) if _ABSOLUTE.match(url))
        return tuple(url for url in named if url not in shipped() and url not in self._material)

    def _read(self, url: str) -> ContextDocument:
        snapshot = self._material.get(url)
        if snapshot is None:
            raise missing((url,))
        try:
            document = strict_json.loads(snapshot.body, max_bytes=MAX_CONTEXT_BYTES)
        except InputRefused as error:
            raise _unreadable(url) from error
        if not isinstance(document, dict) or not isinstance(document.get("@context"), dict | list | str):
            raise _unreadable(url)
        if imports(document["@context"]):
            raise CheckUndecided("context-unsupported", f"The context {url} imports another one, which is not supported.")
        return ContextDocument(document=document, shipped=False)


def missing(urls: tuple[str, ...]) -> CheckUndecided:
    """The error for contexts that are not kept."""
    listed = ", ".join(urls)
    return CheckUndecided(
        "context-missing",
        f"The meaning of some terms is defined at {listed}, which is not kept here. Fetch it once, then check again.",
        needs=tuple(url for url in urls if url.startswith(("https://", "http://"))),
    )


def imports(context: Any) -> bool:
    """Whether a context uses ``@import`` (JSON-LD 1.1 section 4.1.10) at any depth."""
    if isinstance(context, dict):
        return "@import" in context or any(imports(member) for member in context.values())
    return isinstance(context, list) and any(imports(item) for item in context)


def _unreadable(url: str) -> CheckUndecided:
    return CheckUndecided(
        "context-unreadable", f"What is kept for {url} is not a JSON-LD context. Fetch it again.", needs=(url,)
    )


@cache
def _shipped_document(entry: Shipped) -> ContextDocument:
    data = entry.read()
    if hashlib.sha256(data).hexdigest() != entry.sha256:
        raise CheckUndecided("context-damaged", f"{entry.file} of this installation was changed. Install Satchel again.")
    document = strict_json.loads(data)
    _remember(document)
    return ContextDocument(document=document, shipped=True)


# Objects and arrays of shipped contexts by identity; they live as long as the process, so an identity stays theirs.
_parts: dict[int, Any] = {}


def is_shipped(context: Any) -> bool:
    """Whether a context is the URL of a shipped one, or an object or array inside one (not merely equal to it)."""
    if isinstance(context, str):
        return context in shipped()
    return _parts.get(id(context)) is context and isinstance(context, dict | list)


def _remember(value: Any) -> None:
    if isinstance(value, dict | list):
        _parts[id(value)] = value
        for member in value.values() if isinstance(value, dict) else value:
            _remember(member)


def _named(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, member in value.items():
            if name == "@context":
                yield from _urls(member)
            yield from _named(member)
    elif isinstance(value, list):
        for item in value:
            yield from _named(item)


def _urls(context: Any) -> Iterator[str]:
    for item in context if isinstance(context, list) else [context]:
        if isinstance(item, str):
            yield item
