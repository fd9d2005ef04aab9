"""Best and durable response again, reading each subject's course from the first day to the last."""

import pytest

from tests.small_study import build
from tests.twins.cohorts import SEEDS, contacts, responses, treatments

BEST_FIRST = ["CR", "PR", "SD", "PD", "NE"]


def was_given(row, rows):
    """An empty answer counts as given only where nobody answered for that kind of treatment."""
    answered = any(other["is_given"] for other in rows if other["category"] == row["category"])
    return row["is_given"] == "yes" if answered else True


def course(name, given):
    """A subject's assessments by day (the last record of a day), first therapy and death."""
    assessments = {row["study_day"]: row["response"] for row in given["responses"] if row["subject_id"] == name}
    therapies = sorted(
        (row["study_day"], row["category"] != "transplant")
        for row in given["treatments"]
        if row["subject_id"] == name
        and row["category"] in ("new_anticancer", "transplant", "retreatment")
        and row["study_day"] > 0
        and was_given(row, given["treatments"])
    )
    dead = [row for row in given["follow_up"] if row["subject_id"] == name and row["status"] == "dead"]
    death = min(dead, key=lambda row: row["study_day"], default=None)
    return assessments, therapies[0] if therapies else None, death


def seen(assessments, therapy):
    """What counts: from the infusion to the first progression, and no later than the day of new therapy."""
    counted = []
    for day, response in sorted(assessments.items()):
        if day > 0 and (therapy is None or day <= therapy[0]):
            counted.append((day, response))
            if response == "PD":
                break
    return counted


def judged(name, given):
    assessments, therapy, death = course(name, given)
    counted = seen(assessments, therapy)
    if not counted:
        return None, "no_assessment"
    best = min((response for _, response in counted), key=BEST_FIRST.index)
    if best == "NE":
        return best, "not_evaluable_best_response"
    if best in ("SD", "PD"):
        return best, "no_response"
    return best, end_of_response(counted, therapy, death)


def end_of_response(counted, therapy, death):
    last_day, last = counted[-1]
    if last == "PD" and last_day < 365:
        return "relapsed"
    if therapy is not None and therapy[0] < 365:
        return "new_therapy_in_response" if therapy[1] else "transplant_in_response"
    if death is not None and death["study_day"] < 365:
        return "died_of_disease" if death["cause_of_death"] == "Disease progression" else "died_in_response"
    evaluable = max(day for day, response in counted if response != "NE")
    return "ongoing" if evaluable >= 365 - 14 else "short_follow_up"


@pytest.mark.parametrize("seed", SEEDS)
def test_courses_are_judged_alike(seed):
    given = {"responses": responses(seed), "treatments": treatments(seed), "follow_up": contacts(seed)}
    found = build("intermediate.int_durable_responses", given)
    assert len(found) > 40
    expected = {row["subject_id"]: judged(row["subject_id"], given) for row in found}
    assert {row["subject_id"]: (row["best_response"], row["durable_response_reason"]) for row in found} == expected


def test_the_made_up_courses_reach_every_row_of_the_table():
    reasons = set()
    for seed in SEEDS:
        given = {"responses": responses(seed), "treatments": treatments(seed), "follow_up": contacts(seed)}
        names = {row["subject_id"] for rows in given.values() for row in rows}
        reasons |= {judged(name, given)[1] for name in names}
    assert reasons == {
        "no_assessment",
        "not_evaluable_best_response",
        "no_response",
        "relapsed",
        "transplant_in_response",
        "new_therapy_in_response",
        "died_of_disease",
        "died_in_response",
        "ongoing",
        "short_follow_up",
    }
