"""Published keyness values: χ², G² and log-odds of terms in two corpora (O1–O4, O7)."""

from typing import Any, Literal

import numpy as np
import pytest

from analysis.stats import Contingency, chi2, g2, log_odds

# O1: quanteda.textstats, inaugural speeches after against before 1945.
INAUGURAL = [
    ("we", 1048, 779, 764.4484),
    ("us", 289, 216, 207.5181),
    ("america", 148, 54, 200.5544),
    ("world", 196, 123, 171.9660),
    ("constitution", 9, 200, -59.66134),
    ("which", 96, 911, -177.10087),
    ("the", 2089, 8094, -331.99069),
]
# O2: the same, Trump 2017 against the other speeches since 1945.
TRUMP = [
    ("protected", 5, 1, 81.83024),
    ("while", 6, 7, 51.79484),
    ("obama", 3, 0, 51.05861),
    ("will", 40, 332, 48.03251),
    ("breath", 2, 0, 27.27421),
]
# O3: the same speeches, counts smoothed by 1 per document.
SMOOTHED = [
    ("will", 41, 351, 22.609878),
    ("america", 19, 149, 12.306921),
    ("your", 12, 70, 10.868622),
    ("protected", 6, 20, 8.909125),
]
# O4: conc, Alice in Wonderland against the Brown corpus, UCREL's two cells.
ALICE = [
    ("she", 1171, 2060, 2710.68),
    ("josephine", 117, 0, 669.34),
    ("said", 514, 1944, 648.89),
    ("oh", 149, 93, 540.97),
]


def table(target: int, reference: int, totals: tuple[int, int]) -> Contingency:
    return Contingency.keyness(target, reference, target_total=totals[0], reference_total=totals[1])


@pytest.mark.parametrize(("term", "target", "reference", "published"), INAUGURAL)
def test_chi2_of_inaugural_speeches(
    term: str, target: int, reference: int, published: float
) -> None:
    counts = table(target, reference, (43_002, 108_539))
    assert chi2(counts, yates="quanteda", signed=True) == pytest.approx(published, abs=5e-5)
    # No expected count is below 5: the correction that depends on one is never applied.
    assert chi2(counts, signed=True) == pytest.approx(published, abs=5e-5)


@pytest.mark.parametrize(("term", "target", "reference", "published"), TRUMP)
def test_chi2_with_quantedas_rule_for_yates(
    term: str, target: int, reference: int, published: float
) -> None:
    counts = table(target, reference, (1_660, 41_342))
    assert chi2(counts, yates="quanteda", signed=True) == pytest.approx(published, abs=5e-6)


# quanteda adds 1e-9 to each ratio, which lifts what it prints by 2N · 1e-9.
LIFT = 2 * (6_182 + 127_260) * 1e-9


@pytest.mark.parametrize(("term", "target", "reference", "published"), SMOOTHED)
def test_g2_four_cells_with_quantedas_rule_for_yates(
    term: str, target: int, reference: int, published: float
) -> None:
    counts = table(target, reference, (6_182, 127_260))
    value = g2(counts, yates="quanteda", signed=True) + LIFT
    assert value == pytest.approx(published, abs=2e-6)
    # Only the two terms with an expected count below 5 are corrected.
    other: Literal["always", "never"] = "always" if term in ("your", "protected") else "never"
    assert g2(counts, yates=other) + LIFT == pytest.approx(published, abs=2e-6)


def test_g2_of_your_without_yates() -> None:
    assert g2(table(12, 70, (6_182, 127_260))) == pytest.approx(12.106016, abs=2e-6)


@pytest.mark.parametrize(("term", "target", "reference", "published"), ALICE)
def test_g2_two_cells(term: str, target: int, reference: int, published: float) -> None:
    counts = table(target, reference, (59_514, 980_144))
    assert g2(counts, cells=2) == pytest.approx(published, abs=0.005)


def test_g2_four_cells_of_she() -> None:
    assert g2(table(1171, 2060, (59_514, 980_144))) == pytest.approx(2728.15, abs=0.005)


# O7: Monroe, Colaresi & Quinn 2008; the vocabulary's order is that of the counts.
VOCABULARY = ["conflict", "invasion", "kiev", "kyiv", "operation", "talks", "war"]
A, B = [0, 2, 0, 1, 0, 2, 3], [1, 0, 2, 0, 3, 2, 0]


@pytest.mark.parametrize(
    ("prior", "war", "invasion", "kyiv", "talks"),
    [
        (0.01, 0.616243, 0.557466, 0.472426, 0),
        (0.1, 1.202344, 1.022406, 0.763425, 0),
        ("pooled", 1.198260, 0.910432, 0.602247, 0),
    ],
)
def test_log_odds_with_dirichlet_prior(
    prior: Any, war: float, invasion: float, kyiv: float, talks: float
) -> None:
    z = dict(zip(VOCABULARY, log_odds(A, B, prior=prior).z, strict=True))
    published = {"war": war, "invasion": invasion, "kyiv": kyiv, "talks": talks}
    mirrored = {"operation": -war, "kiev": -invasion, "conflict": -kyiv}
    assert z == pytest.approx(published | mirrored, abs=5e-7)


def test_log_odds_by_row_and_with_totals_given() -> None:
    rows = log_odds([A, B], [B, A], prior=0.1)
    assert rows.z[0] == pytest.approx(-rows.z[1])
    # A part of the vocabulary gives the same numbers, told the totals.
    part = log_odds(
        A[:3], B[:3], prior=0.1, target_total=sum(A), reference_total=sum(B), prior_total=0.7
    )
    assert np.allclose(part.z, rows.z[0, :3])
    with pytest.raises(ValueError, match="prior of 0"):
        log_odds(A, B, prior=0)
