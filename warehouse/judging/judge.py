"""Every model held against what its headers mean, before data is touched: units, kinds of values, grains.

Following columns needs a library that takes longer than a small build, so models found right are remembered beside the
study under a hash of all that was looked at, and only what changed is looked at again.
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warehouse.contract import PROVENANCE
from warehouse.errors import ModelError, Place
from warehouse.models.model import Model
from warehouse.models.project import Project
from warehouse.models.vocabulary import results_table

if TYPE_CHECKING:
    from warehouse.judging.meaning import Problem

CACHE = Path(".cartwheel") / "judged.json"
# All that judging runs: where one of these changes, every model is judged anew.
_JUDGES = (
    *("judging/judge", "judging/by_key", "judging/meaning", "judging/multiply", "judging/keys", "judging/order"),
    *("judging/repeatable", "judging/units", "models/identifiers", "models/locality", "models/parse", "models/scopes"),
)

Types = Mapping[str, Mapping[str, str]]


def judge(project: Project, types: Types) -> None:
    """Raises ModelError for the first model, in the order of the graph, whose SQL and headers do not fit together.

    `types` are the columns and types of each model, as the database has found them.
    """
    cache = project.folder / CACHE
    before = _read(cache)
    read = what_can_be_read(project, types)
    models = {model.relation: model for model in project.models}
    code = _code()
    keys = {relation: _key(models[relation], read, code) for relation in project.graph.nodes if relation in models}
    for relation, key in keys.items():
        if key not in before:
            _hold_incremental(models[relation], types, read)
            _judge_model(models[relation], _read_by(models[relation], read))
    if set(keys.values()) != before:
        cache.parent.mkdir(parents=True, exist_ok=True)
        cache.write_text(json.dumps(sorted(keys.values())), "utf-8")


def _hold_incremental(model: Model, types: Types, read: Mapping[str, dict[str, Any]]) -> None:
    if model.header.by:
        from warehouse.judging.by_key import hold_incremental

        hold_incremental(model, types, {relation: read[relation]["keys"] for relation in model.relations})


def _read_by(model: Model, read: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Of all that can be read what one model may mean: following columns costs by what is known.

    A column that is named nowhere in the SQL, nor in the header, can only pass through a star. A union goes by place,
    so where there is one no column is left out.
    """
    found = [name for name in read if name.startswith("results.")] if model.results_parts else []
    words = {*re.findall(r"\w+", model.sql.lower()), *(column.name.lower() for column in model.header.columns)}
    by_place = not words.isdisjoint(("union", "intersect", "except"))
    return {
        name: read[name] if by_place else _about_words(read[name], words)
        for name in dict.fromkeys([*model.relations, *found])
    }


def _about_words(about: Mapping[str, Any], words: Collection[str]) -> dict[str, Any]:
    named = {name: kind for name, kind in about["types"].items() if name in words or name in about["grain"]}
    return {**about, "types": named}


def _judge_model(model: Model, read: Mapping[str, dict[str, Any]]) -> None:
    from warehouse.judging.meaning import Meaning, kind_of, problems
    from warehouse.judging.multiply import multiplied
    from warehouse.judging.order import order_problem, unsettled
    from warehouse.judging.repeatable import repeatable_problem
    from warehouse.models.scopes import UntraceableError, lowered, parsed, qualified

    names = [name for about in read.values() for name in about["types"]]
    try:
        root = qualified(model.sql, {relation: about["types"] for relation, about in read.items()})
    except UntraceableError as reason:
        tree = parsed(model.sql)  # the database has accepted it; of units and grains we can say nothing
        _refuse(model, [repeatable_problem(tree, names), unsettled(tree, str(reason))])
        return
    known = {
        relation: {name: Meaning(about["units"].get(name), kind_of(kind)) for name, kind in about["types"].items()}
        for relation, about in read.items()
    }
    found = problems(root, known, lowered({column.name: column.unit for column in model.header.columns}))
    keys = {relation: about["keys"] for relation, about in read.items()}
    many = multiplied(root, _lower(model.header.grain), {relation: about["grain"] for relation, about in read.items()})
    loose = order_problem(root, {name: about["types"] for name, about in read.items()}, keys)
    _refuse(model, [*found, repeatable_problem(root.expression, names), many, loose])


def _refuse(model: Model, problems: Iterable["Problem | None"]) -> None:
    for problem in filter(None, problems):
        raise ModelError(f"{model.relation}: {problem.what}", _place(model, problem), problem.hint)


def _place(model: Model, problem: "Problem") -> Place:
    from sqlglot import exp

    from warehouse.judging.places import place_in_file

    for node in problem.node.find_all(exp.Identifier, exp.Literal, bfs=False):
        if "line" in node.meta:
            word = str(node.this)
            column = int(node.meta["col"]) - len(word) + 1
            return place_in_file(model, int(node.meta["line"]), column, word)
    return Place(model.path)


def what_can_be_read(project: Project, types: Types) -> dict[str, dict[str, Any]]:
    """relation -> its columns' types and units and its grain, for everything a model may read, in lower case."""
    read: dict[str, dict[str, Any]] = {}
    for source in project.contract.sources.values():
        # A received text has no unit yet: that of its column is what the number in it will have.
        texts = dict.fromkeys((*source.columns, *PROVENANCE), "VARCHAR")
        read[f"raw.{source.name}"] = _about(texts | {"source_row": "BIGINT"}, {}, source.key)
    for seed in project.seeds:
        read[seed.relation] = _about(seed.types, {}, (), seed.key)
    for model in project.models:
        units = {column.name: column.unit for column in model.header.columns if column.unit is not None}
        read[model.relation] = _about(types[model.relation], units, model.header.grain, model.header.unique)
        if model.layer == "analyses":
            for part in project.vocabulary.analyses[model.name]:
                read[results_table(model.name, part)] = _about(project.vocabulary.result_parts[part], {}, ())
    return read


def _about(
    types: Mapping[str, str], units: Mapping[str, str], grain: tuple[str, ...], unique: tuple[str, ...] = ()
) -> dict[str, Any]:
    keys = [_lower(key) for key in (grain, unique) if key]
    types, units = ({name.lower(): said for name, said in each.items()} for each in (types, units))
    return {"types": types, "units": units, "grain": _lower(grain), "keys": keys}


def _lower(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name.lower() for name in names)


def _key(model: Model, read: Mapping[str, object], code: str) -> str:
    """A hash of all that judging a model looks at."""
    units = [[column.name, column.unit] for column in model.header.columns]
    content = [model.sql, model.header.grain, units, [read[name] for name in model.relations], model.results_parts]
    content += [model.header.by]
    return hashlib.sha256(json.dumps([content, code]).encode()).hexdigest()


def _code() -> str:
    """A hash of the judges themselves: what one version found right, another may not."""
    folder = Path(__file__).parents[1]
    return hashlib.sha256(b"".join((folder / f"{name}.py").read_bytes() for name in _JUDGES)).hexdigest()


def _read(cache: Path) -> set[str]:
    try:
        return set(json.loads(cache.read_text("utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return set()
