"""The records that a study's answers reach: none may be named in vain, and none changed that was not meant.

An answer names rows of a file. One row may be several records: cells of a wide table, or one file read by several
mappings. What corrects or excludes all of them would change what nobody looked at, so `where` must say which.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from warehouse.adapters import Engine, literal
from warehouse.errors import Place, StudyError
from warehouse.landing.acceptance import Acceptance
from warehouse.studies.mapping import STUDY_FILE, Amendment, SourceMapping
from warehouse.studies.mapping_steps import VALUE_GROUP

# Of each record that an answer reaches: its row, the cells that are changed there, and its texts, as received where
# they are corrected.
MET_COLUMNS = "file varchar, answer integer, source_row bigint, cell varchar, record varchar"
MOST_SHOWN = 3


def note_met(engine: Engine, acceptance: Acceptance) -> None:
    """Adds the records of `mapped_rows` that answers reach to `met_records`."""
    mapping = acceptance.mapping
    for number, step in enumerate(mapping.amendments):
        names = [item.name for item in mapping.columns if item.column and item.name in step.correct]
        if step.correct and not names:
            continue
        texts = ", ".join(
            f"{literal(name)}, {f'_received_{name}' if name in names else name}" for name in acceptance.source.columns
        )
        engine.execute(
            f"insert into met_records select {literal(mapping.file)}, {number}, source_row, {_cell(mapping, names)}, "
            f"cast(json_object({texts}) as varchar) from mapped_rows where _meant_{number}"
        )


def _cell(mapping: SourceMapping, names: Iterable[str]) -> str:
    """SQL for what an answer changes in a record: the cells that are corrected and how they are read, or the record as
    one of its mapping. A cell that several mappings read alike, such as the day, is one."""
    items = {item.name: item for item in mapping.columns}
    nowhere = Place("")
    cells = [f"coalesce(_cell_{name}, ''), {literal(str(replace(items[name], place=nowhere)))}" for name in names]
    return f"concat_ws(' ', {', '.join(cells)})" if cells else literal(str(mapping.line))


def refuse_answers(engine: Engine, mappings: Iterable[SourceMapping]) -> None:
    """Raises StudyError for an answer about a row that is not there, or one that reaches more than one record and does
    not say which."""
    by_file: dict[str, list[SourceMapping]] = {}
    for mapping in mappings:
        by_file.setdefault(mapping.file, []).append(mapping)
    for file, readings in by_file.items():
        # Every mapping of a file has the same answers in the same order.
        for number, step in enumerate(readings[0].amendments):
            met = f"from met_records where file = {literal(file)} and answer = {number}"
            _refuse_nothing(engine, step, met)
            _refuse_several(engine, step, met, readings)
    engine.execute("drop table met_records")


def _refuse_nothing(engine: Engine, step: Amendment, met: str) -> None:
    """An answer about a row that is not there was meant for another."""
    wanted, found = len(set(step.rows)), int(str(engine.rows(f"select count(distinct source_row) {met}")[0][0]))
    if found < wanted:
        what = f"of {wanted} rows that an answer names, the mapping has {found}"
        hint = "rows are numbered as a person counts, the header too; 'where' must fit"
        raise StudyError(what, Place(STUDY_FILE, step.line), hint)


def _refuse_several(engine: Engine, step: Amendment, met: str, mappings: list[SourceMapping]) -> None:
    several = "count(distinct cell) > 1 and count(distinct record) > 1"
    rows = engine.rows(
        f"select source_row, list(record order by record) {met} group by all having {several} order by all limit 1"
    )
    if not rows:
        return
    row, texts = rows[0]
    records = [json.loads(text) for text in texts]
    does = "corrects" if step.correct else "excludes"
    what = f"this answer {does} {len(records)} records of row {row} of {mappings[0].file}, which are read from it"
    hint = f"say which is meant, in an answer each: {_where(records, step, mappings)}"
    raise StudyError(what, Place(STUDY_FILE, step.line), hint)


def _where(records: list[Mapping[str, str | None]], step: Amendment, mappings: list[SourceMapping]) -> str:
    """A `where` for each record, in words of study.yml and names of columns; of what the file holds only the column."""
    differing = [name for name in records[0] if len({record[name] for record in records}) > 1]
    named = [name for name in differing if name in _named(mappings)]
    if named:
        texts = list(dict.fromkeys(record[named[0]] or "" for record in records))
        shown = [f"where: {{{named[0]}: {text}}}" for text in texts[:MOST_SHOWN]]
        return " or ".join(shown + (["..."] if len(texts) > MOST_SHOWN else []))
    corrected = [name for name in differing if name in step.correct]
    return f"where: {{{(corrected or differing)[0]}: <the text {'received' if corrected else 'as mapped'}>}}"


def _named(mappings: Iterable[SourceMapping]) -> set[str]:
    """Columns whose texts are those of study.yml or of a header, and in no mapping a cell."""
    named, cells = set[str](), set[str]()
    for mapping in mappings:
        groups = set(re.compile(mapping.unpivot.pattern).groupindex) - {VALUE_GROUP} if mapping.unpivot else set[str]()
        for item in mapping.columns:
            (named if item.column is None or item.column in groups else cells).add(item.name)
    return named - cells
