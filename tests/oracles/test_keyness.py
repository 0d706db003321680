"""Published keyness values: G² and log-odds of terms in two corpora (O3, O4, O7)."""

import numpy as np
import pytest

from analysis.terms import g2, log_odds

# O3: quanteda.textstats, Trump 2017 against the other speeches since 1945, counts smoothed by 1 per
# document. It corrects two more words after Yates, which is not done here.
SMOOTHED = [("will", 41, 351, 22.609878), ("america", 19, 149, 12.306921)]
# quanteda adds 1e-9 to each ratio, which lifts what it prints by 2N · 1e-9.
LIFT = 2 * (6_182 + 127_260) * 1e-9


@pytest.mark.parametrize(("term", "target", "reference", "published"), SMOOTHED)
def test_g2_of_four_cells(term, target, reference, published):
    assert g2(target, reference, 6_182, 127_260) + LIFT == pytest.approx(published, abs=2e-6)


def test_g2_of_many_terms_at_once():
    # O4: conc, Alice in Wonderland against the Brown corpus.
    counts = np.array([[1171, 2060], [117, 0], [514, 1944]]).T
    alone = [g2(*pair, 59_514, 980_144) for pair in counts.T]
    assert g2(*counts, 59_514, 980_144) == pytest.approx(alone)
    assert alone[0] == pytest.approx(2728.15, abs=0.005)


# O7: Monroe, Colaresi & Quinn 2008; the vocabulary's order is that of the counts.
VOCABULARY = ["conflict", "invasion", "kiev", "kyiv", "operation", "talks", "war"]
A, B = [0, 2, 0, 1, 0, 2, 3], [1, 0, 2, 0, 3, 2, 0]


@pytest.mark.parametrize(
    ("prior", "war", "invasion", "kyiv"),
    [
        (0.01, 0.616243, 0.557466, 0.472426),
        (0.1, 1.202344, 1.022406, 0.763425),
        ("pooled", 1.198260, 0.910432, 0.602247),
    ],
)
def test_log_odds_with_a_dirichlet_prior(prior, war, invasion, kyiv):
    z = dict(zip(VOCABULARY, log_odds(A, B, prior=prior)[1], strict=True))
    published = {"war": war, "invasion": invasion, "kyiv": kyiv, "talks": 0}
    mirrored = {"operation": -war, "kiev": -invasion, "conflict": -kyiv}
    assert z == pytest.approx(published | mirrored, abs=5e-7)


@pytest.mark.parametrize("prior", [0, -1, np.inf, np.nan, "corpus"])
def test_a_prior_is_pooled_or_above_0(prior):
    with pytest.raises(ValueError, match="'pooled' or a number above 0"):
        log_odds(A, B, prior=prior)
