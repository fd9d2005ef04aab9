"""The two files people read in the generated study: study.yml, which maps the sites' columns, and its README."""

from collections.abc import Mapping

from python_stats.simulate.faults import FAULTS
from python_stats.simulate.table import PREFIX

STUDY = """\
# SYNTHETIC. No patient is in here: every value was drawn from a declared model by `cartwheel simulate`.
study: {study}
title: Synthetic ZUMA-1-like cohort ({subjects} simulated subjects, no patient data)
synthetic: true
data_cut: {data_cut}

sources:
  subjects:
    file: data/synthetic_subjects.csv
    columns:
      subject_id: USUBJID
      site_id: Site
      age_years: Age
      sex: {{column: Sex, values: {{M: male, F: female}}}}
      weight_kg: Weight (kg)
      disease_subtype: Diagnosis
      disease_stage: Ann Arbor stage
      ecog: ECOG PS
      ipi_score: IPI
      prior_lines: Prior lines
      enrolled_date: Leukapheresis
      conditioning_date: Conditioning start
      infusion_date: Infusion

  products:
    {products}
    columns:
      subject_id: Patient
      product_lot: Lot
      product_name: {{constant: synthetic axicabtagene ciloleucel}}
      car_t_cells_infused_million: CAR+ viable T cells (10^6)
      viable_t_cells_infused_million: Viable T cells (10^6)
      viable_cells_infused_million: Viable cells (10^6)
      viability_percent: Viability %
      transduction_percent: Transduction %
      vector_copy_number: VCN
      coculture_ifng: Coculture IFN-g (pg/mL)
      coculture_effector_to_target: "E:T"
      coculture_hours: Coculture hours

  culture_counts:
    file: data/synthetic_culture_counts.csv
    columns:
      subject_id: Patient
      product_lot: Lot
      culture_day: Culture day
      stage: Step
      viable_cells_million: Viable cells (10^6)
      removed_percent: Removed %

  immunophenotypes:
    - file: data/synthetic_flow_product.csv
      columns:
        subject_id: Sample
        sample_type: {{constant: product}}
        panel: Panel
        population: Subset
        parent_population: {{column: "% of", values: {{live cells: live}}}}
        percent: Percent
    - file: data/synthetic_flow_apheresis.tsv
      columns:
        subject_id: subject
        sample_type: {{constant: apheresis}}
        population: population
        parent_population: {{column: parent, values: {{CD45+ live: live CD45+}}}}
        percent: freq

  car_t_levels:
    - file: data/synthetic_car_t_qpcr.csv
      columns:
        subject_id: Subject
        visit: Visit
        sample_date: Collected
        specimen: {{constant: blood}}
        assay: {{constant: qpcr}}
        result: Result
        unit: {{column: Units, values: {{cells/µL: cells/uL, copies/µg DNA: copies/ug}}}}
        lloq: LLOQ
    - file: data/synthetic_car_t_ddpcr.csv
      columns:
        subject_id: patient_id
        study_day: study_day
        assay: {{constant: ddpcr}}
        result: car_t_cells_per_ul
        unit: {{constant: cells/uL}}

  analytes:
    - file: data/synthetic_cytokines_simple_plex.csv
      missing: [not done, QNS]
      columns:
        subject_id: Subject
        visit: Visit
        study_day: Day
        platform: {{constant: Simple Plex}}
        analyte: Analyte
        result: Conc
        unit: Unit
        lloq: LLOQ
        uloq: ULOQ
    - file: data/synthetic_cytokines_luminex.csv
      missing: [not done, QNS]
      columns:
        subject_id: Subject
        visit: Visit
        sample_date: Date
        platform: {{constant: Luminex}}
        analyte: Analyte
        result: Conc
        unit: Unit
        lloq: LLOQ
        uloq: ULOQ
    - file: data/synthetic_chemistry.csv
      missing: [not done, QNS]
      columns:
        subject_id: Subject
        laboratory: Lab
        visit: Visit
        sample_date: Collection date
        analyte: Test
        result: Result
        unit: Unit
        upper_limit_normal: ULN
    - file: data/synthetic_chemistry_europe.csv
      delimiter: ";"
      decimal: ","
      missing: [not done, QNS]
      columns:
        subject_id: Patient
        laboratory: Zentrum
        study_day: Tag
        analyte: {{column: Untersuchung, values: {{Kreatinin: Creatinine, Thrombozyten: Platelets}}}}
        result: Ergebnis
        unit: {{column: Einheit, values: {{µkat/L: ukat/L}}}}
        upper_limit_normal: Obergrenze

  lesions:
    file: data/synthetic_lesions.csv
    missing: [not measurable]
    columns:
      subject_id: Subject
      assessment_date: Scan date
      lesion_id: Lesion
      is_index: {{column: Target, values: {{Y: "true", N: "false"}}}}
      location: Site of lesion
      longest_diameter: Long
      perpendicular_diameter: Short
      unit: Units
      assessor: {{constant: investigator}}

  responses:
    file: data/synthetic_responses.csv
    columns:
      subject_id: Pt
      visit: Assessment
      study_day: StudyDay
      response: Overall response
      criterion: {{constant: Cheson 2007}}
      assessor: {{constant: investigator}}

  toxicities:
    file: data/synthetic_adverse_events.csv
    missing: [not graded]
    columns:
      subject_id: Subject
      event: {{column: Category, values: {{Neurologic: NE, General: other}}}}
      term: AE term
      start_date: Start
      end_date: Stop
      scale: Scale
      scale_version: Version
      grade: Grade

  treatments:
    - file: data/synthetic_treatments.tsv
      columns:
        subject_id: id
        category: {{column: class, values: {{SCT: transplant, subsequent therapy: new_anticancer}}}}
        treatment: drug
        study_day: start_day
        end_day: end_day
    - file: data/synthetic_toxicity_management.csv
      columns:
        subject_id: Subject
        category: {{constant: tocilizumab}}
        treatment: {{constant: tocilizumab}}
        study_day: Tocilizumab day
        is_given: {{column: Tocilizumab, values: {{Y: "true", N: "false"}}}}
    - file: data/synthetic_toxicity_management.csv
      columns:
        subject_id: Subject
        category: {{constant: corticosteroid}}
        treatment: {{constant: corticosteroid}}
        study_day: Steroid day
        is_given: {{column: Steroid, values: {{Y: "true", N: "false"}}}}

  follow_up:
    file: data/synthetic_follow_up.csv
    columns:
      subject_id: Patient
      contact_date: Contact date
      status: {{column: Vital status, values: {{died: dead, withdrew consent: withdrawn}}}}
      cause_of_death: Cause

  gene_expression:
    file: data/synthetic_tumor_expression.tsv
    columns:
      subject_id: SubjectID
      study_day: BiopsyDay
      specimen: {{constant: tumour biopsy}}
      gene: Gene
      expression: Log2NormCount
      unit: {{constant: log2 normalised counts}}
"""

README = """\
# Synthetic study `{study}`

**SYNTHETIC. No patient is in here.** `cartwheel simulate` drew {subjects} subjects with seed {seed}; the same seed
gives the same bytes everywhere. It looks like ZUMA-1 (Locke 2020, Blood Advances 4:4898) only as far as numbers were
published; where none was, the model has a declared default. Every number with its unit and source is in
`python_stats/simulate/calibration.py` and `calibration_assays.py`. An association found here says what was put in,
and nothing about patients. The default seed, {default_seed}, is the first from 2020 on with which five counts
(responders, complete responders, durable responders, CRS and neurologic events of grade 3 or higher) are each within
2 of the expected ones; no association was looked at.

## What a site would send

Each file keeps its sender's column names, units and habits; `study.yml` maps them. Some files have dates and some
study days; two laboratories use a decimal comma, `;` and a byte-order mark; one sends LDH in µkat/L; CRP comes in
mg/L and mg/dL, ferritin in ng/mL and ug/L, creatinine in mg/dL and umol/L, each with the laboratory's own upper limit.
Results are written as laboratories write them: `<0.7`, `>2652`, `n.d.`, `0.7*`, `1,240`, `not done`, `QNS`.

| file | rows |
|---|---:|
{files}

## Faults put in

These rows cannot be read and must be set aside, each with its reason. They are additional rows at the end of their
file, so nothing true is lost with them.

| file | source | column | what is wrong | rows |
|---|---|---|---|---:|
{faults}

## Traps put in, which are not faults

- The assessment nearest before conditioning is baseline; some subjects have an older one, all have a later one.
- One subject in a hundred has no measurable lesion. Lesions that are no targets have diameters as well.
- Some subjects were transplanted in response and keep being assessed; others withdrew or were lost while in response.
- Some late visits are missing; the last visit of the first year may be a few days before day 365.
- In some products part of the culture was taken out at day 5, and the count at harvest is lower by that part.
- Flow percentages of the product are of live cells and its quadrants add up to 100; those of the apheresis are of live
  CD45+ cells and its quadrants, being T cells, add up to CD3+.
- One subject in a hundred has cytokines on Luminex alone; the platforms read differently.
- Some neurologic events have no grade, which is not grade 0.
"""


def study_text(study: str, subjects: int, data_cut: str, *, is_in_blocks: bool) -> str:
    """study.yml. No workbook holds the products of a large cohort, so they come as text."""
    products = f"file: data/{PREFIX}products.csv" if is_in_blocks else WORKBOOK
    return STUDY.format(study=study, subjects=subjects, data_cut=data_cut, products=products)


WORKBOOK = f"file: data/{PREFIX}products.xlsx\n    sheet: Lots"


def readme_text(study: str, subjects: int, seeds: tuple[int, int], rows: Mapping[str, int]) -> str:
    """The README; `seeds` are the one used and the default, `rows` are those of each file."""
    files = "\n".join(f"| `data/{file}` | {number} |" for file, number in rows.items())
    faults = "\n".join(
        f"| `data/{PREFIX}{fault.file}` | {fault.source} | {fault.column} | {fault.what} | {len(fault.rows)} |"
        for fault in FAULTS
    )
    seed, default_seed = seeds
    return README.format(
        study=study, subjects=subjects, seed=seed, default_seed=default_seed, files=files, faults=faults
    )
