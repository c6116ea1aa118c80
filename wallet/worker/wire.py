"""Messages between this process and a worker: length, then a pickle; what a worker sends is read with an allow-list.

A worker reads strangers' files with large libraries.  Should a file ever conquer it, its answers must not run code here: only
the plain types of ``wallet.model``, our errors and dates can be rebuilt from them.
"""

from __future__ import annotations

import dataclasses
import enum
import importlib
import io
import pickle
import struct
from typing import Any

from wallet import errors
from wallet.errors import WorkerFailed

MAX_MESSAGE = 256 * 1024 * 1024
_LENGTH = struct.Struct(">Q")
HEADER = _LENGTH.size
_PLAIN = {"datetime": frozenset({"datetime", "date", "timedelta", "timezone"}), "builtins": frozenset({"frozenset", "set"})}


def frame(message: Any) -> bytes:
    """A message as bytes, its length in front."""
    body = pickle.dumps(message, protocol=5)
    return _LENGTH.pack(len(body)) + body


def length(header: bytes) -> int:
    """How long the message behind this header is. Raises WorkerFailed("worker-answer")."""
    (size,) = _LENGTH.unpack(header)
    if size > MAX_MESSAGE:
        raise _untrustworthy()
    return int(size)


def loads(body: bytes) -> Any:
    """A worker's message. Raises WorkerFailed("worker-answer") for anything but plain data."""
    try:
        return _Plain(io.BytesIO(body)).load()
    except Exception as error:  # whatever a forged pickle provokes
        raise _untrustworthy() from error


class _Plain(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if name in _PLAIN.get(module, ()):
            return getattr(importlib.import_module(module), name)
        if module == "wallet.errors" and name in _ERRORS:
            return _ERRORS[name]
        if module.startswith("wallet.model.") and module.count(".") == 2 and name.isidentifier():
            found = getattr(importlib.import_module(module), name, None)
            plain = isinstance(found, type) and (dataclasses.is_dataclass(found) or issubclass(found, enum.Enum))
            if plain and getattr(found, "__module__", "") == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is not plain data")


_ERRORS: dict[str, Any] = {
    name: value for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, errors.WalletError)
} | {"_rebuild": errors._rebuild}


def _untrustworthy() -> WorkerFailed:
    sentence = "The process that read this file gave an answer that cannot be trusted. The file may be an attack."
    return WorkerFailed("worker-answer", sentence)
