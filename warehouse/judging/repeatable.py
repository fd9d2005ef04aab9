"""Whether a query says the same whenever it is asked of the same tables.

Chance, clocks, surroundings and estimates make tables that differ though nothing changed.
"""

from collections.abc import Collection, Iterator

from sqlglot import exp

from warehouse.judging.meaning import Problem, with_a_place

# Those the parser knows, and those it knows by name alone. tests/unit/test_repeatable.py holds these against what the
# database itself says of its functions.
_CHANCE: tuple[type[exp.Expr], ...] = (exp.Rand, exp.Uuid)
_CHANCE_BY_NAME = frozenset({"setseed", "uuidv4", "uuidv7", "reservoir_quantile"})
_CLOCK: tuple[type[exp.Expr], ...] = (
    *(exp.CurrentDate, exp.CurrentTime, exp.CurrentTimestamp, exp.Localtime, exp.Localtimestamp),
)
_CLOCK_BY_NAME = frozenset({"now", "get_current_time", "get_current_timestamp", "transaction_timestamp"})
_SURROUNDINGS: tuple[type[exp.Expr], ...] = (
    *(exp.CurrentUser, exp.CurrentSchema, exp.CurrentSchemas, exp.CurrentDatabase, exp.CurrentVersion),
)
_SURROUNDINGS_BY_NAME = frozenset(
    "current_connection_id current_query current_query_id current_setting current_transaction_id currval getenv"
    " getvariable in_search_path nextval setval sleep_ms stats txid_current vector_type write_log".split()
)
_ESTIMATES: tuple[type[exp.Expr], ...] = (exp.ApproxQuantile, exp.ApproxTopK)

_A_SAMPLE = "choose the rows by a condition, or by row_number() over (... order by hash(key)) <= n"
_A_HASH = "hash(key) of what tells the rows apart is as good as chance, and the same each time"
_A_DAY = "name a day of the data, or a setting of the study: {{ var('...') }}"


def repeatable_problem(tree: exp.Expr, columns: Collection[str]) -> Problem | None:
    """The first thing in a query that another run may answer otherwise. `columns` are those of what it reads."""
    found = next((problem for node in tree.walk(bfs=False) for problem in _of(node)), None)
    return found or _of_places(tree, columns)


def _of(node: exp.Expr) -> Iterator[Problem]:
    if isinstance(node, exp.TableSample):
        yield Problem("a sample is another one each time it runs", with_a_place(node), _A_SAMPLE)
    elif isinstance(node, exp.Join) and node.method == "POSITIONAL":
        what = "'positional join' depends on the order in which rows happen to come"
        yield Problem(what, with_a_place(node), "join by what tells the rows apart")
    elif isinstance(node, exp.Func):
        yield from _of_function(node)


def _of_places(tree: exp.Expr, columns: Collection[str]) -> Problem | None:
    """`rowid`, unless a column is called so that is read or made here."""
    used = next((each for each in tree.find_all(exp.Column) if each.name.lower() == "rowid"), None)
    if used is None:
        return None
    made = [
        name for alias in tree.find_all(exp.TableAlias) for name in (alias.name, *(each.name for each in alias.columns))
    ]
    made += [each.alias for each in tree.find_all(exp.Alias)]
    if "rowid" in {name.lower() for name in (*columns, *made)}:
        return None
    what = "'rowid' is the place of a row in a table, which is another one after the next build"
    return Problem(what, used, "row_number() over (order by ...) numbers rows by what tells them apart")


def _of_function(node: exp.Func) -> Iterator[Problem]:
    said = node.name.lower() if isinstance(node, exp.Anonymous | exp.AnonymousAggFunc) else ""
    if isinstance(node, _CHANCE) or said in _CHANCE_BY_NAME:
        yield Problem(f"'{_name(node)}' yields something else each time it runs", with_a_place(node), _A_HASH)
    elif isinstance(node, _CLOCK) or said in _CLOCK_BY_NAME or (said == "age" and len(node.expressions) == 1):
        yield Problem(f"'{_name(node)}' depends on the day of the build", with_a_place(node), _A_DAY)
    elif isinstance(node, _SURROUNDINGS) or said in _SURROUNDINGS_BY_NAME:
        what = f"'{_name(node)}' depends on who builds and how, not on the data"
        yield Problem(what, with_a_place(node), "a setting of the study is told to SQL: {{ var('...') }}")
    elif isinstance(node, _ESTIMATES):
        what = f"'{_name(node)}' is an estimate, which depends on the order in which rows happen to come"
        yield Problem(what, with_a_place(node), "quantile_cont(...), median(...) and count(*) by group are exact")


def _name(node: exp.Func) -> str:
    """As whoever wrote it calls it, or as the database does."""
    is_named = isinstance(node, exp.Anonymous | exp.AnonymousAggFunc)
    return str(node.name if is_named else node.sql("duckdb").partition("(")[0]).lower()
