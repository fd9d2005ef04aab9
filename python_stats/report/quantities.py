"""What the covariate and the outcome of an analysis are called: by the registry, else by the header of the analysis."""

from collections.abc import Mapping
from dataclasses import dataclass

from python_stats.format import lower_first, name_words
from python_stats.report.tables import Record, Tables, records

Columns = Mapping[tuple[str, str], Record]


@dataclass(frozen=True)
class Quantity:
    """The covariate or the outcome: what it is called and how it is drawn."""

    label: str
    unit: str
    scale: str
    is_yes_no: bool = False


def load_columns(tables: Tables) -> Columns:
    """What the headers of the analyses say of their columns, by analysis and column."""
    found = records(tables, "meta.columns")
    return {(row.text("relation").removeprefix("analyses."), row.text("column_name")): row for row in found}


def quantity_of(row: Record, role: str, columns: Columns, scale: str = "") -> Quantity:
    """A column that an analysis makes itself is in no registry, which then gives back its bare name."""
    name, label, unit = row.text(role), row.text(f"{role}_label"), row.text(f"{role}_unit")
    said = _said(row, role, columns)
    if label in ("", name):
        label, unit = said.text("about") or name_words(name), unit or said.text("unit")
    drawn = row.text(f"{role}_scale") or scale or "identity"
    return Quantity(label, unit, drawn, is_yes_no=is_yes_no(row, role, columns))


def is_yes_no(row: Record, role: str, columns: Columns) -> bool:
    """Whether the column that plays this role in this row holds yes and no: of such a one there is no more or less."""
    return _said(row, role, columns).text("data_type") == "BOOLEAN"


def _said(row: Record, role: str, columns: Columns) -> Record:
    return columns.get((row.text("analysis"), row.text(role)), Record({}))


def group_of(analysis: str, column: str, columns: Columns) -> str:
    """What the groups are by, to say yes and no with: the name of the column, its capitals those of the header."""
    said, name = columns.get((analysis, column), Record({})).text("about"), name_words(column)
    return lower_first(said) if said.lower() == name.lower() else name
