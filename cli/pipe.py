"""What a command writes may not be taken: a reader has had enough, as `head` has, there is no room left, a path leads
through a file, or the terminal has not all letters.

The first is nobody's mistake, the others can be mended.
"""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperGroup

from warehouse.errors import NO_ROOM, UsageError

# What stands at a path, or who may go there.
_NO_WAY = (
    errno.EACCES,
    errno.EEXIST,
    errno.EISDIR,
    errno.ENAMETOOLONG,
    errno.ENOTDIR,
    errno.ENOTEMPTY,
    errno.EPERM,
    errno.EROFS,
)


class Commands(TyperGroup):
    """All commands: a closed pipe ends one with exit code 0, where click has 1, which is a bug of ours."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        with _output_in_words():  # `--help` writes here
            return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        with _output_in_words():
            return super().invoke(ctx)


def open_what_is_closed() -> None:
    """Give a process that was started without input, output or errors (`>&-`, as by some services) ends that lead
    nowhere.

    Else a database would be opened under the number of the missing one, and what a library prints be written into it.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))


@contextmanager
def _output_in_words() -> Iterator[None]:
    try:
        yield
        sys.stdout.flush()  # at the end of the process it would be too late to say anything
    except BrokenPipeError:
        _write_no_more()
        raise typer.Exit(0) from None
    except UnicodeEncodeError as error:
        if error.encoding == "utf-8":
            raise
        what = f"The output cannot be written in {error.encoding}, in which this terminal or pipe is said to be"
        raise UsageError(what, hint="set PYTHONUTF8=1, or --output FILE, which is UTF-8") from error
    except OSError as error:
        path = error.filename2 or error.filename
        if error.errno in _NO_WAY and path is not None:
            is_forbidden = error.errno in (errno.EACCES, errno.EPERM, errno.EROFS)
            hint = "see that it may be written to" if is_forbidden else "look what is at this path, or name another"
            raise UsageError(f"This path cannot be used: {error.strerror}", str(path), hint) from error
        if error.errno not in NO_ROOM:
            raise
        _write_no_more()
        hint = "make room, or send it to another disk"
        raise UsageError(f"The output cannot be written: {error.strerror}", error.filename, hint) from error


def _write_no_more() -> None:
    """What is still to be flushed goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
