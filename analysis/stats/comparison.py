"""Whether two groups' means can be told apart."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from .bootstrap import checked_units, group_positions, percentile_interval, resampled_sums
from .contingency import Floats

COLUMNS = ["first", "second", "difference", "low", "high", "p", "p_holm", "n_first", "n_second"]


class Difference(NamedTuple):
    """First mean less second, its 95% interval, two-sided p and the units on each side."""

    difference: float
    low: float
    high: float
    p: float
    n_first: int
    n_second: int


class _Drawn(NamedTuple):
    estimate: float
    means: Floats
    constant: bool
    n: int
    columns: Floats  # units × (numerator, denominator)


def bootstrap_difference(
    first: npt.ArrayLike, second: npt.ArrayLike, *, draws: int = 2000, seed: int = 0
) -> Difference:
    """Difference of two means, both groups drawn anew apart from each other.

    p is the larger of two: twice the share of draws on the far side of 0, and the share of
    shuffles of the units between the groups whose difference is at least as far from 0 (one draw
    added to each count). Draws alone take few units, or units that do not vary, for more certain
    than they are: with two units on each side nothing can be told apart, whatever the interval
    says. p is NaN where neither group varies; it and the bounds are NaN where a group has fewer
    than two units.

    Raises:
        ValueError: where a group is empty or holds a missing value.
    """
    sides = [
        _draw(*checked_units(values, None), draws=draws, seed=[seed, position])
        for position, values in enumerate((first, second))
    ]
    if not (sides[0].n and sides[1].n):
        raise ValueError("an empty group has no mean to compare")
    return _compare(*sides)


def _draw(
    top: Floats, bottom: Floats, counts: npt.NDArray[np.bool_], *, draws: int, seed: list[int]
) -> _Drawn:
    columns = np.column_stack([top, bottom])[counts]
    n = len(columns)
    if n == 0:
        return _Drawn(math.nan, np.full(draws, math.nan), True, 0, columns)
    estimate = float(columns[:, 0].sum() / columns[:, 1].sum())
    ratios = columns[:, 0] / columns[:, 1]
    if n < 2:
        return _Drawn(estimate, np.full(draws, math.nan), True, n, columns)
    sums = resampled_sums(columns, draws=draws, seed=seed)
    return _Drawn(estimate, sums[:, 0] / sums[:, 1], bool((ratios == ratios[0]).all()), n, columns)


def _compare(first: _Drawn, second: _Drawn) -> Difference:
    difference = first.estimate - second.estimate
    if min(first.n, second.n) < 2:
        return Difference(difference, math.nan, math.nan, math.nan, first.n, second.n)
    drawn = first.means - second.means
    low, high = percentile_interval(drawn)
    # Sums in another order differ in the last bits: a difference so small is 0.
    tie = 1e-12 * max(float(np.abs(first.means).max()), float(np.abs(second.means).max()))
    tail = min(int((drawn <= tie).sum()), int((drawn >= -tie).sum()))
    p = min(1.0, 2 * (tail + 1) / (drawn.size + 1))
    p = math.nan if first.constant and second.constant else max(p, _shuffled_p(first, second))
    return Difference(difference, float(low), float(high), p, first.n, second.n)


def _shuffled_p(first: _Drawn, second: _Drawn) -> float:
    """Two-sided permutation p of the difference of shares, units shuffled between the groups."""
    columns = np.vstack([first.columns, second.columns])
    member = np.arange(len(columns)) < first.n
    drawn = permuted_membership(member, draws=first.means.size) @ columns
    rest = columns.sum(axis=0) - drawn
    shuffled = np.abs(drawn[:, 0] / drawn[:, 1] - rest[:, 0] / rest[:, 1])
    seen = abs(first.estimate - second.estimate) * (1 - 1e-9)
    return float(((shuffled >= seen).sum() + 1) / (shuffled.size + 1))


def bootstrap_differences(
    values: npt.ArrayLike,
    groups: Iterable[Hashable],
    *,
    denominator: npt.ArrayLike | None = None,
    expected: Iterable[Hashable] | None = None,
    draws: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """`bootstrap_difference` of every pair of groups, with Holm's correction over all pairs.

    With a `denominator` shares are compared, Σ values / Σ denominator of each group.

    Returns:
        One row per pair, groups in order of first appearance or of `expected`: first, second,
        difference (first less second), low, high, p, p_holm, n_first, n_second. Bounds and p are
        NaN where they can't be told; such pairs don't count in the correction.

    Raises:
        ValueError: as `bootstrap_means`.
    """
    top, bottom, counts = checked_units(values, denominator)
    drawn = {
        name: _draw(top[at], bottom[at], counts[at], draws=draws, seed=[seed, position])
        for position, (name, at) in enumerate(group_positions(groups, expected, length=top.size))
    }
    rows = [(one, two, *_compare(drawn[one], drawn[two])) for one, two in combinations(drawn, 2)]
    frame = pd.DataFrame(rows, columns=[name for name in COLUMNS if name != "p_holm"])
    numbers = dict.fromkeys(("difference", "low", "high", "p"), float)
    frame = frame.astype({**numbers, "n_first": int, "n_second": int})
    frame["p_holm"] = holm(frame["p"])
    return frame[COLUMNS]


def holm(p: npt.ArrayLike) -> Floats:
    """Holm's step-down correction of p-values tested together: never below the raw p, at most 1.

    Holm 1979. NaN stays NaN and doesn't count as a test.

    Raises:
        ValueError: for a value outside 0–1.
    """
    raw = np.asarray(p, dtype=np.float64)
    if ((raw < 0) | (raw > 1)).any():
        raise ValueError("p-values must lie between 0 and 1")
    tested = np.flatnonzero(~np.isnan(raw))
    order = tested[np.argsort(raw[tested], kind="stable")]
    factors = np.arange(order.size, 0, -1)
    corrected = np.full(raw.shape, math.nan)
    corrected[order] = np.minimum(1.0, np.maximum.accumulate(factors * raw[order]))
    return corrected


def permuted_membership(
    member: npt.ArrayLike, *, draws: int = 2000, seed: int = 0
) -> npt.NDArray[np.bool_]:
    """The same number of members shuffled among the units: draws × units.

    Multiplied with units × terms it gives the target's counts under a permutation null.
    """
    flags = np.asarray(member, dtype=bool)
    rng = np.random.default_rng(seed)
    return rng.permuted(np.broadcast_to(flags, (draws, flags.size)), axis=1)


def permutation_p(
    first: npt.ArrayLike, second: npt.ArrayLike, *, draws: int = 2000, seed: int = 0
) -> float:
    """Two-sided p of a difference of means under shuffling of units between the groups.

    The unshuffled arrangement counts as one draw: at least 1 / (draws + 1). Sound for few units.

    Raises:
        ValueError: where a group is empty or holds a missing value.
    """
    one, two = checked_units(first, None)[0], checked_units(second, None)[0]
    if not (one.size and two.size):
        raise ValueError("an empty group has no mean to compare")
    pooled = np.concatenate([one, two])
    member = np.arange(pooled.size) < one.size
    sums = permuted_membership(member, draws=draws, seed=seed) @ pooled
    means = sums / one.size - (pooled.sum() - sums) / two.size
    observed = abs(one.mean() - two.mean())
    as_far = np.abs(means) >= observed - 1e-12 * np.abs(pooled).max()
    return float((as_far.sum() + 1) / (draws + 1))
