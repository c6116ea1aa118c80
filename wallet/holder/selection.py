"""A choice of claims made into what the other side receives, and what that shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wallet.errors import CheckFailed, CheckUndecided, InputRefused, PresentationRefused
from wallet.holder import derivable, pointer
from wallet.model.credential import Credential
from wallet.model.presentation import DisclosureChoice
from wallet.model.proof import Securing


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """``held`` are all claims that the holder has, ``seen`` those that a verifier derives from ``text``.

    ``selectable`` and ``shown`` are JSON pointers into ``held``, the former with the place that the issuer gave to each.
    ``text`` is an SD-JWT that ends in ``~`` (RFC 9901 section 4), "" for other credentials.  ``pointers`` are what a proof is
    to be derived for, None where none can be.  With neither, the credential can only be shown whole.
    """

    held: Mapping[str, Any] = field(repr=False)
    seen: Mapping[str, Any] = field(repr=False)
    selectable: Mapping[str, int] = field(default_factory=dict)
    shown: frozenset[str] = frozenset()
    text: str = field(default="", repr=False)
    pointers: tuple[str, ...] | None = None


def select(credential: Credential, choice: DisclosureChoice) -> Selection:
    """What this choice shows of the credential, taken from the very text that will be sent.

    A pointer to an object or list chooses all that can be chosen inside it; one to a claim that is always shown adds nothing.
    Raises PresentationRefused: ``unknown-claim``, ``shown-only-together`` (the chosen claim is a part of a larger one that
    its issuer made one disclosure), ``damaged-credential``.
    """
    try:
        if derivable.is_derivable(credential):
            return _derivable(credential, choice)
        if credential.securing is not Securing.SD_JWT:
            return Selection(held=credential.document, seen=credential.document)
        return _select(credential, choice)
    except (CheckFailed, CheckUndecided, InputRefused, UnicodeDecodeError) as error:
        raise PresentationRefused(
            "damaged-credential", "This credential is damaged, so no part of it can be shown. Ask the issuer for a new copy."
        ) from error


def can_choose(credential: Credential) -> bool:
    """Whether a choice of claims can change what this credential shows."""
    return credential.securing is Securing.SD_JWT or derivable.is_derivable(credential)


def everything(credential: Credential) -> DisclosureChoice:
    """The choice that hides nothing. Raises as ``select`` does."""
    return DisclosureChoice(pointers=tuple(sorted(select(credential, DisclosureChoice()).selectable)))


def _select(credential: Credential, choice: DisclosureChoice) -> Selection:
    from wallet.proofs import sd_jwt

    parsed = sd_jwt.parse(credential.raw.decode("utf-8-sig").strip())
    held = sd_jwt.process(parsed)
    paths = sd_jwt.claim_paths(parsed)
    for wanted in choice.pointers:
        _judge(wanted, held, paths)
    text = sd_jwt.select(parsed, choice.pointers)
    sent = sd_jwt.parse(text)
    going = {disclosure.text for disclosure in sent.disclosures}
    return Selection(
        held=held,
        seen=sd_jwt.process(sent),
        selectable={place: path.disclosure for place, path in paths.items()},
        shown=frozenset(place for place, path in paths.items() if parsed.disclosures[path.disclosure].text in going),
        text=text,
    )


def _derivable(credential: Credential, choice: DisclosureChoice) -> Selection:
    held = derivable.held(credential)
    seen, selectable, shown = derivable.choose(held, choice)
    pointers = (*derivable.always(held), *choice.pointers)
    return Selection(held=held, seen=seen, selectable=selectable, shown=shown, pointers=pointers)


def _judge(wanted: str, held: Mapping[str, Any], selectable: Mapping[str, object]) -> None:
    path = pointer.read(wanted)
    if path is None or not pointer.exists(held, path):
        raise PresentationRefused("unknown-claim", f"This credential has nothing at “{wanted[:80]}” that could be shown.")
    if wanted in selectable:
        return
    above = [pointer.write(path[:length]) for length in range(len(path), 0, -1)]
    whole = next((place for place in above if place in selectable), "")
    if whole and not any(place.startswith(f"{wanted}/") for place in selectable):
        sentence = f"“{wanted[:80]}” can only be shown together with all of “{whole[:80]}”. Choose that, or leave it out."
        raise PresentationRefused("shown-only-together", sentence)
