"""QR codes (ISO/IEC 18004): drawn as PNG, SVG or terminal text, and found in pictures.

Drawing and reading are two libraries, so that each checks the other.  Codes are drawn black on white with a quiet zone of
four modules and error correction level L, up to version 25: beyond, cameras of 720 lines no longer read them from a screen.
"""

from __future__ import annotations

import io
import re

from wallet.carriers import raster
from wallet.errors import InputRefused

QUIET_ZONE = 4
MAX_ALPHANUMERIC = 1853  # characters in version 25-L, ISO/IEC 18004 table 7
MAX_BYTES = 1273
_MAX_VERSION = 25
_ALPHANUMERIC = re.compile(r"[0-9A-Z $%*+\-./:]*\Z")
_BLACK_ON_WHITE, _RESET = "\x1b[30;107m", "\x1b[0m"


def fits(text: str) -> bool:
    """Whether the text fits one code of version 25-L: 1,853 characters of the alphanumeric set, or 1,273 bytes of UTF-8."""
    if _ALPHANUMERIC.match(text):
        return len(text) <= MAX_ALPHANUMERIC
    return len(text.encode("utf-8", "replace")) <= MAX_BYTES


def draw_png(text: str, *, module: int = 4) -> bytes:
    """The code as a PNG, ``module`` pixels a module (1 to 40). Raises InputRefused("too-large-for-qr", "bad-text")."""
    from PIL import Image

    rows = _modules(text)
    side = len(rows)
    picture = Image.new("1", (side, side))
    picture.putdata([0 if dark else 255 for row in rows for dark in row])
    scale = min(max(module, 1), 40)
    out = io.BytesIO()
    picture.resize((side * scale, side * scale), Image.Resampling.NEAREST).save(out, "PNG", optimize=True)
    return out.getvalue()


def draw_svg(text: str) -> str:
    """The code as an SVG of one user unit a module; one path, no script, no text. Raises as ``draw_png`` does."""
    rows = _modules(text)
    side = len(rows)
    runs = "".join(
        f"M{match.start()} {y}h{match.end() - match.start()}v1H{match.start()}z"
        for y, row in enumerate(rows)
        for match in re.finditer("1+", "".join("1" if dark else "0" for dark in row))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#000" d="{runs}"/></svg>\n'
    )


def draw_terminal(text: str, *, colour: bool = True) -> str:
    """The code as lines of half blocks, two modules a character high.

    With ``colour`` each line paints black on white by ANSI codes, whatever the terminal's own colours; without, blocks
    stand for the white modules, as on a dark terminal. Raises as ``draw_png`` does.
    """
    rows = _modules(text)
    if len(rows) % 2:
        rows.append([False] * len(rows))
    lines = [
        "".join(_block(upper == colour, lower == colour) for upper, lower in zip(*pair, strict=True))
        for pair in zip(rows[::2], rows[1::2], strict=True)
    ]
    return "".join(f"{_BLACK_ON_WHITE}{line}{_RESET}\n" if colour else f"{line}\n" for line in lines)


def read(picture: bytes) -> tuple[str, ...]:
    """The texts of all QR codes in a picture (PNG, JPEG, GIF, WebP, BMP, TIFF), each once, in reading order.

    () where there is none. Raises InputRefused("damaged", "too-large").
    """
    import zxingcpp

    image = raster.grey(picture)
    found = zxingcpp.read_barcodes(
        image, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode), text_mode=zxingcpp.TextMode.Plain
    )
    corners = [(code.position.top_left.y, code.position.top_left.x, code) for code in found]
    height = max((abs(code.position.bottom_left.y - y) for y, _, code in corners), default=0) or 1
    # Codes beside each other are rarely level to the pixel: half a code's height still counts as one row.
    corners.sort(key=lambda corner: (round(2 * corner[0] / height), corner[1]))
    return tuple(dict.fromkeys(_text(code.bytes, code.text) for *_, code in corners))


def _modules(text: str) -> list[list[bool]]:
    """The rows of the code with its quiet zone; True is dark."""
    import qrcode
    from qrcode.util import QRData

    if not fits(text):
        raise InputRefused("too-large-for-qr", "This is too much for one QR code. Save it as a file instead.")
    try:
        data = QRData(text.encode("utf-8"))
    except UnicodeEncodeError as error:
        raise InputRefused("bad-text", "This text holds a character that cannot be written.") from error
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_L, border=QUIET_ZONE)
    code.add_data(data)
    code.make(fit=True)
    return [[bool(dark) for dark in row] for row in code.get_matrix()]


def _block(upper: bool, lower: bool) -> str:
    return {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}[upper, lower]


def _text(content: bytes, fallback: str) -> str:
    """Most codes say nothing of their encoding; UTF-8 first, then what the reader guesses."""
    try:
        return bytes(content).decode("utf-8")
    except UnicodeDecodeError:
        return fallback
