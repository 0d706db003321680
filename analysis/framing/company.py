"""Company: the words that stand beside each side, and which of them set one side apart."""

from collections.abc import Iterable
from typing import Literal

import numpy as np
import pandas as pd

from analysis import stats
from analysis.corpus import Corpus, inside
from analysis.framing.voice import KEYS
from analysis.stopwords import stopword_set

COMPANY_COLUMNS = [
    "side", "term", "near", "elsewhere", "frequency", "articles", "sentences", "delta", "z", "p",
    "log_dice", "g2", "dp", "kept", "sentence_ids",
]  # fmt: skip
Beside = int | Literal["sentence"]


def company(
    corpus: Corpus,
    *,
    beside: Beside = 5,
    least: int = 3,
    stopwords: str | Iterable[str] | None = "snowball",
    draws: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """The words beside the mentions of each side, against those beside the other sides.

    Words within `beside` words to the left and right of a mention, in its sentence (5 is Sinclair's
    span, Sinclair 1991), or its whole sentence with `beside="sentence"`. Names of actors are no
    company, and with one name's reach over another's a word is beside both, once each. Terms that
    occur fewer than `least` times beside any side, `stopwords` (a list's name or terms; see
    `terms.stopword_lists`) and numbers are left out.

    Returns, a row per side and term beside it, the highest z first within a side:

    side, term
    near, elsewhere   occurrences beside this side, and beside the others
    frequency         occurrences in all articles
    articles, sentences   in how many of each it stands beside this side
    delta, z          log-odds against the other sides with the pooled prior, in standard errors
                      (`stats.log_odds`; above 0: beside this side); NaN with one side only
    p                 how often the largest |z| of any term is as large as this one's when sides are
                      shuffled among the contexts of each article (1 / (draws + 1) to 1)
    log_dice, g2      of term and contexts, from their joint count, the context words, the term's
                      frequency and all words (Evert 2008); log_dice at most 14; NaN where all
                      words are context
    dp                dispersion of the term beside this side over the articles, by the size of
                      their contexts (0 even, 1 clumped); NaN with one article
    kept              True where |z| passes 1.96, p < .05, and two or more articles have it
    sentence_ids      article_id:sentence_id, parted by spaces

    Raises StoryError where the folder has no actors.csv; ValueError for a span below 1.
    """
    if beside != "sentence" and (not isinstance(beside, int) or beside < 1):
        raise ValueError(f"beside={beside!r}: give a number of words from 1, or 'sentence'")
    near = contexts(corpus, beside=beside)
    words = corpus.tokens[corpus.tokens["is_word"]]
    words = words[~inside(words, corpus.mentions)]
    stop = stopword_set(stopwords)
    totals = near["term"].value_counts()
    plain = totals.index.str.fullmatch(r"[^\d\W].*") & ~totals.index.isin(stop)
    terms = totals.index[plain & (totals >= least)].sort_values()
    sides = [side for side in corpus.sides if (near["side"] == side).any()]
    if not len(terms) or not sides:
        return pd.DataFrame(columns=COMPANY_COLUMNS)
    units = near.groupby([*KEYS, "side"], sort=False).size().rename("size").reset_index()
    number = {
        key: k for k, key in enumerate(units[[*KEYS, "side"]].itertuples(index=False, name=None))
    }
    rows = [number[key] for key in near[[*KEYS, "side"]].itertuples(index=False, name=None)]
    place = terms.get_indexer(pd.Index(near["term"]))
    table = np.zeros((len(units), len(terms)))
    np.add.at(table, (np.array(rows)[place >= 0], place[place >= 0]), 1)
    frequency = words["term"].value_counts().reindex(terms).to_numpy(dtype=float)
    shuffled = _shuffled(units, draws=draws, seed=seed)
    sizes = units["size"].to_numpy(dtype=float)
    frames = []
    for side in sides:
        member = (units["side"] == side).to_numpy()
        frame = _side(units, table, member, frequency, len(words), terms, side)
        if 0 < member.sum() < len(units):
            observed = stats.log_odds(
                table[member].sum(axis=0),
                table[~member].sum(axis=0),
                target_total=sizes[member].sum(),
                reference_total=sizes[~member].sum(),
                prior_total=float(sizes.sum()),
            )
            drawn = (shuffled == side).astype(float)
            # The prior is that of the pooled counts, of all words: the same in every draw.
            null = stats.log_odds(
                drawn @ table,
                (1 - drawn) @ table,
                target_total=drawn @ sizes,
                reference_total=(1 - drawn) @ sizes,
                prior_total=float(sizes.sum()),
            )
            largest = np.abs(null.z).max(axis=1)
            far = (largest[:, None] >= np.abs(observed.z) - 1e-9).sum(axis=0)
            frame["delta"], frame["z"] = observed.delta, observed.z
            frame["p"] = (far + 1) / (draws + 1)
        frames.append(frame[frame["near"] > 0].sort_values("z", ascending=False, kind="stable"))
    result = pd.concat(frames, ignore_index=True)
    result["kept"] = (result["z"].abs() > 1.96) & (result["p"] < 0.05) & (result["articles"] > 1)
    return result[COMPANY_COLUMNS]


def contexts(corpus: Corpus, *, beside: Beside = 5) -> pd.DataFrame:
    """The words beside each side's mentions, each once per sentence and side.

    Returns article_id, sentence_id, start, end, term, side, in reading order.
    """
    words = corpus.tokens[corpus.tokens["is_word"]].reset_index(drop=True)
    words["named"] = inside(words, corpus.mentions)
    by_sentence = words.groupby(KEYS, sort=False).indices
    starts, ends = words["start"].to_numpy(), words["end"].to_numpy()
    found: dict[tuple[int, str], None] = {}
    for article_id, number, start, end, side in corpus.mentions[
        [*KEYS, "start", "end", "side"]
    ].itertuples(index=False):
        rows = by_sentence.get((article_id, number), np.empty(0, dtype=int))
        left, right = rows[ends[rows] <= start], rows[starts[rows] >= end]
        if beside != "sentence":
            left, right = left[-beside:], right[:beside]
        found.update(((int(row), side), None) for row in [*left, *right])
    rows_found = [row for row, _ in found]
    result = words.loc[rows_found, [*KEYS, "start", "end", "term", "named"]]
    result["side"] = [side for _, side in found]
    result = result[~result["named"]].drop(columns="named")
    order = result.reset_index().sort_values("index", kind="stable").drop(columns="index")
    return order.reset_index(drop=True)


def _side(
    units: pd.DataFrame,
    table: np.ndarray,
    member: np.ndarray,
    frequency: np.ndarray,
    total: int,
    terms: pd.Index,
    side: str,
) -> pd.DataFrame:
    """Counts, association and dispersion of every term beside one side."""
    own = units[member]
    near = table[member].sum(axis=0)
    frame = pd.DataFrame({"side": side, "term": terms, "near": near.astype(int)})
    frame["elsewhere"] = table[~member].sum(axis=0).astype(int)
    frame["frequency"] = frequency.astype(int)
    articles = pd.DataFrame(table[member]).groupby(own["article_id"].to_numpy(), sort=False).sum()
    sizes = own.groupby("article_id", sort=False)["size"].sum().to_numpy()
    frame["articles"] = (articles.to_numpy() > 0).sum(axis=0)
    frame["sentences"] = (table[member] > 0).sum(axis=0)
    names = [f"{row.article_id}:{row.sentence_id}" for row in own.itertuples()]
    present = table[member] > 0
    frame["sentence_ids"] = [
        " ".join(np.array(names, dtype=object)[present[:, k]]) for k in range(len(terms))
    ]
    frame["delta"] = frame["z"] = frame["p"] = frame["dp"] = np.nan
    frame["log_dice"] = frame["g2"] = np.nan
    used = near > 0
    context = float(own["size"].sum())
    told = used & (frequency < total)
    if context < total and told.any():  # else every word is beside the side: no association
        pair = stats.Contingency.pair(near[told], context, frequency[told], total=total)
        frame.loc[told, "log_dice"], frame.loc[told, "g2"] = stats.log_dice(pair), stats.g2(pair)
    if len(sizes) > 1 and used.any():
        frame.loc[used, "dp"] = stats.dp(articles.to_numpy()[:, used].T, sizes)
    return frame


def _shuffled(units: pd.DataFrame, *, draws: int, seed: int) -> np.ndarray:
    """The sides shuffled among the contexts of each article: draws × contexts."""
    rng = np.random.default_rng(seed)
    sides = units["side"].to_numpy(dtype=object)
    result = np.tile(sides, (draws, 1))
    for rows in units.groupby("article_id", sort=False).indices.values():
        result[:, rows] = rng.permuted(result[:, rows], axis=1)
    return result
