"""Raw tables of what happened: response, toxicity, treatments, follow-up."""

import numpy as np

from python_stats.simulate import calibration_assays as assays
from python_stats.simulate.assessments import assess, responses
from python_stats.simulate.draws import Flags, Floats
from python_stats.simulate.latent import lognormal
from python_stats.simulate.raw_levels import sample_days
from python_stats.simulate.table import PREFIX, Cohort, Table, cells, chosen, either, picked, stacked, wholes

NEUROLOGIC_TERMS = ("Encephalopathy", "Tremor", "Confusional state", "Aphasia", "Somnolence")
OTHER_TERMS = {"Febrile neutropenia": 0.27, "Anaemia": 0.39, "Thrombocytopenia": 0.29}  # V: grade 3 or higher, interim


def course_tables(cohort: Cohort) -> list[Table]:
    assessments = assess(cohort)
    return [
        responses(cohort, assessments),
        toxicities(cohort),
        treatments(cohort, assessments.documented_progression),
        toxicity_management(cohort),
        follow_up(cohort),
    ]


def toxicities(cohort: Cohort) -> Table:
    """One row for each event. A worse event often has a milder one beside it; the worst is the subject's grade."""
    outcomes, latent = cohort.outcomes, cohort.latent
    stream, size = latent.stream("toxicity rows"), latent.subjects
    crs_onset = lognormal(assays.CRS_ONSET, stream.normal(size))
    crs_end = crs_onset + lognormal(assays.CRS_DURATION, stream.normal(size))
    onset = lognormal(assays.NEUROLOGIC_ONSET, stream.normal(size))
    end = onset + lognormal(assays.NEUROLOGIC_DURATION, stream.normal(size))
    term = stream.integers(0, len(NEUROLOGIC_TERMS) - 2, size)
    first, second = picked(NEUROLOGIC_TERMS, term), picked(NEUROLOGIC_TERMS, term + 1)
    crs, neurologic = outcomes.crs_grade, outcomes.neurologic_grade
    milder = (neurologic >= 2) & stream.chance(0.5, size)
    ungraded = (neurologic >= 1) & ~milder & stream.chance(0.04, size)
    name = ["Cytokine release syndrome"] * size
    parts = [
        events(cohort, crs > 0, name, (crs_onset, crs_end), wholes(crs)),
        events(cohort, (crs >= 3) & stream.chance(0.5, size), name, (crs_onset - 1.0, crs_onset), ["1"] * size),
        events(cohort, neurologic > 0, first, (onset, end), wholes(neurologic)),
        events(cohort, milder, second, (onset, onset + 2.0), ["1"] * size),
        events(cohort, ungraded, second, (onset, onset + 1.0), ["not graded"] * size),
    ]
    for other, share in OTHER_TERMS.items():
        days = 3.0 + 9.0 * stream.uniform(size)
        grade = wholes(3 + stream.chance(0.3, size).astype(np.int64))
        parts.append(events(cohort, stream.chance(share, size), [other] * size, (days, days + 12.0), grade))
    return Table(f"{PREFIX}adverse_events.csv", stacked(parts))


def events(
    cohort: Cohort, who: Flags, term: list[str], days: tuple[Floats, Floats], grade: list[str]
) -> dict[str, list[str]]:
    place = chosen(who)
    last = np.minimum(days[1], cohort.outcomes.observed_until)
    terms = picked(term, place)
    category = ["CRS" if text == "Cytokine release syndrome" else NEUROLOGIC.get(text, "General") for text in terms]
    return {
        "Subject": cohort.named(place),
        "Category": category,
        "AE term": terms,
        "Start": cohort.dates(place, np.maximum(days[0], 0.0)[place]),
        "Stop": cohort.dates(place, last[place]),
        "Scale": ["Lee" if text == "CRS" else "CTCAE" for text in category],
        "Version": ["2014" if text == "CRS" else "4.03" for text in category],
        "Grade": picked(grade, place),
    }


NEUROLOGIC = dict.fromkeys(NEUROLOGIC_TERMS, "Neurologic")


def treatments(cohort: Cohort, progression: Floats) -> Table:
    """Conditioning of everyone, transplants in response, and new therapy once progression was seen."""
    latent, outcomes = cohort.latent, cohort.outcomes
    stream, size = latent.stream("treatments"), latent.subjects
    everyone = np.ones(size, dtype=np.bool_)
    early, late = np.full(size, -5.0), np.full(size, -3.0)
    start = progression + 5.0 + np.floor(35.0 * stream.uniform(size))
    treated = stream.chance(0.6, size) & (start < outcomes.observed_until)
    transplanted = np.isfinite(outcomes.transplant_day)
    parts = [
        drug(cohort, everyone, "conditioning", "fludarabine 30 mg/m2", (early, late)),
        drug(cohort, everyone, "conditioning", "cyclophosphamide 500 mg/m2", (early, late)),
        drug(cohort, transplanted, "SCT", "allogeneic stem-cell transplant", (outcomes.transplant_day,) * 2),
        drug(cohort, treated, "subsequent therapy", "investigator's choice", (start, start)),
    ]
    return Table(f"{PREFIX}treatments.tsv", stacked(parts), delimiter="\t")


def drug(cohort: Cohort, who: Flags, category: str, name: str, days: tuple[Floats, Floats]) -> dict[str, list[str]]:
    place = chosen(who)
    return {
        "id": cohort.named(place),
        "class": [category] * place.size,
        "drug": [name] * place.size,
        "start_day": wholes(days[0][place]),
        "end_day": wholes(days[1][place]),
    }


def toxicity_management(cohort: Cohort) -> Table:
    """One row a subject with a yes or no for each drug: the study reads this file twice."""
    outcomes, latent = cohort.outcomes, cohort.latent
    stream, size = latent.stream("toxicity management"), latent.subjects
    tocilizumab = stream.chance(np.array(assays.TOCILIZUMAB_BY_CRS_GRADE)[outcomes.crs_grade], size)
    steroid = stream.chance(np.array(assays.CORTICOSTEROID_BY_NEUROLOGIC_GRADE)[outcomes.neurologic_grade], size)
    columns = {
        "Subject": list(cohort.identifiers),
        "Tocilizumab": either(tocilizumab, "Y", "N"),
        "Tocilizumab day": either(tocilizumab, wholes(stream.integers(1, 8, size)), ""),
        "Steroid": either(steroid, "Y", "N"),
        "Steroid day": either(steroid, wholes(stream.integers(3, 12, size)), ""),
    }
    return Table(f"{PREFIX}toxicity_management.csv", columns)


def follow_up(cohort: Cohort) -> Table:
    """Contacts while alive and in the study, then the one that ended it."""
    latent, outcomes = cohort.latent, cohort.outcomes
    stream, size = latent.stream("follow-up"), latent.subjects
    days = sample_days(stream, size, (28, 90, 180, 365, 545, 680), (3, 7, 10, 10, 14, 14))
    who, visit = cells(days < outcomes.observed_until[:, None])
    dead = chosen(np.isfinite(outcomes.death_day) & (outcomes.death_day <= outcomes.observed_until))
    left = chosen(np.isfinite(outcomes.leaving_day))
    of_disease = np.isfinite(outcomes.progression_day)[dead]
    parts = [
        contacts(cohort, who, days[who, visit], ["alive"] * who.size, [""] * who.size),
        contacts(
            cohort,
            dead,
            outcomes.death_day[dead],
            ["died"] * dead.size,
            either(of_disease, "Progressive disease", "Infection"),
        ),
        contacts(
            cohort,
            left,
            outcomes.leaving_day[left],
            picked(("withdrew consent", "lost"), outcomes.leaver[left] % 2),
            [""] * left.size,
        ),
    ]
    return Table(f"{PREFIX}follow_up.csv", stacked(parts))


def contacts(
    cohort: Cohort, who: np.ndarray[tuple[int], np.dtype[np.int64]], days: Floats, status: list[str], cause: list[str]
) -> dict[str, list[str]]:
    return {
        "Patient": cohort.named(who),
        "Contact date": cohort.dates(who, days),
        "Vital status": status,
        "Cause": cause,
    }
