"""Framing: what each measure counts, on a story of other sides, and how it meets hand coding."""

import numpy as np
import pandas as pd
import pytest

from analysis import StoryError, framing, load_corpus
from analysis.framing.contrast import MEASURES
from analysis.plots import frames as panels
from analysis.plots import framing as plots
from analysis.plots import voice as speech

NAMING = """concept,variant,pattern
the stop,strike,\\bstrikes?\\b
the stop,wildcat strike,\\bwildcat strikes?\\b
"""
FRAMES = """frame,indicator,pattern,source
blame,law,\\billegal\\b,made up
calm,talk,\\btalk\\b,made up
"""


@pytest.fixture
def story(strike):
    (strike / "naming.csv").write_text(NAMING, "utf-8")
    (strike / "frames.csv").write_text(FRAMES, "utf-8")
    text = "Meyer said the wildcat strike was illegal. Ruiz said: “The strike is legal.”\n"
    (strike / "b.txt").write_text(text, "utf-8")
    return strike


def test_a_word_is_spoken_once(story):
    corpus = load_corpus(story)
    text = corpus.articles.set_index("article_id").at["b", "text"]
    spans = {"indirect": "the wildcat strike was illegal", "direct": "strike was", "scare": "Meyer"}
    quotes = pd.DataFrame(
        [
            ("b", text.index(s), text.index(s) + len(s), k, "Meyer", "Port")
            for k, s in spans.items()
        ],
        columns=["article_id", "start", "end", "kind", "speaker", "side"],
    )
    row = framing.voice(corpus, quotes=quotes).set_index(["article_id", "side"]).loc[("b", "Port")]
    assert (row["direct"], row["indirect"], row["words"], row["total"]) == (2, 3, 5, 13)
    assert row["estimate"] == pytest.approx(5 / 13) and row["first"] == pytest.approx(2 / 13)
    own = framing.attribution(corpus, quotes=quotes).set_index("article_id").loc["b"]
    assert own["own"] + row["words"] == row["total"]


def test_names_with_their_voice(story):
    found = framing.naming(load_corpus(story))
    assert found["text"].tolist() == ["wildcat strike", "strike"]
    assert found["voice"].tolist() == ["reported", "quoted"]
    assert found["side"].tolist() == ["Port", "Dockers"]
    counts = framing.naming_counts(load_corpus(story)).set_index(["article_id", "variant"])
    assert (
        counts.loc[("b", "wildcat strike"), "count"] == 1
        and counts.loc[("a", "strike"), "count"] == 0
    )


def test_frames_and_their_validity(corpus, story):
    trust = framing.frame_validity(corpus).set_index("frame")
    assert (trust["n"] == 108).all() and trust["ceiling"].dropna().min() > 0.8
    assert np.isnan(trust.loc["morality", "alpha"]) and not trust.loc["morality", "reliable"]
    # Coded in 3 and 5 sentences: too rare to judge, whatever the α.
    rare = trust.loc[["economic", "human_interest"]]
    assert rare["alpha"].min() > 0.8 and not rare["reliable"].any()
    assert trust.index[trust["reliable"]].tolist() == [
        "war_journalism",
        "peace_journalism",
        "conflict",
    ]
    shares = framing.frame_shares(load_corpus(story)).set_index(["article_id", "frame"])
    assert shares.loc[("b", "blame"), ["count", "sentences"]].tolist() == [1, 2]
    assert not shares["reliable"].any()  # never tested


def test_company_needs_more_than_chance(strike):
    lines = 20 * ["Meyer praised the calm harbour. Ruiz blamed the bad weather."]
    (strike / "a.txt").write_text("Home > News\n\n" + " ".join(lines[:10]), "utf-8")
    (strike / "b.txt").write_text(" ".join(lines[10:]), "utf-8")
    found = framing.company(load_corpus(strike)).set_index(["side", "term"])
    assert found.loc[("Dockers", "blamed"), "near"] == 20 and ("Port", "blamed") not in found.index
    assert found.loc[("Dockers", "blamed"), "kept"] and found.loc[("Dockers", "blamed"), "dp"] < 0.1
    with pytest.raises(ValueError, match="beside=0"):
        framing.company(load_corpus(strike), beside=0)


def test_hand_coding_stands_in_for_the_machine(corpus):
    # By hand (seeds/gold/frames.csv, first coder) 9 of 32 sentences tell of peace, 5 of war.
    pair = ("war_journalism", "peace_journalism")
    by_hand = framing.contrast(corpus, "frames", between=pair, coded=True).set_index("article_id")
    found = by_hand.loc["diplomatic-affairs"]
    assert (found["value_first"], found["value_second"]) == (5 / 32, 9 / 32)
    machine = framing.contrast(corpus, "agency").set_index("article_id")["value_second"]
    hand = framing.contrast(corpus, "agency", coded=True).set_index("article_id")["value_second"]
    assert 0 < (machine - hand).abs().max() < 0.1


def test_one_interval_of_five_falls_under_holm(corpus):
    # Hindustan Times by hand: 1 sentence of war alone, 8 of peace alone, none of both: swapping the
    # two within sentences gives as much in (1 + 9) / 256 of all ways (sign test), times 5 articles.
    pair = ("war_journalism", "peace_journalism")
    found = framing.contrast(corpus, "frames", between=pair, coded=True, draws=20000)
    row = found.set_index("article_id").loc["hindustan-times"]
    assert row["apart"] and row["p"] == pytest.approx(10 / 256, abs=0.01)
    assert row["p_holm"] == pytest.approx(5 * row["p"]) and row["p_holm"] > 0.05
    assert (found["p_holm"] >= found["p"]).all()


def test_headlines(corpus, strike):
    outcome = framing.headlines(corpus).set_index("article_id")["outcome"]
    assert outcome["daily-bangladesh"] == "failure" and outcome["diplomatic-affairs"] == "progress"
    titles = framing.headlines(load_corpus(strike)).set_index("article_id")
    assert titles.loc["a", "outcome"] == "none" or titles.loc["a", "words"]
    assert titles.loc["a", "sides"] == "" and titles.loc["a", "acts"] == ""


def test_a_story_in_which_no_side_is_named(story):
    for name in ("a.txt", "b.txt"):
        (story / name).write_text("Home > News\n\nIt rained all day. Nobody came.\n", "utf-8")
    corpus = load_corpus(story)
    assert framing.agency_shares(corpus)["mentions"].sum() == 0
    assert framing.mention_rates(corpus)["share"].isna().all()
    assert framing.voice(corpus)["words"].sum() == 0 and framing.company(corpus).empty
    assert framing.naming(corpus).empty and framing.frames(corpus).empty
    assert not framing.contrasts(corpus)["apart"].any()
    assert len(framing.headlines(corpus)) == 2


@pytest.mark.parametrize("articles", [1, 2])
def test_stories_of_any_kind(story, articles):
    """Three sides, one never named, nobody quoted, one article or two."""
    if articles == 1:
        table = (story / "articles.csv").read_text("utf-8").splitlines()
        (story / "articles.csv").write_text("\n".join([table[0], table[2]]) + "\n", "utf-8")
        (story / "furniture.csv").unlink()
    (story / "b.txt").write_text("The union and the port authority met. It rained.\n", "utf-8")
    corpus = load_corpus(story)
    sides, others = {"sides": corpus.sides}, {"others": ["b"]}
    labels = {"title": "t", "subtitle": "s", "source": "s"}
    voices = framing.voice(corpus).set_index(["article_id", "side"])
    assert voices.loc["b", "words"].sum() == 0 and voices.loc["b", "first"].isna().all()
    acts = framing.agency_shares(corpus).set_index(["article_id", "side"])
    assert (
        np.isnan(acts.loc[("b", "City"), "estimate"]) and acts.loc[("b", "City"), "mentions"] == 0
    )
    summary = framing.contrasts(corpus)
    assert len(summary) == 4 * articles and summary.query("measure == 'agency'")["apart"].sum() == 0
    assert framing.headlines(corpus)["outcome"].isin(["progress", "failure", "both", "none"]).all()
    assert list(framing.company(corpus).columns[:2]) == ["side", "term"]
    plots.by_side(acts.reset_index(), **sides, **others, **labels)
    speech.voices(voices.reset_index(), **sides, **others, **labels)
    columns = dict.fromkeys(MEASURES, ("h", "l", "r", "% of all"))
    plots.balance(summary, columns=columns, **others, **labels)
    shares, trust = framing.frame_shares(corpus), framing.frame_validity(corpus)
    panels.frame_panels(shares, trust, **others, **labels)
    if articles == 1:
        with pytest.raises(ValueError, match="nobody speaks"):
            speech.speaker_bars(framing.speakers(corpus), **sides, **labels)


def test_what_is_missing_is_named(strike):
    corpus = load_corpus(strike)
    with pytest.raises(StoryError, match=r"naming\.csv.*concept, variant, pattern"):
        framing.naming(corpus)
    with pytest.raises(ValueError, match="valid: Dockers, Port, City"):
        framing.contrast(corpus, "voice", between=["Dockers", "Moon"])
    with pytest.raises(ValueError, match="measure='tone' is not valid"):
        framing.contrast(corpus, "tone")
