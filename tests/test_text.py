"""Sentences and tokens: split as a reader would, with offsets that lead back to the text."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.text import sentence_spans, sentences_of, token_spans, tokens_of

SPLITS = [
    (["The U.S. and NATO know this.", "They hold on."], " "),
    (["Rep. Adam Smith (D-WA) is among those.", "Others are not."], " "),
    (["“Mr. Band did, in G.H.W. Bush’s time.”", "Was it so?", "No.", "But it was near."], " "),
    (["He lives in the U.S.", "The war goes on."], " "),
    (["It ended at 5 p.m. on Feb. 28, 2022.", "Nobody won."], " "),
    (["“Unfortunately, not,” he said.", "“The only thing is this.”"], " "),
    (['Peskov said, "It was "positive" that Kyiv began."', '"There is work left," he added.'], " "),
    (['"Why now?" asked Mr. Kuleba.', "Nobody knew."], " "),
    (["One.", "Two."], "\n  • "),
    (["One.", "Two."], "\r\n"),
]


@pytest.mark.parametrize(("expected", "between"), SPLITS)
def test_sentences_split_as_a_reader_would(expected, between):
    text = between.join(expected)
    assert [text[start:end] for start, end, _ in sentence_spans(text)] == expected


def test_headings_and_labels_are_no_prose():
    text = (
        "Some progress made\nIt rained. The big picture: Nothing moved.\n"
        "What they're saying: Peskov said so.\nPutin said: We go on.\n"
        "Lavrov warned: They wait.\nHe tells the crowd: “We go.”\nNo stop at the end"
    )
    found = [(text[start:end], kind) for start, end, kind in sentence_spans(text)]
    assert found[0] == ("Some progress made", "heading")
    assert ("What they're saying:", "heading") in found
    for whole in (
        *("Peskov said so.", "Putin said: We go on.", "Lavrov warned: They wait."),
        "He tells the crowd: “We go.”",
    ):
        assert (whole, "prose") in found
    assert found[-1] == ("No stop at the end", "prose")  # the last line heads nothing


def test_the_seeds_by_hand(corpus):
    counts = corpus.sentences.groupby("article_id", sort=False)["kind"].value_counts().unstack()
    # Counted by reading the five texts.
    assert counts["prose"].to_dict() == {
        "daily-bangladesh": 18,
        "diplomatic-affairs": 30,
        "axios": 25,
        "telesur": 15,
        "hindustan-times": 12,
    }
    assert set(corpus.sentences.query("kind == 'heading'")["text"]) == {
        "Some progress has been made",
        "Unpredictable future situation",
        "What they're saying:",
        "The latest:",
        "Flashback:",
        "Between the lines:",
        "The big picture:",
        "Russia Ready for Talks With Ukraine",
    }


def test_tokens():
    text = "It’s the 3rd; Russia's 1,000.5 war-torn can't, U.S. “end”... O'Neil EU-USA 5% 12:20"
    found = [text[start:end] for start, end, _ in token_spans(text)]
    assert (
        found
        == (
            "It ’s the 3rd ; Russia 's 1,000.5 war-torn can't , U.S. “ end ” ..."
            " O'Neil EU-USA 5% 12:20"
        ).split()
    )
    words = [text[start:end] for start, end, is_word in token_spans(text) if is_word]
    assert "’s" not in words and "U.S." in words and "..." not in words


# Half a character (a surrogate) is no text: reading a story has let none in.
@given(
    st.text(alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from(" .\n\"'’“”•:,AaU.S")))
)
def test_offsets_lead_back_whatever_the_text(text):
    articles = pd.DataFrame({"article_id": ["x"], "text": [text]})
    frame = sentences_of(articles)
    for row in frame.itertuples():
        assert text[row.start : row.end] == row.text == row.text.strip()
    ends = frame["end"].tolist()
    assert all(end <= start for end, start in zip(ends, frame["start"][1:], strict=False))
    words = tokens_of(frame)
    for row in words.itertuples():
        assert text[row.start : row.end] == row.text and not row.text.isspace()
    # Every visible character of a sentence is in a token.
    assert "".join(words["text"]) == "".join("".join(frame["text"]).split())
