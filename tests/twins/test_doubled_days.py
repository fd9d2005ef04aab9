"""A doubled day that fills the hole of the subject beside it in the file, found again by looking at every pair of days.

The shipped SQL joins by row numbers, because all pairs of a large study would be too many; nothing may be missed by that.
"""

from collections import defaultdict
from itertools import pairwise

import pytest

from tests.small_study import build
from tests.twins.cohorts import SEEDS, generator

DAYS = (0, 7, 14, 28, 90)


def rows(seed):
    """Levels day by day, in the order of the file; now and then one is written under the subject above or below."""
    draw = generator(seed)
    found = []
    for number in range(40):
        for day in DAYS:
            name = f"S{number:03}" if draw.random() > 0.04 else f"S{max(0, number + draw.choice([-1, 1])):03}"
            found += [{"subject_id": name, "study_day": day}] * (2 if draw.random() < 0.02 else 1)
    return [row | {"assay": "qpcr", "unit": "cells/uL", "result": 5, "lloq": 0.5} for row in found]


def doubled(levels):
    """Subjects with a day twice, beside which another subject has a hole that the day would fill."""
    places = defaultdict(list)
    for number, row in enumerate(levels, 1):
        places[row["subject_id"], row["study_day"]].append(number)
    days = defaultdict(list)
    for name, day in sorted(places):
        days[name].append(day)
    holes = [(name, first, last) for name, mine in days.items() for first, last in pairwise(mine)]
    there = {day: sum(day in mine for mine in days.values()) for day in DAYS}
    found = set()
    for (name, day), own in places.items():
        for other, first, last in holes:
            ends = (places[other, first][-1], places[other, last][0])
            beside = any(abs(edge - record) <= 1 for edge in ends for record in (own[0], own[-1]))
            if len(own) > 1 and other != name and first < day < last and beside and 2 * there[day] >= len(days):
                found.add((name, own[0]))
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_doubled_days_agree(seed):
    levels = rows(seed)
    found = build("intermediate.int_suspicions_of_keys", {"car_t_levels": levels})
    first = min(row["source_row"] for row in build("intermediate.int_levels_received", {"car_t_levels": levels}))
    pointed = {
        (row["subject_id"], row["source_row"] - first + 1) for row in found if row["rule"] == "doubled_day_fills_a_hole"
    }
    assert pointed == doubled(levels)
    assert pointed
