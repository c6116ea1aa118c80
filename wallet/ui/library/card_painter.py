"""How a card looks: a band in the issuer's colours, an emblem, the verdict, title, issuer and date.

A card is painted once into a pixmap that the delegate keeps: scrolling then copies pictures.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QLinearGradient, QPainter, QPainterPath, QPen, QPixmap

from wallet.model.outcomes import CardSummary
from wallet.model.plain_text import visible
from wallet.model.report import Headline
from wallet.ui import words
from wallet.ui.theme import emblem, icons
from wallet.ui.theme.look import Look
from wallet.ui.theme.tokens import BAND_HEIGHT, CAPTION, CARD_TITLE, EMBLEM, SMALL, TAG
from wallet.ui.widgets.labels import lines

_MARGIN = 16
_RADIUS = 12
_SHADOW = (7, 9, 11)
_ABSOLUTE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute  # sides are worked out here, not mirrored again
_WORDLESS = frozenset({Headline.VERIFIED})  # these need no words on a card: a tick says it


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """Everything that a card's picture depends on."""

    card: CardSummary
    size: tuple[int, int]
    look: Look
    dpr: float
    selected: bool = False
    focused: bool = False
    rtl: bool = False


def picture(face: Face) -> QPixmap:
    """The card as a pixmap of ``face.size`` logical pixels."""
    made = QPixmap(QSize(round(face.size[0] * face.dpr), round(face.size[1] * face.dpr)))
    made.setDevicePixelRatio(face.dpr)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    place = QRect(3, 2, face.size[0] - 6, face.size[1] - 6)
    _ground(painter, place, face)
    _emblem(painter, place, face)
    _verdict(painter, place, face)
    _text(painter, place, face)
    painter.end()
    return made


def _ground(painter: QPainter, place: QRect, face: Face) -> None:
    tokens = face.look.tokens
    for depth, alpha in enumerate(_SHADOW, start=0):
        shadow = QPainterPath()
        grown = QRectF(place).adjusted(-2 + depth, -1 + depth, 2 - depth, 3 - depth)
        shadow.addRoundedRect(grown, _RADIUS + 2 - depth, _RADIUS + 2 - depth)
        painter.fillPath(shadow, QColor(15, 23, 42, alpha))
    outline = QPainterPath()
    outline.addRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
    painter.fillPath(outline, QColor(tokens.surface))
    painter.save()
    painter.setClipPath(outline)
    height = face.look.px(BAND_HEIGHT)
    band = QLinearGradient(QPointF(place.topLeft()), QPointF(place.topRight()))
    first, second = emblem.band(face.card.issuer_id, dark=tokens.is_dark)
    band.setColorAt(0, first)
    band.setColorAt(1, second)
    painter.fillRect(QRect(place.left(), place.top(), place.width(), height), band)
    painter.restore()
    marked = face.selected or face.focused
    colour = tokens.accent if face.selected else tokens.focus if face.focused else tokens.border
    painter.setPen(QPen(QColor(colour), 2 if marked else 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(outline)


def _emblem(painter: QPainter, place: QRect, face: Face) -> None:
    size = face.look.px(EMBLEM)
    left = place.right() - _MARGIN - size if face.rtl else place.left() + _MARGIN
    top = place.top() + face.look.px(BAND_HEIGHT) - round(size * 0.58)
    square = QRectF(left, top, size, size)
    ring = QColor(face.look.tokens.surface)
    emblem.paint(painter, square, title=face.card.name, issuer=face.card.issuer_id, ring=ring)


def _verdict(painter: QPainter, place: QRect, face: Face) -> None:
    said = words.headline(face.card.headline)
    tokens, px = face.look.tokens, face.look.px
    colour = tokens.tone(said.tone).strong
    font = face.look.font(TAG)
    font.setWeight(font.Weight.DemiBold)
    metrics = QFontMetrics(font)
    height, icon = px(24), px(16)
    text = "" if face.card.headline in _WORDLESS else _short(face.card.headline)
    text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width() - px(110))
    width = height if not text else px(8) + icon + px(5) + metrics.horizontalAdvance(text) + px(10)
    left = place.left() + px(10) if face.rtl else place.right() - px(10) - width
    pill = QRectF(left, place.top() + px(10), width, height)
    path = QPainterPath()
    path.addRoundedRect(pill, height / 2, height / 2)
    painter.fillPath(path, QColor(tokens.surface))
    drawn = icons.pixmap("check" if said.icon == "shield" else said.icon, colour, icon, face.dpr)
    inner = pill.left() + (height - icon) / 2 if not text else pill.left() + px(8)
    inner = pill.right() - px(8) - icon if text and face.rtl else inner
    painter.drawPixmap(QPointF(inner, pill.top() + (height - icon) / 2), drawn)
    if text:
        painter.setFont(font)
        painter.setPen(QColor(colour))
        room = pill.adjusted(px(8), 0, -icon - px(13), 0) if face.rtl else pill.adjusted(icon + px(13), 0, -px(8), 0)
        painter.drawText(room, int(_ABSOLUTE | Qt.AlignmentFlag.AlignLeft), text)


def _text(painter: QPainter, place: QRect, face: Face) -> None:
    look, card = face.look, face.card
    width = place.width() - 2 * _MARGIN
    side = Qt.AlignmentFlag.AlignRight if face.rtl else Qt.AlignmentFlag.AlignLeft
    top = place.top() + look.px(BAND_HEIGHT) + look.px(36)
    title = visible(card.name, limit=200) or words.tr("A credential without a name")
    for size, tone, said, most in (
        (CARD_TITLE, look.tokens.text, title, 2),
        (SMALL, look.tokens.text2, visible(card.issuer_name or card.issuer_id, limit=200), 1),
    ):
        font = look.font(size)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(QColor(tone))
        for part in lines(metrics, said, width, most):
            line = QRect(place.left() + _MARGIN, top, width, metrics.height())
            painter.drawText(line, int(_ABSOLUTE | side), part)
            top += metrics.height() + look.px(1)
    font = look.font(CAPTION)
    height = QFontMetrics(font).height()
    foot = QRect(place.left() + _MARGIN, place.bottom() - look.px(12) - height, width, height)
    painter.setFont(font)
    painter.setPen(QColor(look.tokens.text3))
    other = Qt.AlignmentFlag.AlignLeft if face.rtl else Qt.AlignmentFlag.AlignRight
    for where, said in ((side, words.day(card.issued_at or card.added_at)), (other, words.kind_of(card.format))):
        painter.drawText(foot, int(_ABSOLUTE | where), said)


def _short(kind: Headline) -> str:
    """A verdict in a word or two, for a card."""
    return {
        Headline.REFUSED: words.tr("Unreadable"),
        Headline.NOT_GENUINE: words.tr("Not genuine"),
        Headline.WITHDRAWN: words.tr("Withdrawn"),
        Headline.EXPIRED: words.tr("Expired"),
        Headline.NOT_YET_VALID: words.tr("Not valid yet"),
        Headline.NOT_FULLY_CHECKED: words.tr("Not fully checked"),
        Headline.ISSUER_UNKNOWN: words.tr("Issuer not known"),
        Headline.VERIFIED_STALE: words.tr("Status not recent"),
        Headline.VERIFIED: words.tr("Verified"),
    }[kind]
