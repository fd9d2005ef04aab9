"""What a build works on: a file beside the published one, open, and what stands in it.

A watched study's next build finds that done: the published file is copied, opened and read while nobody waits.
"""

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from warehouse.adapters import NO_LIMITS, Engine, Limits, kinds_of
from warehouse.adapters.duckdb import open_existing, open_new
from warehouse.building import publish
from warehouse.building.publish import Files
from warehouse.errors import UserError
from warehouse.judging.compile import create_schemas
from warehouse.ledger import tables as ledger
from warehouse.ledger.book import Book
from warehouse.models.project import Project
from warehouse.planning.wanted import bytes_of_files

# Above this much input, blocks of the database's usual size serve better than small ones.
LARGE_INPUT_BYTES = 256_000_000

# Up to this much, some 500 subjects, two threads take a tenth more processor time than one, and are no sooner done:
# tables are shared out between threads by more rows than these have.
FEW_INPUT_BYTES = 4_000_000


@dataclass(frozen=True)
class Ground:
    """An open database, its ledger, and what stands in it: relation -> table or view."""

    engine: Engine
    book: Book
    standing: dict[str, str]


def lay(project: Project, files: Files, base: Path | None, *, deletes: bool) -> Ground:
    """A copy of `base`, or an empty database. `deletes` is whether rows will be taken out of tables that stay."""
    limits = limits_of(project)
    files.ahead.unlink(missing_ok=True)  # of a watch that was killed, or that is better off with what is built now
    if base is not None and base.exists():
        shutil.copyfile(base, files.building)
        publish.guard(files, files.building)
        return look_through(open_existing(files.building, limits, deletes=deletes))
    engine = open_new(files.building, large=bytes_of_files(project) > LARGE_INPUT_BYTES, limits=limits)
    publish.guard(files, files.building)
    try:
        ledger.carry_over(engine, files.published, project.snapshots)
    except UserError:
        engine.close()
        publish.discard(files)
        raise
    return look_through(engine)


def limits_of(project: Project) -> Limits:
    """What the database of a study may use."""
    engine = project.study.engine
    return Limits(engine.memory_limit, engine.spill, threads=1 if bytes_of_files(project) <= FEW_INPUT_BYTES else None)


def look_through(engine: Engine) -> Ground:
    """The ground that an open database gives. Outside a transaction, because of its ledger."""
    create_schemas(engine)
    return Ground(engine, Book(engine), kinds_of(engine))


@dataclass(frozen=True)
class Laid:
    """Ground laid ahead: the identities of the file that was copied, and of the copy."""

    ground: Ground
    copied: tuple[int, ...] | None
    copy: tuple[int, ...] | None


class Ahead:
    """Lays the ground of a study's next build. What it laid is used only if it still is a copy of what is published."""

    def __init__(self, folder: Path) -> None:
        self._files = Files(folder)
        self._laid: Laid | None = None
        self._limits = NO_LIMITS

    def lay(self) -> None:
        """Copy and open what is published.

        Where that cannot be done (another build is at work, nothing is published, the disk is full) nothing is laid,
        and the next build says what is wrong, if anything is.
        """
        if self._is_current():
            return
        self.leave()
        with suppress(UserError, OSError), publish.only_builder(self._files):
            publish.clear(self._files)
            self._laid = self._copied()

    def _copied(self) -> Laid:
        copied = _identity(self._files.published)
        try:
            shutil.copyfile(self._files.published, self._files.ahead)
            publish.guard(self._files, self._files.ahead)
        except OSError:
            self._files.ahead.unlink(missing_ok=True)
            raise
        ground = look_through(open_existing(self._files.ahead, self._limits, deletes=False))
        ground.book.read()
        return Laid(ground, copied, _identity(self._files.ahead))

    def keep_within(self, project: Project) -> None:
        """Heed what the database may use, as the study now says. What was laid within other limits is left."""
        limits = limits_of(project)
        if limits != self._limits:
            self.leave()
            self._limits = limits

    def take(self, base: Path | None) -> Ground | None:
        """The ground of a build that goes on from `base`, put where builds are; None where a new one must be laid."""
        if base != self._files.published or self._laid is None or not self._is_current():
            return None
        ground, self._laid = self._laid.ground, None
        self._files.ahead.replace(self._files.building)
        return ground

    def _is_current(self) -> bool:
        laid, files = self._laid, self._files
        return laid is not None and (laid.copied, laid.copy) == (_identity(files.published), _identity(files.ahead))

    def leave(self) -> None:
        """Close and remove what was laid and not used."""
        if self._laid is not None:
            self._laid.ground.engine.close()
            if _identity(self._files.ahead) == self._laid.copy:
                self._files.ahead.unlink()
        self._laid = None


def _identity(path: Path) -> tuple[int, ...] | None:
    try:
        facts = path.stat()
    except FileNotFoundError:
        return None
    return facts.st_ino, facts.st_size, facts.st_mtime_ns
