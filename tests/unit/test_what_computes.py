"""A newer database or newer code that reads files may make other tables of the same files, so the plan builds them anew.

It says so in words. Models and settings have their own tests; methods of analyses have theirs in test_plan and test_methods.
"""

import pytest

from tests.small_project import small_project
from warehouse.building.task import plan_build
from warehouse.planning import wanted
from warehouse.planning.plan import BUILD, REUSE


@pytest.fixture
def project(tmp_path, root):
    small = small_project(tmp_path, root / "sql" / "macros")
    small.build()
    return small


def reasons(project):
    """Of each relation what is done, and why."""
    plan = plan_build(project.load(), project.statistics).plan
    return {step.relation: (step.action, step.reason) for step in plan.steps if step.layer != "meta"}


def test_another_database_builds_every_table_and_says_so(project, monkeypatch):
    assert {action for action, _ in reasons(project).values()} == {REUSE}
    monkeypatch.setattr(wanted, "_version", lambda library: f"{library} of tomorrow")
    found = reasons(project)
    assert {action for action, _ in found.values()} == {BUILD}
    assert {found[name] for name in ("seeds.arms", "staging.stg_subjects", "analyses.dose_count")} == {
        (BUILD, "DuckDB changed")
    }


def test_other_code_that_reads_files_builds_what_follows_from_files(project, monkeypatch):
    monkeypatch.setattr(wanted, "_readers", lambda: "of tomorrow")
    found = reasons(project)
    assert found["raw.subjects"] == (BUILD, "software that reads files changed")
    assert found["staging.stg_subjects"] == (BUILD, "reads raw.subjects, which is rebuilt")
    assert found["seeds.arms"] == (REUSE, "unchanged")


@pytest.mark.parametrize("folder", ["landing", "files"])
def test_every_module_that_reads_files_counts(tmp_path, monkeypatch, folder):
    for each in ("landing", "files", "planning"):
        (tmp_path / each).mkdir()
    monkeypatch.setattr(wanted, "__file__", str(tmp_path / "planning" / "wanted.py"))
    before = wanted._readers.__wrapped__()
    (tmp_path / folder / "new.py").write_text("ONE = 1\n")
    after = wanted._readers.__wrapped__()
    (tmp_path / folder / "new.py").write_text("ONE = 2\n")
    assert len({before, after, wanted._readers.__wrapped__()}) == 3
    (tmp_path / "planning" / "new.py").write_text("ONE = 1\n")
    (tmp_path / folder / "new.py").write_text("ONE = 1\n")
    assert wanted._readers.__wrapped__() == after
