"""The cards of the library as a Qt model: one row a credential, in the order in which they came."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from wallet.model.outcomes import CardSummary
from wallet.model.plain_text import visible
from wallet.ui import words

SUMMARY = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class Cards(QAbstractListModel):
    """Summaries by row; ``SUMMARY`` gives the whole one, and a screen reader gets one sentence."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cards: list[CardSummary] = []

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._cards)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        card = self._cards[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return visible(card.name, limit=200)
            case Qt.ItemDataRole.AccessibleTextRole:
                return spoken(card)
            case Qt.ItemDataRole.UserRole:
                return card
            case _:
                return None

    def show(self, cards: Iterable[CardSummary]) -> None:
        """Replace everything."""
        self.beginResetModel()
        self._cards = list(cards)
        self.endResetModel()

    def append(self, cards: Iterable[CardSummary]) -> None:
        """Add a page at the end."""
        page = list(cards)
        if not page:
            return
        first = len(self._cards)
        self.beginInsertRows(QModelIndex(), first, first + len(page) - 1)
        self._cards.extend(page)
        self.endInsertRows()

    def row_of(self, name: str) -> int:
        """The row of the credential with this id, or -1."""
        return next((row for row, card in enumerate(self._cards) if card.id == name), -1)

    def cards(self) -> tuple[CardSummary, ...]:
        """What is shown now."""
        return tuple(self._cards)


def spoken(card: CardSummary) -> str:
    """The card as one sentence."""
    verdict = words.headline(card.headline).text
    name = visible(card.name, limit=200) or words.tr("A credential without a name")
    issuer = visible(card.issuer_name or card.issuer_id, limit=120)
    return words.tr("{name}, from {issuer}. {verdict}.").format(name=name, issuer=issuer, verdict=verdict)
