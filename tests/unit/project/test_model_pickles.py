"""What the wallet talks about travels between processes: frozen, with slots, and the same after pickling."""

from __future__ import annotations

import dataclasses
import enum
import importlib
import pickle
import pkgutil
import types
import typing
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import wallet.model
from tests.fakes import NOON
from wallet import errors
from wallet.desk import Terms
from wallet.errors import CheckUndecided, WalletError

_PLAIN: dict[Any, Any] = {
    str: "näme",
    bytes: b"\x00raw",
    int: 7,
    bool: True,
    float: 0.5,
    datetime: NOON,
    timedelta: timedelta(days=3),
    Path: Path("folder/file"),
    Any: {"deep": ["value", 1, None]},
}


def _model() -> Iterator[type]:
    for module in pkgutil.iter_modules(wallet.model.__path__, "wallet.model."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, type) and dataclasses.is_dataclass(value) and value.__module__ == module.name:
                yield value


DATACLASSES = [*_model(), Terms]


def an_instance(kind: type) -> Any:
    """One of these, with every field filled by its type."""
    hints = typing.get_type_hints(kind)
    return kind(**{field.name: a_value(hints[field.name]) for field in dataclasses.fields(kind) if field.init})


def a_value(hint: Any) -> Any:
    """A value of this type; the fullest one where there is a choice."""
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return a_value(next(argument for argument in arguments if argument is not type(None)))
    if origin is tuple:
        return tuple(a_value(argument) for argument in arguments if argument is not Ellipsis)
    if origin in (dict, Mapping):
        return {a_value(arguments[0]): a_value(arguments[1])}
    if origin is frozenset:
        return frozenset({a_value(arguments[0])})
    if issubclass(hint, enum.Enum):
        return next(iter(hint))
    if issubclass(hint, WalletError):
        return CheckUndecided("a-code", "A sentence.", needs=("https://a.example/",))
    assert dataclasses.is_dataclass(hint), f"no instance can be made of {hint}"
    return an_instance(hint)


def contents(value: Any) -> Any:
    """A value taken apart, with the fields that comparing leaves out and errors that compare by identity."""
    if dataclasses.is_dataclass(value):
        return type(value), [contents(getattr(value, field.name)) for field in dataclasses.fields(value)]
    if isinstance(value, tuple):
        return [contents(item) for item in value]
    if isinstance(value, Mapping):
        return {key: contents(item) for key, item in value.items()}
    if isinstance(value, WalletError):
        return type(value), value.code, value.message, value.needs
    return value


def test_there_is_a_model() -> None:
    assert len(DATACLASSES) > 25


@pytest.mark.parametrize("kind", DATACLASSES, ids=lambda kind: kind.__name__)
def test_frozen_with_slots(kind: type) -> None:
    value = an_instance(kind)
    assert not hasattr(value, "__dict__")
    name = dataclasses.fields(kind)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, name, getattr(value, name))
    assert all(field.kw_only for field in dataclasses.fields(kind))


@pytest.mark.parametrize("kind", DATACLASSES, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("protocol", [2, pickle.HIGHEST_PROTOCOL])
def test_the_same_after_pickling(kind: type, protocol: int) -> None:
    value = an_instance(kind)
    again = pickle.loads(pickle.dumps(value, protocol))
    assert type(again) is kind
    assert contents(again) == contents(value)


_ERRORS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, WalletError)]


@pytest.mark.parametrize("kind", _ERRORS, ids=lambda kind: kind.__name__)
def test_an_error_is_the_same_after_pickling(kind: type[WalletError]) -> None:
    again = pickle.loads(pickle.dumps(kind("a-code", "A sentence.", needs=("https://a.example/",))))
    assert contents(again) == (kind, "a-code", "A sentence.", ("https://a.example/",))


def test_the_comparison_sees_what_equality_leaves_out() -> None:
    proof = an_instance(importlib.import_module("wallet.model.proof").Proof)
    other = dataclasses.replace(proof, options={"another": 1})
    assert proof == other
    assert contents(proof) != contents(other)
