"""The tone towards each mentioned actor, and towards each side by article."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analysis import stats
from analysis.corpus import Corpus
from analysis.names import among
from analysis.target import towards
from analysis.tone.validity import coded_mentions
from analysis.tone.verdict import Verdict, judge

CODINGS = {"hand": "tone", "second hand": "tone_second"}  # columns of gold/tone.csv
LABELS = {"negative": -1, "neutral": 0, "positive": 1}

SIDE_COLUMNS = [
    "article_id", "side", "mean", "low", "high", "negative", "neutral", "positive", "n",
    "sentences", "sentence_ids",
]  # fmt: skip

CONTRAST_COLUMNS = [
    "article_id", "outlet", "measure", "value_first", "value_second", "difference", "low", "high",
    "n", "sentence_ids",
]  # fmt: skip


def score_mentions(corpus: Corpus, *, sides: str | Sequence[str] | None = None) -> pd.DataFrame:
    """Tone towards each mentioned actor in its sentence, by `target.towards`.

    Returns the columns of `corpus.mentions`, and sentence (text), label (−1, 0, 1), score (−1 to
    1), for the mentions of `sides`, by default of all.

    Raises StoryError where the story has no actors.csv.
    """
    frame = corpus.mentions
    frame = frame[frame["side"].isin(among(sides, corpus.sides, "side"))]
    keys = ["article_id", "sentence_id"]
    place = corpus.sentences[[*keys, "start", "text"]]
    place = place.rename(columns={"start": "offset", "text": "sentence"})
    frame = frame.merge(place, on=keys, how="left")
    spans = frame[["start", "end"]].sub(frame["offset"], axis=0).assign(text=frame["sentence"])
    return frame.drop(columns="offset").join(towards(spans))


def _units(corpus: Corpus, sides: str | Sequence[str] | None, by: str) -> pd.DataFrame:
    """The mentions of a side within a sentence: article_id, side, sentence_id, total, weight, …"""
    if by == "towards":
        scored = score_mentions(corpus, sides=sides)
    elif by in CODINGS:
        scored = coded_mentions(corpus)
        if CODINGS[by] not in scored:
            raise ValueError(f"gold/tone.csv has no column {CODINGS[by]}: no tone by {by!r}")
        scored = scored[scored["side"].isin(among(sides, corpus.sides, "side"))]
        scored = scored.assign(score=scored[CODINGS[by]], label=scored[CODINGS[by]])
    else:
        raise ValueError(f"no tone by {by!r}; valid: towards, {', '.join(CODINGS)}")
    for name, label in LABELS.items():
        scored[name] = (scored["label"] == label).astype(int)
    scored["weight"] = 1
    keys = ["article_id", "side", "sentence_id"]
    parts = scored.groupby(keys, sort=False)[["score", "weight", *LABELS]].sum()
    return parts.rename(columns={"score": "total"}).reset_index()


def side_tone(
    corpus: Corpus,
    *,
    sides: str | Sequence[str] | None = None,
    by: str = "towards",
    draws: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Mean tone towards each side in each article, over its mentions.

    `by` is "towards" (the score of `score_mentions`), "hand" or "second hand" (the first and the
    second coding in the story's gold/tone.csv: −1, 0, 1).

    Returns, a row per article and side: article_id, side, mean (−1 to 1), low, high (95%
    bootstrap: mentions of a sentence are drawn together), negative, neutral, positive (shares of
    the mentions by label, 0 to 1), n (mentions), sentences, sentence_ids. A side that an article
    doesn't mention has n = 0 and NaN.

    Raises StoryError where the story lacks actors.csv or gold/tone.csv; ValueError for another
    `by`.
    """
    chosen = among(sides, corpus.sides, "side")
    units = _units(corpus, chosen, by)
    pairs = [(article, side) for article in corpus.articles["article_id"] for side in chosen]
    frame = stats.bootstrap_means(
        units["total"],
        zip(units["article_id"], units["side"], strict=True),
        denominator=units["weight"],
        expected=pairs,
        draws=draws,
        seed=seed,
    ).rename(columns={"estimate": "mean", "n": "sentences"})
    grouped = units.groupby(["article_id", "side"])
    sums = grouped[["weight", *LABELS]].sum().reindex(pd.MultiIndex.from_tuples(pairs))
    frame["n"] = sums["weight"].fillna(0).astype(int).to_numpy()
    for name in LABELS:
        frame[name] = (sums[name] / sums["weight"]).to_numpy()
    ids = grouped["sentence_id"].agg(lambda numbers: " ".join(map(str, numbers)))
    frame["sentence_ids"] = [ids.get(pair, "") for pair in pairs]
    frame["article_id"], frame["side"] = zip(*pairs, strict=True)
    return frame[SIDE_COLUMNS]


def side_verdict(
    corpus: Corpus,
    *,
    side: str,
    by: str = "towards",
    articles: str | Sequence[str] | None = None,
    names: Mapping[str, str] | None = None,
    draws: int = 2000,
    seed: int = 0,
) -> Verdict:
    """Which articles' tone towards a side can be told apart, as `verdict`; by default all articles.

    Raises ValueError for a side without mentions, and as `side_tone`.
    """
    units = _units(corpus, [side], by)
    chosen = among(articles, corpus.articles["article_id"], "article")
    units = units[units["article_id"].isin(chosen)]
    if units.empty:
        raise ValueError(f"no mention of side {side!r}; sides: {', '.join(corpus.sides)}")
    return judge(units, chosen, names=names, draws=draws, seed=seed)


def side_contrast(
    corpus: Corpus, *, sides: Sequence[str], by: str = "hand", draws: int = 2000, seed: int = 0
) -> pd.DataFrame:
    """How far the tone towards two sides differs within each article, over their mentions.

    `by` as in `side_tone`. Sentences are drawn anew, and both means come from the same draw, since
    one sentence often names both sides.

    Returns, a row per article: article_id, outlet, measure ("tone"), value_first, value_second
    (mean tone towards each side, −1 to 1), difference (second less first: above 0, the article is
    kinder to the second; NaN where it names but one of them), low, high (95% sentence bootstrap;
    NaN where a side is named in fewer than two sentences, or no tone varies), n (mentions of
    both), sentence_ids.

    Raises ValueError unless two sides are named, and as `side_tone`.
    """
    if len(set(sides)) != 2 or not set(sides) <= set(corpus.sides):
        raise ValueError(f"sides={list(sides)} must name two of: {', '.join(corpus.sides)}")
    units = _units(corpus, sides, by)
    cells = units.pivot(
        index=["article_id", "sentence_id"], columns="side", values=["total", "weight"]
    )
    order = [(column, side) for side in sides for column in ("total", "weight")]
    cells = cells.reindex(columns=pd.MultiIndex.from_tuples(order)).fillna(0.0)
    rows = []
    for article_id, outlet in corpus.articles[["article_id", "outlet"]].itertuples(index=False):
        own = cells[cells.index.get_level_values("article_id") == article_id]
        columns = own.to_numpy(dtype=float)
        means = _two_means(columns.sum(axis=0))
        low = high = np.nan
        one, two = columns[columns[:, 1] > 0, :2], columns[columns[:, 3] > 0, 2:]
        varies = any(len(set(side[:, 0] / side[:, 1])) > 1 for side in (one, two))
        if min(len(one), len(two)) > 1 and varies:
            drawn = _two_means(stats.resampled_sums(columns, draws=draws, seed=seed))
            gaps = drawn[:, 1] - drawn[:, 0]
            gaps = gaps[~np.isnan(gaps)]
            if len(gaps) >= 0.95 * draws:
                low, high = np.percentile(gaps, [2.5, 97.5])
        ids = " ".join(map(str, sorted(own.index.get_level_values("sentence_id"))))
        n = int(columns[:, [1, 3]].sum())
        rows.append((article_id, outlet, "tone", *means, means[1] - means[0], low, high, n, ids))
    return pd.DataFrame(rows, columns=CONTRAST_COLUMNS)


def _two_means(sums: np.ndarray) -> np.ndarray:
    """Total over weight for both sides; NaN where a side has no mention."""
    totals, weights = sums[..., 0::2], sums[..., 1::2]
    none = np.full(totals.shape, np.nan)
    return np.asarray(np.divide(totals, weights, out=none, where=weights > 0))
