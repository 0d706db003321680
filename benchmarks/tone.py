"""Time of all tone measures together against plain TextBlob plus plain VADER: at most 1.0.

`python benchmarks/tone.py` prints both times and their ratio, on the sentences of seeds/ and on
20,000 distinct sentences made of the phrases of seeds/, and fails above 1.0. All measures are
TextBlob, VADER, both without the topic words, the words behind each score, and the tone towards one
target a sentence. What the lexicons learnt of earlier texts is forgotten before each round.
"""

import random
import re
import statistics
import sys
import time
from collections.abc import Callable

import pandas as pd
from textblob import TextBlob
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from analysis import load_corpus, target_mask, tone
from analysis.target import load_model
from analysis.tone import compound, polarity

LIMIT = 1.0
ROUNDS = 5


def generated(texts: list[str], *, count: int, seed: int = 0) -> list[str]:
    """Distinct sentences: phrases of the given ones, put together anew."""
    rng = random.Random(seed)
    phrases = [
        phrase
        for text in texts
        for phrase in re.findall(r"[^,;:.]+[,;:]?", text)
        if len(phrase.split()) > 1
    ]
    made: dict[str, None] = {}
    while len(made) < count:
        chosen = rng.choices(phrases, k=rng.choice((2, 3, 3, 4)))
        made[" ".join(phrase.strip() for phrase in chosen).rstrip(",;:") + "."] = None
    return list(made)


def targets(texts: list[str]) -> pd.DataFrame:
    """A target in each sentence: a mentioned side, or its first word."""
    found = [re.search(r"Russian?|Ukrain(?:e|ian)|\w+", text) for text in texts]
    spans = [match.span() if match else (0, 1) for match in found]
    return pd.DataFrame(spans, columns=["start", "end"]).assign(text=texts)


def forget() -> None:
    """Forget what was learnt of the words met so far, so that each run starts afresh."""
    polarity.lexicon().pieces.clear()
    compound.lexicon().pieces.clear()
    compound.lexicon().by_rules.cache_clear()
    target_mask.tokens.cache_clear()
    load_model().features.of_words.clear()


def seconds(run: Callable[[], object]) -> float:
    forget()
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def compare(name: str, texts: list[str], terms: list[str]) -> float:
    """Print the times for the texts; returns the median ratio of five rounds, in turn."""
    frame = targets(texts)
    analyzer = SentimentIntensityAnalyzer()

    def plain() -> None:
        for text in texts:
            _ = TextBlob(text).sentiment, analyzer.polarity_scores(text)

    def ours() -> None:
        tone.score_texts(texts, topic_words=terms)
        tone.towards(frame)

    pairs = [(seconds(plain), seconds(ours)) for _ in range(ROUNDS)]
    ratio = statistics.median(mine / peer for peer, mine in pairs)
    lexicons = seconds(lambda: tone.score_texts(texts, topic_words=terms))
    peer, mine = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(
        f"{name}: {len(texts)} sentences; TextBlob and VADER {peer:.3f} s, all measures "
        f"{mine:.3f} s (without towards {lexicons:.3f} s); ratio {ratio:.2f}, at most {LIMIT}"
    )
    return ratio


def main() -> int:
    corpus = load_corpus("seeds")
    texts = corpus.sentences["text"].drop_duplicates().tolist()
    terms = corpus.story.table("topic_words.csv")["term"].tolist()
    tone.score_texts(["A good day."], topic_words=terms)
    tone.towards(targets(["A good day for Ukraine."]))
    ratios = [
        compare("seeds", texts, terms),
        compare("generated", generated(texts, count=20_000), terms),
    ]
    return int(max(ratios) > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
