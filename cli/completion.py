"""What could come next in a line of the shell. Pure: in go the text before the cursor and the names, out come words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

KEYWORDS = (
    "select from where group by order by having qualify limit with as and or not in is null between like inner join "
    "left join on using union all distinct case when then else end asc desc count sum avg median min max filter over "
    "partition by describe summarize pivot"
).split()
COMMANDS = {
    "\\?": "this help",
    "\\d": "the tables, or with a name the columns of a table: \\d cohort",
    "\\ask": "the saved questions, or with a name one of them: \\ask response_by_quartile feature=age_years",
    "\\explain": "how a query would be answered: \\explain select ...;",
    "\\w": "write the answer to the last query to a file: \\w answer.xlsx",
    "\\q": "leave (or Ctrl-D)",
}
_WORD = re.compile(r"[\w.\\?]*$")
_NAMES_A_TABLE = re.compile(r"\b(?:from|join|describe|summarize|\\d)\s+$", re.IGNORECASE)


@dataclass(frozen=True)
class Vocabulary:
    """The names of a study: its tables with their columns, and its saved questions."""

    tables: Mapping[str, Sequence[str]]
    questions: Sequence[str]


def complete(before: str, vocabulary: Vocabulary) -> tuple[str, list[str]]:
    """The word that is being written, and what it could become."""
    found = _WORD.search(before)
    word = found[0] if found else ""
    head = before[: len(before) - len(word)]
    if before == word and word.startswith("\\"):
        candidates: Iterable[str] = COMMANDS
    elif head.startswith("\\ask"):
        candidates = vocabulary.questions
    elif _NAMES_A_TABLE.search(head):
        candidates = _tables(vocabulary)
    else:
        candidates = [*_columns(before, word, vocabulary), *_tables(vocabulary), *KEYWORDS]
    fitting = [each for each in dict.fromkeys(candidates) if each.lower().startswith(word.lower()) and each != word]
    return word, fitting


def _tables(vocabulary: Vocabulary) -> list[str]:
    """Every table by its own name and with its schema."""
    own = [relation.partition(".")[2] for relation in vocabulary.tables]
    return [*own, *vocabulary.tables]


def _columns(before: str, word: str, vocabulary: Vocabulary) -> list[str]:
    """Columns of the tables the line speaks of; after `cohort.` those of that table, written so; else all there are."""
    spoken = set(re.findall(r"[\w.]+", before.lower()))
    mentioned = [
        columns
        for relation, columns in vocabulary.tables.items()
        if relation.lower() in spoken or relation.partition(".")[2].lower() in spoken
    ]
    owner = word.rpartition(".")[0]
    owned = [
        f"{owner}.{column}"
        for relation, columns in vocabulary.tables.items()
        if owner and owner.lower() in (relation.lower(), relation.partition(".")[2].lower())
        for column in columns
    ]
    return owned + [column for columns in (mentioned or vocabulary.tables.values()) for column in columns]
