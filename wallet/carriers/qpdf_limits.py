"""qpdf with limits and without a voice: pikepdf's settings are the process's own, so they are put back after each use.

qpdf has no limit on the length of an uncompressed array and none on LZW; what they can cost is bounded by the size of the
input and by the worker process that reads strangers' files.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from wallet.carriers import limits

_STRUCTURE_BYTES = 2 * 1024 * 1024  # an object stream, unpacked: one of zeros takes seventy times its size as objects
_LIMITS: Mapping[str, Any] = {
    "flate_max_memory": _STRUCTURE_BYTES,
    "run_length_max_memory": _STRUCTURE_BYTES,
    "png_max_memory": _STRUCTURE_BYTES,
    "tiff_max_memory": _STRUCTURE_BYTES,
    "dct_max_memory": _STRUCTURE_BYTES,
    "max_stream_filters": 2,
    "doc_max_warnings": 1000,
    "parser_max_nesting": 100,
}


@contextmanager
def reading() -> Iterator[None]:
    """For as long as a stranger's PDF is open. qpdf's log lines hold the stranger's text, so there are none."""
    from pikepdf import settings

    logger = logging.getLogger("pikepdf")
    level = logger.level
    before: Mapping[str, Any] = settings.set_qpdf_limits(**_LIMITS)
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)
        settings.set_qpdf_limits(**before)


@contextmanager
def unpacking() -> Iterator[None]:
    """For as long as one attachment is unpacked: up to a payload's size."""
    from pikepdf import settings

    before: Mapping[str, Any] = settings.set_qpdf_limits(flate_max_memory=limits.PAYLOAD_BYTES + 1024)
    try:
        yield
    finally:
        settings.set_qpdf_limits(**before)
