"""The long form: ``python -m tests.faults`` runs every experiment and writes ``tests/faults/RESULTS.md``.

python -m tests.faults                      all of it, about twenty minutes on two cores
python -m tests.faults --quick              a twentieth of it; writes nothing
python -m tests.faults --only "Power loss"  one experiment; writes nothing
python -m tests.faults --all-points         every point of the sweep instead of 70 of each act
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from datetime import UTC, datetime

from tests.faults.experiments import Found, Size, Task, tasks
from tests.faults.results import PAGE, counted, page, totals

_SHOWN = 10
_QUICK = Size(points=6, kills=100, states=16, every=20, pages=20)


def main(arguments: list[str]) -> int:
    """Run what is asked for; 1 where anything was lost or wrong."""
    chosen = _options(arguments)
    size = _QUICK if chosen.quick else Size(points=None if chosen.all_points else Size().points, seed=chosen.seed)
    started = time.monotonic()
    wanted = [task for task in tasks(size) if not chosen.only or _experiment(task) == chosen.only]
    with ProcessPoolExecutor(chosen.jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        asked = {pool.submit(task): task for task in wanted}
        found = [_told(future, _experiment(asked[future])) for future in as_completed(asked)]
    seconds = time.monotonic() - started
    for name, (counts, wrong, left_out) in totals(found).items():
        print(f"{name}: {counted(counts):,} tried, {len(wrong)} wrong{''.join('; left out: ' + line for line in left_out)}")
        print("".join(f"  {line}\n" for line in wrong[:_SHOWN]), end="")
    if not (chosen.quick or chosen.only):
        command = " ".join(["python -m tests.faults", *arguments])
        PAGE.write_text(page(found, at=datetime.now(UTC), seconds=seconds, command=command), "utf-8")
    return 1 if any(one.wrong for one in found) else 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--all-points", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(arguments)


def _experiment(task: Task) -> str:
    from tests.faults import experiments as named

    function = getattr(task, "func", task)
    return {
        named.sweep_one: named.SWEEP,
        named.kill: named.KILLS,
        named.lose_power: named.POWER,
        named.harm: named.DAMAGE,
        named.search: named.CANARIES,
        named.try_disk: named.DISKS,
    }[function]


def _told(future: Future[Found], experiment: str) -> Found:
    problem = future.exception()
    found = Found(experiment, wrong=[f"broke off: {problem!r}"]) if problem is not None else future.result()
    print(f"{found.experiment}: {found.counts} {len(found.wrong)} wrong", flush=True)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
