"""Tone towards a target: how a sentence judges the person, place or body that a span of it names.

A linear model over the words around the target, with every name masked, so that swapping two names
in a sentence swaps nothing but the names. `target_training` makes the model file from NewsMTSC
(Hamborg & Donnay, EACL 2021).
"""

from __future__ import annotations

import json
import math
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from textblob import TextBlob
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from analysis.target_features import Features
from analysis.target_mask import mask
from analysis.target_vocabulary import Vocabulary

MODEL_PATH = Path(__file__).parent / "models" / "tone.json"
LABELS = (-1, 0, 1)
# From where on a sentence's score is no longer neutral. VADER: 0.05, as its authors advise (Hutto &
# Gilbert 2014). TextBlob: its sign, as nobody advises a bound.
BOUNDS = {"polarity": 0.0, "compound": 0.05}


@dataclass(frozen=True)
class Model:
    """By feature, thousandths it adds to the log-odds of negative and of positive over neutral."""

    words: Vocabulary
    intercept: tuple[float, float]
    weights: Mapping[str, Sequence[float]]

    @cached_property
    def features(self) -> Features[int]:
        """The features that have a weight, each under its number among the weights, from 1."""
        return Features(self.words, {name: n for n, name in enumerate(self.weights, 1)}.get)

    @cached_property
    def columns(self) -> tuple[array[float], array[float]]:
        """The weights of negative and of positive by that number, close together in memory."""
        pairs = [(0.0, 0.0), *self.weights.values()]
        return array("d", [pair[0] for pair in pairs]), array("d", [pair[1] for pair in pairs])

    def probabilities(self, text: str, start: int, end: int) -> tuple[float, float]:
        """Probability of a negative and of a positive tone towards `text[start:end]`."""
        negative, positive = self.intercept[0] / 1000, self.intercept[1] / 1000
        found = self.features.of(mask(text, start, end, common=self.words.common))
        down, up = self.columns
        for number, value in found.items():
            negative += value * down[number] / 1000
            positive += value * up[number] / 1000
        top = max(0.0, negative, positive)
        exponents = math.exp(negative - top), math.exp(-top), math.exp(positive - top)
        total = sum(exponents)
        return exponents[0] / total, exponents[2] / total


@lru_cache(maxsize=4)
def load_model(path: Path = MODEL_PATH) -> Model:
    """The model in the JSON file at `path`.

    Raises: FileNotFoundError where there is none; ValueError where the file lacks a part.
    """
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    missing = [
        key for key in ("common", "verbs", "opinion", "intercept", "weights") if key not in content
    ]
    if missing:
        raise ValueError(
            f"{path.name}: no {', '.join(missing)}: not a model of tone towards a target"
        )
    words = Vocabulary.build(
        common=content["common"], verbs=content["verbs"], opinion=content["opinion"]
    )
    return Model(words, (content["intercept"][0], content["intercept"][1]), content["weights"])


def check_spans(frame: pd.DataFrame) -> None:
    """Raise ValueError, naming the row, unless each row has a text and a span inside it."""
    missing = [column for column in ("text", "start", "end") if column not in frame.columns]
    if missing:
        raise ValueError(f"towards: no column {', '.join(missing)}; it needs text, start, end")
    for row, text, start, end in zip(
        frame.index, frame["text"], frame["start"], frame["end"], strict=True
    ):
        if not isinstance(text, str):
            raise ValueError(f"towards: row {row}: text is {text!r}, not a string")
        if not (_whole(start) and _whole(end) and 0 <= start < end <= len(text)):
            raise ValueError(
                f"towards: row {row}: span {start} to {end} is not inside the text: "
                f"whole numbers with 0 <= start < end <= {len(text)}"
            )


def _whole(value: object) -> bool:
    return hasattr(value, "__index__") and not isinstance(value, bool)


def towards(frame: pd.DataFrame, *, model: Model | None = None) -> pd.DataFrame:
    """Tone of each sentence towards the target that a span of it names.

    `frame` has text, start, end: character offsets of the target in the text, end exclusive.
    Returns its index with

    - label: -1 negative, 0 neutral, 1 positive: the most probable;
    - score: probability of positive minus that of negative, from -1 to 1; higher is favourable.

    Valid only as far as `evaluate` says. Multinomial logistic regression, trained on NewsMTSC.
    Raises: ValueError, naming the row, where the text is no string or the span is not inside it.
    """
    check_spans(frame)
    model = model or load_model()
    seen: dict[tuple[str, int, int], tuple[float, float]] = {}
    labels, scores = [], []
    for key in zip(frame["text"], frame["start"], frame["end"], strict=True):
        if key not in seen:
            seen[key] = model.probabilities(*key)
        negative, positive = seen[key]
        neutral = 1 - negative - positive
        labels.append(1 if positive > max(neutral, negative) else -1 if negative > neutral else 0)
        scores.append(positive - negative)
    return pd.DataFrame(
        {"label": np.array(labels, dtype="int64"), "score": np.array(scores, dtype="float64")},
        index=frame.index,
    )


def macro_f1(
    labels: npt.NDArray[Any], given: npt.NDArray[Any], *, weights: npt.NDArray[Any] | None = None
) -> float:
    """Unweighted mean of the three labels' F1, 0 to 1, higher is better; one never met counts 0.

    The value of `stats.macro_f1`, for rows that may have `weights`.
    """
    weight = np.ones(len(labels)) if weights is None else weights
    scores = []
    for label in LABELS:
        right = float(weight[(labels == label) & (given == label)].sum())
        named = float(weight[labels == label].sum() + weight[given == label].sum())
        scores.append(2 * right / named if named else 0.0)
    return float(np.mean(scores))


def evaluate(
    rows: pd.DataFrame, *, model: Model | None = None, draws: int = 1000, seed: int = 0
) -> pd.DataFrame:
    """How well `towards` and three baselines meet human labels: method, macro_f1, low, high, n.

    `rows` has text, start, end, label. TextBlob and VADER score the whole sentence; TextBlob's
    sign, and VADER's compound beyond .05, as its authors advise, give the label. low and high: 95%
    percentile bootstrap over sentences, as rows of one sentence are not independent.
    Raises: ValueError where rows are empty or a span is not inside its text.
    """
    check_spans(rows)
    if rows.empty:
        raise ValueError("evaluate: no rows; it needs text, start, end, label")
    vader = SentimentIntensityAnalyzer()
    compound = {text: vader.polarity_scores(text)["compound"] for text in rows["text"].unique()}
    polarity = {text: TextBlob(text).sentiment.polarity for text in compound}
    given = {
        "towards": towards(rows, model=model)["label"].to_numpy(),
        "VADER": signs(rows["text"].map(compound), "compound").to_numpy(),
        "TextBlob": signs(rows["text"].map(polarity), "polarity").to_numpy(),
        "always neutral": np.zeros(len(rows), dtype=int),
    }
    labels = rows["label"].to_numpy()
    members = list(rows.reset_index(drop=True).groupby("text", sort=False).indices.values())
    rng = np.random.default_rng(seed)
    draw = [
        np.concatenate([members[i] for i in rng.integers(0, len(members), len(members))])
        for _ in range(draws)
    ]
    table = []
    for method, label in given.items():
        low, high = np.percentile([macro_f1(labels[i], label[i]) for i in draw], [2.5, 97.5])
        table.append((method, macro_f1(labels, label), float(low), float(high), len(rows)))
    return pd.DataFrame(table, columns=["method", "macro_f1", "low", "high", "n"])


def signs(scores: pd.Series, measure: str) -> pd.Series:
    """-1, 0 or 1 for TextBlob's "polarity" or VADER's "compound": 0 is neutral, or below BOUNDS.

    A score of exactly the bound is not neutral.
    """
    return pd.Series(np.sign(scores).where(scores.abs() >= BOUNDS[measure], 0), dtype=int)
