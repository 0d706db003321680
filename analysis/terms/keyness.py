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
from analysis.terms.permutation import permuted_z

COLUMNS = [
    "term",
    "frequency",
    "reference_frequency",
    "log_odds",
    "z",
    "g2",
    "log_ratio",
    "dp",
    "null_low",
    "null_high",
    "p",
]

Prior = Literal["corpus"] | float
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
        log_ratio (binary log of the rates' ratio, a count of 0 taken as 0.5), dp (Gries' DP over
        the target's sentences, 0 even to 1 clumped; NaN where it doesn't have the term, or has one
        sentence), null_low, null_high (95% of this term's z under the null), p (share of
        permutations in which any listed term's |z| reaches this one's: family-wise, Westfall &
        Young 1993). Every listed term of either side, highest z first.

    Raises:
        ValueError: for an unknown article, an empty reference, articles on both sides, fewer than
            two terms, a prior that isn't "corpus" or above 0, or n below 1.
    """
    counts = as_counts(source, n, choices)
    member, compared = _sides(counts, target, reference)
    a, b = counts.of_terms(member), counts.of_terms(compared)
    present = np.flatnonzero(a + b > 0)
    if len(present) < 2:
        raise ValueError(
            f"keyness needs two terms (n={counts.n}); the articles have {len(present)}"
        )
    alpha = _prior(prior, a + b, present)
    tokens = counts.units["tokens"].to_numpy()
    totals = int(tokens[member].sum()), int(tokens[compared].sum())
    if 0 in totals:
        raise ValueError(f"target or reference has no term of n={counts.n} words")
    scores = stats.log_odds(a[present], b[present], prior=alpha)
    listed = ~counts.stop[present]
    terms = present[listed]
    table = stats.Contingency.keyness(
        a[terms], b[terms], target_total=totals[0], reference_total=totals[1]
    )
    z = scores.z[listed]
    null = permuted_z(
        counts,
        (member, compared),
        terms,
        prior=alpha[listed],
        prior_total=float(alpha.sum()),
        draws=draws,
        seed=seed,
    )
    values = [
        counts.terms[terms].astype(str).tolist(),
        a[terms],
        b[terms],
        scores.delta[listed],
        z,
        stats.g2(table),
        stats.log_ratio(table),
        _dp(counts, member, terms),
        null.low,
        null.high,
        null.p(z),
    ]
    frame = pd.DataFrame(dict(zip(COLUMNS, values, strict=True)))
    return frame.sort_values(["z", "term"], ascending=[False, True], ignore_index=True)


def keyness_all(
    source: Corpus | Counts,
    prior: Prior = "corpus",
    *,
    n: int = 1,
    draws: int = 1000,
    seed: int = 0,
    **choices: Unpack[Choices],
) -> pd.DataFrame:
    """`keyness` of every article against all others.

    Returns article_id and the columns of `keyness`, in order of the articles. p is family-wise
    within an article.

    Raises ValueError as `keyness`, and for a corpus of one article.
    """
    counts = as_counts(source, n, choices)
    frames = []
    for article_id in counts.articles["article_id"]:
        frame = keyness(counts, article_id, prior=prior, n=counts.n, draws=draws, seed=seed)
        frame.insert(0, "article_id", article_id)
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


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
