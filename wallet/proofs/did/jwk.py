"""did:jwk (quartzjer/did-jwk): the identifier is a JWK in base64url."""

from __future__ import annotations

from wallet.encoding import base64url, strict_json
from wallet.errors import CheckFailed, InputRefused
from wallet.model.snapshot import Material
from wallet.proofs.did.document import ControllerDocument, of_one_key
from wallet.proofs.keys import PublicKey


def resolve(did: str, material: Material) -> ControllerDocument:
    """The document that the identifier implies. Raises CheckFailed("did-malformed", "key-…"), CheckUndecided.

    A key whose ``use`` is ``enc`` can sign nothing, so its document allows nothing.
    """
    del material
    try:
        jwk = strict_json.loads(base64url.decode(did.removeprefix("did:jwk:")), max_bytes=16 * 1024)
    except InputRefused as error:
        raise CheckFailed("did-malformed", "The issuer's identifier is not a well-formed did:jwk.") from error
    if not isinstance(jwk, dict):
        raise CheckFailed("did-malformed", "The issuer's identifier is not a well-formed did:jwk.")
    if jwk.get("use") == "enc":
        return ControllerDocument(id=did, methods={}, assertion_method=frozenset(), authentication=frozenset())
    PublicKey.from_jwk(jwk)
    return of_one_key(did, f"{did}#0", {"type": "JsonWebKey", "publicKeyJwk": jwk}, aliases=(did,))
