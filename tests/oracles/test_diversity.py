"""Published diversity values (O9)."""

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats import hdd, mattr, mtld, yules_k

Measure = Callable[..., Any]

ONE_TWO = ["one", "one", "two", "one", "one", "two", "one"]
LETTERS = list("abcddeefff")
# The example text of LexicalRichness 0.5.1 (MIT licence), its README, as that package splits it:
# lower case, digits and punctuation removed. 57 tokens of 39 types.
README = [
    "measure",
    "of",
    "textual",
    "lexical",
    "diversity",
    "computed",
    "as",
    "the",
    "mean",
    "length",
    "of",
    "sequential",
    "words",
    "in",
    "a",
    "text",
    "that",
    "maintains",
    "a",
    "minimum",
    "threshold",
    "ttr",
    "score",
    "iterates",
    "over",
    "words",
    "until",
    "ttr",
    "scores",
    "falls",
    "below",
    "a",
    "threshold",
    "then",
    "increase",
    "factor",
    "counter",
    "by",
    "and",
    "start",
    "over",
    "mccarthy",
    "and",
    "jarvis",
    "pg",
    "recommends",
    "a",
    "factor",
    "threshold",
    "in",
    "the",
    "range",
    "of",
    "mccarthy",
    "mccarthy",
    "and",
    "jarvis",
]


def test_the_readme_text_is_the_one_measured() -> None:
    assert (len(README), len(set(README))) == (57, 39)


PUBLISHED = [
    ("quanteda.textstats", mattr, ONE_TWO, {"window": 2}, 0.8333, 5e-5),
    ("quanteda.textstats", mattr, ONE_TWO, {"window": 3}, 0.6667, 5e-5),
    ("quanteda.textstats", mattr, ONE_TWO, {"window": 4}, 0.5, 5e-5),
    ("Yule 1944, by hand", yules_k, LETTERS, {}, 1000, 1e-9),
    ("Yule 1944, by hand", yules_k, [*LETTERS, *"gggg"], {}, 1122.449, 5e-4),
    ("Wordless", mtld, list("abcde") * 20, {}, 100 / 14, 1e-12),
    ("LexicalRichness", mtld, README, {"threshold": 0.72}, 46.792264, 5e-7),
    ("LexicalRichness", mattr, README, {"window": 25}, 0.835152, 5e-7),
    ("LexicalRichness", hdd, README, {"draws": 42}, 0.746870, 5e-7),
]


@pytest.mark.parametrize(("source", "measure", "tokens", "options", "published", "near"), PUBLISHED)
def test_published_diversity(
    source: str,
    measure: Measure,
    tokens: list[str],
    options: dict[str, Any],
    published: float,
    near: float,
) -> None:
    assert measure(tokens, **options) == pytest.approx(published, abs=near)


words = st.lists(st.sampled_from("abcdefgh"), min_size=5, max_size=60)


@given(tokens=words, window=st.integers(1, 5))
def test_mattr_is_the_mean_over_all_windows(tokens: list[str], window: int) -> None:
    starts = range(len(tokens) - window + 1)
    ratios = [len(set(tokens[start : start + window])) / window for start in starts]
    assert mattr(tokens, window=window) == pytest.approx(sum(ratios) / len(ratios))


@given(tokens=words)
def test_hdd_of_the_whole_text_is_its_type_token_ratio(tokens: list[str]) -> None:
    assert hdd(tokens, draws=len(tokens)) == pytest.approx(len(set(tokens)) / len(tokens))


@given(tokens=words.filter(lambda tokens: len(set(tokens)) < len(tokens)))
def test_mtld_reads_both_ways(tokens: list[str]) -> None:
    assert mtld(tokens) == pytest.approx(mtld(tokens[::-1]))


@pytest.mark.parametrize(
    ("measure", "tokens", "why"),
    [
        (mattr, list("abca"), "4 tokens is shorter than the window of 50"),
        (mtld, list("abcd"), "no token comes twice"),
        (mtld, [], "no token comes twice"),
        (hdd, list("abca"), "4 tokens is too short for 42 draws"),
    ],
)
def test_short_texts_raise_or_give_nan_when_asked(
    measure: Measure, tokens: list[str], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        measure(tokens)
    assert math.isnan(measure(tokens, short="nan"))


def test_an_empty_text_has_no_k() -> None:
    with pytest.raises(ValueError, match="without tokens"):
        yules_k([])
