"""Reporting verbs in a sentence, told apart from nouns, passives and denied saying."""

import re

from analysis.speech.lexicon import (
    ADVERBS,
    BE,
    COMPLEMENT,
    DETERMINERS,
    MODAL,
    NARROW,
    NEGATION,
    PLURALS,
    PREPOSITIONS,
    PRONOUNS,
    SPEAKERS_ALONE,
    Form,
    verb_forms,
)
from analysis.speech.tokens import Token, word_at

OPENING_ADVERB = re.compile(r"..(?:a[lrt]e?ly|ently|antly|usly|edly|ingly|[ai]bly|ively)$")


def is_adverb(token: Token) -> bool:
    """Whether a word is an adverb, by a list and its ending; "Kelly" and "Italy" are none."""
    if token.is_capital:
        return token.lower in ADVERBS or OPENING_ADVERB.search(token.lower) is not None
    return token.lower in ADVERBS or (token.lower.endswith("ly") and len(token.text) > 4)


def find_verbs(unit: list[Token]) -> list[tuple[int, int, frozenset[str]]]:
    """The reporting verbs and phrases of a sentence, without nouns, passives and denied saying."""
    forms, found, i = verb_forms(), [], 0
    while i < len(unit):
        for length in (4, 3, 2, 1):
            key = tuple(token.lower for token in unit[i : i + length])
            if key in forms and _reports(unit, i, i + len(key), forms[key]):
                found.append((i, i + len(key), forms[key].kinds))
                i += len(key) - 1
                break
        i += 1
    return found


def _reports(unit: list[Token], i: int, j: int, form: Form) -> bool:
    noun = form.noun
    if "source" in form.kinds:
        return True
    word, before, after = unit[i].lower, i - 1, word_at(unit, j)
    if unit[i].is_capital and i > 0:
        return False
    while before >= 0 and is_adverb(unit[before]) and word_at(unit, before) not in NEGATION:
        before -= 1
    left = word_at(unit, before)
    quote_next = j < len(unit) and (
        unit[j].quote >= 0
        or after == ":"
        or (after == "," and j + 1 < len(unit) and unit[j + 1].quote >= 0)
    )
    if left in NEGATION or left.endswith("n't") or left in MODAL or left in ("do", "did", "does"):
        return False
    if word.endswith("ing"):
        return left not in COMPLEMENT and left not in NARROW
    if after == "by" and left != "as":
        return False
    if left in BE and word not in ("say", "says"):
        return False
    if left in NARROW or (noun and (left in DETERMINERS - SPEAKERS_ALONE or left in PREPOSITIONS)):
        return False
    plural = left in PLURALS | {"they", "we", "i", "you", "who"} or (
        left.endswith("s") and not left.endswith(("'s", "ss"))
    )
    if form.bare:
        noun_at = before
        while (
            not noun and noun_at > max(-1, before - 8) and unit[noun_at].is_word
        ):  # "officials in Kyiv say"
            noun_at -= 1
            if word_at(unit, noun_at + 1) in PREPOSITIONS:
                plural = plural or bool(
                    re.search(r"[^s]s$", word_at(unit, noun_at))
                    or (word_at(unit, noun_at) in PLURALS)
                )
        joined = any(token.lower == "and" for token in unit[max(0, before - 5) : before])
        return (plural or joined) and (not noun or plural)
    if noun and word.endswith("s"):
        return (
            before >= 0
            and not left.endswith(("'s", "s'"))
            and (after == "that" or quote_next or left in PRONOUNS or unit[before].is_capital)
        )
    return True
