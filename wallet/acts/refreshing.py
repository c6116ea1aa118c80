"""Judging again what is in the wallet: with newer evidence where somebody agrees to fetch it, else with what is kept."""

from __future__ import annotations

from collections.abc import Iterator

from wallet.acts.importing import contexts_of
from wallet.acts.parts import Parts
from wallet.errors import FetchFailed, FetchRefused
from wallet.gather import ACCEPT
from wallet.model.credential import Credential
from wallet.model.outcomes import RefreshOutcome
from wallet.model.snapshot import Snapshot


def refresh(parts: Parts, names: tuple[str, ...]) -> Iterator[RefreshOutcome]:
    """Each named credential (all, where none is named) judged again and its new report kept.

    Whole status lists and the issuer's own documents are fetched anew, each once for all the credentials that need it.
    """
    ids = tuple(parts.resolve(name) for name in names) or parts.vault.credentials.ids()
    asked: dict[str, FetchFailed | FetchRefused | None] = {}
    for name in ids:
        stored = parts.vault.credentials.get(name)
        before = stored.report
        credential, _, _ = parts.reread(stored)
        renewed = tuple(url for url in _evidence(credential) if _renew(parts, url, asked))
        credential, report, gathered = parts.reread(stored, online=parts.fetcher is not None)
        for snapshot in gathered.fetched.values():
            parts.vault.snapshots.keep(snapshot)
        for snapshot in contexts_of(credential.document, gathered.fetched):
            parts.vault.snapshots.pin(name, snapshot)
        parts.vault.credentials.set_report(name, report, credential)
        refused = {url: error for url in _evidence(credential) if (error := asked.get(url))}
        yield RefreshOutcome(
            id=name,
            name=stored.title,
            before=before.headline,
            report=report,
            fetched=(*renewed, *gathered.fetched),
            unanswered={**refused, **gathered.unanswered},
        )


def _evidence(credential: Credential) -> tuple[str, ...]:
    """The addresses whose answer can change with time: status lists, and a hosted badge's own page."""
    own = (
        (credential.credential_id,)
        if credential.format.value == "ob2" and credential.credential_id.startswith("https:")
        else ()
    )
    return tuple(dict.fromkeys((*(entry.url for entry in credential.status if entry.url), *own)))


def _renew(parts: Parts, url: str, asked: dict[str, FetchFailed | FetchRefused | None]) -> bool:
    if parts.fetcher is None:
        return False
    if url not in asked:
        try:
            fresh: Snapshot = parts.fetcher.fetch(url, accept=ACCEPT)
            parts.vault.snapshots.keep(fresh)
            asked[url] = None
        except (FetchFailed, FetchRefused) as error:
            asked[url] = error
    return asked[url] is None
