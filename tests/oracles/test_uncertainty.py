"""Intervals, differences and corrections: what must hold whatever the data."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats import (
    bootstrap_difference,
    bootstrap_differences,
    bootstrap_mean,
    bootstrap_means,
    bootstrap_rates,
    bootstrap_share,
    bootstrap_statistic,
    holm,
    log_odds,
    permutation_p,
    permuted_membership,
    wilson,
)

scores = st.lists(st.floats(-1, 1, width=32), min_size=2, max_size=12)


@settings(max_examples=30)
@given(values=scores, seed=st.integers(0, 5))
def test_same_seed_same_interval_and_it_lies_within_the_values(
    values: list[float], seed: int
) -> None:
    found = bootstrap_mean(values, draws=200, seed=seed)
    again = bootstrap_mean(values, draws=200, seed=seed)
    np.testing.assert_equal(tuple(found), tuple(again))
    if len(set(values)) == 1:  # draws of constants say nothing: no interval of no width
        assert math.isnan(found.low) and math.isnan(found.high)
        return
    assert min(values) - 1e-9 <= found.low <= found.high <= max(values) + 1e-9
    symmetric = bootstrap_mean([*values, *(-value for value in values)], draws=400, seed=seed)
    assert symmetric.low <= 0 <= symmetric.high


def test_interval_of_a_normal_sample_is_that_of_the_textbook() -> None:
    values = np.random.default_rng(3).normal(size=400)
    found = bootstrap_mean(values, draws=4000)
    half = 1.96 * values.std() / math.sqrt(400)
    assert (found.high - found.low) / 2 == pytest.approx(half, rel=0.05)
    assert bootstrap_mean(values, seed=1).low != bootstrap_mean(values, seed=2).low


def test_one_unit_has_no_interval_and_none_no_mean() -> None:
    assert bootstrap_mean([0.4]) == pytest.approx((0.4, math.nan, math.nan, 1), nan_ok=True)
    # The second unit's denominator is 0: only one is left.
    assert math.isnan(bootstrap_share([1, 0], [2, 0]).low)
    with pytest.raises(ValueError, match="no units"):
        bootstrap_mean([])
    with pytest.raises(ValueError, match="position 1"):
        bootstrap_mean([1, math.nan])
    with pytest.raises(ValueError, match="0 where the numerator is not"):
        bootstrap_share([1, 1], [2, 0])


def test_groups_are_as_they_would_be_alone() -> None:
    values, groups = [1, 2, 3, 10, 20, 5], list("aaabbc")
    frame = bootstrap_means(values, groups, expected="abcd").set_index("group")
    alone = bootstrap_mean([1, 2, 3])
    assert tuple(frame.loc["a"]) == alone
    assert frame["n"].tolist() == [3, 2, 1, 0]
    assert frame["low"].isna().tolist() == [False, False, True, True]
    assert bootstrap_means([], []).columns.tolist() == ["group", "estimate", "low", "high", "n"]
    with pytest.raises(ValueError, match="'c' is not among the expected"):
        bootstrap_means(values, groups, expected="ab")


def test_share_of_the_sums_and_rates_of_many_terms_agree() -> None:
    counts, sizes = np.array([[1, 0], [0, 0], [2, 3], [1, 0]]), [10, 5, 20, 5]
    frame = bootstrap_rates(counts, sizes, seed=4)
    assert frame["rate"].tolist() == pytest.approx([4 / 40, 3 / 40])
    for term in (0, 1):
        share = bootstrap_share(counts[:, term], sizes, seed=4)
        assert tuple(frame.loc[term]) == pytest.approx(share)
    sparse = pytest.importorskip("scipy.sparse").csr_array(counts)
    assert bootstrap_rates(sparse, sizes, seed=4).equals(frame)


def test_differences_found_and_not_found() -> None:
    low, high = [0, 0.1, 0.2, 0.1, 0, 0.3], [0.8, 0.9, 1, 0.7, 0.9, 1]
    found = bootstrap_difference(high, low)
    assert found.low > 0
    # Two of the 924 ways to part 12 units are as far apart: the permutation p is the larger.
    assert found.p == pytest.approx(2 / 924, abs=0.002)
    assert permutation_p(high, low) < 0.01
    # Draws of two units would call this apart; there are six ways to part four units.
    assert bootstrap_difference([0.3, 0.4], [-0.1, -0.2]).p > 0.25
    assert bootstrap_difference(low, low[::-1]).p > 0.5
    # Neither group varies: no draw can tell chance from difference; a permutation can.
    assert math.isnan(bootstrap_difference([1, 1], [0, 0]).p)
    assert permutation_p([1, 1], [0, 0]) == pytest.approx(1 / 3, abs=0.04)
    assert math.isnan(bootstrap_difference([1], [0, 1]).low)


def test_pairs_are_corrected_together() -> None:
    values = [0, 0.1, 0.2, 0.1, 0.8, 0.9, 1, 0.7, 0.1, 0.2, 0, 0.1, 5]
    frame = bootstrap_differences(values, list("aaaabbbbccccd"))
    assert list(zip(frame["first"], frame["second"], strict=True))[:3] == [
        ("a", other) for other in "bcd"
    ]
    pair = frame.iloc[0]
    alone = bootstrap_difference(values[:4], values[4:8])
    assert (pair["difference"], pair["low"], pair["p"]) == (alone.difference, alone.low, alone.p)
    # Three of six pairs can be tested: d has one unit.
    assert pair["p_holm"] == pytest.approx(3 * pair["p"])
    assert frame["p_holm"].isna().sum() == 3


@given(p=st.lists(st.floats(0, 1), max_size=12))
def test_holm_never_below_raw_and_in_its_order(p: list[float]) -> None:
    corrected = holm(p)
    assert (corrected >= p).all()
    assert (corrected <= 1).all()
    assert (np.diff(corrected[np.argsort(p, kind="stable")]) >= 0).all()


def test_holm_worked_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, math.nan]) == pytest.approx(
        [0.03, 0.06, 0.06, math.nan], nan_ok=True
    )


term_counts = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=8)


@given(counts=term_counts, prior=st.floats(0.01, 5))
def test_log_odds_turn_round_with_the_sides(counts: Any, prior: float) -> None:
    target, reference = zip(*counts, strict=True)
    one, other = log_odds(target, reference, prior=prior), log_odds(reference, target, prior=prior)
    assert one.delta == pytest.approx(-other.delta)
    assert one.z == pytest.approx(-other.z)


def test_permutations_keep_the_number_of_members() -> None:
    shuffled = permuted_membership([True, True, False, False, False], draws=50)
    assert shuffled.shape == (50, 5)
    assert (shuffled.sum(axis=1) == 2).all()
    assert len(np.unique(shuffled, axis=0)) > 5


def test_wilson_has_width_where_a_bootstrap_has_none() -> None:
    # Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I.
    assert wilson(81, 263)[1:3] == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 20)[1:3] == pytest.approx((0, 0.1611), abs=5e-5)
    assert wilson(1, 29)[1:3] == pytest.approx((0.0061, 0.1718), abs=5e-5)


def test_any_statistic_can_have_an_interval() -> None:
    x = np.arange(30.0)
    found = bootstrap_statistic(lambda a, b: float(np.corrcoef(a, b)[0, 1]), x, x**2, draws=200)
    assert found.low < found.estimate < found.high <= 1
    rarely = bootstrap_statistic(lambda a: a.mean() if a.max() == 29 else math.nan, x, draws=200)
    assert math.isnan(rarely.low)
