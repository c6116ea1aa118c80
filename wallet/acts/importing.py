"""Bringing credentials in: read in a worker, judged, kept with their evidence, and only then acknowledged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import groupby, islice
from typing import cast

from wallet.acts import foreign
from wallet.acts.parts import Parts
from wallet.errors import FetchRefused, InputRefused, UsageError, WalletError
from wallet.gather import Gathered, from_link
from wallet.holder.keys import bound_key
from wallet.intake.containers import Aside, parted
from wallet.model.card import Original
from wallet.model.carried import Carrier, Finding
from wallet.model.credential import Credential
from wallet.model.given import Given, Question
from wallet.model.outcomes import Decision, ImportOutcome
from wallet.model.presentation import PresentationKind
from wallet.model.snapshot import Snapshot
from wallet.vault.stored import Kept, Received

_BATCH = 64
_LEEWAY = timedelta(minutes=5)
_MEDIA_TYPES = {
    Carrier.JSON: "application/json",
    Carrier.TEXT: "text/plain",
    Carrier.PNG: "image/png",
    Carrier.SVG: "image/svg+xml",
    Carrier.PDF: "application/pdf",
    Carrier.QR: "application/octet-stream",
    Carrier.HTML: "text/html",
}


def import_inputs(
    parts: Parts,
    inputs: Iterable[Given],
    *,
    settle: bool,
    material: tuple[Snapshot, ...] = (),
    backup_passphrase: str = "",
) -> Iterator[ImportOutcome]:
    """One outcome for each credential found, as soon as it is durably stored; a broken input costs that input only.

    An archive stands for the files in it.  Another wallet's backup gives the outcomes of its credentials, then one with what
    became of the whole; ``backup_passphrase`` opens it where it is locked.  ``settle`` fetches what checks lack, ``material``
    are documents that came along and are kept as well.
    """
    _keep(parts, material)

    def take(batch: Iterable[Given]) -> Iterator[ImportOutcome]:
        """With an importer of their own, which knows the keys and documents that came before."""
        importer = _Importer(parts if settle else replace(parts, fetcher=None), parts)
        queue = iter(batch)
        while some := list(islice(queue, _BATCH)):
            yield from importer.take(some)

    for is_aside, items in groupby(parted(inputs), lambda item: isinstance(item, Aside)):
        if is_aside:
            for item in items:
                yield from foreign.bring_in(parts, cast(Aside, item), backup_passphrase, take)
        else:
            yield from take(cast("Iterator[Given]", items))


def _keep(parts: Parts, material: tuple[Snapshot, ...]) -> None:
    """Keep documents that came along; one dated ahead of our clock would stand for the newest for ever."""
    latest = parts.clock.now() + _LEEWAY
    for snapshot in material:
        if snapshot.fetched_at > latest:
            sentence = (
                f"The kept copy of {snapshot.url} says that it was fetched at a time yet to come. Check its date, or the clock."
            )
            raise UsageError("material-from-the-future", sentence)
    for snapshot in material:
        parts.vault.snapshots.keep(snapshot)


class _Importer:
    """Takes batches in. ``settling`` may fetch what a check lacks; ``linking`` may fetch an address that was given."""

    def __init__(self, settling: Parts, linking: Parts) -> None:
        self._settling = settling
        self._linking = linking
        self._kept = linking.vault.snapshots.material()
        self._keys = linking.vault.holder_keys.list()
        self._policy = linking.policy()

    def take(self, batch: list[Given]) -> Iterator[ImportOutcome]:
        readable = [given for given in batch if given.data is not None and given.error is None]
        answers = self._linking.reader.read_all([self._question(given) for given in readable])
        for given in batch:
            if given.error is not None:
                yield _refused(given.source, 0, given.error)
            elif given.data is None:
                yield from self._from_link(given)
            else:
                yield from self._from_file(given, next(answers))

    def _question(self, given: Given) -> Question:
        return Question(source=given.source, data=given.data or b"", now=self._linking.clock.now(), policy=self._policy)

    def _from_file(self, given: Given, findings: tuple[Finding, ...]) -> Iterator[ImportOutcome]:
        try:
            gathered = self._settling.judge(self._question(given), findings, self._kept)
        except WalletError as error:
            yield _refused(given.source, 0, error)
            return
        yield from self._store(given, gathered)

    def _from_link(self, given: Given) -> Iterator[ImportOutcome]:
        if self._linking.fetcher is None:
            sentence = "This is an address, and the wallet works offline. Give the file, or allow it with --online."
            yield _refused(given.source, 0, FetchRefused("offline", sentence))
            return
        question = replace(self._question(given), data=b"", material=self._kept)
        gathered = from_link(question, self._linking.reader, self._linking.fetcher)
        yield from self._store(replace(given, data=gathered.body), gathered)

    def _store(self, given: Given, gathered: Gathered) -> Iterator[ImportOutcome]:
        for snapshot in gathered.fetched.values():
            self._linking.vault.snapshots.keep(snapshot)
        self._kept = {**self._kept, **gathered.fetched}
        several = sum(found.credential is not None for found in gathered.findings) > 1
        for found in gathered.findings:
            try:
                outcome = self._one(given, gathered, found, several=several)
            except WalletError as error:
                outcome = _refused(given.source, found.index, error)
            if outcome is not None:
                yield outcome

    def _one(self, given: Given, gathered: Gathered, found: Finding, *, several: bool) -> ImportOutcome | None:
        if found.error is not None:
            return _refused(given.source, found.index, found.error)
        if found.presented is not None:
            return _presentation(given.source, found)
        if found.link:
            sentence = f"This holds only an address, {found.link}. Import that address itself to fetch the credential."
            return _refused(given.source, found.index, InputRefused("only-a-link", sentence))
        if found.credential is None or found.report is None or _inside_key_binding(gathered, found):
            return None
        if found.inside is not None:
            found = self._alone(given, found, found.credential)
        if found.credential is None or found.report is None:
            return None
        key = bound_key(found.credential, self._keys)
        received = Received(
            credential=found.credential,
            report=found.report,
            originals=(_original(given, found, found.credential, whole=not several),),
            pins=tuple(contexts_of(found.credential.document, {**self._kept, **gathered.fetched})),
            holder_key=key.id if key else "",
        )
        kept = self._linking.vault.credentials.put(received)
        return ImportOutcome(
            source=given.source,
            index=found.index,
            decision=_decision(kept),
            id=kept.id,
            name=found.credential.name,
            issuer_name=found.credential.issuer.name or found.credential.issuer.id,
            format=found.credential.format.value,
            report=found.report,
            other_versions=self._linking.vault.credentials.versions_of(kept.id),
            unanswered=gathered.unanswered,
        )

    def _alone(self, given: Given, found: Finding, credential: Credential) -> Finding:
        """A credential out of a bundle, judged on its own: whose showing it was in says nothing about it."""
        question = replace(self._question(given), data=credential.raw)
        alone = self._settling.judge(question, self._linking.reader.read(question), self._kept).findings[0]
        if alone.error is not None:
            raise alone.error
        return replace(alone, source=found.source, index=found.index, inside=found.inside)


def _decision(kept: Kept) -> Decision:
    if kept.restored:
        return Decision.BROUGHT_BACK
    return Decision.ADDED if kept.is_new else Decision.ALREADY_HERE


def _presentation(source: str, found: Finding) -> ImportOutcome | None:
    """A bundle is opened: its credentials are taken. An SD-JWT bound to somebody's showing is not a credential to keep."""
    if found.presented is None or found.presented.kind is not PresentationKind.SD_JWT_KB:
        return None
    sentence = "This was made to be shown to somebody once, it is not the credential itself. Import the original instead."
    return _refused(source, found.index, InputRefused("presentation-not-importable", sentence))


def _inside_key_binding(gathered: Gathered, found: Finding) -> bool:
    around = next((other for other in gathered.findings if other.index == found.inside), None)
    return bool(around and around.presented and around.presented.kind is PresentationKind.SD_JWT_KB)


def _original(given: Given, found: Finding, credential: Credential, *, whole: bool) -> Original:
    """The file as it came; of a file with several credentials inside, the part that is this one."""
    carrier = found.carrier or Carrier.TEXT
    if whole and found.inside is None and given.data:
        return Original(name=given.source, media_type=_MEDIA_TYPES[carrier], carrier=carrier, data=given.data)
    is_json = credential.raw.lstrip()[:1] == b"{"
    inner = Carrier.JSON if is_json else Carrier.TEXT
    return Original(name=given.source, media_type=_MEDIA_TYPES[inner], carrier=inner, data=credential.raw)


def contexts_of(document: object, known: Mapping[str, Snapshot]) -> Iterator[Snapshot]:
    """The kept documents among the contexts that a document names, at any depth, each once."""
    seen: set[str] = set()
    queue = [document]
    while queue:
        item = queue.pop()
        if isinstance(item, list | tuple):
            queue.extend(item)
        elif isinstance(item, Mapping):
            named = item.get("@context")
            for url in named if isinstance(named, list) else [named]:
                if isinstance(url, str) and url in known and url not in seen:
                    seen.add(url)
                    yield known[url]
            queue.extend(item.values())


def _refused(source: str, index: int, error: WalletError) -> ImportOutcome:
    return ImportOutcome(source=source, index=index, decision=Decision.REFUSED, error=error)
