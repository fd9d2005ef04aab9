"""Nothing in the registries and settings is idle or contradicts itself: an idle setting is a promise not kept."""

import re

import pytest
import yaml

from tests.small_study import SQL, build, engine, shipped

TEXTS = {path: path.read_text("utf-8") for path in SQL.rglob("*.sql")}


@pytest.mark.parametrize("name", sorted(shipped()[2]))
def test_a_setting_is_read_by_some_model(name):
    assert any(re.search(rf"var\(['\"]{name}['\"]\)", text) for text in TEXTS.values()), "no model reads it"


@pytest.mark.parametrize("seed", [seed.name for seed in shipped()[1]])
def test_a_registry_is_read_by_some_model(seed):
    assert any(re.search(rf"ref\('{seed}'\)|seeds\.{seed}\b", text) for text in TEXTS.values())


@pytest.mark.parametrize(
    ("seed", "key"),
    [
        ("analytes", "analyte"),
        ("analyte_names", "spelling"),
        ("units", "analyte || ' ' || unit"),
        ("visit_windows", "visit"),
        ("feature_registry", "feature"),
        ("outcome_registry", "outcome"),
        ("toxicity_scales", "spelling"),
        ("platforms", "spelling"),
        ("populations", "spelling"),
    ],
)
def test_a_registry_says_nothing_twice(seed, key):
    assert engine().rows(f"select {key} from seeds.{seed} group by all having count(*) > 1") == []


def test_spellings_are_written_as_they_are_compared():
    names = "select spelling from seeds.{} where spelling <> lower(trim(spelling))"
    for seed in ("analyte_names", "toxicity_scales", "platforms"):
        assert engine().rows(names.format(seed)) == []
    assert engine().rows("select unit from seeds.units where unit <> replace(lower(unit), ' ', '')") == []
    assert (
        engine().rows("select spelling from seeds.populations where spelling <> replace(lower(spelling), ' ', '')")
        == []
    )


def test_every_analyte_has_names_and_its_canonical_unit_with_factor_1():
    lonely = "select analyte from seeds.analytes where analyte not in (select analyte from seeds.{})"
    assert engine().rows(lonely.format("analyte_names")) == []
    assert (
        engine().rows(
            """
        select analytes.analyte
        from seeds.analytes
        left join seeds.units
            on analytes.analyte = units.analyte and lower(analytes.canonical_unit) = units.unit and units.factor = 1
        where units.analyte is null or units.canonical_unit <> analytes.canonical_unit
        """
        )
        == []
    )


def test_features_and_outcomes_are_columns_of_the_cohort():
    (row,) = build("marts.cohort", {"subjects": [{"subject_id": "S1"}]})
    named = engine().rows("select feature from seeds.feature_registry union select outcome from seeds.outcome_registry")
    assert {name for (name,) in named} - set(row) == set(), "a column of sql/marts/cohort.sql for each"


def test_a_feature_has_one_unit_in_its_registry_and_in_the_cohort():
    """The one is printed in the report, by the other the models are judged."""
    columns = yaml.safe_load(shipped()[3]["marts.cohort"].text.split("*/")[0].removeprefix("/*"))["columns"]
    registered = engine().rows("select feature, coalesce(unit, '') from seeds.feature_registry")
    assert registered and {name: unit for name, unit in registered if unit != columns[name].get("unit", "")} == {}


def test_every_feature_is_made():
    """One that nothing makes would be a column of the cohort in which everything is missing."""
    named = set(re.findall(r"'(\w+)'", TEXTS[SQL / "marts" / "features.sql"]))
    visits = [name for (name,) in engine().rows("select visit from seeds.visit_windows")]
    summaries = ("peak", "mean_day0_28")
    named |= {f"{score}_{visit}" for score in ("easix", "m_easix") for visit in ("baseline", *visits)}
    for analyte, suffix in engine().rows("select analyte, unit_suffix from seeds.analytes"):
        named |= {f"{analyte}_{when}_{suffix}" for when in ("baseline", *visits, *summaries)}
        named |= {f"{analyte}_{visit}_over_upper_limit" for visit in ("baseline", *visits)}
    registered = {name for (name,) in engine().rows("select feature from seeds.feature_registry")}
    assert registered - named == set(), "its name in sql/marts/features.sql for each"


# What is measured at these cannot come after an outcome has begun.
BEFORE = {"screening", "apheresis", "biopsy", "product", "baseline", "day 0"}


def test_of_every_time_point_it_is_known_until_when_it_may_be_measured():
    """Otherwise no caution stands beside a covariate that may follow its outcome."""
    dated = {name for (name,) in engine().rows("select name from seeds.observation_days where kind = 'covariate'")}
    used = {name for (name,) in engine().rows("select distinct timepoint from seeds.feature_registry")}
    assert used - BEFORE - dated == set(), "a row of sql/seeds/observation_days.csv for each"


def test_features_come_from_models_that_exist():
    models = {relation.split(".")[1] for relation in shipped()[3]}
    found = {name for (name,) in engine().rows("select distinct source_model from seeds.feature_registry")}
    assert found <= models


# What comes from the levels of CAR T cells is no covariate of them.
FROM_LEVELS = {"int_car_t_peaks", "int_car_t_areas", "int_car_t_month3", "int_car_t_declines", "kinetics"}
# What is measured after day 28 would need a later landmark.
LATE = {"int_car_t_month3", "int_car_t_declines", "car_t_month3_per_ul", "car_t_copies_month3_per_ug"}
SCREENS = {
    "screen_of_outcomes": set(),
    "screen_of_response_groups": set(),
    "screen_of_expansion": FROM_LEVELS,
    "screen_of_prior_lines": {"prior_lines"},
    "screen_of_survival": LATE,
}


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_leaves_no_registered_covariate_out(screen):
    """Nothing is picked by hand: a new feature is in every screen, on the scale that its registry says."""
    analysis = yaml.safe_load(shipped()[3][f"analyses.{screen}"].text.split("*/")[0].removeprefix("/*"))["analysis"]
    registered = engine().rows("select feature, scale, source_model from seeds.feature_registry")
    wanted = {name: scale for name, scale, model in registered if not {name, model} & SCREENS[screen]}
    assert set(wanted) ^ set(analysis["covariates"]) == set(), f"mend columns, covariates and select of {screen}.sql"
    if analysis["test"] in ("logistic", "cox"):
        scales = {name: analysis["scales"].get(name, analysis["scale"]) for name in wanted}
        assert scales == wanted, f"mend scales of {screen}.sql"


def test_every_ratio_of_the_registry_declares_what_it_is_made_of():
    """A new covariate with `_per_` something at the end of its name is a ratio, and must say of what."""
    shared = """
        select registered.feature, bool_or(denominators.pattern is not null)
        from seeds.feature_registry as registered
        left join seeds.shared_components as ratios on registered.feature like ratios.pattern
        left join
            seeds.shared_components as denominators
            on ratios.component = denominators.component
            and if(registered.feature like '%per_kg', 'weight_kg', 'tumor_burden_mm2') like denominators.pattern
        where regexp_matches(registered.feature, '_per_(kg|tumor_burden)$')
        group by registered.feature
    """
    found = dict(engine().rows(shared))
    assert len(found) >= 5
    assert [name for name, is_declared in found.items() if not is_declared] == [], "rows of seeds/shared_components.csv"


COVARIATE = re.compile(r"covariate: (\w+)")


def test_a_covariate_takes_the_place_of_its_limit_in_a_screen_as_in_its_own_analysis():
    """Otherwise one pair of a warehouse has two odds ratios, with a subject more in one of them."""
    said = re.compile(r"\{\{ positive_for_log\(.*?\) \}\}\s+as \w+")
    by_file = {path.stem: {" ".join(one.split()) for one in said.findall(text)} for path, text in TEXTS.items()}
    single = set.union(*(found for name, found in by_file.items() if not name.startswith("screen_")))
    assert len(single) >= 4
    screened = by_file["screen_of_outcomes"]
    assert single <= screened
    # What only the screen says is of covariates that have no analysis of their own.
    named = {
        found
        for name, text in TEXTS.items()
        if not name.name.startswith("screen_")
        for found in COVARIATE.findall(text)
    }
    assert not {one.rpartition(" as ")[2] for one in screened - single} & named
    assert len(named) > 20
