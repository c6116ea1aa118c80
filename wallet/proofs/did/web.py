"""did:web (W3C CCG did:web method): the document lies at the host that the identifier names; only a kept copy is read."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import unquote

from wallet.errors import CheckFailed
from wallet.model.snapshot import Material
from wallet.proofs.did import kept
from wallet.proofs.did.document import ControllerDocument, read

_HOST = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{2,63}\.?", re.IGNORECASE)
_SEGMENT = re.compile(r"(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})+")


def resolve(did: str, material: Material) -> ControllerDocument:
    """The kept document. Raises CheckUndecided("issuer-not-offline", needs), CheckFailed("did-malformed" …)."""
    url = document_url(did)
    document, snapshot = kept.json_object(url, material)
    return read(document, did, snapshot.fetched_at)


def document_url(did: str) -> str:
    """Where the document lies. Raises CheckFailed("did-malformed", "did-web-address")."""
    host, *path = did.removeprefix("did:web:").split(":")
    authority = unquote(host)
    name, _, port = authority.partition(":")
    if port and not (port.isdigit() and 0 < int(port) < 65536):
        raise _malformed(did)
    _refuse_address(name, did)
    if any(_SEGMENT.fullmatch(part) is None or unquote(part) in (".", "..") or "/" in unquote(part) for part in path):
        raise _malformed(did)
    place = "/".join(path) if path else ".well-known"
    return f"https://{authority}/{place}/did.json"


def _refuse_address(name: str, did: str) -> None:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        if name.lower().rstrip(".").endswith("localhost"):
            raise _address(did) from None
        if _HOST.fullmatch(name) is None or name.rsplit(".", 1)[-1].isdigit():
            raise _malformed(did) from None
    else:
        raise _address(did)


def _address(did: str) -> CheckFailed:
    return CheckFailed("did-web-address", f"{did[:100]} names this computer or a bare address, which no issuer does.")


def _malformed(did: str) -> CheckFailed:
    return CheckFailed("did-malformed", f"{did[:100]} is not a well-formed did:web identifier.")
