"""The rules of the house that no tool counts (CONTRIBUTING.md)."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
FILES = sorted((ROOT / "wallet").rglob("*.py"))
LINES_IN_A_FILE = 400
LINES_IN_A_FUNCTION = 40

# Written in halves, so that this file does not hold what it looks for.
_REGISTRIES = (
    "pypi" + r"\.org",
    "python" + r"hosted\.",
    r"npm" + r"js\.",
    "yarn" + r"pkg\.",
    "crates" + r"\.io",
    "ana" + r"conda\.",
)
_UNFINISHED = re.compile("|".join(("NotImplemented" + "Error", r"\bTO" + r"DO\b", r"\bFIX" + r"ME\b")))
_TEXT = {".py", ".md", ".toml", ".txt", ".json", ".yaml", ".yml", ".cfg", ".typ", ".svg", ".html", ".csv", ".sh", ""}


def _named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _tracked() -> list[Path]:
    """What git tracks, and what it would: a file is checked before it is committed."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, env=environment).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no git checkout here: an unpacked archive")
    return [path for name in listed.decode().split("\0") if name and (path := ROOT / name).is_file()]


def long_functions(source: str, limit: int) -> list[str]:
    """Functions of ``limit`` lines or more, from ``def`` to the last line, decorators left out."""
    functions = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return [node.name for node in functions if (node.end_lineno or 0) - node.lineno + 1 >= limit]


def is_only_a_docstring(source: str) -> bool:
    """Whether a module holds one docstring and nothing else."""
    body = ast.parse(source).body
    return len(body) == 1 and ast.get_docstring(ast.parse(source)) is not None


def test_there_is_something_to_count() -> None:
    assert len(FILES) > 100


def test_files_stay_short() -> None:
    long = {_named(path): count for path in FILES if (count := len(path.read_text().splitlines())) >= LINES_IN_A_FILE}
    assert not long


def test_functions_stay_short() -> None:
    long = {_named(path): names for path in FILES if (names := long_functions(path.read_text(), LINES_IN_A_FUNCTION))}
    assert not long


def test_the_counting_of_functions() -> None:
    source = "@wraps\ndef short():\n    pass\n\n\nclass Room:\n    async def long(self):\n        a = 1\n        return a\n"
    assert long_functions(source, 3) == ["long"]
    assert long_functions(source, 4) == []


def test_a_room_opens_with_one_sentence_and_nothing_else() -> None:
    rooms = [path for path in FILES if path.name == "__init__.py"]
    assert len(rooms) > 10
    assert [_named(path) for path in rooms if not is_only_a_docstring(path.read_text())] == []
    folders = {path.parent for path in FILES}
    assert [_named(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


@pytest.mark.parametrize(
    ("source", "only"), [('"""A room."""\n', True), ("", False), ('"""A room."""\nimport os\n', False), ("1\n", False)]
)
def test_what_counts_as_only_a_docstring(source: str, only: bool) -> None:
    assert is_only_a_docstring(source) is only


def test_nothing_is_left_unfinished() -> None:
    found = {_named(path): words for path in FILES if (words := _UNFINISHED.findall(path.read_text()))}
    assert not found


# Python before 3.11.5 (Debian 12 has 3.11.2) matches these wrongly where the group has ways back inside: CPython issue 106052.
_POSSESSIVE_GROUP = re.compile(r"\)(?:[*+?]|\{\d*,?\d*\})\+|\(\?>")


@pytest.mark.parametrize(
    ("pattern", "found"), [(r"(?:a|b)*+", True), (r"(a){2,3}+", True), (r"(?>a*)", True), (r"[ab]*+(c)+", False)]
)
def test_what_counts_as_a_possessive_group(pattern: str, found: bool) -> None:
    assert bool(_POSSESSIVE_GROUP.search(pattern)) is found


def test_no_pattern_repeats_a_group_possessively() -> None:
    found = []
    for path in FILES:
        texts = (node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant))
        patterns = (
            text.decode("latin-1") if isinstance(text, bytes) else text for text in texts if isinstance(text, str | bytes)
        )
        found += [f"{_named(path)}: {pattern}" for pattern in patterns if _POSSESSIVE_GROUP.search(pattern)]
    assert not found


def test_no_tracked_file_names_the_host_of_a_registry() -> None:
    pattern = re.compile("|".join(_REGISTRIES), re.IGNORECASE)
    assert pattern.search("https://files." + "python" + "hosted.org/x")
    tracked = [path for path in _tracked() if path.suffix in _TEXT]
    assert ROOT / "pyproject.toml" in tracked
    assert [_named(path) for path in tracked if pattern.search(path.read_text(encoding="utf-8", errors="replace"))] == []


def test_the_lock_names_packages_and_hashes_and_no_place() -> None:
    lock = (ROOT / "packaging" / "lock.txt").read_text()
    assert "://" not in lock
    assert not re.search(r"^\s*-", re.sub(r"^ +--hash=sha256:[0-9a-f]{64}( \\)?$", "", lock, flags=re.MULTILINE), re.MULTILINE)
    entries = re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)[1:]
    assert len(entries) > 30
    assert [entry.splitlines()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_the_lock_holds_every_dependency() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = {
        re.split(r"[=<>!~\[; ]", text)[0] for text in [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    }
    locked = set(re.findall(r"^([a-z0-9.-]+)==", (ROOT / "packaging" / "lock.txt").read_text(), re.MULTILINE))
    assert wanted - locked == set()


def test_the_folder_packaging_hides_no_package() -> None:
    """pytest and its plugins import ``packaging``, with the project's folder first on the path."""
    assert not (ROOT / "packaging" / "__init__.py").exists()
    spec = importlib.util.find_spec("packaging")
    assert spec is not None
    assert spec.origin is not None
    assert not Path(spec.origin).is_relative_to(ROOT / "packaging")
    code = "import sys; sys.path.insert(0, '.'); import packaging.version as v; print(v.Version('1.0') < v.Version('1.1'))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == "True\n", done.stderr


def test_no_script_of_packaging_hides_a_module() -> None:
    """A script's own folder stands first on its path."""
    hidden = {path.stem for path in (ROOT / "packaging").glob("*.py")} & set(sys.stdlib_module_names)
    assert not hidden
