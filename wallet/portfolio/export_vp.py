"""A portfolio as a signed presentation: the file that a verifier reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from wallet.errors import PortfolioRefused
from wallet.holder.present import present_vp, present_vp_jwt
from wallet.model.credential import Credential
from wallet.model.holder import HolderKey
from wallet.model.portfolio import Portfolio
from wallet.model.presentation import DisclosureChoice, Presentation, PresentationKind, PresentationRequest
from wallet.model.snapshot import Material
from wallet.portfolio import signed
from wallet.ports import Entropy

if TYPE_CHECKING:
    from wallet.proofs.keys import Signer


def export_vp(
    portfolio: Portfolio,
    credentials: Sequence[Credential],
    request: PresentationRequest,
    signer: Signer,
    key: HolderKey,
    now: datetime,
    entropy: Entropy,
    *,
    kind: PresentationKind = PresentationKind.VP,
    suite: str = "",
    learner: str = "",
    choices: Mapping[str, DisclosureChoice] | None = None,
    material: Material | None = None,
) -> Presentation:
    """The portfolio's credentials in the learner's order, its title and all words, under one signature.

    ``credentials`` holds at least those that the portfolio names, in any order; ``learner`` is a name to put on it.
    ``kind`` is VP or VP_JWT; the other arguments are those of ``holder.present``.

    Raises PortfolioRefused ("empty-portfolio", "missing-credential", "wrong-kind"), PresentationRefused as ``present_vp``.
    """
    ordered = in_order(portfolio, credentials)

    def extra(inside: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
        return signed.members(portfolio, inside, learner=learner)

    if kind is PresentationKind.VP_JWT:
        return present_vp_jwt(ordered, request, signer, key, now, entropy, extra=extra, choices=choices, material=material)
    if kind is not PresentationKind.VP:
        raise PortfolioRefused(
            "wrong-kind", "A portfolio of several credentials goes into a presentation, not into one SD-JWT."
        )
    return present_vp(ordered, request, signer, key, now, entropy, suite=suite, extra=extra, choices=choices, material=material)


def in_order(portfolio: Portfolio, credentials: Sequence[Credential]) -> tuple[Credential, ...]:
    """The portfolio's credentials in its order. Raises PortfolioRefused("empty-portfolio" or "missing-credential")."""
    if not portfolio.items:
        raise PortfolioRefused("empty-portfolio", f"“{portfolio.name}” is empty. Add a credential to it first.")
    known = {one.id: one for one in credentials}
    missing = [item.credential_id for item in portfolio.items if item.credential_id not in known]
    if missing:
        sentence = (
            f"{len(missing)} of the credentials in “{portfolio.name}” are not in this wallet any more. Take them out of it."
        )
        raise PortfolioRefused("missing-credential", sentence)
    return tuple(known[item.credential_id] for item in portfolio.items)
