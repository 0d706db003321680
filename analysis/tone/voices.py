"""Whose voice speaks: the outlet's own, one that it quotes, or one whose words it reports."""

from collections.abc import Iterator
from itertools import groupby

import pandas as pd

from analysis.corpus import Corpus
from analysis.text import token_spans

VOICES = ("own", "quoted", "reported")
PART_COLUMNS = [
    "article_id", "sentence_id", "start", "end", "text", "kind", "voice", "words", "share",
]  # fmt: skip

Span = tuple[int, int, str]


def _runs(start: int, text: str, quotes: list[Span]) -> Iterator[Span]:
    """A sentence's stretches of one voice: quotation marks over reported speech over the rest."""
    voices = bytearray(len(text))
    for code, kind in ((2, "indirect"), (1, "direct")):
        for low, high, found in quotes:
            low, high = max(0, low - start), min(len(text), high - start)
            if found == kind and low < high:
                voices[low:high] = bytes([code]) * (high - low)
    place = 0
    for code, run in groupby(voices):
        end = place + sum(1 for _ in run)
        yield place, end, VOICES[code]
        place = end


def _counted(text: str) -> int:
    return sum(is_word for _, _, is_word in token_spans(text))


def voice_parts(corpus: Corpus, *, split: bool = True) -> pd.DataFrame:
    """The sentences of a corpus, with `split` cut where the voice changes.

    Returns, in reading order: article_id, sentence_id, start, end (characters into the article's
    text), text, kind ("prose", "heading"), voice ("own": the outlet's, scare quotes and the phrase
    that reports included; "quoted": in quotation marks; "reported": the content of reported
    speech; without `split` also "mixed"), words, share (of its sentence's words, 0 to 1). What
    holds no word has no row.
    """
    quotes: dict[str, list[Span]] = {}
    columns = [corpus.quotes[name] for name in ("article_id", "start", "end", "kind")]
    for article_id, low, high, kind in zip(*columns, strict=True):
        quotes.setdefault(article_id, []).append((low, high, kind))
    rows = []
    sentences = corpus.sentences[PART_COLUMNS[:6]].itertuples(index=False)
    for article_id, number, start, end, text, kind in sentences:
        near = [
            quote for quote in quotes.get(article_id, []) if quote[0] < end and quote[1] > start
        ]
        parts = []
        for low, high, voice in _runs(start, text, near):
            piece = text[low:high]
            low += start + len(piece) - len(piece.lstrip())
            piece = piece.strip()
            if words := _counted(piece):
                parts.append((low, low + len(piece), piece, voice, words))
        total = sum(part[-1] for part in parts)
        if not split and parts:
            voices = {part[3] for part in parts}
            parts = [(start, end, text, voices.pop() if len(voices) == 1 else "mixed", total)]
        for low, high, piece, voice, words in parts:
            rows.append((article_id, number, low, high, piece, kind, voice, words, words / total))
    whole = dict.fromkeys(("sentence_id", "start", "end", "words"), int)
    return pd.DataFrame(rows, columns=PART_COLUMNS).astype({**whole, "share": float})
