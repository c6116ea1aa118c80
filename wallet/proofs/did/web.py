"""did:web (W3C CCG did:web method): the document lies at the host that the identifier names; only a kept copy is read."""

from __future__ import annotations

import re
from urllib.parse import unquote

from wallet.errors import CheckFailed
from wallet.model.snapshot import Material
from wallet.proofs.did import kept
from wallet.proofs.did.document import ControllerDocument, read

_HOST = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])")
_AUTHORITY = re.compile(r"([^:\[\]@/?#\\]+)(?::([1-9][0-9]{0,4}))?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_SEGMENT = re.compile(r"(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})+")
_HOME = ("localhost", "localdomain")


def resolve(did: str, material: Material) -> ControllerDocument:
    """The kept document. Raises CheckUndecided("issuer-not-offline", needs), CheckFailed("did-malformed" …)."""
    url = document_url(did)
    document, snapshot = kept.json_object(url, material)
    return read(document, did, snapshot.fetched_at)


def document_url(did: str) -> str:
    """Where the document lies. Raises CheckFailed("did-malformed", "did-web-address")."""
    host, *path = did.removeprefix("did:web:").split(":")
    authority = unquote(host)
    if authority.startswith("["):
        raise _address(did)
    matched = _AUTHORITY.fullmatch(authority)
    if matched is None or int(matched[2] or 0) > 65535:
        raise _malformed(did)
    _check_name(matched[1].lower().removesuffix("."), did)
    if any(_SEGMENT.fullmatch(part) is None or _climbs(unquote(part)) for part in path):
        raise _malformed(did)
    place = "/".join(path) if path else ".well-known"
    return f"https://{authority}/{place}/did.json"


def _check_name(name: str, did: str) -> None:
    """A host name whose last label is a number is an IPv4 address to those who connect (URL Standard, host parsing)."""
    last = name.rpartition(".")[2]
    if _NUMBER.fullmatch(last) or last in _HOME:
        raise _address(did)
    if _HOST.fullmatch(name) is None:
        raise _malformed(did)


def _climbs(segment: str) -> bool:
    return segment in (".", "..") or "/" in segment or "\\" in segment


def _address(did: str) -> CheckFailed:
    return CheckFailed("did-web-address", f"{did[:100]} names this computer or a bare address, which no issuer does.")


def _malformed(did: str) -> CheckFailed:
    return CheckFailed("did-malformed", f"{did[:100]} is not a well-formed did:web identifier.")
