"""Raw table of tumour lesions: diameters whose sum of products is the subject's tumour burden."""

import numpy as np

from python_stats.simulate.calibration_assays import SITES
from python_stats.simulate.draws import Flags, Floats, Integers, Stream
from python_stats.simulate.table import PREFIX, Cohort, Table, cells, chosen, either, picked, stacked, wholes

INDEX_LESIONS = 6
LOCATIONS = ("cervical node", "mediastinum", "mesenteric node", "retroperitoneum", "spleen", "liver", "axillary node")
CENTIMETRE_SITES = ("S02", "S07")  # default: two sites measure in cm
SHRINKAGE = {"CR": (0.02, 0.10), "PR": (0.15, 0.45), "SD": (0.60, 1.10), "PD": (1.50, 2.40)}  # of the area; default


def lesion_tables(cohort: Cohort) -> list[Table]:
    latent, outcomes = cohort.latent, cohort.outcomes
    stream, size = latent.stream("lesions"), latent.subjects
    measurable = latent.available["tumor_burden"]
    area, aspect = draw_lesions(latent.tumor_burden, stream)
    index = (area > 0.0) & measurable[:, None]
    baseline = -stream.integers(6, 21, size).astype(np.float64)
    older = index & stream.chance(0.1, size)[:, None]
    later = index & ~outcomes.not_assessed[:, None]
    bounds = np.array([SHRINKAGE.get(text, (1.0, 1.0)) for text in outcomes.best_response])
    change = bounds[:, 0] + (bounds[:, 1] - bounds[:, 0]) * stream.uniform(size)
    grown = area * (0.70 + 0.25 * stream.uniform(size, 1))
    extra = measurable[:, None] & (np.arange(INDEX_LESIONS) == 0) & stream.chance(0.3, size)[:, None]
    parts = [
        measured(cohort, index, area, aspect, baseline),
        measured(cohort, older, grown, aspect, baseline - 35.0),
        measured(cohort, later, area * change[:, None], aspect, stream.integers(25, 31, size).astype(np.float64)),
        measured(cohort, extra, np.minimum(area, 150.0), aspect, baseline, offset=INDEX_LESIONS, target="N"),
        not_measurable(cohort, chosen(~measurable), baseline),
    ]
    return [Table(f"{PREFIX}lesions.csv", stacked(parts))]


def draw_lesions(burden: Floats, stream: Stream) -> tuple[Floats, Floats]:
    """Products of diameters that add up to the burden, over one to six lesions, and the shape of each lesion."""
    count = 1 + np.floor(np.minimum(6.0, 1.0 + burden / 300.0) * stream.uniform(burden.size))
    place = np.arange(INDEX_LESIONS)
    weight = np.where(place < count[:, None], 0.25 + stream.uniform(burden.size, INDEX_LESIONS), 0.0)
    total = weight[:, 0]
    for column in range(1, INDEX_LESIONS):
        total = total + weight[:, column]
    return burden[:, None] * weight / total[:, None], 0.6 + 0.4 * stream.uniform(burden.size, INDEX_LESIONS)


def measured(
    cohort: Cohort, which: Flags, area: Floats, aspect: Floats, day: Floats, *, offset: int = 0, target: str = "Y"
) -> dict[str, list[str]]:
    """Rows of one assessment, in whole millimetres, or in centimetres where the site measures so."""
    who, lesion = cells(which)
    longest = np.maximum(np.round(np.sqrt(area[who, lesion] / aspect[who, lesion])), 1.0)
    perpendicular = np.maximum(np.round(area[who, lesion] / longest), 1.0)
    long_side, short_side = np.maximum(longest, perpendicular), np.minimum(longest, perpendicular)
    centimetres = in_centimetres(cohort, who)
    return {
        "Subject": cohort.named(who),
        "Scan date": cohort.dates(who, day[who]),
        "Lesion": [f"L{number}" for number in (lesion + 1 + offset).tolist()],
        "Target": [target] * who.size,
        "Site of lesion": picked(LOCATIONS, (cohort.latent.block.start + who + lesion + offset) % len(LOCATIONS)),
        "Long": either(centimetres, tenths(long_side), wholes(long_side)),
        "Short": either(centimetres, tenths(short_side), wholes(short_side)),
        "Units": either(centimetres, "cm", "mm"),
    }


def not_measurable(cohort: Cohort, who: Integers, day: Floats) -> dict[str, list[str]]:
    """Disease that is there but has no diameters: marrow."""
    return {
        "Subject": cohort.named(who),
        "Scan date": cohort.dates(who, day[who]),
        "Lesion": ["L1"] * who.size,
        "Target": ["N"] * who.size,
        "Site of lesion": ["bone marrow"] * who.size,
        "Long": ["not measurable"] * who.size,
        "Short": ["not measurable"] * who.size,
        "Units": ["mm"] * who.size,
    }


def in_centimetres(cohort: Cohort, who: Integers) -> Flags:
    from_site = np.array([site.name in CENTIMETRE_SITES for site in SITES])
    return np.asarray(from_site[cohort.latent.site[who]])


def tenths(millimetres: Floats) -> list[str]:
    """Whole millimetres as centimetres, without a division that could round."""
    return [f"{int(value) // 10}.{int(value) % 10}" for value in millimetres.tolist()]
