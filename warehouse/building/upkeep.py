"""What lies in the store of a study on disk: whose it is, and what in it nobody reads any more.

Rows are removed here, so a store says whose it is, and only what builds of that very study made is ever removed.
"""

import os
import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from warehouse.building.publish import Files
from warehouse.errors import StudyError
from warehouse.ledger import told
from warehouse.models.project import Project

MARKER = "cartwheel.store"
_TITLE = "# Tables of the study in this folder, seen from here. Its builds remove what nobody reads any more.\n"

# A relation, and in it a folder by a name that never comes again: nothing else was ever made by a build.
_MADE = re.compile(r"\w+\.\w+/[0-9a-f]{32}")


def prepare(project: Project, files: Files) -> None:
    """See, before a build, that its store may be used. Raises StudyError."""
    store = project.study.engine.store
    if store is not None:
        claim(store.resolve(), files)


def claim(store: Path, files: Files) -> None:
    """Write into a store whose it is. Raises StudyError when it is not this study's, or other things lie in it.

    A store of the time when none said so is known by its folders, which a warehouse of the study names.
    """
    try:
        owner, is_empty = _owner(store), not store.exists() or not any(store.iterdir())
    except OSError as error:
        raise _unusable(store, error) from error
    mine = _study_seen_from(store, files)
    if owner == mine:
        return
    if owner is not None:
        whose = os.path.normpath(store / owner)
        hint = f"a store of its own for each study; where it is this one, moved, remove {MARKER} from the store"
        raise StudyError(f"The store belongs to the study in {whose}", str(store), hint)
    if not is_empty and not _holds(store, _folders_of(files)):
        hint = "a folder of its own after 'store:' in study.yml: builds remove tables from it"
        raise StudyError("The store holds other things than tables of this study", str(store), hint)
    try:
        store.mkdir(parents=True, exist_ok=True)
        (store / MARKER).write_text(f"{_TITLE}{mine}\n", "utf-8")
    except OSError as error:
        raise _unusable(store, error) from error


def sweep(store: Path, used: Iterable[Path]) -> None:
    """Remove the folders of relations that nobody uses. They are known by their names, wherever the store lies now."""
    kept = {folder.name for folder in used}
    for folder in store.glob("*/*"):
        if folder.name not in kept and _MADE.fullmatch(folder.relative_to(store).as_posix()):
            shutil.rmtree(folder, ignore_errors=True)
            with suppress(OSError):  # others are in it
                folder.parent.rmdir()


def _owner(store: Path) -> str | None:
    """What a store says of whose it is; a word that was cut short says nothing."""
    try:
        return (store / MARKER).read_text("utf-8").removeprefix(_TITLE).strip() or None
    except FileNotFoundError:
        return None


def _study_seen_from(store: Path, files: Files) -> str:
    """The way from a store to its study: it stays when both are moved or copied together."""
    return os.path.relpath(files.folder.resolve(), store.resolve())


def _folders_of(files: Files) -> set[Path]:
    """The folders that the warehouses of a study name."""
    found = (told.standing(path) for path in (files.published, files.failed))
    return {Path(folder) for each in found if each is not None for folder in each.store.values()}


def _holds(store: Path, folders: Iterable[Path]) -> bool:
    return any((store / folder.parent.name / folder.name).is_dir() for folder in folders)


def _unusable(store: Path, error: OSError) -> StudyError:
    hint = "a folder that may be written to after 'store:' in study.yml"
    return StudyError(f"The store cannot be used: {error.strerror}", str(store), hint)
