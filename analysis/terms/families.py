"""Keyness of every article under several stop lists, which choose the family of comparisons."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis import stats
from analysis.terms.counts import Counts
from analysis.terms.keyness import Prior
from analysis.terms.permutation import dealt, family_p, permuted_z

Name = str | None


def keyness_by_list(
    counts: Counts,
    stop: Mapping[Name, np.ndarray],
    prior: Prior = "corpus",
    *,
    draws: int = 1000,
    seed: int = 0,
) -> dict[Name, pd.DataFrame]:
    """`keyness_all` under several stop lists at once.

    `stop` marks, under the name of each list, the terms it leaves out. z and the shuffles don't
    depend on the list, only the family does over which p holds: they are made once for all.

    Returns, by name, article_id, term, z and p as of `keyness_all` with that list; terms in
    alphabetical order.
    """
    tokens = counts.units["tokens"].to_numpy()
    rows = np.flatnonzero(tokens > 0)
    articles = counts.articles["article_id"].tolist()
    ids = counts.units["article_id"].to_numpy(object)
    sizes = [int(tokens[ids == name].sum()) for name in articles]
    pooled = counts.of_terms(np.ones(len(counts.units), dtype=bool)).astype(float)
    alpha = pooled if isinstance(prior, str) else np.full(len(pooled), float(prior))
    nulls = permuted_z(
        counts, rows, np.arange(len(counts.terms)),
        dealt(tokens[rows], sizes, draws=draws, seed=seed),
        prior=alpha, prior_total=float(alpha.sum()), families=~np.array(list(stop.values())),
    )  # fmt: skip
    z = [
        stats.log_odds(target, pooled - target, prior=alpha).z
        for target in (counts.of_terms(ids == name) for name in articles)
    ]
    found = {}
    for number, (name, left_out) in enumerate(stop.items()):
        largest = np.max([null.largest[number] for null in nulls], axis=0)
        parts = [
            pd.DataFrame(
                {
                    "article_id": article_id,
                    "term": counts.terms[~left_out],
                    "z": own[~left_out],
                    "p": family_p(largest, own[~left_out]),
                }
            )
            for article_id, own in zip(articles, z, strict=True)
        ]
        found[name] = pd.concat(parts, ignore_index=True)
    return found
