"""Tables to bytes that depend on nothing but the tables: no clock, no locale, no compression level."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from python_stats.simulate.table import Table

ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
NOTE = "SYNTHETIC: simulated, no patient data"
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def write_file(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def add_to_file(path: Path, content: bytes) -> None:
    with path.open("ab") as stream:
        stream.write(content)


def encoded(table: Table) -> bytes:
    return workbook(table) if table.sheet else delimited(table).encode(table.encoding)


def encoded_rows(table: Table) -> bytes:
    """The rows of a delimited file alone, to go on with it: no header, and no byte-order mark."""
    return lines(table.delimiter, [quoted_all(table, name) for name in table.columns]).encode()


def delimited(table: Table) -> str:
    columns = [[quoted(name, table.delimiter), *quoted_all(table, name)] for name in table.columns]
    return lines(table.delimiter, columns)


def lines(delimiter: str, columns: Sequence[Sequence[str]]) -> str:
    return "".join(f"{line}\n" for line in map(delimiter.join, zip(*columns, strict=True)))


def quoted_all(table: Table, name: str) -> Sequence[str]:
    """A column ready to be joined; one look at all of it spares a look at every cell."""
    column = table.columns[name]
    whole = "".join(column)
    if any(mark in whole for mark in (table.delimiter, '"', "\n")):
        return [quoted(text, table.delimiter) for text in column]
    return column


def quoted(text: str, delimiter: str) -> str:
    if delimiter in text or '"' in text or "\n" in text:
        return '"' + text.replace('"', '""') + '"'
    return text


def workbook(table: Table) -> bytes:
    """A minimal workbook of two sheets, stored uncompressed: what compression makes differs between zlib versions."""
    about = [[NOTE]]
    data = [list(table.columns), *map(list, zip(*table.columns.values(), strict=True))]
    parts = {
        "[Content_Types].xml": content_types(),
        "_rels/.rels": relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": sheets("About", table.sheet or "Data"),
        "xl/_rels/workbook.xml.rels": relations(
            {"rId1": ("worksheet", "worksheets/sheet1.xml"), "rId2": ("worksheet", "worksheets/sheet2.xml")}
        ),
        "xl/worksheets/sheet1.xml": worksheet(about),
        "xl/worksheets/sheet2.xml": worksheet(data),
    }
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as archive:
        for name, text in parts.items():
            archive.writestr(stamped(name), XML + text)
    return buffer.getvalue()


def stamped(name: str) -> ZipInfo:
    """An entry that does not tell when or on which system it was made."""
    entry = ZipInfo(name, ZIP_EPOCH)
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    return entry


def content_types() -> str:
    overrides = {
        "/xl/workbook.xml": "sheet.main+xml",
        "/xl/worksheets/sheet1.xml": "worksheet+xml",
        "/xl/worksheets/sheet2.xml": "worksheet+xml",
    }
    listed = "".join(f'<Override PartName="{name}" ContentType="{OFFICE}.{kind}"/>' for name, kind in overrides.items())
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    return f'<Types xmlns="{PACKAGE}/content-types">{defaults}{listed}</Types>'


def relations(targets: dict[str, tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="{name}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for name, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'


def sheets(*names: str) -> str:
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{place}" r:id="rId{place}"/>' for place, name in enumerate(names, 1)
    )
    return f'<workbook xmlns="{SPREADSHEET}" xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>'


def worksheet(rows: list[list[str]]) -> str:
    lines = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    return f'<worksheet xmlns="{SPREADSHEET}"><sheetData>{lines}</sheetData></worksheet>'


def cell(text: str) -> str:
    """Numbers as numbers and words as words, as a spreadsheet keeps them."""
    if text.replace(".", "", 1).isdecimal():
        return f"<c><v>{text}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(text)}</t></is></c>'
