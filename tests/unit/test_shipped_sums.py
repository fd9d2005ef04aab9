"""No sum of fractions in a shipped model depends on the order of its rows, not even in its last digit.

Sums of counts are exact; `arg_min` here goes by file and row, which no two rows share; `mad` sorts what it is given.
"""

from python_stats import battery
from warehouse.judging.by_key import order_dependent
from warehouse.judging.compile import compile_project
from warehouse.models.project import load_project

EXACT = ("ARG_M", "MAD(", "ANY_VALUE(", "SUM(COUNT(*))", "SUM(counted.n_", "SUM(levels.n)")


def test_every_sum_of_fractions_has_an_order(root):
    project = load_project(root / "studies" / "zuma1", battery, use_cache=False)
    types = compile_project(project)
    looked_at = [model for model in project.models if model.layer != "analyses" and not model.results_parts]
    assert len(looked_at) > 80
    found = {(model.name, text) for model in looked_at for text in order_dependent(model, types)}
    assert {(name, text) for name, text in found if not text.startswith(EXACT)} == set()
