"""TextBlob: its own polarity and subjectivity, and the phrases that made them.

Only words that the lexicon knows, and words within their reach, are handed to the library's rules;
no other word can change a score. So the numbers are the library's own to the last bit
(tests/test_tone.py compares them) and take a fraction of the time.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from textblob import _text as grammar
from textblob.en import sentiment as pattern

from analysis.text_remembered import Remembered
from analysis.tone.reading import Reading


def _emoticons() -> re.Pattern[str]:
    """Where TextBlob could join marks to an emoticon or to the ironic "(!)", and a line break."""
    endings: dict[str, set[str]] = {"(": {r"\s*!\s*\)"}}
    for emoticon in sorted(mark for marks in grammar.EMOTICONS.values() for mark in marks):
        ending = "".join(r"\s*" + re.escape(letter) for letter in emoticon[1:])
        endings.setdefault(emoticon[0], set()).add(ending)
    starts = [re.escape(c) + f"(?:{'|'.join(sorted(ends))})" for c, ends in endings.items()]
    return re.compile("|".join(["\n", grammar.EOS, *starts]))


class Pattern(dict[str, Any]):
    """TextBlob's lexicon, from Pattern (De Smedt & Daelemans 2012): polarity and subjectivity."""

    assess = type(pattern).assessments
    quotes = frozenset("“”‘’'\"")

    def __init__(self) -> None:
        len(pattern)  # loads it
        super().__init__(dict.items(pattern))
        self.labeler, self.negations = pattern.labeler, pattern.negations
        self.modifiers, self.modifier = pattern.modifiers, pattern.modifier
        self.pieces = Remembered(self._piece)
        self.joins = _emoticons()
        faces = (mark.lower() for marks in grammar.EMOTICONS.values() for mark in marks)
        self.known = {*self, *self.negations, "!", "(!)", *faces}

    @staticmethod
    def _tokens(text: str) -> list[str]:
        return [word.lower() for word in " ".join(pattern.tokenizer(text)).split()]

    def _split(self, piece: str) -> list[str]:
        """The library's tokens of a piece: a bare word, or one with a mark after it, by hand."""
        marks = grammar.PUNCTUATION
        if piece[0] not in marks and self.quotes.isdisjoint(piece):
            word, last = piece[:-1], piece[-1]
            if last not in marks:
                return [piece.lower()]
            if word[-1] not in marks and not (last == "." and self._abbreviated(piece)):
                return [word.lower(), last]
        return self._tokens(piece)

    @staticmethod
    def _abbreviated(piece: str) -> bool:
        forms = (grammar.RE_ABBR1, grammar.RE_ABBR2, grammar.RE_ABBR3)
        return piece in grammar.ABBREVIATIONS or any(form.match(piece) for form in forms)

    def _piece(self, piece: str) -> tuple[tuple[str, ...], bool, bool, Any]:
        """A piece's tokens, and what they do to others.

        Returns the tokens, whether one counts, whether they end what a word before began, and,
        where none of them reaches over to the next piece, what they add by themselves.
        """
        tokens = (piece.lower(),) if piece.isalpha() else tuple(self._split(piece))
        # A negation reaches over tokens of one letter, an adverb over tokens of two.
        ends = bool(tokens) and len(tokens[0].strip("'")) > 2
        if self.known.isdisjoint(tokens):
            return tokens, False, ends, None
        reaches = any(
            token in self.negations or any(tag in self.get(token, ()) for tag in self.modifiers)
            for token in tokens
        )
        return tokens, True, ends, None if reaches else self._assess(tokens)

    def _assess(self, tokens: Iterable[str]) -> list[Any]:
        return list(self.assess([(token, None) for token in tokens]))

    def read(self, text: str, pieces: list[str]) -> Reading:
        """Polarity and subjectivity of a text, given with its pieces between white space."""
        found: list[Any] = []
        if "!" in text or self.joins.search(text):
            found = self._assess(self._tokens(text))
        else:
            reaching: list[str] = []  # tokens whose meaning hangs together
            for tokens, counts, ends, alone in map(self.pieces.__getitem__, pieces):
                if reaching:
                    reaching += tokens
                    if ends and not counts:
                        found += self._assess(reaching)
                        reaching = []
                elif counts:
                    if alone is None:
                        reaching += tokens
                    else:
                        found += alone
            found += self._assess(reaching) if reaching else []
        polarity = subjectivity = 0.0
        for _, value, strength, _ in found:
            polarity += value
            subjectivity += strength
        n = float(len(found) or 1)
        words = tuple((" ".join(chunk), value) for chunk, value, _, _ in found)
        return Reading((polarity / n, subjectivity / n), words)


@lru_cache(maxsize=1)
def lexicon() -> Pattern:
    """TextBlob's lexicon, read once."""
    return Pattern()
