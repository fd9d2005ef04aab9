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


def listen(heard: Callable[[int, int], None]) -> None:
    """Whom to tell, from now on and instead of anyone before, how many blocks of work are done, of how many."""
    _listeners[:] = [heard]


def done(results: Iterable[None], n: int) -> None:
    """Wait for all n of them, and tell of each; what one raised is raised here."""
    for number, _ in enumerate(results, 1):
        for heard in _listeners:
            heard(number, n)
