#!/usr/bin/env python3
"""Sets Satchel up in .venv and runs it, or everything that is checked. Needs Python 3.11 or newer and nothing else.

    python3 packaging/dev.py run [arguments]    the window on a sample wallet; without a screen, the story here
    python3 packaging/dev.py test [--quick]     lint, types, contracts, and the tests; without a network where the system can
    python3 packaging/dev.py faults [--quick]   the counted proof that nothing is lost, 20 minutes; see tests/faults/RESULTS.md
    python3 packaging/dev.py lock               developers: makes packaging/lock.txt again (needs uv)

The set-up installs exactly what packaging/lock.txt lists, by hash, and is skipped while nothing that it depends on has changed.
This file stays readable to Python 3.6, so that an older Python can say which one is needed.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 (an older Python reads this far)
    sys.exit(
        "Satchel needs Python 3.11 or newer, and this is Python {}.{}.\n"
        "Call this with a newer one, for example: python3.11 packaging/dev.py run".format(*sys.version_info[:2])
    )

import ctypes.util
import hashlib
import importlib
import os
import platform
import shutil
import subprocess
import tempfile
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "packaging" / "lock.txt"
PYPROJECT = ROOT / "pyproject.toml"
VENV = ROOT / ".venv"
STAMP = "set-up-done"  # inside .venv, written last
LAYOUT = "1"  # changes when this file sets .venv up differently

# What the wheels need of the system beyond glibc: library, Debian package, who needs it.
LIBRARIES = (
    ("libgcc_s.so.1", "libgcc-s1", "cryptography, cbor2 and typst"),
    ("libstdc++.so.6", "libstdc++6", "pikepdf and zxing-cpp"),
    ("libz.so.1", "zlib1g", "pillow and pikepdf"),
    ("libGL.so.1", "libgl1", "the window (Qt)"),
    ("libEGL.so.1", "libegl1", "the window (Qt)"),
    ("libglib-2.0.so.0", "libglib2.0-0", "the window (Qt)"),
    ("libdbus-1.so.3", "libdbus-1-3", "the window (Qt)"),
    ("libfontconfig.so.1", "libfontconfig1", "the window (Qt)"),
    ("libxkbcommon.so.0", "libxkbcommon0", "the window (Qt)"),
    ("libbrotlidec.so.1", "libbrotli1", "the window (Qt)"),
)
# What Debian splits off from Python itself: module, Debian package, why.
MODULES = (
    ("venv", "python3-venv", "making .venv"),
    ("ensurepip", "python3-venv", "putting pip into .venv"),
)

# What the counted proof needs besides: makes single calls of a program fail.
STRACE = (("strace", "strace", "the counted proof (tests/faults)"),)


# ---------------------------------------------------------------- what the computer must have


def missing_modules(modules=MODULES):
    """The entries whose module this Python was built without."""
    return tuple(entry for entry in modules if not _imports(entry[0]))


def _imports(name):
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def missing_libraries(libraries=LIBRARIES):
    """The entries that the loader does not find. Wheels for other systems than glibc's bring their own."""
    if platform.libc_ver()[0] != "glibc":
        return ()
    return tuple(entry for entry in libraries if not _loads(entry[0]))


def _loads(soname):
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def lacking(entries):
    """The sentence about what is missing and what to do."""
    packages = " ".join(sorted({package for _, package, _ in entries}))
    lines = ["This computer lacks something that Satchel needs:"]
    lines += ["  {} (Debian package {}), for {}".format(*entry) for entry in entries]
    lines += ["On Debian or Ubuntu: sudo apt-get install " + packages]
    return "\n".join(lines)


def _require():
    entries = missing_modules() + missing_libraries()
    if entries and _may_install():
        _apt_get(entries)
        entries = missing_modules() + missing_libraries()
    if entries:
        sys.exit(lacking(entries))


def _apt_get(entries):
    packages = sorted({package for _, package, _ in entries})
    say("Installing " + " ".join(packages) + " with apt-get")
    subprocess.run(["apt-get", "update", "-q"], check=False)
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    subprocess.run(["apt-get", "install", "-qy", "--no-install-recommends", *packages], check=False, env=environment)
    importlib.invalidate_caches()


def _may_install():
    return Path("/etc/debian_version").exists() and shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0


# ---------------------------------------------------------------- .venv


def stamp(lock, pyproject, python):
    """What a finished set-up was made from, as one hash: it is made again when any of these changes."""
    parts = (LAYOUT.encode(), lock, pyproject, python.encode(), str(ROOT).encode())
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def this_python():
    """The interpreter, version and platform that .venv would be made for."""
    base = getattr(sys, "_base_executable", None) or sys.executable
    return "\n".join((str(Path(base).resolve()), sys.version, platform.machine(), sys.platform))


def is_set_up(wanted, venv=VENV):
    """Whether a set-up with this stamp was finished here."""
    try:
        return (venv / STAMP).read_text() == wanted and (venv / "bin" / "satchel").exists()
    except OSError:
        return False


def set_up():
    """Make .venv unless it is there and up to date; of two at once, the second waits for the first."""
    wanted = stamp(LOCK.read_bytes(), PYPROJECT.read_bytes(), this_python())
    with LOCK.open("rb") as turn:
        _wait_for_turn(turn)
        if is_set_up(wanted):
            return
        _require()
        started = time.monotonic()
        say(f"Setting up .venv with {platform.python_version()} (once; about a minute)")
        try:
            _make_venv()
            _install()
        except subprocess.CalledProcessError as error:
            sys.exit(f"The set-up did not finish: {error}\nIt starts afresh when you call this again.")
        _install_ourselves()
        (VENV / STAMP).write_text(wanted)
        say(f"Set up in {time.monotonic() - started:.0f} s")


def _wait_for_turn(file):
    if os.name == "posix":
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX)


def _make_venv():
    import venv

    if VENV.is_symlink() or (VENV.exists() and not VENV.is_dir()):
        sys.exit(".venv is not a folder of Satchel's making. Move it away, then call this again.")
    if VENV.exists():
        (VENV / STAMP).unlink(missing_ok=True)
        shutil.rmtree(VENV)
    venv.EnvBuilder(symlinks=os.name == "posix", with_pip=True, prompt="satchel").create(VENV)


def _install():
    command = [*_program(["python", "-I", "-m", "pip", "install"]), "-qq", "--no-input", "--disable-pip-version-check"]
    # Hashes guard wheels only: a source package would fetch its build tools without any.
    command += ["--require-hashes", "--no-deps", "--only-binary=:all:", "-r", str(LOCK)]
    if subprocess.run(command, env=environment(), check=False).returncode != 0:
        say("Once more, in case the network was at fault")
        subprocess.run(command, env=environment(), check=True)


def _install_ourselves():
    """The project as an editable installation, written by hand: nothing to build, so nothing to fetch."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    [site] = (VENV / "lib").glob("python3.*/site-packages")
    (site / "satchel.pth").write_text(str(ROOT) + "\n", encoding="utf-8")
    info = site / "satchel-{}.dist-info".format(project["version"])
    info.mkdir()
    fields = {"Metadata-Version": "2.1", "Name": project["name"], "Version": project["version"]}
    (info / "METADATA").write_text("".join("{}: {}\n".format(*field) for field in fields.items()), encoding="utf-8")
    (info / "INSTALLER").write_text("packaging/dev.py\n", encoding="utf-8")
    entries = ["[console_scripts]"] + ["{} = {}".format(*entry) for entry in project["scripts"].items()]
    (info / "entry_points.txt").write_text("\n".join(entries) + "\n", encoding="utf-8")
    for name, target in project["scripts"].items():
        _write_script(VENV / "bin" / name, *target.split(":"))


def _write_script(path, module, function):
    python = VENV / "bin" / "python"
    # A path with a space, or a very long one, cannot stand behind #!; the shell finds it in either case.
    head = f"#!/bin/sh\n'''exec' \"{python}\" \"$0\" \"$@\"\n' '''\n"
    path.write_text(head + f"import sys\n\nfrom {module} import {function}\n\nsys.exit({function}())\n")
    path.chmod(0o755)


def environment():
    """The caller's environment with .venv first and without what would bring other packages in."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP")}
    kept["VIRTUAL_ENV"] = str(VENV)
    kept["PATH"] = os.pathsep.join((str(VENV / "bin"), os.environ.get("PATH", os.defpath)))
    return kept


# ---------------------------------------------------------------- run, test, lock


def run(arguments):
    """The window on a sample wallet; where there is no screen, or a folder is named, the story in a terminal."""
    set_up()
    satchel = str(VENV / "bin" / "satchel")
    if arguments or not has_screen():
        return subprocess.run([satchel, "demo", *arguments], env=environment(), check=False).returncode
    sample = ROOT / "out" / "sample-wallet"
    if not (sample / "passphrase.txt").exists():
        say("Making a sample wallet in " + str(sample))
        subprocess.run([satchel, "demo", str(sample)], env=environment(), stdout=subprocess.DEVNULL, check=True)
    options = ["--wallet", str(sample), "--passphrase-file", str(sample / "passphrase.txt")]
    say("Opening the window on the sample wallet; its passphrase lies in " + str(sample / "passphrase.txt"))
    return subprocess.run([satchel, *options], env=environment(), check=False).returncode


def has_screen():
    """Whether a window can be opened here."""
    return sys.platform == "darwin" or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


CHECKS = (
    ("ruff check", ["ruff", "check", "."]),
    ("ruff format", ["ruff", "format", "--check", "."]),
    ("mypy", ["mypy"]),
    ("lint-imports", ["lint-imports"]),
    ("deptry", ["deptry", "."]),
)
SUMMARY = "= short test summary info ="
PYTEST = ["python", "-m", "pytest", "-n", "2", "--dist", "worksteal"]


def test(arguments):
    """Every check, all of them even where one fails; pytest's summary comes last. Exit code 1 where any failed."""
    if set(arguments) - {"--quick"}:
        sys.exit("usage: python3 packaging/dev.py test [--quick]")
    set_up()
    results = [_check(name, command) for name, command in CHECKS]
    alone = None if "--quick" in arguments else without_network(PYTEST)
    if alone is None:
        say("The tests run with the computer's network, which they are forbidden to use: this system has no unshare for us.")
    result, summary = _pytest("pytest", PYTEST) if alone is None else _pytest("pytest without a network", alone)
    results.append(result)
    for name, passed, seconds in results:
        say("{}  {:<26}{:6.1f} s".format("ok    " if passed else "FAILED", name, seconds))
    print("".join(summary), end="", flush=True)
    return 0 if all(passed for _, passed, _ in results) else 1


def _program(command):
    return [str(VENV / "bin" / command[0]), *command[1:]]


def _check(name, command):
    say(name)
    started = time.monotonic()
    passed = subprocess.run(_program(command), cwd=ROOT, env=environment(), check=False).returncode == 0
    return name, passed, time.monotonic() - started


def _pytest(name, command):
    """The result, and the lines of pytest's summary, held back so that they can be the last ones printed."""
    say(name)
    started = time.monotonic()
    full = command if "/" in command[0] else _program(command)
    process = subprocess.Popen(
        full, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    )
    held = []
    with process:
        for line in process.stdout:
            if not held or SUMMARY not in held[0]:
                print("".join(held), end="", flush=True)
                held = []
            held.append(line)
    return (name, process.returncode == 0, time.monotonic() - started), held


def without_network(command):
    """The command in a network namespace of its own with nothing but loopback in it; None where that is not allowed."""
    tool = shutil.which("unshare")
    if tool is None:
        return None
    for option in ("-n", "-rn"):
        if subprocess.run([tool, option, "true"], check=False, stderr=subprocess.DEVNULL).returncode == 0:
            break
    else:
        return None
    up = [tool, option, "ip", "link", "set", "lo", "up"]
    if shutil.which("ip") and subprocess.run(up, check=False, stderr=subprocess.DEVNULL).returncode == 0:
        return [tool, option, "sh", "-c", 'ip link set lo up && exec "$@"', "sh", *_program(command)]
    return [tool, option, *_program(command), "-m", "not loopback"]


def faults(arguments):
    """The counted proof in its long form; strace is installed where it is missing and may be."""
    set_up()
    if shutil.which("strace") is None and _may_install():
        _apt_get(STRACE)
    if shutil.which("strace") is None:
        sys.exit(lacking(STRACE))
    command = _program(["python", "-m", "tests.faults", *arguments])
    return subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode


def lock(arguments):
    """Make packaging/lock.txt again from pyproject.toml; ``--upgrade`` takes newer versions."""
    uv = shutil.which("uv")
    if uv is None:
        sys.exit("This needs uv on the PATH: install it, for example with pipx install uv, and call this again.")
    command = [uv, "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--python-version", "3.11"]
    command += ["--no-emit-index-url", "--no-emit-find-links", "--no-header", "--extra", "dev", *arguments, "pyproject.toml"]
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "lock.txt"
        shutil.copy(LOCK, made) if LOCK.exists() else None  # versions stay as they are unless something asks for others
        subprocess.run([*command, "-o", str(made)], cwd=ROOT, check=True)
        head = "# Made by: python3 packaging/dev.py lock\n"
        LOCK.write_text(head + made.read_text(encoding="utf-8"), encoding="utf-8")
    say("packaging/lock.txt is made")
    return 0


def say(text):
    """One line of our own among the tools' output."""
    print("▸ " + text, flush=True)


def main(arguments):
    """Do what the first argument names."""
    acts = {"run": run, "test": test, "faults": faults, "lock": lock}
    if not arguments or arguments[0] not in acts:
        sys.exit(__doc__.strip())
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
    return acts[arguments[0]](arguments[1:])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
