"""A model that does not fit into the memory a study gives says what to give, and the build goes on from there."""

import pytest

from tests.small_project import MODELS, small_project
from warehouse.errors import ModelError


def test_it_says_what_to_give_and_goes_on(tmp_path, root):
    """A median holds all its values, here 160 MB of them."""
    project = small_project(tmp_path, root / "sql" / "macros")
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
