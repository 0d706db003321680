"""Published diversity values (O9)."""

import math

import pytest

from analysis.terms import mattr


@pytest.mark.parametrize(("window", "published"), [(2, 0.8333), (3, 0.6667), (4, 0.5)])
def test_mattr(window, published):
    assert mattr("one one two one one two one".split(), window=window) == pytest.approx(
        published, abs=5e-5
    )
    assert math.isnan(mattr(["one"], window=2))
