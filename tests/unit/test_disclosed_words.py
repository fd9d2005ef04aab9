"""Words that name a subject are in nothing that may be shared: not in a disclosed table's SQL, nor in the catalogue."""

import duckdb
import pytest

from warehouse.adapters.duckdb import open_memory
from warehouse.disclosing.naming import LEFT_OUT, SQL_LEFT_OUT, names_a_subject, subjects_of, unnamed
from warehouse.disclosing.release import write_release
from warehouse.disclosing.table import build_table
from warehouse.disclosure import Disclosure
from warehouse.site.catalogue import Catalogue, Table
from warehouse.site.public import public

HEADER = """/*
about: {about}
grain: [level]
columns:
  level: {{is: label, about: 'Sex{about_column}'}}
  n: {{is: count, about: Subjects}}
*/
"""
SELECT = "select sex as level, count(*) as n from marts.cohort where subject_id <> 'AB-004' group by all"


@pytest.fixture
def published(tmp_path):
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        for statement in (
            "create schema raw; create schema marts; create schema meta",
            "create table raw.subjects as select format('AB-{:03d}', n) as subject_id from range(20) as rows (n)",
            "create table raw.lesions_set_aside as select 'AB-777' as subject_id",
            "create table marts.cohort as select subject_id, 'female' as sex from raw.subjects",
            "create table meta.study as select 'title' as key, 'A study' as value",
        ):
            connection.execute(statement)
    return path


def released(published, text):
    """The description of the one disclosed table, its columns' words, its rows, and all bytes of the file."""
    target = published.with_name("tables.duckdb")
    write_release(published, target, [build_table("own", text, "own.sql")], Disclosure())
    with duckdb.connect(str(target), read_only=True) as connection:
        (model,) = connection.execute("select about, written_sql, compiled_sql from meta.models").fetchall()
        words = [row[0] for row in connection.execute("select about from meta.columns").fetchall()]
        rows = connection.execute("from disclosed.own").fetchall()
    return model, words, rows, target.read_bytes()


def test_sql_that_names_a_subject_is_run_and_not_told(published):
    model, _, rows, content = released(published, HEADER.format(about="By sex", about_column="") + SELECT)
    assert rows == [("female", 15, False)]  # 19, rounded down: the query ran as it is written
    assert model == ("By sex", f"-- {SQL_LEFT_OUT}", f"-- {SQL_LEFT_OUT}")
    assert b"AB-004" not in content


def test_nor_is_a_comment_or_a_description_that_names_one(published):
    text = HEADER.format(about="By sex without AB-005", about_column=" but AB-006") + f"-- AB-777 withdrew\n{SELECT}"
    model, words, _, content = released(published, text)
    assert (model[0], words[0]) == (LEFT_OUT, LEFT_OUT)
    assert not any(f"AB-{number}".encode() in content for number in ("004", "005", "006", "777"))


def test_sql_that_names_nobody_is_told_as_it_is(published):
    model, words, _, _ = released(published, HEADER.format(about="By sex", about_column="") + SELECT.replace("4", "x"))
    assert (model[0], words[0], "AB-00x" in model[1], "AB-00x" in model[2]) == ("By sex", "Sex", True, True)


def test_who_is_a_subject_is_said_by_every_source():
    memory = open_memory()
    assert subjects_of(memory) == set()
    memory.execute("create schema raw; create table raw.subjects as select 'A-1' as subject_id")
    memory.execute("create table raw.lesions_set_aside as select unnest(['B-2', null]) as subject_id")
    assert subjects_of(memory) == {"A-1", "B-2"}
    memory.close()


def test_words_are_told_apart_from_names():
    assert names_a_subject("without S-004.", {"S-004"})
    assert not names_a_subject("at level 4", {"4"})
    assert unnamed("nobody", {"S-004"}) == "nobody"


def catalogued(of_study, **table):
    fields = dict.fromkeys(Table.__dataclass_fields__) | {"settings": {}}
    fields |= dict.fromkeys(("columns", "checks", "parents", "children", "files", "examples", "rows"), ())
    return public(Catalogue("A study", True, {}, (Table(**(fields | table)),), of_study, None), {"S-004"})


ANSWERS = '[{"rule": "doubled", "file": "data/labs.csv", "rows": [7], "because": "Erika Quirina was drawn twice"}]'


def test_the_answers_of_a_study_are_not_in_a_public_catalogue():
    """An answer has a reason in free words, and names a file and its rows."""
    settings = ({"name": "answers", "value": ANSWERS}, {"name": "auc_last_day", "value": "28"})
    found = catalogued(settings, settings={"answers": [1], "auc_last_day": 28}, compiled_sql=f"select '{ANSWERS}'")
    assert "Quirina" not in str(found) and "labs.csv" not in str(found)
    assert [row["value"] for row in found.settings][1] == "28"
    assert found.tables[0].settings["auc_last_day"] == 28


def test_nor_is_a_setting_or_an_example_that_names_a_subject():
    given = [{"relation": "raw.subjects", "rows": [["S-004", "47"]]}]
    example = {"title": "Left out", "about": "Who has no age.", "given": given, "gives": []}
    kept = example | {"given": [{"relation": "raw.subjects", "rows": [["A", "47"]]}]}
    settings = ({"name": "excluded", "value": '["S-004"]'},)
    found = catalogued(settings, settings={"excluded": ["S-004"]}, examples=(example, kept))
    assert found.tables[0].examples == (kept,)
    assert "S-004" not in str(found)
