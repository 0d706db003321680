"""What is known of words before any weight is learned: stems, verbs, valence by lexicon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nltk.stem.snowball import EnglishStemmer
from textblob.en import lexicon as part_of_speech
from textblob.en import sentiment as textblob_lexicon
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

_STEMMER = EnglishStemmer()


# Snowball's algorithm for English changes no word without one of these endings.
_ENDINGS = tuple("s ed eed ing y i e al er or ic ant ent ism ion ful ll".split())


def stem(word: str) -> str:
    """Snowball's English stem; masks, numbers and punctuation stay as they are."""
    if not word.islower() or (word.isalpha() and not word.endswith(_ENDINGS)):
        return word
    return str(_STEMMER.stem(word))


@dataclass(frozen=True, eq=False)  # two are never compared, and one is a key of a cache
class Vocabulary:
    """Words that are no names, words that are verbs, and the valence of words by lexicon."""

    common: frozenset[str]
    verbs: frozenset[str]
    valences: Mapping[str, tuple[tuple[str, float], ...]]

    @classmethod
    def build(
        cls, *, common: list[str], verbs: list[str], opinion: Mapping[str, list[str]]
    ) -> Vocabulary:
        """VADER's and TextBlob's lexicons, on one scale, and the model file's opinion words."""
        valences: dict[str, list[tuple[str, float]]] = {}
        for word, valence in SentimentIntensityAnalyzer().lexicon.items():
            valences.setdefault(word, []).append(("v", valence / 2))
        textblob_lexicon.load()
        for word, entry in textblob_lexicon.items():
            if polarity := entry.get(None, (0.0,))[0]:
                valences.setdefault(word, []).append(("b", polarity * 1.5))
        for sign, value in (("negative", -1.0), ("positive", 1.0)):
            for word in opinion[sign]:
                valences.setdefault(word, []).append(("o", value))
        return cls(
            frozenset(common), frozenset(verbs), {word: tuple(v) for word, v in valences.items()}
        )

    def is_verb(self, word: str) -> bool:
        return word in self.verbs or (
            word not in self.common and len(word) > 4 and word.endswith(("ed", "ing"))
        )

    def valence(self, word: str) -> float:
        known = self.valences.get(word)
        return known[0][1] if known else 0.0


def tagged_verbs(common: list[str], opinion: Mapping[str, list[str]]) -> list[str]:
    """Words of the vocabulary whose tag in TextBlob's part-of-speech lexicon is a verb's."""
    known = Vocabulary.build(common=common, verbs=[], opinion=opinion)
    part_of_speech.load()
    return sorted(
        word
        for word in known.common | known.valences.keys()
        if word.islower()
        and word.isalpha()
        and str(part_of_speech.get(word, "")).startswith(("VB", "MD"))
    )
