"""How well labels predicted by a measure meet labels coded by hand."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence
from typing import Literal

import numpy as np
import pandas as pd

from .bootstrap import Interval
from .contingency import Floats
from .rates import defined_interval

Missing = Literal["raise", "drop"]


def confusion_matrix(
    truth: Iterable[Hashable],
    predicted: Iterable[Hashable],
    *,
    labels: Sequence[Hashable] | None = None,
    missing: Missing = "raise",
) -> pd.DataFrame:
    """How often each label coded by hand (rows) was predicted as each label (columns).

    Args:
        truth: the labels held to be right.
        predicted: the labels to be judged, in the same order.
        labels: all labels, in the order of rows and columns; without it, those found, sorted.
        missing: what to do with a pair in which a label is None or NaN: "raise" or "drop".

    Raises:
        ValueError: for unequal lengths, no pairs, a missing label unless dropped, or a label that
            `labels` lacks.
    """
    if missing not in ("raise", "drop"):
        raise ValueError(f"missing must be 'raise' or 'drop', not {missing!r}")
    pairs = [list(truth), list(predicted)]
    if len(pairs[0]) != len(pairs[1]):
        raise ValueError(f"{len(pairs[0])} true labels against {len(pairs[1])} predicted ones")
    frame = pd.DataFrame({"truth": pairs[0], "predicted": pairs[1]}, dtype=object)
    gaps = frame.isna().any(axis=1)
    if gaps.any() and missing == "raise":
        raise ValueError(f"{int(gaps.sum())} pairs lack a label, the first at {int(gaps.argmax())}")
    frame = frame[~gaps]
    if frame.empty:
        raise ValueError("no pairs of labels to compare")
    found = set(frame["truth"]) | set(frame["predicted"])
    if labels is None:
        numbers = all(isinstance(label, int | float | np.number) for label in found)
        names: list[Hashable] = sorted(found, key=None if numbers else str)
    else:
        names = list(labels)
        unknown = found - set(names)
        if unknown:
            raise ValueError(f"label {min(unknown, key=str)!r} is not among {names}")
    code = {label: position for position, label in enumerate(names)}
    rows, columns = frame["truth"].map(code), frame["predicted"].map(code)
    cells = np.bincount(rows * len(names) + columns, minlength=len(names) ** 2)
    return pd.DataFrame(
        cells.reshape(len(names), -1),
        index=pd.Index(names, name="truth"),
        columns=pd.Index(names, name="predicted"),
    )


def class_scores(confusion: pd.DataFrame) -> pd.DataFrame:
    """Precision, recall and F1 of every label, from a `confusion_matrix`.

    Returns:
        One row per label: label, precision (0–1; NaN where never predicted), recall (0–1; NaN
        where never coded), f1 (0–1; NaN where neither), support (times coded), predicted (times
        predicted).
    """
    cells = confusion.to_numpy(dtype=np.float64)
    hits, coded, predicted = np.diag(cells), cells.sum(axis=1), cells.sum(axis=0)
    return pd.DataFrame(
        {
            "label": confusion.index,
            "precision": _share(hits, predicted),
            "recall": _share(hits, coded),
            "f1": _share(2 * hits, coded + predicted),
            "support": coded.astype(int),
            "predicted": predicted.astype(int),
        }
    )


def _share(part: Floats, whole: Floats) -> Floats:
    return np.asarray(np.divide(part, whole, out=np.full(whole.shape, math.nan), where=whole > 0))


def accuracy(confusion: pd.DataFrame) -> float:
    """Share of pairs with the same label, 0–1, from a `confusion_matrix`."""
    cells = confusion.to_numpy(dtype=np.float64)
    return float(np.trace(cells) / cells.sum())


def macro_f1(confusion: pd.DataFrame) -> float:
    """Mean F1 over the labels, 0–1; a label neither coded nor predicted has no part in it."""
    return float(_macro_f1(confusion.to_numpy(dtype=np.float64)))


def _macro_f1(cells: Floats) -> Floats:
    """Macro-F1 of matrices along the last two axes."""
    hits = np.diagonal(cells, axis1=-2, axis2=-1)
    f1 = _share(2 * hits, cells.sum(axis=-1) + cells.sum(axis=-2))
    return np.asarray(np.nanmean(f1, axis=-1))


def macro_f1_interval(confusion: pd.DataFrame, *, draws: int = 2000, seed: int = 0) -> Interval:
    """`macro_f1` with its 95% interval, the labelled pairs drawn with replacement.

    Drawing pairs is drawing the cells of the matrix from a multinomial distribution. The bounds
    are NaN for fewer than two pairs.
    """
    cells = confusion.to_numpy(dtype=np.float64)
    n = int(cells.sum())
    estimate = macro_f1(confusion)
    if n < 2:
        return Interval(estimate, math.nan, math.nan, n)
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(n, cells.ravel() / n, size=draws).reshape(draws, *cells.shape)
    return Interval(estimate, *defined_interval(_macro_f1(drawn.astype(np.float64))), n)
