"""Every number of the latent model, with its unit and where it comes from. Nothing here was fitted to a result of ours.

Sources: S = printed in Locke 2020 (Blood Adv 4:4898); V = read in a named companion paper; I = arithmetic from printed
numbers; R = recalled, not verified; default = nobody published it, so it is declared here and nowhere claimed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Tag = Literal["S", "V", "I", "R", "default"]


@dataclass(frozen=True, slots=True)
class Known:
    """One number."""

    value: float
    unit: str
    tag: Tag
    about: str


@dataclass(frozen=True, slots=True)
class Lognormal:
    """A positive quantity: its median, the standard deviation of its natural logarithm, and where it is cut."""

    median: float
    log_sd: float
    unit: str
    tag: Tag
    about: str
    low: float = 0.0
    high: float = float("inf")


@dataclass(frozen=True, slots=True)
class Correlation:
    """Correlation of two latent normals; a published Spearman coefficient is kept as such and converted on use."""

    first: str
    second: str
    rho: float
    tag: Tag
    about: str


@dataclass(frozen=True, slots=True)
class EndPoint:
    """A binary end point: expected count of 101, the intercept that gives it, and log odds per SD of each term."""

    expected: Known
    intercept: float
    slopes: Mapping[str, float]
    tag: Tag
    about: str


PUBLISHED_SUBJECTS = 101

# Who is there, of 101. A study of another size has the same proportions.
AVAILABLE = {
    "car_t": Known(98, "subjects", "S", "CD4:CD8 against peak is printed with n=98"),
    "tumor_burden": Known(
        100, "subjects", "I", "97 with peak per tumour burden, 98 with peak: one without measurable disease"
    ),
    "product_phenotype": Known(82, "subjects", "I", "R=-0.3837 with P=.0004 implies 81-82"),
    "deep_panel": Known(45, "subjects", "S", "CD8 subsets were stained in 45"),
    "apheresis": Known(80, "subjects", "default", "Apheresis material left for staining"),
    "biopsy": Known(36, "subjects", "I", "R and P of four genes imply 34-39"),
    "response": Known(100, "subjects", "S", "CD4:CD8 against objective response is printed with n=100"),
    "censored_in_response": Known(4, "subjects", "I", "n=96 for durable against n=100 for objective response"),
    "luminex": Known(20, "subjects", "default", "Early subjects measured on Luminex as well"),
    "luminex_only": Known(1, "subjects", "default", "Measured on Luminex alone"),
    "ddpcr": Known(20, "subjects", "default", "ddPCR confirmed qPCR in a subset"),
}

# Distributions of subjects and products
TUMOR_BURDEN = Lognormal(3700, 0.95, "mm2", "R", "Topp 2021 recalled; log-SD from analogues", low=100, high=25_000)
PEAK = Lognormal(38, 1.45, "{cells}/uL", "R", "SmPC recalled; log-SD from ZUMA-7 IQR", low=0.02, high=3000)
DOUBLING_TIME = Lognormal(1.66, 0.30, "d", "S", "Medians 1.6 and 2.1 d; spread is a default", low=0.9, high=5.0)
AGE = Known(58, "a", "V", "Neelapu 2017 Table 1: median 58, range 23-76")
AGE_SD = Known(12, "a", "default", "Gives the published range at n=101")
WEIGHT = Lognormal(82, 0.20, "kg", "default", "Body weight is not published", low=45, high=150)
CAR_T_DOSE_PER_KG = Known(2.0, "10*6{cells}/kg", "V", "Label: target 2 million CAR T cells per kg")
CAR_T_DOSE_CAP = Known(200, "10*6{cells}", "V", "Label: at most 200 million")
TRANSDUCTION_MEDIAN = Known(53, "%", "default", "Transduction is not published")
TRANSDUCTION_LOGIT_SD = Known(0.45, "1", "default", "Transduction is not published")
VECTOR_COPY_NUMBER = Lognormal(2.5, 0.25, "{copies}/{cell}", "default", "Not published", low=0.5, high=5.0)
COCULTURE_IFNG = Lognormal(4500, 0.70, "pg/mL", "default", "Not published", low=200, high=30_000)
LOG2_CD4_CD8_MEAN = Known(-0.6, "1", "default", "Only the plotted range is printed")
LOG2_CD4_CD8_SD = Known(1.1, "1", "default", "Only the plotted range is printed")
LOG2_CD4_CD8_RANGE = (-5.0, 2.0)  # S: axis of Figure 5N-P

QUADRANTS = ("ccr7pos_cd45rapos", "ccr7pos_cd45raneg", "ccr7neg_cd45raneg", "ccr7neg_cd45rapos")
PRODUCT_SHARES = (14.0, 29.0, 43.0, 14.0)  # % of live; default
APHERESIS_SHARES = (18.0, 25.0, 40.0, 17.0)  # % of CD3+; default
SHARE_LOG_SD = (0.60, 0.40, 0.45, 0.50)  # default
APHERESIS_PRODUCT_CORRELATION = Known(0.75, "1", "default", "Figure 4A-C: positive, size not printed")

# Baseline categories: counts of 101 (V: Neelapu 2017 Table 1)
SUBTYPES = {"DLBCL": 77, "PMBCL": 8, "TFL": 16}
SEXES = {"M": 68, "F": 33}
ECOG = {"0": 42, "1": 59}
STAGES = {"I": 4, "II": 11, "III": 27, "IV": 59}  # V for I/II 15 and III/IV 86; the split within is a default
IPI = {"0": 6, "1": 18, "2": 29, "3": 30, "4": 18}  # V for 0-2 53 and 3-4 48; the split within is a default
PRIOR_LINES = {"1": 3, "2": 28, "3": 35, "4": 20, "5": 9, "6": 4, "7": 2}  # V for >=3 70; the rest is a default

# Latent normals that are drawn together, in this order
LATENTS = (
    "tumor_burden",
    "peak",
    "doubling_time",
    "ferritin",
    "ldh",
    "il6",
    "il8",
    "crp",
    "il15",
    "ifng",
    "cxcl10",
    "ccl2",
    "coculture_ifng",
    "ccr7pos_cd45rapos",
    "ccr7pos_cd45raneg",
    "ccr7neg_cd45raneg",
    "ccr7neg_cd45rapos",
    "cd4_cd8",
    "prior_lines",
)

CORRELATIONS = (
    Correlation("tumor_burden", "peak", 0.08, "default", "Not associated (S); suggested 0 to .15"),
    Correlation("tumor_burden", "doubling_time", 0.10, "default", "No statement"),
    Correlation("tumor_burden", "ferritin", 0.30, "default", "Supplemental 2A: positive, weak"),
    Correlation("tumor_burden", "ldh", 0.35, "default", "Supplemental 2A: positive, weak"),
    Correlation("tumor_burden", "il6", 0.28, "default", "Supplemental 2A: positive, weak"),
    Correlation("tumor_burden", "il8", 0.28, "default", "Supplemental 2A: positive, weak"),
    Correlation("tumor_burden", "crp", 0.25, "default", "No statement"),
    Correlation("tumor_burden", "ccl2", 0.10, "default", "No statement"),
    Correlation(
        "tumor_burden", "ccr7pos_cd45rapos", -0.20, "default", "Supplemental 8: associated, direction not printed"
    ),
    Correlation("tumor_burden", "cd4_cd8", 0.34, "I", "The two printed CD4:CD8 coefficients imply it"),
    Correlation("tumor_burden", "prior_lines", 0.15, "default", "Supplemental Table 7: positive"),
    Correlation("peak", "doubling_time", -0.30, "default", "Figure 3C: negative; suggested -.25 to -.35"),
    Correlation("peak", "ferritin", -0.18, "I", "With tumour burden gives -.33 for peak per tumour burden"),
    Correlation("peak", "ldh", -0.15, "I", "With tumour burden gives -.33 for peak per tumour burden"),
    Correlation("peak", "il6", 0.10, "default", "None with peak or its ratio (S)"),
    Correlation("peak", "il15", 0.25, "default", "Kochenderfer 2017: positive"),
    Correlation("peak", "ifng", 0.15, "default", "No statement"),
    Correlation("peak", "ccr7pos_cd45rapos", 0.25, "default", "Figure 5H-J: positive, size not printed"),
    Correlation("peak", "cd4_cd8", 0.1558, "S", "Figure 5P"),
    Correlation("doubling_time", "ccr7pos_cd45rapos", -0.315, "S", "Gives the printed -.38 for the percentage"),
    Correlation("doubling_time", "ccr7pos_cd45raneg", -0.12, "default", "Discussion: inverse, size not printed"),
    Correlation("doubling_time", "ccr7neg_cd45raneg", 0.355, "S", "Gives the printed .43 for the percentage"),
    Correlation("doubling_time", "coculture_ifng", 0.20, "default", "Supplemental 17: positive, weak"),
    Correlation("doubling_time", "prior_lines", 0.15, "default", "Supplemental Table 7: positive"),
    Correlation("ferritin", "ldh", 0.35, "default", "Acute-phase block"),
    Correlation("ferritin", "il6", 0.35, "default", "Acute-phase block"),
    Correlation("ferritin", "crp", 0.45, "default", "Acute-phase block"),
    Correlation("ferritin", "ccr7pos_cd45rapos", -0.20, "default", "Supplemental 8: associated, direction not printed"),
    Correlation("ferritin", "prior_lines", 0.15, "default", "Supplemental Table 7: positive"),
    Correlation("ldh", "il6", 0.25, "default", "Acute-phase block"),
    Correlation("ldh", "crp", 0.25, "default", "Acute-phase block"),
    Correlation("il6", "il8", 0.45, "default", "Acute-phase block"),
    Correlation("il6", "crp", 0.55, "default", "Acute-phase block"),
    Correlation("il6", "ccl2", 0.30, "default", "Acute-phase block"),
    Correlation("il6", "prior_lines", 0.15, "default", "Supplemental Table 7: positive"),
    Correlation("il15", "ifng", 0.45, "default", "Supplemental 18D: positive, size not printed"),
    Correlation("ifng", "cxcl10", 0.50, "default", "Type 1 block"),
    Correlation("coculture_ifng", "ccr7neg_cd45raneg", 0.25, "default", "Supplemental 17: positive, weak"),
    Correlation("ccr7pos_cd45rapos", "prior_lines", -0.15, "default", "Supplemental Table 7: negative"),
)

# End points. A term is a latent normal, or one of the two built in outcomes.py: `ratio`, the standardised logarithm of
# peak per tumour burden, and `cd8_when_high`, CD8 cells infused where tumour burden is above its median (Figure 5G).
# Each intercept was solved for its expected count on 1.2 million subjects; tests hold the two together.
DURABLE = EndPoint(
    Known(42, "of 101", "I", "40 of the 96 evaluable; suggested 39-42 of 96-98"),
    -0.424,
    {"ratio": 0.98, "tumor_burden": -0.35, "il6": -0.30, "ldh": -0.10, "cd8_when_high": 0.40},
    "I",
    "Per SD of the ratio about 1.08, of CD8 per tumour burden about 0.81; the other terms are defaults",
)
COMPLETE = EndPoint(
    Known(59, "of 101", "V", "Neelapu 2020: 58%"),
    0.43,
    {"ratio": 1.10, "il6": -0.20},
    "default",
    "Figure 1F: complete responders have the higher ratio; size not printed",
)
OBJECTIVE = EndPoint(
    Known(84, "of 101", "V", "Neelapu 2020: 83%"),
    1.95,
    {"peak": 0.45, "tumor_burden": -0.20, "doubling_time": -0.75, "il6": -0.45},
    "default",
    "Doubling time 1.6 against 2.1 d is printed; the other terms are defaults",
)
NEUROLOGIC = EndPoint(
    Known(30, "of 101", "V", "28-32: Neelapu 2017, ASH 2022"),
    -1.108,
    {"tumor_burden": 0.50, "peak": 0.50, "coculture_ifng": 0.45, "ferritin": 0.20, "il6": 0.15, "ldh": 0.10}
    | {"ccl2": 0.30, "il15": 0.25, "ifng": 0.25, "cxcl10": 0.20},
    "default",
    "Figure 6 and supplemental 18: directions printed, sizes not",
)
RELEASE = EndPoint(
    Known(12, "of 101", "V", "11-13: Neelapu 2017, ASH 2022"),
    -2.320,
    {"il6": 0.45, "ferritin": 0.35, "ccl2": 0.45, "ldh": 0.20},
    "default",
    "Figure 6: directions printed, sizes not",
)
END_POINTS = {
    "durable": DURABLE,
    "complete": COMPLETE,
    "objective": OBJECTIVE,
    "neurologic": NEUROLOGIC,
    "release": RELEASE,
}
