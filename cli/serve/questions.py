"""Questions from the page: within slots and limits, so that no number of tabs takes the machine, and to be stopped."""

import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from cli.completion import Vocabulary, complete
from cli.formats import TEXT, plain
from cli.parameters import parameters_of, words_of
from warehouse.ask import Desk, Limits, open_desk
from warehouse.errors import UsageError
from warehouse.questions import load_questions

SLOTS = 3
WAIT_SECONDS = 5.0
MOST_ROWS = 1_000
LONGEST_CELL = 2_000
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "markdown": "text/markdown; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SUFFIXES = {"markdown": "md"}


@dataclass
class Questions:
    """The desks that are open over one study, by the name the page gave them. Each is opened for one question."""

    folder: Path
    limits: Limits
    slots: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(SLOTS))
    asked: dict[str, Desk] = field(default_factory=dict)

    @contextmanager
    def desk(self, name: str | None = None) -> Iterator[Desk]:
        """A desk over what is published now."""
        if not self.slots.acquire(timeout=WAIT_SECONDS):
            raise UsageError(f"{SLOTS} questions are being answered already", hint="cancel one, or wait")
        try:
            with open_desk(self.folder, self.limits) as desk:
                if name:
                    self.asked[name] = desk
                yield desk
        finally:
            self.asked.pop(name or "", None)
            self.slots.release()

    def answer(self, sql: str, values: str, name: str) -> dict[str, Any]:
        """The first rows of an answer, for a table on the page."""
        with self.desk(name) as desk, desk.asked(sql, parameters_of(words_of(values))) as found:
            rows = [[_shown(each) for each in row] for row in islice(found.rows, MOST_ROWS + 1)]
            is_cut = len(rows) > MOST_ROWS
            return {"columns": found.columns, "types": found.types, "rows": rows[:MOST_ROWS], "is_cut": is_cut}

    def download(self, sql: str, values: str, name: str, form: str) -> bytes:
        """The whole answer as a file."""
        if form not in MEDIA:
            raise UsageError("There is no such form of an answer", hint=", ".join(MEDIA))
        with tempfile.TemporaryDirectory() as folder, self.desk(name) as desk:
            path = Path(folder) / "answer"
            _write(desk, sql, parameters_of(words_of(values)), form, path)
            return path.read_bytes()

    def cancel(self, name: str) -> bool:
        desk = self.asked.get(name)
        if desk is not None:
            desk.reader.stop()
        return desk is not None

    def completions(self, before: str) -> dict[str, Any]:
        with self.desk() as desk:
            vocabulary = Vocabulary(desk.names(), [each.name for each in load_questions(self.folder)])
        word, found = complete(before, vocabulary)
        return {"word": word, "completions": found[:50] if word else []}


def _shown(value: Any) -> Any:
    found = plain(value)
    if isinstance(found, list | dict):
        found = str(found)
    if isinstance(found, int) and not isinstance(found, bool) and abs(found) > 2**53:
        return str(found)  # a browser would round it
    return found[:LONGEST_CELL] + "…" if isinstance(found, str) and len(found) > LONGEST_CELL else found


def _write(desk: Desk, sql: str, parameters: Mapping[str, object], form: str, path: Path) -> None:
    if form == "parquet":
        desk.write_parquet(sql, path, parameters)
        return
    with desk.asked(sql, parameters) as found:
        if form == "xlsx":
            from cli.workbook import write_workbook

            write_workbook(found.columns, found.rows, path)
            return
        with path.open("w", encoding="utf-8", newline="") as file:
            TEXT[form](found.columns, found.rows, file)
