"""What a person asks to have explained is found, and what is not is answered by words that lead on."""

from types import SimpleNamespace

import pytest

from warehouse.adapters.duckdb import open_memory
from warehouse.errors import UsageError
from warehouse.explaining.target import find_target

# A warehouse of one mart and one analysis, as the ledger would tell of it.
KNOWN = SimpleNamespace(
    columns={
        "marts.cohort": {"subject_id": "VARCHAR", "peak": "DOUBLE"},
        "marts.features": {"subject_id": "VARCHAR", "feature": "VARCHAR", "value": "DOUBLE"},
        "marts.levels": {"Subject": "VARCHAR", "day": "DOUBLE", "n": "INTEGER", "share": "DECIMAL(4,2)", "on": "DATE"},
        "results.peak_by_response": {"term": "VARCHAR", "p_value": "DOUBLE"},
    },
    models={
        "analyses.peak_by_response": {"name": "peak_by_response", "layer": "analyses"},
        "marts.cohort": {"name": "cohort", "layer": "marts"},
        "marts.features": {"name": "features", "layer": "marts"},
        "marts.levels": {"name": "levels", "layer": "marts"},
    },
    kinds=dict.fromkeys(("marts.cohort", "marts.features", "marts.levels", "results.peak_by_response"), "table"),
    order=("marts.cohort", "marts.features", "marts.levels", "results.peak_by_response"),
    grain=lambda relation: GRAINS.get(relation, []),
)
GRAINS = {
    "marts.cohort": ["subject_id"],
    "marts.features": ["subject_id", "feature"],
    "marts.levels": ["subject", "day", "n", "share", "on"],
}


@pytest.fixture
def engine():
    engine = open_memory()
    engine.execute(
        "create schema results; create table results.peak_by_response as select 'CR vs PR' as term, .1 as p_value"
    )
    engine.execute("create schema marts; create table marts.cohort as select 'Doe, J' as subject_id, 1.5 as peak")
    engine.execute(
        "create table marts.features as select 'Doe, J' as subject_id, 'auc, d0-28' as feature, 1.5 as value"
    )
    engine.execute(
        "create table marts.levels as select 'S1' as Subject, 0.0::double as day, 7 as n, 0.50::decimal(4,2) as share,"
        " date '2020-02-01' as on"
    )
    yield engine
    engine.close()


def test_one_term_of_a_result(engine):
    assert find_target("results.peak_by_response:CR vs PR", KNOWN, engine).condition == "term = 'CR vs PR'"


@pytest.mark.parametrize(
    ("asked", "said", "leads_on"),
    [
        ("results.peak_by_response.p_value@CR vs PR", "has no grain", "results.peak_by_response:CR vs PR"),
        ("results.peak_by_response@CR vs PR", "is a table", "results.peak_by_response:TERM"),
        ("marts.cohort@S1", "is a table", "marts.cohort.COLUMN@SUBJECT"),
        ("results.peak_by_responce", "no such result", "'peak_by_response'"),
    ],
)
def test_what_was_meant_for_one_value_is_answered_by_how_it_is_written(engine, asked, said, leads_on):
    with pytest.raises(UsageError) as caught:
        find_target(asked, KNOWN, engine)
    assert said in str(caught.value)
    assert str(caught.value).endswith(f"try: {leads_on}")


@pytest.mark.parametrize(
    "keys", ["S1,0", "S1, 0", "S1,0.0", "S1,-0", "S1,0e0,7", "S1,0,7,.5", "S1,0,7,0.50,2020-02-01"]
)
def test_a_number_with_a_point_is_named_as_a_person_writes_it(engine, keys):
    target = find_target(f"levels.n@{keys}", KNOWN, engine)
    assert engine.rows(f"select n from marts.levels where {target.condition}") == [(7,)]


@pytest.mark.parametrize("keys", ["S1,1", "S1,zero", "S1,0,6.9", "S1,0,7,.504", "S1,0,7,0.5,2020-02-02", "s1,0"])
def test_another_number_is_another_row(engine, keys):
    with pytest.raises(UsageError, match="No row"):
        find_target(f"levels.n@{keys}", KNOWN, engine)


@pytest.mark.parametrize(
    "asked",
    [
        'features.value@"Doe, J","auc, d0-28"',
        'features.value@"Doe, J" , "auc, d0-28"',
        'features.value@"Doe, J"',
        "cohort.peak@Doe, J",
        'cohort.peak@"Doe, J"',
        "peak@Doe, J",
        'auc, d0-28@"Doe, J"',
        "auc, d0-28@Doe, J",
    ],
)
def test_a_subject_with_a_comma_is_named_in_quotes_or_alone(engine, asked):
    target = find_target(asked, KNOWN, engine)
    assert engine.rows(f"select 1 from {target.relation} where {target.condition}") == [(1,)]


def test_a_comma_that_divides_one_key_in_two_is_answered_by_quotes(engine):
    with pytest.raises(UsageError) as caught:
        find_target("features.value@Doe, J,peak", KNOWN, engine)
    assert 'in quotes what has a comma: "Doe, J"' in str(caught.value)
