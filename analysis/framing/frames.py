"""Frames: sentences that words of a published frame are found in, and how far to trust that."""

import math
import re

import numpy as np
import pandas as pd

from analysis import stats
from analysis.corpus import Corpus
from analysis.framing.voice import KEYS, ids_of

HIT_COLUMNS = ["article_id", "sentence_id", "start", "end", "text", "frame", "indicator", "source"]
# Below this α a dictionary is called unreliable. The mark is our own, and a low one: Krippendorff
# (2004) asks .667 even for tentative conclusions.
LEAST_ALPHA = 0.4
LEAST_CODED = 10  # a frame coded in fewer sentences is too rare to judge its dictionary by


def frame_names(corpus: Corpus) -> list[str]:
    """The frames of frames.csv in its order."""
    return list(dict.fromkeys(corpus.story.table("frames.csv")["frame"]))


def frames(corpus: Corpus) -> pd.DataFrame:
    """Where words of a frame's dictionary (frames.csv) stand; upper and lower case are one.

    Returns, a row per match: article_id, sentence_id, start, end (characters into the article's
    text), text, frame, indicator, source, in reading order. A sentence has a frame where it has a
    row of it; `frame_validity` says how far that agrees with coders.

    Raises StoryError where the folder has no frames.csv.
    """
    table = corpus.story.table("frames.csv")
    patterns = [
        (frame, indicator, source, re.compile(pattern, re.IGNORECASE))
        for frame, indicator, pattern, source in table[
            ["frame", "indicator", "pattern", "source"]
        ].itertuples(index=False)
    ]
    rows = [
        (
            article_id,
            number,
            offset + match.start(),
            offset + match.end(),
            match.group(),
            frame,
            indicator,
            source,
        )
        for article_id, number, offset, text in corpus.sentences[
            ["article_id", "sentence_id", "start", "text"]
        ].itertuples(index=False)
        for frame, indicator, source, pattern in patterns
        for match in pattern.finditer(text)
    ]
    found = pd.DataFrame(rows, columns=HIT_COLUMNS)
    return found.astype({"sentence_id": int, "start": int, "end": int})


def frame_sentences(corpus: Corpus) -> pd.DataFrame:
    """For every sentence, which frames' words it holds.

    Returns article_id, sentence_id and a column of booleans per frame.
    """
    found = frames(corpus).groupby([*KEYS, "frame"]).size().unstack("frame")
    index = pd.MultiIndex.from_frame(corpus.sentences[KEYS])
    has = found.reindex(index=index, columns=frame_names(corpus)).fillna(0) > 0
    return has.rename_axis(columns=None).reset_index()


def frame_shares(corpus: Corpus, *, draws: int = 2000, seed: int = 0) -> pd.DataFrame:
    """The share of an article's sentences that hold words of each frame.

    Returns, a row per article and frame: article_id, outlet, frame, count (sentences), sentences
    (of the article), estimate (0 to 1), low, high (95% sentence bootstrap), reliable (False where
    the dictionary reaches no α of .4 on hand coding, was not tested, or its frame was coded in
    fewer than ten sentences), sentence_ids.
    """
    has = frame_sentences(corpus)
    reliable = frame_validity(corpus, draws=1).set_index("frame")["reliable"]
    parts = []
    for frame in frame_names(corpus):
        shares = stats.bootstrap_means(
            has[frame],
            has["article_id"],
            expected=corpus.articles["article_id"],
            draws=draws,
            seed=seed,
        ).rename(columns={"group": "article_id", "n": "sentences"})
        own = has[has[frame]]
        counts = own.groupby("article_id").size()
        shares["count"] = shares["article_id"].map(counts).fillna(0).astype(int)
        shares["sentence_ids"] = ids_of(own, "article_id", shares["article_id"])
        parts.append(shares.assign(frame=frame, reliable=bool(reliable[frame])))
    result = pd.concat(parts, ignore_index=True)
    result["outlet"] = corpus.outlet(result["article_id"])
    place = result["article_id"].map({a: k for k, a in enumerate(corpus.articles["article_id"])})
    order = place.argsort(kind="stable")
    columns = ["article_id", "outlet", "frame", "count", "sentences", "estimate", "low", "high"]
    return result.iloc[order].reset_index(drop=True)[[*columns, "reliable", "sentence_ids"]]


def frame_validity(corpus: Corpus, *, draws: int = 500, seed: int = 0) -> pd.DataFrame:
    """How far each frame's dictionary agrees with hand coding, sentence by sentence.

    Returns, a row per frame of frames.csv: frame, n (sentences coded), coded (with the frame, first
    coder), found (by the dictionary), alpha (Krippendorff's α of dictionary and first coder: 1
    perfect, 0 chance), low, high (95%, sentences drawn), ceiling, ceiling_low, ceiling_high (α of
    the two coders), precision, recall, f1 (0 to 1; NaN where not defined), f1_low, f1_high,
    reliable (α of at least .4, ten sentences coded), sentence_ids (where dictionary and first coder
    differ, article_id:sentence_id). What can't be told is NaN: no gold, or nothing coded.
    """
    has = frame_sentences(corpus).merge(corpus.sentences[[*KEYS, "start", "end"]], on=KEYS)
    gold = corpus.story.tables.get("gold/frames.csv")
    rows = []
    for frame in frame_names(corpus):
        row: dict[str, object] = dict.fromkeys(
            ["alpha", "low", "high", "ceiling", "ceiling_low", "ceiling_high"], math.nan
        )
        row |= dict.fromkeys(["precision", "recall", "f1", "f1_low", "f1_high"], math.nan)
        row |= {"frame": frame, "n": 0, "coded": 0, "found": 0, "sentence_ids": ""}
        if gold is not None and frame in gold:
            spans = gold.astype({"start": int, "end": int})
            both = has.merge(spans, on=["article_id", "start", "end"], suffixes=("_found", ""))
            truth = both[frame].astype(int).to_numpy()
            guess = both[f"{frame}_found"].astype(int).to_numpy()
            row |= {"n": len(both), "coded": int(truth.sum()), "found": int(guess.sum())}
            differ = both[truth != guess]
            row["sentence_ids"] = " ".join(
                f"{article_id}:{number}" for article_id, number in differ[KEYS].to_numpy()
            )
            row |= _agreement([guess, truth], ("alpha", "low", "high"), draws, seed)
            row |= _scores(truth, guess, draws, seed)
            if f"{frame}_second" in both:
                second = both[f"{frame}_second"].astype(int).to_numpy()
                names = ("ceiling", "ceiling_low", "ceiling_high")
                row |= _agreement([truth, second], names, draws, seed)
        rows.append(row)
    result = pd.DataFrame(rows)
    result["reliable"] = (result["alpha"] >= LEAST_ALPHA) & (result["coded"] >= LEAST_CODED)
    scores = ["alpha", "low", "high", "ceiling", "ceiling_low", "ceiling_high", "precision"]
    scores += ["recall", "f1", "f1_low", "f1_high", "reliable", "sentence_ids"]
    return result[["frame", "n", "coded", "found", *scores]]


def _agreement(
    ratings: list[np.ndarray], names: tuple[str, str, str], draws: int, seed: int
) -> dict[str, object]:
    try:
        interval = stats.alpha_interval(np.array(ratings), draws=draws, seed=seed)
    except ValueError:  # every rating the same, or no unit: α is not defined
        return {}
    return dict(zip(names, interval[:3], strict=True))


def _scores(truth: np.ndarray, guess: np.ndarray, draws: int, seed: int) -> dict[str, object]:
    if not truth.any():
        return {}

    def f1(truth: np.ndarray, guess: np.ndarray) -> float:
        total = truth.sum() + guess.sum()
        return 2 * float((truth & guess).sum()) / total if total else math.nan

    both, found = int((truth & guess).sum()), int(guess.sum())
    interval = stats.bootstrap_statistic(f1, truth, guess, draws=draws, seed=seed)
    return {
        "precision": both / found if found else math.nan,
        "recall": both / int(truth.sum()),
        "f1": interval.estimate,
        "f1_low": interval.low,
        "f1_high": interval.high,
    }
