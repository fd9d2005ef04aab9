"""Best response and durable response: which assessment counts, and when an answer is missing rather than no.

Each row of the truth table is one subject below; of VISIT nobody knows whether a therapy was given, which is none.
The table follows Locke 2020 (in ongoing response at least one year after infusion; 96 subjects evaluable for it, 100
for objective response) and the choices in sql/settings.yml.
"""

import pytest

from tests.small_study import build

DURABLE = "intermediate.int_durable_responses"
RESPONSES = """
subject_id | study_day | response
ONGOING    | 30        | PR
ONGOING    | 365       | CR
VISIT      | 30        | CR
VISIT      | 351       | CR
EARLY      | 30        | CR
EARLY      | 350       | CR
RELAPSED   | 30        | CR
RELAPSED   | 364       | PD
LATER      | 30        | CR
LATER      | 366       | PD
STABLE     | 30        | SD
STABLE     | 400       | SD
GROWING    | 30        | PD
UNSEEN     | 30        | NE
SCT        | 30        | CR
SCT        | 400       | CR
THERAPY    | 30        | PR
THERAPY    | 400       | CR
DISEASE    | 30        | PR
OTHER      | 30        | PR
DIED_LATE  | 30        | CR
DIED_LATE  | 370       | CR
"""
TREATMENTS = """
subject_id | study_day | category       | is_given
SCT        | 90        | transplant     |
THERAPY    | 90        | new_anticancer | yes
VISIT      | 90        | new_anticancer |
ONGOING    | 90        | new_anticancer | no
RELAPSED   | 370       | new_anticancer | yes
"""
FOLLOW_UP = """
subject_id | study_day | status | cause_of_death
DISEASE    | 200       | dead   | Progressive disease
OTHER      | 200       | dead   | Infection
DIED_LATE  | 380       | dead   | Infection
NOBODY     | 20        | dead   | Sepsis
"""
GIVEN = {"responses": RESPONSES, "treatments": TREATMENTS, "follow_up": FOLLOW_UP}


@pytest.mark.parametrize(
    ("setting", "subject", "state"),
    [
        ("durable_if_short_follow_up", "EARLY", "not_durable"),
        ("durable_if_new_therapy", "THERAPY", "not_durable"),
        ("durable_if_transplant", "SCT", "durable"),
        ("durable_if_death_in_response", "OTHER", "not_durable"),
    ],
)
def test_each_way_out_of_observation_is_a_setting(setting, subject, state):
    states = {row["subject_id"]: row["durable_response_state"] for row in build(DURABLE, GIVEN, {setting: state})}
    default = {row["subject_id"]: row["durable_response_state"] for row in build(DURABLE, GIVEN)}
    assert {name for name in states if states[name] != default[name]} == {subject}
    assert states[subject] == state


def test_six_months_instead_of_twelve_end_on_day_182():
    responses = [("SHORT", 30), ("SHORT", 167), ("LONG", 30), ("LONG", 168)]
    given = [{"subject_id": name, "study_day": day, "response": "CR"} for name, day in responses]
    rows = build(DURABLE, {"responses": given}, {"durable_response_months": 6})
    assert [row["durable_response_state"] for row in rows] == ["durable", "not_evaluable"]
