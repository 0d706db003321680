"""Intervals of many rates at once, of any statistic, and of a plain count."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from .bootstrap import BLOCK, Interval, percentile_interval, resampled_sums
from .contingency import Floats

# Normal quantile of a two-sided 95% interval.
Z_95 = 1.959963984540054


def bootstrap_rates(
    counts: npt.ArrayLike, sizes: npt.ArrayLike, *, draws: int = 2000, seed: int = 0
) -> pd.DataFrame:
    """Rate of many terms, Σ counts / Σ sizes, with intervals over the same units.

    Args:
        counts: units × terms (sentences × vocabulary), dense or SciPy sparse.
        sizes: tokens of every unit, above 0.
        draws: how often the units are drawn.
        seed: of the random generator.

    Returns:
        One row per term, in the order of the columns: rate, low, high (per token; NaN bounds with
        fewer than two units), n (units).

    Raises:
        ValueError: for unequal lengths, no units, or a size of 0.
    """
    table: Any = counts if hasattr(counts, "tocsr") else np.asarray(counts, dtype=np.float64)
    tokens = np.asarray(sizes, dtype=np.float64)
    if tokens.ndim != 1 or table.ndim != 2 or table.shape[0] != tokens.size:
        raise ValueError(f"{table.shape} counts need one size per row; {tokens.shape} given")
    if tokens.size == 0 or not np.isfinite(tokens).all() or (tokens <= 0).any():
        raise ValueError("rates need at least one unit, and every unit a size above 0")
    n, width = table.shape
    table = table.tocsc() if hasattr(table, "tocsc") else table
    rate = np.asarray(table.sum(axis=0), dtype=np.float64).ravel() / tokens.sum()
    low, high = np.full(width, math.nan), np.full(width, math.nan)
    if n > 1:
        drawn_tokens = resampled_sums(tokens[:, np.newaxis], draws=draws, seed=seed)
        step = max(1, BLOCK // draws)
        for start in range(0, width, step):
            block = slice(start, start + step)
            drawn = resampled_sums(table[:, block], draws=draws, seed=seed) / drawn_tokens
            low[block], high[block] = percentile_interval(drawn)
    return pd.DataFrame({"rate": rate, "low": low, "high": high, "n": n})


def bootstrap_statistic(
    statistic: Callable[..., float], *columns: npt.ArrayLike, draws: int = 2000, seed: int = 0
) -> Interval:
    """Any statistic of one or more columns with its interval; the columns' rows stay together.

    It is called once per draw. A draw in which it gives NaN is left out; where that is more than
    one in twenty, the bounds are NaN.

    Raises:
        ValueError: without columns or rows, or for columns of unequal length.
    """
    arrays = [np.asarray(column) for column in columns]
    lengths = {array.shape[0] for array in arrays}
    if len(lengths) != 1 or 0 in lengths:
        raise ValueError(f"columns of one length above 0 needed, not {sorted(lengths)}")
    (n,) = lengths
    estimate = float(statistic(*arrays))
    if n < 2:
        return Interval(estimate, math.nan, math.nan, n)
    rng = np.random.default_rng(seed)
    drawn = np.empty(draws)
    for draw in range(draws):
        chosen = rng.integers(n, size=n)
        drawn[draw] = statistic(*(array[chosen] for array in arrays))
    return Interval(estimate, *defined_interval(drawn), n)


def defined_interval(drawn: Floats) -> tuple[float, float]:
    """The interval of the draws that are defined; NaN where more than one in twenty is not."""
    defined = drawn[~np.isnan(drawn)]
    if defined.size < 0.95 * drawn.size:
        return math.nan, math.nan
    low, high = percentile_interval(defined)
    return float(low), float(high)


def wilson(successes: int, trials: int) -> Interval:
    """Share of successes with Wilson's score interval: has width at 0 and 1 too, within 0–1.

    Wilson 1927. For units counted once each; a bootstrap of 0 out of n has no width.

    Raises:
        ValueError: without trials, or for successes outside 0–trials.
    """
    if trials < 1 or not 0 <= successes <= trials:
        raise ValueError(f"successes must lie between 0 and trials: {successes} of {trials}")
    share, square = successes / trials, Z_95**2
    centre = (share + square / (2 * trials)) / (1 + square / trials)
    spread = math.sqrt(share * (1 - share) / trials + square / (4 * trials**2))
    half = Z_95 * spread / (1 + square / trials)
    # At 0 and n of n the bound is exact; rounding must not carry it past.
    low = 0.0 if successes == 0 else centre - half
    high = 1.0 if successes == trials else centre + half
    return Interval(share, low, high, trials)
