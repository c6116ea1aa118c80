"""A line that is out is a promise: what ``import --json`` printed is in the wallet, whenever the process is killed."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import wallet
from tests.end2end.attack_bench import ISSUER, Bench, json_lines
from tests.end2end.conftest import PASSPHRASE, Said
from tests.fakes import FixedClock
from tests.issuers import as_bytes, badge
from wallet.intake.reader import Reader

_KILLS = int(os.environ.get("SATCHEL_KILLS", "15"))
_BADGES = 80
_ROOT = Path(wallet.__file__).parents[1]


@pytest.fixture(scope="module")
def badges(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("badges")
    for number in range(_BADGES):
        signed = ISSUER.sign(badge(ISSUER, id=f"https://uni.example/kill/{number}"), cryptosuite="eddsa-jcs-2022")
        (folder / f"{number:03}.json").write_bytes(as_bytes(signed))
    return folder


@pytest.mark.slow
def test_what_was_acknowledged_is_there_after_any_kill(badges: Path, tmp_path: Path, warm_reader: Reader) -> None:
    chance = random.Random(_KILLS)
    passphrase = tmp_path / "passphrase.txt"
    passphrase.write_text(PASSPHRASE + "\n", "utf-8")
    whole = _seconds_of_a_whole_run(badges, tmp_path / "timing", passphrase, warm_reader)
    counts = []
    for number in range(_KILLS):
        run = _new_wallet(tmp_path / f"wallet{number}", passphrase, warm_reader)
        acknowledged = _killed_import(run, badges, chance.uniform(0.05, whole))
        counts.append(len(acknowledged))
        if number % 3 == 0:
            acknowledged |= _killed_import(run, badges, chance.uniform(0.05, whole))  # and again, on the way to recovery
        held = {card["id"] for card in json_lines(run("list", "--json"))}
        assert acknowledged <= held
        for card in sorted(acknowledged)[:2]:
            out = tmp_path / "out.json"
            assert run("export", card, "--out", out).code == 0
            assert out.read_bytes() in _originals(badges)
        again = json_lines(_finish(run, badges))
        assert len(again) == _BADGES
        assert {record["outcome"] for record in again} <= {"added", "already-here"}
        assert {record["id"] for record in again if record["outcome"] == "already-here"} == held
        assert len(json_lines(run("list", "--json"))) == _BADGES
    assert 0 < sum(counts) < _KILLS * _BADGES, "the kills came all too early or all too late"


def _originals(badges: Path) -> set[bytes]:
    return {file.read_bytes() for file in badges.iterdir()}


def _new_wallet(folder: Path, passphrase: Path, reader: Reader) -> Bench:
    """A wallet whose key derivation costs next to nothing; opening it takes the parameters that its own file names."""
    run = Bench(FixedClock(), folder, passphrase, reader=reader)
    assert run("init", "--json").code == 0
    return run


def _finish(run: Bench, badges: Path) -> Said:
    started = subprocess.run(_command(run, badges), cwd=_ROOT, capture_output=True, text=True, check=False)
    assert started.returncode == 0, started.stderr
    assert "Traceback" not in started.stderr
    return Said(started.returncode, started.stdout, started.stderr)


def _command(run: Bench, badges: Path) -> list[str]:
    words = ["--wallet", str(run.folder), "--passphrase-file", str(run.passphrase_file)]
    return [sys.executable, "-c", "from wallet.app import main; main()", *words, "import", str(badges), "--offline", "--json"]


def _seconds_of_a_whole_run(badges: Path, folder: Path, passphrase: Path, reader: Reader) -> float:
    """From the first acknowledgement to the last."""
    run = _new_wallet(folder, passphrase, reader)
    with subprocess.Popen(_command(run, badges), cwd=_ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        started = time.monotonic()
        assert len(process.stdout.readlines()) == _BADGES - 1
        return time.monotonic() - started


def _killed_import(run: Bench, badges: Path, seconds: float) -> set[str]:
    """The ids that were printed before the process was killed, ``seconds`` after the first of them."""
    process = subprocess.Popen(_command(run, badges), cwd=_ROOT, stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout is not None
    printed = bytearray(process.stdout.readline())
    reading = threading.Thread(target=lambda: printed.extend(process.stdout.read()))  # type: ignore[union-attr]
    reading.start()
    time.sleep(seconds)
    process.kill()
    process.wait()
    reading.join()
    process.stdout.close()
    whole_lines = bytes(printed).split(b"\n")[:-1]
    return {json.loads(line)["id"] for line in whole_lines}
