"""Published association and effect sizes, each with where it was printed (O5, O6)."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from analysis.stats import (
    Contingency,
    chi2,
    delta_p,
    fisher_exact,
    g2,
    log_dice,
    log_ratio,
    mutual_information,
    odds_ratio,
    percent_difference,
    t_score,
)

Measure = Callable[..., Any]


def pair(joint: int, first: int, second: int, total: int) -> Contingency:
    return Contingency.pair(joint, first, second, total=total)


# O5, NLTK's doctests of its association measures; then values printed in the literature.
PAIRS = [
    ("NLTK", g2, (110, 2552, 221, 31777), 270.72, 0.005),
    ("NLTK", g2, (8, 13, 32, 31777), 95.29, 0.005),
    ("NLTK", chi2, (59, 67, 65, 571007), 456400, 0.5),
    ("NLTK", t_score, (20, 42, 20, 14307668), 4.4721, 5e-5),
    ("NLTK", mutual_information, (20, 42, 20, 14307668), 18.38, 0.005),
    ("Church & Hanks 1990, p. 24", mutual_information, (8, 1105, 44, 15_000_000), 11.3, 0.05),
    ("Manning & Schütze 1999, p. 164", t_score, (8, 15828, 4675, 14307668), 0.999932, 5e-7),
]


@pytest.mark.parametrize(("source", "measure", "counts", "published", "tolerance"), PAIRS)
def test_association_of_a_pair(
    source: str, measure: Measure, counts: Any, published: float, tolerance: float
) -> None:
    assert measure(pair(*counts)) == pytest.approx(published, abs=tolerance)


# O6, as collected in the tests of Wordless: four cells a, b, c, d and the printed value.
CELLS = [
    ("Dunning 1993, p. 72", g2, {}, (10, 0, 3, 31764), 167.23, 0.005),
    ("Pedersen 1996, p. 10", fisher_exact, {}, (1, 3, 3, 1), 0.486, 5e-4),
    ("Pedersen 1996, p. 10", chi2, {"yates": "always"}, (1, 3, 3, 1), 0.5, 1e-12),
    ("Gries 2013, p. 144", delta_p, {}, (5610, 168938, 2257, 10233063), 0.032, 5e-4),
    (
        "Gries 2013, p. 144",
        delta_p,
        {"given": "second"},
        (5610, 168938, 2257, 10233063),
        0.697,
        5e-4,
    ),
]


@pytest.mark.parametrize(("source", "measure", "options", "cells", "published", "near"), CELLS)
def test_association_of_four_cells(
    source: str,
    measure: Measure,
    options: dict[str, Any],
    cells: Any,
    published: float,
    near: float,
) -> None:
    assert measure(Contingency(*cells), **options) == pytest.approx(published, abs=near)


# O6: count and total of the target, then of the reference.
RATES = [
    ("Pojanapunya & Todd 2016, p. 154", odds_ratio, (16217, 2796938, 735, 2087946), 16.6),
    (
        "Gabrielatos & Marchi 2011, p. 18",
        percent_difference,
        (206523, 959641, 178174, 1562358),
        88.7,
    ),
]


@pytest.mark.parametrize(("source", "measure", "counts", "published"), RATES)
def test_effect_size(source: str, measure: Measure, counts: Any, published: float) -> None:
    target, target_total, reference, reference_total = counts
    table = Contingency.keyness(
        target, reference, target_total=target_total, reference_total=reference_total
    )
    assert measure(table) == pytest.approx(published, abs=0.05)


def test_log_dice_by_its_definition() -> None:
    # Rychlý 2008: always together is 14; each doubling of one word's frequency alone lowers it.
    assert log_dice(pair(10, 10, 10, 1000)) == 14
    assert log_dice(pair(10, 10, 30, 1000)) == 13


def test_zero_counts_by_argument() -> None:
    table = Contingency.keyness([4, 0], [0, 4], target_total=100, reference_total=100)
    assert log_ratio(table) == pytest.approx([3, -3])
    assert list(log_ratio(table, zero=0)) == [np.inf, -np.inf]
    assert list(odds_ratio(table, zero=0)) == [np.inf, 0]
    assert list(percent_difference(table)) == [np.inf, -100]


@pytest.mark.parametrize(
    ("cells", "why"), [((5, 1, -1, 4), "cell c"), ((0, 0, 3, 4), "term"), ((0, 1, 0, 4), "target")]
)
def test_tables_without_an_answer_say_so(cells: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Contingency(*cells)


def test_variants_that_do_not_exist_say_so() -> None:
    with pytest.raises(ValueError, match="cells=4 only"):
        g2(Contingency(1, 3, 3, 1), cells=2, yates="always")
    with pytest.raises(ValueError, match="'never', 'always' or 'quanteda'"):
        chi2(Contingency(1, 3, 3, 1), yates="sometimes")  # type: ignore[arg-type]
