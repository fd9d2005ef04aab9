"""Shifted decimal points, heaps and rounded values, again in slow and obvious Python over drawn records."""

from collections import Counter, defaultdict
from math import log10, prod
from statistics import median

import pytest

from tests.small_study import build
from tests.twins.cohorts import SEEDS, SUBJECTS, generator
from tests.twins.levels import grouped, place_of, quantile, record_of, records, spread


def shifted(given):
    return sorted(record_of(row) for row in build("intermediate.int_suspicions_of_values", given))


def looks_shifted(shift):
    return round(abs(shift)) >= 1 and abs(abs(shift) - round(abs(shift))) <= 0.12


def beside_sisters(rows):
    """Each record beside those of the same subject and day by another method, or of CAR T cells in another unit."""
    pairs = defaultdict(list)
    for same in grouped(rows, "source", "subject", "day").values():
        for one in same:
            for other in same:
                is_one_quantity = one["quantity"] == other["quantity"] or one["source"] == "car_t_levels"
                specimens = {one["specimen"], other["specimen"]}
                is_one_specimen = len(specimens) == 1 or "not stated" in specimens
                first, second = ((each["quantity"], each["method"]) for each in (one, other))
                if first < second and is_one_quantity and is_one_specimen:
                    pairs[first, second].append((one, one["log"] - other["log"]))
    for found_pairs in pairs.values():
        ratios = [ratio for _, ratio in found_pairs]
        if len(ratios) >= 6 and spread(ratios) <= 0.12:
            yield from (place_of(one) for one, ratio in found_pairs if looks_shifted(ratio - median(ratios)))


def beside_neighbours(rows):
    """Each record beside that before and that after, where the quantity hardly moves."""
    steps = defaultdict(list)
    for same in grouped(rows, "subject", "quantity", "method", "specimen").values():
        course = sorted(same, key=lambda row: (row["day"], row["row"], row["file"]))
        for place, row in enumerate(course[1:], 1):
            after = course[place + 1]["log"] if place + 1 < len(course) else None
            steps[row["quantity"], row["method"]].append((row, course[place - 1]["log"], after))
    for several in steps.values():
        moves = [row["log"] - before for row, before, _ in several]
        if len(moves) < 6 or spread(moves) > 0.05:
            continue
        for row, before, after in several:
            if after is not None and abs(before - after) <= 0.15 and looks_shifted(row["log"] - (before + after) / 2):
                yield place_of(row)


def shifted_points(seed):
    """Levels by two assays in two units and an analyte by two platforms, every tenth of them ten or a hundred times off."""
    draw = generator(seed)

    def result(base, noise):
        return round(base * 10 ** draw.gauss(0, noise) * draw.choice([1] * 18 + [0.1, 5, 100]), 6)

    def levels(name, day, place):
        base = 40 * 1.02**place
        for unit, scale in (("cells/uL", 1), ("copies/ug", 900)):
            for assay in ("ddpcr", "qpcr"):
                if draw.random() < 0.8:
                    specimen = draw.choice([None, None, "blood", "marrow"])
                    row = {"subject_id": name, "study_day": day, "assay": assay, "unit": unit, "specimen": specimen}
                    yield row | {"result": result(base * scale, 0.05 if assay == "qpcr" else 0.02)}

    def analyte(name, day, place, method):
        row = {"subject_id": name, "study_day": day, "analyte": "albumin", "unit": "g/L", "platform": method}
        return row | {"result": result(40 + place, 0.02), "specimen": draw.choice(["serum", "serum", None])}

    def neopterin(name, day, place, method):
        row = {"subject_id": name, "study_day": day, "analyte": "neopterin", "unit": "nmol/L", "platform": method}
        return row | {"result": draw.choice([result(2 + 3 * place, 0.3)] * 9 + [0])}

    drawn = [(name, day, place) for place, name in enumerate(SUBJECTS[:20]) for day in (0, 3, 3, 7, 14, None)]
    measured = [analyte(*each, method) for each in drawn for method in ("a", "b") if draw.random() < 0.8]
    measured += [neopterin(*each, method) for each in drawn for method in ("a", "b")]
    return measured, [row for each in drawn for row in levels(*each)]


@pytest.mark.parametrize("seed", SEEDS)
def test_shifted_decimal_points(seed):
    analytes, levels = shifted_points(seed)
    rows = [row for row in records(analytes, levels) if row["day"] is not None and row["value"]]
    beside = list(beside_sisters(rows)), list(beside_neighbours(rows))
    assert min(map(len, beside)) > 1
    given = {"analytes": analytes, "car_t_levels": levels}
    assert shifted(given) == sorted(beside[0] + beside[1])


def ratios_of_lesions(seed):
    draw = generator(seed)
    for number in range(40):
        row = {"subject_id": draw.choice(SUBJECTS), "study_day": 0, "lesion_id": f"L{number}", "unit": "mm"}
        longest = draw.randint(20, 60)
        short = round(longest * draw.uniform(0.5, 1) * draw.choice([1] * 8 + [10, 0.1]), 1)
        yield row | {"longest_diameter": longest, "perpendicular_diameter": draw.choice([short] * 9 + [0])}


def ratios_of_doses(seed):
    draw = generator(seed)
    for name in SUBJECTS:
        cells, percent = draw.randint(100, 400), draw.choice([0, 40, 50, 60, 70])
        dose = round(cells * percent / 100 * draw.uniform(0.9, 1.1) * draw.choice([1] * 8 + [10, 0.01, 0]), 3)
        row = {"subject_id": name, "viable_t_cells_infused_million": draw.choice([cells] * 9 + [0])}
        yield row | {"transduction_percent": percent, "car_t_cells_infused_million": dose}


@pytest.mark.parametrize("seed", SEEDS)
def test_shifted_decimal_points_of_diameters_and_doses(seed):
    lesions, doses = list(ratios_of_lesions(seed)), list(ratios_of_doses(seed))
    expected = []
    for source, rows, top, parts in (
        ("lesions", lesions, "longest_diameter", ["perpendicular_diameter"]),
        ("products", doses, "car_t_cells_infused_million", ["viable_t_cells_infused_million", "transduction_percent"]),
    ):
        logs = {}
        for number, row in enumerate(rows, 2):
            below = prod(row[part] / (100 if part == "transduction_percent" else 1) for part in parts)
            if below and row[top]:
                logs[row["subject_id"], f"{source}.csv", number] = log10(row[top] / below)
        assert spread(logs.values()) <= 0.12
        expected += [key for key, ratio in logs.items() if looks_shifted(ratio - median(logs.values()))]
    assert shifted({"lesions": lesions, "products": doses}) == sorted(expected)
    assert len(expected) > 5


def heaped(seed):
    """Quantities whose values below 4 or above 20 are often written as 4 or 20, and some that were rounded."""
    draw = generator(seed)
    for number in range(36):
        low, high, step = draw.choice([0, 3, 4]), draw.choice([20, 30, 99]), draw.choice([1, 1, 1, 1, 5, 15])
        for _ in range(draw.choice([15, 29, 30, 60, 90, 120])):
            drawn = draw.choice([draw.randint(0, 40), draw.randint(0, 8), draw.randint(15, 35)])
            value = min(max(drawn, low), high) // step * step
            row = {"subject_id": draw.choice(SUBJECTS), "study_day": 0, "analyte": f"analyte {number}", "unit": "U"}
            yield row | {"platform": "a", "result": value, "source_file": draw.choice(["a.csv", "b.csv"])}


def is_heap(counts, values, place):
    """Whether far more records have the value at an end than any of the three beside it, and than values usually have."""
    beside = [counts[value] for value in (values[1:4] if place == 0 else values[-4:-1])]
    n, total = counts[values[place]], sum(counts.values())
    return n >= 3 and n >= 3 * max(beside) and n >= 0.02 * total and n >= 4 * quantile(counts.values(), 0.9)


@pytest.mark.parametrize("seed", SEEDS)
def test_heaps_and_rounded_values(seed):
    rows = list(heaped(seed))
    heaps, rounded = [], []
    for same in grouped(records(rows, []), "quantity").values():
        counts = Counter(row["value"] for row in same)
        values = sorted(counts)
        first = {value: min(place_of(row)[1:] for row in same if row["value"] == value) for value in values}
        for place in (0, -1):
            if is_heap(counts, values, place):
                said = f"{counts[values[place]]} results are exactly the {'lowest' if place == 0 else 'highest'}"
                end = ", 0: none, or not detected" if values[place] == 0 else ", as when a < or > was lost"
                heaps.append((*first[values[place]], f"{said} of all {len(same)}{end}"))
        if len(same) >= 30 and 2 <= len(values) <= 4:
            said = f"{len(same)} results are one of {len(values)} values; they were rounded until little is left"
            rounded.append((*min(first.values()), said))
    assert min(len(heaps), len(rounded)) > 1
    built = build("intermediate.int_suspicions_of_heaps", {"analytes": rows})
    told = sorted((row["source_file"], row["source_row"], row["about"].partition(": ")[2]) for row in built)
    assert told == sorted(heaps + rounded)
    assert {row["severity"] == "info" for row in built} == {True, False}
    is_mild = [", 0: none" in row["about"] or row["rule"] == "rounded_away" for row in built]
    assert is_mild == [row["severity"] == "info" for row in built]
