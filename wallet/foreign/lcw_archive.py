"""What Learner Credential Wallet writes since 2026: a tar of ``profiles/<name>.json`` and ``credentials/<cid>.json``, in clear.

A profile file has the owner's name for it, the private key, and the names of its credentials' files.  ``manifest.yml``
repeats the list of files and says nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from wallet.carriers import archive
from wallet.encoding import strict_json
from wallet.errors import InputRefused
from wallet.foreign import keys, outline
from wallet.foreign.refusals import damaged
from wallet.model.foreign import ForeignKey, LeftOut
from wallet.model.packed import Packed
from wallet.model.plain_text import visible

_NAMES = re.compile(r"(?:manifest\.ya?ml|(profiles|credentials)/[^/]+\.json)\Z")
_MAX_LISTED = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One profile file: the owner's name for it, its key, and its credentials' content identifiers."""

    name: str
    keys: tuple[ForeignKey, ...]
    listed: tuple[str, ...]
    left_out: tuple[LeftOut, ...]


def is_backup(names: Iterable[str]) -> bool:
    """Whether an archive of files with these names, and no others, is such a backup."""
    found = [_NAMES.match(name) for name in names]
    return all(found) and any(match and match[1] == "profiles" for match in found)


def profile(packed: bytes, entry: Packed) -> Profile:
    """What a profile file says. Raises InputRefused("backup-damaged", and what the archive and ``strict_json`` raise)."""
    value = strict_json.loads(archive.content(packed, entry))
    if not isinstance(value, dict):
        raise damaged()
    name, listed, key = (value.get(member) for member in ("profileName", "credentialCids", "verificationKey"))
    if not isinstance(name, str) or not isinstance(listed, list) or len(listed) > _MAX_LISTED:
        raise damaged()
    found: list[ForeignKey] = []
    left_out: list[LeftOut] = []
    try:
        if not isinstance(key, dict):
            raise damaged()
        found.append(keys.read(entry.name, key, outline.names(key.get("type"))))
    except InputRefused as error:
        left_out.append(LeftOut(place=f"{entry.name}/verificationKey", error=error))
    return Profile(
        name=visible(name.strip(), limit=80),
        keys=tuple(found),
        listed=tuple(cid for cid in listed if isinstance(cid, str)),
        left_out=tuple(left_out),
    )
