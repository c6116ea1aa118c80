"""Presentations: what a holder hands over, what was asked for, and the record of what was shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from wallet.model.credential import Credential, TimeClaim
from wallet.model.proof import Proof, Securing


class PresentationKind(StrEnum):
    """How a presentation is made."""

    SD_JWT_KB = "sd-jwt"  # an SD-JWT with chosen disclosures and a key binding JWT (RFC 9901 section 4.3)
    VP = "vp"  # a verifiable presentation with an embedded proof (VCDM 2.0 section 4.13)
    VP_JWT = "vp-jwt"  # a verifiable presentation as a JWS (VC-JOSE-COSE section 3.1.2; VC 1.1 section 6.3.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentationRequest:
    """What the presentation answers. ``audience`` names who it is for, ``nonce`` is the employer's check code."""

    audience: str = ""
    nonce: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureChoice:
    """Which claims the holder shows, by JSON pointer (RFC 6901) into the processed payload; () shows only what must be."""

    pointers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One claim of a credential as the holder sees it before choosing.

    ``pointer`` is its JSON pointer, ``value`` its text for people; ``selectable`` is False where it is always shown;
    ``shown`` says whether this choice shows it.
    """

    pointer: str
    label: str
    value: str
    selectable: bool
    shown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Exactly what will be seen: every field, shown or not, and sentences on what cannot be hidden and what links it."""

    credential_id: str
    fields: tuple[Field, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """A presentation as it was received, before it is judged.

    ``raw`` is the bytes as received.  ``document`` is the VP object (VP, VP-JWT) or the claims of the key binding JWT.
    ``holder`` is a DID, or the thumbprint of the ``cnf`` key; ``times`` bound its validity (KB ``iat``/``exp``, proof
    ``created``/``expires``).  ``credentials`` are the credentials inside, in order; ``unreadable`` the codes of what could
    not be read among them.
    """

    kind: PresentationKind
    securing: Securing
    raw: bytes = field(repr=False)
    document: Mapping[str, Any] = field(repr=False, compare=False)
    holder: str = ""
    audience: str = ""
    nonce: str = ""
    name: str = ""
    times: tuple[TimeClaim, ...] = ()
    proofs: tuple[Proof, ...] = field(default=(), compare=False)
    credentials: tuple[Credential, ...] = field(default=(), compare=False)
    unreadable: tuple[str, ...] = ()
    problems: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What the checker asked the presenter for; empty means that nothing was agreed."""

    nonce: str = ""
    audience: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentation:
    """What leaves the wallet: ``data`` is the file's bytes, ``suffix`` its extension with the dot."""

    kind: PresentationKind
    data: bytes = field(repr=False)
    media_type: str
    suffix: str
    holder: str
    previews: tuple[Preview, ...]
    request: PresentationRequest
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentationRecord:
    """One line of the wallet's own log: what was shown, of which credentials, to whom and until when."""

    id: str
    kind: PresentationKind
    created_at: datetime
    credential_ids: tuple[str, ...]
    shown: tuple[str, ...]  # JSON pointers, prefixed by the credential's id where there are several
    audience: str = ""
    nonce: str = ""
    expires_at: datetime | None = None
    data_sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentOrder:
    """What the holder asks to be shown: credentials by id, claims by JSON pointer, to whom, and how (None: what fits best)."""

    credential_ids: tuple[str, ...]
    choice: DisclosureChoice = field(default_factory=DisclosureChoice)
    request: PresentationRequest = field(default_factory=PresentationRequest)
    kind: PresentationKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QrPicture:
    """One QR code: its text, as PNG and SVG files, and drawn with block characters for a terminal."""

    text: str
    png: bytes = field(repr=False)
    svg: bytes = field(repr=False)
    blocks: str = field(repr=False)
