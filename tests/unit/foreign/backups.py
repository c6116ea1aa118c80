"""Backups as other wallets write them: Learner Credential Wallet's, plain and locked; LearnCard's bundle."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.keywrap import aes_key_wrap

from tests.unit.carriers.zips import tarred, zipped
from wallet.encoding import multibase
from wallet.foreign import jwe
from wallet.proofs.keys import SoftwareSigner

PASSPHRASE = "a backup's own pässphrase"
_CEK = hashlib.sha256(b"content key").digest()
_SALT, _NONCE = bytes(range(16)), bytes(range(12))
QUICK = {"algorithm": "argon2id", "timeCost": 1, "memoryCost": 32, "parallelism": 4}
REAL = {"algorithm": "argon2id", "timeCost": 3, "memoryCost": 65536, "parallelism": 4}


def seed(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def public(name: str) -> str:
    """The key of this name as a Multikey."""
    return SoftwareSigner.from_private_bytes("Ed25519", seed(name)).public.to_multikey()


def did(name: str) -> str:
    return f"did:key:{public(name)}"


# ---------------------------------------------------------------- Learner Credential Wallet


def verification_key(name: str, **changes: Any) -> dict[str, Any]:
    both = seed(name) + SoftwareSigner.from_private_bytes("Ed25519", seed(name)).public.encoded
    return {
        "id": f"{did(name)}#{public(name)}",
        "controller": did(name),
        "type": "Ed25519VerificationKey2020",
        "publicKeyMultibase": public(name),
        "privateKeyMultibase": multibase.encode_base58(b"\x80\x26" + both),
    } | changes


def agreement_key(name: str) -> dict[str, Any]:
    return {
        "id": f"{did(name)}#z6LS",
        "controller": did(name),
        "type": "X25519KeyAgreementKey2020",
        "publicKeyMultibase": "z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc",
        "privateKeyMultibase": multibase.encode_base58(b"\x82\x26" + seed(name)),
    }


def did_document(name: str) -> dict[str, Any]:
    return {"@context": ["https://www.w3.org/ns/did/v1"], "id": did(name), "authentication": [f"{did(name)}#{public(name)}"]}


def profile(name: str) -> dict[str, Any]:
    return {
        "@context": ["https://w3id.org/wallet/v1"],
        "id": "urn:uuid:1",
        "type": "ProfileMetadata",
        "data": {"profileName": name},
    }


def wallet(name: str, *contents: Any, profile_name: str = "", **changes: Any) -> dict[str, Any]:
    """One profile's wallet, with the keys of ``name``."""
    own = [did_document(name), verification_key(name), agreement_key(name), profile(profile_name or name)]
    return {
        "@context": ["https://www.w3.org/2018/credentials/v1", "https://w3id.org/wallet/v1"],
        "id": "urn:uuid:8ae27a4c-cbf0-4f5d-8c3d-0c5ee3c3a6c5",
        "type": "UniversalWallet2020",
        "status": "UNLOCKED",
        "contents": [*contents, *own],
    } | changes


def as_text(*wallets: Any) -> bytes:
    return json.dumps(list(wallets), ensure_ascii=False).encode()


def lcw_files(*profiles: tuple[str, str, tuple[bytes, ...]]) -> dict[str, bytes]:
    """The files of its archive: for each profile the name of its key, the owner's name for it, and its credentials."""
    files = {"manifest.yml": b'ubc-version: "0.1"\ncontents:\n  manifest.yml:\n    url: https://example.com\n'}
    for number, (name, shown, credentials) in enumerate(profiles):
        cids = [f"z{hashlib.sha256(one).hexdigest()}" for one in credentials]
        value = {"profileName": shown, "didDocument": did_document(name), "verificationKey": verification_key(name)}
        files[f"profiles/profile-{number}.json"] = json.dumps(value | {"credentialCids": cids}, indent=2).encode()
        files |= {f"credentials/{cid}.json": one for cid, one in zip(cids, credentials, strict=True)}
    return files


def lcw_archive(*profiles: tuple[str, str, tuple[bytes, ...]]) -> bytes:
    """The archive itself."""
    return tarred(lcw_files(*profiles))


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def lcw_jwe(plain: bytes, passphrase: str = PASSPHRASE, *, iterations: int = 1200, **header: Any) -> dict[str, Any]:
    """As its lockedWallet.ts locks: the bare salt, nothing protected, padded base64."""
    wrapping = hashlib.pbkdf2_hmac("sha512", passphrase.encode(), _SALT, iterations, 32)
    sealed = AESGCM(_CEK).encrypt(_NONCE, plain, b"")
    named = {"alg": "PBES2-HS512+A256KW", "p2s": b64(_SALT), "p2c": iterations, "enc": "A256GCM"} | header
    return {
        "recipients": [{"header": named, "encrypted_key": b64(aes_key_wrap(wrapping, _CEK))}],
        "iv": b64(_NONCE),
        "ciphertext": b64(sealed[:-16]),
        "tag": b64(sealed[-16:]),
    }


def standard_jwe(plain: bytes, passphrase: str = PASSPHRASE, *, algorithm: str = "PBES2-HS512+A256KW") -> dict[str, Any]:
    """As RFC 7516 and RFC 7518 say: the header protected, the algorithm before the salt, base64url; flattened form."""

    def url(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    size = {"PBES2-HS256+A128KW": 16, "PBES2-HS384+A192KW": 24}.get(algorithm, 32)
    header = {"alg": algorithm, "p2s": url(_SALT), "p2c": 1000, "enc": f"A{size * 8}GCM"}
    protected = url(json.dumps(header).encode())
    wrapping = jwe.key_encryption_key(algorithm, _SALT, 1000, passphrase)
    sealed = AESGCM(_CEK[:size]).encrypt(_NONCE, plain, protected.encode())
    return {
        "protected": protected,
        "encrypted_key": url(aes_key_wrap(wrapping, _CEK[:size])),
        "iv": url(_NONCE),
        "ciphertext": url(sealed[:-16]),
        "tag": url(sealed[-16:]),
    }


def locked(jwe_: Mapping[str, Any]) -> bytes:
    """The EncryptedWallet around a JWE."""
    value = {
        "@context": ["https://www.w3.org/2018/credentials/v1", "http://w3id.org/wallet/v1"],
        "id": "urn:uuid:8ae27a4c-cbf0-4f5d-8c3d-0c5ee3c3a6c5",
        "type": ["VerifiableCredential", "EncryptedWallet"],
        "issuer": "did:web:lcw.app",
        "issuanceDate": "2022-11-20T12:00:00.000Z",
        "credentialSubject": {"id": "urn:uuid:5d1f8b1e-6f35-4a0a-94a2-1a8a4e1d8c3c", "jwe": jwe_},
    }
    return json.dumps(value).encode()


def lcw_locked(plain: bytes, passphrase: str = PASSPHRASE, **options: Any) -> bytes:
    """A locked backup as its export function makes it: the text once more as a JSON text."""
    return locked(lcw_jwe(json.dumps(plain.decode()).encode(), passphrase, **options))


# ---------------------------------------------------------------- LearnCard


def envelope(plain: bytes, passphrase: str = PASSPHRASE, params: Mapping[str, Any] = QUICK) -> bytes:
    kdf = Argon2id(
        salt=_SALT, length=32, iterations=params["timeCost"], lanes=params["parallelism"], memory_cost=params["memoryCost"]
    )
    sealed = AESGCM(kdf.derive(passphrase.encode())).encrypt(_NONCE, plain, None)
    return json.dumps(
        {"ciphertext": b64(sealed), "iv": b64(_NONCE), "salt": b64(_SALT), "kdfParams": params}, indent=2
    ).encode()


def listed(kind: str, path: str, stored: bytes, *, encrypted: bool = True, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"urn:{path}",
        "type": kind,
        "path": path,
        "mediaType": "application/json",
        "sha256": hashlib.sha256(stored).hexdigest(),
        "encrypted": encrypted,
    } | changes


def manifest(name: str, contents: list[dict[str, Any]], *, encrypted: bool = True, **changes: Any) -> bytes:
    contents = sorted(contents, key=lambda entry: entry["path"])
    text = json.dumps(contents, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    value = {
        "specVersion": "1.0.0",
        "createdAt": "2026-05-01T12:00:00.000Z",
        "primaryDid": did(name),
        "walletName": "LearnCard",
        "encryption": {"mode": "argon2id-aes-256-gcm" if encrypted else "none", "encryptedPayloads": encrypted},
        "contents": contents,
        "warnings": [],
        "payloadSha256": hashlib.sha256(text.encode()).hexdigest(),
    } | changes
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


Change = Callable[[dict[str, bytes], list[dict[str, Any]]], None]


def bundle(
    name: str,
    *credentials: bytes,
    encrypted: bool = True,
    params: Mapping[str, Any] = QUICK,
    passphrase: str = PASSPHRASE,
    change: Change | None = None,
    **changes: Any,
) -> bytes:
    """A whole bundle; ``change`` is given its files and the manifest's contents before both are put together."""
    payloads = [("key-private-seed", "keys/private-key-seed.txt", seed(name).hex().encode() + b"\n")]
    payloads += [("key-jwks", "keys/jwks.json", b"{}"), ("key-recovery-phrase", "keys/recovery-phrase.txt", b"a b c\n")]
    payloads += [("index-record", f"index-records/{hashlib.sha256(one).hexdigest()}.json", b"{}") for one in credentials]
    payloads += [("credential", f"credentials/{hashlib.sha256(one).hexdigest()}.json", one) for one in credentials]
    document = json.dumps({"primaryDid": did(name)}).encode()
    files = {"README.md": b"# Export", "BUNDLE_SPEC.md": b"# Spec", "keys/did-document.json": document}
    contents = [listed("did-document", "keys/did-document.json", document, encrypted=False)]
    for kind, path, plain in payloads:
        stored, place = (envelope(plain, passphrase, params), f"{path}.enc") if encrypted else (plain, path)
        files[place] = stored
        contents.append(listed(kind, place, stored, encrypted=encrypted))
    if change is not None:
        change(files, contents)
    files["manifest.json"] = manifest(name, contents, encrypted=encrypted, **changes)
    return zipped(files)
