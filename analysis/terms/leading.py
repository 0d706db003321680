"""Which word leads an article, and whether beyond chance."""

from __future__ import annotations

from typing import Unpack

import numpy as np
import pandas as pd

from analysis import stats
from analysis.corpus import Corpus
from analysis.terms.counts import Choices, Counts, as_counts

COLUMNS = ["article_id", "term", "second", "difference", "low", "high", "ahead", "leads"]


def leads(
    source: Corpus | Counts,
    n: int = 1,
    *,
    draws: int = 2000,
    seed: int = 0,
    **choices: Unpack[Choices],
) -> pd.DataFrame:
    """The most used term of each article against the next, sentences drawn anew.

    Both rates come from the same draws. Since the first is chosen for being first, it leads only
    if it is also, in 95% of draws, ahead of every other listed term, whichever that is.

    Returns, a row per article of two listed terms or more: article_id, term, second (ties by
    alphabet), difference (of occurrences per 1,000 tokens), low, high (its 95% interval; NaN for
    one sentence), ahead (share of draws in which the term is ahead of all others, 0 to 1), leads
    (True where low is above 0 and ahead at least .95).

    Raises ValueError for counts by article, which hold no sentences to draw from.
    """
    counts = as_counts(source, n, choices)
    if not counts.by_sentence:
        raise ValueError("counts by article hold no sentences to draw from; count the corpus")
    listed = np.flatnonzero(~counts.stop)
    tokens = counts.units["tokens"].to_numpy()
    rows = []
    for number, article_id in enumerate(counts.articles["article_id"]):
        units = np.flatnonzero((counts.article == number) & (tokens > 0))
        table = counts.dense(units, listed)
        totals = table.sum(axis=0)
        used = np.flatnonzero(totals > 0)
        if len(used) < 2:
            continue
        # The vocabulary is in alphabetical order: a stable sort leaves ties in it.
        order = used[np.argsort(-totals[used], kind="stable")]
        words = counts.terms[listed[order[:2]]].astype(str).tolist()
        scale = 1000 / tokens[units].sum()
        difference = scale * (totals[order[0]] - totals[order[1]])
        low = high = ahead = np.nan
        if len(units) > 1:
            columns = np.column_stack([tokens[units], table[:, order]])
            drawn = stats.resampled_sums(columns, draws=draws, seed=seed)
            gaps = 1000 * (drawn[:, 1] - drawn[:, 2]) / drawn[:, 0]
            low, high = np.percentile(gaps, [2.5, 97.5])
            ahead = float((drawn[:, 1] > drawn[:, 2:].max(axis=1)).mean())
        alone = bool(low > 0 and ahead >= 0.95)
        rows.append((article_id, *words, difference, low, high, ahead, alone))
    return pd.DataFrame(rows, columns=COLUMNS)
