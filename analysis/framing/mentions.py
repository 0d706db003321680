"""Mentions: how often each side is named, for the length of the article."""

import pandas as pd

from analysis import stats
from analysis.corpus import Corpus
from analysis.framing.voice import ids_of


def mention_rates(corpus: Corpus, *, draws: int = 2000, seed: int = 0) -> pd.DataFrame:
    """How often each side is named in each article, per 100 words.

    Returns, a row per article and side: article_id, outlet, side, mentions, words (of the article),
    estimate (mentions per 100 words), low, high (95% sentence bootstrap), share (of the mentions of
    all sides, 0 to 1; NaN where none is named), sentence_ids.
    """
    keys = ["article_id", "sentence_id"]
    words = corpus.tokens[corpus.tokens["is_word"]].groupby(keys, sort=False).size()
    sizes = words.rename("words").reset_index()
    found = corpus.mentions
    parts = []
    for side in corpus.sides:
        own = found[found["side"] == side]
        counts = own.groupby(keys).size().reindex(words.index).fillna(0)
        rates = stats.bootstrap_means(
            100 * counts,
            sizes["article_id"],
            denominator=sizes["words"],
            expected=corpus.articles["article_id"],
            draws=draws,
            seed=seed,
        ).rename(columns={"group": "article_id"})
        rates["side"] = side
        rates["mentions"] = rates["article_id"].map(own.groupby("article_id").size())
        rates["sentence_ids"] = ids_of(own, "article_id", rates["article_id"])
        parts.append(rates)
    result = pd.concat(parts).sort_index(kind="stable").reset_index(drop=True)
    result["mentions"] = result["mentions"].fillna(0).astype(int)
    result["outlet"] = corpus.outlet(result["article_id"])
    result["words"] = result["article_id"].map(sizes.groupby("article_id")["words"].sum())
    totals = result.groupby("article_id")["mentions"].transform("sum")
    result["share"] = (result["mentions"] / totals).where(totals > 0)
    columns = ["article_id", "outlet", "side", "mentions", "words", "estimate", "low", "high"]
    return result[[*columns, "share", "sentence_ids"]]
