"""The rows of a key table that `where` keeps, and what is said where no key is found."""

import pytest

from tests.small_cohort import Cohort
from warehouse.errors import DataError

ROWS = "id,event,form,word\nA,base,,CR\nA,base,crs,PD\nA,late,,SD\nB,base, ,PR\n"
MAPPING = (
    "responses: {file: days.csv, lookup: {file: forms.csv, on: [id], where: {event: %s, form: %s}, take: [word]%s}, "
    "columns: {subject_id: id, study_day: day, response: word}}"
)


@pytest.fixture
def cohort(tmp_path):
    found = Cohort(tmp_path)
    found.write("forms.csv", ROWS)
    found.write("days.csv", "id,day\nA,30\nB,60\n")
    return found


@pytest.mark.parametrize("empty", ["", "''", "[null]", "null"])
def test_nothing_stands_for_an_empty_cell(cohort, empty):
    cohort.describe(MAPPING % ("base", empty, ""))
    engine, _ = cohort.read()
    assert engine.rows("select subject_id, response from raw.responses order by all") == [("A", "CR"), ("B", "PR")]


def test_one_of_several_texts(cohort):
    cohort.describe(MAPPING % ("[base, late]", "[crs, other]", ", absent: keep"))
    engine, _ = cohort.read()
    assert engine.rows("select subject_id, response from raw.responses") == [("A", "PD")]


def test_a_key_table_none_of_whose_keys_is_found_says_where(cohort):
    cohort.describe(MAPPING % ("base", "CRS", ""))
    with pytest.raises(DataError) as refused:
        cohort.read()
    said = str(refused.value)
    assert "The key is not in the rows of forms.csv that 'where' keeps by event, form." in said
    assert "(on and where of lookup; absent: keep)" in said


@pytest.mark.parametrize(("form", "unmet"), [("CRS", ("forms.csv",)), ("crs", ())])
def test_it_is_told_where_no_row_has_a_key(cohort, form, unmet):
    lookup = f"{{file: forms.csv, on: [id], where: {{form: {form}}}, take: [word], absent: keep}}"
    columns = "{subject_id: id, study_day: day, event: {constant: CRS}, term: word, scale: {constant: Lee}}"
    cohort.describe(f"toxicities: {{file: days.csv, lookup: {lookup}, columns: {columns}}}")
    _, readings = cohort.read()
    reading = readings["toxicities"][0]
    assert reading.keys_unmet == unmet
    assert ("no row has a key of forms.csv: see on and where of lookup" in str(reading.as_line()[1])) == bool(unmet)
