"""Words of response criteria by name: what each publication calls a response is the response it is counted as."""

import pytest

from tests.small_cohort import Cohort, shipped_contract
from warehouse.errors import StudyError
from warehouse.studies.value_maps import shipped_maps


@pytest.mark.parametrize(
    ("name", "words"),
    [
        # Kumar 2016, table 4; nCR by Blade 1998: not CR, since immunofixation stays positive.
        ("imwg", {"scr": "CR", "cr": "CR", "vgpr": "PR", "ncr": "PR", "pr": "PR", "mr": "SD", "sd": "SD", "pd": "PD"}),
        # Cheson 2014, table 3.
        ("lugano_2014", {"cmr": "CR", "pmr": "PR", "nmr": "SD", "pmd": "PD"}),
        ("cheson_2007", {"cr": "CR", "pr": "PR", "sd": "SD", "relapsed disease": "PD"}),
        ("recist_1_1", {"cr": "CR", "non-cr/non-pd": "SD", "pd": "PD", "ne": "NE"}),
    ],
)
def test_a_word_is_counted_as_its_criterion_counts_it(name, words):
    assert {word: shipped_maps()[name][word] for word in words} == words


@pytest.mark.parametrize(
    ("values", "what"),
    [("lugano", "no map of values is called 'lugano'"), ("sex", "which is not a value of 'response'")],
)
def test_a_map_that_is_not_there_or_does_not_fit_is_refused(tmp_path, values, what):
    cohort = Cohort(tmp_path)
    cohort.write("r.csv", "id,day,w\nA,1,CR\n")
    cohort.describe(
        f"responses: {{file: r.csv, columns: {{subject_id: id, study_day: day, response: {{column: w, values: {values}}}}}}}"
    )
    with pytest.raises(StudyError, match=what):
        cohort.load()


def test_every_map_gives_values_of_the_contract():
    sources = shipped_contract().sources
    columns = {"sex": sources["subjects"].columns["sex"], "vital_status": sources["follow_up"].columns["status"]}
    response = sources["responses"].columns["response"]
    assert [
        name for name, words in shipped_maps().items() if set(words.values()) - set(columns.get(name, response).values)
    ] == []
