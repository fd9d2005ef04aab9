"""SQL folders -> the files of models and checks, ours by layer, those of a dbt project below models/ and tests/."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warehouse.dbt.described import Described
from warehouse.dbt.refused import on_their_lines, refuse_template
from warehouse.document import load_text
from warehouse.errors import ModelError, Place
from warehouse.models.header import has_header

CHECKS = "checks"
LAYERS = ("staging", "intermediate", "marts", "analyses", "results", "report", CHECKS)


@dataclass(frozen=True)
class ModelFile:
    """One file as it lies on disk. `path` is how messages name it; `described` is what YAML says of a model of dbt."""

    name: str
    layer: str
    path: str
    text: str
    described: Mapping[str, Any] | None = None


def find_model_files(roots: Sequence[Path], described: Described | None = None) -> list[ModelFile]:
    """The model files of each SQL folder, layer by layer, and those of a dbt project in the last.

    Raises ModelError when two files make a model of one name.
    """
    found: dict[str, ModelFile] = {}
    files = [file for root in roots for file in _own_files(root)]
    for file in [*files, *(find_dbt_files(roots[-1], described) if described is not None else ())]:
        if file.name in found:
            what = f"Two files make the model '{file.name}': the other is {found[file.name].path}"
            raise ModelError(what, Place(file.path), "give one of them another name: models may be added, not replaced")
        found[file.name] = file
    return list(found.values())


def _own_files(root: Path) -> list[ModelFile]:
    return [
        ModelFile(path.stem, layer, shown, load_text(path, shown, ModelError))
        for layer in LAYERS
        for path in sorted((root / layer).glob("**/*.sql"))
        for shown in [f"{root.name}/{path.relative_to(root)}"]
    ]


def find_dbt_files(root: Path, described: Described) -> list[ModelFile]:
    """The files of a dbt project in an SQL folder: models/<layer>/ and tests/. One with a header of ours is as ours."""
    tests = [path for path in (root / "tests").glob("**/*.sql") if path.relative_to(root).parts[1] != "generic"]
    return [_dbt_file(path, root, described) for path in sorted([*(root / "models").glob("**/*.sql"), *tests])]


def _dbt_file(path: Path, root: Path, described: Described) -> ModelFile:
    shown = f"{root.name}/{path.relative_to(root)}"
    text = load_text(path, shown, ModelError)
    kind, *folders = path.relative_to(root).parts[:-1]
    layer = CHECKS if kind == "tests" else folders[0] if folders else ""
    if layer not in LAYERS or (kind != "tests" and layer == CHECKS):
        hint = f"move it to {root.name}/models/ and one of {', '.join(LAYERS[:-1])}"
        raise ModelError("The folder of the model says no layer", Place(shown, 1), hint)
    if has_header(text):
        return ModelFile(path.stem, layer, shown, text)
    refuse_template(text, shown, described.project.name)
    said = described.check(path.stem, folders) if layer == CHECKS else described.header(path.stem, folders)
    return ModelFile(path.stem, layer, shown, on_their_lines(text), said)
