"""The simulated study is the same bytes from the same seed, says everywhere that it is synthetic, and is what its
study.yml says. Whoever doubts a number can make the folder again and compare; nobody can take it for patients.
"""

import csv
import subprocess
import sys
from io import StringIO
from types import SimpleNamespace

import pytest
import yaml
from python_calamine import CalamineWorkbook

from python_stats.simulate import DEFAULT_SEED, DEFAULT_SUBJECTS, simulate
from python_stats.simulate.faults import FAULTS
from python_stats.simulate.table import Table
from python_stats.simulate.write import delimited, encoded
from warehouse.adapters.duckdb import open_memory
from warehouse.contract import load_contract
from warehouse.errors import UsageError
from warehouse.landing.ingest import ingest_study
from warehouse.seeds import create_sql, load_seeds
from warehouse.studies.study import load_study

LARGEST_BYTES = 2_000_000


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def written(folder, **options):
    return {str(path.relative_to(folder)): path.read_bytes() for path in simulate(folder, **options)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("synthetic")
    simulate(folder)
    return folder


@pytest.fixture(scope="module")
def mappings(folder):
    """Every reading of a file that study.yml asks for: source and mapping."""
    study = yaml.safe_load((folder / "study.yml").read_text(encoding="utf-8"))
    several = {name: item if isinstance(item, list) else [item] for name, item in study["sources"].items()}
    return [(name, mapping) for name, items in several.items() for mapping in items]


def header_and_rows(folder, mapping):
    path = folder / mapping["file"]
    if path.suffix == ".xlsx":
        rows = CalamineWorkbook.from_path(path).get_sheet_by_name(mapping["sheet"]).to_python()
        return rows[0], rows[1:]
    delimiter = mapping.get("delimiter", "\t" if path.suffix == ".tsv" else ",")
    rows = list(csv.reader(StringIO(path.read_text(encoding="utf-8-sig")), delimiter=delimiter))
    return rows[0], rows[1:]


def column_names(mapping):
    named = [item if isinstance(item, str) else item.get("column") for item in mapping["columns"].values()]
    return [name for name in named if name]


# --- bytes


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    assert written(tmp_path / "a", subjects=30, seed=7) == written(tmp_path / "b", subjects=30, seed=7)


def test_another_seed_gives_other_bytes_in_every_table(tmp_path):
    one, other = written(tmp_path / "a", subjects=60, seed=7), written(tmp_path / "b", subjects=60, seed=8)
    assert one.keys() == other.keys()
    assert {name for name in one if one[name] == other[name]} == {"study.yml"}


def test_another_process_with_other_hashes_and_threads_gives_the_same_bytes(tmp_path, root):
    code = "import pathlib, python_stats.simulate as s; s.simulate(pathlib.Path('made'), subjects=30, seed=7)"
    environment = {"PYTHONHASHSEED": "99", "OMP_NUM_THREADS": "3", "TZ": "Asia/Tokyo", "PYTHONPATH": str(root)}
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True)
    simulate(tmp_path / "here", subjects=30, seed=7)
    assert contents(tmp_path / "made") == contents(tmp_path / "here")


def test_the_committed_study_is_what_the_default_seed_gives(folder, root):
    made = contents(folder)
    assert made == {name: (root / "studies/zuma1" / name).read_bytes() for name in made}
    assert {path.name for path in (root / "studies/zuma1/data").iterdir()} == {
        name.removeprefix("data/") for name in made if name.startswith("data/")
    }


def test_the_study_is_small(folder):
    assert sum(map(len, contents(folder).values())) < LARGEST_BYTES


def test_line_ends_are_line_feeds(folder):
    assert [name for name, content in contents(folder).items() if not name.endswith(".xlsx") and b"\r" in content] == []


@pytest.mark.parametrize("subjects", [1, 2, 5])
def test_a_tiny_study_can_be_made(tmp_path, subjects):
    assert len(simulate(tmp_path, subjects=subjects, seed=1)) == 20
    assert len((tmp_path / "data/synthetic_subjects.csv").read_text(encoding="utf-8").splitlines()) == subjects + 1


def test_a_study_without_subjects_is_refused(tmp_path):
    with pytest.raises(UsageError, match="needs a subject"):
        simulate(tmp_path, subjects=0)


# --- it says what it is


def test_every_file_names_itself_synthetic(folder):
    names = [name for name in contents(folder) if name.startswith("data/")]
    assert [name for name in names if not name.startswith("data/synthetic_")] == []
    study = yaml.safe_load((folder / "study.yml").read_text(encoding="utf-8"))
    assert study["synthetic"] is True
    assert "Synthetic" in study["title"]
    assert "SYNTHETIC" in (folder / "README.md").read_text(encoding="utf-8").splitlines()[2]


def test_a_study_that_is_not_synthetic_is_never_overwritten(tmp_path):
    (tmp_path / "study.yml").write_text("study: ours\nsynthetic: false\n", encoding="utf-8")
    with pytest.raises(UsageError, match="not synthetic"):
        simulate(tmp_path, subjects=5)
    assert list(tmp_path.iterdir()) == [tmp_path / "study.yml"]


def test_the_readme_says_how_to_make_it_again(folder):
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert f"drew {DEFAULT_SUBJECTS} subjects with seed {DEFAULT_SEED};" in text


# --- it is what study.yml says


def test_every_mapped_column_is_in_its_file_and_every_file_is_mapped(folder, mappings):
    missing = {
        mapping["file"]: set(column_names(mapping)) - set(header_and_rows(folder, mapping)[0])
        for _, mapping in mappings
    }
    assert {file for file, names in missing.items() if names} == set()
    assert {mapping["file"] for _, mapping in mappings} == {
        name for name in contents(folder) if name.startswith("data/")
    }


def test_every_value_map_is_used(folder, mappings):
    unused = []
    for _, mapping in mappings:
        header, rows = header_and_rows(folder, mapping)
        for item in mapping["columns"].values():
            if isinstance(item, dict) and "values" in item:
                seen = {row[header.index(item["column"])] for row in rows}
                unused += [(mapping["file"], text) for text in item["values"] if text not in seen]
    assert unused == []


def test_results_are_written_as_laboratories_write_them(folder):
    cytokines = (folder / "data/synthetic_cytokines_simple_plex.csv").read_text(encoding="utf-8")
    luminex = (folder / "data/synthetic_cytokines_luminex.csv").read_text(encoding="utf-8")
    chemistry = (folder / "data/synthetic_chemistry.csv").read_text(encoding="utf-8")
    europe = (folder / "data/synthetic_chemistry_europe.csv").read_text(encoding="utf-8-sig")
    assert ",<0.7," in cytokines
    assert ",>2652," in cytokines
    assert ",not done," in cytokines
    assert "*,pg/mL" in cytokines
    assert ",n.d.,pg/mL" in luminex
    assert '"1,' in chemistry
    assert ";µkat/L;4,1" in europe


def readme_faults(folder):
    """Rows by file, source and column that the README's table of faults counts."""
    text = (folder / "README.md").read_text(encoding="utf-8").split("## Faults put in")[1].split("## ")[0]
    rows = [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"]
    counts = {}
    for file, source, column, _, count in rows[2:]:
        counts[file, source, column] = counts.get((file, source, column), 0) + int(count)
    return counts


def test_the_loader_sets_aside_exactly_the_faults_that_the_readme_counts(folder, root):
    """The loader is the warehouse's own: one row of raw.rejects for each faulty row, and none for any other row."""

    contract = load_contract(root / "sql/sources.yml")
    macros = {path.name: path.read_text("utf-8") for path in sorted((root / "sql/macros").glob("*.sql"))}
    inputs = SimpleNamespace(contract=contract, study=load_study(folder, contract), macros=macros)
    engine = open_memory()
    engine.execute("create schema seeds")
    for seed in load_seeds([root / "sql"]):
        engine.execute(create_sql(seed))
    readings = ingest_study(engine, inputs)
    rejects = engine.rows("select source_file, source, column_name, count(*) from raw.rejects group by all")
    engine.close()
    assert {tuple(row[:3]): row[3] for row in rejects} == readme_faults(folder)
    assert sum(reading.rows_rejected for reading in readings) == sum(len(fault.rows) for fault in FAULTS)


# --- writing


def test_a_text_with_the_delimiter_or_a_quote_is_quoted():
    table = Table("x.csv", {"a,b": ["1,240", "plain", 'say "so"']})
    assert delimited(table) == '"a,b"\n"1,240"\nplain\n"say ""so"""\n'


def test_a_workbook_has_a_note_and_the_table_with_numbers_as_numbers(tmp_path):
    table = Table("x.xlsx", {"Lot": ["L<1>", "L2"], "Level": ["1.50", "7"], "Ratio": ["1:1", ""]}, sheet="Lots & more")
    (tmp_path / "x.xlsx").write_bytes(encoded(table))
    workbook = CalamineWorkbook.from_path(tmp_path / "x.xlsx")
    assert workbook.sheet_names == ["About", "Lots & more"]
    assert workbook.get_sheet_by_index(0).to_python() == [["SYNTHETIC: simulated, no patient data"]]
    rows = workbook.get_sheet_by_index(1).to_python()
    assert rows == [["Lot", "Level", "Ratio"], ["L<1>", 1.5, "1:1"], ["L2", 7.0, ""]]


# --- blocks


@pytest.mark.parametrize("block", [7, 100])
def test_a_cohort_in_blocks_is_the_same_subjects_in_another_order(tmp_path, monkeypatch, block):
    simulate(tmp_path / "at_once", subjects=150, seed=7)
    monkeypatch.setattr("python_stats.simulate.study.BLOCK", block)
    simulate(tmp_path / "in_blocks", subjects=150, seed=7)
    at_once, in_blocks = contents(tmp_path / "at_once"), contents(tmp_path / "in_blocks")
    del at_once["data/synthetic_products.xlsx"], in_blocks["data/synthetic_products.csv"]
    for name in at_once.keys() - {"README.md", "study.yml"}:
        one, other = at_once[name].splitlines(), in_blocks[name].splitlines()
        assert (one[0], sorted(one)) == (other[0], sorted(other)), name


def test_the_study_of_a_cohort_in_blocks_reads_what_was_written(tmp_path, monkeypatch, root):
    """No workbook holds a million products."""
    monkeypatch.setattr("python_stats.simulate.study.BLOCK", 7)
    simulate(tmp_path, subjects=30, seed=7)
    study = load_study(tmp_path, load_contract(root / "sql/sources.yml"))
    named = {file for mapping in study.sources for file in mapping.files}
    assert named == {name for name in contents(tmp_path) if name.startswith("data/")}
    assert "| `data/synthetic_products.csv` | 30 |" in (tmp_path / "README.md").read_text(encoding="utf-8")
