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


def test_the_truth_table_of_durable_response(example):
    example(
        DURABLE,
        """
        subject_id | best_response | durable_response_state | durable_response_reason     | relapse_day
        DIED_LATE  | CR            | durable                | ongoing                     |
        DISEASE    | PR            | not_durable            | died_of_disease             |
        EARLY      | CR            | not_evaluable          | short_follow_up             |
        GROWING    | PD            | not_durable            | no_response                 |
        LATER      | CR            | durable                | ongoing                     | 366
        NOBODY     |               | not_evaluable          | no_assessment               |
        ONGOING    | CR            | durable                | ongoing                     |
        OTHER      | PR            | not_evaluable          | died_in_response            |
        RELAPSED   | CR            | not_durable            | relapsed                    | 364
        SCT        | CR            | not_evaluable          | transplant_in_response      |
        STABLE     | SD            | not_durable            | no_response                 |
        THERAPY    | PR            | not_evaluable          | new_therapy_in_response     |
        UNSEEN     | NE            | not_evaluable          | not_evaluable_best_response |
        VISIT      | CR            | durable                | ongoing                     |
        """,
        GIVEN,
    )


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


def test_groups_and_classes_of_the_figures(example):
    """A death or a therapy in response is no relapse: such a subject is in no group of Figure 1E."""
    example(
        "marts.outcomes",
        """
        subject_id | response_class | response_status | objective_response | durable_response
        DISEASE    | PR             | relapsed        | true               | false
        GROWING    | NR             | nonresponder    | false              | false
        ONGOING    | CR             | durable         | true               | true
        RELAPSED   | CR             | relapsed        | true               | false
        SCT        | CR             |                 | true               |
        UNSEEN     |                |                 |                    |
        """,
        GIVEN,
        where=lambda row: row["subject_id"] in ("DISEASE", "GROWING", "ONGOING", "RELAPSED", "SCT", "UNSEEN"),
    )


def test_the_best_response_ends_with_progression_and_with_new_therapy(example):
    """A response after PD is not the product's; an assessment on the first day of a new therapy was made before it."""
    example(
        "intermediate.int_best_responses",
        """
        subject_id | best_response | first_response_day | progression_day | last_evaluable_day | n_assessments
        AFTER_PD   | SD            |                    | 60              | 60                 | 2
        NEW        | PR            | 30                 |                 | 60                 | 2
        """,
        {
            "responses": """
            subject_id | study_day | response
            AFTER_PD   | -10       | CR
            AFTER_PD   | 30        | SD
            AFTER_PD   | 60        | PD
            AFTER_PD   | 90        | CR
            NEW        | 30        | PR
            NEW        | 60        | SD
            NEW        | 90        | CR
            """,
            "treatments": """
            subject_id | study_day | category
            NEW        | 60        | new_anticancer
            """,
        },
    )


def test_criteria_and_assessors_are_never_mixed(example):
    """The same scan is PD by one criterion and PR by the other; the wanted one is used, case apart."""
    example(
        "intermediate.int_best_responses",
        """
        subject_id | best_response | n_assessments
        S1         | PR            | 1
        """,
        {
            "responses": """
            subject_id | study_day | response | criterion    | assessor
            S1         | 30        | PR       | CHESON 2007  | investigator
            S1         | 30        | PD       | Lugano 2014  | investigator
            S1         | 30        | CR       | Cheson 2007  | independent
            """
        },
    )


def test_a_study_with_two_unwanted_criteria_is_not_evaluated_and_says_so(example):
    responses = """
    subject_id | study_day | response | criterion
    S1         | 30        | PR       | iwCLL
    S1         | 30        | PD       | Lugano 2014
    """
    assert build("intermediate.int_best_responses", {"responses": responses}) == []
    rules = {row["rule"] for row in build("marts.oddities", {"responses": responses})}
    assert "no_response_key_chosen" in rules
