"""Tone: TextBlob and VADER by sentence and voice, the words behind a score, tone as read by hand.

A score of a sentence is not a tone towards anyone: `score_sentences` says what a lexicon makes of
the words, `towards_sides` how each side is made to look, read by hand or told by a scorer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd

from analysis import agreement, compare, units
from analysis.corpus import KEYS, VOICES, Corpus, wanted
from analysis.story import Fault, StoryError, among
from analysis.text import PLACE, count_words

LEXICONS = ("polarity", "compound")
LABELS = ("negative", "neutral", "positive")
SCORE_COLUMNS = [
    *["group", *PLACE, "kind", "voice", "words", "share"],
    *["polarity", "subjectivity", "compound", "hits_polarity", "hits_compound", "drivers"],
]
# Text in, a number for each row out; the frame has text, and start and end of the target in it.
Scorer = Callable[[pd.DataFrame], Any]


@lru_cache(maxsize=1)
def _vader() -> Any:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()


def _vader_words(text: str) -> list[tuple[str, float]]:
    """The words of a text that VADER knows, each with its valence after VADER's rules (−4 to 4)."""
    from vaderSentiment.vaderSentiment import BOOSTER_DICT, SentiText

    told = SentiText(text)
    words = told.words_and_emoticons
    known = [
        (place, word)
        for place, word in enumerate(words)
        if word.lower() in _vader().lexicon and word.lower() not in BOOSTER_DICT
    ]
    return [
        (word.lower(), float(_vader().sentiment_valence(0, told, word, place, [])[0]))
        for place, word in known
    ]


@lru_cache(maxsize=100_000)
def read_words(text: str, lexicon: str = "compound") -> tuple[tuple[str, float], ...]:
    """The words and phrases of a text that a lexicon knows, each with what it counts there.

    "compound": VADER's valence after its rules of negation, degree and capitals, −4 to 4;
    "polarity": TextBlob's polarity, −1 to 1, of the phrase with its negation and degree.
    """
    if among(lexicon, LEXICONS, "lexicon") == ["compound"]:
        return tuple(_vader_words(text))
    from textblob import TextBlob

    found = TextBlob(text).sentiment_assessments.assessments
    return tuple((" ".join(phrase), float(value)) for phrase, value, _, _ in found)


@lru_cache(maxsize=100_000)
def _scored(text: str) -> tuple[Any, ...]:
    """Polarity, subjectivity, compound, hits of both lexicons, and the words that made them."""
    from textblob import TextBlob

    polarity, subjectivity = TextBlob(text).sentiment
    compound = _vader().polarity_scores(text)["compound"]
    words = {name: read_words(text, name) for name in LEXICONS}
    told = [
        f"{title}: {', '.join(f'{word} {value:+.{digits}f}' for word, value in counted)}"
        for name, title, digits in (("compound", "VADER", 1), ("polarity", "TextBlob", 2))
        if (counted := [pair for pair in words[name] if pair[1]])
    ]
    hits = (len(words["polarity"]), len(words["compound"]))
    return polarity, subjectivity, compound, *hits, "; ".join(told)


def marked(scores: pd.DataFrame, sentences: str) -> pd.DataFrame:
    """Sentences with the words that each lexicon counts set off between ** and **.

    `sentences` names them as measures do ("axios:3 telesur:8"); `scores` as `score_sentences`
    gives them. Words that count nothing are left as they are.

    Returns, sentence by sentence: sentence ("Axios, sentence 3"), sentences, lexicon ("TextBlob",
    "VADER"), score, text.

    Raises ValueError for a sentence that there isn't.
    """
    keys = scores["article_id"] + ":" + scores["sentence_id"].astype(str)
    wanted_keys = among(sentences.split(), keys.tolist(), "sentence")
    rows = []
    for key in wanted_keys:
        row = scores[keys == key].iloc[0]
        for lexicon, name in (("polarity", "TextBlob"), ("compound", "VADER")):
            text = _set_off(row["text"], [w for w, v in read_words(row["text"], lexicon) if v])
            label = f"{row['group']}, sentence {row['sentence_id']}"
            rows.append((label, key, name, row[lexicon], text))
    return pd.DataFrame(rows, columns=["sentence", "sentences", "lexicon", "score", "text"])


def _set_off(text: str, words: list[str]) -> str:
    """A text with the words, found one after the other, between ** and **."""
    place, done = 0, ""
    for word in words:
        gaps = r"[\W_]+(?:\w+[\W_]+)?".join(map(re.escape, word.split()))
        if found := re.compile(gaps, re.IGNORECASE).search(text, place):
            done += f"{text[place : found.start()]}**{found.group()}**"
            place = found.end()
    return done + text[place:]


def _parts(corpus: Corpus, split: bool) -> Iterator[tuple[Any, ...]]:
    """Sentences with their voice, or the stretches of one voice that they fall into."""
    tokens = corpus.tokens.join(corpus.voices(corpus.tokens)[["voice"]])
    places = dict(list(tokens.groupby(KEYS, sort=False)))
    columns = [*PLACE, "kind"]
    for article_id, number, start, end, text, kind in corpus.sentences[columns].itertuples(
        index=False
    ):
        own = places[article_id, number]
        voices = own.loc[own["is_word"], "voice"].unique().tolist()
        total = int(own["is_word"].sum())
        if not split or len(voices) < 2:
            voice = voices[0] if len(voices) == 1 else "mixed"
            yield article_id, number, start, end, text, kind, voice, total, 1.0
            continue
        triples = own[["start", "end", "voice"]].itertuples(index=False, name=None)
        for voice, run in groupby(triples, key=lambda token: token[2]):
            spans = list(run)
            low, high = spans[0][0], spans[-1][1]
            piece = text[low - start : high - start]
            if words := count_words(piece):
                yield article_id, number, low, high, piece, kind, voice, words, words / total


def score_sentences(
    corpus: Corpus,
    *,
    by: str = "article_id",
    split: bool = False,
    scorer: Scorer | None = None,
) -> pd.DataFrame:
    """TextBlob's and VADER's score of every sentence, with the words behind it.

    With `split` a sentence is cut where the voice changes, so that each voice is scored alone. A
    `scorer` takes a frame with text, start and end (here the whole text) and gives a number for
    each row, in a further column `score`.

    Returns group, article_id, sentence_id, start, end, text, kind, voice ("own", "quoted",
    "reported"; "mixed" for a sentence that is not split), words, share (of its sentence's words),
    polarity (TextBlob, −1 to 1), subjectivity (TextBlob, 0 to 1), compound (VADER, −1 to 1),
    hits_polarity, hits_compound (how many words the lexicon knows; a score of 0 with 0 of them
    means that there was nothing to score), drivers (those words with what each counts).

    Sources: S. Loria, TextBlob, with the lexicon of De Smedt & Daelemans 2012; Hutto & Gilbert
    2014, VADER.

    Raises ValueError for a `by` that is no column of articles.
    """
    parts = pd.DataFrame(list(_parts(wanted(corpus), split)), columns=SCORE_COLUMNS[1:10])
    told = pd.DataFrame(
        [_scored(text) for text in parts["text"]], columns=SCORE_COLUMNS[10:], index=parts.index
    )
    frame = parts.join(told)
    frame["group"] = corpus.groups(frame["article_id"], by)
    columns = SCORE_COLUMNS
    if scorer is not None:
        whole = frame[["text"]].assign(start=0, end=frame["text"].str.len())
        frame["score"] = np.asarray(scorer(whole), dtype=float)
        columns = [*columns, "score"]
    return frame[columns]


def means(
    corpus: Corpus,
    *,
    measure: str = "compound",
    by: str = "article_id",
    voice: str | None = None,
    kinds: str | tuple[str, ...] = ("prose",),
    scorer: Scorer | None = None,
) -> pd.DataFrame:
    """Units for the mean score of sentences, by group and, where `voice` is named, in that voice.

    `measure` is polarity, subjectivity, compound or, with a `scorer`, score; `voice` is "own",
    "quoted" or "reported". Hand the units to `compare.without_one` or `compare.estimates`.

    Returns the columns of `analysis.units`, with the measure as key.

    Raises ValueError for an unknown measure, voice or kind.
    """
    scores = score_sentences(corpus, split=voice is not None, scorer=scorer)
    valid = ["polarity", "subjectivity", "compound", *(["score"] if scorer else [])]
    among(measure, valid, "measure")
    rows = scores[scores["kind"].isin(among(kinds, ("prose", "heading"), "kind"))]
    if voice is not None:
        rows = rows[rows["voice"].isin(among(voice, VOICES, "voice"))]
    return units.mean(corpus, rows, measure, weight="share", by=by)


def word_shift(corpus: Corpus, first: str, second: str, *, by: str = "article_id") -> pd.DataFrame:
    """Which words make VADER's score of one text higher or lower than another's.

    Every use of a word that VADER knows counts with its valence in place, after negation and
    degree; the uses of a word are summed and divided by the words of the group. The differences of
    all words add up to the difference of the two sums (a word shift without reference score:
    Gallagher et al. 2021, "Generalized word shift graphs").

    Returns, the largest first: word, negated (True where the valence in place has the other sign
    than the word's own), first, second (valence per 100 words), difference (second less first),
    sentences.

    Raises ValueError for a group that there isn't.
    """
    rows = wanted(corpus).sentences[[*KEYS, "text"]].copy()
    rows["group"] = corpus.groups(rows["article_id"], by)
    among([first, second], list(dict.fromkeys(rows["group"])), "group")
    hits = [
        (group, article_id, number, word, value, value * _vader().lexicon[word] < 0)
        for article_id, number, text, group in rows.itertuples(index=False)
        for word, value in (read_words(text) if group in (first, second) else ())
    ]
    found = pd.DataFrame(hits, columns=["group", *KEYS, "word", "value", "negated"])
    sizes = units.words(corpus).reset_index()
    totals = sizes["words"].groupby(corpus.groups(sizes["article_id"], by)).sum()
    found["value"] = 100 * found["value"].astype(float) / found["group"].map(totals)
    keys = ["word", "negated"]
    sums = found.groupby([*keys, "group"], sort=False)["value"].sum().unstack(fill_value=0)
    table = sums.reindex(columns=[first, second], fill_value=0.0).set_axis(
        ["first", "second"], axis=1
    )
    table["difference"] = table["second"] - table["first"]
    result = table.join(units.cited(found, keys).rename("sentences")).reset_index()
    return result.sort_values(
        "difference", key=lambda gap: -gap.abs(), kind="stable", ignore_index=True
    )


def towards_sides(corpus: Corpus, *, scorer: Scorer | None = None) -> pd.DataFrame:
    """Every mention of a side with the tone of its sentence towards it.

    Read by hand (gold/tone.csv; further passes come along in their own columns) where the corpus
    is loaded with its coding and has it, and otherwise told by `scorer`, a callable from a frame
    with text, start and end (the mention in its sentence) to −1, 0 or 1; by default
    `towards.score`. Mentions in titles are not counted.

    Returns article_id, sentence_id, start, end, text, actor, side, voice, tone, coded_by, and the
    further passes ("tone_second"; NaN for the machine).

    Raises StoryError where the story has no actors.csv, or hand coding that no longer fits it.
    """
    mentions = wanted(corpus).mentions
    frame = mentions.join(corpus.voices(mentions)[["voice"]])
    if not corpus.coding or "gold/tone.csv" not in corpus.story.tables:
        return _told(corpus, frame, scorer)
    places = ["article_id", "start", "end", "side"]
    gold = corpus.gold("tone").drop(columns=["voice", "sentence_id"]).reset_index(names="row")
    coded = gold.merge(frame.drop(columns="text"), on=places, how="left")
    if (stale := coded[coded["actor"].isna()]).size:
        lines = stale[["row", "text", "side"]].itertuples(index=False)
        why = "stale: {!r} is no mention of {}"
        raise StoryError([Fault("gold/tone.csv", why.format(*x), row, "text") for row, *x in lines])
    passes = [column for column in gold.columns if column.startswith("tone")]
    coded = coded.astype(dict.fromkeys(passes, float)).assign(coded_by="hand")
    rest = frame[~frame["article_id"].isin(gold["article_id"])]
    parts = [coded, _told(corpus, rest, scorer)] if len(rest) else [coded]
    return pd.concat(parts, ignore_index=True)[[*frame.columns, *passes, "coded_by"]]


def _told(corpus: Corpus, mentions: pd.DataFrame, scorer: Scorer | None) -> pd.DataFrame:
    """Tone of mentions told by a scorer, sentence by sentence."""
    if scorer is None:
        from analysis.towards import score

        def scorer(frame: pd.DataFrame) -> Any:
            return score(frame)["label"]

    sentences = corpus.sentences[[*KEYS, "start", "text"]]
    rows = mentions[KEYS].merge(sentences, on=KEYS, how="left")
    places = mentions[["start", "end"]].reset_index(drop=True).sub(rows["start"], axis=0)
    tone = np.asarray(scorer(rows[["text"]].join(places)), dtype=float)
    return mentions.reset_index(drop=True).assign(tone=tone, coded_by="machine")


def by_side(
    corpus: Corpus,
    *,
    by: str = "article_id",
    column: str = "tone",
    scorer: Scorer | None = None,
) -> pd.DataFrame:
    """Mean tone towards each side, with its range when any one sentence is left out.

    `column` names the pass: "tone", or a further one such as "tone_second".

    Returns group, side, estimate (−1 to 1), low, high (the range, no interval), mentions, negative,
    neutral, positive (their numbers), n (sentences), coded_by, sentences (those that judge).

    Raises ValueError for a pass that there isn't; StoryError as `towards_sides`.
    """
    rows = towards_sides(corpus, scorer=scorer)
    among(column, [name for name in rows.columns if name.startswith("tone")], "pass")
    rows["group"] = corpus.groups(rows["article_id"], by)
    rows = rows.sort_values("side", key=lambda side: side.map(corpus.sides.index), kind="stable")
    means = compare.without_one(units.mean(corpus, rows, column, key="side", by=by))
    labels = rows[column].map({-1: "negative", 0: "neutral", 1: "positive"})
    keys = [rows["group"], rows["side"]]
    counts = pd.crosstab(keys, labels).reindex(columns=list(LABELS), fill_value=0)
    counts["mentions"] = counts.sum(axis=1)
    counts["coded_by"] = (
        rows["coded_by"].groupby(keys).agg(lambda by: " and ".join(sorted(set(by))))
    )
    result = means.rename(columns={"key": "side"}).merge(counts.reset_index(), on=["group", "side"])
    first = ["group", "side", "estimate", "low", "high", "mentions"]
    return result[[*first, *LABELS, "n", "coded_by", "sentences"]]


def validity(
    corpus: Corpus,
    *,
    scorers: dict[str, Scorer] | None = None,
    by: str | None = None,
) -> pd.DataFrame:
    """How well scores of a sentence meet the tone towards a side as read by hand.

    VADER and TextBlob are taken at their sign (VADER's own limits of ±.05), `scorers` as they are,
    and further passes of the reading stand beside them, and what always saying
    neutral gets.

    Returns group ("all", or the values of `by`), measure, macro_f1 (0 to 1), alpha (Krippendorff's,
    ordinal: 1 perfect, 0 chance), n (mentions).

    Raises StoryError where the story has no gold/tone.csv.
    """
    wanted(corpus).story.table("gold/tone.csv")
    rows = towards_sides(Corpus(corpus.story))
    rows = rows[rows["coded_by"] == "hand"].reset_index(drop=True)
    scored = score_sentences(corpus).set_index(KEYS)[["polarity", "compound"]]
    found = scored.loc[pd.MultiIndex.from_frame(rows[KEYS])].reset_index(drop=True)
    labels = {
        "VADER on the sentence": np.sign(
            found["compound"].where(found["compound"].abs() >= 0.05, 0)
        ),
        "TextBlob on the sentence": np.sign(found["polarity"]),
        "always neutral": pd.Series(0.0, index=found.index),
    }
    for name, scorer in (scorers or {}).items():
        told = _told(corpus, rows.drop(columns=["tone", "coded_by"]), scorer)
        labels[name] = told["tone"]
    for column in rows.columns[rows.columns.str.startswith("tone_")]:
        labels[f"pass {column.removeprefix('tone_')}"] = rows[column]
    group = corpus.groups(rows["article_id"], by) if by else pd.Series("all", index=rows.index)
    result = []
    for value in dict.fromkeys(group):
        own = group == value
        for name, label in labels.items():
            pair = pd.DataFrame({"hand": rows["tone"], name: label})[own]
            f1 = agreement.macro_f1(pair["hand"].tolist(), pair[name].tolist())
            result.append((value, name, f1, agreement.alpha(pair, level="ordinal"), int(own.sum())))
    return pd.DataFrame(result, columns=["group", "measure", "macro_f1", "alpha", "n"])
