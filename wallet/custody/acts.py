"""Every act of a session as it travels: by name, its arguments and its result by their declared types.

Nothing is listed here: the acts are those that ``Session`` has.  One whose types cannot travel fails a test.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from wallet.session import Session
from wallet.worker.plain import Codec, codec

CLOSING = "close"  # ends the process, so it is not served like the others


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act. ``feeds`` are the arguments that are taken one by one; ``streams`` says that the result is given one by one."""

    name: str
    function: Callable[..., Any]
    arguments: Mapping[str, Codec]
    feeds: Mapping[str, Codec]
    result: Codec
    streams: bool
    is_property: bool

    def bind(self, *given: Any, **named: Any) -> dict[str, Any]:
        """Arguments by name; TypeError as Python raises it for a wrong call."""
        return dict(list(inspect.signature(self.function).bind(None, *given, **named).arguments.items())[1:])


@cache
def acts() -> Mapping[str, Act]:
    """All of them by name. Raises TypeError for one that cannot travel."""
    return {name: _act(name, found) for name, found in functions()}


def functions() -> tuple[tuple[str, Any], ...]:
    """The public functions and properties of a session, by name."""
    found = inspect.getmembers(Session)
    acts = [(name, value) for name, value in found if inspect.isfunction(value) or isinstance(value, property)]
    return tuple((name, value) for name, value in acts if not name.startswith("_") and name != CLOSING)


def _act(name: str, found: Any) -> Act:
    function = cast("Callable[..., Any]", found.fget if isinstance(found, property) else found)
    hints = typing.get_type_hints(function)
    result = hints.pop("return")
    feeds = {part: hint for part, hint in hints.items() if typing.get_origin(hint) is Iterable}
    streams = typing.get_origin(result) is Iterator
    return Act(
        name=name,
        function=function,
        arguments={part: codec(hint) for part, hint in hints.items() if part not in feeds},
        feeds={part: codec(typing.get_args(hint)[0]) for part, hint in feeds.items()},
        result=codec(typing.get_args(result)[0] if streams else result),
        streams=streams,
        is_property=isinstance(found, property),
    )
