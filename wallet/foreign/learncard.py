"""What the files of a LearnCard bundle are to us: credentials and the seed come along, its own bookkeeping does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from wallet.foreign import keys
from wallet.foreign.learncard_manifest import Listed, Manifest
from wallet.foreign.refusals import keys_in_clear, not_needed
from wallet.model.foreign import ForeignCredential, ForeignKey, LeftOut, Notice

SEED = "key-private-seed"
_CREDENTIALS = frozenset({"credential", "presentation", "unknown-json"})
_PLAIN_WORDS = {
    "key-recovery-phrase": "One of several shares of a key: by itself it opens nothing.",
    "key-jwks": "The same key once more, in other words.",
    "did-document": "The document of an identifier, which Satchel works out itself when it needs it.",
    "index-record": "LearnCard's own list of what it keeps.",
    "consent-record": "LearnCard's own record of what was shared through it.",
    "status-cache": "Lists of withdrawn credentials that nobody vouches for: Satchel fetches them itself.",
}


def wanted(manifest: Manifest) -> tuple[Listed, ...]:
    """What is worth opening, the seed first: it shows at once whether the passphrase is right."""
    good = [entry for entry in manifest.entries if entry.error is None and (entry.type == SEED or entry.type in _CREDENTIALS)]
    return tuple(sorted(good, key=lambda entry: entry.type != SEED))


def part(listed: Listed, data: bytes) -> ForeignCredential | ForeignKey:
    """What one opened file is. Raises InputRefused("backup-key-malformed")."""
    if listed.type == SEED:
        return keys.seed(listed.path, data.decode("ascii", "replace"))
    return ForeignCredential(place=listed.path, data=data)


def left_out(manifest: Manifest, extra: Iterable[str]) -> tuple[LeftOut, ...]:
    """What is not even opened: entries that lie, files that nobody lists, and LearnCard's own bookkeeping, kind by kind."""
    lying = [LeftOut(place=entry.path, error=entry.error) for entry in manifest.entries if entry.error is not None]
    stray = [LeftOut(place=name, error=not_needed("The bundle's list does not name this file. Not read.")) for name in extra]
    opened = wanted(manifest)
    own = Counter(entry.type for entry in manifest.entries if entry.error is None and entry not in opened)
    kinds = [
        LeftOut(place=f"{kind} ({count})", error=not_needed(_PLAIN_WORDS.get(kind, "No credential.")))
        for kind, count in own.items()
    ]
    return (*lying, *stray, *kinds)


def notices(manifest: Manifest, found: Iterable[ForeignKey]) -> tuple[Notice, ...]:
    """What the holder should know: keys in clear, an identifier that is not the seed's, and what the export warned of."""
    said = [Notice(code="backup-export-warned", message=f"LearnCard said at the export: {text}") for text in manifest.warnings]
    seeds = tuple(found)
    if seeds and not manifest.is_encrypted:
        said.insert(0, keys_in_clear())
    if any(keys.did(key) != manifest.owner for key in seeds):
        sentence = f"The wallet called itself {manifest.owner}, which is another identifier than that of the key in the bundle."
        said.append(Notice(code="backup-other-identifier", message=sentence))
    return tuple(said)
