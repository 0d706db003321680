"""The subject before a reporting verb, with its appositions."""

from itertools import pairwise

from analysis.speech.lexicon import (
    BE,
    CONJUNCTIONS,
    DASHES,
    DETERMINERS,
    HAVE,
    MEDIA,
    PREPOSITIONS,
    STOPS,
    SUBORDINATE,
    TIMES,
    is_role,
)
from analysis.speech.tokens import Token, has_verb, is_past, word_at
from analysis.speech.verbs import is_adverb

Span = tuple[int, int]
REACH = 40  # tokens: no subject is longer, and a sentence of any length takes linear time


def _back(unit: list[Token], index: int) -> int:
    """The last token before a verb that is no adverb, auxiliary or time."""
    timed = False
    while index >= 0:
        word = word_at(unit, index)
        if word in TIMES or (timed and word[:1].isdigit()):
            timed = True
        elif timed and word in ("on", "in", "this", "last", "the", "of", "at", "early", "late"):
            pass
        elif word[:1].isdigit() and word_at(unit, index - 1) in ("on", "the"):
            timed = True
        elif not (is_adverb(unit[index]) or word in HAVE or word in BE):
            break
        index -= 1
    return index


def _aside(unit: list[Token], index: int) -> int:
    """Before ", meanwhile," or ", on Tuesday,": the comma's place, or the same index."""
    if word_at(unit, index) == ",":
        opening = _back(unit, index - 1)
        if opening < index - 1 and word_at(unit, opening) == ",":
            return opening - 1
    return index


def is_intro(words: list[Token]) -> bool:
    """Whether a stretch between commas is an introductory phrase and no subject."""
    first = words[0].lower
    return (
        first in PREPOSITIONS or first in SUBORDINATE or first in TIMES or is_adverb(words[0])
        or (not words[0].is_capital and (first.endswith("ing") or is_past(first)))
        or (len(words) > 1 and first.endswith(("ing", "ed")) and not words[1].is_capital
            and first not in ("king",))
    )  # fmt: skip


def subject_before(unit: list[Token], verb: int, floor: int) -> Span | None:
    """The noun phrase before a verb, with its appositions; None where the verb has none."""
    i = _back(unit, verb - 1)
    i = _back(unit, _aside(unit, i))
    if i < floor or unit[i].quote >= 0 or word_at(unit, i) in CONJUNCTIONS:
        return None
    if word_at(unit, i) in (",", ")", *DASHES):
        return _with_apposition(unit, i, floor)
    start = i
    floor = max(floor, i - REACH)
    while start > floor:
        token = unit[start - 1]
        word = token.lower
        if token.quote >= 0 or word in STOPS or word == "," or word in DASHES:
            break
        if (
            word in ("who", "which", "whose", "that")
            and start <= i
            and has_verb(unit[start : i + 1])
        ):
            start -= 1  # "a clerk who took the money told the court"
            continue
        if word in CONJUNCTIONS - {"and"} or word in SUBORDINATE:
            break
        if word in ("and", "after", "before", "since", "until", "as", "than"):
            clause = start - 1
            while clause > floor and word_at(unit, clause - 1) not in (",", ".", ";", ":"):
                clause -= 1
            if has_verb(unit[clause : start - 1]):
                break
        start -= 1
    while start < i and (is_adverb(unit[start]) or word_at(unit, start) in ("and", "but")):
        start += 1
    if word_at(unit, start) in PREPOSITIONS or is_intro(unit[start : i + 1]):
        place = i
        while place > start and word_at(unit, place - 1) not in PREPOSITIONS | MEDIA | TIMES:
            place -= 1
        start = place
    for place in range(start + 1, i):
        if (
            word_at(unit, place) in ("one", "another")
            and word_at(unit, place - 1) not in PREPOSITIONS
        ):
            start = place
    return (_role_before(unit, start, i, floor), i + 1)


def _role_before(unit: list[Token], start: int, last: int, floor: int) -> int:
    """Take in the apposition before a bare name: "Putin's spokesman, Dmitry Peskov"."""
    named = all(token.is_capital for token in unit[start : last + 1]) and last - start < 4
    if not named or word_at(unit, start - 1) != "," or start - 1 <= floor:
        return start
    place = start - 1
    while place > floor and unit[place - 1].is_word:
        place -= 1
    if word_at(unit, place) in ("and", "but"):
        place += 1
    words = unit[place : start - 1]
    if not words or len(words) > 14 or has_verb(words) or is_intro(words):
        return start
    opens = word_at(unit, place) in DETERMINERS or any("'s" in w.lower for w in words[:3])
    if opens and any(is_role(token.lower) for token in words):
        return place
    return start


def _with_apposition(unit: list[Token], comma: int, floor: int) -> Span | None:
    edges, place, depth = [comma], comma - 1, 0
    floor = max(floor, comma - 2 * REACH)
    while place >= floor:
        token, word = unit[place], word_at(unit, place)
        depth += (word == ")") - (word == "(")
        if token.quote >= 0 or word in (".", ";", ":", "?", "!") or word in ("but", "while"):
            break
        if depth <= 0 and (word == "," or word in DASHES):
            edges.append(place)
        place -= 1
    edges.append(place)
    segments = [(low + 1, high) for high, low in pairwise(edges)]
    segments = [(low, high) for low, high in segments if low < high]
    if not segments:
        return None
    head = 0
    for number, (low, high) in enumerate(segments[1:4], start=1):
        words = unit[low:high]
        if is_intro(words) and word_at(unit, low) not in ("of", "from"):
            break
        if has_verb(words) and word_at(unit, low) not in ("who", "whose", "which"):
            break
        head = number
        lone = words[0].text[0].isdigit() or word_at(unit, low) in ("of", "from", "who", "whose")
        role = not words[-1].is_capital or words[0].lower in DETERMINERS
        if not lone and not role:
            break
    low = segments[head][0]
    while low < comma and (is_adverb(unit[low]) or word_at(unit, low) in ("and", "but")):
        low += 1
    return (low, comma)
