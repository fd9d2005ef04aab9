"""Forty models in five layers over three files, written once for every engine: ours, dbt, SQLMesh and bare DuckDB.

A cohort with 50 analytes of five kinds at 12 times. The SQL is plain, with `ref` and `source`, and one schema.yml: dbt reads
the files as they are, and so do we, as a dbt project in a study's sql/.
"""

import json
import re
import sys
from collections.abc import Callable
from graphlib import TopologicalSorter
from pathlib import Path

KINDS = ("lipid", "glucose", "inflammation", "hormone", "mineral")
LEAF = "rpt_quality"
COLUMNS = {
    "patients": {"patient_id": "integer", "birth_year": "integer", "sex": "varchar", "site": "varchar"},
    "analytes": {"analyte_id": "integer", "kind": "varchar", "lower": "double", "upper": "double"},
    "measurements": {
        "patient_id": "integer",
        "analyte_id": "integer",
        "visit": "integer",
        "value": "double",
        "flag": "varchar",
    },
}
DATA = {
    "patients": "select i as patient_id, 1940 + i % 60 as birth_year, if(i % 2 = 0, 'F', 'M') as sex, 'S' || i % 5 as site"
    " from range(1, {n} + 1) as t(i)",
    "analytes": "select i as analyte_id, [{kinds}][i % 5 + 1] as kind, 1.0 + i as lower, 2.0 + 2 * i as upper"
    " from range(50) as t(i)",
    "measurements": "select p as patient_id, a as analyte_id, v as visit, (1 + a) * (0.8 + hash(p * 999 + a * 20 + v) % 1000"
    " / 800.0) as value, if(hash(p + a + v) % 97 = 1, 'hemolysed', 'ok') as flag"
    " from range(1, {n} + 1) as x(p), range(50) as y(a), range(12) as z(v)",
}


Models = dict[str, str]  # path below models/, without its ending -> SQL
Test = tuple[str, str, str, object]  # kind, model, column, argument


def models() -> Models:
    found = {f"staging/stg_{name}": staged(name) for name in COLUMNS}
    for kind in KINDS:
        found |= of_kind(kind)
    found |= {"marts/dim_patient": dim_patient(), "marts/fct_change": fct_change()}
    found["marts/dim_analyte"] = (
        "select a.analyte_id, a.kind, count(m.value) as n_measured from {{ ref('stg_analytes') }} as a\n"
        "left join {{ ref('stg_measurements') }} as m on a.analyte_id = m.analyte_id group by a.analyte_id, a.kind\n"
    )
    return found | reports()


def many(number: int) -> Models:
    """About so many models: those of a kind again and again, each time under other names."""
    found = {f"staging/stg_{name}": staged(name) for name in COLUMNS}
    for again in range((number - len(found)) // len(of_kind(KINDS[0]))):
        kind = KINDS[again % len(KINDS)]
        named = {
            f"{path}_{again}": sql.replace(f"_{kind}')", f"_{kind}_{again}')") for path, sql in of_kind(kind).items()
        }
        found |= named
    return found


def staged(name: str) -> str:
    casts = ",\n    ".join(f"cast({column} as {kind}) as {column}" for column, kind in COLUMNS[name].items())
    more = (
        ",\n    cast(patient_id as integer) * 10000 + cast(analyte_id as integer) * 100 + cast(visit as integer) as id"
    )
    return f"select\n    {casts}{more if name == 'measurements' else ''}\nfrom {{{{ source('raw', '{name}') }}}}\n"


def of_kind(kind: str) -> Models:
    ref = "{{{{ ref('{}_{}') }}}}".format
    return {
        f"intermediate/int_{kind}": "select m.id, m.patient_id, m.analyte_id, m.visit, m.value, m.flag, a.lower, a.upper\n"
        "from {{ ref('stg_measurements') }} as m\n"
        f"inner join {{{{ ref('stg_analytes') }}}} as a on m.analyte_id = a.analyte_id\nwhere a.kind = '{kind}'\n",
        f"intermediate/norm_{kind}": "select id, patient_id, analyte_id, visit, value, "
        "(value - (lower + upper) / 2) / ((upper - lower) / 4) as z, value < lower or value > upper as is_out\n"
        f"from {ref('int', kind)}\nwhere flag <> 'hemolysed'\n",
        f"intermediate/base_{kind}": "select patient_id, analyte_id, value as base\n"
        f"from {ref('int', kind)}\nwhere flag <> 'hemolysed'\nqualify row_number() over (partition by patient_id, analyte_id order by visit, id) = 1\n",
        f"intermediate/delta_{kind}": "with steps as (select id, patient_id, analyte_id, visit, value,\n"
        "    value - lag(value) over (partition by patient_id, analyte_id order by visit, id) as step\n"
        f"    from {ref('norm', kind)})\n"
        "select n.id, n.patient_id, n.analyte_id, n.visit, n.value - b.base as delta, n.step\n"
        f"from steps as n\ninner join {ref('base', kind)} as b\n"
        "    on n.patient_id = b.patient_id and n.analyte_id = b.analyte_id\n",
        f"intermediate/patient_{kind}": "select patient_id, count(*) as n, avg(z) as mean_z, stddev_samp(z) as sd_z,\n"
        "    regr_slope(z, visit) as slope, count(*) filter (where is_out) as n_out\n"
        f"from {ref('norm', kind)}\ngroup by patient_id\n",
        f"marts/mart_{kind}": "with d as (select patient_id, max(abs(delta)) as top_delta, max(abs(step)) as top_step\n"
        f"    from {ref('delta', kind)} group by patient_id)\n"
        "select p.patient_id, p.sex, p.site, s.n, s.mean_z, s.slope, s.n_out, d.top_delta, d.top_step\n"
        f"from {ref('patient', kind)} as s\n"
        "inner join {{ ref('stg_patients') }} as p on s.patient_id = p.patient_id\n"
        "left join d on s.patient_id = d.patient_id\n",
    }


def dim_patient() -> str:
    means = ", ".join(f"{kind}.mean_z as {kind}_z" for kind in KINDS)
    joins = "".join(
        f"left join {{{{ ref('patient_{kind}') }}}} as {kind} on p.patient_id = {kind}.patient_id\n" for kind in KINDS
    )
    return f"select p.patient_id, p.sex, p.site, {means}\nfrom {{{{ ref('stg_patients') }}}} as p\n{joins}"


def fct_change() -> str:
    parts = [
        f"select id, patient_id, analyte_id, visit, delta, step from {{{{ ref('delta_{kind}') }}}} where visit >= 9\n"
        for kind in KINDS
    ]
    return "union all\n".join(parts)


def reports() -> Models:
    sites = "\n    union all\n    ".join(
        f"select site, '{k}' as kind, mean_z from {{{{ ref('mart_{k}') }}}}" for k in KINDS
    )
    return {
        "report/rpt_site": f"select u.site, u.kind, count(*) as n, avg(u.mean_z) as mean_z\nfrom (\n    {sites}\n) as u\n"
        "group by u.site, u.kind\n",
        "report/rpt_sex": "select p.sex, p.site, count(distinct f.patient_id) as n, avg(abs(f.delta)) as mean_delta\n"
        "from {{ ref('fct_change') }} as f\n"
        "inner join {{ ref('dim_patient') }} as p on f.patient_id = p.patient_id\nwhere f.visit = 11\ngroup by p.sex, p.site\n",
        "report/rpt_trend": "select a.kind, f.visit, avg(f.delta) as mean_delta, median(f.step) as median_step\n"
        "from {{ ref('fct_change') }} as f\n"
        "inner join {{ ref('dim_analyte') }} as a on f.analyte_id = a.analyte_id\ngroup by a.kind, f.visit\n",
        f"report/{LEAF}": "select kind, count(*) as n_analytes, sum(n_measured) as n_measured, 1 as version\n"
        "from {{ ref('dim_analyte') }}\ngroup by kind\n",
    }


def tests() -> list[Test]:
    keys = [("stg_patients", "patient_id"), ("stg_analytes", "analyte_id"), ("dim_patient", "patient_id")]
    keys += [("stg_measurements", "id"), *((f"{word}_{kind}", "id") for word in ("int", "norm") for kind in KINDS)]
    keys += [("dim_analyte", "analyte_id"), ("fct_change", "id")]
    keys += [(f"{word}_{kind}", "patient_id") for word in ("mart", "patient") for kind in KINDS]
    found: list[Test] = [(kind, *key, None) for key in keys for kind in ("unique", "not_null")]
    found += [("not_null", f"{word}_{kind}", "id", None) for word in ("delta",) for kind in KINDS]
    found += [("accepted_values", f"mart_{kind}", "sex", ["F", "M"]) for kind in KINDS]
    found += [("accepted_values", model, "sex", ["F", "M"]) for model in ("stg_patients", "dim_patient")]
    found += [("relationships", f"delta_{kind}", "analyte_id", "stg_analytes") for kind in KINDS]
    found += [("relationships", f"mart_{kind}", "patient_id", "dim_patient") for kind in KINDS]
    return [*found, ("relationships", "fct_change", "patient_id", "dim_patient")]


def keys_of(found: Models) -> list[Test]:
    """That what tells rows apart does so: without it the order of rows would decide, which is refused."""
    names = [path.partition("/")[2] for path in found]
    keyed = [("stg_analytes", "analyte_id"), ("stg_measurements", "id")]
    keyed += [(name, "id") for name in names if name.startswith(("int_", "norm_"))]
    return [(kind, *key, None) for key in keyed for kind in ("unique", "not_null")]


def test_sql(kind: str, table: str, column: str, argument: object) -> str:
    """The rows that break a test."""
    if kind == "unique":
        return f"select {column} from {table} group by {column} having count(*) > 1"
    if kind == "accepted_values":
        return f"select {column} from {table} where {column} not in ('F', 'M')"
    if kind == "relationships":
        return f"select {column} from {table} where {column} not in (select {column} from {argument})"
    return f"select {column} from {table} where {column} is null"


def write_data(folder: Path, patients: int) -> None:
    """Said in a process of its own (`python -m tests.bench.forty FOLDER PATIENTS`): whoever starts others hands them its
    own peak of memory, and would be measured in their place."""
    import duckdb

    folder.mkdir(parents=True)
    kinds = ", ".join(f"'{kind}'" for kind in KINDS)
    for name, query in DATA.items():
        target = folder / f"{name}.parquet"
        duckdb.sql(f"copy ({query.format(n=patients, kinds=kinds)}) to '{target}' (format parquet)")


def write_dbt(folder: Path, raw: Path | None) -> None:
    """The project as dbt has it; without `raw` as it is put into a study."""
    write_models(folder, models(), tests())
    if raw is not None:
        output = {"type": "duckdb", "path": "dbt.duckdb", "threads": 2}
        write(folder / "profiles.yml", json.dumps({"forty": {"target": "dev", "outputs": {"dev": output}}}))
        meta = {"external_location": f"read_parquet('{raw}/{{name}}.parquet')"}
        source = {"name": "raw", "config": {"meta": meta}, "tables": [{"name": name} for name in COLUMNS]}
        write(folder / "models" / "sources.yml", json.dumps({"version": 2, "sources": [source]}))


def write_models(folder: Path, found: Models, tested: list[Test]) -> None:
    for path, sql in found.items():
        write(folder / "models" / f"{path}.sql", sql)
    write(folder / "models" / "schema.yml", json.dumps({"version": 2, "models": described(tested)}, indent=1))
    layers = {"+materialized": "table", "staging": {"+materialized": "view"}}
    write(folder / "dbt_project.yml", json.dumps({"name": "forty", "profile": "forty", "models": {"forty": layers}}))


def described(tested: list[Test]) -> list[dict[str, object]]:
    by_model: dict[str, dict[str, list[object]]] = {}
    for kind, model, column, argument in tested:
        arguments = {"values": argument} if kind == "accepted_values" else {"to": f"ref('{argument}')", "field": column}
        said = kind if argument is None else {kind: {"arguments": arguments}}
        by_model.setdefault(model, {}).setdefault(column, []).append(said)
    return [
        {"name": model, "columns": [{"name": column, "data_tests": each} for column, each in columns.items()]}
        for model, columns in by_model.items()
    ]


def rendered(sql: str, ref: Callable[[str], str], source: Callable[[str], str]) -> str:
    sql = re.sub(r"\{\{ ref\('(\w+)'\) \}\}", lambda found: ref(found[1]), sql)
    return re.sub(r"\{\{ source\('raw', '(\w+)'\) \}\}", lambda found: source(found[1]), sql)


def write_bare(file: Path, raw: Path, found: Models, tested: list[Test]) -> None:
    """Rendered SQL in order, and the tests, for tests/bench/forty_bare.py."""
    sqls = {path.partition("/")[2]: (path, sql) for path, sql in found.items()}
    reads = {name: set(re.findall(r"ref\('(\w+)'\)", sql)) for name, (_, sql) in sqls.items()}
    plan = [
        {
            "name": name,
            "kind": "view" if sqls[name][0].startswith("staging") else "table",
            "sql": rendered(sqls[name][1], str, lambda each: f"read_parquet('{raw}/{each}.parquet')"),
        }
        for name in TopologicalSorter(reads).static_order()
    ]
    checks = [{"model": model, "sql": test_sql(kind, model, column, arg)} for kind, model, column, arg in tested]
    write(file, json.dumps({"models": plan, "tests": checks}))


def change_leaf(folder: Path, version: int) -> None:
    """Give one leaf of a project another version, which it tells in a column."""
    for path in (folder / "models").glob(f"**/{LEAF}.sql"):
        path.write_text(re.sub(r"\d+ as version", f"{version} as version", path.read_text("utf-8")), "utf-8")


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


if __name__ == "__main__":
    write_data(Path(sys.argv[1]), int(sys.argv[2]))
