"""The manifest of a LearnCard holder continuity bundle (BUNDLE_SPEC 1.0.0): what the ZIP should hold, with a hash of each."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wallet.encoding import strict_json
from wallet.errors import InputRefused, WalletError
from wallet.foreign.refusals import cipher_unsupported, damaged
from wallet.model.plain_text import visible

NAME = "manifest.json"
_BESIDE = frozenset({"BUNDLE_SPEC.md", "keys/did-document.json"})
_FREE = frozenset({NAME, "README.md", "BUNDLE_SPEC.md"})  # entries that no manifest lists
_VERSION = "1.0.0"
_MODES = ("argon2id-aes-256-gcm", "none")
_MAX_BYTES = 10 * 1024 * 1024
_MAX_ENTRIES = 10_000
_MAX_WARNINGS = 100
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_PATH = re.compile(r"[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One entry: the SHA-256 is of its bytes as they are stored. ``error`` says why it cannot be taken at its word."""

    type: str
    path: str
    sha256: str
    encrypted: bool
    error: WalletError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The whole list; ``owner`` is the identifier of the wallet, ``warnings`` what its export could not get hold of."""

    owner: str
    is_encrypted: bool
    entries: tuple[Listed, ...]
    warnings: tuple[str, ...]


def is_bundle(names: Iterable[str]) -> bool:
    """Whether an archive of files with these names is such a bundle."""
    found = set(names)
    return NAME in found and bool(found & _BESIDE)


def unlisted(names: Iterable[str], manifest: Manifest) -> tuple[str, ...]:
    """Files of the archive that the manifest does not know."""
    known = {entry.path for entry in manifest.entries} | _FREE
    return tuple(name for name in names if name not in known)


def read(data: bytes) -> Manifest:
    """The manifest, held to its own hash.

    Raises InputRefused: "backup-version-unsupported", "backup-cipher-unsupported", "backup-manifest-changed",
    "backup-damaged", and what ``strict_json`` raises.
    """
    value = strict_json.loads(data, max_bytes=_MAX_BYTES)
    if not isinstance(value, dict):
        raise damaged()
    if value.get("specVersion") != _VERSION:
        sentence = "This LearnCard bundle is of a version that Satchel does not know. Export it again, or update Satchel."
        raise InputRefused("backup-version-unsupported", sentence)
    encryption, contents, warnings = value.get("encryption"), value.get("contents"), value.get("warnings", [])
    if not isinstance(encryption, dict) or not isinstance(contents, list) or len(contents) > _MAX_ENTRIES:
        raise damaged()
    if encryption.get("mode") not in _MODES:
        raise cipher_unsupported(visible(str(encryption.get("mode")), limit=40))
    if value.get("payloadSha256") not in (_digest(contents), _digest(_sorted(contents))):
        sentence = "The list of what is in this backup was changed after it was made. It was not opened. Use another copy."
        raise InputRefused("backup-manifest-changed", sentence)
    return Manifest(
        owner=visible(str(value.get("primaryDid", "")), limit=200),
        is_encrypted=encryption["mode"] != "none",
        entries=_entries(contents),
        warnings=tuple(visible(text, limit=300) for text in _texts(warnings)[:_MAX_WARNINGS]),
    )


def _entries(contents: list[Any]) -> tuple[Listed, ...]:
    found: dict[str, Listed] = {}
    for item in contents:
        entry = _entry(item)
        if entry.path in found:
            error = InputRefused("backup-entry-twice", "The list names this file twice, so it was not read.")
            entry = Listed(type=entry.type, path=entry.path, sha256="", encrypted=False, error=error)
        found[entry.path] = entry
    return tuple(found.values())


def _entry(item: Any) -> Listed:
    if not isinstance(item, Mapping):
        raise damaged()
    kind, path, sha256 = (item.get(name) for name in ("type", "path", "sha256"))
    if not isinstance(kind, str) or not isinstance(path, str) or not isinstance(sha256, str):
        raise damaged()
    error = None
    if not _PATH.match(path) or ".." in path.split("/"):
        error = InputRefused("backup-entry-misnamed", "The list names a file in a way that no export does. It was not read.")
    elif not _DIGEST.match(sha256):
        error = InputRefused("backup-entry-changed", "The list has no proper hash of this file, so it was not read.")
    return Listed(
        type=visible(kind, limit=40),
        path=visible(path, limit=200),
        sha256=sha256,
        encrypted=item.get("encrypted") is not False,
        error=error,
    )


def _digest(contents: list[Any]) -> str:
    """As its own program counts it: members sorted, no spaces."""
    text = json.dumps(contents, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _sorted(contents: list[Any]) -> list[Any]:
    return sorted(contents, key=lambda item: str(item.get("path")) if isinstance(item, dict) else "")


def _texts(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
