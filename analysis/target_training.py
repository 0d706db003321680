"""Training the model of tone towards a target, on rows as in NewsMTSC; needs scikit-learn.

NewsMTSC is about American politics, so `target_war`'s sentences are trained on too.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.target import LABELS, MODEL_PATH, Model, evaluate, load_model, macro_f1
from analysis.target_features import features
from analysis.target_mask import lower_case_words, mask
from analysis.target_vocabulary import Vocabulary, tagged_verbs
from analysis.target_war import WAR_PATTERNS, WAR_WORDS, war_rows

ATTRIBUTION = (
    "Weights estimated from NewsMTSC: Hamborg & Donnay, NewsMTSC: A Dataset for "
    "(Multi-)Target-dependent Sentiment Classification in Political News Articles, EACL 2021. "
    "Copyright 2020 Felix Hamborg, MIT licence. Opinion words: Hu & Liu, Mining and Summarizing "
    "Customer Reviews, KDD 2004, free to use with attribution."
)
WAR_WEIGHT = 2
FIELDS = {"text": str, "start": int, "end": int, "label": int}
STRENGTHS = (0.05, 0.1, 0.2)  # inverse of the ridge penalty
POSITIVE_SHIFTS = (0.0, 0.2, 0.4)  # the rarest label is else given too seldom
FOLDS = 4
KEPT = 20_000


def read_rows(path: Path) -> pd.DataFrame:
    """Rows of a JSON Lines file: text, start, end, label.

    Raises: ValueError, naming file, row and field, for anything that is no row of NewsMTSC.
    """
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        where = f"{path.name}, row {number}"
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise ValueError(
                f"{where}: not JSON ({error.msg}); one object a line is needed"
            ) from None
        if not isinstance(row, dict):
            raise ValueError(f"{where}: not a JSON object with {', '.join(FIELDS)}")
        for field, kind in FIELDS.items():
            if not isinstance(row.get(field), kind) or isinstance(row[field], bool):
                found = repr(row[field]) if field in row else "missing"
                raise ValueError(f"{where}: field {field} is {found}; it must be {kind.__name__}")
        if row["label"] not in LABELS:
            raise ValueError(f"{where}: field label is {row['label']}; valid values are -1, 0, 1")
        if not 0 <= row["start"] < row["end"] <= len(row["text"]):
            raise ValueError(
                f"{where}: fields start, end are {row['start']}, {row['end']}; "
                f"valid values are 0 <= start < end <= {len(row['text'])}"
            )
        rows.append({field: row[field] for field in FIELDS})
    if not rows:
        raise ValueError(f"{path.name}: no rows")
    return pd.DataFrame(rows, columns=list(FIELDS))


def train(
    train_path: Path, dev_path: Path, *, out_path: Path = MODEL_PATH, kept: int = KEPT
) -> pd.DataFrame:
    """Train on one file, write the model to `out_path`, and return `evaluate` of it on the other.

    The dev rows set the balance of the labels. Ridge penalty and shift of the positive label are
    those with the best mean of two macro-F1: cross-validated in the training rows (grouped by
    sentence, weighted to that balance) and on dev. The opinion words are those of the shipped
    model. The same rows give the same bytes.

    Raises: ValueError for bad rows, or where a label is missing; ModuleNotFoundError without
    scikit-learn.
    """
    rows, dev = read_rows(train_path), read_rows(dev_path)
    for path, part in ((train_path, rows), (dev_path, dev)):
        if absent := sorted(set(LABELS) - set(part["label"])):
            raise ValueError(
                f"{path.name}: no row with label {', '.join(map(str, absent))}; "
                "all of -1, 0, 1 are needed"
            )
    opinion = json.loads(MODEL_PATH.read_text(encoding="utf-8"))["opinion"]
    common = lower_case_words(rows["text"].unique())
    verbs = tagged_verbs(common, opinion)
    words = Vocabulary.build(common=common, verbs=verbs, opinion=opinion)
    shares = dev["label"].value_counts(normalize=True) / rows["label"].value_counts(normalize=True)
    balance = {label: float(shares[label]) for label in LABELS}
    own = len(rows)
    rows = pd.concat([rows, *[war_rows()] * WAR_WEIGHT], ignore_index=True)
    names, weights, intercept, chosen = _fit(
        _found(rows, words), rows, _found(dev, words), dev, balance, kept=kept, judged=own
    )
    table = {
        name: [int(negative), int(positive)]
        for name, (negative, positive) in sorted(zip(names, weights, strict=True))
        if negative or positive
    }
    content: dict[str, Any] = {
        "attribution": ATTRIBUTION,
        "common": common,
        "intercept": intercept,
        "opinion": opinion,
        "settings": {
            **chosen,
            "training_rows": own,
            "dev_rows": len(dev),
            "features": len(table),
        },
        "verbs": verbs,
        "war_sentences": {"patterns": WAR_PATTERNS, "weight": WAR_WEIGHT, "words": WAR_WORDS},
        "weights": table,
    }
    model = Model(words, (intercept[0], intercept[1]), table)
    figures = evaluate(dev, model=model)
    content["dev"] = json.loads(figures.round(4).to_json(orient="records"))
    lines = (f"{json.dumps(key)}:{_compact(value)}" for key, value in sorted(content.items()))
    out_path.parent.mkdir(parents=True, exist_ok=True)
    out_path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    load_model.cache_clear()
    return figures


def _compact(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _found(rows: pd.DataFrame, words: Vocabulary) -> list[dict[str, float]]:
    return [
        features(mask(text, start, end, common=words.common), words)
        for text, start, end in zip(rows["text"], rows["start"], rows["end"], strict=True)
    ]


def _fit(
    found: list[dict[str, float]],
    rows: pd.DataFrame,
    dev_found: list[dict[str, float]],
    dev: pd.DataFrame,
    balance: dict[int, float],
    *,
    kept: int,
    judged: int,
) -> tuple[list[str], list[list[int]], list[int], dict[str, Any]]:
    """Names and weights of the features that are kept, the intercept, and what was chosen."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    counts = Counter(key for row in found for key in row)
    vectorizer = DictVectorizer(dtype=np.float64)
    matrix = vectorizer.fit_transform(
        [{k: v for k, v in row.items() if counts[k] > 1} for row in found]
    )
    dev_matrix = vectorizer.transform(dev_found)
    labels, dev_labels = rows["label"].to_numpy(), dev["label"].to_numpy()
    sample = np.array([balance[label] for label in labels]) * (np.arange(len(labels)) < judged)

    def fit(strength: float, columns: Any, of: Any, tolerance: float = 1e-3) -> Any:
        solver = LogisticRegression(
            C=strength, class_weight=balance, max_iter=20_000, tol=tolerance
        )
        with threadpool_limits(1):  # one thread adds in one order, and is faster here
            return solver.fit(matrix[of][:, columns], labels[of])

    every, whole = np.arange(matrix.shape[1]), np.arange(len(labels))
    groups = rows["text"].to_numpy()
    folds = min(FOLDS, len(set(groups)))
    tried: dict[tuple[float, float], tuple[float, float]] = {}
    for strength in STRENGTHS:
        odds = np.zeros((len(labels), 3))
        for learn, judge in GroupKFold(folds).split(matrix, labels, groups):
            odds[judge] = fit(strength, every, learn).predict_log_proba(matrix[judge])
        dev_odds = fit(strength, every, whole).predict_log_proba(dev_matrix)
        for shift in POSITIVE_SHIFTS:
            given, dev_given = (
                np.array(LABELS)[np.add(each, (0, 0, shift)).argmax(axis=1)]
                for each in (odds, dev_odds)
            )
            tried[strength, shift] = (
                macro_f1(labels, given, weights=sample),
                macro_f1(dev_labels, dev_given),
            )
    (strength, shift), best = max(tried.items(), key=lambda item: sum(item[1]))
    # Solved so far that the rounding below hides how far: the same bytes on other processors.
    solver = fit(strength, every, whole, tolerance=1e-7)
    contrast = solver.coef_[[0, 2]] - solver.coef_[1]
    mass = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=0)).ravel())
    chosen = np.sort(
        np.argsort(-(np.abs(contrast).max(axis=0) * mass).round(9), kind="stable")[:kept]
    )
    solver = fit(strength, chosen, whole, tolerance=1e-7)
    contrast = np.rint(1000 * (solver.coef_[[0, 2]] - solver.coef_[1])).astype(int)
    intercept = np.rint(
        1000 * (solver.intercept_[[0, 2]] - solver.intercept_[1] + [0, shift])
    ).astype(int)
    names = vectorizer.get_feature_names_out()[chosen]
    settings = {
        "cross_validated_macro_f1": round(best[0], 4),
        "folds": folds,
        "inverse_penalty": strength,
        "positive_shift": shift,
        "label_balance": {str(label): round(value, 4) for label, value in balance.items()},
    }
    return [str(name) for name in names], contrast.T.tolist(), intercept.tolist(), settings
