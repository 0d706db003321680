"""A universe: one set of choices, and what the claims ask of it under them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any, TypeVar

import pandas as pd

from analysis import terms, text, tone
from analysis.corpus import Corpus
from analysis.terms.counts import stopped

Made = TypeVar("Made")

# The choices that don't depend on the story: their options, the usual one first.
STOPLISTS = {"Snowball": "snowball", "no stop list": None, "Glasgow": "glasgow"}
PRIORS: dict[str, terms.Prior] = {"corpus counts": "corpus", "1 a word": 1.0, "0.01 a word": 0.01}
LEXICONS = {
    "VADER": "compound",
    "TextBlob": "polarity",
    "VADER, no topic words": "compound_ablated",
    "TextBlob, no topic words": "polarity_ablated",
}
CODERS = {"first coder": "hand", "second coder": "second hand"}


class Retokenised(Corpus):
    """A corpus whose tokens are NLTK's (Treebank rules); sentences stay as they are."""

    @cached_property
    def tokens(self) -> pd.DataFrame:
        from nltk.tokenize import NLTKWordTokenizer

        split = NLTKWordTokenizer().span_tokenize
        frame = self.sentences
        rows = [
            (article_id, number, start + low, start + high, sentence[low:high])
            for article_id, number, start, sentence in frame[
                ["article_id", "sentence_id", "start", "text"]
            ].itertuples(index=False)
            for low, high in split(sentence)
        ]
        result = pd.DataFrame(rows, columns=["article_id", "sentence_id", "start", "end", "text"])
        result["term"] = result["text"].str.lower().str.replace("’", "'", regex=False)
        result["is_word"] = result["text"].str[0].str.isalnum().astype(bool)
        return result[text.TOKEN_COLUMNS]


def uncleaned(corpus: Corpus, article_id: str) -> Corpus:
    """The corpus with one article as it was found, furniture and all.

    Raises ValueError for an article that isn't in the corpus.
    """
    story = corpus.story
    if article_id not in story.raw:
        raise ValueError(f"no article {article_id!r}; the articles are {', '.join(story.raw)}")
    removed = story.removed[story.removed["article_id"] != article_id]
    texts = {**story.text, article_id: story.raw[article_id]}
    return Corpus(replace(story, text=texts, removed=removed.reset_index(drop=True)))


@dataclass(frozen=True)
class Universe:
    """One set of choices, and what the claims ask of it, worked out once."""

    corpus: Corpus
    stopwords: str | None = "snowball"
    prior: terms.Prior = "corpus"
    lexicon: str = "compound"
    coder: str = "hand"
    draws: int = 300
    # Shared by the universes of one corpus: most choices change only part of what is worked out.
    made: dict[tuple[object, ...], Any] = field(default_factory=dict, repr=False, compare=False)

    def _once(self, *key: object, make: Callable[[], Made]) -> Made:
        if key not in self.made:
            self.made[key] = make()
        result: Made = self.made[key]
        return result

    @property
    def leads(self) -> pd.DataFrame:
        """`terms.leads`."""

        def make() -> pd.DataFrame:
            counts = self._counts
            listed = replace(counts, stop=stopped(counts.terms, self.stopwords))
            return terms.leads(listed, draws=self.draws)

        return self._once("leads", self.stopwords, make=make)

    @property
    def keyness(self) -> pd.DataFrame:
        """article_id, term, z and p of `terms.keyness_all`."""

        def make() -> dict[str | None, pd.DataFrame]:
            counts = self._counts
            lists = {name: stopped(counts.terms, name) for name in STOPLISTS.values()}
            return terms.keyness_by_list(counts, lists, self.prior, draws=self.draws)

        return self._once("keyness", self.prior, make=make)[self.stopwords]

    @property
    def _counts(self) -> terms.Counts:
        return self._once("counts", make=partial(terms.count, self.corpus))

    @property
    def sentence_scores(self) -> pd.DataFrame:
        """Tone of whole sentences."""
        return self._once("whole", make=partial(tone.score_sentences, self.corpus, split=False))

    @property
    def voice_scores(self) -> pd.DataFrame:
        """Tone of sentences parted by voice."""
        return self._once("parted", make=partial(tone.score_sentences, self.corpus))
