"""The multiverse: other choices are really other, and a claim is worked out under each."""

import pandas as pd
import pytest

from analysis import load_corpus, terms
from analysis.claims import claims
from analysis.multiverse import (
    KINDS,
    Claim,
    Worlds,
    multiverse,
    survival,
)
from analysis.universe import Retokenised, uncleaned


@pytest.fixture(scope="module")
def corpus():
    return load_corpus("seeds")


def test_every_span_of_the_other_tokeniser_is_its_text(corpus):
    other = Retokenised(corpus.story)
    texts = corpus.articles.set_index("article_id")["text"]
    spans = other.tokens[["article_id", "start", "end", "text"]].to_numpy()
    assert all(texts[a][start:end] == text for a, start, end, text in spans)
    # NLTK parts contractions: "can't" and "won't" are "ca", "wo" and "n't".
    assert "n't" in set(other.tokens["term"]) - set(corpus.tokens["term"])


def test_cleaning_off_leaves_the_file_as_found(corpus):
    raw = uncleaned(corpus, "hindustan-times")
    words = raw.articles["words"] - corpus.articles["words"]
    assert (words > 0).tolist() == [False, False, False, False, True]
    assert not terms.concordance(raw, "Pakistan").empty
    with pytest.raises(ValueError, match="no article 'bbc'; the articles are daily-bangladesh"):
        uncleaned(corpus, "bbc")


def test_the_choices_a_claim_depends_on_are_crossed(corpus):
    def one_stop_list(universe):
        return universe.stopwords == "snowball" or universe.prior == 1.0

    one = [Claim("listed", "04-terms", ("stop list", "prior"), one_stop_list)]
    frame = multiverse(corpus, one)
    assert frame[["stop list", "prior"]].drop_duplicates().shape == (9, 2)
    assert frame["usual"].tolist() == [True] + [False] * 8 and set(frame["lexicon"]) == {""}
    # Five of nine: three priors with Snowball, and the prior of 1 with either other list.
    row = survival(frame).iloc[0]
    assert row[["kind", "worlds", "held"]].tolist() == ["difference", 9, 5]
    assert row["breaks"] == "no stop list (33%); Glasgow (33%)"
    with pytest.raises(ValueError, match="no choice 'moon'; valid: stop list, tokeniser"):
        multiverse(corpus, [Claim("c", "n", ("moon",), one_stop_list)])


def test_a_world_is_made_of_its_options(corpus):
    worlds = Worlds(corpus, draws=100)
    world = worlds.universe({"tokeniser": "NLTK", "cleaning": "Axios uncut", "prior": "1 a word"})
    assert isinstance(world.corpus, Retokenised) and world.prior == 1.0
    assert world.corpus.articles["words"].sum() > corpus.articles["words"].sum()
    # Only the family differs between stop lists, so that the shuffles are shared.
    listed = worlds.universe({"stop list": "Glasgow"}).keyness
    alone = terms.keyness_all(terms.count(corpus, stopwords="glasgow"), draws=100)
    both = listed.merge(alone, on=["article_id", "term"], suffixes=("", "_alone"))
    assert len(both) == len(alone) == len(listed)
    assert (both["z"] == both["z_alone"]).all() and (both["p"] == both["p_alone"]).all()
    with pytest.raises(ValueError, match="no option 'BERT' of choice 'lexicon'; valid:"):
        worlds.universe({"lexicon": "BERT"})


def test_every_claim_holds_as_its_notebook_says(corpus):
    table = pd.read_csv("seeds/claims.csv", keep_default_na=False)
    usual = Worlds(corpus).universe({})
    found = claims(table)
    assert [claim.words for claim in found if not claim.holds(usual)] == []
    assert {claim.kind for claim in found} == set(KINDS)
    with pytest.raises(ValueError, match="no test 'rains'; valid: more_negative"):
        claims(table.assign(test="rains"))
