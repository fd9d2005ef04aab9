"""Every room of the house has a README that says what it is for, and the front page leads to it."""

import re

import pytest

from tests.house.files import ROOT, name_of, repository_files

ROOMS = ["warehouse", "sql", "python_stats", "cli", "tests", "studies/zuma1"]
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
PAGES = [path for path in repository_files() if path.suffix == ".md"]


def test_no_room_is_forgotten():
    folders = {name_of(path).split("/")[0] for path in repository_files() if path.parent != ROOT}
    assert {folder for folder in folders if not folder.startswith(".")} == {room.split("/")[0] for room in ROOMS}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_a_readme(room):
    page = ROOT / room / "README.md"
    assert page.is_file()
    assert len(page.read_text(encoding="utf-8").split()) >= 20
    assert f"]({room}/README.md)" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_link_leads_somewhere(page):
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_study_is_named_synthetic():
    assert "synthetic" in (ROOT / "README.md").read_text(encoding="utf-8").lower()
    assert "synthetic" in (ROOT / "studies/zuma1/README.md").read_text(encoding="utf-8").lower()
