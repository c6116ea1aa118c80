"""A credential as a member of a presentation: unchanged, so that its own proof still holds inside (VCDM 2.0 section 4.13)."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from wallet.encoding import strict_json
from wallet.errors import CheckUndecided, InputRefused, PresentationRefused
from wallet.holder.selection import Selection
from wallet.model.credential import Credential, Format
from wallet.model.presentation import PresentationRequest
from wallet.model.proof import Securing
from wallet.ports import Entropy

if TYPE_CHECKING:
    from wallet.proofs.contexts import Contexts

VC2_CONTEXT = "https://www.w3.org/ns/credentials/v2"
_EXACT = 2**53 - 1  # the largest whole number that JSON readers agree on (RFC 7493 section 2.2)


def member(credential: Credential, *, token: str = "") -> dict[str, Any]:
    """What stands in ``verifiableCredential`` for this credential.

    JSON credentials are embedded as the objects they are.  Tokens become EnvelopedVerifiableCredential objects (VCDM 2.0
    section 4.13.1) with the token in a data: URL; ``token`` replaces an SD-JWT by one with fewer disclosures.

    Raises PresentationRefused: ``not-embeddable`` (the raw text is neither), ``number-not-exact`` (a number that JSON
    readers disagree on, so that the credential would not survive its journey).
    """
    if credential.securing in (Securing.JWS, Securing.SD_JWT):
        text = token or _text(credential)
        return {
            "@context": VC2_CONTEXT,
            "id": f"data:{_media_type(credential)},{text}",
            "type": "EnvelopedVerifiableCredential",
        }
    try:
        document = strict_json.loads(credential.raw)
    except InputRefused as error:
        raise _not_embeddable(credential) from error
    if not isinstance(document, dict):
        raise _not_embeddable(credential)
    _refuse_inexact(document)
    return document


def derived(selection: Selection, request: PresentationRequest, *, contexts: Contexts, entropy: Entropy) -> dict[str, Any]:
    """What stands in ``verifiableCredential`` for a part of a credential, with a proof derived for it.

    A bbs-2023 proof is bound to the request's audience and nonce by its presentation header, their SHA-256.
    Raises PresentationRefused as ``selective_proofs.derive`` does, and "cannot-be-signed" (``needs`` names what is missing).
    """
    from wallet.proofs import selective_proofs

    asked = strict_json.dumps([request.audience, request.nonce]) if request.audience or request.nonce else b""
    header = hashlib.sha256(asked).digest() if asked else b""
    pointers = selection.pointers or ()
    try:
        document = selective_proofs.derive(
            selection.held, pointers, contexts=contexts, entropy=entropy, presentation_header=header
        )
    except CheckUndecided as error:
        raise PresentationRefused("cannot-be-signed", f"This cannot be signed as asked. {error}", needs=error.needs) from error
    _refuse_inexact(document)
    return document


def _media_type(credential: Credential) -> str:
    """VC-JOSE-COSE section 6.1; RFC 9901 for SD-JWT VC; plain JWT for what was never a VCDM 2.0 credential."""
    if credential.securing is Securing.SD_JWT:
        return "application/dc+sd-jwt" if credential.format is Format.SD_JWT_VC else "application/vc+sd-jwt"
    contexts = credential.document.get("@context")
    first = contexts[0] if isinstance(contexts, list) and contexts else contexts
    return "application/vc+jwt" if first == VC2_CONTEXT else "application/jwt"


def _text(credential: Credential) -> str:
    try:
        return credential.raw.decode("ascii").strip()
    except UnicodeDecodeError as error:
        raise _not_embeddable(credential) from error


def _refuse_inexact(value: Any) -> None:
    match value:
        case Mapping():
            for item in value.values():
                _refuse_inexact(item)
        case list():
            for item in value:
                _refuse_inexact(item)
        case bool():
            pass
        case int() if abs(value) > _EXACT:
            raise _inexact()
        case float() if not math.isfinite(value) or (value.is_integer() and abs(value) > _EXACT):
            raise _inexact()


def _inexact() -> PresentationRefused:
    return PresentationRefused(
        "number-not-exact",
        "This credential holds a number that other programs would round, and then call it changed. Hand over its own file.",
    )


def _not_embeddable(credential: Credential) -> PresentationRefused:
    name = credential.name[:80] or "This credential"
    return PresentationRefused("not-embeddable", f"“{name}” cannot be put into a presentation. Hand over its own file instead.")
