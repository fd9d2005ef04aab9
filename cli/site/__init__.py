"""A folder of files that any web server shows: what may be seen of a study, and SQL over it in the reader's browser.

The database in the browser is DuckDB compiled to WebAssembly. It is no Python package: two packages of the npm registry
are named by the person, checked against their hashes, and four files of them go into the folder.
"""

import hashlib
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cli.disclosed import disclosed_report
from cli.formats import cell
from warehouse.adapters.reader import open_reader
from warehouse.ask import file_to_open, open_whole
from warehouse.disclosing.naming import subjects_of
from warehouse.disclosing.release import in_words, write_release
from warehouse.disclosing.table import DisclosedTable, load_tables
from warehouse.disclosure import Disclosure, disclosure_of
from warehouse.errors import UsageError
from warehouse.models.project import sql_folders
from warehouse.site import write_public_catalogue

HERE = Path(__file__).parent
STATIC = HERE.parent / "serve" / "static"
FETCH = "npm pack @duckdb/duckdb-wasm@1.32.0 apache-arrow@17.0.0"
# package -> (its SHA-256, {file in it: name in the folder}); both MIT and Apache-2.0, which the README names
PACKAGES = {
    "duckdb-duckdb-wasm-1.32.0.tgz": (
        "13c29d80888b795cb493b281685d3d3e1738db2fad50d419e2884c6585789722",
        {
            "package/dist/duckdb-browser.cjs": "duckdb.js",
            "package/dist/duckdb-browser-eh.worker.js": "worker.js",
            "package/dist/duckdb-eh.wasm": "duckdb.wasm",
        },
    ),
    "apache-arrow-17.0.0.tgz": (
        "3517f9ef256e9e5bf819f92652028545131660784c68818604e9025ec643b317",
        {"package/Arrow.es2015.min.js": "arrow.js"},
    ),
}
# A module of Node made a script of a page: all it requires is Arrow.
BEFORE = b"(function () { const module = { exports: {} }, exports = module.exports, require = () => Arrow;\n"
AFTER = b"\nwindow.duckdb = module.exports; })();\n"

BESIDE = {"index.html": "Ask in SQL", "catalogue.html": "How it was made"}

README = """\
{title}

What may be seen of this study: index.html asks in SQL, report.html tells what was found, catalogue.html how everything
is made; tables.duckdb opens in any DuckDB from 1.2 on. Put the folder on any
web server, or here: python -m http.server, then http://localhost:8000. Nothing is fetched from elsewhere.

duckdb/ holds DuckDB-Wasm 1.32.0 (MIT) and Apache Arrow 17.0.0 (Apache License 2.0), as their packages bring them.
"""


def write_site(study: Path, folder: Path, packages: Path) -> list[Path]:
    """Write the folder, new or empty; returns its files."""
    published = file_to_open(study)
    parts = list(_parts(packages))
    (folder / "duckdb").mkdir(parents=True, exist_ok=True)
    for name, content in parts:
        (folder / "duckdb" / name).write_bytes(content)
    rule, tables = disclosure_of(study) or Disclosure(), load_tables(sql_folders(study))
    write_release(published, folder / "tables.duckdb", tables, rule)
    for path in (STATIC / "page.css", STATIC / "icon.svg", HERE / "site.js"):
        shutil.copyfile(path, folder / path.name)
    with closing(open_reader(published)) as whole:
        subjects = subjects_of(whole)
    _write_pages(folder, tuple(in_words(table, subjects) for table in tables), rule)
    _write_report_and_catalogue(study, folder)
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _parts(packages: Path) -> Iterator[tuple[str, bytes]]:
    for package, (digest, files) in PACKAGES.items():
        path = packages / package
        if not path.is_file():
            raise UsageError(f"{package} is not there", str(packages), f"in that folder: {FETCH}")
        if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise UsageError(f"{package} is not the package that was tried", str(packages), f"anew: {FETCH}")
        with tarfile.open(path) as archive:
            for name, ours in files.items():
                member = archive.extractfile(name)
                content = member.read() if member else b""
                yield ours, BEFORE + content + AFTER if name.endswith(".cjs") else content


def _write_pages(folder: Path, tables: tuple[DisclosedTable, ...], rule: Disclosure) -> None:
    with closing(open_reader(folder / "tables.duckdb")) as reader:
        facts = dict(reader.rows("select key, value from meta.study"))
        shown = [(table, *reader.answer(f"from {table.relation} order by all")) for table in tables]
    title = str(facts.get("title") or facts.get("study"))
    made = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    made.filters["cell"] = cell
    is_synthetic = facts.get("synthetic") == "true"
    page = made.get_template("index.html.jinja").render(
        title=title, is_synthetic=is_synthetic, rule=rule, tables=tables, shown=shown
    )
    (folder / "index.html").write_text(page, encoding="utf-8")
    (folder / "README.txt").write_text(README.format(title=title), encoding="utf-8")


def _write_report_and_catalogue(study: Path, folder: Path) -> None:
    with closing(open_reader(folder / "tables.duckdb")) as disclosed:
        page = disclosed_report(study, disclosed, BESIDE)
    (folder / "report.html").write_text(page, encoding="utf-8")
    with closing(open_whole(study)) as whole:
        write_public_catalogue(whole, folder / "catalogue.html")
