"""An explanation as text that reads well on 80 columns."""

import textwrap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from cli.formats import cell as cell_text
from warehouse.explaining.read_cells import CONSTANT, RESHAPED

if TYPE_CHECKING:
    from warehouse.explaining.explain import Explanation, Method, Row, Step
    from warehouse.explaining.read_cells import CellUsed, FileUsed

WIDTH = 80
MOST_NAMES = 4
ROLES = {"filter": "rows chosen by", "join": "joined by", "group": "grouped by", "order": "ordered by"}


def explained(found: "Explanation") -> Iterator[str]:
    """The lines: what was asked, what made it, the tables it came through, the files it came from."""
    if found.is_synthetic:
        yield "SYNTHETIC DATA: not from patients"
    yield f"{found.relation}{f'.{found.column}' if found.column else ''}"
    yield from _wrapped(found.about or "", "  ")
    for values in found.values:
        yield from _wrapped(_pairs(values, found.column, found.unit), "    ", "  = ")
    if found.method:
        yield from _method(found.method)
    for step in found.steps:
        if step.relation != found.relation or step.note or found.method is None:
            yield from _step(step)
    for file in found.files:
        yield from _file(file)


def _method(method: "Method") -> Iterator[str]:
    yield ""
    yield f"Method {method.name}"
    yield from _wrapped(_pairs(method.parameters), "  ")
    yield f"  saw {method.n_rows} rows, {method.n_complete} of them complete"
    if method.version:
        yield f"  code {method.version[:12]}"
    yield from _wrapped(", ".join(f"{name} {version}" for name, version in method.packages.items()), "  ")


def _step(step: "Step") -> Iterator[str]:
    yield ""
    yield f"{step.relation}" + (f"  ({step.path})" if step.path else "")
    yield from _wrapped(step.about or "", "  ")
    deciding = f", {step.n_deciding} decided" if step.n_deciding != step.n_rows else ""
    yield f"  {step.n_rows} of {step.n_in_table} rows{deciding}; built by run {step.run_id}"
    yield from _wrapped(", ".join(_with_unit(name, unit) for name, unit in step.columns.items()), "    ", "  columns ")
    for role, columns in step.chosen_by.items():
        yield from _wrapped(_some(columns), "    ", f"  {ROLES[role]} ")
    if step.note:
        yield from _wrapped(step.note, "    ", "  note: ")
    yield from _rows(step.rows, step.n_rows)


def _some(names: "tuple[str, ...]") -> str:
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more


def _rows(rows: "tuple[Row, ...]", n_rows: int) -> Iterator[str]:
    for row in rows:
        yield from _wrapped(_pairs(row.values), "      ", "  * " if row.decides else "    ")
    if n_rows > len(rows):
        yield f"    and {n_rows - len(rows)} more"


def _file(file: "FileUsed") -> Iterator[str]:
    yield ""
    yield f"File {file.file}" + (f", sheet {file.sheet}" if file.sheet else "")
    yield f"  {file.n_rows} rows" + (f"; sha256 {file.sha256}" if file.sha256 else "")
    for cell in file.cells:
        yield from _wrapped(_cell(cell), "      ", "  * " if cell.decides else "    ")
    shown = len({cell.row for cell in file.cells})
    if file.n_rows > shown:
        yield f"    and {file.n_rows - shown} more rows"


def _cell(cell: "CellUsed") -> str:
    place = f"{cell.address} (row {cell.row})" if cell.address else f"row {cell.row}"
    column = f", {cell.source_column!r}" if cell.source_column else ""
    column = {CONSTANT: ", set in study.yml", RESHAPED: f"{column}, {RESHAPED}"}.get(cell.rules or "", column)
    became = f", read as {cell.became!r} ({cell.rules})" if cell.became is not None else ""
    return f"{place}{column}: {cell.received!r}{became} -> {cell.column}" + (
        f"; set aside: {cell.set_aside}" if cell.set_aside else ""
    )


def _pairs(values: Mapping[str, object], column: str | None = None, unit: str | None = None) -> str:
    shown = {name: value for name, value in values.items() if value is not None or name == column}
    return ", ".join(
        f"{name} {_plain(value)}{f' {unit}' if unit and name == column else ''}" for name, value in shown.items()
    )


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(cell_text, value))
    return "missing" if value is None else cell_text(value)


def _with_unit(name: str, unit: str | None) -> str:
    return f"{name} [{unit}]" if unit else name


def _wrapped(text: str, indent: str, first: str | None = None) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=first or indent, subsequent_indent=indent, break_on_hyphens=False)
