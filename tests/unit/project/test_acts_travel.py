"""Every act of a session and of the desk can be asked for from another process: what goes in and out can be sent."""

from __future__ import annotations

import dataclasses
import enum
import inspect
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from wallet.desk import Desk
from wallet.errors import WalletError
from wallet.model.card import Card
from wallet.model.snapshot import Snapshot
from wallet.session import Session

_PLAIN = (str, bytes, int, bool, float, type(None), datetime, timedelta, Path)
_SEQUENCES = (tuple, Iterator, Iterable)


def untravelled(hint: Any, seen: frozenset[type] = frozenset(), *, inside: bool = False) -> list[str]:
    """The parts of a type that could not be sent to another process as they are; none where all can.

    Only inside a dataclass may there be mappings with text as keys, and JSON values.
    """
    if hint in _PLAIN or hint in seen:
        return []
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType, *_SEQUENCES):
        inner = [part for part in arguments if part is not Ellipsis]
        return [bad for part in inner for bad in untravelled(part, seen, inside=inside)] if inner else [str(hint)]
    if inside and hint is Any:
        return []
    if inside and origin is Mapping and arguments[0] is str:
        return untravelled(arguments[1], seen, inside=True)
    if isinstance(hint, type) and origin is None:
        if issubclass(hint, enum.Enum | WalletError):
            return []
        if dataclasses.is_dataclass(hint):
            return _fields(hint, seen | {hint})
    return [str(hint)]


def _fields(kind: type, seen: frozenset[type]) -> list[str]:
    parameters = vars(kind)["__dataclass_params__"]
    bad = [] if parameters.frozen and "__slots__" in vars(kind) else [f"{kind.__name__} is not frozen with slots"]
    hints = typing.get_type_hints(kind)
    return bad + [
        f"{kind.__name__}.{field.name}: {part}"
        for field in dataclasses.fields(kind)
        for part in untravelled(hints[field.name], seen, inside=True)
    ]


def _acts(kind: type) -> Iterator[tuple[str, Callable[..., Any]]]:
    for name, value in inspect.getmembers(kind):
        function = value.fget if isinstance(value, property) else value
        if not name.startswith("_") and inspect.isfunction(function):
            yield f"{kind.__name__}.{name}", function


ACTS = [*_acts(Session), *_acts(Desk)]


def test_there_are_acts() -> None:
    names = {name for name, _ in ACTS}
    assert {"Session.import_inputs", "Session.present", "Session.notices", "Desk.check"} <= names
    assert len(names) > 15


@pytest.mark.parametrize(("name", "act"), ACTS, ids=[name for name, _ in ACTS])
def test_what_goes_in_and_out_can_be_sent(name: str, act: Callable[..., Any]) -> None:
    hints = typing.get_type_hints(act)
    asked = [parameter for parameter in inspect.signature(act).parameters if parameter != "self"]
    assert set(hints) == {*asked, "return"}, f"{name} has a parameter without a type"
    assert {part: bad for part, hint in hints.items() if (bad := untravelled(hint))} == {}


@dataclass
class _Changeable:
    text: str


@dataclass(frozen=True, slots=True)
class _Holding:
    call: Callable[[], None]


@dataclass(frozen=True, slots=True)
class _Nested:
    parts: tuple[_Holding, ...]


@pytest.mark.parametrize(
    "hint",
    [
        _Changeable,
        _Holding,
        _Nested,
        tuple[_Changeable, ...],
        Iterator[_Nested],
        str | _Holding,
        Callable[[], None],
        object,
        Any,
        list[str],
        dict[str, str],
        tuple,
        Session,
        Mapping[str, Snapshot],
    ],
)
def test_the_check_itself_notices(hint: Any) -> None:
    assert untravelled(hint)


@pytest.mark.parametrize(
    "hint", [str, Path | None, tuple[Snapshot, ...], Iterator[Card], tuple[tuple[str, str], ...], WalletError]
)
def test_the_check_itself_lets_pass(hint: Any) -> None:
    assert untravelled(hint) == []
