"""JSON Web Encryption under a passphrase: PBES2 with AES Key Wrap and AES-GCM (RFC 7516, RFC 7518 sections 4.8 and 5.3).

Only what wallets lock their backups with.  Two programs salt differently: RFC 7518 puts the algorithm's name before the salt,
Learner Credential Wallet does not; both are tried, since the key wrapping tells which of them was meant.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

from wallet.encoding import strict_json
from wallet.errors import InputRefused
from wallet.foreign import base64_text
from wallet.foreign.refusals import cipher_unsupported, damaged, passphrase_needed, too_costly, wrong_passphrase

MAX_ITERATIONS = 1_000_000
_MAX_SALT = 1024
_MAX_RECIPIENTS = 8
_WRAPPED_BYTES = (24, 32, 40)
_TAG_BYTES = 16
_ALGORITHMS = {
    "PBES2-HS256+A128KW": ("sha256", 16),
    "PBES2-HS384+A192KW": ("sha384", 24),
    "PBES2-HS512+A256KW": ("sha512", 32),
}
_CIPHERS = {"A128GCM": 16, "A192GCM": 24, "A256GCM": 32}


def decrypt(jwe: Mapping[str, Any], passphrase: str) -> bytes:
    """What a JWE in JSON form holds (general or flattened; base64 of either alphabet).

    Raises InputRefused: "backup-passphrase-needed"; "backup-wrong-passphrase"; "backup-damaged" when the passphrase is right
    and the content is not; "backup-too-costly" beyond a million iterations; "backup-cipher-unsupported" by name.
    """
    protected = jwe.get("protected", "")
    shared = {**_header(protected), **_mapping(jwe.get("unprotected", {}))}
    recipient, header = _recipient(jwe, shared)
    algorithm, cipher = str(header.get("alg")), str(header.get("enc"))
    if algorithm not in _ALGORITHMS or cipher not in _CIPHERS or "crit" in header or "zip" in header:
        raise cipher_unsupported(f"{algorithm[:40]} and {cipher[:40]}")
    if not passphrase:
        raise passphrase_needed()
    key = _content_key(algorithm, header, base64_text.decode(recipient.get("encrypted_key")), passphrase, named=bool(protected))
    if len(key) != _CIPHERS[cipher]:
        raise damaged()
    return _content(jwe, key, protected)


def key_encryption_key(algorithm: str, salt: bytes, iterations: int, passphrase: str, *, named: bool = True) -> bytes:
    """The key that a passphrase makes; ``named`` puts the algorithm before the salt (RFC 7518 section 4.8.1.1)."""
    digest, size = _ALGORITHMS[algorithm]
    salted = algorithm.encode() + b"\0" + salt if named else salt
    return hashlib.pbkdf2_hmac(digest, passphrase.encode("utf-8", "surrogatepass"), salted, iterations, size)


def _content_key(algorithm: str, header: Mapping[str, Any], wrapped: bytes, passphrase: str, *, named: bool) -> bytes:
    salt, iterations = base64_text.decode(header.get("p2s")), header.get("p2c")
    if type(iterations) is not int or iterations < 1 or not 1 <= len(salt) <= _MAX_SALT or len(wrapped) not in _WRAPPED_BYTES:
        raise damaged()
    if iterations > MAX_ITERATIONS:
        raise too_costly()
    for by_name in (named, not named):
        wrapping = key_encryption_key(algorithm, salt, iterations, passphrase, named=by_name)
        try:
            return aes_key_unwrap(wrapping, wrapped)
        except InvalidUnwrap:
            continue
    raise wrong_passphrase()


def _content(jwe: Mapping[str, Any], key: bytes, protected: str) -> bytes:
    nonce, ciphertext, tag = (base64_text.decode(jwe.get(name)) for name in ("iv", "ciphertext", "tag"))
    if len(tag) != _TAG_BYTES or len(nonce) != 12:
        raise damaged()
    bound = f"{protected}.{jwe['aad']}" if isinstance(jwe.get("aad"), str) else protected
    try:
        return AESGCM(key).decrypt(nonce, ciphertext + tag, bound.encode("utf-8", "surrogatepass"))
    except InvalidTag as error:
        raise damaged() from error


def _recipient(jwe: Mapping[str, Any], shared: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The first recipient whose key a passphrase can open, or the first of all; with every header that counts for it."""
    listed = jwe.get("recipients", [jwe])
    if not isinstance(listed, list) or not 0 < len(listed) <= _MAX_RECIPIENTS:
        raise damaged()
    found = [(_mapping(one), {**shared, **_mapping(_mapping(one).get("header", {}))}) for one in listed]
    return next((pair for pair in found if str(pair[1].get("alg")) in _ALGORITHMS), found[0])


def _header(protected: Any) -> Mapping[str, Any]:
    if protected == "":
        return {}
    try:
        return _mapping(strict_json.loads(base64_text.decode(protected), max_bytes=65_536))
    except InputRefused as error:
        raise damaged() from error


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise damaged()
    return value
