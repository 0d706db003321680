"""How evenly a term is spread over the parts of a corpus.

Every function takes the term's counts, parts along the last axis (so a matrix of terms × parts
gives one value per term), and the sizes of the parts in tokens or shares; without sizes the parts
count as equal.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .contingency import Floats


def _shares(counts: npt.ArrayLike, sizes: npt.ArrayLike | None) -> tuple[Floats, Floats]:
    """Each part's share of the term, and its share of the corpus."""
    v = np.asarray(counts, dtype=np.float64)
    if v.ndim == 0 or v.shape[-1] < 2:
        raise ValueError("dispersion needs counts in at least two parts")
    if not np.isfinite(v).all() or (v < 0).any():
        raise ValueError("counts must be finite and at least 0")
    f = v.sum(axis=-1, keepdims=True)
    if (f == 0).any():
        raise ValueError("a term that never occurs has no dispersion")
    return v / f, _part_shares(sizes, v.shape[-1])


def _part_shares(sizes: npt.ArrayLike | None, parts: int) -> Floats:
    s = np.ones(parts) if sizes is None else np.asarray(sizes, dtype=np.float64)
    if s.shape != (parts,):
        raise ValueError(f"{parts} parts need {parts} sizes; their shape is {s.shape}")
    if not np.isfinite(s).all() or (s <= 0).any():
        raise ValueError("every part needs a size above 0")
    return np.asarray(s / s.sum())


def dp(
    counts: npt.ArrayLike, sizes: npt.ArrayLike | None = None, *, normalised: bool = False
) -> Floats:
    """Gries' deviation of proportions, ½ Σ|vᵢ/f − sᵢ|: 0 is spread as the parts' sizes, near 1
    is clumped.

    Gries 2008, "Dispersions and adjusted frequencies in corpora". With `normalised` it is divided
    by 1 − min(s), so that 1 can be reached (Lijffijt & Gries 2012).

    Raises:
        ValueError: for fewer than two parts, a size of 0, or a term that never occurs; so do the
            other measures of this module.
    """
    v, s = _shares(counts, sizes)
    value = np.abs(v - s).sum(axis=-1) / 2
    return np.asarray(value / (1 - s.min()) if normalised else value)


def dp_of_cells(
    term: npt.ArrayLike,
    part: npt.ArrayLike,
    count: npt.ArrayLike,
    sizes: npt.ArrayLike,
    *,
    terms: int | None = None,
    normalised: bool = False,
) -> Floats:
    """`dp` of every term of a sparse table, given as its non-empty cells.

    Args:
        term: for each cell, the number of its term, from 0.
        part: for each cell, the number of its part, from 0.
        count: for each cell, the term's count in that part; a cell may come in several pieces.
        sizes: the size of every part.
        terms: how many terms there are; without it, as many as `term` names.
        normalised: as in `dp`.

    Raises:
        ValueError: as `dp`, and where a cell names a part or term that doesn't exist.
    """
    rows, columns = np.asarray(term, dtype=np.int64), np.asarray(part, dtype=np.int64)
    values = np.asarray(count, dtype=np.float64)
    parts = np.size(sizes)
    if parts < 2:
        raise ValueError("dispersion needs counts in at least two parts")
    s = _part_shares(sizes, parts)
    width = int(rows.max(initial=-1)) + 1 if terms is None else terms
    if ((rows < 0) | (rows >= width) | (columns < 0) | (columns >= parts)).any():
        raise ValueError(f"cells must name terms below {width} and parts below {parts}")
    if not np.isfinite(values).all() or (values < 0).any():
        raise ValueError("counts must be finite and at least 0")
    cells, where = np.unique(rows * parts + columns, return_inverse=True)
    values = np.asarray(np.bincount(where, weights=values, minlength=cells.size), np.float64)
    rows, columns = cells // parts, cells % parts
    f = np.bincount(rows, weights=values, minlength=width)
    if (f == 0).any():
        raise ValueError(f"term {int(np.argmin(f))} never occurs: it has no dispersion")
    # A part without the term adds its own share; all parts' shares together are 1.
    differs = np.abs(values / f[rows] - s[columns]) - s[columns]
    value = (1 + np.bincount(rows, weights=differs, minlength=width)) / 2
    value = np.clip(value, 0.0, 1.0)
    return np.asarray(value / (1 - s.min()) if normalised else value)


def juilland_d(counts: npt.ArrayLike, sizes: npt.ArrayLike | None = None) -> Floats:
    """Juilland's D, 1 − V/√(n−1), V the variation of the rates vᵢ/sᵢ: 1 is even, 0 is one part.

    Juilland & Chang-Rodríguez 1964; for parts of unequal size as in Gries 2008.
    """
    v, s = _shares(counts, sizes)
    rates = v / s
    variation = rates.std(axis=-1) / rates.mean(axis=-1)
    return np.asarray(1 - variation / np.sqrt(s.size - 1))


def rosengren_s(counts: npt.ArrayLike, sizes: npt.ArrayLike | None = None) -> Floats:
    """Rosengren's S, (Σ√(sᵢvᵢ))²/f: 1 is even, min(s) is all in the smallest part.

    Rosengren 1971; for parts of unequal size as in Gries 2008.
    """
    v, s = _shares(counts, sizes)
    return np.asarray(np.sqrt(v * s).sum(axis=-1) ** 2)


def kl_divergence(counts: npt.ArrayLike, sizes: npt.ArrayLike | None = None) -> Floats:
    """Kullback–Leibler divergence of the term's shares from the parts', in bits: 0 is even.

    Gries 2020, "Analyzing dispersion", in *A Practical Handbook of Corpus Linguistics*.
    """
    v, s = _shares(counts, sizes)
    return np.asarray((v * np.log2(np.where(v > 0, v / s, 1.0))).sum(axis=-1))


def carroll_d2(counts: npt.ArrayLike, sizes: npt.ArrayLike | None = None) -> Floats:
    """Carroll's D₂, the entropy of the rates over its maximum: 1 is even, 0 is one part.

    Carroll 1970, "An alternative to Juilland's usage coefficient for lexical frequencies".
    """
    v, s = _shares(counts, sizes)
    rates = v / s
    p = rates / rates.sum(axis=-1, keepdims=True)
    entropy = -(p * np.log2(np.where(p > 0, p, 1.0))).sum(axis=-1)
    return np.asarray(entropy / np.log2(s.size))
