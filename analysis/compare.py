"""From units to estimates, to their range, and to differences with intervals and a test.

Counts of texts that were read whole are facts and need no sampling interval. An interval says what
is generalised: `resample="articles"` draws articles anew within each group, for groups of several
articles; `resample="sentences"` draws sentences, for a reader who would take them as draws.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.story import among
from analysis.units import cited

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


def _checked(units: pd.DataFrame) -> pd.DataFrame:
    missing = {"group", "article_id", "key", "sentence_id", "top", "bottom"} - set(
        getattr(units, "columns", [])
    )
    if missing:
        raise TypeError(f"wanted units, as analysis.units gives them; missing: {sorted(missing)}")
    return units[units["bottom"] > 0]


def _drawn_anew(units: pd.DataFrame, resample: Resample) -> Floats:
    """Top and bottom of each thing that is drawn: a sentence, or an article with all of its own."""
    if resample == "articles":
        units = units.groupby("article_id", sort=False)[["top", "bottom"]].sum()
    return units[["top", "bottom"]].to_numpy(float)


def _check_resample(resample: str | None) -> None:
    if resample not in (None, "sentences", "articles"):
        raise ValueError(f"resample={resample!r} is not valid: sentences, articles, None")


def _ratio(top: Any, bottom: Any) -> Floats:
    top, bottom = np.asarray(top, float), np.asarray(bottom, float)
    return np.asarray(np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom > 0))


def _bootstrap(table: Floats, draws: int, rng: np.random.Generator) -> Floats:
    """Ratios of the sums of rows drawn with replacement."""
    n = len(table)
    parts = []
    for size in _blocks(draws, n):
        weights = rng.multinomial(n, np.full(n, 1 / n), size=size)
        sums = weights @ table
        parts.append(_ratio(sums[:, 0], sums[:, 1]))
    return np.concatenate(parts)


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
    _check_resample(resample)
    told = _checked(units)
    pairs = units[["group", "key"]].drop_duplicates()
    order = {group: place for place, group in enumerate(pairs["group"].unique())}
    pairs = pairs.loc[pairs["group"].map(order).sort_values(kind="stable").index]
    places = cited(told[told["top"] != 0], ["group", "key"]).to_dict()
    parts = dict(list(told.groupby(["group", "key"], sort=False)))
    rows = []
    for group, key in pairs.itertuples(index=False):
        own = parts.get((group, key), told.iloc[:0])
        table = _drawn_anew(own, resample or "sentences")
        top, bottom = table.sum(axis=0)
        low, high = np.nan, np.nan
        if resample and len(table) > 1:
            low, high = _interval(_bootstrap(table, draws, np.random.default_rng(seed)))
        estimate = top / bottom if bottom else np.nan
        where = places.get((group, key), "")
        rows.append((group, key, top, bottom, estimate, low, high, len(table), where))
    return pd.DataFrame(rows, columns=ESTIMATE_COLUMNS)


def without_one(units: pd.DataFrame) -> pd.DataFrame:
    """The range of every estimate when any one sentence is left out.

    It says how much hangs on a single sentence, and nothing of other texts.

    Returns the columns of `estimates`; low and high are the least and the greatest estimate with
    one sentence left out (NaN where there is but one).
    """
    told = _checked(units)
    result = estimates(units)
    parts = dict(list(told.groupby(["group", "key"], sort=False)))
    for row, group, key in result[["group", "key"]].itertuples():
        own = parts.get((group, key), told.iloc[:0])
        left = _ratio(own["top"].sum() - own["top"], own["bottom"].sum() - own["bottom"])
        left = left[~np.isnan(left)]
        if len(left):
            result.loc[row, ["low", "high"]] = left.min(), left.max()
    return result


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
    _check_resample(resample)
    told = _checked(units)
    groups = list(dict.fromkeys(units["group"]))
    if pairs is None and target is not None:
        pairs = [(target, group) for group in groups if group != target]
    if pairs is None:
        if len(groups) > MOST_GROUPS:
            raise ValueError(f"{len(groups)} groups make too many pairs; name a target= or pairs=")
        pairs = list(combinations(groups, 2))
    among([str(name) for pair in pairs for name in pair], list(map(str, groups)), "group")
    tables = {
        names: _drawn_anew(part, resample)
        for names, part in told.groupby(["group", "key"], sort=False)
    }
    none = np.empty((0, 2))
    rows = []
    for key in dict.fromkeys(units["key"]):
        for first, second in pairs:
            one, two = tables.get((first, key), none), tables.get((second, key), none)
            (top_1, bottom_1), (top_2, bottom_2) = one.sum(axis=0), two.sum(axis=0)
            gap = float(_ratio(top_2, bottom_2) - _ratio(top_1, bottom_1))
            low, high, p = np.nan, np.nan, np.nan
            if min(len(one), len(two)) > 1:
                rng = np.random.default_rng(seed)
                drawn = [_bootstrap(table, min(draws, 2000), rng) for table in (two, one)]
                low, high = _interval(drawn[0] - drawn[1])
                p = permutation_p(one, two, draws=draws, seed=seed)
            rows.append((first, second, key, gap, low, high, p, p, False, len(one), len(two)))
    result = pd.DataFrame(rows, columns=DIFFERENCE_COLUMNS)
    result["p_holm"] = holm(result["p"].astype(float))
    result["apart"] = result["p_holm"] < LEVEL
    return result
