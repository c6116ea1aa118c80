"""Reads a Satchel backup from its description alone (resources/formats/backup.md): nothing of Satchel is imported.

python independent_backup_reader.py FILE < SECRET        prints every record; bytes as their length
"""

import base64
import hashlib
import json
import sys
import unicodedata
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def binary(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")


def hkdf(secret, salt, info):
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(secret)


def code_secret(text):
    plain = text.upper().replace("-", "").replace(" ", "").replace("O", "0").replace("I", "1").replace("L", "1")
    if len(plain) != 28 or any(letter not in CROCKFORD for letter in plain):
        return None
    number = 0
    for letter in plain:
        number = number * 32 + CROCKFORD.index(letter)
    return (number >> 12).to_bytes(16, "big")


def wrapping_key(slot, secret):
    salt, params = binary(slot["salt"]), slot["params"]
    if slot["kind"] == "passphrase" and slot["kdf"] == "argon2id":
        assert params["memory_kib"] <= 1 << 20 and params["passes"] <= 20 and params["lanes"] <= 16, "too costly"
        derive = Argon2id(
            salt=salt, length=32, iterations=params["passes"], lanes=params["lanes"], memory_cost=params["memory_kib"]
        )
        return derive.derive(unicodedata.normalize("NFC", secret).encode())
    if slot["kind"] == "recovery-code" and code_secret(secret) is not None:
        return hkdf(code_secret(secret), salt, b"satchel recovery code")
    return None


def root_key(keys, secret):
    for slot in keys["slots"]:
        key = wrapping_key(slot, secret)
        bound = {name: slot[name] for name in ("id", "kind", "kdf", "params")}
        bound |= {name: keys[name] for name in ("magic", "version", "vault_id")}
        try:
            if key is not None:
                return AESGCM(key).decrypt(binary(slot["nonce"]), binary(slot["wrapped"]), canonical(bound))
        except InvalidTag:
            continue
    raise SystemExit("this secret does not open the backup")


def records(path, secret):
    line, _, rest = Path(path).read_bytes().partition(b"\n")
    line += b"\n"
    header = json.loads(line)
    assert (header["magic"], header["version"]) == ("satchel-backup", 1)
    cipher = AESGCM(hkdf(root_key(header["keys"], secret), binary(header["salt"]), b"satchel backup"))
    size, bound, plain = header["chunk"] + 16, hashlib.sha256(line).digest(), b""
    for index, start in enumerate(range(0, len(rest), size)):
        last = b"\1" if start + size >= len(rest) else b"\0"
        plain += cipher.decrypt(index.to_bytes(12, "big"), rest[start : start + size], bound + last)
    counts, sums, manifest = {}, {}, None
    for line in plain.splitlines(keepends=True):
        record = json.loads(line)
        if record["record"] == "manifest":
            manifest = record
            continue
        counts[record["record"]] = counts.get(record["record"], 0) + 1
        sums.setdefault(record["record"], hashlib.sha256()).update(line)
        yield record
    assert manifest is not None and manifest["counts"] == counts
    assert manifest["sha256"] == {kind: sum_.hexdigest() for kind, sum_ in sums.items()}


if __name__ == "__main__":
    for entry in records(sys.argv[1], sys.stdin.readline().rstrip("\n")):
        print(json.dumps(entry | {"base64": len(entry["base64"])} if "base64" in entry else entry))
