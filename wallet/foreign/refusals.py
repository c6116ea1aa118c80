"""What there is to say about a backup or a part of one: one sentence for each reason, for every kind of backup."""

from __future__ import annotations

from wallet.errors import InputRefused
from wallet.model.foreign import Notice


def passphrase_needed() -> InputRefused:
    """It is encrypted, and nobody gave its passphrase."""
    sentence = "This backup is locked with its own passphrase. Give that with --backup-passphrase-file."
    return InputRefused("backup-passphrase-needed", sentence)


def wrong_passphrase() -> InputRefused:
    """Its key does not open with what was given; what could be checked without is sound."""
    return InputRefused("backup-wrong-passphrase", "This passphrase does not open the backup. Nothing was brought in.")


def damaged() -> InputRefused:
    """It is not what was written."""
    return InputRefused("backup-damaged", "This backup is damaged or was cut off on its way. Use another copy of it.")


def too_costly() -> InputRefused:
    """It asks for more work than any honest backup does."""
    sentence = "Opening this would take more work than any wallet's backup does, as in an attack. It was not opened."
    return InputRefused("backup-too-costly", sentence)


def cipher_unsupported(name: str) -> InputRefused:
    """It is locked in a way that we cannot undo; ``name`` is how it says that it is locked."""
    sentence = f"This backup is locked with {name[:80]}, which Satchel cannot open. Export it again without encryption."
    return InputRefused("backup-cipher-unsupported", sentence)


def not_needed(sentence: str) -> InputRefused:
    """A part of a backup that means nothing outside of the wallet that wrote it."""
    return InputRefused("backup-not-needed", sentence)


def keys_in_clear() -> Notice:
    """Its private keys were not encrypted."""
    sentence = (
        "Private keys lay in this file in clear: whoever has a copy can show these credentials as theirs. "
        "Delete it, and every copy of it, once you have seen that all is here."
    )
    return Notice(code="backup-keys-in-clear", message=sentence)
