"""A YAML text -> nodes that remember their line, so that every later error can point at the key it is about.

Scalars stay as written: `007`, `no` and `2018-08-11` are what the author typed until something asks for a number or a
boolean. Duplicate keys, tags, anchors and merges are refused: each makes a file mean something other than it shows.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import yaml

from warehouse.errors import Place, UserError, suggest

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # pragma: no cover - a PyYAML built without libyaml
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

Content = str | None | tuple["Node", ...] | Mapping[str, "Node"]

PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq")
)
INTEGER = re.compile(r"[-+]?(0|[1-9]\d*)")
DEEPEST = 20
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")


@dataclass(frozen=True)
class Node:
    """One value of a document. In a mapping its line is that of its key, because that is what a reader looks for."""

    content: Content
    name: str
    file: str
    line: int
    is_quoted: bool = False
    error_type: type[UserError] = field(default=UserError, repr=False)

    def error(self, what: str, hint: str | None = None) -> UserError:
        return self.error_type(what, self.place, hint)

    @property
    def place(self) -> Place:
        return Place(self.file, self.line)

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.content, Mapping)

    @property
    def is_list(self) -> bool:
        return isinstance(self.content, tuple)

    def mapping(self) -> Mapping[str, "Node"]:
        if isinstance(self.content, Mapping):
            return self.content
        raise self.error(f"{self._title()} must be a mapping of names to values")

    def fields(self, known: Iterable[str], required: Iterable[str] = ()) -> Mapping[str, "Node"]:
        """The mapping, once its keys are all known and the required ones all there."""
        names = list(known)
        content = self.mapping()
        for key, node in content.items():
            if key not in names:
                raise node.error(f"unknown key '{key}' in {self._title()}", suggest(key, names))
        for key in required:
            if key not in content:
                raise self.error(f"{self._title()} lacks the key '{key}'", f"{key}: ...")
        return content

    def items(self) -> tuple["Node", ...]:
        if isinstance(self.content, tuple):
            return self.content
        raise self.error(f"{self._title()} must be a list", f"[{self.content}]" if self._is_scalar() else None)

    def text(self) -> str:
        if isinstance(self.content, str):
            return self.content
        raise self.error(f"{self._title()} must be a text" if self.content is not None else f"{self._title()} is empty")

    def texts(self) -> tuple[str, ...]:
        return tuple(item.text() for item in self.items())

    def integer(self) -> int:
        value = self.plain()
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        raise self.error(f"{self._title()} must be a whole number")

    def number(self) -> float:
        value = self.plain()
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        raise self.error(f"{self._title()} must be a number")

    def boolean(self) -> bool:
        value = self.plain()
        if isinstance(value, bool):
            return value
        raise self.error(f"{self._title()} must be true or false")

    def one_of(self, known: Iterable[str]) -> str:
        names = list(known)
        text = self.text()
        if text not in names:
            raise self.error(f"{self._title()} is not known: '{text}'", suggest(text, names))
        return text

    def plain(self) -> object:
        """The value as Python sees it: YAML 1.2 numbers, `true` and `false`, null, and everything else text."""
        if isinstance(self.content, Mapping):
            return {key: node.plain() for key, node in self.content.items()}
        if isinstance(self.content, tuple):
            return [node.plain() for node in self.content]
        return self.content if self.content is None or self.is_quoted else scalar(self.content)

    def _is_scalar(self) -> bool:
        return isinstance(self.content, str)

    def _title(self) -> str:
        return f"'{self.name}'" if self.name else self.file


def scalar(text: str) -> object:
    """A plain scalar by the YAML 1.2 rules, which spare us `no` as a boolean and `12:30` as 750."""
    if text in ("true", "false"):
        return text == "true"
    if INTEGER.fullmatch(text):
        return int(text)
    return float(text) if NUMBER.fullmatch(text) and not re.match(r"[-+]?0\d", text) else text


def load_document(path: Path, file: str, error_type: type[UserError]) -> Node:
    """The document in a file, which messages call `file`."""
    return _document(load_text(path, file, error_type), file, error_type)  # type: ignore[arg-type]  # a class can be hashed


def load_text(path: Path, file: str, error_type: type[UserError]) -> str:
    """The text of a file, without the mark that some editors put before UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise error_type(f"{file} is not there", str(path.parent), f"name the folder that holds {file}") from None
    except OSError as error:
        raise error_type(f"{file} cannot be read: {error.strerror}", str(path), "look at its permissions") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise error_type("this is not UTF-8 text", Place(file, line), "save the file as UTF-8") from None


@lru_cache(maxsize=32)
def _document(text: str, file: str, error_type: type[UserError]) -> Node:
    """A node is never changed, so that a process which looks again and again, as `build --watch`, reads a text once."""
    return parse_document(text, file, error_type)


def parse_document(text: str, file: str, error_type: type[UserError], first_line: int = 1) -> Node:
    """The document in a text whose first line is line `first_line` of `file`."""
    try:
        root = yaml.compose(text, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + first_line if mark else None)
        hint = "look for a missing quote, bracket, colon or blank on this line or the one before"
        raise error_type(f"this is not YAML: {error.problem or error.context}", place, hint) from None
    except (yaml.YAMLError, RecursionError):
        raise error_type("this is not YAML", Place(file)) from None
    builder = Builder(file, error_type, first_line, set())
    return builder.build(root, "", first_line) if root else Node({}, "", file, first_line, error_type=error_type)


@dataclass(frozen=True)
class Builder:
    """Turns PyYAML's nodes into ours and refuses what would mislead."""

    file: str
    error_type: type[UserError]
    first_line: int
    seen: set[int]

    def build(self, node: yaml.Node, name: str, line: int, depth: int = 0) -> Node:
        self.refuse_trick(node, line)
        if depth > DEEPEST:
            raise self.error("this is nested too deeply", line)
        content: Content
        if isinstance(node, yaml.MappingNode):
            content = self.mapping(node, name, depth + 1)
        elif isinstance(node, yaml.SequenceNode):
            items = enumerate(node.value, 1)
            content = tuple(self.build(item, f"{name}[{i}]", self.line(item), depth + 1) for i, item in items)
        else:
            content = None if node.tag.endswith(":null") else str(node.value)
        is_quoted = getattr(node, "style", None) in ("'", '"', "|", ">")
        return Node(content, name, self.file, line, is_quoted, self.error_type)

    def mapping(self, node: yaml.MappingNode, name: str, depth: int) -> Mapping[str, Node]:
        content: dict[str, Node] = {}
        for key_node, value in node.value:
            line = self.line(key_node)
            self.refuse_trick(key_node, line)
            if not isinstance(key_node, yaml.ScalarNode):
                raise self.error("a key must be a plain text", line)
            key = str(key_node.value)
            if key in content:
                raise self.error(f"key '{key}' is given twice, first on line {content[key].line}", line)
            content[key] = self.build(value, f"{name}.{key}" if name else key, line, depth)
        return content

    def refuse_trick(self, node: yaml.Node, line: int) -> None:
        if node.tag not in PLAIN_TAGS:
            is_merge = node.tag.endswith(":merge")
            what = "merge keys (<<)" if is_merge else f"YAML tags ({node.tag})"
            raise self.error(f"{what} are not accepted here", line, "write the value out in full")
        # An alias is the same node met again; libyaml has already joined them.
        if id(node) in self.seen:
            raise self.error("YAML aliases (*name) are not accepted here", line, "write the value out in full")
        self.seen.add(id(node))

    def line(self, node: yaml.Node) -> int:
        return int(node.start_mark.line) + self.first_line

    def error(self, what: str, line: int, hint: str | None = None) -> UserError:
        return self.error_type(what, Place(self.file, line), hint)
