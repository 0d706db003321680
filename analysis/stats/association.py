"""Keyness and association of a term, from its 2×2 table; every measure works on whole arrays.

Zero counts are handled as each docstring says: either by a named argument, or by the limit of the
formula (an infinity), never by a quiet 0.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from .contingency import Contingency, Floats

Yates = Literal["never", "always", "quanteda"]


def _x_log_ratio(observed: Floats, expected: Floats) -> Floats:
    """Observed · ln(observed / expected), 0 where nothing was observed."""
    ratio = np.divide(observed, expected, out=np.ones_like(observed), where=observed > 0)
    return np.asarray(observed * np.log(ratio))


def _sign(table: Contingency) -> Floats:
    return np.where(table.a < table.expected[0], -1.0, 1.0)


def _corrected(table: Contingency, yates: Yates) -> npt.NDArray[np.bool_]:
    """To which tables Yates' correction is applied."""
    if yates not in ("never", "always", "quanteda"):
        raise ValueError(f"yates must be 'never', 'always' or 'quanteda', not {yates!r}")
    if yates != "quanteda":
        return np.full(table.a.shape, yates == "always")
    cross = np.abs(table.a * table.d - table.b * table.c)
    small = np.min(table.expected, axis=0) < 5
    return np.asarray((cross >= table.total / 2) & small)


def g2(
    table: Contingency,
    *,
    cells: Literal[4, 2] = 4,
    yates: Yates = "never",
    signed: bool = False,
) -> Floats:
    """G², the log-likelihood ratio: 0 or more, higher is stronger evidence of a difference.

    Args:
        table: the counts.
        cells: 4 sums over the whole table (Dunning 1993, "Accurate methods for the statistics of
            surprise and coincidence"); 2 over the two counts of the term alone (Rayson & Garside
            2000, the UCREL calculator).
        yates: "never"; "always" brings each of the four cells nearer to its expectation by 0.5,
            or onto it where it is nearer than that; "quanteda" does so only where
            |ad − bc| ≥ N/2 and some expected count is below 5, as quanteda.textstats does.
        signed: negative where the term is rarer than expected in the target.

    Raises:
        ValueError: for another number of cells or another value of `yates`, or Yates' correction
            with two cells.
    """
    if cells not in (4, 2):
        raise ValueError(f"cells must be 4 or 2, not {cells!r}")
    if yates != "never" and cells == 2:
        raise ValueError("Yates' correction is defined for cells=4 only")
    expected = table.expected
    # The four deviations of a 2×2 table have one size: one step serves all cells.
    step = np.where(_corrected(table, yates), np.clip(table.a - expected[0], -0.5, 0.5), 0.0)
    observed = (table.a - step, table.b + step, table.c + step, table.d - step)
    terms = [_x_log_ratio(np.maximum(o, 0.0), e) for o, e in zip(observed, expected, strict=True)]
    # Rounding alone can leave a tiny negative sum where there is no difference.
    value = np.maximum(2 * np.sum(terms[:cells], axis=0), 0.0)
    return np.asarray(_sign(table) * value if signed else value)


def chi2(table: Contingency, *, yates: Yates = "never", signed: bool = False) -> Floats:
    """Pearson's χ²: 0 or more, higher is stronger evidence of a difference.

    Args:
        table: the counts.
        yates: "never"; "always" takes N/2 off |ad − bc|, down to 0; "quanteda" only where `g2`
            says.
        signed: negative where the term is rarer than expected in the target.

    Raises:
        ValueError: for another value of `yates`.
    """
    n = table.total
    a, b, c, d = table.a, table.b, table.c, table.d
    cross = np.abs(a * d - b * c)
    cross = np.where(_corrected(table, yates), np.maximum(cross - n / 2, 0.0), cross)
    value = n * cross**2 / ((a + b) * (c + d)) / ((a + c) * (b + d))
    return np.asarray(_sign(table) * value if signed else value)


def fisher_exact(table: Contingency) -> Floats:
    """Two-sided p of Fisher's exact test (0–1): all tables no likelier than this one.

    Raises:
        ValueError: where a count is not whole.
    """
    stacked = np.stack([table.a, table.b, table.c, table.d], axis=-1)
    if (stacked != np.round(stacked)).any():
        raise ValueError("Fisher's exact test needs whole counts")
    rows = stacked.reshape(-1, 4).astype(np.int64)
    return np.array([_fisher(*row) for row in rows.tolist()]).reshape(table.a.shape)


def _fisher(a: int, b: int, c: int, d: int) -> float:
    row, column, n = a + b, a + c, a + b + c + d
    lowest = max(0, row + column - n)
    k = np.arange(lowest, min(row, column), dtype=np.float64)
    # Hypergeometric probabilities by their successive ratios: no factorial overflows.
    steps = np.log((row - k) * (column - k) / ((k + 1) * (n - row - column + k + 1)))
    logs = np.concatenate([[0.0], np.cumsum(steps)])
    chances = np.exp(logs - logs.max())
    # Tables equally likely differ in the last bits only.
    as_rare = chances <= chances[a - lowest] * (1 + 1e-7)
    return float(min(chances[as_rare].sum() / chances.sum(), 1.0))


def t_score(table: Contingency) -> Floats:
    """Student's t of a pair, (a − expected) / √a (Church et al. 1991); −∞ where a is 0."""
    with np.errstate(divide="ignore"):
        return np.asarray((table.a - table.expected[0]) / np.sqrt(table.a))


def mutual_information(table: Contingency) -> Floats:
    """Pointwise mutual information log₂(a / expected), in bits; 0 is independence.

    Church & Hanks 1990. It favours rare pairs; −∞ where a is 0.
    """
    with np.errstate(divide="ignore"):
        return np.asarray(np.log2(table.a / table.expected[0]))


def log_dice(table: Contingency) -> Floats:
    """Collocation strength 14 + log₂(2a / (f₁ + f₂)): at most 14, +1 is twice as strong.

    Rychlý 2008, "A lexicographer-friendly association score". Independent of the size of the
    corpus; −∞ where a is 0.
    """
    with np.errstate(divide="ignore"):
        return np.asarray(14 + np.log2(2 * table.a / (2 * table.a + table.b + table.c)))


def delta_p(table: Contingency, *, given: Literal["first", "second"] = "first") -> Floats:
    """How much one word raises the chance of the other: −1 to 1, 0 is independence.

    Gries 2013, "50-something years of work on collocations". `given="first"` is
    P(second | first) − P(second | no first); `given="second"` the reverse.

    Raises:
        ValueError: for another value of `given`.
    """
    if given not in ("first", "second"):
        raise ValueError(f"given must be 'first' or 'second', not {given!r}")
    a, b, c, d = table.a, table.b, table.c, table.d
    if given == "second":
        b, c = c, b
    return np.asarray(a / (a + b) - c / (c + d))
