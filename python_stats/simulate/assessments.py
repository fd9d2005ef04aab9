"""Response assessments: scheduled until progression, which is seen at the next visit or at one of its own."""

from dataclasses import dataclass

import numpy as np

from python_stats.simulate import calibration_assays as assays
from python_stats.simulate.draws import Flags, Floats
from python_stats.simulate.raw_levels import sample_days
from python_stats.simulate.table import PREFIX, Cohort, Table, cells, chosen, picked, stacked, wholes

MISSED = (0.0, 0.0, 0.03, 0.03, 0.0, 0.10, 0.10)  # default: visits that did not take place
FIRST_YEAR = 350.0  # a relapse within the year is never seen after it
Texts = np.ndarray[tuple[int, ...], np.dtype[np.str_]]


@dataclass(frozen=True)
class Assessments:
    """Subjects by visits, and progressions that were seen between visits."""

    days: Floats
    held: Flags
    response: Texts
    unscheduled: Flags
    documented_progression: Floats


def assess(cohort: Cohort) -> Assessments:
    outcomes, size = cohort.outcomes, cohort.latent.subjects
    stream = cohort.latent.stream("response visits")
    days = sample_days(stream, size, assays.RESPONSE_DAYS, assays.RESPONSE_JITTER)
    possible = (days <= outcomes.observed_until[:, None]) & (stream.uniform(*days.shape) >= np.array(MISSED))
    before = possible & (days < outcomes.progression_day[:, None])
    seen = progression_visit(days, possible & ~before, outcomes.progression_day, stream.chance(0.4, size))
    unseen = (outcomes.progression_day <= outcomes.observed_until) & ~seen.any(axis=1)
    at_visit = np.where(seen, days, np.inf).min(axis=1)
    return Assessments(
        days=days,
        held=(before & still_assessed(cohort)) | seen,
        response=np.where(seen, "PD", states(cohort, stream.chance(assays.LATE_CONVERSION_SHARE.value, size))),
        unscheduled=unseen,
        documented_progression=np.where(unseen, outcomes.progression_day, at_visit),
    )


def progression_visit(days: Floats, possible: Flags, progression: Floats, by_itself: Flags) -> Flags:
    """The first visit after progression, when it comes within 60 days, on the same side of one year, and is used."""
    first = possible & (np.cumsum(possible, axis=1) == 1)
    soon = days <= progression[:, None] + 60.0
    same_year = (days < FIRST_YEAR) | (progression[:, None] >= FIRST_YEAR)
    # Week 4 is always held, so progression by then is seen there.
    own_visit = by_itself & (progression > assays.RESPONSE_DAYS[0])
    return np.asarray(first & soon & same_year & ~own_visit[:, None])


def still_assessed(cohort: Cohort) -> Flags:
    """Whoever is not evaluable has one assessment at most: `NE` at week 4."""
    visits = np.arange(len(assays.RESPONSE_DAYS))
    return np.asarray(~cohort.outcomes.not_assessed[:, None] | (visits == 0))


def states(cohort: Cohort, slow: Flags) -> Texts:
    """Response at each visit before progression. Some complete responses are partial at week 4."""
    best = np.array(cohort.outcomes.best_response)
    shown = np.repeat(best[:, None], len(assays.RESPONSE_DAYS), axis=1)
    # Month 3 must come before progression, or the complete response would never be seen.
    converts = (best == "CR") & slow & (cohort.outcomes.progression_day > assays.RESPONSE_DAYS[1] + 10.0)
    shown[:, 0] = np.where(converts, "PR", shown[:, 0])
    return shown


def responses(cohort: Cohort, assessments: Assessments) -> Table:
    who, visit = cells(assessments.held)
    extra = chosen(assessments.unscheduled)
    parts = [
        {
            "Pt": cohort.named(who),
            "Assessment": picked(assays.RESPONSE_VISITS, visit),
            "StudyDay": wholes(assessments.days[who, visit]),
            "Overall response": [str(text) for text in assessments.response[who, visit].tolist()],
        },
        {
            "Pt": cohort.named(extra),
            "Assessment": ["Unscheduled"] * extra.size,
            "StudyDay": wholes(cohort.outcomes.progression_day[extra]),
            "Overall response": ["PD"] * extra.size,
        },
    ]
    return Table(f"{PREFIX}responses.csv", stacked(parts))
