"""VADER: its own compound score, and each word's valence after its rules.

Only words that the lexicon knows, and words that its rules look for beside them, reach the
library's rules; no other word can change a score. So the numbers are the library's own to the last
bit (tests/test_tone.py compares them) and take a fraction of the time.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from vaderSentiment import vaderSentiment as vader

from analysis.text_remembered import REMEMBERED, Remembered
from analysis.tone.reading import Reading

strip_marks = vader.SentiText._strip_punc_if_word


class _Context(NamedTuple):
    """What VADER's rules ask of a text: its words, and whether some but not all are capitals."""

    words_and_emoticons: tuple[str, ...]
    is_cap_diff: bool


class Vader(vader.SentimentIntensityAnalyzer):  # type: ignore[misc]
    """VADER (Hutto & Gilbert 2014): compound, −1 to 1, and each word's valence after its rules."""

    def __init__(self) -> None:
        super().__init__()
        phrases = [key.split() for key in (*vader.BOOSTER_DICT, *vader.SPECIAL_CASES)]
        # A phrase applies only where all its words stand, so its longest word is watched for it.
        self.watched = {max(phrase, key=len) for phrase in phrases}
        self.watched |= {*vader.NEGATE, "no", "least", "this"}
        self.beside = {word for phrase in phrases for word in phrase} | {"at", "doubt", "or", "nor"}
        self.pieces = Remembered(self._piece)
        self.signs = {sign for sign in self.emojis if len(sign) == 1}
        self.emoji = re.compile(f"[{re.escape(''.join(sorted(self.signs)))}]")
        self.by_rules = lru_cache(REMEMBERED)(self._by_rules)

    def _piece(self, piece: str) -> tuple[str, float | None, bool] | None:
        """The word in lower case, its valence, and whether rules are needed; None for any other."""
        word = piece if piece.isalpha() else strip_marks(piece)
        lower = word.lower()
        valence = None if lower in vader.BOOSTER_DICT else self.lexicon.get(lower)
        rules = lower in self.watched or "n't" in lower or (valence is not None and word.isupper())
        return (lower, valence, rules) if rules or valence is not None or lower == "but" else None

    def _name(self, found: re.Match[str]) -> str:
        """The words that an emoji stands for, parted from what stands before it."""
        before = found.string[found.start() - 1] if found.start() else " "
        return ("" if before == " " else " ") + str(self.emojis[found.group()])

    def read(self, text: str, pieces: list[str]) -> Reading:
        """The compound score of a text, given with its pieces between white space."""
        if not (text.isascii() or self.signs.isdisjoint(text)):
            text = self.emoji.sub(self._name, text)
            pieces = text.split()
        known = list(map(self.pieces.__getitem__, pieces))
        marked = [place for place, found in enumerate(known) if found]
        hits = [place for place in marked if known[place][1] is not None]
        if not hits:
            return Reading((0.0,), ())
        values: list[float] = [0] * len(pieces)
        capitals: bool | None = None
        for place in hits:
            first = max(0, place - 3)
            if any(found and found[2] for found in known[first : place + 3]):
                near = tuple(map(self._beside, pieces[first : place + 3]))
                if capitals is None and any(map(str.isupper, near)):
                    capitals = vader.allcap_differential([strip_marks(piece) for piece in pieces])
                values[place] = self.by_rules(near, place - first, bool(capitals))
            else:
                values[place] = known[place][1]
        if any(known[place][0] == "but" for place in marked):
            values = self._but_check([strip_marks(piece) for piece in pieces], values)
        total, emphasis = float(sum(values)), self._punctuation_emphasis(text)
        total += emphasis if total > 0 else -emphasis if total < 0 else 0
        words = tuple((known[place][0], values[place]) for place in hits)
        return Reading((round(vader.normalize(total), 4),), words)

    def _beside(self, piece: str) -> str:
        """A word as the rules see it: one that none of them looks for is as good as any other."""
        word = str(strip_marks(piece))
        return word if self.pieces[piece] or word.lower() in self.beside else ""

    def _by_rules(self, near: tuple[str, ...], here: int, capitals: bool) -> float:
        """A word's valence by the library's rules, which look three words back and two ahead."""
        if [word.lower() for word in near[here : here + 2]] == ["kind", "of"]:
            return 0
        (value,) = self.sentiment_valence(0, _Context(near, capitals), near[here], here, [])
        return float(value)


@lru_cache(maxsize=1)
def lexicon() -> Vader:
    """VADER with its lexicon, read once."""
    return Vader()
