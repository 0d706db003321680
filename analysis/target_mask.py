"""Tokens of a sentence in which the target and every other name are masked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache, partial

from analysis.text_remembered import Remembered

TARGET, NAME = "TARGET", "NAME"

# Words in lower case first, as most are; a word before "n't" ends there, as in "is" and "n't".
_TOKEN = re.compile(
    r"[a-z][^\W\d_]*(?!(?<=n)['’]t\b)"
    r"|(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Col|St|Jr|Sr|Rev|Prof|Sgt|Capt)\.|(?:[A-Z]\.){2,}"
    r"|[A-Z]['’][A-Z][^\W\d_]+|n['’]t\b|['’](?:[sS]|re|ve|ll|d|m)\b"
    r"|[^\W\d_]+(?!(?<=n)['’]t\b)|\d[\d,.]*\d|\d|[^\w\s]"
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


# What a token becomes within a sentence, after a stop and where every word has a capital ("" where
# it is left out); whether any word may have a capital after it; whether it has one itself: 1 yes,
# -1 no, 0 where that tells nothing. No NamedTuple, as thousands are kept, and the garbage collector
# passes over plain tuples.
_Token = tuple[str, str, str, bool, int]


def _token(token: str, common: frozenset[str]) -> _Token:
    lower = token.lower()
    word = lower.replace("’", "'")
    case = 0
    if lower in common and lower not in _FUNCTION_WORDS:
        case = 1 if token[0].isupper() else -1
    if token[0].islower() or token == "I":
        return (word, word, word, False, case)
    if not token[0].isalpha():  # parts of a compound count as words
        word = "" if token == "-" else "0" if token[0].isdigit() else '"' if token in "“”" else word
        return (word, word, word, token in _OPENERS, case)
    known = word if word in common else NAME
    if word not in _FUNCTION_WORDS:
        return (NAME, known, known, False, case)
    if token[1:].isupper():
        return (NAME, known, word, False, case)
    return (word, word, word, False, case)


@lru_cache(maxsize=4)
def tokens(common: frozenset[str]) -> Remembered:
    """What tokens become where the words in `common` are no names."""
    return Remembered(partial(_token, common=common), most=50_000)


def mask(text: str, start: int, end: int, *, common: frozenset[str]) -> list[str]:
    """Tokens of `text`: the span as one TARGET, any other name as NAME, other words in lower case.

    A name's determiner and all adjacent names go into its mask, so that neither the name's identity
    nor the number of its words is left. A capital where every word has one (after a stop, in a
    headline) makes no name of a word in `common`. Numbers are 0.
    """
    read = tokens(common).__getitem__
    # No token has a space in it, so only those between the spaces around the span need a place.
    left, right = text.rfind(" ", 0, start) + 1, text.find(" ", end)
    right = right if right >= 0 else len(text)
    before = list(map(read, _TOKEN.findall(text, 0, left)))
    after: list[_Token] = []
    own = ["'s"] if text[start:end].lower() in _POSSESSIVES else []
    opens = before[-1][3] if before else True
    for match in _TOKEN.finditer(text, left, right):
        token = read(match.group())
        if match.start() >= end:
            after.append(token)
            continue
        opens = token[3]
        if match.end() <= start:
            before.append(token)
        elif match.end() >= end and token[0] == "'s":
            own.append("'s")
    after += map(read, _TOKEN.findall(text, right))
    headline = sum(token[4] for token in before) + sum(token[4] for token in after) > 0
    masked: list[str] = []
    _extend(masked, before, headline=headline, opens=True)
    _append(masked, TARGET)
    masked += own
    _extend(masked, after, headline=headline, opens=opens)
    return masked


def _extend(masked: list[str], tokens: list[_Token], *, headline: bool, opens: bool) -> None:
    for inside, opening, anywhere, opens_next, _ in tokens:
        word = anywhere if headline else opening if opens else inside
        opens = opens_next
        if word == NAME:
            _append(masked, NAME)
        elif word:
            masked.append(word)


def _append(masked: list[str], name: str) -> None:
    if len(masked) > 1 and masked[-1] in _PARTICLES and masked[-2] in (TARGET, NAME):
        masked.pop()
    if masked and masked[-1] == "the":
        masked.pop()
    elif masked and masked[-1] in (TARGET, NAME):
        if name == TARGET:
            masked[-1] = TARGET
        return
    masked.append(name)


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
