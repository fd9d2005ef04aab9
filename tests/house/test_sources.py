"""A source of the contract is staged, counted, looked through and tried: one left out of a list is missed by nobody."""

import re

import pytest
import yaml

from tests.house.files import ROOT
from tests.small_study import RECORDS

SQL = ROOT / "sql"
CONTRACT = yaml.safe_load((SQL / "sources.yml").read_text("utf-8"))
SHOWN = [name for name, source in CONTRACT.items() if source.get("shows_set_aside")]
LISTED = re.compile(r"\{% (?:set sources =|for source in) \[(.*?)\]", re.DOTALL)


def listed_in(path):
    """The longest list of sources that a model goes through; others there are of some sources alone."""
    listed = [re.findall(r"'(\w+)'", one) for one in LISTED.findall((SQL / path).read_text("utf-8"))]
    return set(max(listed, key=len))


# place -> which sources it has
PLACES = {
    "sql/staging, as stg_<source>.sql": {
        path.stem.removeprefix("stg_") for path in (SQL / "staging").glob("stg_*.sql")
    },
    "the list in sql/marts/source_summary.sql": listed_in("marts/source_summary.sql"),
    "the list in sql/intermediate/int_oddities_of_records.sql": listed_in("intermediate/int_oddities_of_records.sql"),
    "RECORDS in tests/small_study.py": set(RECORDS) | {"subjects", "products", "culture_counts"},
    "sources: of sql/guesses.yml": set(yaml.safe_load((SQL / "guesses.yml").read_text("utf-8"))["sources"]),
}


# The same of those that show what was set aside.
PLACES_OF_SHOWN = {
    "sql/staging, as stg_<source>_set_aside.sql": {
        path.stem.removeprefix("stg_").removesuffix("_set_aside") for path in (SQL / "staging").glob("*_set_aside.sql")
    },
    "the list in sql/intermediate/int_oddities_of_study.sql": listed_in("intermediate/int_oddities_of_study.sql"),
    "matters in sql/intermediate/int_oddities_of_records.sql": set(
        re.findall(
            r"^ +'(\w+)': '", (SQL / "intermediate/int_oddities_of_records.sql").read_text("utf-8"), re.MULTILINE
        )
    ),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("source", CONTRACT)
def test_a_source_is_in_every_list(source, place):
    assert source in PLACES[place], f"'{source}' is missing in {place}"


@pytest.mark.parametrize("place", PLACES_OF_SHOWN)
@pytest.mark.parametrize("source", SHOWN)
def test_a_source_that_shows_what_was_set_aside_is_in_the_lists_of_these(source, place):
    assert source in PLACES_OF_SHOWN[place], f"'{source}' is missing in {place}"
