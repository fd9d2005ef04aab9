"""What is kept of a published warehouse is what its file says, is believed of that very file alone, and spares opening it."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest

from tests.small_project import MODELS, ROWS, small_project
from warehouse.adapters import reader
from warehouse.adapters.duckdb import open_existing, open_memory
from warehouse.building.publish import Files, read_heads
from warehouse.building.task import plan_build
from warehouse.errors import StudyError
from warehouse.ledger import told
from warehouse.ledger.verify import verdict


@pytest.fixture(scope="module")
def built_once(tmp_path_factory, root):
    project = small_project(tmp_path_factory.mktemp("told"), root / "sql" / "macros")
    project.build()
    return project


@pytest.fixture
def project(built_once, tmp_path):
    """A copy of a study that was built once; of it nothing is kept, because a copy is another file."""
    shutil.copytree(built_once.folder, tmp_path, dirs_exist_ok=True)
    return type(built_once)(tmp_path)


@pytest.fixture
def opened(monkeypatch):
    """The files that were opened to be asked."""
    found, open_reader = [], reader.open_reader
    monkeypatch.setattr(reader, "open_reader", lambda path: (found.append(path), open_reader(path))[1])
    return found


def published(project):
    return Files(project.study).published


def kept_file(project):
    return project.study / ".cartwheel" / "warehouse.standing"


def ask_anew(project):
    """As the next process would."""
    told._standing.cache_clear()
    return told.standing(published(project))


def test_the_file_is_not_opened_after_a_build_nor_twice(project, opened):
    project.write("study/data/subjects.csv", ROWS + "D,4,low\n")
    report = project.build()
    opened.clear()
    told._standing.cache_clear()
    assert report.run_id == 2
    assert plan_build(project.load(), project.statistics).plan.is_empty
    assert opened == []
    kept_file(project).unlink()
    ask_anew(project)
    ask_anew(project)
    assert opened == [published(project)]


def test_what_is_kept_is_what_the_file_says(project):
    project.write("study/data/subjects.csv", ROWS + "D,4,low\n")
    project.build()
    after_building = ask_anew(project)
    kept_file(project).unlink()
    asked, read = ask_anew(project), ask_anew(project)
    assert read == after_building
    assert replace(asked, ledger=read.ledger) == read
    assert asked.ledger.now == read.ledger.now != {}
    assert asked.compiled_sql == read.compiled_sql
    assert set(read.compiled_sql) == {name.replace("/", ".") for name in MODELS}
    heads = read_heads(Files(project.study))
    for said in (heads, {}, heads | {1: "0" * 64}, heads | {9: "0" * 64}):
        assert verdict(asked.ledger, said) == verdict(read.ledger, said)


HEAVY = ("duckdb", "sqlglot", "jinja2", "numpy", "pandas")
PROBE = """
import sys
from pathlib import Path
from tests.small_project import SmallProject
from warehouse.building.run import build
project = SmallProject(Path(sys.argv[1]))
assert project.build().run_id is None
print(*sys.modules)
"""


def test_a_build_with_nothing_to_do_loads_no_engine(project, root):
    project.build()
    words = [sys.executable, "-c", PROBE, str(project.folder)]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, timeout=60, check=True)
    assert set(HEAVY) & set(done.stdout.split()) == set()


BREAKS = {
    "an empty file": lambda said: b"",
    "half of it": lambda said: said[: len(said) // 2],
    "its last line cut off": lambda said: said.rpartition(b"\n")[0],
    "no text": lambda said: b"\xff\x00" * 50,
    "another word in it": lambda said: said.replace(b'"status": "built"', b'"status": "spilt"'),
    "other SQL in it": lambda said: said.replace(b"least_dose", b"most__dose").replace(b"dose >=", b"dose <="),
    "one written of another file": lambda said: b"0" * 64 + said[64:],
}


@pytest.mark.parametrize("how", BREAKS)
def test_what_is_not_whole_is_not_believed_and_is_written_anew(project, opened, how):
    said = ask_anew(project)
    whole = kept_file(project).read_bytes()
    kept_file(project).write_bytes(BREAKS[how](whole))
    assert kept_file(project).read_bytes() != whole
    opened.clear()
    assert replace(ask_anew(project), ledger=said.ledger) == said
    assert opened == [published(project)]
    assert kept_file(project).read_bytes() == whole


def test_what_other_code_said_is_not_believed(project, opened, monkeypatch):
    ask_anew(project)
    monkeypatch.setattr(told, "_digest_of_code", lambda: "of another version")
    opened.clear()
    ask_anew(project)
    assert opened == [published(project)]


def tamper(project):
    engine = open_existing(published(project))
    engine.execute("update meta.steps set fingerprint = 'x' where layer = 'marts'")
    engine.checkpoint()
    engine.close()


def test_a_build_does_not_go_on_from_a_changed_ledger_of_which_better_is_kept(project):
    ask_anew(project)
    tamper(project)
    told._standing.cache_clear()
    with pytest.raises(StudyError, match=r"meta\.steps was changed"):
        project.build()


def test_a_warehouse_that_was_written_into_is_asked_although_its_time_was_set_back(project, opened):
    ask_anew(project)
    before = published(project).stat()
    with published(project).open("r+b") as handle:
        handle.write(published(project).read_bytes()[:1])
    os.utime(published(project), ns=(before.st_atime_ns, before.st_mtime_ns))
    after = published(project).stat()
    assert (after.st_mtime_ns, after.st_size, after.st_ino) == (before.st_mtime_ns, before.st_size, before.st_ino)
    opened.clear()
    ask_anew(project)
    assert opened == [published(project)]


def test_what_lies_in_a_log_beside_the_warehouse_is_noticed(project):
    ask_anew(project)
    engine = open_memory()
    engine.execute(f"attach '{published(project)}' as warehouse")
    engine.execute("set checkpoint_threshold = '1GB'; pragma disable_checkpoint_on_shutdown")
    engine.execute("update warehouse.meta.steps set fingerprint = 'x'")
    engine.close()
    assert published(project).with_name("warehouse.duckdb.wal").exists()
    assert {step.fingerprint for step in ask_anew(project).built.values()} == {"x"}


def test_a_changed_ledger_beside_the_warehouse_is_noticed_without_opening_it(project, opened):
    ask_anew(project)
    opened.clear()
    told._standing.cache_clear()
    heads = Files(project.study).heads
    heads.write_text(heads.read_text("utf-8").replace("1 ", "7 "), "utf-8")
    faults = plan_build(project.load(), project.statistics).verdict.faults
    assert faults == ("run 7 is named in warehouse.ledger and not in the warehouse",)
    assert opened == []


def test_a_folder_that_may_only_be_read_is_asked_each_time(project, opened):
    shutil.rmtree(project.study / ".cartwheel")
    (project.study / ".cartwheel").write_text("in the way", "utf-8")
    assert ask_anew(project) is not None
    assert ask_anew(project) is not None
    assert len(opened) == 2


def test_a_warehouse_that_is_gone_says_nothing(project):
    ask_anew(project)
    published(project).unlink()
    assert ask_anew(project) is None
