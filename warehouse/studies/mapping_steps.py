"""How a mapping in study.yml reshapes rows -> its steps as values, or the mistake and its line."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from warehouse.document import Node
from warehouse.studies.data_file import FILE_KEYS, build_data_files, pattern
from warehouse.studies.mapping import FileName, Lookup, Pivot, RowFilter, Split, Unpivot

STEP_KEYS = ("fill_down", "row_number", "file_name", "unpivot", "split", "lookup", "only", "pivot")
UNPIVOT_KEYS = ("columns", "value", "empty")
FILTERS = ("is", "is_not", "matches")
LOOKUP_KEYS = ("on", "take", "where", "name", "value", "absent")
PIVOT_KEYS = ("key", "name", "value")

# The named group that says into which column a cell goes.
VALUE_GROUP = "value"


def build_file_name(node: Node, file: str) -> FileName:
    """What the pattern finds in the path of one file."""
    found = with_groups(node).search(file)
    if found is None:
        raise node.error(f"the pattern does not match the file name '{file}'", r"(?P<plate>\d+)[.]csv")
    return FileName({name: text or "" for name, text in found.groupdict().items()})


def build_unpivot(node: Node) -> Unpivot:
    fields = node.fields(UNPIVOT_KEYS, required=("columns",))
    found = with_groups(fields["columns"])
    if (VALUE_GROUP in found.groupindex) == ("value" in fields):
        hint = "value: result, or a group (?P<value>...) that holds the name of the column"
        raise node.error("unpivot must say into which column a cell goes, once", hint)
    keeps = "empty" in fields and fields["empty"].one_of(("keep", "drop")) == "keep"
    return Unpivot(found.pattern, fields["value"].text() if "value" in fields else None, keeps, node.place)


def build_splits(node: Node) -> tuple[Split, ...]:
    """`split: {column: pattern}`."""
    return tuple(build_split(column, item) for column, item in node.mapping().items())


def build_split(column: str, node: Node) -> Split:
    found = with_groups(node)
    return Split(column, found.pattern, dict(found.groupindex), node.place)


def build_lookups(node: Node, folder: Path) -> tuple[Lookup, ...]:
    return tuple(build_lookup(item, folder) for item in (node.items() if node.is_list else (node,)))


def build_lookup(node: Node, folder: Path) -> Lookup:
    fields = node.fields((*FILE_KEYS, *LOOKUP_KEYS), required=("file", "on", "take"))
    on, take = pairs(fields["on"]), pairs(fields["take"])
    if ("name" in fields) != ("value" in fields):
        raise node.error("a long key table needs both 'name' and 'value'", "name: QNAM, value: QVAL")
    where = {name: one_or_more(item) for name, item in fields["where"].mapping().items()} if "where" in fields else {}
    files = build_data_files(fields, folder, (*on.values(), *where, *(() if "name" in fields else take.values())))
    if len(files) > 1:
        raise fields["file"].error(f"a lookup reads one file, this names {len(files)}", f"file: {files[0].file}")
    return Lookup(
        data=files[0],
        on=on,
        take=take,
        where=where,
        name=fields["name"].text() if "name" in fields else None,
        value=fields["value"].text() if "value" in fields else None,
        keeps_absent="absent" in fields and fields["absent"].one_of(("keep", "reject")) == "keep",
        place=node.place,
    )


def pairs(node: Node) -> Mapping[str, str]:
    """Ours -> theirs. A name alone is the same in both."""
    if node.is_mapping:
        found = {name: item.text() for name, item in node.mapping().items()}
    else:
        found = {text: text for text in (node.texts() if node.is_list else (node.text(),))}
    if not found:
        raise node.error(f"'{node.name}' names no column")
    return found


def build_filters(node: Node) -> tuple[RowFilter, ...]:
    return tuple(build_filter(item) for item in (node.items() if node.is_list else (node,)))


def build_filter(node: Node) -> RowFilter:
    fields = node.fields(("column", *FILTERS, "because", "optional"), required=("column", "because"))
    kinds = [kind for kind in FILTERS if kind in fields]
    if len(kinds) != 1:
        raise node.error("'only' needs one of is, is_not and matches", "only: {column: ..., is: [...], because: ...}")
    if not fields["because"].text().strip():
        raise fields["because"].error("'because' is empty: rows are left out for a reason")
    kind = kinds[0]
    texts = (pattern(fields[kind]).pattern,) if kind == "matches" else one_or_more(fields[kind])
    optional = "optional" in fields and fields["optional"].boolean()
    return RowFilter(fields["column"].text(), kind, texts, fields["because"].text(), node.place, optional)


def build_pivot(node: Node) -> Pivot:
    fields = node.fields(PIVOT_KEYS, required=PIVOT_KEYS)
    return Pivot(one_or_more(fields["key"]), fields["name"].text(), fields["value"].text(), node.place)


def one_or_more(node: Node) -> tuple[str, ...]:
    """Texts; the empty one stands for an empty cell."""
    items: Iterable[Node] = node.items() if node.is_list else (node,)
    texts = tuple("" if item.content is None else item.text() for item in items)
    if not texts:
        raise node.error(f"'{node.name}' is empty")
    return texts


def with_groups(node: Node) -> re.Pattern[str]:
    found = pattern(node)
    if not found.groupindex:
        raise node.error("the pattern names nothing that it finds", r"a named group, such as (?P<day>\d+)")
    return found
