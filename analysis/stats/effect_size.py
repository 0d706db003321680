"""How large a difference between two corpora is, whatever the evidence for it."""

from __future__ import annotations

import numpy as np

from .contingency import Contingency, Floats


def log_ratio(table: Contingency, *, zero: float = 0.5) -> Floats:
    """Log₂ of the two relative frequencies' ratio: +1 is twice as frequent in the target.

    Hardie 2014, "Log Ratio: an informal introduction".

    Args:
        table: the counts.
        zero: the count put in place of 0; Hardie's is 0.5. With `zero=0` a term that one side
            lacks gets +∞ or −∞.

    Raises:
        ValueError: where `zero` is negative.
    """
    if zero < 0:
        raise ValueError(f"zero must be at least 0, not {zero!r}")
    target, reference = table.a + table.c, table.b + table.d
    a, b = np.where(table.a == 0, zero, table.a), np.where(table.b == 0, zero, table.b)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log2(a / target) - np.log2(b / reference))


def odds_ratio(table: Contingency, *, zero: float = 0.5) -> Floats:
    """Odds of the term in the target over its odds in the reference: 0 to ∞, 1 is no difference.

    Args:
        table: the counts.
        zero: added to all four cells of a table that has an empty one (Haldane 1956); with
            `zero=0` such a table gives 0 or ∞.

    Raises:
        ValueError: where `zero` is negative.
    """
    if zero < 0:
        raise ValueError(f"zero must be at least 0, not {zero!r}")
    a, b, c, d = table.a, table.b, table.c, table.d
    add = np.where((a * b * c * d) == 0, zero, 0.0)
    with np.errstate(divide="ignore"):
        return np.asarray((a + add) * (d + add) / ((b + add) * (c + add)))


def percent_difference(table: Contingency) -> Floats:
    """%DIFF: by how many per cent the term is more frequent in the target; −100 to ∞.

    Gabrielatos & Marchi 2011, "Keyness: matching metrics to definitions". +∞ where the reference
    has none.
    """
    rate = table.a / (table.a + table.c)
    reference_rate = table.b / (table.b + table.d)
    with np.errstate(divide="ignore"):
        return np.asarray(100 * (rate - reference_rate) / reference_rate)
