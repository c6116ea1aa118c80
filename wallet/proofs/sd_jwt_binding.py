"""Key binding (RFC 9901 sections 4.3 and 7.3): the holder signs whom it is for, and over exactly what is shown."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from wallet.encoding import strict_json
from wallet.errors import CheckFailed, CheckUndecided, InputRefused, UsageError
from wallet.proofs import jws
from wallet.proofs.jws import Jws
from wallet.proofs.keys import PublicKey, Signer
from wallet.proofs.sd_jwt_payload import digest_of, process
from wallet.proofs.sd_jwt_text import SdJwt, parse

_ALGORITHMS = {"Ed25519": "EdDSA", "P-256": "ES256", "P-384": "ES384"}
_LEEWAY = timedelta(minutes=5)
MAX_AGE = timedelta(days=7)


def bind(
    text: str, signer: Signer, *, audience: str, nonce: str, issued_at: datetime, expires_at: datetime | None = None
) -> str:
    """The SD-JWT ``text`` (ending in ``~``) with a key binding JWT behind it.

    ``aud`` and ``nonce`` are written even where they are empty, as section 4.3 demands them.
    Raises UsageError("not-an-open-sd-jwt") for another text, CheckFailed("alg-key-mismatch") for a key of another kind.
    """
    shown = parse(text)
    if shown.presented != text:
        raise UsageError("not-an-open-sd-jwt", "Only an SD-JWT that ends in ~ can be bound to a key.")
    claims = {
        "iat": int(issued_at.timestamp()),
        "aud": audience,
        "nonce": nonce,
        "sd_hash": digest_of(text, _hash_name(shown)),
        **({"exp": int(expires_at.timestamp())} if expires_at else {}),
    }
    header = {"alg": _ALGORITHMS.get(signer.public.kind, ""), "typ": "kb+jwt"}
    return text + jws.sign(header, strict_json.dumps(claims), signer)


def verify_binding(
    sd_jwt: SdJwt, *, now: datetime, nonce: str = "", audience: str = "", max_age: timedelta = MAX_AGE
) -> Mapping[str, Any]:
    """Check the key binding JWT and give its claims; an empty ``nonce`` or ``audience`` is not asked for, the rest always is.

    ``max_age`` bounds a binding that names no ``exp``; no binding may be older than a year whatever it names.
    Raises CheckFailed: "kb-missing", "kb-type", "kb-key-missing", "kb-signature-mismatch", "kb-malformed",
    "kb-sd-hash-mismatch", "kb-iat-missing", "kb-not-yet-valid", "kb-stale", "kb-expired", "kb-nonce-missing",
    "kb-nonce-mismatch", "kb-audience-missing", "kb-audience-mismatch", and jws codes; CheckUndecided("kb-key-unsupported").
    """
    binding = sd_jwt.key_binding
    if binding is None:
        raise CheckFailed("kb-missing", "Nothing proves that the person who shows this is the one it was issued to.")
    if binding.header.get("typ") != "kb+jwt":
        raise CheckFailed("kb-type", "What should prove the presenter is a token of another kind.")
    _check_signature(binding, holder_key(process(sd_jwt)))
    claims = binding_claims(binding)
    given = claims.get("sd_hash")
    if not isinstance(given, str) or not hmac.compare_digest(
        given.encode("utf-8", "replace"), digest_of(sd_jwt.presented, _hash_name(sd_jwt)).encode()
    ):
        sentence = "What is shown was changed after the presenter signed it: fields were added or taken away."
        raise CheckFailed("kb-sd-hash-mismatch", sentence)
    check_times(claims, now, max_age)
    _check_meant_for(claims, nonce, audience)
    return claims


def binding_claims(binding: Jws) -> Mapping[str, Any]:
    """The claims of a key binding JWT. Raises CheckFailed("kb-malformed")."""
    try:
        claims = strict_json.loads(binding.payload)
    except InputRefused as error:
        raise CheckFailed("kb-malformed", "What should prove the presenter cannot be read.") from error
    if not isinstance(claims, dict):
        raise CheckFailed("kb-malformed", "What should prove the presenter cannot be read.")
    return claims


def holder_key(claims: Mapping[str, Any]) -> PublicKey:
    """The key that the issuer bound the credential to (RFC 7800 ``cnf``).

    Raises CheckFailed("kb-key-missing") and CheckUndecided("kb-key-unsupported") for a key that is only named.
    """
    confirmation = claims.get("cnf")
    if not isinstance(confirmation, dict) or not confirmation:
        raise CheckFailed(
            "kb-key-missing", "The issuer bound this credential to no key, so nobody can prove that it is theirs."
        )
    jwk = confirmation.get("jwk")
    if not isinstance(jwk, dict):
        raise CheckUndecided(
            "kb-key-unsupported", "The holder's key is only named, not contained; this version cannot find it."
        )
    return PublicKey.from_jwk(jwk)


def check_times(claims: Mapping[str, Any], now: datetime, max_age: timedelta) -> None:
    """``iat`` must be there, not ahead and not too old; ``nbf`` and ``exp``, where given, reached and not past.

    Raises CheckFailed (see above).
    """
    issued = _seconds(claims, "iat")
    if issued is None:
        raise CheckFailed("kb-iat-missing", "It does not say when it was made for you.")
    age = now.timestamp() - issued
    begins = _seconds(claims, "nbf") if "nbf" in claims else issued
    if begins is None or max(issued, begins) - now.timestamp() > _LEEWAY.total_seconds():
        raise CheckFailed("kb-not-yet-valid", "It says that it was made for a time yet to come.")
    expires = _seconds(claims, "exp")
    if "exp" in claims and (expires is None or now.timestamp() >= expires):
        raise CheckFailed("kb-expired", "The time for which this was shown is over. Ask for it again.")
    longest = timedelta(days=366) if expires is not None else max_age
    if age > longest.total_seconds():
        raise CheckFailed("kb-stale", "It was made too long ago to say anything about today. Ask for it again.")


def _check_meant_for(claims: Mapping[str, Any], nonce: str, audience: str) -> None:
    """Both are one text each and must be there, whether or not somebody asks for them (section 4.3)."""
    if not isinstance(claims.get("nonce"), str):
        raise CheckFailed("kb-nonce-missing", "It does not say which check code it answers.")
    if nonce and claims["nonce"] != nonce:
        raise CheckFailed("kb-nonce-mismatch", "It does not answer your check code; it may be a copy made for somebody else.")
    if "aud" not in claims:
        raise CheckFailed("kb-audience-missing", "It does not say whom it was made for.")
    if not isinstance(claims["aud"], str):
        raise CheckFailed("kb-audience-mismatch", "It was made for several audiences at once, where one has to be named.")
    if audience and claims["aud"] != audience:
        raise CheckFailed("kb-audience-mismatch", "It was made for somebody else, not for you.")


def _check_signature(binding: Jws, key: PublicKey) -> None:
    try:
        jws.verify(binding, key)
    except CheckFailed as error:
        if error.code != "signature-mismatch":
            raise
        sentence = "The person who shows this does not hold the key that it was issued to."
        raise CheckFailed("kb-signature-mismatch", sentence) from error


def _seconds(claims: Mapping[str, Any], name: str) -> float | None:
    value = claims.get(name)
    usable = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12
    return float(value) if usable and value is not None else None


def _hash_name(sd_jwt: SdJwt) -> str:
    payload = strict_json.loads(sd_jwt.issuer_jws.payload)
    named = payload.get("_sd_alg", "sha-256") if isinstance(payload, dict) else "sha-256"
    return named if isinstance(named, str) else ""
