"""How well agency is told, scored on hand-coded mentions."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis import stats
from analysis.corpus import Corpus
from analysis.framing.agency import ROLES, agency, roles
from analysis.framing.frames import frame_validity


class AgencyValidity(NamedTuple):
    """How the rules meet the hand coding; every interval from drawing sentences."""

    accuracy: stats.Interval
    macro_f1: stats.Interval
    baseline_accuracy: stats.Interval  # calling every mention an agent
    baseline_macro_f1: stats.Interval
    classes: pd.DataFrame  # label, precision, recall, f1, support, predicted
    verbs: stats.Interval  # share of right agents and patients whose verb is right too
    pairs: pd.DataFrame  # a row per hand-coded mention, with role and coded role


def agency_validity(corpus: Corpus, *, draws: int = 1000, seed: int = 0) -> AgencyValidity:
    """Score `agency` on the hand coding of gold/agency.csv.

    The mentions of one sentence hang together: sentences are drawn, n counts mentions.

    Raises StoryError where the folder has no gold/agency.csv, ValueError where none of its spans
    is a mention.
    """
    gold = corpus.story.table("gold/agency.csv").astype({"start": int, "end": int})
    spans = ["article_id", "start", "end"]
    pairs = agency(corpus).merge(
        gold[[*spans, "role", "verb"]], on=spans, suffixes=("", "_coded"), how="inner"
    )
    if pairs.empty:
        raise ValueError("gold/agency.csv has no span that is a mention of actors.csv")
    pairs["right"] = pairs["role"] == pairs["role_coded"]
    both = pairs[pairs["right"] & (pairs["role"] != "neither")]
    same = both["verb"].str.lower() == both["verb_coded"].str.lower()
    matrix = stats.confusion_matrix(pairs["role_coded"], pairs["role"], labels=ROLES)
    return AgencyValidity(
        _accuracy(pairs, pairs["role"], draws, seed),
        _macro_f1(pairs, pairs["role"], draws, seed),
        _accuracy(pairs, pd.Series("agent", index=pairs.index), draws, seed),
        _macro_f1(pairs, pd.Series("agent", index=pairs.index), draws, seed),
        stats.class_scores(matrix),
        stats.bootstrap_mean(same, draws=draws, seed=seed)
        if len(same)
        else stats.Interval(math.nan, math.nan, math.nan, 0),
        pairs,
    )


def validity(
    corpus: Corpus, *, elsewhere: pd.DataFrame | None = None, draws: int = 1000, seed: int = 0
) -> pd.DataFrame:
    """How the measures of framing that are told by rules or dictionaries meet hand coding.

    `elsewhere` holds coded sentences of other texts, as `held_out_validity` takes them.

    Returns, a row for agency here and elsewhere and for each frame: measure, statistic ("accuracy"
    or "α"), n (what was judged, in words), estimate (accuracy 0 to 1; α 1 full agreement, 0
    chance), low, high (95%, sentences drawn; elsewhere Wilson), compared, against (what to compare
    with: always calling a mention an agent, or the two coders' α), reliable (as `frame_validity`),
    sentence_ids (where measure and coding differ, article_id:sentence_id).

    Raises StoryError where the folder has no gold/agency.csv or frames.csv.
    """
    agreed = agency_validity(corpus, draws=draws, seed=seed)
    wrong = agreed.pairs.loc[~agreed.pairs["right"], ["article_id", "sentence_id"]].to_numpy()
    ids = " ".join(dict.fromkeys(f"{article_id}:{number}" for article_id, number in wrong))
    baseline, count = agreed.baseline_accuracy[0], f"{len(agreed.pairs)} mentions"
    rows = [("who acts, these articles", "accuracy", count, *agreed.accuracy[:3], baseline,
             "always agent", True, ids)]  # fmt: skip
    if elsewhere is not None:
        other = held_out_validity(elsewhere, draws=1, seed=seed).set_index("method")
        score = other.loc["rules", ["accuracy", "low", "high"]]
        always = other.at["always agent", "accuracy"]
        rows.append(("who acts, other news", "accuracy", f"{len(elsewhere)} mentions", *score,
                     always, "always agent", True, ""))  # fmt: skip
    columns = ["frame", "n", "coded", "alpha", "low", "high", "ceiling", "reliable", "sentence_ids"]
    rows += [
        (frame.replace("_", " "), "α", f"in {coded} of {n}" if coded else "never coded", alpha,
         low, high, ceiling, "two coders", sure, ids)
        for frame, n, coded, alpha, low, high, ceiling, sure, ids in frame_validity(
            corpus, draws=draws, seed=seed
        )[columns].itertuples(index=False)
    ]  # fmt: skip
    names = ["measure", "statistic", "n", "estimate", "low", "high", "compared", "against"]
    return pd.DataFrame(rows, columns=[*names, "reliable", "sentence_ids"])


def held_out_validity(table: pd.DataFrame, *, draws: int = 1000, seed: int = 0) -> pd.DataFrame:
    """Score the rules on sentences of any source: text, start, end (of the mention), role.

    Returns, a row each for the rules and for calling every mention an agent: method, n (sentences),
    accuracy, low, high (95%, Wilson), macro_f1, f1_low, f1_high.
    """
    spans = table[["start", "end"]].astype(int)
    one = pd.DataFrame({"article_id": "", "sentence_id": range(len(table)), "start": 0})
    sentences = one.assign(text=table["text"].to_numpy())
    mentions = one.assign(
        start=spans["start"].to_numpy(), end=spans["end"].to_numpy(), text="", actor="", side=""
    )
    rows = []
    for method, found in (
        ("rules", roles(mentions, sentences)["role"].tolist()),
        ("always agent", ["agent"] * len(table)),
    ):
        matrix = stats.confusion_matrix(table["role"], found, labels=ROLES)
        right = stats.wilson(int((table["role"] == found).sum()), len(table))
        f1 = stats.macro_f1_interval(matrix, draws=draws, seed=seed)
        rows.append((method, len(table), *right[:3], *f1[:3]))
    columns = ["method", "n", "accuracy", "low", "high", "macro_f1", "f1_low", "f1_high"]
    return pd.DataFrame(rows, columns=columns)


def _cells(pairs: pd.DataFrame, predicted: pd.Series) -> pd.DataFrame:
    """Counts of coded × predicted roles, a row per sentence."""
    label = pairs["role_coded"] + ">" + predicted
    names = [f"{coded}>{guess}" for coded in ROLES for guess in ROLES]
    table = pd.crosstab([pairs["article_id"], pairs["sentence_id"]], label)
    return table.reindex(columns=names, fill_value=0)


def _accuracy(pairs: pd.DataFrame, predicted: pd.Series, draws: int, seed: int) -> stats.Interval:
    cells = _cells(pairs, predicted)
    right = cells[[f"{name}>{name}" for name in ROLES]].sum(axis=1)
    interval = stats.bootstrap_share(right, cells.sum(axis=1), draws=draws, seed=seed)
    return interval._replace(n=len(pairs))


def _macro_f1(pairs: pd.DataFrame, predicted: pd.Series, draws: int, seed: int) -> stats.Interval:
    cells = _cells(pairs, predicted).to_numpy(dtype=float)

    def score(sums: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        matrices = sums.reshape(-1, 3, 3)
        hits = np.diagonal(matrices, axis1=1, axis2=2)
        size = matrices.sum(axis=1) + matrices.sum(axis=2)
        missing = np.full(size.shape, np.nan)  # a role neither coded nor told has no part in it
        return np.asarray(
            np.nanmean(np.divide(2 * hits, size, out=missing, where=size > 0), axis=1)
        )

    drawn = score(stats.resampled_sums(cells, draws=draws, seed=seed))
    low, high = (float(bound) for bound in np.percentile(drawn, [2.5, 97.5]))
    return stats.Interval(float(score(cells.sum(axis=0))[0]), low, high, len(pairs))
