"""What a worker of this wallet can be asked, and everything that must be imported before it is closed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from wallet.intake.examine import examine

TASKS: Mapping[str, Callable[..., Any]] = {"examine": examine}

_HEAVY = (
    "pyld.jsonld",
    "rfc8785",
    "lxml.etree",
    "PIL.Image",
    "PIL.PngImagePlugin",
    "PIL.JpegImagePlugin",
    "PIL.GifImagePlugin",
    "PIL.WebPImagePlugin",
    "PIL.BmpImagePlugin",
    "PIL.TiffImagePlugin",
    "zxingcpp",
    "pikepdf",
    "cbor2",
    "jsonschema",
    "encodings.idna",
)


def prepare() -> None:
    """Import what the tasks import late: a closed-in worker still reads files, but finding them there would be slow."""
    for name in _HEAVY:
        import_module(name)
