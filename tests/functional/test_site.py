"""`cartwheel export site`: a folder for any web server that holds what may be seen, and a database in the browser over it.

The database comes in two packages of the npm registry, which are no part of Cartwheel: the tests that need them look in
`build/npm` (`make site` puts them there) or in the folder that CARTWHEEL_NPM names, and are skipped without them.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.functional.browser import found, opened
from tests.functional.conftest import COMMAND, ENVIRONMENT, ROOT
from warehouse.site.catalogue import Catalogue, Column, Table
from warehouse.site.public import public

PACKAGES = Path(os.environ.get("CARTWHEEL_NPM", ROOT / "build/npm"))
needs_packages = pytest.mark.skipif(not list(PACKAGES.glob("*.tgz")), reason="needs two packages of the npm registry")


@pytest.fixture(scope="module")
def site(study_built_once, tmp_path_factory):
    folder = tmp_path_factory.mktemp("site") / "site"
    words = ["export", "site", str(folder), "--packages", str(PACKAGES), "--study", str(study_built_once.folder)]
    subprocess.run([*COMMAND, *words], env=ENVIRONMENT, check=True, capture_output=True, timeout=120)
    return folder


def test_without_the_packages_it_says_what_fetches_them(cartwheel, built_study, tmp_path):
    said = cartwheel("export", "site", tmp_path / "site", "--study", built_study.folder, exit_code=2).stderr
    assert "npm pack @duckdb/duckdb-wasm@" in said
    assert not (tmp_path / "site").exists()


def test_a_package_that_was_altered_is_refused(cartwheel, built_study, tmp_path):
    (tmp_path / "duckdb-duckdb-wasm-1.32.0.tgz").write_bytes(b"something else")
    words = ["export", "site", tmp_path / "site", "--packages", tmp_path, "--study", built_study.folder]
    assert "not the package that was tried" in cartwheel(*words, exit_code=2).stderr
    assert not (tmp_path / "site").exists()


@needs_packages
def test_it_holds_no_subject_and_nothing_from_elsewhere(site):
    files = [path for path in site.rglob("*") if path.is_file()]
    assert not any(b"S001" in path.read_bytes() for path in files)
    page = (site / "index.html").read_text("utf-8")
    assert "default-src 'none'" in page
    assert 'href="http' not in page and 'src="http' not in page
    with duckdb.connect(str(site / "tables.duckdb"), read_only=True) as connection:
        schemas = connection.execute("select distinct schema_name from duckdb_tables() order by 1").fetchall()
    assert schemas == [("disclosed",), ("meta",)]


@needs_packages
def test_the_report_tells_what_the_tables_tell(site):
    """Its counts are multiples of 5, and each is in the table it was printed from."""
    page = (site / "report.html").read_text("utf-8")
    with duckdb.connect(str(site / "tables.duckdb"), read_only=True) as connection:
        n, hidden = connection.execute("select max(n), 20 from disclosed.attrition").fetchone()
        suppressed = "select count(*) from disclosed.outcomes_by_quarter where is_suppressed"
        assert connection.execute(suppressed).fetchone()[0] > 0
    cohort = page.partition('<section id="cohort">')[2].partition("</section>")[0]
    counts = [int(text) for text in re.findall(r'<td class="n">(\d+)</td>', cohort)]
    assert counts[0] == n == hidden  # 24 subjects, rounded down
    assert all(count % 5 == 0 for count in counts)
    assert "hidden, because a count in a quarter is small" in page
    assert "<svg" not in page


@needs_packages
def test_the_catalogue_tells_no_number_of_rows(site, study_built_once):
    page = (site / "catalogue.html").read_text("utf-8")
    assert 'id="marts.cohort"' in page
    assert "Peak CAR T cells in blood" in page
    for word in (" rows read", "24 rows", "broken checks", "subjects.csv"):
        assert word not in page


def test_sql_that_names_a_subject_is_left_out_of_a_public_catalogue():
    names = dict.fromkeys(Table.__dataclass_fields__)
    empty = (
        names
        | dict.fromkeys(("columns", "checks", "parents", "children", "files", "examples", "rows"), ())
        | {"settings": {}}
    )
    table = Table(**(empty | {"written_sql": "select 1 where id <> 'S004'", "rows": (("S004", 1),), "row_count": 24}))
    shown = public(Catalogue("A study", True, {}, (table,), (), None), {"S004"}).tables[0]
    assert (shown.written_sql, shown.rows, shown.row_count) == (None, (), None)
    assert "names a subject" in shown.note
    kept = public(Catalogue("A study", True, {}, (table,), (), None), {"S005"}).tables[0]
    assert (kept.written_sql, kept.rows) == (table.written_sql, table.rows)


NAMING = {
    "a comment": "-- S-004 was treated elsewhere.\nselect 1",
    "a comment with an apostrophe": "-- S-004's product was not released\nselect 1",
    "a literal after an apostrophe": "-- don't count them\nselect 1 where id <> 'ABC'",
    "a list": "-- without S-003,S-004.\nselect 1",
}


@pytest.mark.parametrize("text", NAMING.values(), ids=NAMING)
def test_nor_is_a_subject_named_in_a_comment_or_a_description(text):
    names = dict.fromkeys(Table.__dataclass_fields__)
    empty = (
        names
        | dict.fromkeys(("columns", "checks", "parents", "children", "files", "examples", "rows"), ())
        | {"settings": {}}
    )
    column = Column("id", "text", None, text, None, (), ())
    table = Table(**(empty | {"written_sql": text, "about": text, "reference": text, "columns": (column,)}))
    shown = public(Catalogue("A study", True, {}, (table,), (), None), {"S-004", "ABC"}).tables[0]
    left_out = "The words name a subject and are left out here"
    assert (shown.written_sql, shown.about, shown.reference, shown.columns[0].about) == (None, *[left_out] * 3)
    kept = public(Catalogue("A study", True, {}, (table,), (), None), {"S-00", "1", "was", "count"}).tables[0]
    assert (kept.written_sql, kept.about) == (text, text), "a number or a word is no subject outside of quotes"


@needs_packages
@pytest.mark.slow
@pytest.mark.skipif(found() is None, reason="there is no Chromium here")
def test_sql_is_answered_in_the_browser(site, tmp_path):
    served = subprocess.Popen(
        [sys.executable, "-u", "-m", "http.server", "--bind", "127.0.0.1", "--directory", str(site), "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        base = f"http://127.0.0.1:{served.stdout.readline().split(' port ')[1].split()[0]}/"
        with opened(found(), tmp_path) as browser:
            browser.go(base)
            sql = "select level, n from cohort where characteristic = 'sex'"
            browser.run(f"document.getElementById('sql').value = \"{sql}\"")
            browser.run("document.getElementById('question').requestSubmit()")
            rows = "Array.from(document.querySelectorAll('#answer tbody tr')).map((row) => row.innerText)"
            for _ in range(4):  # 34 MB are compiled first
                try:
                    browser.until(f"{rows}.length || document.getElementById('problem').textContent")
                    break
                except AssertionError:
                    continue
            assert browser.run(rows) == ["female\t20"]  # 24 of one sex, rounded down
            assert browser.unnamed() == []
            assert browser.complaints() == []
            assert all(address.startswith((base, "data:")) for address in browser.addresses())
            for page in ("index.html", "report.html", "catalogue.html"):
                browser.go(base + page)
                assert browser.unnamed() == []
                for width in (390, 1280):
                    browser.look(width, is_dark=width == 390)
                    assert browser.run("document.documentElement.scrollWidth") <= width
            assert browser.complaints() == []
    finally:
        served.kill()
        served.communicate()
