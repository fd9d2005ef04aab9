"""Ctrl-C ends a command with one line and 130, whatever became of it on its way up.

Python raises KeyboardInterrupt only where it is at work itself. DuckDB makes an error of its own out of it, typer an
exit without a word, and a wait for other processes may outlast it. So what is remembered is that Ctrl-C came.
"""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

CANCELLED = 130  # what a shell gives for a command ended by Ctrl-C
# How long a command may take to leave things tidy. A build that ends abruptly harms nothing: nobody reads its file.
TIDYING_SECONDS = 5.0

_came = threading.Event()
_said = threading.Lock()
_last: list[threading.Timer] = []


@contextmanager
def in_one_line() -> Iterator[None]:
    """Within this, which must be all of a command, Ctrl-C ends the process. An end without a fault stays one."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # ignored, for instance, in the background
        signal.signal(signal.SIGINT, _hear)
    try:
        yield
    except BaseException as error:
        is_done = isinstance(error, SystemExit) and error.code in (None, 0)
        if is_done or not (_came.is_set() or isinstance(error, KeyboardInterrupt)):
            raise
        say()
        sys.exit(CANCELLED)


def is_cancelled() -> bool:
    return _came.is_set()


def go_on() -> None:
    """Ctrl-C was for one answer only; the command goes on."""
    _came.clear()
    while _last:
        _last.pop().cancel()


def say() -> None:
    """The one line, once."""
    if _said.acquire(blocking=False):
        with suppress(OSError, ValueError):
            sys.stderr.write("cartwheel: cancelled\n")
            sys.stderr.flush()


def _hear(number: int, frame: object) -> None:
    if not _came.is_set():
        _came.set()
        _end_children()
        last = threading.Timer(TIDYING_SECONDS, _end)
        last.daemon = True
        last.start()
        _last.append(last)
    raise KeyboardInterrupt


def _end_children() -> None:
    """Processes of ours that compute: what they are at is not wanted any more, and is waited for otherwise."""
    multiprocessing = sys.modules.get("multiprocessing")
    for child in multiprocessing.active_children() if multiprocessing is not None else ():
        child.terminate()


def _end() -> None:
    if _came.is_set():
        _end_children()
        say()
        os._exit(CANCELLED)
