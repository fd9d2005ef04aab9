"""Sources in dbt's YAML: the tables of the input contract, which says what they hold."""

from collections.abc import Mapping

from warehouse.contract import Contract
from warehouse.dbt.reading import fields, items_of, needed
from warehouse.dbt.tested import tests_of
from warehouse.document import Node
from warehouse.errors import suggest

RAW, RESULTS = SOURCES = ("raw", "results")
# The published warehouse, as an export names it to dbt.
PUBLISHED = "published"
SOURCE = ("name", "description", "database", "schema", "tables", "meta", "tags")
TABLE = ("name", "description", "columns", "tests", "data_tests", "meta", "tags")
COLUMN = ("name", "description", "data_type", "tests", "data_tests", "meta", "tags")
FRESH = "leave it out: a build reads the files as they are, and names them with their hashes in its ledger"
HINTS = {
    "freshness": FRESH,
    "loaded_at_field": FRESH,
    "loaded_at_query": FRESH,
    "identifier": "name the table as sql/INPUT.md does; which file it comes from stands in study.yml",
    "config": "leave it out: of a source nothing is configured",
    "external_location": "map the file in study.yml to a table of sql/INPUT.md, or bring it as a seed",
}
CONTRACT_HOLDS = (
    "leave it out: the input contract (sql/INPUT.md) holds types, keys and values, or write a SELECT in tests/"
)


def hold_sources(sources: list[Node], contract: Contract) -> None:
    """Raise ModelError for a source, a table or a column that there is none of, and for what is not done of one."""
    for node in sources:
        said = fields(node, SOURCE, HINTS)
        name = needed(node, said, "name")
        if name.text() not in SOURCES:
            hint = "raw tables are those of sql/INPUT.md: map the file in study.yml to one, or bring it as a seed"
            raise name.error(f"there is no source '{name.text()}' here", hint)
        for key, only in (("schema", name.text()), ("database", PUBLISHED)):
            if key in said and said[key].text() != only:
                hint = "leave it out: raw tables are read from the files that study.yml maps"
                raise said[key].error(f"dbt's '{key}' of a source is not supported here", hint)
        for table in items_of(said, "tables"):
            _hold_table(table, contract if name.text() == RAW else None)


def _hold_table(node: Node, contract: Contract | None) -> None:
    said = fields(node, TABLE, HINTS)
    name = needed(node, said, "name")
    if contract is not None and name.text() not in contract.sources:
        hint = suggest(name.text(), contract.sources) or "one of sql/INPUT.md, or bring the file as a seed"
        raise name.error(f"there is no table '{name.text()}' in the input contract", hint)
    _refuse_tests(said)
    for column in items_of(said, "columns"):
        keys = fields(column, COLUMN, HINTS)
        found = needed(column, keys, "name")
        known = contract.sources[name.text()].columns if contract is not None else {found.text(): None}
        if found.text() not in known:
            what = f"there is no column '{found.text()}' of {name.text()} in the input contract"
            raise found.error(what, suggest(found.text(), known) or "one of sql/INPUT.md")
        _refuse_tests(keys)


def _refuse_tests(said: Mapping[str, Node]) -> None:
    for test in tests_of(said):
        raise test.error("tests of a source are not run here", CONTRACT_HOLDS)
