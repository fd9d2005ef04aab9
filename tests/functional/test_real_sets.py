"""Real cohorts of other people, each a study by its study.yml alone. Expected numbers are counted in the files with the
csv module, here or (where they say so) by hand when the study was written."""

import csv
import re
import shutil

import pytest

pytestmark = pytest.mark.slow

SETS = ["inspire_pembro", "mimic3_demo_labs", "cytoprofile_luminex", "nulisa_covid_npq"]


@pytest.fixture(scope="module")
def folders(shared, root, tmp_path_factory):
    """Each set as a study folder, made when it is first asked for."""
    made = {}

    def folder(name):
        if not (shared / "data" / name).is_dir():
            pytest.skip(f"the data of {name} are not here")
        if name not in made:
            made[name] = tmp_path_factory.mktemp(name)
            shutil.copytree(shared / "data" / name, made[name] / "data", ignore=shutil.ignore_patterns("raw"))
            shutil.copy(root / "tests" / "functional" / name / "study.yml", made[name])
        return made[name]

    return folder


@pytest.fixture
def built(folders, cartwheel):
    """The study of a set, built by whichever test comes first."""

    def folder(name):
        found = folders(name)
        if not (found / "warehouse.duckdb").exists():
            cartwheel("build", "--study", found)
        return found

    return folder


def records(folder, name):
    with (folder / "data" / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


# Source, then rows read, accepted, rejected, duplicated, filtered.
COUNTS = {
    "inspire_pembro": [
        ("analytes", 94, 94, 0, 0, 0), ("analytes", 94, 94, 0, 0, 0), ("follow_up", 94, 94, 0, 0, 0),
        ("lesions", 94, 94, 0, 0, 0), ("responses", 94, 94, 0, 0, 0), ("subjects", 94, 94, 0, 0, 0),
    ],
    "mimic3_demo_labs": [
        ("analytes", 76074, 2126, 3951, 0, 69997), ("analytes", 76074, 64867, 5130, 0, 6077),
        ("subjects", 100, 100, 0, 0, 0),
    ],
    "cytoprofile_luminex": [("analytes", 297 * 25, 297 * 25, 0, 0, 0), ("subjects", 297, 297, 0, 0, 0)],
    "nulisa_covid_npq": [("analytes", 12772, 12772, 0, 0, 0), ("subjects", 12772, 25, 0, 12747, 0)],
}  # fmt: skip


@pytest.mark.parametrize("name", SETS)
def test_every_row_is_accounted_for(built, query, name):
    columns = "source, rows_read, rows_accepted, rows_rejected, rows_duplicated, rows_filtered"
    rows = query(built(name), f"select {columns} from meta.files order by all")
    found = [(row.pop("source"), *map(int, row.values())) for row in rows]
    assert found == COUNTS[name]
    assert all(read == sum(parts) for _, read, *parts in found)


def test_mimic_rejects_are_texts_and_negative_excess(built, query):
    """8,622 texts such as NEG, ART and 0-2, without 156 that say NotDone; the base excess of a blood gas may be negative, a concentration may not."""
    rows = query(built("mimic3_demo_labs"), "select reason, count(*) as n from raw.rejects group by all order by all")
    assert {row["reason"]: row["n"] for row in rows} == {"negative_concentration": "459", "not_a_result": "8622"}


def test_every_inequality_of_mimic_is_a_value_and_a_qualifier(built, query):
    folder = built("mimic3_demo_labs")
    signs = re.compile(r"[<>]|less than|greater than", re.IGNORECASE)
    expected = [row for row in records(folder, "labevents.csv") if signs.search(row["value"])]
    sql = (
        "select qualifier, count(value) as n from staging.stg_analytes where qualifier <> '=' group by all order by all"
    )
    found = {row["qualifier"]: int(row["n"]) for row in query(folder, sql)}
    lower = [row for row in expected if re.search("<(?!=)|less", row["value"], re.IGNORECASE)]
    assert len(expected) == 262
    assert found == {"<": len(lower), "<=": 1, ">": 262 - len(lower) - 1}


def test_blood_ldh_is_not_mixed_with_that_of_other_fluids(built, query):
    folder = built("mimic3_demo_labs")
    sql = "select analyte, specimen, count(*) as n from staging.stg_analytes where analyte ilike '%lactate dehydr%' or analyte in ('ldh', 'ld, body fluid (not blood)') group by all order by all"
    assert [tuple(row.values()) for row in query(folder, sql)] == [
        ("lactate dehydrogenase, ascites (not blood)", "Ascites", "7"),
        ("lactate dehydrogenase, csf (not blood)", "Cerebrospinal Fluid (CSF)", "2"),
        ("lactate dehydrogenase, pleural (not blood)", "Pleural", "8"),
        ("ld, body fluid (not blood)", "Other Body Fluid", "2"),
        ("ldh", "Blood", "423"),
    ]  # fmt: skip


def test_crp_in_two_units_lands_in_one(built, query):
    folder = built("mimic3_demo_labs")
    crp = [row for row in records(folder, "labevents.csv") if row["itemid"] == "50889"]
    factors = {"mg/L": 1, "mg/dL": 10}
    expected = sorted(float(row["value"]) * factors[row["valueuom"]] for row in crp)
    rows = query(folder, "select value, unit from staging.stg_analytes where analyte = 'crp' order by value")
    assert {row["unit"] for row in rows} == {"mg/L"}
    assert [float(row["value"]) for row in rows] == pytest.approx(expected)
    assert len({row["valueuom"] for row in crp}) == 2


def test_dates_of_the_2100s_are_dates(built, query):
    folder = built("mimic3_demo_labs")
    days = [row["charttime"][:10] for row in records(folder, "labevents.csv")]
    (row,) = query(
        folder,
        "select min(sample_date) as first, max(sample_date) as last, count(*) - count(sample_date) as n"
        " from staging.stg_analytes",
    )
    assert min(days) <= row["first"] <= row["last"] <= max(days)
    assert row["last"] > "2200"
    assert row["n"] == "0"


def test_every_cytokine_has_its_sum(built, query):
    folder = built("cytoprofile_luminex")
    wide = records(folder, "ExampleData1.csv")
    expected = {
        name.strip().lower(): sum(float(row[name]) for row in wide)
        for name in wide[0]
        if name.strip() not in ("Group", "Treatment", "Time")
    }
    sql = "select lower(analyte) as analyte, sum(cast(result as double)) as total from raw.analytes group by all"
    found = {row["analyte"]: float(row["total"]) for row in query(folder, sql)}
    assert len(expected) == 25
    assert found == pytest.approx(expected)


def test_npq_keeps_its_scale_and_the_limit_of_its_plate(built, query):
    folder = built("nulisa_covid_npq")
    rows = records(folder, "Alamar_NULISAseq_COVID_NPQ_data.csv")
    below = sum(float(row["NPQ"]) < float(row["LOD"]) for row in rows)
    (found,) = query(
        folder,
        "select count(*) filter (where is_below_limit) as below, sum(value) as total, count(distinct unit) as units"
        " from staging.stg_analytes where qualifier = '='",
    )
    assert (int(found["below"]), found["units"]) == (below, "1")
    assert below == 752
    assert float(found["total"]) == pytest.approx(sum(float(row["NPQ"]) for row in rows))


def test_days_and_undetected_ctdna_of_inspire(built, query):
    folder = built("inspire_pembro")
    rows = {row["id"]: row for row in records(folder, "pembrolizumab.csv")}
    days = query(folder, "select subject_id, study_day, status from raw.follow_up")
    assert {row["subject_id"]: float(row["study_day"]) for row in days} == pytest.approx(
        {name: float(row["os_time"]) * 30.4375 for name, row in rows.items()}
    )
    (undetected,) = query(folder, "select count(*) as n from staging.stg_analytes where qualifier = '<'")
    assert int(undetected["n"]) == sum(row["baseline_ctdna"] == "0.0" for row in rows.values()) == 2


def test_the_text_received_stays_within_reach(built, query):
    """Through file, row and column, whatever the mapping made of it."""
    folder = built("inspire_pembro")
    kept = query(
        folder,
        "select source_row, source_column, received from raw.changed_cells where column_name = 'study_day' order by 1",
    )
    rows = records(folder, "pembrolizumab.csv")
    assert [(row["source_row"], row["source_column"], row["received"]) for row in kept] == [
        (str(number), "os_time", row["os_time"]) for number, row in enumerate(rows, 2)
    ]
    changes = query(folder, "select rule, changed from meta.changes where source = 'follow_up' order by all")
    assert [tuple(row.values()) for row in changes] == [("multiply", "94"), ("values", "94")]
