"""Tone: TextBlob and VADER by the voice that speaks, tone towards a target, and how valid each is.

`score_sentences` reads every sentence, `by_article` and `verdict` say what can be told apart,
`word_shift` which words make the difference, `side_tone` how each side is judged, and `validity`
how far any of it meets coding by hand.
"""

from analysis.target import towards
from analysis.tone.lexicons import MEASURES, score_texts
from analysis.tone.sentences import SCORE_COLUMNS, by_article, ranks, score_sentences, score_so_far
from analysis.tone.shift import word_shift
from analysis.tone.sides import score_mentions, side_contrast, side_tone, side_verdict
from analysis.tone.tables import readable, two_digits
from analysis.tone.validity import agreement, coded_mentions, f1_gains, human_labels, validity
from analysis.tone.verdict import (
    Verdict,
    articles_for,
    articles_needed,
    between_articles,
    verdict,
)
from analysis.tone.voices import VOICES

__all__ = [
    "MEASURES",
    "SCORE_COLUMNS",
    "VOICES",
    "Verdict",
    "agreement",
    "articles_for",
    "articles_needed",
    "between_articles",
    "by_article",
    "coded_mentions",
    "f1_gains",
    "human_labels",
    "ranks",
    "readable",
    "score_mentions",
    "score_sentences",
    "score_so_far",
    "score_texts",
    "side_contrast",
    "side_tone",
    "side_verdict",
    "towards",
    "two_digits",
    "validity",
    "verdict",
    "word_shift",
]
