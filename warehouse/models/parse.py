"""SQL text to what the engine must know of it: the tables it reads, the columns it yields, and a text without layout.

The canonical text is what fingerprints are made of: comments and layout never change it.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, SqlglotError

from warehouse.errors import ModelError, Place

# Given by name, or asked to parse a text, the dialect would make these anew for every model. Each begins afresh with
# each text; what writes SQL does not, which counts the names that it gives.
DUCKDB = sqlglot.Dialect.get_or_raise("duckdb")
_TOKENIZER, _PARSER = DUCKDB.tokenizer(), DUCKDB.parser()

# They make a table of what they are given, as do those that the parser knows: range, generate_series, unnest.
MADE_OF_VALUES = ("json_each", "json_tree", "repeat", "repeat_row")

# What the library says to nobody in particular names no file: with a listener of its own it goes to no terminal.
_TALK = logging.getLogger("sqlglot")
_TALK.addHandler(logging.NullHandler())


class _Listener(logging.Handler):
    """Keeps what is said."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


@contextmanager
def overheard() -> Iterator[list[str]]:
    """What the library says meanwhile, for whoever knows of which file."""
    listener = _Listener()
    _TALK.addHandler(listener)
    try:
        yield listener.said
    finally:
        _TALK.removeHandler(listener)


@dataclass(frozen=True)
class Parsed:
    tables: tuple[str, ...]
    columns: tuple[str, ...]
    canonical: str


def parse(sql: str, path: str, *, names_columns: bool = True, follows_stars: bool = False) -> Parsed:
    """One SELECT. Raises ModelError at its line when it is not SQL, not one statement, not a SELECT, or ends in `*`
    although it must name its columns, in itself or, as dbt's do, in the common table expression it takes them from."""
    query = _one_query(sql, path)
    _hold_table_functions(query, path)
    columns = _columns(_named(query, query) if follows_stars else query, path, sql) if names_columns else ()
    return Parsed(_tables(query), columns, query.sql(dialect=DUCKDB, comments=False, copy=False))


def _one_query(sql: str, path: str) -> exp.Query:
    try:
        parsed = _PARSER.parse(_TOKENIZER.tokenize(sql), sql)
    except SqlglotError as error:
        details = error.errors[0] if isinstance(error, ParseError) and error.errors else {}
        what = details.get("description") or str(error).splitlines()[0]
        raise ModelError(f"The SQL cannot be read: {what}", Place(path, details.get("line"))) from error
    statements = [statement for statement in parsed if statement is not None]
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise ModelError("A model is one SELECT", Place(path), "keep one query in the file and nothing after it")
    return statements[0]


def _tables(query: exp.Query) -> tuple[str, ...]:
    """Tables outside the query: names that are not those of its common table expressions."""
    found = list(query.find_all(exp.CTE, exp.Table))
    local = {each.alias for each in found if isinstance(each, exp.CTE)}
    names = {_full_name(each) for each in found if isinstance(each, exp.Table) and each.name}
    return tuple(sorted(names - local))


def _hold_table_functions(query: exp.Query, path: str) -> None:
    """A file, a catalogue or a query in a text has no hash here, no place of its cells, no build when it changes."""
    for table in query.find_all(exp.Table):
        made = table.this
        if not isinstance(made, exp.Func) or isinstance(made, exp.GenerateSeries):
            continue
        name = (made.name if isinstance(made, exp.Anonymous) else made.sql_name()).lower()
        if name not in MADE_OF_VALUES:
            words = table.find_all(exp.Identifier, exp.Literal)
            line = next((word.meta["line"] for word in words if "line" in word.meta), None)
            what = f"'{name}' reads what no step of the graph makes, so nobody would notice when it changes"
            hint = "a source of study.yml reads a file, a seed holds a list, {{ ref('name') }} reads a model"
            raise ModelError(what, Place(path, line), hint)


def _full_name(table: exp.Table) -> str:
    return f"{table.db}.{table.name}" if table.db else table.name


def _named(select: exp.Query, whole: exp.Query) -> exp.Query:
    """The select that names the columns: of `select * from final` the common table expression `final`."""
    if select.named_selects != ["*"] or not isinstance(select, exp.Select) or select.args.get("joins"):
        return select
    source = select.args["from_"].this if select.args.get("from_") is not None else None
    found = next((cte.this for cte in whole.find_all(exp.CTE) if source is not None and cte.alias == source.name), None)
    return _named(found, whole) if isinstance(found, exp.Query) else select


def _columns(query: exp.Query, path: str, sql: str) -> tuple[str, ...]:
    names = query.named_selects
    if "*" in names or not names:
        stars = [number for number, line in enumerate(sql.splitlines(), 1) if re.search(r"(^|[\s,.])\*", line)]
        place = Place(path, stars[-1] if stars else None)
        raise ModelError("The last select does not name every column", place, "list the columns instead of '*'")
    _refuse_twice(query, path)
    return tuple(names)


def _refuse_twice(query: exp.Query, path: str) -> None:
    """Two columns of one name, which the database tells apart in no case of letters."""
    seen: set[str] = set()
    for each in query.selects:
        name = each.alias_or_name
        if name.lower() in seen:
            words = [node for node in each.find_all(exp.Identifier) if node.name == name and "line" in node.meta]
            line = words[0].meta["line"] if words else None
            raise ModelError(f"The last select makes two columns '{name}'", Place(path, line), "name one of them anew")
        seen.add(name.lower())
