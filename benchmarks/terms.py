"""Time and memory of the measures of terms, and of counting alone beside NLTK and scikit-learn.

    python benchmarks/terms.py [--articles 5000] [--words 600]

The articles are generated: words drawn by Zipf's law from 30,000 made-up ones, with capitals and
punctuation. Each line is a process of its own, which makes the articles (and, for our measures,
their sentences and tokens) and then does the work alone; memory is the peak of that process, and
the peak before the work stands beside it.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd


def generated(articles: int, words: int, seed: int = 0) -> tuple[list[str], list[str]]:
    """Ids and texts of so many articles."""
    rng = np.random.default_rng(seed)
    letters = np.array(list("etaoinshrdlucmfwypvbgkjqxz"))
    lengths = 1 + rng.poisson(5.5, 30_000)
    vocabulary = np.array(["".join(rng.choice(letters[:20], size)) for size in lengths])
    chance = 1 / np.arange(1, len(vocabulary) + 1)
    edges = np.cumsum(chance / chance.sum())
    texts = []
    for _ in range(articles):
        chosen = vocabulary[np.searchsorted(edges, rng.random(words)).clip(max=len(edges) - 1)]
        pieces = []
        for start in range(0, words, 22):
            sentence = chosen[start : start + 22].tolist()
            sentence[0] = sentence[0].capitalize()
            if len(sentence) > 8:
                sentence[7] += ","
            pieces.append(" ".join(sentence) + ".")
        texts.append(" ".join(pieces))
    return [f"article-{number:05d}" for number in range(articles)], texts


def corpus(ids: list[str], texts: list[str]) -> SimpleNamespace:
    """What the measures use of a corpus; the articles are dealt to five outlets."""
    from analysis import text

    articles = pd.DataFrame({"article_id": ids, "text": texts})
    articles["outlet"] = [f"Outlet {number % 5}" for number in range(len(ids))]
    sentences = text.sentences(articles)
    tokens = text.tokens(sentences)
    articles["words"] = tokens.groupby("article_id", sort=False)["is_word"].sum().to_numpy()
    return SimpleNamespace(articles=articles, sentences=sentences, tokens=tokens)


def measure(name: str, *arguments: Any, **options: Any) -> Callable[[SimpleNamespace], int]:
    def work(made: SimpleNamespace) -> int:
        from analysis import terms

        return len(getattr(terms, name)(made, *arguments, **options))

    return work


def nltk(texts: list[str]) -> int:
    from nltk import FreqDist
    from nltk.tokenize import NLTKWordTokenizer
    from punkt import PunktSentenceTokenizer, load_model

    sentences, words = PunktSentenceTokenizer(load_model("english")), NLTKWordTokenizer()
    counted = []
    for text in texts:
        distribution = FreqDist()
        for sentence in sentences.tokenize(text):
            distribution.update(w.lower() for w in words.tokenize(sentence) if w[0].isalnum())
        counted.append(distribution)
    return sum(map(len, counted))


def sklearn(texts: list[str]) -> int:
    from sklearn.feature_extraction.text import CountVectorizer

    # Its default drops words of one letter, which are counted here.
    vectorizer = CountVectorizer(token_pattern=r"(?u)\b\w+\b")
    return int(vectorizer.fit_transform(texts).nnz)


OURS = {
    "frequencies": measure("frequencies"),
    "frequencies, pairs": measure("frequencies", 2, by="outlet"),
    "keyness": measure("keyness", "Outlet 0", by="outlet"),
    "keyness, 100 deals": measure("keyness", "Outlet 0", by="outlet", permutations=100),
    "collocations": measure("collocations"),
    "overlap": measure("overlap"),
    "dispersion": measure("dispersion", ["the", "a"], by="outlet"),
}
PEERS = {"NLTK, counting": nltk, "scikit-learn, counting": sklearn}


def peak() -> float:
    """Peak memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def one(way: str, articles: int, words: int) -> None:
    work = {**OURS, **PEERS}[way]
    ids, texts = generated(50, 60)
    work(corpus(ids, texts) if way in OURS else texts)  # imports are not part of the work
    ids, texts = generated(articles, words)
    given = corpus(ids, texts) if way in OURS else texts
    before, start = peak(), time.perf_counter()
    rows = work(given)
    seconds = time.perf_counter() - start
    print(f"{way:<23} {seconds:6.1f} s  peak {peak():6.0f} MB ({before:.0f} before)  {rows:,} rows")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--articles", type=int, default=5_000)
    options.add_argument("--words", type=int, default=600)
    options.add_argument("--one", choices=[*OURS, *PEERS], help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.one:
        one(given.one, given.articles, given.words)
        return
    print(f"{given.articles} articles of {given.words} words")
    size = ["--articles", str(given.articles), "--words", str(given.words)]
    for way in (*OURS, *PEERS):
        subprocess.run([sys.executable, __file__, "--one", way, *size], check=True)


if __name__ == "__main__":
    main()
