"""`cartwheel serve`: a page for one person on one machine, usable by keyboard, and as shut in as `cartwheel query`.

The attempts to break out are those of tests/unit/escapes.py, sent as the page sends a query. The pages themselves are
worked in a headless Chromium; where there is none those tests are skipped.
"""

import http.client
import json
import re
import subprocess
import threading
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import duckdb
import pytest

from tests.functional.browser import found, opened
from tests.functional.conftest import COMMAND, ENVIRONMENT
from tests.unit.escapes import ATTEMPTS, BOMBS

FEATURE = "peak_car_t_per_ul"
SUBJECT = "S007"


class Served:
    """A running server and somebody who has its cookie."""

    def __init__(self, study, process, address):
        self.study, self.process = study, process
        self.address, self.port = address, urlsplit(address).port
        self.base = f"http://127.0.0.1:{self.port}"
        token = self.ask("GET", address.removeprefix(self.base), cookie=None)
        self.cookie = token[1]["Set-Cookie"].partition(";")[0]

    def ask(self, method, path, fields=None, cookie="", headers=None):
        own = {"Origin": self.base} if method == "POST" else {}
        own |= {"Cookie": cookie or self.cookie} if cookie is not None else {}
        own |= {"Content-Type": "application/x-www-form-urlencoded"} if fields else {}
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            line.request(method, path, urlencode(fields) if fields else None, own | (headers or {}))
            reply = line.getresponse()
            return reply.status, reply.headers, reply.read().decode("utf-8", "replace")
        finally:
            line.close()

    def query(self, sql, **fields):
        status, _, body = self.ask("POST", "/api/query", {"sql": sql, "values": "", "name": ""} | fields)
        return status, json.loads(body)


@pytest.fixture(scope="module")
def served(study_built_once, tmp_path_factory):
    said = (tmp_path_factory.mktemp("served") / "said").open("w+")
    words = [*COMMAND, "serve", "--study", str(study_built_once.folder), "--time-limit", "3", "--memory-limit", "300MB"]
    process = subprocess.Popen(words, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=said, text=True)
    try:
        one = Served(study_built_once, process, process.stdout.readline().strip())
        one.said = said
        yield one
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        said.close()


def test_the_token_becomes_a_cookie_and_leaves_the_address(served):
    status, headers, _ = served.ask("GET", served.address.removeprefix(served.base), cookie=None)
    assert (status, headers["Location"]) == (303, "/")
    assert "token" not in headers["Location"]


@pytest.mark.parametrize("path", ["/", "/query", "/feature", "/pair", "/subject", "/report", "/static/page.js"])
def test_nobody_comes_in_without_it(served, path):
    assert served.ask("GET", path, cookie=None)[0] == 403
    assert served.ask("GET", path, headers={"Host": "evil.example"})[0] == 403
    assert served.ask("GET", "/?token=guessed", cookie=None)[0] == 403


def test_nothing_is_taken_from_another_site(served):
    fields = {"sql": "select 1", "values": "", "name": ""}
    assert served.ask("POST", "/api/query", fields, headers={"Origin": "http://evil.example"})[0] == 403
    assert served.ask("POST", "/subject", {"subject": SUBJECT}, headers={"Origin": "null"})[0] == 403


def test_it_listens_on_the_loopback_address_alone(served):
    connections = Path("/proc/net/tcp")
    if not connections.exists():
        pytest.skip("this system does not list its connections")
    listening = [line.split() for line in connections.read_text(encoding="ascii").splitlines()[1:]]
    ours = {line[1] for line in listening if line[3] == "0A" and int(line[1].partition(":")[2], 16) == served.port}
    assert ours == {f"0100007F:{served.port:04X}"}


@pytest.mark.parametrize("path", ["/", "/query", f"/feature?name={FEATURE}", "/pair", "/subject", "/nowhere"])
def test_every_page_forbids_what_is_not_ours(served, path):
    _, headers, body = served.ask("GET", path)
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["Cache-Control"] == "no-store"
    assert not re.search(r"\b(?:src|href|action)=\"(?:https?:|//)", body)
    assert " style=" not in body
    assert not re.search(r"<script(?! src)|\son\w+=", body)


def filled(step, names):
    for name, value in names.items():
        step = step.replace("{" + name + "}", str(value))
    return step


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=str)
def test_the_page_holds(attempt, served, tmp_path):
    (tmp_path / "canary.csv").write_text("bird\nyellow-bird\n")
    before = served.study.published.read_bytes()
    names = {"out": tmp_path / "out", "canary": tmp_path / "canary.csv", "other": tmp_path / "other.duckdb"}
    names |= {"warehouse": served.study.published, "url": served.base}
    (tmp_path / "out").mkdir()
    for step in attempt.steps:
        sql = filled(step, names)
        _, answer = served.query(sql)
        told = json.dumps(answer).replace(json.dumps(sql)[1:-1], "")
        assert "yellow-bird" not in told
    assert not list((tmp_path / "out").iterdir())
    assert served.study.published.read_bytes() == before
    assert served.query("select count(*) from marts.cohort")[1]["rows"] == [[24]]


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_harms_no_other_question(bomb, served):
    status, answer = served.query(bomb)
    assert status == 422 or (len(answer["rows"]), answer["is_cut"]) == (1000, True)
    assert served.query("select 42")[1]["rows"] == [[42]]


def test_an_error_names_the_nearest_column(served):
    status, answer = served.query("select age_yaers from cohort")
    assert status == 422
    assert "age_years" in answer["error"]


def test_a_saved_value_is_bound_and_never_pasted(served):
    answer = served.query("select count(*) from cohort where sex = $sex", values="sex='x'' or true'")[1]
    assert answer["rows"] == [[0]]
    assert served.query("select $n + 1", values="n=41")[1]["rows"] == [[42]]


def test_an_answer_is_downloaded_whole(served, tmp_path):
    fields = {"sql": "from range(5000) as numbers(number)", "values": "", "name": "", "form": "csv"}
    _, headers, body = served.ask("POST", "/api/download", fields)
    assert headers["Content-Disposition"] == 'attachment; filename="answer.csv"'
    assert body.split() == ["number", *map(str, range(5000))]
    assert len(served.query(fields["sql"])[1]["rows"]) == 1000


def test_a_question_is_cancelled(served):
    answers = []
    sql = "select sum(one.range * other.range) from range(10000000) as one, range(100000) as other"
    asking = threading.Thread(target=lambda: answers.append(served.query(sql, name="mine")))
    asking.start()
    deadline = time.monotonic() + 10
    while not json.loads(served.ask("POST", "/api/cancel", {"name": "mine"})[2])["cancelled"]:
        assert time.monotonic() < deadline
    asking.join(timeout=10)
    assert answers[0][0] == 422


def test_rates_in_quarters_are_those_counted_by_hand(served):
    """The twin counts in plain Python over the rows of the cohort, with the cut points that the page prints."""
    with duckdb.connect(str(served.study.published), read_only=True) as connection:
        rows = connection.execute(f"select {FEATURE}, objective_response from marts.cohort").fetchall()
        cuts = connection.execute(
            "select lower_cut, upper_cut from marts.quartiles where feature = ? order by quartile", [FEATURE]
        ).fetchall()
    expected = []
    for low, high in cuts:
        inside = [
            outcome
            for value, outcome in rows
            if value is not None and (low is None or value > low) and (high is None or value <= high)
        ]
        known = [outcome for outcome in inside if outcome is not None]
        expected.append(f"{sum(known)}/{len(known)}")
    body = served.ask("GET", f"/feature?name={FEATURE}")[2]
    line = re.search(r"<th scope=\"row\">Objective response</th>(.*?)</tr>", body, re.DOTALL)[1]
    assert re.findall(r"\d+/\d+", line) == expected
    assert len(expected) == 4


def test_a_subject_is_in_no_address_title_or_log(served):
    status, _, body = served.ask("POST", "/subject", {"subject": SUBJECT, "until": "42"})
    assert status == 200
    assert SUBJECT in body
    assert SUBJECT not in re.search(r"<title>(.*)</title>", body)[1]
    assert SUBJECT not in "".join(re.findall(r'(?:href|action)="([^"]*)"', body))
    problem = served.ask("POST", "/subject", {"subject": "Jane Doe", "until": "42"})
    assert problem[0] == 422
    assert "Jane Doe" not in problem[2]
    served.said.seek(0)
    assert len(served.said.read().splitlines()) == 1


def test_markup_in_a_value_is_text(served):
    status, _, body = served.ask("GET", "/feature?name=%3Cscript%3Ealert(1)%3C/script%3E")
    assert status == 422
    assert "<script>alert" not in body


def test_the_first_view_comes_within_a_second(served):
    times = []
    for _ in range(3):
        began = time.monotonic()
        assert served.ask("GET", "/")[0] == 200
        times.append(time.monotonic() - began)
    assert min(times) < 1


@pytest.fixture(scope="module")
def browser(served, tmp_path_factory):
    if found() is None:
        pytest.skip("there is no Chromium here")
    with opened(found(), tmp_path_factory.mktemp("chromium")) as one:
        one.go(served.address)
        yield one


PAGES = ["/", "/query", f"/feature?name={FEATURE}", f"/pair?x={FEATURE}&y=age_years", "/subject"]


@pytest.mark.parametrize("path", PAGES)
def test_everything_has_a_name_and_fits_a_narrow_window(browser, served, path):
    browser.events.clear()
    browser.go(served.base + path)
    assert browser.unnamed() == []
    assert browser.run("document.documentElement.lang") == "en"
    assert browser.run("document.querySelectorAll('h1').length") == 1
    for width in (400, 1200):
        browser.look(width, is_dark=width == 400)
        assert browser.run("document.documentElement.scrollWidth") <= width
    assert browser.complaints() == []
    assert all(address.startswith(served.base) for address in browser.addresses())


def test_a_query_is_asked_by_keyboard_and_its_answer_sorted(browser, served):
    browser.go(served.base + "/query")
    browser.run("document.getElementById('sql').focus(); document.getElementById('sql').value = ''")
    browser.type("select subject_id, age_years from coh")
    browser.press(" ", control=True)
    browser.until("!document.getElementById('completions').hidden")
    browser.press("Enter")
    assert browser.run("document.getElementById('sql').value") == "select subject_id, age_years from cohort"
    browser.press("Enter", control=True)
    browser.until("document.querySelectorAll('#answer tbody tr').length === 24")
    ages = "Array.from(document.querySelectorAll('#answer tbody tr')).map((row) => Number(row.cells[1].textContent))"
    for direction in ("ascending", "descending"):
        browser.run("document.querySelectorAll('#answer th button')[1].focus()")
        browser.press("Enter")
        assert browser.run("document.querySelectorAll('#answer th')[1].getAttribute('aria-sort')") == direction
        assert browser.run(ages) == sorted(browser.run(ages), reverse=direction == "descending")


def test_an_answer_with_markup_stays_text(browser, served):
    browser.go(served.base + "/query")
    browser.run("document.getElementById('sql').value = \"select '<img src=x onerror=document.title=1>' as note\"")
    browser.run("document.getElementById('question').requestSubmit()")
    browser.until("document.querySelector('#answer td')")
    assert browser.run("document.querySelectorAll('#answer img').length") == 0
    assert browser.run("document.title") == "Query - Cartwheel"


def test_an_error_is_announced(browser, served):
    browser.go(served.base + "/query")
    browser.run("document.getElementById('sql').value = 'select nothing_here from cohort'")
    browser.run("document.getElementById('question').requestSubmit()")
    browser.until("!document.getElementById('problem').hidden")
    assert "nothing_here" in browser.run("document.querySelector('[role=alert]').textContent")


def test_a_subject_is_shown_without_being_in_the_address(browser, served):
    browser.go(served.base + "/subject")
    browser.run("document.querySelector('[name=subject]').focus()")
    browser.type(SUBJECT)
    browser.run("window.left = true")
    browser.press("Enter")
    browser.until(f"!window.left && document.querySelector('h1')?.textContent === '{SUBJECT}'")
    assert SUBJECT not in browser.run("location.href + document.title")
    assert browser.run("document.querySelectorAll('svg[aria-label]').length") >= 1


def test_features_are_found_by_a_word(browser, served):
    browser.go(served.base + "/")
    browser.run("document.getElementById('filter').focus()")
    browser.type("peak")
    shown = "Array.from(document.querySelectorAll('#features tbody tr')).filter((row) => !row.hidden)"
    assert browser.run(f"{shown}.length") < browser.run("document.querySelectorAll('#features tbody tr').length")
    assert browser.run(f"{shown}.every((row) => row.textContent.toLowerCase().includes('peak'))")
