"""Terms as the texts write them, and the phrases that one article alone repeats."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from analysis.corpus import Corpus
from analysis.stopwords import stopword_set
from analysis.terms.occurrences import occurrences

PHRASE_COLUMNS = ["article_id", "term", "form", "n", "frequency", "sentence_ids"]
# Words that count or order, and adverbs no stop list has: a phrase that begins or ends with one is
# a piece of a sentence.
LOOSE = frozenset("first second third fourth fifth next last also soon will".split())


def spellings(corpus: Corpus, n: int = 1) -> pd.Series:
    """The most frequent spelling of each term in the texts ("Putin" for putin), by term.

    The capital of a sentence's first word counts only where the term stands nowhere else; of
    spellings as frequent the one in lower case is taken.
    """
    found = occurrences(corpus, n)
    texts = dict(corpus.articles[["article_id", "text"]].to_numpy())
    found["form"] = [
        " ".join(texts[article_id][start:end].split())
        for article_id, start, end in found[["article_id", "start", "end"]].itertuples(index=False)
    ]
    keys = ["article_id", "sentence_id"]
    found["opens"] = found["start"] == found.groupby(keys)["start"].transform("min")
    found["upper"] = found["form"] != found["form"].str.lower()
    within = ~found["opens"] | found.groupby("term")["opens"].transform("all")
    counted = found[within].groupby(["term", "form", "upper"]).size().rename("uses").reset_index()
    counted = counted.sort_values(
        ["term", "uses", "upper", "form"], ascending=[True, False, True, True]
    )
    return counted.drop_duplicates("term").set_index("term")["form"]


def own_phrases(
    corpus: Corpus, *, n: Iterable[int] = (2, 3), stopwords: str | None = "snowball"
) -> pd.DataFrame:
    """Phrases that one article uses more than once and no other does.

    Left out are n-grams that begin or end with a stop word, an ordinal, a number or a loose adverb,
    those that are (part of) the name of an actor in actors.csv, where the story has it, and those
    that only stand within a longer phrase of the list.

    Returns article_id, term (lower case), form (as the text writes it), n (words), frequency,
    sentence_ids (parted by spaces); articles in order, the most frequent first.

    Raises ValueError for n below 1 or an unknown stop list.
    """
    bounds = stopword_set(stopwords) | LOOSE
    parts = []
    for size in n:
        found = occurrences(corpus, size, multiwords=False)
        words = found["term"].str.split()
        loose = [
            any(word.removesuffix("'s") in bounds or word[0].isdigit() for word in (w[0], w[-1]))
            for w in words
        ]
        kept = found[~np.array(loose, dtype=bool)] if len(found) else found
        one = kept.groupby("term")["article_id"].transform("nunique") == 1
        more = kept.groupby("term")["term"].transform("size") > 1
        forms = spellings(corpus, size) if len(kept) else pd.Series(dtype=str)
        parts.append(kept[one & more].assign(n=size, form=kept["term"].map(forms)))
    frame = pd.concat(parts, ignore_index=True)
    if "actors.csv" in corpus.story.tables:
        frame = frame[~_named(frame, corpus.mentions)]
    frame["inside"] = _inside(frame)
    frame = frame[~frame.groupby("term")["inside"].transform("all")] if len(frame) else frame
    keys = ["article_id", "term", "form", "n"]
    rows = frame.groupby(keys, sort=False)["sentence_id"]
    listed = rows.agg(["size", _joined]).reset_index()
    listed.columns = pd.Index([*keys, "frequency", "sentence_ids"])
    order = {name: place for place, name in enumerate(corpus.articles["article_id"])}
    listed["place"] = listed["article_id"].map(order)
    listed = listed.sort_values(["place", "frequency", "term"], ascending=[True, False, True])
    return listed[PHRASE_COLUMNS].reset_index(drop=True)


def _joined(ids: pd.Series) -> str:
    return " ".join(map(str, dict.fromkeys(ids)))


def _named(frame: pd.DataFrame, mentions: pd.DataFrame) -> np.ndarray:
    """Whether every use of the term lies within the mention of an actor."""
    covered = _covered(frame, mentions, same=True)
    return covered.groupby(frame["term"]).transform("all").to_numpy(bool)


def _inside(frame: pd.DataFrame) -> pd.Series:
    """Whether a use lies within a longer phrase of the list."""
    return _covered(frame, frame, same=False)


def _covered(frame: pd.DataFrame, spans: pd.DataFrame, *, same: bool) -> pd.Series:
    pairs = frame.reset_index(names="row")[["row", "article_id", "start", "end"]].merge(
        spans[["article_id", "start", "end"]], on="article_id", suffixes=("", "_span")
    )
    inside = (pairs["start_span"] <= pairs["start"]) & (pairs["end"] <= pairs["end_span"])
    if not same:
        inside &= (pairs["end_span"] - pairs["start_span"]) > (pairs["end"] - pairs["start"])
    return pd.Series(frame.index.isin(pairs.loc[inside, "row"]), index=frame.index)
