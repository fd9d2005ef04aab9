"""Raw tables of what was known by infusion: subjects, products, culture counts, flow cytometry, biopsies."""

import numpy as np

from python_stats.simulate import calibration as known
from python_stats.simulate import calibration_assays as assays
from python_stats.simulate.draws import Floats, pearson_of
from python_stats.simulate.latent import lognormal
from python_stats.simulate.table import PREFIX, Cohort, Table, cells, chosen, either, numbers, picked, stacked, wholes

LINEAGES = {"cd3": "CD3+", "cd4": "CD4+CD8-", "cd8": "CD8+CD4-"}
QUADRANTS = {
    "ccr7pos_cd45rapos": "CCR7+CD45RA+",
    "ccr7pos_cd45raneg": "CCR7+CD45RA-",
    "ccr7neg_cd45raneg": "CCR7-CD45RA-",
    "ccr7neg_cd45rapos": "CCR7-CD45RA+",
}
DEEP = {"cd8_memory": "CD8+CCR7+CD45RA+", "cd8_memory_cd27_cd28": "CD8+CCR7+CD45RA+CD27+CD28+"}


def baseline_tables(cohort: Cohort) -> list[Table]:
    return [
        subjects(cohort),
        products(cohort),
        culture_counts(cohort),
        flow_product(cohort),
        flow_apheresis(cohort),
        gene_expression(cohort),
    ]


def subjects(cohort: Cohort) -> Table:
    latent = cohort.latent
    everyone = np.arange(latent.subjects)
    enrolled = -latent.stream("enrolment").integers(18, 32, latent.subjects)
    columns = {
        "USUBJID": list(cohort.identifiers),
        "Site": [assays.SITES[place].name for place in latent.site.tolist()],
        "Age": wholes(latent.age),
        "Sex": list(latent.categories["sex"]),
        "Weight (kg)": numbers(latent.weight, 1),
        "Diagnosis": list(latent.categories["subtype"]),
        "Ann Arbor stage": list(latent.categories["stage"]),
        "ECOG PS": list(latent.categories["ecog"]),
        "IPI": list(latent.categories["ipi"]),
        "Prior lines": list(latent.categories["prior_lines"]),
        "Leukapheresis": cohort.dates(everyone, enrolled),
        "Conditioning start": cohort.dates(everyone, np.full(latent.subjects, -5)),
        "Infusion": cohort.dates(everyone, np.zeros(latent.subjects)),
    }
    return Table(f"{PREFIX}subjects.csv", columns)


def products(cohort: Cohort) -> Table:
    latent = cohort.latent
    stream = latent.stream("product lot")
    viability = np.clip(91.0 + 3.5 * stream.normal(latent.subjects), 72.0, 99.0)
    columns = {
        "Patient": list(cohort.identifiers),
        "Lot": lots(cohort),
        "CAR+ viable T cells (10^6)": numbers(latent.car_t_dose, 1),
        "Viable T cells (10^6)": numbers(latent.viable_t_cells, 1),
        "Viable cells (10^6)": numbers(latent.viable_cells, 1),
        "Viability %": numbers(viability, 1),
        "Transduction %": numbers(latent.transduction, 1),
        "VCN": numbers(lognormal(known.VECTOR_COPY_NUMBER, stream.normal(latent.subjects)), 2),
        "Coculture IFN-g (pg/mL)": numbers(latent.coculture_ifng, 0),
        "E:T": ["1:1"] * latent.subjects,
        "Coculture hours": ["24"] * latent.subjects,
    }
    return Table(f"{PREFIX}products.xlsx", columns, sheet="Lots")


def lots(cohort: Cohort) -> list[str]:
    return [identifier.replace("SYN", "LOT") for identifier in cohort.identifiers]


def culture_counts(cohort: Cohort) -> Table:
    """Counts at day 0, after transduction (day 3), at day 5 and at harvest, growing with the doubling time."""
    latent = cohort.latent
    stream, size = latent.stream("culture"), latent.subjects
    harvest = np.array(stream.categories(assays.HARVEST_DAYS, size), dtype=np.float64)
    start = lognormal(assays.COUNT_AT_DAY_3, stream.normal(size))
    put_in = lognormal(assays.COUNT_AT_DAY_0, stream.normal(size))
    sampled = stream.chance(assays.SAMPLED_SHARE.value, size)
    day = np.column_stack([np.zeros(size), np.full(size, 3.0), np.full(size, 5.0), harvest])
    count = start[:, None] * np.exp2((day - 3.0) / latent.doubling_time[:, None])
    count[:, 0] = put_in
    count[:, 3] *= np.where(sampled, 0.8, 1.0)
    who, step = cells(np.ones((size, 4), dtype=np.bool_))
    columns = {
        "Lot": picked(lots(cohort), who),
        "Patient": cohort.named(who),
        "Culture day": wholes(day[who, step]),
        "Step": picked(("stimulation", "post-transduction", "expansion", "harvest"), step),
        "Viable cells (10^6)": numbers(count[who, step], 2),
        "Removed %": either(sampled[who] & (step == 2), "20", ""),
    }
    return Table(f"{PREFIX}culture_counts.csv", columns)


def flow_product(cohort: Cohort) -> Table:
    """Percentages of live product cells: lineages for all, quadrants and the deep panel where there was material."""
    available, product = cohort.latent.available, cohort.latent.product
    everyone = np.ones(cohort.latent.subjects, dtype=np.bool_)
    panels = (
        ("lineage", LINEAGES, everyone),
        ("memory", QUADRANTS, available["product_phenotype"]),
        ("deep", DEEP, available["deep_panel"]),
    )
    parts = [
        {
            "Sample": cohort.named(chosen(who)),
            "Panel": [panel] * int(who.sum()),
            "Subset": [subset] * int(who.sum()),
            "% of": ["live cells"] * int(who.sum()),
            "Percent": numbers(product[name][who], 2),
        }
        for panel, subsets, who in panels
        for name, subset in subsets.items()
    ]
    return Table(f"{PREFIX}flow_product.csv", stacked(parts))


def flow_apheresis(cohort: Cohort) -> Table:
    """Percentages of live CD45+ cells, written with a per-cent sign, in another laboratory's spelling."""
    who = cohort.latent.available["apheresis"]
    parts = [
        {
            "subject": cohort.named(chosen(who)),
            "population": [spelled] * int(who.sum()),
            "parent": ["CD45+ live"] * int(who.sum()),
            "freq": [f"{text}%" for text in numbers(cohort.latent.apheresis[name][who], 1)],
        }
        for name, spelled in {**LINEAGES, **QUADRANTS}.items()
    ]
    return Table(f"{PREFIX}flow_apheresis.tsv", stacked(parts), delimiter="\t")


def gene_expression(cohort: Cohort) -> Table:
    latent = cohort.latent
    who = chosen(latent.available["biopsy"])
    day = -latent.stream("biopsy day").integers(6, 28, latent.subjects)
    stream = latent.stream("genes")
    parts = []
    for gene, rho in assays.GENES.items():
        level = 7.0 + 1.3 * mixed(latent.normals["tumor_burden"], stream.normal(latent.subjects), pearson_of(rho))
        parts.append(
            {
                "SubjectID": cohort.named(who),
                "BiopsyDay": wholes(day[who]),
                "Gene": [gene] * who.size,
                "Log2NormCount": numbers(level[who], 3),
            }
        )
    return Table(f"{PREFIX}tumor_expression.tsv", stacked(parts), delimiter="\t")


def mixed(first: Floats, second: Floats, correlation: float) -> Floats:
    """A normal that correlates with the first as declared."""
    return np.asarray(correlation * first + (1.0 - correlation**2) ** 0.5 * second)
