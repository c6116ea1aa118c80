"""The core runs where no window library is installed: importing all of it asks for none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]

IMPORTS = """
import importlib, pkgutil, sys

WINDOWS = ("PySide6", "PySide2", "shiboken6", "PyQt5", "PyQt6", "sip")


class NoWindow:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in WINDOWS:
            raise AssertionError(f"{name} was imported")


sys.meta_path.insert(0, NoWindow())
import wallet

modules = (module.name for module in pkgutil.walk_packages(wallet.__path__, "wallet."))
names = ["wallet", *(name for name in modules if name.split(".")[1] != "ui")]
for name in names:
    importlib.import_module(name)
EXTRA
loaded = sorted(name for name in sys.modules if name.partition(".")[0] in WINDOWS)
assert not loaded, loaded
print(len(names))
"""


def _run(extra: str = "") -> subprocess.CompletedProcess[str]:
    code = IMPORTS.replace("EXTRA", extra)
    return subprocess.run([sys.executable, "-W", "error", "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)


def test_importing_every_module_loads_no_qt() -> None:
    done = _run()
    assert done.returncode == 0, done.stderr
    files = [path for path in (ROOT / "wallet").rglob("*.py") if not {"__pycache__", "ui"} & set(path.parts)]
    assert int(done.stdout) == len(files), "a module was not imported"


@pytest.mark.parametrize("name", ["PySide6", "shiboken6", "PyQt6.QtCore"])
def test_the_check_itself_notices(name: str) -> None:
    done = _run(f"importlib.import_module({name!r})")
    assert done.returncode != 0
    assert "was imported" in done.stderr
