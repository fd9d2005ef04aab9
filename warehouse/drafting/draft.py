"""Readings -> the text of a study.yml: what was guessed, how surely, and what only a person can answer. No cell of a
patient stands in it, only names of columns and words of known vocabularies."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import wrap

from warehouse.drafting.guess import Reading, Table
from warehouse.drafting.guess_sdtm import domain_of

PLAIN = re.compile(r"[A-Za-zµ][A-Za-z0-9 _./()+µ^-]*[A-Za-z0-9)+µ/]|[A-Za-z]|-?\d+(?:\.\d+)?")
NOT_TEXT = ("null", "~")
WIDTH = 46
COMMENT_WIDTH = 120
MOST_NAMES = 200
STEPS = ("row_number", "unpivot", "split", "lookup", "only", "missing", "distinct")

HEAD = """\
# Drafted by `cartwheel init`. Read every line before you trust a number that comes of it, and answer what is OPEN;
# `cartwheel check` says what would come of the files. Beside each column: sure (name and cells agree), likely, or a
# guess. Mappings are explained in studies/MAPPING.md, sources and their columns in sql/INPUT.md.
"""


def draft(name: str, readings: Sequence[Reading], tables: Sequence[Table]) -> str:
    """The whole file."""
    lines = [
        *HEAD.rstrip().splitlines(),
        f"study: {name}",
        f"title: {scalar(name)}   # OPEN: a title",
        f"synthetic: {value(is_synthetic(tables))}",
        "# data_cut: YYYY-MM-DD   the day the data were closed; a cut so named is kept for cartwheel diff",
        "",
        "sources:",
    ]
    by_source: dict[str, list[Reading]] = {}
    for reading in readings:
        by_source.setdefault(reading.source, []).append(reading)
    for source, found in by_source.items():
        lines += [*source_lines(source, found), ""]
    return "\n".join(map(printable, [*lines, *unused_lines(readings, tables)])).rstrip() + "\n"


def is_synthetic(tables: Sequence[Table]) -> bool:
    """Whether the files say so themselves."""
    return any(word in table.words.lower() for table in tables for word in ("synthetic", "simulated"))


def source_lines(source: str, readings: Sequence[Reading]) -> Iterator[str]:
    """A source with its readings; what cannot load yet is there as comments."""
    is_open = all(reading.blocked for reading in readings)
    yield f"  {'# ' if is_open else ''}{source}:"
    is_list = len(readings) > 1
    for reading in readings:
        first, *rest = body_lines(reading)
        marks = ("    - ", "      ") if is_list else ("    ", "    ")
        yield from remarks(reading, "    ")
        for number, line in enumerate([first, *rest]):
            mark = marks[min(number, 1)]
            yield f"{mark[:2]}# {mark[2:]}{line}" if reading.blocked else f"{mark}{line}"


def remarks(reading: Reading, margin: str) -> Iterator[str]:
    if reading.blocked:
        yield f"{margin}# OPEN, so left out: {reading.blocked}"
    elif reading.outcome:
        yield f"{margin}# {reading.outcome}"
    for question in reading.open:
        yield f"{margin}# OPEN: {question}"


def body_lines(reading: Reading) -> Iterator[str]:
    if reading.shipped:
        yield f"use: {value(reading.shipped if len(reading.shipped) > 1 else reading.shipped[0])}"
    yield f"file: {value(files_of(reading.table))}"
    options = dict(reading.table.shape.options)
    if reading.table.decimal == ",":
        options["decimal"] = ","
    for key, option in options.items():
        yield f"{key}: {value(option)}"
    steps = steps_of(reading)
    for key in STEPS:
        if key in steps:
            yield f"{key}: {value(steps[key])}"
    if reading.columns:
        yield "columns:"
    required = ("subject_id", "study_day")
    for name in sorted(
        reading.columns, key=lambda found: required.index(found) if found in required else len(required)
    ):
        guess = reading.columns[name]
        said = f"  {name}: {value(guess.rule)}"
        yield f"{said:<{WIDTH}}  # {guess.sure}{f': {guess.why}' if guess.why else ''}"


def steps_of(reading: Reading) -> dict[str, object]:
    """Those of the table and those of the reading; both may leave out rows."""
    steps = reading.table.steps | reading.steps
    if "only" in reading.table.steps and "only" in reading.steps:
        steps["only"] = [*listed(reading.table.steps["only"]), *listed(reading.steps["only"])]
    return steps


def listed(rules: object) -> list[object]:
    return rules if isinstance(rules, list) else [rules]


def files_of(table: Table) -> object:
    return list(table.files) if len(table.files) > 1 else table.file


def value(content: object) -> str:
    """A value in flow style."""
    if isinstance(content, Mapping):
        return "{" + ", ".join(f"{scalar(str(key))}: {value(item)}" for key, item in content.items()) + "}"
    if isinstance(content, list | tuple):
        return "[" + ", ".join(value(item) for item in content) + "]"
    if isinstance(content, bool):
        return "true" if content else "false"
    return scalar(str(content))


def scalar(text: str) -> str:
    """A text as YAML: bare where nothing in it could mean something else."""
    if PLAIN.fullmatch(text) and text.lower() not in NOT_TEXT:
        return text
    if not text.isprintable():
        return '"' + "".join(escaped(sign) for sign in text) + '"'
    return "'" + text.replace("'", "''") + "'"


def escaped(sign: str) -> str:
    """A character of a text in double quotation marks."""
    if sign.isprintable():
        return {'"': '\\"', "\\": "\\\\"}.get(sign, sign)
    return f"\\U{ord(sign):08x}"


def printable(line: str) -> str:
    """A line as one line: what a comment quotes may hold anything."""
    return "".join(sign if sign.isprintable() else " " for sign in line)


def unused_lines(readings: Sequence[Reading], tables: Sequence[Table]) -> Iterator[str]:
    """What no reading uses, so that nothing is lost for being overlooked."""
    for table in tables:
        if domain_of(table) is not None:
            yield from ignored_domain(table, readings)
            continue
        left = unused(
            table, [reading for reading in readings if reading.table.title == table.title or uses(reading, table)]
        )
        if left:
            said = f"Not used, {table.title}: {', '.join(shown(left))}"
            yield from wrap(said, COMMENT_WIDTH, initial_indent="# ", subsequent_indent="#   ", break_on_hyphens=False)
        if table.shape.left_out:
            yield f"# Not read, {table.title}: {table.shape.left_out} rows outside the table"


def ignored_domain(table: Table, readings: Sequence[Reading]) -> Iterator[str]:
    """A data set of SDTM is named when nothing reads it: its variables are those of the standard."""
    texts = [value(reading.steps.get("lookup", "")) + " ".join(reading.open) for reading in readings]
    if not any(reading.table is table for reading in readings) and not any(table.file in text for text in texts):
        yield f"# Not used, {table.title}: {domain_of(table)} data"


def uses(reading: Reading, table: Table) -> bool:
    lookup = reading.steps.get("lookup")
    return isinstance(lookup, dict) and lookup["file"] == table.file and not reading.shipped


def unused(table: Table, readings: Iterable[Reading]) -> list[str]:
    used: set[str] = set()
    for reading in readings:
        used |= reading.used
        used |= {
            str(guess.rule.get("column")) if isinstance(guess.rule, dict) else str(guess.rule)
            for guess in reading.columns.values()
        }
        lookup = reading.steps.get("lookup")
        if isinstance(lookup, dict) and "on" in lookup:
            used |= {str(lookup["on"]), *lookup["take"]}
    return [name for name in table.shape.header if name not in used | table.hidden]


def shown(names: Sequence[str]) -> list[str]:
    listed = [" ".join(name.split())[:40] for name in names[:MOST_NAMES]]
    return listed if len(names) <= MOST_NAMES else [*listed, f"and {len(names) - MOST_NAMES} more"]
