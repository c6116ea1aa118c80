"""The holder's choice: which disclosures go along (RFC 9901 section 7.2)."""

from __future__ import annotations

from collections.abc import Iterable

from wallet.errors import UsageError
from wallet.proofs.sd_jwt_payload import claim_paths, process
from wallet.proofs.sd_jwt_text import SdJwt


def select(sd_jwt: SdJwt, pointers: Iterable[str]) -> str:
    """The SD-JWT with the disclosures that these JSON pointers need, in the issuer's order; ends in ``~``.

    A claim inside another brings its parents along; a pointer to an object or list shows everything below it that the
    SD-JWT discloses.  Raises UsageError("no-such-claim"), and CheckFailed as ``process`` does.
    """
    paths = claim_paths(sd_jwt)
    claims = process(sd_jwt)
    needed: set[int] = set()
    for pointer in pointers:
        _find(claims, pointer)
        for place, path in paths.items():
            if place == pointer or place.startswith(f"{pointer}/") or pointer.startswith(f"{place}/"):
                needed |= {path.disclosure, *path.ancestors}
    kept = [disclosure.text for index, disclosure in enumerate(sd_jwt.disclosures) if index in needed]
    return "~".join((sd_jwt.issuer_jws.token, *kept, ""))


def _find(claims: object, pointer: str) -> None:
    """Follow a JSON pointer (RFC 6901) to make sure that it names something."""
    place = claims
    if pointer and not pointer.startswith("/"):
        raise _no_such(pointer)
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(place, dict) and name in place:
            place = place[name]
        elif (
            isinstance(place, list) and name.isascii() and name.isdigit() and str(int(name)) == name and int(name) < len(place)
        ):
            place = place[int(name)]
        else:
            raise _no_such(pointer)


def _no_such(pointer: str) -> UsageError:
    return UsageError("no-such-claim", f"This credential has no field {pointer[:100] or '(empty)'}. See: satchel show")
