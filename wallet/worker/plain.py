"""Values as JSON and back, by their declared type: what comes back is of exactly that type, or it is refused.

A worker's answer is not believed to be what it was asked for until each part of it was.  No class is looked up by a name in
the data, nothing in the data is called, and no object that existed before is touched; a pickle promises none of the three,
whatever is left out of it (its BUILD instruction changes the members of an enum for the whole process).

Types: str, int, bool, float, bytes, datetime, timedelta, Path (which travels absolute: the other process may stand in another
folder), enums, WalletError, dataclasses of these, ``X | None``, ``X | Y``, ``tuple[X, ...]``, ``tuple[X, Y]``,
``Mapping[str, X]``, and Any for JSON that stays as it is.
"""

from __future__ import annotations

import base64
import contextlib
import dataclasses
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from wallet import errors
from wallet.errors import WalletError


class Codec(NamedTuple):
    """Both directions for one type. ``unpack`` raises ValueError or TypeError for anything that ``pack`` does not make."""

    pack: Callable[[Any], Any]
    unpack: Callable[[Any], Any]


@cache
def codec(kind: Any) -> Codec:
    """How values of this type travel. Raises TypeError for a type that is not in the list above."""
    if kind is Any or kind in _SCALARS:
        return _SCALARS.get(kind, _AS_IT_IS)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType) and len(arguments) == 2 and arguments[1] is NoneType:
        return _optional(codec(arguments[0]))
    if origin in (Union, UnionType):
        return _either(tuple(codec(argument) for argument in arguments))
    if origin is tuple and arguments:
        return _tuple(codec(arguments[0])) if arguments[-1] is Ellipsis else _row(tuple(codec(part) for part in arguments))
    if origin is Mapping and arguments[0] is str:
        return _mapping(arguments[1])
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _dataclass(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        check = _exactly(kind)
        return Codec(lambda value: check(value).value, kind)
    raise TypeError(f"{kind} cannot travel between processes")


def _exactly(*kinds: type) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if type(value) not in kinds:
            raise TypeError(f"a {type(value).__name__} stands where {kinds[0].__name__} belongs")
        return value

    return check


_text, _items, _members, _whole = _exactly(str), _exactly(list), _exactly(dict), _exactly(int)


def _words(value: Any) -> Any:
    if not isinstance(value, str):  # a StrEnum is text as well
        raise TypeError(f"a {type(value).__name__} stands where str belongs")
    return value


def _optional(inner: Codec) -> Codec:
    return Codec(
        lambda value: None if value is None else inner.pack(value),
        lambda data: None if data is None else inner.unpack(data),
    )


def _either(arms: tuple[Codec, ...]) -> Codec:
    def pack(value: Any) -> list[Any]:
        for place, arm in enumerate(arms):
            with contextlib.suppress(TypeError, ValueError, AttributeError):
                return [place, arm.pack(value)]
        raise TypeError(f"a {type(value).__name__} stands where one of {len(arms)} other types belongs")

    def unpack(data: Any) -> Any:
        place, packed = _items(data)
        if not 0 <= _whole(place) < len(arms):
            raise ValueError("no such type")
        return arms[place].unpack(packed)

    return Codec(pack, unpack)


def _row(parts: tuple[Codec, ...]) -> Codec:
    return Codec(
        lambda value: [part.pack(item) for part, item in zip(parts, value, strict=True)],
        lambda data: tuple([part.unpack(item) for part, item in zip(parts, _items(data), strict=True)]),
    )


def _tuple(inner: Codec) -> Codec:
    return Codec(
        lambda value: [inner.pack(item) for item in value],
        lambda data: tuple([inner.unpack(item) for item in _items(data)]),
    )


def _mapping(kind: Any) -> Codec:
    if kind is Any:  # a JSON object: json itself reads and writes it, far faster than we could
        return Codec(dict, _members)
    inner = codec(kind)
    return Codec(
        lambda value: {name: inner.pack(member) for name, member in value.items()},
        lambda data: {name: inner.unpack(member) for name, member in _members(data).items()},
    )


def _dataclass(kind: type[Any]) -> Codec:
    hints = get_type_hints(kind)
    parts = [(field.name, codec(hints[field.name])) for field in dataclasses.fields(kind)]

    def pack(value: Any) -> list[Any]:
        if type(value) is not kind:
            raise TypeError(f"a {type(value).__name__} stands where {kind.__name__} belongs")
        return [part.pack(getattr(value, name)) for name, part in parts]

    def unpack(data: Any) -> Any:
        return kind(**{name: part.unpack(item) for (name, part), item in zip(parts, _items(data), strict=True)})

    return Codec(pack, unpack)


def _aware(time: datetime) -> datetime:
    if time.utcoffset() is None:
        raise ValueError("a time without its zone")
    return time


def _unpack_span(data: Any) -> timedelta:
    days, seconds, microseconds = _items(data)
    return timedelta(_whole(days), _whole(seconds), _whole(microseconds))


def _pack_error(error: WalletError) -> list[Any]:
    return [type(error).__name__, error.code, error.message, list(error.needs)]


def _unpack_error(data: Any) -> WalletError:
    name, code, message, needs = _items(data)
    return _ERRORS[_text(name)](_text(code), _text(message), needs=tuple([_text(url) for url in _items(needs)]))


_ERRORS: dict[str, type[WalletError]] = {
    name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, WalletError)
}
_AS_IT_IS = Codec(lambda value: value, lambda data: data)
_SCALARS: dict[Any, Codec] = {
    str: Codec(_words, _text),
    int: Codec(_whole, _whole),
    bool: Codec(_exactly(bool), _exactly(bool)),
    float: Codec(_exactly(float, int), lambda data: float(_exactly(float, int)(data))),
    bytes: Codec(
        lambda value: base64.b64encode(value).decode("ascii"), lambda data: base64.b64decode(_text(data), validate=True)
    ),
    datetime: Codec(lambda value: _aware(value).isoformat(), lambda data: _aware(datetime.fromisoformat(_text(data)))),
    timedelta: Codec(lambda value: [value.days, value.seconds, value.microseconds], _unpack_span),
    Path: Codec(lambda value: str(value.absolute()), lambda data: Path(_text(data))),
    NoneType: Codec(_exactly(NoneType), _exactly(NoneType)),
    WalletError: Codec(_pack_error, _unpack_error),
}
