"""The stores of secrets that Satchel uses: named here one by one, made directly, deaf to settings from outside.

The library behind them would otherwise run what ``keyringrc.cfg`` or ``PYTHON_KEYRING_BACKEND`` name, and let
``KEYRING_PROPERTY_…`` change where a secret goes.
"""

from __future__ import annotations

from typing import Any


def allowed() -> dict[str, Any]:
    """Each store's class under our own name for it, in the order in which they are tried."""
    from keyring.backends import SecretService, Windows, kwallet, macOS

    return {
        "secret-service": SecretService.Keyring,
        "kwallet": kwallet.DBusKeyring,
        "macos-keychain": macOS.Keyring,
        "windows-vault": Windows.WinVaultKeyring,
    }


def first_that_works() -> tuple[str, Any] | None:
    """The first of them that this system has, with our name for it; None where there is none. May take long."""
    for name, backend in allowed().items():
        try:
            if backend.priority > 0:
                return name, deaf(backend)()
        except Exception:  # noqa: BLE001, S112 - each has its own way of saying that it is not there
            continue
    return None


def deaf(backend: Any) -> Any:
    """The same class without its ear for the environment."""
    return type(backend.__name__, (backend,), {"set_properties_from_env": lambda _: None, "__module__": backend.__module__})
