"""Times to an event for exchange (ADTTE): who may have had the event by a row that was set aside has no record of it.

Neither an event on a day that nobody knows nor a censored one would be true. Worked by hand: both days of a time count.
"""

import pytest

from tests.small_study import SQL, build, create, engine, renderer

STUDY = frozenset({("study_name", "Made up")})
GIVEN = {
    "subjects": """
        subject_id | infusion_date
        ALIVE      | 2015-06-01
        DEAD       | 2015-06-01
        MONTH      | 2015-06-01
        GREW       | 2015-06-01
        UNREAD     | 2015-06-01
        EARLIER    | 2015-06-01
        SETTLED    | 2015-06-01
        TREATED    | 2015-06-01
        AFTERWARDS | 2015-06-01
        WRONG      | 2015-06-01
        NEVER      |
    """,
    "responses": """
        subject_id | study_day | response
        ALIVE      | 30        | CR
        ALIVE      | 180       | CR
        DEAD       | 30        | CR
        MONTH      | 30        | CR
        GREW       | 30        | CR
        GREW       | 90        | PD
        UNREAD     | 30        | CR
        UNREAD     | 90        | CR
        EARLIER    | 30        | CR
        EARLIER    | 90        | PD
        SETTLED    | 30        | CR
        SETTLED    | 90        | PD
        TREATED    | 30        | CR
        TREATED    | 180       | CR
        AFTERWARDS | 30        | CR
    """,
    "responses_set_aside": """
        subject_id | study_day | response
        UNREAD     | 60        | mixed
        EARLIER    | 60        | mixed
        SETTLED    | 120       | mixed
    """,
    "treatments_set_aside": """
        subject_id | study_day | category
        TREATED    | 60        | ritux
        AFTERWARDS | 60        | ritux
    """,
    "follow_up": """
        subject_id | study_day | status
        ALIVE      | 188       | alive
        DEAD       | 60        | alive
        DEAD       | 206       | dead
        MONTH      | 188       | alive
        GREW       | 188       | alive
        UNREAD     | 188       | alive
        WRONG      | -3        | dead
    """,
    "follow_up_set_aside": """
        subject_id | contact_date | status
        DEAD       | 2015-12      | dead
        MONTH      | 2015-12      | dead
        GREW       | 2015-12      | dead
    """,
    "toxicities": """
        subject_id | start_date | event | scale    | grade
        ALIVE      | 2015-06-03 | CRS   | Lee 2014 | 2
        NEVER      | 2015-06-03 | CRS   | Lee 2014 | 4
    """,
}


def data_set(name):
    """The rows of one ADaM data set of what is given."""
    build("marts.subjects", GIVEN)
    path = SQL / "adam" / f"{name}.sql"
    template = renderer(STUDY).render(path.read_text("utf-8"), str(path))
    done = {"marts.subjects"}
    for relation in template.relations:
        create(relation, frozenset(), done)
    columns, rows = engine().answer(template.sql)
    return [dict(zip(columns, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def times():
    """(subject, parameter) -> days, censored, what ended them."""
    found = data_set("adtte")
    return {(row["usubjid"], row["paramcd"]): (row["aval"], row["cnsr"], row["evntdesc"]) for row in found}


def test_what_was_read_is_an_event_or_censored(times):
    assert times["ALIVE", "OS"] == (189, 1, "Last contact")
    assert times["ALIVE", "PFS"] == (181, 1, "Last evaluable assessment")
    assert times["ALIVE", "DOR"] == (151, 1, "Last evaluable assessment")
    assert times["DEAD", "OS"] == (207, 0, "Death")
    assert times["DEAD", "PFS"] == (207, 0, "Death")


def test_a_death_of_a_day_that_nobody_knows_has_no_record(times):
    assert [key for key in times if key[0] == "MONTH"] == []
    assert ("GREW", "OS") not in times


def test_a_progression_before_it_stands(times):
    assert times["GREW", "PFS"] == (91, 0, "Progression")
    assert times["GREW", "DOR"] == (61, 0, "Progression")


def test_an_assessment_that_may_have_been_the_end_leaves_none(times):
    assert [key for key in times if key[0] == "EARLIER"] == []
    assert [key for key in times if key[0] == "UNREAD"] == [("UNREAD", "OS")]
    assert times["SETTLED", "PFS"] == (91, 0, "Progression")


def test_a_therapy_that_may_have_come_before_the_end_leaves_none(times):
    assert ("TREATED", "PFS") not in times
    assert times["AFTERWARDS", "PFS"] == (31, 1, "Last evaluable assessment")


def test_a_death_dated_before_the_infusion_has_no_record(times):
    """It would be a time of -2 days; marts.oddities has the day."""
    assert [key for key in times if key[0] == "WRONG"] == []


def test_who_was_never_infused_is_not_in_the_safety_population_and_has_no_time(times):
    """Others have a date of infusion, NEVER has none: no treatment, no grade, no time that would begin nowhere."""
    assert [key for key in times if key[0] == "NEVER"] == []
    found = {row["usubjid"]: (row["saffl"], row["trtsdt"], row["crsgr"]) for row in data_set("adsl")}
    assert found["NEVER"] == ("N", None, None)
    assert found["ALIVE"][0] == "Y" and found["ALIVE"][2] == 2
