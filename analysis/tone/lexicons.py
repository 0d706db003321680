"""What TextBlob and VADER say of a text, the valence of their words, and texts without a word."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.text_remembered import Remembered
from analysis.tone import compound, polarity
from analysis.tone.reading import Reading

MEASURES = ("polarity", "subjectivity", "compound")
TEXT_COLUMNS = [
    *MEASURES, *(f"{measure}_ablated" for measure in MEASURES),
    "hits_polarity", "hits_compound", "drivers",
]  # fmt: skip
WORD = re.compile(r"[\w-]+")


def read(text: str) -> tuple[Reading, Reading]:
    """What TextBlob (polarity −1 to 1, subjectivity 0 to 1) and VADER (compound −1 to 1) say.

    Each with the words that made it: TextBlob's phrases with their polarity, VADER's words with
    their valence (−4 to 4) after its rules of negation, degree, capitals and "but". A text without
    a word that a lexicon knows has 0 and no words there: "nothing to score", not "neutral".
    """
    pieces = text.split()
    return polarity.lexicon().read(text, pieces), compound.lexicon().read(text, pieces)


def valences(lexicon: str) -> dict[str, float]:
    """Every word of a lexicon with its own valence: "vader" −4 to 4, "textblob" −1 to 1.

    Raises ValueError for another name.
    """
    if lexicon == "vader":
        return dict(compound.lexicon().lexicon)
    if lexicon == "textblob":
        return {word: float(senses[None][0]) for word, senses in polarity.lexicon().items()}
    raise ValueError(f"no lexicon {lexicon!r}; valid: textblob, vader")


def without(terms: Iterable[str]) -> Callable[[str], str]:
    """A function that drops whole words and phrases from a text, in upper or lower case."""
    spelt = {" ".join(term.lower().split()) for term in terms} - {""}
    words = {term for term in spelt if WORD.fullmatch(term)}
    longest = sorted(spelt - words, key=lambda term: (-len(term), term))
    ways = "|".join(re.escape(term).replace(r"\ ", r"\s+") for term in longest)
    phrases = re.compile(rf"(?<![\w-])(?:{ways})(?![\w-])", re.IGNORECASE)

    def bare(piece: str) -> str:
        if piece.isalpha():
            return "" if piece.lower() in words else piece
        return WORD.sub(lambda word: "" if word[0].lower() in words else word[0], piece)

    pieces = Remembered(bare)

    def drop(text: str) -> str:
        text = phrases.sub(" ", text) if longest else text
        whole = text.split()
        kept = list(map(pieces.__getitem__, whole))
        return text if kept == whole else " ".join(kept)

    return drop


def _told(reading: tuple[Reading, Reading]) -> str:
    """The words that made the scores, each with what it adds."""
    lists = []
    for name, digits, found in (("VADER", 1, reading[1].words), ("TextBlob", 2, reading[0].words)):
        words = [f"{word} {value:+.{digits}f}" for word, value in found if value]
        if words:
            lists.append(f"{name}: {', '.join(words)}")
    return "; ".join(lists)


def score_texts(texts: Sequence[str], *, topic_words: Sequence[str] | None = None) -> pd.DataFrame:
    """TextBlob's and VADER's scores of each text; a text that occurs twice is scored once.

    Returns, a row per text: polarity (TextBlob, −1 to 1), subjectivity (TextBlob, 0 to 1), compound
    (VADER, −1 to 1), the same with `_ablated`: of the text without the topic words (NaN where none
    are given), hits_polarity and hits_compound (how many words the lexicon knows: with 0 of them a
    score of 0 means that there was nothing to score), drivers (those words with what each adds).
    """
    drop = None if topic_words is None else without(topic_words)
    seen: dict[str, tuple[Any, ...]] = {}
    for text in texts:
        if text not in seen:
            found = both = read(text)
            if drop is not None and (rest := drop(text)) != text:
                both = read(rest)
            bare = (*both[0].scores, *both[1].scores) if drop else (np.nan,) * len(MEASURES)
            hits = (len(found[0].words), len(found[1].words))
            seen[text] = (*found[0].scores, *found[1].scores, *bare, *hits, _told(found))
    columns = zip(*map(seen.__getitem__, texts), strict=True) if seen else [()] * len(TEXT_COLUMNS)
    kinds = [float] * 6 + [int] * 2 + [object]
    arrays = [np.array(column, dtype=kind) for column, kind in zip(columns, kinds, strict=True)]
    return pd.DataFrame(dict(zip(TEXT_COLUMNS, arrays, strict=True)))
