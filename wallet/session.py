"""Session: an unlocked wallet, and each act that its holder can do.

Every act takes and returns frozen dataclasses that can be pickled (or an iterator of them), so that a window can speak to a
session in another process, which ends at lock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from wallet.acts import (
    backing,
    finding,
    importing,
    keeping,
    keys,
    lcw_export,
    merging,
    portfolios,
    presenting,
    refreshing,
    tidying,
)
from wallet.acts.parts import Parts
from wallet.errors import KeyringUnavailable
from wallet.holder import keys as holder_keys
from wallet.holder.fields import fields
from wallet.intake.reader import Reader
from wallet.model.access import KeyringChange, KeyringStanding, KeyRotation, KeyUse, PassphraseChange, Protection
from wallet.model.backup import BackupFacts, BackupMade, BackupStatus, MergeOutcome, OriginalsExported, Restored
from wallet.model.card import Card, Original
from wallet.model.given import Given
from wallet.model.holder import HolderKey, KeyKind
from wallet.model.library import EVERYTHING, CardPage, CardQuery, Collection, TagCount, ThrownAway, Trashed
from wallet.model.outcomes import CardSummary, ImportOutcome, LcwExported, NewWallet, RefreshOutcome
from wallet.model.portfolio import Portfolio, PortfolioExport
from wallet.model.presentation import (
    DisclosureChoice,
    Field,
    Presentation,
    PresentationRecord,
    PresentationRequest,
    PresentOrder,
    Preview,
    QrPicture,
)
from wallet.model.snapshot import Snapshot
from wallet.model.trust import TrustList
from wallet.ports import Clock, Entropy, Fetcher, SecretStore
from wallet.vault.calibration import for_this_computer
from wallet.vault.kdf import KdfProfile
from wallet.vault.vault import Vault
from wallet.verify.trust_list import read_trust_list


class Session:
    """An unlocked wallet. Close it, or use it in a ``with`` block.

    Ids may be shortened to their beginning.  Every act raises VaultError where the store cannot be read or written, and
    UsageError("unknown-credential", "ambiguous-id") for an id that names none or several.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Lock: close the store. The keys are gone for good only when this process ends."""
        self._parts.vault.close()

    @property
    def notices(self) -> tuple[str, ...]:
        """Codes of what the holder should know about this opening (``wallet.vault.vault.Vault``)."""
        return self._parts.vault.notices

    # ---- bringing in

    def import_inputs(
        self,
        inputs: Iterable[Given],
        *,
        settle: bool = False,
        material: tuple[Snapshot, ...] = (),
        backup_passphrase: str = "",
    ) -> Iterator[ImportOutcome]:
        """Bring in what these inputs hold; see ``acts.importing``."""
        return importing.import_inputs(
            self._parts, inputs, settle=settle, material=material, backup_passphrase=backup_passphrase
        )

    def refresh(self, ids: tuple[str, ...] = ()) -> Iterator[RefreshOutcome]:
        """Judge these credentials again, or all; see ``acts.refreshing``."""
        return refreshing.refresh(self._parts, ids)

    def add_trust_list(self, data: bytes) -> TrustList:
        """Keep a list of issuers. Raises InputRefused("trust-list-unreadable")."""
        known = read_trust_list(data)
        self._parts.vault.trust_lists.put(known)
        return known

    def trust_lists(self) -> tuple[TrustList, ...]:
        """The lists of issuers that this wallet knows."""
        return self._parts.vault.trust_lists.list()

    # ---- looking

    def cards(self, query: CardQuery = EVERYTHING) -> Iterator[CardSummary]:
        """Every credential that is asked for, as of now, page by page. Raises UsageError as ``page`` does."""
        return finding.cards(self._parts, query)

    def page(self, query: CardQuery) -> CardPage:
        """One page of them. Raises UsageError for what cannot be asked; see ``wallet.vault.library``."""
        return finding.page(self._parts, query)

    def summary(self, name: str) -> CardSummary:
        """One credential in short."""
        return finding.summary(self._parts, name)

    def versions(self, name: str) -> tuple[CardSummary, ...]:
        """Other versions of the same credential that are kept beside it, newest first."""
        return finding.versions(self._parts, name)

    def card(self, name: str) -> Card:
        """One credential, judged now with what is kept."""
        return keeping.card(self._parts, name)

    def fields(self, name: str) -> tuple[Field, ...]:
        """What it says, claim by claim, and which claims can be shown or hidden singly."""
        return fields(self.card(name).credential, DisclosureChoice())

    def original(self, name: str) -> Original:
        """The file that it came in, byte for byte."""
        return keeping.original(self._parts, name)

    def bake(self, name: str, picture: bytes) -> Original:
        """A copy of this PNG or SVG picture that carries the credential. Raises InputRefused."""
        return keeping.bake(self._parts, name, picture)

    def holder_keys(self) -> tuple[HolderKey, ...]:
        """The public halves of the wallet's own keys."""
        return self._parts.vault.holder_keys.list()

    def key_uses(self) -> tuple[KeyUse, ...]:
        """The same with how many credentials are bound to each; those that nobody has seen come last."""
        return keys.uses(self._parts)

    def new_holder_key(self, kind: KeyKind, purpose: str = "presenting") -> HolderKey:
        """A key for one more credential: who sees another key cannot tell that it is the same person. Raises UsageError."""
        return keys.new_holder_key(self._parts, kind, purpose)

    # ---- keeping in order

    def delete(self, name: str) -> ThrownAway:
        """Put a credential into the trash, where it stays for thirty days; the log of what was shown stays for good."""
        return tidying.throw_away(self._parts, name)

    def undelete(self, name: str) -> CardSummary:
        """Bring a credential back from the trash. Raises UsageError("not-in-trash")."""
        return tidying.bring_back(self._parts, name)

    def trash(self) -> tuple[Trashed, ...]:
        """What lies in the trash, the last thrown away first."""
        return tidying.in_trash(self._parts)

    def empty_trash(self) -> int:
        """Remove for good all that lies in the trash; how many."""
        return tidying.empty_trash(self._parts)

    def set_note(self, name: str, note: str) -> None:
        """Replace the holder's own words on a credential. Raises UsageError("note-too-long")."""
        self._parts.vault.credentials.set_note(self._parts.resolve(name), note)

    def tag(self, name: str, *, add: tuple[str, ...] = (), remove: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Give a credential more tags and take some away; what it has now. Raises UsageError("bad-name", "too-many-tags")."""
        return tidying.change_tags(self._parts, name, add, remove)

    def tags(self) -> tuple[TagCount, ...]:
        """Every tag, with the number of its credentials."""
        return self._parts.vault.tags.all()

    def collections(self) -> tuple[Collection, ...]:
        """Every collection, by name; what is in one: ``page`` with it."""
        return self._parts.vault.collections.list()

    def save_collection(self, name: str, query: str = "") -> Collection:
        """Make a collection: by hand, or a saved search. Raises UsageError; see ``acts.tidying`` and ``vault.collections``."""
        return tidying.save_collection(self._parts, name, query)

    def rename_collection(self, name: str, new: str) -> Collection:
        """Give a collection another name. Raises UsageError("unknown-collection", "bad-name", "name-taken")."""
        return self._parts.vault.collections.rename(name, new)

    def remove_collection(self, name: str) -> None:
        """Remove a collection; its credentials stay. Raises UsageError("unknown-collection")."""
        self._parts.vault.collections.remove(name)

    def add_to_collection(self, name: str, ids: tuple[str, ...]) -> None:
        """Add credentials. Raises UsageError("unknown-collection", "smart-collection")."""
        tidying.add_to_collection(self._parts, name, ids)

    def take_from_collection(self, name: str, ids: tuple[str, ...]) -> None:
        """Take credentials out. Raises UsageError("unknown-collection", "smart-collection", "not-in-collection")."""
        tidying.take_from_collection(self._parts, name, ids)

    # ---- backups

    def backup(self, target: Path | None = None) -> BackupMade:
        """Everything in one encrypted file, read back before it has its name; see ``backup.making``. Raises UsageError."""
        return backing.back_up(self._parts, target)

    def backup_status(self) -> BackupStatus:
        """When the wallet was last backed up, and how many credentials are new since."""
        return backing.status(self._parts)

    def export_originals(self, target: Path) -> OriginalsExported:
        """Every original file in one plain ZIP, not encrypted. Raises UsageError("cannot-write")."""
        return backing.export_originals(self._parts, target)

    def export_lcw(self, target: Path, *, with_keys: bool = False) -> LcwExported:
        """Every credential in a file for Learner Credential Wallet, not encrypted. Raises UsageError("cannot-write")."""
        return lcw_export.export_lcw(self._parts, target, with_keys=with_keys)

    def merge(self, other: Path, secret: str) -> Iterator[MergeOutcome]:
        """Take in what another wallet's folder, or a backup, holds; see ``acts.merging``. Raises as opening that does."""
        return merging.merge(self._parts, other, secret)

    # ---- who can open it (each asks again for the present passphrase or recovery code)

    def protection(self) -> Protection:
        """What opens this wallet, what a guess costs, and whether the recovery code was confirmed."""
        return self._parts.vault.access.protection()

    def change_passphrase(self, present: str, new: str) -> PassphraseChange:
        """A new passphrase. Backups made before still open with the old one. Raises WrongPassphrase, UsageError."""
        return keys.change_passphrase(self._parts, present, new)

    def draft_recovery_code(self) -> str:
        """A new recovery code that opens nothing yet: show it before it is adopted."""
        return self._parts.vault.access.draft_recovery_code()

    def adopt_recovery_code(self, present: str, code: str) -> None:
        """From now on this code opens the wallet, and the old one does not. Raises UsageError, WrongPassphrase."""
        self._parts.vault.access.adopt_recovery_code(present, code)

    def confirm_recovery_code(self, words: str) -> None:
        """Remember that the code is written down: the groups asked for, or all of it. Raises UsageError."""
        self._parts.vault.access.confirm_recovery_code(words)

    def rotate_keys(self, passphrase: str, code: str) -> KeyRotation:
        """New keys throughout, under the same passphrase and this recovery code; see ``vault.rotation``."""
        return keys.rotate(self._parts, passphrase, code)

    def add_keyring(self, present: str) -> KeyringChange:
        """Let the system's keyring open the wallet too, or repair that. Raises KeyringUnavailable, WrongPassphrase."""
        return keys.add_keyring(self._parts, present)

    def remove_keyring(self, present: str) -> KeyringChange:
        """Let the keyring open it no more. Raises KeyringUnavailable("keyring-not-used"), WrongPassphrase."""
        return keys.remove_keyring(self._parts, present)

    def keyring_standing(self) -> KeyringStanding:
        """Whether the keyring opens the wallet now, and if not, why."""
        return keys.keyring_standing(self._parts)

    # ---- showing

    def preview(self, order: PresentOrder) -> tuple[Preview, ...]:
        """What would be seen, credential by credential. Raises PresentationRefused."""
        return presenting.previews(self._parts, order)

    def present(self, order: PresentOrder, *, lifetime: presenting.Lifetime = None, to_qr: bool = False) -> Presentation:
        """Make and record a presentation. Raises PresentationRefused."""
        return presenting.make(self._parts, order, lifetime=lifetime, to_qr=to_qr)

    def qr(self, presentation: Presentation) -> QrPicture:
        """A presentation as one QR code. Raises PresentationRefused("too-long-for-qr")."""
        return presenting.picture(presentation)

    def log(self) -> tuple[PresentationRecord, ...]:
        """What was shown, newest first."""
        return keeping.log(self._parts)

    # ---- portfolios

    def new_portfolio(
        self, name: str, *, title: str = "", words: str = "", items: tuple[tuple[str, str], ...] = ()
    ) -> Portfolio:
        """A portfolio of (credential id, own words). Raises PortfolioRefused."""
        return portfolios.new(self._parts, name, title=title, words=words, items=items)

    def add_to_portfolio(self, name: str, credential: str, words: str = "") -> Portfolio:
        """The portfolio with one more credential. Raises PortfolioRefused."""
        return portfolios.add(self._parts, name, credential, words)

    def portfolios(self) -> tuple[Portfolio, ...]:
        """Every portfolio."""
        return self._parts.vault.portfolios.list()

    def export_portfolio(
        self, name: str, *, kind: str, audience: str = "", nonce: str = "", lifetime: presenting.Lifetime = None
    ) -> PortfolioExport:
        """The portfolio signed, as ``vp`` or ``pdf``. Raises PortfolioRefused and PresentationRefused."""
        request = PresentationRequest(audience=audience, nonce=nonce)
        return portfolios.export(self._parts, name, kind=kind, request=request, lifetime=lifetime)


def create_wallet(
    folder: Path, passphrase: str, *, clock: Clock, entropy: Entropy, profile: KdfProfile | None = None
) -> NewWallet:
    """Make a wallet with a key of each kind for issuers to bind credentials to. Raises VaultError.

    Without a ``profile`` it is measured what a guess at the passphrase can cost on this computer, which takes a second.
    """
    vault, code = Vault.create(folder, passphrase, profile=profile or for_this_computer(), clock=clock, entropy=entropy)
    with vault:
        for kind in KeyKind:
            key, private = holder_keys.create(kind, entropy, clock.now())
            vault.holder_keys.put(key, private)
        return NewWallet(folder=str(vault.folder), vault_id=vault.vault_id, recovery_code=code)


def check_backup(file: Path, secret: str) -> BackupFacts:
    """Prove that a backup opens and is whole; no wallet is touched. Raises WrongPassphrase, InputRefused and VaultError."""
    from wallet.backup import restoring

    return restoring.check(file, secret)


def restore_wallet(file: Path, folder: Path, secret: str, *, entropy: Entropy, replace: bool) -> Restored:
    """Make the wallet of a backup again; one that stands there is kept aside. Raises as ``check_backup``, and VaultError."""
    from wallet.backup import restoring

    return restoring.restore(file, folder, secret, entropy=entropy, replace=replace)


def keyring_of(folder: Path) -> str:
    """The system's keyring that this wallet says opens it; "" where none does."""
    return Vault.keyring_of(folder)


def open_wallet(
    folder: Path,
    secret: str | None,
    *,
    clock: Clock,
    entropy: Entropy,
    reader: Reader,
    fetcher: Fetcher | None = None,
    secret_store: SecretStore | None = None,
    cost: Callable[[], KdfProfile] = for_this_computer,
) -> Session:
    """Unlock a wallet with its passphrase or recovery code, or with ``secret_store`` where the secret is None.

    Raises VaultError, WrongPassphrase, VaultDamaged, KeyringUnavailable.
    """
    opener = secret_store if secret is None else secret
    if opener is None:
        raise KeyringUnavailable("keyring-missing", "There is no keyring here that Satchel uses. Use the passphrase.")
    vault = Vault.open(folder, opener, clock=clock, entropy=entropy)
    return Session(
        Parts(
            vault=vault,
            clock=clock,
            entropy=entropy,
            reader=reader,
            fetcher=fetcher,
            secret_store=secret_store,
            cost=cost,
        )
    )
