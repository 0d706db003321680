"""Which terms set a target apart from a reference, and which differences chance would make too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Unpack

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis import stats
from analysis.corpus import Corpus
from analysis.terms.counts import Choices, Counts, Integers, as_counts
from analysis.terms.permutation import dealt, family_limit, family_p, permuted_z

COLUMNS = [
    "term", "frequency", "reference_frequency", "log_odds", "z", "g2", "log_ratio", "dp",
    "null_low", "null_high", "limit", "p",
]  # fmt: skip

Prior = Literal["corpus"] | float
Family = Literal["all", "article"]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


def keyness(
    source: Corpus | Counts,
    target: str | Sequence[str],
    reference: str | Sequence[str] = "rest",
    prior: Prior = "corpus",
    *,
    n: int = 1,
    draws: int = 1000,
    seed: int = 0,
    **choices: Unpack[Choices],
) -> pd.DataFrame:
    """Compare the terms of a target with those of a reference.

    The null is a permutation of sentences: those of both sides (whole articles, where the counts
    are by article) are shuffled, the label "target" goes to as many as make up the target's tokens,
    and z is computed anew. A term that one sentence repeats therefore has a wide null.

    Args:
        source: the story, or counts of it made before.
        target: an article_id, or several as one target.
        reference: an article_id or several; "rest" is every article that isn't target.
        prior: of the log-odds: "corpus" takes each term's count in both sides together, a number
            so many pseudo-counts for every term.
        n: 1 for words, 2 for bigrams, 3 for trigrams.
        draws: permutations; 0 leaves null_low, null_high and p NaN.
        seed: of the random generator.
        choices: stopwords, fold_actors, multiwords; see `Choices`.

    Returns:
        term, frequency, reference_frequency, log_odds (natural log, above 0: more in the target)
        and its z (Monroe, Colaresi & Quinn 2008), g2 (four cells, uncorrected, 0 or more),
        log_ratio (binary log of the rates' ratio: +1 is twice the rate; infinite where one side
        doesn't have the term), dp (Gries' DP over the target's sentences, 0 even to 1 clumped; NaN
        where it doesn't have the term, or has one sentence), null_low, null_high (95% of this
        term's z under the null), limit (the |z| that p < .05 takes), p (share of permutations in
        which any listed term's |z| reaches this one's: family-wise, Westfall & Young 1993). Every
        listed term of either side, highest z first.

    Raises:
        ValueError: for an unknown article, an empty reference, articles on both sides, fewer than
            two terms, a prior that isn't "corpus" or above 0, or n below 1.
    """
    counts = as_counts(source, n, choices)
    sides = _sides(counts, target, reference)
    return _compared(counts, [sides], prior, draws=draws, seed=seed)[0]


def keyness_all(
    source: Corpus | Counts,
    prior: Prior = "corpus",
    *,
    n: int = 1,
    draws: int = 1000,
    seed: int = 0,
    family: Family = "all",
    **choices: Unpack[Choices],
) -> pd.DataFrame:
    """`keyness` of every article against all others.

    A shuffle deals all sentences out to all articles. With `family="all"` p and limit are
    family-wise over every term of every article, by the largest |z| of all; with "article" over the
    terms of one article, as if the others had not been looked at.

    Returns article_id and the columns of `keyness`, in order of the articles.

    Raises ValueError as `keyness`, for another family, and for a corpus of one article.
    """
    if family not in ("all", "article"):
        raise ValueError(f"family must be 'all' or 'article', not {family!r}")
    counts = as_counts(source, n, choices)
    articles = counts.articles["article_id"].tolist()
    sides = [_sides(counts, article_id, "rest") for article_id in articles]
    frames = _compared(counts, sides, prior, draws=draws, seed=seed, together=family == "all")
    for article_id, frame in zip(articles, frames, strict=True):
        frame.insert(0, "article_id", article_id)
    return pd.concat(frames, ignore_index=True)


def _compared(
    counts: Counts,
    sides: Sequence[tuple[Flags, Flags]],
    prior: Prior,
    *,
    draws: int,
    seed: int,
    together: bool = False,
) -> list[pd.DataFrame]:
    """The columns of `keyness` for each target and reference, which together are always the same.

    With `together` p and limit are of the whole family of frames.
    """
    member, compared = sides[0]
    pooled = counts.of_terms(member | compared)
    present = np.flatnonzero(pooled > 0)
    if len(present) < 2:
        raise ValueError(
            f"keyness needs two terms (n={counts.n}); the articles have {len(present)}"
        )
    alpha = _prior(prior, pooled, present)
    tokens = counts.units["tokens"].to_numpy()
    rows = np.flatnonzero((member | compared) & (tokens > 0))
    sizes = [int(tokens[target].sum()) for target, _ in sides]
    whole = int(tokens[rows].sum())
    if not all(0 < size < whole for size in sizes):
        raise ValueError(f"target or reference has no term of n={counts.n} words")
    listed = ~counts.stop[present]
    terms = present[listed]
    shuffled = dealt(tokens[rows], sizes, draws=draws, seed=seed)
    total = float(alpha.sum())
    nulls = permuted_z(counts, rows, terms, shuffled, prior=alpha[listed], prior_total=total)
    largest = np.max([null.largest[0] for null in nulls], axis=0)
    frames = []
    for (target, _), null in zip(sides, nulls, strict=True):
        a = counts.of_terms(target)
        scores = stats.log_odds(a[present], (pooled - a)[present], prior=alpha)
        z = scores.z[listed]
        extreme = largest if together else null.largest[0]
        size = int(tokens[target].sum())
        b = (pooled - a)[terms]
        table = stats.Contingency.keyness(
            a[terms], b, target_total=size, reference_total=whole - size
        )
        ratio = stats.log_ratio(table)
        ratio = np.where(a[terms] == 0, -np.inf, np.where(b == 0, np.inf, ratio))
        values = [
            counts.terms[terms].astype(str).tolist(), a[terms], b, scores.delta[listed], z,
            stats.g2(table), ratio, _dp(counts, target, terms), null.low, null.high,
            np.full(len(terms), family_limit(extreme)), family_p(extreme, z),
        ]  # fmt: skip
        frame = pd.DataFrame(dict(zip(COLUMNS, values, strict=True)))
        frame = frame.sort_values(["z", "term"], ascending=[False, True], ignore_index=True)
        frames.append(frame)
    return frames


def article_list(counts: Counts, articles: str | Sequence[str], role: str) -> list[str]:
    """The article ids given, checked; `role` names the argument in the error."""
    given = [articles] if isinstance(articles, str) else list(articles)
    known = set(counts.articles["article_id"])
    for article_id in given:
        if article_id not in known:
            valid = ", ".join(counts.articles["article_id"].head(12))
            more = f" and {len(known) - 12} more" if len(known) > 12 else ""
            raise ValueError(f"{role}: no article {article_id!r}; the articles are {valid}{more}")
    if not given:
        raise ValueError(f"{role} names no article")
    return given


def _sides(
    counts: Counts, target: str | Sequence[str], reference: str | Sequence[str]
) -> tuple[Flags, Flags]:
    first = set(article_list(counts, target, "target"))
    if reference == "rest":
        second = set(counts.articles["article_id"]) - first
        if not second:
            names = ", ".join(sorted(first))
            raise ValueError(f"the reference is empty: the corpus has no article but {names}")
    else:
        second = set(article_list(counts, reference, "reference"))
    if both := sorted(first & second):
        raise ValueError(f"{', '.join(both)} can't be both target and reference")
    ids = counts.units["article_id"]
    return ids.isin(first).to_numpy(bool), ids.isin(second).to_numpy(bool)


def _prior(prior: Prior, pooled: Integers, present: Integers) -> Floats:
    if isinstance(prior, str):
        if prior != "corpus":
            raise ValueError(f"prior must be 'corpus' or a number above 0, not {prior!r}")
        return pooled[present].astype(float)
    if not 0 < prior < np.inf:
        raise ValueError(f"prior must be 'corpus' or a number above 0, not {prior!r}")
    return np.full(len(present), float(prior))


def _dp(counts: Counts, member: Flags, terms: Integers) -> Floats:
    tokens = counts.units["tokens"].to_numpy()
    rows = np.flatnonzero(member & (tokens > 0))
    result = np.full(len(terms), np.nan)
    used = np.flatnonzero(counts.of_terms(member)[terms] > 0)
    if len(rows) > 1 and used.size:
        row, column, values = counts.cells(rows, terms[used])
        result[used] = stats.dp_of_cells(column, row, values, tokens[rows], terms=len(used))
    return result
