"""A command that is said to be next may be pasted into a shell, also where a folder has a blank in its name."""

import shlex

import pytest

from cli import export, show
from cli.answers import wanted
from cli.serve.pages import Pages
from cli.serve.questions import Questions
from warehouse.ask import NO_LIMITS, open_desk
from warehouse.errors import UserError
from warehouse.questions import load_questions


@pytest.fixture
def study(tmp_path):
    folder = tmp_path / "my study"
    (folder / "questions").mkdir(parents=True)
    (folder / "questions" / "one.sql").write_text("select 1\n", "utf-8")
    (folder / "study.yml").write_text("study: mine\n", "utf-8")
    return folder


def refuse_unbuilt(study):
    with open_desk(study, NO_LIMITS):
        pass


SAID = {
    "list questions": (lambda study: show.questions(load_questions(study), study), ""),
    "ask what is not built": (refuse_unbuilt, ""),
    "write into no folder": (lambda study: wanted(None, study / "none here" / "a.csv", {}, exact=False), "none here"),
    "show no report": (lambda study: Pages(study, Questions(study, NO_LIMITS)).report({}), ""),
    "export a bundle": (lambda study: export.bundle(study / "to share", study), "to share/compare.py"),
    "export a site": (lambda study: export.site(study / "to share", study=study), "to share"),
}


@pytest.mark.parametrize("work", SAID)
def test_a_folder_is_one_word(study, monkeypatch, capsys, work):
    monkeypatch.setattr("cli.bundle.write_bundle", lambda *_, **__: [])
    monkeypatch.setattr("cli.site.write_site", lambda *_: [])
    do, within = SAID[work]
    try:
        do(study)
        said = capsys.readouterr().err
    except UserError as error:
        said = error.hint
    assert str(study / within) in [word.rstrip(",") for word in shlex.split(said)]
