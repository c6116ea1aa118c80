"""The emblem of a credential that brings no picture: a shape, two colours and a sign, from hashes of issuer and title.

Decoration only: the same issuer has the same colours, and nothing about a credential's worth can be read from them.
"""

from __future__ import annotations

import hashlib
import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPainterPath, QPen

from wallet.ui.theme import icons

_SIGNS = ("grid", "shield", "star", "layers", "building", "person", "list", "settings", "search", "tag", "file", "key")
_STARS = 12


def hue(text: str) -> int:
    """A stable hue, 0 to 359, for an issuer."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:4], "big") % 360


def band(issuer: str, *, dark: bool) -> tuple[QColor, QColor]:
    """The two ends of the gradient on top of a card."""
    first = hue(issuer)
    if dark:
        return QColor.fromHsl(first, 87, 51), QColor.fromHsl((first + 24) % 360, 97, 69)
    return QColor.fromHsl(first, 158, 230), QColor.fromHsl((first + 24) % 360, 148, 212)


def paint(painter: QPainter, place: QRectF, *, title: str, issuer: str, ring: QColor) -> None:
    """Draw the emblem into ``place`` (square); ``ring`` is the colour around it, that of the card."""
    choice = hashlib.sha256(f"{issuer}\n{title}".encode("utf-8", "replace")).digest()
    first = hue(issuer)
    outer = _shape(choice[0] % 3, place)
    inner = _shape(choice[0] % 3, place.adjusted(3, 3, -3, -3))
    line = _shape(choice[0] % 3, place.adjusted(8, 8, -8, -8))
    gradient = QLinearGradient(place.topLeft(), place.bottomRight())
    gradient.setColorAt(0, QColor.fromHsl(first, 150, 118))
    gradient.setColorAt(1, QColor.fromHsl((first + 24) % 360, 160, 78))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(outer, ring)
    painter.fillPath(inner, gradient)
    painter.setPen(QPen(QColor(255, 255, 255, 120), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(line)
    size = round(place.width() * 0.4)
    sign = icons.pixmap(_SIGNS[choice[1] % len(_SIGNS)], "#FFFFFF", size, painter.device().devicePixelRatioF())
    corner = place.center() - QPointF(size / 2, size / 2)
    painter.drawPixmap(corner, sign)
    painter.restore()


def _shape(kind: int, place: QRectF) -> QPainterPath:
    path = QPainterPath()
    if kind == 0:
        path.addEllipse(place)
        return path
    centre, radius = place.center(), place.width() / 2
    corners = 6 if kind == 1 else _STARS * 2
    points = []
    for number in range(corners):
        angle = -math.pi / 2 + 2 * math.pi * number / corners
        reach = radius if kind == 1 or number % 2 == 0 else radius * 0.88
        points.append(centre + QPointF(reach * math.cos(angle), reach * math.sin(angle)))
    path.moveTo(points[0])
    for point in points[1:]:
        path.lineTo(point)
    path.closeSubpath()
    return path
