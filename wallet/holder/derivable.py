"""Credentials whose Data Integrity proof lets a part be shown: what can be hidden, and what a choice shows.

The proof decides what must be shown; what a check needs to make anything of the rest (who issued it, from when, until when,
whether it was withdrawn) is always shown besides, so that nobody hides by accident or on purpose that it has ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wallet.encoding import strict_json
from wallet.errors import PresentationRefused
from wallet.holder import pointer
from wallet.model.credential import Credential
from wallet.model.presentation import DisclosureChoice
from wallet.model.proof import Securing
from wallet.proofs import selective_pointers, selective_proofs

_NEEDED = ("issuer", "issuanceDate", "validFrom", "expirationDate", "validUntil", "credentialStatus")
_SUBJECT = "credentialSubject"
_NEVER_CHOSEN = ("@context", "id", "@id", "type", "@type")


def is_derivable(credential: Credential) -> bool:
    """Whether a part of this credential can be shown with a proof derived from its own."""
    return credential.securing is Securing.DATA_INTEGRITY and selective_proofs.base_proof(credential.document) is not None


def unlinkable(credential: Credential) -> bool:
    """Whether two showings of this credential share nothing but what they show."""
    proof = selective_proofs.base_proof(credential.document) if is_derivable(credential) else None
    return proof is not None and proof["cryptosuite"] == selective_proofs.BBS


def held(credential: Credential) -> dict[str, Any]:
    """The document as its issuer wrote it. Raises InputRefused."""
    document = strict_json.loads(credential.raw)
    assert isinstance(document, dict)  # noqa: S101 - it was read as a credential with a proof inside
    return document


def always(document: Mapping[str, Any]) -> tuple[str, ...]:
    """JSON pointers of what every showing shows. Raises PresentationRefused as ``selective_proofs.mandatory`` does."""
    needed = [f"/{name}" for name in _NEEDED if name in document]
    subject = document.get(_SUBJECT)
    own = [f"/{_SUBJECT}/{name}" for name in ("id", "type") if isinstance(subject, Mapping) and name in subject]
    return tuple(dict.fromkeys((*selective_proofs.mandatory(document), *needed, *own)))


def choose(document: Mapping[str, Any], choice: DisclosureChoice) -> tuple[dict[str, Any], dict[str, int], frozenset[str]]:
    """What a choice shows (without proof), what could be chosen (pointer to place), and what of that is shown.

    Raises PresentationRefused: "unknown-claim", "shown-only-together", and what ``selective_proofs.mandatory`` raises.
    """
    bare = {name: value for name, value in document.items() if name != "proof"}
    shown_always = always(document)
    leaves = tuple(_leaves(bare, ()))
    fixed = _kept(shown_always, leaves)
    selectable = {place: rank for rank, place in enumerate(leaves) if place not in fixed}
    for wanted in choice.pointers:
        _judge(wanted, bare, leaves)
    pointers = (*shown_always, *choice.pointers)
    seen = selective_pointers.select(bare, pointers).document
    return seen, selectable, _kept(pointers, leaves) & selectable.keys()


def _judge(wanted: str, document: Mapping[str, Any], leaves: tuple[str, ...]) -> None:
    path = pointer.read(wanted)
    if path is None or not path or not pointer.exists(document, path):
        raise PresentationRefused("unknown-claim", f"This credential has nothing at “{wanted[:80]}” that could be shown.")
    whole = next((place for place in leaves if wanted.startswith(f"{place}/")), "")
    if whole:
        sentence = f"“{wanted[:80]}” can only be shown together with all of “{whole[:80]}”. Choose that, or leave it out."
        raise PresentationRefused("shown-only-together", sentence)


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[str]:
    """The pointer of everything that reads as one claim: scalars, lists of scalars, and what is empty."""
    inside = value.items() if isinstance(value, Mapping) else enumerate(value) if _is_list_of_objects(value) else ()
    members = [(str(name), member) for name, member in inside]
    if path and (not members or path[-1] == "@context"):
        yield pointer.write(path)
        return
    for name, member in members:
        yield from _leaves(member, (*path, name))


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, Mapping | list) for item in value)


def _kept(pointers: tuple[str, ...], leaves: tuple[str, ...]) -> frozenset[str]:
    """The claims that ``pointers`` show: named themselves, inside what is named, or what says of what kind that is."""
    steps = {pointer.read(place) or () for place in pointers}
    above = {path[:length] for path in steps for length in range(len(path) + 1)}
    found = set()
    for place in leaves:
        path = pointer.read(place) or ()
        inside = any(path[:length] in steps for length in range(len(path) + 1))
        beside = path[-1] in _NEVER_CHOSEN and path[:-1] in above
        if inside or beside or path in above:
            found.add(place)
    return frozenset(found)
