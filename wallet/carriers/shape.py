"""Whether a JSON value claims to be a credential or a presentation.

For places where other JSON lives too: data blocks of a web page, attachments of a PDF.  A file or a QR code that was
given to the wallet on purpose needs no such question.
"""

from __future__ import annotations

from typing import Any

from wallet.encoding import strict_json
from wallet.errors import InputRefused

_TYPES = frozenset(
    {
        "VerifiableCredential",
        "VerifiablePresentation",
        "OpenBadgeCredential",
        "AchievementCredential",
        "EndorsementCredential",
        "ClrCredential",
    }
)


def claims_to_be_credential(text: bytes) -> bool:
    """True for a JSON object, or an array with such an object, that is typed as a credential or an OB 1/2 assertion."""
    try:
        value = strict_json.loads(text)
    except InputRefused:
        return False
    return any(_is_credential(item) for item in (value if isinstance(value, list) else [value]))


def _is_credential(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    types = value.get("type", value.get("@type"))
    names = {name for name in (types if isinstance(types, list) else [types]) if isinstance(name, str)}
    if names & _TYPES:
        return True
    # Open Badges 1.0 assertions have no type; "badge" with a recipient is what all versions before 3.0 share.
    return "badge" in value and "recipient" in value and (not names or "Assertion" in names)
