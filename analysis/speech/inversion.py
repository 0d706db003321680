"""Subjects that stand elsewhere: after the verb, before a "who", where a sentence opens."""

from itertools import pairwise

from analysis.speech.lexicon import (
    CONJUNCTIONS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    SUBORDINATE,
    TIMES,
    is_role,
)
from analysis.speech.subjects import REACH, Span, is_intro
from analysis.speech.tokens import Token, has_verb, word_at
from analysis.speech.verbs import is_adverb


def noun_before(unit: list[Token], who: int) -> Span:
    """The noun phrase that a relative "who" goes back to."""
    end = who - 1 if word_at(unit, who - 1) == "," else who
    start = end
    while (
        start > max(0, end - REACH)
        and unit[start - 1].is_word
        and (word_at(unit, start - 1) not in PREPOSITIONS and not has_verb([unit[start - 1]]))
    ):
        start -= 1
    return (start, end) if start < end else (who, who + 1)


def subject_after(unit: list[Token], j: int) -> Span | None:
    """The noun phrase after an inverted verb ("said Rosa Delgado, president of the union")."""
    if j >= len(unit) or not unit[j].is_word or word_at(unit, j) in ("that", "to"):
        return None
    end, commas = j, []
    while end < min(len(unit), j + REACH) and (
        unit[end].is_word or word_at(unit, end) in (",", "(", ")")
    ):
        if word_at(unit, end) == ",":
            commas.append(end)
        if len(commas) > 2:
            break
        end += 1
    edges = [*commas, end]
    if not commas and end < len(unit) and unit[end].quote >= 0:
        return None  # said the answer was "no": a clause
    first = unit[j : edges[0]]
    if not first or has_verb(first) or word_at(unit, j) in PREPOSITIONS | TIMES:
        return None
    if not (
        first[0].is_capital
        or (first[0].text[0].isdigit() and first[-1].is_capital)
        or first[0].lower in DETERMINERS | PRONOUNS
        or is_role(first[0].lower)
    ):
        return None
    for place in range(j + 1, edges[0]):
        if word_at(unit, place) in ("on", "in", "at", "after", "during", "who") or (
            word_at(unit, place) in TIMES
        ):
            return (j, place)
    last = edges[0]
    for low, high in pairwise(edges):
        words = unit[low + 1 : high]
        if not words or word_at(unit, low + 1) in PREPOSITIONS | CONJUNCTIONS | SUBORDINATE:
            break
        if not (
            words[0].text[0].isdigit() or words[0].lower in DETERMINERS or not words[0].is_capital
        ) or words[0].lower.endswith("ing"):
            break
        last = high
    return (j, last)


def subject_at_start(unit: list[Token], floor: int) -> Span | None:
    """The subject with which a sentence opens, after its introductory phrases; a guess."""
    start = floor
    while start < len(unit):
        end = start
        while end < min(len(unit), start + REACH) and unit[end].is_word:
            end += 1
        words = unit[start:end]
        if words and (word_at(unit, start) in CONJUNCTIONS or is_adverb(words[0])):
            start += 1
            continue
        if not words or not is_intro(words):
            break
        if word_at(unit, end) != ",":
            return None
        start = end + 1
    end = start
    while end < min(len(unit), start + 14) and unit[end].is_word:
        token = unit[end]
        if not token.is_capital and has_verb([token]):
            return (start, end) if end > start else None
        end += 1
    run = start + (word_at(unit, start) in DETERMINERS)
    end = run
    while end < len(unit) and unit[end].is_capital:
        end += 1
    return (start, end) if end > run else None
