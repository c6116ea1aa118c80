"""Keys of an issuer that is a web address: JWT VC Issuer Metadata (SD-JWT VC section 5), from kept documents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from wallet.errors import CheckFailed, CheckUndecided
from wallet.model.snapshot import Material
from wallet.proofs.keys import PublicKey
from wallet.verify import kept

_UNREADABLE = "issuer-unreadable"


def metadata_url(issuer: str) -> str:
    """Where an issuer publishes its metadata: the well-known part goes between host and path; "" for what is no https URL."""
    try:
        parts = urlsplit(issuer)
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme != "https" or not host or "@" in parts.netloc or parts.query or parts.fragment:
        return ""
    return f"https://{parts.netloc}/.well-known/jwt-vc-issuer{parts.path.rstrip('/')}"


def key(issuer: str, kid: str, material: Material) -> tuple[PublicKey, datetime]:
    """The issuer's key of that name, or its only one, and the date of the oldest document that says so.

    Raises CheckUndecided("key-not-offline", needs), ("issuer-unreadable", needs), ("key-ambiguous");
    CheckFailed("issuer-mismatch") for metadata of another issuer, ("key-not-published"), and what ``PublicKey`` raises.
    """
    url = metadata_url(issuer)
    metadata, snapshot = kept.json_object(url, material, missing="key-not-offline", unreadable=_UNREADABLE)
    if metadata.get("issuer") != issuer:
        raise CheckFailed("issuer-mismatch", f"{url} speaks for {metadata.get('issuer')!s:.200}, not for {issuer}.")
    keys, as_of = _keys(metadata, url, material)
    found = [jwk for jwk in keys if not kid or jwk.get("kid") == kid]
    if not found:
        raise CheckFailed("key-not-published", f"{issuer} publishes no key by the name of “{kid:.100}”.")
    if len(found) > 1:
        raise CheckUndecided("key-ambiguous", f"{issuer} publishes several keys, and the credential does not say which it is.")
    return PublicKey.from_jwk(found[0]), min(snapshot.fetched_at, as_of or snapshot.fetched_at)


def _keys(metadata: Mapping[str, Any], url: str, material: Material) -> tuple[list[Mapping[str, Any]], datetime | None]:
    as_of = None
    jwks = metadata.get("jwks")
    address = metadata.get("jwks_uri")
    if jwks is None and isinstance(address, str) and address.startswith("https://"):
        jwks, snapshot = kept.json_object(address, material, missing="key-not-offline", unreadable=_UNREADABLE)
        as_of = snapshot.fetched_at
    keys = jwks.get("keys") if isinstance(jwks, dict) else None
    if not isinstance(keys, list) or not all(isinstance(jwk, dict) for jwk in keys):
        raise CheckUndecided(_UNREADABLE, f"{url} publishes no keys.", needs=(url,))
    return [jwk for jwk in keys if jwk.get("use", "sig") == "sig"], as_of
