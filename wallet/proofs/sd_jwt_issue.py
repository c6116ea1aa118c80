"""Issuing an SD-JWT: for sample issuers and tests (RFC 9901 sections 4.1 and 4.2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from wallet.encoding import base64url, strict_json
from wallet.errors import UsageError
from wallet.ports import Entropy
from wallet.proofs import jws
from wallet.proofs.keys import Signer
from wallet.proofs.sd_jwt_payload import RESERVED, digest_of

_ALGORITHM = "sha-256"


def issue(
    claims: Mapping[str, Any],
    disclosable: Collection[str],
    signer: Signer,
    header: Mapping[str, Any],
    entropy: Entropy,
    decoys: int = 0,
) -> str:
    """An SD-JWT whose ``disclosable`` claims (JSON pointers, nested and array elements too) can be shown or hidden singly.

    ``decoys`` digests that stand for nothing join the top level (section 4.2.5).
    Raises UsageError("no-such-claim", "reserved-name").
    """
    work = _Issuing(frozenset(disclosable), entropy)
    payload = work.object(dict(claims), "")
    if missing := work.open:
        raise UsageError("no-such-claim", f"There is no claim {min(missing)} to make disclosable.")
    payload["_sd"] = sorted([*payload.get("_sd", []), *(digest_of(work.salt(), _ALGORITHM) for _ in range(decoys))])
    if not payload["_sd"]:
        del payload["_sd"]
    payload["_sd_alg"] = _ALGORITHM
    return "~".join((jws.sign(header, strict_json.dumps(payload), signer), *work.disclosures, ""))


class _Issuing:
    def __init__(self, disclosable: frozenset[str], entropy: Entropy) -> None:
        self.open = set(disclosable)
        self.disclosures: list[str] = []
        self._entropy = entropy

    def object(self, members: dict[str, Any], pointer: str) -> dict[str, Any]:
        out: dict[str, Any] = {}
        digests: list[str] = []
        for name, value in members.items():
            if name in RESERVED:
                raise UsageError("reserved-name", f"No claim can be called {name}: the name has a meaning of its own.")
            place = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
            inner = self._value(value, place)
            if place in self.open:
                digests.append(self._hide(place, [self.salt(), name, inner]))
            else:
                out[name] = inner
        if digests:
            out["_sd"] = sorted(digests)  # the order must not tell the order of the claims (section 4.2.4.1)
        return out

    def salt(self) -> str:
        """128 bits, base64url (section 9.3)."""
        return base64url.encode(self._entropy.token(16))

    def _value(self, value: Any, pointer: str) -> Any:
        if isinstance(value, dict):
            return self.object(value, pointer)
        if isinstance(value, list):
            return [self._item(item, f"{pointer}/{index}") for index, item in enumerate(value)]
        return value

    def _item(self, item: Any, pointer: str) -> Any:
        inner = self._value(item, pointer)
        return {"...": self._hide(pointer, [self.salt(), inner])} if pointer in self.open else inner

    def _hide(self, pointer: str, parts: list[Any]) -> str:
        self.open.discard(pointer)
        text = base64url.encode(strict_json.dumps(parts))
        self.disclosures.append(text)
        return digest_of(text, _ALGORITHM)
