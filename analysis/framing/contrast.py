"""Contrast: one side against another, or one frame against another, within each article."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from analysis import stats
from analysis.corpus import Corpus
from analysis.framing.frames import frame_names
from analysis.framing.sentence_counts import sentence_counts
from analysis.framing.voice import joined
from analysis.names import among

Measure = Literal["mentions", "voice", "agency", "frames"]
MEASURES: tuple[Measure, ...] = ("mentions", "voice", "agency", "frames")
CONTRAST_COLUMNS = [
    "article_id", "outlet", "measure", "first", "second", "value_first", "value_second",
    "difference", "low", "high", "p", "p_holm", "apart", "sentence_ids",
]  # fmt: skip


def contrast(
    corpus: Corpus,
    measure: Measure,
    *,
    between: Sequence[str] | None = None,
    coded: bool = False,
    draws: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """How far two sides, or two frames, differ in each article.

    `measure`: "mentions" (per 100 words), "voice" (share of the words, 0 to 1), "agency" (agents as
    a share of mentions, 0 to 1), "frames" (share of sentences, 0 to 1). `between` names the two: by
    default the first two sides of actors.csv, or the first two frames of frames.csv. Both values
    come from the same draw of sentences, since one sentence often tells of both. With `coded` the
    hand coding of the gold tables stands in for what was told by machine.

    Returns, a row per article: article_id, outlet, measure, first, second, value_first,
    value_second, difference (second less first; NaN where one is not defined), low, high (95%
    sentence bootstrap), p (two-sided, the larger of the bootstrap's and of a permutation's that
    swaps the two within sentences), p_holm (corrected over these articles), apart (True where the
    interval leaves 0 out, uncorrected: else the two are indistinguishable), sentence_ids (those
    that count in either).

    Raises ValueError for an unknown measure, or names that are not two of those there are;
    StoryError where a table is missing.
    """
    if measure not in MEASURES:
        raise ValueError(f"measure={measure!r} is not valid: {', '.join(MEASURES)}")
    valid = frame_names(corpus) if measure == "frames" else corpus.sides
    names = among(between, valid, measure)[:2] if between is None else among(between, valid, "name")
    if len(set(names)) != 2:
        raise ValueError(f"between={names} must name two of: {', '.join(valid)}")
    cells = sentence_counts(corpus, measure, names, coded=coded)
    rows = []
    for article_id, outlet in corpus.articles[["article_id", "outlet"]].itertuples(index=False):
        own = cells[cells["article_id"] == article_id]
        columns = own[["top_0", "bottom_0", "top_1", "bottom_1"]].to_numpy(dtype=float)
        values = _ratios(columns.sum(axis=0))
        drawn = _ratios(stats.resampled_sums(columns, draws=draws, seed=seed))
        gaps = drawn[:, 1] - drawn[:, 0]
        gaps = gaps[~np.isnan(gaps)]
        # A side named in one sentence alone has nothing to vary, nor have sentences all alike.
        told = (own[["bottom_0", "bottom_1"]] > 0).sum().min() > 1 and len(gaps) >= 0.95 * draws
        told = told and bool(np.ptp(gaps) > 0)
        low, high = np.percentile(gaps, [2.5, 97.5]) if told else (np.nan, np.nan)
        gap = values[1] - values[0]
        p = max(_bootstrap_p(gaps), _swapped_p(columns, draws, seed)) if told else np.nan
        ids = joined(own.loc[own["top_0"] + own["top_1"] > 0, "sentence_id"])
        rows.append((article_id, outlet, measure, *names, *values, gap, low, high, p, np.nan,
                     bool(low > 0 or high < 0), ids))  # fmt: skip
    result = pd.DataFrame(rows, columns=CONTRAST_COLUMNS)
    result["p_holm"] = stats.holm(result["p"].astype(float))
    return result


def contrasts(
    corpus: Corpus,
    *,
    sides: Sequence[str] | None = None,
    frames: Sequence[str] | None = None,
    coded: bool = False,
    draws: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """`contrast` of every measure, one below the other; of frames where there is frames.csv."""
    measures = [m for m in MEASURES if m != "frames" or "frames.csv" in corpus.story.tables]
    parts = [
        contrast(corpus, measure, between=frames if measure == "frames" else sides,
                 coded=coded, draws=draws, seed=seed)
        for measure in measures
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def article_differences(
    corpus: Corpus,
    measure: Literal["mentions", "voice", "agency", "frames", "own"],
    name: str = "",
    *,
    articles: str | Sequence[str] | None = None,
    coded: bool = False,
    draws: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """How far articles differ in one measure of one side or frame, every pair of them.

    `measure` as in `contrast`, or "own" (words without a source, as a share of words), which takes
    no `name`. `articles` are the article ids to compare; all by default. `coded` as in `contrast`.

    Returns measure, name and the columns of `stats.bootstrap_differences`: first, second
    (articles), difference, low, high, p, p_holm (corrected over these pairs), n_first, n_second
    (sentences).

    Raises ValueError for an unknown measure or name.
    """
    among(measure, (*MEASURES, "own"), "measure")
    if measure == "own":
        if name:
            raise ValueError(f'measure "own" takes no name, not {name!r}')
    else:
        among(name, frame_names(corpus) if measure == "frames" else corpus.sides, "name")
    cells = sentence_counts(corpus, measure, [name], coded=coded)
    names = among(articles, corpus.articles["article_id"], "article")
    cells = cells[cells["article_id"].isin(names)]
    result = stats.bootstrap_differences(
        cells["top_0"], cells["article_id"], denominator=cells["bottom_0"], expected=names,
        draws=draws, seed=seed,
    )  # fmt: skip
    result.insert(0, "name", name)
    result.insert(0, "measure", measure)
    return result


def _ratios(sums: np.ndarray) -> np.ndarray:
    """Top over bottom for both names; NaN where there is nothing below."""
    tops, bottoms = sums[..., 0::2], sums[..., 1::2]
    none = np.full(tops.shape, np.nan)
    return np.asarray(np.divide(tops, bottoms, out=none, where=bottoms > 0))


def _bootstrap_p(gaps: np.ndarray) -> float:
    """Twice the share of draws on the far side of 0, one draw added to each count; at most 1."""
    tail = min(int((gaps <= 1e-12).sum()), int((gaps >= -1e-12).sum()))
    return min(1.0, 2 * (tail + 1) / (gaps.size + 1))


def _swapped_p(columns: np.ndarray, draws: int, seed: int) -> float:
    """How often a gap as large comes of swapping the two at random within each sentence."""
    swap = columns[:, [2, 3, 0, 1]] - columns
    chosen = np.random.default_rng(seed).integers(2, size=(draws, len(columns)))
    values = _ratios(columns.sum(axis=0) + chosen @ swap)
    seen = _ratios(columns.sum(axis=0))
    gaps = np.abs(values[:, 1] - values[:, 0])
    gaps = gaps[~np.isnan(gaps)]
    large = (gaps >= abs(seen[1] - seen[0]) * (1 - 1e-9)).sum()
    return float((large + 1) / (gaps.size + 1))
