"""A locked Universal Wallet: an EncryptedWallet whose subject holds a JWE, as Learner Credential Wallet wrote them once.

The draft's own locking (ECDH-ES with XChaCha20-Poly1305) is known by name and refused: its key comes from a password in a way
that the draft leaves open, and no library at hand has the cipher.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wallet.encoding import strict_json
from wallet.errors import InputRefused
from wallet.foreign import jwe, outline
from wallet.foreign.refusals import cipher_unsupported, damaged

TYPE = "EncryptedWallet"
_OLDEST = b"LOCKED:"  # followed by what a library of JavaScript makes of a passphrase: MD5, and nothing authenticated


def is_oldest_form(data: bytes) -> bool:
    """Whether this is the first form of all, which carries no sign of what it is but this word."""
    return data.startswith(_OLDEST)


def refuse_oldest_form() -> InputRefused:
    """Why that one is not opened."""
    return cipher_unsupported("the first encryption that Learner Credential Wallet had (crypto-js)")


def unlocked(text: str, passphrase: str) -> bytes:
    """The JSON text of the wallet inside. Raises as ``jwe.decrypt`` does, and what ``strict_json`` raises."""
    wallet = strict_json.loads(text, max_bytes=len(text.encode()))
    found = _jwe(wallet.get("credentialSubject"))
    plain = jwe.decrypt(found, passphrase)
    if plain.lstrip()[:1] != b'"':
        return plain
    value = outline.whole(outline.text_of(plain)).value
    if not isinstance(value, str):
        raise damaged()
    return value.encode("utf-8", "surrogatepass")  # JSON as a JSON text: what its export function makes of a text


def _jwe(subject: Any) -> Mapping[str, Any]:
    """The one JWE in the places where wallets put it."""
    if not isinstance(subject, dict):
        raise damaged()
    listed = subject.get("contents")
    places = [subject.get("jwe"), subject.get("encryptedWalletContents"), *(listed if isinstance(listed, list) else [])]
    found = [place.get("jwe", place) for place in places if isinstance(place, dict)]
    if not found or not isinstance(found[0], dict):
        raise damaged()
    return found[0]
