"""Work on two threads, each doing its own arithmetic: the same digits on every machine, and no crowd on a busy one."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

# Threads write into places of their own: their number changes no digit.
THREADS = 2


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Within this, a matrix product uses the thread it is called on, so that its sums have one order."""
    with threadpool_limits(1):
        yield


def done(results: Iterable[None]) -> None:
    """Wait for all of them; what one raised is raised here."""
    for _ in results:
        pass
