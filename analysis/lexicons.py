"""TextBlob and VADER: their own numbers, and the words that made them, from one pass over a text.

Only words that a lexicon knows, and words that its rules look for beside them, reach the libraries'
rules; no other word can change a score. So the numbers are the libraries' own to the last bit
(tests/test_tone.py compares them) and take a fraction of the time.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from textblob._text import EMOTICONS
from textblob.en import sentiment as pattern
from vaderSentiment import vaderSentiment as vader

REMEMBERED = 200_000  # pieces of text whose reading is kept: bounds the memory
strip_marks = vader.SentiText._strip_punc_if_word


class Reading(NamedTuple):
    """A lexicon's scores of a text, and the words it knows there with what each adds."""

    scores: tuple[float, ...]
    words: tuple[tuple[str, float], ...]


class _Remembered(dict[str, Any]):
    """What a piece of text between two spaces means to a lexicon, worked out when first met."""

    def __init__(self, read: Callable[[str], Any]) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, piece: str) -> Any:
        if len(self) >= REMEMBERED:
            self.clear()
        self[piece] = found = self.read(piece)
        return found


class _Context(NamedTuple):
    """What VADER's rules ask of a text: its words, and whether some but not all are capitals."""

    words_and_emoticons: Sequence[str]
    is_cap_diff: bool


class _Vader(vader.SentimentIntensityAnalyzer):  # type: ignore[misc]
    """VADER (Hutto & Gilbert 2014): compound, −1 to 1, and each word's valence after its rules."""

    def __init__(self) -> None:
        super().__init__()
        phrases = [key.split() for key in (*vader.BOOSTER_DICT, *vader.SPECIAL_CASES)]
        # A phrase applies only where all its words stand, so its longest word is watched for it.
        self.watched = {max(phrase, key=len) for phrase in phrases}
        self.watched |= {*vader.NEGATE, "no", "least", "this"}
        self.pieces = _Remembered(self._piece)
        marks = "".join(re.escape(mark) for mark in self.emojis if len(mark) == 1)
        self.emoji = re.compile(f"[{marks}]")

    def _piece(self, piece: str) -> tuple[str, float | None, bool] | None:
        """The word in lower case, its valence, and whether rules are needed; None for any other."""
        word = strip_marks(piece)
        lower = word.lower()
        valence = None if lower in vader.BOOSTER_DICT else self.lexicon.get(lower)
        rules = lower in self.watched or "n't" in lower or (valence is not None and word.isupper())
        return (lower, valence, rules) if rules or valence is not None or lower == "but" else None

    def _name(self, found: re.Match[str]) -> str:
        """The words that an emoji stands for, parted from what stands before it."""
        before = found.string[found.start() - 1] if found.start() else " "
        return ("" if before == " " else " ") + str(self.emojis[found.group()])

    def read(self, text: str, pieces: list[str]) -> Reading:
        if not text.isascii():
            text = self.emoji.sub(self._name, text)
            pieces = text.split()
        known = [self.pieces[piece] for piece in pieces]
        hits = [n for n, found in enumerate(known) if found and found[1] is not None]
        if not hits:
            return Reading((0.0,), ())
        values: list[float] = [0] * len(pieces)
        plain: _Context | None = None
        for place in hits:
            near = known[max(0, place - 3) : place + 3]
            if any(found and found[2] for found in near):
                plain = plain or self._context(pieces)
                values[place] = self._by_rules(plain, place)
            else:
                values[place] = known[place][1]
        if any(found and found[0] == "but" for found in known):
            values = self._but_check((plain or self._context(pieces))[0], values)
        compound = self.score_valence(values, text)["compound"]
        return Reading((compound,), tuple((known[place][0], values[place]) for place in hits))

    @staticmethod
    def _context(pieces: list[str]) -> _Context:
        words = [strip_marks(piece) for piece in pieces]
        return _Context(words, vader.allcap_differential(words))

    def _by_rules(self, whole: _Context, place: int) -> float:
        """A word's valence by the library's rules, which look three words back and two ahead."""
        first = max(0, place - 3)
        near = whole.words_and_emoticons[first : place + 3]
        here = place - first
        if [word.lower() for word in near[here : here + 2]] == ["kind", "of"]:
            return 0
        context = _Context(near, whole.is_cap_diff)
        (value,) = self.sentiment_valence(0, context, near[here], here, [])
        return float(value)


def _emoticons() -> re.Pattern[str]:
    """Where TextBlob could join marks to an emoticon or to the ironic "(!)", and a line break."""
    endings: dict[str, set[str]] = {"(": {r"\s*!\s*\)"}}
    for emoticon in sorted(mark for marks in EMOTICONS.values() for mark in marks):
        ending = "".join(r"\s*" + re.escape(letter) for letter in emoticon[1:])
        endings.setdefault(emoticon[0], set()).add(ending)
    starts = [re.escape(c) + f"(?:{'|'.join(sorted(ends))})" for c, ends in endings.items()]
    return re.compile("|".join([r"\n", *starts]))


class _Pattern(dict[str, Any]):
    """TextBlob's lexicon, from Pattern (De Smedt & Daelemans 2012): polarity and subjectivity."""

    assess = type(pattern).assessments

    def __init__(self) -> None:
        len(pattern)  # loads it
        super().__init__(dict.items(pattern))
        self.labeler, self.negations = pattern.labeler, pattern.negations
        self.modifiers, self.modifier = pattern.modifiers, pattern.modifier
        self.pieces = _Remembered(self._piece)
        self.joins = _emoticons()

    @staticmethod
    def _tokens(text: str) -> list[str]:
        return " ".join(pattern.tokenizer(text)).lower().split()

    def _piece(self, piece: str) -> tuple[list[str], bool, bool]:
        """Its tokens, whether one of them counts, and whether they end what a word before began."""
        tokens = [piece.lower()] if piece.isalpha() else self._tokens(piece)
        counts = any(
            token in self
            or token in self.negations
            or token == "!"
            or (not token.isalpha() and self.assess([(token, None)]))
            for token in tokens
        )
        # A negation reaches over tokens of one letter, an adverb over tokens of two.
        ends = any(len(token.strip("'")) > 2 for token in tokens)
        return tokens, counts, ends

    def read(self, text: str, pieces: list[str]) -> Reading:
        words: list[str] = []
        if self.joins.search(text):
            words = self._tokens(text)
        else:
            reaching = False
            for piece in pieces:
                tokens, counts, ends = self.pieces[piece]
                if counts or reaching:
                    words += tokens
                    reaching = counts or not ends
        found = self.assess([(word, None) for word in words]) if words else []
        polarity = subjectivity = 0.0
        for _, value, strength, _ in found:
            polarity += value
            subjectivity += strength
        n = float(len(found) or 1)
        told = tuple((" ".join(chunk), value) for chunk, value, _, _ in found)
        return Reading((polarity / n, subjectivity / n), told)


@lru_cache(maxsize=1)
def _lexicons() -> tuple[_Pattern, _Vader]:
    return _Pattern(), _Vader()


def read(text: str) -> tuple[Reading, Reading]:
    """What TextBlob (polarity −1 to 1, subjectivity 0 to 1) and VADER (compound −1 to 1) say.

    Each with the words that made it: TextBlob's phrases with their polarity, VADER's words with
    their valence (−4 to 4) after its rules of negation, degree, capitals and "but". A text without
    a word that a lexicon knows has 0 and no words there: "nothing to score", not "neutral".
    """
    textblob, compound = _lexicons()
    pieces = text.split()
    return textblob.read(text, pieces), compound.read(text, pieces)


def valences(lexicon: str) -> dict[str, float]:
    """Every word of a lexicon with its own valence: "vader" −4 to 4, "textblob" −1 to 1.

    Raises ValueError for another name.
    """
    textblob, compound = _lexicons()
    if lexicon == "vader":
        return dict(compound.lexicon)
    if lexicon == "textblob":
        return {word: float(senses[None][0]) for word, senses in textblob.items()}
    raise ValueError(f"no lexicon {lexicon!r}; valid: textblob, vader")


def without(terms: Iterable[str]) -> Callable[[str], str]:
    """A function that drops whole words and phrases from a text, in upper or lower case."""
    longest = sorted({term.strip() for term in terms if term.strip()}, key=lambda t: (-len(t), t))
    words = "|".join(r"\s+".join(map(re.escape, term.split())) for term in longest)
    found = re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)
    return (lambda text: found.sub(" ", text)) if longest else (lambda text: text)
