"""Which file a mapping reads and how: a path or a pattern inside the study folder -> a DataFile for each it names."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from warehouse.document import Node
from warehouse.errors import nearest

FORMATS = {
    **dict.fromkeys((".csv", ".tsv", ".tab", ".txt"), "delimited"),
    **dict.fromkeys((".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"), "workbook"),
    ".parquet": "parquet",
    **dict.fromkeys((".xpt", ".sas7bdat", ".sav", ".zsav", ".por", ".dta"), "statistical"),
    **dict.fromkeys((".jsonl", ".ndjson", ".json"), "json"),
}
PACKINGS = (".gz", ".zip")

END_KEYS = ("last_row", "skip_footer", "stop_at")
TABLE_KEYS = ("header_row", *END_KEYS)
OPTIONS = {
    "delimited": ("delimiter", "encoding", *TABLE_KEYS, "ragged"),
    "workbook": ("sheet", *TABLE_KEYS),
    "parquet": (),
    "statistical": ("encoding", "labelled"),
    "json": (),
}
FILE_KEYS = ("file", "decimal", *dict.fromkeys(key for keys in OPTIONS.values() for key in keys))

# Beside the data of a zip: what macOS and Windows leave there.
CLUTTER = ("__MACOSX", ".DS_Store", "Thumbs.db")


@dataclass(frozen=True)
class DataFile:
    """A file and how its text is to be understood. `None` for delimiter, encoding and sheet asks for detection.

    `suffix` is that of the data themselves, without the `.gz` or `.zip` around them.
    """

    file: str
    format: str
    line: int = field(compare=False)
    suffix: str = ""
    packing: str | None = None
    sheet: str | None = None
    delimiter: str | None = None
    encoding: str | None = None
    decimal: str = "."
    header_rows: tuple[int, ...] = (1,)
    last_row: int | None = None
    skip_footer: int = 0
    stop_at: str | None = None
    ragged: str = "refuse"
    labelled: str = "codes"
    # Whether study.yml states the mark, be it the usual one.
    is_decimal_stated: bool = field(default=False, compare=False)
    # Names that the header should hold, by which one delimiter is preferred to another.
    wanted: tuple[str, ...] = field(default=(), compare=False)

    @property
    def header_row(self) -> int:
        """The last row of the header: what follows are data."""
        return self.header_rows[-1]

    @property
    def has_end(self) -> bool:
        """Whether some rows at the end are no data."""
        return bool(self.last_row or self.skip_footer or self.stop_at)


def build_data_files(fields: Mapping[str, Node], folder: Path, wanted: tuple[str, ...]) -> tuple[DataFile, ...]:
    """The files that the keys of a mapping name, each with the same options."""
    return tuple(build_data_file(name, node, fields, folder, wanted) for name, node in file_names(fields, folder))


def file_names(fields: Mapping[str, Node], folder: Path) -> Iterator[tuple[str, Node]]:
    """Every file that is named, with the node that names it; one named twice is a mistake."""
    seen: set[str] = set()
    for node in fields["file"].items() if fields["file"].is_list else (fields["file"],):
        for name in expanded(node, folder):
            if name in seen:
                raise node.error(f"'{name}' is named twice in one mapping", "one mapping for each reading of a file")
            seen.add(name)
            yield name, node
    if not seen:
        raise fields["file"].error("'file' names no file", "file: data/subjects.csv")


def expanded(node: Node, folder: Path) -> list[str]:
    """The file of that name, or else the files that match it as a pattern, in order."""
    text = node.text()
    refuse_outside(text, node)
    if (folder / text).exists() or not any(sign in text for sign in "*?["):
        return [data_file(text, node, folder)]
    try:
        paths = [PurePosixPath(path.relative_to(folder)) for path in folder.glob(text) if path.is_file()]
    except (ValueError, NotImplementedError):
        raise node.error(f"'{text}' is not a pattern for files", "data/*.csv") from None
    # Files of our own, and those that an editor or a spreadsheet leaves while it has a file open.
    names = sorted(str(path) for path in paths if not any(part.startswith((".", "~$")) for part in path.parts))
    if not names:
        raise node.error(f"no file in the study folder matches '{text}'", nearest_file(text, folder))
    return [data_file(name, node, folder) for name in names]


def refuse_outside(text: str, node: Node) -> None:
    path = PurePosixPath(text)
    if path.is_absolute() or ".." in path.parts or "\\" in text or "\0" in text:
        raise node.error(
            f"'{text}' leaves the study folder", "a path inside the study folder, such as data/subjects.csv"
        )


def data_file(text: str, node: Node, folder: Path) -> str:
    """The path of a data file, once it is sure to be a file inside the study folder."""
    path = PurePosixPath(text)
    if not (folder / path).exists():
        raise node.error(f"there is no file '{text}' in the study folder", nearest_file(text, folder))
    if not (folder / path).resolve().is_relative_to(folder.resolve()):
        raise node.error(f"'{text}' is a link that leaves the study folder", "copy the file into the study folder")
    if not (folder / path).is_file():
        raise node.error(f"'{text}' is not a file", "the path of a file")
    return str(path)


def nearest_file(text: str, folder: Path) -> str | None:
    others = [str(PurePosixPath(found.relative_to(folder))) for found in folder.rglob("*") if found.is_file()]
    match = nearest(text, others)
    return f"'{match}'" if match else None


def build_data_file(
    name: str, node: Node, fields: Mapping[str, Node], folder: Path, wanted: tuple[str, ...]
) -> DataFile:
    packing, suffix = packing_and_suffix(name, node, folder)
    format_name = FORMATS[suffix]
    check_options(fields, format_name)
    return DataFile(
        file=name,
        format=format_name,
        line=node.line,
        suffix=suffix,
        packing=packing,
        sheet=fields["sheet"].text() if "sheet" in fields else None,
        delimiter=delimiter(fields["delimiter"]) if "delimiter" in fields else None,
        encoding=encoding(fields["encoding"]) if "encoding" in fields else None,
        decimal=fields["decimal"].one_of((".", ",")) if "decimal" in fields else ".",
        header_rows=header_rows(fields["header_row"]) if "header_row" in fields else (1,),
        last_row=counted(fields["last_row"]) if "last_row" in fields else None,
        skip_footer=counted(fields["skip_footer"]) if "skip_footer" in fields else 0,
        stop_at=pattern(fields["stop_at"]).pattern if "stop_at" in fields else None,
        ragged=fields["ragged"].one_of(("refuse", "fill")) if "ragged" in fields else "refuse",
        labelled=fields["labelled"].one_of(("codes", "labels")) if "labelled" in fields else "codes",
        is_decimal_stated="decimal" in fields,
        wanted=wanted,
    )


def packing_and_suffix(name: str, node: Node, folder: Path) -> tuple[str | None, str]:
    path = PurePosixPath(name)
    packing = path.suffix.lower() if path.suffix.lower() in PACKINGS else None
    if packing == ".zip":
        path = PurePosixPath(zip_member(folder / name, node))
    elif packing == ".gz":
        path = path.with_suffix("")
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        known = ", ".join((*FORMATS, *PACKINGS))
        raise node.error(f"files ending in '{suffix}' cannot be read", f"a file ending in {known}")
    return packing, suffix


def zip_member(path: Path, node: Node) -> str:
    """The name of the one file in a zip. It is only looked at for its ending: nothing is ever written to that name."""
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive:
            names = [info.filename for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise node.error("this is not a zip file that can be read", "unpack it into the study folder") from None
    members = [name for name in names if not is_clutter(name)]
    if len(members) != 1:
        raise node.error(f"a zip file must hold one file, this one holds {len(members)}", "unpack it and name the file")
    return members[0]


def is_clutter(name: str) -> bool:
    return any(part in CLUTTER for part in PurePosixPath(name).parts)


def is_data(path: Path) -> bool:
    """Whether a path within a study is that of a file with data, by its name."""
    suffixes = [suffix.lower() for suffix in path.suffixes[-2:]]
    ending = suffixes[-2:][0] if suffixes and suffixes[-1] in PACKINGS else (suffixes or [""])[-1]
    hidden = is_clutter(path.as_posix()) or any(part.startswith((".", "~$")) for part in path.parts)
    return (ending in FORMATS or ending == ".zip") and not hidden and path.parts[0] != "report"


def check_options(fields: Mapping[str, Node], format_name: str) -> None:
    """An option that the format has no use for would be ignored in silence."""
    for key in FILE_KEYS:
        if key in fields and key not in (*OPTIONS[format_name], "file", "decimal"):
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


def header_rows(node: Node) -> tuple[int, ...]:
    """One row of names, or several that are joined."""
    rows = tuple(counted(item) for item in node.items()) if node.is_list else (counted(node),)
    if list(rows) != sorted(set(rows)) or not rows:
        raise node.error("the rows of a header are named from the first to the last", "header_row: [1, 2]")
    return rows


def counted(node: Node) -> int:
    if node.integer() < 1:
        raise node.error("rows are counted from 1", f"{node.name.rpartition('.')[2]}: 1")
    return node.integer()


def pattern(node: Node) -> re.Pattern[str]:
    """A regular expression that both Python and the engine understand the same way."""
    try:
        found = re.compile(node.text())
    except (re.error, RecursionError, OverflowError) as error:
        raise node.error(f"this is not a pattern: {error}", r"a regular expression, such as (?P<day>\d+)") from None
    if re.search(r"(?<!\\)\(\?(?:[=!]|<[=!]|\(|#)|\(\?P=|(?<!\\)(?:\\\\)*\\[1-9Z]", node.text()):
        raise node.error("look-around and references to groups are not accepted in a pattern", "a plain pattern")
    return found
