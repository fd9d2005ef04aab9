"""Mappings that ship: parts of a study.yml, by name, which a study uses and completes key by key.

`use: sdtm.lb` takes the mapping `lb` of `mappings/sdtm.yml`. What the study says itself comes first; a key that it
leaves empty takes the shipped one away. Every value remembers the file and line it was written on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from warehouse.document import Node, load_document
from warehouse.errors import StudyError, suggest

FOLDER = "mappings"


def completed(node: Node, roots: Iterable[Path]) -> Node:
    """A mapping with what the shipped ones that it uses say besides; of several the later completes the earlier."""
    if not node.is_mapping or "use" not in node.mapping():
        return node
    use = node.mapping()["use"]
    own = replace(node, content={key: value for key, value in node.mapping().items() if key != "use"})
    base: Node | None = None
    for name in use.items() if use.is_list else (use,):
        found = shipped(name, roots)
        base = found if base is None else merged(found, base)
    return own if base is None else merged(own, base)


def shipped(name: Node, roots: Iterable[Path]) -> Node:
    file, _, key = name.text().partition(".")
    paths = {path.stem: path for root in roots for path in sorted((root / FOLDER).glob("*.yml"))}
    if file not in paths:
        raise name.error(f"there are no shipped mappings '{file}'", suggest(file, paths))
    path = paths[file]
    mappings = load_document(path, f"{path.parents[1].name}/{FOLDER}/{path.name}", StudyError).mapping()
    if key not in mappings:
        raise name.error(
            f"'{file}' has no mapping '{key}'", suggest(name.text(), [f"{file}.{each}" for each in mappings])
        )
    return mappings[key]


def merged(ours: Node, theirs: Node) -> Node:
    """One mapping of both, with ours first."""
    if not (ours.is_mapping and theirs.is_mapping) or names_its_own(ours):
        return ours
    content = dict(theirs.mapping())
    for key, value in ours.mapping().items():
        if value.content is None and not ours.name.endswith(".values"):
            content.pop(key, None)
        else:
            content[key] = merged(value, theirs.mapping()[key]) if key in theirs.mapping() else value
    return replace(ours, content=content)


def names_its_own(node: Node) -> bool:
    """A column that names where it comes from has nothing to take over from the shipped one."""
    keys: Mapping[str, Node] = node.mapping()
    return "constant" in keys or ("column" in keys and ".columns." in node.name)
