"""The pages: what was asked for, put into a template. A page's title says what kind it is, never whom it shows."""

from functools import cached_property
from pathlib import Path
from shlex import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from cli.formats import cell
from cli.serve import views
from cli.serve.questions import Questions
from python_stats.format import lower_first, name_words, number, p_cell, short_number, unit_label
from warehouse.ask import Desk, refuse_rows
from warehouse.disclosure import disclosure_of
from warehouse.errors import StudyError, UsageError
from warehouse.questions import find_question, load_questions

Form = dict[str, str]

START = "select analysis, covariate, outcome, n, estimate, p_value\nfrom results.estimates\norder by p_value\nlimit 20"
START_CONTROLLED = START.replace("results.", "disclosed.")
LINKS = [
    ("/", "Overview"),
    ("/query", "Query"),
    ("/feature", "Feature"),
    ("/pair", "Pair"),
    ("/subject", "Subject"),
    ("/catalogue", "Catalogue"),
]
PERIODS = {"42": "to day 42", "180": "to day 180", "100000": "to the end"}


class Pages:
    def __init__(self, folder: Path, questions: Questions) -> None:
        self.folder, self.questions = folder, questions

    @property
    def is_controlled(self) -> bool:
        return disclosure_of(self.folder) is not None

    def overview(self, form: Form) -> str:
        if self.is_controlled:
            return self.disclosed()
        with self.questions.desk() as desk:
            features = list(views.features(desk).values())
            study = views.study(desk)
        saved = load_questions(self.folder)
        return self._render("overview", "Overview", study, features=features, saved=saved)

    def disclosed(self) -> str:
        """The overview of a study under disclosure control."""
        with self.questions.desk() as desk:
            study, tables = self._study(desk), views.disclosed(desk)
        saved = load_questions(self.folder)
        return self._render("disclosed", "Overview", study, tables=tables, saved=saved)

    def query(self, form: Form) -> str:
        name = form.get("saved", "")
        saved = find_question(self.folder, name) if name else None
        with self.questions.desk() as desk:
            study, schema = self._study(desk), views.schema(desk)
        start = START_CONTROLLED if self.is_controlled else START
        table = form.get("table", "")
        sql = saved.sql if saved else f"from {table}\nlimit 100" if table in schema else start
        values = " ".join(f"{each}=" for each in saved.parameters) if saved else ""
        known = load_questions(self.folder)
        return self._render("query", "Query", study, schema=schema, sql=sql.strip(), values=values, saved=known)

    def feature(self, form: Form) -> str:
        refuse_rows(self.folder)
        with self.questions.desk() as desk:
            known = views.features(desk)
            name = form.get("name") or next(iter(known), "")
            view = views.feature_view(desk, views.find(known, name))
            study = views.study(desk)
        return self._render("feature", "Feature", study, view=view, features=list(known.values()))

    def pair(self, form: Form) -> str:
        refuse_rows(self.folder)
        with self.questions.desk() as desk:
            known = views.features(desk)
            if not known:
                raise UsageError("No feature of this cohort has a value", hint="cartwheel check says what was read")
            first, second = [*known, *known][:2]
            x, y = (views.find(known, form.get(side) or usual) for side, usual in (("x", first), ("y", second)))
            view, study = views.pair_view(desk, x, y), views.study(desk)
        return self._render("pair", "Pair", study, view=view, features=list(known.values()))

    def subject(self, form: Form) -> str:
        refuse_rows(self.folder)
        subject, until = form.get("subject", ""), form.get("until", "42")
        if until not in PERIODS:
            raise UsageError("There is no such period", hint=", ".join(PERIODS.values()))
        with self.questions.desk() as desk:
            view = views.subject_view(desk, subject, float(until)) if subject else None
            study, known = views.study(desk), views.subjects(desk)
        chosen = {"subject": subject, "until": until, "periods": PERIODS, "known": known}
        return self._render("subject", "Subject", study, view=view, **chosen)

    def report(self, form: Form) -> bytes:
        if self.is_controlled:  # never the file: it may have been written before the study was under control
            from cli.disclosed import disclosed_report

            with self.questions.desk() as desk:
                return disclosed_report(self.folder, desk.reader).encode()
        path = self.folder / "report" / "report.html"
        if not path.exists():
            raise StudyError("There is no report yet", hint=f"cartwheel report --study {quote(str(self.folder))}")
        return path.read_bytes()

    def problem(self, words: str) -> str:
        return self._render("problem", "Problem", {"title": "", "is_synthetic": False}, words=words)

    def _study(self, desk: Desk) -> views.Row:
        return views.controlled_study(desk) if self.is_controlled else views.study(desk)

    def _render(self, name: str, title: str, study: views.Row, **content: object) -> str:
        template = self._templates.get_template(f"{name}.html.jinja")
        links = [*LINKS[:2], LINKS[-1], ("/report", "Report")] if self.is_controlled else [*LINKS, *self._report_link()]
        return template.render(page=name, title=title, study=study, links=links, **content)

    def _report_link(self) -> list[tuple[str, str]]:
        return [("/report", "Report")] if (self.folder / "report" / "report.html").exists() else []

    @cached_property
    def _templates(self) -> Environment:
        loader = FileSystemLoader(Path(__file__).parent / "templates")
        made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
        made.filters["cell"] = cell
        made.filters |= {"unit": unit_label, "shown": shown, "said": name_words, "number": number}
        made.filters |= {"p_cell": p_cell, "lower_first": lower_first}
        made.filters["svg"] = Markup  # a drawing of ours, whose words were escaped when it was drawn
        return made


def shown(value: object) -> str:
    """A value on a page that is for looking: three digits that count, as in the report; its explanation has them all.

    >>> shown(1984.75), shown(0.000901493), shown(101), shown(7.0), shown("dead")
    ('1,985', '0.000901', '101', '7', 'dead')
    """
    return short_number(value) if isinstance(value, int | float) and not isinstance(value, bool) else cell(value)
