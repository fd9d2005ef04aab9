"""No sum of fractions in a shipped model depends on the order of its rows, not even in its last digit."""

from python_stats import battery
from warehouse.judging.by_key import order_dependent
from warehouse.judging.compile import compile_project
from warehouse.judging.judge import what_can_be_read
from warehouse.models.project import load_project

# A subject has one level a day after day 0, and the curve one point on day 0: no two of its days are the same. That a
# filter keeps two branches of a union apart is nothing the judge can see.
RIGHT_BY_A_FILTER = {"int_car_t_areas"}


def test_every_sum_of_fractions_has_an_order(root):
    project = load_project(root / "studies" / "zuma1", battery, use_cache=False)
    types = compile_project(project)
    keys = {relation: about["keys"] for relation, about in what_can_be_read(project, types).items()}
    looked_at = [model for model in project.models if model.layer != "analyses" and not model.results_parts]
    assert len(looked_at) > 80
    found = [(model.name, text) for model in looked_at for text in order_dependent(model, types, keys)]
    assert {(name, text) for name, text in found if name not in RIGHT_BY_A_FILTER} == set()
    assert {name for name, _ in found} == RIGHT_BY_A_FILTER
    assert len(found) == len(RIGHT_BY_A_FILTER), "one sum each"
