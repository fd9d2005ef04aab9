"""Work on two threads, each doing its own arithmetic: the same digits on every machine, and no crowd on a busy one."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

# Threads write into places of their own: their number changes no digit.
THREADS = 2


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Within this, a matrix product uses the thread it is called on, so that its sums have one order."""
    with threadpool_limits(1):
        yield


_listeners: list[Callable[[int, int], None]] = []
_part = [0, 1]


def listen(heard: Callable[[int, int], None]) -> None:
    """Whom to tell, from now on and instead of anyone before, how many blocks of work are done, of how many."""
    _listeners[:] = [heard]


@contextmanager
def part(place: int, parts: int) -> Iterator[None]:
    """Within this, what is told is one part, counted from 0, of so many that are about as long."""
    before = _part[:]
    _part[:] = [place, parts]
    try:
        yield
    finally:
        _part[:] = before


def done(results: Iterable[None], n: int) -> None:
    """Wait for all n of them, and tell of each; what one raised is raised here."""
    place, parts = _part
    for number, _ in enumerate(results, 1):
        for heard in _listeners:
            heard(place * n + number, parts * n)
