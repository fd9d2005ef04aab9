"""A laboratory's own words, units and analytes come with the study, as rows of the registries and without a line of SQL."""

import pytest

pytestmark = pytest.mark.slow

SOURCE = """
  analytes:
    file: data/serum.csv
    columns: {subject_id: id, study_day: day, analyte: test, result: value, unit: unit}
"""
# IL-31 is in no registry that ships, and the other two are written as none of its spellings.
SERUM = """id,day,test,value,unit
S001,0,Interleukin Six,12,pg/mL
S001,7,IL-31,2,ng/mL
S001,7,Ferr. (Roche),500,mU(F)
S002,7,IL-31,300,pg/mL
"""
SEEDS = {
    "analytes": "analyte,label,canonical_unit,unit_suffix,kind,cdisc_code,cdisc_concept\n"
    "il31,Interleukin 31,pg/mL,pg_ml,cytokine,,\n",
    "analyte_names": "spelling,analyte\ninterleukin six,il6\nil-31,il31\nferr. (roche),ferritin\n",
    "units": "analyte,unit,canonical_unit,factor,source\n"
    "il31,pg/ml,pg/mL,1,same quantity\nil31,ng/ml,pg/mL,1000,SI prefixes\nferritin,mu(f),ng/mL,0.5,made up\n",
    "feature_registry": "feature,label,unit,timepoint,scale,source_model,reference\n"
    "il31_day7_pg_ml,Interleukin 31 on day 7,pg/mL,day 7,log2,int_analytes_windowed,\n",
}


@pytest.fixture
def study(built_study):
    (built_study.folder / "data" / "serum.csv").write_text(SERUM, encoding="utf-8")
    path = built_study.folder / "study.yml"
    path.write_text(path.read_text("utf-8") + SOURCE.lstrip("\n"), encoding="utf-8")
    folder = built_study.folder / "sql" / "seeds"
    folder.mkdir(parents=True)
    for name, text in SEEDS.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return built_study.folder


def test_an_analyte_a_spelling_and_a_unit_of_the_study(cartwheel, query, study):
    """2 ng/mL are 2000 pg/mL, and of the invented ferritin unit one is half a ng/mL."""
    said = cartwheel("check", "--study", study).stdout
    assert "unit_not_registered" not in said
    cartwheel("build", "--select", "+levels +features", "--study", study)
    levels = query(
        study, "select subject_id, measurement, level, unit from marts.levels where measurement <> 'car_t' order by all"
    )
    assert [tuple(row.values()) for row in levels] == [
        ("S001", "ferritin", "250.0", "ng/mL"),
        ("S001", "il31", "2000.0", "pg/mL"),
        ("S001", "il6", "12.0", "pg/mL"),
        ("S002", "il31", "300.0", "pg/mL"),
    ]
    features = query(
        study, "select subject_id, value, unit from marts.features where feature = 'il31_day7_pg_ml' order by 1"
    )
    assert [tuple(row.values()) for row in features] == [("S001", "2000.0", "pg/mL"), ("S002", "300.0", "pg/mL")]


def test_a_unit_that_disagrees_with_what_the_analyte_is_kept_in_is_refused(cartwheel, study):
    path = study / "sql" / "seeds" / "units.csv"
    path.write_text(SEEDS["units"] + "ferritin,mg/l,ug/L,1000,SI prefixes\n", encoding="utf-8")
    said = cartwheel("check", "--study", study, exit_code=12).stderr
    assert "The registry analytes has no row with analyte 'ferritin' and canonical_unit 'ug/L'" in said
    assert "sql/seeds/units.csv:5" in said
    assert "canonical_unit 'ng/mL'" in said
