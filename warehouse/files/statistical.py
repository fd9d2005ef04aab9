"""A file of SAS, SPSS or Stata -> a text table, read in pieces through ReadStat.

Numbers become the shortest text that gives the same number, dates ISO 8601. A value with a label stays the code that
the file holds unless the study asks for labels, and a value that the file declares missing stays as it is: which words
are missing is for the study to say.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from math import isnan
from pathlib import Path
from typing import Any

from warehouse.errors import DataError, Place
from warehouse.files.text_table import TextTable, rewritten, value_text
from warehouse.studies.data_file import DataFile

ROWS_AT_A_TIME = 10_000

Labels = Mapping[str, Mapping[object, object]]


def read_statistical(path: Path, data: DataFile, workspace: Path) -> TextTable:
    chunks = read_chunks(path, data)
    header, first = next(chunks)
    rows = chain(first, (row for _, more in chunks for row in more))
    return rewritten(workspace / "records.csv", header, enumerate(rows, 1))


def read_chunks(path: Path, data: DataFile) -> Iterator[tuple[tuple[str, ...], list[list[str]]]]:
    """The column names and some rows, again and again until there are no more rows."""
    import pyreadstat

    read = reader(pyreadstat, data)
    offset = 0
    while True:
        try:
            columns, meta = read(str(path), row_offset=offset, row_limit=ROWS_AT_A_TIME)
        except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeError, ValueError, OverflowError):
            what = f"the file cannot be read as {data.suffix}"
            raise DataError(what, Place(data.file), "export it again, or as CSV; or declare its encoding") from None
        labels: Labels = meta.variable_value_labels if data.labelled == "labels" else {}
        texts = [[cell_text(cell, labels.get(name), data.decimal) for cell in columns[name]] for name in columns]
        rows = [list(row) for row in zip(*texts, strict=True)]
        yield tuple(columns), rows
        offset += len(rows)
        if len(rows) < ROWS_AT_A_TIME:
            return


def reader(library: Any, data: DataFile) -> Callable[..., Any]:
    by_suffix = {
        ".xpt": library.read_xport,
        ".sas7bdat": library.read_sas7bdat,
        ".sav": library.read_sav,
        ".zsav": library.read_sav,
        ".por": library.read_por,
        ".dta": library.read_dta,
    }
    options: dict[str, object] = {"output_format": "dict"}
    if data.encoding:
        options["encoding"] = data.encoding
    if data.suffix not in (".xpt", ".por"):
        options["user_missing"] = True
    return lambda path, **rows: by_suffix[data.suffix](path, **options, **rows)


def cell_text(cell: object, labels: Mapping[object, object] | None, decimal: str) -> str:
    if cell is None or (isinstance(cell, float) and isnan(cell)):
        return ""
    if labels and cell in labels:
        return str(labels[cell])
    return value_text(cell, decimal)
