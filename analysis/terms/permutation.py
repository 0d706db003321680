"""What z of keyness looks like where the label "target" says nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from analysis import stats
from analysis.terms.counts import Counts, Integers

# How many numbers a block of draws × terms may hold.
BLOCK = 2_000_000
LEVEL = 0.05

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Null:
    """Each term's 95% of z under permutation, and the largest |z| in every draw by family."""

    low: Floats
    high: Floats
    largest: Floats  # families × draws


def family_p(largest: Floats, z: Floats) -> Floats:
    """Share of draws in which the largest |z| is as large, the observed one counted as a draw.

    Westfall & Young 1993: holds for all comparisons together of which `largest` is the largest.
    NaN without draws.
    """
    draws = len(largest)
    if not draws:
        return np.full(len(z), np.nan)
    as_large = draws - np.searchsorted(np.sort(largest), np.abs(z) - 1e-9)
    return np.asarray((as_large + 1) / (draws + 1))


def family_limit(largest: Floats) -> float:
    """The |z| to be passed for p < .05; infinite where no p can be so small, NaN without draws."""
    if not len(largest):
        return float("nan")
    allowed = int(np.ceil(LEVEL * (len(largest) + 1))) - 2
    return float(np.sort(largest)[::-1][allowed]) if allowed >= 0 else float("inf")


def dealt(tokens: Integers, sizes: Sequence[int], *, draws: int, seed: int) -> list[Floats]:
    """Units in random order dealt out to groups: for each, draws × units, 1 where it has the unit.

    Every group gets its tokens again, to the nearest unit: an article of long sentences would
    otherwise be larger than any that it is compared with. What is left over stays with nobody.
    """
    units = np.tile(np.arange(len(tokens)), (draws, 1))
    order = np.random.default_rng(seed).permuted(units, axis=1)
    drawn = tokens[order]
    middle = drawn.cumsum(axis=1) - drawn / 2
    edges = np.append(0, np.cumsum(sizes))
    groups = []
    for low, high in pairwise(edges):
        member = np.zeros((draws, len(tokens)))
        inside = (middle > low) & (middle <= high)
        np.put_along_axis(member, order, inside.astype(float), axis=1)
        groups.append(member)
    return groups


def permuted_z(
    counts: Counts,
    rows: Integers,
    terms: Integers,
    groups: Sequence[Floats],
    *,
    prior: Floats,
    prior_total: float,
    families: Flags | None = None,
) -> list[Null]:
    """z of some terms in each shuffled group against the rest of `rows`.

    A unit's terms stay together. `prior` is each term's; `groups` as `dealt` gives them;
    `families` marks the terms of each (families × terms), by default one of all terms.
    """
    tokens = counts.units["tokens"].to_numpy()[rows]
    family = np.ones((1, len(terms)), dtype=bool) if families is None else families
    nulls = [
        Null(
            np.full(len(terms), np.nan),
            np.full(len(terms), np.nan),
            np.zeros((len(family), len(member))),
        )
        for member in groups
    ]
    draws = len(groups[0])
    if not draws:
        return nulls
    step = max(1, BLOCK // max(draws, len(rows)))
    for start in range(0, len(terms), step):
        block = slice(start, start + step)
        table, alpha, where = _distinct(counts.dense(rows, terms[block]), prior[block])
        chosen = [np.unique(where[marked]) for marked in family[:, block]]
        for null, member in zip(nulls, groups, strict=True):
            first, size = member @ table, member @ tokens
            z = stats.log_odds(
                first,
                table.sum(axis=0) - first,
                prior=alpha,
                target_total=size,
                reference_total=tokens.sum() - size,
                prior_total=prior_total,
            ).z
            null.low[block], null.high[block] = np.percentile(z, [2.5, 97.5], axis=0)[:, where]
            size_of_z = np.abs(z)
            for row, columns in zip(null.largest, chosen, strict=True):
                np.maximum(row, size_of_z[:, columns].max(axis=1, initial=0), out=row)
    return nulls


def _distinct(table: Floats, prior: Floats) -> tuple[Floats, Floats, Integers]:
    """Columns that differ: terms of the same sentences, as most that occur once, share a null."""
    keys: dict[bytes, int] = {}
    described = np.ascontiguousarray(np.vstack([table, prior]).T)
    where = np.array([keys.setdefault(row.tobytes(), len(keys)) for row in described])
    first = np.unique(where, return_index=True)[1]
    return table[:, first], prior[first], where
