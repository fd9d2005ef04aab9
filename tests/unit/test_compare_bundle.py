"""The script in a bundle: what it copies of a study, and that it says in words what it cannot do."""

import hashlib
import sys

import pytest

from cli import compare_bundle


@pytest.fixture
def study(tmp_path):
    folder = tmp_path / "study"
    for name in (
        *("study.yml", "data/report/levels.csv", "sql/report/rpt_mine.sql", "data/warehouse.duckdb.csv"),
        *("report/report.html", "warehouse.duckdb", ".cartwheel/judged.json", "warehouse.ledger"),
        *("cuts/2018-01-01.duckdb", "store/cartwheel.store", "store/marts.cohort/0/empty.parquet"),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, "utf-8")
    return folder


@pytest.fixture
def compare(tmp_path, study, monkeypatch):
    """Run it in a bundle of no tables, with this text as the only cartwheel there is, or with none."""
    bundle, programs = tmp_path / "bundle", tmp_path / "bin"
    bundle.mkdir()
    programs.mkdir()
    (bundle / "README.txt").write_text("a bundle", "utf-8")
    digest = hashlib.sha256(b"a bundle").hexdigest()
    (bundle / "SHA256SUMS").write_text(f"{digest}  README.txt\n", "utf-8")
    monkeypatch.setattr(compare_bundle, "HERE", bundle)
    monkeypatch.setattr(sys, "executable", str(programs / "python"))
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))

    def run(script=None, asked=study):
        if script is not None:
            (programs / "cartwheel").write_text(f"#!/bin/sh\n{script}\n", "utf-8")
            (programs / "cartwheel").chmod(0o755)
        monkeypatch.setattr(sys, "argv", ["compare.py", str(asked)])
        return compare_bundle.main()

    return run


def test_only_what_a_build_wrote_is_left_out(study, tmp_path):
    copy = compare_bundle.copied(study, tmp_path / "elsewhere")
    found = {path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file()}
    kept = {"study.yml", "data/report/levels.csv", "sql/report/rpt_mine.sql", "data/warehouse.duckdb.csv"}
    assert found == kept


def test_the_program_beside_this_python_is_found(compare, capsys):
    assert compare("exit 0") == 0
    assert "0 of 0 tables are identical" in capsys.readouterr().out


def test_no_program_is_said_in_words(compare, capsys):
    assert compare() == 1
    assert "There is no cartwheel on the PATH" in capsys.readouterr().err


def test_a_build_that_fails_is_said_in_words(compare, capsys):
    assert compare("exit 11") == 1
    assert "'cartwheel build' ended with exit code 11" in capsys.readouterr().err


def test_a_table_that_is_not_there_anew_differs(compare, capsys):
    (compare_bundle.HERE / "results").mkdir()
    (compare_bundle.HERE / "results" / "results.estimates.csv").write_text("n\n1\n", "utf-8")
    assert compare('[ "$1" = build ] || exit 12') == 1
    said = capsys.readouterr().out
    assert "results.estimates differs:\n'cartwheel query' ended with exit code 12" in said
    assert "0 of 1 tables are identical" in said


def test_a_folder_without_a_study_is_said_in_words(compare, capsys, tmp_path):
    assert compare("exit 0", asked=tmp_path / "typo") == 2
    assert f"There is no study.yml in {tmp_path / 'typo'}" in capsys.readouterr().err


def test_a_file_that_is_gone_is_a_change(compare, capsys):
    (compare_bundle.HERE / "README.txt").unlink()
    assert compare("exit 0") == 1
    assert "README.txt" in capsys.readouterr().err
