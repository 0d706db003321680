"""How often each article uses a term, with intervals, and TF-IDF."""

from __future__ import annotations

from typing import Unpack

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis import stats
from analysis.corpus import Corpus
from analysis.terms.counts import Choices, Counts, Integers, as_counts

# How many numbers a dense block of sentences × terms may hold.
BLOCK = 4_000_000


def frequencies(
    source: Corpus | Counts,
    n: int = 1,
    by: str | None = "article_id",
    *,
    draws: int = 2000,
    seed: int = 0,
    **choices: Unpack[Choices],
) -> pd.DataFrame:
    """How often each group of articles uses each of its terms.

    Args:
        source: the story, or counts of it made before.
        n: 1 for words, 2 for bigrams, 3 for trigrams.
        by: a column of the articles whose values are the groups; None takes all as one.
        draws: of the sentence bootstrap; 0 leaves low and high NaN, which counts by article need.
        seed: of the random generator.
        choices: stopwords, fold_actors, multiwords; see `Choices`.

    Returns:
        The group's column, term, frequency, per_thousand (per 1,000 tokens, stop words among
        them), document_frequency (articles of the whole corpus that have the term), rank (within
        the group, from 1, ties share the lowest), low, high (95% interval of per_thousand over the
        group's sentences; NaN where there is but one). Groups in order of the articles, terms by
        rank and then by alphabet.

    Raises:
        ValueError: for n below 1, a column the articles don't have, an unknown stop list, or
            intervals asked of counts by article.
    """
    counts = as_counts(source, n, choices)
    if draws and not counts.by_sentence:
        raise ValueError("counts by article hold no sentences to draw from; pass draws=0")
    group, labels = _groups(counts, by)
    groups, codes, frequency = _rows(counts, group, unique=by == "article_id")
    tokens = np.bincount(group, weights=counts.units["tokens"], minlength=len(labels))
    low, high = (
        _intervals(counts, group, groups, codes, draws=draws, seed=seed)
        if draws
        else (np.full(len(codes), np.nan), np.full(len(codes), np.nan))
    )
    frame = pd.DataFrame(
        {
            "term": pd.array(counts.terms, dtype=str).take(codes),
            "frequency": frequency,
            "per_thousand": 1000 * frequency / tokens[groups],
            "document_frequency": document_frequency(counts)[codes],
            "rank": _ranks(groups, frequency),
            "low": low,
            "high": high,
        },
        copy=False,
    )
    if by is not None:
        frame.insert(0, by, labels.array.take(groups))
    return frame


def document_frequency(counts: Counts) -> Integers:
    """In how many articles each term occurs."""
    width = max(len(counts.terms), 1)
    term = counts.term
    if counts.by_sentence:
        term = np.unique(counts.article[counts.unit] * width + counts.term) % width
    return np.bincount(term, minlength=len(counts.terms)).astype(np.int64)


def _groups(counts: Counts, by: str | None) -> tuple[Integers, pd.Series]:
    if by is None:
        return np.zeros(len(counts.units), dtype=np.int64), pd.Series([""])
    if by not in counts.articles:
        valid = ", ".join(counts.articles.columns)
        raise ValueError(f"by={by!r} is no column of the articles; valid: {valid}, None")
    codes, labels = pd.factorize(counts.articles[by])
    return codes.astype(np.int64)[counts.article], pd.Series(labels, name=by)


def _rows(counts: Counts, group: Integers, *, unique: bool) -> tuple[Integers, Integers, Integers]:
    """Group, term and frequency of each row: by group, falling frequency, and alphabet."""
    width = max(len(counts.terms), 1)
    keys, frequency = group[counts.unit] * width + counts.term, counts.count
    if counts.stop.any():
        listed = ~counts.stop[counts.term]
        keys, frequency = keys[listed], frequency[listed]
    if counts.by_sentence or not unique:
        keys, where = np.unique(keys, return_inverse=True)
        frequency = np.bincount(where, weights=frequency).astype(np.int64)
    # Frequency falls and the alphabet rises within a group: one number sorts by all three.
    most = int(frequency.max(initial=0)) + 1
    order = np.argsort((keys // width * most + most - frequency) * width + keys % width)
    keys = keys[order]
    return (
        (keys // width).astype(np.int32),
        (keys % width).astype(np.int32),
        frequency[order].astype(np.int64),
    )


def _ranks(groups: Integers, frequency: Integers) -> Integers:
    """Places from 1 within each group, ties sharing the lowest; the rows come in order."""
    place = np.arange(len(groups))
    new_group = np.append(True, np.diff(groups) != 0)[: len(groups)]
    new_value = new_group | np.append(True, np.diff(frequency) != 0)[: len(groups)]
    start = np.maximum.accumulate(np.where(new_group, place, 0))
    return np.maximum.accumulate(np.where(new_value, place, 0)) - start + 1


def _intervals(
    counts: Counts, group: Integers, groups: Integers, codes: Integers, *, draws: int, seed: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Bounds of per_thousand for each row (a group and a term), sentences drawn anew."""
    low, high = np.full(len(groups), np.nan), np.full(len(groups), np.nan)
    tokens = counts.units["tokens"].to_numpy()
    for number in np.unique(groups):
        rows = np.flatnonzero((group == number) & (tokens > 0))
        wanted = np.flatnonzero(groups == number)
        step = max(1, BLOCK // len(rows))
        for start in range(0, len(wanted), step):
            block = wanted[start : start + step]
            table = counts.dense(rows, codes[block])
            rates = stats.bootstrap_rates(table, tokens[rows], draws=draws, seed=seed)
            low[block], high[block] = 1000 * rates["low"], 1000 * rates["high"]
    return low, high


def tfidf(source: Corpus | Counts, n: int = 1, **choices: Unpack[Choices]) -> pd.DataFrame:
    """Terms that one article uses and few others do.

    Returns article_id, term, frequency, document_frequency, tfidf: occurrences per 1,000 tokens
    times ln(articles / document_frequency) (Spärck Jones 1972), 0 where all articles have the
    term, higher is more the article's own; the highest first. It has no interval: `keyness` tells
    what is beyond chance.

    Raises ValueError for n below 1, or a corpus of one article, where every value would be 0.
    """
    counts = as_counts(source, n, choices)
    articles = len(counts.articles)
    if articles < 2:
        raise ValueError("TF-IDF compares articles; the corpus has one")
    frame = frequencies(counts, counts.n, draws=0)
    frame["tfidf"] = frame["per_thousand"] * np.log(articles / frame["document_frequency"])
    order = {name: place for place, name in enumerate(counts.articles["article_id"])}
    frame = frame.assign(order=frame["article_id"].map(order))
    frame = frame.sort_values(["order", "tfidf", "term"], ascending=[True, False, True])
    columns = ["article_id", "term", "frequency", "document_frequency", "tfidf"]
    return frame[columns].reset_index(drop=True)


def located(
    frame: pd.DataFrame, source: Corpus | Counts, n: int = 1, **choices: Unpack[Choices]
) -> pd.DataFrame:
    """The sentences behind each row of a frame of terms.

    `frame` has term, and article_id or another column of the articles where its rows speak of a
    part of them; `source` is what it was made from.

    Returns the frame with sentence_ids: the ids of the sentences with the term, parted by spaces,
    written article_id:sentence_id unless the frame has article_id. Empty where there are none.

    Raises ValueError where the counts hold no sentences.
    """
    counts = as_counts(source, n, choices)
    if not counts.by_sentence:
        raise ValueError("counts by article hold no sentences; count the corpus itself")
    keys = [name for name in counts.articles.columns if name in frame][:1]
    cells = counts.units.iloc[counts.unit][["article_id", "sentence_id"]].reset_index(drop=True)
    cells["term"] = counts.terms[counts.term]
    cells = cells[cells["term"].isin(frame["term"])].merge(counts.articles, on="article_id")
    ids = cells["sentence_id"].astype(str)
    cells["ids"] = ids if keys == ["article_id"] else cells["article_id"] + ":" + ids
    joined = cells.groupby([*keys, "term"], sort=False)["ids"].agg(" ".join)
    wanted = frame[[*keys, "term"]]
    index = pd.MultiIndex.from_frame(wanted) if keys else pd.Index(wanted["term"])
    return frame.assign(sentence_ids=joined.reindex(index).fillna("").to_numpy())
