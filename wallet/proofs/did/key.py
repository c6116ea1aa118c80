"""did:key (W3C CCG did:key method): the identifier is the key."""

from __future__ import annotations

from wallet.model.snapshot import Material
from wallet.proofs.did.document import ControllerDocument, of_one_key
from wallet.proofs.keys import PublicKey


def resolve(did: str, material: Material) -> ControllerDocument:
    """The document that the identifier implies. Raises CheckFailed("key-malformed", "weak-key"), CheckUndecided.

    The bare identifier is accepted as the name of its only key: signers in the field write it so.
    """
    del material
    multikey = did.removeprefix("did:key:")
    PublicKey.from_multikey(multikey)
    return of_one_key(did, f"{did}#{multikey}", {"type": "Multikey", "publicKeyMultibase": multikey}, aliases=(did,))
