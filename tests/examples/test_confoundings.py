"""Whether an outcome goes with an origin: chi-squared and Cramer's V as scipy computes them, and the three thresholds."""

import random
from math import sqrt

import pytest
from scipy.stats import chi2_contingency
from scipy.stats.contingency import association

from tests.small_study import build

OUTCOMES = ("objective_response", "durable_response", "crs_grade3_or_higher", "ne_grade3_or_higher")
ORIGINS = {
    "site": ("subjects", "staging.stg_subjects", "site_id"),
    "laboratory": ("analytes", "intermediate.int_levels_received", "laboratory"),
    "product": ("products", "staging.stg_products", "product_name"),
}


def drawn(seed):
    """Subjects of one origin each, of none, or of two, and outcomes that go with it more or less."""
    draw, given = random.Random(seed), {"marts.outcomes": [], **{table: [] for _, table, _ in ORIGINS.values()}}
    for number in range(90):
        name = f"S{number}"
        share = draw.random()
        given["marts.outcomes"].append(
            {"subject_id": name} | {each: draw.choice([None, draw.random() < share, share > 0.5]) for each in OUTCOMES}
        )
        place = draw.choice(["ABC"[int(share * 3)], *"ABCD"])
        given["staging.stg_subjects"].append({"subject_id": name, "site_id": draw.choice([None, place, place])})
        for _, table, column in list(ORIGINS.values())[1:]:
            places = draw.choice([[None], [place], [place, place, None], [place, "E"]])
            given[table] += [{"subject_id": name, column: each} for each in places]
    given["marts.outcomes"].append({"subject_id": "LAST"} | dict.fromkeys(OUTCOMES, True))
    given["staging.stg_subjects"].append({"subject_id": "LAST", "site_id": "ALONE"})
    return given


def slowly(given):
    """The same by counting: only subjects of exactly one origin, only origins with three subjects."""
    for origin, (source, table, column) in ORIGINS.items():
        places = {}
        for row in given[table]:
            places.setdefault(row["subject_id"], set()).update({row[column]} - {None})
        for outcome in OUTCOMES:
            answers = {}
            for row in given["marts.outcomes"]:
                if len(places.get(row["subject_id"], ())) == 1 and row[outcome] is not None:
                    answers.setdefault(next(iter(places[row["subject_id"]])), []).append(row[outcome])
            counts = [[sum(each), len(each) - sum(each)] for each in answers.values() if len(each) >= 3]
            chi_squared, _, freedom, _ = chi2_contingency(counts, correction=False)
            spread = 2 / (9 * freedom)
            deviate = ((chi_squared / freedom) ** (1 / 3) - (1 - spread)) / sqrt(spread)
            yield (
                (origin, outcome),
                [
                    source,
                    sum(map(sum, counts)),
                    len(counts),
                    pytest.approx(association(counts, correction=False)),
                    pytest.approx(deviate),
                ],
            )


@pytest.mark.parametrize("seed", range(2))
def test_it_is_what_counting_finds(seed):
    given = drawn(seed)
    names = ("source", "n_subjects", "n_groups", "cramers_v", "normal_deviate")
    rows = build("marts.confoundings", given)
    found = {(row["origin"], row["outcome"]): [row[name] for name in names] for row in rows}
    assert found == dict(slowly(given))


def judged(counts):
    """Whether the response goes with the site, for so many subjects and responders of each; empty where none can say."""
    subjects = [(place, number, number < yes) for place, (n, yes) in counts.items() for number in range(n)]
    given = {
        "staging.stg_subjects": [{"subject_id": f"{site}{number}", "site_id": site} for site, number, _ in subjects],
        "marts.outcomes": [
            {"subject_id": f"{site}{number}", "objective_response": response} for site, number, response in subjects
        ],
        "intermediate.int_levels_received": [],
        "staging.stg_products": [],
    }
    return [row["is_confounded"] for row in build("marts.confoundings", given)]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        # V is (30 - 10) / 40 = .5; one responder less and it is not.
        ({"A": (40, 30), "B": (40, 10)}, [True]),
        ({"A": (40, 29), "B": (40, 10)}, [False]),
        # V is 1: chi-squared 12 has the deviate 3.21, chi-squared 11 has 3.07.
        ({"A": (6, 6), "B": (6, 0)}, [True]),
        ({"A": (5, 5), "B": (6, 0)}, [False]),
        # Three with the outcome, or without it, are enough; two are not.
        ({"A": (3, 3), "B": (17, 0)}, [True]),
        ({"A": (3, 2), "B": (17, 0)}, [False]),
        ({"A": (3, 0), "B": (17, 17)}, [True]),
        ({"A": (3, 1), "B": (17, 17)}, [False]),
        # One event, or all but one, can be tested; none or all cannot.
        ({"A": (3, 1), "B": (17, 0)}, [False]),
        ({"A": (3, 2), "B": (17, 17)}, [False]),
        ({"A": (20, 0), "B": (20, 0)}, []),
        ({"A": (20, 20), "B": (20, 20)}, []),
        # Two subjects are no group, and one group is nothing to compare.
        ({"A": (20, 10), "B": (2, 0)}, []),
    ],
)
def test_the_thresholds(counts, expected):
    assert judged(counts) == expected
