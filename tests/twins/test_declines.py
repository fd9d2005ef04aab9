"""The half-life again in plain Python: every line through the last levels, fitted by sums, the best one kept."""

import math

import pytest

from tests.small_study import build
from tests.twins.cohorts import SEEDS, levels
from tests.twins.test_kinetics import curves


def line(points):
    """Slope and adjusted R squared of the logarithms on the days, from sums."""
    n = len(points)
    days, logs = [day for day, _ in points], [math.log(level) for _, level in points]
    day_mean, log_mean = sum(days) / n, sum(logs) / n
    run = sum((day - day_mean) ** 2 for day in days)
    rise = sum((log - log_mean) ** 2 for log in logs)
    both = sum((day - day_mean) * (log - log_mean) for day, log in zip(days, logs, strict=True))
    explained = both**2 / (run * rise) if rise else 1.0
    return both / run, 1 - (1 - explained) * (n - 1) / (n - 2)


def decline(curve):
    """(last day, half-life or None, reason or None) of one subject; None without any quantified level."""
    points = sorted((day, level) for day, level in curve.items() if day > 0)
    if not points:
        return None
    top = max(level for _, level in points)
    peak = min(day for day, level in points if level == top)
    falling = [point for point in points if point[0] > peak]
    lines = [(count, *line(falling[-count:])) for count in range(3, len(falling) + 1)]
    return points[-1][0], *judged(lines, falling)


def judged(lines, falling):
    if not lines:
        return None, "too_few_samples"
    best = max(fit for _, _, fit in lines)
    down = [found for found in lines if found[1] < 0 and found[2] > best - 0.0001]
    if not down:
        return None, "not_falling"
    count, slope, fit = max(down)
    half_life = math.log(2) / -slope
    if fit < 0.9:
        return None, "poor_fit"
    if (falling[-1][0] - falling[-count][0]) / half_life < 2:
        return None, "short_span"
    return half_life, None


@pytest.mark.parametrize("seed", SEEDS)
def test_half_lives_agree(seed):
    rows = levels(seed)
    expected = {name: decline(curve) for name, curve in curves(rows, "drop").items()}
    expected = {name: found for name, found in expected.items() if found is not None}
    found = build("intermediate.int_car_t_declines", {"car_t_levels": rows})
    assert {row["subject_id"]: (row["car_t_last_day"], row["half_life_missing_reason"]) for row in found} == {
        name: (day, reason) for name, (day, _, reason) in expected.items()
    }
    lives = {row["subject_id"]: row["car_t_half_life_days"] for row in found if row["car_t_half_life_days"]}
    assert lives == pytest.approx({name: life for name, (_, life, _) in expected.items() if life is not None})


@pytest.mark.parametrize("seed", SEEDS)
def test_copies_decline_by_themselves(seed):
    copies = levels(seed, "copies/ug")
    expected = {name: decline(curve) for name, curve in curves(copies, "drop").items()}
    expected = {name: found for name, found in expected.items() if found is not None}
    rows = build("intermediate.int_car_t_declines", {"car_t_levels": [*levels(seed + 50), *copies]})
    found = {row["subject_id"]: row for row in rows if row["car_t_copies_last_day"] is not None}
    assert {
        name: (row["car_t_copies_last_day"], row["copies_half_life_missing_reason"]) for name, row in found.items()
    } == {name: (day, reason) for name, (day, _, reason) in expected.items()}
    lives = {name: row["car_t_copies_half_life_days"] for name, row in found.items()}
    assert lives == pytest.approx({name: life for name, (_, life, _) in expected.items()})


def test_the_made_up_levels_reach_every_answer():
    reasons = {
        found[2]
        for seed in SEEDS
        for curve in curves(levels(seed), "drop").values()
        if (found := decline(curve)) is not None
    }
    assert reasons == {None, "too_few_samples", "not_falling", "poor_fit", "short_span"}
