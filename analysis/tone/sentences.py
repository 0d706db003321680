"""The tone of sentences in the voice that speaks, and of articles."""

from collections.abc import Sequence

import pandas as pd

from analysis import stats
from analysis.corpus import Corpus
from analysis.tone.lexicons import TEXT_COLUMNS, read, score_texts
from analysis.tone.verdict import sentence_means
from analysis.tone.voices import PART_COLUMNS, voice_parts

SCORE_COLUMNS = [*PART_COLUMNS, *TEXT_COLUMNS]
BY_ARTICLE_COLUMNS = [
    "article_id", "measure", "voice", "mean", "low", "high", "n", "scored", "sentence_ids",
]  # fmt: skip


def score_sentences(corpus: Corpus, *, split: bool = True) -> pd.DataFrame:
    """Every sentence's tone by TextBlob (Loria) and VADER (Hutto & Gilbert 2014), exactly theirs.

    With `split`, a sentence in which several voices speak is scored on its parts: one row each.

    Returns, in reading order, the columns of `voices.voice_parts` (article_id, sentence_id, start,
    end, text, kind, voice, words, share) and of `lexicons.score_texts` (polarity, subjectivity,
    compound, each also `_ablated`, hits_polarity, hits_compound, drivers). The topic words are the
    story's topic_words.csv; without it the `_ablated` columns are NaN.
    """
    parts = voice_parts(corpus, split=split)
    table = corpus.story.tables.get("topic_words.csv")
    terms = None if table is None else table["term"].tolist()
    return pd.concat([parts, score_texts(parts["text"].tolist(), topic_words=terms)], axis=1)


def by_article(
    scores: pd.DataFrame,
    *,
    measure: str | Sequence[str] = "compound",
    voice: str | Sequence[str] = "all",
    kinds: str | Sequence[str] = ("prose",),
    draws: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Mean tone of each article, over the sentences of `score_sentences`; headings are left out.

    A part of a sentence counts by its share of the sentence's words, so that "he said" doesn't
    weigh like a sentence.

    Returns, a row per measure, voice and article: article_id, measure, voice, mean, low, high (95%
    sentence bootstrap, in the measure's unit), n (sentences with that voice), scored (those in
    which the lexicon knows a word), sentence_ids. An article in which the voice doesn't speak has
    n = 0 and NaN; with one sentence the interval is NaN.

    Raises ValueError as `sentence_means`.
    """
    articles = list(dict.fromkeys(scores["article_id"]))
    blocks = []
    for name in [measure] if isinstance(measure, str) else measure:
        for speaker in [voice] if isinstance(voice, str) else voice:
            units = sentence_means(scores, measure=name, voice=speaker, kinds=kinds)
            block = stats.bootstrap_means(
                units["total"], units["article_id"], denominator=units["weight"],
                expected=articles, draws=draws, seed=seed,
            ).rename(columns={"group": "article_id", "estimate": "mean"})  # fmt: skip
            grouped = units.groupby("article_id")
            ids = grouped["sentence_id"].agg(lambda numbers: " ".join(map(str, numbers)))
            scored = units[units["hits"] > 0].groupby("article_id").size()
            block["scored"] = block["article_id"].map(scored).fillna(0).astype(int)
            block["sentence_ids"] = [ids.get(article_id, "") for article_id in articles]
            blocks.append(block.assign(measure=name, voice=speaker)[BY_ARTICLE_COLUMNS])
    return pd.concat(blocks, ignore_index=True)


def ranks(means: pd.DataFrame) -> pd.DataFrame:
    """`by_article`'s means with each article's rank within its measure and voice.

    Returns the same columns and rank: 1 is the lowest mean (the most negative); ties share the
    mean of their ranks, an article without a mean has NaN.
    """
    groups = means.groupby(["measure", "voice"], sort=False)["mean"]
    return means.assign(rank=groups.rank(method="average"))


def score_so_far(corpus: Corpus) -> pd.DataFrame:
    """VADER's score of each article's text up to the end of each sentence: how it runs to ±1.

    The score grows with the sum of the words' valences, so the longer a text, the nearer to −1 or
    +1 it comes, whatever its sentences say.

    Returns, a row per sentence: article_id, sentence_id, sentences (read so far), whole (compound
    of the text so far, −1 to 1).
    """
    texts = dict(zip(corpus.articles["article_id"], corpus.articles["text"], strict=True))
    frame = corpus.sentences[["article_id", "sentence_id"]].copy()
    frame["sentences"] = frame["sentence_id"] + 1
    ends = zip(corpus.sentences["article_id"], corpus.sentences["end"], strict=True)
    frame["whole"] = [read(texts[article_id][:end])[1].scores[0] for article_id, end in ends]
    return frame.reset_index(drop=True)
