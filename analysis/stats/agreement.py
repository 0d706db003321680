"""Agreement between coders: Krippendorff's α."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from .bootstrap import Interval
from .contingency import Floats
from .rates import defined_interval

Level = Literal["nominal", "ordinal", "interval", "ratio"]
LEVELS = ("nominal", "ordinal", "interval", "ratio")
Ratings = pd.DataFrame | Sequence[Sequence[object]] | npt.NDArray[np.generic]


def krippendorff_alpha(
    ratings: Ratings, *, level: Level = "nominal", order: Sequence[Hashable] | None = None
) -> float:
    """Krippendorff's α: 1 is perfect agreement, 0 what chance gives, below 0 worse than chance.

    Krippendorff 2019, *Content Analysis*, 4th edition, chapter 12.

    Args:
        ratings: one row per coder, one column per unit; None or NaN where a coder gave none. A
            unit with fewer than two ratings has no pair and doesn't count.
        level: "nominal", "ordinal", "interval" or "ratio".
        order: the ratings' values from lowest to highest; needed for ordinal ratings that aren't
            numbers, and only used there.

    Raises:
        ValueError: where no unit has two ratings, where all paired ratings are the same value
            (chance agreement is then perfect too, and α not defined), for ratings that the level
            can't compare, or a rating that `order` lacks.
    """
    pairs, values = _coincidences(ratings, level, order)
    alpha = _alpha(pairs.sum(axis=0), values, level)
    if math.isnan(alpha):
        raise ValueError("all paired ratings have the same value: α is not defined")
    return alpha


def alpha_interval(
    ratings: Ratings,
    *,
    level: Level = "nominal",
    order: Sequence[Hashable] | None = None,
    draws: int = 2000,
    seed: int = 0,
) -> Interval:
    """`krippendorff_alpha` with its 95% interval, the units drawn with replacement.

    n counts the units with at least two ratings. The bounds are NaN for fewer than two of them,
    or where more than one draw in twenty holds a single value only.

    Raises:
        ValueError: as `krippendorff_alpha`.
    """
    alpha = krippendorff_alpha(ratings, level=level, order=order)
    pairs, values = _coincidences(ratings, level, order)
    n = len(pairs)
    if n < 2:
        return Interval(alpha, math.nan, math.nan, n)
    rng = np.random.default_rng(seed)
    drawn = np.array(
        [_alpha(pairs[rng.integers(n, size=n)].sum(axis=0), values, level) for _ in range(draws)]
    )
    return Interval(alpha, *defined_interval(drawn), n)


def _coincidences(
    ratings: Ratings, level: Level, order: Sequence[Hashable] | None
) -> tuple[Floats, Floats]:
    """For every unit with a pair its coincidence matrix, and the values' positions on the scale."""
    if level not in LEVELS:
        raise ValueError(f"level must be one of {', '.join(LEVELS)}; not {level!r}")
    table = np.array(pd.DataFrame(ratings), dtype=object)
    given = ~pd.isna(table)
    used = given.sum(axis=0) >= 2
    if not used.any():
        raise ValueError("no unit was rated by two coders: α is not defined")
    table, given = table[:, used], given[:, used]
    present = set(table[given].tolist())
    numbers = all(isinstance(value, int | float | np.number) for value in present)
    if level == "ordinal" and order is not None:
        missing = present - set(order)
        if missing:
            raise ValueError(f"order lacks the rating {min(missing, key=str)!r}: {list(order)}")
        scale: list[Hashable] = list(order)
    elif numbers:
        scale = sorted(present)
    elif level == "nominal":
        scale = sorted(present, key=str)
    else:
        need = "an order" if level == "ordinal" else "numbers"
        raise ValueError(f"{level} ratings need {need}; found {min(present, key=str)!r}")
    code = {value: position for position, value in enumerate(scale)}
    counts = np.zeros((table.shape[1], len(scale)))
    for coder, unit in zip(*np.nonzero(given), strict=True):
        counts[unit, code[table[coder, unit]]] += 1
    raters = counts.sum(axis=1)[:, np.newaxis, np.newaxis]
    pairs = counts[:, :, np.newaxis] * counts[:, np.newaxis, :]
    pairs -= counts[:, :, np.newaxis] * np.eye(len(scale))
    position = scale if level in ("interval", "ratio") else range(len(scale))
    return pairs / (raters - 1), np.asarray(position, dtype=np.float64)


def _alpha(coincidences: Floats, values: Floats, level: Level) -> float:
    frequency = coincidences.sum(axis=0)
    distance = _distance(values, frequency, level)
    expected = (np.outer(frequency, frequency) * distance).sum() / (frequency.sum() - 1)
    # No rounding reaches 0 by itself: distances on the diagonal are exactly 0.
    if expected == 0:
        return math.nan
    return float(1 - (coincidences * distance).sum() / expected)


def _distance(values: Floats, frequency: Floats, level: Level) -> Floats:
    """Squared difference between every two values, by the level of measurement."""
    if level == "nominal":
        return 1 - np.eye(values.size)
    if level == "ordinal":
        # Mid-rank of each value: the ratings below it and half of its own.
        values = np.cumsum(frequency) - frequency / 2
    difference = values[:, np.newaxis] - values
    if level == "ratio":
        total = np.abs(values[:, np.newaxis] + values)
        difference = np.divide(difference, total, out=np.zeros_like(total), where=total > 0)
    return np.asarray(difference**2)
