"""Merging credentials: those that are new are read and judged here; of those that both hold, everything is united."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice

from wallet.acts.parts import Parts
from wallet.errors import UsageError, VaultDamaged, WalletError
from wallet.holder.keys import bound_key
from wallet.model.backup import MergeDecision, MergeOutcome
from wallet.model.card import Original
from wallet.model.carried import Finding
from wallet.model.given import Question
from wallet.model.holder import HolderKey
from wallet.model.snapshot import Snapshot
from wallet.model.trust import VerificationPolicy
from wallet.vault import report_json
from wallet.vault.holding_rows import CredentialRow
from wallet.vault.names import checked_name, compared
from wallet.vault.stored import Received, StoredCredential
from wallet.vault.tags import MAX_TAGS
from wallet.vault.vault import Vault

_BATCH = 64
_LEEWAY = timedelta(minutes=5)
NOTES = "\n\n———\n\n"
"""Stands between two notes on one credential that differed."""
LEFT_OUT = "tags-left-out"


def credentials(parts: Parts, theirs: Vault, names: Mapping[str, str]) -> Iterator[MergeOutcome]:
    """One outcome for each credential of theirs; ``names`` are our names for their collections."""
    offline = replace(parts, fetcher=None)
    merger = _Merger(
        parts=offline,
        theirs=theirs,
        names=names,
        kept=parts.vault.snapshots.material(),
        keys=parts.vault.holder_keys.list(),
        policy=parts.policy(),
        held=set(parts.vault.credentials.ids()) | set(parts.vault.credentials.ids(in_trash=True)),
    )
    rows = theirs.holdings.credentials()
    while batch := list(islice(rows, _BATCH)):
        yield from merger.take(batch)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Merger:
    """What merging one credential needs. ``held`` are the ids that we hold, the trash included."""

    parts: Parts
    theirs: Vault
    names: Mapping[str, str]
    kept: Mapping[str, Snapshot]
    keys: tuple[HolderKey, ...]
    policy: VerificationPolicy
    held: set[str]

    def take(self, batch: list[CredentialRow]) -> Iterator[MergeOutcome]:
        new = [row for row in batch if row.id not in self.held]
        questions, outcomes = [], dict[str, MergeOutcome]()
        for row in new:
            try:
                questions.append(self._question(row))
            except VaultDamaged as error:
                outcomes[row.id] = _refused(row, error)
        answers = self.parts.reader.read_all(questions)
        for question, findings in zip(questions, answers, strict=True):
            row = next(one for one in new if one.id == question.source)
            outcomes[row.id] = self._attempt(row, question, findings)
        for row in batch:
            yield outcomes[row.id] if row.id in outcomes else self._attempt(row, None, ())

    def _question(self, row: CredentialRow) -> Question:
        data = self.theirs.holdings.content(row.payload)
        return Question(source=row.id, data=data, now=self.parts.clock.now(), policy=self.policy)

    def _attempt(self, row: CredentialRow, question: Question | None, findings: tuple[Finding, ...]) -> MergeOutcome:
        try:
            with self.parts.vault.holdings.transaction():
                return self._unite(row) if question is None else self._add(row, question, findings)
        except WalletError as error:
            return _refused(row, error)

    def _add(self, row: CredentialRow, question: Question, findings: tuple[Finding, ...]) -> MergeOutcome:
        """One that we do not hold: what it says, and how it stands, is found out here."""
        vault, pins = self.parts.vault, self._pins(row)
        found = self.parts.judge(question, findings, {**self.kept, **pins}).findings[0]
        if found.error is not None:
            raise found.error
        if found.credential is None or found.report is None or found.credential.id != row.id:
            raise UsageError("not-a-credential", "The other wallet holds something here that is no credential.")
        key = bound_key(found.credential, self.keys)
        vault.credentials.put(
            Received(
                credential=found.credential,
                report=found.report,
                originals=tuple(self._originals(row, frozenset())),
                pins=tuple(pins.values()),
                note=row.note,
                holder_key=key.id if key else "",
                added_at=min(row.added_at, question.now),
            )
        )
        if row.trashed_at is not None:
            vault.credentials.trash(row.id)
        came = (*self._tags(row), *self._collections(row))
        return MergeOutcome(what="credential", id=row.id, name=row.title, decision=MergeDecision.ADDED, came=came)

    def _unite(self, row: CredentialRow) -> MergeOutcome:
        """One that both hold: nothing of ours goes, and of theirs comes what we lack."""
        mine = self.parts.vault.credentials.get(row.id)
        steps = (self._life, self._note, self._files, self._documents, self._report)
        came = [word for step in steps for word in step(row, mine)]
        came += (*self._tags(row), *self._collections(row))
        decision = MergeDecision.UNITED if set(came) - {LEFT_OUT} else MergeDecision.ALREADY_HERE
        return MergeOutcome(what="credential", id=row.id, name=mine.title, decision=decision, came=tuple(came))

    def _life(self, row: CredentialRow, mine: StoredCredential) -> Iterator[str]:
        if mine.trashed_at is not None and row.trashed_at is None:
            self.parts.vault.credentials.restore(row.id)
            yield "restored"

    def _note(self, row: CredentialRow, mine: StoredCredential) -> Iterator[str]:
        ours = mine.note.split(NOTES) if mine.note else []
        lacking = [note for note in row.note.split(NOTES) if note and note not in ours]
        if lacking:
            self.parts.vault.holdings.put_note(row.id, NOTES.join([*ours, *lacking]))
            yield "note"

    def _files(self, row: CredentialRow, mine: StoredCredential) -> Iterator[str]:
        for original in self._originals(row, frozenset(one.sha256 for one in mine.originals)):
            self.parts.vault.credentials.add_original(row.id, original)
            yield "file"

    def _documents(self, row: CredentialRow, mine: StoredCredential) -> Iterator[str]:
        held = self.parts.vault.snapshots.pinned(mine.id)
        for url, snapshot in self._pins(row).items():
            if url not in held:
                self.parts.vault.snapshots.pin(mine.id, snapshot)
                yield "document"

    def _report(self, row: CredentialRow, mine: StoredCredential) -> Iterator[str]:
        """Theirs is newer: judged again now, which makes ours the newest."""
        theirs = report_json.from_json(row.report).checked_at
        if mine.report.checked_at < theirs <= self.parts.clock.now():
            credential, report, _ = self.parts.reread(mine)
            self.parts.vault.credentials.set_report(mine.id, report, credential)
            yield "report"

    def _tags(self, row: CredentialRow) -> Iterator[str]:
        """Theirs behind ours, as many as a credential can have; that some did not fit costs nothing else."""
        before = self.parts.vault.tags.of(row.id)
        known = {compared(tag) for tag in before}
        lacking = [tag for tag in row.tags if compared(tag) not in known]
        fitting = [tag for tag in lacking if _is_tag(tag)][: MAX_TAGS - len(before)]
        if fitting:
            self.parts.vault.tags.set(row.id, (*before, *fitting))
            yield "tags"
        if len(fitting) < len(lacking):
            yield LEFT_OUT

    def _collections(self, row: CredentialRow) -> Iterator[str]:
        for member in row.collections:
            ours = self.names.get(member.collection)
            if ours is not None and row.id not in self.parts.vault.collections.items(ours):
                self.parts.vault.collections.add(ours, row.id)
                yield "collection"

    def _originals(self, row: CredentialRow, held: frozenset[str]) -> Iterator[Original]:
        for file in row.originals:
            if file.content not in held:
                data = self.theirs.holdings.content(file.content)
                yield Original(name=file.name, media_type=file.media_type, carrier=file.carrier, data=data)

    def _pins(self, row: CredentialRow) -> dict[str, Snapshot]:
        """The documents by which they read it; none that is dated ahead of our clock."""
        latest = self.parts.clock.now() + _LEEWAY
        pinned = self.theirs.snapshots.pinned(row.id) if row.pins else {}
        return {url: snapshot for url, snapshot in pinned.items() if snapshot.fetched_at <= latest}


def _is_tag(text: str) -> bool:
    try:
        checked_name(text, "tag")
    except UsageError:
        return False
    return True


def _refused(row: CredentialRow, error: WalletError) -> MergeOutcome:
    return MergeOutcome(what="credential", id=row.id, name=row.title, decision=MergeDecision.REFUSED, error=error)
