"""Showing credentials: what is chosen, how it can be shown, by which key; and the record of it, before it leaves."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from wallet.acts.parts import Parts
from wallet.errors import InputRefused, PresentationRefused, UsageError
from wallet.holder import present
from wallet.holder.keys import bound_key
from wallet.holder.preview import preview
from wallet.holder.selection import can_choose
from wallet.model.credential import Credential
from wallet.model.holder import IMPORTED, HolderKey, KeyKind
from wallet.model.presentation import (
    DisclosureChoice,
    Presentation,
    PresentationKind,
    PresentationRecord,
    PresentOrder,
    Preview,
    QrPicture,
)
from wallet.model.proof import Securing
from wallet.model.report import Headline


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """An order worked out: the credentials as they will be shown, the kind, the key, and the choice for each SD-JWT."""

    credentials: tuple[Credential, ...]
    kind: PresentationKind
    key: HolderKey
    choices: dict[str, DisclosureChoice]
    headlines: dict[str, Headline]


def previews(parts: Parts, order: PresentOrder) -> tuple[Preview, ...]:
    """Exactly what each credential would show, and sentences on what cannot be hidden and what a check will find."""
    plan = _plan(parts, order)
    keys = parts.vault.holder_keys.list()
    return tuple(
        _warned(preview(one, plan.choices.get(one.id, order.choice), order.request, keys=keys), plan.headlines[one.id])
        for one in plan.credentials
    )


def _warned(shown: Preview, headline: Headline) -> Preview:
    """What the other side's check will say against it is better heard before than after."""
    sentence = _AGAINST.get(headline, "")
    return replace(shown, warnings=(sentence, *shown.warnings)) if sentence else shown


_AGAINST = {
    Headline.NOT_GENUINE: "Whoever checks it will be told that it is not genuine.",
    Headline.WITHDRAWN: "Whoever checks it will be told that its issuer has withdrawn it.",
    Headline.EXPIRED: "Whoever checks it will be told that it has expired.",
    Headline.NOT_YET_VALID: "Whoever checks it will be told that it is not valid yet.",
    Headline.NOT_FULLY_CHECKED: "It could not be fully checked here; whoever checks it may not be able to either.",
}


Lifetime: TypeAlias = timedelta | datetime | None
"""How long a presentation counts: a span from now, a time, or None for the seven days of ``holder.window``."""


def until(lifetime: Lifetime, now: datetime) -> datetime | None:
    """The end that this lifetime names."""
    return now + lifetime if isinstance(lifetime, timedelta) else lifetime


def make(parts: Parts, order: PresentOrder, *, lifetime: Lifetime = None, to_qr: bool = False) -> Presentation:
    """Make the presentation and record it; it is in the log before anybody can have seen it.

    ``lifetime`` is a span from now or a time. ``to_qr`` refuses, before anything is signed into the log, what is too long for
    one QR code.  Raises PresentationRefused, and UsageError for ids or claims that do not exist.
    """
    plan = _plan(parts, order)
    now = parts.clock.now()
    request = replace(order.request, expires_at=until(lifetime, now) or order.request.expires_at)
    made = _sign(parts, plan, replace(order, request=request), now)
    if to_qr:
        picture(made)
    record(parts, plan.credentials, made)
    return made


def picture(presentation: Presentation) -> QrPicture:
    """The presentation as one QR code. Raises PresentationRefused("too-long-for-qr")."""
    from wallet.carriers import qr, qr_text

    try:
        text = qr_text.encode(presentation.data)
        fits = qr.fits(text)
    except InputRefused:
        fits, text = False, ""
    if not fits:
        sentence = "This is too long for one QR code. Show fewer fields, or save it as a file and send that."
        raise PresentationRefused("too-long-for-qr", sentence)
    return QrPicture(text=text, png=qr.draw_png(text), svg=qr.draw_svg(text).encode(), blocks=qr.draw_terminal(text))


def _plan(parts: Parts, order: PresentOrder) -> _Plan:
    ids = tuple(dict.fromkeys(parts.resolve(name) for name in order.credential_ids))
    read = [parts.reread(parts.vault.credentials.get(name)) for name in ids]
    credentials = tuple(credential for credential, _, _ in read)
    headlines = {credential.id: report.headline for credential, report, _ in read}
    kind = order.kind or _natural(credentials)
    if kind is PresentationKind.SD_JWT_KB and len(credentials) != 1:
        sentence = "An SD-JWT is shown one at a time. For several credentials together, use --format vp."
        raise UsageError("one-at-a-time", sentence)
    choices = {one.id: order.choice for one in credentials if can_choose(one)}
    if order.choice.pointers and not choices:
        sentence = "None of these can be shown in parts: they can only be shown whole. Leave out --show."
        raise PresentationRefused("can-only-be-shown-whole", sentence)
    return _Plan(credentials=credentials, kind=kind, key=key_for(parts, credentials), choices=choices, headlines=headlines)


def _natural(credentials: tuple[Credential, ...]) -> PresentationKind:
    one = credentials[0]
    bound = one.securing is Securing.SD_JWT and bool(one.subject.holder_key)
    return PresentationKind.SD_JWT_KB if bound and len(credentials) == 1 else PresentationKind.VP


def key_for(parts: Parts, credentials: tuple[Credential, ...]) -> HolderKey:
    """The one key that all of them are bound to; bearer credentials go with any."""
    keys = parts.vault.holder_keys.list()
    bound = {key.id: key for key in (bound_key(one, keys) for one in credentials) if key}
    if len(bound) > 1:
        sentence = "These credentials are bound to different keys of yours, so they cannot be shown together. Show them singly."
        raise PresentationRefused("different-keys", sentence)
    foreign = [
        one for one in credentials if (one.subject.holder_key or one.subject.id.startswith("did:")) and not bound_key(one, keys)
    ]
    if foreign:
        sentence = (
            f"“{foreign[0].name}” is bound to a key that is not in this wallet. Send its file with `satchel export` instead."
        )
        raise PresentationRefused("not-bound-to-this-wallet", sentence)
    return next(iter(bound.values()), None) or _own(keys)


def _own(keys: tuple[HolderKey, ...]) -> HolderKey:
    """For what is bound to nobody: the wallet's first key, not one that lived in another wallet and may be known elsewhere."""
    usable = [key for key in keys if key.kind is KeyKind.ED25519]
    return next((key for key in usable if key.purpose != IMPORTED), usable[0])


def _sign(parts: Parts, plan: _Plan, order: PresentOrder, now: datetime) -> Presentation:
    with_key = parts.vault.holder_keys.signer(plan.key.id)
    if plan.kind is PresentationKind.SD_JWT_KB:
        return present.present_sd_jwt(plan.credentials[0], order.choice, order.request, with_key, plan.key, now)
    # Deriving a proof reads the credential's contexts, which its issuer may have published anywhere.
    material = {url: kept for one in plan.choices for url, kept in parts.vault.snapshots.material_for(one).items()}
    make_vp = present.present_vp_jwt if plan.kind is PresentationKind.VP_JWT else present.present_vp
    return make_vp(
        plan.credentials,
        order.request,
        with_key,
        plan.key,
        now,
        parts.entropy,
        choices=plan.choices,
        material=material,
    )


def _shown(preview: Preview) -> tuple[str, ...]:
    """The pointers of what is shown; of a credential that can only be shown whole, "" (RFC 6901: the whole document)."""
    if not any(field.selectable for field in preview.fields):
        return ("",)
    return tuple(field.pointer for field in preview.fields if field.shown)


def record(parts: Parts, credentials: tuple[Credential, ...], made: Presentation) -> None:
    """Write into the wallet's log what this presentation shows, to whom and until when."""
    several = len(made.previews) > 1
    shown = [
        f"{item.credential_id[:12]}#{pointer}" if several else pointer for item in made.previews for pointer in _shown(item)
    ]
    parts.vault.presentations.add(
        PresentationRecord(
            id=parts.entropy.token(8).hex(),
            kind=made.kind,
            created_at=made.created_at,
            credential_ids=tuple(one.id for one in credentials),
            shown=tuple(shown),
            audience=made.request.audience,
            nonce=made.request.nonce,
            expires_at=made.request.expires_at,
            data_sha256=hashlib.sha256(made.data).hexdigest(),
        )
    )
