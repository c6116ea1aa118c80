"""Lists, searches, unlocking, checking and memory of a wallet with 100,000 credentials of 3 KB.

    python tests/bench/vault_speed.py [COUNT] [--keep FOLDER]

Beside it, in the same run: plain SQLite (the standard library's, without encryption) with the same inserts and the same
questions, and KeePassXC's command line with 10,000 entries where it is installed.  Each part runs in a process of its own, so
that its memory is its own.  Times are milliseconds at the median and at the 95th percentile; “cpu” is what this process used
itself, which other programs on the machine do not change.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench import vault_peers  # noqa: E402
from tests.bench.vault_contents import PASSPHRASE, SIZE, WORDS, received, tags_of  # noqa: E402
from tests.fakes import NOON, FixedClock, SeededEntropy  # noqa: E402
from wallet.model.library import CardQuery, Sort  # noqa: E402
from wallet.vault import opening  # noqa: E402
from wallet.vault.kdf import CHEAPEST  # noqa: E402
from wallet.vault.layout import layout_of  # noqa: E402
from wallet.vault.vault import Vault  # noqa: E402

ROUNDS = 12
QUERIES = {
    "a word that all have": "certificate",
    "its beginning": "cert",
    "one letter": "c",
    "a word of one in a hundred": WORDS[120],
    "a word of one credential": "number77777x",
    "three words that all have": "certificate university criterion",
    "a phrase": '"certificate number"',
    "words and not a word": f"certificate -{WORDS[3]}",
    "an issuer": "issuer:university",
    "a tag of half": "tag:even",
    "a tag of ten": "tag:rare",
    "two tags that exclude each other": "tag:even tag:odd",
    "a format": "type:ob3",
    "expired": "status:expired",
    "verified": "status:verified",
    "stale": "status:verified-stale",
    "not verified": "-status:verified",
    "before a month": "before:2016-03",
    "after a month": "after:2025-11",
    "common words, old, expired": "certificate univ before:2017 status:expired",
    "common word, tag, not expired": "cert tag:even -status:expired",
    "issuer, type, tag, dates": "issuer:university type:ob3 tag:odd after:2019 before:2020-06",
    "a saved search": "collection:fading",
    "everything but a saved search": "cert -collection:fading",
    "nothing": "zzzzzz",
}


def fill(folder: Path, count: int) -> None:
    """A wallet with so many credentials; several in a transaction, which is not what is measured here."""
    clock = FixedClock()
    vault, _ = Vault.create(folder, PASSPHRASE, profile=CHEAPEST, clock=clock, entropy=SeededEntropy(b"bench"))
    with vault:
        start = time.perf_counter()
        for first in range(0, count, 1000):
            with vault._database.transaction():
                for number in range(first, min(first + 1000, count)):
                    clock.advance(seconds=1)
                    name = vault.credentials.put(received(number, count)).id
                    vault.tags.set(name, tags_of(number, count))
        vault.collections.put("fading", "status:expired tag:even")
        print(f"{count / (time.perf_counter() - start):10.0f} a second put and tagged, a thousand in one transaction")
        start = time.perf_counter()
        for number in range(200):
            vault.credentials.put(received(count + number, count))
        print(f"{200 / (time.perf_counter() - start):10.0f} a second put one by one, each on the disk when it is said")
        for name in vault.credentials.ids()[:200]:
            vault.credentials.delete(name)
    size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    print(f"{size:10.0f} MB in all, of which {count * SIZE / 1e6:.0f} MB are credentials")


def measure(folder: Path) -> None:
    """Every list and search; the results as JSON for the comparison."""
    layout, clock = layout_of(folder), FixedClock(NOON)
    derivation = min(_timed(lambda: opening.unlock(layout, PASSPHRASE))[0] for _ in range(3))
    openings, cpus = [], []
    for _ in range(12):
        cpu = time.process_time()
        took, _ = _timed(lambda: _opened_with_a_page(folder, clock))
        openings.append(took - derivation)
        cpus.append((time.process_time() - cpu) * 1000)
    _line("unlock to first page, without the key derivation (its cpu with it)", openings, cpus, goal=150)
    found: dict[str, list[float]] = {}
    with Vault.open(folder, PASSPHRASE, clock=clock, entropy=SeededEntropy(b"b")) as vault:
        for sort in Sort:
            found[f"list by {sort.value}"] = _pages(vault, CardQuery(sort=sort))
            found[f"list by {sort.value}, one tag"] = _pages(vault, CardQuery(sort=sort, tag="even"))
        for name, text in QUERIES.items():
            found[f"search: {name}"] = _pages(vault, CardQuery(text=text))
        found["search by name: a word that all have"] = _pages(vault, CardQuery(text="certificate", sort=Sort.NAME))
        _line("all lists and searches together", [one for times in found.values() for one in times], [], goal=50)
        for act, goal in ((vault.tags.all, 0), (vault.check, 10_000)):
            cpu = time.process_time()
            wall, _ = _timed(act)
            name = "full check" if goal else "every tag counted"
            _line(name, [wall], [(time.process_time() - cpu) * 1000], goal=goal)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{peak:10.0f} MB of memory at most, in all of this" + _judged(peak, 300))
    Path(os.environ["SATCHEL_BENCH_OUT"]).write_text(json.dumps(found))


def _opened_with_a_page(folder: Path, clock: FixedClock) -> None:
    with Vault.open(folder, PASSPHRASE, clock=clock, entropy=SeededEntropy(b"b")) as vault:
        vault.library.page(CardQuery(), NOON)


def _pages(vault: Vault, query: CardQuery) -> list[float]:
    """The first page and pages further down, again and again, in random order of depth."""
    walls, cpus, starts = [], [], [""]
    for _ in range(4):
        following = vault.library.page(_at(query, starts[-1]), NOON).next
        if not following:
            break
        starts.append(following)
    for number in range(ROUNDS):
        cpu = time.process_time()
        wall, _ = _timed(lambda number=number: vault.library.page(_at(query, starts[number % len(starts)]), NOON))  # type: ignore[misc]
        walls.append(wall)
        cpus.append((time.process_time() - cpu) * 1000)
    label = query.text or ("one tag" if query.tag else "everything")
    _line(f"{query.sort.value:8} {label}", walls, cpus, goal=50)
    return walls


def _at(query: CardQuery, after: str) -> CardQuery:
    return CardQuery(text=query.text, tag=query.tag, collection=query.collection, sort=query.sort, after=after)


def _timed(act: Callable[[], object]) -> tuple[float, object]:
    start = time.perf_counter()
    given = act()
    return (time.perf_counter() - start) * 1000, given


def _line(name: str, walls: list[float], cpus: list[float], *, goal: float) -> None:
    worst = vault_peers.percentile(walls, 95)
    cpu = f"   cpu {vault_peers.percentile(cpus, 95):7.1f}" if cpus else ""
    print(f"{vault_peers.percentile(walls, 50):10.1f} {worst:8.1f}{cpu}   {name}{_judged(worst, goal)}")


def _judged(value: float, goal: float) -> str:
    return "" if not goal or value <= goal else f"   ABOVE THE GOAL OF {goal:g}"


def main() -> None:
    """Make, measure, compare."""
    words = [word for word in sys.argv[1:] if not word.startswith("--")]
    keep = Path(sys.argv[sys.argv.index("--keep") + 1]) if "--keep" in sys.argv else None
    count = int(words[0]) if words and words[0].isdigit() else 100_000
    with contextlib.ExitStack() as stack:
        place = keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        _in_a_process("fill", str(place / "wallet"), str(count)) if not (place / "wallet").exists() else None
        out = place / "found.json"
        os.environ["SATCHEL_BENCH_OUT"] = str(out)
        _in_a_process("measure", str(place / "wallet"))
        vault_peers.plain_sqlite(place / "plain.db", count, json.loads(out.read_text()))
        if shutil.which("keepassxc-cli"):
            _in_a_process("fill", str(place / "small"), "10000") if not (place / "small").exists() else None
            vault_peers.keepassxc(place, place / "small", QUERIES)


def _in_a_process(*words: str) -> None:
    subprocess.run([sys.executable, __file__, "--part", *words], check=True, cwd=ROOT)


if __name__ == "__main__":
    random.seed(1)
    if "--part" in sys.argv:
        part, folder_, *rest = sys.argv[sys.argv.index("--part") + 1 :]
        fill(Path(folder_), int(rest[0])) if part == "fill" else measure(Path(folder_))
    else:
        main()
