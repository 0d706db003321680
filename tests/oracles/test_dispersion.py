"""Published dispersion values (O8)."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.terms import dp

# The toy corpus of Gries 2008, "Dispersions and adjusted frequencies in corpora".
COUNTS, SIZES = [1, 2, 3, 4, 5], [9, 10, 10, 10, 11]


def test_published_dispersion():
    assert dp(COUNTS, SIZES) == pytest.approx(0.18, abs=1e-12)
    assert dp(COUNTS, SIZES, normalised=True) == pytest.approx(0.219512, abs=5e-7)
    # Lijffijt & Gries 2012, p. 148, parts of one size.
    assert dp([2, 1, 0], normalised=True) == pytest.approx(0.5, abs=1e-12)


parts = st.lists(st.tuples(st.integers(0, 9), st.integers(1, 50)), min_size=2, max_size=6)


@given(parts.filter(lambda rows: any(count for count, _ in rows)))
def test_dp_lies_between_its_bounds(rows):
    counts, sizes = np.array(rows).T
    low, high = dp(counts, sizes), dp(counts, sizes, normalised=True)
    assert 0 <= low <= 1 - sizes.min() / sizes.sum() + 1e-12
    assert low <= high + 1e-12 <= 1 + 2e-12


def test_dp_at_its_bounds():
    assert dp([9, 10, 11], [9, 10, 11]) == pytest.approx(0, abs=1e-15)
    assert dp([0, 0, 7], normalised=True) == pytest.approx(1)
    assert dp([0, 7, 0], [5, 1, 4]) == pytest.approx(0.9)


@pytest.mark.parametrize("counts", [[0, 0], [3], []])
def test_what_has_no_dispersion_is_nan(counts):
    assert math.isnan(dp(counts)) and math.isnan(dp(counts, normalised=True))
