"""The parts of a subject: its segments, its head, a name in it."""

import re

from analysis.speech.lexicon import (
    DETERMINERS,
    MEDIA,
    PREPOSITIONS,
    SUBORDINATE,
    TITLES,
    is_role,
)
from analysis.speech.tokens import Token, word_at

ARTICLES = frozenset("the a an its his her their our this that these those".split())
GROUP = re.compile(
    r"\b(?:delegations?|forces|officials|troops|ministry|ministries|government|party|union|council"
    r"|agency|army|navy|police|company|club|office|court|bank|nations|states|side|people|committee"
    r"|commission|parliament|administration|kremlin|pentagon|white house|palace|university|group"
    r"|organi[sz]ation|association|authorit(?:y|ies)|team|board|house|department|service|network"
    r"|institute|cent(?:er|re)|republic|corporation|alliance|federation|league|press)\b",
    re.IGNORECASE,
)
MEDIA_NOUNS = {word.rstrip("s") for word in MEDIA - {"call", "x"}} | {"figure", "data"}


def beyond_medium(words: list[Token]) -> list[Token]:
    """Go from "statements by the minister" or "a report from the agency" to who made it."""
    place = 1 if words[0].lower in DETERMINERS else 0
    if word_at(words, place).rstrip("s") in MEDIA_NOUNS and (
        word_at(words, place + 1) in ("by", "from", "of") and place + 2 < len(words)
    ):
        return words[place + 2 :]
    return words


def segments_of(words: list[Token]) -> list[list[Token]]:
    """The words between commas, without what stands in brackets."""
    segments: list[list[Token]] = [[]]
    depth = 0
    for token in words:
        depth += (token.text == "(") - (token.text == ")")
        if token.text == ",":
            segments.append([])
        elif depth <= 0 and token.text != ")" and (token.is_word or token.text == "."):
            segments[-1].append(token)
    return [segment for segment in segments if segment] or [words]


def core_of(words: list[Token]) -> list[Token]:
    """The words up to the first preposition or relative pronoun, without a leading determiner."""
    start = 1 if len(words) > 1 and words[0].lower in DETERMINERS else 0
    end = start
    while end < len(words):
        stops = words[end].lower in PREPOSITIONS | SUBORDINATE and not words[end].is_capital
        if stops and not _in_title(words, end, start):
            break
        end += 1
    return words[0:end] if start and end > start else words[start:end]


def _in_title(words: list[Token], place: int, start: int) -> bool:
    """Whether a preposition belongs to a title or a name: "Secretary of State"."""
    left = words[place - 1] if place > start else None
    return (
        words[place].lower in ("of", "for")
        and left is not None
        and left.is_capital
        and (left.lower in TITLES or GROUP.search(left.text) is not None)
        and any(token.is_capital for token in words[place + 1 : place + 3])
    )


def name_of(core: list[Token]) -> list[Token]:
    """The capitalised words that end a phrase, without titles; empty where it ends otherwise."""
    end = len(core)
    start = end
    while start > 0 and core[start - 1].is_capital:
        start -= 1
    run = core[start:end]
    body = int(word_at(core, 0) in DETERMINERS)
    between = [token.lower for token in core[body:start] if not token.is_capital]
    grouped = any(GROUP.search(token.text) for token in core[body:start])
    if run and between and grouped and set(between) <= {"of", "for", "the", "and"}:
        return core[body:]  # "the International Committee of the Red Cross"
    titles = [place for place, token in enumerate(run[:-1]) if token.lower.rstrip(".") in TITLES]
    run = run[titles[-1] + 1 :] if titles else run
    while len(run) > 1 and run[0].lower in DETERMINERS:
        run = run[1:]
    return run if run and run[0].lower not in DETERMINERS else []


def role_phrase(words: list[Token]) -> list[Token]:
    """A role without its article: "spokesman for the council"."""
    end = len(words)
    for place, token in enumerate(words):
        if token.lower in SUBORDINATE and place:
            end = place
            break
    start = 1 if end > 1 and words[0].lower in ARTICLES else 0
    return words[start:end]


def is_role_phrase(words: list[Token]) -> bool:
    """Whether a phrase names a role and no person: "the head of the delegation"."""
    core = core_of(words)
    return bool(core) and (not core[-1].is_capital or word_at(core, 0) in DETERMINERS)


def is_person(words: list[Token]) -> bool:
    """Whether a role is that of one person."""
    core = core_of(words)
    return bool(core) and is_role(core[-1].lower) and not GROUP.search(core[-1].text)
