"""Contrast of two colours (WCAG 2.2, "relative luminance" and "contrast ratio")."""

from __future__ import annotations


def ratio(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white); text needs 4.5, a control's edge 3."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
