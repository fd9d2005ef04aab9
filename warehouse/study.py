"""study.yml -> Study: which file of a cohort folder holds what, in the words of the input contract."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath

from warehouse.contract import Column, Contract, Source
from warehouse.document import Node, load_document
from warehouse.errors import StudyError, nearest, suggest

STUDY_FILE = "study.yml"
IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")

STUDY_KEYS = ("study", "title", "synthetic", "data_cut", "settings", "sources")
TEXT_KEYS = ("delimiter", "encoding")
MAPPING_KEYS = ("file", "sheet", *TEXT_KEYS, "decimal", "header_row", "missing", "distinct", "columns")
COLUMN_KEYS = ("column", "values", "constant")

FORMATS = {
    ".csv": "delimited",
    ".tsv": "delimited",
    ".tab": "delimited",
    ".txt": "delimited",
    ".xlsx": "workbook",
    ".xlsm": "workbook",
    ".parquet": "parquet",
}


@dataclass(frozen=True)
class ColumnMapping:
    """Where one contract column comes from: a column of the file, or a constant. A value of None counts as missing."""

    name: str
    column: str | None
    constant: str | None
    values: Mapping[str, str | None]
    line: int = field(compare=False)


@dataclass(frozen=True)
class SourceMapping:
    """One reading of one file for one source. `None` for delimiter, encoding and sheet asks for detection."""

    source: str
    file: str
    format: str
    columns: tuple[ColumnMapping, ...]
    line: int = field(compare=False)
    sheet: str | None = None
    delimiter: str | None = None
    encoding: str | None = None
    decimal: str = "."
    header_row: int = 1
    missing: tuple[str, ...] = ()
    distinct: bool = False


@dataclass(frozen=True)
class Study:
    """A cohort folder as its study.yml describes it. `settings` holds only what the study itself sets."""

    folder: Path
    name: str
    title: str
    synthetic: bool
    data_cut: date | None
    settings: Mapping[str, object]
    sources: tuple[SourceMapping, ...]

    def mappings(self, source: str) -> tuple[SourceMapping, ...]:
        return tuple(mapping for mapping in self.sources if mapping.source == source)


def load_study(folder: Path, contract: Contract, settings: Mapping[str, object] | None = None) -> Study:
    """The study in a folder; `settings` are the known settings with their defaults (None accepts any)."""
    if not folder.is_dir():
        raise StudyError("there is no such study folder", str(folder), f"a folder that holds a {STUDY_FILE}")
    document = load_document(folder / STUDY_FILE, STUDY_FILE, StudyError)
    fields = document.fields(STUDY_KEYS, required=("study", "sources"))
    name = identifier(fields["study"])
    return Study(
        folder=folder,
        name=name,
        title=fields["title"].text() if "title" in fields else name,
        synthetic="synthetic" in fields and fields["synthetic"].boolean(),
        data_cut=iso_date(fields["data_cut"]) if "data_cut" in fields else None,
        settings=build_settings(fields["settings"], settings) if "settings" in fields else {},
        sources=build_sources(fields["sources"], folder, contract),
    )


def identifier(node: Node) -> str:
    if not IDENTIFIER.fullmatch(node.text()):
        raise node.error(f"'{node.text()}' is not an identifier", "letters, digits, - and _, such as zuma1")
    return node.text()


def iso_date(node: Node) -> date:
    try:
        return date.fromisoformat(node.text())
    except ValueError:
        raise node.error(f"'{node.text()}' is not a date", "year-month-day, such as 2018-08-11") from None


def build_settings(node: Node, known: Mapping[str, object] | None) -> Mapping[str, object]:
    values = {name: setting.plain() for name, setting in node.mapping().items()}
    for name, setting in node.mapping().items():
        if known is None:
            continue
        if name not in known:
            raise setting.error(f"unknown setting '{name}'", suggest(name, known))
        if kind_of(values[name]) != kind_of(known[name]):
            raise setting.error(f"setting '{name}' must be a {kind_of(known[name])}", f"{name}: {known[name]}")
    return values


def kind_of(value: object) -> str:
    names = ((bool, "true or false"), (int | float, "number"), (str, "text"), (list, "list"), (dict, "mapping"))
    return next((name for kind, name in names if isinstance(value, kind)), "value")


def build_sources(node: Node, folder: Path, contract: Contract) -> tuple[SourceMapping, ...]:
    mappings: list[SourceMapping] = []
    for name, item in node.mapping().items():
        if name not in contract.sources:
            raise item.error(f"unknown source '{name}'", suggest(name, contract.sources))
        readings = item.items() if item.is_list else (item,)
        if not readings:
            raise item.error(f"source '{name}' has no file", "leave the source out, or give it a file")
        mappings += [build_mapping(reading, contract.sources[name], folder) for reading in readings]
    for source in contract.sources.values():
        if source.required and source.name not in node.mapping():
            raise node.error(f"the study has no source '{source.name}', which every study needs", f"{source.name}: ...")
    return tuple(mappings)


def build_mapping(node: Node, source: Source, folder: Path) -> SourceMapping:
    fields = node.fields(MAPPING_KEYS, required=("file", "columns"))
    file = data_file(fields["file"], folder)
    format_name = file_format(fields["file"])
    check_options(fields, format_name)
    columns = tuple(build_column(name, item, source) for name, item in fields["columns"].mapping().items())
    check_complete(fields["columns"], source)
    return SourceMapping(
        source=source.name,
        file=file,
        format=format_name,
        columns=columns,
        line=node.line,
        sheet=fields["sheet"].text() if "sheet" in fields else None,
        delimiter=delimiter(fields["delimiter"]) if "delimiter" in fields else None,
        encoding=encoding(fields["encoding"]) if "encoding" in fields else None,
        decimal=fields["decimal"].one_of((".", ",")) if "decimal" in fields else ".",
        header_row=header_row(fields["header_row"]) if "header_row" in fields else 1,
        missing=fields["missing"].texts() if "missing" in fields else (),
        distinct="distinct" in fields and fields["distinct"].boolean(),
    )


def data_file(node: Node, folder: Path) -> str:
    """The path of a data file, once it is sure to be a file inside the study folder."""
    text = node.text()
    path = PurePosixPath(text)
    if path.is_absolute() or ".." in path.parts or "\\" in text or "\0" in text:
        raise node.error(
            f"'{text}' leaves the study folder", "a path inside the study folder, such as data/subjects.csv"
        )
    if not (folder / path).exists():
        others = [str(PurePosixPath(found.relative_to(folder))) for found in folder.rglob("*") if found.is_file()]
        match = nearest(text, others)
        raise node.error(f"there is no file '{text}' in the study folder", f"'{match}'" if match else None)
    if not (folder / path).resolve().is_relative_to(folder.resolve()):
        raise node.error(f"'{text}' is a link that leaves the study folder", "copy the file into the study folder")
    if not (folder / path).is_file():
        raise node.error(f"'{text}' is not a file", "the path of a file")
    return str(path)


def file_format(node: Node) -> str:
    suffix = PurePosixPath(node.text()).suffix.lower()
    if suffix not in FORMATS:
        raise node.error(f"files ending in '{suffix}' cannot be read", f"a file ending in {', '.join(FORMATS)}")
    return FORMATS[suffix]


def check_options(fields: Mapping[str, Node], format_name: str) -> None:
    """An option that the format has no use for would be ignored in silence."""
    useless = {"delimited": ("sheet",), "workbook": TEXT_KEYS, "parquet": ("sheet", "header_row", *TEXT_KEYS)}
    for key in useless[format_name]:
        if key in fields:
            raise fields[key].error(f"'{key}' means nothing for this kind of file", f"leave out '{key}'")


def delimiter(node: Node) -> str:
    text = {"tab": "\t", "\\t": "\t"}.get(node.text(), node.text())
    if len(text) != 1 or text in '"\r\n' or ord(text) > 127:
        raise node.error("a delimiter is one character", "',', ';', tab or '|'")
    return text


def encoding(node: Node) -> str:
    try:
        "".encode(node.text())
    except (LookupError, UnicodeError, ValueError):
        raise node.error(f"unknown encoding '{node.text()}'", "utf-8, utf-16, latin-1 or cp1252") from None
    return node.text()


def header_row(node: Node) -> int:
    if node.integer() < 1:
        raise node.error("rows are counted from 1", "header_row: 1")
    return node.integer()


def build_column(name: str, node: Node, source: Source) -> ColumnMapping:
    if name not in source.columns:
        raise node.error(f"source '{source.name}' has no column '{name}'", suggest(name, source.columns))
    if not node.is_mapping:
        return ColumnMapping(name, node.text(), None, {}, node.line)
    fields = node.fields(COLUMN_KEYS)
    if ("column" in fields) == ("constant" in fields):
        raise node.error(f"'{name}' needs either a column or a constant", f"{name}: {{column: ...}}")
    if "constant" in fields and "values" in fields:
        raise fields["values"].error(f"'{name}' is a constant, so it has no values to map", "write the constant itself")
    column = fields["column"].text() if "column" in fields else None
    constant = fields["constant"].text() if "constant" in fields else None
    values = build_values(fields["values"], source.columns[name]) if "values" in fields else {}
    return ColumnMapping(name, column, constant, values, node.line)


def build_values(node: Node, column: Column) -> Mapping[str, str | None]:
    values = {text: None if item.content is None else item.text() for text, item in node.mapping().items()}
    allowed = {value.lower() for value in column.values}
    for text, value in values.items():
        if column.values and value is not None and value.lower() not in allowed:
            what = f"'{value}' is not a value of '{column.name}'"
            raise node.mapping()[text].error(what, suggest(value, column.values))
    return values


def check_complete(node: Node, source: Source) -> None:
    mapped = node.mapping()
    for column in source.columns.values():
        if column.required and column.name not in mapped:
            hint = f"{column.name}: <its column>, or {column.name}: {{constant: ...}}"
            raise node.error(f"source '{source.name}' needs '{column.name}', which is not mapped", hint)
    if source.time and not any(name in mapped for name in source.time):
        raise node.error(f"source '{source.name}' needs a time, none is mapped", " or ".join(source.time))
