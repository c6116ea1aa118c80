"""Line icons of ``resources/icons``, drawn on a 24 by 24 grid; our own, so that they ship, scale and take any colour."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from wallet.resources import folder


def names() -> frozenset[str]:
    """Every icon there is."""
    return frozenset(path.stem for path in (folder() / "icons").glob("*.svg"))


@cache
def _svg(name: str) -> str:
    return (folder() / "icons" / f"{name}.svg").read_text("utf-8")


@lru_cache(maxsize=512)
def pixmap(name: str, colour: str, px: int, dpr: float = 1.0) -> QPixmap:
    """The icon drawn once at this size (logical pixels) and device pixel ratio."""
    made = QPixmap(QSize(round(px * dpr), round(px * dpr)))
    made.setDevicePixelRatio(dpr)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(QByteArray(_svg(name).replace("currentColor", colour).encode())).render(painter, QRectF(0, 0, px, px))
    painter.end()
    return made


def icon(name: str, colour: str, px: int = 20) -> QIcon:
    """The icon for buttons and menus, sharp at every scale."""
    made = QIcon()
    for dpr in (1.0, 1.5, 2.0, 3.0):
        made.addPixmap(pixmap(name, colour, px, dpr))
    return made
