"""Whatever is done to a chain of runs after it was written is noticed; what cannot be is shown as well."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from warehouse.ledger.chain import faults_of, hash_of, sealed

TEXTS = st.text(max_size=5)
SAYINGS = st.lists(st.fixed_dictionaries({"who": TEXTS, "inputs": TEXTS | st.none()}), min_size=1, max_size=6)


def chain(sayings):
    runs = []
    for number, said in enumerate(sayings, 1):
        runs.append(sealed({"run_id": number, **said}, runs[-1]["hash"] if runs else None))
    return runs


def heads(runs):
    return {run["run_id"]: run["hash"] for run in runs}


def test_a_run_says_the_same_before_it_is_written_and_after_it_is_read():
    written = sealed({"run_id": 1, "at": "2026-01-02 03:04:05.006", "n": 3}, None)
    read = dict(written) | {"at": datetime(2026, 1, 2, 3, 4, 5, 6000), "a later column": None}
    assert hash_of(read) == written["hash"]


@given(SAYINGS)
def test_a_chain_as_it_was_written_has_no_faults(sayings):
    runs = chain(sayings)
    assert faults_of(runs, heads(runs)) == []
    assert faults_of(runs, {}) == []
    assert faults_of(reversed(runs), heads(runs)) == [], "in whatever order a database gives them"


@given(SAYINGS, st.data())
def test_a_changed_row_is_noticed(sayings, data):
    runs = chain(sayings)
    at = data.draw(st.integers(0, len(runs) - 1))
    cell = data.draw(st.sampled_from(sorted(runs[at])))
    value = data.draw(TEXTS.filter(lambda text: text != str(runs[at][cell]))) if cell != "run_id" else at + 2
    runs[at][cell] = value
    assert faults_of(runs, {})


@given(SAYINGS, st.data())
def test_a_changed_row_with_a_hash_made_to_fit_is_noticed(sayings, data):
    """The forger knows how hashes are made and mends this row; the next one, or the file beside, tells."""
    runs = chain(sayings)
    kept = heads(runs)
    at = data.draw(st.integers(0, len(runs) - 1))
    runs[at] = sealed(runs[at] | {"who": runs[at]["who"] + "!"}, runs[at]["previous"])
    assert faults_of(runs, kept)
    assert bool(faults_of(runs, {})) == (at < len(runs) - 1)


@given(SAYINGS.filter(lambda each: len(each) > 1), st.data())
def test_a_row_taken_out_is_noticed(sayings, data):
    runs = chain(sayings)
    kept = heads(runs)
    at = data.draw(st.integers(0, len(runs) - 1))
    del runs[at]
    assert faults_of(runs, kept)
    assert bool(faults_of(runs, {})) == (at < len(runs)), "off the end only the file beside the warehouse tells"


@given(SAYINGS, st.data())
def test_a_row_put_in_is_noticed(sayings, data):
    runs = chain(sayings)
    like = data.draw(st.sampled_from(runs))
    put = dict(like) | {"run_id": data.draw(st.integers(1, len(runs) + 1)), "who": "nobody"}
    assert faults_of([*runs, put], {})


@given(SAYINGS.filter(lambda each: len(each) > 1), st.data())
def test_rows_that_change_places_are_noticed(sayings, data):
    runs = chain(sayings)
    first, second = data.draw(st.permutations(range(len(runs))))[:2]
    runs[first]["run_id"], runs[second]["run_id"] = runs[second]["run_id"], runs[first]["run_id"]
    assert faults_of(runs, {})


@given(SAYINGS)
def test_a_whole_chain_written_anew_is_noticed_only_by_what_lies_outside(sayings):
    kept = heads(chain(sayings))
    forged = chain([said | {"who": said["who"] + "!"} for said in sayings])
    assert faults_of(forged, {}) == []
    assert faults_of(forged, kept)


def test_runs_of_before_there_were_hashes_are_taken_as_they_are():
    old = {"run_id": 1, "n_built": 3}
    assert faults_of([old, sealed({"run_id": 2}, None)], {}) == []
    assert faults_of([sealed({"run_id": 1}, None), {"run_id": 2}], {}) != []
