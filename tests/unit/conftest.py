"""Fixtures of the unit tests."""

import pytest

from tests.small_project import small_project


@pytest.fixture
def project(tmp_path, root):
    """A small project on disk, with nothing built."""
    return small_project(tmp_path, root / "sql" / "macros")
