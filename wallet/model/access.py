"""What guards a wallet, and what became of a change to it; never a secret."""

from __future__ import annotations

from dataclasses import dataclass

from wallet.errors import WalletError
from wallet.model.holder import HolderKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """What opens this wallet besides its passphrase, and what a guess at the passphrase costs.

    ``weak`` says that a new passphrase would cost more.  ``groups_to_confirm`` are the numbers (from 1) of the groups of the
    recovery code that confirm it was written down; () where it is confirmed, or only the whole code can confirm it.
    ``keyring`` names the system's store of secrets that opens it too, or is empty.
    """

    memory_mib: int
    passes: int
    lanes: int
    weak: bool
    recovery_confirmed: bool
    groups_to_confirm: tuple[int, ...] = ()
    keyring: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassphraseChange:
    """The passphrase was changed: ``raised`` where a guess costs more now, ``same`` where the words are the old ones."""

    protection: Protection
    raised: bool
    same: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRotation:
    """The wallet has new keys throughout: the number of its database, and whether its recovery code stayed.

    ``keyring`` says what became of the system's keyring: "" (not used), "renewed" or "dropped".
    """

    generation: int
    recovery_code_kept: bool
    keyring: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyringChange:
    """The keyring was added or removed; ``item_left`` where the system did not let the old entry be deleted."""

    backend: str
    item_left: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyringStanding:
    """Whether the system's keyring opens the wallet now; ``backend`` is the one that the wallet expects, "" for none."""

    backend: str
    opens: bool
    error: WalletError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyUse:
    """One key of the holder, and how many credentials in the wallet are bound to it."""

    key: HolderKey
    credentials: int
