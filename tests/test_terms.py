"""Terms: counts, keyness, concordance and the rest, on a small story made for them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from readability import FleschReadingEase

from analysis import Corpus, load_corpus, terms
from analysis.story import StoryError, read_story

TEXTS = {
    "one": "Putin’s demands grew. The peace talks of Kyiv, peace talks again, went on.\n"
    "Zelenskyy said the special military operation must end.",
    "two": "Zelensky hoped for peace. “We want <b>security guarantees</b>,” he said. "
    "The U.S. knew.",
    "three": "The peace talks of Kyiv went nowhere, and the end was far. The end came.",
}


@pytest.fixture
def story(tmp_path):
    def write(texts, **tables):
        rows = [(name, f"{name}.txt", name.title(), "2022-03-04") for name in texts]
        frame = pd.DataFrame(rows, columns=["article_id", "file", "outlet", "published"])
        for column in ("country", "url", "title", "byline", "note"):
            frame[column] = ""
        frame.to_csv(tmp_path / "articles.csv", index=False)
        for name, text in texts.items():
            (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
        for name, lines in tables.items():
            (tmp_path / f"{name}.csv").write_text("\n".join(lines), encoding="utf-8")
        return Corpus(read_story(tmp_path))

    return write


@pytest.fixture
def corpus(story):
    actors = ["side,actor,alias", "Ukraine,Zelensky,Zelensky", "Ukraine,Zelensky,Zelenskyy"]
    return story(TEXTS, actors=actors, multiwords=["term", "special military operation"])


@pytest.fixture(scope="module")
def seeds():
    return load_corpus("seeds")


def test_every_term_leads_back_to_its_text(seeds):
    texts = seeds.articles.set_index("article_id")["text"]
    for n in (1, 2, 3):
        found = terms.occurrences(seeds, n)
        spans = [texts[a][s:e] for a, s, e in found[["article_id", "start", "end"]].to_numpy()]
        plain = ["".join(span.lower().replace("’", "'").split()) for span in spans]
        assert plain == found["term"].str.replace(" ", "").tolist()


def test_folding_multiwords_and_ngrams(corpus):
    words = terms.frequencies(corpus, fold_actors=True, draws=0).set_index(["article_id", "term"])
    assert words.loc[("one", "Zelensky"), "document_frequency"] == 2
    assert words.loc[("one", "special military operation"), "frequency"] == 1
    assert "military" not in words.loc["one"].index
    pairs = set(terms.occurrences(corpus, 2).query("article_id == 'one'")["term"])
    # ’s stays with its word; a comma, a sentence's end and a line's end part words.
    assert {"putin's demands", "peace talks", "military operation"} <= pairs
    assert not {"kyiv peace", "grew the", "on zelenskyy"} & pairs


def test_rates_ranks_and_stop_words(corpus):
    three = terms.frequencies(corpus).query("article_id == 'three'").set_index("term")
    assert three.loc["the", ["frequency", "rank", "document_frequency"]].tolist() == [3, 1, 3]
    assert three.loc["the", "per_thousand"] == 1000 * 3 / 15
    assert three.loc["end", "rank"] == 2 and set(three.loc[["peace", "far"], "rank"]) == {3}
    listed = terms.frequencies(corpus, stopwords="snowball").query("article_id == 'three'")
    assert listed["rank"].iloc[0] == 1 and listed["term"].iloc[0] == "end"
    assert listed.set_index("term")["per_thousand"]["end"] == three["per_thousand"]["end"]
    assert terms.stopword_lists()["size"].tolist() == [174, 318]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text("aA1.’'-&_ \n,“(é·İU", max_size=40), min_size=1, max_size=4))
@example(["U.S. o’neil’s 1,000.5% war-torn a.b.c Can’t_x ’s", "Ab, ab. AB"])
def test_direct_counts_are_those_of_the_tokens(texts):
    from analysis import text

    ids = [f"a{number}" for number in range(len(texts))]
    frame = text.tokens(text.sentences(pd.DataFrame({"article_id": ids, "text": texts})))
    expected = frame[frame["is_word"]].groupby(["article_id", "term"]).size()
    counts = terms.count_texts(ids, texts)
    found = pd.Series(
        counts.count,
        pd.MultiIndex.from_arrays([np.array(ids)[counts.unit], counts.terms[counts.term]]),
        dtype=int,
    )
    assert found.sort_index().to_dict() == expected.sort_index().to_dict()
    assert counts.units["tokens"].sum() == frame["is_word"].sum()


def test_keyness_is_the_published_formula_and_antisymmetric(seeds):
    counts = terms.count(seeds)
    one = terms.keyness(counts, "axios", "telesur", draws=0).set_index("term")
    two = terms.keyness(counts, "telesur", "axios", draws=0).set_index("term")
    assert np.allclose(one["z"], -two.loc[one.index, "z"])
    # Monroe, Colaresi & Quinn 2008, equations 16, 20 and 22, the prior both sides' counts.
    a, b = one.at["putin", "frequency"], one.at["putin", "reference_frequency"]
    n, m = one["frequency"].sum(), one["reference_frequency"].sum()
    odds = [(y + a + b) / (total + n + m - y - a - b) for y, total in ((a, n), (b, m))]
    z = np.log(odds[0] / odds[1]) / np.sqrt(1 / (2 * a + b) + 1 / (a + 2 * b))
    assert one.at["putin", "z"] == pytest.approx(z, rel=1e-12)


def test_null_is_wide_for_a_clumped_term_and_blind_to_labels(story):
    spread = " ".join(f"Word{n} came late{n} with rain." for n in range(30))
    clumped = " ".join(["Echo echo echo echo echo echo came."] + ["Rain came late again."] * 29)
    keys = terms.keyness_all(story({"spread": spread, "clumped": clumped}), draws=200)
    echo = keys.query("article_id == 'clumped' and term == 'echo'").iloc[0]
    rain = keys.query("article_id == 'clumped' and term == 'rain'").iloc[0]
    assert echo["null_high"] - echo["null_low"] > rain["null_high"] - rain["null_low"]
    assert echo["dp"] > 0.9 > rain["dp"] and echo["p"] > 0.05
    halves = {"one": " ".join(["Rain came late."] * 20), "two": " ".join(["Rain came late."] * 20)}
    same = terms.keyness_all(story(halves), draws=200)
    assert (same["p"] > 0.5).all() and np.allclose(same["z"], 0)


def test_a_word_leads_only_beyond_chance(story):
    clear = " ".join(f"Rain fell on town{n} and rain stayed." for n in range(20))
    close = " ".join(["Snow met hail."] * 10 + ["Snow came.", "Hail came.", "Snow again."])
    found = terms.leads(story({"clear": clear, "close": close}), stopwords=["and", "on"])
    found = found.set_index("article_id")
    assert found["leads"].to_dict() == {"clear": True, "close": False}
    assert found.loc["clear", ["term", "ahead"]].tolist() == ["rain", 1.0]
    # 12 uses of snow, 11 of hail, in 36 words.
    assert found.loc["close", ["term", "second"]].tolist() == ["snow", "hail"]
    assert found.at["close", "difference"] == pytest.approx(1000 / 36)


def test_collocations_overlap_dispersion(corpus):
    pairs = terms.collocations(corpus, floor=2).set_index(["first", "second"])
    assert pairs.loc[("peace", "talks"), ["frequency", "articles"]].tolist() == [3, 2]
    # log₂ of 2·3 / (3 + 3): every pair that begins with "peace" or ends with "talks" is this one.
    assert pairs.loc[("peace", "talks"), "log_dice"] == 14
    assert pairs.loc[("peace", "talks"), "sentence_ids"] == "one:1 three:0"
    passage = terms.shared_passages(corpus, 4).iloc[0]
    assert (passage["text"], passage["words"]) == ("The peace talks of Kyiv", 5)
    shares = terms.overlap(corpus, 4).set_index(["article_id", "other"])
    assert shares.loc[("three", "one"), ["shared", "longest"]].tolist() == [2, 5]
    key_terms = pd.DataFrame({"term": ["peace", "war"], "pattern": ["peace", "wars?"]})
    spread = terms.dispersion(corpus, key_terms).set_index("term")
    assert spread["range"].tolist() == [3, 0] and np.isnan(spread.at["war", "dp"])


def test_readability_is_the_formula_of_its_counts(seeds):
    row = terms.readability(seeds, draws=10).iloc[0]
    flesch = 206.835 - 1.015 * row["words_per_sentence"] - 84.6 * row["syllables_per_word"]
    assert row["flesch"] == pytest.approx(flesch)  # Flesch 1948
    assert FleschReadingEase(syllables=3, words=2, sentences=1) == pytest.approx(77.905)
    varied = terms.diversity(seeds)
    assert (varied.eval("mattr_low < mattr < mattr_high and mtld_low < mtld < mtld_high")).all()


def test_concordance_finds_sorts_and_escapes(corpus):
    lines = terms.concordance(corpus, "peace talks", width=2, sort="right")
    assert lines["right"].tolist() == ["again, went", "of Kyiv", "of Kyiv"]
    assert lines["left"].tolist() == ["of Kyiv,", "grew. The", "The"]
    assert len(terms.concordance(corpus, "U.S.", regex=False)) == 1
    assert terms.concordance(corpus, "pea").empty
    shown = terms.aligned(terms.concordance(corpus, "security"))._repr_html_()
    assert "&lt;b&gt;" in shown and "<b>guarantees" not in shown


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda c: terms.frequencies(c, 0), "n must be a whole number from 1"),
        (lambda c: terms.frequencies(c, by="paper"), "valid: article_id, outlet, country"),
        (lambda c: terms.frequencies(c, stopwords="nltk"), r"valid: snowball \(174 terms\)"),
        (lambda c: terms.keyness(c, "four"), "the articles are one, two, three"),
        (lambda c: terms.keyness(c, ["one", "two", "three"]), "the reference is empty"),
        (lambda c: terms.keyness(c, "one", n=50), r"two terms \(n=50\)"),
        (lambda c: terms.keyness(c, "one", prior=0), "'corpus' or a number above 0"),
        (lambda c: terms.concordance(c, "(war"), "no regular expression"),
        (lambda c: terms.concordance(c, "war|"), "matches the empty text"),
        (lambda c: terms.concordance(c, "war", sort="up"), "valid: text, left, node, right"),
    ],
)
def test_errors_name_what_is_wrong(corpus, call, message):
    with pytest.raises(ValueError, match=message):
        call(corpus)


def test_a_story_of_one_article_and_empty_results(story):
    alone = story({"only": "Talks began."})
    for measure in (terms.keyness_all, terms.tfidf, terms.overlap):
        with pytest.raises(ValueError, match=r"one$|no article but only"):
            measure(alone)
    assert terms.frequencies(alone, 9).columns.tolist() == terms.frequencies(alone).columns.tolist()
    assert terms.collocations(alone).empty and terms.concordance(alone, "war").empty
    with pytest.raises(StoryError, match=r"actors.csv.*side, actor, alias"):
        terms.frequencies(alone, fold_actors=True)


def test_a_slip_in_an_option_is_named(corpus):
    for measure in (terms.frequencies, terms.tfidf, terms.collocations, terms.keyness_all):
        with pytest.raises(TypeError, match="no option 'stopword'; valid: stopwords, fold_actors"):
            measure(corpus, stopword="snowball")
    field = pd.DataFrame({"term": ["any"], "pattern": [r"\w+"]})
    with pytest.raises(ValueError, match="500 parts are more than the"):
        terms.dispersion(corpus, field, parts=500)
