"""The report tells the whole of a study on one page which needs nothing else, and reads well with little to tell."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from python_stats.figures.kinds import KINDS_OF_METHOD
from python_stats.format import name_words
from python_stats.report import write_pictures, write_report
from python_stats.report.page import render
from python_stats.report.quantities import Quantity, load_columns, quantity_of
from python_stats.report.tables import Record
from tests import made_up_report as made_up

VOID = {"meta", "br", "link", "img", "input", "hr"}


class Page(HTMLParser):
    """The tags, attributes and visible words of a page; refuses tags that do not match."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.open, self.words = [], [], []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"style", "script"} & set(self.open):
            self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def html():
    return render(made_up.whole())


@pytest.fixture(scope="module")
def page(html):
    return Page(html)


def test_the_page_is_written_whole_and_alone(tmp_path, html):
    path = write_report(made_up.whole(), tmp_path / "study" / "report")
    assert path == tmp_path / "study" / "report" / "report.html"
    assert [entry.name for entry in path.parent.iterdir()] == ["report.html"]
    assert path.read_text(encoding="utf-8") == html


def test_the_same_tables_give_the_same_bytes(html):
    assert render(made_up.whole()) == html


def test_the_order_in_which_tables_store_their_rows_never_shows(html):
    tables = made_up.whole()
    for rows in tables.rows.values():
        rows.reverse()
    assert render(tables) == html


def test_nothing_is_fetched_from_elsewhere(html, page):
    for tag, attributes in page.tags:
        for name in ("src", "href", "xlink:href", "action", "data", "poster", "srcset"):
            assert re.match(r"#|data:|$", attributes.get(name) or ""), (tag, attributes)
    assert "http:" not in html
    assert "https:" not in html
    assert "@import" not in html
    policy = next(meta["content"] for meta in page.all("meta") if meta.get("http-equiv"))
    assert policy.startswith("default-src 'none'")


def test_the_cohort_comes_first_and_how_it_was_made_last(html):
    places = [html.index(f'id="{name}"') for name in ("cohort", "baseline", "results", "making", "open")]
    assert places == sorted(places)


def test_every_link_leads_somewhere(page):
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(set(ids)) == len(ids)
    links = {anchor["href"] for anchor in page.all("a")}
    assert len(links) > 10
    assert links <= {f"#{name}" for name in ids}


def test_synthetic_is_said_on_the_page_in_its_title_in_print_and_in_each_figure(html, page):
    assert "Synthetic data. Every subject" in page.text
    assert html.count(">Synthetic data</text>") == html.count("<svg")
    assert "<title>Synthetic data: A made-up cohort" in html
    assert "@top-center" in html


def test_a_real_cohort_is_not_called_synthetic():
    assert "ynthetic" not in render(made_up.add_box(made_up.cohort(synthetic=False)))


def test_rejects_are_counted_and_placed_without_what_was_received(html, page):
    assert (
        "not a result The text is no laboratory result. 7 data/assays.csv, rows 12, 15, 40, 41, 42 and 2 more"
        in page.text
    )
    assert "SECRET-PATIENT-VALUE" not in html


def test_how_the_subjects_fared_is_said_with_what_it_is_out_of(page):
    assert "Infused 101 of 101 (100%) Durable response 33 of 101 (33%) Median follow-up 400 days" in page.text


def test_a_share_is_out_of_those_of_whom_the_outcome_is_known():
    """Of 101 infused subjects two have a grade that was set aside, and of one response it is open whether complete."""
    tables = made_up.whole()
    known = {"n_severe_crs": 40, "n_crs_evaluable": 99, "n_severe_ne": 10, "n_ne_evaluable": 100}
    known |= {"n_response_evaluable": 101, "n_complete_response": 50, "n_complete_evaluable": 98}
    tables.rows["report.rpt_study"][0].update(known)
    text = Page(render(tables)).text
    assert "CRS of grade 3 or higher 40 of 99 (40%)" in text
    assert "Neurologic events of grade 3 or higher 10 of 100 (10%)" in text
    assert "Complete response 50 of 98 (51%)" in text


def test_the_records_of_a_file_add_up():
    """900 accepted, 7 set aside, and 17 empty cells of a wide sheet: 924 were read."""
    tables = made_up.whole()
    tables.rows["meta.files"][1]["rows_read"] = 924
    tables.rows["report.rpt_oddities"][0]["n_subjects"] = 0
    text = Page(render(tables)).text
    assert "Read Accepted Set aside Left out" in text
    assert "924 900 7 17" in text
    assert "2 of no one subject" in text


def test_a_check_that_did_not_hold_is_said_where_the_cohort_is():
    tables = made_up.cohort()
    assert "Checks that did not hold" not in render(tables)
    tables.rows["meta.checks"][0] |= {"status": "failed", "broken_rows": 3}
    assert "marts.cohort not null subject_id failed 3" in Page(render(tables)).text


def test_settings_that_differ_are_named_with_their_default(page):
    assert "peak_window_days 90 28 What peak_window_days decides" in page.text
    assert page.text.index("peak_window_days") < page.text.index("Baseline characteristics Characteristic")


def test_a_result_says_its_numbers_as_journals_do(page):
    assert "odds ratio per doubling 1.62 (1.27 to 2.07)" in page.text
    assert "Higher peak CAR T cells per tumour burden went with more frequent durable response (P<.0001)." in page.text
    assert "97 subjects, 53 with the outcome, 4 without a value or an outcome" in page.text
    assert "durable vs relapsed P=.010" in page.text


def test_the_test_over_all_groups_says_h_and_its_degrees_of_freedom():
    tables = made_up.whole()
    rows = [row for row in tables.rows["report.rpt_estimates"] if row["method"] == "kruskal_dunn"]
    overall = next(row for row in rows if row["estimate_name"] == "epsilon_squared")
    overall["statistic"] = 11.25
    median = overall | {"estimate_name": "median", "is_primary": False, "p_value": None, "status": "descriptive"}
    groups = [median | {"term": term, "n": n} for term, n in (("durable", 9), ("relapsed", 9), ("nobody", 0))]
    tables.add("report.rpt_estimates", *groups)
    assert re.search(r"H=11[.]\d, 1 degree of freedom, P", Page(render(tables)).text)


def test_every_kind_of_figure_is_there_with_its_words(page):
    titles = " ".join(attributes.get("aria-labelledby", "") for attributes in page.all("svg"))
    drawn = ("kruskal_dunn", "spearman", "logistic", "describe")
    for kind in {name.replace(" ", "-") for method in drawn for name in KINDS_OF_METHOD[method]}:
        assert kind in titles


def test_a_column_of_no_registry_is_called_as_its_header_calls_it():
    row = {"analysis": "mine", "covariate": "is_low", "covariate_label": "is_low", "outcome": "il6_pg_ml"}
    said = {"relation": "analyses.mine", "column_name": "is_low", "about": "Low burden", "data_type": "BOOLEAN"}
    columns = load_columns(made_up.MadeUp().add("meta.columns", said))
    assert quantity_of(Record(row), "covariate", columns) == Quantity("Low burden", "", "identity", is_yes_no=True)
    assert quantity_of(Record(row), "outcome", columns).label == name_words("il6_pg_ml")
    registered = row | {"covariate_label": "Ferritin", "covariate_unit": "ng/mL", "covariate_scale": "log2"}
    assert quantity_of(Record(registered), "covariate", {}) == Quantity("Ferritin", "ng/mL", "log2")


@pytest.mark.parametrize("status", ["too_few", "separated", "constant", "failed", "something_new"])
def test_what_cannot_be_estimated_is_a_sentence(status):
    html = render(made_up.add_impossible(made_up.cohort(), "impossible", status, "because of <this>"))
    page = Page(html)
    assert {"class": "impossible"} in page.all("p")
    assert "Because of <this>." in page.text
    assert not page.all("svg")
    assert not re.search(r"\b(nan|NaN|None|NaT|inf)\b", page.text)


def test_no_missing_value_is_printed_as_one(page):
    assert not re.search(r"\b(nan|NaN|None|NaT|<NA>)\b", page.text)


@pytest.mark.parametrize(
    "tables", [made_up.MadeUp(), made_up.cohort(n=0), made_up.cohort()], ids=["nothing", "empty", "bare"]
)
def test_little_to_tell_reads_well(tables):
    page = Page(render(tables))
    assert "No analysis has been run on this cohort yet." in page.text
    assert not re.search(r"\b(nan|NaN|None|NaT)\b", page.text)


def test_an_empty_cohort_says_so():
    assert "holds no subjects yet" in render(made_up.cohort(n=0))


@pytest.mark.parametrize("n", [5, 5000])
def test_small_and_large_cohorts(n):
    html = render(made_up.whole(n))
    assert Page(html).all("svg")
    assert len(html) < 1_000_000


def test_every_text_is_escaped():
    """Every text of every table is made dangerous; none of it may become a tag, an attribute or a script."""
    tables = made_up.whole()
    danger = "</code></script><b onclick='x'>\"&amp;"
    for rows in tables.rows.values():
        for row in rows:
            for key, value in row.items():
                if isinstance(value, str) and key not in {"name", "analysis", "method", "status", "key", "packages"}:
                    row[key] = value + danger
    page = Page(render(tables))
    assert page.all("b") and not any("onclick" in attributes for _, attributes in page.tags)
    assert "</code></script><b onclick='x'>\"&amp;" in page.text


def test_a_level_with_the_word_between_pairs_is_still_two_levels():
    tables = made_up.add_box(made_up.cohort(), levels=["CR vs", "PR", "none vs any"])
    assert render(tables).count(">P=.010</text>") == 1


def test_figures_as_files(tmp_path):
    written = write_pictures(made_up.add_box(made_up.cohort()), tmp_path / "pictures", dots_per_inch=30)
    name = tmp_path / "pictures" / "fig1e_peak_by_response__box_plot"
    assert written == [Path(f"{name}.{kind}") for kind in ("svg", "pdf", "png", "csv")]
    beginnings = [path.read_bytes()[:11] for path in written[:3]]
    assert [start[:4] for start in beginnings] == [b"<svg", b"%PDF", b"\x89PNG"]


def test_a_report_is_read_without_a_ledger_of_models():
    tables = made_up.whole()
    tables.rows.pop("meta.models")
    assert "fig1e peak by response" in Page(render(tables)).text


def test_yes_and_no_are_said_with_their_question():
    tables = made_up.add_description(made_up.cohort())
    tables.rows["meta.models"][0]["analysis"] = '{"method": "describe", "group": "durable_response"}'
    for row in tables.rows["report.rpt_observations"]:
        row["group_label"] = "true" if row["group_label"] == "durable" else "false"
    svg = render(tables)
    assert svg.index(">durable response (n=53)</text>") < svg.index(">no durable response (n=44)</text>")
