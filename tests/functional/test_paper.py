"""The report on paper: printed by a browser of this machine, or a word on what to do without one."""

import re

import pytest

from cli.paper import browser
from tests.functional.conftest import ENVIRONMENT


@pytest.mark.skipif(browser() is None, reason="there is no Chromium or Chrome here")
def test_the_report_is_printed(cartwheel, built_study):
    said = cartwheel("report", "--study", built_study.folder, "--pdf").stderr
    printed = (built_study.folder / "report/report.pdf").read_bytes()
    assert "report.pdf" in said
    assert printed.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) > 1
    assert sorted(path.name for path in (built_study.folder / "report").iterdir()) == ["report.html", "report.pdf"]


def test_without_a_browser_the_page_stays_and_the_way_is_said(cartwheel, built_study, monkeypatch):
    monkeypatch.setitem(ENVIRONMENT, "CARTWHEEL_BROWSER", "no-such-browser")
    said = cartwheel("report", "--study", built_study.folder, "--pdf", exit_code=2).stderr
    assert "CARTWHEEL_BROWSER" in said
    assert (built_study.folder / "report/report.html").exists()


def test_a_browser_that_prints_nothing_is_named(cartwheel, built_study, monkeypatch):
    monkeypatch.setitem(ENVIRONMENT, "CARTWHEEL_BROWSER", "true")
    said = cartwheel("report", "--study", built_study.folder, "--pdf", exit_code=2).stderr
    assert "printed nothing" in said
