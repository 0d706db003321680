"""The rules of the notebooks and figures, checked on what is committed."""

import ast
import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
NOTEBOOKS = sorted((PROJECT / "notebooks").glob("[0-9]*.ipynb"))
FIGURES = sorted((PROJECT / "figures").glob("*.svg"))
OWN = [path for path in NOTEBOOKS if not path.stem.startswith("07")]


def cells(path, kind):
    notebook = json.loads(path.read_text("utf-8"))
    return [(c, "".join(c["source"])) for c in notebook["cells"] if c["cell_type"] == kind]


def captions():
    with (PROJECT / "figures" / "captions.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_asks_and_answers(path):
    first = cells(path, "markdown")[0][1]
    assert re.match(r"# .+\?\n\n\*\*", first), "the title is a question, the answer stands below it"
    answer = re.search(r"\*\*(.+?)\*\*", first, re.DOTALL).group(1)
    assert len(answer.split()) <= 60
    numbers = re.sub(r"\b\d+ (?:March|February)(?: 2022)?|\b0\d\b", "", answer)
    assert len(re.findall(r"\d[\d.,]*", numbers)) <= 3


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_prose_is_short_and_headings_are_sentences(path):
    prose = "\n".join(source for _, source in cells(path, "markdown"))
    assert len(re.findall(r"\w+", prose)) < 1000
    for heading in re.findall(r"^## (.+)$", prose, re.MULTILINE):
        assert (len(heading.split()) > 2 and heading[0].isupper()) or heading[0] in "“t", heading


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_cells_invite_change(path):
    code = cells(path, "code")
    lines = [len(source.strip().split("\n")) for _, source in code]
    assert sum(count <= 3 for count in lines) > len(lines) / 2
    for _, source in code:
        tree = ast.parse(source)
        assert not any(isinstance(node, ast.Assert | ast.FunctionDef) for node in ast.walk(tree))
        if path in OWN:
            assert "title=" not in source and "alt=" not in source, "captions: captions.csv"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_committed_as_executed(path):
    code = cells(path, "code")
    assert [cell["execution_count"] for cell, _ in code] == list(range(1, len(code) + 1))
    for cell, source in code:
        assert "execution" not in cell["metadata"]
        for output in cell["outputs"]:
            assert output["output_type"] != "error", source
            assert output.get("name") != "stderr", f"a warning is committed: {output['text']}"
    text = re.sub(r"[A-Za-z0-9+/=\\n]{500,}", "", path.read_text("utf-8"))
    assert not re.search(r"/(?:home|root|Users|tmp|work|private|var)/", text)


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_a_picture_stands_once_with_its_alt_text(path):
    for cell, source in cells(path, "code"):
        pictures = [o for o in cell["outputs"] if "image/png" in o.get("data", {})]
        assert bool(pictures) == ("charts." in source and "import" not in source)
        for output in pictures:
            assert len(output["metadata"]["image/png"]["alt"].split()) > 5
            assert "base64" not in json.dumps(output["data"].get("text/html", ""))


def test_there_are_twelve_to_sixteen_figures():
    assert 12 <= len(FIGURES) <= 16
    assert {path.stem for path in FIGURES} == set(captions())


@pytest.mark.parametrize("path", FIGURES, ids=lambda path: path.stem)
def test_a_figure_has_three_files_a_caption_and_one_notebook(path):
    assert path.with_suffix(".png").exists() and path.with_suffix(".csv").exists()
    makers = [nb for nb in OWN for _, source in cells(nb, "code") if f'"{path.stem}"' in source]
    assert len(makers) == 1
    assert all(captions()[path.stem].values())


@pytest.mark.parametrize("path", FIGURES, ids=lambda path: path.stem)
def test_the_codebook_names_every_column(path):
    codebook = (PROJECT / "figures" / "README.md").read_text("utf-8")
    row = re.search(rf"^\| `{path.stem}` \|.*$", codebook, re.MULTILINE)
    with path.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    assert row and re.findall(r"`(\w+)`", row.group().split("|")[4]) == columns
    for column in columns:
        assert re.search(rf"^\| `{column}` \| .+ \|$", codebook, re.MULTILINE), column


@pytest.mark.parametrize("path", FIGURES, ids=lambda path: path.stem)
def test_rows_lead_back_to_their_sentences(path, corpus):
    known = set(corpus.sentences["article_id"] + ":" + corpus.sentences["sentence_id"].astype(str))
    with path.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if "sentences" not in rows[0]:
        assert "sentence_id" in rows[0] or path.stem == "at-a-glance"
    for row in rows:
        assert set(row.get("sentences", "").split()) <= known


@pytest.mark.slow
def test_what_was_read_needs_no_parser(tmp_path):
    """00 to 05 run where spaCy and its model are not installed."""
    blocked = "import sys; sys.modules.update(dict.fromkeys(['spacy', 'en_core_web_sm'], None))"
    sources = [source for path in OWN[:6] for _, source in cells(path, "code")]
    script = tmp_path / "all.py"
    script.write_text("\n\n".join([blocked, *sources]), "utf-8")
    environment = os.environ | {"FIGURES": str(tmp_path), "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(
        [sys.executable, str(script)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-600:]
