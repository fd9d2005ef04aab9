"""What is true of each subject: correlated latent normals, and the quantities of the subject and the product."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from python_stats.simulate import calibration as known
from python_stats.simulate.calibration_assays import SITES
from python_stats.simulate.draws import (
    Block,
    Flags,
    Floats,
    Integers,
    Stream,
    cholesky,
    correlated,
    normal_quantile,
    pearson_of,
    pick,
)


@dataclass(frozen=True)
class Latent:
    """The subjects of one draw; every array has one element for each subject, in the order of their identifiers."""

    seed: int
    block: Block
    normals: Mapping[str, Floats]
    site: Integers
    age: Floats
    weight: Floats
    categories: Mapping[str, tuple[str, ...]]
    tumor_burden: Floats
    peak: Floats
    doubling_time: Floats
    transduction: Floats
    car_t_dose: Floats
    viable_t_cells: Floats
    viable_cells: Floats
    coculture_ifng: Floats
    product: Mapping[str, Floats]
    apheresis: Mapping[str, Floats]
    available: Mapping[str, Flags]

    @property
    def subjects(self) -> int:
        return self.block.size

    def stream(self, purpose: str) -> Stream:
        return Stream(self.seed, purpose, self.block)


def draw_latent(block: Block, seed: int, available: Mapping[str, Flags]) -> Latent:
    """The subjects of a block; `available` is of the whole cohort."""
    subjects = block.size
    stream: Callable[[str], Stream] = partial(Stream, seed, block=block)
    normals = draw_normals(subjects, stream("latent"))
    weight = lognormal(known.WEIGHT, stream("weight").normal(subjects))
    transduction = logistic(known.TRANSDUCTION_MEDIAN, known.TRANSDUCTION_LOGIT_SD, stream("transduction"), subjects)
    car_t_dose = draw_dose(weight, stream("dose"))
    cd3 = 98.0 + 1.6 * (stream("cd3").uniform(subjects) - 0.3)
    product = draw_product(normals, cd3, stream("product"))
    viable_t_cells = car_t_dose / (transduction / 100.0)
    return Latent(
        seed=seed,
        block=block,
        normals=normals,
        site=draw_sites(subjects, stream("site")),
        age=np.clip(np.round(known.AGE.value + known.AGE_SD.value * stream("age").normal(subjects)), 23, 76),
        weight=weight,
        categories=draw_categories(normals["prior_lines"], subjects, stream("categories")),
        tumor_burden=lognormal(known.TUMOR_BURDEN, normals["tumor_burden"]),
        peak=lognormal(known.PEAK, normals["peak"]),
        doubling_time=lognormal(known.DOUBLING_TIME, normals["doubling_time"]),
        transduction=transduction,
        car_t_dose=car_t_dose,
        viable_t_cells=viable_t_cells,
        viable_cells=viable_t_cells / (cd3 / 100.0),
        coculture_ifng=lognormal(known.COCULTURE_IFNG, normals["coculture_ifng"]),
        product=product,
        apheresis=draw_apheresis(normals, stream("apheresis")),
        available={name: block.of(flags) for name, flags in available.items()},
    )


def draw_normals(subjects: int, stream: Stream) -> Mapping[str, Floats]:
    independent = np.stack([stream.normal(subjects) for _ in known.LATENTS])
    return dict(zip(known.LATENTS, correlated(independent, mixing()), strict=True))


def mixing() -> list[list[float]]:
    """The declared correlations as the triangle that produces them; what is not declared is zero."""
    place = {name: index for index, name in enumerate(known.LATENTS)}
    matrix = [[float(i == j) for j in range(len(place))] for i in range(len(place))]
    for pair in known.CORRELATIONS:
        i, j = place[pair.first], place[pair.second]
        matrix[i][j] = matrix[j][i] = pearson_of(pair.rho)
    return cholesky(matrix)


def lognormal(quantity: known.Lognormal, normal: Floats) -> Floats:
    return np.clip(quantity.median * np.exp(quantity.log_sd * normal), quantity.low, quantity.high)


def logistic(median: known.Known, logit_sd: known.Known, stream: Stream, subjects: int) -> Floats:
    """A percentage whose logit is normal."""
    centre = np.log(median.value / (100.0 - median.value))
    return np.asarray(100.0 / (1.0 + np.exp(-(centre + logit_sd.value * stream.normal(subjects)))))


def draw_dose(weight: Floats, stream: Stream) -> Floats:
    """Most products meet the target per kg closely; one in twenty falls short."""
    share = np.where(stream.chance(0.05, weight.size), 0.55 + 0.4 * stream.uniform(weight.size), 1.0)
    target = known.CAR_T_DOSE_PER_KG.value * share * np.exp(0.02 * stream.normal(weight.size))
    return np.minimum(target * weight, known.CAR_T_DOSE_CAP.value)


def draw_sites(subjects: int, stream: Stream) -> Integers:
    names = pick({str(place): site.share for place, site in enumerate(SITES)}, stream.uniform(subjects))
    return np.array([int(name) for name in names], dtype=np.int64)


def draw_categories(prior_lines: Floats, subjects: int, stream: Stream) -> Mapping[str, tuple[str, ...]]:
    tables = {
        "subtype": known.SUBTYPES,
        "sex": known.SEXES,
        "ecog": known.ECOG,
        "stage": known.STAGES,
        "ipi": known.IPI,
    }
    drawn = {name: tuple(stream.categories(counts, subjects)) for name, counts in tables.items()}
    return drawn | {"prior_lines": tuple(cut(known.PRIOR_LINES, prior_lines))}


def cut(counts: Mapping[str, int], normal: Floats) -> list[str]:
    """Ordered categories of a latent normal: thresholds instead of a draw."""
    names = list(counts)
    share = np.cumsum(list(counts.values()))[:-1] / sum(counts.values())
    return [names[place] for place in np.searchsorted(normal_quantile(share), normal)]


def draw_product(normals: Mapping[str, Floats], cd3: Floats, stream: Stream) -> Mapping[str, Floats]:
    """Percentages of live product cells: quadrants, lineages, and the CD8 subsets of the deep panel."""
    size = cd3.size
    quadrants = shares([normals[name] for name in known.QUADRANTS], known.PRODUCT_SHARES)
    low, high = known.LOG2_CD4_CD8_RANGE
    log2_ratio = known.LOG2_CD4_CD8_MEAN.value + known.LOG2_CD4_CD8_SD.value * normals["cd4_cd8"]
    ratio = np.exp2(np.clip(log2_ratio, low, high))
    single = cd3 * (0.985 - 0.02 * stream.uniform(size))
    cd8 = single / (1.0 + ratio)
    memory = dict(zip(known.QUADRANTS, quadrants, strict=True))["ccr7pos_cd45rapos"]
    memory_cd8 = memory * cd8 / 100.0 * np.exp(0.20 * stream.normal(size))
    both = 0.85 / (1.0 + np.exp(-(0.8 - 0.5 * normals["doubling_time"] + 0.6 * stream.normal(size))))
    return dict(zip(known.QUADRANTS, quadrants, strict=True)) | {
        "cd3": cd3,
        "cd4": single - cd8,
        "cd8": cd8,
        "cd8_memory": np.minimum(memory_cd8, 0.95 * np.minimum(cd8, memory)),
        "cd8_memory_cd27_cd28": np.minimum(memory_cd8, 0.95 * np.minimum(cd8, memory)) * both,
    }


def draw_apheresis(normals: Mapping[str, Floats], stream: Stream) -> Mapping[str, Floats]:
    """Percentages of live CD45+ apheresis cells. The quadrants are of T cells, so they add up to CD3+, not to 100."""
    size = normals["peak"].size
    kept = known.APHERESIS_PRODUCT_CORRELATION.value
    own = [kept * normals[name] + (1.0 - kept**2) ** 0.5 * stream.normal(size) for name in known.QUADRANTS]
    cd3 = np.clip(48.0 + 15.0 * stream.normal(size), 8.0, 88.0)
    quadrants = [share * cd3 / 100.0 for share in shares(own, known.APHERESIS_SHARES)]
    ratio = np.exp2(-0.1 + 0.6 * normals["cd4_cd8"] + 0.6 * stream.normal(size))
    cd8 = 0.96 * cd3 / (1.0 + ratio)
    return dict(zip(known.QUADRANTS, quadrants, strict=True)) | {"cd3": cd3, "cd4": 0.96 * cd3 - cd8, "cd8": cd8}


def shares(normals: list[Floats], typical: tuple[float, ...]) -> list[Floats]:
    """A composition of 100 % whose parts vary lognormally before they are closed to 100."""
    parts = [
        size * np.exp(spread * normal)
        for size, spread, normal in zip(typical, known.SHARE_LOG_SD, normals, strict=True)
    ]
    total = parts[0] + parts[1] + parts[2] + parts[3]
    return [100.0 * part / total for part in parts]


def draw_available(subjects: int, stream: Stream) -> Mapping[str, Flags]:
    """Whose material exists, of a whole cohort. As in the paper, the deep panel is within that of the product."""
    everyone = np.ones(subjects, dtype=np.bool_)
    car_t = stream.exactly(quota("car_t", subjects), everyone)
    measurable = ~stream.exactly(subjects - quota("tumor_burden", subjects), car_t)
    product = stream.exactly(quota("product_phenotype", subjects), everyone)
    luminex = np.arange(subjects) < quota("luminex", subjects)
    return {
        "car_t": car_t,
        "tumor_burden": measurable,
        "product_phenotype": product,
        "deep_panel": stream.exactly(quota("deep_panel", subjects), product),
        "apheresis": stream.exactly(quota("apheresis", subjects), everyone),
        "biopsy": stream.exactly(quota("biopsy", subjects), measurable),
        "luminex": luminex,
        "luminex_only": stream.exactly(quota("luminex_only", subjects), luminex),
        "ddpcr": stream.exactly(quota("ddpcr", subjects), car_t),
    }


def quota(name: str, subjects: int) -> int:
    return round(known.AVAILABLE[name].value * subjects / known.PUBLISHED_SUBJECTS)
