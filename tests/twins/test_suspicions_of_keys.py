"""Doubled days that fill a hole, again in slow and obvious Python over drawn records that hold many of them."""

from collections import defaultdict
from itertools import pairwise

import pytest

from tests.small_study import build
from tests.twins.cohorts import SEEDS, SUBJECTS, generator
from tests.twins.levels import record_of


def daily(seed):
    """Two events a day by two files in turn, some days left out, and some records under the name of another subject."""
    draw = generator(seed)
    rows = [
        {
            "subject_id": name,
            "study_day": day,
            "event": event,
            "scale": "Lee",
            "source_file": "first.csv" if place < 12 else "second.csv",
        }
        for place, name in enumerate(SUBJECTS[:24])
        for event in ("CRS", "NE")
        for day in range(8)
        if draw.random() < 0.7
    ]
    for row in rows:
        if draw.random() < 0.25:
            row["subject_id"] = draw.choice(SUBJECTS[:12] if row["source_file"] == "first.csv" else SUBJECTS[10:24])
        if draw.random() < 0.1:
            row[draw.choice(["study_day", "end_day"])] = draw.choice([None, 6])
    for place in range(0, len(rows) - 3, 3):
        part = rows[place : place + 3]
        draw.shuffle(part)
        rows[place : place + 3] = part
    return rows


def places_of(rows):
    """Where each event of a file stands by subject and day, if it has a day and no end."""
    places = defaultdict(list)
    for number, row in enumerate(rows, 2):
        if row["study_day"] is not None and row.get("end_day") is None:
            places[row["event"], row["source_file"], row["subject_id"], row["study_day"]].append(number)
    return places


def holes(places, event, file, day, own):
    """The records about each gap over that day of another subject in the same file."""
    for name in {key[2] for key in places if key[:2] == (event, file) and key[2] != own}:
        days = sorted(key[3] for key in places if key[:3] == (event, file, name))
        for before, after in pairwise(days):
            if before < day < after:
                yield from (max(places[event, file, name, before]), min(places[event, file, name, after]))


def doubled_days(rows):
    """Every record of a day that a subject has twice, beside a neighbour in the file who lacks that day."""
    places = places_of(rows)
    expected = []
    for (event, file, name, day), mine in places.items():
        around = [place for place in holes(places, event, file, day, name) if len(mine) > 1]
        near = any(abs(place - record) <= 1 for place in around for record in (min(mine), max(mine)))
        graded = {key[2] for key in places if key[0] == event}
        on_day = {key[2] for key in places if key[0] == event and key[3] == day}
        if near and 2 * len(on_day) >= len(graded):
            expected.append((name, file, min(mine)))
    return sorted(expected)


@pytest.mark.parametrize("seed", SEEDS)
def test_doubled_days_that_fill_a_hole(seed):
    rows = daily(seed)
    expected = doubled_days(rows)
    built = build("intermediate.int_suspicions_of_keys", {"toxicities": rows})
    assert sorted(record_of(row) for row in built if row["rule"] == "doubled_day_fills_a_hole") == expected
    assert len(expected) > 3
