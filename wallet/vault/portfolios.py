"""Portfolios by name, as the learner left them."""

from __future__ import annotations

from wallet.errors import UsageError
from wallet.model.portfolio import Portfolio, PortfolioItem
from wallet.vault.database import Database
from wallet.vault.times import from_text, to_text


class Portfolios:
    """The portfolios of one open wallet. Every method raises VaultError and VaultDamaged("vault-damaged").

    An item whose credential was removed stays: what to do about it is the learner's choice.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, portfolio: Portfolio) -> None:
        """Keep it under its name, in the place of what had that name. Raises UsageError("bad-value") for text that is none."""
        with self._database.transaction():
            self._database.query("DELETE FROM portfolios WHERE name = ?", (portfolio.name,))
            self._database.query(
                "INSERT INTO portfolios (name, title, words, created_at, changed_at) VALUES (?, ?, ?, ?, ?)",
                (
                    *(portfolio.name, portfolio.title, portfolio.words),
                    *(to_text(portfolio.created_at), to_text(portfolio.changed_at)),
                ),
            )
            for position, item in enumerate(portfolio.items):
                self._database.query(
                    "INSERT INTO portfolio_items (portfolio, position, credential_id, words) VALUES (?, ?, ?, ?)",
                    (portfolio.name, position, item.credential_id, item.words),
                )

    def load(self, name: str) -> Portfolio:
        """The portfolio of this name. Raises UsageError("unknown-portfolio")."""
        row = self._database.one("SELECT title, words, created_at, changed_at FROM portfolios WHERE name = ?", (name,))
        if row is None:
            raise _unknown(name)
        items = self._database.query(
            "SELECT credential_id, words FROM portfolio_items WHERE portfolio = ? ORDER BY position", (name,)
        )
        return Portfolio(
            name=name,
            title=row[0],
            words=row[1],
            created_at=from_text(row[2]),
            changed_at=from_text(row[3]),
            items=tuple(PortfolioItem(credential_id=credential_id, words=words) for credential_id, words in items),
        )

    def list(self) -> tuple[Portfolio, ...]:
        """All of them, by name."""
        return tuple(self.load(row[0]) for row in self._database.query("SELECT name FROM portfolios ORDER BY name"))

    def remove(self, name: str) -> None:
        """Remove it; its credentials stay. Raises UsageError("unknown-portfolio")."""
        with self._database.transaction():
            if not self._database.query("DELETE FROM portfolios WHERE name = ? RETURNING name", (name,)):
                raise _unknown(name)


def _unknown(name: str) -> UsageError:
    return UsageError("unknown-portfolio", f"The wallet holds no portfolio named “{name[:64]}”.")
