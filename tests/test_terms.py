"""Terms, on a toy corpus of three articles counted by hand."""

import doctest
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import Corpus, load_corpus, terms
from analysis.story import Story

TEXTS = {
    # 12 words
    "one": "Talks went on. The peace talks of Kyiv, peace talks again, failed.",
    # 9 words
    "two": "Peace came. Putin’s demands grew and Putin's talks ended.",
    # 15 words
    "three": "The peace talks of Kyiv went nowhere and the end was far. The end came.",
}
OUTLETS = {"one": "North", "two": "South", "three": "North"}


def framed(texts, outlets=None):
    """A corpus made without a folder; an article may have no word."""
    columns = ["country", "published", "title", "byline", "url", "file", "note", "language"]
    articles = pd.DataFrame({"article_id": list(texts)}, dtype=str).assign(
        **dict.fromkeys(columns, "")
    )
    articles["outlet"] = [(outlets or {}).get(name, "Paper") for name in texts]
    removed = pd.DataFrame(columns=["article_id", "start", "end", "kind", "text"])
    return Corpus(Story("toy", {"articles.csv": articles}, texts, removed, texts))


@pytest.fixture
def toy(tmp_path):
    rows = [f"{name},{name}.txt,{OUTLETS[name]},,2022-03-04,,,," for name in TEXTS]
    header = "article_id,file,outlet,country,published,url,title,byline,note"
    (tmp_path / "articles.csv").write_text("\n".join([header, *rows]), "utf-8")
    for name, body in TEXTS.items():
        (tmp_path / f"{name}.txt").write_text(body, "utf-8")
    return load_corpus(tmp_path)


def test_examples_in_docstrings_run(corpus):
    assert doctest.testmod(terms, extraglobs={"corpus": corpus}).failed == 0


# --- frequencies


def test_frequencies_counted_by_hand(toy):
    used = terms.frequencies(toy)
    assert list(used) == ["group", "term", "frequency", "per_thousand", "sentences"]
    one = used[used["group"] == "one"].set_index("term")
    assert one["frequency"].to_dict() == {
        "talks": 3, "peace": 2, "failed": 1, "kyiv": 1, "went": 1,
    }  # fmt: skip
    assert one.index.tolist() == ["talks", "peace", "failed", "kyiv", "went"]
    assert one["per_thousand"].tolist()[:2] == [250, 1000 * 2 / 12]
    assert one["sentences"].tolist()[:2] == ["one:0 one:1", "one:1"]


def test_stop_words_are_not_listed_and_stay_in_the_totals(toy):
    every = terms.frequencies(toy, stopwords=None).set_index(["group", "term"])
    listed = terms.frequencies(toy, stopwords=["The"]).set_index(["group", "term"])
    assert every.at[("three", "the"), "frequency"] == 3
    assert set(every.index) - set(listed.index) == {("one", "the"), ("three", "the")}
    assert (listed["per_thousand"] == every.loc[listed.index, "per_thousand"]).all()


def test_groups_are_any_column_and_top_is_of_each(toy):
    north = terms.frequencies(toy, by="outlet", top=2).query("group == 'North'")
    assert north["term"].tolist() == ["talks", "peace"] and north["frequency"].tolist() == [4, 3]
    assert north["per_thousand"].tolist() == [1000 * 4 / 27, 1000 * 3 / 27]
    assert north["sentences"].iloc[0] == "one:0 one:1 three:0"
    assert terms.frequencies(toy, top=1).groupby("group").size().tolist() == [1, 1, 1]


def test_terms_asked_for_come_even_where_they_never_occur(toy):
    asked = terms.frequencies(toy, terms=["The", "war"])
    assert asked["frequency"].tolist() == [1, 0, 0, 0, 3, 0]
    assert asked["sentences"].tolist() == ["one:1", "", "", "", "three:0 three:1", ""]
    with pytest.raises(ValueError, match="'peace talks' has 2"):
        terms.frequencies(toy, terms=["peace talks"])
    pairs = terms.frequencies(toy, 2, terms=["peace talks"])
    assert pairs["frequency"].tolist() == [2, 0, 1]


def test_runs_of_words_stop_at_marks_and_sentences_but_not_at_a_clitic(toy):
    pairs = terms.frequencies(toy, 2, stopwords=None, top=None)
    found = {name: set(own["term"]) for name, own in pairs.groupby("group")}
    assert {"talks went", "peace talks", "of kyiv"} <= found["one"]
    assert not {"on the", "kyiv peace", "again failed"} & found["one"]
    assert found["two"] == {
        "peace came", "putin demands", "demands grew", "grew and", "and putin", "putin talks",
        "talks ended",
    }  # fmt: skip
    # A run that begins or ends with a stop word isn't listed; one that has it inside is.
    three = terms.frequencies(toy, 3, stopwords=["of", "the"]).query("group == 'three'")
    assert "talks of kyiv" in set(three["term"]) and "peace talks of" not in set(three["term"])


# --- keyness


def test_keyness_counted_by_hand(toy):
    found = terms.keyness(toy, "one", "three", floor=1).set_index("term")
    assert list(found)[:4] == [
        "frequency", "reference_frequency", "per_thousand", "reference_per_thousand",
    ]  # fmt: skip
    talks = found.loc["talks"]
    assert talks.tolist()[:4] == [3, 1, 1000 * 3 / 12, 1000 * 1 / 15]
    # Monroe, Colaresi & Quinn 2008, the prior being the counts of both sides: 27 words.
    one, two = np.log((3 + 4) / (12 + 27 - 7)), np.log((1 + 4) / (15 + 27 - 5))
    assert talks["log_odds"] == pytest.approx(one - two)
    assert talks["z"] == pytest.approx((one - two) / np.sqrt(1 / 7 + 1 / 5))
    assert talks["g2"] == pytest.approx(terms.g2(3, 1, 12, 15))
    assert talks["log_ratio"] == pytest.approx(np.log2((3 / 12) / (1 / 15)))
    assert talks["sentences"] == "one:0 one:1" and found.at["end", "sentences"] == ""
    assert "p" not in found and found["z"].is_monotonic_decreasing
    assert found.index[0] == "talks" and found.loc["end", "z"] < 0


def test_keyness_is_antisymmetric_and_knows_only_the_articles_named(toy):
    one = terms.keyness(toy, "one", "three", floor=1).set_index("term")
    three = terms.keyness(toy, "three", ["one"], floor=1).set_index("term")
    assert np.allclose(one["z"], -three.loc[one.index, "z"])
    assert "putin" not in one.index
    rest = terms.keyness(toy, "one", floor=1).set_index("term")
    both = terms.keyness(toy, "one", ["two", "three"], floor=1).set_index("term")
    assert rest.equals(both) and rest.at["putin", "reference_frequency"] == 2
    south = terms.keyness(toy, "South", by="outlet", floor=1).set_index("term")
    assert south.loc["talks"].tolist()[:2] == [1, 4]


def test_floor_is_of_both_sides_together_and_exact(toy):
    listed = {floor: set(terms.keyness(toy, "one", floor=floor)["term"]) for floor in (4, 5, 6)}
    # talks 3 + 2, peace 2 + 2, the 1 + 3
    assert listed == {4: {"talks", "peace", "the"}, 5: {"talks"}, 6: set()}
    assert len(terms.keyness(toy, "one", floor=1, top=2)) == 2


def test_stop_words_leave_the_vocabulary_of_the_log_odds(toy):
    found = terms.keyness(toy, "one", "three", floor=1, stopwords="snowball").set_index("term")
    assert not {"the", "of", "was"} & set(found.index)
    _, z = terms.log_odds(found["frequency"], found["reference_frequency"])
    assert np.allclose(found["z"], z)
    every = terms.keyness(toy, "one", "three", floor=1).set_index("term")
    assert found.at["talks", "z"] != every.at["talks", "z"]
    same = ["per_thousand", "g2", "log_ratio"]
    assert found.loc["talks", same].tolist() == every.loc["talks", same].tolist()


def deals_by_hand(sentences, first, listed, deals, seed):
    """p as the docstring says it, from lists of words: the first so many are the target's."""
    vocabulary = sorted(set().union(*sentences))
    rng, zs = np.random.default_rng(seed), []
    for deal in range(deals + 1):
        member = np.arange(len(sentences)) < first
        member = rng.permutation(member.astype(float)) if deal else member
        counts = [
            [sum(own.count(t) for own, m in zip(sentences, member, strict=True) if bool(m) is side)
             for t in vocabulary]
            for side in (True, False)
        ]  # fmt: skip
        z = dict(zip(vocabulary, terms.log_odds(*counts)[1], strict=True))
        zs.append([z[term] for term in listed])
    far = np.abs(zs - np.mean(zs, axis=0)) / np.std(zs, axis=0)
    return [float(np.mean(far.max(axis=1) >= own - 1e-9)) for own in far[0]]


def test_p_is_of_the_largest_standardised_z_and_obeys_its_seed():
    one = ["rain rain fell", "rain fell late", "snow came"]
    two = ["hail came late", "hail fell", "snow fell late", "hail came", "wind came late"]
    corpus = framed({"a": ".\n".join(one) + ".", "b": ".\n".join(two) + "."})
    assert len(corpus.sentences) == 8

    def dealt(seed):
        return terms.keyness(corpus, "a", permutations=40, seed=seed)

    found = dealt(3)
    by_hand = deals_by_hand([s.split() for s in one + two], 3, found["term"], 40, 3)
    assert found["p"].tolist() == pytest.approx(by_hand)
    assert found["p"].min() >= 1 / 41 and dealt(3).equals(found)
    assert not dealt(4)["p"].equals(found["p"])


def test_p_holds_its_level_where_nothing_differs():
    rng, low = np.random.default_rng(0), 0
    for _ in range(60):
        lines = [" ".join(rng.choice(list("abcdefgh"), 5)) + "." for _ in range(24)]
        corpus = framed({"x": "\n".join(lines[:10]), "y": "\n".join(lines[10:])})
        low += terms.keyness(corpus, "x", permutations=39)["p"].min() <= 0.2
    # Twelve are expected, by chance 5 to 20 in 99 of 100 such trials.
    assert 5 <= low <= 20


def test_choices_have_z_by_every_list_and_prior(corpus):
    three = ["daily-bangladesh", "diplomatic-affairs", "axios"]
    table = terms.keyness_choices(corpus, three, top=4)
    columns = [name for name in table if ", " in name]
    assert len(columns) == 9 and {"snowball, pooled", "glasgow, 1", "no list, 0.01"} <= set(columns)
    assert (table["lifted"] == (table[columns] >= 1.96).sum(axis=1)).all()
    assert (table["lifted"] > 0).all() and table.groupby("group").size().max() <= 4
    row = table.set_index(["group", "term"]).loc[("axios", "putin")]
    z = terms.keyness(corpus, "axios", three, stopwords="glasgow", prior=1).set_index("term")["z"]
    assert row["glasgow, 1"] == z["putin"] and row["sentences"].startswith("axios:0 ")
    lifted = terms.keyness(corpus, "axios", three, prior=0.01, top=None).query("z >= 1.96")["term"]
    every = terms.keyness_choices(corpus, three, top=1000).query("group == 'axios'")
    assert set(every.loc[every["no list, 0.01"] >= 1.96, "term"]) == set(lifted)
    stopped = table[table["term"].isin(terms._lists()["snowball"])]
    assert stopped["snowball, pooled"].isna().all() and stopped["no list, 1"].notna().all()


# --- where terms stand


def test_concordance_finds_whole_words_and_leads_back(toy):
    lines = terms.concordance(toy, "peace talks", width=2, sort="right")
    assert lines["right"].tolist() == ["again, failed.", "of Kyiv,", "of Kyiv"]
    assert lines["left"].tolist() == ["of Kyiv,", "on. The", "The"]
    assert lines["sentence_id"].tolist() == [1, 1, 0]
    assert [TEXTS[a][s:e] for a, s, e in lines[["article_id", "start", "end"]].to_numpy()] == (
        ["peace talks"] * 3
    )
    assert terms.concordance(toy, "pea").empty and len(terms.concordance(toy, "pea\\w+")) == 4
    by_left = terms.concordance(toy, "the", width=1, sort="left")
    assert by_left["left"].tolist() == ["", "and", "far.", "on."]
    assert terms.concordance(toy, "the|far", sort="node")["node"].tolist()[0] == "far"
    assert terms.concordance(toy, "far", width=0)[["left", "right"]].iloc[0].tolist() == ["", ""]


def test_either_apostrophe_finds_both_and_a_pattern_can_be_plain(toy):
    assert len(terms.concordance(toy, "Putin's")) == len(terms.concordance(toy, "putin’s")) == 2
    assert terms.concordance(toy, "Putin's")["node"].tolist() == ["Putin’s", "Putin's"]
    story = framed({"a": "The U.S. and the UBSX met (again)."})
    for text in ("U.S.", "(again)"):
        assert terms.concordance(story, re.escape(text))["node"].tolist() == [text]


def test_positions_are_shares_of_the_article(toy):
    found = terms.positions(toy, {"end": "ends?", "talks": "talks"})
    assert found["term"].tolist() == ["talks"] * 4 + ["end"] * 2 + ["talks"]
    assert found["group"].tolist() == sorted(found["group"], key=list(TEXTS).index)
    end = found[found["term"] == "end"]
    places = [TEXTS["three"].find("end"), TEXTS["three"].rfind("end")]
    assert end["position"].tolist() == [place / len(TEXTS["three"]) for place in places]
    assert end["sentences"].tolist() == ["three:0", "three:1"]
    assert set(terms.positions(toy, ["end"], by="outlet")["group"]) == {"North"}


def test_dispersion_at_its_bounds():
    # Ten sentences of one length: each is a tenth of the text.
    lines = [f"Rain fell on {name}." for name in "abcdefghij"]
    body = " ".join(lines) + " "
    corpus = framed({"even": body, "other": "Rain."})
    spread = terms.dispersion(corpus, {"rain": "rain", "c": "c", "snow": "snow"})
    even = spread[spread["group"] == "even"].set_index("term")
    assert even["frequency"].tolist() == [10, 1, 0] and even["range"].tolist() == [10, 1, 0]
    assert even["dp"].tolist()[:2] == pytest.approx([0, 0.9])
    assert even["dp_norm"].tolist()[:2] == pytest.approx([0, 1])
    assert even.loc["snow", ["dp", "dp_norm"]].isna().all()
    assert even["sentences"].tolist()[1:] == ["even:2", ""]


def test_collocations_counted_by_hand(toy):
    pair = terms.collocations(toy, floor=3).set_index("term").loc["peace talks"]
    # peace 4 times, talks 5 times, in 36 words
    assert pair[["first", "second", "frequency", "articles"]].tolist() == ["peace", "talks", 3, 2]
    assert pair["log_dice"] == pytest.approx(14 + np.log2(2 * 3 / 9))
    assert pair["g2"] == pytest.approx(terms.g2(3, 1, 5, 36 - 5))
    assert pair["sentences"] == "one:1 three:0"
    assert terms.collocations(toy, floor=4).empty
    every = terms.collocations(toy, floor=1, stopwords=None)
    assert "the peace" in set(every["term"]) and "kyiv peace" not in set(every["term"])
    assert "the peace" not in set(terms.collocations(toy, floor=1)["term"])
    assert every["g2"].is_monotonic_decreasing
    assert len(terms.collocations(toy, floor=1, top=2)) == 2
    assert len(terms.collocations(framed({"a": "No no no no."}), floor=3, stopwords=None)) == 1


def test_overlap_gives_each_passage_once_and_whole(toy):
    for n in (3, 5):
        passage = terms.overlap(toy, n)
        assert passage.to_numpy().tolist() == [
            ["one", "three", 5, "The peace talks of Kyiv", "one:1 three:0"]
        ]
    assert terms.overlap(toy, 6).empty and terms.overlap(toy, 5, by="outlet").empty
    # Marks and capitals are passed over, and a passage ends with its sentence in either article.
    twice = {"a": "He said: rain fell, again. All left.", "b": "he said rain fell again all left."}
    assert terms.overlap(framed(twice), 2)["text"].tolist() == [
        "He said: rain fell, again", "All left",
    ]  # fmt: skip


# --- what must hold for any text


def test_articles_without_a_word_give_no_traceback():
    for texts in ({"a": "", "b": "Rain fell. Rain fell."}, {"a": "", "b": "…"}, {"a": "Rain."}):
        corpus = framed(texts)
        for n in (1, 2, 9):
            used = terms.frequencies(corpus, n)
            assert "a" not in set(used["group"]) or n == 1
            assert list(used) == ["group", "term", "frequency", "per_thousand", "sentences"]
            compared = terms.keyness(corpus, "a", n=n, permutations=5)
            assert compared.empty and "z" in compared
        asked = terms.frequencies(corpus, terms=["rain"])
        assert len(asked) == len(texts)
        assert asked["per_thousand"].isna().any() == ("" in texts.values())
        spread = terms.dispersion(corpus, ["rain"])
        assert len(spread) == len(texts) and spread["frequency"].sum() in (0, 1, 2)
        assert terms.positions(corpus, ["snow"]).empty and terms.concordance(corpus, "snow").empty
        assert terms.collocations(corpus).empty and terms.overlap(corpus).empty
        assert terms.keyness_choices(corpus, list(texts)).empty
    alone = framed({"a": "Rain rain rain.", "b": "Rain rain rain."})
    assert terms.keyness(alone, "a", permutations=5)["p"].tolist() == [1]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text("abAB .,’'\n", max_size=40), min_size=1, max_size=3), st.integers(1, 3))
def test_counts_add_up_and_lead_back(texts, n):
    corpus = framed({f"t{number}": body for number, body in enumerate(texts)})
    used = terms.frequencies(corpus, n, stopwords=None, top=None)
    if n == 1:
        assert used["frequency"].sum() == corpus.articles["words"].sum()
    pieces = corpus.sentences.set_index(["article_id", "sentence_id"])["text"]
    for _, term, frequency, _, places in used.itertuples(index=False):
        assert 1 <= len(places.split()) <= frequency
        for name, number in (place.split(":") for place in places.split()):
            sentence = pieces[name, int(number)].lower().replace("’", "'")
            assert all(word in sentence for word in term.split())


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=8))
def test_log_odds_change_sign_with_the_sides(counts):
    one, two = np.array(counts).T
    delta, z = terms.log_odds(one, two, prior=0.5)
    assert np.allclose(delta, -terms.log_odds(two, one, prior=0.5)[0])
    assert (np.sign(delta) == np.sign(z)).all()
    value = terms.g2(one, two, one.sum() + 1, two.sum() + 1)
    assert np.allclose(value, terms.g2(two, one, two.sum() + 1, one.sum() + 1))
    assert (value >= 0).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda c: terms.frequencies(c, 0), "n must be at least 1, not 0"),
        (lambda c: terms.frequencies(c, by="paper"), "'paper'; valid: article_id, outlet"),
        (lambda c: terms.frequencies(c, stopwords="nltk"), "'nltk'; valid: snowball, glasgow"),
        (lambda c: terms.keyness(c, "four"), "no group 'four'; valid: one, two, three"),
        (lambda c: terms.keyness(c, "one", ["tow"]), "no group 'tow'; valid: one, two, three"),
        (lambda c: terms.keyness(c, "one", prior=0), "'pooled' or a number above 0"),
        (lambda c: terms.keyness_choices(c, ["one", "tow"]), "no group 'tow'"),
        (lambda c: terms.concordance(c, "(war"), "'(war' is no regular expression: missing )"),
        (lambda c: terms.concordance(c, "war", sort="up"), "valid: text, left, node, right"),
        (lambda c: terms.concordance(c, "war", width=-1), "width must be at least 0"),
        (lambda c: terms.overlap(c, 1), "n must be at least 2"),
    ],
)
def test_errors_name_what_is_valid(toy, call, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        call(toy)
