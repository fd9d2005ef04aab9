"""What each source holds, counted by going through its rows."""

from tests.small_study import build

WITH_A_DAY = (
    "immunophenotypes",
    "car_t_levels",
    "analytes",
    "lesions",
    "responses",
    "toxicities",
    "treatments",
    "follow_up",
    "gene_expression",
)
WITH_LIMITS = ("car_t_levels", "analytes")
SOURCES = ("subjects", "products", "culture_counts", *WITH_A_DAY)


def records(source, number):
    """More records in each source than in the one before, the last two of one subject."""
    n = number + 5
    for place in range(n):
        row = {"subject_id": f"S{min(place, n - 2)}"}
        if source in WITH_A_DAY:
            row |= {"study_day": place or None}
        if source in WITH_LIMITS:
            row |= {"is_below_limit": place < 2, "is_above_limit": place == n - 1}
        yield row


def test_every_source_is_counted():
    given = {f"staging.stg_{source}": list(records(source, number)) for number, source in enumerate(SOURCES)}
    rows = build("marts.source_summary", given | {"intermediate.int_oddities_of_records": []})
    names = ("n_records", "n_subjects", "n_without_day", "n_below_limit", "n_above_limit")
    found = {row["source"]: [row[name] for name in names] for row in rows}
    expected = {}
    for source in SOURCES:
        listed = given[f"staging.stg_{source}"]
        expected[source] = [
            len(listed),
            len({row["subject_id"] for row in listed}),
            len([row for row in listed if row["study_day"] is None]) if source in WITH_A_DAY else None,
            len([row for row in listed if row["is_below_limit"]]) if source in WITH_LIMITS else None,
            len([row for row in listed if row["is_above_limit"]]) if source in WITH_LIMITS else None,
        ]
    assert found == expected
