"""Agreement between codings: Krippendorff's α from NLTK, F1 and confusion from scikit-learn."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from typing import Any, Literal

import pandas as pd

Level = Literal["nominal", "ordinal", "interval"]


def _ordinal(values: pd.Series) -> Callable[[Any, Any], float]:
    """Squared distance of ranks: the ratings between two values, and half of their own."""
    counts = values.value_counts().sort_index()
    middle = (counts.cumsum() - counts / 2).to_dict()
    return lambda first, second: float((middle[first] - middle[second]) ** 2)


def alpha(ratings: pd.DataFrame, *, level: Level = "nominal") -> float:
    """Krippendorff's α of codings: 1 is perfect agreement, 0 what chance gives, below 0 worse.

    `ratings` has a row for each unit and a column for each coding; what a coding leaves open is
    None or NaN, and a unit with fewer than two ratings doesn't count. Computed by NLTK's
    AnnotationTask; Krippendorff 2019, Content Analysis, 4th edition, chapter 12. NaN where no unit
    has two ratings, or all ratings are one value: α is not defined there.

    Raises ValueError for another level.
    """
    if level not in ("nominal", "ordinal", "interval"):
        raise ValueError(f"level={level!r} is not valid: nominal, ordinal, interval")
    told = ratings[ratings.notna().sum(axis=1) >= 2].reset_index(drop=True)
    values = pd.Series(told.melt()["value"].dropna())
    if values.nunique() < 2:
        return float("nan")
    from nltk.metrics import agreement, binary_distance, interval_distance

    distances = {"nominal": binary_distance, "interval": interval_distance}
    rows = told.reset_index(names="unit").melt("unit", var_name="coder").dropna(subset="value")
    triples = list(rows[["coder", "unit", "value"]].itertuples(index=False, name=None))
    task = agreement.AnnotationTask(triples, distances.get(level) or _ordinal(values))
    return float(task.alpha())


def confusion(
    truth: Sequence[Hashable], found: Sequence[Hashable], labels: Sequence[Hashable]
) -> pd.DataFrame:
    """How often each label (rows) was told as each (columns), in the order of `labels`."""
    from sklearn.metrics import confusion_matrix

    table = confusion_matrix(truth, found, labels=list(labels))
    return pd.DataFrame(table, index=list(labels), columns=list(labels)).rename_axis("truth")


def macro_f1(truth: Sequence[Hashable], found: Sequence[Hashable]) -> float:
    """Mean F1 of the labels that the truth has, 0 to 1 (higher is better); NaN without rows.

    A label that is never found counts as 0 and one that the truth lacks is no class of its own.
    """
    if len(truth) == 0:
        return float("nan")
    from sklearn.metrics import f1_score

    labels = sorted(set(truth), key=str)
    return float(f1_score(truth, found, labels=labels, average="macro", zero_division=0))


def scores(
    truth: Sequence[Hashable], found: Sequence[Hashable], label: Hashable = 1
) -> dict[str, float]:
    """Precision, recall and F1 of one label, 0 to 1; 0 where there is nothing to divide by."""
    from sklearn.metrics import precision_recall_fscore_support

    told = precision_recall_fscore_support(truth, found, labels=[label], zero_division=0)
    precision, recall, f1 = (float(score[0]) for score in told[:3])
    return {"precision": precision, "recall": recall, "f1": f1}


def elsewhere() -> pd.DataFrame:
    """How well the measures do on texts that they were not built on, as measured and when.

    Returns measure, texts, n, what (the score's name), score (0 to 1), version (of the package that
    was measured), measured.
    """
    path = Path(__file__).parent / "tables" / "elsewhere.csv"
    return pd.read_csv(path, dtype={"version": str}, keep_default_na=False)
