"""Answers that name rows of a file which is another one now: are these still the records that they were given about?

A row is a number. In the next delivery it may be another subject's, and an answer that excludes or corrects it would do
so without a word. So each answer is held against the records it met in the published warehouse, for as long as it reads
the same: one that was looked at again, and says so in its reason, counts as new.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from warehouse.adapters import Engine, EngineError, literal
from warehouse.adapters.reader import open_reader
from warehouse.contract import PROVENANCE
from warehouse.errors import Place, StudyError
from warehouse.landing.reading import FileReading
from warehouse.ledger import tables as ledger
from warehouse.ledger.describe import answer_row
from warehouse.studies.answers import Answer
from warehouse.studies.mapping import EXCLUDED, STUDY_FILE

# A record by its columns; of one row there may be several.
Record = Mapping[str, str | None]
MOST_SHOWN = 5


def refuse_moved(engine: Engine, published: Path, answers: Iterable[Answer], readings: Sequence[FileReading]) -> None:
    """Hold the answers about files that were just read against the warehouse before. Raises StudyError for one that
    would change other records now."""
    read = {(str(reading.source), str(reading.source_file)): reading.sha256 for reading in readings}
    given = [each for each in answers if each.kind != "accept" and _place(each) in read]
    if not given or not published.exists():
        return
    with closing(open_reader(published)) as before:
        told = ledger.read_table(before, "answers") if _is_readable(before) else []
        was = {(row["source"], row["source_file"]): row["sha256"] for row in ledger.read_table(before, "files")}
        for answer in given:
            file = _place(answer)
            if answer_row(answer) in told and was.get(file) not in (None, read[file]):
                _refuse(answer, _other_rows(before, engine, answer))


def _place(answer: Answer) -> tuple[str, str]:
    """The source and the file whose rows are changed."""
    return str(answer.source), str(answer.file)


def _is_readable(before: Engine) -> bool:
    """Whether the warehouse keeps what answers met; those of earlier versions do not."""
    try:
        before.describe("select source_row, mapped from raw.rejects")
        before.describe("select source_row, received from raw.changed_cells")
    except EngineError:
        return False
    return True


def _refuse(answer: Answer, rows: Sequence[int]) -> None:
    if not rows:
        return
    shown = ", ".join(map(str, rows[:MOST_SHOWN])) + (", ..." if len(rows) > MOST_SHOWN else "")
    does = "corrects" if answer.kind == "correct" else "excludes"
    what = (
        f"this answer {does} other records than in the last build: {answer.file} changed, and in {len(rows)} of the "
        f"{len(set(answer.rows))} rows that it names stands something else (row {shown})"
    )
    hint = "name the rows as they are now; or, where these are meant, say in 'because' that they were looked at again"
    raise StudyError(what, Place(STUDY_FILE, answer.line), hint)


def _other_rows(before: Engine, now: Engine, answer: Answer) -> list[int]:
    """The rows that the answer met, and in which nothing is as it was."""
    met = _met(before, answer)
    there, here = (_records(engine, answer) for engine in (before, now))
    texts = _met(now, answer)
    return sorted(
        row
        for row in met
        if row in there
        and row in here
        and (
            not any(_is_same(old, new, answer) for old in there[row] for new in here[row])
            or (answer.correct and row in texts and met[row].isdisjoint(texts[row]))
        )
    )


def _is_same(old: Record, new: Record, answer: Answer) -> bool:
    return all(old[name] == new[name] for name in old.keys() & new.keys() - answer.correct.keys())


def _met(engine: Engine, answer: Answer) -> dict[int, set[str]]:
    """The rows that the answer changed, and of corrected ones the texts received."""
    if answer.kind == "correct":
        columns = ", ".join(map(literal, answer.correct))
        query = (
            "select source_row, column_name || ' ' || coalesce(received, '') from raw.changed_cells"
            f" where column_name in ({columns}) and list_contains(string_split(rules, ', '), 'correct')"
        )
    else:
        query = f"select source_row, '' from raw.rejects where reason = {literal(EXCLUDED)}"
    found: dict[int, set[str]] = {}
    for row, text in engine.rows(f"{query} and {_of(answer)}"):
        found.setdefault(row, set()).add(text)
    return found


def _records(engine: Engine, answer: Answer) -> dict[int, list[Record]]:
    """What stands in the rows that the answer names, be it accepted or set aside."""
    accepted = f"select * from raw.{answer.source} where {_at(answer)}"
    names = list(engine.describe(accepted))
    found: dict[int, list[Record]] = {}
    for values in engine.rows(accepted):
        record = dict(zip(names, values, strict=True))
        found.setdefault(record["source_row"], []).append(record)
    for row, mapped in engine.rows(f"select distinct source_row, mapped from raw.rejects where {_of(answer)}"):
        found.setdefault(row, []).append(json.loads(mapped))
    return {row: [_without_place(each) for each in records] for row, records in found.items()}


def _without_place(record: Record) -> Record:
    return {name: value for name, value in record.items() if name not in PROVENANCE}


def _of(answer: Answer) -> str:
    return f"source = {literal(str(answer.source))} and {_at(answer)}"


def _at(answer: Answer) -> str:
    return f"source_file = {literal(str(answer.file))} and source_row in ({', '.join(map(str, answer.rows))})"
