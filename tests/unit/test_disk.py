"""Where the disk refuses, a build says so in words, leaves nothing half written, and what is published stays."""

import errno
import gzip
import os
import resource
import signal
import zipfile

import pytest

from tests.small_project import ROWS, STUDY, small_project
from warehouse.adapters import EngineError
from warehouse.adapters.duckdb import DuckDB
from warehouse.building import ground
from warehouse.building.publish import Files, keep_cut, only_builder
from warehouse.errors import UsageError
from warehouse.files.archive import unpacked
from warehouse.studies.data_file import DataFile


@pytest.fixture
def project(tmp_path, root):
    small = small_project(tmp_path, root / "sql" / "macros")
    small.build()
    small.write("study/data/subjects.csv", ROWS + "D,4,low\n")
    return small


def half_a_copy(_, target):
    target.write_bytes(b"half")
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))


def no_checkpoint(_):
    raise EngineError("IO Error: Could not write file: No space left on device")


@pytest.mark.parametrize(
    ("holder", "name", "refuse"),
    [(ground.shutil, "copyfile", half_a_copy), (DuckDB, "checkpoint", no_checkpoint)],
    ids=["while it is copied", "while it is closed"],
)
def test_a_full_disk_is_told_in_words_and_nothing_half_is_left(project, monkeypatch, holder, name, refuse):
    with monkeypatch.context() as patched:
        patched.setattr(holder, name, refuse)
        with pytest.raises(UsageError, match="No space left on device") as caught:
            project.build()
    assert "make room" in str(caught.value)
    assert not Files(project.study).building.exists()
    assert project.rows("select count(*) from marts.dosed") == [(3,)]
    project.build()
    assert project.rows("select count(*) from marts.dosed") == [(4,)]


def test_a_folder_that_cannot_be_written_to_is_told_in_words(tmp_path):
    (tmp_path / ".cartwheel").write_text("no folder", "utf-8")
    with pytest.raises(UsageError, match="cannot read or write a file") as caught, only_builder(Files(tmp_path)):
        pass
    assert ".cartwheel" in str(caught.value.where)


@pytest.mark.parametrize("error", [FileNotFoundError(errno.ENOENT, "x"), EngineError("IO Error: No files found")])
def test_another_error_stays_one_of_ours(tmp_path, error):
    with pytest.raises(type(error)), only_builder(Files(tmp_path)):
        raise error


@pytest.fixture
def small_files():
    """No file of this process may be larger than 100 kB: the system refuses as a full disk does."""
    before, heard = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    yield lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, heard)


@pytest.mark.parametrize("packing", [".gz", ".zip"])
def test_a_disk_that_is_full_while_a_file_is_unpacked_is_no_damage_of_the_file(project, small_files, packing):
    packed, rows = project.study / f"data/subjects.csv{packing}", ROWS + "D,4,low\n" * 20_000
    if packing == ".gz":
        packed.write_bytes(gzip.compress(rows.encode()))
    else:
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("subjects.csv", rows)
    data = DataFile(f"data/subjects.csv{packing}", "delimited", 1, suffix=".csv", packing=packing)
    small_files()
    with pytest.raises(UsageError, match=os.strerror(errno.EFBIG)) as caught, only_builder(Files(project.study)):
        unpacked(packed, data, project.study)
    assert "make room" in str(caught.value)


def no_link(*_):
    raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))


def test_a_cut_is_copied_where_a_file_cannot_have_two_names(project, monkeypatch):
    project.write("study/study.yml", STUDY + "data_cut: 2018-01-01\n")
    project.build()
    project.write("study/study.yml", STUDY + "data_cut: 2018-06-01\n")
    monkeypatch.setattr(os, "link", no_link)
    before = Files(project.study).published.read_bytes()
    project.build()
    cuts = project.study / "cuts"
    assert [path.name for path in cuts.iterdir()] == ["2018-01-01.duckdb"]
    assert (cuts / "2018-01-01.duckdb").read_bytes() == before


def test_a_kept_cut_stays_until_its_successor_is_whole(tmp_path, monkeypatch):
    files, kept = Files(tmp_path), tmp_path / "cuts" / "c.duckdb"
    files.published.write_bytes(b"first")
    keep_cut(files, "c")
    keep_cut(files, "c")  # the same file again, of a build that was killed before it was published
    files.published.unlink()
    files.published.write_bytes(b"second")
    monkeypatch.setattr(os, "link", no_link)
    monkeypatch.setattr("shutil.copyfile", half_a_copy)
    with pytest.raises(OSError, match="No space"):
        keep_cut(files, "c")
    assert kept.read_bytes() == b"first"
    monkeypatch.undo()
    keep_cut(files, "c")
    assert [path.read_bytes() for path in kept.parent.iterdir()] == [b"second"]
