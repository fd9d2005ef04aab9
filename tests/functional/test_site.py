"""`cartwheel export site`: a folder for any web server that holds what may be seen, and a database in the browser over it.

The database comes in two packages of the npm registry, which are no part of Cartwheel: the tests that need them look in
`build/npm` (`make site` puts them there) or in the folder that CARTWHEEL_NPM names, and are skipped without them.
"""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.functional.browser import found, opened
from tests.functional.conftest import COMMAND, ENVIRONMENT, ROOT

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
            for width in (390, 1280):
                browser.look(width, is_dark=width == 390)
                assert browser.run("document.documentElement.scrollWidth") <= width
    finally:
        served.kill()
        served.communicate()
