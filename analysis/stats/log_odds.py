"""Keyness by log-odds with an informative Dirichlet prior."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from .contingency import Floats


class LogOdds(NamedTuple):
    """What `log_odds` returns: arrays of the counts' shape.

    `delta` is the difference of log-odds (natural log, positive: more in the target), `variance`
    its approximate variance, and `z` delta in standard errors: beyond ±1.96 by chance in 5 of 100
    terms, taken one at a time.
    """

    delta: Floats
    variance: Floats
    z: Floats


def log_odds(
    target: npt.ArrayLike,
    reference: npt.ArrayLike,
    *,
    prior: npt.ArrayLike | Literal["pooled"] = "pooled",
    target_total: npt.ArrayLike | None = None,
    reference_total: npt.ArrayLike | None = None,
    prior_total: float | None = None,
) -> LogOdds:
    """Log-odds of every term in a target against a reference, shrunk towards a prior.

    δ = ln[(y₁+α)/(n₁+α₀−y₁−α)] − ln[(y₂+α)/(n₂+α₀−y₂−α)]; variance 1/(y₁+α) + 1/(y₂+α);
    z = δ/√variance (Monroe, Colaresi & Quinn 2008, "Fightin' words", equations 16, 20 and 22).

    Args:
        target: counts, the vocabulary along the last axis; further axes (a row per permutation,
            say) are worked through at once.
        reference: counts that broadcast with `target`.
        prior: α, one pseudo-count for every term or one per term; "pooled" takes each term's
            count in target and reference together.
        target_total: tokens of the target; the sum of its counts where left out. Needed where
            the counts hold a part of the vocabulary only.
        reference_total: the same of the reference.
        prior_total: α₀; the sum of the prior over the vocabulary where left out.

    Raises:
        ValueError: where a count is negative or not finite, a total is smaller than its counts,
            α plus a count is 0, or the vocabulary has fewer than two terms.
    """
    y1 = np.asarray(target, dtype=np.float64)
    y2 = np.asarray(reference, dtype=np.float64)
    if y1.ndim == 0 or y1.shape[-1:] != y2.shape[-1:]:
        raise ValueError(
            f"target and reference need one vocabulary along the last axis; their shapes are "
            f"{y1.shape} and {y2.shape}"
        )
    if isinstance(prior, str):
        if prior != "pooled":
            raise ValueError(f"prior must be a number, an array or 'pooled', not {prior!r}")
        alpha = y1 + y2
    else:
        alpha = np.asarray(prior, dtype=np.float64)
        if alpha.ndim == 0:
            alpha = np.full(y1.shape[-1], float(alpha))
    for name, values in (("target", y1), ("reference", y2), ("prior", alpha)):
        if not np.isfinite(values).all() or (values < 0).any():
            raise ValueError(f"{name} holds a negative or missing count")
    alpha_0 = alpha.sum(axis=-1, keepdims=True) if prior_total is None else prior_total
    odds_1, shrunk_1 = _odds(y1, target_total, alpha, alpha_0, name="target")
    odds_2, shrunk_2 = _odds(y2, reference_total, alpha, alpha_0, name="reference")
    delta = np.log(odds_1 / odds_2)
    variance = 1 / shrunk_1 + 1 / shrunk_2
    return LogOdds(delta, variance, delta / np.sqrt(variance))


def _odds(
    counts: Floats,
    total: npt.ArrayLike | None,
    alpha: Floats,
    alpha_0: npt.ArrayLike,
    *,
    name: str,
) -> tuple[Floats, Floats]:
    """Odds on one side, and its counts with the prior added."""
    summed = counts.sum(axis=-1, keepdims=True)
    n = summed if total is None else np.asarray(total, dtype=np.float64)[..., np.newaxis]
    if (n < summed).any():
        raise ValueError(f"{name}_total is smaller than the sum of its counts")
    shrunk = counts + alpha
    others = n + np.asarray(alpha_0, dtype=np.float64) - shrunk
    if (shrunk <= 0).any():
        raise ValueError(f"a term has no count in {name} and a prior of 0: its log-odds are −∞")
    if (others <= 0).any():
        raise ValueError(f"a term is all there is in {name} and prior: log-odds need two terms")
    return shrunk / others, shrunk
