"""Pages written from other files are current, and say what the files say."""

import yaml

from tests.house.files import ROOT
from tests.house.generated import input_page, stale, table


def test_every_generated_page_is_current():
    assert stale() == []


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
