"""Lexical diversity: measures that compare texts of unequal length fairly, unlike types/tokens.

Tokens are any values that can be compared for equality. A text too short for a measure raises an
error, or gives NaN where the caller asks for it with `short="nan"`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import Literal

import numpy as np

Short = Literal["raise", "nan"]


def _too_short(why: str, short: Short) -> float:
    if short not in ("raise", "nan"):
        raise ValueError(f"short must be 'raise' or 'nan', not {short!r}")
    if short == "raise":
        raise ValueError(why)
    return math.nan


def mattr(tokens: Sequence[Hashable], *, window: int = 50, short: Short = "raise") -> float:
    """Moving-average type-token ratio: the mean over all windows; 1/window to 1, higher is richer.

    Covington & McFall 2010, "Cutting the Gordian knot".

    Raises:
        ValueError: where the text is shorter than the window, unless `short="nan"`.
    """
    if window < 1:
        raise ValueError(f"window must be at least 1, not {window}")
    n = len(tokens)
    if n < window:
        return _too_short(f"a text of {n} tokens is shorter than the window of {window}", short)
    last_seen: dict[Hashable, int] = {}
    previous = np.empty(n, dtype=np.int64)
    for position, token in enumerate(tokens):
        previous[position] = last_seen.get(token, -1)
        last_seen[token] = position
    # A token is the first of its type in every window that starts after the one before it.
    positions = np.arange(n)
    first_start = np.maximum(previous + 1, np.maximum(positions - window + 1, 0))
    change = np.bincount(first_start, minlength=n + 1) - np.bincount(positions + 1, minlength=n + 1)
    types = np.cumsum(change)[: n - window + 1]
    return float(types.mean() / window)


def mtld(tokens: Sequence[Hashable], *, threshold: float = 0.72, short: Short = "raise") -> float:
    """Measure of textual lexical diversity: mean length, in tokens, of stretches until the
    type-token ratio comes down to the threshold, read forwards and backwards; higher is richer.

    McCarthy & Jarvis 2010, "MTLD, vocd-D, and HD-D". The stretch left over counts in part.

    Raises:
        ValueError: for a threshold outside 0–1, and, unless `short="nan"`, where no token comes
            twice: the ratio never falls, so that the length cannot be told.
    """
    if not 0 < threshold < 1:
        raise ValueError(f"threshold must lie between 0 and 1, not {threshold}")
    if len(set(tokens)) == len(tokens):
        return _too_short(f"no token comes twice among {len(tokens)}: MTLD is not defined", short)
    forwards = _factors(tokens, threshold)
    backwards = _factors(reversed(tokens), threshold)
    return (len(tokens) / forwards + len(tokens) / backwards) / 2


def _factors(tokens: Iterable[Hashable], threshold: float) -> float:
    factors = 0.0
    types: set[Hashable] = set()
    length = 0
    for token in tokens:
        types.add(token)
        length += 1
        if len(types) / length <= threshold:
            factors += 1
            types, length = set(), 0
    if length:
        factors += (1 - len(types) / length) / (1 - threshold)
    return factors


def hdd(tokens: Sequence[Hashable], *, draws: int = 42, short: Short = "raise") -> float:
    """HD-D: the type-token ratio expected in random draws without replacement; higher is richer.

    McCarthy & Jarvis 2007, "vocd: a theoretical and empirical evaluation".

    Raises:
        ValueError: where the text has fewer tokens than are drawn, unless `short="nan"`.
    """
    if draws < 1:
        raise ValueError(f"draws must be at least 1, not {draws}")
    n = len(tokens)
    if n < draws:
        return _too_short(f"a text of {n} tokens is too short for {draws} draws", short)
    frequency = np.array(list(Counter(tokens).values()), dtype=np.float64)
    drawn = np.arange(draws, dtype=np.float64)
    missing = np.clip((n - frequency[:, np.newaxis] - drawn) / (n - drawn), 0.0, None)
    return float((1 - missing.prod(axis=1)).sum() / draws)


def yules_k(tokens: Sequence[Hashable]) -> float:
    """Yule's K, 10⁴ (Σf² − N) / N²: 0 where no token comes twice, higher is more repetitive.

    Yule 1944, *The Statistical Study of Literary Vocabulary*.

    Raises:
        ValueError: for an empty text.
    """
    n = len(tokens)
    if not n:
        raise ValueError("a text without tokens has no diversity")
    squares = sum(f * f for f in Counter(tokens).values())
    return 10_000 * (squares - n) / n**2
