"""Which articles' tone can be told apart, and how many articles an outlet would need for that."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import stats
from analysis.names import among
from analysis.tone.lexicons import MEASURES
from analysis.tone.voices import VOICES


def sentence_means(
    scores: pd.DataFrame,
    *,
    measure: str,
    voice: str = "all",
    kinds: str | Sequence[str] = ("prose",),
) -> pd.DataFrame:
    """A measure summed over the parts of each sentence in one voice, each by its share of words.

    Returns article_id, sentence_id, total (Σ share × score), weight (Σ share), hits (known words).

    Raises ValueError for a measure or voice that the scores don't have, or a measure without
    numbers (the ablated ones, where the story has no topic_words.csv).
    """
    valid = [name for name in scores.columns if name.removesuffix("_ablated") in MEASURES]
    if measure not in valid:
        raise ValueError(f"no measure {measure!r}; valid: {', '.join(valid)}")
    if voice not in ("all", *VOICES):
        raise ValueError(f"no voice {voice!r}; valid: all, {', '.join(VOICES)}")
    if len(scores) and scores[measure].isna().all():
        raise ValueError(f"{measure} has no numbers: the story has no topic_words.csv (term, why)")
    spoken = (voice == "all") | (scores["voice"] == voice)
    rows = scores[scores["kind"].isin(among(kinds, ("prose", "heading"), "kind")) & spoken]
    base = "compound" if measure.startswith("compound") else "polarity"
    parts = pd.DataFrame(
        {
            "article_id": rows["article_id"],
            "sentence_id": rows["sentence_id"],
            "total": rows[measure] * rows["share"],
            "weight": rows["share"],
            "hits": rows[f"hits_{base}"],
        }
    )
    return parts.groupby(["article_id", "sentence_id"], sort=False).sum().reset_index()


class Verdict(NamedTuple):
    """Which pairs of articles can be told apart: all pairs, and the finding in words."""

    pairs: pd.DataFrame
    words: str


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _in_words(pairs: pd.DataFrame, names: Mapping[str, str], less: str) -> str:
    tested = int(pairs["p_holm"].notna().sum())
    if not tested:
        return "nothing to compare: fewer than two articles have two such sentences"
    apart = pairs[pairs["apart"]]
    if apart.empty:
        return f"no pair can be told apart ({tested} compared)"
    below: dict[str, list[str]] = {}
    for first, second, difference in zip(
        apart["first"], apart["second"], apart["difference"], strict=True
    ):
        low, high = (first, second) if difference < 0 else (second, first)
        below.setdefault(names.get(low, low), []).append(names.get(high, high))
    told = "; ".join(f"{low} is {less} than {_listed(high)}" for low, high in below.items())
    rest = tested - len(apart)
    if not rest:
        return told
    others = "the other pair" if rest == 1 else f"the other {rest} pairs"
    return f"{told}; {others} can't be told apart"


def verdict(
    scores: pd.DataFrame,
    *,
    measure: str = "compound",
    voice: str = "all",
    names: Mapping[str, str] | None = None,
    draws: int = 2000,
    seed: int = 0,
) -> Verdict:
    """Which pairs of articles differ in mean tone: bootstrap of the difference, Holm's correction.

    Returns pairs (first, second, difference, low, high, p, p_holm, n_first, n_second, apart: p_holm
    below .05) and words: the finding as half a sentence, with `names` (article_id: name) put in.
    A pair in which an article has fewer than two sentences of the voice isn't compared.

    Raises ValueError as `sentence_means`.
    """
    units = sentence_means(scores, measure=measure, voice=voice)
    articles = list(dict.fromkeys(scores["article_id"]))
    less = "less subjective" if measure.startswith("subjectivity") else "more negative"
    return judge(units, articles, names=names, less=less, draws=draws, seed=seed)


def judge(
    units: pd.DataFrame,
    articles: Sequence[str],
    *,
    names: Mapping[str, str] | None = None,
    less: str = "more negative",
    draws: int = 2000,
    seed: int = 0,
) -> Verdict:
    """`verdict` on units with article_id, total and weight: the mean is Σ total / Σ weight."""
    pairs = stats.bootstrap_differences(
        units["total"],
        units["article_id"],
        denominator=units["weight"],
        expected=articles,
        draws=draws,
        seed=seed,
    )
    pairs["apart"] = pairs["p_holm"] < 0.05
    return Verdict(pairs, _in_words(pairs, names or {}, less))


def between_articles(means: pd.DataFrame) -> float:
    """How far articles' true means lie apart: standard deviation beyond what sampling gives.

    `means` as `tone.by_article`. Variance of the means less the mean squared standard error (a
    quarter of the interval's width), not below 0: the method of moments.
    """
    errors = (means["high"] - means["low"]) / (2 * 1.96)
    return float(np.sqrt(max(0.0, means["mean"].var(ddof=1) - (errors**2).mean())))


def articles_needed(
    scores: pd.DataFrame,
    *,
    measure: str = "compound",
    differences: Sequence[float],
    spread: float,
    articles: Sequence[int] = (2, 3, 5, 10, 20, 50, 100, 200),
    sentences: int = 20,
    draws: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """How often two outlets are told apart, by their true difference and the articles of each.

    Simulated. An article's mean is its outlet's, plus a normal deviation of standard deviation
    `spread` (articles of an outlet differ), plus the mean of `sentences` deviations drawn from the
    sentences seen here (each less its article's mean). Two outlets with so many articles each are
    told apart where Welch's t of the article means is beyond the value that 95% of draws without a
    difference stay within.

    Returns: difference (in the measure's unit), articles (of each outlet), power (share of draws
    in which the two are told apart, 0 to 1).

    Raises ValueError as `sentence_means`, and for fewer than 2 articles.
    """
    if min(articles) < 2:
        raise ValueError("at least 2 articles an outlet: one alone has no variation to judge by")
    units = sentence_means(scores, measure=measure)
    values = units["total"] / units["weight"]
    noise = (values - values.groupby(units["article_id"]).transform("mean")).to_numpy()
    rng = np.random.default_rng(seed)
    # Means of articles are drawn once, and outlets are made of them.
    pool = rng.choice(noise, size=(20_000, sentences)).mean(axis=1)
    pool += rng.normal(0, spread, size=pool.size)
    rows = []
    for count in articles:
        one, two = rng.choice(pool, size=(2, draws, count))
        error = np.sqrt((one.var(axis=1, ddof=1) + two.var(axis=1, ddof=1)) / count)
        gap = one.mean(axis=1) - two.mean(axis=1)
        limit = np.quantile(np.abs(gap / error), 0.95)
        rows += [
            (difference, count, float(np.mean(np.abs((gap + difference) / error) > limit)))
            for difference in differences
        ]
    return pd.DataFrame(rows, columns=["difference", "articles", "power"])


def articles_for(power: pd.DataFrame, *, share: float = 0.8) -> dict[float, float]:
    """How many articles of each outlet tell two apart in that share of draws, by the difference.

    `power` as `articles_needed` gives it, of one spread; between its numbers of articles their
    logarithm is interpolated. NaN where even the most don't reach the share.
    """
    found = {}
    for difference, line in power.sort_values("articles").groupby("difference"):
        reached = np.maximum.accumulate(line["power"].to_numpy())
        counts = np.log(line["articles"].to_numpy(dtype=float))
        enough = np.interp(share, reached, counts, left=counts[0], right=np.nan)
        found[float(str(difference))] = float(np.exp(enough))
    return found
