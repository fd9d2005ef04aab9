"""Built by key, or built anew: the same tables, whatever was put in, changed, taken out, came late or was rewritten."""

import shutil
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.long_project import LEVELS, PEAKS, ROWS, long_project, write_rows
from tests.unit.test_locality import LOCAL
from warehouse.adapters.duckdb import open_existing, open_new
from warehouse.adapters.reader import open_reader
from warehouse.building import incremental
from warehouse.building.before import Before
from warehouse.building.incremental import Incremental
from warehouse.building.run import build
from warehouse.building.task import Choice
from warehouse.errors import UserError

# Queries in which the order of rows can show even in a full build (ties, sums in a window) say nothing of this.
QUERIES = {
    name: sql for name, sql in LOCAL.items() if not any(each in sql for each in ("row_number", "over w", "trim("))
}

IDS = st.sampled_from(["A", "B", "C", " A", "D", None])
NUMBERS = st.integers(0, 2) | st.none()
TABLES = st.fixed_dictionaries(
    {
        "raw.levels": st.lists(st.tuples(IDS, NUMBERS, NUMBERS), max_size=6),
        "raw.events": st.lists(st.tuples(IDS, NUMBERS, NUMBERS), max_size=4),
        "seeds.units": st.lists(st.tuples(NUMBERS, st.sampled_from("xy")), max_size=2),
    }
)
FORMS = {
    "raw.levels": "subject_id varchar, day integer, level integer",
    "raw.events": "subject_id varchar, day integer, grade integer",
    "seeds.units": "day integer, label varchar",
}
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["raw.levels", "raw.events"]), st.integers(0, 6), st.none() | st.tuples(IDS, NUMBERS, NUMBERS)
    ),
    min_size=1,
    max_size=3,
)


def fill(engine, tables):
    for name, rows in tables.items():
        engine.execute(f"create or replace table {name} ({FORMS[name]})")
        for row in rows:
            values = ", ".join("null" if value is None else repr(value) for value in row)
            engine.execute(f"insert into {name} values ({values})")


def edited(tables, edits):
    """Rows put in, changed or taken out."""
    after = {name: list(rows) for name, rows in tables.items()}
    for name, place, row in edits:
        after[name][place : place + 1] = [] if row is None else [row]
    return after


@pytest.mark.parametrize("sql", QUERIES.values(), ids=QUERIES)
def test_a_part_put_into_the_old_table_is_the_new_one(tmp_path_factory, monkeypatch, sql):
    """The model's query over all rows is the slow obvious twin."""
    monkeypatch.setattr(incremental, "LARGEST_SHARE", 1)
    folder, tried = tmp_path_factory.mktemp("pair"), []

    @settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
    @given(TABLES, EDITS)
    def holds(before, edits):
        after = edited(before, edits)
        base, building = folder / "base.duckdb", folder / "building.duckdb"
        for path in (base, building):
            path.unlink(missing_ok=True)
        engine = open_new(base, large=False)
        engine.execute("create schema raw; create schema seeds; create schema marts")
        fill(engine, before)
        engine.execute(f"create table marts.made as {sql}")
        engine.close()
        shutil.copyfile(base, building)
        engine = open_existing(building)
        fill(engine, after)
        reads = [name for name in FORMS if name in sql]
        model = SimpleNamespace(
            relation="marts.made", sql=sql, relations=tuple(reads), header=SimpleNamespace(by=("subject_id",))
        )
        part = Incremental(engine, Before(engine, base), set(FORMS))
        n_keys = part.find(model)
        if n_keys is not None:
            tried.append(n_keys)
            part.put(model) if n_keys else None
            here, there = "from marts.made", f"({sql})"
            different = engine.rows(f"({here} except all {there}) union all ({there} except all {here})")
            assert different == []
        engine.close()

    holds()
    assert tried, "no example was built by key"


EDITS_OF_A_STUDY = {
    "a late row": lambda project, rows: rows["E"].append((30, 4.5)),
    "a row in the middle": lambda project, rows: rows["B"].insert(0, (1, 0.7)),
    "a changed row": lambda project, rows: rows["D"].__setitem__(0, (3, 7.25)),
    "no rows": lambda project, rows: rows["A"].clear(),
    "a subject more": lambda project, rows: rows.update({"F": [(2, 2)]}),
    "a subject less": lambda project, rows: rows.pop("C", None),
    "other SQL": lambda project, rows: project.write_model("marts/peaks", PEAKS.replace("max(levels", "min(levels")),
    "the same SQL": lambda project, rows: project.write_model("marts/peaks", PEAKS),
    "a column more": lambda project, rows: project.write_model(
        "staging/stg_levels",
        LEVELS.replace("*/", "  is_high: {about: High}\n*/").replace(
            "source_row\nfrom", "source_row, level > '2' as is_high\nfrom"
        ),
    ),
    "a table": lambda project, rows: project.write_model(
        "staging/stg_levels", LEVELS.replace("materialized: incremental\nby: subject_id\n", "")
    ),
    "other labels": lambda project, rows: project.write(
        "sql_under_test/seeds/arms.csv", "arm,label\nhigh,Highest\nlow,Low\n"
    ),
    "a setting": lambda project, rows: (
        project.write(
            "study/study.yml", (project.study / "study.yml").read_text("utf-8") + "settings: {least_dose: 0.15}\n"
        )
        if "settings" not in (project.study / "study.yml").read_text("utf-8")
        else None
    ),
}
CHOICES = st.sampled_from([{}, {}, {"select": "peaks"}, {"select": "stg_levels"}, {"exclude": "layer:marts"}])


def content(project):
    engine = open_reader(project.study / "warehouse.duckdb")
    try:
        named = "select table_schema || '.' || table_name from information_schema.tables where table_schema <> 'meta'"
        return {name: engine.rows(f"from {name} order by all") for (name,) in engine.rows(f"{named} order by 1")}
    finally:
        engine.close()


def attempt(project, **choice):
    try:
        return build(project.load(), project.statistics, choice=Choice(**choice))
    except UserError as error:
        assume(False)
        raise AssertionError from error


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(sorted(EDITS_OF_A_STUDY)), CHOICES), min_size=2, max_size=4))
def test_a_history_of_edits_ends_where_building_anew_does(tmp_path_factory, root, history):
    project = long_project(tmp_path_factory.mktemp("history"), root / "sql" / "macros")
    rows = {name: list(levels) for name, levels in ROWS.items()}
    attempt(project)
    for edit, choice in history:
        EDITS_OF_A_STUDY[edit](project, rows)
        write_rows(project, rows)
        attempt(project, **choice)
    attempt(project)
    by_parts = content(project)
    attempt(project, anew=True)
    assert by_parts == content(project)
