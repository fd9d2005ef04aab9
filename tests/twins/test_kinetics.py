"""Area under the curve and peak again, in plain Python over one subject at a time."""

import math
from itertools import pairwise

import pytest

from tests.small_study import build
from tests.twins.cohorts import SEEDS, levels


def curves(rows, policy):
    """Subject -> {day: level}; of one day the last record stands."""
    found = {}
    for row in rows:
        found.setdefault(row["subject_id"], {})[row["study_day"]] = level_of(row["result"], policy)
    return {name: {day: level for day, level in days.items() if level is not None} for name, days in found.items()}


def level_of(result, policy):
    if result.startswith(">"):
        return 50.0
    if result == "n.d." or result.startswith("<") or float(result) < 0.5:
        return {"zero": 0.0, "half_lloq": 0.25, "drop": None}[policy]
    return float(result)


def area(curve, method):
    """The area to day 28, or why there is none."""
    after = {day: level for day, level in curve.items() if day > 0}
    if not after:
        return None, None
    if sum(day <= 35 for day in after) < 3:
        return None, "too_few_samples"
    if not any(5 <= day <= 10 for day in after):
        return None, "no_early_sample"
    if not any(21 <= day <= 35 for day in after):
        return None, "no_late_sample"
    return integral([(0, 0.0), *sorted(after.items())], method), None


def integral(points, method):
    """The area of each pair of neighbours, the last one cut at day 28 by the rule that joins the measured levels."""
    total = 0.0
    for (day, level), (next_day, next_level) in pairwise(points):
        falls = method == "linear_up_log_down" and 0 < next_level < level
        end_day, end_level = cut_at_28(day, level, next_day, next_level, falls)
        if falls and end_level < level:
            total += (level - end_level) * (end_day - day) / math.log(level / end_level)
        else:
            total += (level + end_level) / 2 * (end_day - day)
    return total


def cut_at_28(day, level, next_day, next_level, falls):
    if next_day <= 28:
        return next_day, next_level
    if day >= 28:
        return day, level
    part = (28 - day) / (next_day - day)
    return 28, level * (next_level / level) ** part if falls else level + (next_level - level) * part


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("method", ["linear", "linear_up_log_down"])
@pytest.mark.parametrize("policy", ["zero", "half_lloq", "drop"])
def test_areas_agree(seed, method, policy):
    rows = levels(seed)
    expected = {name: area(curve, method) for name, curve in curves(rows, policy).items()}
    expected = {name: found for name, found in expected.items() if found != (None, None)}
    settings = {"auc_method": method, "car_t_below_limit": policy}
    found = build("intermediate.int_car_t_areas", {"car_t_levels": rows}, settings)
    assert {row["subject_id"]: row["auc_missing_reason"] for row in found} == {
        n: why for n, (_, why) in expected.items()
    }
    areas = {row["subject_id"]: row["auc_car_t_day0_28"] for row in found if row["auc_missing_reason"] is None}
    assert areas == pytest.approx({name: total for name, (total, why) in expected.items() if why is None})
    assert len(areas) > 3


@pytest.mark.parametrize("seed", SEEDS)
def test_peaks_agree(seed):
    rows = levels(seed)
    expected = {}
    for name, curve in curves(rows, "zero").items():
        window = {day: level for day, level in curve.items() if 0 < day <= 28}
        if window:
            peak = max(window.values())
            expected[name] = (peak, min(day for day in window if window[day] == peak) if peak > 0 else None)
    found = build("intermediate.int_car_t_peaks", {"car_t_levels": rows})
    assert {row["subject_id"]: (row["peak_car_t_per_ul"], row["peak_car_t_day"]) for row in found} == expected
    assert any(day is None for _, day in expected.values())


@pytest.mark.parametrize("seed", SEEDS)
def test_copies_have_what_cells_have_and_take_nothing_from_them(seed):
    cells, copies = levels(seed), levels(seed + 50, "copies/ug")
    expected = [
        {name: area(curve, "linear") for name, curve in curves(rows, "zero").items()} for rows in (cells, copies)
    ]
    found = build("intermediate.int_car_t_areas", {"car_t_levels": [*cells, *copies]})
    named = [("auc_car_t_day0_28", "auc_missing_reason"), ("auc_car_t_copies_day0_28", "auc_copies_missing_reason")]
    for areas, (value, reason) in zip(expected, named, strict=True):
        reckoned = {name: of_one for name, of_one in areas.items() if of_one != (None, None)}
        made = {row["subject_id"]: row for row in found if (row[value], row[reason]) != (None, None)}
        assert {name: row[reason] for name, row in made.items()} == {name: why for name, (_, why) in reckoned.items()}
        numbers = {name: row[value] for name, row in made.items() if row[reason] is None}
        assert numbers == pytest.approx({name: total for name, (total, why) in reckoned.items() if why is None})
        assert len(numbers) > 3
