"""What happens to each subject: response, toxicity, relapse, death, drawn from the declared end points."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from python_stats.simulate import calibration as known
from python_stats.simulate import calibration_assays as assays
from python_stats.simulate.draws import Flags, Floats, Integers, Stream
from python_stats.simulate.latent import Latent, quota

NEVER = np.inf


@dataclass(frozen=True)
class Outcomes:
    """One element for each subject. Days are study days; NEVER where it did not happen."""

    best_response: tuple[str, ...]
    responder: Flags
    durable: Flags
    censored: Flags
    not_assessed: Flags
    crs_grade: Integers
    neurologic_grade: Integers
    progression_day: Floats
    transplant_day: Floats
    leaving_day: Floats
    death_day: Floats
    infusion_date: np.ndarray[tuple[int], np.dtype[np.datetime64]]
    # By subject, how many who leave come before.
    leaver: Integers

    @property
    def durable_evaluable(self) -> Flags:
        return ~self.censored & ~self.not_assessed

    @property
    def observed_until(self) -> Floats:
        """The last study day on which anything can be recorded: death, leaving the study, or the data cut."""
        cut = (np.datetime64(assays.DATA_CUT) - self.infusion_date).astype(np.float64)
        return np.minimum(np.minimum(self.death_day, self.leaving_day), cut)


@dataclass(frozen=True)
class Chosen:
    """What a subject is only in view of all others: one of exactly so many, or the next to be infused. Of a cohort."""

    not_assessed: Flags
    censored: Flags
    transplanted: Flags
    infusion_day: Integers

    @property
    def leaver(self) -> Integers:
        leaves = self.censored & ~self.transplanted
        return np.cumsum(leaves) - leaves


def choose(responder: Flags, seed: int) -> Chosen:
    """Nonresponders never assessed, and responders who left or were transplanted while in response (G15)."""
    size, stream, among = responder.size, Stream(seed, "not evaluable"), Stream(seed, "censoring")
    not_assessed = stream.exactly(size - quota("response", size), ~responder)
    censored = stream.exactly(quota("censored_in_response", size), responder)
    # Half of the censored are transplanted in response; the other half withdraw or are lost before a year.
    transplanted = among.exactly((int(censored.sum()) + 1) // 2, censored)
    first, last = np.datetime64(assays.FIRST_INFUSION), np.datetime64(assays.LAST_INFUSION)
    # In the order of enrolment, which is the order of the identifiers.
    days = np.sort(Stream(seed, "infusion").integers(0, int((last - first).astype(np.int64)), size))
    return Chosen(not_assessed, censored, transplanted, days)


def draw_response(latent: Latent) -> tuple[Flags, Flags, Flags]:
    """Response, durable response and complete response, before anybody leaves.

    One uniform draw decides all three, so that each keeps its own declared odds and the better implies the lesser.
    """
    quality = latent.stream("response").uniform(latent.subjects)
    chance = {name: probability(known.END_POINTS[name], latent) for name in ("objective", "durable", "complete")}
    responder = quality < np.maximum(chance["objective"], chance["durable"])
    return responder, quality < chance["durable"], (quality < chance["complete"]) & responder


def draw_outcomes(latent: Latent, chosen: Chosen) -> Outcomes:
    """What happens to the subjects of a block; `chosen` is of the whole cohort."""
    block = latent.block
    chance = {name: probability(known.END_POINTS[name], latent) for name in ("release", "neurologic")}
    responder, durable, complete = draw_response(latent)
    not_assessed, censored = block.of(chosen.not_assessed), block.of(chosen.censored)
    durable = durable & ~censored
    best = best_response(responder, complete, not_assessed, latent)
    progression = draw_progression(latent, best, durable, censored)
    transplant, leaving = draw_censoring(latent, censored, block.of(chosen.transplanted))
    return Outcomes(
        best_response=best,
        responder=responder,
        durable=durable,
        censored=censored,
        not_assessed=not_assessed,
        crs_grade=draw_grades(latent, "crs", chance["release"], assays.ANY_CRS, known.RELEASE),
        neurologic_grade=draw_grades(
            latent, "neurologic", chance["neurologic"], assays.ANY_NEUROLOGIC, known.NEUROLOGIC
        ),
        progression_day=progression,
        transplant_day=transplant,
        leaving_day=leaving,
        death_day=draw_death(latent, progression, not_assessed, leaving),
        infusion_date=np.datetime64(assays.FIRST_INFUSION) + block.of(chosen.infusion_day),
        leaver=block.of(chosen.leaver),
    )


def terms(latent: Latent) -> Mapping[str, Floats]:
    """Latent normals, and the two terms built from them: see END_POINTS."""
    peak, burden = latent.normals["peak"], latent.normals["tumor_burden"]
    log_ratio = known.PEAK.log_sd * peak - known.TUMOR_BURDEN.log_sd * burden
    spread = np.sqrt(known.PEAK.log_sd**2 + known.TUMOR_BURDEN.log_sd**2)
    log_cd8 = np.log(latent.viable_cells * latent.product["cd8"])
    centred = (log_cd8 - CD8_LOG_MEAN) / CD8_LOG_SD
    return {**latent.normals, "ratio": log_ratio / spread, "cd8_when_high": np.where(burden > 0.0, centred, 0.0)}


# Mean and SD of log(viable cells x % CD8) that follow from the declared dose, transduction and CD4:CD8 ratio
CD8_LOG_MEAN = 9.74
CD8_LOG_SD = 0.43


def linear_predictor(end_point: known.EndPoint, latent: Latent) -> Floats:
    available = terms(latent)
    total = np.full(latent.subjects, end_point.intercept)
    for name, slope in end_point.slopes.items():
        total = total + slope * available[name]
    return total


def probability(end_point: known.EndPoint, latent: Latent) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-linear_predictor(end_point, latent))))


def best_response(responder: Flags, complete: Flags, not_assessed: Flags, latent: Latent) -> tuple[str, ...]:
    stable = latent.stream("stable").chance(assays.STABLE_DISEASE_SHARE.value, latent.subjects)
    chosen = np.select([not_assessed, complete, responder, stable], ["NE", "CR", "PR", "SD"], default="PD")
    return tuple(chosen.tolist())


def draw_grades(
    latent: Latent, purpose: str, severe: Floats, any_grade: known.Known, end_point: known.EndPoint
) -> Integers:
    """Worst grade 0 to 4: one draw for severe or not, another for the grade within."""
    stream = latent.stream(purpose)
    is_severe = stream.chance(severe, latent.subjects)
    mild = (any_grade.value - end_point.expected.value) / (known.PUBLISHED_SUBJECTS - end_point.expected.value)
    within = stream.uniform(latent.subjects)
    mild_grade = np.where(within < mild, np.where(within < mild * assays.MILD_GRADE_2.value, 2, 1), 0)
    return np.where(is_severe, np.where(within < assays.SEVERE_GRADE_4.value, 4, 3), mild_grade).astype(np.int64)


def draw_progression(latent: Latent, best: tuple[str, ...], durable: Flags, censored: Flags) -> Floats:
    """Study day: by week 4 or soon after without response, within a year at relapse, rarely later."""
    stream, size = latent.stream("progression"), latent.subjects
    first, last = assays.RELAPSE_DAYS
    reach = 1.0 - np.exp(-(last - first) / assays.RELAPSE_MEAN.value)
    relapse = first - assays.RELAPSE_MEAN.value * np.log(1.0 - reach * stream.uniform(size))
    is_late = stream.chance(assays.LATE_RELAPSE_SHARE.value, size)
    late = np.where(is_late, 400.0 + 300.0 * stream.uniform(size), NEVER)
    at_once, soon = 18.0 + 6.0 * stream.uniform(size), 42.0 + 45.0 * stream.uniform(size)
    shown = np.array(best)
    never = censored | (shown == "NE")
    which = [never, shown == "PD", shown == "SD", durable]
    day = np.select(which, [np.full(size, NEVER), at_once, soon, late], relapse)
    return np.asarray(np.floor(day), dtype=np.float64)


def draw_censoring(latent: Latent, censored: Flags, transplanted: Flags) -> tuple[Floats, Floats]:
    """The days of transplants in response, and of leaving."""
    stream = latent.stream("censoring")
    stream.pass_over(latent.block.total)  # by which `choose` chose
    transplant = np.floor(100.0 + 90.0 * stream.uniform(latent.subjects))
    leaving = np.floor(120.0 + 190.0 * stream.uniform(latent.subjects))
    return np.where(transplanted, transplant, NEVER), np.where(censored & ~transplanted, leaving, NEVER)


def draw_death(latent: Latent, progression: Floats, not_assessed: Flags, leaving: Floats) -> Floats:
    stream = latent.stream("death")
    after = 12.0 - assays.DEATH_MEAN.value * np.log(stream.uniform(latent.subjects))
    other = stream.chance(assays.OTHER_DEATH_SHARE.value, latent.subjects)
    other_day = np.where(other, 420.0 + 400.0 * stream.uniform(latent.subjects), NEVER)
    early = 32.0 + 20.0 * stream.uniform(latent.subjects)
    day = np.select([not_assessed, np.isfinite(progression)], [early, progression + after], other_day)
    return np.floor(np.where(np.isfinite(leaving), NEVER, day))
