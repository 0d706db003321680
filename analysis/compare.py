"""From units to estimates, to their range, and to differences with intervals and a test.

Counts of texts that were read whole are facts and need no sampling interval. An interval says what
is generalised: `resample="articles"` draws articles anew within each group, for groups of several
articles; `resample="sentences"` draws sentences, for a reader who would take them as draws.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.story import among
from analysis.units import COLUMNS, cited

Resample = Literal["sentences", "articles"]
Floats = npt.NDArray[np.float64]
LEVEL = 0.05
BLOCK = 2_000_000  # numbers that a block of draws may hold
MOST_GROUPS = 50  # every pair of more groups is no table that anyone reads
ESTIMATE_COLUMNS = ["group", "key", "top", "bottom", "estimate", "low", "high", "n", "sentences"]
DIFFERENCE_COLUMNS = [
    *["first", "second", "key", "difference", "low", "high"],
    *["p", "p_holm", "apart", "n_first", "n_second"],
]


def _tables(units: pd.DataFrame, resample: Resample | None) -> dict[Any, Floats]:
    """Top and bottom of each thing that is drawn, by group and key, in the order of the groups.

    A sentence is drawn, or an article with all of its own. Things with no bottom aren't.
    """
    if missing := sorted({*COLUMNS} - set(getattr(units, "columns", []))):
        raise TypeError(f"wanted units, as analysis.units gives them; missing: {missing}")
    among(resample, ("sentences", "articles"), "resample")
    told = units[units["bottom"] > 0]
    if resample == "articles":
        told = told.groupby(COLUMNS[:3], sort=False)[["top", "bottom"]].sum().reset_index()
    parts = dict(list(told.groupby(["group", "key"], sort=False)[["top", "bottom"]]))
    pairs = units[["group", "key"]].drop_duplicates()
    pairs = pairs.iloc[pairs["group"].factorize()[0].argsort(kind="stable")]
    none = np.empty((0, 2))
    names = pairs.itertuples(index=False, name=None)
    return {pair: parts[pair].to_numpy(float) if pair in parts else none for pair in names}


def _ratio(top: Any, bottom: Any) -> Floats:
    top, bottom = np.asarray(top, float), np.asarray(bottom, float)
    return np.asarray(np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom > 0))


def _bootstrap(table: Floats, draws: int, rng: np.random.Generator) -> Floats:
    """Ratios of the sums of rows drawn with replacement; NaN with fewer than two rows."""
    n = len(table)
    if n < 2:
        return np.full(draws, np.nan)
    weights = (rng.multinomial(n, np.full(n, 1 / n), size=size) for size in _blocks(draws, n))
    return np.concatenate([_ratio(*(times @ table).T) for times in weights])


def _blocks(draws: int, n: int) -> Iterator[int]:
    step = max(1, BLOCK // max(n, 1))
    for start in range(0, draws, step):
        yield min(step, draws - start)


def _interval(drawn: Floats) -> tuple[float, float]:
    """The middle 95% of draws; NaN where they don't vary or one in twenty is not defined."""
    told = drawn[~np.isnan(drawn)]
    if len(told) < 0.95 * len(drawn) or not len(told) or np.ptp(told) == 0:
        return np.nan, np.nan
    low, high = np.percentile(told, [2.5, 97.5])
    return float(low), float(high)


def estimates(
    units: pd.DataFrame, *, resample: Resample | None = None, draws: int = 2000, seed: int = 0
) -> pd.DataFrame:
    """The share (or mean) of every key in every group: Σ top / Σ bottom.

    Returns group, key, top, bottom (sums), estimate (NaN where bottom is 0), low, high (95%
    percentile bootstrap over what `resample` names; NaN without it, with fewer than two things to
    draw, or where they are all alike), n (sentences, or articles where these are drawn), sentences
    (those with any of it, "article_id:sentence_id …").

    Raises TypeError for a frame that is no units, ValueError for an unknown `resample`.
    """

    def spread(table: Floats) -> tuple[float, float]:
        drawn = _bootstrap(table, draws, np.random.default_rng(seed)) if resample else np.array([])
        return _interval(drawn)

    return _estimated(units, _tables(units, resample), spread)


def without_one(units: pd.DataFrame) -> pd.DataFrame:
    """The range of every estimate when any one sentence is left out.

    It says how much hangs on a single sentence, and nothing of other texts.

    Returns the columns of `estimates`; low and high are the least and the greatest estimate with
    one sentence left out (NaN where there is but one).
    """

    def spread(table: Floats) -> tuple[float, float]:
        left = pd.Series(_ratio(*(table.sum(axis=0) - table).T))
        return left.min(), left.max()

    return _estimated(units, _tables(units, None), spread)


def _estimated(
    units: pd.DataFrame,
    tables: dict[Any, Floats],
    spread: Callable[[Floats], tuple[float, float]],
) -> pd.DataFrame:
    """The estimates of tables, between what `spread` gives for each."""
    told = units[(units["top"] != 0) & (units["bottom"] > 0)]
    places, rows = cited(told, ["group", "key"]).to_dict(), []
    for names, table in tables.items():
        sums = table.sum(axis=0)
        estimate = float(_ratio(*sums))
        rows.append((*names, *sums, estimate, *spread(table), len(table), places.get(names, "")))
    return pd.DataFrame(rows, columns=ESTIMATE_COLUMNS)


def _moments(table: Floats) -> Floats:
    """Σ top, Σ bottom, Σ top², Σ top·bottom, Σ bottom² come from sums of these five columns."""
    top, bottom = table.T
    return np.column_stack([top, bottom, top**2, top * bottom, bottom**2])


def _ratio_and_variance(sums: Floats, n: int) -> tuple[Floats, Floats]:
    """A ratio and its variance by the delta method (Cochran 1977, Sampling Techniques, 6.4)."""
    top, bottom, top2, both, bottom2 = sums.T
    ratio = _ratio(top, bottom)
    squares = top2 - 2 * ratio * both + ratio**2 * bottom2
    return ratio, np.maximum(squares, 0) * n / max(n - 1, 1) / np.where(bottom > 0, bottom, 1) ** 2


def _studentised(first: Floats, second: Floats, n: tuple[int, int]) -> Floats:
    (ratio_1, variance_1), (ratio_2, variance_2) = (
        _ratio_and_variance(sums, size) for sums, size in zip((first, second), n, strict=True)
    )
    gap, error = ratio_2 - ratio_1, np.sqrt(variance_1 + variance_2)
    exact = np.where(np.abs(gap) > 1e-12, np.copysign(np.inf, gap), 0.0)
    return np.where(error > 1e-12, gap / np.where(error > 1e-12, error, 1), exact)


def permutation_p(first: Floats, second: Floats, *, draws: int = 20_000, seed: int = 0) -> float:
    """Two-sided p that two tables of (top, bottom) have one ratio: studentised permutation test.

    What is drawn changes places between the groups, and |t| of the difference is compared with the
    one seen, which counts as a draw. Studentised, the test holds its level for large groups that
    vary unequally (Janssen 1997 for means, Chung & Romano 2013 in general). NaN where a group has
    fewer than two rows or nothing varies.
    """
    n, pooled = (len(first), len(second)), np.concatenate([first, second])
    if min(n) < 2:
        return float("nan")
    columns = _moments(pooled)
    whole = columns.sum(axis=0)
    seen = _studentised(columns[: n[0]].sum(axis=0)[None], columns[n[0] :].sum(axis=0)[None], n)[0]
    rng, large, told = np.random.default_rng(seed), 0, 0
    for size in _blocks(draws, len(pooled)):
        order = np.argsort(rng.random((size, len(pooled))), axis=1)
        one = columns[order[:, : n[0]]].sum(axis=1)
        drawn = _studentised(one, whole - one, n)
        told += int((~np.isnan(drawn)).sum())
        large += int((np.abs(drawn) >= abs(seen) * (1 - 1e-9)).sum())
    varies = np.ptp(_ratio(*pooled[pooled[:, 1] > 0].T)) > 0
    return (large + 1) / (told + 1) if varies and not np.isnan(seen) else float("nan")


def holm(p: pd.Series) -> pd.Series:
    """p corrected for the number of tests (Holm 1979); NaN stays NaN and is not counted."""
    told = p.dropna().sort_values()
    factors = np.arange(len(told), 0, -1)
    return (told * factors).cummax().clip(upper=1).reindex(p.index)


def differences(
    units: pd.DataFrame,
    *,
    resample: Resample,
    pairs: Sequence[tuple[object, object]] | None = None,
    target: object | None = None,
    draws: int = 20_000,
    seed: int = 0,
) -> pd.DataFrame:
    """How far groups lie apart in every key: the second's estimate less the first's.

    `pairs` names the groups to compare, or `target` the one that is compared with each other; by
    default every pair is. A pair is called apart where p, corrected over all rows returned (the
    family is what one call asks for), is below .05: this is the only rule for it. A test of one
    article against another takes sentences as draws and says nothing of the outlets.

    Returns first, second, key, difference, low, high (95% percentile bootstrap), p (studentised
    permutation test, two-sided), p_holm, apart, n_first, n_second (things drawn).

    Raises ValueError for a group there isn't, an unknown `resample`, or more than fifty groups
    without `pairs` or `target`.
    """
    tables = _tables(units, resample)
    groups = list(dict.fromkeys(units["group"]))
    if pairs is None and target is not None:
        pairs = [(target, group) for group in groups if group != target]
    if pairs is None:
        if len(groups) > MOST_GROUPS:
            raise ValueError(f"{len(groups)} groups make too many pairs; name a target= or pairs=")
        pairs = list(combinations(groups, 2))
    among([str(name) for pair in pairs for name in pair], list(map(str, groups)), "group")
    none = np.empty((0, 2))
    rows = []
    for key in dict.fromkeys(units["key"]):
        for first, second in pairs:
            one, two = tables.get((first, key), none), tables.get((second, key), none)
            gap = float(_ratio(*two.sum(axis=0)) - _ratio(*one.sum(axis=0)))
            rng = np.random.default_rng(seed)
            drawn = [_bootstrap(table, min(draws, 2000), rng) for table in (two, one)]
            low, high = _interval(drawn[0] - drawn[1])
            p = permutation_p(one, two, draws=draws, seed=seed)
            rows.append((first, second, key, gap, low, high, p, p, False, len(one), len(two)))
    result = pd.DataFrame(rows, columns=DIFFERENCE_COLUMNS)
    result["p_holm"] = holm(result["p"].astype(float))
    result["apart"] = result["p_holm"] < LEVEL
    return result
