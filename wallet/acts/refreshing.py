"""Judging again what is in the wallet: with newer evidence where somebody agrees to fetch it, else with what is kept."""

from __future__ import annotations

from collections.abc import Iterator

from wallet.acts.evidence import refusal
from wallet.acts.importing import contexts_of
from wallet.acts.parts import Parts
from wallet.errors import FetchFailed, FetchRefused
from wallet.gather import ACCEPT
from wallet.model.credential import Credential
from wallet.model.outcomes import RefreshOutcome
from wallet.model.snapshot import Snapshot
from wallet.vault.stored import StoredCredential


def refresh(parts: Parts, names: tuple[str, ...]) -> Iterator[RefreshOutcome]:
    """Each named credential (all, where none is named) judged again and its new report kept.

    Whole status lists and the issuer's own documents are fetched anew, each once for all the credentials that need it.
    """
    ids = tuple(parts.resolve(name) for name in names) or parts.vault.credentials.ids()
    asked: dict[str, Snapshot | FetchFailed | FetchRefused] = {}
    for name in ids:
        yield _again(parts, parts.vault.credentials.get(name), asked)


def _again(parts: Parts, stored: StoredCredential, asked: dict[str, Snapshot | FetchFailed | FetchRefused]) -> RefreshOutcome:
    credential, by_kept, _ = parts.reread(stored)
    urls = _evidence(credential) if parts.fetcher is not None else ()
    answers = {url: _ask(parts, url, asked) for url in urls}
    fresh = {url: answer for url, answer in answers.items() if isinstance(answer, Snapshot)}
    refused = {url: answer for url, answer in answers.items() if not isinstance(answer, Snapshot)}
    online = parts.fetcher is not None
    credential, report, gathered = parts.reread(stored, online=online, fresh=fresh)
    turned_away = {
        url: problem
        for url, snapshot in fresh.items()
        if (problem := refusal(snapshot, parts.vault.snapshots.latest(url), by_kept, report))
    }
    if turned_away:
        fresh = {url: snapshot for url, snapshot in fresh.items() if url not in turned_away}
        credential, report, gathered = parts.reread(stored, online=online, fresh=fresh)
    for snapshot in (*fresh.values(), *gathered.fetched.values()):
        parts.vault.snapshots.keep(snapshot)
    for snapshot in contexts_of(credential.document, gathered.fetched):
        parts.vault.snapshots.pin(stored.id, snapshot)
    parts.vault.credentials.set_report(stored.id, report, credential)
    return RefreshOutcome(
        id=stored.id,
        name=stored.title,
        before=stored.report.headline,
        report=report,
        fetched=(*fresh, *gathered.fetched),
        unanswered={**refused, **turned_away, **gathered.unanswered},
    )


def _evidence(credential: Credential) -> tuple[str, ...]:
    """The addresses whose answer can change with time: status lists, and a hosted badge's own page."""
    own = (
        (credential.credential_id,)
        if credential.format.value == "ob2" and credential.credential_id.startswith("https:")
        else ()
    )
    return tuple(dict.fromkeys((*(entry.url for entry in credential.status if entry.url), *own)))


def _ask(
    parts: Parts, url: str, asked: dict[str, Snapshot | FetchFailed | FetchRefused]
) -> Snapshot | FetchFailed | FetchRefused:
    """A fresh copy, each once for all the credentials that need it."""
    if url not in asked and parts.fetcher is not None:
        try:
            asked[url] = parts.fetcher.fetch(url, accept=ACCEPT)
        except (FetchFailed, FetchRefused) as error:
            asked[url] = error
    return asked[url]
