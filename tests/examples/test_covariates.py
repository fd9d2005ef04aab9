"""Every registered covariate that is a column of a model reaches the long table and the wide one, and no other's value does."""

from tests.small_study import build, engine

# These have rows of their own, as the examples show.
AS_ROWS = {"int_analytes_windowed", "int_analytes_summarized", "int_scores_windowed"}
# What is made of the levels of CAR T cells, and the burden, is read where it stands together.
IN_KINETICS = {
    "int_car_t_peaks",
    "int_car_t_areas",
    "int_car_t_month3",
    "int_car_t_declines",
    "int_tumor_burden_summed",
}


def a_number_for_each():
    """One subject with a number of its own for every covariate, in the models that the registry names."""
    given, numbers = {}, {}
    names = "select feature, source_model from seeds.feature_registry order by feature"
    for number, (feature, model) in enumerate(engine().rows(names), 1):
        if model not in AS_ROWS:
            name = "kinetics" if model in IN_KINETICS else model
            relation = f"intermediate.{name}" if name.startswith("int_") else f"marts.{name}"
            given.setdefault(relation, {"subject_id": "S1"})[feature] = numbers[feature] = number
    return {relation: [row] for relation, row in given.items()}, numbers


def test_every_covariate_is_a_row():
    given, numbers = a_number_for_each()
    found = {row["feature"]: row["value"] for row in build("marts.features", given)}
    assert len(numbers) > 50 and found == numbers


def test_every_covariate_is_a_column():
    given, numbers = a_number_for_each()
    (row,) = build("marts.cohort", given)
    assert {name: row[name] for name in numbers} == numbers
