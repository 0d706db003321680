"""Where in each article a term stands, and how evenly it is spread."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis import stats
from analysis.corpus import Corpus
from analysis.terms.concordance import concordance

POSITION_COLUMNS = ["article_id", "sentence_id", "start", "end", "text", "term", "position"]


def positions(corpus: Corpus, patterns: pd.DataFrame) -> pd.DataFrame:
    """Every place of some terms, for a dispersion plot.

    `patterns` has term and pattern, as key_terms.csv; a pattern is as in `concordance`.

    Returns article_id, sentence_id, start, end (characters into the article's text), text, term,
    position (0 to 1: the share of the article's words that stand before it); terms in the order of
    `patterns`, then in reading order.

    Raises ValueError for a pattern that is no regular expression, or without patterns.
    """
    if patterns.empty:
        raise ValueError("no patterns; give a frame with columns term, pattern")
    words = corpus.tokens[corpus.tokens["is_word"]]
    starts = {name: part["start"].to_numpy() for name, part in words.groupby("article_id")}
    frames = [
        concordance(corpus, pattern, 0).assign(term=term)
        for term, pattern in patterns[["term", "pattern"]].itertuples(index=False)
    ]
    frame = pd.concat(frames, ignore_index=True)
    frame["text"] = frame["node"]
    frame["position"] = [
        np.searchsorted(starts[article_id], start) / len(starts[article_id])
        for article_id, start in frame[["article_id", "start"]].itertuples(index=False)
    ]
    return frame[POSITION_COLUMNS].astype({"position": float})


def dispersion(
    corpus: Corpus, patterns: pd.DataFrame, *, parts: int | str = "article_id"
) -> pd.DataFrame:
    """How evenly some terms are spread over the articles, or over equal parts within each.

    Args:
        corpus: the story.
        patterns: term and pattern, as key_terms.csv; a pattern is as in `concordance`.
        parts: "article_id" takes the articles as parts, their words as sizes; a number cuts every
            article into so many parts of equal length in words.

    Returns:
        term (before it article_id, where articles are cut into parts), frequency, range (parts
        that have the term), parts, dp (Gries 2008: 0 as even as the parts' sizes, near 1 clumped)
        and dp_norm (Lijffijt & Gries 2012: 1 can be reached). A term that doesn't occur has
        frequency 0 and NaN in dp; the fewer occurrences, the less a dp says.

    Raises:
        ValueError: for fewer than two parts, or patterns as in `positions`.
    """
    found = positions(corpus, patterns)
    sizes = corpus.articles.set_index("article_id")["words"]
    terms = list(dict.fromkeys(patterns["term"]))
    if parts == "article_id":
        if len(sizes) < 2:
            raise ValueError("dispersion over articles needs two; pass parts=10 to look within one")
        table = pd.crosstab(found["term"], found["article_id"])
        table = table.reindex(index=terms, columns=sizes.index, fill_value=0)
        return _measured(table.to_numpy(), sizes.to_numpy(float)).assign(term=terms)[
            ["term", "frequency", "range", "parts", "dp", "dp_norm"]
        ]
    if not isinstance(parts, int) or parts < 2:
        raise ValueError(f"parts must be 'article_id' or a number from 2, not {parts!r}")
    short = sizes.index[sizes < parts]
    if len(short):
        raise ValueError(f"{parts} parts are more than the {sizes[short[0]]} words of {short[0]}")
    cut = (found["position"] * parts).astype(int).clip(upper=parts - 1)
    index = pd.MultiIndex.from_product([sizes.index, terms], names=["article_id", "term"])
    table = pd.crosstab([found["article_id"], found["term"]], cut)
    table = table.reindex(index=index, columns=range(parts), fill_value=0)
    measured = _measured(table.to_numpy(), np.ones(parts))
    return pd.concat([index.to_frame(index=False), measured], axis=1)


def _measured(table: np.ndarray, sizes: np.ndarray) -> pd.DataFrame:
    frequency = table.sum(axis=1)
    frame = pd.DataFrame({"frequency": frequency, "range": (table > 0).sum(axis=1)})
    frame["parts"] = len(sizes)
    some = frequency > 0
    for name, normalised in (("dp", False), ("dp_norm", True)):
        frame[name] = np.nan
        if some.any():
            frame.loc[some, name] = stats.dp(table[some], sizes, normalised=normalised)
    return frame
