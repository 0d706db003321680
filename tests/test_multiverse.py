"""The multiverse: other choices are really other, and a claim is worked out under each."""

import pandas as pd
import pytest

from analysis import load_corpus, terms
from analysis.claims import claims
from analysis.multiverse import Claim, Retokenised, multiverse, survival, uncleaned, universes


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


def test_a_claim_is_worked_out_where_it_depends(corpus):
    def one_stop_list(universe):
        return universe.stopwords == "snowball"

    one = [Claim("listed", "04-terms", ("stop list",), one_stop_list)]
    frame = multiverse(corpus, one, draws=0)
    assert frame.loc[frame["depends"], "holds"].tolist() == [False, False]
    assert frame.loc[~frame["depends"], "holds"].all()
    row = survival(frame).iloc[0]
    assert row.tolist() == ["listed", "04-terms", True, 2, 0, "no stop list; Glasgow"]
    with pytest.raises(ValueError, match="no choice 'moon'; valid"):
        multiverse(corpus, [Claim("c", "n", ("moon",), one_stop_list)])


def test_every_claim_holds_as_its_notebook_says(corpus):
    table = pd.read_csv("seeds/claims.csv", keep_default_na=False)
    usual = universes(corpus)[0][2]
    assert [claim.words for claim in claims(table) if not claim.holds(usual)] == []
    with pytest.raises(ValueError, match="no test 'rains'; valid: quotes_nobody"):
        claims(table.assign(test="rains"))
