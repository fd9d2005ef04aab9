"""Which analyses carry a caution, and which analysis answers it."""

import csv

import pytest

from python_stats.contract.results import PARTS
from tests.small_study import SQL, shipped
from warehouse.adapters.duckdb import open_memory
from warehouse.judging.compile import create_schemas
from warehouse.models.templates import Renderer
from warehouse.models.vocabulary import Vocabulary
from warehouse.seeds import create_sql

SEEDS = ("feature_registry", "shared_components", "observation_days")
PEAK, RATIO, BURDEN = "peak_car_t_per_ul", "peak_car_t_per_tumor_burden", "tumor_burden_mm2"
SHARED = "covariate and outcome share tumour burden: part of any association between them is arithmetic"


def cautions(*pairs):
    """(analysis, kind, caution, beside) for analyses given as (name, method, covariate, outcome, family)."""
    engine = open_memory()
    create_schemas(engine)
    for seed in shipped()[1]:
        if seed.name in SEEDS:
            engine.execute(create_sql(seed))
    for name, method, covariate, outcome, family in pairs:
        row = {"analysis": name, "method": method, "covariate": covariate, "outcome": outcome, "family": family}
        engine.write(f"results.{name}", PARTS["estimates"], [row, row])
    relations = {name: f"seeds.{name}" for name in SEEDS}
    vocabulary = Vocabulary(relations, (), {}, PARTS, {pair[0]: ("estimates",) for pair in pairs}, {})
    text = (SQL / "results" / "cautions.sql").read_text("utf-8")
    sql = Renderer(vocabulary).render(text, "cautions.sql").sql
    return engine.rows(f"select analysis, kind, caution, beside from ({sql}) order by all")


def test_a_ratio_against_its_own_denominator_shares_it():
    found = cautions(("a", "spearman", BURDEN, RATIO, "f"))
    assert found == [("a", "shared_component", SHARED, None)]


def test_the_analysis_that_holds_the_component_fixed_answers_and_needs_no_caution():
    dose = "cd8_cells_infused_per_tumor_burden"
    found = cautions(("a", "spearman", dose, RATIO, "f"), ("b", "partial_spearman", dose, RATIO, "g"))
    assert found == [("a", "shared_component", SHARED, "b")]


def test_two_shared_components_are_both_named():
    ((_, _, caution, _),) = cautions(("a", "spearman", PEAK, "peak_car_t_per_kg", "f"))
    assert "share CAR T-cell levels to day 28" in caution
    ((_, _, caution, _),) = cautions(("a", "spearman", "cd8_cells_infused_million", "cd4_cells_infused_million", "f"))
    assert "share CD4 and CD8 shares of the product and T cells infused:" in caution


def test_what_shares_nothing_and_comes_first_has_no_caution():
    assert cautions(("a", "spearman", "ferritin_baseline_ng_ml", RATIO, "f")) == []
    assert cautions(("a", "logistic", "ferritin_day0_ng_ml", "ne_grade3_or_higher", "f")) == []
    assert cautions(("a", "logistic", PEAK, "durable_response", "f")) == []


@pytest.mark.parametrize(
    ("covariate", "outcome", "days"),
    [
        (PEAK, "ne_grade3_or_higher", ("up to day 28", "from day 0")),
        ("ferritin_day1_ng_ml", "crs_grade3_or_higher", ("up to day 1,", "from day 0")),
        ("car_t_month3_per_ul", "durable_response", ("up to day 112", "from day 28")),
    ],
)
def test_a_covariate_that_may_come_after_the_outcome_says_when(covariate, outcome, days):
    landmark = ("b", "logistic", covariate, outcome, "landmark")
    found = cautions(("a", "logistic", covariate, outcome, "f"), landmark)
    assert [(row[0], row[1], row[3]) for row in found] == [("a", "after_the_outcome", "b")]
    assert all(day in found[0][2] for day in days)


def test_every_ratio_and_every_dose_of_the_registry_declares_what_it_is_made_of():
    """A new covariate with `_per_` something in its name is a ratio, and must say of what."""
    with (SQL / "seeds" / "feature_registry.csv").open(encoding="utf-8") as file:
        features = [row["feature"] for row in csv.DictReader(file)]
    ratios = [name for name in features if name.endswith(("_per_tumor_burden", "_per_kg"))]
    assert len(ratios) >= 5
    for name in ratios:
        denominator = BURDEN if name.endswith("_per_tumor_burden") else "weight_kg"
        assert cautions(("a", "spearman", name, denominator, "f")), name
