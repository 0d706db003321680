"""Named lists of stop words, with their size, source and licence."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import pandas as pd

SOURCES = {
    "snowball": (
        "Porter, Snowball project, algorithms/english/stop.txt: function words only",
        "BSD-3-Clause",
    ),
    "glasgow": (
        "Glasgow Information Retrieval Group, as in scikit-learn: wider, it has “side”, “system”",
        "BSD-3-Clause",
    ),
}


@lru_cache(maxsize=1)
def _lists() -> dict[str, frozenset[str]]:
    path = Path(__file__).parent / "tables" / "stopwords.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    return {str(name): frozenset(part["term"]) for name, part in frame.groupby("list", sort=False)}


def stopword_lists() -> pd.DataFrame:
    """The lists of stop words that `stopwords=` knows by name.

    Returns, a row per list: list, size (terms), source, licence.
    """
    rows = [(name, len(_lists()[name]), *SOURCES[name]) for name in SOURCES]
    return pd.DataFrame(rows, columns=["list", "size", "source", "licence"])


def stopword_set(stopwords: str | Iterable[str] | None) -> frozenset[str]:
    """The stop words of a named list, or those given, in lower case; none for None.

    Raises ValueError for a name that is no list, with the names and sizes of the lists.
    """
    if stopwords is None:
        return frozenset()
    if isinstance(stopwords, str):
        if stopwords not in SOURCES:
            valid = ", ".join(f"{name} ({len(_lists()[name])} terms)" for name in SOURCES)
            raise ValueError(f"stopwords={stopwords!r} is no list; valid: {valid}, None or terms")
        return _lists()[stopwords]
    return frozenset(term.lower().replace("’", "'") for term in stopwords)
