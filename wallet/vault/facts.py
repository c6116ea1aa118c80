"""What the store keeps beside a credential's bytes: enough for every list, order and search, each of a bounded length."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from wallet.model.credential import Credential
from wallet.model.report import VerificationReport
from wallet.model.standing import standing_of
from wallet.vault import contents
from wallet.vault.derived import issued_at, valid_until
from wallet.vault.times import to_optional_text, to_text

_LABEL = 1000
_KEY = 60
_TEXT = 20_000
_KIND, _KINDS = 200, 40
_LAST_PART = re.compile(r"[/#:]([^/#:]{1,64})\Z")  # of a type that is an address or a URN


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What search finds a credential by, beside its title and issuer; ``kinds`` are words of its type, one a line."""

    kinds: str = ""
    skills: str = ""
    criteria: str = ""


def label_columns(credential: Credential) -> dict[str, object]:
    """The columns that come from what it says, by name."""
    return {
        "format": credential.format.value,
        "title": label(credential.name),
        "issuer_id": label(credential.issuer.id),
        "issuer_name": label(credential.issuer.name),
        "given_id": label(credential.credential_id),
        "issued_at": to_optional_text(issued_at(credential)),
        "valid_until": to_optional_text(valid_until(credential)),
        "title_key": sorting_key(credential.name),
        "issuer_key": sorting_key(credential.issuer.name or credential.issuer.id),
    }


def standing_columns(report: VerificationReport) -> dict[str, object]:
    """The columns that come from a report, by name."""
    standing = standing_of(report)
    return {
        "headline": standing.headline.value,
        "genuine": int(standing.genuine),
        "checked_at": to_text(standing.checked_at),
        "stale_at": _stale(standing.stale_at),
    }


def texts(credential: Credential) -> Texts:
    """The words that search finds it by."""
    achievement = credential.achievement
    named = [achievement.kind if achievement else "", *credential.types]
    kinds = [part[:_KIND] for name in named[:_KINDS] for part in (name, *_LAST_PART.findall(name[-_KIND:])) if part]
    return Texts(
        kinds=_bounded("\n".join(dict.fromkeys(kinds))),
        skills=_bounded("\n".join(achievement.skills)) if achievement else "",
        criteria=_bounded(f"{achievement.criteria}\n{achievement.description}".strip()) if achievement else "",
    )


def label(text: str) -> str:
    """A label for a list: of a credential whose name is a book, its beginning and an ellipsis."""
    return contents.storable(text if len(text) <= _LABEL else f"{text[: _LABEL - 1]}…")


def sorting_key(text: str) -> str:
    """By this names are put in order: without case, marks and blanks around; what has no name comes last."""
    return fold(text[: 4 * _KEY])[:_KEY] or "\U0010fffd"


def fold(text: str) -> str:
    """The same for two spellings of a word that differ in case or marks only."""
    plain = unicodedata.normalize("NFKD", contents.storable(text)).casefold()
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())


def _bounded(text: str) -> str:
    return contents.storable(text[:_TEXT])


def _stale(time: datetime | None) -> str | None:
    return None if time is None else to_text(time)
