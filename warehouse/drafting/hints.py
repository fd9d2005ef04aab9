"""guesses.yml and the registries -> what is known of how people name columns, and the words they write."""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from warehouse.contract import Contract, load_contract
from warehouse.document import load_document
from warehouse.drafting.profile import MISSING, NUMBER, RESULT, Profile, plain_name
from warehouse.errors import ContractError

NOTHING = "(?!)"
GUESSES = "guesses.yml"
# Bio-Plex writes the species before an analyte and the region of its beads behind it: `Hu IL-6 (19)`.
BEADS = re.compile(r"^(?:Hu|Human) | *\(\d+\)$")
# Behind what a treatment is: its dose, or what it was.
WHAT_FOLLOWS = re.compile(r"( +\d| *[,;:(]).*$")


@dataclass(frozen=True)
class Alone:
    """A column that makes rows by itself, by its name."""

    names: re.Pattern[str]
    source: str
    column: str
    constants: Mapping[str, str]
    open: str | None
    blocked: str | None
    time: re.Pattern[str] | None
    values: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Hints:
    """What is known, and the contract that it is known for."""

    contract: Contract
    content: Mapping[str, Any]
    spellings: frozenset[str]

    def patterns(self, source: str, column: str) -> list[str]:
        """Names of a column, the surer first. A date or a time goes by the names that all tables share."""
        own = self.content["sources"][source]["columns"].get(column, [])
        if own:
            return list(own)
        if self.contract.sources[source].columns[column].type == "date" and self.is_time(source, column):
            return [self.content["sources"][source].get("dates", NOTHING), *self.content["shared"]["date"]]
        return list(self.content["shared"].get(column, []))

    def is_time(self, source: str, column: str) -> bool:
        return column in ("sample_date", "assessment_date", "start_date", "contact_date")

    def needs(self, source: str) -> list[str]:
        return list(self.content["sources"][source].get("needs", ["subject_id"]))

    def needs_any(self, source: str) -> list[str]:
        return list(self.content["sources"][source].get("needs_any", []))

    def speaks_for(self, source: str, title: str) -> bool:
        """Whether a word of the file's or sheet's name is one that files of this source bear."""
        plain = plain_name(title)
        return any(re.search(rf"(?:^| ){word}", plain) for word in self.content["sources"][source]["files"])

    def words(self, column: str, texts: Iterable[str] = ()) -> dict[str, str]:
        """Words in cells, lower case -> the value of the contract. Of a treatment also those of `texts` in which such a
        word stands before a dose or a colon: `tocilizumab 8 mg/kg`, `bridging: rituximab`."""
        found = self.content["words"].get(column, {})
        words = {str(word): str(value) for value, several in found.items() for word in several}
        names = {text: WHAT_FOLLOWS.sub("", text) for text in texts} if column == "category" else {}
        return {text: words[name] for text, name in names.items() if name in words} | words

    @cached_property
    def alone(self) -> tuple[Alone, ...]:
        return tuple(
            Alone(
                names=re.compile(item["names"]),
                source=item["source"],
                column=item["column"],
                constants={key: str(text) for key, text in item.get("constants", {}).items()},
                open=item.get("open"),
                blocked=item.get("blocked"),
                time=re.compile(item["time"]) if "time" in item else None,
                values={key: tuple(map(str, texts)) for key, texts in item.get("values", {}).items()},
            )
            for item in self.content["alone"]
        )

    @cached_property
    def missing(self) -> frozenset[str]:
        return frozenset(str(word).lower() for word in self.content["missing"])

    @cached_property
    def below(self) -> re.Pattern[str]:
        return re.compile(self.content["limits"]["below"], re.IGNORECASE)

    @cached_property
    def above(self) -> re.Pattern[str]:
        return re.compile(self.content["limits"]["above"], re.IGNORECASE)

    @cached_property
    def _analyte(self) -> re.Pattern[str]:
        return re.compile(self.content["analyte_names"])

    @cached_property
    def _unit(self) -> re.Pattern[str]:
        return re.compile(self.content["units"], re.IGNORECASE)

    def is_analyte(self, name: str) -> bool:
        plain = plain_name(BEADS.sub("", name))
        return bool(plain) and (
            name.strip().lower() in self.spellings or plain in self.spellings or bool(self._analyte.fullmatch(plain))
        )

    def is_car_t(self, name: str) -> bool:
        """Whether a name says by itself that CAR T cells or copies were measured."""
        surest = self.patterns("car_t_levels", "result")[0]
        return re.fullmatch(surest, plain_name(name)) is not None

    def is_unit(self, text: str) -> bool:
        return bool(text.strip()) and bool(self._unit.fullmatch(text.strip()))

    def results(self, profile: Profile) -> float:
        """The part of the cells that are results as laboratories write them."""
        return sum(n for text, n in profile.texts.items() if self.is_result(text)) / max(1, profile.n)

    def is_result(self, text: str) -> bool:
        """A number, an inequality, a word for a limit or for nothing."""
        patterns = (NUMBER, RESULT, self.below, self.above)
        return any(pattern.fullmatch(text) for pattern in patterns) or text.lower() in self.missing

    def missing_words(self, profile: Profile) -> list[str]:
        """The words of a column that are known to say that there is nothing, as they are written."""
        return sorted(text for text in profile.texts if text.lower() in self.missing and text.lower() not in MISSING)

    def not_ended(self, profile: Profile, column: str) -> dict[str, object]:
        """What goes on has no end yet: its word is nothing, lest the whole row be set aside."""
        words = [text for text in sorted(profile.texts) if text.lower() in self.content["ongoing"]]
        return {"values": dict.fromkeys(words, "")} if words and column == "end_date" else {}


def load_hints(sql: Path) -> Hints:
    """What the shipped SQL knows of names."""
    content: Any = load_document(sql / GUESSES, f"sql/{GUESSES}", ContractError).plain()
    with (sql / "seeds" / "analyte_names.csv").open(encoding="utf-8", newline="") as stream:
        spellings = frozenset(row["spelling"] for row in csv.DictReader(stream))
    return Hints(load_contract(sql / "sources.yml"), content, spellings)
