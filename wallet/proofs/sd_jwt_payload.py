"""From an SD-JWT to the claims that it discloses: RFC 9901 section 7.1, every MUST of it.

One walk over the payload puts each disclosure in the place of its digest.  Whatever is ambiguous rejects the whole: a digest
found twice, a disclosure found nowhere, a name that is taken or reserved, a disclosure of the wrong shape for its place.
The walk also notes where each disclosed claim came to stand, which is all that a holder needs in order to choose.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wallet.encoding import base64url, strict_json
from wallet.errors import CheckFailed, InputRefused
from wallet.proofs.sd_jwt_text import Disclosure, SdJwt

_HASHES = {"sha-256": hashlib.sha256, "sha-384": hashlib.sha384, "sha-512": hashlib.sha512}
RESERVED = ("_sd", "...", "_sd_alg")  # the last stands at the top of a payload only (section 4.1.1)
_MAX_POINTER = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPath:
    """Where a disclosable claim stands: its disclosure's index, and those of the disclosures that it lies inside."""

    disclosure: int
    ancestors: tuple[int, ...] = ()


def process(sd_jwt: SdJwt) -> dict[str, Any]:
    """The claims that this SD-JWT discloses (section 7.1); its signature is checked elsewhere.

    Raises CheckFailed: "sd-payload", "sd-alg-unsupported", "sd-digest-repeated", "sd-disclosure-unreferenced",
    "sd-disclosure-repeated", "sd-disclosure-shape", "sd-claim-repeated", "sd-reserved-name", "sd-digests-malformed",
    "sd-too-deep".
    """
    return _Walk(sd_jwt).claims


def claim_paths(sd_jwt: SdJwt) -> Mapping[str, ClaimPath]:
    """Every claim that can be shown or hidden singly, by its JSON pointer into ``process(sd_jwt)``. Raises as ``process``."""
    return _Walk(sd_jwt).paths


def digest_of(disclosure: str, algorithm: str) -> str:
    """The digest by which a payload refers to this disclosure (section 4.2.3). Raises CheckFailed("sd-alg-unsupported")."""
    if algorithm not in _HASHES:
        raise CheckFailed(
            "sd-alg-unsupported", f"The fields are protected with {algorithm[:40]}, which is not safe or not known."
        )
    return base64url.encode(_HASHES[algorithm](disclosure.encode("ascii")).digest())


class _Walk:
    """One pass over a payload. ``pending`` are the disclosures still to be found, by digest."""

    def __init__(self, sd_jwt: SdJwt) -> None:
        payload = _payload(sd_jwt)
        algorithm = payload.pop("_sd_alg", "sha-256")
        if not isinstance(algorithm, str):
            raise CheckFailed("sd-alg-unsupported", "The credential does not say with which function its fields are protected.")
        self._seen: set[str] = set()
        self._pending = self._by_digest(sd_jwt.disclosures, algorithm)
        self.paths: dict[str, ClaimPath] = {}
        self.claims: dict[str, Any] = self._object(payload, "", ())
        if self._pending:
            sentence = "A field was added that the issuer never signed, or one that hides another."
            raise CheckFailed("sd-disclosure-unreferenced", sentence)

    def _by_digest(self, disclosures: tuple[Disclosure, ...], algorithm: str) -> dict[str, tuple[int, Disclosure]]:
        found: dict[str, tuple[int, Disclosure]] = {}
        for index, disclosure in enumerate(disclosures):
            digest = digest_of(disclosure.text, algorithm)
            if digest in found:
                raise CheckFailed("sd-disclosure-repeated", "The same field is contained twice.")
            found[digest] = (index, disclosure)
        if not disclosures:
            digest_of("", algorithm)  # an unknown function is wrong even where nothing is disclosed
        return found

    def _value(self, value: Any, pointer: str, ancestors: tuple[int, ...]) -> Any:
        # No part is too deep, but disclosures inside disclosures can be; and a long name would be copied for all below it.
        if pointer.count("/") > strict_json.MAX_DEPTH or len(pointer) > _MAX_POINTER:
            sentence = "Its fields lie deeper inside each other, or under longer names, than any credential needs."
            raise CheckFailed("sd-too-deep", sentence)
        if isinstance(value, dict):
            return self._object(value, pointer, ancestors)
        if isinstance(value, list):
            return self._array(value, pointer, ancestors)
        return value

    def _object(self, members: dict[str, Any], pointer: str, ancestors: tuple[int, ...]) -> dict[str, Any]:
        if misplaced := {"...", "_sd_alg"} & set(members):
            raise CheckFailed("sd-reserved-name", f"A field is called “{min(misplaced)}”, which is reserved.")
        digests = _digests(members)
        plain = {name: value for name, value in members.items() if name != "_sd"}
        out = {name: self._value(value, _below(pointer, name), ancestors) for name, value in plain.items()}
        for digest in digests:
            found = self._take(digest)
            if found is None:
                continue
            index, disclosure = found
            name = disclosure.name
            if name is None:
                raise CheckFailed("sd-disclosure-shape", "A field without a name stands where a named one belongs.")
            if name in RESERVED:
                raise CheckFailed("sd-reserved-name", f"A field is called “{name}”, which is reserved.")
            if name in out:
                raise CheckFailed("sd-claim-repeated", f"The field “{name[:60]}” is there twice, so its meaning is unclear.")
            place = _below(pointer, name)
            self.paths[place] = ClaimPath(disclosure=index, ancestors=ancestors)
            out[name] = self._value(disclosure.value, place, (*ancestors, index))
        return out

    def _array(self, items: list[Any], pointer: str, ancestors: tuple[int, ...]) -> list[Any]:
        out: list[Any] = []
        for item in items:
            place = f"{pointer}/{len(out)}"
            if not (isinstance(item, dict) and "..." in item):
                out.append(self._value(item, place, ancestors))
                continue
            digest = item["..."]
            if len(item) != 1 or not isinstance(digest, str):
                raise CheckFailed("sd-digests-malformed", "A hidden list entry of this credential is malformed.")
            found = self._take(digest)
            if found is None:
                continue
            index, disclosure = found
            if disclosure.name is not None:
                raise CheckFailed("sd-disclosure-shape", "A named field stands where a list entry belongs.")
            self.paths[place] = ClaimPath(disclosure=index, ancestors=ancestors)
            out.append(self._value(disclosure.value, place, (*ancestors, index)))
        return out

    def _take(self, digest: str) -> tuple[int, Disclosure] | None:
        if digest in self._seen:
            raise CheckFailed("sd-digest-repeated", "Two places of this credential claim the same hidden field.")
        self._seen.add(digest)
        return self._pending.pop(digest, None)


def _payload(sd_jwt: SdJwt) -> dict[str, Any]:
    try:
        payload = strict_json.loads(sd_jwt.issuer_jws.payload)
    except InputRefused as error:
        raise CheckFailed("sd-payload", f"What the issuer signed cannot be read. {error.message}") from error
    if not isinstance(payload, dict):
        raise CheckFailed("sd-payload", "What the issuer signed is not a set of fields.")
    return payload


def _digests(members: dict[str, Any]) -> list[str]:
    listed = members.get("_sd", [])
    if not isinstance(listed, list) or not all(isinstance(digest, str) for digest in listed):
        raise CheckFailed("sd-digests-malformed", "The list of hidden fields of this credential is malformed.")
    return listed


def _below(pointer: str, name: str) -> str:
    return f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
