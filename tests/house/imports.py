"""Who may know whom, as data, and the reading of real files that holds it.

Each rule has its reason beside it, because the reason is what a reader of a failure needs.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# A package may import itself and the packages after it.
PACKAGES = ("cli", "python_stats", "warehouse")

# Inside warehouse a module or folder may import only what stands before it in this line.
WAREHOUSE = (
    "errors",
    "document",
    "statistics",
    "adapters",
    "macros",
    "contract",
    "settings",
    "dbt",
    "seed_rows",
    "seeds",
    "engine",
    "disclosure",
    "studies",
    "files",
    "landing",
    "models",
    "judging",
    "examples",
    "planning",
    "ledger",
    "building",
    "disclosing",
    "ask",
    "questions",
    "check",
    "difference",
    "explaining",
    "site",
    "exporting",
    "drafting",
)

# The same inside python_stats.
STATISTICS = (
    "threads",
    "contract",
    "summaries",
    "regression",
    "imputing",
    "forests",
    "screens",
    "methods",
    "battery",
    "format",
    "conclusions",
    "sensitivity",
    "figures",
    "report",
    "simulate",
)

ORDERS = {"warehouse": WAREHOUSE, "python_stats": STATISTICS}

# The same law inside the folders of warehouse.
FOLDERS = {
    "studies": "data_file mapping value_maps mapping_columns mapping_steps answers shipped study",
    "files": "text_table column_names archive delimited workbook_guard workbook statistical json_table readers",
    "landing": "workspace headers key_tables reshape texts acceptance answered marks day_orders reading sorting ingest",
    "models": "header parse scopes identifiers locality vocabulary templates kept files model checks seed_checks yaml_held graph selection project",
    "judging": "units meaning multiply keys order repeatable by_key places meant judge remembered compile",
    "dbt": "generic refused reading tested project_file described sources",
    "examples": "drawn workbench held",
    "planning": "plan wanted gained",
    "ledger": "chain tables verify told book entry describe",
    "building": "publish upkeep moved task store group grouped fetch methods before incremental snapshot checking ground build record empty "
    "otherwise run",
    "disclosing": "table control naming release",
    "explaining": "lineage rewrite cells trace follow target read_cells explain",
    "site": "drawing catalogue public page",
    "exporting": "folder datasets dataset_files export_dbt spark_sql export_sql",
    "drafting": "grid shape dates profile hints guess guess_sdtm guess_long guess_wide guess_exports guess_edc guess_subjects guess_populations guess_ids guess_alone asking guess_study draft start",
}

# Two branches which know nothing of each other: files of a study, and models in SQL. Only a project knows its study.
FILES_OF_A_STUDY = frozenset({"studies", "files", "landing"})
MODELS = frozenset(
    "header parse scopes identifiers locality vocabulary templates kept files model checks seed_checks yaml_held graph".split()
)

# library -> (the only places that may import it, why)
OWNED = {
    "duckdb": (("warehouse.adapters",), "one place knows the engine"),
    "pyspark": (("warehouse.adapters",), "one place knows the engine"),
    "typer": (("cli",), "one place knows the terminal"),
    "rich": (("cli",), "one place knows the terminal"),
    "prompt_toolkit": (("cli",), "one place knows the terminal"),
    "openpyxl": (("cli.workbook",), "one place writes workbooks"),
    "scipy": (("python_stats",), "one place knows the statistics"),
    "sklearn": (("python_stats",), "one place knows the statistics"),
    "statsmodels": (("python_stats",), "one place knows the statistics"),
    "matplotlib": (("python_stats",), "one place draws"),
    "python_calamine": (("warehouse.files.workbook",), "one place reads workbooks"),
    "pyreadstat": (
        ("warehouse.files.statistical", "warehouse.exporting.dataset_files"),
        "one place reads files of SAS, SPSS and Stata, one writes them",
    ),
}


@dataclass(frozen=True)
class Import:
    module: str
    imported: str
    line: int

    def __str__(self) -> str:
        return f"{self.module}:{self.line} imports {self.imported}"


def module_name(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(text: str, module: str) -> Iterator[Import]:
    """Every import in the file, also those inside functions; `from a import b` counts as a and as a.b."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(module, alias.name, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            source = "." * node.level + (node.module or "")
            yield Import(module, source, node.lineno)
            for alias in node.names:
                yield Import(module, f"{source}.{alias.name}", node.lineno)


def inside(name: str, place: str) -> bool:
    return name == place or name.startswith(place + ".")


def breaks_packages(found: Import) -> str | None:
    ours, theirs = found.module.split(".")[0], found.imported.split(".")[0]
    if ours in PACKAGES and theirs in PACKAGES and PACKAGES.index(theirs) < PACKAGES.index(ours):
        return f"{found}: the law is {' -> '.join(PACKAGES)}, never back"
    return None


def breaks_ownership(found: Import) -> str | None:
    places, why = OWNED.get(found.imported.split(".")[0], ((), ""))
    if places and not any(inside(found.module, place) for place in places):
        return f"{found}: only {', '.join(places)} may, because {why}"
    return None


def order_of(folder: str) -> tuple[str, ...]:
    return tuple(FOLDERS.get(folder, "").split())


def breaks_order(found: Import) -> str | None:
    """Both names stand in a line, that of a package or that of one of its folders: the first parts in which they differ."""
    package, ours, theirs = found.module.split(".")[0], found.module.split(".")[1:3], found.imported.split(".")[1:3]
    if package not in ORDERS or not (inside(found.imported, package) and ours and theirs):
        return None
    line = ORDERS[package]
    if package == "warehouse" and ours[0] == theirs[0] in FOLDERS:
        line, ours, theirs = order_of(ours[0]), ours[1:], theirs[1:]
    if not ours or not theirs or ours[0] == theirs[0]:
        return None
    unknown = [name for name in (ours[0], theirs[0]) if name not in line and not name.startswith("__")]
    if unknown:
        return f"{found}: {unknown[0]} has no place in the order of tests/house/imports.py"
    if theirs[0] in line and line.index(theirs[0]) > line.index(ours[0]):
        return f"{found}: inside {package} imports go down: {' < '.join(line)}"
    return None


def breaks_branches(found: Import) -> str | None:
    ours, theirs = found.module.split("."), found.imported.split(".")
    reads_models = ours[:2] == ["warehouse", "models"] and MODELS.intersection(ours[2:])
    if reads_models and theirs[0] == "warehouse" and FILES_OF_A_STUDY.intersection(theirs[1:2]):
        return f"{found}: reading models knows nothing of reading a study's files"
    return None


def breaks_absoluteness(found: Import) -> str | None:
    return f"{found}: imports are absolute" if found.imported.startswith(".") else None


LAWS = (breaks_packages, breaks_ownership, breaks_order, breaks_branches, breaks_absoluteness)


def violations(text: str, module: str) -> list[str]:
    found = [broken for each in imports_of(text, module) for law in LAWS if (broken := law(each))]
    return sorted(set(found))
