"""What the model of tone towards a target sees of a sentence: the words around the masked target.

Every name is masked before anything is counted, so that the model cannot learn who is usually
blamed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import chain, product
from typing import Generic, TypeVar

from analysis.target_mask import NAME, TARGET
from analysis.target_roles import NEGATIONS, STOPS, beside, own_pronoun, roles, sign
from analysis.target_vocabulary import Vocabulary, stem
from analysis.text_remembered import Remembered

_SPEECH = frozenset(
    "say says said told tells tell added adds asked asks wrote writes noted according".split()
)
_NEGATED = -0.7  # a negated word counts against its own valence, a little weaker
_FAR = 0.1
_NEAR = [math.exp(-d / 8) for d in range(19)]  # beyond these it is below _FAR


Key = TypeVar("Key", str, int)  # a feature's name, or its number among those of a model

# A word's features on one side of the target: the name of its root there, then four keys: of its
# root anywhere and there, of its beginning anywhere and there. No NamedTuple, as in target_mask.
_Side = tuple[str, Key | None, Key | None, Key | None, Key | None]
# A word's root, valences, and features before and after the target.
_Word = tuple[str, tuple[tuple[str, float], ...], tuple[_Side[Key], _Side[Key]]]


class Features(Generic[Key]):
    """The features of masked sentences, each under `key` of its name; None leaves it out.

    Most are those of single words, so their keys are found when a word is first met, and kept.
    """

    def __init__(self, words: Vocabulary, key: Callable[[str], Key | None]) -> None:
        self.words = words
        self.key: Callable[[str], Key | None] = key
        self.of_words = Remembered(self._word, most=20_000)
        self.marks: dict[tuple[str, bool, bool], list[Key | None]] = {
            (lexicon, good, after): self._marks(lexicon + "-+"[good], "<>"[after])
            for lexicon, good, after in product("vbo", (False, True), (False, True))
        }

    def _word(self, word: str) -> _Word[Key]:
        key, root = self.key, stem(word)
        start = f"{word[:5]}~" if len(word) > 5 and word.islower() else ""
        whole, beginning = key(root), key(start) if start else None
        before, after = (
            (here, whole, key(here), beginning, key(side + start) if start else None)
            for side, here in (("<", f"<{root}"), (">", f">{root}"))
        )
        return root, self.words.valences.get(word, ()), (before, after)

    def _marks(self, mark: str, side: str) -> list[Key | None]:
        names = (mark, mark + side, f"{mark}{side} near", f"{mark}{side} 3", f"{mark} other voice")
        return [self.key(name) for name in names]

    def of(self, masked: list[str]) -> dict[Key, float]:
        """Features with values: words by side and distance, valence by place, verbs by role."""
        at, key = masked.index(TARGET), self.key
        known = list(map(self.of_words.__getitem__, masked))
        stems = [root for root, _, _ in known]
        negated, inside = _negated(masked), _inside_quotes(masked)
        last = len(masked) - 1
        found: dict[Key, float] = {}
        get = found.get
        for i, (_, valences, sides) in enumerate(known):
            if i == at:
                continue
            name, whole, here, beginning, beginning_here = sides[i > at]
            distance = abs(i - at)
            near = _NEAR[distance] if distance < 19 else _FAR
            if whole:
                found[whole] = get(whole, 0.0) + 0.5
            if here:
                found[here] = get(here, 0.0) + near
            if i < last and i + 1 != at and (pair := key(f"{name} {stems[i + 1]}")):
                found[pair] = get(pair, 0.0) + 0.7 * near
            if beginning:
                found[beginning] = get(beginning, 0.0) + 0.5
            if beginning_here:
                found[beginning_here] = get(beginning_here, 0.0) + 0.7 * near
            for lexicon, valence in valences:
                valence *= _NEGATED if negated[i] else 1.0
                size = abs(valence)
                mark, mark_here, nearer, nearest, other = self.marks[lexicon, valence > 0, i > at]
                added = [(mark, 0.5 * size), (mark_here, 0.5 * size)]
                added.append((nearer, size * math.exp(-distance / 4)))
                if distance <= 3:
                    added.append((nearest, size))
                if inside[i] != inside[at]:
                    added.append((other, 0.5 * size))
                for feature, value in added:
                    if feature:
                        found[feature] = get(feature, 0.0) + value
        valence_of = [valences[0][1] if valences else 0.0 for _, valences, _ in known]
        others = (
            beside(stems, at),
            roles(masked, stems, at, self.words),
            _totals(masked, at, valence_of),
            own_pronoun(masked, stems, at, self.words),
            _places(masked, at),
        )
        for name, value in chain.from_iterable(others):
            if other := key(name):
                found[other] = get(other, 0.0) + value
        return found


@lru_cache(maxsize=2)
def _by_name(words: Vocabulary) -> Features[str]:
    return Features(words, str)


def features(masked: list[str], words: Vocabulary) -> dict[str, float]:
    """Features with values, by name."""
    return _by_name(words).of(masked)


def _places(masked: list[str], at: int) -> Iterator[tuple[str, float]]:
    """Where the target stands: in a quotation, in the sentence, beside other names."""
    yield ("in quotation" if _inside_quotes(masked)[at] else "outside quotation"), 1.0
    yield "*length", math.log(len(masked)) / 3
    yield "*place", at / len(masked)
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
    if NEGATIONS.isdisjoint(masked):
        return [False] * len(masked)
    last, flags = -9, []
    for i, word in enumerate(masked):
        if word in NEGATIONS:
            last = i
        elif word in STOPS or word in (",", "but"):
            last = -9
        flags.append(0 < i - last <= 4)
    return flags


def _inside_quotes(masked: list[str]) -> list[bool]:
    if '"' not in masked:
        return [False] * len(masked)
    inside, flags = False, []
    for word in masked:
        inside ^= word == '"'
        flags.append(inside)
    return flags


def _totals(masked: list[str], at: int, valences: list[float]) -> Iterator[tuple[str, float]]:
    """Valence of the whole sentence, and signs of the two nearest words that have any."""
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
    for side, outward in (("<", valences[:at][::-1]), (">", valences[at + 1 :])):
        met = [valence for valence in outward if valence]
        for rank, valence in enumerate(met[:2]):
            yield f"nearest {rank}{side}{sign(valence)}", 1.0
        for valence in met:
            yield f"{place} {side}{sign(valence)}", 0.6 * abs(valence)
