"""Two units in one column, again in slow and obvious Python over drawn records that hold many of them."""

import csv
from math import log10
from statistics import median

import pytest

from tests.small_study import SQL, build
from tests.twins.cohorts import SEEDS, SUBJECTS, generator
from tests.twins.levels import grouped, place_of, quantile, record_of, records


def factors():
    """Each factor of at least five between two units of an analyte, as a power of ten."""
    rows = csv.DictReader((SQL / "seeds" / "units.csv").read_text("utf-8").splitlines())
    for (analyte,), units in grouped(rows, "analyte").items():
        known = [float(unit["factor"]) for unit in units]
        for shift in {round(log10(high / low), 2) for high in known for low in known if high >= 5 * low}:
            yield analyte, shift
    yield from ((f"CAR T cells, {unit}", log10(150)) for unit in ("cells/uL", "copies/ug"))


SHIFTS = list(factors())


def smaller_heap(logs, shifts):
    """The smaller of two heaps parted at the widest gap, if they are apart by a factor; of two as wide the higher gap."""
    ordered = sorted(logs)
    places = range(3, len(ordered) - 2)
    if not places:
        return None
    gap, cut = max((ordered[place] - ordered[place - 1], ordered[place - 1]) for place in places)
    below, above = [each for each in ordered if each <= cut], [each for each in ordered if each > cut]
    apart = median(above) - median(below)
    widest = max(quantile(heap, 0.9) - quantile(heap, 0.1) for heap in (below, above))
    near = [
        shift for shift in shifts if abs(apart - shift) <= 0.2 + 0.1 * shift and gap >= 0.3 * shift and widest <= shift
    ]
    return (above if len(above) < len(below) else below, min(near)) if near else None


def in_two_units(seed):
    """Analytes of which some records, or one laboratory's or file's, are off by about a factor between two units."""
    draw = generator(seed)
    for analyte, unit, factors in (
        ("crp", "mg/L", (8, 10, 13)),
        ("creatinine", "umol/L", (60, 88.42)),
        ("tnx", "U", (10,)),
    ):
        for method in "abcdefgh":
            factor, noise, share = draw.choice(factors), draw.choice([0.03, 0.1, 0.3]), draw.choice([0.1, 0.3, 0.5])
            off_at = draw.choice([None, "laboratory", "source_file"])
            for number in range(draw.choice([5, 6, 24, 40, 50])):
                row = {"subject_id": draw.choice(SUBJECTS), "study_day": number, "analyte": analyte, "platform": method}
                row |= {"unit": unit, "specimen": draw.choice(["serum"] * 3 + ["plasma"])}
                row |= {
                    "laboratory": draw.choice(["north", "south", None]),
                    "source_file": draw.choice(["north", "east"]),
                }
                is_off = row[off_at] == "north" if off_at else draw.random() < share
                yield row | {"result": round(30 * 10 ** draw.gauss(0, noise) * (factor if is_off else 1), 3)}


@pytest.mark.parametrize("seed", SEEDS)
def test_two_heaps_in_two_units(seed):
    rows = list(in_two_units(seed))
    expected = []
    for (quantity, *_), same in grouped(records(rows, []), "quantity", "method", "specimen").items():
        heap = smaller_heap([row["log"] for row in same], [shift for name, shift in SHIFTS if name == quantity])
        if heap is None:
            continue
        smaller, shift = heap
        said = f"{quantity}: two heaps, apart by a factor of {round(10**shift)}.0 that converts one unit into another; "
        said += f"{len(smaller)} records are in the smaller heap, and were used as they stand"
        expected += [(*place_of(row), said) for row in same if row["log"] in smaller]
    built = build("intermediate.int_suspicions_of_units", {"analytes": rows})
    told = sorted((*record_of(row), row["about"]) for row in built if row["rule"] == "two_units_mixed")
    assert told == sorted(expected)
    assert len(expected) > 10


@pytest.mark.parametrize("seed", SEEDS)
def test_origins_in_two_units(seed):
    rows = list(in_two_units(seed))
    expected = []
    for (quantity, *_), same in grouped(records(rows, []), "quantity", "method", "specimen").items():
        origins = {(kind, *key): mine for kind in ("file", "laboratory") for key, mine in grouped(same, kind).items()}
        large = {origin: mine for origin, mine in origins.items() if origin[1] and len(mine) >= 6}
        for low, mine in large.items():
            for high, theirs in large.items():
                mine_logs, their_logs = [row["log"] for row in mine], [row["log"] for row in theirs]
                if low[0] != high[0] or quantile(mine_logs, 0.75) >= quantile(their_logs, 0.25):
                    continue
                for name, shift in SHIFTS:
                    if name == quantity and abs(median(their_logs) - median(mine_logs) - shift) <= 0.15:
                        said = f"{' '.join(low)} lies below {' '.join(high)} by a factor of {round(10**shift)}.0"
                        said = f"{quantity}: {said} that converts one unit into another"
                        expected.append((*min(place_of(row)[1:] for row in mine), said))
    built = build("intermediate.int_suspicions_of_units", {"analytes": rows})
    told = sorted((*record_of(row)[1:], row["about"]) for row in built if row["rule"] == "origins_apart_by_a_factor")
    assert told == sorted(expected)
    assert len(expected) > 1
