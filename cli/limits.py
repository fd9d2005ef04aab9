"""A bound on what this process may take, whatever the query does.

DuckDB keeps to its own limits, but a single function call on a single value (`repeat('x', 4000000000)`) is not counted
by it and cannot be interrupted. Reading harms nothing when it ends abruptly, so the process itself is bounded too.
"""

import contextlib
import os
import re
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from cli import show
from cli.cancelled import CANCELLED, say
from warehouse.ask import Limits
from warehouse.errors import UsageError

if TYPE_CHECKING:
    from warehouse.adapters.reader import Reader

GRACE_SECONDS = 3.0
OWN_BYTES = 2 * 1024**3  # Python, libraries and the stacks of threads, beside what the answer may take
_SIZE = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)\s*([KMGT])I?B", re.IGNORECASE)
_SMALLEST_BYTES = 32 * 1024**2
_LARGEST_BYTES = 1024**5
_MOST_SECONDS = 366 * 24 * 60 * 60.0


def limits_of(seconds: float, memory: str) -> Limits:
    """Raises UsageError for limits that nothing can be held to."""
    if not seconds <= _MOST_SECONDS:
        raise UsageError(f"--time-limit takes seconds, at most {_MOST_SECONDS:,.0f}, which are a year")
    if bytes_of(memory) < _SMALLEST_BYTES:
        raise UsageError(f"{memory} is too little memory to answer anything", hint="--memory-limit 500MB")
    if bytes_of(memory) > _LARGEST_BYTES:
        raise UsageError(f"{memory} is more memory than any machine has", hint="--memory-limit 8GB")
    return Limits(seconds=seconds, memory=memory.replace(" ", ""))


def bytes_of(memory: str) -> int:
    """The size in bytes. Raises UsageError when it is not a size."""
    found = _SIZE.fullmatch(memory.strip())
    if found is None:
        raise UsageError("--memory-limit takes a size", hint="--memory-limit 500MB, or 8GB")
    return int(float(found[1]) * 1024 ** ("KMGT".index(found[2].upper()) + 1))


def held(work: Callable[[], None], reader: "Reader", limits: Limits, unfinished: Path | None = None) -> None:
    """Do `work`, which asks `reader`: within bounds of memory and time, and so that Ctrl-C stops it at once.

    The work is done beside, because Python hears of Ctrl-C only between calls, and a query is one long call. A query
    that cannot be stopped ends with the process; what it had not finished writing goes too.
    """
    if limits.memory is not None:
        bound_memory(bytes_of(limits.memory) + OWN_BYTES)
    raised: list[BaseException] = []
    ended = threading.Event()  # rather than join(), which takes a thread for ended once Ctrl-C came while it waited
    threading.Thread(target=_keep, args=(work, raised, ended), daemon=True).start()
    try:
        if not ended.wait(None if limits.seconds is None else limits.seconds + GRACE_SECONDS):
            show.said(f"cartwheel: No answer within {limits.seconds:g} seconds, and the query could not be interrupted")
            end(UsageError.exit_code, unfinished)
    except KeyboardInterrupt:
        reader.stop()
        if not ended.wait(GRACE_SECONDS):
            say()
            end(CANCELLED, unfinished)
        raise
    if raised:
        raise raised[0]


def _keep(work: Callable[[], None], raised: list[BaseException], ended: threading.Event) -> None:
    try:
        work()
    except BaseException as error:
        raised.append(error)
    finally:
        ended.set()


def bound_memory(size: int) -> None:
    """Bound what this process may take from now on."""
    with contextlib.suppress(ImportError, ValueError, OSError):  # where the system has no such bound
        import resource

        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        resource.setrlimit(resource.RLIMIT_DATA, (size if hard == resource.RLIM_INFINITY else min(size, hard), hard))


def end(exit_code: int = 0, unfinished: Path | None = None) -> NoReturn:
    """End the process as it is: to take a database of a thousand tables apart is a tenth of the time of a question."""
    if unfinished is not None:
        unfinished.unlink(missing_ok=True)
    sys.stdout.flush()
    os._exit(exit_code)
