"""Published association of pairs of words, and effect sizes by their definition (O5, O6)."""

import pytest
from nltk import BigramAssocMeasures

from analysis.terms import g2, log_ratio

# O5, the doctests of NLTK's measures: together, each word's frequency, all words.
PAIRS = [(110, 2552, 221, 31777, 270.72), (8, 13, 32, 31777, 95.29)]


@pytest.mark.parametrize(("both", "first", "second", "words", "published"), PAIRS)
def test_g2_of_a_pair_is_nltks_likelihood_ratio(both, first, second, words, published):
    ours = g2(both, first - both, second, words - second)
    theirs = BigramAssocMeasures.likelihood_ratio(both, (first, second), words)
    assert ours == pytest.approx(published, abs=0.005) and ours == pytest.approx(theirs, rel=1e-12)


def test_g2_of_dunnings_table():
    # O6, Dunning 1993, p. 72: the four cells are 10, 0, 3, 31764.
    assert g2(10, 0, 10 + 3, 0 + 31764) == pytest.approx(167.23, abs=0.005)


def test_log_ratio_by_its_definition():
    # Hardie 2014: a doubling is 1, and a count of 0 is taken as 0.5.
    assert log_ratio(4, 2, 100, 100) == 1
    assert log_ratio(4, 2, 200, 100) == 0
    assert log_ratio([4, 0], [0, 4], 100, 100).tolist() == [3, -3]
