"""The lists of issuers that the user imported, by name."""

from __future__ import annotations

from typing import Any

from wallet.errors import UsageError, VaultDamaged
from wallet.model.trust import TrustedIssuer, TrustList
from wallet.vault import canonical
from wallet.vault.database import Database
from wallet.vault.times import from_optional_text, to_optional_text


class TrustLists:
    """The trust lists of one open wallet. Every method raises VaultError and VaultDamaged("vault-damaged")."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, trust_list: TrustList) -> None:
        """Keep it under its name, in the place of what had that name."""
        issuers = [{"id": issuer.id, "name": issuer.name, "url": issuer.url} for issuer in trust_list.issuers]
        with self._database.transaction():
            self._database.query(
                "INSERT INTO trust_lists (name, updated, issuers) VALUES (?, ?, ?) "
                "ON CONFLICT (name) DO UPDATE SET updated = excluded.updated, issuers = excluded.issuers",
                (trust_list.name, to_optional_text(trust_list.updated), canonical.text(issuers)),
            )

    def list(self) -> tuple[TrustList, ...]:
        """All of them, by name."""
        rows = self._database.query("SELECT name, updated, issuers FROM trust_lists ORDER BY name")
        return tuple(_trust_list(row) for row in rows)

    def remove(self, name: str) -> None:
        """Remove it. Raises UsageError("unknown-trust-list")."""
        with self._database.transaction():
            if not self._database.query("DELETE FROM trust_lists WHERE name = ? RETURNING name", (name,)):
                raise UsageError("unknown-trust-list", f"The wallet holds no trust list named “{name[:64]}”.")


def _trust_list(row: tuple[Any, ...]) -> TrustList:
    name, updated, issuers = row
    try:
        entries = tuple(
            TrustedIssuer(id=entry["id"], name=entry["name"], url=entry["url"]) for entry in canonical.parse(issuers)
        )
    except (KeyError, TypeError) as error:
        raise VaultDamaged("vault-damaged", "A stored trust list is damaged. Import it again.") from error
    return TrustList(name=name, updated=from_optional_text(updated), issuers=entries)
