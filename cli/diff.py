"""`cartwheel diff`: what changed between two warehouses, why, for whom, and which conclusions with it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from cli import show

if TYPE_CHECKING:
    from warehouse.difference import TableDifference

commands = typer.Typer()

# How many subjects or columns a line names; JSON names all.
MOST_NAMED = 3
# What follows from the tables of the cohort: a line for each layer, because one changed cell reaches hundreds of them.
FOLLOWING = ("analyses", "results", "report")


@commands.command()
def diff(
    before: Annotated[
        Path, typer.Argument(metavar="BEFORE", help="A study folder, or a file such as cuts/2018-08-11.duckdb.")
    ],
    after: Annotated[Path, typer.Argument(metavar="AFTER", help="The warehouse to compare it with.")],
    subjects: Annotated[
        bool, typer.Option("--subjects", help="Name every subject concerned, not only the first.")
    ] = False,
    every: Annotated[
        bool, typer.Option("--all", help="A line for every table and estimate, also those that follow.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")] = False,
) -> None:
    """Say which inputs, settings, tables and results differ between two warehouses, and why.

    A study that gets a new data_cut in study.yml keeps the warehouse of the old one in its folder cuts/.

    cartwheel diff . warehouse.duckdb
    """
    from python_stats.conclusions import COLUMNS, crossed
    from warehouse.difference import difference, pair

    with pair(_warehouse(before), _warehouse(after)) as engine:
        found, conclusions = difference(engine), crossed(engine)
    if json:
        named = None if conclusions is None else [dict(zip(COLUMNS, row, strict=True)) for row in conclusions]
        show.json_of({**asdict(found), "conclusions": named})
        return
    _say_conclusions(conclusions, _again(before, after), every=every)
    _section("Inputs", ["file", "source", "what", "rows before", "rows after"], found.inputs)
    _section("Settings", ["setting", "before", "after"], found.settings)
    folded = () if every else FOLLOWING
    heads = ["table", "why", "rows gone", "rows new", "columns", "values changed", "subjects"]
    tables = [_line(each, every_subject=subjects) for each in found.tables if _layer(each) not in folded]
    _section("Tables", heads, tables)
    layers = Counter(_layer(each) for each in found.tables if _layer(each) in folded)
    _say_folded(layers, _again(before, after))


def _say_conclusions(found: Sequence[tuple[object, ...]] | None, command: str, *, every: bool) -> None:
    """The primary estimates of the analyses, and how many more there are: an analysis has several that say the same."""
    from python_stats.conclusions import COLUMNS

    if found is None:
        show.said("Conclusions: not compared, because not both sides have results.estimates (cartwheel build makes it)")
        return
    place = COLUMNS.index("is_primary")
    shown = [row for row in found if every or row[place]]
    parts = (slice(place), slice(place + 1, None))
    heads, *rows = ([each for part in parts for each in row[part]] for row in (COLUMNS, *shown))
    _section("Conclusions that crossed .05", [str(head) for head in heads], rows)
    if len(shown) < len(found):
        others = f"Beside the primary estimates {len(found) - len(shown):,} more crossed it"
        show.data(f"{others}, such as those per SD or by profile:\n  {command}\n")


def _again(before: Path, after: Path) -> str:
    """The command that leaves nothing out."""
    return f"cartwheel diff {quote(str(before))} {quote(str(after))} --all"


def _layer(table: "TableDifference") -> str:
    return table.relation.partition(".")[0]


def _say_folded(layers: "Counter[str]", command: str) -> None:
    """How many tables of each layer follow, and what names them."""
    if layers:
        counted = ", ".join(f"{count} of {layer}" for layer, count in layers.items())
        show.data(f"Tables that follow from these and differ too: {counted}\n  {command}")


def _warehouse(path: Path) -> Path:
    from warehouse.ask import refuse_rows
    from warehouse.building.publish import Files, study_of

    refuse_rows(study_of(path))  # it names subjects
    return Files(path).published if path.is_dir() else path


def _section(title: str, columns: list[str], rows: Sequence[Sequence[object]]) -> None:
    if rows:
        show.data(f"{title}\n")
        show.table(columns, rows)
        show.data("")
    else:
        show.said(f"{title}: no difference")


def _line(table: "TableDifference", *, every_subject: bool) -> list[object]:
    rows = [table.relation, _listed(table.why.split(", ")), table.rows_gone, table.rows_new]
    cells = [f"{name} {count}" for name, count in table.changed]
    return [*rows, _listed(_columns(table)), _listed(cells), _listed(table.subjects, every=every_subject)]


def _columns(table: "TableDifference") -> list[str]:
    """Columns that only one side has, and those of another type."""
    parts = [f"{name} new" for name in table.gained] + [f"{name} gone" for name in table.lost]
    return parts + [f"{name} {before} -> {after}".lower() for name, before, after in table.retyped]


def _listed(names: Sequence[str], *, every: bool = False) -> str:
    shown = names if every else names[:MOST_NAMED]
    return ", ".join(shown) + (f" and {len(names) - len(shown)} more" if len(shown) < len(names) else "")
