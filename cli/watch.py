"""Do something again whenever a file of a study is saved: its study.yml, its data, a model, or the SQL it stands on.

Times and sizes are looked at twenty times a second. A study has some hundred files, which takes a millisecond or two;
a library that listens to the system would be a dependency, and hears nothing on a network drive.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cli import show
from warehouse.building.upkeep import MARKER
from warehouse.errors import UserError

if TYPE_CHECKING:
    from warehouse.building.ground import Ahead

SECONDS = 0.05
# In the folder of a study: what a build writes itself, and what a person may have lying about.
NOT_READ = (".cartwheel", "report", "notebooks", "questions", "__pycache__")
# Files that no source reads: warehouses of earlier data cuts, which a build puts beside its own, and the catalogue.
NO_SOURCES = (".duckdb", ".html")

# By path, as a text: a Path for each of some hundred files is most of what looking at them costs.
State = Mapping[str, tuple[int, int]]


def state(folders: Iterable[Path]) -> State:
    """When each file that a build may read was last written, and how large it is. The first folder is the study's."""
    found = {}
    for file in _files(folders):
        try:
            facts = file.stat()
        except OSError:  # gone since it was listed
            continue
        found[file.path] = (facts.st_mtime_ns, facts.st_size)
    return found


def changes(folders: Iterable[Path], seen: State, seconds: float = SECONDS) -> Iterator[State]:
    """Each state that differs from the one before, once nothing has been written for a moment."""
    places = tuple(folders)
    while True:
        time.sleep(seconds)
        now = state(places)
        if now == seen:
            continue
        while now != (later := _after(places, seconds)):
            now = later
        if now != seen:
            seen = now
            yield now


def watch(folders: Iterable[Path], work: Callable[[], None], ahead: Callable[[], object] = lambda: None) -> None:
    """Do the work now and after each change, until Ctrl-C. What is wrong is said, and the next change tried.

    `ahead` is what can be done before the next change is known.
    """
    places = tuple(folders)
    before = state(places)
    _try(work)
    try:
        ahead()
        for _ in changes(places, before):
            _try(work)
            ahead()
    except KeyboardInterrupt:
        show.said("")


def watch_study(folder: Path, build: Callable[["Ahead"], None]) -> None:
    """Build now and after each save. Between, what stands is asked, and the file of the next build is made ready."""
    from warehouse.adapters import file_of
    from warehouse.building.ground import Ahead
    from warehouse.ledger.told import standing
    from warehouse.models.project import shipped_sql

    ahead = Ahead(folder)

    def make_ready() -> None:
        standing(file_of(folder))
        ahead.lay()

    try:
        watch([folder, shipped_sql()], lambda: build(ahead), make_ready)
    finally:
        ahead.leave()


def _after(folders: Iterable[Path], seconds: float) -> State:
    time.sleep(seconds / 2)
    return state(folders)


def _try(work: Callable[[], None]) -> None:
    try:
        work()
    except UserError as error:
        show.error(error)
    show.said("Watching; save a file to build again, Ctrl-C to end")


def _files(folders: Iterable[Path]) -> Iterator[os.DirEntry[str]]:
    for place, folder in enumerate(folders):
        left_out = NOT_READ if place == 0 else ()
        for entry in _entries(str(folder)):
            if entry.is_dir() and entry.name not in left_out:
                yield from _within(entry.path)
            elif entry.is_file() and not entry.name.startswith("warehouse."):
                yield entry


def _within(folder: str) -> Iterator[os.DirEntry[str]]:
    entries = _entries(folder)
    if any(entry.name == MARKER for entry in entries):
        return  # a store: builds write it, and it may hold thousands of files
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _within(entry.path)
        elif entry.is_file() and not entry.name.endswith(NO_SOURCES):
            yield entry


def _entries(folder: str) -> Sequence[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:  # not there, or gone since it was listed
        return []
