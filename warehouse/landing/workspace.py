"""Where what is unpacked, written anew or copied to be read lies meanwhile: patients' rows, gone when they are read."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

WORKSPACE = ".cartwheel/reading"


@contextmanager
def workspace(folder: Path) -> Iterator[Path]:
    """An empty folder in a study, for one reader alone and removed after it; removes what killed readers left, too.

    A check may read while a build does. Beside each folder is a file that its reader holds locked: the lock goes with
    the process, however it ends.
    """
    base = folder / WORKSPACE
    base.mkdir(parents=True, exist_ok=True)
    with (base / "lock").open("w") as door:  # nobody tidies up between the making of a folder and its lock
        fcntl.flock(door, fcntl.LOCK_EX)
        _remove_left(base)
        own = Path(mkdtemp(dir=base))
        held = _lock_of(own).open("w")
        fcntl.flock(held, fcntl.LOCK_EX)
    try:
        yield own
    finally:
        _remove(own)
        held.close()


def _remove_left(base: Path) -> None:
    for path in (each for each in base.iterdir() if each.is_dir()):
        with _lock_of(path).open("w") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            _remove(path)


def _remove(path: Path) -> None:
    shutil.rmtree(path, ignore_errors=True)
    _lock_of(path).unlink(missing_ok=True)


def _lock_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.lock")
