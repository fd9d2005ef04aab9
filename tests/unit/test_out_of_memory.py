"""What does not fit into memory: a model says what to give, and the build goes on from there; a value is explained in part."""

from contextlib import closing

import pytest

from tests.small_cohort import Cohort
from tests.small_project import MODELS
from warehouse.adapters import EngineError, Limits
from warehouse.adapters.duckdb import DuckDB, open_memory
from warehouse.adapters.reader import open_reader
from warehouse.errors import DataError, ModelError
from warehouse.explaining.explain import explain


def test_it_says_what_to_give_and_goes_on(project):
    """A median holds all its values, here 160 MB of them."""
    sql = "select dosed.subject_id, median(many.n) as dose, min(dosed.arm) as arm from {{ ref('stg_subjects') }} as dosed\n"
    header = MODELS["marts/dosed"].partition("select subject_id")[0]
    project.write_model(
        "marts/dosed", f"{header}{sql}cross join range(20000000) as many(n)\ngroup by dosed.subject_id\n"
    )
    study = (project.study / "study.yml").read_text("utf-8")
    project.write("study/study.yml", study + "engine: {memory_limit: 40MB}\n")
    with pytest.raises(ModelError) as caught:
        project.build()
    assert "Out of Memory" in str(caught.value)
    assert "Possible solutions" not in str(caught.value)
    assert "memory_limit" in caught.value.hint
    project.write_model("marts/dosed", MODELS["marts/dosed"])
    assert project.build(retry=True).run_id == 2


@pytest.fixture
def cohort(tmp_path):
    found = Cohort(tmp_path)
    found.write("subjects.csv", "id,note\n" + "".join(f"S{number},{number:060d}\n" for number in range(200_000)))
    found.describe("")
    return found


def test_a_file_that_takes_too_much_memory_is_not_called_unreadable(cohort):
    with pytest.raises(DataError, match="takes more memory than the database may use") as caught:
        cohort.read(open_memory(Limits(memory="10MB")))
    assert "subjects.csv" in str(caught.value.where)
    assert "memory_limit" in caught.value.hint


def test_nor_is_one_for_which_the_disk_has_no_room(cohort, monkeypatch):
    execute = DuckDB.execute

    def full(engine, statement):
        if "received_file as" in statement:
            raise EngineError("IO Error: Could not write file: No space left on device")
        execute(engine, statement)

    monkeypatch.setattr(DuckDB, "execute", full)
    with pytest.raises(EngineError, match="No space left"):
        cohort.read()


EVERYBODY = """/*
about: What share of the dose of its arm each subject has.
grain: [subject_id]
columns:
  subject_id: {about: Subject}
  share: {about: Share}
*/
with of_arm as (select *, sum(dose) over (partition by arm) as together from {{ ref('stg_subjects') }})
select one.subject_id, one.dose / other.together as share
from of_arm as one
inner join of_arm as other on one.subject_id = other.subject_id
"""


def test_a_value_whose_cells_do_not_fit_is_explained_as_far_as_they_do(project):
    """A table expression that is read twice is kept, with three thousand cells beside each of three thousand rows."""
    project.write_model("marts/everybody", EVERYBODY)
    rows = "".join(f"S{number},1,high\n" for number in range(3000))
    project.write("study/data/subjects.csv", f"id,dose,arm\n{rows}")
    project.build(select="everybody")
    with closing(open_reader(project.study / "warehouse.duckdb", "100MB")) as engine:
        found = explain(engine, "everybody.share@S7")
    assert found.values == ({"subject_id": "S7", "share": 1 / 3000},)
    assert [step.note for step in found.steps] == [
        "the rows cannot be followed beyond this table: its query takes too much memory with the cells of every row"
        " beside it"
    ]
