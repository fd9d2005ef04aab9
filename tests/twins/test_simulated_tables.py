"""The raw tables hold what is true of the subjects: slow, obvious Python reads the files as a person would and finds it
again. Without this a fault of the tables would look like a fault of the warehouse that reads them.
"""

import csv
from collections import defaultdict
from datetime import date
from math import log

import numpy as np
import pytest

from python_stats.simulate import simulate
from python_stats.simulate.study import draw_cohort

SUBJECTS, SEED = 400, 17
FAULTY = {"hemolysed", "see comment", "TNTC", "mixed", "7"}


@pytest.fixture(scope="module")
def cohort():
    return draw_cohort(SUBJECTS, SEED)


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tables")
    simulate(folder, subjects=SUBJECTS, seed=SEED)

    def read_rows(name):
        path = folder / "data" / f"synthetic_{name}"
        delimiter = "\t" if path.suffix == ".tsv" else ";" if "europe" in name else ","
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file, delimiter=delimiter))

    return read_rows


@pytest.fixture(scope="module")
def infusion(read):
    return {row["USUBJID"]: date.fromisoformat(row["Infusion"]) for row in read("subjects.csv")}


def true_of(cohort, values):
    return dict(zip(cohort.identifiers, values, strict=True))


def test_tumour_burden_is_the_sum_of_products_of_the_last_index_lesions_before_conditioning(read, cohort, infusion):
    by_scan = defaultdict(lambda: defaultdict(float))
    for row in read("lesions.csv"):
        if row["Target"] != "Y" or row["Units"] == "in":
            continue
        day = (date.fromisoformat(row["Scan date"]) - infusion[row["Subject"]]).days
        scale = 10.0 if row["Units"] == "cm" else 1.0
        if day < -5:
            by_scan[row["Subject"]][day] += float(row["Long"]) * scale * float(row["Short"]) * scale
    truth = true_of(cohort, cohort.latent.tumor_burden)
    measurable = [name for name, flag in true_of(cohort, cohort.latent.available["tumor_burden"]).items() if flag]
    assert sorted(by_scan) == measurable
    # Diameters are whole millimetres: half a millimetre of some thirty, partly cancelling over the lesions.
    for name, scans in by_scan.items():
        assert scans[max(scans)] == pytest.approx(truth[name], rel=0.05, abs=8.0)


def test_doubling_time_follows_from_counts_corrected_for_what_was_taken_out(read, cohort):
    counts = defaultdict(list)
    for row in read("culture_counts.csv"):
        if row["Viable cells (10^6)"] not in FAULTY and row["Step"] != "stimulation":
            counts[row["Patient"]].append(row)
    truth = true_of(cohort, cohort.latent.doubling_time)
    assert len(counts) == SUBJECTS
    for name, rows in counts.items():
        kept = 1.0
        for row in rows[:-1]:
            kept *= 1.0 - float(row["Removed %"] or 0) / 100.0
        first, last = rows[0], rows[-1]
        days = float(last["Culture day"]) - float(first["Culture day"])
        growth = log(float(last["Viable cells (10^6)"]) / kept / float(first["Viable cells (10^6)"]))
        assert days * log(2.0) / growth == pytest.approx(truth[name], rel=0.002)


def test_the_highest_level_in_blood_is_the_peak_but_for_sampling_and_noise(read, cohort, infusion):
    peaks = defaultdict(float)
    for row in read("car_t_qpcr.csv"):
        if row["Units"] != "cells/µL" or row["Subject"] not in infusion or row["Result"].startswith("<"):
            continue
        if (date.fromisoformat(row["Collected"]) - infusion[row["Subject"]]).days <= 31:
            level = float(row["Result"].replace(",", "").rstrip("*"))
            peaks[row["Subject"]] = max(peaks[row["Subject"]], level)
    truth = true_of(cohort, cohort.latent.peak)
    assert sorted(peaks) == [name for name, flag in true_of(cohort, cohort.latent.available["car_t"]).items() if flag]
    ratios = np.log([peaks[name] / truth[name] for name in peaks])
    assert np.median(ratios) == pytest.approx(0.0, abs=0.06)
    assert np.quantile(np.abs(ratios), 0.95) < 0.5


def assessments(read):
    rows = defaultdict(list)
    for row in read("responses.csv"):
        if row["Overall response"] not in FAULTY:
            rows[row["Pt"]].append((int(row["StudyDay"]), row["Overall response"]))
    return {name: sorted(pairs) for name, pairs in rows.items()}


def test_best_response_is_the_best_before_progression(read, cohort):
    truth = true_of(cohort, cohort.outcomes.best_response)
    found = {
        name: min((response for _, response in pairs), key=["CR", "PR", "SD", "PD", "NE"].index)
        for name, pairs in assessments(read).items()
    }
    assert found == truth


def test_durable_response_is_an_ongoing_response_at_one_year_without_other_therapy(read, cohort):
    best = true_of(cohort, cohort.outcomes.best_response)
    therapy = defaultdict(lambda: 10_000)
    for row in read("treatments.tsv"):
        if row["class"] in ("SCT", "subsequent therapy"):
            therapy[row["id"]] = min(therapy[row["id"]], int(row["start_day"]))
    found = {}
    for name, pairs in assessments(read).items():
        progression = min((day for day, response in pairs if response == "PD"), default=10_000)
        followed = max(day for day, _ in pairs if day < progression) if pairs[0][0] < progression else 0
        if best[name] == "NE":
            found[name] = None
        elif best[name] not in ("CR", "PR") or progression < 365:
            # Whoever progressed had no other therapy before, or the progression would not count.
            assert therapy[name] > progression
            found[name] = False
        else:
            found[name] = True if followed >= 351 and therapy[name] > 365 else None
    outcomes = cohort.outcomes
    truth = true_of(cohort, np.where(outcomes.durable_evaluable, outcomes.durable, None).tolist())
    assert found == truth


def test_the_worst_grade_is_the_grade(read, cohort):
    worst = {"CRS": defaultdict(int), "Neurologic": defaultdict(int)}
    for row in read("adverse_events.csv"):
        if row["Category"] in worst and row["Grade"] not in {"not graded", *FAULTY}:
            worst[row["Category"]][row["Subject"]] = max(worst[row["Category"]][row["Subject"]], int(row["Grade"]))
    outcomes = cohort.outcomes
    assert [worst["CRS"][name] for name in cohort.identifiers] == outcomes.crs_grade.tolist()
    assert [worst["Neurologic"][name] for name in cohort.identifiers] == outcomes.neurologic_grade.tolist()


def test_product_quadrants_add_up_to_all_live_cells_and_those_of_apheresis_to_its_t_cells(read):
    def sums(rows, subject, population, percent):
        quadrants, t_cells = defaultdict(float), {}
        for row in rows:
            value = float(row[percent].rstrip("%"))
            if row[population] == "CD3+" and value <= 100.0:
                t_cells[row[subject]] = value
            elif row[population].startswith("CCR7"):
                quadrants[row[subject]] += value
        return quadrants, t_cells

    product, _ = sums(read("flow_product.csv"), "Sample", "Subset", "Percent")
    apheresis, t_cells = sums(read("flow_apheresis.tsv"), "subject", "population", "freq")
    assert list(product.values()) == pytest.approx([100.0] * len(product), abs=0.021)
    assert [apheresis[name] for name in apheresis] == pytest.approx([t_cells[name] for name in apheresis], abs=0.26)


def test_nothing_is_recorded_after_death(read, infusion):
    death = {
        row["Patient"]: (date.fromisoformat(row["Contact date"]) - infusion[row["Patient"]]).days
        for row in read("follow_up.csv")
        if row["Vital status"] == "died"
    }
    assert len(death) > SUBJECTS / 3
    days = [(row["Subject"], row["Collection date"]) for row in read("chemistry.csv")]
    days += [(row["Subject"], row["Collected"]) for row in read("car_t_qpcr.csv") if row["Subject"] in infusion]
    real = [(name, (date.fromisoformat(day) - infusion[name]).days) for name, day in days if day != "2016-07-04"]
    real += [(name, day) for name, pairs in assessments(read).items() for day, _ in pairs]
    assert [name for name, day in real if day > death.get(name, 10_000)] == []


def test_every_laboratory_reports_in_its_own_unit_and_limit(read):
    habits = defaultdict(set)
    for row in read("chemistry.csv"):
        if row["Unit"] != "IU/dose":
            habits[row["Lab"], row["Test"]].add((row["Unit"], row["ULN"]))
    for row in read("chemistry_europe.csv"):
        habits[row["Zentrum"], row["Untersuchung"]].add((row["Einheit"], row["Obergrenze"]))
    assert {len(units) for units in habits.values()} == {1}
    units = {test: {next(iter(habits[key]))[0] for key in habits if key[1] == test} for _, test in habits}
    assert units["LDH"] == {"U/L", "µkat/L"}
    assert units["CRP"] == {"mg/L", "mg/dL"}
    assert units["Ferritin"] == {"ng/mL", "ug/L"}
    assert units["Creatinine"] == {"mg/dL"}
    assert units["Kreatinin"] == {"umol/L"}
