"""Files stay under 300 lines and functions under 40, so that one screen or two hold a thought."""

import ast

import pytest

from tests.house.files import name_of, python_files, repository_files

LINES_PER_FILE = 300
LINES_PER_FUNCTION = 40

# file -> why it may be longer. An entry that is no longer needed fails, so the list only shrinks.
LONGER: dict[str, str] = {}

PYTHON = python_files("warehouse", "python_stats", "cli", "tests")
SOURCES = PYTHON + [
    path for path in repository_files() if path.suffix in {".sql", ".yml"} and "studies" not in path.parts
]


def lines_in(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def long_functions(text):
    """Names of functions whose lines from `def` to the end, docstring apart, are too many."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = node.end_lineno - node.lineno + 1
            if ast.get_docstring(node) is not None:
                lines -= node.body[0].end_lineno - node.body[0].lineno + 1
            if lines > LINES_PER_FUNCTION:
                yield f"{node.name} ({lines} lines)"


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_file_is_short(path):
    if name_of(path) in LONGER:
        assert lines_in(path) > LINES_PER_FILE, "it is short again: take it off the list LONGER"
    else:
        assert lines_in(path) <= LINES_PER_FILE


@pytest.mark.parametrize("path", PYTHON, ids=name_of)
def test_a_function_is_short(path):
    assert list(long_functions(path.read_text(encoding="utf-8"))) == []


def test_every_longer_file_exists():
    assert set(LONGER) <= {name_of(path) for path in SOURCES}


def test_the_counter_counts():
    body = "\n".join(["    x = 1"] * LINES_PER_FUNCTION)
    assert list(long_functions(f"def f():\n{body}")) == ["f (41 lines)"]
    assert list(long_functions(f'def f():\n    """Said."""\n{body}')) == ["f (41 lines)"]
    assert list(long_functions("def f():\n    return 1")) == []
