"""What a worker of this wallet can be asked, and everything that must be imported before it is closed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from wallet.intake.examine import examine

TASKS: Mapping[str, Callable[..., Any]] = {"examine": examine}

_LATE = (
    "wallet.proofs.json_ld",
    "wallet.proofs.rdfc",
    "wallet.proofs.terms",
    "cryptography.hazmat.backends.openssl.backend",
    "rfc8785",
    "lxml.etree",
    "PIL.Image",
    "PIL.PngImagePlugin",
    "PIL.JpegImagePlugin",
    "PIL.GifImagePlugin",
    "PIL.WebPImagePlugin",
    "PIL.BmpImagePlugin",
    "PIL.TiffImagePlugin",
    "PIL.PpmImagePlugin",
    "zxingcpp",
    "pikepdf",
    "cbor2",
    "jsonschema",
    "encodings.idna",
    "encodings.cp1252",
    "encodings.utf_16_be",
    "encodings.utf_8_sig",
)


def prepare() -> None:
    """Import what the tasks import late: a closed-in worker still reads files, but finding them there would be slow."""
    for name in _LATE:
        import_module(name)
