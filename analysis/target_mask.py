"""Tokens of a sentence in which the target and every other name are masked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

TARGET, NAME = "TARGET", "NAME"

_TOKEN = re.compile(
    r"(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Col|St|Jr|Sr|Rev|Prof|Sgt|Capt)\.|(?:[A-Z]\.){2,}"
    r"|[A-Z]['’][A-Z][^\W\d_]+|n['’]t\b|['’](?:[sS]|re|ve|ll|d|m)\b"
    r"|[^\W\d_]+?(?=n['’]t\b)|[^\W\d_]+|\d[\d,.]*\d|\d|[^\w\s]"
)
_FUNCTION_WORDS = frozenset(
    """a about after against all although amid among an and another any are as at be because been
    before being between both but by can could despite did do does during each even every
    few for from had has have he her him his how i if in into is it its just like many may
    me might more most much must my no nor not of off on once one only onto or other our out
    over shall she should since so some still such than that the their them then there these
    they this those though three to two under unlike until up us was we were what when where
    which while who whom whose why will with within without would yet you your""".split()
)
_OPENERS = frozenset("\"“”‘'([—–-:;.!?…")
_PARTICLES = frozenset("al el de da del der di du la le bin ibn van von".split())
_POSSESSIVES = frozenset("his its their my our your whose".split())


def mask(text: str, start: int, end: int, *, common: frozenset[str]) -> list[str]:
    """Tokens of `text`: the span as one TARGET, any other name as NAME, other words in lower case.

    A name's determiner and all adjacent names go into its mask, so that neither the name's identity
    nor the number of its words is left. A capital where every word has one (after a stop, in a
    headline) makes no name of a word in `common`. Numbers are 0.
    """
    spans = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]
    cases = [
        token[0].isupper()
        for token, a, b in spans
        if not (a < end and b > start)
        and token.lower() in common
        and token.lower() not in _FUNCTION_WORDS
    ]
    headline = 2 * sum(cases) > len(cases)
    masked: list[str] = []
    previous, seen = ".", False
    for token, a, b in spans:
        word = token.lower().replace("’", "'")
        if not seen and b > start:
            _append(masked, TARGET)
            seen = True
            if text[start:end].lower() in _POSSESSIVES:
                masked.append("'s")
        if a < end and b > start:
            if word == "'s" and b >= end:
                masked.append(word)
        elif token[0].isalpha():
            if (
                token[0].islower()
                or token == "I"
                or (word in _FUNCTION_WORDS and (headline or not token[1:].isupper()))
            ):
                _append(masked, word)
            else:
                _append(
                    masked, word if (headline or previous in _OPENERS) and word in common else NAME
                )
        elif token != "-":  # parts of a compound count as words
            _append(masked, "0" if token[0].isdigit() else '"' if token in "“”" else word)
        previous = token
    if not seen:
        _append(masked, TARGET)
    return masked


def _append(masked: list[str], token: str) -> None:
    if token in (TARGET, NAME):
        if len(masked) > 1 and masked[-1] in _PARTICLES and masked[-2] in (TARGET, NAME):
            masked.pop()
        if masked and masked[-1] == "the":
            masked.pop()
        elif masked and masked[-1] in (TARGET, NAME):
            if token == TARGET:
                masked[-1] = TARGET
            return
    masked.append(token)


def lower_case_words(texts: Iterable[str]) -> list[str]:
    """Words that are no names: twice or more in lower case, and more often than with a capital."""
    lower: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for text in texts:
        previous = "."
        for token in _TOKEN.findall(text):
            if token[0].islower():
                lower[token.lower()] += 1
            elif token[0].isalpha() and previous not in _OPENERS:
                capital[token.lower()] += 1
            previous = token
    return sorted(word for word, count in lower.items() if count > 1 and count > capital[word])
