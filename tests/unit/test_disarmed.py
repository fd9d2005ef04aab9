"""What leaves the study as CSV runs nothing where it is opened: figures and bundles, whose levels are texts of the data."""

import csv
from contextlib import contextmanager

from cli.bundle import _write_csv
from python_stats.figures.kinds import figure_files
from python_stats.figures.panel import Axis, Contrast, Panel, Point
from warehouse.ask import Answer

FORMULA = "=HYPERLINK(A1)"


class OneAnswer:
    """A desk that answers everything with the same rows."""

    @contextmanager
    def asked(self, sql):
        yield Answer(("term", "estimate"), ("VARCHAR", "DOUBLE"), iter([(FORMULA, -1.5), ("-5 %", None)]))


def test_a_level_in_the_data_of_a_figure_is_no_formula():
    points = tuple(Point(float(x), float("nan"), FORMULA if x % 2 else "no") for x in range(8))
    panel = Panel(
        "f", Axis("x"), Axis(""), points=points, levels=("no", FORMULA), contrasts=(Contrast("no", FORMULA, 0.5),)
    )
    files = figure_files("kruskal_dunn", panel, "t", 72)
    (content,) = (text for name, text in files.items() if name.endswith(".csv"))
    rows = list(csv.DictReader(content.decode().splitlines()))
    assert {row["group"] for row in rows if row["part"] == "points"} == {"no", f"'{FORMULA}"}
    assert {row["second"] for row in rows if row["part"] == "contrasts"} == {f"'{FORMULA}"}


def test_a_term_in_a_table_of_a_bundle_is_no_formula(tmp_path):
    _write_csv(OneAnswer(), "results.estimates", tmp_path / "table.csv")
    assert (tmp_path / "table.csv").read_text("utf-8") == f"term,estimate\n'{FORMULA},-1.5\n-5 %,\n"
