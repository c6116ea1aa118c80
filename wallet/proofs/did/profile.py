"""https identifiers: an issuer named by the address of its own profile (CID 1.0; Open Badges 2.0 and 3.0 Profile)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from wallet.errors import CheckFailed, CheckUndecided
from wallet.model.snapshot import Material
from wallet.proofs.did import kept
from wallet.proofs.did.document import ControllerDocument, read

_KEY_MEMBERS = ("publicKeyPem", "publicKeyMultibase", "publicKeyJwk")


def resolve(url: str, material: Material) -> ControllerDocument:
    """The kept document at this address; a fragment names a key in it.

    A document that is itself one key (Open Badges 2.0 CryptographicKey, a Multikey at its own address) stands for its
    ``owner``'s or ``controller``'s key and nothing else.
    Raises CheckUndecided("issuer-not-offline", needs), CheckFailed("did-document-mismatch" …).
    """
    address = url.partition("#")[0]
    origin = _origin(address)
    if not origin:
        raise CheckFailed("did-malformed", f"{url[:100]} is not an address.")
    if address.startswith("http:"):
        raise CheckUndecided(
            "issuer-insecure", f"{address[:200]} is not protected on its way, so its keys cannot be relied on."
        )
    document, snapshot = kept.json_object(address, material)
    if _origin(snapshot.final_url or address) != origin:
        sentence = f"{address[:200]} was answered by another site, {snapshot.final_url[:200]}, which does not speak for it."
        raise CheckUndecided("issuer-redirected", sentence)
    if any(name in document for name in _KEY_MEMBERS):
        return _single_key(document, address, snapshot.fetched_at)
    return read(document, address, snapshot.fetched_at)


def _origin(address: str) -> str:
    """Scheme, host and port; "" for what is no address, or reads as another one (a name before ``@``, other scripts)."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if not host.isascii() or set("@\\%") & set(parts.netloc) or "\\" in address:
        return ""
    return f"{parts.scheme}://{host}:{port or ''}" if host else ""


def _single_key(document: Mapping[str, Any], address: str, as_of: datetime) -> ControllerDocument:
    if document.get("id") != address:
        raise CheckFailed("did-document-mismatch", f"The key kept for {address[:200]} says that it lies elsewhere.")
    entry = {**document, "controller": document.get("owner", document.get("controller", address))}
    names = frozenset({address})
    return ControllerDocument(
        id=address, methods={address: entry}, assertion_method=names, authentication=frozenset(), as_of=as_of
    )
