"""What a project says of itself -> meta.*: its models, columns, edges, examples, settings, study and answers."""

import json
from collections.abc import Set

from warehouse.adapters import Engine
from warehouse.examples.drawn import find_examples
from warehouse.ledger import tables as ledger
from warehouse.ledger.book import Book
from warehouse.models.model import Model
from warehouse.models.project import Project
from warehouse.studies.answers import Answer

# (relation, column) -> what its contract says of it
Meanings = dict[tuple[str, str], dict[str, object]]


def write_project(book: Book, project: Project, row_counts: dict[object, object], left: Set[str]) -> None:
    """Write it all, in place of what was said before. `row_counts` are those of the tables that stand.

    Of the tables that a selection left as they are, it stays as it was said when they were built.
    """
    models = {model.relation: _model(model, row_counts.get(model.relation)) for model in project.models}
    stand = {str(row["relation"]): row for row in _said_of(book, "models", "relation", left)}
    book.write("models", list({**models, **stand}.values()))
    book.write("columns", _columns(book.engine, _meanings(project) | _meanings_said(book, left)))
    stand_on = _said_of(book, "edges", "child", left)
    known = {edge["child"] for edge in stand_on}
    book.write("edges", [*(edge for edge in _edges(project) if edge["child"] not in known), *stand_on])
    book.write("examples", _examples(project))
    book.write("settings", _settings(project))
    book.write("study", _study(project))
    book.write("answers", [answer_row(answer) for answer in project.study.answers])


def _said_of(book: Book, name: str, key: str, relations: Set[str]) -> list[ledger.Row]:
    """The rows of a table of the ledger that tell of these relations, as they stand."""
    return [row for row in book.rows(name) if row[key] in relations] if relations else []


def _model(model: Model, row_count: object) -> ledger.Row:
    header = model.header
    return {
        "name": model.name,
        "layer": model.layer,
        "relation": model.relation,
        "materialized": header.materialized,
        "about": header.about,
        "grain": ", ".join(header.grain),
        "reference": header.reference,
        "tags": ", ".join(header.tags),
        "path": model.path,
        "analysis": json.dumps(header.analysis) if header.analysis else None,
        "settings": json.dumps(dict(model.settings)),
        "written_sql": model.text,
        "compiled_sql": model.sql,
        "row_count": row_count,
    }


def _columns(engine: Engine, meaning: Meanings) -> list[ledger.Row]:
    """Every column that stands, with the meaning its contract gives it."""
    query = (
        "select schema_name || '.' || table_name, column_name, column_index, data_type from duckdb_columns()"
        " where database_name = current_database() and schema_name <> 'meta' order by 1, 3"
    )
    return [
        {"relation": relation, "column_name": name, "column_order": order, "data_type": kind}
        | meaning.get((relation, name.lower()), {})
        for relation, name, order, kind in engine.rows(query)
    ]


def _meanings_said(book: Book, relations: Set[str]) -> Meanings:
    rows = _said_of(book, "columns", "relation", relations)
    return {
        (str(row["relation"]), str(row["column_name"]).lower()): {
            name: row[name] for name in ("unit", "about", "cdisc")
        }
        for row in rows
    }


def _meanings(project: Project) -> Meanings:
    """By names in lower case: a table may spell a column as the table does that it came from, and not as the header."""
    meanings: Meanings = {}
    for model in project.models:
        for spec in model.header.columns:
            meanings[model.relation, spec.name.lower()] = {"unit": spec.unit, "about": spec.about}
    for source in project.contract.sources.values():
        for column in source.columns.values():
            meaning: dict[str, object] = {"unit": column.unit, "about": column.about, "cdisc": column.cdisc}
            meanings[f"raw.{source.name}", column.name] = meaning
    return meanings


def _edges(project: Project) -> list[ledger.Row]:
    return [
        {"parent": parent, "child": node.relation} for node in project.graph.nodes.values() for parent in node.parents
    ]


def _examples(project: Project) -> list[ledger.Row]:
    """Each worked example beside the models that it tells of, as its tables are drawn."""
    names = project.vocabulary.relations
    return [
        {
            "relation": relation,
            "title": example.title,
            "about": example.about,
            "path": example.path,
            "line": example.line,
            "settings": json.dumps(dict(example.settings)),
            "given": json.dumps([table.as_dict() for table in example.given]),
            "gives": json.dumps([table.as_dict() for table in example.gives]),
        }
        for example in find_examples(project.roots)
        for relation in dict.fromkeys(names.get(table.name, table.name) for table in example.gives)
    ]


def _settings(project: Project) -> list[ledger.Row]:
    values = project.setting_values()
    return [
        {
            "name": name,
            "value": json.dumps(values[name]),
            "default_value": json.dumps(setting.value),
            "is_changed": values[name] != setting.value,
            "about": setting.meaning,
            "reference": setting.reference,
        }
        for name, setting in project.settings.items()
    ]


def _study(project: Project) -> list[ledger.Row]:
    study = project.study
    values = {
        "study": study.name,
        "title": study.title,
        "synthetic": json.dumps(study.synthetic),
        "data_cut": study.data_cut.isoformat() if study.data_cut else None,
    }
    return [{"key": key, "value": value} for key, value in values.items()]


def answer_row(answer: Answer) -> ledger.Row:
    """What the study answered to a suspicion. What a text was and became is in raw.changed_cells."""
    return {
        "suspicion": answer.suspicion,
        "source": answer.source,
        "source_file": answer.file,
        "source_rows": ", ".join(map(str, answer.rows)),
        "narrowed_by": ", ".join(answer.where),
        "answer": answer.kind,
        "corrected": ", ".join(answer.correct),
        "because": answer.because,
    }
