"""A study's results as one folder that explains and checks itself: results, SQL as run, settings, versions, hashes,
figures, report, and a script that builds everything anew and compares."""

import hashlib
import shutil
from collections.abc import Callable, Iterable
from importlib.metadata import distributions
from pathlib import Path

from cli.disclosed import disclosed_report
from cli.formats import write_csv
from warehouse.ask import NO_LIMITS, Desk, Tables, open_desk
from warehouse.disclosure import disclosure_of
from warehouse.exporting.folder import refuse_full

LEDGER = ("checks", "files", "runs", "settings", "study")
CONTROLLED_LEDGER = ("study",)  # the others tell how many rows were set aside, and which subjects were corrected
LOCK = Path(__file__).resolve().parents[1] / "requirements.txt"

README = """\
{title}
{line}

{note}

results/    every table of results and of the report, as CSV and as Parquet (types kept). In the CSV files a text that a
            spreadsheet would run as a formula has a ' before it
sql/        every model as it was run, and sql/written as it was written
{ledger}
versions.txt, requirements.txt    the versions it was built with, and the lock file of the software with its hashes
SHA256SUMS  of every file here: sha256sum --check SHA256SUMS
compare.py  builds the study anew from its data and compares every result: python compare.py STUDY

Left out, because they have a row for each subject: {left_out}.
The data themselves are not here either. {shown}
"""
LEDGER_AND_FIGURES = """\
ledger/     settings, checks, builds, and the data files that were read, each with its SHA-256
figures/    the figures of the report, and the report itself as report.html; not there if they were left out"""
CONTROLLED_LEDGER_WORDS = """\
ledger/     the name of the study, and how its counts were treated; not its settings, checks, builds and data files
report.html what the tables say, in words; not there if it was left out"""
POINTS = """\
Figures and report show a point for each subject. ledger/runs.csv and the report name the accounts that built it."""
CONTROLLED = """\
Under disclosure control: small counts are hidden (is_suppressed), the others and all numbers are rounded.
ledger/study.csv says how. There are no figures, because they show a point for each subject; report.html
tells the same tables in words."""


def write_bundle(study: Path, folder: Path, *, pictures: bool, progress: Callable[[int, int, str], None]) -> list[Path]:
    """Write the bundle into a new or empty folder; returns its files."""
    refuse_full(folder)
    folder.mkdir(parents=True, exist_ok=True)
    is_controlled = disclosure_of(study) is not None
    with open_desk(study, NO_LIMITS) as desk:
        left_out = _write_results(desk, folder / "results")
        _write_sql(desk, folder / "sql")
        for name in CONTROLLED_LEDGER if is_controlled else LEDGER:
            _write_csv(desk, f"meta.{name}", folder / "ledger" / f"{name}.csv")
        if pictures and is_controlled:
            page = disclosed_report(study, desk.reader)
            (folder / "report.html").write_text(page, encoding="utf-8")
        elif pictures:
            _write_pictures(desk, folder, progress)
        _write_words(desk, folder, left_out, is_controlled=is_controlled)
    _write_versions(folder)
    shutil.copyfile(Path(__file__).with_name("compare_bundle.py"), folder / "compare.py")
    return _write_sums(folder)


def _write_results(desk: Desk, folder: Path) -> list[str]:
    """Every model of results and report, but those with a row for each subject, whose names are returned."""
    found = desk.reader.rows(_RESULTS)
    folder.mkdir()
    for relation, has_subjects in found:
        if not has_subjects:
            _write_csv(desk, str(relation), folder / f"{relation}.csv")
            desk.write_parquet(f"from {relation} order by all", folder / f"{relation}.parquet")
    return [str(relation) for relation, has_subjects in found if has_subjects]


def _write_sql(desk: Desk, folder: Path) -> None:
    for relation, as_run, as_written in desk.reader.rows(_SQL):
        for place, text in ((folder, as_run), (folder / "written", as_written)):
            path = place / f"{relation}.sql"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{text}\n", encoding="utf-8")


def _write_csv(desk: Desk, relation: str, path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file, desk.asked(f"from {relation} order by all") as found:
        write_csv(found.columns, found.rows, file)


def _write_pictures(desk: Desk, folder: Path, progress: Callable[[int, int, str], None]) -> None:
    from python_stats.report import write_pictures, write_report

    write_report(Tables(desk.reader), folder)
    write_pictures(Tables(desk.reader), folder / "figures", progress=progress)


def _write_words(desk: Desk, folder: Path, left_out: Iterable[str], *, is_controlled: bool) -> None:
    facts = {str(key): str(value) for key, value in desk.reader.rows("select key, value from meta.study")}
    title = facts.get("title", "A study")
    is_synthetic = facts.get("synthetic", "").lower() == "true"
    note = (
        "Synthetic data: no patient, and nothing here is a finding." if is_synthetic else "Real data: share with care."
    )
    line, names = "=" * len(title), ", ".join(left_out) or "none"
    ledger, shown = (CONTROLLED_LEDGER_WORDS, CONTROLLED) if is_controlled else (LEDGER_AND_FIGURES, POINTS)
    words = README.format(title=title, line=line, note=note, left_out=names, ledger=ledger, shown=shown)
    (folder / "README.txt").write_text(words, encoding="utf-8")


def _write_versions(folder: Path) -> None:
    known = sorted({f"{each.metadata['Name'].lower()}=={each.version}" for each in distributions()})
    (folder / "versions.txt").write_text("\n".join(known) + "\n", encoding="utf-8")
    if LOCK.exists():  # in a checkout; an installed tool does not carry it
        shutil.copyfile(LOCK, folder / "requirements.txt")


def _write_sums(folder: Path) -> list[Path]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}" for path in files
    ]
    (folder / "SHA256SUMS").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [*files, folder / "SHA256SUMS"]


_RESULTS = """
select models.relation, bool_or(columns.column_name = 'subject_id') as has_subjects
from meta.models as models
inner join duckdb_columns() as columns on columns.schema_name || '.' || columns.table_name = models.relation
where columns.database_name = 'warehouse' and models.layer in ('results', 'report', 'disclosed')
group by models.relation
order by models.relation
"""
_SQL = "select relation, compiled_sql, written_sql from meta.models order by relation"
