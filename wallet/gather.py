"""Gathering: what verification lacks is fetched, read again, and kept as dated snapshots, as far as somebody agrees.

Two acts, both given a fetcher that asks for consent and refuses private addresses by itself:

* ``from_link``   an address -> the credential behind it: its machine-readable twins first, then, where a page answers, the
  credential that the page names.
* ``settle``      a judged input -> the documents in its report's ``needs`` are fetched and it is judged again, for as long
  as that helps and at most ``_ROUNDS`` times (an assertion names its badge, the badge its issuer, the issuer its keys).
  A host that let us wait once is not asked again for this input.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from wallet.errors import FetchFailed, FetchRefused, InputRefused, WalletError
from wallet.intake.reader import Reader
from wallet.model.carried import Finding
from wallet.model.given import Question
from wallet.model.snapshot import Snapshot
from wallet.online.links import candidates
from wallet.ports import Fetcher

_ROUNDS = 5
_HOPS = 3
_MOST = 100
"""Documents asked for on behalf of one input: a hostile credential can name thousands, and each may take its whole time."""
_PAGES = 20
"""Pages and addresses tried for one link: each page may name fifty more."""
_SILENT = frozenset({"timeout", "unreachable"})
ACCEPT = "application/vc, application/vp, application/vc+jwt, application/ld+json, application/json, text/html;q=0.5, */*;q=0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The findings about one input, the documents fetched for it, and what could not be fetched and why.

    ``body`` and ``media_type`` are the document behind a link, as received; empty where nothing was read.
    """

    findings: tuple[Finding, ...]
    fetched: Mapping[str, Snapshot] = field(default_factory=dict)
    unanswered: Mapping[str, WalletError] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)
    media_type: str = ""


def from_link(question: Question, reader: Reader, fetcher: Fetcher) -> Gathered:
    """What lies behind the address ``question.source``, judged with all that its checks need as far as it can be fetched."""
    trail: list[WalletError] = []
    queue = [(url, 0) for url in candidates(question.source)]
    seen: set[str] = set()
    while queue and len(seen) < _PAGES:
        url, hop = queue.pop(0)
        if url in seen:
            continue
        seen.add(url)
        try:
            page = fetcher.fetch(url, accept=ACCEPT)
        except (FetchFailed, FetchRefused) as error:
            trail.append(error)
            continue
        known = {**question.material, url: page}
        asked = replace(question, data=page.body, base_url=page.final_url, material=known)
        findings = reader.read(asked)
        if any(finding.credential or finding.presented for finding in findings):
            gathered = settle(asked, findings, reader, fetcher)
            return replace(gathered, fetched={url: page, **gathered.fetched}, body=page.body, media_type=page.media_type)
        trail += [finding.error for finding in findings if finding.error]
        if hop < _HOPS:
            queue[:0] = [(finding.link, hop + 1) for finding in findings if finding.link]
    return Gathered(findings=(Finding(source=question.source, index=0, error=_why_nothing(question.source, trail)),))


def settle(question: Question, findings: tuple[Finding, ...], reader: Reader, fetcher: Fetcher) -> Gathered:
    """Fetch what the reports of ``findings`` need, judge again, and repeat while new documents arrive."""
    fetched: dict[str, Snapshot] = {}
    unanswered: dict[str, WalletError] = {}
    silent: dict[str, WalletError] = {}
    for _round in range(_ROUNDS):
        wanted = [url for url in _needs(findings) if url not in fetched and url not in unanswered]
        for url in wanted[: max(0, _MOST - len(fetched) - len(unanswered))]:
            host = url.split("/", 3)[2:3]
            if host and host[0] in silent:
                unanswered[url] = silent[host[0]]
                continue
            try:
                fetched[url] = fetcher.fetch(url, accept=ACCEPT)
            except (FetchFailed, FetchRefused) as error:
                unanswered[url] = error
                if host and error.code in _SILENT:
                    silent[host[0]] = error
        if not any(url in fetched for url in wanted):
            break
        findings = reader.read(replace(question, material={**question.material, **fetched}))
    return Gathered(findings=findings, fetched=fetched, unanswered=unanswered)


def _needs(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(url for finding in findings if finding.report is not None for url in finding.report.needs))


def _why_nothing(source: str, trail: list[WalletError]) -> WalletError:
    """The most telling of what went wrong: an answer that was no credential says more than a twin that does not exist."""
    for error in trail:
        if not isinstance(error, FetchFailed):
            return error
    return trail[0] if trail else InputRefused("no-credential", f"{source} names no credential that can be read.")
