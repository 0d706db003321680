"""What articles have word for word in common: a sign of one agency text or one quoted statement."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd

from analysis import stats
from analysis.corpus import Corpus
from analysis.terms.occurrences import occurrences

COLUMNS = ["article_id", "other", "n", "shared", "share", "low", "high", "longest", "sentence_ids"]
PASSAGE_COLUMNS = [
    "article_id", "sentence_id", "start", "end", "text", "words",
    "other", "other_sentence_id", "other_start", "other_end",
]  # fmt: skip


def overlap(corpus: Corpus, n: int = 5, *, draws: int = 2000, seed: int = 0) -> pd.DataFrame:
    """How much of each article stands word for word in each other one.

    Runs of n words within a sentence are compared, punctuation passed over, in lower case.

    Returns, a row per ordered pair of articles: article_id, other, n, shared (runs of article_id
    that also stand in other, every occurrence counted), share (of article_id's runs, 0 to 1), low,
    high (95% sentence bootstrap), longest (words of the longest passage in common, 0 where none has
    n words), sentence_ids (of article_id). NaN where no sentence of article_id has n words.

    Raises ValueError for n below 1, or a corpus of one article.
    """
    if len(corpus.articles) < 2:
        raise ValueError("overlap compares articles; the corpus has one")
    runs = occurrences(corpus, n, multiwords=False, breaks="sentence")
    passages = shared_passages(corpus, n)
    ids = corpus.articles["article_id"].tolist()
    parts = {article_id: runs[runs["article_id"] == article_id] for article_id in ids}
    sets = {article_id: set(part["term"]) for article_id, part in parts.items()}
    rows = []
    for article_id, other in permutations(ids, 2):
        own = parts[article_id].assign(shared=parts[article_id]["term"].isin(sets[other]))
        counts = own.groupby("sentence_id")["shared"].agg(["sum", "size"])
        share = (
            stats.bootstrap_share(counts["sum"], counts["size"], draws=draws, seed=seed)
            if len(counts)
            else stats.Interval(np.nan, np.nan, np.nan, 0)
        )
        common = passages[(passages["article_id"] == article_id) & (passages["other"] == other)]
        longest = int(common["words"].max()) if len(common) else 0
        places = " ".join(map(str, counts.index[counts["sum"] > 0]))
        shared = int(own["shared"].sum())
        rows.append(
            (article_id, other, n, shared, share.estimate, share.low, share.high, longest, places)
        )
    return pd.DataFrame(rows, columns=COLUMNS)


def shared_passages(corpus: Corpus, n: int = 5) -> pd.DataFrame:
    """The passages of at least n words that two articles have in common, each as long as it goes.

    Returns article_id, sentence_id, start, end, text, words (how many), and other,
    other_sentence_id, other_start, other_end: the same passage in the other article. Every pair of
    articles comes in both orders; the longest first.

    Raises ValueError for n below 1.
    """
    runs = occurrences(corpus, n, multiwords=False, breaks="sentence").reset_index(names="place")
    pairs = runs.merge(runs, on="term", suffixes=("", "_other"))
    pairs = pairs[pairs["article_id"] != pairs["article_id_other"]].copy()
    # Runs that follow each other in both articles and sentences lie on one diagonal.
    pairs["diagonal"] = pairs["place"] - pairs["place_other"]
    keys = ["article_id", "sentence_id", "article_id_other", "sentence_id_other", "diagonal"]
    pairs = pairs.sort_values([*keys, "place"], kind="stable")
    follows = (pairs[keys] == pairs[keys].shift()).all(axis=1) & (pairs["place"].diff() == 1)
    merged = pairs.groupby((~follows).cumsum().to_numpy()).agg(
        article_id=("article_id", "first"),
        sentence_id=("sentence_id", "first"),
        start=("start", "first"),
        end=("end", "last"),
        words=("place", "size"),
        other=("article_id_other", "first"),
        other_sentence_id=("sentence_id_other", "first"),
        other_start=("start_other", "first"),
        other_end=("end_other", "last"),
    )
    merged["words"] += n - 1
    texts = dict(zip(corpus.articles["article_id"], corpus.articles["text"], strict=True))
    merged["text"] = [
        texts[article_id][start:end]
        for article_id, start, end in merged[["article_id", "start", "end"]].itertuples(index=False)
    ]
    order = ["words", "article_id", "start", "other", "other_start"]
    ascending = [False, True, True, True, True]
    merged = merged.sort_values(order, ascending=ascending, ignore_index=True)
    return merged[PASSAGE_COLUMNS]
