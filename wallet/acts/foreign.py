"""Bringing in another wallet's backup: its keys first, so that its credentials are known to be bound to them; then a report.

Every credential is judged like any other import and acknowledged once it is durably stored; doing it all again adds nothing.
The names of profiles become collections.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from wallet.acts.parts import Parts
from wallet.errors import UsageError, WalletError
from wallet.holder.keys import describe, signer
from wallet.intake.containers import Aside, read_aside
from wallet.model.foreign import ForeignCredential, ForeignKey, Notice
from wallet.model.given import Given
from wallet.model.holder import IMPORTED
from wallet.model.outcomes import BackupReport, Decision, ImportOutcome, KeyOutcome

Take = Callable[[Iterable[Given]], Iterator[ImportOutcome]]


def bring_in(parts: Parts, aside: Aside, passphrase: str, take: Take) -> Iterator[ImportOutcome]:
    """The outcome of each credential in the backup, then one with the report; of what is no backup after all, its own.

    ``take`` imports ordinary inputs.  A backup that cannot be opened is one refused input, and nothing is written then.
    """
    try:
        wallet = read_aside(aside, passphrase)
    except WalletError as error:
        yield ImportOutcome(source=aside.source, index=0, decision=Decision.REFUSED, error=error)
        return
    if wallet is None:
        yield from take((Given(source=aside.source, data=aside.data),))
        return
    keys = tuple(_keep(parts, key) for key in wallet.keys)
    came: Counter[Decision] = Counter()
    profiles = _Profiles(parts, aside.source, wallet.credentials)
    for outcome in take(Given(source=f"{aside.source}/{one.place}", data=one.data) for one in wallet.credentials):
        came[outcome.decision] += 1
        profiles.file(outcome)
        yield outcome
    report = BackupReport(
        kind=wallet.kind,
        added=came[Decision.ADDED] + came[Decision.BROUGHT_BACK],
        already_here=came[Decision.ALREADY_HERE],
        refused=came[Decision.REFUSED],
        keys=keys,
        profiles=wallet.profiles,
        left_out=wallet.left_out,
        notices=(*wallet.notices, *profiles.notices.values()),
    )
    yield ImportOutcome(source=aside.source, index=0, decision=Decision.BACKUP_READ, backup=report)


class _Profiles:
    """What the owner had put together under a name stays together, as a collection of that name."""

    def __init__(self, parts: Parts, source: str, credentials: Iterable[ForeignCredential]) -> None:
        self._collections = parts.vault.collections
        self._names = {f"{source}/{one.place}": one.profile for one in credentials}
        self.notices: dict[str, Notice] = {}

    def file(self, outcome: ImportOutcome) -> None:
        """Add a credential that is here now to its collection; a second time changes nothing."""
        name = self._names.get(outcome.source, "")
        if not name or not outcome.id or name in self.notices:
            return
        try:
            self._collections.put(name)
            self._collections.add(name, outcome.id)
        except UsageError as error:  # a saved search of this name, too many of them, or no name at all
            sentence = f"The profile “{name}” did not become a collection: {error.message}"
            self.notices[name] = Notice(code="backup-profile-not-filed", message=sentence)


def _keep(parts: Parts, key: ForeignKey) -> KeyOutcome:
    known = replace(describe(signer(key.private, key.kind), key.kind, parts.clock.now()), purpose=IMPORTED)
    is_new = parts.vault.holder_keys.put(known, key.private)
    return KeyOutcome(id=known.id, did=known.did, decision=Decision.ADDED if is_new else Decision.ALREADY_HERE)
