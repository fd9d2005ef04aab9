"""What lies in the stores of a study on disk: whose they are, what is missing, and what nobody reads any more.

Rows are removed here, so a store says whose it is, and only what builds of that very study made is ever removed.
"""

import os
import re
import shutil
from collections.abc import Iterable, Set
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from warehouse.adapters import EngineError
from warehouse.building.publish import Files
from warehouse.errors import StudyError
from warehouse.ledger import tables as ledger
from warehouse.ledger import told
from warehouse.models.project import Project
from warehouse.planning.plan import BUILT, LOST, Built

MARKER = "cartwheel.store"

# A file without rows that every folder of a relation has.
EMPTY = "empty.parquet"

# DuckDB takes a backslash for a slash and what comes after '?' for options; in a path to files to read, the others make
# it a pattern.
NOT_IN_ITS_OWN_FILE = "?\\"
NOT_IN_A_STORE = "?\\*["

_TITLE = "# Tables of the study in this folder, seen from here. Its builds remove what nobody reads any more.\n"

# A relation, and in it a folder by a name that never comes again: nothing else was ever made by a build.
_MADE = re.compile(r"\w+\.\w+/[0-9a-f]{32}")


@dataclass(frozen=True)
class Upkeep:
    """Of a build: the store it uses, if any, and the folders that the warehouse published before it reads, if known."""

    files: Files
    store: Path | None
    before: set[Path] | None

    def sweep(self) -> None:
        """Once published: remove what neither this build nor the one before it uses, which readers may still have, nor
        the warehouse of an earlier data cut. A store that the study has left goes when nothing is in it any more.

        Where the disk refuses, the next build does it: what was built is published all the same."""
        with suppress(OSError):
            self._sweep()

    def _sweep(self) -> None:
        mine = [store for store in _noted(self.files) if _is_of(store, self.files)]
        used = [self.before, _read_by_published(self.files), *map(_asked, self.files.cuts)] if mine else []
        known = [folders for folders in used if folders is not None]
        if len(known) < len(used):
            return  # of one that cannot be opened nobody knows what it reads
        for store in mine:
            _sweep(store, {folder.name for folders in known for folder in folders})
            if store != self.store:
                _leave(store)
        if mine:
            _note(self.files, [store for store in mine if store.exists()])


def prepare(project: Project, files: Files) -> Upkeep:
    """See, before a build, that its folders may be used. Raises StudyError."""
    _refuse_path(files.folder, NOT_IN_ITS_OWN_FILE, "a folder of another name for the study")
    store = project.study.engine.store
    if store is not None:
        _refuse_path(store, NOT_IN_A_STORE, "another name, or a store elsewhere after 'store:' in study.yml")
        claim(store, files)
        _note(files, dict.fromkeys([*_noted(files), store]))
    return Upkeep(files, store, _read_by_published(files))


def _refuse_path(path: Path, characters: str, hint: str) -> None:
    found = [character for character in characters if character in str(path)]
    if found:
        raise StudyError(
            f"The database cannot work in a folder with {' and '.join(found)} in its path", str(path), hint
        )


def built_of(standing: told.Standing, project: Project) -> dict[str, Built]:
    """What a warehouse says was built. Rows that are not in the study's own store are lost: it was removed, or the
    study is a copy of the one that has the store and may remove them."""
    store = project.study.engine.store
    if store is None:
        return dict(standing.built)
    is_anothers = _is_anothers(store, Files(project.folder))
    lost = {relation for relation, folder in standing.store.items() if is_anothers or not _is_in(store, Path(folder))}
    return {
        relation: replace(built, status=LOST) if relation in lost and built.status == BUILT else built
        for relation, built in standing.built.items()
    }


def _is_in(store: Path, folder: Path) -> bool:
    return folder.parent.parent == store and (folder / EMPTY).exists()


def claim(store: Path, files: Files) -> None:
    """Write into a store whose it is. Raises StudyError when it is not this study's, or other things lie in it.

    A store of the time when none said so is known by its folders, which a warehouse of the study names.
    """
    try:
        owner = _owner(store)
        is_empty = not store.exists() or {each.name for each in store.iterdir()} <= {MARKER}
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


def _sweep(store: Path, kept: Set[str]) -> None:
    """Remove the folders of relations but some, known by their names wherever the store lies now."""
    for folder in store.glob("*/*"):
        if folder.name not in kept and _MADE.fullmatch(folder.relative_to(store).as_posix()):
            shutil.rmtree(folder, ignore_errors=True)
            with suppress(OSError):  # others are in it
                folder.parent.rmdir()


def _leave(store: Path) -> None:
    """Remove a store if nothing is left in it."""
    if [each.name for each in store.iterdir()] == [MARKER]:
        shutil.rmtree(store, ignore_errors=True)


def _noted(files: Files) -> list[Path]:
    """The stores that builds of a study have used, and that may still hold something."""
    noted = files.stores
    return [Path(line) for line in noted.read_text("utf-8").splitlines()] if noted.exists() else []


def _note(files: Files, stores: Iterable[Path]) -> None:
    files.stores.write_text("".join(f"{store}\n" for store in stores), "utf-8")


def _is_of(store: Path, files: Files) -> bool:
    try:
        return _owner(store) == _study_seen_from(store, files)
    except OSError:
        return False


def _is_anothers(store: Path, files: Files) -> bool:
    try:
        return _owner(store) not in (None, _study_seen_from(store, files))
    except OSError:
        return False  # a build that uses it says what is wrong with it


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


def _read_by_published(files: Files) -> set[Path] | None:
    """The folders that the published warehouse reads; None when there is one that cannot be opened."""
    standing = told.standing(files.published)
    if standing is None:
        return None if files.published.exists() else set()
    return set(map(Path, standing.store.values()))


def _asked(path: Path) -> set[Path] | None:
    """The folders that a warehouse reads, by its own word; None when it cannot be opened."""
    from warehouse.adapters.reader import open_reader

    try:
        engine = open_reader(path)
    except EngineError:
        return None
    with closing(engine):
        return {Path(str(row["folder"])) for row in ledger.read_table(engine, "store")}


def _holds(store: Path, folders: Iterable[Path]) -> bool:
    return any((store / folder.parent.name / folder.name).is_dir() for folder in folders)


def _unusable(store: Path, error: OSError) -> StudyError:
    hint = "a folder that may be written to after 'store:' in study.yml"
    return StudyError(f"The store cannot be used: {error.strerror}", str(store), hint)
