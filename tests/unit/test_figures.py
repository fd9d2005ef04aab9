"""Figures are made of values alone, the same bytes every time, readable by eye, by screen reader and in grey."""

import csv
import math
import re
from dataclasses import fields, replace
from xml.etree import ElementTree

import numpy as np
import pytest

from python_stats.figures import style
from python_stats.figures.difference_plot import _pairs
from python_stats.figures.kinds import KINDS, KINDS_OF_METHOD, drawings, figure_files, kinds_for
from python_stats.figures.panel import (
    Axis,
    Contrast,
    CurvePoint,
    Direction,
    Effect,
    Needed,
    Panel,
    PlanePoint,
    Point,
    Quartile,
    SurvivalStep,
    TreeNode,
    Weight,
)
from tests.made_up_report import LEVELS, sample

PEAK = Axis("Peak CAR T cells", "{cells}/uL", "log2")


NAMES = ("Ferritin at baseline", "LDH at baseline", "Doubling time of the product")
TREE = (
    *(TreeNode(k + 1, name.split()[0].lower(), name, 0, 0, 0.0, k + 1.0, math.nan) for k, name in enumerate(NAMES)),
    TreeNode(4, "", "", 1, 2, 0.3, 1.5, 0.95),
    TreeNode(5, "", "", 4, 3, 0.8, 2.25, 0.4),
)
SEVERAL = {
    "effects": (
        *(Effect(name, 1.5 + k, 1.1, 40.0**k, is_control=k == 2) for k, name in enumerate(NAMES)),
        Effect(NAMES[0], 1.4, 1.0, math.nan, is_penalised=True),
        Effect("bias_ratio", 1.1, 0.9, 1.3),
    ),
    "weights": tuple(Weight(name, k, (k - 2.5) / 3) for name in NAMES for k in (1, 2, 3)),
    "tree": TREE,
    "correlations": {("ferritin", "ldh"): 0.7, ("ldh", "ferritin"): 0.7, ("ldh", "doubling"): -0.2},
    "directions": (Direction("ferritin", "Severe CRS", 1.0, 0.01), Direction("doubling", "Severe CRS", -1.0, 0.4)),
    "needed": tuple(
        Needed(name, 0.03 - 0.02 * k, 0.01 + 0.2 * k, 1.0 - k, 1.0, k + 1.0) for k, name in enumerate(NAMES)
    ),
    "survival": tuple(
        SurvivalStep(level, time, 9 - done, bool(done), 0, 1 - done / 9, 0.1, 1.0)
        for level in LEVELS
        for done, time in enumerate((0.0, 30.0, 90.0))
    ),
    "plane": tuple(PlanePoint(name, 0.03 * k, 0.02, 0.2 * k, 0.03) for k, name in enumerate(NAMES)),
}
NOTHING = {name: type(value)() for name, value in SEVERAL.items()}
# Of the others the labels are those of their rows.
OF_ONE = ("kruskal_dunn", "rank_sum", "spearman", "logistic", "describe")


def panel(n=97, **changes):
    x, _, groups, y = sample(n)
    grid = np.exp(np.linspace(-9, 0, 101))
    values = {
        "name": "fig9x_made_up",
        "x": PEAK,
        "y": Axis("Ferritin", "ng/mL", "log2"),
        "statistic": "P=.0012",
        "points": tuple(Point(*row) for row in zip(x.tolist(), y.tolist(), groups.tolist(), strict=True)),
        "curve": tuple(CurvePoint(g, 0.5, 0.4, 0.6) for g in grid.tolist()),
        "quartiles": tuple(Quartile(k, k, k + 1, 24, 6, 0.25, 0.1, 0.47, 5.0, 3.0, 9.0) for k in range(1, 5)),
        "levels": tuple(LEVELS),
        "contrasts": (Contrast("durable", "relapsed", 0.01), Contrast("durable", "nonresponder", 0.00467)),
        "mark": "Synthetic data",
    }
    return Panel(**values | SEVERAL | changes)


def svgs(drawn, method):
    return [ElementTree.fromstring(drawing.svg) for drawing in drawings(method, drawn, "A title")]


def texts(root):
    return [element.text for element in root.iter("text")]


def test_unequal_steps_are_called_so():
    said = " ".join(text for drawn in svgs(panel(), "spearman") for text in texts(drawn))
    assert said.count("log scale") == 2, "both sides of the scatter plot"
    plain = svgs(panel(x=Axis("Age"), y=Axis("Dose")), "spearman")
    assert "log scale" not in " ".join(text for drawn in plain for text in texts(drawn))


def test_a_plane_names_whatever_has_room_and_cuts_no_legend():
    plane = (PlanePoint("Alone", 0.001, 0.05, 0.5, 0.5), PlanePoint("Needed", 0.06, 0.001, 0.01, 0.5))
    crowd = tuple(PlanePoint(f"Crowd {n}", 0.03 + n / 1000, 0.02, 0.5, 0.5) for n in range(12))
    sides = {"x": Axis("Severe CRS"), "y": Axis("Severe neurologic events")}
    (root,) = svgs(panel(plane=plane + crowd, **sides), "importance_plane")
    said = texts(root)
    assert {"Alone", "Needed", "for severe neurologic events"} <= set(said)
    assert len([text for text in said if text.startswith("Crowd")]) < 12


@pytest.mark.parametrize("method", KINDS_OF_METHOD)
def test_every_figure_is_well_formed_and_tells_itself_in_words(method):
    for root, kind in zip(svgs(panel(), method), KINDS_OF_METHOD[method], strict=True):
        assert root.get("role") == "img"
        labels = root.get("aria-labelledby").split()
        assert [root.find("title").get("id"), root.find("desc").get("id")] == labels
        assert root.find("title").text == "A title"
        about = {"forest plot", "scatter", *(kind for name in OF_ONE for kind in KINDS_OF_METHOD[name])}
        assert ("Peak CAR T cells (cells/µL)" in root.find("desc").text) or kind not in about
        assert "nan" not in root.find("desc").text
        assert "Synthetic data" in texts(root)


@pytest.mark.parametrize("method", KINDS_OF_METHOD)
def test_the_same_values_give_the_same_bytes(method):
    assert drawings(method, panel(), "t") == drawings(method, panel(), "t")


@pytest.mark.parametrize("method", KINDS_OF_METHOD)
def test_ids_are_used_prefixed_and_not_shared_between_analyses(method):
    def ids(name):
        return re.findall(r' id="([^"]+)"', "".join(d.svg for d in drawings(method, panel(name=name), "t")))

    first, second = ids("one"), ids("two")
    assert len(set(first)) == len(first)
    assert not set(first) & set(second)
    body = "".join(drawing.svg for drawing in drawings(method, panel(name="one"), "t"))
    assert set(re.findall(r'(?:url\(#|href="#)([^)"]+)', body)) <= set(first)


@pytest.mark.parametrize("method", KINDS_OF_METHOD)
def test_a_figure_asks_for_nothing_from_elsewhere(method):
    for drawing in drawings(method, panel(), "t"):
        assert "http" not in drawing.svg
        assert "<style" not in drawing.svg


@pytest.mark.parametrize("method", KINDS_OF_METHOD)
def test_nothing_to_show_is_no_figure(method):
    assert kinds_for(method, panel(points=(), curve=(), quartiles=(), **NOTHING)) == []
    missing = tuple(Point(math.nan, math.nan, level) for level in LEVELS)
    assert kinds_for(method, panel(points=missing, curve=(), quartiles=(), **NOTHING)) == []


@pytest.mark.parametrize("n", [5, 5000])
@pytest.mark.parametrize("method", KINDS_OF_METHOD)
def test_few_and_many_subjects(method, n):
    for drawing in drawings(method, panel(n), "t"):
        ElementTree.fromstring(drawing.svg)
        assert len(drawing.svg) < 150_000


@pytest.mark.parametrize("method", OF_ONE)
def test_long_and_strange_labels_stay_text(method):
    strange = Axis("<b>&\"' $x_1^2$ _name " * 20, "<i>", "log2")
    levels = ("_hidden", "$\\alpha$ & <b>", "病 " * 30)
    points = tuple(Point(k + 1.0, k + 2.0, levels[k % 3]) for k in range(30))
    for root in svgs(panel(x=strange, y=strange, levels=levels, points=points, contrasts=()), method):
        assert any("$x_1^2$" in (text or "") for text in texts(root))


def test_files_are_named_by_analysis_and_kind():
    files = figure_files("logistic", panel(), "t", dots_per_inch=50)
    names = ("fig9x_made_up__quartile_rates", "fig9x_made_up__probability_curve")
    assert list(files) == [f"{name}.{kind}" for name in names for kind in ("svg", "pdf", "png", "csv")]
    starts = {"svg": b"<svg", "pdf": b"%PDF", "png": b"\x89PNG", "csv": b"part"}
    assert all(content.startswith(starts[name[-3:]]) for name, content in files.items())
    assert files == figure_files("logistic", panel(), "t", dots_per_inch=50)


def data_of(method, made, kind):
    name = f"{made.name}__{kind}.csv"
    return list(csv.DictReader(figure_files(method, made, "t", 30)[name].decode().splitlines()))


def test_the_data_are_those_that_are_drawn():
    points = (Point(1.5, math.nan, "durable"), Point(2.5, math.nan, "relapsed"), Point(3.5, math.nan, "durable"))
    made = panel(points=points, levels=("durable", "relapsed"), mark="Synthetic data")
    rows = data_of("rank_sum", made, "box_plot")
    assert [(row["x"], row["group"]) for row in rows if row["part"] == "points"] == [
        ("1.5", "durable"),
        ("2.5", "relapsed"),
        ("3.5", "durable"),
    ]
    assert [row["label"] for row in rows if row["part"] == "note"] == ["Synthetic data"]
    assert any(row["part"] == "axis" and row["label"].startswith("x: ") for row in rows)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_says_which_data_it_shows(kind):
    assert set(KINDS[kind].shows) <= {field.name for field in fields(Panel)}


def test_a_bracket_stands_only_over_a_tested_pair_of_shown_groups():
    (root,) = svgs(
        panel(contrasts=(Contrast("durable", "relapsed", 0.00467), Contrast("durable", "?", 0.3))), "rank_sum"
    )
    assert "P=.0047" in texts(root)
    assert "P=.30" not in texts(root)


def test_groups_differ_in_shape_and_not_by_colour_alone():
    shapes = {(look.marker, look.is_filled) for look in style.LOOKS}
    assert len(shapes) == len({look.colour for look in style.LOOKS}) == len(style.LOOKS)


def test_zero_has_a_place_on_a_logarithmic_axis_and_says_so():
    points = tuple(Point(x, 1.0, LEVELS[k % 3]) for k, x in enumerate([0.0, 0.0, 0.0, 0.5, 5.0, 50.0, 500.0]))
    (root,) = svgs(panel(points=points), "kruskal_dunn")
    assert "0" in texts(root)
    assert PEAK.placement([0.0, 3.0]).at([0.0, 3.0]) == [1.0, 3.0]


def test_a_forest_plot_draws_an_interval_without_an_end_to_the_edge_of_the_axes():
    (root,) = svgs(
        panel(effects=(Effect("LDH", 3.0, 1.2, math.nan), Effect("IL-6", 1.0, 0.5, 2.0))), "linear_multivariable"
    )
    assert {"LDH", "IL-6"} <= set(texts(root))


def test_the_order_of_a_cluster_map_is_that_of_the_tree():
    turned = tuple(replace(node, position=4 - node.position) for node in TREE)
    (root,) = svgs(panel(tree=turned), "cluster_covariates")
    assert [text for text in texts(root) if text in NAMES] == list(reversed(NAMES))


def test_importances_are_drawn_from_the_greatest():
    (root,) = svgs(panel(needed=tuple(reversed(SEVERAL["needed"]))), "random_forest")
    assert [text for text in texts(root) if text in NAMES] == list(NAMES)


def test_an_svg_file_stands_alone_without_the_variables_of_the_page():
    content = next(iter(figure_files("rank_sum", panel(), "t").values()))
    root = ElementTree.fromstring(content)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert b"var(" not in content


def quarters(*ends):
    """(number, lowest, highest) of each quarter with subjects; the others hold nobody."""
    there = {number: (low, high) for number, low, high in ends}
    for number in range(1, 5):
        low, high = there.get(number, (0.0, 0.0))
        yield Quartile(number, low, high, 24 if number in there else 0, 6, 0.25, 0.1, 0.47, 5.0, 3.0, 9.0)


@pytest.mark.parametrize("method", ["logistic", "spearman"])
@pytest.mark.parametrize(
    ("ends", "held"),
    [
        ([(1, 0.0, 0.0), (4, 0.0, 1.0)], ["0", ">0–1"]),
        ([(1, 1.0, 3.0), (2, 3.0, 4.0)], ["1–3", ">3–4"]),
        ([(1, 2.0, 2.0), (2, 2.0, 3.0), (3, 3.0, 4.0), (4, 4.0, 7.0)], ["2", ">2–3", ">3–4", ">4–7"]),
    ],
)
def test_quarters_of_few_different_values_stand_side_by_side_and_say_what_they_hold(method, ends, held):
    root, *_ = svgs(panel(quartiles=tuple(quarters(*ends)), curve=(), points=()), method)
    texts = [text for text in root.iter("text") if text.text in held][: len(held)]
    assert [text.text for text in texts] == held
    steps = np.diff([float(text.get("x")) for text in texts])
    assert steps == pytest.approx([steps[0]] * len(steps), abs=0.2)


def test_rates_of_a_yes_or_no_are_not_called_quarters():
    """Half the subjects or more are `no`, so that two of the quarters are empty."""
    binary = panel(
        x=Axis("Low burden", is_yes_no=True), quartiles=tuple(quarters((1, 0.0, 0.0), (4, 0.0, 1.0))), curve=()
    )
    root, *_ = svgs(binary, "logistic")
    assert [text for text in texts(root) if text in ("no", "yes", "0", ">0–1")] == ["no", "yes"]
    assert "Low burden" in texts(root)
    assert "by Low burden. no: 6 of 24 (25%); yes: 6 of 24 (25%). Outcome rate without" in root.find("desc").text


def test_a_difference_plot_has_ratios_over_geometric_means():
    """By hand: 2 and 8 lie a quarter apart at 4; a pair with a zero has no ratio."""
    points = tuple(Point(x, y, "") for x, y in ((2.0, 8.0), (10.0, 10.0), (30.0, 20.0), (0.0, 5.0)))
    names = ("bias_ratio", "limit_ratio_low", "limit_ratio_high")
    effects = tuple(Effect(name, value, 0.1, 9.0) for name, value in zip(names, (0.7, 0.2, 2.5), strict=True))
    assert _pairs(panel(points=points, effects=effects))[0] == (4.0, 0.25)
    drawn = panel(points=points, effects=effects, levels=())
    told = svgs(drawn, "agreement")[-1].find("desc").text
    assert "3 pairs. bias 0.700; lower limit 0.200; upper limit 2.50." in told
    exact = replace(drawn, effects=tuple(replace(one, value=one.value + 0.006) for one in drawn.effects))
    assert {"lower limit 0.206", "upper limit 2.51"} <= set(texts(svgs(exact, "agreement")[-1]))
    linear = replace(drawn, effects=tuple(replace(one, label=one.label.replace("_ratio", "")) for one in effects))
    assert _pairs(linear)[0] == (5.0, -6.0) and len(_pairs(linear)) == 4
    assert "difference plot" in {kind.name for kind in kinds_for("agreement", linear)}
    assert "difference plot" not in {kind.name for kind in kinds_for("agreement", replace(drawn, effects=()))}
