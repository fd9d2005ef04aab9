"""Raw tables of what was measured over time: CAR T-cell levels, cytokines on two platforms, chemistry by site."""

import numpy as np

from python_stats.simulate import calibration_assays as assays
from python_stats.simulate.calibration import VECTOR_COPY_NUMBER
from python_stats.simulate.draws import Flags, Floats, Integers, Stream
from python_stats.simulate.latent import Latent, lognormal
from python_stats.simulate.raw_baseline import mixed
from python_stats.simulate.table import PREFIX, Cohort, Table, cells, either, grouped, numbers, picked, stacked, wholes

MISSING_WORDS = ("not done", "QNS")
NOISE = 0.10  # log-SD of qPCR between replicates; default


def level_tables(cohort: Cohort) -> list[Table]:
    return [*car_t_levels(cohort), *cytokines(cohort), *chemistry(cohort)]


def car_t_levels(cohort: Cohort) -> list[Table]:
    """qPCR of every sample in both units, with dates; ddPCR of the first two samples of some, with study days."""
    latent = cohort.latent
    stream, size = latent.stream("car t samples"), latent.subjects
    days = sample_days(stream, size, assays.CAR_T_DAYS, assays.CAR_T_JITTER)
    level = read_off(anchors(latent), days) * np.exp(NOISE * stream.normal(size, len(assays.CAR_T_DAYS)))
    taken = latent.available["car_t"][:, None] & (stream.uniform(*days.shape) >= np.array(assays.CAR_T_MISSING))
    progressed = days > np.maximum(cohort.outcomes.progression_day, 60.0)[:, None]
    taken &= (days <= cohort.outcomes.observed_until[:, None]) & ~(progressed & stream.chance(0.5, *days.shape))
    confirmed = taken & latent.available["ddpcr"][:, None] & (np.arange(len(assays.CAR_T_DAYS)) < 2)
    ratio = assays.DDPCR_BIAS.value * np.exp(assays.DDPCR_LOG_SD.value * stream.normal(*days.shape))
    return [qpcr(cohort, days, level, taken), ddpcr(cohort, days, level * ratio, confirmed)]


def sample_days(stream: Stream, size: int, nominal: tuple[int, ...], jitter: tuple[int, ...]) -> Floats:
    """Nominal days, each early or late by at most its jitter, mostly by less."""
    spread = stream.uniform(size, len(nominal)) + stream.uniform(size, len(nominal)) - 1.0
    return np.asarray(np.array(nominal) + np.round(spread * np.array(jitter)))


def anchors(latent: Latent) -> Floats:
    """Logarithm of the level at day 7, 14, 28, 90 and 180. The peak is at week 1, in some at week 2."""
    stream, size = latent.stream("car t kinetics"), latent.subjects
    peak = np.log(latent.peak / assays.PEAK_SEEN.value)
    fraction = np.log(lognormal(assays.WEEK2_FRACTION, stream.normal(size)))
    late = stream.chance(assays.LATE_PEAK_SHARE.value, size)
    week1, week2 = np.where(late, peak + fraction, peak), np.where(late, peak, peak + fraction)
    z28 = mixed(latent.normals["peak"], stream.normal(size), assays.WEEK4_PEAK_CORRELATION.value)
    week4 = np.minimum(np.log(assays.WEEK4.median) + assays.WEEK4.log_sd * z28, week2 - 0.1)
    z90 = mixed(z28, stream.normal(size), assays.MONTH3_WEEK4_CORRELATION.value)
    month3 = np.minimum(np.log(assays.MONTH3.median) + assays.MONTH3.log_sd * z90, week4 - 0.1)
    month6 = month3 + np.log(lognormal(assays.MONTH6_FRACTION, stream.normal(size)))
    return np.column_stack([week1, week2, week4, month3, month6])


def read_off(log_levels: Floats, days: Floats) -> Floats:
    """Levels on other days, straight lines on the logarithmic scale; the outer lines are drawn on."""
    at = np.array(assays.CAR_T_DAYS, dtype=np.float64)
    segment = np.clip(np.searchsorted(at, days, side="right") - 1, 0, len(at) - 2)
    rows = np.arange(days.shape[0])[:, None]
    share = (days - at[segment]) / (at[segment + 1] - at[segment])
    line = log_levels[rows, segment] + share * (log_levels[rows, segment + 1] - log_levels[rows, segment])
    # Before the first anchor the level still rises; the line backwards from a fall would say the opposite.
    rising = log_levels[:, :1] - 0.35 * (at[0] - days)
    return np.exp(np.where(days < at[0], rising, line))


def qpcr(cohort: Cohort, days: Floats, level: Floats, taken: Flags) -> Table:
    leukocytes = lognormal(assays.LEUKOCYTES, cohort.latent.stream("leukocytes").normal(*days.shape))
    copies = level / leukocytes * VECTOR_COPY_NUMBER.median * assays.GENOMES_PER_UG.value
    who, visit = cells(taken)
    limits = (assays.CAR_T_LLOQ_CELLS.value, assays.CAR_T_LLOQ_COPIES.value)
    parts = [
        {
            "Subject": cohort.named(who),
            "Visit": picked(assays.CAR_T_VISITS, visit),
            "Collected": cohort.dates(who, days[who, visit]),
            "Result": reported(values[who, visit], limit, None, decimals, below),
            "Units": [unit] * who.size,
            "LLOQ": [f"{limit:g}"] * who.size,
        }
        for values, unit, limit, decimals, below in (
            (level, "cells/µL", limits[0], 2, None),
            (copies, "copies/µg DNA", limits[1], 0, "n.d."),
        )
    ]
    return Table(f"{PREFIX}car_t_qpcr.csv", stacked(parts))


def ddpcr(cohort: Cohort, days: Floats, level: Floats, taken: Flags) -> Table:
    who, visit = cells(taken)
    columns = {
        "patient_id": cohort.named(who),
        "study_day": wholes(days[who, visit]),
        "car_t_cells_per_ul": numbers(level[who, visit], 2),
    }
    return Table(f"{PREFIX}car_t_ddpcr.csv", columns)


def reported(values: Floats, lower: float, upper: float | None, decimals: int, below: str | None) -> list[str]:
    """As laboratories write: below the limit `<0.7` or their own word, just above it `0.7*`, over range `>2652`."""
    shown = np.round(values, decimals)
    texts = grouped(shown, decimals)
    texts = either((shown >= lower) & (shown < 1.1 * lower), [f"{text}*" for text in texts], texts)
    texts = either(shown < lower, below or f"<{lower:g}", texts)
    return texts if upper is None else either(shown > upper, f">{upper:.0f}", texts)


def course(cohort: Cohort, analyte: assays.Analyte) -> Floats:
    """Level of one analyte at every visit, in its canonical unit."""
    latent = cohort.latent
    stream, size = latent.stream(f"course {analyte.name}"), latent.subjects
    visits = np.arange(len(assays.SERUM_DAYS))
    distance = np.abs(visits - analyte.anchor)
    load = np.where(distance == 0, 1.0, analyte.loading * 0.95 ** np.maximum(distance - 1, 0))
    own = latent.normals[analyte.latent] if analyte.latent else stream.normal(size)
    noise = 0.6 * stream.normal(size, 1) + 0.8 * stream.normal(size, visits.size)
    standard = load * own[:, None] + np.sqrt(1.0 - load**2) * noise
    standard = standard + analyte.expansion * (visits >= 3) * latent.normals["peak"][:, None]
    severity = analyte.severity * ((visits >= 3) & (visits <= 5)) * cohort.outcomes.crs_grade[:, None]
    typical = analyte.baseline.median * np.array(analyte.course)
    level = typical * np.exp(analyte.baseline.log_sd * standard + severity)
    return np.asarray(np.clip(level, analyte.baseline.low, analyte.baseline.high))


def serum_samples(cohort: Cohort, purpose: str) -> tuple[Floats, Flags, Flags]:
    """Days of the samples, which were drawn, and which of those came without a result."""
    stream, size = cohort.latent.stream(f"samples {purpose}"), cohort.latent.subjects
    days = sample_days(stream, size, assays.SERUM_DAYS, assays.SERUM_JITTER)
    days[:, 0] -= np.where(stream.chance(0.15, size), stream.integers(1, 3, size), 0)
    missing = stream.uniform(*days.shape) < np.array(assays.SERUM_MISSING)
    alive = days <= cohort.outcomes.observed_until[:, None]
    empty = missing & stream.chance(0.5, *days.shape)
    return days, alive & (~missing | empty), empty


def cytokines(cohort: Cohort) -> list[Table]:
    levels = [course(cohort, analyte) for analyte in assays.CYTOKINES]
    luminex, only = cohort.latent.available["luminex"], cohort.latent.available["luminex_only"]
    days, drawn, empty = serum_samples(cohort, "cytokines")
    simple_plex = immunoassay(cohort, assays.SIMPLE_PLEX, levels, (days, drawn & ~only[:, None], empty))
    second = immunoassay(cohort, assays.LUMINEX, levels, (days, drawn & luminex[:, None], empty))
    return [
        Table(
            f"{PREFIX}cytokines_simple_plex.csv", {name: simple_plex[name] for name in simple_plex if name != "Date"}
        ),
        Table(f"{PREFIX}cytokines_luminex.csv", {name: second[name] for name in second if name != "Day"}),
    ]


def immunoassay(
    cohort: Cohort, platform: assays.Platform, levels: list[Floats], samples: tuple[Floats, Flags, Flags]
) -> dict[str, list[str]]:
    """All analytes of one platform, with both the study day and the date; each file keeps one of them."""
    days, drawn, empty = samples
    stream = cohort.latent.stream(platform.name)
    who, visit = cells(drawn)
    below = "n.d." if platform is assays.LUMINEX else None
    parts = []
    for place, analyte in enumerate(assays.CYTOKINES):
        value = levels[place] * platform.bias[place] * np.exp(platform.log_sd * stream.normal(*days.shape))
        texts = reported(value[who, visit], platform.lower[place], platform.upper[place], 1, below)
        parts.append(
            {
                "Subject": cohort.named(who),
                "Visit": picked(assays.SERUM_VISITS, visit),
                "Day": wholes(days[who, visit]),
                "Date": cohort.dates(who, days[who, visit]),
                "Analyte": [analyte.name] * who.size,
                "Conc": either(empty[who, visit], picked(MISSING_WORDS, visit % 2), texts),
                "Unit": ["pg/mL"] * who.size,
                "LLOQ": [f"{platform.lower[place]:g}"] * who.size,
                "ULOQ": [f"{platform.upper[place]:g}"] * who.size,
            }
        )
    return stacked(parts)


def chemistry(cohort: Cohort) -> list[Table]:
    """Each site's own laboratory: its units and limits of normal. Two regions send files of different habits."""
    european = np.array([site.european for site in assays.SITES])[cohort.latent.site]
    levels = [course(cohort, analyte) for analyte in assays.CHEMISTRY]
    days, drawn, empty = serum_samples(cohort, "chemistry")
    american = stacked(
        [
            laboratory(cohort, place, levels, (days, drawn & ~european[:, None], empty), ".")
            for place in range(len(levels))
        ]
    )
    other = stacked(
        [
            laboratory(cohort, place, levels, (days, drawn & european[:, None], empty), ",")
            for place in range(len(levels))
        ]
    )
    german = {
        "Patient": other["Subject"],
        "Zentrum": other["Lab"],
        "Tag": other["Day"],
        "Untersuchung": [GERMAN[text] for text in other["Test"]],
        "Ergebnis": other["Result"],
        "Einheit": other["Unit"],
        "Obergrenze": other["ULN"],
    }
    return [
        Table(f"{PREFIX}chemistry.csv", {name: american[name] for name in american if name != "Day"}),
        Table(f"{PREFIX}chemistry_europe.csv", german, delimiter=";", encoding="utf-8-sig"),
    ]


GERMAN = {
    "Ferritin": "Ferritin",
    "CRP": "CRP",
    "LDH": "LDH",
    "Creatinine": "Kreatinin",
    "Platelets": "Thrombozyten",
}


def laboratory(
    cohort: Cohort, place: int, levels: list[Floats], samples: tuple[Floats, Flags, Flags], mark: str
) -> dict[str, list[str]]:
    """One analyte of all sites of a region, in each site's unit."""
    days, drawn, empty = samples
    who, visit = cells(drawn)
    habits = [site.reporting[place] for site in assays.SITES]
    site = cohort.latent.site[who]
    value = levels[place][who, visit] / np.array([habit.factor for habit in habits])[site]
    texts = written(value, np.array([habit.decimals for habit in habits])[site], mark)
    limits = ["" if habit.upper_limit is None else f"{habit.upper_limit:g}".replace(".", mark) for habit in habits]
    return {
        "Subject": cohort.named(who),
        "Lab": [f"{assays.SITES[number].name} central lab" for number in site.tolist()],
        "Collection date": cohort.dates(who, days[who, visit]),
        "Day": wholes(days[who, visit]),
        "Visit": picked(assays.SERUM_VISITS, visit),
        "Test": [assays.CHEMISTRY[place].name] * who.size,
        "Result": either(empty[who, visit], picked(MISSING_WORDS, visit % 2), texts),
        "Unit": [habits[number].unit for number in site.tolist()],
        "ULN": picked(limits, site),
    }


def written(values: Floats, decimals: Integers, mark: str) -> list[str]:
    """Each number with its laboratory's decimals; thousands are set off where the decimal mark is a point."""
    form = "," if mark == "." else ""
    pairs = zip(values.tolist(), decimals.tolist(), strict=True)
    texts = [f"{value:{form}.{places}f}" for value, places in pairs]
    return texts if mark == "." else [text.replace(".", mark) for text in texts]
