"""The model of tone towards a target: its source, its worth, and the same bytes again."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.stats import confusion_matrix
from analysis.stats import macro_f1 as macro_f1_of_confusion
from analysis.target import MODEL_PATH, evaluate, load_model, macro_f1
from analysis.target_training import read_rows, train
from analysis.target_war import WAR_PATTERNS

NEWSMTSC = Path(__file__).parents[2] / "shared" / "data" / "newsmtsc"


def test_the_model_file_is_small_and_says_whose_data_it_learned_from() -> None:
    assert MODEL_PATH.stat().st_size < 1_000_000
    content = json.loads(MODEL_PATH.read_text(encoding="utf-8"))
    assert all(word in content["attribution"] for word in ("Hamborg", "MIT licence", "Hu & Liu"))
    assert content["war_sentences"]["patterns"] == [list(pattern) for pattern in WAR_PATTERNS]


@pytest.mark.skipif(not NEWSMTSC.exists(), reason="NewsMTSC is not beside the repository")
def test_dev_figures_are_those_that_the_model_states() -> None:
    figures = evaluate(read_rows(NEWSMTSC / "dev.jsonl")).set_index("method")
    stated = pd.DataFrame(json.loads(MODEL_PATH.read_text(encoding="utf-8"))["dev"])
    for method, value in stated.set_index("method")["macro_f1"].items():
        assert figures.loc[method, "macro_f1"] == pytest.approx(value, abs=5e-4)
    assert figures.loc["towards", "low"] > figures.loc["VADER", "high"]
    assert figures.loc["towards", "macro_f1"] >= 0.65


@pytest.mark.skipif(not NEWSMTSC.exists(), reason="NewsMTSC is not beside the repository")
def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    pytest.importorskip("sklearn", reason="training needs scikit-learn, of the development group")
    for part, size in (("train", 300), ("dev", 60)):
        lines = (NEWSMTSC / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()[:size]
        (tmp_path / part).write_text("\n".join(lines), encoding="utf-8")
    made = []
    for name in ("one.json", "two.json"):
        train(tmp_path / "train", tmp_path / "dev", out_path=tmp_path / name, kept=500)
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]
    assert load_model(tmp_path / "one.json").weights


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "rows.jsonl, row 2: not JSON"),
        ("[]", "rows.jsonl, row 2: not a JSON object"),
        ('{"text": "Hi", "start": 0, "label": 0}', "field end is missing; it must be int"),
        (
            '{"text": "Hi", "start": 0, "end": 2, "label": 2}',
            "label is 2; valid values are -1, 0, 1",
        ),
        (
            '{"text": "Hi", "start": 0, "end": 3, "label": 1}',
            "valid values are 0 <= start < end <= 2",
        ),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"text": "Hi", "start": 0, "end": 2, "label": 0}\n' + line, encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(message)):
        read_rows(path)


def test_macro_f1_is_that_of_the_statistics() -> None:
    rng = np.random.default_rng(0)
    labels, chosen = rng.integers(-1, 2, (2, 50))
    table = confusion_matrix(pd.Series(labels), pd.Series(chosen))
    assert macro_f1(labels, chosen) == pytest.approx(macro_f1_of_confusion(table))
