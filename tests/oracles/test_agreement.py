"""Published agreement values (O10)."""

import numpy as np
import pandas as pd
import pytest

from analysis.agreement import alpha

N = None
# The sample matrix of the package krippendorff 0.9.0 (docstring of its `alpha`).
SAMPLE = [
    [N, N, N, N, N, 3, 4, 1, 2, 1, 1, 3, 3, N, 3],
    [1, N, 2, 1, 3, 3, 4, 3, N, N, N, N, N, N, N],
    [N, N, 2, 1, 3, 4, 4, N, 2, 1, 1, 3, 3, N, 4],
]
LEVELS = [("nominal", 0.691358), ("ordinal", 0.806721), ("interval", 0.810845)]


@pytest.mark.parametrize(("level", "published"), LEVELS)
def test_alpha_of_the_sample(level, published):
    ratings = pd.DataFrame(np.array(SAMPLE, dtype=float).T)
    assert alpha(ratings, level=level) == pytest.approx(published, abs=5e-7)
