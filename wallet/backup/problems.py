"""What can be wrong with a backup file, each in one sentence that names it."""

from __future__ import annotations

from wallet.errors import InputRefused, VaultError, WrongPassphrase

_OTHER = "Use another backup; the ones before it end in .1 and .2."


def damaged() -> InputRefused:
    """The file is not what was written."""
    return InputRefused("backup-damaged", f"This backup is damaged or was cut off, so nothing of it was used. {_OTHER}")


def inconsistent(what: str) -> InputRefused:
    """Everything opens, and yet no Satchel writes this. ``what`` says which rule is broken, in our own words."""
    return InputRefused(
        "backup-inconsistent", f"This backup opens, but {what}, which no Satchel writes, so nothing of it was used. {_OTHER}"
    )


def not_a_backup() -> InputRefused:
    """Another kind of file."""
    return InputRefused("not-a-backup", "This file is not a backup of a Satchel wallet. Choose a file that ends in .backup.")


def empty() -> InputRefused:
    """No byte in it."""
    return InputRefused("backup-empty", f"This backup file is empty. {_OTHER}")


def too_much_work() -> InputRefused:
    """It asks for a costlier key derivation than any Satchel uses."""
    return InputRefused(
        "kdf-limits",
        "This backup asks for more work or memory than Satchel ever uses, so it was not written by Satchel and was not tried.",
    )


def too_large() -> InputRefused:
    """It holds a line, or more lines, than any wallet."""
    return InputRefused("backup-too-large", "This backup holds more than any wallet does, so it was not read to its end.")


def newer() -> VaultError:
    """A format that this version does not know."""
    return VaultError(
        "newer-version", "This backup was written by a newer Satchel. Install that version to restore it; nothing was changed."
    )


def wrong_passphrase(original: WrongPassphrase) -> WrongPassphrase:
    """No slot opens."""
    return WrongPassphrase(
        original.code,
        "This does not open the backup, which is itself sound. A backup opens with the passphrase and the recovery code that "
        "the wallet had when it was made.",
    )


def unreadable(name: str) -> InputRefused:
    """The operating system does not give it to us."""
    return InputRefused("not-readable", f"The backup “{name}” cannot be read. Check its name, its permissions and the disk.")
