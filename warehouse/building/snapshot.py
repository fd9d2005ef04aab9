"""A snapshot: what the rows of a query were at each data cut, and from which cut to which they stayed so.

Carried over from the warehouse before. Building a cut again takes back what that cut had said and says it anew; what
earlier cuts said is never changed.
"""

from collections.abc import Sequence
from datetime import date

from warehouse.adapters import Engine
from warehouse.adapters.words import all_named, named
from warehouse.errors import CheckError, ModelError, Place, StudyError
from warehouse.models.header import CUTS, VALID_FROM, VALID_TO
from warehouse.models.model import Model

NOW = "rows_at_cut"


def build_snapshot(engine: Engine, model: Model, cut: date, *, is_standing: bool) -> None:
    """Bring the table of a snapshot up to a data cut. Raises an EngineError for SQL that does not run, and errors for
    people where the history would be broken."""
    values = [column.name for column in model.header.columns if column.name not in CUTS]
    engine.execute(f"create or replace temporary table {NOW} as select {all_named(values)} from (\n{_query(model)}\n)")
    _hold_grain(engine, model)
    if is_standing:
        _keep_history(engine, model)
        _hold_order(engine, model, cut)
    else:
        engine.execute(f"create table {model.relation} as select * from (\n{_query(model)}\n) limit 0")
    for statement in _statements(model.relation, values, f"date '{cut.isoformat()}'"):
        engine.execute(statement)
    engine.execute(f"drop table {NOW}")


def has_history(engine: Engine, relation: str) -> bool:
    """Whether a table tells from which cut its rows hold: else it was built before the model was a snapshot."""
    return VALID_FROM in engine.describe(f"from {relation}")


def _statements(relation: str, values: Sequence[str], cut: str) -> list[str]:
    same = " and ".join(f"kept.{named(name)} is not distinct from {NOW}.{named(name)}" for name in values)
    return [
        # What has no cut was built when the model was not yet a snapshot.
        f"delete from {relation} where {VALID_FROM} = {cut} or {VALID_FROM} is null",
        f"update {relation} set {VALID_TO} = null where {VALID_TO} = {cut}",
        f"update {relation} as kept set {VALID_TO} = {cut}"
        f" where {VALID_TO} is null and not exists (select 1 from {NOW} where {same})",
        f"insert into {relation} by name select *, {cut} as {VALID_FROM}, cast(null as date) as {VALID_TO} from {NOW}"
        f" where not exists (select 1 from {relation} as kept where kept.{VALID_TO} is null and {same})",
    ]


def _query(model: Model) -> str:
    return model.sql.rstrip().rstrip(";")


def _hold_grain(engine: Engine, model: Model) -> None:
    """Two rows of one key at one cut would make two histories."""
    keys = [name for name in model.header.grain if name != VALID_FROM]
    missing = " or ".join(f"{named(name)} is null" for name in keys)
    twice = f"select count(*) from (select 1 from {NOW} group by {all_named(keys)} having count(*) > 1)"
    n_twice = engine.rows(twice)[0][0]
    n_missing = engine.rows(f"select count(*) from {NOW} where {missing}")[0][0]
    if n_twice or n_missing:
        what = (
            f"Nothing was published: of {model.relation}, {n_twice:,} keys have several rows, {n_missing:,} rows none"
        )
        raise CheckError(what, Place(model.path), f"a snapshot has one row at a time for each {', '.join(keys)}")


def _keep_history(engine: Engine, model: Model) -> None:
    """Give the table new columns of the model. What was not recorded before is missing there."""
    there, here = engine.describe(f"from {model.relation}"), engine.describe(_query(model))
    changed = [name for name, kind in there.items() if here.get(name) != kind]
    if changed:
        what = f"The snapshot {model.relation} holds the history of {', '.join(changed)}, gone now or of another type"
        raise ModelError(what, Place(model.path), "keep the column as it was, or begin a snapshot of another name")
    if list(there) != list(here):
        columns = [
            named(name) if name in there else f"cast(null as {kind}) as {named(name)}" for name, kind in here.items()
        ]
        engine.execute(f"create or replace table {model.relation} as select {', '.join(columns)} from {model.relation}")


def _hold_order(engine: Engine, model: Model, cut: date) -> None:
    last = engine.rows(f"select max(greatest({VALID_FROM}, coalesce({VALID_TO}, {VALID_FROM}))) from {model.relation}")
    if last[0][0] is not None and last[0][0] > cut:
        what = f"The snapshot {model.relation} already knows the data cut {last[0][0]}, which is later than {cut}"
        raise StudyError(
            what, "study.yml", "build an earlier cut in a folder of its own; cuts/ has the files of old ones"
        )
