"""What a person asks to have explained is found, and what is not is answered by words that lead on."""

from types import SimpleNamespace

import pytest

from warehouse.adapters.duckdb import open_memory
from warehouse.errors import UsageError
from warehouse.explaining.target import find_target

# A warehouse of one mart and one analysis, as the ledger would tell of it.
KNOWN = SimpleNamespace(
    columns={"marts.cohort": ["subject_id", "peak"], "results.peak_by_response": ["term", "p_value"]},
    models={
        "analyses.peak_by_response": {"name": "peak_by_response", "layer": "analyses"},
        "marts.cohort": {"name": "cohort", "layer": "marts"},
    },
    kinds={"marts.cohort": "table", "results.peak_by_response": "table"},
    order=("marts.cohort", "results.peak_by_response"),
    grain=lambda relation: ["subject_id"] if relation == "marts.cohort" else [],
)


@pytest.fixture
def engine():
    engine = open_memory()
    engine.execute(
        "create schema results; create table results.peak_by_response as select 'CR vs PR' as term, .1 as p_value"
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
