"""Published agreement values (O10), and scores of labels worked by hand."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats import (
    accuracy,
    alpha_interval,
    class_scores,
    confusion_matrix,
    krippendorff_alpha,
    macro_f1,
    macro_f1_interval,
)

N = None
# The sample matrix of the package krippendorff 0.9.0 (docstring of its `alpha`).
SAMPLE = [
    [N, N, N, N, N, 3, 4, 1, 2, 1, 1, 3, 3, N, 3],
    [1, N, 2, 1, 3, 3, 4, 3, N, N, N, N, N, N, N],
    [N, N, 2, 1, 3, 4, 4, N, 2, 1, 1, 3, 3, N, 4],
]
LEVELS = [
    ("nominal", 0.691358),
    ("ordinal", 0.806721),
    ("interval", 0.810845),
    ("ratio", 0.808944),
]


@pytest.mark.parametrize(("level", "published"), LEVELS)
def test_alpha_of_the_sample(level: Any, published: float) -> None:
    assert krippendorff_alpha(SAMPLE, level=level) == pytest.approx(published, abs=5e-7)


def test_alpha_of_named_ranks_is_that_of_the_numbers() -> None:
    names = {1: "calm", 2: "cool", 3: "warm", 4: "hot", N: N}
    named = [[names[value] for value in coder] for coder in SAMPLE]
    alpha = krippendorff_alpha(named, level="ordinal", order=["calm", "cool", "warm", "hot"])
    assert alpha == pytest.approx(0.806721, abs=5e-7)
    assert krippendorff_alpha(named) == pytest.approx(0.691358, abs=5e-7)
    with pytest.raises(ValueError, match="ordinal ratings need an order; found 'calm'"):
        krippendorff_alpha(named, level="ordinal")
    with pytest.raises(ValueError, match="lacks the rating 'hot'"):
        krippendorff_alpha(named, level="ordinal", order=["calm", "cool", "warm"])


rating = st.sampled_from([None, -1, 0, 1])
matrices = st.integers(4, 8).flatmap(
    lambda units: st.lists(st.lists(rating, min_size=units, max_size=units), min_size=3, max_size=4)
)


@given(ratings=matrices, level=st.sampled_from(["nominal", "ordinal", "interval"]), data=st.data())
def test_alpha_does_not_depend_on_the_order_of_coders_or_units(
    ratings: Any, level: Any, data: st.DataObject
) -> None:
    try:
        alpha = krippendorff_alpha(ratings, level=level)
    except ValueError:
        return
    units = data.draw(st.permutations(range(len(ratings[0]))))
    shuffled = [[coder[u] for u in units] for coder in data.draw(st.permutations(ratings))]
    assert krippendorff_alpha(shuffled, level=level) == pytest.approx(alpha)
    assert alpha <= 1


@pytest.mark.parametrize(
    ("ratings", "why"),
    [([[1, N], [N, 2]], "no unit was rated by two"), ([[1, 1], [1, 1]], "the same value")],
)
def test_alpha_that_is_not_defined_says_so(ratings: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        krippendorff_alpha(ratings)


def test_interval_of_alpha() -> None:
    found = alpha_interval(SAMPLE, seed=1)
    assert found == alpha_interval(SAMPLE, seed=1)
    assert found.low < found.estimate < found.high <= 1
    # Of 15 units, the second and fourteenth nobody coded, the first one coder only.
    assert found.n == 12


TRUTH = [1, 1, 1, 0, 0, -1, -1, -1]
GUESS = [1, 1, 0, 0, 1, -1, 0, 0]


def test_scores_worked_by_hand() -> None:
    confusion = confusion_matrix(TRUTH, GUESS)
    assert list(confusion.index) == [-1, 0, 1]
    assert confusion.to_numpy().tolist() == [[1, 2, 0], [0, 1, 1], [0, 1, 2]]
    scores = class_scores(confusion).set_index("label")
    # -1: 1 of 1 predicted, 1 of 3 coded; 0: 1 of 4, 1 of 2; 1: 2 of 3, 2 of 3.
    assert scores["precision"].tolist() == pytest.approx([1, 1 / 4, 2 / 3])
    assert scores["recall"].tolist() == pytest.approx([1 / 3, 1 / 2, 2 / 3])
    assert scores["f1"].tolist() == pytest.approx([1 / 2, 1 / 3, 2 / 3])
    assert accuracy(confusion) == pytest.approx(4 / 8)
    assert macro_f1(confusion) == pytest.approx(1 / 2)
    found = macro_f1_interval(confusion)
    assert found.low < found.estimate < found.high
    assert found.n == 8


def test_labels_that_never_come_and_labels_that_lack() -> None:
    confusion = confusion_matrix(["a", "b"], ["a", "a"], labels=["a", "b", "c"])
    # A label that never comes has no F1, and no part in the mean.
    assert macro_f1(confusion) == pytest.approx((2 / 3 + 0) / 2)
    scores = class_scores(confusion)
    assert scores["f1"].tolist() == pytest.approx([2 / 3, 0, math.nan], nan_ok=True)
    assert np.isnan(scores["precision"][1])
    assert np.isnan(scores["recall"][2])
    with pytest.raises(ValueError, match="1 pairs lack a label, the first at 1"):
        confusion_matrix(["a", None], ["a", "b"])
    assert confusion_matrix(["a", None], ["a", "b"], missing="drop").to_numpy().tolist() == [[1]]
    with pytest.raises(ValueError, match="'b' is not among"):
        confusion_matrix(["a"], ["b"], labels=["a"])
