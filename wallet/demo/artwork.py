"""Badge pictures for the samples: a hexagon, seal or disc with a gradient, drawn large and scaled down."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

_LARGE = 1024
_FINAL = 256
_SHAPES = {"hexagon": 6, "seal": 48, "disc": 180}


def badge_png(shape: str, top: tuple[int, int, int], bottom: tuple[int, int, int]) -> bytes:
    """A badge of 256 by 256 pixels as PNG. ``shape`` is hexagon, seal or disc; the colours are RGB, top to bottom."""
    from PIL import Image, ImageDraw

    mask = Image.new("L", (_LARGE, _LARGE), 0)
    ImageDraw.Draw(mask).polygon(_outline(shape, 0.48), fill=255)
    picture = Image.new("RGBA", (_LARGE, _LARGE), (0, 0, 0, 0))
    picture.paste(_gradient(top, bottom), (0, 0), mask)
    pen = ImageDraw.Draw(picture)
    pen.line([*_outline(shape, 0.415), _outline(shape, 0.415)[0]], fill=(255, 255, 255, 190), width=10, joint="curve")
    pen.polygon(_star(0.2), fill=(255, 255, 255, 255))
    out = io.BytesIO()
    picture.resize((_FINAL, _FINAL), Image.Resampling.LANCZOS).save(out, "PNG")
    return out.getvalue()


def badge_svg(colour: str) -> bytes:
    """A plain badge as SVG text."""
    points = " ".join(f"{x * 256 / _LARGE:.1f},{y * 256 / _LARGE:.1f}" for x, y in _outline("hexagon", 0.48))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256" viewBox="0 0 256 256">\n'
        f'  <polygon points="{points}" fill="{colour}"/>\n'
        '  <circle cx="128" cy="128" r="44" fill="none" stroke="#ffffff" stroke-width="10"/>\n'
        "</svg>\n"
    ).encode()


def _gradient(top: tuple[int, int, int], bottom: tuple[int, int, int]) -> Image.Image:
    from PIL import Image

    column = Image.new("RGB", (1, _LARGE))
    for y in range(_LARGE):
        share = y / (_LARGE - 1)
        red, green, blue = (round(a + (b - a) * share) for a, b in zip(top, bottom, strict=True))
        column.putpixel((0, y), (red, green, blue))
    return column.resize((_LARGE, _LARGE))


def _outline(shape: str, radius: float) -> list[tuple[float, float]]:
    count = _SHAPES[shape]
    points = []
    for place in range(count):
        reach = radius * (0.93 if shape == "seal" and place % 2 else 1.0)
        points.append(_point(reach, 2 * math.pi * place / count))
    return points


def _star(radius: float) -> list[tuple[float, float]]:
    return [_point(radius * (0.42 if place % 2 else 1.0), math.pi * place / 5) for place in range(10)]


def _point(radius: float, angle: float) -> tuple[float, float]:
    return (_LARGE * (0.5 + radius * math.sin(angle)), _LARGE * (0.5 - radius * math.cos(angle)))
