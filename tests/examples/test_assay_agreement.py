"""What two assays could quantify: the textbook's table of 20, 5, 10 and 15, at a fifth of its size, has kappa .4."""

import pytest

from tests.small_study import build


def samples(counts):
    """Rows of both assays for so many samples of each kind; each sample is of a subject of its own."""
    kinds = [kind for kind, count in counts.items() for _ in range(count)]
    for number, (first, second) in enumerate(kinds):
        for assay, result in (("qpcr", first), ("ddpcr", second)):
            row = {"subject_id": f"S{number}", "study_day": 7, "assay": assay, "unit": "cells/uL", "lloq": 0.5}
            yield row | {"result": result}


SEEN, UNSEEN = "40", "<0.5"


def test_agreement_beyond_chance():
    """Observed (4 + 3) / 10 = .7; by chance .5 * .6 + .5 * .4 = .5; kappa (.7 - .5) / .5 = .4."""
    rows = samples({(SEEN, SEEN): 4, (SEEN, UNSEEN): 1, (UNSEEN, SEEN): 2, (UNSEEN, UNSEEN): 3})
    (found,) = build("report.rpt_assay_agreement", {"car_t_levels": rows})
    assert [found[name] for name in ("n_both", "n_only_qpcr", "n_only_ddpcr", "n_neither")] == [4, 1, 2, 3]
    assert found["kappa"] == pytest.approx(0.4)
    assert found["positive_agreement"] == pytest.approx(8 / 11)
    assert found["negative_agreement"] == pytest.approx(6 / 9)


def test_assays_that_say_the_same_of_every_sample_have_no_kappa():
    (found,) = build("report.rpt_assay_agreement", {"car_t_levels": samples({(SEEN, SEEN): 3})})
    assert (found["positive_agreement"], found["negative_agreement"], found["kappa"]) == (1.0, None, None)


def test_a_study_with_one_assay_has_no_table():
    assert build("report.rpt_assay_agreement", {}) == []
