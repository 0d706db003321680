"""Whether a claim survives other choices: one choice changed at a time, the claim worked out anew.

Steegen, Tuerlinckx, Gelman & Vanpaemel 2016, "Increasing transparency through a multiverse
analysis". The claims of the notebooks are in `analysis.claims`; each says on which choices it
depends.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from analysis import terms, text, tone
from analysis.corpus import Corpus

COLUMNS = ["claim", "notebook", "choice", "option", "usual", "depends", "holds"]

# The choices that don't depend on the story: their options, the usual one first.
STOPLISTS = {"Snowball": "snowball", "no stop list": None, "Glasgow": "glasgow"}
PRIORS: dict[str, terms.Prior] = {"corpus counts": "corpus", "1 a word": 1.0, "0.01 a word": 0.01}
LEXICONS = {
    "VADER": "compound",
    "TextBlob": "polarity",
    "VADER, no topic words": "compound_ablated",
    "TextBlob, no topic words": "polarity_ablated",
}


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
    draws: int = 300

    @cached_property
    def counts(self) -> terms.Counts:
        return terms.count(self.corpus, stopwords=self.stopwords)

    @cached_property
    def frequencies(self) -> pd.DataFrame:
        return terms.frequencies(self.counts, draws=500)

    @cached_property
    def keyness(self) -> pd.DataFrame:
        return terms.keyness_all(self.counts, self.prior, draws=self.draws)

    @cached_property
    def sentence_scores(self) -> pd.DataFrame:
        return tone.score_sentences(self.corpus, split=False)

    @cached_property
    def voice_scores(self) -> pd.DataFrame:
        return tone.score_sentences(self.corpus)


@dataclass(frozen=True)
class Claim:
    """A finding of a notebook, the choices it may depend on, and how it is worked out."""

    words: str
    notebook: str
    depends: tuple[str, ...]
    holds: Callable[[Universe], bool]


def universes(corpus: Corpus, *, draws: int = 300) -> list[tuple[str, str, Universe]]:
    """Every set of choices in which at most one differs from the usual.

    Returns (choice, option, universe): the usual choices first, then stop list, tokeniser, prior,
    lexicon, and each article with its cleaning switched off. `draws` is of the permutation null.
    """
    usual = Universe(corpus, draws=draws)
    options: list[tuple[str, dict[str, dict[str, Any]]]] = [
        ("stop list", {name: {"stopwords": value} for name, value in STOPLISTS.items()}),
        ("tokeniser", {"this project’s": {}, "NLTK": {"corpus": Retokenised(corpus.story)}}),
        ("prior", {name: {"prior": value} for name, value in PRIORS.items()}),
        ("lexicon", {name: {"lexicon": value} for name, value in LEXICONS.items()}),
        (
            "cleaning",
            {"all articles": {}}
            | {
                f"not {outlet}": {"corpus": uncleaned(corpus, article_id)}
                for article_id, outlet in corpus.articles[["article_id", "outlet"]].to_numpy()
            },
        ),
    ]
    result = [("usual", "usual", usual)]
    for choice, named in options:
        others = list(named.items())[1:]
        result += [(choice, option, replace(usual, **changes)) for option, changes in others]
    return result


def multiverse(corpus: Corpus, claims: Sequence[Claim], *, draws: int = 300) -> pd.DataFrame:
    """Work out every claim in every universe on which it depends.

    Returns, a row per claim and universe: claim, notebook, choice, option, usual (True for the
    choices of the notebooks), depends (whether the claim can depend on the choice), holds (where it
    doesn't depend, as with the usual choices).

    Raises ValueError for a claim that names a choice there isn't.
    """
    worlds = universes(corpus, draws=draws)
    known = list(dict.fromkeys(choice for choice, _, _ in worlds[1:]))
    rows = []
    for claim in claims:
        if unknown := set(claim.depends) - set(known):
            raise ValueError(f"claim {claim.words!r}: no choice {min(unknown)!r}; valid: {known}")
        usual = claim.holds(worlds[0][2])
        for choice, option, universe in worlds:
            depends = choice in claim.depends
            holds = claim.holds(universe) if depends else usual
            row = (claim.words, claim.notebook, choice, option, choice == "usual", depends)
            rows.append((*row, bool(holds)))
    return pd.DataFrame(rows, columns=COLUMNS)


def survival(frame: pd.DataFrame) -> pd.DataFrame:
    """How many of the other choices each claim survives.

    Returns, a row per claim: claim, notebook, usual (whether it holds with the usual choices),
    tried (other choices on which it depends), survived (those under which it holds), lost (the
    options under which it doesn't, parted by "; ").
    """
    rows = []
    for (claim, notebook), part in frame.groupby(["claim", "notebook"], sort=False):
        tried = part[part["depends"]]
        lost = tried.loc[~tried["holds"], "option"]
        usual = bool(part.loc[part["usual"], "holds"].all())
        rows.append((claim, notebook, usual, len(tried), len(tried) - len(lost), "; ".join(lost)))
    columns = ["claim", "notebook", "usual", "tried", "survived", "lost"]
    return pd.DataFrame(rows, columns=columns)
