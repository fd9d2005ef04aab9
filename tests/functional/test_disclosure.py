"""A study under `disclosure:` gives counts, and no way out gives a row: not a query, a notebook, the page or an export."""

import os
import shutil
import subprocess
from pathlib import Path

import duckdb
import pytest

from tests.functional.conftest import COMMAND, ENVIRONMENT, SmallStudy
from tests.functional.test_page import Served, filled
from tests.unit.escapes import ATTEMPTS
from warehouse.ask import connect

SUBJECTS = 24
SETTING = "disclosure: {smallest_count: 3, round_to: 3}\n"


def control(study):
    with (study.folder / "study.yml").open("a", encoding="utf-8") as file:
        file.write(SETTING)
    return study


@pytest.fixture(scope="module")
def controlled(study_built_once, tmp_path_factory):
    folder = shutil.copytree(study_built_once.folder, tmp_path_factory.mktemp("controlled") / "small")
    return control(SmallStudy(folder))


@pytest.fixture
def ask(query, controlled):
    return lambda sql: query(controlled.folder, sql)


def truth(study, sql):
    with duckdb.connect(str(study.published), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_counts_are_those_of_the_rows(ask, controlled):
    """The twin groups the rows themselves in plain Python."""
    joined = {"SD": "SD or PD", "PD": "SD or PD"}
    rows = [joined.get(found[0], found[0]) for found in truth(controlled, "select best_response from marts.cohort")]
    expected = {level: str(rows.count(level) // 3 * 3) for level in set(rows) - {None, "NE"}}
    shown = ask("select level, n from disclosed.cohort where characteristic = 'best_response'")
    assert {row["level"]: row["n"] for row in shown} == expected
    assert len(shown) == 3


def test_a_constant_column_is_not_told_by_difference(ask):
    """All are of one sex: a whole of one level has nothing to hide but its total, which is rounded."""
    assert ask("from disclosed.cohort where characteristic = 'sex'") == [
        {"characteristic": "sex", "level": "female", "n": "24", "is_suppressed": "False"}
    ]


def test_nothing_but_disclosed_tables_is_there(ask, cartwheel, controlled):
    schemas = {
        row["schema_name"] for row in ask("select distinct schema_name from duckdb_columns() where not internal")
    }
    assert schemas == {"disclosed", "meta"}
    said = cartwheel("query", "--study", controlled.folder, "from marts.cohort", exit_code=2).stderr
    assert "disclosed.cohort" in said
    names = {row["column_name"] for row in ask("select column_name from duckdb_columns() where not internal")}
    assert "subject_id" not in names


# What a saved question might be made to tell; each is also typed, and neither way may tell more than the other.
SAVED = {
    "rows": "select subject_id, age_years from marts.cohort",
    "raw": "from raw.subjects",
    "rejects": "select received from raw.rejects",
    "catalogue": "select table_name from duckdb_tables() where schema_name = 'marts'",
    "file": "from read_csv('{folder}/data/subjects.csv')",
    "text": "select content from read_text('{folder}/study.yml')",
    "attached": "attach '{folder}/warehouse.duckdb' as everything (read_only); from everything.marts.cohort",
    "hidden": "select sum(n) as n from disclosed.cohort where is_suppressed",
    "shown": "select level, n from disclosed.cohort where characteristic = 'best_response' order by all",
}


@pytest.fixture(scope="module")
def asked(controlled):
    folder = controlled.folder / "questions"
    folder.mkdir()
    for name, sql in SAVED.items():
        (folder / f"{name}.sql").write_text(f"-- One of those that are saved.\n{filled_in(sql, controlled)}\n")
    return controlled


def filled_in(sql, study):
    return sql.format(folder=study.folder)


@pytest.mark.parametrize("name", SAVED)
def test_a_saved_question_tells_what_the_same_typed_tells(name, cartwheel, asked):
    code = 0 if name in ("catalogue", "hidden", "shown") else 2
    where = ["--study", asked.folder, "--format", "csv"]
    saved = cartwheel("ask", name, *where, exit_code=code)
    typed = cartwheel("query", filled_in(SAVED[name], asked), *where, exit_code=code)
    assert saved.stdout == typed.stdout
    assert "S001" not in saved.stdout + saved.stderr
    assert saved.stdout.count("\n") == {"catalogue": 1, "hidden": 2, "shown": 4}.get(name, 0)


def test_a_saved_question_in_other_forms_tells_no_more(cartwheel, asked, tmp_path):
    for name in ("rows", "raw", "attached"):
        for form in ("csv", "json", "parquet", "xlsx"):
            path = tmp_path / f"{name}.{form}"
            cartwheel("ask", name, "--study", asked.folder, "--output", path, exit_code=2)
            assert not path.exists()


def test_where_nothing_is_alike_it_says_what_may_be_asked(cartwheel, asked):
    said = cartwheel("ask", "rejects", "--study", asked.folder, exit_code=2).stderr
    assert "under disclosure control" in said
    assert "disclosed.attrition, disclosed.cohort" in said


def test_no_subject_is_in_the_file_that_is_open(controlled):
    with connect(controlled.folder) as connection:
        path = connection.execute("select path from duckdb_databases() where database_name = 'warehouse'").fetchone()[0]
        with pytest.raises(duckdb.Error):
            connection.execute("create table disclosed.mine as select 1")
    ids = [found[0].encode() for found in truth(controlled, "select subject_id from marts.cohort")]
    content = Path(path).read_bytes()
    assert content
    assert not any(name in content for name in ids)
    assert any(name in controlled.published.read_bytes() for name in ids)  # the search would find them


COMMANDS = {
    "figures": ["report", "--figures", "figures"],
    "explain": ["explain", "cohort.age_years@S001"],
    "adam": ["export", "adam", "out"],
    "diff": ["diff"],
}


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_what_shows_subjects_is_refused(cartwheel, controlled, words):
    where = [controlled.folder, controlled.folder] if words == ["diff"] else ["--study", controlled.folder]
    done = cartwheel(*words, *where, exit_code=10)
    assert "disclosure control" in done.stderr
    assert "S001" not in done.stdout


def test_the_report_is_made_of_disclosed_tables_alone(cartwheel, controlled):
    """In place of one that was written before the study was under control."""
    path = controlled.folder / "report" / "report.html"
    path.parent.mkdir(exist_ok=True)
    path.write_text("of S001")
    cartwheel("report", "--study", controlled.folder)
    text = path.read_text("utf-8")
    assert "There is no row of a subject on this page" in text
    assert "S001" not in text
    assert "<svg" not in text


def test_the_catalogue_tells_how_and_not_how_many(cartwheel, controlled, tmp_path):
    whole = truth(controlled, "select row_count from meta.models where name = 'cohort'")[0][0]
    cartwheel("docs", "--study", controlled.folder, "--output", tmp_path / "catalogue.html")
    text = (tmp_path / "catalogue.html").read_text("utf-8")
    assert ("marts.cohort" in text, "results of checks are left out" in text) == (True, True)
    for word in ("S001", f"{whole} rows", "rows read", "data/"):
        assert word not in text


def test_where_there_is_no_study_the_catalogue_says_so(cartwheel, tmp_path):
    assert "There is no study here" in cartwheel("docs", "--study", tmp_path, exit_code=10).stderr


def test_a_bundle_holds_disclosed_tables_alone(cartwheel, controlled, tmp_path):
    cartwheel("export", "bundle", tmp_path / "bundle", "--study", controlled.folder)
    files = sorted(path.relative_to(tmp_path / "bundle").as_posix() for path in (tmp_path / "bundle").rglob("*"))
    assert {name.split("/")[1].partition(".")[0] for name in files if name.startswith("results/")} == {"disclosed"}
    assert not any(name.startswith("figures") for name in files)
    assert "<svg" not in (tmp_path / "bundle/report.html").read_text("utf-8")
    assert [name for name in files if name.startswith("ledger/")] == ["ledger/study.csv"]
    words = (tmp_path / "bundle/README.txt").read_text("utf-8")
    assert ("disclosure control" in words, "data files that were read" in words) == (True, False)
    for path in (tmp_path / "bundle").rglob("*"):
        assert path.is_dir() or b"S001" not in path.read_bytes()


def test_a_bundle_names_nobody_who_built_it(cartwheel, controlled, tmp_path):
    """The ledger keeps the account; the whole bundle says so, the disclosed one leaves it out."""
    study = SmallStudy(shutil.copytree(controlled.folder, tmp_path / "small"))
    with duckdb.connect(str(study.published)) as connection:
        connection.execute("update meta.runs set who = 'Quirina'")
    cartwheel("export", "bundle", tmp_path / "disclosed", "--study", study.folder)
    (study.folder / "study.yml").write_text((study.folder / "study.yml").read_text().replace(SETTING, ""))
    cartwheel("export", "bundle", tmp_path / "whole", "--no-figures", "--study", study.folder)
    assert files_with("Quirina", tmp_path / "disclosed") == []
    assert files_with("Quirina", tmp_path / "whole") == ["runs.csv"]
    assert "name the accounts" in (tmp_path / "whole/README.txt").read_text("utf-8")


def files_with(word, folder):
    return [path.name for path in folder.rglob("*") if path.is_file() and word.encode() in path.read_bytes()]


def test_a_new_build_gives_new_counts(cartwheel, query, built_study):
    control(built_study)
    total = "select n from disclosed.attrition where step_order = 1"
    assert query(built_study.folder, total) == [{"n": "24"}]
    built_study.write(subjects=30)
    control(built_study)
    cartwheel("build", "--study", built_study.folder)
    assert query(built_study.folder, total) == [{"n": "30"}]
    assert len(list((built_study.folder / ".cartwheel").glob("disclosed-*"))) == 1


@pytest.fixture(scope="module")
def page(controlled):
    words = [*COMMAND, "serve", "--study", str(controlled.folder), "--time-limit", "3", "--memory-limit", "300MB"]
    process = subprocess.Popen(words, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        yield Served(controlled, process, process.stdout.readline().strip())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_the_page_shows_what_may_be_seen(page):
    status, _, body = page.ask("GET", "/")
    assert status == 200
    assert "disclosed.cohort" in body
    status, _, body = page.ask("GET", "/query?table=disclosed.cohort")
    assert (status, "from disclosed.cohort" in body) == (200, True)


@pytest.mark.parametrize("path", ["/feature", "/pair", "/explain?what=cohort.age_years@S001"])
def test_and_no_page_of_subjects(page, path):
    status, _, body = page.ask("GET", path)
    assert (status, "disclosure control" in body, "<svg" in body) == (422, True, False)


def test_its_report_is_that_of_the_disclosed_tables(page):
    """Also where a report with subjects was written before the study was under control."""
    (page.study.folder / "report").mkdir(exist_ok=True)
    (page.study.folder / "report/report.html").write_text("of S001")
    status, headers, body = page.ask("GET", "/report")
    assert status == 200, body
    assert ("From treated to analysed" in body, "S001" in body) == (True, False)
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_nor_the_page_of_one(page):
    assert page.ask("POST", "/subject", {"subject": "S001", "until": "42"})[0] == 422
    assert page.ask("POST", "/explain", {"what": "cohort.age_years@S001"})[0] == 422


@pytest.mark.parametrize("name", SAVED)
def test_a_saved_question_asked_on_the_page_shows_no_row(page, asked, name):
    status, _, body = page.ask("GET", f"/query?saved={name}")
    assert status == 200
    assert "S001" not in body
    assert "S001" not in str(page.query(filled_in(SAVED[name], asked)))


def test_no_attempt_to_break_out_reaches_a_row(page, tmp_path):
    (tmp_path / "canary.csv").write_text("bird\nyellow-bird\n")
    names = {"out": tmp_path / "out", "canary": tmp_path / "canary.csv", "other": tmp_path / "other.duckdb"}
    names |= {"warehouse": page.study.published, "url": page.base}
    (tmp_path / "out").mkdir()
    for attempt in ATTEMPTS:
        for step in attempt.steps:
            sql = filled(step, names)
            told = str(page.query(sql)[1]).replace(sql, "")
            assert "yellow-bird" not in told
            assert "S001" not in told, sql
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize("when", [0, 2**62], ids=["older", "newer"])
def test_its_catalogue_is_the_one_that_anybody_may_have(page, when):
    """Also where a whole one was written before the study was under control, whatever the times of the files say."""
    whole = page.study.folder / "docs/index.html"
    whole.parent.mkdir(exist_ok=True)
    whole.write_text("of S001")
    os.utime(whole, ns=(when, when))
    status, _, body = page.ask("GET", "/catalogue")
    assert (status, "marts.cohort" in body, "S001" in body) == (200, True, False)
