"""How much of a stranger's input is read at all, in one place, so that the figures can be compared."""

from __future__ import annotations

INPUT_BYTES = 50 * 1024 * 1024  # any input
PAYLOAD_BYTES = 10 * 1024 * 1024  # one credential or presentation, after decompression
XML_BYTES = 8 * 1024 * 1024  # an XML tree takes about thirty times its text in memory
HTML_BYTES = 5 * 1024 * 1024
SIDE_PIXELS = 20_000  # a picture's width or height
PNG_PIXELS = 100_000_000  # a picture that is only walked through, never decoded
RASTER_PIXELS = 36_000_000  # a picture that is decoded to look for QR codes: an A4 page scanned at 600 dpi is 35 million
