"""How varied the words of each article are, and how hard it is to read."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from readability import LIX, FleschReadingEase, KincaidGradeLevel, getmeasures

from analysis import stats
from analysis.corpus import Corpus

Z_95 = 1.959963984540054

# The library's own formulas, over counts per sentence summed for every draw of the bootstrap.
GRADES: dict[str, tuple[Callable[..., Any], tuple[str, ...]]] = {
    "flesch": (FleschReadingEase, ("syllables", "words", "sentences")),
    "kincaid": (KincaidGradeLevel, ("syllables", "words", "sentences")),
    "lix": (LIX, ("words", "long_words", "sentences")),
}
COUNTED = ("words", "syllables", "long_words", "sentences")


def diversity(corpus: Corpus, *, window: int = 50) -> pd.DataFrame:
    """Lexical diversity by measures that texts of unequal length can share.

    Intervals are by the jackknife over sentences (Efron & Tibshirani 1993, chapter 11): each is
    left out once. A bootstrap would repeat sentences, and so words, and come out too low.

    Returns article_id, words, types, mattr (Covington & McFall 2010: mean type-token ratio of all
    windows, 0 to 1, higher is more varied), mattr_low, mattr_high, mtld (McCarthy & Jarvis 2010:
    words until the ratio falls to .72, higher is more varied), mtld_low, mtld_high. NaN where an
    article is shorter than the window, has no word twice, or has one sentence (bounds). MTLD isn't
    stable below some 100 words (Koizumi 2012).

    Raises ValueError for a window below 1.
    """
    words = corpus.tokens[corpus.tokens["is_word"]]
    rows = []
    for article_id, part in _by_article(corpus, words):
        sentences = [list(own["term"]) for _, own in part.groupby("sentence_id", sort=True)]
        terms = [term for sentence in sentences for term in sentence]
        mattr = _jackknife(sentences, lambda t: stats.mattr(t, window=window, short="nan"), most=1)
        mtld = _jackknife(sentences, lambda t: stats.mtld(t, short="nan"), most=math.inf)
        rows.append((article_id, len(terms), len(set(terms)), *mattr, *mtld))
    names = [name + edge for name in ("mattr", "mtld") for edge in ("", "_low", "_high")]
    return pd.DataFrame(rows, columns=["article_id", "words", "types", *names])


def _by_article(corpus: Corpus, frame: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    ids = corpus.articles["article_id"]
    return [(article_id, frame[frame["article_id"] == article_id]) for article_id in ids]


def _jackknife(
    sentences: Sequence[list[str]], measure: Callable[[list[str]], float], *, most: float
) -> tuple[float, float, float]:
    value = measure([term for sentence in sentences for term in sentence])
    n = len(sentences)
    if n < 2:
        return value, math.nan, math.nan
    without = np.array(
        [
            measure(
                [t for place, sentence in enumerate(sentences) if place != left for t in sentence]
            )
            for left in range(n)
        ]
    )
    error = math.sqrt((n - 1) / n * float(((without - without.mean()) ** 2).sum()))
    # The normal interval knows no bounds of the measure; the measure has them.
    low, high = np.clip([value - Z_95 * error, value + Z_95 * error], 0.0, most)
    return value, float(low), float(high)


def readability(corpus: Corpus, *, draws: int = 2000, seed: int = 0) -> pd.DataFrame:
    """Readability of each article's prose, headings left out, by the library `readability`.

    Formulas and syllables are the library's (a heuristic for English); words and sentences ours.

    Returns article_id, words, sentences, words_per_sentence, syllables_per_word, and flesch
    (Flesch 1948: 0 to about 100, higher is easier), kincaid (Kincaid et al. 1975: US school grade,
    higher is harder), lix (Björnsson 1968: higher is harder, needs no syllables), each with _low
    and _high (95% sentence bootstrap), and sentence_ids. NaN for an article without prose, and in
    the bounds with one sentence.

    Raises ValueError for fewer than one draw.
    """
    prose = corpus.sentences.loc[corpus.sentences["kind"] == "prose", ["article_id", "sentence_id"]]
    words = corpus.tokens[corpus.tokens["is_word"]].merge(prose)
    rows = []
    for article_id, part in _by_article(corpus, words):
        lines = part.groupby("sentence_id")["text"].agg(" ".join)
        counted = [getmeasures(line.replace("’", "'"))["sentence info"] for line in lines]
        table = np.array([[info[name] for name in COUNTED] for info in counted], dtype=float)
        ids = {"sentence_ids": " ".join(map(str, lines.index))}
        rows.append({"article_id": article_id, **_graded(table, draws=draws, seed=seed), **ids})
    return pd.DataFrame(rows)


def measure_differences(frame: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Differences between articles in a measure of `diversity` or `readability`.

    The standard errors come from the widths of the intervals, the p-values from the normal
    distribution, corrected over all pairs by Holm.

    Returns, a row per pair: first, second (article ids), difference (first less second), low, high
    (95%), p, p_holm. NaN where either interval is.

    Raises ValueError for a measure the frame has no interval of.
    """
    known = [str(name) for name in frame if {f"{name}_low", f"{name}_high"} <= set(frame.columns)]
    if measure not in known:
        raise ValueError(f"measure={measure!r} has no interval here; valid: {', '.join(known)}")
    error = (frame[f"{measure}_high"] - frame[f"{measure}_low"]) / (2 * Z_95)
    values = zip(frame["article_id"], frame[measure], error, strict=True)
    rows = []
    for (first, one, one_error), (second, two, two_error) in combinations(values, 2):
        both = math.hypot(one_error, two_error)
        p = math.erfc(abs(one - two) / both / math.sqrt(2)) if both > 0 else math.nan
        low, high = one - two - Z_95 * both, one - two + Z_95 * both
        rows.append((first, second, one - two, low, high, p))
    columns = ["first", "second", "difference", "low", "high", "p"]
    result = pd.DataFrame(rows, columns=columns)
    return result.assign(p_holm=stats.holm(result["p"].astype(float)))


def _graded(table: np.ndarray, *, draws: int, seed: int) -> dict[str, float]:
    if not len(table):
        bounds = [name + edge for name in GRADES for edge in ("", "_low", "_high")]
        names = ["words_per_sentence", "syllables_per_word", *bounds]
        return {"words": 0, "sentences": 0, **dict.fromkeys(names, math.nan)}
    total = dict(zip(COUNTED, table.sum(axis=0), strict=True))
    drawn = dict(zip(COUNTED, stats.resampled_sums(table, draws=draws, seed=seed).T, strict=True))
    result = {
        "words": int(total["words"]),
        "sentences": int(total["sentences"]),
        "words_per_sentence": total["words"] / total["sentences"],
        "syllables_per_word": total["syllables"] / total["words"],
    }
    for name, (formula, needs) in GRADES.items():
        low, high = np.percentile(formula(*(drawn[need] for need in needs)), [2.5, 97.5])
        single = len(table) < 2
        result[name] = float(formula(*(total[need] for need in needs)))
        result[name + "_low"] = math.nan if single else float(low)
        result[name + "_high"] = math.nan if single else float(high)
    return result
