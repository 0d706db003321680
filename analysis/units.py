"""Units: the one table under every share, a row for each sentence and each thing counted in it.

group        the value of `by`: an article, an outlet, …
article_id   sentence_id
key          what is counted: a side, a frame, a voice, …
top          how much of it the sentence has
bottom       out of how much

A share is Σ top / Σ bottom over the sentences of a group; `analysis.compare` makes it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence

import pandas as pd

from analysis.corpus import KEYS, Corpus, wanted

COLUMNS = ["group", "article_id", "key", "sentence_id", "top", "bottom"]


def cited(rows: pd.DataFrame, keys: str | Sequence[str]) -> pd.Series:
    """The sentences that the rows of each key rest on, as "article_id:sentence_id …".

    Returns a Series of texts indexed by the values of `keys`; each sentence stands once, in the
    order of the rows.
    """
    places = rows["article_id"].astype(str) + ":" + rows["sentence_id"].astype(str)
    columns = [rows[key] for key in ([keys] if isinstance(keys, str) else keys)]
    return places.groupby(columns, sort=False).agg(lambda found: " ".join(dict.fromkeys(found)))


def listed(rows: pd.DataFrame, grid: Mapping[str, Iterable[Hashable]], text: str) -> pd.DataFrame:
    """The texts of rows in the cells of a grid, for a table of words.

    `grid` names the columns of the keys and, for each, the values to show, in order.

    Returns the keys, text (each text once, "war ×2" where it stands twice, " · " between; "" where
    there is none) and sentences, a row for each cell.
    """
    keys = list(grid)
    counts = rows.groupby([*keys, text], sort=False).size().rename("count").reset_index()
    times = counts["count"].map(lambda count: f" ×{count}" if count > 1 else "")
    cells = counts.assign(text=counts[text] + times).groupby(keys, sort=False)["text"]
    frame = cells.agg(" · ".join).to_frame().join(cited(rows, keys).rename("sentences"))
    index = pd.MultiIndex.from_product([list(values) for values in grid.values()], names=keys)
    return frame.reindex(index, fill_value="").reset_index()


def words(corpus: Corpus) -> pd.Series:
    """The words of every sentence, indexed by article_id and sentence_id."""
    counted = wanted(corpus).tokens[corpus.tokens["is_word"]].groupby(KEYS, sort=False).size()
    return counted.rename("words")


def each(corpus: Corpus) -> pd.Series:
    """One for every sentence, indexed as `words`: the bottom of a share of sentences."""
    return pd.Series(1, index=pd.MultiIndex.from_frame(wanted(corpus).sentences[KEYS]))


def count(
    corpus: Corpus,
    rows: pd.DataFrame,
    bottom: pd.Series | pd.DataFrame,
    *,
    key: str,
    keys: Iterable[str] | None = None,
    by: str = "article_id",
) -> pd.DataFrame:
    """Units that count `rows` (article_id, sentence_id, a column `key`) in every sentence.

    `bottom` says out of how much: a Series indexed by article_id and sentence_id, the same for
    every key (`words`, `each`), or rows with the column `key`, which are counted in their turn.
    `keys` are the values of `key` to count, in order; by default those of the rows.

    Returns the columns of this module, a row for each sentence and key, 0 where it has none.

    Raises ValueError for a `by` that is no column of articles.
    """
    names = dict.fromkeys(rows[key] if keys is None else keys)
    frame = pd.DataFrame({"key": list(names)}).merge(wanted(corpus).sentences[KEYS], how="cross")
    cells = pd.MultiIndex.from_frame(frame)
    frame["top"] = rows.groupby([key, *KEYS]).size().reindex(cells, fill_value=0).to_numpy()
    if isinstance(bottom, pd.DataFrame):
        base = bottom.groupby([key, *KEYS]).size().reindex(cells, fill_value=0)
    else:
        base = bottom.reindex(cells.droplevel(0), fill_value=0)
    frame["bottom"] = base.to_numpy()
    frame["group"] = corpus.groups(frame["article_id"], by)
    return frame[COLUMNS].astype({"top": float, "bottom": float})


def mean(
    corpus: Corpus,
    rows: pd.DataFrame,
    value: str,
    *,
    weight: str | None = None,
    key: str | None = None,
    by: str = "article_id",
) -> pd.DataFrame:
    """Units whose share is the mean of a column of `rows`, by sentence.

    `weight` is a column of weights, 1 by default; `key` a column of what is told apart, by default
    the name of the value. Rows without a value are left out.

    Returns the columns of this module, a row for each sentence and key that has a value.
    """
    told = rows[rows[value].notna()]
    weights = pd.Series(1.0, index=told.index) if weight is None else told[weight]
    frame = told[KEYS].assign(key=value if key is None else told[key])
    frame = frame.assign(top=told[value].astype(float) * weights, bottom=weights)
    frame = frame.groupby([*KEYS, "key"], sort=False).sum().reset_index()
    frame["group"] = wanted(corpus).groups(frame["article_id"], by)
    return frame[COLUMNS]
