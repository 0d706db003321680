"""What stands beside the target, what it does and has done to it: by word order, no parser."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.target_mask import NAME
from analysis.target_vocabulary import Vocabulary

NEGATIONS = frozenset(
    "not n't no never without nobody nothing neither nor hardly barely cannot".split()
)
STOPS = frozenset(';:.!?()—–"')
_AUXILIARIES = frozenset(
    """is are was were be been being am 's 're has have had do does did will would can could may
    might must shall should 'd 'll 've""".split()
)
_FORMS_OF_BE = frozenset("is are was were be been being 's 're".split())
_PRONOUNS = frozenset("he she his her him".split())
_PREPOSITIONS = frozenset(
    "by of to with from for against on at in between about toward over than like".split()
)


def own_pronoun(
    masked: list[str], stems: list[str], at: int, words: Vocabulary
) -> Iterator[tuple[str, float]]:
    """What follows the first "he", "she", "his" or "her" after the target: often the target."""
    if not _PRONOUNS.isdisjoint(masked[:at]):
        yield "pronoun <", 1.0
    if _PRONOUNS.isdisjoint(masked[at + 1 :]):
        return
    yield "pronoun >", 1.0
    for i in range(at + 1, len(masked) - 1):
        if masked[i] in ("he", "she", "his", "her"):
            yield f"pronoun {stems[i + 1]}", 0.7
            for word in masked[i + 1 : i + 6]:
                if valence := words.valence(word):
                    yield f"pronoun {sign(valence)}", abs(valence)
            break


def beside(stems: list[str], at: int) -> Iterator[tuple[str, float]]:
    """The three words on each side of the target, and pairs of them."""
    padded = ["#"] * 3 + stems[max(0, at - 3) : at + 4] + ["#"] * 3
    b3, b2, b1, _, a1, a2, a3 = padded[min(at, 3) : min(at, 3) + 7]
    yield from (
        (f"+1 {a1}", 1.0),
        (f"-1 {b1}", 1.0),
        (f"+2 {a2}", 0.7),
        (f"-2 {b2}", 0.7),
        (f"+3 {a3}", 0.5),
        (f"-3 {b3}", 0.5),
        (f"+12 {a1} {a2}", 1.0),
        (f"-21 {b2} {b1}", 1.0),
        (f"-11 {b1} {a1}", 1.0),
    )


def roles(
    masked: list[str], stems: list[str], at: int, words: Vocabulary
) -> Iterator[tuple[str, float]]:
    """The verb of which the target is subject, the verb before it, the head of its preposition."""
    yield from _as_subject(masked, stems, at, words)
    for i in range(at - 1, max(-1, at - 7), -1):
        if masked[i] in STOPS or masked[i] == ",":
            break
        if words.is_verb(masked[i]) and masked[i] not in _AUXILIARIES:
            link = masked[at - 1] if i < at - 1 else ""
            yield f"object of {stems[i]}", 1.0
            yield f"object of {stems[i]} {link}", 1.0
            if valence := words.valence(masked[i]):
                yield f"object of {sign(valence)}{' by' if link == 'by' else ''}", abs(valence)
            break
    if at and (preposition := masked[at - 1]) in _PREPOSITIONS:
        for i in range(at - 2, max(-1, at - 6), -1):
            if masked[i] in STOPS or masked[i] == ",":
                break
            yield f"head {stems[i]} {preposition}", 0.7
            if valence := words.valence(masked[i]):
                yield f"head {sign(valence)} {preposition}", abs(valence)
                break


def _as_subject(
    masked: list[str], stems: list[str], at: int, words: Vocabulary
) -> Iterator[tuple[str, float]]:
    begin, size = at + 1, len(masked)
    if masked[begin : begin + 1] == ["'s"]:
        yield "*possessor", 1.0
    if masked[begin : begin + 1] == [","] and "," in masked[begin + 1 : begin + 16]:
        begin = masked.index(",", begin + 1) + 1  # past an apposition
        yield "*apposition", 1.0
    negation, auxiliary, verb = "", "", None
    for i in range(begin, min(size, begin + 8)):
        word = masked[i]
        if word in NEGATIONS:
            negation = "not "
        elif word in _AUXILIARIES:
            auxiliary = word
        elif words.is_verb(word):
            verb = i
            break
        elif word in STOPS or word in (",", NAME, "that"):
            break
    if verb is not None:
        passive = auxiliary in _FORMS_OF_BE and masked[verb].endswith(("ed", "n", "t"))
        role = "patient" if passive else "agent"
        following = stems[verb + 1] if verb + 1 < size else "#"
        yield f"subject {negation}{stems[verb]}", 1.0
        yield f"{role} {negation}{stems[verb]}", 1.0
        yield f"subject {negation}{stems[verb]} {following}", 1.0
        if valence := words.valence(masked[verb]) * (-1 if negation else 1):
            yield f"{role} {sign(valence)}", abs(valence)
    elif auxiliary:
        for i in range(begin + 1, min(size, begin + 7)):
            if masked[i] in STOPS:
                break
            yield f"being {negation}{stems[i]}", 0.7


def sign(valence: float) -> str:
    """Plus or minus."""
    return "+" if valence > 0 else "-"
