"""SD-JWT (RFC 9901): the room's door. Taking apart, claims, the holder's choice, and key binding, each in its own file."""

from wallet.proofs.sd_jwt_binding import MAX_AGE, bind, binding_claims, holder_key, verify_binding
from wallet.proofs.sd_jwt_payload import ClaimPath, claim_paths, digest_of, process
from wallet.proofs.sd_jwt_select import select
from wallet.proofs.sd_jwt_text import Disclosure, SdJwt, parse

__all__ = [
    "MAX_AGE",
    "ClaimPath",
    "Disclosure",
    "SdJwt",
    "bind",
    "binding_claims",
    "claim_paths",
    "digest_of",
    "holder_key",
    "parse",
    "process",
    "select",
    "verify_binding",
]
