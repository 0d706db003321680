"""Naming: what a thing is called, how often, and in whose voice."""

import re

import pandas as pd

from analysis.corpus import Corpus
from analysis.framing.voice import ids_of, voice_of

VOICES = ("own", "reported", "quoted")
NAME_COLUMNS = [
    "article_id", "sentence_id", "start", "end", "text", "concept", "variant", "voice", "speaker",
    "side",
]  # fmt: skip
USE_COLUMNS = ["article_id", "outlet", "concept", "variant", *VOICES, "count", "sentence_ids"]


def naming(corpus: Corpus) -> pd.DataFrame:
    """Where a concept of naming.csv is called by one of its variants, and in whose voice.

    Upper and lower case are one. Where patterns of one concept overlap the longest match counts
    ("special military operation" is no "military operation").

    Returns article_id, sentence_id, start, end (characters into the article's text), text, concept,
    variant, voice ("own": the outlet's; "reported"; "quoted", scare quotes too), speaker and side
    of the voice (empty for own), in reading order.

    Raises StoryError where the folder has no naming.csv.
    """
    table = corpus.story.table("naming.csv")
    patterns = [
        (concept, variant, re.compile(pattern, re.IGNORECASE))
        for concept, variant, pattern in table[["concept", "variant", "pattern"]].itertuples(
            index=False
        )
    ]
    rows = []
    for article_id, number, offset, text in corpus.sentences[
        ["article_id", "sentence_id", "start", "text"]
    ].itertuples(index=False):
        found = [
            (match.start(), match.end(), concept, variant)
            for concept, variant, pattern in patterns
            for match in pattern.finditer(text)
        ]
        taken: dict[str, list[tuple[int, int]]] = {}
        kept = []
        for start, end, concept, variant in sorted(found, key=lambda f: (f[0] - f[1], f[0])):
            spans = taken.setdefault(concept, [])
            if all(end <= low or start >= high for low, high in spans):
                spans.append((start, end))
                kept.append((start, end, concept, variant))
        rows += [
            (article_id, number, offset + start, offset + end, text[start:end], concept, variant)
            for start, end, concept, variant in sorted(kept)
        ]
    frame = pd.DataFrame(rows, columns=NAME_COLUMNS[:7])
    frame = frame.astype({"sentence_id": int, "start": int, "end": int})
    return pd.concat([frame, voice_of(frame, corpus.quotes)], axis=1)[NAME_COLUMNS]


def naming_counts(corpus: Corpus) -> pd.DataFrame:
    """How often each article uses each variant, by voice: every pair, 0 where it is not used.

    Returns, a row per article and variant in the order of the tables: article_id, outlet, concept,
    variant, own, reported, quoted (uses), count (their sum), sentence_ids.
    """
    uses = naming(corpus)
    table = corpus.story.table("naming.csv")[["concept", "variant"]]
    grid = corpus.articles[["article_id", "outlet"]].merge(table, how="cross")
    keys = ["article_id", "concept", "variant"]
    counts = uses.groupby([*keys, "voice"]).size().unstack("voice")
    index = pd.MultiIndex.from_frame(grid[keys])
    counts = counts.reindex(index=index, columns=list(VOICES)).fillna(0).astype(int)
    for name in VOICES:
        grid[name] = counts[name].to_numpy()
    grid["count"] = counts.sum(axis=1).to_numpy()
    grid["sentence_ids"] = ids_of(uses, keys, index)
    return grid[USE_COLUMNS]
