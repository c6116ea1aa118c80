"""Order, nesting, abandoning, dying and lying: a worker that fails costs its own question only."""

from __future__ import annotations

import json
import os
import pickle
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit.worker.hostile_tasks import KINDS
from wallet.errors import CheckUndecided, InputRefused, WalletError, WorkerFailed
from wallet.worker import wire
from wallet.worker.pool import Pool
from wallet.worker.wire import WorkerBug

MakePool = Callable[..., Pool]
TASKS = "tests.unit.worker.hostile_tasks"


def _failure(pool: Pool, task: str, *arguments: Any) -> str:
    with pytest.raises(WorkerFailed) as caught:
        pool.run(task, *arguments)
    assert str(caught.value).endswith(".")
    return caught.value.code


# ---------------------------------------------------------------- dying


@pytest.mark.parametrize(
    ("task", "arguments"), [("segfault", ()), ("abort", ()), ("leave", (0,)), ("leave", (7,)), ("leave_by_exception", ())]
)
def test_a_death_costs_its_own_question(make_pool: MakePool, task: str, arguments: tuple[Any, ...]) -> None:
    pool = make_pool()
    first = pool.run("pid")
    assert _failure(pool, task, *arguments) == "worker-died"
    assert pool.run("pid") != first
    assert len(pool.pids) == 1


def test_closing_its_pipe_is_dying(make_pool: MakePool) -> None:
    pool = make_pool()
    started = time.monotonic()
    assert _failure(pool, "close_and_stay") == "worker-died"
    assert time.monotonic() - started < 5
    assert pool.run("echo", 1) == 1


def test_a_death_between_two_questions_costs_nothing(make_pool: MakePool) -> None:
    pool = make_pool()
    assert pool.run("die_later", 0.05) == "honest"
    time.sleep(0.2)
    assert pool.run("echo", "next") == "next"


def test_deaths_in_the_middle_of_a_map(make_pool: MakePool) -> None:
    pool = make_pool(jobs=2)
    said = list(pool.map("leave", [(0,), (1,), (2,)]))
    assert [error.code for error in said] == ["worker-died"] * 3
    assert list(pool.map("echo", [(1,), (2,)])) == [1, 2]


# ---------------------------------------------------------------- taking too much


@pytest.mark.parametrize("task", ["spin_in_python", "spin_in_c", "spin_in_threads"])
def test_an_endless_loop_is_stopped_by_its_processor_time(make_pool: MakePool, task: str) -> None:
    pool = make_pool(cpu_seconds=1, seconds=30.0)
    started = time.monotonic()
    assert _failure(pool, task) == "worker-too-slow"
    assert time.monotonic() - started < 15
    assert pool.run("echo", "next") == "next"


@pytest.mark.parametrize(("task", "seconds"), [("hang", 0.6), ("dribble", 0.6), ("ignore_the_limit_and_spin", 2.5)])
def test_hanging_is_stopped_by_the_clock(make_pool: MakePool, task: str, seconds: float) -> None:
    pool = make_pool(cpu_seconds=1, seconds=seconds)
    pool.run("echo", "started")
    started = time.monotonic()
    assert _failure(pool, task) == "worker-too-slow"
    assert seconds <= time.monotonic() - started < seconds + 3
    assert pool.run("echo", "next") == "next"


def test_each_question_has_its_own_share_of_processor_time(make_pool: MakePool) -> None:
    pool = make_pool(cpu_seconds=1, seconds=30.0)
    first = pool.run("pid")
    for _ in range(4):
        pool.run("echo", ["x" * 2_000_000] * 10)
    assert pool.run("pid") == first


def test_time_in_which_nobody_listened_does_not_count(make_pool: MakePool) -> None:
    pool = make_pool(jobs=2, seconds=0.5)
    said = []
    for answer in pool.map("sleep", [(0.2, number) for number in range(4)]):
        said.append(answer)
        time.sleep(0.4)
    assert said == [0, 1, 2, 3]


def test_a_memory_bomb_is_named_and_the_next_input_works(make_pool: MakePool) -> None:
    pool = make_pool(memory=64 << 20)
    assert _failure(pool, "fill_memory") == "worker-memory"
    assert pool.run("take", 16) == 16 << 20
    assert _failure(pool, "take", 100) == "worker-memory"


def test_the_wallets_own_limit_on_memory(shared: Pool) -> None:
    assert shared.run("take", 200) == 200 << 20
    assert _failure(shared, "take", 600) == "worker-memory"


# ---------------------------------------------------------------- errors


def test_a_refusal_arrives_as_it_was_raised(shared: Pool) -> None:
    with pytest.raises(InputRefused) as caught:
        shared.run("refuse", "empty")
    assert (caught.value.code, caught.value.message, caught.value.needs) == ("empty", "No.", ("https://a.example/",))
    with pytest.raises(CheckUndecided):
        shared.run("undecided")


def test_in_a_map_a_refusal_stands_in_its_place(shared: Pool) -> None:
    first, second = shared.map("refuse", [("empty",), ("too-large",)])
    assert [type(first), type(second)] == [InputRefused, InputRefused]
    assert (first.code, second.code) == ("empty", "too-large")


@pytest.mark.parametrize("task", ["bug", "recurse"])
def test_a_bug_of_ours_surfaces_with_its_traceback_and_no_control_characters(make_pool: MakePool, task: str) -> None:
    pool = make_pool()
    with pytest.raises(WorkerBug, match=r"KeyError|RecursionError") as caught:
        pool.run(task)
    assert not isinstance(caught.value, WalletError)
    assert "\x1b" not in str(caught.value)
    assert task in str(caught.value)
    assert pool.run("echo", "next") == "next"


def test_a_bug_of_ours_costs_its_own_question_only(make_pool: MakePool) -> None:
    pool = make_pool()
    first, second = pool.map("echo", [("before",), ("after",)])
    broken, refused = pool.map("refuse", [("empty",), ("too-large",)])
    assert (first, second, type(broken), type(refused)) == ("before", "after", InputRefused, InputRefused)
    bugs = list(pool.map("bug", [(), ()]))
    assert [type(bug) for bug in bugs] == [WorkerBug, WorkerBug]
    assert pool.run("echo", "next") == "next"


def test_an_answer_of_another_kind_than_declared_is_a_bug_of_ours(shared: Pool) -> None:
    with pytest.raises(WorkerBug, match="int stands where str belongs"):
        shared.run("wrong_kind")


def test_a_worker_that_cannot_start_is_a_bug() -> None:
    with Pool("tests.unit.worker.no_such_module", {"echo": Any}) as pool, pytest.raises(WorkerBug, match="no_such_module"):
        pool.run("echo", 1)


def test_a_kind_that_cannot_travel_is_refused_at_once() -> None:
    with pytest.raises(TypeError):
        Pool(TASKS, {"echo": set[str]})


# ---------------------------------------------------------------- order


def test_answers_come_in_the_order_of_the_questions(make_pool: MakePool) -> None:
    pool = make_pool(jobs=2)
    asked = [(0.3, "slow"), (0.0, "a"), (0.0, "b"), (0.15, "c"), (0.0, "d"), (0.0, "e")]
    assert list(pool.map("sleep", asked)) == ["slow", "a", "b", "c", "d", "e"]
    assert len(pool.pids) == 2


def test_two_workers_work_at_the_same_time(make_pool: MakePool) -> None:
    pool = make_pool(jobs=2)
    list(pool.map("sleep", [(0.2,), (0.2,)]))
    started = time.monotonic()
    list(pool.map("sleep", [(0.5,)] * 4))
    assert time.monotonic() - started < 1.7


def test_questions_are_taken_little_by_little(shared: Pool) -> None:
    taken: list[int] = []

    def questions() -> Iterator[tuple[int]]:
        for number in range(1000):
            taken.append(number)
            yield (number,)

    answers = shared.map("echo", questions())
    assert next(answers) == 0
    assert len(taken) < 10
    assert list(answers) == list(range(1, 1000))


def test_no_questions_no_worker() -> None:
    with Pool(TASKS, KINDS) as pool:
        assert list(pool.map("echo", [])) == []
        assert pool.pids == frozenset()


def test_one_map_inside_another(make_pool: MakePool) -> None:
    pool = make_pool(jobs=2)
    said = [
        (outer, list(pool.map("echo", [(outer,)] * 3)), pool.run("echo", -outer))
        for outer in pool.map("echo", [(n,) for n in range(6)])
    ]
    assert said == [(n, [n] * 3, -n) for n in range(6)]
    assert len(pool.pids) <= 4


def test_a_map_left_half_way_leaves_no_answer_behind(make_pool: MakePool) -> None:
    pool = make_pool(jobs=2)
    answers = pool.map("sleep", [(0.0, "first"), (0.4, "late"), (0.4, "later"), (0.4, "latest")])
    assert next(answers) == "first"
    answers.close()  # type: ignore[attr-defined]
    assert [pool.run("echo", word) for word in ("a", "b", "c")] == ["a", "b", "c"]


def test_a_question_source_that_fails_leaves_no_answer_behind(make_pool: MakePool) -> None:
    pool = make_pool(jobs=2)

    def questions() -> Iterator[tuple[float, str]]:
        yield (0.3, "asked")
        raise OSError("the folder went away")

    with pytest.raises(OSError, match="folder"):
        list(pool.map("sleep", questions()))
    assert pool.run("echo", "next") == "next"


def test_forty_megabytes_go_and_come_back(shared: Pool) -> None:
    text = "ä" * (20 << 20)
    assert shared.run("echo", text) == text


# ---------------------------------------------------------------- lying


class _Runs:
    """A pickle of this runs a command where it is loaded."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, (f"touch {self.mark}",)


class _Evaluates(_Runs):
    def __reduce__(self) -> tuple[Any, ...]:
        return eval, (f"open({str(self.mark)!r}, 'w')",)


_FORGERIES: dict[str, bytes] = {
    "nothing": b"",
    "garbage": bytes(range(256)),
    "no JSON": b"hello",
    "a number": b"7",
    "one item": b'["ok"]',
    "three items": b'["ok", 1, 2]',
    "an unknown word": b'["run", "os.system"]',
    "an unknown error": b'["error", ["SystemExit", "code", "message", []]]',
    "an error class by path": b'["error", ["os.system", "code", "message", []]]',
    "an error without a list": b'["error", ["WalletError", "code", "message", "needs"]]',
    "an error with numbers": b'["error", ["WalletError", 1, 2, []]]',
    "a bug that is no text": b'["bug", {"a": 1}]',
    "NaN": b'["ok", NaN]',
    "Infinity": b'["ok", [Infinity]]',
    "too deep": b'["ok", ' + b"[" * 100_000 + b"]" * 100_000 + b"]",
    "a digit bomb": b'["ok", ' + b"9" * 100_000 + b"]",
    "an opcode": b"\x80\x04N.",
    "an attribute chain": b"cbuiltins\ngetattr\n(cos\npath\nVos\ntR.",
}


@pytest.mark.parametrize("forgery", _FORGERIES)
def test_a_forged_answer_is_refused(make_pool: MakePool, forgery: str) -> None:
    pool = make_pool()
    assert _failure(pool, "say_framed", _FORGERIES[forgery]) == "worker-answer"
    assert pool.run("echo", "next") == "next"


@pytest.mark.parametrize("kind", [_Runs, _Evaluates])
def test_a_pickle_runs_nothing_here(make_pool: MakePool, tmp_path: Path, kind: type[_Runs]) -> None:
    mark = tmp_path / "mark"
    for protocol in (0, 2, 5):
        assert _failure(make_pool(), "say_framed", pickle.dumps(kind(mark), protocol)) == "worker-answer"
    assert not mark.exists()


@pytest.mark.parametrize("size", [wire.MAX_MESSAGE + 1, 1 << 40, (1 << 64) - 1])
def test_a_huge_length_is_refused_before_anything_is_kept(make_pool: MakePool, size: int) -> None:
    pool = make_pool()
    started = time.monotonic()
    assert _failure(pool, "say_a_length", size) == "worker-answer"
    assert time.monotonic() - started < 5
    assert pool.run("echo", "next") == "next"


def test_a_length_that_never_comes_is_waited_for_no_longer_than_an_answer(make_pool: MakePool) -> None:
    assert _failure(make_pool(seconds=1.0), "say_a_length", wire.MAX_MESSAGE) == "worker-too-slow"


def test_two_answers_to_one_question_are_refused(make_pool: MakePool) -> None:
    pool = make_pool()
    assert _failure(pool, "answer_twice") == "worker-answer"
    assert [pool.run("echo", word) for word in ("a", "b")] == ["a", "b"]


def test_an_answer_that_nobody_asked_for_is_not_taken_for_the_next(make_pool: MakePool) -> None:
    pool = make_pool()
    assert pool.run("answer_later", 0.05) == "honest"
    time.sleep(0.2)
    assert pool.run("echo", "true") == "true"


def test_answers_that_arrive_in_any_pieces(make_pool: MakePool) -> None:
    value = {"a": ["ä", None, True, 1.5, -3]}
    assert make_pool().run("echo", value) == value
    whole = wire.answer("ok", value, Any)
    assert json.loads(whole[wire.HEADER :]) == ["ok", value]
    assert wire.read_answer(whole[wire.HEADER :], Any) == value


# ---------------------------------------------------------------- ending


def test_closing_leaves_no_process_and_no_zombie() -> None:
    with Pool(TASKS, KINDS, jobs=2) as pool:
        list(pool.map("echo", [(1,), (2,), (3,)]))
        asked = pool.map("sleep", [(30.0,)] * 2)
        pool.run("echo", 1)
        pids = pool.pids
        assert len(pids) >= 1
        del asked
    assert pool.pids == frozenset()
    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []  # a zombie would still have its entry


def test_closing_while_a_question_is_open(make_pool: MakePool) -> None:
    pool = make_pool(jobs=2)
    answers = pool.map("sleep", [(0.0, "a"), (30.0, "b"), (30.0, "c")])
    assert next(answers) == "a"
    pids = pool.pids
    started = time.monotonic()
    pool.close()
    answers.close()  # type: ignore[attr-defined]
    assert time.monotonic() - started < 2
    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []


def test_descriptors_are_given_back(make_pool: MakePool) -> None:
    def count() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    before = count()
    for _ in range(3):
        with Pool(TASKS, KINDS) as pool:
            pool.run("echo", 1)
            _failure(pool, "leave", 0)
            pool.run("echo", 1)
    assert count() == before


def test_a_question_may_be_longer_than_any_answer(shared: Pool) -> None:
    """An input of fifty megabytes brings the kept documents of a whole wallet with it."""
    with pytest.raises(InputRefused) as caught:
        shared.run("echo", "x" * (wire.MAX_MESSAGE + 1000))
    assert caught.value.code == "too-large"
    assert shared.run("echo", "x") == "x"
