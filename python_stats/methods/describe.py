"""No test: how many subjects, and the median of the covariate for each group. The figure shows the observations."""

from python_stats.contract.results import Findings
from python_stats.contract.sample import Sample
from python_stats.contract.spec import Analysis
from python_stats.summaries.groups import medians


def findings(analysis: Analysis, sample: Sample) -> Findings:
    """A median for each group that occurs, or one for everybody."""
    if analysis.group is None:
        return Findings(tuple(medians({"all": sample.x[sample.paired]})))
    levels = sorted({group for group in sample.groups if group is not None})
    groups = {level: sample.x[sample.paired & sample.member_of(level)] for level in levels}
    return Findings(tuple(medians(groups or {"all": sample.x[:0]})))
