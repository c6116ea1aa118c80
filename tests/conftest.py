"""Tests that fail on any surprise: no network but loopback where asked for, no unexpected log record, no warning."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import FixedClock, SeededEntropy

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything loads Qt: no test opens a window on a screen

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"

_network = {"allowed": False}
_LOOPBACK = ("127.", "::1", "localhost")


def _forbid_network(event: str, args: tuple[Any, ...]) -> None:
    if event not in ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo"):
        return
    address = args[0] if event == "socket.getaddrinfo" else args[1]
    host = address if isinstance(address, str | bytes | None) else address[0]
    if event != "socket.getaddrinfo" and isinstance(host, str | bytes) and isinstance(address, str | bytes):
        return  # a Unix socket has a path, not a pair
    if _network["allowed"] and str(host).startswith(_LOOPBACK):
        return
    raise AssertionError(f"a test touched the network: {event} {address!r}")


sys.addaudithook(_forbid_network)


@pytest.fixture(autouse=True)
def _loopback_only_where_asked(request: pytest.FixtureRequest) -> Iterator[None]:
    _network["allowed"] = request.node.get_closest_marker("loopback") is not None
    yield
    _network["allowed"] = False


class _Surprises(logging.Handler):
    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def log_surprises() -> Iterator[_Surprises]:
    """Fails the test on any log record of level WARNING or above; a test that expects some clears ``records``."""
    handler = _Surprises()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)
    unexpected = [f"{record.name}: {record.getMessage()}" for record in handler.records]
    assert not unexpected, f"unexpected log records: {unexpected}"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def entropy() -> SeededEntropy:
    return SeededEntropy()


@pytest.fixture
def corpus() -> Path:
    """The shared corpus; a test that needs it is skipped by name where it is absent."""
    if not CORPUS.is_dir():
        pytest.skip(f"no corpus at {CORPUS}")
    return CORPUS
