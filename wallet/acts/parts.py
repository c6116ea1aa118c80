"""What every act is given: the open vault, the ports, and the reader of untrusted bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from wallet.errors import FetchFailed, UsageError, VaultDamaged
from wallet.gather import Gathered, settle
from wallet.intake.reader import Reader
from wallet.model.carried import Finding
from wallet.model.credential import Credential
from wallet.model.given import Question
from wallet.model.report import VerificationReport
from wallet.model.snapshot import Snapshot
from wallet.model.trust import VerificationPolicy
from wallet.ports import Clock, Entropy, Fetcher, SecretStore
from wallet.vault import calibration
from wallet.vault.kdf import KdfProfile
from wallet.vault.stored import StoredCredential
from wallet.vault.vault import Vault

_SHORTEST_PREFIX = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts of an unlocked wallet. ``fetcher`` is None where nobody may go online.

    ``secret_store`` is the system's keyring, None where there is none.  ``cost`` measures what a guess at a new passphrase
    shall cost.
    """

    vault: Vault
    clock: Clock
    entropy: Entropy
    reader: Reader
    fetcher: Fetcher | None = None
    secret_store: SecretStore | None = None
    cost: Callable[[], KdfProfile] = calibration.for_this_computer

    def policy(self) -> VerificationPolicy:
        """The owner's trust lists."""
        return VerificationPolicy(trust_lists=self.vault.trust_lists.list(), own=True)

    def resolve(self, name: str) -> str:
        """The id that begins with ``name``. Raises UsageError("unknown-credential", "ambiguous-id" or "in-trash")."""
        wanted = name.strip().lower()
        found = self.vault.credentials.ids(starting=wanted) if wanted else ()
        if len(found) == 1 and (len(wanted) >= _SHORTEST_PREFIX or found[0] == wanted):
            return found[0]
        if not found and wanted and self.vault.credentials.ids(starting=wanted, in_trash=True):
            raise UsageError("in-trash", f"“{name}” is in the trash. Bring it back with: satchel undelete {wanted[:32]}")
        if not found:
            raise UsageError("unknown-credential", f"The wallet holds no credential with the id “{name}”. See: satchel list")
        raise UsageError("ambiguous-id", f"“{name}” is too short to name one credential; give more of its id.")

    def judge(self, question: Question, findings: tuple[Finding, ...], kept: Mapping[str, Snapshot]) -> Gathered:
        """The findings with what the wallet keeps, then with what may be fetched."""
        gathered = settle(question, findings, self.reader, _KeptDocuments(kept))
        if self.fetcher is None:
            return replace(gathered, fetched={}, unanswered={})
        asked = replace(question, material={**question.material, **gathered.fetched})
        return settle(asked, gathered.findings, self.reader, self.fetcher)

    def reread(
        self, stored: StoredCredential, *, online: bool = False, fresh: Mapping[str, Snapshot] = MappingProxyType({})
    ) -> tuple[Credential, VerificationReport, Gathered]:
        """A stored credential read from its bytes and judged again, with the documents pinned to it.

        ``fresh`` are copies that are not kept yet, which count before those that are.

        Raises VaultDamaged("vault-damaged") when what the vault holds is no credential any more.
        """
        question = Question(source=stored.id, data=stored.payload, now=self.clock.now(), policy=self.policy())
        findings = self.reader.read(question)
        parts = self if online else replace(self, fetcher=None)
        gathered = parts.judge(question, findings, {**self.vault.snapshots.material_for(stored.id), **fresh})
        found = gathered.findings[0]
        if found.credential is None or found.report is None:
            if found.error is not None:
                raise found.error
            raise VaultDamaged("vault-damaged", "A credential in the wallet can no longer be read as one. Restore a backup.")
        return found.credential, found.report, gathered


class _KeptDocuments:
    """A fetcher that goes nowhere: it answers from what the wallet keeps."""

    def __init__(self, kept: Mapping[str, Snapshot]) -> None:
        self._kept = kept

    def fetch(self, url: str, *, accept: str = "*/*") -> Snapshot:
        del accept
        if url not in self._kept:
            raise FetchFailed("not-kept", f"The wallet keeps no copy of {url}.")
        return self._kept[url]
