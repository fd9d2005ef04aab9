"""Where a number on a page came from: the explanation of a value, and the catalogue of everything."""

import threading
from dataclasses import dataclass, field
from pathlib import Path

from cli.serve.questions import Questions
from warehouse import site
from warehouse.ask import refuse_rows
from warehouse.building.publish import Files
from warehouse.disclosure import STUDY_FILE, disclosure_of
from warehouse.errors import UsageError

SHOWN_ROWS = 20

Form = dict[str, str]


@dataclass
class Origins:
    """Pages of warehouse.site over the study that is published now."""

    folder: Path
    questions: Questions
    _writing: threading.Lock = field(default_factory=threading.Lock)
    _written: int | None = None

    def explained(self, form: Form) -> bytes:
        """A value followed back."""
        return self._explained(form.get("what", ""), is_address=False)

    def explained_by_address(self, form: Form) -> bytes:
        """The same of a value of no subject: who it is about stays out of addresses and so out of histories."""
        return self._explained(form.get("what", ""), is_address=True)

    def _explained(self, what: str, *, is_address: bool) -> bytes:
        refuse_rows(self.folder)
        from warehouse.explaining.explain import explain
        from warehouse.site import explanation_page

        with self.questions.desk() as desk, desk.timed():
            if is_address and names_a_subject(what, desk.names()):
                raise UsageError("A value of a subject is asked for in the form, not in an address")
            return explanation_page(explain(desk.reader, what, SHOWN_ROWS)).encode()

    def catalogue(self, form: Form) -> bytes:
        """The catalogue of what is published, as `cartwheel docs` writes it: anew when what it was made of is newer.

        Under disclosure control only what was written here is shown: whenever a file is from, it may tell of rows.
        """
        from cli.catalogue import study_catalogue

        path = self.folder / "docs" / "index.html"
        with self._writing:
            found = path.stat().st_mtime_ns if path.exists() else 0
            is_known = disclosure_of(self.folder) is None or found == self._written
            if not is_known or found < _newest(self.folder):
                study_catalogue(self.folder, path)
                self._written = path.stat().st_mtime_ns
            return path.read_bytes()


def _newest(study: Path) -> int:
    """When the last of what a catalogue is made of was written: the warehouse, its study.yml, and our pages."""
    ours = (path for path in Path(site.__file__).parent.rglob("*") if path.is_file())
    return max(path.stat().st_mtime_ns for path in (Files(study).published, study / STUDY_FILE, *ours))


def names_a_subject(what: str, tables: dict[str, list[str]]) -> bool:
    """Whether what is asked for may name a subject: a key of a table that has subjects, or of one that is not said."""
    name, at, _ = what.partition("@")
    table = name.strip().rpartition(".")[0]
    found = [columns for relation, columns in tables.items() if table in (relation, relation.partition(".")[2])]
    return bool(at) and not (found and all("subject_id" not in columns for columns in found))
