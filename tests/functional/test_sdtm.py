"""The CDISC pilot study, read as SDTM by the shipped mappings, says what its own ADaM says where the definitions meet.

The data lie beside a checkout; without them these tests skip. Expected values come from the ADaM data sets that
pharmaverse derives from the same SDTM (admiral), or from counting rows of the SDTM files themselves.
"""

import shutil
import subprocess

import duckdb
import pytest

from tests.functional.conftest import COMMAND, ENVIRONMENT, LIMIT_SECONDS

NAME = "pharmaverse_sdtm_adam"


@pytest.fixture(scope="module")
def data(shared):
    found = shared / "data" / NAME
    if not found.is_dir():
        pytest.skip("the CDISC pilot data are not here")
    return found


@pytest.fixture(scope="module")
def study(data, root, tmp_path_factory):
    folder = tmp_path_factory.mktemp(NAME)
    shutil.copytree(data, folder / "data")
    shutil.copy(root / "tests" / "functional" / NAME / "study.yml", folder)
    words = [*COMMAND, "build", "--study", str(folder)]
    done = subprocess.run(
        words, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def both(study, data):
    """A connection with the warehouse as `ours`, and the files as `sdtm` and `adam` by name."""
    connection = duckdb.connect()
    connection.execute(f"attach '{study / 'warehouse.duckdb'}' as ours (read_only)")
    for kind in ("sdtm", "adam"):
        connection.execute(f"create schema {kind}")
        for path in (data / kind).glob("*.parquet"):
            connection.execute(f"create view {kind}.{path.stem} as from '{path}'")
    return connection


def rows(connection, sql):
    return connection.execute(sql).fetchall()


def test_every_row_is_accounted_for(both):
    """By source and file: read, accepted, rejected, duplicated, filtered, merged."""
    found = rows(
        both,
        "select source, split_part(source_file, '/', 3), rows_read, rows_accepted, rows_rejected, rows_duplicated, "
        "rows_filtered, rows_merged from ours.meta.files order by all",
    )
    assert all(read == sum(parts) for _, _, read, *parts in found)
    expected = {
        ("subjects", "dm.csv"): "select count(*) from sdtm.dm",
        ("analytes", "lb.parquet"): "select count(*) from sdtm.lb",
        ("analytes", "pc.csv"): "select count(*) from sdtm.pc",
        ("toxicities", "ae.csv"): "select count(*) from sdtm.ae",
        ("lesions", "tr_onco_recist.csv"): "select count(*) from sdtm.tr_onco_recist",
        ("responses", "rs_onco_recist.csv"): "select count(*) from sdtm.rs_onco_recist",
        ("follow_up", "ds.csv"): "select count(*) from sdtm.ds",
    }
    read = {(source, file): count for source, file, count, *_ in found}
    assert {key: read[key] for key in expected} == {key: rows(both, sql)[0][0] for key, sql in expected.items()}


def test_what_is_rejected_is_what_cannot_be_read(both):
    """Counted in the SDTM itself: colours, partial dates, an answer RECIST has for non-measurable disease, and
    disposition of the 52 who were never treated."""
    found = rows(both, "select source, reason, count(*) from ours.raw.rejects group by all order by all")
    count = lambda sql: rows(both, f"select count(*) from {sql}")[0][0]  # noqa: E731
    investigator = "RSEVAL = 'INVESTIGATOR'"
    assert found == [
        ("analytes", "not_a_result", count("sdtm.lb where LBTESTCD = 'COLOR' and LBORRES <> '0'")),
        (
            "follow_up",
            "unknown_subject_id",
            count(
                "sdtm.ds anti join (from sdtm.dm where RFXSTDTC <> '') using (USUBJID) where DSCAT = 'DISPOSITION EVENT'"
            ),
        ),
        (
            "lesions",
            "not_a_date",
            count(
                "(select distinct USUBJID, TRLNKID, TRDTC from sdtm.tr_onco_recist where TREVAL = 'INVESTIGATOR' "
                "and TRTESTCD in ('LDIAM', 'LPERP') and length(TRDTC) < 10)"
            ),
        ),
        ("responses", "not_a_date", count(f"sdtm.rs_onco_recist where {investigator} and length(RSDTC) < 10")),
        (
            "responses",
            "unknown_code",
            count(f"sdtm.rs_onco_recist where {investigator} and RSORRES = 'NON-CR/NON-PD'"),
        ),
        ("toxicities", "not_a_date", count("sdtm.ae where length(AESTDTC) < 10")),
    ]


def test_demographics_and_dates_are_those_of_adsl(both):
    sql = """
    select count(*), count(*) filter (
        where subjects.age_years = adsl.AGE and subjects.infusion_date = adsl.TRTSDT and subjects.site_id = adsl.SITEID
        and subjects.sex = case adsl.SEX when 'F' then 'female' when 'M' then 'male' end)
    from ours.marts.subjects full join (from adam.adsl where SAFFL = 'Y') adsl on subject_id = USUBJID
    """
    assert rows(both, sql) == [(254, 254)]


def test_deaths_are_those_of_adsl(both):
    """ADSL counts days from 1, we from 0."""
    sql = """
    select subject_id, death_day + 1 from ours.intermediate.int_events_after_infusion where death_day is not null
    order by all
    """
    assert rows(both, sql) == rows(
        both, "select USUBJID, DTHADY from adam.adsl where DTHDT is not null and SAFFL = 'Y' order by all"
    )


# Analyte, ADaM parameter, and how many of ours make one of theirs (haemoglobin: 1 g/L is 0.06206 mmol/L).
ANALYTES = [
    ("albumin", "ALB", 1.0),
    ("bilirubin", "BILI", 1.0),
    ("creatinine", "CREAT", 1.0),
    ("hemoglobin", "HGB", 0.06206),
    ("leukocytes", "WBC", 1.0),
    ("platelets", "PLAT", 1.0),
]


@pytest.mark.parametrize("analyte, parameter, factor", ANALYTES)
def test_a_laboratory_baseline_is_that_of_adlb(both, analyte, parameter, factor):
    """Both take the last result up to the first dose. Ours looks back 28 days at most, so only such baselines meet."""
    sql = f"""
    select windowed.value * {factor}, adlb.AVAL
    from ours.intermediate.int_analytes_windowed as windowed
    inner join (from adam.adlb where ABLFL = 'Y' and PARAMCD = '{parameter}') adlb on windowed.subject_id = USUBJID
    where windowed.analyte = '{analyte}' and windowed.visit = 'baseline' and windowed.is_chosen
    """
    found = rows(both, sql)
    assert len(found) > 200
    assert [ours for ours, _ in found] == pytest.approx([theirs for _, theirs in found], rel=2e-3)


def test_every_concentration_of_pc_stands_as_it_was(both):
    found = rows(
        both,
        "select count(*), count(*) filter (where is_below_limit), sum(value) filter (where qualifier = '=') "
        "from ours.staging.stg_analytes where analyte = 'xanomeline'",
    )
    (expected,) = rows(
        both,
        "select count(*), count(*) filter (where PCORRES = '<BLQ'), sum(try_cast(PCORRES as double)) from sdtm.pc",
    )
    assert found[0][:2] == expected[:2]
    assert found[0][2] == pytest.approx(expected[2])


def test_best_response_is_that_of_adrs_but_for_its_waiting_time(both):
    """ADRS (BOR) needs a stable disease to stand for 42 days and turns an earlier one to NE or PD; we, after Cheson,
    do not. NON-CR/NON-PD is no word of ours. So: CR, PR and PD-free SD agree; the one difference has that reason."""
    found = dict(rows(both, "select subject_id, best_response from ours.intermediate.int_best_responses"))
    theirs = dict(
        rows(
            both, "select USUBJID, AVALC from adam.adrs_onco where PARAMCD = 'BOR' and AVALC <> 'MISSING' order by all"
        )
    )
    differing = {name: (found.get(name), theirs[name]) for name in theirs if found.get(name) != theirs[name]}
    assert sorted(differing.values(), key=str) == [("SD", "PD"), (None, "NE"), (None, "NON-CR/NON-PD")]
    assert len(theirs) == 8


def test_target_lesions_and_their_sizes_are_those_of_adtr(both):
    """ADTR's diameters are longest (nodes: perpendicular) diameters of the investigator's target lesions."""
    sql = """
    select count(*), count(*) filter (where lesions.longest_diameter_mm = adtr.TRSTRESN)
    from ours.staging.stg_lesions as lesions
    inner join (from sdtm.tr_onco_recist where TREVAL = 'INVESTIGATOR' and TRTESTCD = 'LDIAM') adtr
    on subject_id = USUBJID and lesion_id = TRLNKID and cast(assessment_date as varchar) = TRDTC
    """
    matched, equal = rows(both, sql)[0]
    assert matched == equal == 76
    targets = "select count(distinct (subject_id, lesion_id)) from ours.staging.stg_lesions where is_index"
    theirs = "select count(distinct (USUBJID, TRLNKID)) from adam.adtr_onco where PARAMCD like 'LDIAM%'"
    assert rows(both, targets) == rows(both, theirs)


def test_a_supplemental_qualifier_joins_its_own_record(study, data, tmp_path, cartwheel, query):
    """AETRTEM of SUPPAE as the term: its Y and N are counted as in SUPPAE itself."""
    shutil.copytree(study, tmp_path / "supp", ignore=shutil.ignore_patterns("warehouse*", ".cartwheel"))
    path = tmp_path / "supp" / "study.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("scale: {constant: none}", "scale: {constant: none}\n      term: AETRTEM"), "utf-8")
    cartwheel("build", "--study", tmp_path / "supp", "--select", "raw.toxicities")
    rejected = "select count(*) as n from raw.rejects where source = 'toxicities'"
    assert query(tmp_path / "supp", rejected) == [{"n": "26"}]
    found = query(tmp_path / "supp", "select term, count(*) as n from raw.toxicities group by all order by all")
    expected = duckdb.sql(
        f"""select QVAL, cast(count(*) as varchar) from '{data}/sdtm/suppae.parquet' supp
        inner join '{data}/sdtm/ae.parquet' ae on ae.USUBJID = supp.USUBJID and cast(AESEQ as integer) = IDVARVAL
        where length(AESTDTC) >= 10 group by all order by all"""
    ).fetchall()
    assert [tuple(row.values()) for row in found] == expected
