"""Words that stand together more often than chance would put them."""

from __future__ import annotations

from typing import Unpack

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis import stats
from analysis.corpus import Corpus
from analysis.stopwords import stopword_set
from analysis.terms.counts import Choices, check_choices
from analysis.terms.occurrences import occurrences

COLUMNS = [
    "first", "second", "frequency", "articles", "log_dice", "low", "high", "g2", "sentence_ids"
]  # fmt: skip


def collocations(
    corpus: Corpus,
    *,
    window: int = 1,
    floor: int = 3,
    draws: int = 2000,
    seed: int = 0,
    **choices: Unpack[Choices],
) -> pd.DataFrame:
    """Pairs of words that stand next to each other, or at most `window` words apart.

    Each pair is in the order of the text, within a sentence and with no punctuation between. The
    2×2 table counts pairs: those with both words, with the first alone, the second alone, neither;
    where a word is in every pair there is nothing to compare, and the pair is left out.

    Args:
        corpus: the story.
        window: how many words after the first the second may stand; 1 is the next word.
        floor: pairs seen less often are left out: rare pairs have no reliable score.
        draws: of the sentence bootstrap.
        seed: of the random generator.
        choices: stopwords (a pair with one is left out, but stays in the counts), fold_actors;
            multi-word terms are not kept whole here.

    Returns:
        first, second, frequency, articles (that have the pair), log_dice (at most 14 − log₂ of the
        window, +1 is twice as strong; Rychlý 2008), low, high (its 95% interval over all
        sentences; −∞ where the pair is missing from more than one draw in forty), g2 (four cells,
        uncorrected; Dunning 1993), sentence_ids (article_id:sentence_id). Strongest log_dice first,
        g2 breaking ties.

    Raises:
        ValueError: for a window or floor below 1, or an unknown stop list.
    """
    if window < 1 or floor < 1:
        raise ValueError(f"window and floor must be at least 1, not {window} and {floor}")
    check_choices(choices)
    stop = stopword_set(choices.get("stopwords"))
    fold = choices.get("fold_actors", False)
    words = occurrences(corpus, 1, fold_actors=fold, multiwords=False)
    parts = []
    for distance in range(1, window + 1):
        found = occurrences(corpus, distance + 1, fold_actors=fold)
        # The first and the last word of the n-gram, by the offsets where they begin and end.
        ends = [
            found[["article_id", edge]].merge(words[["article_id", edge, "term"]], how="left")
            for edge in ("start", "end")
        ]
        pair = found[["article_id", "sentence_id", "start"]].copy()
        pair["first"], pair["second"] = ends[0]["term"].to_numpy(), ends[1]["term"].to_numpy()
        parts.append(pair)
    order = {name: place for place, name in enumerate(corpus.articles["article_id"])}
    pairs = pd.concat(parts, ignore_index=True)
    pairs["article"] = pairs["article_id"].map(order)
    pairs = pairs.sort_values(["article", "start"], kind="stable")
    if pairs.empty:
        return pd.DataFrame(columns=COLUMNS)
    grouped = pairs.groupby(["first", "second"], sort=False)
    frame = grouped.agg(
        frequency=("start", "size"), articles=("article_id", "nunique")
    ).reset_index()
    first = frame["first"].map(pairs["first"].value_counts())
    second = frame["second"].map(pairs["second"].value_counts())
    stopped = frame["first"].isin(stop) | frame["second"].isin(stop)
    defined = (first < len(pairs)) & (second < len(pairs))
    kept = (frame["frequency"] >= floor) & ~stopped & defined
    frame = frame[kept]
    table = stats.Contingency.pair(frame["frequency"], first[kept], second[kept], total=len(pairs))
    frame = frame.assign(log_dice=stats.log_dice(table), g2=stats.g2(table)).sort_values(
        ["log_dice", "g2", "first", "second"],
        ascending=[False, False, True, True],
        ignore_index=True,
    )
    frame["low"], frame["high"] = _intervals(corpus, pairs, frame, draws=draws, seed=seed)
    listed = pairs.merge(frame[["first", "second"]])
    ids = listed["article_id"] + ":" + listed["sentence_id"].astype(str)
    joined = ids.groupby([listed["first"], listed["second"]]).agg(
        lambda places: " ".join(dict.fromkeys(places))
    )
    index = pd.MultiIndex.from_frame(frame[["first", "second"]])
    frame["sentence_ids"] = joined.reindex(index).to_numpy()
    return frame[COLUMNS]


def _intervals(
    corpus: Corpus, pairs: pd.DataFrame, listed: pd.DataFrame, *, draws: int, seed: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Bounds of log_dice for the pairs listed, sentences drawn anew."""
    keys = ["article_id", "sentence_id"]
    sentence = pd.MultiIndex.from_frame(corpus.sentences[keys]).get_indexer(
        pd.MultiIndex.from_frame(pairs[keys])
    )
    table = np.zeros((len(corpus.sentences), 3 * len(listed)))
    for place, (first, second) in enumerate(zip(listed["first"], listed["second"], strict=True)):
        is_first, is_second = pairs["first"] == first, pairs["second"] == second
        for part, rows in enumerate((is_first & is_second, is_first, is_second)):
            np.add.at(table[:, 3 * place + part], sentence[rows], 1)
    drawn = stats.resampled_sums(table, draws=draws, seed=seed)
    joint, both = drawn[:, 0::3], drawn[:, 1::3] + drawn[:, 2::3]
    with np.errstate(divide="ignore"):
        dice = 14 + np.log2(2 * joint / np.maximum(both, 1))
    # A quantile that is one of the draws: none lies between −∞ and a number.
    low, high = np.quantile(dice, [0.025, 0.975], axis=0, method="inverted_cdf")
    return low, high
