"""The shipped SQL as a project of a study that has subjects and nothing else, and changes no setting."""

from pathlib import Path

from python_stats import battery
from warehouse.models.project import Project, load_project

STUDY = "study: nobody\nsources:\n  subjects: {file: subjects.csv, columns: {subject_id: id}}\n"


def shipped_project(folder: Path) -> Project:
    (folder / "study.yml").write_text(STUDY, "utf-8")
    (folder / "subjects.csv").write_text("id\n", "utf-8")
    return load_project(folder, battery)
