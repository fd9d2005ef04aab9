"""A study takes a shipped mapping by name and says what differs; a mistake is reported where it is written.

Every domain of sdtm.yml is read from an XPT file of a few made-up rows, so that a misspelt variable of ours is found.
"""

import pandas as pd
import pyreadstat
import pytest
import yaml

from tests.small_cohort import ROOT, Cohort
from warehouse.errors import StudyError

SHIPPED = yaml.safe_load((ROOT / "sql" / "mappings" / "sdtm.yml").read_text(encoding="utf-8"))
DM = {"USUBJID": "A", "SITEID": "1", "AGE": 50, "SEX": "F", "RFXSTDTC": "2019-01-10", "DTHDTC": "2019-09-01"}

# Domain: source, rows of the file, what the study adds, and the row that comes of it.
DOMAINS = {
    "dm": ("subjects", [DM], {}, {"subject_id": "A", "sex": "female", "infusion_date": "2019-01-10"}),
    "dm_deaths": ("follow_up", [DM], {}, {"contact_date": "2019-09-01", "status": "dead"}),
    "ex": ("products", [{"EXTRT": "cells", "EXLOT": "L1"}], {}, {"product_lot": "L1", "product_name": "cells"}),
    "ex_treatments": (
        "treatments",
        [{"EXTRT": "fludarabine", "EXCAT": "LYMPHODEPLETION", "EXSTDTC": "2019-01-05"}],
        {},
        {"category": "conditioning", "treatment": "fludarabine", "start_date": "2019-01-05", "end_date": None},
    ),
    "cm": (
        "treatments",
        [{"CMTRT": "tocilizumab", "CMCAT": "TOCILIZUMAB", "CMSTDTC": "2019-01-14", "CMOCCUR": ""}],
        {},
        {"category": "tocilizumab", "is_given": "Y"},
    ),
    "lb": (
        "analytes",
        [{"LBTEST": "Ferritin", "LBORRES": "<5", "LBORRESU": "ng/mL", "LBDTC": "2019-01-09T08:00", "LBORNRHI": 300}],
        {},
        {"analyte": "Ferritin", "result": "<5", "unit": "ng/mL", "upper_limit_normal": "300", "lloq": None},
    ),
    "pc": (
        "car_t_levels",
        [{"PCMETHOD": "QPCR", "PCORRES": "<BLQ", "PCORRESU": "copies/ug", "PCDTC": "2019-01-17", "PCLLOQ": 25}],
        {},
        {"assay": "qpcr", "result": "BLQ", "unit": "copies/ug", "lloq": "25"},
    ),
    "cp": (
        "immunophenotypes",
        [{"CPSPEC": "PRODUCT", "CPTEST": "CD4", "CPORRES": "40", "CPORRESU": "%", "CPDTC": "2019-01-03"}],
        {"parent_population": {"constant": "CD3+"}},
        {"sample_type": "product", "population": "CD4", "percent": "40"},
    ),
    "tr": (
        "lesions",
        [
            {"TRLNKID": "T01", "TRDTC": "2019-01-02", "TREVAL": "INVESTIGATOR", "TRGRPID": "TARGET", "TRORRESU": "mm"}
            | {"TRTESTCD": test, "TRORRES": size}
            for test, size in (("LDIAM", "30"), ("LPERP", "20"))
        ],
        {},
        {"lesion_id": "T01", "longest_diameter": "30", "perpendicular_diameter": "20", "is_index": "yes"},
    ),
    "rs": (
        "responses",
        [{"RSTESTCD": "OVRLRESP", "RSORRES": "CMR", "RSDTC": "2019-02-09", "RSEVAL": "INDEPENDENT ASSESSOR"}],
        {},
        {"response": "CR", "assessor": "independent", "assessment_date": "2019-02-09"},
    ),
    "ae": (
        "toxicities",
        [{"AETERM": "CRS", "AEDECOD": "Cytokine release syndrome", "AESTDTC": "2019-01-12", "AETOXGR": "2"}],
        {"scale": {"constant": "Lee"}},
        {"event": "CRS", "grade": "2", "term": "CRS"},
    ),
    "ds": (
        "follow_up",
        [{"DSCAT": "DISPOSITION EVENT", "DSDECOD": "LOST TO FOLLOW-UP", "DSSTDTC": "2019-06-01"}],
        {},
        {"status": "lost", "contact_date": "2019-06-01"},
    ),
    "ss": (
        "follow_up",
        [
            {"SSTESTCD": "SURVSTAT", "SSSTRESC": status, "SSDTC": date}
            for status, date in (("ALIVE", "2019-06-01"), ("DEAD", "2019-08-15"), ("UNKNOWN", "2019-07-01"))
        ],
        {},
        {"status": "alive", "contact_date": "2019-06-01"},
    ),
}


def write_xpt(cohort, name, rows):
    frame = pd.DataFrame([{"USUBJID": "A", **row} for row in rows])
    pyreadstat.write_xport(frame, cohort.folder / name, file_format_version=5)


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_domain_becomes_its_source(tmp_path, domain):
    source, rows, own, expected = DOMAINS[domain]
    cohort = Cohort(tmp_path)
    write_xpt(cohort, "data.xpt", rows)
    mapping = f"{{use: sdtm.{domain}, file: data.xpt, columns: {yaml.safe_dump(own, default_flow_style=True).strip()}}}"
    if source == "subjects":
        cohort.describe("", subjects=mapping)
    else:
        cohort.describe(f"{source}: {mapping}")
    engine, _ = cohort.read()
    assert engine.rows("select * from raw.rejects") == []
    (found,) = engine.rows(f"select {', '.join(expected)} from raw.{source}")
    assert found == tuple(expected.values())


def test_every_domain_is_tried():
    others = {name for name in SHIPPED if name.startswith("supp")} | {"tu"}
    assert set(DOMAINS) == set(SHIPPED) - others


def test_lesions_are_joined_with_their_identification_and_supp_with_its_record(tmp_path):
    cohort = Cohort(tmp_path)
    write_xpt(cohort, "tr.xpt", DOMAINS["tr"][1])
    lesion = {"TULNKID": "T01", "TUEVAL": "INVESTIGATOR", "TUORRES": "NON-TARGET", "TULOC": "LIVER"}
    write_xpt(cohort, "tu.xpt", [lesion])
    events = [{"AESEQ": n, "AETERM": "x", "AEDECOD": "y", "AESTDTC": "2019-01-12"} for n in (1, 2)]
    write_xpt(cohort, "ae.xpt", events)
    kept = {"IDVAR": "AESEQ", "IDVARVAL": "2", "QNAM": "GRADE", "QVAL": "3"}
    write_xpt(cohort, "suppae.xpt", [kept, kept | {"IDVAR": "AEGRPID", "IDVARVAL": "1"}])
    cohort.describe(
        "lesions: {use: [sdtm.tr, sdtm.tu], file: tr.xpt, lookup: {file: tu.xpt}}\n"
        "toxicities: {use: [sdtm.ae, sdtm.suppae], file: ae.xpt, lookup: {file: suppae.xpt, take: [GRADE]}, "
        "columns: {scale: {constant: CTCAE}, grade: GRADE}}"
    )
    engine, _ = cohort.read()
    assert engine.rows("select is_index, location from raw.lesions") == [("no", "LIVER")]
    assert engine.rows("select grade from raw.toxicities order by source_row") == [(None,), ("3",)]
    assert engine.rows("select * from raw.rejects") == []


MISTAKES = [
    ("{use: sdmt.lb, file: lb.csv}", "there are no shipped mappings 'sdmt'", "study.yml:4"),
    ("{use: sdtm.lbx, file: lb.csv}", "'sdtm' has no mapping 'lbx'", "study.yml:4"),
    ("{use: sdtm.lb, file: lb.csv, columns: {analite: LBTEST}}", "no column 'analite'", "study.yml:4"),
    ("{use: sdtm.rs, file: lb.csv}", "source 'analytes' has no column 'assessment_date'", "sql/mappings/sdtm.yml:"),
]


@pytest.mark.parametrize("mapping, what, where", MISTAKES)
def test_a_mistake_is_told_where_it_is_written(tmp_path, mapping, what, where):
    cohort = Cohort(tmp_path)
    cohort.write("lb.csv", "USUBJID\nA\n")
    cohort.describe(f"analytes: {mapping}")
    with pytest.raises(StudyError) as caught:
        cohort.load()
    assert what in caught.value.what
    assert str(caught.value.where).startswith(where)


def test_a_variable_that_the_file_lacks_is_told_with_the_line_of_the_shipped_mapping(tmp_path):
    cohort = Cohort(tmp_path)
    cohort.write("lb.csv", "USUBJID,LBORRES,LBORRESU,LBDTC\nA,1,ng/mL,2019-01-01\n")
    cohort.describe("analytes: {use: sdtm.lb, file: lb.csv}")
    with pytest.raises(StudyError, match="has no column 'LBTEST'") as caught:
        cohort.read()
    lines = (ROOT / "sql" / "mappings" / "sdtm.yml").read_text(encoding="utf-8").splitlines()
    assert str(caught.value.where) == f"sql/mappings/sdtm.yml:{lines.index('    analyte: LBTEST') + 1}"
