"""What z of keyness looks like where the label "target" says nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis import stats
from analysis.terms.counts import Counts, Integers

# How many numbers a block of draws × terms may hold.
BLOCK = 2_000_000

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Null:
    """Each term's 95% of z under permutation, and the largest |z| of any term in every draw."""

    low: Floats
    high: Floats
    largest: Floats

    def p(self, z: Floats) -> Floats:
        """Share of draws in which any term's |z| is as large, the observed one counted as a draw.

        Westfall & Young 1993: holds for all terms together. NaN without draws.
        """
        draws = len(self.largest)
        if not draws:
            return np.full(len(z), np.nan)
        as_large = draws - np.searchsorted(np.sort(self.largest), np.abs(z) - 1e-9)
        return np.asarray((as_large + 1) / (draws + 1))


def permuted_z(
    counts: Counts,
    sides: tuple[Flags, Flags],
    terms: Integers,
    *,
    prior: Floats,
    prior_total: float,
    draws: int,
    seed: int,
) -> Null:
    """z of some terms with the units of both sides shuffled, the target as large as before.

    Units are drawn in random order until the target has its tokens again (to the nearest unit): an
    article of long sentences would otherwise be larger than any target it is compared with. A
    unit's terms stay together. `prior` is each term's.
    """
    low, high = np.full(len(terms), np.nan), np.full(len(terms), np.nan)
    if not draws or not len(terms):
        return Null(low, high, np.empty(0))
    tokens = counts.units["tokens"].to_numpy()
    rows = np.flatnonzero((sides[0] | sides[1]) & (tokens > 0))
    order = np.random.default_rng(seed).permuted(np.tile(np.arange(len(rows)), (draws, 1)), axis=1)
    drawn = tokens[rows][order]
    within = drawn.cumsum(axis=1) - drawn / 2 <= tokens[sides[0]].sum()
    shuffled = np.zeros((draws, len(rows)))
    np.put_along_axis(shuffled, order, within.astype(float), axis=1)
    target_total = shuffled @ tokens[rows]
    largest = np.zeros(draws)
    step = max(1, BLOCK // max(draws, len(rows)))
    for start in range(0, len(terms), step):
        block = slice(start, start + step)
        # Terms that stand in the same sentences, as most do that occur once, share their null.
        described = np.vstack([counts.dense(rows, terms[block]), prior[block]])
        distinct, where = np.unique(described, axis=1, return_inverse=True)
        table, alpha = distinct[:-1], distinct[-1]
        first = shuffled @ table
        z = stats.log_odds(
            first,
            table.sum(axis=0) - first,
            prior=alpha,
            target_total=target_total,
            reference_total=tokens[rows].sum() - target_total,
            prior_total=prior_total,
        ).z
        low[block], high[block] = np.percentile(z, [2.5, 97.5], axis=0)[:, where]
        largest = np.maximum(largest, np.abs(z).max(axis=1))
    return Null(low, high, largest)
