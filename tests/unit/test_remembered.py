"""What is remembered of a model never hides a mistake, and gives what trying it would give."""

import pytest

from tests.house.files import ROOT
from tests.house.imports import imports_of
from tests.shipped_project import shipped_project
from tests.small_project import MODELS
from warehouse.adapters.duckdb import open_trial
from warehouse.errors import ModelError
from warehouse.judging.compile import compile_project
from warehouse.judging.judge import _JUDGES
from warehouse.models.files import find_model_files
from warehouse.models.templates import Renderer


def types_and_statements(project, monkeypatch):
    """What is known after compiling, and the queries of models and checks that were tried."""
    engine, tried = open_trial(), []
    describe = engine.describe
    monkeypatch.setattr(engine, "describe", lambda sql: (tried.append(sql.strip()), describe(sql))[1])
    try:
        return compile_project(project.load(), engine), tried
    finally:
        engine.close()


def test_what_is_remembered_is_what_was_found(project, monkeypatch):
    found, tried = types_and_statements(project, monkeypatch)
    assert {model.sql.strip() for model in project.load().models} <= set(tried)
    assert types_and_statements(project, monkeypatch) == (found, [])


def test_only_what_changed_and_what_then_reads_other_columns_is_tried(project, monkeypatch):
    types_and_statements(project, monkeypatch)
    changed = MODELS["staging/stg_subjects"].replace("cast(dose as double)", "cast(dose as float)")
    project.write_model("staging/stg_subjects", changed)
    found, tried = types_and_statements(project, monkeypatch)
    made = {model.relation for model in project.load().models if model.sql.strip() in tried}
    # All that reads `dose` on; the sizes of the arms read a table whose columns changed as well.
    assert made == {"staging.stg_subjects", "marts.dosed", "marts.arm_sizes", "analyses.dose_count"}
    assert found["analyses.dose_count"]["dose"] == "FLOAT"


def test_a_reader_that_a_change_breaks_is_refused_although_it_is_as_it_was(project, monkeypatch):
    types_and_statements(project, monkeypatch)
    changed = MODELS["staging/stg_subjects"].replace("cast(dose as double)", "[cast(dose as double)]")
    project.write_model("staging/stg_subjects", changed.replace("tests: [{min: 0}]", "tests: []"))
    with pytest.raises(ModelError, match=r"marts\.dosed"):
        types_and_statements(project, monkeypatch)


def test_a_test_that_a_change_elsewhere_breaks_is_refused(project, monkeypatch):
    types_and_statements(project, monkeypatch)
    project.write("sql_under_test/seeds/seeds.yml", "arms:\n  about: Arms\n  columns: {label: text}\n")
    project.write("sql_under_test/seeds/arms.csv", "label\nHigh\n")
    with pytest.raises(ModelError, match="arm"):
        types_and_statements(project, monkeypatch)


def test_a_damaged_memory_is_no_memory(project, monkeypatch):
    found, tried = types_and_statements(project, monkeypatch)
    project.write("study/.cartwheel/compiled.json", "{")
    assert types_and_statements(project, monkeypatch) == (found, tried)


def test_plain_templates_are_filled_as_jinja_would(tmp_path, monkeypatch):
    """Every shipped model, by Jinja alone and as it is done."""
    project = shipped_project(tmp_path)
    renderer, by_jinja = Renderer(project.vocabulary), Renderer(project.vocabulary)
    monkeypatch.setattr(by_jinja, "_filled", lambda text: None)
    files = find_model_files(project.roots)
    renderer._forget()
    assert sum(renderer._filled(file.text) is not None for file in files) > len(files) / 4
    for file in files:
        assert renderer.render(file.text, file.path) == by_jinja.render(file.text, file.path)


@pytest.mark.parametrize(
    "text",
    [
        "{{ ref('stg_subjects') }}",
        "a {{ref('stg_subjects','x')}}",
        "{% raw %}{{ ref('stg_subjects') }}{% endraw %}",
        "{# {{ ref('stg_subjects') }} #} b",
        "{{{ ref('stg_subjects') }}}",
        "{{ ref('stg_subjects') }}}}",
        "{{ ref('stg_subjects') ~ '}}' }}",
        "a\r\n{{ ref('stg_subjects') }}\r\n",
        "{{ ref('no_model') }}",
        "{{ var('least_dose') }} {{ source('raw', 'subjects') }} {{ results('estimates') }}",
    ],
)
def test_whatever_the_template_jinja_has_the_last_word(project, text):
    def rendered(renderer):
        try:
            return renderer.render(text, "a.sql")
        except ModelError as error:
            return str(error)

    vocabulary = project.load().vocabulary
    by_jinja = Renderer(vocabulary)
    by_jinja._filled = lambda text: None
    assert rendered(Renderer(vocabulary)) == rendered(by_jinja)


# What is hashed itself, or only says where a mistake is.
GIVEN = {"judging/places", "models/model", "models/project", "models/vocabulary"}


def test_a_judge_that_is_mended_judges_anew():
    """Every module that judging runs is among those whose text is hashed; one forgotten leaves old judgements standing."""
    found, waiting = set(), {"judging/judge"}
    while waiting:
        name = waiting.pop()
        found.add(name)
        text = (ROOT / "warehouse" / f"{name}.py").read_text("utf-8")
        parts = [one.imported.split(".") for one in imports_of(text, f"warehouse.{name.replace('/', '.')}")]
        ours = {
            "/".join(part[1:3]) for part in parts if part[:2] in (["warehouse", "judging"], ["warehouse", "models"])
        }
        waiting |= {one for one in ours if (ROOT / "warehouse" / f"{one}.py").is_file()} - found - GIVEN
    assert found - set(_JUDGES) == set(), "name it in _JUDGES of warehouse/judging/judge.py"
    assert set(_JUDGES) - found == set()
