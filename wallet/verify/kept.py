"""Kept documents read as JSON objects: absent or unreadable ones leave a question open, they never answer it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wallet.encoding import strict_json
from wallet.errors import CheckUndecided, InputRefused
from wallet.model.snapshot import Material, Snapshot

MAX_BYTES = 4 * 1024 * 1024


def snapshot(url: str, material: Material, *, missing: str) -> Snapshot:
    """The kept copy of one document. Raises CheckUndecided(``missing``, needs=(url,))."""
    found = material.get(url)
    if found is None:
        raise CheckUndecided(missing, f"No copy of {url} is kept.", needs=(url,))
    return found


def json_object(url: str, material: Material, *, missing: str, unreadable: str) -> tuple[Mapping[str, Any], Snapshot]:
    """The kept copy as a JSON object.

    Raises CheckUndecided with the code ``missing``, or ``unreadable`` where the copy is a web page or otherwise no object;
    both name the URL, since a later copy may be better.
    """
    found = snapshot(url, material, missing=missing)
    try:
        value = strict_json.loads(found.body, max_bytes=MAX_BYTES)
    except InputRefused as error:
        raise CheckUndecided(unreadable, f"The kept copy of {url} cannot be read: {error}", needs=(url,)) from error
    if not isinstance(value, dict):
        raise CheckUndecided(unreadable, f"The kept copy of {url} is not a JSON object.", needs=(url,))
    return value, found
