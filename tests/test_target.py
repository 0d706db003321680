"""Tone towards a target: swapping names swaps nothing else; war is no fault of its victim."""

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis
from analysis.target import load_model, towards
from analysis.target_mask import mask
from analysis.target_war import WAR_PATTERNS, war_rows

CONTRASTS = pd.read_csv(Path(__file__).parent / "contrast_sentences.csv")
# The model is known to get these wrong: a denial, what befalls the target, help in a bad cause.
KNOWN_FAILURES = {
    "Zelensky is not a liar, and his word can be trusted.",
    "The mayor of Melitopol was abducted by armed men.",
    "Civilians in Mariupol were left without water after weeks of siege.",
    "Belarus helped the invaders and let missiles be launched from its soil.",
}
SWAPS = [
    ("Russia", "Ukraine"),
    ("Russian", "Ukrainian"),
    ("Russians", "Ukrainians"),
    ("Moscow", "Kyiv"),
    ("Vladimir Putin", "Volodymyr Zelensky"),
    ("Putin", "Zelensky"),
    ("Lavrov", "Kuleba"),
    ("Medinsky", "Podolyak"),
]
OTHER = {a: b for pair in SWAPS for a, b in (pair, pair[::-1])}
NAMES = re.compile(r"\b(" + "|".join(sorted(OTHER, key=len, reverse=True)) + r")\b")


def spans(texts: list[str], pattern: re.Pattern[str]) -> pd.DataFrame:
    rows = [(text, m.start(), m.end()) for text in texts for m in pattern.finditer(text)]
    return pd.DataFrame(rows, columns=["text", "start", "end"])


def one(text: str, target: str) -> pd.DataFrame:
    start = text.index(target)
    return pd.DataFrame({"text": [text], "start": [start], "end": [start + len(target)]})


def test_swapping_the_sides_swaps_nothing_but_the_names(corpus: analysis.Corpus) -> None:
    texts = [*corpus.sentences["text"], *CONTRASTS["text"].unique()]
    swapped = [NAMES.sub(lambda m: OTHER[m.group()], text) for text in texts]
    before, after = spans(texts, NAMES), spans(swapped, NAMES)
    assert len(before) > 150
    assert (before["text"] != after["text"]).all()
    pd.testing.assert_frame_equal(towards(before), towards(after), check_exact=True)


names = st.from_regex(r"[A-Z][aeiou]x[a-z]{1,9}( [A-Z][a-z]?x[a-z]{1,9}){0,2}", fullmatch=True)


@given(
    names,
    names,
    st.sampled_from(
        [
            "{} attacked {}.",
            "He met the {} delegation in {}’s house",
            "“{}’s lies,” said {}",
            "WHY {} FEARS {}",
            "pro-{} and anti-{}",
        ]
    ),
)
def test_neither_who_is_named_nor_in_how_many_words_is_left(a: str, b: str, frame: str) -> None:
    common = load_model().words.common
    for name, first in ((a, True), (b, False)):
        text = frame.format(a, b)
        start = text.index(a) if first else text.rindex(b)
        plain = frame.format("Zyx", "Qux")
        at = plain.index("Zyx" if first else "Qux")
        assert mask(text, start, start + len(name), common=common) == mask(
            plain, at, at + 3, common=common
        )


@pytest.mark.parametrize(
    ("text", "target", "masked"),
    [
        ("Putin's army fled.", "Putin", "TARGET 's army fled ."),
        ("Critics say he lied.", "he", "critics say TARGET lied ."),
        ("They praised his courage.", "his", "they praised TARGET 's courage ."),
        ("On Monday the government fell.", "the government", "on TARGET fell ."),
        (
            "The United Nations and Syria's Bashar al-Assad met.",
            "Bashar al-Assad",
            "NAME and NAME 's TARGET met .",
        ),
        ("🙂", "🙂", "TARGET"),
    ],
)
def test_mask(text: str, target: str, masked: str) -> None:
    start = text.index(target)
    common = frozenset({"critics", "say"})
    assert " ".join(mask(text, start, start + len(target), common=common)) == masked


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(row, marks=[pytest.mark.xfail(strict=True)] * (row.text in KNOWN_FAILURES))
        for row in CONTRASTS.itertuples()
    ],
)
def test_contrast_sentences(row: Any) -> None:
    allowed = {"not positive": {-1, 0}, "not negative": {0, 1}, "-1": {-1}, "0": {0}, "1": {1}}
    assert towards(one(row.text, row.target))["label"].item() in allowed[row.expected]


def test_no_contrast_sentence_is_trained_on() -> None:
    contrasts = pd.concat([one(row.text, row.target) for row in CONTRASTS.itertuples()])
    trained, tested = (
        {
            " ".join(mask(*span, common=load_model().words.common))
            for span in rows[["text", "start", "end"]].itertuples(index=False)
        }
        for rows in (war_rows(), contrasts)
    )
    assert len(trained) == 4 * len(WAR_PATTERNS)
    assert not trained & tested


def test_odd_texts() -> None:
    texts = ["Putin", "🙂", "He lied. " * 11_112, "no sentence end", "?"]
    rows = pd.DataFrame({"text": texts, "start": 0, "end": [5, 1, 2, 2, 1]}, index=list("abcde"))
    result = towards(rows)
    assert list(result.index) == list("abcde")
    assert result["score"].between(-1, 1).all()
    empty = towards(rows.head(0))
    assert list(empty.columns) == ["label", "score"]
    assert empty.dtypes.astype(str).tolist() == ["int64", "float64"]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [("", 0, 0), ("Hi", 1, 3), ("Hi", 1, 1), ("Hi", -1, 1), (None, 0, 1), ("Hi", 0, 1.5)],
)
def test_a_span_outside_the_text_names_the_row(text: str, start: int, end: float) -> None:
    rows = pd.DataFrame([("Hi", 0, 2), (text, start, end)], index=[7, 9], dtype=object)
    with pytest.raises(ValueError, match="row 9"):
        towards(rows.set_axis(["text", "start", "end"], axis=1))
