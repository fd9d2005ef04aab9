"""Do something again whenever a file of a study is saved: its study.yml, its data, a model, or the SQL it stands on.

Times and sizes are looked at a few times a second. A study has some hundred files, which takes a millisecond or two;
a library that listens to the system would be a dependency, and hears nothing on a network drive.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from cli import show
from warehouse.errors import UserError

SECONDS = 0.2
# What a build writes itself, and what a person may have lying about.
NOT_READ = (".cartwheel", "report", "notebooks", "questions", "__pycache__")

State = Mapping[Path, tuple[int, int]]


def state(folders: Iterable[Path]) -> State:
    """When each file that a build may read was last written, and how large it is."""
    found = {}
    for path in _files(folders):
        try:
            facts = path.stat()
        except OSError:  # gone since it was listed
            continue
        found[path] = (facts.st_mtime_ns, facts.st_size)
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


def _after(folders: Iterable[Path], seconds: float) -> State:
    time.sleep(seconds / 4)
    return state(folders)


def _try(work: Callable[[], None]) -> None:
    try:
        work()
    except UserError as error:
        show.error(error)
    show.said("Watching; save a file to build again, Ctrl-C to end")


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.is_dir() and path.name not in NOT_READ:
                yield from (each for each in path.rglob("*") if each.is_file())
            elif path.is_file() and not path.name.startswith("warehouse."):
                yield path
