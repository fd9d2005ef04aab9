"""dbt's YAML about a file that has a header of ours: it is read by the header, which must say all that the YAML says."""

import pytest

from tests.dbt_project import FILES, told_of, write_library
from tests.small_project import small_project

MODEL = """/*
about: Readers.
grain: [reader_id]
materialized: view
tags: [desk]
columns:
  reader_id: {about: Who, tests: [{relationships: stg_readers}]}
  reader_kind: {about: Kind, tests: [{accepted: [adult, child], severity: warn}]}
*/
select reader_id, reader_kind from {{ ref('stg_readers') }}
"""
SAID = """version: 2
models:
  - name: kinds
    config: {materialized: view, tags: [desk]}
    columns:
      - name: reader_id
        tests: [unique, not_null, relationships: {to: ref('stg_readers'), field: reader_id}]
      - name: reader_kind
        tests: [accepted_values: {values: [adult, child], config: {severity: warn}}]
"""


@pytest.fixture
def project(tmp_path, root):
    small = small_project(tmp_path, root / "sql" / "macros")
    write_library(small.study / "sql")
    small.write("study/sql/models/marts/kinds.sql", MODEL)
    return small


def test_what_the_header_says_as_well_may_be_said_in_yaml(project):
    project.write("study/sql/models/kinds.yml", SAID)
    assert "marts.kinds" in project.load().graph.nodes


OTHERWISE = {
    "another kind": (
        "materialized: view",
        "materialized: table",
        "says other 'materialized'\n  sql/models/kinds.yml:3",
    ),
    "another tag": ("tags: [desk]", "tags: [desk, nightly]", "says other 'tags'\n  sql/models/kinds.yml:3"),
    "another severity": (
        ", config: {severity: warn}",
        "",
        "The header of 'kinds' lacks this test 'accepted' of 'reader_kind'\n  sql/models/kinds.yml:8",
    ),
    "another test": (
        "[accepted_values",
        "[not_null, accepted_values",
        "The header of 'kinds' lacks this test 'not_null' of 'reader_kind'\n  sql/models/kinds.yml:8",
    ),
    "another unit": (
        "- name: reader_kind",
        "- name: reader_kind\n        meta: {unit: EUR}",
        "The header of 'kinds' lacks this unit 'EUR' of 'reader_kind'\n  sql/models/kinds.yml:8",
    ),
    "another column": (
        "- name: reader_kind",
        "- name: kind",
        "Column 'kind' is described, but the header of 'kinds' has none\n  sql/models/kinds.yml:8",
    ),
    "another grain": (
        "    columns:",
        "    tests: [grain: {columns: [reader_kind]}]\n    columns:",
        "says other 'grain'\n  sql/models/kinds.yml:3",
    ),
}


@pytest.mark.parametrize("name", OTHERWISE)
def test_what_the_header_does_not_say_is_refused(project, name):
    old, new, told = OTHERWISE[name]
    assert told in told_of(project, "models/kinds.yml", SAID.replace(old, new))


def test_another_severity_of_a_test_with_a_header_is_refused(project):
    project.write(
        "study/sql/tests/fines.sql", "/* about: No fine below zero */\n" + FILES["tests/no_fine_below_zero.sql"]
    )
    text = "version: 2\ndata_tests:\n  - {name: fines, config: {severity: warn}}\n"
    told = told_of(project, "tests/t.yml", text)
    assert "the test 'fines' has a header of ours, which says another severity or limit\n  sql/tests/t.yml:3" in told


def test_a_relationship_to_a_column_that_is_not_there_is_refused(project):
    text = FILES["models/schema.yml"].replace("field: reader_id", "field: readers_id")
    told = told_of(project, "models/schema.yml", text)
    assert "'stg_readers' has no column 'readers_id'\n  sql/models/schema.yml:10\n  try: 'reader_id'" in told


def test_texts_that_dbt_would_take_for_sql_are_refused(project):
    text = FILES["models/schema.yml"].replace("[adult, child]", "[adult, child], quote: false")
    assert "texts are always quoted here\n  sql/models/schema.yml:21\n  try: " in told_of(
        project, "models/schema.yml", text
    )
