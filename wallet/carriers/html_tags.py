"""The few tags of a web page that matter here, found in one pass over its text.

A whole HTML parser is not used on strangers' pages: the common one takes quadratic time over many attributes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wallet.errors import InputRefused

_MAX_TAGS = 5000
_MAX_ATTRIBUTES = 4096  # characters
_START = re.compile(r"<!--|<(?P<name>script|link|base)(?=[\s/>])", re.IGNORECASE)
_TAG_PART = re.compile(r"""[^>"']++|"[^"]*+"|'[^']*+'""")
_SCRIPT_END = re.compile(r"</script(?=[\s/>])", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([^\s=>"'/]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"']++)))?""")


@dataclass(frozen=True, slots=True)
class Tag:
    """One ``script``, ``link`` or ``base``: its name and attribute names in lower case; ``text`` is what a script holds."""

    name: str
    attributes: Mapping[str, str]
    text: str = ""


def tags(page: str) -> Iterator[Tag]:
    """The tags in their order, comments left out. Raises InputRefused("too-large") for a flood of them."""
    position = 0
    for _ in range(_MAX_TAGS):
        start = _START.search(page, position)
        if start is None:
            return
        if start["name"] is None:
            position = page.find("-->", start.end()) + len("-->")
            if position < len("-->"):
                return
            continue
        end = _tag_end(page, start.end())
        if end < 0:
            position = start.end()
            continue
        name, position, text = start["name"].lower(), end, ""
        if name == "script":
            closing = _SCRIPT_END.search(page, end)
            if closing is None:
                return
            text, position = page[end : closing.start()], closing.end()
        yield Tag(name, _attributes(page[start.end() : end - 1]), text)
    raise InputRefused("too-large", "This page has more parts than any badge page. Paste the link of the credential itself.")


def _tag_end(page: str, start: int) -> int:
    """Where the tag whose attributes begin at ``start`` ends, past its ``>``; -1 where that is farther than any real one."""
    limit = min(len(page), start + _MAX_ATTRIBUTES)
    position = start
    while position < limit:
        if page[position] == ">":
            return position + 1
        part = _TAG_PART.match(page, position, limit)
        if part is None:
            return -1
        position = part.end()
    return -1


def _attributes(text: str) -> dict[str, str]:
    """Attributes as HTML has it: names without case, the first of a name counts, character references resolved."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(text):
        found.setdefault(name.lower(), html.unescape(double or single or bare))
    return found
