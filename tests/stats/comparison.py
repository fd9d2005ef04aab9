"""One number of ours beside R's, and how the reference data are read."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Comparison:
    method: str
    quantity: str
    case: str
    ours: float
    theirs: float
    floor: float = 1e-300

    @property
    def difference(self) -> float:
        """Relative to R's value; a value of 0 is met exactly or not at all, but for rounding of the arithmetic."""
        scale = max(abs(self.theirs), self.floor)
        apart = abs(self.ours - self.theirs)
        return apart if self.theirs == 0 else apart / scale


def cases(reference: Path, topic: str) -> list[dict]:
    return json.loads((reference / "expected" / f"{topic}.json").read_text(encoding="utf-8"))["cases"]


def table(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"{name}.csv", keep_default_na=False, na_values=["NA"])


def pair(frame: pd.DataFrame, x: str, y: str) -> tuple[np.ndarray, np.ndarray]:
    both = frame[[x, y]].dropna().to_numpy(dtype=float)
    return both[:, 0], both[:, 1]


def group_values(frame: pd.DataFrame, value: str, group: str, levels: list[str]) -> dict[str, np.ndarray]:
    labels = frame[group].map(lambda level: f"{level:g}" if isinstance(level, float) else str(level))
    return {level: frame.loc[labels == level, value].dropna().to_numpy(dtype=float) for level in levels}
