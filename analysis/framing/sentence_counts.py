"""What counts for a side or a frame in every sentence: the units that contrasts are drawn from."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.corpus import Corpus
from analysis.framing.agency import agency
from analysis.framing.frames import frame_sentences
from analysis.framing.voice import KEYS, spoken_words


def sentence_counts(
    corpus: Corpus, measure: str, names: Sequence[str], *, coded: bool = False
) -> pd.DataFrame:
    """For every sentence what counts for each of the names, and out of what.

    `measure` and `coded` as in `contrast`, or "own".

    Returns article_id, sentence_id, words, and for the names 0, 1, … top_0 (mentions, words, agents
    or 1 for a frame) and bottom_0 (what it is a share of).

    Raises StoryError where the measure needs a table that the folder lacks.
    """
    words = corpus.tokens[corpus.tokens["is_word"]].groupby(KEYS, sort=False).size()
    result = words.rename("words").reset_index()
    index = pd.MultiIndex.from_frame(result[KEYS])
    found = _found(corpus, measure, coded)
    for number, name in enumerate(names):
        bottom = result["words"].to_numpy(dtype=float)
        if measure == "own":
            own = found[found["kind"] == "own"]
        elif measure == "frames":
            own, bottom = found[found[name]], np.ones(len(result))
        else:
            own = found[found["side"] == name]
        if measure == "mentions":
            bottom = bottom / 100
        if measure == "agency":
            bottom = own.groupby(KEYS).size().reindex(index).fillna(0).to_numpy(dtype=float)
            own = own[own["role"] == "agent"]
        top = own.groupby(KEYS).size().reindex(index).fillna(0)
        result[f"top_{number}"], result[f"bottom_{number}"] = top.to_numpy(dtype=float), bottom
    return result


def _found(corpus: Corpus, measure: str, coded: bool) -> pd.DataFrame:
    """Mentions, spoken words, roles or frames by sentence, by machine or by hand."""
    spans = ["article_id", "start", "end"]
    if measure in ("voice", "own"):
        quotes = corpus.story.table("gold/quotes.csv") if coded else None
        return spoken_words(corpus, quotes=quotes)
    if measure == "agency":
        if not coded:
            return agency(corpus)
        gold = corpus.story.table("gold/agency.csv").astype({"start": int, "end": int})
        return corpus.mentions.merge(gold[[*spans, "role"]], on=spans)
    if measure == "frames":
        if not coded:
            return frame_sentences(corpus)
        gold = corpus.story.table("gold/frames.csv").astype({"start": int, "end": int})
        both = corpus.sentences[[*KEYS, "start", "end"]].merge(gold, on=spans)
        labels = [name for name in gold.columns if name not in (*spans, "text")]
        return both[KEYS].join(both[labels] == "1")
    return corpus.mentions
