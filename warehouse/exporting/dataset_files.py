"""Data sets -> files: SAS transport (XPT version 5), CDISC Dataset-JSON 1.1, and define.json with what they mean."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from warehouse.exporting.datasets import Cell, Dataset, Variable

EPOCH = date(1960, 1, 1)
DATE_FORMAT = "DATE9"
JSON_TYPES = {"text": "string", "integer": "integer", "float": "double", "date": "date"}


@dataclass(frozen=True)
class Origin:
    """Where the files come from, as they say it themselves."""

    study: str
    title: str
    is_synthetic: bool
    program: str
    version: str
    written_at: datetime


def write_files(folder: Path, datasets: Iterable[Dataset], origin: Origin) -> list[Path]:
    """A transport file and a Dataset-JSON file of each data set, and define.json."""
    datasets = list(datasets)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for dataset in datasets:
        written += [folder / f"{dataset.name}.xpt", folder / f"{dataset.name}.json"]
        write_xpt(written[-2], dataset)
        write_json(written[-1], dataset_json(dataset, origin))
    write_json(folder / "define.json", definition(datasets, origin))
    return [*written, folder / "define.json"]


def write_xpt(path: Path, dataset: Dataset) -> None:
    import pandas as pd
    import pyreadstat

    names = [variable.name.upper() for variable in dataset.variables]
    columns = {
        name: pd.Series([xpt_cell(row[n], variable) for row in dataset.rows], dtype=dtype(variable))
        for n, (name, variable) in enumerate(zip(names, dataset.variables, strict=True))
    }
    pyreadstat.write_xport(
        pd.DataFrame(columns),
        path,
        file_label=dataset.label,
        column_labels={variable.name.upper(): variable.label for variable in dataset.variables},
        table_name=dataset.name.upper(),
        file_format_version=5,
        variable_format={v.name.upper(): DATE_FORMAT for v in dataset.variables if v.type == "date"},
    )


def dtype(variable: Variable) -> str:
    return "object" if variable.type == "text" else "float64"


def xpt_cell(cell: Cell, variable: Variable) -> object:
    """Dates are days since 1960, as SAS counts them; a missing text is an empty one."""
    if variable.type == "text":
        return cell or ""
    return float((cell - EPOCH).days) if isinstance(cell, date) else cell


def dataset_json(dataset: Dataset, origin: Origin) -> dict[str, Any]:
    name = dataset.name.upper()
    return {
        "datasetJSONCreationDateTime": origin.written_at.isoformat(timespec="seconds"),
        "datasetJSONVersion": "1.1.0",
        "fileOID": f"{origin.program}.{origin.study}.{name}",
        "originator": f"{origin.program}{' (synthetic data, no patient)' if origin.is_synthetic else ''}",
        "sourceSystem": {"name": origin.program, "version": origin.version},
        "studyOID": origin.study,
        "metaDataVersionOID": f"MDV.{origin.study}",
        "metaDataRef": "define.json",
        "itemGroupOID": f"IG.{name}",
        "records": len(dataset.rows),
        "name": name,
        "label": dataset.label,
        "columns": [json_column(dataset, variable) for variable in dataset.variables],
        "rows": [[cell.isoformat() if isinstance(cell, date) else cell for cell in row] for row in dataset.rows],
    }


def json_column(dataset: Dataset, variable: Variable) -> dict[str, Any]:
    name = variable.name.upper()
    found: dict[str, Any] = {
        "itemOID": f"IT.{dataset.name.upper()}.{name}",
        "name": name,
        "label": variable.label,
        "dataType": JSON_TYPES[variable.type],
    }
    if variable.length is not None:
        found["length"] = variable.length
    if variable.type == "date":
        found |= {"targetDataType": "integer", "displayFormat": f"{DATE_FORMAT}."}
    if variable.name in dataset.keys:
        found["keySequence"] = dataset.keys.index(variable.name) + 1
    return found


def definition(datasets: Iterable[Dataset], origin: Origin) -> dict[str, Any]:
    """What a define.xml tells, as JSON: data sets, variables, their origin, and the SQL that makes them."""
    return {
        "study": origin.study,
        "title": origin.title,
        "synthetic": origin.is_synthetic,
        "sourceSystem": {"name": origin.program, "version": origin.version},
        "creationDateTime": origin.written_at.isoformat(timespec="seconds"),
        "datasets": [
            {
                "name": dataset.name.upper(),
                "label": dataset.label,
                "class": dataset.kind,
                "keys": [key.upper() for key in dataset.keys],
                "records": len(dataset.rows),
                "files": [f"{dataset.name}.xpt", f"{dataset.name}.json"],
                "derivation": dataset.path,
                "variables": [described(variable) for variable in dataset.variables],
            }
            for dataset in datasets
        ],
    }


def described(variable: Variable) -> dict[str, Any]:
    found: dict[str, Any] = {"name": variable.name.upper(), "label": variable.label, "type": variable.type}
    if variable.length is not None:
        found["length"] = variable.length
    if variable.type == "date":
        found["format"] = f"{DATE_FORMAT}."
    found["origin"] = variable.origin
    return found | ({"method": variable.about} if variable.about else {})


def write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")
