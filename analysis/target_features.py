"""What the model of tone towards a target sees of a sentence: the words around the masked target.

Every name is masked before anything is counted, so that the model cannot learn who is usually
blamed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from analysis.target_mask import NAME, TARGET
from analysis.target_roles import NEGATIONS, STOPS, own_pronoun, roles, sign
from analysis.target_vocabulary import Vocabulary, stem

_SPEECH = frozenset(
    "say says said told tells tell added adds asked asks wrote writes noted according".split()
)
_NEGATED = -0.7  # a negated word counts against its own valence, a little weaker
_NEAR = [max(0.1, math.exp(-d / 8)) for d in range(20)]


def features(masked: list[str], words: Vocabulary) -> dict[str, float]:
    """Features with values: words by side and distance, valence by place, verbs by role."""
    found: dict[str, float] = {}
    for key, value in _all_features(masked, words):
        found[key] = found.get(key, 0.0) + value
    return found


def _all_features(masked: list[str], words: Vocabulary) -> Iterator[tuple[str, float]]:
    at, size = masked.index(TARGET), len(masked)
    stems = [stem(word) for word in masked]
    negated = _negated(masked)
    inside = _inside_quotes(masked)
    for i, (word, root) in enumerate(zip(masked, stems, strict=True)):
        if i == at:
            continue
        side, distance = ("<" if i < at else ">"), abs(i - at)
        near = _NEAR[min(distance, 19)]
        yield root, 0.5
        yield side + root, near
        if i + 1 < size and i + 1 != at:
            yield f"{side}{root} {stems[i + 1]}", 0.7 * near
        if len(word) > 5 and word.islower():
            yield f"{word[:5]}~", 0.5
            yield f"{side}{word[:5]}~", 0.7 * near
        for lexicon, valence in words.valences.get(word, ()):
            valence *= _NEGATED if negated[i] else 1.0
            mark, size_of = lexicon + ("+" if valence > 0 else "-"), abs(valence)
            yield mark, 0.5 * size_of
            yield f"{mark}{side}", 0.5 * size_of
            yield f"{mark}{side} near", size_of * math.exp(-distance / 4)
            if distance <= 3:
                yield f"{mark}{side} 3", size_of
            if inside[i] != inside[at]:
                yield f"{mark} other voice", 0.5 * size_of
    padded = ["#"] * 3 + stems + ["#"] * 3
    b3, b2, b1, _, a1, a2, a3 = padded[at : at + 7]
    yield from (
        (f"+1 {a1}", 1.0),
        (f"-1 {b1}", 1.0),
        (f"+2 {a2}", 0.7),
        (f"-2 {b2}", 0.7),
        (f"+3 {a3}", 0.5),
    )
    yield from (
        (f"-3 {b3}", 0.5),
        (f"+12 {a1} {a2}", 1.0),
        (f"-21 {b2} {b1}", 1.0),
        (f"-11 {b1} {a1}", 1.0),
    )
    yield from roles(masked, stems, at, words)
    yield from _totals(masked, at, words)
    yield from own_pronoun(masked, stems, at, words)
    yield ("in quotation" if inside[at] else "outside quotation"), 1.0
    yield "*length", math.log(size) / 3
    yield "*place", at / size
    yield "*names", min(5, masked.count(NAME)) / 5
    if at == 0:
        yield "*first", 1.0
    if any(word in _SPEECH for word in masked[at + 1 : at + 3]) or (
        at and masked[at - 1] in _SPEECH
    ):
        yield "*speaker", 1.0
    if masked[at + 1 : at + 3] == ["and", NAME] or masked[max(0, at - 2) : at] == [NAME, "and"]:
        yield "*coordinated", 1.0


def _negated(masked: list[str]) -> list[bool]:
    """Which words stand within four words after a negation, in the same part of the sentence."""
    last, flags = -9, []
    for i, word in enumerate(masked):
        if word in NEGATIONS:
            last = i
        elif word in STOPS or word in (",", "but"):
            last = -9
        flags.append(0 < i - last <= 4)
    return flags


def _inside_quotes(masked: list[str]) -> list[bool]:
    inside, flags = False, []
    for word in masked:
        inside ^= word == '"'
        flags.append(inside)
    return flags


def _totals(masked: list[str], at: int, words: Vocabulary) -> Iterator[tuple[str, float]]:
    """Valence of the whole sentence, and signs of the two nearest words that have any."""
    valences = [words.valence(word) for word in masked]
    good, bad = sum(v for v in valences if v > 0), -sum(v for v in valences if v < 0)
    yield f"total {max(-3, min(3, round(good - bad)))}", 1.0
    yield "*balance", (good - bad) / (good + bad + 1)
    yield from (("*good", math.log1p(good)), ("*bad", math.log1p(bad)))
    if not good + bad:
        yield "no valence", 1.0
    place = (
        "speaker"
        if any(word in _SPEECH for word in masked[at + 1 : at + 3])
        else "possessor"
        if masked[at + 1 : at + 2] == ["'s"]
        else "first"
        if at == 0
        else "by"
        if masked[at - 1] == "by"
        else "elsewhere"
    )
    for side, order in (("<", range(at - 1, -1, -1)), (">", range(at + 1, len(masked)))):
        met = [valences[i] for i in order if valences[i]]
        for rank, valence in enumerate(met[:2]):
            yield f"nearest {rank}{side}{sign(valence)}", 1.0
        for valence in met:
            yield f"{place} {side}{sign(valence)}", 0.6 * abs(valence)
