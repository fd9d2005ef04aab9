"""The methods of analyses, run in processes of their own while the database goes on; findings come back in order.

A method is a function of rows, and nothing but rows goes in and out, so where it runs changes no digit.
"""

import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, wait
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from types import FrameType
from typing import Any

from warehouse.building.fetch import InDatabase
from warehouse.engine import cores
from warehouse.errors import AnalysisError, Place
from warehouse.models.model import Model
from warehouse.statistics import Statistics

# A process takes a second to start and to load its libraries: a few analyses are sooner done where they are.
FEWEST_WORTH_PROCESSES = 16
MOST_PROCESSES = 4
# How many analyses may lie waiting for each process: their rows are held until then.
WAITING_EACH = 50

# How often a person at a terminal is told how far a long analysis is.
SECONDS = 0.2

Found = Mapping[str, Sequence[Mapping[str, object]]]
Heard = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Finding:
    """What the method of an analysis found, or the error it stopped with, and the seconds it took."""

    model: Model
    seconds: float
    found: Found
    error: Exception | None = None


class Methods:
    """Takes analyses and hands back what was found, each once, in the order in which they were given."""

    def __init__(self, statistics: Statistics, processes: int) -> None:
        self.statistics = statistics
        self._processes = processes
        self._executor: Executor | None = None
        self._waiting: deque[tuple[Model, Future[tuple[float, Found]]]] = deque()
        # Of the analysis that told last: its place among those given, its blocks that are done, all of its blocks.
        self._counts: Any = None
        self._given = self._handed = 0
        # Told, while a long analysis is waited for, how many of its blocks are done, of how many, and its name.
        self.heard: Heard = lambda done, total, name: None

    def give(self, model: Model, rows: Any) -> None:
        """`rows` are what `rows_for` says. Those of columns in the open database are analysed here, now."""
        self._given += 1
        if self._executor is None:
            self._executor, self._counts = _executor(self._processes)
        is_here = self._counts is None or isinstance(rows, InDatabase)
        if is_here:
            self.statistics.listen(lambda done, total: self.heard(done, total, model.name))
        spec = dict(model.header.analysis or {})
        task = partial(_timed, self.statistics.analyse, model.name, spec, rows)
        if not is_here:
            task = partial(_heard, self._given, self.statistics.listen, task)
        with nullcontext() if is_here else unheard():
            self._waiting.append((model, _submitted(_Here() if is_here else self._executor, task)))

    def ready(self) -> Iterator[Finding]:
        """What is there now. Waits only where too much lies waiting."""
        while self._waiting and (self._waiting[0][1].done() or len(self._waiting) > WAITING_EACH * self._processes):
            yield self._next()

    def all(self) -> Iterator[Finding]:
        """Everything that was given and not yet handed back."""
        while self._waiting:
            yield self._next()

    def forget(self) -> None:
        """Give up what was not handed back, and end the processes."""
        self._waiting.clear()
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None
        self._given = self._handed = 0

    def _next(self) -> Finding:
        model, future = self._waiting.popleft()
        self._handed += 1
        while wait([future], SECONDS).not_done:
            place, done, total = self._counts
            if place == self._handed:
                self.heard(done, total, model.name)
        error = future.exception()
        if isinstance(error, Exception):
            return Finding(model, 0.0, {}, error)
        return Finding(model, *future.result())


def method_error(model: Model, error: Exception) -> AnalysisError:
    """What is said of an analysis that has no finding."""
    if isinstance(error, BrokenExecutor | MemoryError):
        # The system ends the largest process where memory is short, and says so to nobody.
        what = f"The process that {model.name} waited for ended early, most likely for want of memory"
        return AnalysisError(what, Place(model.path), "close what takes memory, then cartwheel build --retry")
    what = f"The method of {model.name} stopped with {type(error).__name__}"
    return AnalysisError(what, Place(model.path), "this is a fault of the method, not of the data: please report it")


def methods_for(statistics: Statistics, n_analyses: int, processes: int) -> Methods:
    """With as many processes as are allowed, where there is enough to do for them."""
    return Methods(statistics, processes if n_analyses >= FEWEST_WORTH_PROCESSES else 0)


def _submitted(executor: Executor, task: Callable[[], tuple[float, Found]]) -> Future[tuple[float, Found]]:
    try:
        return executor.submit(task)
    except BrokenExecutor as error:  # a process of those before has ended
        future: Future[tuple[float, Found]] = Future()
        future.set_exception(error)
        return future


class _Here(Executor):
    """Does at once what it is given."""

    def submit(self, do: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(do(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def spare_cores() -> int:
    """How many processes may run beside the database, which has a core to itself."""
    return min(cores() - 1, MOST_PROCESSES)


def _executor(processes: int) -> tuple[Executor, Any]:
    """Who does the work, and where other processes count it."""
    if processes < 1:
        return _Here(), None
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # A copy of this process would have the database open, so new ones are started. They run the program's first file
    # again, as is usual in Python; so only a program that expects that may ask for them, as our own does.
    fresh = get_context("spawn")
    counts = fresh.Array("q", 3)
    return ProcessPoolExecutor(processes, fresh, _begin, (counts,)), counts


# In a process of its own: where it counts.
_here: list[Any] = []


def _begin(counts: Any) -> None:
    leave_to_the_first()
    _here[:] = [counts]


def leave_to_the_first() -> None:
    """Ctrl-C reaches every process of the terminal; only the first may answer it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def unheard() -> Iterator[None]:
    """Within this Ctrl-C waits. A process started here does not hear it either, before it can say that it will not.

    Blocking alone would not do: another thread may take the signal, and Python answers it in this one.
    """
    if not hasattr(signal, "pthread_sigmask") or threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[tuple[int, FrameType | None]] = []
    answer = signal.signal(signal.SIGINT, lambda *heard: came.append(heard))
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, answer)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if came and callable(answer):
            answer(*came[0])


def _heard(place: int, listen: Callable[..., None], task: Callable[[], tuple[float, Found]]) -> tuple[float, Found]:
    def count(done: int, total: int) -> None:
        _here[0][:] = (place, done, total)

    listen(count)
    return task()


def _timed(analyse: Callable[..., Found], name: str, spec: Mapping[str, object], rows: Any) -> tuple[float, Found]:
    started = time.monotonic()
    found = analyse(name, spec, rows)
    return time.monotonic() - started, found
