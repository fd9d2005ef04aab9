"""Gaps in covariates -> several data sets without gaps, by chained equations with predictive mean matching.

Each covariate in turn is predicted from the outcome and all others, and who lacks it takes the value of one of the five
subjects whose prediction is nearest: only values that were seen are ever put in. This is `pmm` of R's mice with its
defaults (five donors; what is missing predicted from drawn coefficients, what is seen from the fitted ones), and for a
text the same with a prediction for each of its levels. White, Royston and Wood, Statistics in Medicine 2011, 30:377.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from python_stats.contract.sample import Mask, Numbers

Places = NDArray[np.intp]

CYCLES = 10
DONORS = 5
# Of a standardised covariate, as in mice: enough to solve the equations of covariates that say the same, or nothing.
RIDGE = 1e-5


def donors(outcome: Numbers, blocks: Sequence[Numbers], sets: int, seed: int) -> Iterator[list[Places]]:
    """For each data set and each block of columns the subject whose value every subject takes: who has one, its own.

    A block is a covariate on its scale, with a column for each level of a text, and NaN in a row without a value. The
    outcome has no gap: without it the imputed values would know nothing of the association that is looked for.
    """
    scaled = [_scaled(block) for block in (outcome[:, None], *blocks)]
    for place in range(sets):
        yield _chained(scaled, np.random.default_rng([seed, place]))[1:]


def _scaled(block: Numbers) -> Numbers:
    """Standardised; the levels of a text together, as a rare level is not to count for more."""
    spread = float(np.sqrt(np.nanvar(block, axis=0).mean()))
    centred: Numbers = (block - np.nanmean(block, axis=0)) / (spread or 1.0)
    return centred


def _chained(blocks: Sequence[Numbers], draw: np.random.Generator) -> list[Places]:
    present: list[Mask] = [np.logical_and.reduce(np.isfinite(block), axis=1) for block in blocks]
    source = [_at_random(seen, draw) for seen in present]
    gaps = [place for place, seen in enumerate(present) if not seen.all()]
    # One incomplete covariate depends on nothing that changes.
    for _ in range(CYCLES if len(gaps) > 1 else 1):
        for place in gaps:
            others = [block[rows] for block, rows in zip(blocks, source, strict=True)]
            del others[place]
            source[place] = _matched(blocks[place], present[place], np.column_stack(others), draw)
    return source


def _at_random(present: Mask, draw: np.random.Generator) -> Places:
    rows = np.arange(len(present))
    rows[~present] = draw.choice(np.flatnonzero(present), int((~present).sum()))
    return rows


def _matched(block: Numbers, present: Mask, others: Numbers, draw: np.random.Generator) -> Places:
    # In an order of their own, so that of donors equally near not always the first of the file is taken.
    seen, unseen = draw.permutation(np.flatnonzero(present)), np.flatnonzero(~present)
    x = np.column_stack([np.ones(len(others)), others])
    fitted, drawn = _coefficients(x[seen], block[seen], draw)
    # Without the noise of the last digits, by which equal subjects would be told apart.
    have, lack = np.round(x[seen] @ fitted, 10), np.round(x[unseen] @ drawn, 10)
    distance = np.square(lack[:, None, :] - have[None, :, :]).sum(axis=2)
    nearest = np.argsort(distance, axis=1, kind="stable")[:, :DONORS]
    chosen = draw.integers(0, nearest.shape[1], len(unseen))
    rows = np.arange(len(block))
    rows[unseen] = seen[nearest[np.arange(len(unseen)), chosen]]
    return rows


def _coefficients(x: Numbers, y: Numbers, draw: np.random.Generator) -> tuple[Numbers, Numbers]:
    """Of the regression of each column of y, and one draw from what they may be as well (Rubin 1987, page 167)."""
    information = x.T @ x
    information[np.diag_indices_from(information)] += RIDGE * len(x)
    fitted: Numbers = np.linalg.solve(information, x.T @ y).astype(np.float64)
    left = np.square(y - x @ fitted).sum(axis=0)
    sigma = np.sqrt(left / draw.chisquare(max(1, len(x) - x.shape[1]), y.shape[1]))
    root = np.linalg.cholesky(np.linalg.inv(information))
    drawn: Numbers = fitted + root @ draw.standard_normal(fitted.shape) * sigma
    return fitted, drawn
