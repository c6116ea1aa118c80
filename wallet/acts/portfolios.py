"""Portfolios: composed of what is in the wallet, exported as a signed file or as a PDF that carries it."""

from __future__ import annotations

from dataclasses import replace

from wallet.acts.parts import Parts
from wallet.acts.presenting import Lifetime, key_for, record, until
from wallet.errors import PortfolioRefused, UsageError
from wallet.model.credential import Credential
from wallet.model.portfolio import Portfolio, PortfolioExport
from wallet.model.presentation import PresentationRequest
from wallet.portfolio import compose, export_pdf, export_vp


def new(parts: Parts, name: str, *, title: str, words: str, items: tuple[tuple[str, str], ...]) -> Portfolio:
    """A portfolio of these (credential id, own words), in this order. Raises PortfolioRefused and UsageError."""
    if any(known.name == name for known in parts.vault.portfolios.list()):
        raise PortfolioRefused("name-taken", f"There is a portfolio called “{name}” already. Choose another name.")
    now = parts.clock.now()
    made = compose.introduce(compose.new(name, title or name, now), words, now)
    for credential, said in items:
        made = compose.add(made, parts.resolve(credential), now, words=said)
    parts.vault.portfolios.save(made)
    return made


def add(parts: Parts, name: str, credential: str, words: str) -> Portfolio:
    """The portfolio with one more credential at its end."""
    changed = compose.add(parts.vault.portfolios.load(name), parts.resolve(credential), parts.clock.now(), words=words)
    parts.vault.portfolios.save(changed)
    return changed


def export(parts: Parts, name: str, *, kind: str, request: PresentationRequest, lifetime: Lifetime) -> PortfolioExport:
    """The portfolio as a signed presentation (``vp``) or as a PDF that carries it (``pdf``); the showing is recorded."""
    if kind not in ("vp", "pdf"):
        raise UsageError("unknown-format", "A portfolio is exported as vp or pdf.")
    portfolio = parts.vault.portfolios.load(name)
    credentials = _members(parts, portfolio)
    key = key_for(parts, credentials)
    with_key = parts.vault.holder_keys.signer(key.id)
    now = parts.clock.now()
    lasting = replace(request, expires_at=until(lifetime, now))
    material = {url: kept for one in credentials for url, kept in parts.vault.snapshots.material_for(one.id).items()}
    signed = export_vp.export_vp(portfolio, credentials, lasting, with_key, key, now, parts.entropy, material=material)
    record(parts, credentials, signed)
    if kind == "vp":
        return PortfolioExport(data=signed.data, media_type=signed.media_type, suffix=signed.suffix)
    return export_pdf.export_pdf(portfolio, credentials, signed)


def _members(parts: Parts, portfolio: Portfolio) -> tuple[Credential, ...]:
    held = set(parts.vault.credentials.ids())
    gone = [item for item in portfolio.items if item.credential_id not in held]
    in_trash = set(parts.vault.credentials.ids(in_trash=True))
    if thrown_away := [item.credential_id for item in gone if item.credential_id in in_trash]:
        sentence = (
            f"{len(thrown_away)} of its credentials are in the trash. Bring them back with: satchel undelete {thrown_away[0]}"
        )
        raise PortfolioRefused("member-in-trash", sentence)
    if gone:
        sentence = f"{len(gone)} of its credentials are no longer in the wallet. Take them out of the portfolio first."
        raise PortfolioRefused("member-missing", sentence)
    return tuple(parts.reread(parts.vault.credentials.get(item.credential_id))[0] for item in portfolio.items)
