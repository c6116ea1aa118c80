"""Reading one kept JSON document."""

from __future__ import annotations

from typing import Any

from wallet.encoding import strict_json
from wallet.errors import CheckUndecided, InputRefused
from wallet.model.snapshot import Material, Snapshot


def json_object(url: str, material: Material) -> tuple[dict[str, Any], Snapshot]:
    """The JSON object kept for this address, and the snapshot it stands in.

    Raises CheckUndecided("issuer-not-offline", needs=(url,)) where no copy is kept, CheckUndecided("issuer-unreadable",
    needs=(url,)) where the copy is no JSON object (a login page, say).
    """
    snapshot = material.get(url)
    if snapshot is None:
        raise CheckUndecided(
            "issuer-not-offline", f"No copy of {url} is kept, where the issuer publishes its keys.", needs=(url,)
        )
    try:
        document = strict_json.loads(snapshot.body, max_bytes=1024 * 1024)
    except InputRefused:
        document = None
    if not isinstance(document, dict):
        raise CheckUndecided("issuer-unreadable", f"What {url} gave is no document with keys.", needs=(url,))
    return document, snapshot
