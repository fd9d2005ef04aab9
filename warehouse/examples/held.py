"""What a model makes of an example, held against what the example says: row by row, by the key that the rows share."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from warehouse.adapters import EngineError
from warehouse.errors import CheckError, ModelError, Place, suggest
from warehouse.examples.drawn import Drawn, Example
from warehouse.examples.workbench import Workbench
from warehouse.judging.remembered import Types
from warehouse.models.project import Project

MOST_TOLD = 10
_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UBIGINT", "FLOAT", "DOUBLE", "DECIMAL")

# A drawn number that ends so is meant to the digits that are drawn.
AND_SO_ON = "…"

Cell = object
Found = tuple[Cell, ...]


@dataclass(frozen=True)
class Difference:
    """One row that is not as drawn. `line` is that of the drawn row, or of the table where there is none."""

    line: int
    what: str


def hold_examples(project: Project, types: Types, examples: Sequence[Example]) -> int:
    """Build every example and return how many there were. Raises CheckError with the rows that are not as drawn."""
    if not examples:
        return 0
    bench = Workbench(project, types)
    try:
        broken = [(example, found) for example in examples if (found := try_example(bench, example))]
    finally:
        bench.close()
    if broken:
        raise _not_held(*broken[0], others=[example for example, _ in broken[1:]])
    return len(examples)


def try_example(bench: Workbench, example: Example) -> list[Difference]:
    """Build one example and compare all that it gives."""
    bench.build(example)
    return [difference for table in example.gives for difference in compare(bench, example, table)]


def compare(bench: Workbench, example: Example, table: Drawn) -> list[Difference]:
    """The rows of a table that are not as drawn."""
    relation = bench.relation(table, example)
    found = _found(bench, relation, example, table)
    key = _key(bench, relation, table)
    return _by_key(table, found, key) if key else _in_any_order(table, found)


def _not_held(example: Example, found: list[Difference], others: list[Example]) -> CheckError:
    told = [f"  line {each.line}: {each.what}" for each in found[:MOST_TOLD]]
    if len(found) > MOST_TOLD:
        told.append(f"  and {len(found) - MOST_TOLD} more rows")
    told += [f"Nor does '{other.title}', {other.place}" for other in others]
    what = "\n".join([f"The example '{example.title}' does not hold:", *told])
    return CheckError(what, Place(example.path, found[0].line), "mend the model, or the example where it is wrong")


def _found(bench: Workbench, relation: str, example: Example, table: Drawn) -> list[Found]:
    """The rows as built, the columns as drawn: numbers as numbers, anything else as text."""
    types = bench.engine.describe(f"from {relation}")
    for column in table.columns:
        if column not in types:
            place = Place(example.path, table.line)
            raise ModelError(f"{relation} has no column '{column}'", place, suggest(column, types))
    shown = (name if types[name].startswith(_NUMBERS) else f"cast({name} as varchar)" for name in table.columns)
    condition = f" where {table.where}" if table.where else ""
    try:
        return bench.engine.rows(f"select {', '.join(shown)} from {relation}{condition}")
    except EngineError as error:
        what = f"The condition on {table.name} cannot be used: {error.message}"
        raise ModelError(what, Place(example.path, table.line), "write it as SQL over the table's columns") from error


def _key(bench: Workbench, relation: str, table: Drawn) -> tuple[int, ...]:
    """Where the columns of the grain stand in the drawn table; nothing unless all do."""
    grain = bench.models[relation].header.grain if relation in bench.models else ()
    return tuple(table.columns.index(name) for name in grain) if set(grain) <= set(table.columns) else ()


def _by_key(table: Drawn, found: Iterable[Found], key: tuple[int, ...]) -> list[Difference]:
    waiting = list(found)
    differences = []
    for row in table.rows:
        same = next((each for each in waiting if all(agrees(row.cells[at], each[at]) for at in key)), None)
        if same is None:
            differences.append(Difference(row.line, f"{_named(table, row.cells, key)}: drawn, but not made"))
            continue
        waiting.remove(same)
        cells = zip(table.columns, row.cells, same, strict=True)
        wrong = [
            f"{name} is {_shown(value)}, not {_shown(cell)}" for name, cell, value in cells if not agrees(cell, value)
        ]
        if wrong:
            differences.append(Difference(row.line, f"{_named(table, row.cells, key)}: {'; '.join(wrong)}"))
    return differences + [Difference(table.line, f"{_named(table, row, key)}: made, but not drawn") for row in waiting]


def _in_any_order(table: Drawn, found: Iterable[Found]) -> list[Difference]:
    waiting = list(found)
    differences = []
    every = tuple(range(len(table.columns)))
    for row in table.rows:
        same = next((each for each in waiting if all(map(agrees, row.cells, each))), None)
        if same is None:
            differences.append(Difference(row.line, f"{_named(table, row.cells, every)}: drawn, but not made"))
        else:
            waiting.remove(same)
    return differences + [
        Difference(table.line, f"{_named(table, row, every)}: made, but not drawn") for row in waiting
    ]


def _named(table: Drawn, cells: Sequence[Cell], columns: Iterable[int]) -> str:
    return ", ".join(f"{table.columns[at]} {_shown(cells[at])}" for at in columns)


def _shown(cell: Cell) -> str:
    if cell == "":
        return "''"
    return "missing" if cell is None else str(cell)


def agrees(cell: str | None, value: Cell) -> bool:
    """Whether a drawn cell says this value: numbers to nine digits, or to those drawn before `…`."""
    if cell is None or value is None:
        return cell is None and value is None
    if isinstance(value, str):
        return value == cell
    try:
        drawn = Decimal(cell.removesuffix(AND_SO_ON))
    except InvalidOperation:
        return False
    if cell.endswith(AND_SO_ON):
        exponent = drawn.as_tuple().exponent
        if not isinstance(exponent, int) or not math.isfinite(float(str(value))):
            return False
        return abs(Decimal(str(value)) - drawn) < Decimal(1).scaleb(exponent)
    return math.isclose(float(str(value)), float(drawn), rel_tol=1e-9, abs_tol=1e-12)
