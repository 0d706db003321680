"""Tone of sentences: the libraries' own numbers, the words behind them, and whose voice speaks."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from textblob import TextBlob
from textblob import _text as grammar
from vaderSentiment import vaderSentiment as vader

from analysis import tone
from analysis.tone.lexicons import read, without

ANALYZER = vader.SentimentIntensityAnalyzer()
FACES = [face for faces in grammar.EMOTICONS.values() for face in faces]
# Words that either library's rules treat each in its own way, and marks, faces and white space.
RULED = [*vader.NEGATE, *vader.BOOSTER_DICT, *vader.SPECIAL_CASES, *FACES]
LOADED = ["good", "bad", "war", "peace", "really", "kind", "incredibly", "horribly", "no", "least"]
PLAIN = ["the", "of", "but", "But", "BUT", "at", "or", "this", "U.S.", "Mr.", "3", "12:20", "word"]
MARKS = [
    "!",
    "?!",
    "(!)",
    "...",
    "“",
    "”",
    "’s",
    "'",
    ",",
    ":",
    ";)",
    "😀",
    "👍🏽",
    "\n\n",
    "\t",
    "İ",
]
WORDS = st.sampled_from([*RULED, *LOADED * 4, *PLAIN * 4, *MARKS * 2])
SHAPED = st.builds(
    lambda word, shape: shape(word), WORDS, st.sampled_from([str, str.upper, str.title])
)
TEXTS = st.builds(
    lambda gap, words: gap.join(words), st.sampled_from([" ", " ", ""]), st.lists(SHAPED)
)


@pytest.fixture(scope="module")
def sentences(corpus):
    return tone.score_sentences(corpus, split=False)


def plain(text):
    blob = TextBlob(text).sentiment
    return (blob.polarity, blob.subjectivity, ANALYZER.polarity_scores(text)["compound"])


@settings(max_examples=400, deadline=None)
@given(TEXTS | st.text())
@example("No kind of good, but NOT the bomb! END-OF-SENTENCE; see: 3 killed ;)")
@example("It wasn't so very good :( x D 8) 😀great never so bad, at least.")
def test_scores_are_the_libraries_own(text):
    textblob, compound = read(text)
    assert (*textblob.scores, *compound.scores) == plain(text)


def test_scores_of_the_corpus_are_the_libraries_own(corpus, sentences):
    for text, *scores in sentences[["text", *tone.MEASURES]].itertuples(index=False):
        assert tuple(scores) == plain(text)
    ablated = sentences[[f"{name}_ablated" for name in tone.MEASURES]]
    drop = without(corpus.story.table("topic_words.csv")["term"])
    assert [plain(drop(text)) for text in sentences["text"]] == [*map(tuple, ablated.to_numpy())]


# With how many of VADER's words each holds; an emoji is read by its name, "grinning face".
ODD = [
    ("", 0),
    (" \n", 0),
    ("Peace", 1),
    ("😀", 1),
    ("war " * 25_000, 25_000),
    ("no end", 1),
    ("'", 0),
]


@pytest.mark.parametrize(("text", "hits"), ODD, ids=range(len(ODD)))
def test_any_text_has_a_defined_score(text, hits):
    scores = tone.score_texts([text, text], topic_words=["war"])
    assert scores.drop(columns="drivers").notna().all(axis=None)
    assert scores["hits_compound"].tolist() == [hits, hits]


def test_drivers_name_the_words_and_topic_words_go():
    scores = tone.score_texts(["The war was not good.", "War-torn."], topic_words=["war", "Talks"])
    # Valences from vader_lexicon.txt: war −2.9, good 1.9; negated good × −0.74.
    assert scores["drivers"][0] == "VADER: war -2.9, good -1.4; TextBlob: not good -0.35"
    assert (
        scores["compound_ablated"][0] == ANALYZER.polarity_scores("The was not good.")["compound"]
    )
    assert without(["war", "cease fire"])("War! A Cease  fire, post-war.") == "! A , post-war."
    assert tone.score_texts(["War"])["compound_ablated"].isna().all()
    assert tone.score_texts([]).columns.tolist() == scores.columns.tolist()


def test_every_word_speaks_in_one_voice(corpus):
    parts = tone.score_sentences(corpus)
    texts = corpus.articles.set_index("article_id")["text"]
    for article, start, end, text in parts[["article_id", "start", "end", "text"]].to_numpy():
        assert texts[article][start:end] == text
    words = parts.groupby("article_id")["words"].sum()
    assert words.to_dict() == corpus.articles.set_index("article_id")["words"].to_dict()
    assert np.allclose(parts.groupby(["article_id", "sentence_id"])["share"].sum(), 1)
    quoted = parts[parts["text"].str.contains("What are you afraid of")]
    assert quoted["voice"].tolist() == ["quoted"]
    assert "quoted" not in set(parts.loc[parts["article_id"] == "telesur", "voice"])
