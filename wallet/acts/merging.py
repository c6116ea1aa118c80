"""Two wallets become one: what either holds is kept, nothing is taken on the other's word, and a second time changes nothing.

A credential is read and judged again by this wallet, as if it were imported; the other wallet's reports are not believed, only
the documents that it kept are taken along.  One transaction a credential: an interrupted merge is simply started again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from wallet.acts import merging_credentials, merging_others
from wallet.acts.parts import Parts
from wallet.backup import other as other_wallet
from wallet.errors import UsageError
from wallet.model.backup import MergeDecision, MergeOutcome
from wallet.model.snapshot import Snapshot
from wallet.vault.holdings import Holdings
from wallet.vault.vault import Vault

_LEEWAY = timedelta(minutes=5)


def merge(parts: Parts, other: Path, secret: str) -> Iterator[MergeOutcome]:
    """Take in what another wallet's folder, or a backup, holds; one outcome for each thing, once it is durably stored.

    Raises UsageError("same-wallet"), WrongPassphrase, InputRefused, VaultError and VaultDamaged as opening the other does.
    """
    ours = parts.vault.folder
    with other_wallet.opened(other, secret, ours, clock=parts.clock, entropy=parts.entropy) as theirs:
        yield from _documents(parts, theirs)
        yield from merging_others.keys(parts.vault, theirs)
        yield from merging_others.trust_lists(parts.vault, theirs)
        names, outcomes = merging_others.collections(parts.vault, theirs)
        yield from outcomes
        yield from merging_credentials.credentials(parts, theirs, names)
        yield from merging_others.portfolios(parts.vault, theirs)
        yield from merging_others.presentations(parts.vault, theirs)


def _documents(parts: Parts, theirs: Vault) -> Iterator[MergeOutcome]:
    """Kept documents. One dated ahead of our clock would stand for the newest for ever."""
    held = set(_names(parts.vault.holdings))
    latest = parts.clock.now() + _LEEWAY
    for row in theirs.holdings.documents():
        outcome = MergeOutcome(what="document", id=row.content, name=row.url, decision=MergeDecision.ALREADY_HERE)
        if (row.url, row.fetched_at.isoformat(), row.content) in held:
            yield outcome
        elif row.fetched_at > latest:
            sentence = f"The other wallet's copy of {row.url} is dated in the future. Check both clocks, then merge again."
            yield _refused(outcome, UsageError("material-from-the-future", sentence))
        else:
            parts.vault.snapshots.keep(
                Snapshot(
                    url=row.url,
                    final_url=row.final_url,
                    media_type=row.media_type,
                    fetched_at=row.fetched_at,
                    body=theirs.holdings.content(row.content),
                )
            )
            yield MergeOutcome(what="document", id=row.content, name=row.url, decision=MergeDecision.ADDED)


def _names(holdings: Holdings) -> Iterator[tuple[str, str, str]]:
    for row in holdings.documents():
        yield row.url, row.fetched_at.isoformat(), row.content


def _refused(outcome: MergeOutcome, error: UsageError) -> MergeOutcome:
    return MergeOutcome(what=outcome.what, id=outcome.id, name=outcome.name, decision=MergeDecision.REFUSED, error=error)
