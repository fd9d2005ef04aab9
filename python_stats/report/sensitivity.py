"""Which conclusions hang on an open choice, as `cartwheel sensitivity` found it for the run that is shown."""

from dataclasses import dataclass

from python_stats.report.tables import Record, Tables, by, records
from python_stats.sensitivity import TABLE

# A screen crosses .05 by the dozen; the page shows the questions that stand in a file of their own.
SCREEN = "screen_"


@dataclass(frozen=True)
class Choice:
    """One choice otherwise: how many estimates it changes, and those that cross .05."""

    setting: str
    now: str
    otherwise: str
    n_changed: int
    n_turned: int
    crossing: list[Record]


@dataclass(frozen=True)
class Sensitivity:
    """`is_stale` where what was found belongs to an earlier run and is not shown."""

    choices: list[Choice]
    is_stale: bool


def load_sensitivity(tables: Tables) -> Sensitivity:
    order = ("setting", "value_otherwise", "figure", "analysis", "outcome", "covariate", "term")
    rows = [row for row in records(tables, TABLE, order) if not row.text("analysis").startswith(SCREEN)]
    last = max((row.whole("run_id") or 0 for row in records(tables, "meta.runs")), default=0)
    if any(row.whole("run_id") != last for row in rows):
        return Sensitivity([], is_stale=True)
    groups = (
        found for of_setting in by(rows, "setting").values() for found in by(of_setting, "value_otherwise").values()
    )
    return Sensitivity([_choice(found) for found in groups], is_stale=False)


def _choice(rows: list[Record]) -> Choice:
    first = rows[0]
    return Choice(
        setting=first.text("setting"),
        now=first.text("setting_value"),
        otherwise=first.text("value_otherwise"),
        n_changed=len(rows),
        n_turned=sum(row.flag("turns") for row in rows),
        crossing=[row for row in rows if row.flag("crosses")],
    )
