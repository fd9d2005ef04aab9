"""Tumour burden, doubling time, quartiles and visit windows again, in plain Python."""

import math
import random

import pytest

from tests.small_study import build
from tests.twins.cohorts import SEEDS, SUBJECTS, counts, ferritin, lesions
from tests.twins.levels import quantile

WINDOWS = {
    "baseline": (-28, -5, -5),
    "day0": (-0.5, 0, 0),
    "day1": (0.5, 1, 1.49),
    "day3": (2, 3, 4),
    "day5": (4.5, 5, 5.49),
    "day7": (6, 7, 8),
    "day14": (12, 14, 16),
    "day28": (21, 28, 35),
    "month3": (70, 91, 112),
}


def burden(rows):
    """SPD of one subject at the last scan before treatment (no conditioning day is known), and the lesions summed."""
    days = [row["study_day"] for row in rows if row["study_day"] <= 0]
    if not days:
        return None
    scan = {row["lesion_id"]: row for row in rows if row["study_day"] == max(days)}
    if any(row["is_index"] == "true" for row in scan.values()):
        candidates = [row for row in scan.values() if row["is_index"] == "true"]
    else:
        candidates = [row for row in scan.values() if row["is_index"] is None]
    products = sorted(filter(lambda product: product is not None, map(product_of, candidates)), reverse=True)[:6]
    return (sum(products) or None, len(products)) if products else None


def product_of(row):
    if row["longest_diameter"] is None or row["perpendicular_diameter"] is None:
        return None
    return row["longest_diameter"] * row["perpendicular_diameter"] * (100 if row["unit"] == "cm" else 1)


def by_subject(rows):
    return {name: [row for row in rows if row["subject_id"] == name] for name in SUBJECTS}


@pytest.mark.parametrize("seed", SEEDS)
def test_burdens_agree(seed):
    rows = lesions(seed)
    expected = {name: found for name, mine in by_subject(rows).items() if (found := burden(mine)) is not None}
    found = [row for row in build("intermediate.int_tumor_burden_summed", {"lesions": rows}) if row["is_baseline"]]
    assert {row["subject_id"]: (row["tumor_burden_mm2"], row["n_index_lesions"]) for row in found} == expected
    assert len(expected) > 20


def doubling_time(rows):
    """Of one subject's counts: the first after transduction to the harvest, with what was removed put back."""
    days = {row["culture_day"]: row for row in rows if row["viable_cells_million"] > 0}
    marked = [day for day, row in days.items() if row["stage"] == "transduction"]
    starts = marked or [day for day in days if day >= 3]
    ends = [day for day, row in days.items() if row["stage"] == "harvest"] or list(days)
    if not days or not starts or max(ends) <= min(starts):
        return None
    first, last = min(starts), max(ends)
    growth = math.log(days[last]["viable_cells_million"] / days[first]["viable_cells_million"])
    growth -= sum(math.log(1 - (row["removed_percent"] or 0) / 100) for day, row in days.items() if first <= day < last)
    return (last - first) * math.log(2) / growth if growth > 1e-12 else None


@pytest.mark.parametrize("seed", SEEDS)
def test_doubling_times_agree(seed):
    rows = counts(seed)
    expected = {name: doubling_time(mine) for name, mine in by_subject(rows).items()}
    found = {
        row["subject_id"]: row["doubling_time_days"]
        for row in build("intermediate.int_doubling_times", {"culture_counts": rows})
    }
    assert {name for name, time in found.items() if time} == {name for name, time in expected.items() if time}
    for name, time in found.items():
        assert time is None or time == pytest.approx(expected[name])
    assert sum(time is not None for time in found.values()) > 5


def chosen(rows, window):
    """The record nearest to the target; of two equally near the later day, of one day the later record."""
    first, target, last = window
    inside = [
        (abs(row["study_day"] - target), -row["study_day"], -number, row)
        for number, row in enumerate(rows)
        if first <= row["study_day"] <= last and row["result"] is not None
    ]
    return min(inside, key=lambda found: found[:3])[3] if inside else None


@pytest.mark.parametrize("seed", SEEDS)
def test_windows_choose_the_same_samples(seed):
    rows = ferritin(seed)
    expected = {
        (name, visit): (row["study_day"], 2.5 if row["result"] == "<5" else float(row["result"]))
        for name, mine in by_subject(rows).items()
        for visit, window in WINDOWS.items()
        if (row := chosen(mine, window)) is not None
    }
    found = [row for row in build("intermediate.int_analytes_windowed", {"analytes": rows}) if row["is_chosen"]]
    assert {(row["subject_id"], row["visit"]): (row["study_day"], row["value"]) for row in found} == expected
    assert {visit for _, visit in expected} == set(WINDOWS) - {"day5"}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("n", [0, 1, 2, 3, 5, 40, 101])
def test_quartiles_agree(seed, n):
    draw = random.Random(f"{seed} {n}")
    values = [draw.choice([50, 60, 60, 70, 80.5, 90, 95]) for _ in range(n)]
    subjects = [{"subject_id": f"S{number}", "weight_kg": value} for number, value in enumerate(values)]
    found = [row for row in build("marts.quartiles", {"subjects": subjects}) if row["feature"] == "weight_kg"]
    if not values:
        assert found == []
        return
    cuts = [quantile(values, part) for part in (0.25, 0.5, 0.75)]
    groups = [sum(value > cut for cut in cuts) + 1 for value in values]
    assert [row["upper_cut"] for row in found[:3]] == pytest.approx(cuts)
    assert [row["n"] for row in found] == [groups.count(number) for number in (1, 2, 3, 4)]
    assert found[0]["has_tied_cut"] == any(values.count(cut) > 1 for cut in cuts)
