"""The study that ships builds whole, every analysis with its answer, and the README shows figures that come out of it."""

import re
import shutil

import pytest

from tests.functional.conftest import ROOT

pytestmark = pytest.mark.slow

SHIPPED = ROOT / "studies/zuma1"
FIGURES = {
    "synthetic_peak_per_tumor_burden.svg": "fig1e_peak_per_tumor_burden_by_response-box-plot",
    "synthetic_progression_free_survival.svg": "survival_progression_free_by_tumor_burden-survival-curves",
}
ON_PAPER = (
    '<svg xmlns="http://www.w3.org/2000/svg" font-family="DejaVu Sans, Arial, sans-serif" style="background:#fff"'
)
# Ten severe CRS carry no model of many terms, none began after the landmark, and CD27 and CD28 were not simulated.
NO_ANSWER = {
    "fig7_model_severe_crs_controlled": "too_many_terms",
    "landmark_peak_severe_crs": "constant",
    "text_ccr7pos_cd45rapos_cd27pos_cd28pos_doubling_time": "too_few",
}
WITHOUT_ANSWER = """
    select analysis, min(status) as status from results.estimates
    group by analysis having not bool_or(status in ('ok', 'descriptive'))
"""


def test_the_shipped_study_is_what_the_readme_shows(cartwheel, query, tmp_path):
    study = tmp_path / "zuma1"
    shutil.copytree(SHIPPED / "data", study / "data")
    shutil.copy(SHIPPED / "study.yml", study)
    cartwheel("build", "--study", study)
    assert query(study, "select count(*) as n from report.rpt_published_findings") == [{"n": "178"}]
    assert {row["analysis"]: row["status"] for row in query(study, WITHOUT_ANSWER)} == NO_ANSWER
    cartwheel("report", "--study", study)
    page = (study / "report/report.html").read_text("utf-8")
    assert "Synthetic data." in page
    drawings = re.findall(r'<svg class="figure".*?</svg>', page, flags=re.DOTALL)
    assert len(drawings) > 100
    assert [drawing for drawing in drawings if "…" in drawing] == [], "no name of an axis is cut"
    for file, title in FIGURES.items():
        drawing = next(drawing for drawing in drawings if f'"{title}-title ' in drawing)
        drawing = re.sub(r"var\(--[a-z]+,(#[0-9a-f]+)\)", r"\1", drawing).replace('<svg class="figure"', ON_PAPER, 1)
        shown = (SHIPPED / "figures" / file).read_text("utf-8")
        assert shown.strip() == drawing, f"cartwheel report --figures writes {file} anew"
        assert "Synthetic data" in shown
