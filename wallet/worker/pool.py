"""The pool: questions go to workers, answers come back in order; a worker that fails costs its own question only."""

from __future__ import annotations

import selectors
import time
from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType
from typing import Any, Self

from wallet.errors import WalletError, WorkerFailed
from wallet.worker import wire
from wallet.worker.limits import Limits
from wallet.worker.plain import codec
from wallet.worker.process import Process
from wallet.worker.wire import WorkerBug, WorkerNotStarted

_AHEAD = 4  # questions taken in advance of the answers, for each worker


class Pool:
    """``jobs`` workers that run the tasks of ``module``; started when first needed, ended with the pool.

    ``kinds`` names the tasks and the type of each one's answer (see ``plain``): what a worker sends is that, or refused.
    While one ``map`` is under way another may begin, to ask about what an answer brought up: it takes or starts a worker.
    """

    def __init__(self, module: str, kinds: Mapping[str, Any], *, jobs: int = 1, limits: Limits | None = None) -> None:
        for kind in kinds.values():
            codec(kind)  # a type that cannot travel is our own mistake, and is raised here
        self._module = module
        self._kinds = kinds
        self._jobs = jobs
        self._limits = limits or Limits()
        self._idle: list[Process] = []
        self._all: set[Process] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def pids(self) -> frozenset[int]:
        """The processes that are running now."""
        return frozenset(process.pid for process in self._all)

    def close(self) -> None:
        """End every worker."""
        for process in tuple(self._all):
            self._end(process)

    def run(self, task: str, *arguments: Any) -> Any:
        """The answer to one question. Raises the task's WalletError, WorkerFailed, or WorkerBug."""
        answer = next(self.map(task, (arguments,)))
        if isinstance(answer, (WalletError, WorkerBug)):
            raise answer
        return answer

    def map(self, task: str, questions: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
        """The answers in the order of the questions; an error about one question stands in its place as a WalletError.

        Questions are taken a little ahead of the answers, never all at once.  A WorkerBug stands in its place too: a fault of
        ours that one question brings out must not cost the others.  WorkerNotStarted is raised.
        """
        if task not in self._kinds:
            raise KeyError(task)
        queue = enumerate(questions)
        busy: dict[Process, int] = {}
        answers: dict[int, Any] = {}
        due = 0
        try:
            while self._fill(task, queue, busy, answers) or busy or due in answers:
                if due in answers:
                    paused = time.monotonic()
                    yield answers.pop(due)
                    for process in busy:
                        process.wait_longer(time.monotonic() - paused)
                    due += 1
                else:
                    self._attend(busy, answers)
        finally:
            # Whoever stopped listening leaves questions behind: their workers end, rather than answer the next one wrongly.
            for process in busy:
                self._end(process)

    def _fill(
        self, task: str, queue: Iterator[tuple[int, tuple[Any, ...]]], busy: dict[Process, int], answers: dict[int, Any]
    ) -> bool:
        """Give every free worker a question; whether there was one to give."""
        gave = False
        while len(busy) < self._jobs and len(busy) + len(answers) < self._jobs * _AHEAD:
            question = next(queue, None)
            if question is None:
                break
            place, arguments = question
            body = wire.question((task, arguments))
            process = self._free()
            process.ask(body, self._kinds[task])
            busy[process] = place
            gave = True
        return gave

    def _free(self) -> Process:
        while self._idle:
            process = self._idle.pop()
            if process.is_usable:
                return process
            self._end(process)  # it died between two questions: that is no finding about the next
        process = Process(self._module, self._limits, self._kinds)
        self._all.add(process)
        return process

    def _attend(self, busy: dict[Process, int], answers: dict[int, Any]) -> None:
        """Wait until something can be written, read or given up, and do that."""
        with selectors.DefaultSelector() as selector:
            for process in busy:
                selector.register(process.answers, selectors.EVENT_READ, process)
                if process.has_more_to_send:
                    selector.register(process.questions, selectors.EVENT_WRITE, process)
            patience = max(0.0, min(process.seconds_left for process in busy))
            ready = [(event, key.data) for key, event in selector.select(patience)]
        for event, process in ready:
            if process not in busy:
                continue
            if event & selectors.EVENT_WRITE:
                process.send()
            else:
                self._take(process, busy, answers)
        for process in [late for late in busy if late.seconds_left <= 0]:
            answers[busy.pop(process)] = process.too_slow()
            self._end(process)

    def _take(self, process: Process, busy: dict[Process, int], answers: dict[int, Any]) -> None:
        try:
            done, answer = process.read()
        except WorkerNotStarted:
            raise
        except (WorkerFailed, WorkerBug) as error:
            answers[busy.pop(process)] = error
            self._end(process)
            return
        if done:
            answers[busy.pop(process)] = answer
            self._idle.append(process)

    def _end(self, process: Process) -> None:
        process.kill()
        self._all.discard(process)
        if process in self._idle:
            self._idle.remove(process)
