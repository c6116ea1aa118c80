"""What another wallet's backup holds, once it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from wallet.errors import WalletError
from wallet.model.holder import KeyKind


class BackupKind(StrEnum):
    """Whose backup it is."""

    UNIVERSAL_WALLET = "universal-wallet"  # Learner Credential Wallet writes it; anybody can read it
    LOCKED_WALLET = "universal-wallet-locked"  # the same, behind a passphrase
    LCW_ARCHIVE = "lcw-archive"  # what Learner Credential Wallet writes now: a tar with a file for each credential
    LEARNCARD = "learncard-bundle"


_HARMLESS = frozenset({"backup-not-needed", "backup-content-unknown", "backup-key-unsupported", "backup-key-elsewhere"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignKey:
    """A private key out of a backup: 32 bytes (Ed25519 seed; P-256 scalar, big-endian); ``place`` says where it stood."""

    place: str
    kind: KeyKind
    private: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignCredential:
    """Something in a backup that should be a credential or a presentation, byte for byte and not yet read."""

    place: str
    data: bytes = field(repr=False)
    profile: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """One part of a backup that does not come along, and why."""

    place: str
    error: WalletError

    @property
    def is_loss(self) -> bool:
        """Whether something is missing that the backup should have had, rather than something nobody here needs."""
        return self.error.code not in _HARMLESS


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that the holder should know: a stable code and a sentence."""

    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignWallet:
    """A whole backup, read. ``profiles`` are the names that its owner gave to its parts."""

    kind: BackupKind
    credentials: tuple[ForeignCredential, ...] = ()
    keys: tuple[ForeignKey, ...] = ()
    profiles: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    notices: tuple[Notice, ...] = ()
