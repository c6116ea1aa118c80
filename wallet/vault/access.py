"""Who can open this wallet: its passphrase, its recovery code and the system's keyring, each changed without the others.

Every change asks again for the present passphrase or recovery code.  A change that is reported is on the disk; of one that
raised, nothing happened, unless its code is "unsure-which".
"""

from __future__ import annotations

import contextlib
import hmac

from wallet.errors import KeyringUnavailable, UsageError, VaultError
from wallet.model.access import KeyringChange, PassphraseChange, Protection
from wallet.ports import Entropy, SecretStore
from wallet.vault import calibration, changing, confirmation, keyring_change, keyring_slot, recovery_code, retired, slots
from wallet.vault.changing import of_kind
from wallet.vault.database import Database
from wallet.vault.kdf import KdfProfile
from wallet.vault.key_file import KeyFile
from wallet.vault.layout import Layout
from wallet.vault.opening import Unlocked


class Access:
    """The slots of one open wallet.

    Its acts raise WrongPassphrase, VaultError ("disk-full", "read-only", "write-failed", "unsure-which", "keys-changed"),
    VaultDamaged and UsageError.
    """

    def __init__(self, layout: Layout, unlocked: Unlocked, database: Database, entropy: Entropy) -> None:
        self._layout = layout
        self._keys = unlocked.key_file
        self._root = unlocked.root
        self._database = database
        self._entropy = entropy

    @property
    def key_file(self) -> KeyFile:
        """The key file as it stands."""
        return self._keys

    def protection(self) -> Protection:
        """What opens it, and what a guess costs."""
        cost = self._cost()
        code, keyring = self._code_slot(), keyring_slot.found_in(self._keys)
        confirmed = confirmation.is_confirmed(self._database, code)
        return Protection(
            memory_mib=cost.memory_kib // 1024,
            passes=cost.passes,
            lanes=cost.lanes,
            weak=calibration.is_weak(cost),
            recovery_confirmed=confirmed,
            groups_to_confirm=() if confirmed else confirmation.asked(self._database, code),
            keyring=keyring_slot.backend_of(keyring[-1]) if keyring else "",
        )

    def change_passphrase(self, present: str, new: str, profile: KdfProfile) -> PassphraseChange:
        """From now on ``new`` opens it, at the cost of ``profile`` or of the old slot, whichever is more.

        Backups and copies made before still open with the passphrase of then.  Raises UsageError("passphrase-empty",
        "passphrase-not-text", "kdf-too-weak").
        """
        before = self._cost()
        self._change_to(changing.change_passphrase(self._layout, self._keys, present, new, profile, self._entropy))
        same = changing.same_words(present, new)
        return PassphraseChange(protection=self.protection(), raised=self._cost() != before, same=same)

    def draft_recovery_code(self) -> str:
        """A new recovery code, which opens nothing until it is adopted: it is shown and written down before that."""
        return recovery_code.write(self._entropy.token(recovery_code.SECRET_BYTES))

    def adopt_recovery_code(self, present: str, code: str) -> None:
        """From now on this code opens it, and the one before does not. It is unconfirmed.

        Raises UsageError("bad-recovery-code", "same-recovery-code").
        """
        self._change_to(changing.change_recovery_code(self._layout, self._keys, present, code, self._entropy))
        # Where the disk does not take this, the code counts all the same, and only the whole of it can confirm it.
        with contextlib.suppress(VaultError), self._database.transaction():
            confirmation.write(self._database, confirmation.question(self._code_slot(), code, self._entropy))

    def confirm_recovery_code(self, words: str) -> None:
        """Remember that the code was written down: ``words`` are the groups asked for, in their order, or the whole code.

        Raises UsageError("recovery-code-differs").
        """
        slot = self._code_slot()
        if not (confirmation.answers(self._database, slot, words) or self._opens(words)):
            raise UsageError(
                "recovery-code-differs", "This is not what the recovery code says. Look at what you wrote down, and try again."
            )
        with self._database.transaction():
            confirmation.write(self._database, confirmation.confirmed(slot))

    def add_keyring(self, present: str, store: SecretStore) -> KeyringChange:
        """Let the system's keyring open it too, or repair that. Raises KeyringUnavailable."""
        keys, gone = keyring_change.add(self._layout, self._keys, present, store, self._entropy)
        self._change_to(keys)
        return KeyringChange(backend=store.backend(), item_left=not gone)

    def remove_keyring(self, present: str, store: SecretStore | None) -> KeyringChange:
        """Let the keyring open it no more; ``store`` is None where this system has none.

        Raises KeyringUnavailable("keyring-not-used").
        """
        backend = self.protection().keyring
        keys, gone = keyring_change.remove(self._layout, self._keys, present, store)
        self._change_to(keys)
        return KeyringChange(backend=backend, item_left=not gone)

    def check_keyring(self, store: SecretStore) -> None:
        """Raise KeyringUnavailable unless the keyring opens this wallet now."""
        if not hmac.compare_digest(keyring_slot.open_with(self._keys, store).secret, self._root.secret):
            raise KeyringUnavailable("keyring-item-wrong", "What the system's keyring holds is not this wallet's key.")

    def _change_to(self, keys: KeyFile) -> None:
        """The key file that counts from now on. A remark that the disk does not take is only not made."""
        before, self._keys = self._keys, keys
        with contextlib.suppress(VaultError), self._database.transaction():
            confirmation.write(self._database, retired.entry(self._database, before, keys))

    def _cost(self) -> KdfProfile:
        return changing.max_cost(calibration.LOWEST, of_kind(self._keys, slots.PASSPHRASE))

    def _code_slot(self) -> str:
        return next((slot.id for slot in of_kind(self._keys, slots.RECOVERY_CODE)), "")

    def _opens(self, words: str) -> bool:
        secret = recovery_code.read(words)
        if secret is None:
            return False
        return any(slots.open_by_recovery_code(slot, secret, self._keys.binding) for slot in self._keys.slots)
