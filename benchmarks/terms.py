"""Time and memory of word counts: this project beside NLTK and scikit-learn, in one run.

    python benchmarks/terms.py [--articles 10000] [--words 600] [--runs 3]

The articles are generated: words drawn by Zipf's law from 30,000 made-up ones, with capitals and
punctuation. Each way of counting runs in a process of its own, which makes the articles and then
measures the work alone; memory is the peak of that process, and the peak of making the articles
stands beside it. Ours counts, then makes the frequencies of every article and the keyness of one
half of the articles against the other; the others count only. The fastest of the runs is printed.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np


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


def ours(ids: list[str], texts: list[str]) -> int:
    from analysis import terms

    counts = terms.count_texts(ids, texts)
    terms.frequencies(counts, draws=0)
    terms.keyness(counts, ids[: len(ids) // 2], draws=0)
    return int(counts.count.sum())


def nltk(ids: list[str], texts: list[str]) -> int:
    from nltk import FreqDist
    from nltk.tokenize import NLTKWordTokenizer
    from punkt import PunktSentenceTokenizer, load_model

    sentences, words = PunktSentenceTokenizer(load_model("english")), NLTKWordTokenizer()
    counted = {}
    for article_id, text in zip(ids, texts, strict=True):
        distribution = FreqDist()
        for sentence in sentences.tokenize(text):
            distribution.update(w.lower() for w in words.tokenize(sentence) if w[0].isalnum())
        counted[article_id] = distribution
    return sum(distribution.N() for distribution in counted.values())


def sklearn(ids: list[str], texts: list[str]) -> int:
    from sklearn.feature_extraction.text import CountVectorizer

    # Its default drops words of one letter, which are counted here.
    vectorizer = CountVectorizer(token_pattern=r"(?u)\b\w+\b")
    return int(vectorizer.fit_transform(texts).sum())


WAYS: dict[str, Callable[[list[str], list[str]], int]] = {
    "this project": ours,
    "NLTK": nltk,
    "scikit-learn": sklearn,
}


def peak() -> float:
    """Peak memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def one(way: str, articles: int, words: int) -> dict[str, float]:
    WAYS[way](*generated(20, 60))  # imports are not part of the work
    ids, texts = generated(articles, words)
    before, start = peak(), time.perf_counter()
    tokens = WAYS[way](ids, texts)
    return {
        "seconds": time.perf_counter() - start,
        "tokens": tokens,
        "peak": peak(),
        "before": before,
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--articles", type=int, default=10_000)
    options.add_argument("--words", type=int, default=600)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--one", choices=WAYS, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.one:
        print(json.dumps(one(given.one, given.articles, given.words)))
        return
    size = ["--articles", str(given.articles), "--words", str(given.words)]
    best: dict[str, dict[str, float]] = {}
    for _ in range(given.runs):
        for way in WAYS:
            command = [sys.executable, __file__, "--one", way, *size]
            result = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
            if way not in best or result["seconds"] < best[way]["seconds"]:
                best[way] = result
    print(f"{given.articles} articles of {given.words} words, best of {given.runs}")
    for way, result in best.items():
        ratio = best["this project"]["seconds"] / result["seconds"]
        print(
            f"{way:<13} {result['seconds']:7.2f} s  ratio {ratio:5.2f}  "
            f"peak {result['peak']:6.0f} MB ({result['before']:.0f} MB before counting)  "
            f"{result['tokens']:,.0f} words"
        )


if __name__ == "__main__":
    main()
