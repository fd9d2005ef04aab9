"""A folder and files -> a drafted study.yml in it, tried on the files: what loads stays, what does not is left open."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from filecmp import cmp
from pathlib import Path
from shutil import copyfile, rmtree

from warehouse.adapters import Engine
from warehouse.adapters.duckdb import open_memory
from warehouse.drafting.dates import Dates
from warehouse.drafting.draft import draft, value
from warehouse.drafting.grid import look
from warehouse.drafting.guess import Reading, Table
from warehouse.drafting.guess_study import guess_study
from warehouse.drafting.hints import Hints, load_hints
from warehouse.drafting.shape import find_table
from warehouse.errors import DataError, UsageError, UserError
from warehouse.judging.compile import create_empty_sources, create_schemas
from warehouse.landing.acceptance import Acceptance
from warehouse.landing.ingest import ingest_file
from warehouse.landing.sorting import CHANGED_COLUMNS, REJECT_COLUMNS
from warehouse.macros import load_macros
from warehouse.models.project import shipped_sql
from warehouse.seeds import create_sql, load_seeds
from warehouse.studies.data_file import is_data
from warehouse.studies.mapping import STUDY_FILE
from warehouse.studies.study import load_study

# Letters that are written out where they cannot be had; accents are left off others.
LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "æ": "ae", "Æ": "Ae", "ø": "oe"}
    | {"Ø": "Oe", "œ": "oe", "ł": "l", "Ł": "L"}
)
NOTHING_KNOWN = "nothing in it was recognised; study.yml lists its columns at the end"


@dataclass(frozen=True)
class Started:
    """What was drafted, from which tables, and which files could not be looked at."""

    path: Path
    readings: tuple[Reading, ...]
    tables: tuple[Table, ...]
    unread: tuple[tuple[str, str], ...]
    copied: tuple[str, ...]


def start_study(folder: Path, files: Sequence[Path]) -> Started:
    """Look at the files and draft a study.yml. Files from elsewhere are copied into the folder's `data`."""
    if (folder / STUDY_FILE).exists():
        raise UsageError(
            "there is a study in this folder already", str(folder), "name a new folder, or move its study.yml away"
        )
    paths = list(data_files(files or [folder] if files or folder.exists() else []))
    if not paths:
        raise UsageError("no data files were named", str(folder), "cartwheel init my_study patients.xlsx labs.csv")
    is_new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return started(folder, paths)
    except UserError:
        # A folder in which nothing was drafted would be in the way of the next try.
        if is_new:
            rmtree(folder, ignore_errors=True)
        raise


def started(folder: Path, paths: Sequence[Path]) -> Started:
    names, copied = placed(folder, paths)
    hints, engine = load_hints(shipped_sql()), open_memory()
    try:
        tables, unread = looked_at(engine, folder, names, hints)
        if not tables:
            raise UsageError("none of the files holds a table that can be read", unread[0][0], unread[0][1])
        # Of a table of several files only the cells of the first were seen when the others were put to it.
        tables = [replace(table) for table in tables]
        readings = guess_study(tables, hints)
        try_readings(engine, folder, readings, tables, hints)
    finally:
        engine.close()
    unread += [(name, NOTHING_KNOWN) for name in unused_files(tables, readings)]
    return Started(folder / STUDY_FILE, tuple(readings), tuple(tables), tuple(unread), tuple(copied))


def data_files(paths: Iterable[Path]) -> Iterable[Path]:
    """The files named, and those with a known ending in the folders named."""
    for path in paths:
        if path.is_dir():
            yield from (
                found for found in sorted(path.rglob("*")) if found.is_file() and is_data(found.relative_to(path))
            )
        elif path.exists():
            yield path
        else:
            raise UsageError("there is no such file", str(path), "name data files, or a folder of them")


def unused_files(tables: Iterable[Table], readings: Sequence[Reading]) -> Iterable[str]:
    """The files with a table that no reading and no key table takes; of any other file it was said what is wrong."""
    used = {file for reading in readings for file in reading.table.files}
    joined = " ".join(value(reading.steps.get("lookup", "")) for reading in readings)
    for name in dict.fromkeys(file for table in tables for file in table.files):
        if name not in used and name not in joined:
            yield name


def placed(folder: Path, paths: Sequence[Path]) -> tuple[list[str], list[str]]:
    """The files by their names in the study folder, each once; those outside are copied into it, unless an earlier
    draft has done so."""
    names: list[str] = []
    copied: list[str] = []
    for path in {path.resolve(): path for path in paths}.values():
        if path.resolve().is_relative_to(folder.resolve()):
            name = path.resolve().relative_to(folder.resolve()).as_posix()
        else:
            name = f"data/{path.name}"
            if name in names:
                raise UsageError("two files have the same name", str(path), "put them into the study folder yourself")
            if not (folder / name).exists():
                (folder / "data").mkdir(exist_ok=True)
                copyfile(path, folder / name)
                copied.append(name)
            elif not cmp(path, folder / name, shallow=False):
                what = f"the study has another file of this name, {name}"
                raise UsageError(what, str(path), "move one of them, or name the one in the study")
        names += [name] if name not in names else []
    return names, copied


def looked_at(
    engine: Engine, folder: Path, names: Sequence[str], hints: Hints
) -> tuple[list[Table], list[tuple[str, str]]]:
    """The tables of all files; files of one build are one table."""
    tables: list[Table] = []
    unread: list[tuple[str, str]] = []
    for name in names:
        try:
            sheets = look(engine, folder, name)
        except UserError as error:
            unread.append((name, f"{error.what}; {error.hint}" if error.hint else error.what))
            continue
        if not sheets:
            unread.append((name, "there is nothing in it"))
        for sheet in sheets:
            shape = find_table(sheet)
            if shape is None or not shape.body:
                unread.append((sheet.title, "no table was found: text alone, or a header without rows"))
                continue
            several = len([other for other in sheets if other.name]) > 1
            table = Table(sheet.file, sheet.name if several else None, shape, hints, sheet.is_whole, shape.preamble)
            copy = next((other.title for other in tables if is_copy(other, table)), None)
            if copy is not None:
                unread.append((sheet.title, f"it looks like a copy of {copy} in another format"))
                continue
            twin = next((other for other in tables if is_twin(other, table)), None)
            if twin is None:
                tables.append(table)
            else:
                twin.add(table)
    return tables, unread


def is_copy(table: Table, other: Table) -> bool:
    """Whether two files of one name are one table in two formats: reading both would count everything twice."""
    stems = [each.file.rpartition("/")[2].partition(".")[0] for each in (table, other)]
    return (
        stems[0] == stems[1]
        and table.file.rpartition(".")[2] != other.file.rpartition(".")[2]
        and table.shape.header == other.shape.header
        and len(table.shape.body) == len(other.shape.body)
    )


def is_twin(table: Table, other: Table) -> bool:
    """Whether two files are pieces of one table: plates, sites or months. Sites that write dates each in its own way
    are not: one order of day and month would be read for both."""
    return (
        table.shape.header == other.shape.header
        and table.shape.options == other.shape.options
        and table.file != other.file
        and table.file.rpartition(".")[2] == other.file.rpartition(".")[2]
        and all(are_alike(profile.dates, other.profiles[name].dates) for name, profile in table.profiles.items())
    )


def are_alike(dates: Dates | None, others: Dates | None) -> bool:
    return dates is None or others is None or (dates.formats, dates.is_open) == (others.formats, others.is_open)


def try_readings(engine: Engine, folder: Path, readings: list[Reading], tables: Sequence[Table], hints: Hints) -> None:
    """Write the draft, read the files by it, and write it again with what came of them."""
    name = study_name(folder.resolve().name)
    path = folder / STUDY_FILE
    try:
        prepare(engine, hints)
        for reading in sorted(readings, key=lambda found: found.source != "subjects"):
            if not reading.blocked:
                wanted = [subjects_of(readings), *([] if reading.source == "subjects" else [reading])]
                path.write_text(draft(name, wanted, ()), encoding="utf-8")
                tried(engine, folder, reading, hints)
    finally:
        path.write_text(draft(name, readings, tables), encoding="utf-8")


def study_name(folder: str) -> str:
    """The name of a folder in the letters that a study's name may have: `Kohorte Süd` is Kohorte_Sued."""
    letters = unicodedata.normalize("NFC", folder).translate(LETTERS)
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(sign))
    name = re.sub(r"[^A-Za-z0-9_-]+", "_", plain).strip("_-")
    return name if re.match("[A-Za-z]", name) else f"study_{name}".rstrip("_")


def subjects_of(readings: Sequence[Reading]) -> Reading:
    return next(reading for reading in readings if reading.source == "subjects")


def prepare(engine: Engine, hints: Hints) -> None:
    create_schemas(engine)
    create_empty_sources(engine, hints.contract)
    for seed in load_seeds([shipped_sql()]):
        engine.execute(create_sql(seed))
    engine.execute(f"create table raw.rejects ({REJECT_COLUMNS})")
    engine.execute(f"create table raw.changed_cells ({CHANGED_COLUMNS})")


def tried(engine: Engine, folder: Path, reading: Reading, hints: Hints) -> None:
    """Read a table by its drafted mapping alone, and say what came of it."""
    try:
        study = load_study(folder, hints.contract, roots=[shipped_sql()])
        mappings = study.mappings(reading.source)
        texts = {path.name: path.read_text("utf-8") for path in sorted((shipped_sql() / "macros").glob("*.sql"))}
        macros = load_macros(texts)
        engine.execute("delete from raw.rejects")
        source = hints.contract.sources[reading.source]
        acceptances = [Acceptance(hints.contract, source, mapping, macros) for mapping in mappings]
        files = [ingest_file(engine, folder, acceptance) for acceptance in acceptances]
    except UserError as error:
        cell = f" ({error.where})" if isinstance(error, DataError) and error.where else ""
        reading.blocked = f"it does not load: {' '.join(error.what.split())}{cell}"
        return
    read, accepted = sum(file.rows_read for file in files), sum(file.rows_accepted for file in files)
    reasons = engine.rows(
        "select column_name, reason, count(*) from raw.rejects group by all order by 3 desc, 1, 2 limit 4"
    )
    said = "; ".join(f"{count:,} {reason} in {column}" for column, reason, count in reasons)
    aside = sum(file.rows_rejected for file in files)
    if reading.source == "subjects" and aside:
        reading.open.append("the subjects set aside: with each go all its rows in other files")
    empty = sum(file.rows_filtered for file in files)
    parts = [f"{read:,} rows read, {accepted:,} accepted"]
    what = "empty cells left out" if "unpivot" in reading.steps else "left out by the rows that are wanted"
    parts += [f"{empty:,} {what}"] if empty else []
    parts += [f"{aside:,} set aside ({said})"] if aside else []
    reading.outcome = ", ".join(parts)
