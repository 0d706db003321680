"""Tone of articles and sides: what can be told apart, what makes it, and how valid it is."""

import numpy as np
import pandas as pd
import pytest

from analysis import load_corpus, stats, tone
from analysis.tables import StoryError
from analysis.tone.lexicons import valences
from analysis.tone.validity import _cells, ordinal_alpha
from analysis.tone.verdict import judge


@pytest.fixture(scope="module")
def sentences(corpus):
    return tone.score_sentences(corpus, split=False)


def test_by_article_weighs_parts_by_words():
    rows = [("a", 0, "own", 0.25, 1.0), ("a", 0, "quoted", 0.75, 0.0), ("a", 1, "own", 1.0, 0.5)]
    names = ["article_id", "sentence_id", "voice", "share", "compound"]
    scores = pd.DataFrame(rows, columns=names).assign(kind="prose", hits_compound=1)
    heading = scores.iloc[[2]].assign(sentence_id=2, kind="heading", compound=-1.0)
    other = scores.iloc[[2]].assign(article_id="b")
    means = tone.by_article(pd.concat([scores, heading, other]), voice=["all", "own", "quoted"])
    found = means.set_index(["voice", "article_id"])
    assert found.at[("all", "a"), "mean"] == 0.375  # (0.25 × 1 + 0.75 × 0 + 0.5) / 2
    assert found.at[("own", "a"), "mean"] == 0.6  # (0.25 + 0.5) / 1.25
    assert found.at[("quoted", "b"), "n"] == 0 and np.isnan(found.at[("quoted", "b"), "mean"])
    assert (
        np.isnan(found.at[("all", "b"), "low"]) and found.at[("all", "a"), "sentence_ids"] == "0 1"
    )


def test_verdict_says_who_is_apart():
    units = pd.DataFrame({"article_id": list("a" * 30 + "b" * 30 + "c" * 30), "weight": 1.0})
    units["total"] = np.r_[
        np.tile([-0.6, -0.4], 15), np.tile([0.6, 0.4], 15), np.tile([1, 0.1], 15)
    ]
    found = judge(units, ["a", "b", "c"], names={"a": "A"})
    assert found.words == "A is more negative than b and c; the other pair can't be told apart"
    assert judge(units[:1], ["a", "b"]).words.startswith("nothing to compare")
    even = judge(units.assign(total=np.tile([1, -1], 45)), ["a", "b", "c"])
    assert even.words == "no pair can be told apart (3 compared)" and not even.pairs["apart"].any()


@pytest.mark.parametrize("lexicon", ["vader", "textblob"])
def test_word_shift_adds_up_to_the_difference(corpus, lexicon):
    first, second = "daily-bangladesh", "axios"
    shift = tone.word_shift(corpus, first, second, lexicon=lexicon)
    words = corpus.tokens[corpus.tokens["is_word"]]
    values = words["term"].map(lambda term: valences(lexicon).get(term, 0.0))
    means = values.groupby(words["article_id"]).mean()
    assert shift["contribution"].sum() == pytest.approx(1000 * (means[second] - means[first]))
    assert (shift["contribution"].abs().diff().dropna() <= 1e-9).all()
    with pytest.raises(ValueError, match="no article 'x'; valid: daily-bangladesh"):
        tone.word_shift(corpus, "x", second)


def test_measures_name_what_they_lack(sentences):
    with pytest.raises(
        ValueError, match="no measure 'joy'; valid: polarity, subjectivity, compound"
    ):
        tone.by_article(sentences, measure="joy")
    with pytest.raises(ValueError, match="no voice 'loud'; valid: all, own"):
        tone.verdict(sentences, voice="loud")
    with pytest.raises(ValueError, match=r"no topic_words\.csv"):
        tone.by_article(sentences.assign(compound_ablated=np.nan), measure="compound_ablated")
    with pytest.raises(ValueError, match="at least 2 articles"):
        tone.articles_needed(sentences, differences=[0.1], spread=0, articles=[1])


def test_validity_is_that_of_the_statistics(corpus):
    coded = tone.coded_mentions(corpus)
    cells = _cells(coded["tone"], coded["towards"], coded["sentence_id"])
    ratings = coded[["tone", "towards"]].T.to_numpy().tolist()
    alpha = stats.krippendorff_alpha(ratings, level="ordinal")
    assert ordinal_alpha(cells.sum(axis=0, keepdims=True))[0] == pytest.approx(alpha)
    table = tone.validity(corpus, draws=200).set_index("measure")
    confusion = stats.confusion_matrix(coded["tone"], coded["towards"], labels=[-1, 0, 1])
    assert table.at["towards", "macro_f1"] == pytest.approx(stats.macro_f1(confusion))
    assert (table["alpha_low"] <= table["alpha"]).all() and (
        table["f1_high"] >= table["macro_f1"]
    ).all()


def test_side_tone_counts_the_mentions(corpus):
    table = tone.side_tone(corpus, by="hand", draws=50)
    found = table.set_index(["article_id", "side"])
    gold = corpus.story.table("gold/tone.csv")
    assert found["n"].sum() == len(gold) and found.at[("axios", "Third parties"), "n"] == 0
    assert np.isnan(found.at[("axios", "Third parties"), "mean"])
    part = gold[(gold["article_id"] == "axios") & (gold["side"] == "Russia")]["tone"].astype(int)
    assert found.at[("axios", "Russia"), "mean"] == pytest.approx(part.mean())
    with pytest.raises(ValueError, match="no side 'Mars'; valid: Russia, Ukraine"):
        tone.side_tone(corpus, sides="Mars", by="hand")
    assert tone.score_mentions(corpus, sides="Russia")["score"].between(-1, 1).all()


def test_side_contrast_draws_both_sides_together(corpus):
    table = tone.side_contrast(corpus, sides=["Russia", "Ukraine"]).set_index("article_id")
    means = tone.side_tone(corpus, by="hand", draws=50).set_index(["article_id", "side"])["mean"]
    gap = means["axios", "Ukraine"] - means["axios", "Russia"]
    axios = table.loc["axios"]
    assert axios["difference"] == pytest.approx(gap) and axios["low"] < gap < axios["high"]
    assert axios["n"] == 39  # 21 mentions of Russia and 18 of Ukraine in gold/tone.csv
    # Every mention of either side is coded 0 there: no width, so no interval.
    assert table.loc["daily-bangladesh", ["low", "high"]].isna().all()
    turned = tone.side_contrast(corpus, sides=["Ukraine", "Russia"]).set_index("article_id")
    assert turned.at["axios", "difference"] == pytest.approx(-gap)
    with pytest.raises(ValueError, match="must name two of: Russia, Ukraine"):
        tone.side_contrast(corpus, sides=["Russia", "Mars"])


def test_f1_gains_are_the_differences(corpus):
    table = tone.validity(corpus, draws=50).set_index("measure")["macro_f1"]
    gains = tone.f1_gains(corpus, "compound", draws=200).set_index("measure")
    assert gains.at["towards", "difference"] == pytest.approx(table["compound"] - table["towards"])
    assert gains["difference"].between(gains["low"], gains["high"]).all()
    with pytest.raises(ValueError, match="no measure 'joy'; valid: neutral, polarity"):
        tone.f1_gains(corpus, "joy")


def test_tables_are_for_reading():
    assert [tone.two_digits(x) for x in (-0.216, -0.001, np.nan)] == ["−0.22", "0.00", "–"]
    pairs = pd.DataFrame(
        [
            ("a", "b", -0.3, -0.5, -0.1, 0.0005, True),
            ("a", "c", 0.1, np.nan, np.nan, np.nan, False),
        ],
        columns=["first", "second", "difference", "low", "high", "p_holm", "apart"],
    )
    rows = tone.readable(pairs, names={"a": "A"}).reset_index().to_numpy().tolist()
    assert rows[0] == ["A", "b", "−0.30", "−0.50 to −0.10", "< .001", "yes"]
    assert rows[1] == ["A", "c", "+0.10", "–", "–", "no"]
    line = pd.DataFrame({"difference": 0.3, "articles": [2, 8, 32], "power": [0.5, 0.7, 0.9]})
    assert tone.articles_for(line)[0.3] == pytest.approx(16)  # halfway from 8 to 32 in logarithms
    assert np.isnan(tone.articles_for(line, share=0.95)[0.3])


def test_power_grows_with_articles_and_difference(sentences):
    power = tone.articles_needed(sentences, differences=[0.0, 0.3], spread=0.2, draws=500)
    table = power.pivot(index="articles", columns="difference", values="power")
    assert (table[0.0] < 0.1).all()  # told apart by chance: one in twenty
    assert table[0.3].is_monotonic_increasing and table[0.3].iloc[-1] > 0.95


def test_a_story_without_its_tables_says_so(strike):
    story = load_corpus(strike)
    scores = tone.score_sentences(story)
    assert scores["compound_ablated"].isna().all() and scores["compound"].notna().all()
    assert tone.side_tone(story)["n"].sum() == len(story.mentions)
    with pytest.raises(StoryError, match=r"gold/tone\.csv: this measure needs the table"):
        tone.validity(story)
