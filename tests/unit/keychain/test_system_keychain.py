"""The door to the system's keyring: what it is asked, how it fails, and that nothing from outside chooses for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from wallet.errors import KeyringUnavailable
from wallet.keychain.backends import allowed, deaf
from wallet.keychain.system import SERVICE, SystemKeychain
from wallet.vault.keyring_slot import BACKENDS

ROOT = Path(__file__).resolve().parents[3]


class Backend:
    """As the library's backends are; ``raises`` comes out of every act."""

    def __init__(self, raises: BaseException | None = None) -> None:
        self.items: dict[tuple[str, str], str] = {}
        self.raises = raises

    def get_password(self, service: str, name: str) -> str | None:
        self._act()
        return self.items.get((service, name))

    def set_password(self, service: str, name: str, secret: str) -> None:
        self._act()
        self.items[service, name] = secret

    def delete_password(self, service: str, name: str) -> None:
        self._act()
        del self.items[service, name]

    def _act(self) -> None:
        if self.raises is not None:
            raise self.raises


def keychain(backend: Any, seconds: float = 5) -> SystemKeychain:
    return SystemKeychain(lambda: ("secret-service", backend), seconds=seconds)


def code(act: Any) -> str:
    with pytest.raises(KeyringUnavailable) as caught:
        act()
    assert "canary" not in f"{caught.value!r}{caught.value.__cause__!r}{caught.value.__context__!r}"
    return caught.value.code


def test_round_trip_under_one_service() -> None:
    backend = Backend()
    store = keychain(backend)
    assert store.backend() == "secret-service"
    assert store.get("a/b") is None
    store.set("a/b", "secret")
    assert store.get("a/b") == "secret"
    assert list(backend.items) == [(SERVICE, "a/b")]
    store.delete("a/b")
    store.delete("a/b")
    assert backend.items == {}


class KeyringLocked(Exception):
    pass


class Dismissed(KeyringLocked):
    pass


class InitError(Exception):
    pass


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (KeyringLocked("canary"), "keyring-locked"),
        (Dismissed("canary"), "keyring-locked"),
        (InitError("canary"), "keyring-missing"),
        (RuntimeError("canary"), "keyring-refused"),
        (OSError(5, "canary"), "keyring-refused"),
        (UnicodeDecodeError("utf-8", b"canary", 0, 1, "canary"), "keyring-refused"),
        (SystemExit("canary"), "keyring-refused"),
    ],
)
def test_every_failure_has_a_name_and_no_secret(problem: BaseException, expected: str) -> None:
    store = keychain(Backend(problem))
    for act in (lambda: store.get("a"), lambda: store.set("a", "canary"), lambda: store.delete("a")):
        assert code(act) == expected


def test_no_store_at_all_and_one_that_cannot_be_looked_for() -> None:
    assert code(SystemKeychain(lambda: None).backend) == "keyring-missing"
    assert code(lambda: SystemKeychain(lambda: None).get("a")) == "keyring-missing"

    def broken() -> None:
        raise OSError("canary")

    assert code(SystemKeychain(broken).backend) == "keyring-refused"


def test_a_store_that_does_not_answer_is_left_waiting() -> None:
    released = threading.Event()

    class Silent(Backend):
        def _act(self) -> None:
            released.wait(20)

    begin = time.monotonic()
    assert code(lambda: keychain(Silent(), seconds=0.1).get("a")) == "keyring-silent"
    assert code(SystemKeychain(lambda: (released.wait(20), ("x", Backend()))[1], seconds=0.1).backend) == "keyring-silent"
    assert time.monotonic() - begin < 5
    released.set()


def test_what_is_no_text_is_nothing() -> None:
    backend = Backend()
    backend.items[SERVICE, "a"] = b"bytes"  # type: ignore[assignment]
    assert keychain(backend).get("a") is None


def test_the_allowed_ones_are_those_that_a_slot_can_name() -> None:
    assert set(allowed()) == set(BACKENDS)


ATTACK = """
import pathlib, sys
marker = pathlib.Path(sys.argv[1])
from wallet.keychain.system import SystemKeychain
from wallet.errors import KeyringUnavailable
try:
    print(SystemKeychain().backend())
except KeyringUnavailable as error:
    print(error.code)
print("evil" in sys.modules, marker.exists())
"""


def test_settings_from_outside_choose_and_run_nothing(tmp_path: Path) -> None:
    (tmp_path / "config" / "python_keyring").mkdir(parents=True)
    evil = "import pathlib\npathlib.Path({!r}).touch()\nfrom keyring.backends.null import Keyring\n"
    (tmp_path / "evil.py").write_text(evil.format(str(tmp_path / "marker")))
    settings = f"[backend]\ndefault-keyring=evil.Keyring\nkeyring-path={tmp_path}\n"
    (tmp_path / "config" / "python_keyring" / "keyringrc.cfg").write_text(settings)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DBUS", "DISPLAY", "KDE"))}
    environment |= {
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_RUNTIME_DIR": str(tmp_path),
        "HOME": str(tmp_path),
        "PYTHON_KEYRING_BACKEND": "evil.Keyring",
        "PYTHONPATH": f"{ROOT}:{tmp_path}",
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path}/none",
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", ATTACK, str(tmp_path / "marker")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stdout.split() == ["keyring-missing", "False", "False"], done.stderr
    assert not (tmp_path / "marker").exists()


def test_properties_from_the_environment_are_not_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    from keyring.backends import SecretService

    monkeypatch.setenv("KEYRING_PROPERTY_PREFERRED_COLLECTION", "/evil")
    assert SecretService.Keyring().preferred_collection == "/evil"
    assert not hasattr(deaf(SecretService.Keyring)(), "preferred_collection")


# ---------------------------------------------------------------- the real one, where there is one

REAL = """
import subprocess, sys
from pathlib import Path

def unlock():
    command = ["gnome-keyring-daemon", "--unlock", "--components=secrets"]
    subprocess.run(command, input=b"login", check=True, stdout=subprocess.DEVNULL)

unlock()
from tests.fakes import FixedClock, SeededEntropy
from tests.unit.vault.vault_examples import PASSPHRASE, create, reopen
from wallet.errors import KeyringUnavailable
from wallet.keychain.system import SystemKeychain

folder, store = Path(sys.argv[1]), SystemKeychain()
vault, code = create(folder)
with vault:
    print(vault.access.add_keyring(PASSPHRASE, store))
with reopen(folder, SystemKeychain()) as vault:
    print(vault.generation)
import secretstorage
bus = secretstorage.dbus_init()
secretstorage.get_default_collection(bus).lock()
try:
    reopen(folder, SystemKeychain(seconds=2))
except KeyringUnavailable as error:
    print(error.code)
with reopen(folder) as vault:
    print("passphrase")
unlock()
with reopen(folder) as vault:
    try:
        print(vault.access.remove_keyring(PASSPHRASE, SystemKeychain(seconds=2)).item_left)
    except KeyringUnavailable as error:
        print(error.code)
"""


@pytest.mark.slow
@pytest.mark.skipif(
    not (shutil.which("gnome-keyring-daemon") and shutil.which("dbus-run-session")), reason="needs gnome-keyring and D-Bus"
)
def test_a_real_gnome_keyring(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DBUS", "DISPLAY"))}
    environment |= {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")}
    (tmp_path / "data").mkdir()
    done = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-c", REAL, str(tmp_path / "wallet")],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
    )
    lines = done.stdout.splitlines()
    assert lines[:2] == ["KeyringChange(backend='secret-service', item_left=False)", "1"], done.stderr
    assert lines[2] in ("keyring-locked", "keyring-silent"), done.stderr
    assert lines[3] == "passphrase"
    assert len(lines) == 5
