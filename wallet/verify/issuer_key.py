"""Which key must have signed a token: found through the issuer that it names, never through what it carries.

A ``jwk``, ``jku`` or ``x5c`` in the header is the signer's own word about itself (RFC 8725 section 3.10), so none is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wallet.errors import CheckFailed, CheckUndecided
from wallet.model.proof import Securing
from wallet.model.snapshot import Material
from wallet.proofs.did.resolve import ControllerDocument, VerificationMethod, find_method, resolve
from wallet.proofs.keys import PublicKey
from wallet.verify import jwt_vc_issuer


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerKey:
    """A key and where it was found: ``method`` in a controller document, or (None) in the issuer's own metadata."""

    key: PublicKey
    method: VerificationMethod | None
    as_of: datetime | None


def find(header: Mapping[str, Any], issuer: str, securing: Securing, material: Material) -> IssuerKey:
    """The key that the token's header means, as the issuer publishes it.

    ``kid`` is a DID URL or https URL with a fragment, a name within the issuer's document, or absent: then the issuer's only
    assertion key.  Raises CheckUndecided("key-not-offline", needs), ("x5c-unsupported"), ("key-ambiguous"), and CheckFailed or
    CheckUndecided as ``resolve`` and ``find_method`` do.
    """
    kid = header.get("kid", "")
    if not isinstance(kid, str):
        raise CheckFailed("kid-malformed", "The token names its key by something that is not text.")
    try:
        if is_absolute(kid):
            return _of(find_method(kid, material))
        if securing is Securing.SD_JWT and issuer not in material and jwt_vc_issuer.metadata_url(issuer):
            key, as_of = jwt_vc_issuer.key(issuer, kid, material)
            return IssuerKey(key=key, method=None, as_of=as_of)
        document = resolve(issuer, material)
        return _of(within(document, kid, document.assertion_method))
    except CheckUndecided as error:
        raise _explained(error, header) from error


def check_listed(method: str, issuer: str, material: Material) -> None:
    """Raises CheckFailed("issuer-mismatch") where the issuer's document does not list this key; and as ``resolve`` does.

    A key that stands there but names another controller is that other's, whoever lists it.
    """
    document = resolve(issuer, material)
    if document.id != issuer:
        raise CheckUndecided(
            "issuer-unresolvable", f"{issuer:.300} is only a part of {document.id:.300}, which speaks for all of it."
        )
    if method not in document.assertion_method:
        raise CheckFailed("issuer-mismatch", f"{document.id} does not list the key {method:.300} for issuing.")
    controller = document.methods.get(method, {}).get("controller", document.id)
    if controller != document.id:
        raise CheckFailed("issuer-mismatch", f"The key {method:.300} says that it belongs to {controller!s:.300}.")


def is_absolute(kid: str) -> bool:
    """Whether a key identifier names the document that it stands in."""
    return "#" in kid and kid.startswith(("did:", "https://", "http://"))


def within(document: ControllerDocument, kid: str, listed: frozenset[str]) -> VerificationMethod:
    """The key that ``kid`` means in this document; an empty one means the only key among those ``listed`` for the purpose.

    Raises CheckFailed("method-not-found", "no-listed-key"), CheckUndecided("key-ambiguous").
    """
    if not kid or kid == document.id:
        return _only(document, listed)
    for name, entry in document.methods.items():
        jwk = entry.get("publicKeyJwk")
        if name == kid or (isinstance(jwk, dict) and jwk.get("kid") == kid):
            return document.method(name)
    return document.method(f"{document.id}#{kid.removeprefix('#')}")


def _only(document: ControllerDocument, listed: frozenset[str]) -> VerificationMethod:
    methods = [document.method(name) for name in sorted(listed) if name in document.methods]
    if not methods:
        raise CheckFailed("no-listed-key", f"{document.id} publishes no key for this purpose.")
    if len({method.key for method in methods}) > 1:
        raise CheckUndecided("key-ambiguous", f"{document.id} has several keys, and the token does not say which it is.")
    return methods[-1]


def _of(method: VerificationMethod) -> IssuerKey:
    return IssuerKey(key=method.key, method=method, as_of=method.document.as_of)


def _explained(error: CheckUndecided, header: Mapping[str, Any]) -> CheckUndecided:
    if "x5c" in header:
        sentence = "The issuer proves itself by a certificate, which this version cannot check."
        return CheckUndecided("x5c-unsupported", sentence, needs=error.needs)
    if error.code == "issuer-not-offline":
        return CheckUndecided("key-not-offline", error.message, needs=error.needs)
    return error
