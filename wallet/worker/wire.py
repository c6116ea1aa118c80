"""Messages between this process and a worker: a length in front, then a pickle to the worker, typed JSON from it.

A worker reads strangers' files with large libraries.  Should a file ever conquer it, its answers must not run code here, nor
change anything here: see ``plain``.
"""

from __future__ import annotations

import json
import pickle
import struct
from typing import Any, NoReturn

from wallet.errors import InputRefused, WalletError, WorkerFailed
from wallet.worker.plain import codec

MAX_MESSAGE = 64 * 1024 * 1024  # of an answer; as objects in memory it may be twenty times that
_LENGTH = struct.Struct(">Q")
HEADER = _LENGTH.size
_LONGEST_TRACEBACK = 16_384


class WorkerBug(Exception):
    """Our own code failed in a worker; the text is its traceback, the last line of which names the error."""


class WorkerNotStarted(WorkerBug):
    """The fault is not about one question: no worker can be had."""


def frame(body: bytes) -> bytes:
    """A message as it travels."""
    return _LENGTH.pack(len(body)) + body


def length(header: bytes) -> int:
    """How long the question behind this header is."""
    (size,) = _LENGTH.unpack(header)
    return int(size)


def answer_length(header: bytes) -> int:
    """How long the answer behind this header is. Raises WorkerFailed("worker-answer") for more than one may be."""
    size = length(header)
    if size > MAX_MESSAGE:
        raise untrustworthy()
    return size


# ---------------------------------------------------------------- to the worker, which trusts us


def question(message: Any) -> bytes:
    """What the worker is told or asked, as a frame."""
    return frame(pickle.dumps(message, protocol=5))


def read_question(body: bytes) -> Any:
    """For the worker only: the process that started it is the one that speaks."""
    return pickle.loads(body)  # noqa: S301


# ---------------------------------------------------------------- from the worker, which is not trusted


def answer(word: str, value: Any = None, kind: Any = None) -> bytes:
    """A frame with one of: ``ready``; ``ok`` and a value of type ``kind``; ``error`` and a WalletError; ``memory``; ``bug``.

    Raises InputRefused("too-large") for a value that is longer than a message may be.
    """
    packed = codec(kind).pack(value) if kind is not None else value
    text = json.dumps([word, packed], ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    body = text.encode("utf-8", "surrogatepass")  # a file name may hold lone surrogates (PEP 383)
    if len(body) > MAX_MESSAGE:
        raise InputRefused("too-large", "This holds more than can be read at once. Split it, or ask for its parts.")
    return frame(body)


def read_answer(body: bytes, kind: Any) -> Any:
    """The value, which is of type ``kind``, or the WalletError that the task raised.

    Raises WorkerFailed("worker-answer" or "worker-memory"), and WorkerBug.
    """
    word, packed = _message(body)
    match word:
        case "ok":
            return _unpacked(packed, kind)
        case "error":
            return _unpacked(packed, WalletError)
        case "memory":
            sentence = "Reading this needs more memory than any credential does, so it was refused."
            raise WorkerFailed("worker-memory", sentence)
        case _:
            raise _bug(word, packed)


def read_ready(body: bytes) -> None:
    """The first message of a worker. Raises WorkerFailed("worker-answer") and WorkerNotStarted."""
    word, packed = _message(body)
    if word != "ready":
        bug = _bug(word, packed)
        raise WorkerNotStarted(str(bug)) if isinstance(bug, WorkerBug) else bug


def untrustworthy() -> WorkerFailed:
    """The error for an answer that no worker of ours gives."""
    sentence = "The process that read this file gave an answer that cannot be trusted. The file may be an attack."
    return WorkerFailed("worker-answer", sentence)


def _message(body: bytes) -> tuple[Any, Any]:
    try:
        message = json.loads(body.decode("utf-8", "surrogatepass"), parse_constant=_no_number)
    except Exception as error:  # whatever a forged message provokes
        raise untrustworthy() from error
    if not isinstance(message, list) or len(message) != 2:
        raise untrustworthy()
    return message[0], message[1]


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _unpacked(packed: Any, kind: Any) -> Any:
    try:
        return codec(kind).unpack(packed)
    except Exception as error:
        raise untrustworthy() from error


def _bug(word: Any, packed: Any) -> WorkerBug | WorkerFailed:
    if word != "bug" or not isinstance(packed, str):
        return untrustworthy()
    lines = packed[-_LONGEST_TRACEBACK:].splitlines()
    return WorkerBug("\n".join("".join(_printable(letter) for letter in line) for line in lines))


def _printable(letter: str) -> str:
    """A traceback may quote the input; it must not move the cursor of the terminal where it ends up."""
    return letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii")
