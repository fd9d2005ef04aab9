"""Files on disk: build beside the published database, then rename over it, so that no reader ever sees half of one.

A stale write-ahead log beside a swapped file would be replayed into it, so none may exist when names are exchanged.
"""

import errno
import fcntl
import os
import re
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from warehouse.adapters import EngineError, Limits
from warehouse.errors import NO_ROOM, StudyError, UsageError

CUTS = "cuts"


@dataclass(frozen=True)
class Files:
    """Where a study's databases lie."""

    folder: Path

    @property
    def published(self) -> Path:
        return self.folder / "warehouse.duckdb"

    @property
    def building(self) -> Path:
        return self.folder / "warehouse.duckdb.building"

    @property
    def ahead(self) -> Path:
        """A copy of what is published, for the next build of a study that is watched."""
        return self.folder / "warehouse.duckdb.ahead"

    @property
    def dense(self) -> Path:
        """The build written anew, without the holes that dropped tables left in it."""
        return self.folder / "warehouse.duckdb.dense"

    @property
    def failed(self) -> Path:
        """The last build that failed, kept so that rows that broke a check can be looked at, and to go on from."""
        return self.folder / "warehouse.failed.duckdb"

    @property
    def cuts(self) -> list[Path]:
        """The published warehouses of earlier data cuts."""
        return sorted((self.folder / CUTS).glob("*.duckdb"))

    @property
    def stores(self) -> Path:
        """The stores that builds have used, a line each."""
        return self.folder / ".cartwheel" / "stores"

    @property
    def heads(self) -> Path:
        """The hashes of the runs, beside the warehouse: a text file, for version control to keep."""
        return self.folder / "warehouse.ledger"


def study_of(path: Path) -> Path:
    """The folder of the study whose warehouse this is, by the place where builds put it."""
    if path.is_dir():
        return path
    beside = path.resolve().parent
    return beside.parent if beside.name == CUTS else beside


@contextmanager
def only_builder(files: Files) -> Iterator[None]:
    """Hold the study's build lock, and say in words where the disk refuses, be it full or not to be written to.

    The lock goes with the process, however it ends, so none is ever left behind.
    """
    with _locked(files):
        try:
            yield
        except (OSError, EngineError) as error:
            if not _is_of_the_disk(error):
                raise
            with suppress(OSError):
                discard(files)
            raise _refusal(files, error) from error


def _locked(files: Files) -> TextIO:
    lock = files.folder / ".cartwheel" / "build.lock"
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        handle = lock.open("w")
    except OSError as error:
        raise _refusal(files, error) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        hint = "wait for it to end; readers are not held up meanwhile"
        raise StudyError("Another build of this study is running", str(files.folder), hint) from None
    return handle


def _is_of_the_disk(error: OSError | EngineError) -> bool:
    if isinstance(error, EngineError):
        return any(os.strerror(each) in error.message for each in _OF_THE_DISK)
    return error.errno in _OF_THE_DISK


def _refusal(files: Files, error: OSError | EngineError) -> UsageError:
    hint = "make room, or see that the folder may be written to; build again"
    if isinstance(error, EngineError):
        return UsageError(f"A build cannot read or write a file: {error.message}", str(files.folder), hint)
    path = error.filename2 or error.filename or files.folder  # of a copy the second is what is written
    return UsageError(f"A build cannot read or write a file: {error.strerror}", str(path), hint)


_OF_THE_DISK = (*NO_ROOM, errno.EROFS, errno.EACCES, errno.EPERM)


def clear(files: Files) -> None:
    """Clear what a killed build left. Raises StudyError when someone wrote into the published file."""
    discard(files)
    if _log_of(files.published).exists():
        what = "The published warehouse has a write-ahead log beside it: another program is writing into it"
        raise StudyError(what, str(_log_of(files.published)), "close that program; build again")


def close_up(files: Files, limits: Limits) -> None:
    """Leave out the holes of a closed build: by groups, raw tables stay in it only until the store has their rows."""
    from warehouse.adapters.duckdb import without_holes

    if without_holes(files.building, files.dense, limits):
        files.dense.replace(files.building)


def publish(files: Files) -> None:
    """Put the finished, closed build in place of the published file."""
    _settle(files.building)
    guard(files, files.building)
    files.building.replace(files.published)
    _sync(files.folder)
    _remove(files.failed)


def keep_cut(files: Files, data_cut: str) -> None:
    """Keep the published file as that of its data cut, before one of another cut takes its place.

    A second name for the same file costs nothing: a published file is never written to again. Where a disk gives a file
    no second name it is copied; one kept before goes when the other is whole.
    """
    kept = files.folder / CUTS / f"{data_cut}.duckdb"
    if not files.published.exists():
        return
    kept.parent.mkdir(exist_ok=True)
    fresh = kept.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    try:
        os.link(files.published, fresh)
    except OSError:
        shutil.copyfile(files.published, fresh)
    fresh.replace(kept)
    fresh.unlink(missing_ok=True)  # of two names for one file, a rename leaves both


def keep_failed(files: Files) -> None:
    """Keep a closed build that failed; the published file stays as it is."""
    _settle(files.building)
    guard(files, files.building)
    files.building.replace(files.failed)


def guard(files: Files, path: Path) -> None:
    """Let those read a file in the making who may read the published one: each build is another file, and would be open
    to all whom the umask admits."""
    if files.published.exists():
        path.chmod(stat.S_IMODE(files.published.stat().st_mode) | stat.S_IRUSR | stat.S_IWUSR)


def read_heads(files: Files) -> dict[int, str]:
    """The runs that were published, by number, and their hashes."""
    if not files.heads.exists():
        return {}
    lines = _HEAD.finditer(files.heads.read_text("utf-8", errors="replace"))
    return {int(line.group(1)): line.group(2) for line in lines}


def add_heads(files: Files, hashes: Mapping[int, str]) -> None:
    """Note the published runs that are not yet noted. Lines are only ever added, each on its own though an editor
    or a merge may have taken the end of the last."""
    noted = read_heads(files)
    text = _TITLE
    if files.heads.exists():
        text = "" if files.heads.read_bytes().endswith(b"\n") else "\n"
    text += "".join(f"{number} {name}\n" for number, name in sorted(hashes.items()) if number not in noted)
    with files.heads.open("a", encoding="utf-8") as handle:
        handle.write(text)


_HEAD = re.compile(r"^(\d+) ([0-9a-f]{64})$", flags=re.MULTILINE)
_TITLE = "# The runs of warehouse.duckdb and their hashes. Keep this file: it is how a changed ledger is noticed.\n"


def discard(files: Files) -> None:
    """Remove an unfinished build."""
    _remove(files.building)
    _remove(files.dense)


def _settle(path: Path) -> None:
    if _log_of(path).exists():
        raise RuntimeError(f"{path.name} was closed without a checkpoint")
    _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _log_of(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    _log_of(path).unlink(missing_ok=True)
