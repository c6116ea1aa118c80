"""One window for one wallet: a second start finds the first, hands over what it was given, and ends.

The first listens on a socket in this user's runtime folder, under a name made from the wallet's folder.  Who speaks there is
asked of the kernel: only the same user is heard.  What is handed over are inputs to be looked at (file names, addresses),
never a command: the first window raises itself and opens its review of them, as if they had been dropped on it.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import socket  # noqa: TID251 - a socket of this computer's own, with a path and no address
import stat
import struct
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from wallet.errors import VaultError

MAX_BYTES = 64 * 1024
MAX_INPUTS = 500
_LONGEST_INPUT = 4096
_SECONDS = 2.0
_QUEUE = 8
_GREETING = "satchel-handover-1"
_TAKEN = b"taken"
_PEER = struct.Struct("3i")


class FirstInstance:
    """The socket of the first window. ``waiting`` is a file number to wait on; ``handed_over`` takes what has come."""

    def __init__(self, folder: Path, *, runtime: Path | None = None) -> None:
        """Raises VaultError("in-use") where there is a first one already, and VaultError("no-runtime-folder")."""
        self._path = _place(folder, runtime)
        self._lock = _hold(self._path.with_suffix(".lock"))
        with contextlib.suppress(FileNotFoundError):
            self._path.unlink()  # stale: whoever had it no longer holds the lock
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            _bind(self._socket, self._path)
            self._socket.listen(_QUEUE)
            self._socket.setblocking(False)
        except OSError as error:
            self.close()
            raise _no_place() from error

    @property
    def waiting(self) -> int:
        """Readable as soon as a second start is at the door."""
        return self._socket.fileno()

    def handed_over(self) -> tuple[str, ...] | None:
        """What the next second start was given (() for nothing but "show yourself"); None where nobody of ours is there.

        Never takes longer than two seconds, whatever comes.
        """
        try:
            caller, _ = self._socket.accept()
        except OSError:
            return None
        with caller:
            return _taken(caller)

    def close(self) -> None:
        """Let the next one be the first. May be called twice."""
        self._socket.close()
        if self._lock >= 0:
            with contextlib.suppress(OSError):
                self._path.unlink()
            os.close(self._lock)
            self._lock = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def hand_over(folder: Path, inputs: tuple[str, ...], *, runtime: Path | None = None) -> bool:
    """Give these inputs to the window that has this wallet, which raises itself; whether there is one that took them.

    Raises VaultError("too-many-inputs") for more than can be handed over, and VaultError("no-runtime-folder").
    """
    message = json.dumps([_GREETING, list(inputs)]).encode("ascii")
    if len(message) > MAX_BYTES or len(inputs) > MAX_INPUTS or any(len(text) > _LONGEST_INPUT for text in inputs):
        raise VaultError(
            "too-many-inputs", "This is more than can be handed to the open window at once. Hand it a folder instead."
        )
    path = _place(folder, runtime)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as there:
        there.settimeout(_SECONDS)
        try:
            with _short(path) as name:
                there.connect(name)
            if not _same_user(there):
                return False
            there.sendall(message)
            there.shutdown(socket.SHUT_WR)
            return there.recv(len(_TAKEN)) == _TAKEN
        except OSError:
            return False


def _taken(caller: socket.socket) -> tuple[str, ...] | None:
    try:
        if not _same_user(caller):
            return None
        inputs = _inputs(_message(caller))
        if inputs is not None:
            caller.sendall(_TAKEN)
        return inputs
    except OSError:
        return None


def _place(folder: Path, runtime: Path | None) -> Path:
    """The socket of this user and this wallet, in a folder that nobody else can enter."""
    base = runtime or os.environ.get("XDG_RUNTIME_DIR")
    place = Path(base) / "satchel" if base else Path(tempfile.gettempdir()) / f"satchel-{os.getuid()}"
    try:
        resolved = folder.expanduser().resolve()
        place.mkdir(mode=0o700, exist_ok=True)
        found = place.lstat()
    except (OSError, RuntimeError, ValueError) as error:
        raise _no_place() from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) & 0o077:
        raise _no_place()
    name = hashlib.sha256(f"{os.getuid()}\0{resolved}".encode("utf-8", "surrogateescape")).hexdigest()[:32]
    return place / f"{name}.socket"


def _hold(path: Path) -> int:
    """A lock that the kernel drops with its process, so a stale one cannot be."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise _no_place() from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        raise VaultError("in-use", "This wallet is open in another window. Use that one, or close it first.") from error
    return handle


def _bind(server: socket.socket, path: Path) -> None:
    with _short(path) as name:
        before = os.umask(0o177)
        try:
            server.bind(name)
        finally:
            os.umask(before)


@contextlib.contextmanager
def _short(path: Path) -> Iterator[str]:
    """A name that fits into the 107 bytes of a socket's address, however long the folder's is."""
    handle = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{handle}/{path.name}" if len(os.fsencode(path)) > 100 else str(path)
    finally:
        os.close(handle)


def _same_user(other: socket.socket) -> bool:
    if not hasattr(socket, "SO_PEERCRED"):
        return True  # the folder lets nobody else in
    _, user, _ = _PEER.unpack(other.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size))
    return bool(user == os.getuid())


def _message(caller: socket.socket) -> bytes:
    """All that comes until the other side has done; never more than a message may be, never longer than its time."""
    data, end = b"", time.monotonic() + _SECONDS
    while (left := end - time.monotonic()) > 0:
        caller.settimeout(left)
        part = caller.recv(MAX_BYTES + 1 - len(data))
        data += part
        if not part or len(data) > MAX_BYTES:
            break
    return data


def _inputs(data: bytes) -> tuple[str, ...] | None:
    if len(data) > MAX_BYTES:
        return None
    try:
        greeting, inputs = json.loads(data)
    except (ValueError, TypeError, RecursionError):
        return None
    if greeting != _GREETING or not isinstance(inputs, list) or len(inputs) > MAX_INPUTS:
        return None
    if not all(isinstance(text, str) and 0 < len(text) <= _LONGEST_INPUT and "\0" not in text for text in inputs):
        return None
    return tuple(inputs)


def _no_place() -> VaultError:
    return VaultError(
        "no-runtime-folder",
        "There is no private folder for this user's running programs. Log in again, or set XDG_RUNTIME_DIR.",
    )
