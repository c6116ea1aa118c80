"""The system's store of secrets behind its port: every failure has a name, and nobody waits longer than ten seconds."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from wallet.errors import KeyringUnavailable
from wallet.keychain.backends import first_that_works

SERVICE = "Satchel"
_SECONDS = 10.0
_LOCKED = frozenset({"KeyringLocked", "LockedException", "PromptDismissedException"})
_MISSING = frozenset({"NoKeyringError", "InitError", "SecretServiceNotAvailableException"})

Find = Callable[[], tuple[str, Any] | None]


class SystemKeychain:
    """A ``SecretStore``. ``find`` gives the backend and our name for it; it is asked once, at the first act."""

    def __init__(self, find: Find = first_that_works, *, seconds: float = _SECONDS) -> None:
        self._find = find
        self._seconds = seconds
        self._found: tuple[str, Any] | None = None

    def backend(self) -> str:
        """Our name of the store that this system has."""
        return self._present()[0]

    def get(self, name: str) -> str | None:
        store = self._present()[1]
        secret = self._within(lambda: store.get_password(SERVICE, name))
        return secret if isinstance(secret, str) else None

    def set(self, name: str, secret: str) -> None:
        store = self._present()[1]
        self._within(lambda: store.set_password(SERVICE, name, secret))

    def delete(self, name: str) -> None:
        store = self._present()[1]
        self._within(lambda: store.get_password(SERVICE, name) is not None and store.delete_password(SERVICE, name))

    def _present(self) -> tuple[str, Any]:
        if self._found is None:
            self._found = self._within(self._find)
        if self._found is None:
            raise _unavailable("keyring-missing")
        return self._found

    def _within(self, act: Callable[[], Any]) -> Any:
        """Do it in a thread of its own: it may wait for a window that nobody sees. Its end is not waited for."""
        answers: list[Any] = []
        problems: list[str] = []

        def run() -> None:
            try:
                answers.append(act())
            except BaseException as problem:  # noqa: BLE001 - told by its name; its text may carry the secret
                problems.append(_code(problem))

        thread = threading.Thread(target=run, name="keychain", daemon=True)
        thread.start()
        thread.join(self._seconds)
        if problems:
            raise _unavailable(problems[0])
        if not answers:
            raise _unavailable("keyring-silent")
        return answers[0]


def _code(problem: BaseException) -> str:
    names = {kind.__name__ for kind in type(problem).__mro__}
    if names & _LOCKED:
        return "keyring-locked"
    return "keyring-missing" if names & _MISSING else "keyring-refused"


_SENTENCES = {
    "keyring-missing": "This system has no keyring that Satchel uses, or it does not run. Use the passphrase.",
    "keyring-locked": "The system's keyring is locked. Unlock it, or use the passphrase.",
    "keyring-silent": "The system's keyring did not answer in time; it may be waiting for you in a window of its own. Use the "
    "passphrase.",
    "keyring-refused": "The system's keyring did not do what was asked. Use the passphrase.",
}


def _unavailable(code: str) -> KeyringUnavailable:
    return KeyringUnavailable(code, _SENTENCES[code])
