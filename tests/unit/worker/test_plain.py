"""What a worker sends is of exactly the type that was asked for: everything of ours travels, nothing else arrives."""

from __future__ import annotations

import dataclasses
import importlib
import json
import os
import pickle
import pkgutil
import types
import typing
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wallet.model
from tests.fakes import NOON
from wallet import errors
from wallet.errors import CheckUndecided, InputRefused, WalletError, WorkerFailed
from wallet.model.carried import Finding
from wallet.model.report import Check, CheckKind, Outcome, VerificationReport
from wallet.worker import wire
from wallet.worker.plain import codec
from wallet.worker.wire import WorkerBug

FINDINGS = tuple[Finding, ...]

# ---------------------------------------------------------------- values of any type of the model

_TEXT = st.text(st.characters(codec=None), max_size=6)  # with lone surrogates, as file names may have them
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_TEXT, inner, max_size=2),
    max_leaves=4,
)
_ZONES = st.sampled_from([UTC, timezone(timedelta(hours=-9, minutes=-30)), timezone(timedelta(hours=14))])
_ERROR_KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, WalletError)]
_ERRORS = st.builds(
    lambda kind, code, message, needs: kind(code, message, needs=needs),
    st.sampled_from(_ERROR_KINDS),
    _TEXT,
    _TEXT,
    st.tuples() | st.tuples(_TEXT),
)
_SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    str: _TEXT,
    int: st.integers(),
    bool: st.booleans(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bytes: st.binary(max_size=8),
    datetime: st.datetimes(timezones=_ZONES),
    timedelta: st.timedeltas(),
    Any: _JSON,
    WalletError: _ERRORS,
}


def values(kind: Any) -> st.SearchStrategy[Any]:
    """Values of a declared type, parts and all."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    if origin in (typing.Union, types.UnionType):
        return st.none() | values(arguments[0])
    if origin is tuple:
        return st.lists(values(arguments[0]), max_size=2).map(tuple)
    if origin is Mapping:
        return st.dictionaries(_TEXT, values(arguments[1]), max_size=2)
    if issubclass(kind, Enum):
        return st.sampled_from(list(kind))
    hints = typing.get_type_hints(kind)
    return st.builds(kind, **{field.name: values(hints[field.name]) for field in dataclasses.fields(kind)})


def same(one: Any, other: Any) -> bool:
    """Equal in every part, also those that ``==`` leaves out, and of the same types."""
    if type(one) is not type(other):
        return False
    if dataclasses.is_dataclass(one):
        return all(same(getattr(one, field.name), getattr(other, field.name)) for field in dataclasses.fields(one))
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(same(*pair) for pair in zip(one, other, strict=True))
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[name], other[name]) for name in one)
    if isinstance(one, WalletError):
        return (one.code, one.message, one.needs) == (other.code, other.message, other.needs)
    return bool(one == other)


def sent(value: Any, kind: Any) -> Any:
    return wire.read_answer(body(wire.answer("ok", value, kind)), kind)


def body(frame: bytes) -> bytes:
    assert wire.length(frame[: wire.HEADER]) == len(frame) - wire.HEADER
    return frame[wire.HEADER :]


def model() -> list[type]:
    modules = [importlib.import_module(module.name) for module in pkgutil.iter_modules(wallet.model.__path__, "wallet.model.")]
    found = [(module.__name__, value) for module in modules for value in vars(module).values() if isinstance(value, type)]
    return [value for name, value in found if dataclasses.is_dataclass(value) and value.__module__ == name]


# ---------------------------------------------------------------- all of ours travels


@settings(max_examples=30, deadline=None)
@given(values(FINDINGS))
def test_findings_arrive_as_they_were_sent(findings: tuple[Finding, ...]) -> None:
    assert same(sent(findings, FINDINGS), findings)


@pytest.mark.parametrize("kind", model(), ids=lambda kind: kind.__name__)
def test_every_dataclass_of_the_model_travels(kind: type) -> None:
    @settings(max_examples=5, deadline=None, database=None)
    @given(values(kind))
    def travels(value: Any) -> None:
        assert same(sent(value, kind), value)

    travels()


@pytest.mark.parametrize("kind", _ERROR_KINDS, ids=lambda kind: kind.__name__)
def test_every_error_travels(kind: type[WalletError]) -> None:
    error = kind("a-code", "A sentence.", needs=("https://a.example/",))
    arrived = wire.read_answer(body(wire.answer("error", error, WalletError)), str)
    assert same(arrived, error)


def test_an_enum_arrives_as_its_own_member() -> None:
    report = VerificationReport(checked_at=NOON, checks=(Check(kind="proof", outcome=Outcome.FAILED, reason="x"),))  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="a str stands where CheckKind belongs"):
        sent(report, VerificationReport)
    assert sent(Outcome.FAILED, Outcome) is Outcome.FAILED


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (b"x", str),
        ("x", int),
        (True, int),
        (1, bool),
        (datetime(2026, 1, 1), datetime),  # noqa: DTZ001
        (float("nan"), float),
        (float("inf"), Any),
        ({"a": {1, 2}}, Mapping[str, Any]),
        (Outcome.FAILED, VerificationReport),
        (Outcome.FAILED, CheckKind),
        ("failed", Outcome),
        ((1, "x"), tuple[int, ...]),
    ],
)
def test_what_is_not_of_its_type_is_not_even_sent(value: Any, kind: Any) -> None:
    with pytest.raises((TypeError, ValueError, AttributeError)):
        wire.answer("ok", value, kind)


@pytest.mark.parametrize("kind", [object, set[int], dict[str, int], tuple, int | set[int], Mapping[int, str], list[int]])
def test_types_outside_the_list_are_our_own_mistake(kind: Any) -> None:
    with pytest.raises(TypeError, match="cannot travel"):
        codec(kind)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (Path("/a/b"), Path),
        (("x", 1), tuple[str, int]),
        ((("x", "y"), ("z", "")), tuple[tuple[str, str], ...]),
        (NOON, timedelta | datetime | None),
        (timedelta(days=2), timedelta | datetime | None),
        (None, timedelta | datetime | None),
        ("7", int | str),
    ],
)
def test_the_kinds_of_arguments_that_acts_take(value: Any, kind: Any) -> None:
    assert same(sent(value, kind), value)


def test_a_path_travels_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert sent(Path("inner/file"), Path) == tmp_path / "inner" / "file"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ([2, "x"], int | str),
        ([-1, "x"], int | str),
        ([True, 1], int | str),
        ([0, "x"], int | str),
        (["x"], tuple[str, int]),
        (["x", 1, 2], tuple[str, int]),
        ([0, 1], tuple[str, int]),
        (7, Path),
        (1, int | str),
    ],
)
def test_what_such_an_argument_is_not(data: Any, kind: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        codec(kind).unpack(data)


# ---------------------------------------------------------------- nothing else arrives


class _Runs:
    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (self.path,)


def test_a_pickle_is_refused_unread(tmp_path: Any) -> None:
    for kind in (str, FINDINGS, Any):
        with pytest.raises(WorkerFailed, match="cannot be trusted") as caught:
            wire.read_answer(pickle.dumps(("ok", _Runs(str(tmp_path / "owned")))), kind)
        assert caught.value.code == "worker-answer"
    assert not (tmp_path / "owned").exists()


def check(**changed: Any) -> Any:
    """One finding with one check, packed, with parts exchanged by their path."""
    finding = Finding(
        source="a.json",
        index=0,
        report=VerificationReport(checked_at=NOON, checks=(Check(kind=CheckKind.PROOF, outcome=Outcome.FAILED, reason="x"),)),
        error=CheckUndecided("a", "b"),
    )
    packed = codec(FINDINGS).pack((finding,))
    for path, value in changed.items():
        part: Any = packed
        *way, last = [int(step) for step in path.strip("_").split("_")]
        for step in way:
            part = part[step]
        part[last] = value
    return packed


# Positions: finding 0 of the tuple; source 0, index 1, report 6, error 7; checks 1 of the report; kind 0, outcome 1 of a check.
@pytest.mark.parametrize(
    "changed",
    [
        {"_0_0": 5},
        {"_0_0": None},
        {"_0_1": "0"},
        {"_0_1": True},
        {"_0_1": 0.0},
        {"_0_2": "a-carrier-of-its-own"},
        {"_0_3": {}},
        {"_0_6": "VERIFIED"},
        {"_0_6_0": "2026-11-20T12:00:00"},
        {"_0_6_0": "yesterday"},
        {"_0_6_0": 0},
        {"_0_6_1": "passed"},
        {"_0_6_1_0": ["proof", "passed"]},
        {"_0_6_1_0_1": "Outcome.PASSED"},
        {"_0_6_1_0_1": ["passed"]},
        {"_0_6_2": [1, 2]},
        {"_0_6_2": [1, 2, "3"]},
        {"_0_6_2": [10**30, 0, 0]},
        {"_0_6_3": 1},
        {"_0_7_0": "BaseException"},
        {"_0_7_0": "_rebuild"},
        {"_0_7_0": ["WalletError"]},
        {"_0_7_1": None},
        {"_0_7_3": "https://a.example/"},
        {"_0_7_3": [1]},
        {"_0": []},
        {"_0": {"__class__": "Finding"}},
    ],
    ids=str,
)
def test_one_part_of_a_wrong_type_spoils_the_answer(changed: dict[str, Any]) -> None:
    assert same(codec(FINDINGS).unpack(check())[0].index, 0)
    with pytest.raises(WorkerFailed) as caught:
        wire.read_answer(json.dumps(["ok", check(**changed)]).encode(), FINDINGS)
    assert caught.value.code == "worker-answer"


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\xff\xfe",
        b"null",
        b"[]",
        b'"ok"',
        b'["ok"]',
        b'["ok", "x", "y"]',
        b'["ok", 1]',
        b'["ok", NaN]',
        b'["ok", [-Infinity]]',
        b'["done", "x"]',
        b'[["ok"], "x"]',
        b'["ready", null]',
        b'["error", "x"]',
        b'["error", ["CheckFailed", "x", "y"]]',
        b'["bug", 7]',
        b'["ok", ' + b"[" * 200_000,
        b'["ok", ' + b"[" * 200_000 + b"]" * 200_000 + b"]",
        b'["ok", ' + b"9" * 10_000 + b"]",
        b'{"ok": "x", "y": 1}',
    ],
    ids=lambda message: repr(message[:24]),
)
def test_a_message_that_is_none_is_refused(message: bytes) -> None:
    with pytest.raises(WorkerFailed) as caught:
        wire.read_answer(message, str)
    assert caught.value.code == "worker-answer"


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_changed_message_is_refused_or_of_its_type(data: st.DataObject) -> None:
    message = bytearray(json.dumps(["ok", check()]).encode())
    for _ in range(data.draw(st.integers(1, 3))):
        message[data.draw(st.integers(0, len(message) - 1))] = data.draw(st.integers(0, 255))
    try:
        answer = wire.read_answer(bytes(message), FINDINGS)
    except WorkerFailed as error:
        assert error.code == "worker-answer"
    except WorkerBug:
        raise AssertionError("only a worker says that") from None
    else:
        assert all(type(found) is Finding for found in answer)
        assert same(sent(answer, FINDINGS), answer)


@given(st.binary(max_size=40))
def test_noise_is_refused(noise: bytes) -> None:
    for kind in (str, FINDINGS, Mapping[str, Any]):
        with pytest.raises(WorkerFailed):
            wire.read_answer(noise, kind)


@pytest.mark.parametrize("size", [wire.MAX_MESSAGE + 1, 2**63, 2**64 - 1])
def test_a_message_longer_than_any_is_refused_before_it_is_read(size: int) -> None:
    with pytest.raises(WorkerFailed, match="cannot be trusted"):
        wire.answer_length(size.to_bytes(8, "big"))
    assert wire.answer_length(wire.MAX_MESSAGE.to_bytes(8, "big")) == wire.MAX_MESSAGE


def test_only_ready_is_ready() -> None:
    wire.read_ready(body(wire.answer("ready")))
    with pytest.raises(WorkerBug, match="it broke"):
        wire.read_ready(body(wire.answer("bug", "it broke")))
    with pytest.raises(WorkerFailed):
        wire.read_ready(body(wire.answer("ok", "x", str)))


def test_an_answer_longer_than_any_is_the_inputs_fault_and_no_attack() -> None:
    with pytest.raises(InputRefused, match="more than can be read") as caught:
        wire.answer("ok", "x" * wire.MAX_MESSAGE, str)
    assert caught.value.code == "too-large"
