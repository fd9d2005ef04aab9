"""From a question to its answer on the terminal, in a pipe or in a file."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from shlex import quote
from typing import TextIO

from cli import show
from cli.formats import TEXT, write_exact_csv
from warehouse.adapters.reader import unfinished
from warehouse.ask import Answer, Desk
from warehouse.errors import UsageError

SUFFIXES = {".csv": "csv", ".json": "json", ".md": "markdown", ".parquet": "parquet", ".xlsx": "xlsx", ".txt": "table"}
NEED_A_FILE = ("parquet", "xlsx")


@dataclass(frozen=True)
class Wanted:
    """How an answer is wanted: its form, the file it goes to, and the values the query is given."""

    form: str
    output: Path | None
    parameters: Mapping[str, object]
    exact: bool = False

    @property
    def unfinished(self) -> Path | None:
        """Where the file is while it is not whole."""
        return None if self.output is None else unfinished(self.output)


def wanted(form: str | None, output: Path | None, parameters: Mapping[str, object], *, exact: bool) -> Wanted:
    """Raises UsageError when form and file do not agree."""
    if output is None:
        if form in NEED_A_FILE:
            raise UsageError(f"{form} is not for the terminal", hint=f"--output answer.{form}")
        return Wanted(form or "table", None, parameters, exact)
    meant = SUFFIXES.get(output.suffix.lower())
    if meant is None:
        raise UsageError("The name after --output ends in none of the known ways", str(output), ", ".join(SUFFIXES))
    if form is not None and form != meant:
        raise UsageError(f"--format {form} and --output {output.name} do not agree", hint="leave --format out")
    if not output.parent.is_dir():
        hint = f"mkdir {quote(str(output.parent))}, or another --output"
        raise UsageError("There is no such folder", str(output.parent), hint)
    return Wanted(meant, output, parameters, exact)


def answer(desk: Desk, sql: str, how: Wanted) -> None:
    """Ask, and write the answer as it is wanted. A file appears under its name only when it is whole."""
    with show.waiting(desk.reader.progress):
        if how.form == "parquet" and how.output is not None:
            desk.write_parquet(sql, how.output, how.parameters)
        else:
            with desk.asked(sql, how.parameters) as found:
                _write(found, how)
    if how.output is not None:
        show.said(f"Wrote {how.output}")


def _write(found: Answer, how: Wanted) -> None:
    if how.output is None:
        guarded = _write_text(found, how, None)
    else:
        with _finished(how.output) as part:
            guarded = _write_file(found, how, part)
    if guarded:
        show.said(
            f"{guarded} texts that a spreadsheet would run as formulas now begin with '; --exact leaves them alone"
        )


def _write_file(found: Answer, how: Wanted, path: Path) -> int:
    if how.form == "xlsx":
        from cli.workbook import write_workbook

        write_workbook(found.columns, found.rows, path)
        return 0
    with path.open("w", encoding="utf-8", newline="") as file:
        return _write_text(found, how, file)


def _write_text(found: Answer, how: Wanted, file: TextIO | None) -> int:
    if how.form == "table":
        show.answer(found, file)
        return 0
    write = write_exact_csv if how.exact and how.form == "csv" else TEXT[how.form]
    return show.streamed(partial(write, found.columns, found.rows), file)


@contextmanager
def _finished(path: Path) -> Iterator[Path]:
    """A file to write into that takes the name of `path` once it is whole, and is gone if it never is."""
    part = unfinished(path)
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
