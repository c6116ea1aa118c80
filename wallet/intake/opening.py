"""What the worker that opens one archive or backup can be asked; it ends with that file.

Passphrases of other wallets' backups, and the private keys in them, are seen by this worker and by the process that holds the
wallet's own keys; never by one that reads a second stranger's file.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from wallet.carriers import archive
from wallet.foreign import lcw_archive, learncard_envelope, learncard_manifest, universal_wallet

TASKS: Mapping[str, Callable[..., Any]] = {
    "contents": archive.contents,
    "content": archive.content,
    "universal wallet": universal_wallet.read,
    "profile": lcw_archive.profile,
    "manifest": learncard_manifest.read,
    "envelope": learncard_envelope.content,
}


def prepare() -> None:
    """What the tasks look up late."""
    codecs.lookup("cp437")
    import_module("cryptography.hazmat.backends.openssl.backend")
