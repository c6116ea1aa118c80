"""What SD-JWT VC demands of a token's header and claims (draft-ietf-oauth-sd-jwt-vc section 2.2), as a table of rules.

Dates are judged by ``wallet.verify``.  A plain SD-JWT (RFC 9901) without ``vct`` has no such rules.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeAlias

from wallet.encoding import strict_json
from wallet.errors import CheckFailed, InputRefused
from wallet.proofs import sd_jwt
from wallet.proofs.sd_jwt import SdJwt

_TYPES = frozenset({"dc+sd-jwt", "vc+sd-jwt"})  # the second is the draft's own name for it until November 2024
# Whoever shows the credential must not be able to leave these out (section 2.2.2.2).
_NEVER_HIDDEN = ("iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "status")
Rule: TypeAlias = Callable[[str, SdJwt, Mapping[str, Any]], list[str]]


def check_kind(kind: str, held: SdJwt) -> None:
    """A tilde behind any other token (a log-in token, say) does not make it a credential.

    ``kind`` is the ``typ`` of the issuer's token.  Raises InputRefused("not-a-credential").
    """
    payload = strict_json.loads(held.issuer_jws.payload)
    if not kind.endswith("sd-jwt") and not {"vct", "_sd_alg", "_sd"} & set(payload) and not _paths(held):
        sentence = "This token is signed, but what it says is no credential: a log-in token, perhaps."
        raise InputRefused("not-a-credential", f"{sentence} Ask for the credential itself.")


def problems(kind: str, held: SdJwt, claims: Mapping[str, Any]) -> tuple[str, ...]:
    """The codes of what is wrong; () for a well-formed one, and for what does not call itself an SD-JWT VC."""
    if "vct" not in claims and kind not in _TYPES:
        return ()
    return tuple(code for rule in _RULES for code in rule(kind, held, claims))


def _typ(kind: str, _held: SdJwt, _claims: Mapping[str, Any]) -> list[str]:
    return [] if kind in _TYPES else ["typ-mismatch"]


def _vct(_kind: str, _held: SdJwt, claims: Mapping[str, Any]) -> list[str]:
    if "vct" not in claims:
        return ["vct-missing"]
    return [] if isinstance(claims["vct"], str) and claims["vct"].strip() else ["vct-malformed"]


def _texts(_kind: str, _held: SdJwt, claims: Mapping[str, Any]) -> list[str]:
    if "iss" in claims and not (isinstance(claims["iss"], str) and claims["iss"]):
        return ["issuer-malformed"]
    return [] if all(isinstance(claims.get(name, ""), str) for name in ("sub", "jti")) else ["jwt-claims-malformed"]


def _objects(_kind: str, _held: SdJwt, claims: Mapping[str, Any]) -> list[str]:
    return [f"{name}-malformed" for name in ("cnf", "status") if name in claims and not isinstance(claims[name], dict)]


def _hidden(_kind: str, held: SdJwt, _claims: Mapping[str, Any]) -> list[str]:
    """Shown or not: a digest inside one of them hides a part of it, or could."""
    paths, payload = _paths(held), strict_json.loads(held.issuer_jws.payload)
    hides = any(f"/{name}" in paths or _has_digests(payload.get(name)) for name in _NEVER_HIDDEN)
    return ["sd-claim-not-disclosable"] if hides else []


def _has_digests(value: Any) -> bool:
    if isinstance(value, dict):
        return bool({"_sd", "..."} & set(value)) or any(_has_digests(member) for member in value.values())
    return isinstance(value, list) and any(_has_digests(item) for item in value)


def _paths(held: SdJwt) -> Collection[str]:
    try:
        return sd_jwt.claim_paths(held).keys()
    except CheckFailed:
        return ()  # reading reports that by its own name


_RULES: tuple[Rule, ...] = (_typ, _vct, _texts, _objects, _hidden)
