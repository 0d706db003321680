"""Tone towards a target: swapping names swaps nothing else; as good on news as it says."""

import doctest
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("spacy", reason="tone towards a target needs spaCy")

from analysis import towards

ROOT = Path(__file__).parents[1]
NEWSMTSC = ROOT.parent / "shared" / "data" / "newsmtsc"
needs_newsmtsc = pytest.mark.skipif(
    not NEWSMTSC.exists(), reason="NewsMTSC is not beside the repository"
)
CONTRASTS = pd.read_csv(Path(__file__).parent / "contrast_sentences.csv")
ALLOWED = {"not positive": {-1, 0}, "not negative": {0, 1}, "-1": {-1}, "0": {0}, "1": {1}}
# Of 60. It fails at a denial ("is not a liar"), at what befalls the target (abducted, fled from,
# occupied) and where help and rescue aren't called good or bad in so many words.
CONTRAST_FLOOR = 53
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


def spans(texts: list[str]) -> pd.DataFrame:
    rows = [(text, m.start(), m.end()) for text in texts for m in NAMES.finditer(text)]
    return pd.DataFrame(rows, columns=["text", "start", "end"])


def frame_of(text: str, *targets: str) -> pd.DataFrame:
    rows = [(text, text.index(target), text.index(target) + len(target)) for target in targets]
    return pd.DataFrame(rows, columns=["text", "start", "end"])


@pytest.fixture(scope="module")
def common() -> frozenset[str]:
    content: dict[str, Any] = json.loads(towards.MODEL.read_text(encoding="utf-8"))
    return frozenset(content["common"].split())


def test_swapping_the_sides_swaps_nothing_but_the_names() -> None:
    seeds = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("seeds/*.txt"))
    texts = [*re.split(r"(?<=[.!?])\s+|\n+", seeds), *CONTRASTS["text"].unique()]
    swapped = [NAMES.sub(lambda m: OTHER[m.group()], text) for text in texts]
    before, after = spans(texts), spans(swapped)
    assert len(before) > 150
    assert (before["text"] != after["text"]).all()
    scores, others = towards.score(before), towards.score(after)
    pd.testing.assert_frame_equal(scores, others, check_exact=True)


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
def test_neither_who_is_named_nor_in_how_many_words_is_left(
    common: frozenset[str], a: str, b: str, frame: str
) -> None:
    assert (
        towards._mask(frame.format(a, b), common)[0]
        == towards._mask(frame.format("Zyx", "Qux"), common)[0]
    )


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Putin's army fled.", "Smith's army fled."),
        ("Critics say he lied.", "Critics say he lied."),
        ("The US and Mr. O’Brien met.", "The Smith and Smith met."),
        ("Syria's Bashar al-Assad left St. Petersburg.", "Smith's Smith left Smith."),
        ("Russia-Ukraine talks", "Smith-Smith talks"),
        ("Leaders Meet After the War", "Leaders Meet After the War"),
        ("🙂", "🙂"),
        ("", ""),
    ],
)
def test_masks(text: str, masked: str, common: frozenset[str]) -> None:
    found, places = towards._mask(text, common)
    assert found == masked
    assert len(places) == len(masked)
    assert all(text[a:b] for a, b in places)


def test_contrast_sentences() -> None:
    frame = pd.concat(
        [frame_of(row.text, row.target) for row in CONTRASTS.itertuples()], ignore_index=True
    )
    labels = towards.score(frame)["label"]
    right = [label in ALLOWED[e] for label, e in zip(labels, CONTRASTS["expected"], strict=True)]
    assert sum(right) >= CONTRAST_FLOOR


def test_no_contrast_sentence_is_trained_on(common: frozenset[str]) -> None:
    trained = pd.read_csv(towards.TABLES / "war_sentences.csv")["text"]
    masked = [{towards._mask(t, common)[0] for t in part} for part in (trained, CONTRASTS["text"])]
    assert not masked[0] & masked[1]


def test_the_target_decides_in_one_sentence() -> None:
    text = "Kuleba, praised for his courage, accused Lavrov of lying."
    result = towards.score(frame_of(text, "Kuleba", "Lavrov"))
    assert result["label"].tolist() == [1, -1]
    assert doctest.testmod(towards).failed == 0


def test_targets_at_both_ends_and_odd_texts() -> None:
    texts = ["Putin", "🙂", "He lied. " * 2_000, "no sentence end", "?", "They met Lavrov"]
    frame = pd.DataFrame(
        {"text": texts, "start": [0, 0, 0, 12, 0, 9], "end": [5, 1, 2, 15, 1, 15]},
        index=list("abcdef"),
    )
    result = towards.score(frame)
    assert list(result.index) == list("abcdef")
    assert result["score"].between(-1, 1).all()
    assert set(result["label"]) <= {-1, 0, 1}


def test_an_empty_frame_gives_an_empty_result() -> None:
    result = towards.score(pd.DataFrame({"text": [], "start": [], "end": []}))
    assert list(result.columns) == ["label", "score"]
    assert result.dtypes.astype(str).tolist() == ["int64", "float64"]
    assert result.empty


def test_what_stands_twice_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = frame_of("Kuleba met Lavrov.", "Kuleba", "Lavrov")
    frame = pd.concat([frame] * 3).set_axis([4, 4, 2, 2, 0, 0])  # an index may repeat
    alone = towards.score(frame.iloc[:2])
    read: list[str] = []
    targets = []
    mask, features = towards._mask, towards._features
    monkeypatch.setattr(towards, "_mask", lambda text, c: read.append(text) or mask(text, c))
    monkeypatch.setattr(
        towards, "_features", lambda doc, target: targets.append(1) or features(doc, target)
    )
    result = towards.score(frame)
    assert (len(read), len(targets)) == (1, 2)
    assert result["score"].tolist() == alone["score"].tolist() * 3


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("", 0, 0),
        ("Hi", 1, 3),
        ("Hi", 1, 1),
        ("Hi", -1, 1),
        (None, 0, 1),
        ("Hi", 0, 1.5),
        ("a b", 1, 2),
    ],
)
def test_a_span_that_holds_no_word_names_the_row(text: str, start: int, end: float) -> None:
    rows = pd.DataFrame([("Hi", 0, 2), (text, start, end)], index=[7, 9], dtype=object)
    with pytest.raises(ValueError, match=r"^towards: row 9: [^\n]+$"):
        towards.score(rows.set_axis(["text", "start", "end"], axis=1))
    with pytest.raises(ValueError, match="no column end"):
        towards.score(pd.DataFrame({"text": ["Hi"], "start": [0]}))


def test_the_model_file_is_small_and_says_whose_data_it_learned_from() -> None:
    assert towards.MODEL.stat().st_size <= 1_000_000
    content = json.loads(towards.MODEL.read_text(encoding="utf-8"))
    for word in ("Hamborg", "MIT licence", "Hu & Liu", "Pennington", "Public Domain"):
        assert word in content["attribution"]


@needs_newsmtsc
def test_on_news_that_was_not_trained_on() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    rows = towards.read_rows(NEWSMTSC / "dev.jsonl")
    labels = towards.score(rows)["label"]
    assert metrics.f1_score(rows["label"], labels, average="macro") >= 0.673


@needs_newsmtsc
def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    """On a part of the rows: all of them take more than a minute."""
    pytest.importorskip("sklearn", reason="training needs scikit-learn, of the development group")
    for part, size in (("train", 300), ("dev", 60)):
        lines = (NEWSMTSC / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()[:size]
        (tmp_path / part).write_text("\n".join(lines), encoding="utf-8")
    made = []
    for name in ("one.json", "two.json"):
        settings = towards.train(tmp_path / "train", tmp_path / "dev", tmp_path / name)
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]
    assert settings == json.loads(made[0])["settings"]
    frame = frame_of("They accused Lavrov.", "Lavrov")
    assert np.isfinite(towards.score(frame, model=tmp_path / "one.json")["score"]).all()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "rows.jsonl: "),
        ('{"text": "Hi", "start": 0, "label": 0}', "rows.jsonl: towards: row 2: start 0, end nan"),
        ('{"text": "Hi", "start": 0, "end": 2, "label": 2}', "rows.jsonl: row 2: label is 2"),
        ('{"text": "Hi", "start": 0, "end": 3, "label": 1}', "0 <= start < end <= 2"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"text": "Hi", "start": 0, "end": 2, "label": 0}\n' + line, encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(message)):
        towards.read_rows(path)
