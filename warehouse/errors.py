"""Every error a user can cause: what is wrong, where, what to try. Never a value from a patient's row.

    Exception
    └── UserError           shown without a traceback
        ├── UsageError      2   the command was called wrongly
        ├── StudyError     10   study.yml is wrong
        ├── ContractError  11   sources.yml is wrong
        ├── DataError      11   a data file breaks the input contract
        ├── ModelError     12   a model file is wrong
        ├── CheckError     13   a check on a built table failed
        └── AnalysisError  14   an analysis failed

Exit code 0 is done, 1 is a bug of ours (any other exception, shown with its traceback).
"""

import errno
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

# What a disk says that is full or fails: no fault of the file that was read or written.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


@dataclass(frozen=True)
class Place:
    """Where an error is. `line` and `character` count in a text file, `row` records of a data file; all from 1."""

    file: str
    line: int | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    character: int | None = None

    def __str__(self) -> str:
        parts = [":".join(str(part) for part in (self.file, self.line, self.character) if part is not None)]
        for label, value in (("sheet", self.sheet), ("row", self.row), ("column", self.column)):
            if value is not None:
                parts.append(f"{label} {value}")
        return ", ".join(parts)


MOST_NAMES_SHOWN = 20


class UserError(Exception):
    """A mistake the user can mend. `str()` is the whole message, ready to print."""

    exit_code = 2

    def __init__(self, what: str, where: Place | str | None = None, hint: str | None = None) -> None:
        super().__init__(what, where, hint)
        self.what = what
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        lines = [self.what]
        if self.where is not None:
            lines.append(f"  {self.where}")
        if self.hint is not None:
            lines.append(f"  try: {self.hint}")
        return "\n".join(lines)


class UsageError(UserError):
    """The command was called wrongly."""

    exit_code = 2


class StudyError(UserError):
    """study.yml is wrong."""

    exit_code = 10


class ContractError(UserError):
    """sources.yml is wrong."""

    exit_code = 11


class DataError(UserError):
    """A data file breaks the input contract."""

    exit_code = 11


class ModelError(UserError):
    """A model file is wrong."""

    exit_code = 12


class CheckError(UserError):
    """A check on a built table failed."""

    exit_code = 13


class AnalysisError(UserError):
    """An analysis failed."""

    exit_code = 14


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate of the same words, or else most like `name`, if one is alike enough to be what was meant."""
    by_lower = {candidate.lower(): candidate for candidate in candidates}
    words = sorted(name.lower().split("_"))
    if len(words) > 1 and (same := next((each for each in by_lower if sorted(each.split("_")) == words), None)):
        return by_lower[same]
    matches = get_close_matches(name.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[matches[0]] if matches else None


def suggest(name: str, candidates: Iterable[str]) -> str | None:
    """A hint for an unknown name: the nearest one, or else all there are, unless they are too many to read."""
    known = list(candidates)
    match = nearest(name, known)
    if match is not None:
        return f"'{match}'"
    return f"one of {', '.join(known)}" if 0 < len(known) <= MOST_NAMES_SHOWN else None
