"""Tests that dbt's YAML says of the columns of a seed -> checks: SELECTs that must find nothing.

A registry has no step of tests after it, as a model has; a check that reads it stops the build just so.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from warehouse.dbt.described import Described
from warehouse.errors import ModelError, Place, suggest
from warehouse.models.checks import check_of_column
from warehouse.models.files import CHECKS, ModelFile
from warehouse.models.header import ColumnSpec, Test
from warehouse.seeds import Seed

# As dbt calls its tests.
NAMES = {"accepted": "accepted_values", "min": "at_least", "max": "at_most"}


def seed_checks(described: Described, seeds: Iterable[Seed]) -> Iterator[ModelFile]:
    """A file for each test of a seed's column. Raises ModelError for a column that the seed has not."""
    made: dict[str, int] = {}
    for seed in seeds:
        for column in described.columns_of_seeds.get(seed.name, ()):
            if column["name"] not in seed.types:
                what = f"Column '{column['name']}' is described, but the seed '{seed.name}' has none"
                raise ModelError(what, Place(column["path"], column["line"]), suggest(column["name"], seed.types))
            for test in column["tests"]:
                said = f"{NAMES.get(test['kind'], test['kind'])}_{seed.name}_{column['name']}"
                name = re.sub("[^a-z0-9_]+", "_", said.lower())
                made[name] = made.get(name, 0) + 1
                numbered = name if made[name] == 1 else f"{name}_{made[name]}"
                yield ModelFile(numbered, CHECKS, column["path"], _text(seed.name, column["name"], test))


def _text(seed: str, column: str, test: dict[str, Any]) -> str:
    """The check as one writes it in a file of its own, with a header."""
    value = tuple(test["value"]) if isinstance(test["value"], list) else test["value"]
    held_against = str(value).partition(".")[0]
    found = check_of_column(
        _ref(seed), ColumnSpec(column, ""), Test(**test | {"value": value}), {held_against: _ref(held_against)}
    )
    about = f"The test '{NAMES.get(test['kind'], test['kind'])}' of the column {column} of the seed {seed}."
    return f"/*\nabout: {about}\nseverity: {test['severity']}\nup_to: {test['up_to']}\n*/\n{found.query}\n"


def _ref(name: str) -> str:
    return "{{ ref('" + name + "') }}"
