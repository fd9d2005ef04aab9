"""The words of an analysis header, as YAML gives them. Light."""

from collections.abc import Mapping

SUBJECT = "subject_id"
TEXTS = ("figure", "family", "subset")

Header = Mapping[str, object]


def label(value: object) -> str:
    """A level as it is written everywhere: YAML's and SQL's true are both 'true', 1.0 and 1 are both '1'."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def levels_of(header: Header) -> tuple[str, ...]:
    """The levels a header lists, as they are written everywhere."""
    levels = header.get("levels")
    return tuple(label(level) for level in levels) if isinstance(levels, list | tuple) else ()


def listed(header: Header, role: str) -> tuple[str, ...]:
    """The columns a header lists under a role."""
    columns = header.get(role)
    return tuple(str(column) for column in columns) if isinstance(columns, list | tuple) else ()
