"""Estimates, ranges, intervals and tests: by hand, by enumeration, and under a drawn null."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import agreement, compare


def units(**groups: list[tuple[float, float]]) -> pd.DataFrame:
    rows = [
        (name, f"{name}-{number // 2}", "share", number, top, bottom)
        for name, pairs in groups.items()
        for number, (top, bottom) in enumerate(pairs)
    ]
    return pd.DataFrame(
        rows, columns=["group", "article_id", "key", "sentence_id", "top", "bottom"]
    )


TOY = units(x=[(1, 2), (0, 4), (3, 4)], y=[(2, 2), (0, 0), (1, 3)])


def test_an_estimate_is_a_ratio_of_sums():
    found = compare.estimates(TOY)
    assert found["estimate"].tolist() == [0.4, 0.6] and found["n"].tolist() == [3, 2]
    assert found["sentences"].tolist() == ["x-0:0 x-1:2", "y-0:0 y-1:2"]
    assert found[["low", "high"]].isna().all(axis=None)


def test_the_range_without_one_sentence():
    found = compare.without_one(TOY).set_index("group")
    # Left out in turn: 3/8, 4/6, 1/6.
    assert found.loc["x", ["low", "high"]].tolist() == pytest.approx([1 / 6, 4 / 6])
    assert found.loc["y", ["low", "high"]].tolist() == pytest.approx([1 / 3, 1.0])


def test_what_is_drawn_anew():
    many = units(x=[(k % 2, 1) for k in range(40)], y=[(1, 1)] * 40)
    by_sentence = compare.estimates(many, resample="sentences").set_index("group")
    low, high = by_sentence.loc["x", ["low", "high"]]
    assert low == pytest.approx(0.35, abs=0.03) and high == pytest.approx(0.65, abs=0.03)
    assert by_sentence.loc["y", ["low", "high"]].isna().all()  # all alike: nothing to vary
    # Each article holds one 0 and one 1: drawn by article there is nothing to vary either.
    by_article = compare.estimates(many, resample="articles").set_index("group")
    assert by_article.loc["x", "n"] == 20 and by_article.loc["x", ["low", "high"]].isna().all()


def test_the_seed_is_obeyed():
    data = units(x=[(k, 9) for k in range(9)], y=[(k, 7) for k in range(5)])
    one, two = (compare.differences(data, resample="sentences", draws=500, seed=s) for s in (1, 1))
    other = compare.differences(data, resample="sentences", draws=500, seed=2)
    assert one.equals(two) and not one["p"].equals(other["p"])
    assert not one[["low", "high"]].equals(other[["low", "high"]])


def studentised(one: np.ndarray, two: np.ndarray) -> float:
    """|t| of two means, as in Welch's test."""
    error = one.var(ddof=1) / len(one) + two.var(ddof=1) / len(two)
    gap = abs(two.mean() - one.mean())
    return gap / np.sqrt(error) if error else np.inf * gap if gap else 0.0


def test_p_is_that_of_every_permutation():
    one, two = np.array([0.1, 0.5, 0.2, 0.4]), np.array([0.6, 0.9, 0.35, 0.8])
    pooled = np.concatenate([one, two])
    seen, large, total = studentised(one, two), 0, 0
    for chosen in combinations(range(8), 4):
        rest = [k for k in range(8) if k not in chosen]
        large += studentised(pooled[list(chosen)], pooled[rest]) >= seen - 1e-9
        total += 1
    p = compare.permutation_p(*(np.column_stack([x, np.ones(4)]) for x in (one, two)))
    assert p == pytest.approx(large / total, abs=0.01)


def test_the_test_holds_its_level_and_finds_what_is_there():
    rng = np.random.default_rng(7)

    def rejects(shift: float) -> float:
        found = []
        for _ in range(200):
            one = np.column_stack([rng.normal(0, 1, 12), np.ones(12)])
            two = np.column_stack([rng.normal(shift, 3, 18), np.ones(18)])
            found.append(compare.permutation_p(one, two, draws=300) < 0.05)
        return float(np.mean(found))

    assert 0.02 <= rejects(0) <= 0.09  # 3 standard errors around .05
    assert rejects(4) > 0.9


def test_holm_by_hand():
    p = pd.Series([0.01, np.nan, 0.04, 0.03])
    assert compare.holm(p).tolist()[:1] == [0.03] and np.isnan(compare.holm(p)[1])
    assert compare.holm(p).tolist()[2:] == [0.06, 0.06]


def test_apart_is_p_corrected_below_five_per_cent(monkeypatch):
    values = iter([0.024, 0.025, 0.9])
    monkeypatch.setattr(compare, "permutation_p", lambda *_, **__: next(values))
    data = units(x=[(1, 2), (0, 2)], y=[(1, 2), (2, 2)], z=[(0, 1), (1, 1)])
    found = compare.differences(data, resample="sentences", draws=10)
    assert found["p_holm"].tolist() == pytest.approx([0.072, 0.072, 0.9])
    values = iter([0.0499, 0.05])
    pairs = compare.differences(data, resample="sentences", pairs=[("x", "y")], draws=10)
    assert pairs["apart"].tolist() == [True]
    pairs = compare.differences(data, resample="sentences", pairs=[("x", "y")], draws=10)
    assert pairs["apart"].tolist() == [False]


def test_pairs_and_targets():
    data = units(x=[(1, 2)] * 3, y=[(2, 2)] * 3, z=[(0, 2)] * 3)
    found = compare.differences(data, resample="sentences", target="y", draws=50)
    assert found[["first", "second"]].to_numpy().tolist() == [["y", "x"], ["y", "z"]]
    assert found["difference"].tolist() == [-0.5, -1.0]
    with pytest.raises(ValueError, match="no group 'w'; valid: x, y, z"):
        compare.differences(data, resample="sentences", target="w")
    many = units(**{f"g{k}": [(1, 1), (0, 1)] for k in range(51)})
    with pytest.raises(ValueError, match="51 groups make too many pairs; name a target="):
        compare.differences(many, resample="sentences")


def test_two_groups_of_too_few_are_not_compared():
    found = compare.differences(units(x=[(1, 2)], y=[(0, 2), (1, 2)]), resample="sentences")
    assert found[["low", "high", "p"]].isna().all(axis=None) and not found["apart"].any()
    assert found["difference"].tolist() == [-0.25]


pairs_of_units = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=8)


@given(x=pairs_of_units, y=pairs_of_units)
def test_swapping_groups_changes_the_sign_alone(x, y):
    one = compare.differences(units(x=x, y=y), resample="sentences", draws=40)
    two = compare.differences(units(y=y, x=x), resample="sentences", draws=40)
    assert np.allclose(one["difference"], -two["difference"], equal_nan=True)
    estimates = compare.estimates(units(x=x, y=y), resample="sentences", draws=40)
    told = estimates.dropna()
    assert (told["low"] <= told["high"]).all()


def test_agreement_by_hand():
    pair = pd.DataFrame({"first": [1, 1, 0, 0], "second": [1, 0, 0, 0]})
    # One of four differs; of eight ratings three are 1 and five 0: 1 − (1/4) / (15/28).
    assert agreement.alpha(pair) == pytest.approx(1 - (1 / 4) / (15 / 28))
    assert np.isnan(agreement.alpha(pd.DataFrame({"first": [1, 1], "second": [1, 1]})))
    assert agreement.macro_f1([0, 0, 0], [0, 0, 0]) == 1.0
    assert agreement.macro_f1([-1, 0, 1], [0, 0, 0]) == pytest.approx(0.5 / 3)
    assert agreement.confusion([0, 1, 1], [1, 1, 0], [0, 1]).to_numpy().tolist() == [[0, 1], [1, 1]]
    assert agreement.scores([1, 1, 0], [1, 0, 0])["recall"] == 0.5
    with pytest.raises(ValueError, match="level='ratio' is not valid: nominal, ordinal, interval"):
        agreement.alpha(pair, level="ratio")
