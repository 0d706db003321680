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
from tqdm import tqdm

from analysis import agreement, compare, units
from analysis.corpus import KEYS, VOICES, Corpus, ordered, wanted
from analysis.story import Fault, StoryError, among
from analysis.text import PLACE, count_words

LEXICONS = ("polarity", "compound")
SCORES = ("polarity", "subjectivity", "compound")
LABELS = ["negative", "neutral", "positive"]
SCORE_COLUMNS = [
    *["group", *PLACE, "kind", "voice", "words", "share"],
    *[*SCORES, "hits_polarity", "hits_compound", "drivers"],
]
# Text in, a number for each row out; the frame has text, and start and end of the target in it.
Scorer = Callable[[pd.DataFrame], Any]


Words = tuple[tuple[str, float], ...]


@lru_cache(maxsize=1)
def _vader() -> Any:
    """VADER, which keeps in `heard` the words that it counts, each with its valence in place."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    class Vader(SentimentIntensityAnalyzer):  # type: ignore[misc]
        def sentiment_valence(
            self, valence: float, told: Any, word: str, place: int, valences: list[float]
        ) -> list[float]:
            valences = super().sentiment_valence(valence, told, word, place, valences)
            if word.lower() in self.lexicon:
                self.heard.append((word.lower(), float(valences[-1])))
            return valences

    return Vader()


@lru_cache(maxsize=100_000)
def _by_vader(text: str) -> tuple[float, Words]:
    """Compound, and the words that made it."""
    _vader().heard = []
    compound = _vader().polarity_scores(text)["compound"]
    return compound, tuple(_vader().heard)


@lru_cache(maxsize=100_000)
def _by_textblob(text: str) -> tuple[float, float, Words]:
    """Polarity, subjectivity, and the phrases that made them."""
    from textblob.en import sentiment

    score = sentiment(text)  # what TextBlob(text) calls three times to tell all of it
    words = tuple((" ".join(phrase), float(value)) for phrase, value, _, _ in score.assessments)
    return (*score, words)


def read_words(text: str, lexicon: str = "compound") -> Words:
    """The words and phrases of a text that a lexicon knows, each with what it counts there.

    "compound": VADER's valence after its rules of negation, degree and capitals, −4 to 4;
    "polarity": TextBlob's polarity, −1 to 1, of the phrase with its negation and degree.
    """
    vader = among(lexicon, LEXICONS, "lexicon") == ["compound"]
    return (_by_vader if vader else _by_textblob)(text)[-1]


def _scored(text: str) -> tuple[Any, ...]:
    """Polarity, subjectivity, compound, hits of both lexicons, and the words that made them."""
    (polarity, subjectivity, phrases), (compound, words) = _by_textblob(text), _by_vader(text)
    told = [
        f"{title}: {', '.join(f'{word} {value:+.{digits}f}' for word, value in counted)}"
        for found, title, digits in ((words, "VADER", 1), (phrases, "TextBlob", 2))
        if (counted := [pair for pair in found if pair[1]])
    ]
    return polarity, subjectivity, compound, len(phrases), len(words), "; ".join(told)


def marked(scores: pd.DataFrame, sentences: str) -> pd.DataFrame:
    """Sentences with the words that each lexicon counts set off between ** and **.

    `sentences` names them as measures do ("axios:3 telesur:8"); `scores` as `score_sentences`
    gives them. Words that count nothing are left as they are.

    Returns, sentence by sentence: sentence ("Axios, sentence 3"), sentences, lexicon ("TextBlob",
    "VADER"), score, text.

    Raises ValueError for a sentence that there isn't.
    """
    keys = scores["article_id"] + ":" + scores["sentence_id"].astype(str)
    rows = []
    for key in among(sentences.split(), keys.tolist(), "sentence"):
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
    tokens = corpus.tokens.assign(voice=corpus.voices(corpus.tokens)["voice"])
    columns = [tokens[name].tolist() for name in (*KEYS, "start", "end", "voice", "is_word")]
    by_sentence = groupby(zip(*columns, strict=True), key=lambda token: token[:2])
    sentences = corpus.sentences[[*PLACE, "kind"]].itertuples(index=False)
    for (*key, start, end, text, kind), (_, own) in zip(sentences, by_sentence, strict=True):
        spans = [token[2:] for token in own]
        voices = {voice for *_, voice, is_word in spans if is_word}
        total = sum(is_word for *_, is_word in spans)
        if not split or len(voices) < 2:
            voice = min(voices) if len(voices) == 1 else "mixed"
            yield *key, start, end, text, kind, voice, total, 1.0
            continue
        for voice, run in groupby(spans, key=lambda token: token[2]):
            stretch = list(run)
            low, high = stretch[0][0], stretch[-1][1]
            piece = text[low - start : high - start]
            if words := count_words(piece):
                yield *key, low, high, piece, kind, voice, words, words / total


def score_sentences(
    corpus: Corpus, *, by: str = "article_id", split: bool = False, scorer: Scorer | None = None
) -> pd.DataFrame:
    """TextBlob's and VADER's score of every sentence, with the words behind it.

    With `split` a sentence is cut where the voice changes, so that each voice is scored alone. A
    `scorer` gives a number for each row of a frame with text, start and end (here the whole text),
    in a further column `score`.

    Returns group, article_id, sentence_id, start, end, text, kind, voice ("own", "quoted",
    "reported"; "mixed" for a sentence that is not split), words, share (of its sentence's words),
    polarity (TextBlob, −1 to 1), subjectivity (TextBlob, 0 to 1), compound (VADER, −1 to 1),
    hits_polarity, hits_compound (how many words the lexicon knows; a score of 0 with 0 of them
    means that there was nothing to score), drivers (those words with what each counts).

    Sources: S. Loria, TextBlob, with the lexicon of De Smedt & Daelemans 2012; Hutto & Gilbert
    2014, VADER.

    Raises ValueError for a `by` that is no column of articles.
    """
    parts = pd.DataFrame(_parts(wanted(corpus), split), columns=SCORE_COLUMNS[1:10])
    texts = tqdm(parts["text"], delay=2, disable=None, leave=False)
    parts[SCORE_COLUMNS[10:]] = pd.DataFrame(list(map(_scored, texts)), parts.index)
    parts.insert(0, "group", corpus.groups(parts["article_id"], by))
    if scorer is not None:
        whole = parts[["text"]].assign(start=0, end=parts["text"].str.len())
        parts["score"] = np.asarray(scorer(whole), dtype=float)
    return parts


def means(
    corpus: Corpus,
    *,
    measure: str = "compound",
    by: str = "article_id",
    voice: str | None = None,
    scorer: Scorer | None = None,
) -> pd.DataFrame:
    """Units for the mean score of sentences, headings left out, by group and in a voice if named.

    `measure` is polarity, subjectivity, compound or, with a `scorer`, score; `voice` is "own",
    "quoted" or "reported". Hand the units to `compare.without_one` or `compare.estimates`.

    Returns the columns of `analysis.units`, with the measure as key.

    Raises ValueError for an unknown measure or voice.
    """
    scores = score_sentences(corpus, split=voice is not None, scorer=scorer)
    among(measure, scores.columns[scores.columns.isin((*SCORES, "score"))].tolist(), "measure")
    voices = ("mixed", *VOICES) if voice is None else among(voice, VOICES, "voice")
    rows = scores[(scores["kind"] == "prose") & scores["voice"].isin(voices)]
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
    articles, rows = wanted(corpus).articles, corpus.sentences[[*KEYS, "text"]]
    groups = corpus.groups(articles["article_id"], by)
    among([first, second], list(dict.fromkeys(groups)), "group")
    sizes = articles["words"].groupby(groups).sum()
    rows = rows.assign(group=corpus.groups(rows["article_id"], by))
    hits = [
        (group, *key, word, 100 * value / sizes[group], value * _vader().lexicon[word] < 0)
        for *key, text, group in rows.itertuples(index=False)
        for word, value in (read_words(text) if group in (first, second) else ())
    ]
    keys = ["word", "negated"]
    found = pd.DataFrame(hits, columns=["group", *KEYS, "word", "value", "negated"])
    table = found.pivot_table("value", keys, "group", "sum", fill_value=0.0, sort=False)
    table = table.reindex(columns=[first, second], fill_value=0.0)
    table = table.set_axis(["first", "second"], axis="columns")
    table["difference"] = table["second"] - table["first"]
    table = table.join(units.cited(found, keys).rename("sentences")).reset_index()
    return table.sort_values(
        "difference", key=abs, ascending=False, kind="stable", ignore_index=True
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
    sentences = corpus.sentences[[*KEYS, "start", "text"]]
    rows = mentions[KEYS].merge(sentences, on=KEYS, how="left")
    places = mentions[["start", "end"]].reset_index(drop=True).sub(rows["start"], axis=0)
    asked = rows[["text"]].join(places)
    tone = np.asarray(scorer(asked) if scorer else score(asked)["label"], dtype=float)
    return mentions.reset_index(drop=True).assign(tone=tone, coded_by="machine")


def by_side(
    corpus: Corpus, *, by: str = "article_id", column: str = "tone", scorer: Scorer | None = None
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
    rows = ordered(rows, "side", corpus.sides)
    found = compare.without_one(units.mean(corpus, rows, column, key="side", by=by))
    keys = ["group", "side"]
    labels = rows[column].map({-1: "negative", 0: "neutral", 1: "positive"})
    counts = pd.crosstab([rows[key] for key in keys], labels).reindex(columns=LABELS, fill_value=0)
    counts["mentions"] = counts.sum(axis=1)
    counts["coded_by"] = rows.groupby(keys)["coded_by"].agg(lambda by: " and ".join(sorted({*by})))
    result = found.rename(columns={"key": "side"}).join(counts, on=keys)
    first = [*keys, "estimate", "low", "high", "mentions"]
    return result[[*first, *LABELS, "n", "coded_by", "sentences"]]


def validity(
    corpus: Corpus, *, scorers: dict[str, Scorer] | None = None, by: str | None = None
) -> pd.DataFrame:
    """How well scores of a sentence meet the tone towards a side as read by hand.

    VADER and TextBlob are taken at their sign (VADER's own limits of ±.05), and so are `scorers`;
    further passes of the reading stand beside them, and what always saying neutral gets.

    Returns group ("all", or the values of `by`), measure, macro_f1 (0 to 1), alpha (Krippendorff's,
    ordinal: 1 perfect, 0 chance), n (mentions).

    Raises StoryError where the story has no gold/tone.csv.
    """
    wanted(corpus).story.table("gold/tone.csv")
    rows = towards_sides(Corpus(corpus.story)).query("coded_by == 'hand'").reset_index(drop=True)
    found = rows.merge(score_sentences(corpus)[[*KEYS, "polarity", "compound"]], on=KEYS)
    labels = {
        "VADER on the sentence": found["compound"].where(found["compound"].abs() >= 0.05, 0),
        "TextBlob on the sentence": found["polarity"],
        "always neutral": 0 * found["tone"],
    }
    for name, scorer in (scorers or {}).items():
        labels[name] = _told(corpus, rows, scorer)["tone"]
    for column in rows.columns[rows.columns.str.startswith("tone_")]:
        labels[f"pass {column.removeprefix('tone_')}"] = rows[column]
    group = corpus.groups(rows["article_id"], by) if by else rows["tone"].map(lambda _: "all")
    result = []
    for value, own in rows["tone"].groupby(group, sort=False):
        for name, label in labels.items():
            pair = pd.DataFrame({"hand": own, name: np.sign(label[own.index])})
            f1 = agreement.macro_f1(pair["hand"].tolist(), pair[name].tolist())
            result.append((value, name, f1, agreement.alpha(pair, level="ordinal"), len(own)))
    return pd.DataFrame(result, columns=["group", "measure", "macro_f1", "alpha", "n"])
