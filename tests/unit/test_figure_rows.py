"""Figures with one row for each covariate: what stands above them is whole."""

from python_stats.figures.rows import sheet
from python_stats.figures.svg import inline_svg

MODEL = "Area under the ROC curve to expect of new subjects 0.83, events per coefficient 1.0, likelihood ratio χ² 1.1 (P=.29)"


def test_the_line_above_a_model_is_not_cut_before_its_p_value():
    drawn = inline_svg(sheet(MODEL, 1, "", 10), "a", "title", "description")
    assert "(P=.29)" in drawn
    assert "…" not in drawn
