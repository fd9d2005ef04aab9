"""Numbers on the page lead to where they come from, and a subject is in no address on the way."""

import html
import os
import re
import subprocess
import time

import pytest

from cli.serve.origins import Origins
from tests.functional.browser import found, opened
from tests.functional.conftest import COMMAND, ENVIRONMENT
from tests.functional.test_page import FEATURE, SUBJECT, Served


@pytest.fixture(scope="module")
def served(study_built_once):
    words = [*COMMAND, "serve", "--study", str(study_built_once.folder), "--time-limit", "60"]
    process = subprocess.Popen(words, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        yield Served(study_built_once, process, process.stdout.readline().strip())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.mark.parametrize("path", ["/catalogue", "/explain?what=marts.quartiles.n@age_years,1"])
def test_nobody_comes_in_without_the_cookie(served, path):
    assert served.ask("GET", path, cookie=None)[0] == 403


def origins(body):
    return re.findall(r'href="(/explain[?]what=[^"]+)"[^>]*>([^<]+)</a>', body)


def test_a_share_of_the_overview_is_out_of_those_of_whom_it_is_known(served):
    """The small study tells every response and no toxicity: nobody is known to be without severe CRS."""
    text = " ".join(re.sub(r"<[^>]+>", " ", served.ask("GET", "/")[2]).split())
    n = served.query("select count(*) from cohort where response_class is not null")[1]["rows"][0][0]
    assert f"of {n} Durable response" in text
    assert "Severe CRS not known of anybody" in text


def test_a_result_of_a_feature_says_what_is_compared_and_what_to_beware_of(served):
    """The strongest result of a feature may be one that shares a component with its outcome: that stands beside it."""
    body = served.ask("GET", f"/feature?name={FEATURE}")[2]
    table = body[body.index("What the analyses say") :]
    assert re.findall(r"<th scope=\"col\"[^>]*>(term|caution)</th>", table) == ["term", "caution"]
    sql = "select caution from results.cautions where covariate = 'peak_car_t_per_ul' and analysis not like 'screen%'"
    cautions = {row[0] for row in served.query(sql)[1]["rows"]}
    assert cautions
    assert all(html.escape(each) in table for each in cautions)


def test_a_number_of_the_overview_is_explained(served):
    leads = dict(origins(served.ask("GET", "/")[2]))
    place = next(
        each for each in leads if f"quartiles.maximum@{FEATURE}" in each.replace("%40", "@").replace("%2C", ",")
    )
    status, headers, body = served.ask("GET", place)
    assert status == 200
    assert "car_t_levels.csv" in body
    assert leads[place] in body
    assert "default-src 'none'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/", f"/feature?name={FEATURE}"])
def test_every_number_leads_somewhere_and_to_no_subject(served, path):
    leads = origins(served.ask("GET", path)[2])
    assert len(leads) > 5
    assert not any(SUBJECT in place for place, _ in leads)


def test_a_value_of_a_subject_is_explained_in_a_form_alone(served):
    what = f"marts.cohort.age_years@{SUBJECT}"
    refused = served.ask("GET", f"/explain?what={what}")
    assert (refused[0], SUBJECT in refused[2]) == (422, False)
    status, _, body = served.ask("POST", "/explain", {"what": what})
    assert status == 200
    assert "subjects.csv" in body
    assert SUBJECT not in re.search(r"<title>(.*)</title>", body)[1]


@pytest.mark.parametrize(
    "what", [f"age_years@{SUBJECT}", f"features.value@{SUBJECT},age_years", f"nothing.at_all@{SUBJECT}"]
)
def test_what_may_name_a_subject_is_in_no_address(served, what):
    status, _, body = served.ask("GET", f"/explain?what={what}")
    assert (status, SUBJECT in body, "in the form" in body) == (422, False, True)


def test_a_rate_shows_how_it_was_counted(served):
    body = served.ask("GET", f"/feature?name={FEATURE}")[2]
    assert "How these were counted" in body
    assert f"cohort. &#34;{FEATURE}&#34;" in body


def test_the_catalogue_is_that_of_what_is_published(served):
    status, _, body = served.ask("GET", "/catalogue")
    assert status == 200
    assert "marts.cohort" in body
    written = served.study.folder / "docs/index.html"
    assert written.stat().st_mtime_ns >= served.study.published.stat().st_mtime_ns
    assert written.read_text("utf-8") == body


YOUNG = 10**10  # nanoseconds in which files count from 1970, before any page of ours was written


@pytest.mark.parametrize("newer", ["warehouse.duckdb", "study.yml", "a page of ours", None])
def test_a_catalogue_is_written_anew_when_what_it_is_made_of_is_newer(tmp_path, monkeypatch, newer):
    monkeypatch.setattr("cli.catalogue.study_catalogue", lambda _, path: path.write_bytes(b"anew"))
    written = YOUNG if newer == "a page of ours" else time.time_ns()
    ages = {"docs/index.html": written, "warehouse.duckdb": 0, "study.yml": 0}
    if newer in ages:
        ages[newer] = written + YOUNG
    for name, age in ages.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"as it was")
        os.utime(tmp_path / name, ns=(age, age))
    assert Origins(tmp_path, None).catalogue({}) == (b"as it was" if newer is None else b"anew")


@pytest.fixture(scope="module")
def browser(served, tmp_path_factory):
    if found() is None:
        pytest.skip("there is no Chromium here")
    with opened(found(), tmp_path_factory.mktemp("chromium")) as one:
        one.go(served.address)
        yield one


def test_a_value_on_the_page_of_a_subject_is_followed_by_keyboard(browser, served):
    browser.go(served.base + "/subject")
    browser.run("document.querySelector('[name=subject]').focus()")
    browser.type(SUBJECT)
    browser.run("window.left = true")
    browser.press("Enter")
    browser.until(f"!window.left && document.querySelector('h1')?.textContent === '{SUBJECT}'")
    assert browser.unnamed() == []
    browser.run("document.querySelector('dd button.origin').focus(); window.left = true")
    browser.press("Enter")
    browser.until("!window.left && document.querySelector('h1')?.textContent.startsWith('marts.cohort')")
    assert SUBJECT not in browser.run("location.href + document.title")


@pytest.mark.parametrize("path", ["/catalogue", "/explain?what=marts.quartiles.n@age_years,1"])
def test_the_pages_work_in_a_browser(browser, served, path):
    browser.events.clear()
    browser.go(served.base + path)
    for width in (400, 1280):
        browser.look(width, is_dark=width == 400)
        assert browser.run("document.documentElement.scrollWidth") <= width
    assert browser.complaints() == []
    assert all(address.startswith(served.base) for address in browser.addresses())
