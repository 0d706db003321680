"""Seeded percentile bootstrap of means and shares, units drawn with replacement.

The interval is of 95 per cent and covers the variation among the units given (the sentences of an
article), nothing beyond them. Fewer than two units have nothing to draw from, and units that are
all alike (none of eighteen sentences quotes) give the same value in every draw: `low` and `high`
are then NaN, since an interval of no width would pass for certainty (for a plain count of units
see `wilson`). The same seed gives the same interval, and a group's
interval is the same alone or among other groups.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from .contingency import Floats

# How many numbers one block of draws may hold: bounds the memory (bytes: eight times that).
BLOCK = 2_000_000
KEPT = 500_000


class Interval(NamedTuple):
    """A value with its 95% interval, from n units; NaN bounds where it can't be told."""

    estimate: float
    low: float
    high: float
    n: int


def percentile_interval(drawn: Floats) -> tuple[Floats, Floats]:
    """The 2.5th and 97.5th percentile along the first axis."""
    low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
    return np.asarray(low), np.asarray(high)


def resampled_sums(
    columns: npt.ArrayLike, *, draws: int = 2000, seed: int | Sequence[int] = 0
) -> Floats:
    """Column sums of units × columns, the units drawn anew with replacement: draws × columns.

    All columns share one draw of the units. `columns` may be a SciPy sparse matrix.

    Raises:
        ValueError: without units, or for fewer than one draw.
    """
    table: Any = columns if hasattr(columns, "tocsr") else np.asarray(columns, dtype=np.float64)
    n = table.shape[0]
    if n == 0:
        raise ValueError("no units to draw from")
    if draws < 1:
        raise ValueError(f"draws must be at least 1, not {draws}")
    key = tuple(seed) if isinstance(seed, Sequence) else int(seed)
    few = draws * n <= KEPT
    blocks = [_one_block(n, draws, key)] if few else _blocks(n, draws, key)
    return np.concatenate([np.asarray(times @ table) for times in blocks])


def _blocks(n: int, draws: int, seed: int | tuple[int, ...]) -> Iterator[Floats]:
    """How often each of n units is drawn, draws × n, so many draws at a time."""
    rng = np.random.default_rng(seed)
    step = max(1, BLOCK // n)
    for start in range(0, draws, step):
        rows = min(step, draws - start)
        chosen = rng.integers(n, size=(rows, n)) + n * np.arange(rows)[:, np.newaxis]
        times = np.bincount(chosen.ravel(), minlength=rows * n).reshape(rows, n)
        yield times.astype(np.float64)


# Groups of one size are drawn alike: the last draws are kept, for corpora of many articles.
@lru_cache(maxsize=2)
def _one_block(n: int, draws: int, seed: int | tuple[int, ...]) -> Floats:
    (times,) = _blocks(n, draws, seed)
    return times


def checked_units(
    numerator: npt.ArrayLike, denominator: npt.ArrayLike | None
) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    """Numerators, denominators (1 where not given) and which units count, as arrays.

    Raises:
        ValueError: for missing values, negative denominators, unequal lengths, or something
            counted in a unit whose denominator is 0.
    """
    top = np.asarray(numerator, dtype=np.float64)
    bottom = np.ones_like(top) if denominator is None else np.asarray(denominator, dtype=np.float64)
    if top.ndim != 1 or top.shape != bottom.shape:
        raise ValueError(f"one value per unit needed; the shapes are {top.shape}, {bottom.shape}")
    for name, values in (("values", top), ("denominators", bottom)):
        if not np.isfinite(values).all():
            at = int(np.argmin(np.isfinite(values)))
            raise ValueError(f"{name} hold a missing or infinite number at position {at}")
    if (bottom < 0).any() or (top[bottom == 0] != 0).any():
        raise ValueError("a denominator is negative, or 0 where the numerator is not")
    return top, bottom, bottom > 0


def bootstrap_mean(values: npt.ArrayLike, *, draws: int = 2000, seed: int = 0) -> Interval:
    """Mean of the values with its interval, in their unit.

    Raises:
        ValueError: without values, or with a missing one.
    """
    return _interval(*checked_units(values, None), draws=draws, seed=seed)


def bootstrap_share(
    numerator: npt.ArrayLike, denominator: npt.ArrayLike, *, draws: int = 2000, seed: int = 0
) -> Interval:
    """Σ numerator / Σ denominator with its interval, each given per unit (per sentence).

    Units whose denominator is 0 have no part in it: n counts the others.

    Raises:
        ValueError: where every denominator is 0, or as `checked_units` says.
    """
    return _interval(*checked_units(numerator, denominator), draws=draws, seed=seed)


def _interval(
    top: Floats, bottom: Floats, counts: npt.NDArray[np.bool_], *, draws: int, seed: int
) -> Interval:
    n = int(counts.sum())
    if n == 0:
        raise ValueError("no units to draw from: the mean or share of nothing is not defined")
    columns = np.column_stack([top, bottom])[counts]
    estimate = float(columns[:, 0].sum() / columns[:, 1].sum())
    ratios = columns[:, 0] / columns[:, 1]
    if n < 2 or (ratios == ratios[0]).all():
        return Interval(estimate, math.nan, math.nan, n)
    sums = resampled_sums(columns, draws=draws, seed=seed)
    low, high = percentile_interval(sums[:, 0] / sums[:, 1])
    return Interval(estimate, float(low), float(high), n)


def bootstrap_means(
    values: npt.ArrayLike,
    groups: Iterable[Hashable],
    *,
    denominator: npt.ArrayLike | None = None,
    expected: Iterable[Hashable] | None = None,
    draws: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Mean of every group with its interval; with a `denominator`, the share as `bootstrap_share`.

    Returns:
        One row per group, in order of first appearance or of `expected`: group, estimate, low,
        high, n. An expected group without units has NaN in the first three and n = 0.

    Raises:
        ValueError: as `checked_units`, for unequal lengths, or a group that isn't expected.
    """
    top, bottom, counts = checked_units(values, denominator)
    positions = group_positions(groups, expected, length=top.size)
    used = {group: where[counts[where]] for group, where in positions}
    found: dict[Hashable, Interval] = {}
    for group in sorted(used, key=lambda name: used[name].size):
        at = used[group]
        if at.size:
            found[group] = _interval(top[at], bottom[at], counts[at], draws=draws, seed=seed)
        else:
            found[group] = Interval(math.nan, math.nan, math.nan, 0)
    rows = [(group, *found[group]) for group in used]
    frame = pd.DataFrame(rows, columns=["group", "estimate", "low", "high", "n"])
    return frame.astype({"estimate": float, "low": float, "high": float, "n": int})


def group_positions(
    groups: Iterable[Hashable], expected: Iterable[Hashable] | None, *, length: int
) -> list[tuple[Hashable, npt.NDArray[np.int64]]]:
    """Every group with the positions of its units.

    Raises:
        ValueError: for another number of labels than `length`, a missing label, or a group that
            isn't expected.
    """
    codes, found = pd.factorize(pd.Series(list(groups), dtype=object))
    if codes.size != length:
        raise ValueError(f"{length} values need {length} groups, not {codes.size}")
    if (codes < 0).any():
        raise ValueError(f"the group at position {int(np.argmin(codes))} is missing")
    order = np.argsort(codes, kind="stable")
    parts = np.split(order, np.cumsum(np.bincount(codes, minlength=len(found)))[:-1])
    positions: dict[Hashable, npt.NDArray[np.int64]] = dict(zip(found, parts, strict=False))
    names = list(positions) if expected is None else list(expected)
    unknown = [name for name in positions if name not in set(names)]
    if unknown:
        raise ValueError(f"group {unknown[0]!r} is not among the expected: {names}")
    return [(name, positions.get(name, np.empty(0, dtype=np.int64))) for name in names]
