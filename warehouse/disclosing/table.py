"""A file of sql/disclosed -> one table that may be shared: a query that counts subjects, and what its columns are."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from warehouse.document import Node, load_text
from warehouse.errors import ModelError, suggest
from warehouse.models.header import header_document

FOLDER = "disclosed"
KEYS = ("about", "grain", "within", "columns")
COLUMN_KEYS = ("is", "about", "unit")
LABEL, COUNT, NUMBER = KINDS = ("label", "count", "number")
SUPPRESSED = "is_suppressed"


@dataclass(frozen=True)
class Column:
    """A `label` is shown as it is, a `count` is of subjects, a `number` was computed from those who are counted."""

    name: str
    kind: str
    about: str
    unit: str | None = None


@dataclass(frozen=True)
class DisclosedTable:
    """Rows that agree in `within` divide one whole, whose size somebody may know."""

    name: str
    about: str
    grain: tuple[str, ...]
    within: tuple[str, ...] | None
    columns: tuple[Column, ...]
    sql: str

    @property
    def relation(self) -> str:
        return f"{FOLDER}.{self.name}"

    def of(self, kind: str) -> list[str]:
        return [column.name for column in self.columns if column.kind == kind]


def load_tables(roots: Sequence[Path]) -> tuple[DisclosedTable, ...]:
    """The tables of all SQL folders. Raises ModelError at the line that is wrong."""
    found: dict[str, DisclosedTable] = {}
    for root in roots:
        for path in sorted((root / FOLDER).glob("*.sql")):
            shown = f"{root.name}/{FOLDER}/{path.name}"
            found[path.stem] = build_table(path.stem, load_text(path, shown, ModelError), shown)
    return tuple(found.values())


def build_table(name: str, text: str, path: str) -> DisclosedTable:
    document = header_document(text, path)
    fields = document.fields(KEYS, ("about", "grain", "columns"))
    columns = tuple(_column(key, node) for key, node in fields["columns"].mapping().items())
    table = DisclosedTable(
        name=name,
        about=fields["about"].text(),
        grain=_labels(fields["grain"], columns),
        within=_labels(fields["within"], columns) if "within" in fields else None,
        columns=columns,
        sql=text.partition("*/")[2].strip(),
    )
    if not table.of(COUNT):
        raise document.error("a disclosed table counts subjects", "n: {is: count, about: Subjects}")
    return table


def _column(name: str, node: Node) -> Column:
    fields = node.fields(COLUMN_KEYS, ("is", "about"))
    if name == "subject_id":
        raise node.error("a subject is no column of a disclosed table", "count subjects: {is: count, about: Subjects}")
    unit = fields["unit"].text() if "unit" in fields else None
    return Column(name, fields["is"].one_of(KINDS), fields["about"].text(), unit)


def _labels(node: Node, columns: Sequence[Column]) -> tuple[str, ...]:
    labels = [column.name for column in columns if column.kind == LABEL]
    for item in node.items():
        if item.text() not in labels:
            raise item.error(f"'{item.text()}' is no label of this table", suggest(item.text(), labels))
    return node.texts()
