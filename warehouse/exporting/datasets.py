"""Data sets for exchange: SQL files over the published warehouse, with the metadata of every variable on top.

They are no layer of the build: nothing depends on them and nothing is stored. What the transport format cannot hold (a
name, a label or a text that is too long) is refused, because a truncated one would be another.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from math import isfinite
from pathlib import Path

from warehouse.ask import Desk
from warehouse.document import Node, load_text
from warehouse.errors import DataError, ModelError, Place, UsageError, suggest
from warehouse.models.header import header_document
from warehouse.models.project import Project

KEYS = ("label", "class", "keys", "columns")
VARIABLE_KEYS = ("label", "type", "length", "origin", "about")
TYPES = ("text", "integer", "float", "date")
ORIGINS = ("Assigned", "Derived", "Predecessor", "Collected")

# Of SAS transport files, version 5.
LONGEST_NAME = 8
LONGEST_LABEL = 40
LONGEST_TEXT = 200
LARGEST_INTEGER = 2**53
NAME = re.compile(r"[a-z][a-z0-9_]*")

SYNTHETIC = "SYNTHETIC "

Cell = str | int | float | date | None


@dataclass(frozen=True)
class Variable:
    """One column. `length` is in bytes and only of a text."""

    name: str
    label: str
    type: str
    origin: str
    length: int | None = None
    about: str | None = None
    line: int = field(default=1, compare=False)


@dataclass(frozen=True)
class Dataset:
    """What one file says; `rows` once it is read."""

    name: str
    label: str
    kind: str
    keys: tuple[str, ...]
    variables: tuple[Variable, ...]
    sql: str
    path: str
    rows: tuple[tuple[Cell, ...], ...] = ()


def load_datasets(project: Project, roots: tuple[Path, ...], folder: str) -> tuple[Dataset, ...]:
    """The data sets of a folder of the SQL roots, such as `adam`. Raises ModelError at the line that is wrong."""
    from warehouse.models.templates import Renderer

    settings = {**project.vocabulary.settings, "study_name": project.study.name}
    renderer = Renderer(replace(project.vocabulary, settings=settings))
    found = []
    for root in roots:
        for path in sorted((root / folder).glob("*.sql")):
            shown = f"{root.name}/{folder}/{path.name}"
            text = load_text(path, shown, ModelError)
            hold_new_name(path, roots, folder)
            rendered = renderer.render(text, shown)
            hold_reads(rendered.relations, rendered.sql, shown)
            found.append(build_dataset(path.stem, text, shown, rendered.sql, is_synthetic=project.study.synthetic))
    return tuple(found)


def hold_new_name(path: Path, roots: tuple[Path, ...], folder: str) -> None:
    """A data set of a name that is shipped would be written over the shipped one, or be written over by it."""
    twin = next(root / folder / path.name for root in roots if (root / folder / path.name).exists())
    if twin != path:
        what = f"Two files make the data set '{path.stem}': the other is {twin}"
        raise ModelError(what, Place(str(path)), "give one of them another name: data sets may be added, not replaced")


def hold_reads(relations: tuple[str, ...], sql: str, path: str) -> None:
    """A data set reads tables of the warehouse by `ref`, and no raw text."""
    from warehouse.models.parse import parse

    for table in sorted({*parse(sql, path).tables, *relations}):
        if table not in relations or table.startswith("raw."):
            raise ModelError(f"The data set reads '{table}'", Place(path), "{{ ref('name') }} of a seed or model")


def build_dataset(name: str, text: str, path: str, sql: str, *, is_synthetic: bool) -> Dataset:
    from warehouse.models.parse import parse

    document = header_document(text, path)
    fields = document.fields(KEYS, KEYS)
    check_name(name, document)
    variables = tuple(build_variable(key, node) for key, node in fields["columns"].mapping().items())
    names = [variable.name for variable in variables]
    made = list(parse(sql, path).columns)
    if made != names:
        unlike = next((ours for ours in [*names, *made] if ours not in names or ours not in made), None)
        what = (
            f"the header and the last select name other columns, '{unlike}'"
            if unlike
            else "the columns stand in another order"
        )
        raise fields["columns"].error(what, f"the last select has {', '.join(made)}")
    for key in fields["keys"].items():
        if key.text() not in names:
            raise key.error(f"the keys name '{key.text()}', which is not a column", suggest(key.text(), names))
    label = f"{SYNTHETIC if is_synthetic else ''}{label_of(fields['label'], LONGEST_LABEL - len(SYNTHETIC))}"
    return Dataset(name, label, fields["class"].text(), fields["keys"].texts(), variables, sql, path)


def build_variable(name: str, node: Node) -> Variable:
    check_name(name, node)
    fields = node.fields(VARIABLE_KEYS, ("label", "type", "origin"))
    kind = fields["type"].one_of(TYPES)
    if (kind == "text") != ("length" in fields):
        raise node.error("a text has a length, and nothing else has one", "{type: text, length: 40}")
    length = fields["length"].integer() if "length" in fields else None
    if length is not None and not 1 <= length <= LONGEST_TEXT:
        raise fields["length"].error(f"a text has a length from 1 to {LONGEST_TEXT}", f"length: {LONGEST_TEXT}")
    about = fields["about"].text() if "about" in fields else None
    label = label_of(fields["label"], LONGEST_LABEL)
    return Variable(name, label, kind, fields["origin"].one_of(ORIGINS), length, about, node.line)


def check_name(name: str, node: Node) -> None:
    if len(name) > LONGEST_NAME or not NAME.fullmatch(name):
        what = f"'{name}' cannot be a name in a transport file"
        raise node.error(what, f"at most {LONGEST_NAME} letters, digits and _, the first a letter")


def label_of(node: Node, longest: int) -> str:
    text = node.text()
    if len(text.encode()) > longest:
        raise node.error(f"the label has {len(text.encode())} bytes, {longest} are allowed", "a shorter label")
    return text


def refuse_unbuilt(desk: Desk, datasets: Iterable[Dataset]) -> None:
    """A data set may read a model that is younger than the warehouse."""
    from warehouse.models.parse import parse

    built = desk.names()
    for dataset in datasets:
        missing = sorted(set(parse(dataset.sql, dataset.path).tables) - set(built))
        if missing:
            name = missing[0].rpartition(".")[2]
            hint = f"{missing[0]} is not built yet: cartwheel build --select {name}"
            if len(missing) > 1:
                hint += f"; cartwheel build makes that and {len(missing) - 1} more of what it reads"
            raise UsageError(f"{dataset.name.upper()} reads {', '.join(missing)}", hint=hint)


def read_dataset(desk: Desk, dataset: Dataset) -> Dataset:
    """The data set with its rows, each cell of the type that is declared and short enough."""
    with desk.asked(dataset.sql) as answer:
        rows = [tuple(row) for row in answer.rows]
    columns = [checked_column(dataset, n, rows) for n in range(len(dataset.variables))]
    refuse_repeated(dataset, columns)
    return replace(dataset, rows=tuple(zip(*columns, strict=True)))


def refuse_repeated(dataset: Dataset, columns: list[list[Cell]]) -> None:
    """The keys tell one record from the next, as the metadata promise."""
    names = [variable.name for variable in dataset.variables]
    keys = list(zip(*(columns[names.index(key)] for key in dataset.keys), strict=True))
    repeated = len(keys) - len(set(keys))
    if repeated:
        what = f"{repeated} records of {dataset.name.upper()} have the keys of another: {', '.join(dataset.keys)}"
        raise DataError(what, Place(dataset.path), "add to 'keys' what tells them apart, or let the SQL choose one")


def checked_column(dataset: Dataset, place: int, rows: list[tuple[object, ...]]) -> list[Cell]:
    variable = dataset.variables[place]
    cells = [cell_of(row[place], variable, dataset) for row in rows]
    if variable.length is None:
        return cells
    lengths = [len(cell.encode()) for cell in cells if isinstance(cell, str)]
    over = [length for length in lengths if length > variable.length]
    if over:
        what = (
            f"{len(over)} texts of {variable.name.upper()} in {dataset.name.upper()} are longer than the "
            f"{variable.length} bytes declared; the longest has {max(over)}"
        )
        hint = "a longer 'length' in the header" if max(over) <= LONGEST_TEXT else "let the SQL make a shorter text"
        raise DataError(what, Place(dataset.path, variable.line), f"{hint}; {LONGEST_TEXT} is the most there can be")
    return cells


WANTED: Mapping[str, tuple[type, ...]] = {"text": (str,), "integer": (int,), "float": (int, float), "date": (date,)}


def cell_of(value: object, variable: Variable, dataset: Dataset) -> Cell:
    """A value as it is written. An empty text is a missing one: the transport format knows no difference."""
    if value is None or value == "":
        return None
    if isinstance(value, WANTED[variable.type]) and not isinstance(value, bool | datetime):
        if isinstance(value, int):
            hold_exact(value, variable, dataset)
        if variable.type == "float":
            return finite(float(str(value)), variable, dataset)
        return value  # type: ignore[return-value]
    what = (
        f"{variable.name.upper()} of {dataset.name.upper()} is declared as {variable.type}, the SQL makes another type"
    )
    raise ModelError(what, Place(dataset.path, variable.line), f"cast it, or declare one of {', '.join(TYPES)}")


def hold_exact(number: int, variable: Variable, dataset: Dataset) -> None:
    if abs(number) > LARGEST_INTEGER:
        what = f"{variable.name.upper()} of {dataset.name.upper()} holds a whole number beyond 2 to the power of 53"
        hint = "let the SQL make it a text: the transport format would round it"
        raise DataError(what, Place(dataset.path, variable.line), hint)


def finite(number: float, variable: Variable, dataset: Dataset) -> float:
    if not isfinite(number):
        what = f"{variable.name.upper()} of {dataset.name.upper()} holds an infinite number, or none (NaN)"
        raise DataError(what, Place(dataset.path, variable.line), "let the SQL make it NULL")
    return number
