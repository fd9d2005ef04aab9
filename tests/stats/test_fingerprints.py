"""A fingerprint is of all the code that a method runs, and of no other."""

import re

import pytest

from python_stats import battery
from python_stats.contract.registry import METHODS

AFTER = ("figures", "report", "simulate")


@pytest.mark.parametrize("method", METHODS)
def test_a_fingerprint_covers_all_that_a_method_runs(method):
    """The arithmetic beneath it counts, another method's does not."""
    files = battery._needed({"battery", f"methods.{METHODS[method].module}"})
    needed = {name.rpartition(".")[2] for name in files}
    assert {"battery", "results", "sample", "spec", METHODS[method].module} <= needed
    assert ("profile" in needed) == ("logistic" in method or method in ("screen", "cox"))
    assert len(battery.fingerprint(method)) == 64


def test_methods_have_different_fingerprints():
    assert len({battery.fingerprint(method) for method in METHODS}) == len(METHODS)


def test_a_method_imports_by_the_name_of_the_file_that_it_runs(root):
    """`from python_stats import x`, or such an import from a room, would escape the fingerprint."""
    room = root / "python_stats"
    of_a_room = re.compile(rf"from python_stats(\.({'|'.join(rooms(room))}))? import")
    for path in [*room.glob("*.py"), *(path for name in rooms(room) for path in (room / name).glob("*.py"))]:
        assert not of_a_room.search(path.read_text(encoding="utf-8")), path.name


def rooms(folder):
    """Those that methods are made of; the others only read what they answered."""
    return [path.parent.name for path in folder.glob("*/__init__.py") if path.parent.name not in AFTER]
