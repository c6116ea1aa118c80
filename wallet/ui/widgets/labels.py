"""Labels that show text as it is: never as mark-up, whatever a stranger wrote into it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from wallet.model.plain_text import visible
from wallet.ui.theme.look import Look
from wallet.ui.theme.tokens import BODY, Size


class Words(QLabel):
    """Plain text in one size of the scale; wraps where ``wrap`` says so and is then as high as its text."""

    def __init__(
        self,
        look: Look,
        text: str = "",
        *,
        size: Size = BODY,
        tone: str = "",
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(look.font(size))
        self.setWordWrap(wrap)
        if tone:
            self.setProperty("tone", tone)
        if wrap:
            policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        self.setText(text)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Show this text, with what would hide or reorder it made visible."""
        super().setText(visible(text, limit=4000))
        if self.testAttribute(Qt.WidgetAttribute.WA_Resized) or self.isVisible():
            self._grow()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._grow()

    def _grow(self) -> None:
        """Layouts that align a wrapped label give it one line only: it asks for the height that its width makes it."""
        if self.wordWrap():
            self.setMinimumHeight(0)  # a label asked for its height gives at least this
            self.setMinimumHeight(max(0, self.heightForWidth(self.width())))

    def say(self, text: str, *, tone: str | None = None) -> None:
        """Show this text in this tone."""
        if tone is not None and tone != self.property("tone"):
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)
        self.setText(text)


class OneLine(QLabel):
    """Plain text on one line, cut with an ellipsis where it does not fit; the whole text is its tip."""

    def __init__(self, look: Look, text: str = "", *, size: Size = BODY, tone: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(look.font(size))
        if tone:
            self.setProperty("tone", tone)
        self._whole = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.say(text)

    def say(self, text: str) -> None:
        """Show this text."""
        self._whole = visible(text, limit=1000)
        self.setAccessibleName(self._whole)
        self._cut()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(40, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(self._whole) + 2, metrics.height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        shown = QFontMetrics(self.font()).elidedText(self._whole, Qt.TextElideMode.ElideRight, max(self.width(), 40))
        super().setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")


def lines(metrics: QFontMetrics, text: str, width: int, most: int) -> list[str]:
    """The text broken into at most ``most`` lines of this width, the last one cut with an ellipsis."""
    found: list[str] = []
    rest = " ".join(text.split())
    while rest and len(found) < most - 1:
        taken = _fitting(metrics, rest, width)
        found.append(taken)
        rest = rest[len(taken) :].lstrip()
    if rest:
        found.append(metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width))
    return found


def _fitting(metrics: QFontMetrics, text: str, width: int) -> str:
    if metrics.horizontalAdvance(text) <= width:
        return text
    words = text.split(" ")
    taken = words[0]
    for word in words[1:]:
        if metrics.horizontalAdvance(f"{taken} {word}") > width:
            break
        taken = f"{taken} {word}"
    if metrics.horizontalAdvance(taken) <= width:
        return taken
    count = len(taken)
    while count > 1 and metrics.horizontalAdvance(taken[:count]) > width:
        count -= 1
    return taken[:count]
