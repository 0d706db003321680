"""Keyness over several articles: the family p is of, the shuffles, and how terms are shown."""

import numpy as np
import pytest

from analysis import load_corpus, terms
from analysis.terms.permutation import dealt


@pytest.fixture(scope="module")
def seeds():
    return load_corpus("seeds")


def test_p_is_of_the_whole_family_unless_asked_otherwise(seeds):
    counts = terms.count(seeds, stopwords="snowball")
    every = terms.keyness_all(counts, draws=400)
    one = terms.keyness_all(counts, draws=400, family="article")
    assert (every["p"] >= one["p"]).all() and every["limit"].nunique() == 1
    assert ((every["p"] < 0.05) == (every["z"].abs() > every["limit"])).all()
    assert ((one["p"] < 0.05) == (one["z"].abs() > one["limit"])).all()
    assert np.isposinf(every.loc[every["reference_frequency"] == 0, "log_ratio"]).all()
    with pytest.raises(ValueError, match="family must be 'all' or 'article', not 'word'"):
        terms.keyness_all(counts, family="word")


def test_a_shuffle_deals_every_sentence_to_one_article():
    tokens = np.array([5, 9, 2, 7, 7, 30])
    groups = dealt(tokens, [16, 44], draws=200, seed=0)
    assert (groups[0] + groups[1] == 1).all() and len(np.unique(groups[0], axis=0)) > 20
    # To the nearest sentence: the longest has 30 words.
    assert np.abs(groups[0] @ tokens - 16).max() <= 15


def test_own_phrases_and_spellings(seeds):
    written = terms.spellings(seeds)
    assert written[["putin", "kiev", "talks"]].tolist() == ["Putin", "Kiev", "talks"]
    phrases = terms.own_phrases(seeds)
    assert {"round of negotiations", "talk with Putin"} <= set(phrases["form"])
    # A name of an actor, a date, an adverb, and a part of a longer phrase.
    dropped = {"mikhail podoliak", "3rd that ukraine", "ukraine also", "recognized republics of"}
    assert not dropped & set(phrases["term"]) and (phrases["frequency"] > 1).all()
