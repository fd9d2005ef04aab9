"""Every number of the assays and of the course after infusion: analytes, sites, kinetics, toxicity, follow-up.

Almost all of it is a declared default: ZUMA-1 printed neither medians nor limits of its serum analytes. Tags as in
calibration.py.
"""

from dataclasses import dataclass

from python_stats.simulate.calibration import Known, Lognormal

SERUM_DAYS = (-5, 0, 1, 3, 5, 7, 14, 28)  # V: Rossi ASH 2015
SERUM_VISITS = ("Baseline (pre-dose)", "Day 0 (pre-infusion)", "Day 1", "Day 3", "Day 5", "Day 7", "Week 2", "Week 4")
SERUM_JITTER = (0, 0, 0, 1, 0, 1, 2, 3)  # default: days early or late
SERUM_MISSING = (0.01, 0.015, 0.015, 0.04, 0.05, 0.03, 0.05, 0.07)  # default, chosen to leave n=97-101 early on


@dataclass(frozen=True, slots=True)
class Analyte:
    """A serum analyte in its canonical unit: level at baseline, course (default), the visit its latent describes."""

    name: str
    baseline: Lognormal
    course: tuple[float, ...]
    anchor: int
    latent: str | None
    loading: float
    expansion: float = 0.0
    severity: float = 0.0


def default(median: float, log_sd: float, unit: str, low: float = 0.0, high: float = float("inf")) -> Lognormal:
    return Lognormal(median, log_sd, unit, "default", "Not published for ZUMA-1", low, high)


CYTOKINES = (
    Analyte("IL-6", default(6.0, 1.15, "pg/mL"), (1, 1.3, 2.5, 9, 11, 7, 2, 1.2), 0, "il6", 0.80, severity=0.35),
    Analyte("IL-8", default(14, 0.85, "pg/mL"), (1, 1.2, 1.6, 2.4, 2.6, 2.2, 1.4, 1.1), 0, "il8", 0.75, severity=0.15),
    Analyte("IL-15", default(4.5, 0.55, "pg/mL"), (1, 8, 7, 6, 5, 3.5, 1.8, 1.2), 1, "il15", 0.75),
    Analyte("IFN-gamma", default(3.0, 1.10, "pg/mL"), (1, 1.2, 3.5, 20, 22, 12, 2.5, 1.3), 2, "ifng", 0.65, 0.15, 0.20),
    Analyte("CXCL10", default(220, 0.85, "pg/mL"), (1, 1.4, 3.2, 8, 8, 5, 2, 1.3), 2, "cxcl10", 0.65, 0.10, 0.10),
    Analyte(
        "CCL2", default(260, 0.70, "pg/mL"), (1, 2.2, 3.0, 3.2, 2.6, 1.9, 1.2, 1.0), 2, "ccl2", 0.70, severity=0.15
    ),
)
CHEMISTRY = (
    Analyte(
        "Ferritin", default(620, 1.00, "ng/mL"), (1, 1.1, 1.3, 1.7, 2.4, 2.6, 1.9, 1.4), 0, "ferritin", 0.88, 0.06, 0.10
    ),
    Analyte(
        "CRP",
        default(28, 1.35, "mg/L", 0.2, 600),
        (1, 1.2, 1.8, 3.0, 2.4, 1.2, 0.5, 0.4),
        0,
        "crp",
        0.65,
        severity=0.15,
    ),
    Analyte("LDH", default(290, 0.62, "U/L", 90, 12_000), (1, 0.95, 0.95, 1.0, 1.15, 1.3, 1.1, 0.95), 0, "ldh", 0.85),
    Analyte("Creatinine", default(76, 0.26, "umol/L"), (1, 0.95, 0.95, 0.93, 0.92, 0.93, 0.97, 1.0), 0, None, 0.85),
    Analyte("Platelets", default(155, 0.45, "10^9/L"), (1, 0.7, 0.6, 0.45, 0.38, 0.33, 0.35, 0.5), 0, None, 0.80),
)


@dataclass(frozen=True, slots=True)
class Platform:
    """An immunoassay: limits of quantification by analyte, and how it reads against the other."""

    name: str
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    bias: tuple[float, ...]
    log_sd: float


# V for the range of IL-6 on Simple Plex (Yang 2024: 0.7-2,652 pg/mL); the rest is a default
SIMPLE_PLEX = Platform(
    "Simple Plex",
    (0.7, 0.9, 0.5, 0.4, 2.0, 3.0),
    (2652, 3290, 1450, 4000, 5000, 6000),
    (1.0, 1.0, 1.0, 1.0, 1.0, 1.0),
    0.06,
)
LUMINEX = Platform(
    "Luminex",
    (1.6, 1.6, 3.2, 3.2, 3.2, 3.2),
    (10_000, 10_000, 10_000, 10_000, 10_000, 10_000),
    (1.5, 0.8, 1.9, 0.7, 1.3, 1.2),
    0.18,
)


@dataclass(frozen=True, slots=True)
class Reporting:
    """How one laboratory reports an analyte: its unit, canonical units in one of it, decimals, its own upper limit."""

    unit: str
    factor: float
    decimals: int
    upper_limit: float | None


LDH_U_L = (Reporting("U/L", 1, 0, 190), Reporting("U/L", 1, 0, 222), Reporting("U/L", 1, 0, 250))
LDH_UKAT_L = Reporting("µkat/L", 60, 2, 4.1)
FERRITIN = (Reporting("ng/mL", 1, 0, 300), Reporting("ug/L", 1, 0, 400))
CRP = (Reporting("mg/L", 1, 1, 5), Reporting("mg/dL", 10, 2, 0.8))
CREATININE = (Reporting("mg/dL", 88.42, 2, 1.2), Reporting("umol/L", 1, 0, 104))
PLATELETS = (Reporting("K/uL", 1, 0, None), Reporting("10^9/L", 1, 0, None))


@dataclass(frozen=True, slots=True)
class Site:
    """A treating site, its share of the subjects, and its laboratory's habits in the order of CHEMISTRY."""

    name: str
    share: int
    european: bool
    reporting: tuple[Reporting, ...]


# default: invented sites; the habits are the common ones of laboratories in the two regions
SITES = (
    Site("S01", 18, False, (FERRITIN[0], CRP[0], LDH_U_L[1], CREATININE[0], PLATELETS[0])),
    Site("S02", 16, False, (FERRITIN[0], CRP[1], LDH_U_L[0], CREATININE[0], PLATELETS[0])),
    Site("S03", 14, False, (FERRITIN[0], CRP[1], LDH_U_L[1], CREATININE[0], PLATELETS[0])),
    Site("S04", 13, False, (FERRITIN[1], CRP[0], LDH_U_L[2], CREATININE[0], PLATELETS[0])),
    Site("S05", 12, False, (FERRITIN[0], CRP[0], LDH_U_L[0], CREATININE[0], PLATELETS[1])),
    Site("S06", 10, False, (FERRITIN[0], CRP[0], LDH_U_L[1], CREATININE[0], PLATELETS[0])),
    Site("S07", 10, True, (FERRITIN[1], CRP[0], LDH_U_L[2], CREATININE[1], PLATELETS[1])),
    Site("S08", 8, True, (FERRITIN[1], CRP[0], LDH_UKAT_L, CREATININE[1], PLATELETS[1])),
)

# CAR T-cell kinetics: samples, and levels between which they are read off on a logarithmic scale
CAR_T_DAYS = (7, 14, 28, 90, 180)  # V: weeks 1, 2, 4, months 3, 6 (Rossi ASH 2015)
CAR_T_VISITS = ("Week 1", "Week 2", "Week 4", "Month 3", "Month 6")
CAR_T_JITTER = (1, 2, 3, 10, 15)  # default
CAR_T_MISSING = (0.0, 0.02, 0.02, 0.08, 0.12)  # default
PEAK_SEEN = Known(0.955, "1", "default", "Sparse samples miss part of the peak; the published peak is the seen one")
LATE_PEAK_SHARE = Known(0.12, "1", "default", "Expansion that peaks at week 2 instead of week 1")
WEEK2_FRACTION = Lognormal(0.33, 0.70, "1", "V", "Kimmel 2021: 9.1 of 27.5; spread is a default", high=0.95)
WEEK4 = Lognormal(2.1, 1.72, "{cells}/uL", "V", "Kimmel 2021: 2.1 (0.6-6.1)")
MONTH3 = Lognormal(0.1, 2.7, "{cells}/uL", "V", "Kimmel 2021: 0.1 (0.01-0.4)")
MONTH6_FRACTION = Lognormal(0.5, 0.9, "1", "default", "Not published", high=2.0)
WEEK4_PEAK_CORRELATION = Known(0.60, "1", "default", "Not published")
MONTH3_WEEK4_CORRELATION = Known(0.30, "1", "default", "Weak: month 3 is not associated with durable response (S)")
CAR_T_LLOQ_CELLS = Known(0.01, "{cells}/uL", "default", "Below the lower quartile Kimmel 2021 reports at day 90")
CAR_T_LLOQ_COPIES = Known(10, "{copies}/ug", "default", "Not published")
LEUKOCYTES = Lognormal(900, 0.55, "{cells}/uL", "default", "Lymphocytes and monocytes per uL after conditioning")
GENOMES_PER_UG = Known(151_515, "{cells}/ug", "default", "6.6 pg of DNA per diploid cell, a convention")
DDPCR_BIAS = Known(1.03, "1", "default", "Not published")
DDPCR_LOG_SD = Known(0.12, "1", "default", "Not published")

# Culture
COUNT_AT_DAY_0 = Lognormal(900, 0.25, "10*6{cells}", "default", "Cells put into culture")
COUNT_AT_DAY_3 = Lognormal(420, 0.35, "10*6{cells}", "default", "First count after transduction")
HARVEST_DAYS = {"6": 45, "7": 35, "8": 20}  # V: 6 to 8 days; shares are a default
SAMPLED_SHARE = Known(0.10, "1", "default", "Lots with part of the culture taken out at day 5")

# Toxicity of 101 (V: Neelapu 2017) and its timing
ANY_CRS = Known(94, "of 101", "V", "93% had CRS of any grade")
ANY_NEUROLOGIC = Known(65, "of 101", "V", "64% had a neurologic event of any grade")
TOCILIZUMAB = Known(43, "of 101", "V", "43%")
CORTICOSTEROIDS = Known(27, "of 101", "V", "27%")
CRS_ONSET = Lognormal(2, 0.7, "d", "default", "Not in the facts at hand", low=1, high=12)
CRS_DURATION = Lognormal(8, 0.5, "d", "default", "Not in the facts at hand", low=2, high=40)
NEUROLOGIC_ONSET = Lognormal(5, 0.5, "d", "default", "Not in the facts at hand", low=1, high=17)
NEUROLOGIC_DURATION = Lognormal(13, 0.7, "d", "default", "Not in the facts at hand", low=2, high=90)

SEVERE_GRADE_4 = Known(0.25, "1", "default", "Grade 4 among grade 3 or higher; no grade 5 is drawn")
MILD_GRADE_2 = Known(0.55, "1", "default", "Grade 2 among grades 1 and 2")
TOCILIZUMAB_BY_CRS_GRADE = (0.0, 0.13, 0.60, 0.95, 0.95)  # default; adds up to the published 43
CORTICOSTEROID_BY_NEUROLOGIC_GRADE = (0.03, 0.05, 0.25, 0.65, 0.85)  # default; adds up to the published 27

# Course: response assessments and follow-up
RESPONSE_DAYS = (28, 90, 180, 270, 365, 545, 730)  # S for day 28 and one year; months 3, 6, 9, 18, 24 as scheduled
RESPONSE_VISITS = ("Week 4", "Month 3", "Month 6", "Month 9", "Month 12", "Month 18", "Month 24")
RESPONSE_JITTER = (3, 7, 10, 10, 9, 14, 14)  # default
RELAPSE_MEAN = Known(95, "d", "default", "Most relapses come within six months")
RELAPSE_DAYS = (40.0, 345.0)  # S: within one year, since what relapses later was durable
STABLE_DISEASE_SHARE = Known(0.5, "1", "default", "Stable disease among evaluable nonresponders")
LATE_CONVERSION_SHARE = Known(0.25, "1", "default", "Complete responses that were partial at week 4")
FIRST_INFUSION, LAST_INFUSION, DATA_CUT = (
    "2015-05-20",
    "2016-09-15",
    "2018-08-11",
)  # V for the cut, default for the rest
LATE_RELAPSE_SHARE = Known(0.08, "1", "I", "42% ongoing at one year, 39% at 27 months")
DEATH_MEAN = Known(220, "d", "V", "From progression; 40 of 101 had died within one year")
OTHER_DEATH_SHARE = Known(0.03, "1", "default", "Deaths of another cause after the first year")
GENES = {"IL1A": 0.036, "CD68": 0.13, "IL6": -0.02, "CD14": 0.04}  # S: Spearman coefficient with tumour burden
