"""What the ledger knows, as pages that need nothing but themselves: the catalogue, and one value explained."""

from pathlib import Path

from warehouse.adapters import Engine
from warehouse.explaining.explain import Explanation


def write_catalogue(engine: Engine, path: Path) -> Path:
    """Write the catalogue of a warehouse: every table, column, check, registry and source. No row of any subject."""
    from warehouse.site.catalogue import load_catalogue
    from warehouse.site.page import render

    return _write(path, render("catalogue.html.jinja", catalogue=load_catalogue(engine)))


def write_public_catalogue(engine: Engine, path: Path) -> Path:
    """Write the catalogue for anybody: without numbers of rows, results of checks, files and answers."""
    from warehouse.disclosing.naming import subjects_of
    from warehouse.site.catalogue import load_catalogue
    from warehouse.site.page import render
    from warehouse.site.public import public

    return _write(path, render("catalogue.html.jinja", catalogue=public(load_catalogue(engine), subjects_of(engine))))


def write_explanation(found: Explanation, path: Path) -> Path:
    """Write an explanation. It shows values of subjects, as its reader asked."""
    return _write(path, explanation_page(found))


def explanation_page(found: Explanation) -> str:
    from warehouse.site.page import render

    return render("explanation.html.jinja", found=found)


def _write(path: Path, text: str) -> Path:
    """Write beside, then rename, so that no one reads half a page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8", newline="\n")
    beside.replace(path)
    return path
