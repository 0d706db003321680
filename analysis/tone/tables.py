"""Numbers and pairs of articles as a reader wants them in a table."""

from collections.abc import Mapping

import numpy as np
import pandas as pd


def two_digits(value: float) -> str:
    """A number with two digits and a minus sign, such as −0.22; "–" for none."""
    return "–" if np.isnan(value) else f"{round(value, 2) + 0.0:.2f}".replace("-", "−")


def signed(value: float) -> str:
    """As `two_digits`, with a plus sign above 0."""
    text = two_digits(value)
    return f"+{text}" if value > 0 and text != "0.00" else text


def readable(pairs: pd.DataFrame, *, names: Mapping[str, str] | None = None) -> pd.DataFrame:
    """The pairs of a `Verdict` for reading: rounded, p at its floor as "< .001", minus signs.

    Returns, on the two articles' names (first, second): difference (first less second), 95%
    interval, p (Holm), told apart ("yes" or "no"); "–" for what can't be told.
    """
    known = names or {}
    shown = pd.DataFrame({"first": pairs["first"].map(lambda name: known.get(name, name))})
    shown["second"] = pairs["second"].map(lambda name: known.get(name, name))
    shown["difference"] = pairs["difference"].map(signed)
    bounds = zip(pairs["low"].map(signed), pairs["high"].map(signed), strict=True)
    shown["95% interval"] = [f"{low} to {high}" if low != "–" else low for low, high in bounds]
    shown["p (Holm)"] = [
        "–" if np.isnan(p) else "< .001" if p < 0.001 else f"{p:.3f}" for p in pairs["p_holm"]
    ]
    shown["told apart"] = pairs["apart"].map({True: "yes", False: "no"})
    return shown.set_index(["first", "second"])
