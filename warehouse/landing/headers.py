"""Names of columns as study.yml writes them -> as the header of the file writes them: blanks of any kind are one blank.

A spreadsheet breaks lines within a header, and has blanks that do not break; to the eye they are all alike.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from warehouse.studies.mapping import Lookup, SourceMapping


def folded(name: str) -> str:
    return " ".join(name.split())


def in_file(name: str, header: Iterable[str]) -> str:
    """The name as the header has it; one that the header has not, or that several of its names may mean, stays."""
    names = list(header)
    alike = [] if name in names else [each for each in names if folded(each) == folded(name)]
    return alike[0] if len(alike) == 1 else name


def shown(names: Iterable[str]) -> list[str]:
    """Names to be written into study.yml: with plain blanks, or where that could mean several, with escapes."""
    listed = list(names)
    plain = [folded(name) for name in listed]
    return [short if plain.count(short) == 1 else escaped(name) for name, short in zip(listed, plain, strict=True)]


def escaped(name: str) -> str:
    """With every blank but the plain one as it is written in double quotes: `a\\nb`."""
    return "".join(sign if sign == " " or not sign.isspace() else ascii(sign)[1:-1] for sign in name)


def with_names_of(mapping: SourceMapping, header: Iterable[str]) -> SourceMapping:
    """The mapping with the names of the file. What a step of its own names stays."""
    names, made = tuple(header), made_by_steps(mapping)
    find: Callable[[str], str] = lambda name: name if name in made else in_file(name, names)  # noqa: E731
    columns = tuple(
        replace(
            item,
            column=None if item.column is None else find(item.column),
            days_from=item.days_from and replace(item.days_from, column=find(item.days_from.column)),
        )
        for item in mapping.columns
    )
    pivot = mapping.pivot
    return replace(
        mapping,
        columns=columns,
        fill_down=tuple(find(name) for name in mapping.fill_down),
        splits=tuple(replace(step, column=find(step.column)) for step in mapping.splits),
        lookups=tuple(
            replace(step, on={find(ours): theirs for ours, theirs in step.on.items()}) for step in mapping.lookups
        ),
        filters=tuple(replace(step, column=find(step.column)) for step in mapping.filters),
        pivot=pivot and replace(pivot, key=tuple(map(find, pivot.key)), name=find(pivot.name), value=find(pivot.value)),
    )


def made_by_steps(mapping: SourceMapping) -> frozenset[str]:
    taken = {name for step in mapping.lookups for name in step.take}
    others = (mapping.row_number, mapping.unpivot and mapping.unpivot.value)
    return frozenset(taken | {name for name in others if name})


def with_names_of_key_table(step: Lookup, header: Iterable[str]) -> Lookup:
    """The same for what a lookup names of its key table."""
    names = tuple(header)
    return replace(
        step,
        on={ours: in_file(theirs, names) for ours, theirs in step.on.items()},
        # Of a long key table these are texts of its cells.
        take=step.take if step.name else {ours: in_file(theirs, names) for ours, theirs in step.take.items()},
        where={in_file(name, names): texts for name, texts in step.where.items()},
        name=step.name and in_file(step.name, names),
        value=step.value and in_file(step.value, names),
    )
