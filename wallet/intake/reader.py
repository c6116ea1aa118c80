"""Reader: the typed door to the worker processes; what it returns was read outside the process that holds keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self

from wallet.errors import WalletError, WorkerFailed
from wallet.model.carried import Finding
from wallet.model.given import Question
from wallet.worker.pool import Pool
from wallet.worker.wire import WorkerBug

_TASKS = "wallet.intake.tasks"
_PLACE = re.compile(r'File "[^"]*?(wallet/[^"]+)", line (\d+)')


class Reader:
    """Reads and judges untrusted inputs in worker processes; one that dies costs its own input only."""

    def __init__(self, *, jobs: int = 1) -> None:
        self._pool = Pool(_TASKS, {"examine": tuple[Finding, ...]}, jobs=jobs)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the worker processes."""
        self._pool.close()

    @property
    def pids(self) -> frozenset[int]:
        """The worker processes that are running now."""
        return self._pool.pids

    def read(self, question: Question) -> tuple[Finding, ...]:
        """The findings of one input, never empty; what went wrong is a finding with an ``error``."""
        return next(self.read_all((question,)))

    def read_all(self, questions: Iterable[Question]) -> Iterator[tuple[Finding, ...]]:
        """The findings of each input, in the order of the inputs, while later inputs are still being read."""
        asked: list[str] = []

        def arguments() -> Iterator[tuple[Question]]:
            for question in questions:
                asked.append(question.source)
                yield (question,)

        for place, answer in enumerate(self._pool.map("examine", arguments())):
            if isinstance(answer, WorkerBug):
                yield (Finding(source=asked[place], index=0, error=_fault(answer)),)
            elif isinstance(answer, WalletError):
                yield (Finding(source=asked[place], index=0, error=answer),)
            else:
                yield answer


def _fault(bug: WorkerBug) -> WorkerFailed:
    """A mistake of ours is told as one, with its place, so that it can be reported; it says nothing about the input."""
    trace = str(bug)
    places = _PLACE.findall(trace)
    what = trace.rstrip().rpartition("\n")[2].partition(":")[0]
    where = f"{what} in {places[-1][0]}, line {places[-1][1]}" if places else what
    return WorkerFailed(
        "program-fault",
        f"Satchel made a mistake while reading this ({where:.200}), so it is not judged and was not stored. Please report it.",
    )
