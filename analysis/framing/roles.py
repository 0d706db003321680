"""The role of one mention in its sentence, told from tags: who does, suffers, or is just named."""

from typing import NamedTuple

from analysis.framing.clauses import SUBORDINATORS, governing, inverts, subject_of
from analysis.framing.grammar import Word, phrase
from analysis.framing.lexicon import (
    ACTS,
    AIMED,
    BOUNDARIES,
    CLAUSAL,
    COPULAS,
    DEMONYM,
    GROUPS,
    HAD,
    PLACES,
    PREPOSITIONAL,
    SAYING,
    SUFFERED,
    TITLES,
)


class Role(NamedTuple):
    """agent, patient or neither; the governing word; active, passive, noun or nothing."""

    role: str
    verb: str = ""
    construction: str = ""


NEITHER = Role("neither")


def role(words: list[Word], first: int, last: int, *, inside: bool = False) -> Role:
    """The role of the words first to last; `inside` where they are only a part of one token.

    A name inside a compound ("X-Y war") has none. Otherwise the noun of action that the name
    belongs to decides, then the place of its noun phrase: subject, object, after "by", "of" or
    another preposition.
    """
    low, high = phrase(words, first, last)
    if inside and not (high > last and words[high].lower in GROUPS):
        return NEITHER
    possessive = last + 1 < len(words) and words[last + 1].tag == "POS"
    # "John's X's": the head is the last noun; "Y's X" hangs on what X does.
    if high > last:
        noun = _noun_role(words, last, high, possessive)
        if noun is not None:
            return noun
    return _place_role(words, low, high, modifier=high > last and words[high].lower in HAD)


def _noun_role(words: list[Word], last: int, high: int, possessive: bool) -> Role | None:
    """The role that a noun after the name gives it; None where the whole phrase's role is its."""
    following = words[last + 1 + possessive : high + 1]
    title = next((k for k, word in enumerate(following) if TITLES.fullmatch(word.text)), None)
    # "X's president, Y Z, said": the act is counted once, at the name.
    if title is not None and any(w.tag.startswith("NNP") for w in following[title + 1 :]):
        return NEITHER
    after = words[high + 1 : high + 3]
    if title is not None and len(after) == 2 and after[0].text == "," and _named(after[1]):
        return NEITHER
    if title is not None and _apposed(words, last):
        return NEITHER
    head = words[high]
    demonym = DEMONYM.search(words[last].text) is not None
    if head.lower in SUFFERED or (head.lower in AIMED and not (possessive or demonym)):
        return Role("patient", head.text, "noun")
    if head.lower in ACTS:
        return Role("agent", head.text, "noun")
    compound = all(word.tag[:2] == "NN" for word in following) and not (possessive or demonym)
    named = compound and title is None and head.lower not in GROUPS  # "the X scandal"
    if named or (head.lower in HAD and possessive) or head.lower in BOUNDARIES:
        return NEITHER
    return None


def _named(word: Word) -> bool:
    return word.tag.startswith("NNP") or word.text[:1].isupper()


def _apposed(words: list[Word], last: int) -> bool:
    """Whether the phrase stands after a name and a comma: "Y Z, X's president"."""
    place = last
    while place and words[place - 1].tag[:2] in ("NN", "JJ", "DT", "PO", "CD"):
        place -= 1
    return place > 1 and words[place - 1].text == "," and words[place - 2].tag.startswith("NNP")


def _place_role(words: list[Word], low: int, high: int, *, modifier: bool) -> Role:
    left = low
    while left > 1 and words[left - 1].lower in ("and", "or"):  # what is joined shares a role
        if words[left - 2].tag[:2] not in ("NN", "JJ"):
            break
        left = phrase(words, left - 2, left - 2)[0]
    before = words[left - 1] if left else None
    subject = subject_of(words, high)
    if before is not None and before.tag in ("IN", "TO"):
        opens_clause = before.lower in CLAUSAL | SUBORDINATORS and subject is not None
        if not opens_clause:
            return _preposition_role(words, left, high)
    governs = governing(words, left)
    if subject is not None and (governs is None or (governs.lower in CLAUSAL and subject.finite)):
        if subject.construction == "state" or modifier:
            return NEITHER
        if subject.construction == "passive":
            return Role("patient", subject.text, "passive")
        return Role("agent", subject.text, "active")
    if governs is not None:
        after = words[high + 1].lower if high + 1 < len(words) else ""
        if governs.lower in COPULAS and after == "who" and subject is not None:
            return Role("agent", subject.text, "active")  # "it was X who left"
        inverted = governs.lower in SAYING and inverts(words, left)
        if inverted:
            return Role("agent", governs.text, "active")
        return NEITHER if governs.lower in COPULAS else Role("patient", governs.text, "active")
    return NEITHER


AT = frozenset("against on upon at towards toward to into".split())
PREPOSITIONS = frozenset(
    "starting beginning following regarding concerning including during".split()
)


def _preposition_role(words: list[Word], low: int, high: int) -> Role:
    preposition = words[low - 1].lower
    gerund = words[high + 1] if high + 1 < len(words) else None
    doing = gerund is not None and gerund.tag == "VBG" and gerund.lower not in PREPOSITIONS
    if gerund is not None and doing and preposition in ("to", "with", "of", "about"):
        return Role("agent", gerund.text, "active")  # "led to the army advancing"
    lead = words[max(0, low - 8) : low - 1]
    nearest = lead[-1] if lead else None
    if nearest is None:
        return NEITHER
    if preposition == "by":
        for word in reversed(lead):
            if word.tag in ("VBN", "VBD") and word.lower not in COPULAS:
                return Role("agent", word.text, "passive")
            if word.lower in ACTS:
                return Role("agent", word.text, "noun")
        return NEITHER
    if preposition == "of":
        if nearest.lower in AIMED:
            return Role("patient", nearest.text, "noun")
        if nearest.lower in ACTS:
            return Role("agent", nearest.text, "noun")
        if nearest.lower.endswith(("ization", "isation", "ification")):
            return Role("patient", nearest.text, "noun")
        if nearest.lower in GROUPS or nearest.lower in PLACES:
            place = low - 2
            return _place_role(words, phrase(words, place, place)[0], high, modifier=False)
        return NEITHER
    following = words[high + 2].tag if high + 2 < len(words) else ""
    if preposition == "for" and gerund is not None and gerund.lower == "to" and following == "VB":
        if nearest.lower in ACTS or nearest.lower in ("called", "calling"):
            return Role("patient", nearest.text, "active")  # "the demand for X to go"
        return Role("agent", words[high + 2].text, "active")
    if preposition in AT and nearest.lower in AIMED:
        return Role("patient", nearest.text, "noun")
    verb = next((w for w in reversed(lead[-3:]) if w.tag[:2] == "VB"), None)
    if verb is not None:
        run = " ".join(w.lower for w in words[words.index(verb) : low])
        if PREPOSITIONAL.fullmatch(run):
            return Role("patient", verb.text, "active")
    return NEITHER
