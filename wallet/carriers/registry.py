"""Which reader opens which kind of input: a new kind is one file and one line."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from wallet.carriers import html, pdf, pictures, text
from wallet.carriers.sniff import Kind
from wallet.model.carried import Carried

READERS: Mapping[Kind, Callable[[bytes, str], tuple[Carried, ...]]] = {
    Kind.PNG: lambda data, _base_url: pictures.read_png(data),
    Kind.PICTURE: lambda data, _base_url: pictures.read_codes(data),
    Kind.SVG: lambda data, _base_url: pictures.read_svg(data),
    Kind.PDF: lambda data, _base_url: pdf.extract(data),
    Kind.HTML: lambda data, base_url: html.extract(data, base_url=base_url),
    Kind.TEXT: lambda data, _base_url: text.read(data),
}
