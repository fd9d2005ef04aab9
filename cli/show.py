"""The only place that writes to the terminal: data to stdout, talk to stderr."""

import json
import shlex
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any, TextIO

from cli.next_steps import next_steps, without_rows
from cli.table import draw

if TYPE_CHECKING:
    from warehouse.ask import Answer
    from warehouse.building.empty import EmptyReport
    from warehouse.building.run import Report
    from warehouse.check import CheckReport
    from warehouse.drafting.guess import Reading
    from warehouse.drafting.start import Started
    from warehouse.errors import UserError
    from warehouse.ledger.verify import Verdict
    from warehouse.models.project import Project
    from warehouse.planning.plan import Plan
    from warehouse.questions import Question

MOST_ROWS = 200
MOST_NAMES = 12
MOST_OF_ONE_RULE = 3

SOURCE_HEADS = ("source", "records", "subjects", "units", "below limit", "above limit", "no study day", "doubled")
SUSPICION_HEADS = ("severity", "suspicion", "source", "rows", "subjects", "answer", "about")


def said(text: str) -> None:
    """Talk: what happened and what to do next."""
    print(text, file=sys.stderr)


def notes(sentences: Iterable[str]) -> None:
    for each in sentences:
        said(each)


def error(problem: "UserError") -> None:
    said(f"cartwheel: {problem}")


@contextmanager
def progress() -> Iterator[Callable[[int, int, str], None]]:
    """A line on the terminal that says which step runs; nothing at all in a pipe."""
    if not sys.stderr.isatty():
        yield lambda done, total, name: None
        return
    width = shutil.get_terminal_size().columns - 1

    def draw(done: int, total: int, name: str) -> None:
        line = f"[{done}/{total}] {name}" if name else ""
        sys.stderr.write("\r\033[K" + line[:width])
        sys.stderr.flush()

    try:
        yield draw
    finally:
        draw(0, 0, "")


@contextmanager
def waiting(done: Callable[[], float]) -> Iterator[None]:
    """How long a question has been taking, on a terminal and only once it takes long; `done` is in percent."""
    if not sys.stderr.isatty():
        yield
        return
    import threading
    import time

    answered, began = threading.Event(), time.monotonic()

    def tell() -> None:
        while not answered.wait(0.5):
            part = f", {done():.0f} %" if done() > 0 else ""
            sys.stderr.write(f"\r\033[K{time.monotonic() - began:.0f} s{part} (Ctrl-C ends it)")
            sys.stderr.flush()

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        answered.set()
        teller.join()
        if time.monotonic() - began > 0.5:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()


def data(text: str, file: TextIO | None = None) -> None:
    """Text that was asked for."""
    print(text, file=file or sys.stdout, flush=True)  # whoever reads it may be waiting for this line


def streamed(write: Callable[[TextIO], int], file: TextIO | None) -> int:
    """Let `write` write to the file, or to the terminal."""
    return write(file or sys.stdout)


def answer(result: "Answer", file: TextIO | None = None) -> None:
    """The first rows of an answer as a table."""
    rows = list(islice(result.rows, MOST_ROWS + 1))
    table(result.columns, rows[:MOST_ROWS], file)
    if len(rows) > MOST_ROWS:
        said(f"The first {MOST_ROWS} rows are shown; --format csv prints them all")


def sensitivity(found: Sequence[Mapping[str, object]], folder: Path) -> None:
    """Which choices change anything, and how to see what."""
    table(list(found[0]) if found else ["setting"], [tuple(row.values()) for row in found])
    said("Estimates that cross .05:")
    query = (
        "select setting, value_otherwise, analysis, p_value, p_value_otherwise from results.sensitivity where crosses"
    )
    said(f"  cartwheel query --study {shlex.quote(str(folder))} {shlex.quote(query)}")


def questions(found: Sequence["Question"], folder: Path) -> None:
    """The saved questions of a study, and what each asks."""
    if not found:
        said(f"No questions are saved here yet: put queries into {folder / 'questions'}, one .sql file each")
        return
    if sys.stdout.isatty():
        _questions_in_words(found)
    else:
        lines = [(each.name, each.about, " ".join(f"${name}" for name in each.parameters)) for each in found]
        table(["name", "asks", "values"], lines)
    said(f"Ask one: cartwheel ask {found[0].name} --study {shlex.quote(str(folder))}")


def _questions_in_words(found: Sequence["Question"]) -> None:
    """For a person: what each asks is said whole, in as many lines as the terminal needs."""
    width = max(20, shutil.get_terminal_size().columns)
    for each in found:
        print(" ".join([each.name, *(f"${name}" for name in each.parameters)]))
        print(fill(each.about, width, initial_indent="    ", subsequent_indent="    "))


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]], file: TextIO | None = None) -> None:
    """Rows in aligned columns; on a terminal they fit its width, and what was cut is said."""
    width = shutil.get_terminal_size().columns if file is None and sys.stdout.isatty() else None
    drawing = draw(columns, rows, width)
    for line in drawing.lines:
        print(line, file=file or sys.stdout)
    if drawing.columns_left_out:
        said(f"{drawing.columns_left_out} of {len(columns)} columns do not fit: name those you need, or --format csv")
    elif drawing.has_cut_cells:
        said("Long cells are cut to fit (…); --format csv prints them whole")


def plan(steps: "Plan", *, as_json: bool) -> None:
    """What a build would do: the steps that are not simply reused, then the counts."""
    if as_json:
        json_of([vars(step) for step in steps.steps])
        return
    changing = [step for step in steps.steps if step.action != "reuse"]
    if changing:
        table(["action", "step", "reason"], [(step.action, step.relation, step.reason) for step in changing])
    counts = Counter(step.action for step in steps.steps)
    said(", ".join(f"{number} to {action}" for action, number in sorted(counts.items())))
    if steps.results_that_may_change:
        names = [relation.partition(".")[2] for relation in steps.results_that_may_change]
        more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
        said(f"Results that may change: {len(names)}: {', '.join(names[:MOST_NAMES])}{more}")


def empty_report(report: "EmptyReport", *, as_json: bool) -> None:
    """What holds together without data."""
    if as_json:
        json_of(vars(report))
        return
    said(f"{report.n_models} models, {report.n_checks} checks and {report.n_analyses} analyses run on no rows")


def build_report(report: "Report", project: "Project", *, as_json: bool) -> None:
    """What a build made, what it set aside, and what to try next."""
    built, reused = len(report.plan.of("build")), len(report.plan.of("reuse"))
    rejected = sum(file.rows_rejected for result in report.results for file in result.files)
    statuses = sum((Counter(result.statuses) for result in report.results), Counter[str]())
    if as_json:
        summary = {"run_id": report.run_id, "built": built, "reused": reused, "seconds": round(report.seconds, 3)}
        steps = [{"step": result.step.relation, "rows": result.row_count} for result in report.results]
        warned = [{"relation": each.check.relation, "rows": each.broken_rows} for each in report.warnings]
        json_of(summary | {"rejected_rows": rejected, "estimates": dict(statuses), "steps": steps, "warned": warned})
        return
    name, option = project.study.title, f" --study {shlex.quote(str(project.folder))}"
    if report.run_id is None:
        said(f"{name}: nothing changed, {reused} steps as they were ({report.seconds:.2f} s)")
        return
    did = f"built {built} steps, kept {reused} ({report.seconds:.1f} s)"
    said(f"{name}: {did} -> {report.published}{without_rows(report)}")
    if report.warnings:
        said(f"{len(report.warnings)} checks warn; their rows are one query away:")
        for each in report.warnings:
            said(f"  {each.broken_rows:,} rows: cartwheel query{option} {shlex.quote(each.check.query)}")
    if rejected:
        said(f"{rejected} rows of the files read now were set aside, each with its reason. By reason, of all files:")
        said(f'  cartwheel query{option} "select source, reason, count(*) from raw.rejects group by all"')
    if statuses:
        said("Estimates made now: " + ", ".join(f"{number} {status}" for status, number in sorted(statuses.items())))
    said("Next:")
    notes(f"  {command}" for command in next_steps(report, option))


def started(study: "Started") -> None:
    """What was drafted, how sure it is, and what is left to answer."""
    table(["source", "from", "columns", "surely", "came of it"], [drafted(reading) for reading in study.readings])
    notes(f"Copied: {name}" for name in study.copied)
    notes(f"Not read: {name}: {why}" for name, why in study.unread)
    questions = [(r.source, question) for r in study.readings for question in [*filter(None, [r.blocked]), *r.open]]
    if questions:
        said("Open, and only you can know:")
        for source, question in dict.fromkeys(questions):
            said(f"  {source}: {question}")
    folder = shlex.quote(str(study.path.parent))
    said(f"Drafted {study.path}: read it, answer what is OPEN, then: cartwheel check --study {folder}")


def drafted(reading: "Reading") -> list[object]:
    surely = sum(guess.sure == "sure" for guess in reading.columns.values())
    came = "left open" if reading.blocked else reading.outcome
    known: list[object] = [len(reading.columns), surely] if not reading.shipped else [", ".join(reading.shipped), ""]
    return [reading.source, reading.table.title, *known, came]


def check_report(report: "CheckReport", study: Path, *, as_json: bool) -> None:
    """What the files hold, as far as it can be known without building."""
    if as_json:
        json_of(report.as_dict())
        return
    said(f"{report.n_models} models agree with their contracts and with each other")
    if report.n_examples:
        said(f"{report.n_examples} worked examples hold")
    ledger(report.ledger)
    table(["source", "file", "read", "accepted", "set aside", "left out"], [file.as_line() for file in report.files])
    for title, names in report.unread.items():
        width = shutil.get_terminal_size().columns
        print(f"\n{title} that nothing reads:")
        print(fill(", ".join(names), width, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False))
    notes(report.warnings)
    part(["source", "column", "reason", "rows"], [row[:4] for row in report.rejects])
    notes(sorted({f"  {row[2]}: {row[4]}" for row in report.rejects}))
    part(["source", "identifiers without a subject"], report.strangers)
    notes(report.subjects_gone(study))
    part(SOURCE_HEADS, filled(report.looked_at.get("sources", ())))
    part(SUSPICION_HEADS, filled(shortened(report.looked_at.get("suspicions", ()))))
    if report.looked_at.get("suspicions"):
        said("Suspicions change nothing. Answer them under 'answers:' in study.yml: accept, exclude or correct.")
    said(f"Next:\n  cartwheel build --study {shlex.quote(str(study))}")


def part(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A table below another, if there is anything in it."""
    if rows:
        print()
        table(heads, rows)


def ledger(found: "Verdict") -> None:
    """Whether the record of what was built can be believed, and its last hash, to compare with one kept elsewhere."""
    notes([f"The ledger: {fault} (noted by a later run)" for fault in found.known])
    notes([*(f"The ledger: {fault}" for fault in found.faults), *filter(None, [found.warning])])
    if found.faults:
        said("The ledger is not as it was written. cartwheel build --anew trusts none of it, and keeps a note of this.")
    elif found.n_runs:
        rest = "The rest of the ledger" if found.known else "The ledger"
        said(f"{rest} of {found.n_runs} runs is as it was written; the last is {found.head}")


def filled(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    return [["" if cell is None else cell for cell in row] for row in rows]


def shortened(rows: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    """Suspicions, warnings first; of one rule the first few, and how many more there are if several."""
    found: list[Sequence[Any]] = []
    rules = Counter((row[0], row[1], row[2]) for row in rows)
    for kind, number in sorted(rules.items(), key=lambda item: (item[0][0] != "warning", item[0])):
        own = [row for row in rows if (row[0], row[1], row[2]) == kind]
        kept = own if number <= MOST_OF_ONE_RULE + 1 else own[:MOST_OF_ONE_RULE]
        found += kept
        if rest := own[len(kept) :]:
            found.append([*kind, sum(row[3] for row in rest), None, None, f"{len(rest)} more; --json lists them"])
    return found


def json_of(content: object) -> None:
    """JSON that was asked for."""
    print(json.dumps(content, indent=2, default=str, allow_nan=False))
