"""Sparse counts of terms by sentence or by article, which the measures of terms work on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypedDict, Unpack

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.corpus import Corpus
from analysis.stopwords import stopword_set
from analysis.terms.occurrences import check_n, occurrences

Integers = npt.NDArray[np.integer]


class Choices(TypedDict, total=False):
    """What counts as a term; options of every measure that takes a corpus."""

    stopwords: str | Iterable[str] | None  # a list's name or terms: not listed, but in the totals
    fold_actors: bool  # mentions of an actor are one term
    multiwords: bool  # terms of multiwords.csv are kept whole (n=1)


def check_choices(choices: Choices) -> None:
    """Raise TypeError, naming the valid options, for one that is none."""
    for name in choices:
        if name not in Choices.__annotations__:
            raise TypeError(f"no option {name!r}; valid: {', '.join(Choices.__annotations__)}")


@dataclass(frozen=True)
class Counts:
    """Counts of terms in units (sentences or articles), as the non-empty cells of a sparse table.

    units     article_id, sentence_id (where units are sentences), tokens (stop words among them)
    terms     the vocabulary in alphabetical order
    stop      for each term, whether a stop list leaves it out of what is listed
    unit, term, count   the cells in the order of units: numbers of row and column, count
    articles  article_id, outlet and country where known
    """

    units: pd.DataFrame
    terms: npt.NDArray[np.object_]
    stop: npt.NDArray[np.bool_]
    unit: Integers
    term: Integers
    count: Integers
    articles: pd.DataFrame
    n: int = 1

    @property
    def by_sentence(self) -> bool:
        """Whether the units are sentences."""
        return "sentence_id" in self.units

    @property
    def article(self) -> Integers:
        """The number of each unit's article in `articles`."""
        places = pd.Index(self.articles["article_id"]).get_indexer(
            pd.Index(self.units["article_id"])
        )
        return np.asarray(places, dtype=np.int64)

    def of_terms(self, rows: npt.NDArray[np.bool_]) -> Integers:
        """How often each term occurs in the units that `rows` marks."""
        weights = self.count * rows[self.unit]
        total = np.bincount(self.term, weights=weights, minlength=len(self.terms))
        return total.astype(np.int64)

    def cells(self, rows: Integers, terms: Integers) -> tuple[Integers, Integers, Integers]:
        """The cells of some units and terms: place in `rows`, place in `terms`, count."""
        row, column = np.full(len(self.units), -1), np.full(len(self.terms), -1)
        row[rows], column[terms] = np.arange(len(rows)), np.arange(len(terms))
        inside = (row[self.unit] >= 0) & (column[self.term] >= 0)
        return row[self.unit[inside]], column[self.term[inside]], self.count[inside]

    def dense(self, rows: Integers, terms: Integers) -> npt.NDArray[np.float64]:
        """The counts of some units × some terms, zeros included."""
        row, column, values = self.cells(rows, terms)
        table = np.zeros((len(rows), len(terms)))
        table[row, column] = values
        return table


def count(corpus: Corpus, n: int = 1, **choices: Unpack[Choices]) -> Counts:
    """Count the words (n=1) or n-grams of every sentence; see `occurrences` for what is one.

    An n-gram that begins or ends with a stop word is left out with the stop words. Totals hold
    every n-gram, so that a rate or a keyness doesn't change with the stop list.

    Raises ValueError for n below 1 or an unknown stop list; StoryError where a table is missing.
    """
    check_choices(choices)
    found = occurrences(
        corpus,
        n,
        fold_actors=choices.get("fold_actors", False),
        multiwords=choices.get("multiwords", True),
    )
    keys = ["article_id", "sentence_id"]
    units = corpus.sentences[keys].reset_index(drop=True)
    unit = pd.MultiIndex.from_frame(units).get_indexer(pd.MultiIndex.from_frame(found[keys]))
    codes, terms = sorted_codes(*pd.factorize(found["term"].to_numpy(object)))
    kept = ["article_id", "outlet", "country"]
    sizes = np.bincount(unit, minlength=len(units))
    return Counts(
        units.assign(tokens=sizes),
        terms,
        stopped(terms, choices.get("stopwords")),
        *_cells(unit.astype(np.int64), codes, np.ones(len(codes), dtype=np.int64), len(terms)),
        corpus.articles[kept],
        n,
    )


def as_counts(source: Corpus | Counts, n: int, choices: Choices) -> Counts:
    """Counts as they are, or those of a corpus; options that come too late are an error."""
    check_n(n)
    if not isinstance(source, Counts):
        return count(source, n, **choices)
    if choices or n not in (1, source.n):
        given = ", ".join([*choices, *(["n"] if n not in (1, source.n) else [])])
        raise ValueError(f"{given}: already settled when the terms were counted; give it to count")
    return source


def sorted_codes(
    codes: Integers, terms: npt.NDArray[np.object_]
) -> tuple[Integers, npt.NDArray[np.object_]]:
    """Terms in alphabetical order, and their numbers made to fit."""
    order = np.argsort(terms)
    place = np.empty(len(terms), dtype=np.int32)
    place[order] = np.arange(len(terms))
    return place[codes], terms[order]


def _cells(
    unit: Integers, term: Integers, value: Integers, width: int
) -> tuple[Integers, Integers, Integers]:
    """Cells in order, those of one unit and term added up."""
    keys = unit.astype(np.int64) * max(width, 1) + term
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    first = np.flatnonzero(np.append(True, np.diff(keys) > 0)[: len(keys)])
    total = np.add.reduceat(value[order], first) if len(keys) else value
    keys = keys[first]
    return keys // max(width, 1), keys % max(width, 1), total.astype(np.int64)


def stopped(
    terms: npt.NDArray[np.object_], stopwords: str | Iterable[str] | None
) -> npt.NDArray[np.bool_]:
    """For each term, whether it is a stop word, or an n-gram that begins or ends with one."""
    stop = stopword_set(stopwords)
    edges = ((words[0].removesuffix("'s"), words[-1]) for words in map(str.split, terms))
    if not stop:
        return np.zeros(len(terms), dtype=bool)
    return np.array([not stop.isdisjoint(pair) for pair in edges] if len(terms) else [], dtype=bool)
