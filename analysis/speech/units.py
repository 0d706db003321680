"""Sentences as a reader of quotations takes them: none ends within one."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.speech.contents import reported_after
from analysis.speech.tokens import Token, tokens
from analysis.speech.verbs import find_verbs

BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
# After a semicolon these go on with what stands before it.
GOES_ON = re.compile(r"\s*(?:as|according|and|but|said)\b")


@dataclass(frozen=True)
class Sentence:
    """A sentence's place in its text."""

    start: int
    end: int
    heading: bool


def _split(
    text: str, sentences: list[Sentence], masks: list[tuple[int, int, bool]]
) -> Iterator[list[Token]]:
    """Sentences as tokens, joined where a quotation runs across their border."""
    starts = [sentence.start for sentence in sentences]
    unit: list[Token] = []
    current = -1
    for token in tokens(text, masks):
        place = bisect_right(starts, token.start) - 1
        if token.quote < 0 and (place < 0 or token.start >= sentences[place].end):
            continue  # a bullet between sentences
        split = token.text == ";" and not GOES_ON.match(text, token.end, token.end + 20)
        if (split or place > current) and unit:
            yield unit
            unit = []
        # what follows a quotation stands in the sentence in which the quotation ends
        current = bisect_left(starts, token.end) - 1
        if not split:
            unit.append(token)
    if unit:
        yield unit


def _tag_ahead(unit: list[Token]) -> bool:
    """Whether a sentence is nothing but the reporting clause of the quotation before it."""
    for i, j, kinds in find_verbs(unit[:10]):
        plain = all(token.is_word for token in unit[:i])
        return plain and "tag" in kinds and reported_after(unit, j, kinds)[0] in ("none", "comma")
    return False


def _join(text: str, units: list[list[Token]]) -> list[list[Token]]:
    """Join "“Why now?”" and "Kuleba asked.", which a sentence splitter takes for two."""
    joined: list[list[Token]] = []
    for unit in units:
        if joined and unit[0].is_capital and not any(t.is_word for t in joined[-1]):
            gap = text[joined[-1][-1].end : unit[0].start]
            if not any(char in gap for char in BREAKS) and _tag_ahead(unit):
                joined[-1] += unit
                continue
        joined.append(unit)
    return joined


def units_of(
    text: str, sentences: list[Sentence], masks: list[tuple[int, int, bool]]
) -> list[list[Token]]:
    """The sentences of a text as tokens, none of them ending within a quotation.

    `masks` are the quotations as in `tokens`. A semicolon ends a sentence too.
    """
    return _join(text, list(_split(text, sentences, masks)))
