"""Pages written from other files are current, and say what the files say."""

import yaml

from tests.house.files import ROOT
from tests.house.generated import input_page, source_section, stale, table


def test_every_generated_page_is_current():
    assert stale() == [], "run `make fmt`"


def test_the_input_page_has_every_column_of_the_contract():
    sources = yaml.safe_load((ROOT / "sql/sources.yml").read_text(encoding="utf-8"))
    page = input_page()
    missing = [
        f"{source}.{column}"
        for source, contract in sources.items()
        for column in contract["columns"]
        if f"| `{column}` |" not in page.split(f"## {source}\n")[1].split("\n## ")[0]
    ]
    assert missing == []


def test_a_bar_in_a_text_does_not_break_the_table():
    assert table(["a"], [["x|y"]]) == "| a |\n| --- |\n| x\\|y |"


def test_a_source_without_a_place_in_cdisc_has_its_section():
    """The contract does not ask for one, so the page of it may not."""
    section = source_section("biopsies", {"about": "Biopsies.", "columns": {"site": {"type": "text", "about": "Site"}}})
    assert section.startswith("## biopsies\n\nBiopsies.\n")
    assert "| `site` | text |  |  |  | Site |  |" in section
