"""The catalogue is one page that needs nothing else, shows no subject, and works by keyboard, by mouse and on a phone."""

import json
import re
import shutil
import subprocess
from html import unescape

import pytest

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
OPTIONS = (
    "--headless --no-sandbox --disable-gpu --disable-dev-shm-usage --disable-background-networking"
    " --disable-component-update --disable-sync --no-first-run --virtual-time-budget=5000 --dump-dom"
).split()

# What a reader does, step by step, and what is then to be seen. It leaves its findings in the page.
READER = """
<script>
const wait = () => new Promise((done) => setTimeout(done, 50));
const visible = (each) => each.getClientRects().length > 0;
(async () => {
  const seen = {};
  await wait();
  seen.entries = all(".entry").filter(visible).length;
  seen.unnamed = all("a, button, input").filter((each) => visible(each) && !(each.getAttribute("aria-label") || each.textContent.trim() || (each.labels && each.labels.length))).length;
  location.hash = "#marts.cohort"; await wait();
  seen.shown = all(".entry").filter(visible).map((each) => each.id);
  seen.wide = document.documentElement.scrollWidth > innerWidth;
  one("button[data-column='marts.cohort.peak_car_t_per_ul']").click(); await wait();
  seen.path = one("#path").textContent;
  seen.on = all("#graph .node.on").map((each) => each.dataset.relation).sort();
  seen.lines = all("#graph path.on").length;
  one("#clear").click(); seen.cleared = all("#graph .on").length;
  one("[data-layer=seeds][type=checkbox]").click(); seen.seeds = all("#graph .node[data-layer=seeds]").filter(visible).length;
  const before = graph.getBoundingClientRect().width; one("#nearer").click(); seen.zoomed = graph.getBoundingClientRect().width / before;
  one("#search").value = "peak tumour burden"; one("#search").dispatchEvent(new Event("input"));
  seen.found = all("nav li").filter(visible).map((each) => each.textContent.trim());
  const said = document.createElement("pre"); said.id = "seen"; said.textContent = JSON.stringify(seen); document.body.append(said);
})();
</script>
"""


@pytest.fixture
def page(cartwheel, built_study):
    cartwheel("docs", "--study", built_study.folder)
    return (built_study.folder / "docs/index.html").read_text("utf-8")


@pytest.fixture
def look(page, tmp_path):
    """What the reader saw, in a window of a given width."""
    if BROWSER is None:
        pytest.skip("there is no Chromium here")

    def run(width):
        file = tmp_path / "page.html"
        file.write_text(page.replace("</body>", f"{READER}</body>"), "utf-8")
        words = [
            BROWSER,
            *OPTIONS,
            f"--user-data-dir={tmp_path / 'profile'}",
            f"--window-size={width},900",
            file.as_uri(),
        ]
        done = subprocess.run(words, capture_output=True, text=True, timeout=300, check=True)
        return json.loads(unescape(re.search('<pre id="seen">(.*?)</pre>', done.stdout, re.DOTALL)[1]))

    return run


def test_when_it_was_built_is_said_to_the_minute(page):
    assert re.search(r"run \d+ of \d{4}-\d\d-\d\d \d\d:\d\d UTC;", page)


def test_the_page_stands_alone_and_holds_no_subject(page):
    assert re.findall(r"""(?:src|href)=["'](?!#)""", page) == []
    assert re.search(r"https?://(?!www\.w3\.org)", re.sub(r"<(pre|td|p)\b.*?</\1>", "", page, flags=re.DOTALL)) is None
    assert not re.search(r"\bS0\d\d\b", page)
    assert "Synthetic data." in page


def test_every_model_is_there_with_its_columns_checks_and_sql(page, query, built_study):
    for row in query(built_study.folder, "select relation, path from meta.models"):
        assert f'<article id="{row["relation"]}"' in page
        assert row["path"] in page
    assert page.count("SQL as written") == page.count("SQL as compiled") > 50
    assert "analyte_names" in page


def test_a_model_is_explained_by_its_worked_examples(page):
    entry = re.search(r'<article id="intermediate.int_car_t_peaks".*?</article>', page, re.DOTALL)[0]
    assert "The peak is the first highest level in blood after infusion" in unescape(entry)
    assert "sql/examples/areas_and_peaks.md:" in entry
    assert re.search(r"<th scope=\"col\">peak_car_t_per_ul</th>.*<td>9000</td>", entry, re.DOTALL)


def test_no_column_of_a_shipped_model_is_without_lineage(page):
    assert "cannot be followed" not in page


def test_the_page_works(look):
    seen = look(1200)
    assert seen["entries"] == 0
    assert seen["unnamed"] == 0
    assert seen["shown"] == ["marts.cohort"]
    assert "raw.car_t_levels.result" in seen["path"]
    assert {"raw.car_t_levels", "staging.stg_car_t_levels", "marts.kinetics", "marts.cohort"} <= set(seen["on"])
    assert "raw.toxicities" not in seen["on"]
    assert seen["lines"] > 5
    assert seen["cleared"] == 0
    assert seen["seeds"] == 0
    assert seen["zoomed"] == pytest.approx(1.25, abs=0.02)
    assert "kinetics" in seen["found"]
    assert "stg_toxicities" not in seen["found"]


def test_the_page_fits_a_phone(look):
    assert look(400)["wide"] is False
