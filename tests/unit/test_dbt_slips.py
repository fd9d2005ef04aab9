"""What is left out or put in the wrong place of dbt's YAML is told with its line and what to write."""

import pytest

from warehouse.dbt.described import load_described
from warehouse.dbt.refused import refuse_template
from warehouse.errors import ModelError


def of_a_test(test):
    """A schema.yml with one test of one column, which stands on line 6."""
    return f"models:\n  - name: m\n    columns:\n      - name: a\n        data_tests:\n          - {test}\n"


SLIPS = {
    "a model without a name": ("models:\n  - description: x\n", "'models[1]' lacks the key 'name'", 2),
    "a column without a name": (
        "models:\n  - name: m\n    columns:\n      - description: y\n",
        "'models[1].columns[1]' lacks the key 'name'",
        4,
    ),
    "a seed without a name": ("seeds:\n  - description: x\n", "'seeds[1]' lacks the key 'name'", 2),
    "accepted_values without values": (of_a_test("accepted_values"), "lacks the key 'values'", 6),
    "accepted_values of nothing": (of_a_test("accepted_values: {quote: false}"), "lacks the key 'values'", 6),
    "relationships to nothing": (of_a_test("relationships: {field: a}"), "lacks the key 'to'", 6),
    "relationships without a field": (of_a_test("relationships: {to: ref('b')}"), "lacks the key 'field'", 6),
    "at_least nothing": (of_a_test("at_least"), "lacks the key 'value'", 6),
    "a test that is empty": (of_a_test("{}"), "a test has one name", 6),
    "what is said of a test beside it": (of_a_test("not_null:\n            severity: warn"), "a test has one name", 6),
    "a grain without columns": ("models:\n  - name: m\n    data_tests:\n      - grain\n", "lacks the key 'columns'", 4),
}

SLIPS_OF_FOLDERS = {
    "a kind where a folder stands": ("name: p\nmodels:\n  p:\n    staging: view\n", "'staging' is not supported", 4),
    "a kind where the project stands": ("name: p\nmodels:\n  p: view\n", "'p' is not supported", 3),
    "a kind left empty": ("name: p\nmodels:\n  p:\n    +materialized:\n", "'models.p.+materialized' is empty", 4),
}


def refusal(folder, path, text):
    (folder / path).parent.mkdir(exist_ok=True)
    (folder / path).write_text(text, "utf-8")
    with pytest.raises(ModelError) as caught:
        load_described(folder)
    return caught.value


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_in_a_schema_is_told_with_its_line(tmp_path, slip):
    text, told, line = SLIPS[slip]
    error = refusal(tmp_path, "models/schema.yml", text)
    assert told in error.what and error.hint
    assert (error.where.file, error.where.line) == (f"{tmp_path.name}/models/schema.yml", line)


@pytest.mark.parametrize("slip", SLIPS_OF_FOLDERS)
def test_a_slip_in_the_project_is_told_with_its_line(tmp_path, slip):
    text, told, line = SLIPS_OF_FOLDERS[slip]
    error = refusal(tmp_path, "dbt_project.yml", text)
    assert told in error.what
    assert error.where.line == line


@pytest.mark.parametrize(
    "text", ["name: p\nmodels:\n  p:\n", "name: p\nmodels:\n", "name: p\nmodels:\n  p:\n    marts:\n"]
)
def test_a_folder_that_is_left_empty_says_nothing(tmp_path, text):
    (tmp_path / "dbt_project.yml").write_text(text, "utf-8")
    assert load_described(tmp_path).header("m", ["marts"])["materialized"] == "view"


@pytest.mark.parametrize("name", ["statement", "modules", "graph.x", "adapter", "this", "env_var(", "exceptions"])
def test_a_model_may_be_called_as_a_piece_of_dbt(name):
    refuse_template(f"select * from {{{{ ref('{name}') }}}} join {{{{ ref(\"{name}\") }}}}", "m.sql")


@pytest.mark.parametrize("ref", ["ref('shop', 'x')", 'ref( "shop" , "x")'])
def test_a_model_of_a_package_is_refused_however_it_is_quoted(ref):
    with pytest.raises(ModelError, match="a package"):
        refuse_template(f"select * from {{{{ {ref} }}}}", "m.sql")
