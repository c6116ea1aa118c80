"""Credential: one signed statement as it was received, with the parts that people read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from wallet.model.proof import Proof, Securing


class Format(StrEnum):
    """What family of documents a credential belongs to."""

    OB2 = "ob2"  # Open Badges 2.0 assertion
    OB3 = "ob3"  # Open Badges 3.0 (AchievementCredential, EndorsementCredential)
    CLR2 = "clr2"  # Comprehensive Learner Record 2.0
    VC1 = "vc1"  # any other W3C VC Data Model 1.1
    VC2 = "vc2"  # any other W3C VC Data Model 2.0
    SD_JWT_VC = "sd-jwt-vc"  # SD-JWT-based Verifiable Credentials


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Who says so: ``id`` is a DID or URL ("" where none is given); ``name`` is only what the credential claims."""

    id: str = ""
    name: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whom it is about: ``id`` a DID, URL or hashed e-mail; ``holder_key`` the RFC 7638 thumbprint of an SD-JWT's ``cnf``."""

    id: str = ""
    name: str = ""
    holder_key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Achievement:
    """What was achieved, for Open Badges and their like."""

    id: str = ""
    name: str = ""
    description: str = ""
    criteria: str = ""
    kind: str = ""
    skills: tuple[str, ...] = ()
    image: str = ""  # a URL or data: URI as named; never fetched by reading


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeClaim:
    """One time that bounds validity, as received: ``name`` is the member (validFrom, exp …), ``value`` its raw value.

    ``bound`` is "start" or "end".  It is kept raw because a malformed time is a finding, not a crash.
    """

    name: str
    bound: str
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusEntry:
    """One place that says whether the credential still stands: ``type``, ``url`` (list or document), raw ``entry``."""

    type: str
    url: str
    purpose: str = ""
    entry: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """One credential.

    ``raw`` is sacred: the payload bytes exactly as received (JSON text, compact token), kept, exported and re-verified
    unchanged; everything else is derived from it.  ``document`` is the JSON object that its proof covers: the VC with its
    ``proof``, the JWT's claims (VC 1.1 ``vc`` claim already merged per VC 1.1 section 6.3.1), the processed SD-JWT payload
    (RFC 9901 section 7.1), or the Open Badges 2.0 assertion.  Two credentials are equal when their raw bytes are.
    """

    format: Format
    securing: Securing
    raw: bytes = field(repr=False)
    document: Mapping[str, Any] = field(repr=False, compare=False)
    name: str = field(default="", compare=False)
    credential_id: str = field(default="", compare=False)  # the ``id`` / ``jti`` it gives itself
    types: tuple[str, ...] = field(default=(), compare=False)
    issuer: Issuer = field(default_factory=Issuer, compare=False)
    subject: Subject = field(default_factory=Subject, compare=False)
    achievement: Achievement | None = field(default=None, compare=False)
    times: tuple[TimeClaim, ...] = field(default=(), compare=False)
    status: tuple[StatusEntry, ...] = field(default=(), compare=False)
    proofs: tuple[Proof, ...] = field(default=(), compare=False)
    evidence: tuple[str, ...] = field(default=(), compare=False)  # URLs, never fetched by reading
    problems: tuple[str, ...] = field(default=(), compare=False)  # codes of what reading found wrong; verification fails them

    @property
    def id(self) -> str:
        """The wallet's own name for it: the first 32 hex digits of the SHA-256 of ``raw``."""
        return hashlib.sha256(self.raw).hexdigest()[:32]
