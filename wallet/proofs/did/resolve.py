"""The one door: an identifier or the name of a key in, its controller document or the key out."""

from __future__ import annotations

import re

from wallet.errors import CheckFailed, CheckUndecided
from wallet.model.snapshot import Material
from wallet.proofs.did import profile
from wallet.proofs.did.document import ControllerDocument, VerificationMethod
from wallet.proofs.did.registry import METHODS

__all__ = ["ControllerDocument", "VerificationMethod", "find_method", "resolve"]

_MAX_IDENTIFIER = 8192
_DID = re.compile(r"did:([a-z0-9]+):[A-Za-z0-9._:%-]*[A-Za-z0-9._%-]")


def resolve(controller: str, material: Material) -> ControllerDocument:
    """The document of a DID or an https profile, without fragment or query.

    Raises CheckUndecided("did-method-unsupported", "issuer-not-offline", "issuer-unreadable", "issuer-unresolvable" …)
    with the addresses it needs, CheckFailed("did-malformed", "did-document-mismatch", "key-malformed" …).
    """
    if len(controller) > _MAX_IDENTIFIER:
        raise CheckFailed("did-malformed", "The issuer's identifier is longer than any identifier.")
    if controller.startswith(("https:", "http:")):
        return profile.resolve(controller, material)
    if not controller.startswith("did:"):
        sentence = f"“{controller[:100]}” is no identifier behind which a key could be found."
        raise CheckUndecided("issuer-unresolvable", sentence)
    matched = _DID.fullmatch(controller)
    if matched is None:
        raise CheckFailed("did-malformed", f"“{controller[:100]}” is not a well-formed DID.")
    if matched[1] not in METHODS:
        sentence = f"Identifiers of the kind did:{matched[1]} are not understood by this version."
        raise CheckUndecided("did-method-unsupported", sentence)
    return METHODS[matched[1]](controller, material)


def find_method(verification_method: str, material: Material) -> VerificationMethod:
    """The key of this name, from the document of the identifier before its ``#``.

    Raises what ``resolve`` raises, with "key-not-offline" in place of "issuer-not-offline"; CheckFailed("method-not-found").
    """
    try:
        document = resolve(verification_method.partition("#")[0], material)
    except CheckUndecided as error:
        if error.code not in ("issuer-not-offline", "issuer-unresolvable"):
            raise
        code = "key-not-offline" if error.code == "issuer-not-offline" else "key-unresolvable"
        raise CheckUndecided(code, error.message, needs=error.needs) from error
    return document.method(verification_method)
