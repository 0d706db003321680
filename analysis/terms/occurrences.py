"""Every occurrence of a term in the text: words and n-grams, folded where asked."""

from __future__ import annotations

import re
from typing import Literal

import numpy as np
import pandas as pd

from analysis.corpus import Corpus

COLUMNS = ["article_id", "sentence_id", "start", "end", "term"]
CLITIC = "'s"

Break = Literal["punctuation", "sentence"]


def check_n(n: int) -> None:
    """Raise ValueError unless n is a whole number from 1."""
    if isinstance(n, bool) or not isinstance(n, int | np.integer) or n < 1:
        raise ValueError(f"n must be a whole number from 1 (1 counts words), not {n!r}")


def occurrences(
    corpus: Corpus,
    n: int = 1,
    *,
    fold_actors: bool = False,
    multiwords: bool = True,
    breaks: Break = "punctuation",
) -> pd.DataFrame:
    """Every word (n=1) or run of n neighbouring words, in reading order.

    An n-gram lies within a sentence and, with `breaks="punctuation"`, has no punctuation inside;
    with `breaks="sentence"` punctuation between its words is passed over. The clitic ’s belongs to
    the word before it, as in "putin's demands".

    Args:
        corpus: the story.
        n: how many words make a term.
        fold_actors: every mention of an actor counts as one term, the actor's name in actors.csv
            ("Zelenskyy" as "Zelensky"); needs that table. A mention that is part of a token
            ("Russian-Ukrainian") stays as it is.
        multiwords: terms of multiwords.csv, where the story has it, are kept whole; n=1 only.
        breaks: what parts n-grams.

    Returns:
        article_id, sentence_id, start, end (characters into the article's text), term (lower case;
        folded actors as written in actors.csv).

    Raises:
        ValueError: for n below 1 or another value of `breaks`; StoryError without actors.csv where
            actors are folded.
    """
    check_n(n)
    if breaks not in ("punctuation", "sentence"):
        raise ValueError(f"breaks must be 'punctuation' or 'sentence', not {breaks!r}")
    tokens = corpus.tokens[["article_id", "sentence_id", "start", "end", "term", "is_word"]]
    spans = []
    if fold_actors:
        spans.append(corpus.mentions.rename(columns={"actor": "term"})[COLUMNS])
    if multiwords and n == 1 and "multiwords.csv" in corpus.story.tables:
        spans.append(_multiwords(corpus.sentences, corpus.story.table("multiwords.csv")["term"]))
    for frame in spans:
        tokens = _folded(tokens, frame)
    return _grams(tokens, n, breaks)


def _multiwords(sentences: pd.DataFrame, terms: pd.Series) -> pd.DataFrame:
    def key(term: str) -> str:
        return " ".join(term.lower().replace("’", "'").split())

    longest = sorted(set(map(key, terms)), key=lambda term: (-len(term), term))
    spelt = [r"\s+".join(map(re.escape, name.split())).replace("'", "['’]") for name in longest]
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(spelt) + r")(?!\w)", re.IGNORECASE)
    rows = [
        (article_id, number, start + found.start(), start + found.end(), key(found.group()))
        for article_id, number, start, text in sentences[
            ["article_id", "sentence_id", "start", "text"]
        ].itertuples(index=False)
        for found in (pattern.finditer(text) if longest else ())
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _folded(tokens: pd.DataFrame, spans: pd.DataFrame) -> pd.DataFrame:
    """Tokens with each span that covers whole tokens as one word, named by the span's term."""
    places = [
        pd.MultiIndex.from_frame(tokens[["article_id", edge]]).get_indexer(
            pd.MultiIndex.from_frame(spans[["article_id", edge]])
        )
        for edge in ("start", "end")
    ]
    whole = (places[0] >= 0) & (places[1] >= places[0])
    first, last = places[0][whole], places[1][whole]
    terms = spans["term"].to_numpy(object)[whole]
    edges = np.zeros(len(tokens) + 1, dtype=np.int64)
    np.add.at(edges, first, 1)
    np.add.at(edges, last + 1, -1)
    covered = np.cumsum(edges[:-1]) > 0
    end = tokens["end"].to_numpy().copy()
    end[first] = end[last]
    term = tokens["term"].to_numpy(object).copy()
    term[first] = terms
    is_word = tokens["is_word"].to_numpy(bool).copy()
    is_word[first], covered[first] = True, False
    return tokens.assign(end=end, term=term, is_word=is_word)[~covered].reset_index(drop=True)


def _grams(tokens: pd.DataFrame, n: int, breaks: Break) -> pd.DataFrame:
    is_word = tokens["is_word"].to_numpy(bool)
    words: pd.DataFrame = tokens.loc[is_word, COLUMNS].reset_index(drop=True)
    if n == 1 or words.empty:
        return words if n == 1 else words.iloc[:0]
    term = tokens["term"].to_numpy(object)
    clitic = ~is_word & (term == CLITIC)
    # A clitic closes up to the token before it, so that the n-gram reads as the text does.
    after = np.append(clitic[1:], False)[is_word]
    glued = np.where(after, words["term"].to_numpy(object) + CLITIC, words["term"].to_numpy(object))
    mark = ~is_word & ~clitic if breaks == "punctuation" else np.zeros(len(tokens), dtype=bool)
    marks = np.cumsum(mark)[is_word]
    article = pd.factorize(words["article_id"])[0]
    run = np.column_stack([article, words["sentence_id"].to_numpy(), marks])
    first, last = slice(0, len(words) - n + 1), slice(n - 1, len(words))
    kept = (run[first] == run[last]).all(axis=1)
    pieces = [glued[place : len(words) - n + 1 + place][kept] for place in range(n - 1)]
    # The last word stands without its clitic: "with putin" is found before "with putin's" too.
    pieces.append(words["term"].to_numpy(object)[last][kept])
    result: pd.DataFrame = words[first][kept].reset_index(drop=True)
    result["term"] = [" ".join(parts) for parts in zip(*pieces, strict=True)]
    result["end"] = words["end"].to_numpy()[last][kept]
    return result
