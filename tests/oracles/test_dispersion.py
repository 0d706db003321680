"""Published dispersion values (O8)."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.stats import carroll_d2, dp, dp_of_cells, juilland_d, kl_divergence, rosengren_s

Measure = Callable[..., Any]

# The toy corpus of Gries 2008, "Dispersions and adjusted frequencies in corpora".
COUNTS, SIZES = [1, 2, 3, 4, 5], [9, 10, 10, 10, 11]


def dp_norm(counts: Any, sizes: Any = None) -> Any:
    return dp(counts, sizes, normalised=True)


PUBLISHED = [
    ("Gries' toy corpus", dp, COUNTS, SIZES, 0.18, 1e-12),
    ("Gries' toy corpus", dp_norm, COUNTS, SIZES, 0.219512, 5e-7),
    ("Gries' toy corpus", juilland_d, COUNTS, SIZES, 0.785150, 5e-7),
    ("Gries' toy corpus", rosengren_s, COUNTS, SIZES, 0.949816, 5e-7),
    ("Gries' toy corpus", kl_divergence, COUNTS, SIZES, 0.136972, 5e-7),
    ("Carroll 1970, p. 14", juilland_d, [0, 4, 3, 2, 1], None, 0.6464, 5e-5),
    ("Carroll 1970, p. 13", carroll_d2, [2, 1, 1, 1, 0], None, 0.8277, 5e-5),
    ("Gries 2008, p. 407", rosengren_s, [1, 2, 3, 4, 5], None, 0.937, 5e-4),
    ("Lijffijt & Gries 2012, p. 148", dp_norm, [2, 1, 0], None, 0.5, 1e-12),
]


@pytest.mark.parametrize(("source", "measure", "counts", "sizes", "published", "near"), PUBLISHED)
def test_published_dispersion(
    source: str, measure: Measure, counts: Any, sizes: Any, published: float, near: float
) -> None:
    assert measure(counts, sizes) == pytest.approx(published, abs=near)


counts_by_part = arrays(np.int64, (4, 5), elements=st.integers(0, 9)).filter(
    lambda table: (table.sum(axis=1) > 0).all()
)
part_sizes = arrays(np.int64, 5, elements=st.integers(1, 50))


@given(counts=counts_by_part, sizes=part_sizes)
def test_dp_lies_between_0_and_1_and_sparse_is_dense(counts: Any, sizes: Any) -> None:
    dense = dp(counts, sizes)
    assert ((dense >= 0) & (dense <= 1)).all()
    assert (dp(counts, sizes, normalised=True) <= 1 + 1e-12).all()
    term, part = np.nonzero(counts)
    sparse = dp_of_cells(term, part, counts[term, part], sizes, terms=4)
    assert sparse == pytest.approx(dense, abs=1e-12)


def test_even_spread_and_one_part() -> None:
    assert dp([9, 10, 11], [9, 10, 11]) == pytest.approx(0, abs=1e-15)
    assert dp([0, 0, 7], normalised=True) == pytest.approx(1)
    assert juilland_d([0, 0, 7]) == pytest.approx(0)


def test_cells_in_several_pieces_are_summed() -> None:
    assert dp_of_cells([0, 0, 0], [0, 0, 1], [1, 1, 1], [1, 1, 1]) == pytest.approx([1 / 3])


@pytest.mark.parametrize(
    ("counts", "sizes", "why"),
    [
        ([0, 0], None, "never occurs"),
        ([3], None, "two parts"),
        ([1, 2], [5, 0], "size above 0"),
        ([1, 2], [5, 5, 5], "2 sizes"),
        ([1, -2], None, "at least 0"),
    ],
)
def test_dispersion_without_an_answer_says_so(counts: Any, sizes: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        dp(counts, sizes)
    with pytest.raises(ValueError, match="term 1 never occurs"):
        dp_of_cells([0], [0], [2], [5, 5], terms=2)
