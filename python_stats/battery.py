"""An analysis and its frame -> result rows. What the engine knows of statistics is in these names.

Light until `analyse` is called: `problems` and `fingerprint` are part of every plan, so they import no scipy, no
statsmodels and no pandas.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256
from importlib import import_module, metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from python_stats.contract.by_groups import KEY, groups, named
from python_stats.contract.header import Header, label
from python_stats.contract.parts import PARTS
from python_stats.contract.registry import METHODS
from python_stats.contract.results import Estimate, Findings, Row, joined, row_of
from python_stats.contract.spec import Analysis, analysis_of
from python_stats.contract.spec_problems import problems as header_problems

if TYPE_CHECKING:
    import pandas

    from python_stats.contract.sample import Sample

__all__ = ["PARTS", "analyse", "asks_by_column", "fingerprint", "listen", "parts", "problems"]

BEYOND = "the estimate is too large or too small for a number: choose another unit"
ROOM = Path(__file__).parent
LIBRARIES = ("numpy", "scipy", "statsmodels", "scikit-learn")


def problems(spec: Mapping[str, object], columns: Sequence[str]) -> list[str]:
    """What is wrong with an analysis header, in plain words; empty when nothing is."""
    return header_problems(spec, columns)


def parts(spec: Mapping[str, object]) -> tuple[str, ...]:
    """The tables of results an analysis fills: those of its method, and of many groups the estimates alone."""
    method = METHODS.get(str(spec.get("method")))
    return ("estimates", *(method.parts if method is not None and KEY not in spec else ()))


@cache
def fingerprint(method: str) -> str:
    """A hash of the code a method runs and of the libraries below it.

    Of the text, comments and all: a syntax tree would leave them out, but takes longer than the rest of a plan, and to
    run an analysis once too often does no harm.
    """
    digest = sha256()
    for module in sorted(_needed({"battery", f"methods.{METHODS[method].module}"})):
        digest.update(_text(module).encode())
    digest.update(_versions().encode())
    return digest.hexdigest()


def asks_by_column(spec: Header) -> bool:
    """Whether an analysis with this header may be handed columns to fetch instead of a frame."""
    method = METHODS.get(str(spec.get("method")))
    return method is not None and method.by_column and KEY not in spec


def analyse(name: str, spec: Header, rows: Any) -> dict[str, list[Row]]:
    """The rows of every part, from a frame, or from columns to fetch where the header `asks_by_column`.

    Data that cannot be analysed give a row that says so, never an exception.
    """
    if KEY in spec:
        return _by_groups(name, spec, rows)
    import numpy as np

    from python_stats.contract.sample import UnusableColumnError

    analysis = analysis_of(name, spec)
    try:
        # A number too large for one is infinite, and what is infinite becomes none (`plain`), of which `_said` tells.
        with np.errstate(over="ignore"):
            return _found(analysis, rows)
    except UnusableColumnError as reason:
        return _parts(analysis, _failed(analysis, str(reason)), 0)


def listen(heard: Callable[[int, int], None]) -> None:
    """From now on, in this process, the screens tell how many of their blocks are done, of how many."""
    from python_stats.threads import listen as tell

    tell(heard)


def _by_groups(name: str, spec: Header, frame: "pandas.DataFrame") -> dict[str, list[Row]]:
    """The estimates of every group. Points and curves of many groups make no one figure, so there are none."""
    one = {key: value for key, value in spec.items() if key != KEY}
    found = [named(row, group) for group, rows in groups(spec, frame) for row in analyse(name, one, rows)["estimates"]]
    return {"estimates": found}


def _found(analysis: Analysis, rows: Any) -> dict[str, list[Row]]:
    """What the method finds in the two columns of its sample, or in the many of its table."""
    method = METHODS[analysis.method]
    module = import_module(f"python_stats.methods.{method.module}")
    if method.by_column:
        from python_stats.contract.wide import wide_of

        return _parts(analysis, module.findings(analysis, wide_of(analysis, rows)), 0)
    if method.lists:
        from python_stats.contract.table import table_of

        return _parts(analysis, module.findings(analysis, table_of(analysis, rows)), 0)
    from python_stats.contract.sample import sample_of

    sample = sample_of(analysis, rows)
    parts = _parts(analysis, module.findings(analysis, sample), _missing(analysis, sample))
    return parts | {"observations": list(_observations(analysis, sample))}


def _parts(analysis: Analysis, found: Findings, n_missing: int) -> dict[str, list[Row]]:
    named: Row = {"analysis": analysis.name}
    rest = {part: getattr(found, part) or () for part in METHODS[analysis.method].parts}
    return {
        "estimates": [_estimate_row(analysis, estimate, n_missing) for estimate in found.estimates],
        **{part: [named | row_of(record) for record in records] for part, records in rest.items()},
    }


def _estimate_row(analysis: Analysis, estimate: Estimate, n_missing: int) -> Row:
    row = _said(row_of(estimate)) | {
        "analysis": analysis.name,
        "figure": analysis.figure,
        "family": analysis.family,
        "method": analysis.method,
        "covariate": estimate.covariate or analysis.covariate or None,
        "outcome": estimate.outcome or analysis.against,
        "subset": analysis.subset,
        "n_missing": n_missing if estimate.n_missing is None else estimate.n_missing,
        "method_version": fingerprint(analysis.method)[:12],
    }
    return {column: row[column] for column in PARTS["estimates"]}


def _said(row: Row) -> Row:
    """A row as it is, but for one whose number is too large or too small for one and has become none."""
    if row["status"] != "ok" or row["estimate"] is not None:
        return row
    return row | {"status": "failed", "note": joined(str(row["note"] or ""), BEYOND), "ci_low": None, "ci_high": None}


def _failed(analysis: Analysis, reason: str) -> Findings:
    term = analysis.covariate or "model"
    estimate = Estimate(term, "none", 0, status="failed", note=reason)
    return Findings((replace(estimate, is_primary=analysis.method != "describe"),))


def _observations(analysis: Analysis, sample: "Sample") -> Iterator[Row]:
    """Every row that was selected, those with something missing too: a figure may say how many it does not show."""
    from python_stats.contract.results import plain

    for subject, x, y, group in zip(sample.subjects, sample.x, sample.y, sample.groups, strict=True):
        outcome = label(bool(y)) if analysis.method == "logistic" and math.isfinite(y) else None
        yield {
            "analysis": analysis.name,
            "subject_id": subject,
            "x": plain(x),
            "y": plain(y),
            "group_label": group or outcome,
        }


def _missing(analysis: Analysis, sample: "Sample") -> int:
    """The rows without a covariate, without the outcome, or without a group."""
    import numpy as np

    absent = ~np.isfinite(sample.x)
    if analysis.outcome is not None:
        absent |= ~np.isfinite(sample.y)
    if analysis.group is not None:
        absent |= np.array([group is None for group in sample.groups], dtype=np.bool_)
    return int(absent.sum())


def _needed(modules: set[str]) -> set[str]:
    """These modules of this room and all they import from it, however deep."""
    found = set(modules)
    waiting = list(modules)
    while waiting:
        fresh = _imported(waiting.pop()) - found
        found |= fresh
        waiting.extend(fresh)
    return found


def _imported(module: str) -> set[str]:
    return set(re.findall(r"^\s*from python_stats\.([\w.]+) import", _text(module), flags=re.MULTILINE))


@cache
def _versions() -> str:
    return "".join(f"{library} {metadata.version(library)}" for library in LIBRARIES)


@cache
def _text(module: str) -> str:
    return (ROOM / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")
