"""What every comparison of groups shares: the values of each level, their medians, who is in no level."""

from collections.abc import Iterator, Mapping

import numpy as np

from python_stats.contract.results import Estimate, counted
from python_stats.contract.sample import Numbers, Sample
from python_stats.contract.spec import Analysis


def grouped(analysis: Analysis, sample: Sample) -> dict[str, Numbers]:
    """The covariate of each level, in the order the header lists them."""
    return {level: sample.values_in(level) for level in analysis.levels}


def medians(groups: Mapping[str, Numbers]) -> Iterator[Estimate]:
    """The median of each group, which is what a reader looks for first."""
    for level, values in groups.items():
        median = float(np.median(values)) if len(values) else None
        yield Estimate(term=level, estimate_name="median", n=len(values), estimate=median, status="descriptive")


def outside(analysis: Analysis, sample: Sample) -> str | None:
    """How many subjects are in a group that is not compared."""
    elsewhere = sum(group is not None and group not in analysis.levels for group in sample.groups)
    return counted(elsewhere, "subject in a group not compared", "subjects in groups not compared")
