"""One file of a LearnCard bundle: its stored bytes held to the manifest's hash, then its envelope opened.

An envelope is JSON with base64: Argon2id makes the key, AES-256-GCM with the tag behind the text; each has a salt of its own,
so that each costs a key derivation.
"""

from __future__ import annotations

import hashlib
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from wallet.carriers import archive
from wallet.encoding import strict_json
from wallet.errors import InputRefused
from wallet.foreign import base64_text
from wallet.foreign.learncard_manifest import Listed
from wallet.foreign.refusals import cipher_unsupported, damaged, passphrase_needed, too_costly, wrong_passphrase
from wallet.model.packed import Packed

_MAX_KIB = 256 * 1024
_MAX_PASSES = 10
_MAX_LANES = 16
_MAX_WORK = 1024 * 1024  # KiB times passes: 1 GiB written over, a second of work
_NONCE_BYTES, _SALT_BYTES = 12, 16


def content(stored: bytes, packed: Packed, listed: Listed, passphrase: str) -> bytes:
    """What the file holds, decrypted. ``stored`` are the archive's bytes of it.

    Raises InputRefused: "backup-entry-changed" against the manifest's hash; "backup-passphrase-needed";
    "backup-wrong-passphrase"; "backup-too-costly"; "backup-cipher-unsupported"; "backup-damaged"; and what
    ``archive.content`` raises.
    """
    data = archive.content(stored, packed)
    if hashlib.sha256(data).hexdigest() != listed.sha256:
        raise InputRefused("backup-entry-changed", "This file is not the one that was exported. It was not read.")
    return opened(data, passphrase) if listed.encrypted else data


def opened(envelope: bytes, passphrase: str) -> bytes:
    """What an envelope holds."""
    value = strict_json.loads(envelope, max_bytes=len(envelope))
    if not isinstance(value, dict):
        raise damaged()
    if not passphrase:
        raise passphrase_needed()
    nonce, salt, text = (base64_text.decode(value.get(name)) for name in ("iv", "salt", "ciphertext"))
    if len(nonce) != _NONCE_BYTES or len(salt) != _SALT_BYTES:
        raise damaged()
    key = _key(value.get("kdfParams"), salt, passphrase)
    try:
        return AESGCM(key).decrypt(nonce, text, None)
    except InvalidTag as error:  # the stored bytes are those of the manifest, so it is the passphrase
        raise wrong_passphrase() from error


def _key(params: Any, salt: bytes, passphrase: str) -> bytes:
    if not isinstance(params, dict):
        raise damaged()
    if params.get("algorithm") != "argon2id":
        raise cipher_unsupported(str(params.get("algorithm"))[:40])
    passes, kibibytes, lanes = (params.get(name) for name in ("timeCost", "memoryCost", "parallelism"))
    if type(passes) is not int or type(kibibytes) is not int or type(lanes) is not int or min(passes, kibibytes, lanes) < 1:
        raise damaged()
    if kibibytes > _MAX_KIB or passes > _MAX_PASSES or lanes > _MAX_LANES or kibibytes * passes > _MAX_WORK:
        raise too_costly()
    if kibibytes < 8 * lanes:  # RFC 9106 section 3.1
        raise damaged()
    kdf = Argon2id(salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=kibibytes)
    return kdf.derive(passphrase.encode("utf-8", "surrogatepass"))
