"""Which bytes send a delimited file the slow way: searched for quickly, and the same as the patterns that say what is meant."""

import itertools
import re
from pathlib import Path

import pytest

from warehouse.files.delimited import Delimited, Scan
from warehouse.studies.data_file import DataFile

# A blank line, or a line end of another kind than the header's.
ODD_LINES = {"\n": re.compile(rb"\n\n|\r"), "\r\n": re.compile(rb"\n\r\n|[^\r]\n|\r[^\n]")}


def scan(folder: Path, delimiter: str, line_end: str) -> Scan:
    path = folder / "file.csv"
    path.write_bytes(f"a{delimiter}b{line_end}".encode())
    return Scan(Delimited(path, DataFile("file.csv", "delimited", 1), "utf-8", delimiter))


def texts(letters: bytes, longest: int):
    return (bytes(each) for n in range(longest + 1) for each in itertools.product(letters, repeat=n))


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_odd_lines_are_those_of_the_pattern(tmp_path: Path, line_end: str) -> None:
    is_odd = scan(tmp_path, ",", line_end).has_odd_lines
    found = {text: bool(is_odd(text)) for text in texts(b"a\r\n", 7)}
    assert found == {text: bool(ODD_LINES[line_end].search(text)) for text in found}
    assert set(found.values()) == {True, False}


@pytest.mark.parametrize("delimiter", [",", ";", "|", "\t"])
def test_odd_quotes_are_inside_a_text_or_beside_a_blank(tmp_path: Path, delimiter: str) -> None:
    mark = re.escape(delimiter.encode())
    meant = re.compile(rb'[^"\r\n' + mark + rb']"[^"\r\n' + mark + rb']|[ \t]"|"[ \t]')
    pattern = scan(tmp_path, delimiter, "\n").odd_quote
    found = {text: bool(pattern.search(text)) for text in texts(b'a" \n' + delimiter.encode(), 6)}
    assert found == {text: bool(meant.search(text)) for text in found}
    assert set(found.values()) == {True, False}
