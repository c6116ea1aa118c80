"""The holder's choice: which disclosures go along (RFC 9901 section 7.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wallet.errors import UsageError
from wallet.proofs.sd_jwt_payload import claim_paths, process
from wallet.proofs.sd_jwt_text import SdJwt

_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")
_BAD_ESCAPE = re.compile(r"~(?![01])")


def select(sd_jwt: SdJwt, pointers: Iterable[str]) -> str:
    """The SD-JWT with the disclosures that these JSON pointers need, in the issuer's order; ends in ``~``.

    A claim inside another brings its parents along; a pointer to an object or list shows everything below it that the
    SD-JWT discloses.  Raises UsageError("no-such-claim"), and CheckFailed as ``process`` does.
    """
    paths = claim_paths(sd_jwt)
    claims = process(sd_jwt)
    wanted = frozenset(pointers)
    for pointer in wanted:
        _find(claims, pointer)
    parents = {above for pointer in wanted for above in _above(pointer)}
    needed: set[int] = set()
    for place, path in paths.items():
        if place in wanted or place in parents or not wanted.isdisjoint(_above(place)):
            needed |= {path.disclosure, *path.ancestors}
    kept = [disclosure.text for index, disclosure in enumerate(sd_jwt.disclosures) if index in needed]
    return "~".join((sd_jwt.issuer_jws.token, *kept, ""))


def _above(pointer: str) -> list[str]:
    """The pointers to everything that this one lies inside, the whole included."""
    parts = pointer.split("/")
    return ["/".join(parts[:length]) for length in range(1, len(parts))]


def _find(claims: object, pointer: str) -> None:
    """Follow a JSON pointer (RFC 6901) to make sure that it names something."""
    if (pointer and not pointer.startswith("/")) or _BAD_ESCAPE.search(pointer):
        raise _no_such(pointer)
    place = claims
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(place, dict) and name in place:
            place = place[name]
        elif isinstance(place, list) and _INDEX.fullmatch(name) and int(name) < len(place):
            place = place[int(name)]
        else:
            raise _no_such(pointer)


def _no_such(pointer: str) -> UsageError:
    return UsageError("no-such-claim", f"This credential has no field {pointer[:100] or '(empty)'}. See: satchel show")
