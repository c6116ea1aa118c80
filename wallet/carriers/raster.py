"""Pictures as grey pixels, opened with care: a list of formats, a limit on size, and no other part of the file unpacked."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

from wallet.carriers import limits, png, png_chunks
from wallet.errors import InputRefused

if TYPE_CHECKING:
    from PIL.Image import Image

_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")


def grey(picture: bytes) -> Image:
    """The first frame as 8-bit grey on white. Raises InputRefused("damaged", "too-large")."""
    if picture.startswith(png_chunks.SIGNATURE):
        picture = png.pixels_only(picture)
    from PIL.Image import DecompressionBombError, DecompressionBombWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", DecompressionBombWarning)
        try:
            return _decode(picture)
        except InputRefused:
            raise
        except (DecompressionBombWarning, DecompressionBombError, MemoryError) as error:
            raise _too_large() from error
        except Exception as error:  # decoders of six formats raise whatever a stranger's bytes make them stumble over
            raise InputRefused("damaged", "This picture is damaged or was cut off. Save or send it again.") from error


def _decode(picture: bytes) -> Image:
    from PIL import Image

    with Image.open(io.BytesIO(picture), formats=_FORMATS) as opened:
        width, height = opened.size
        if max(width, height) > limits.SIDE_PIXELS:
            raise _too_large()
        if opened.format == "JPEG" and width * height > limits.RASTER_PIXELS:
            opened.draft("L", (width // 2, height // 2))
        if opened.width * opened.height > limits.RASTER_PIXELS:
            raise _too_large()
        return _on_white(opened)


def _on_white(opened: Image) -> Image:
    from PIL import Image

    if not opened.has_transparency_data:
        return opened.convert("L")
    clear = opened if opened.mode in ("LA", "RGBA") else opened.convert("RGBA")
    white = Image.new("L", clear.size, 255)
    white.paste(clear.convert("L"), mask=clear.getchannel("A"))
    return white


def _too_large() -> InputRefused:
    return InputRefused("too-large", "This picture has too many pixels to look for a QR code. Cut out the code and try again.")
