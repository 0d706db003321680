"""The rules of the notebooks and figures, checked on what is committed."""

import ast
import csv
import json
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
NOTEBOOKS = sorted((PROJECT / "notebooks").glob("[0-9]*.ipynb"))
FIGURES = sorted((PROJECT / "figures").glob("*.csv"))
OWN = [path for path in NOTEBOOKS if not path.stem.startswith("07")]


def cells(path, kind):
    notebook = json.loads(path.read_text("utf-8"))
    return [
        (cell, "".join(cell["source"]))
        for cell in notebook["cells"]
        if cell["cell_type"] == kind and "".join(cell["source"]).strip()
    ]


def test_there_are_notebooks_and_figures():
    assert NOTEBOOKS and FIGURES


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_code_cells(path):
    code = cells(path, "code")
    assert [cell["execution_count"] for cell, _ in code] == list(range(1, len(code) + 1))
    for number, (cell, source) in enumerate(code):
        lines = source.strip().split("\n")
        assert len(lines) <= 10, source
        assert not any(output["output_type"] == "error" for output in cell["outputs"]), source
        stderr = [o["text"] for o in cell["outputs"] if o.get("name") == "stderr"]
        assert not stderr, f"a warning is committed: {stderr}"
        assert "sys.path" not in source and "execution" not in cell["metadata"]
        for node in ast.walk(ast.parse(source)):
            assert not isinstance(node, ast.FunctionDef | ast.Lambda | ast.For | ast.While), source
            if isinstance(node, ast.Import | ast.ImportFrom):
                assert number == 0, f"imports belong in the second cell: {source}"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_prose_asks_answers_and_finds(path):
    notebook = json.loads(path.read_text("utf-8"))
    first = "".join(notebook["cells"][0]["source"])
    assert re.match(r"# .+\?\n", first), "the title is a question"
    assert notebook["cells"][1]["cell_type"] == "code"
    prose = "\n".join(source for _, source in cells(path, "markdown"))
    assert prose.count("What it does not show") >= 1
    for heading in re.findall(r"^## (.+)$", prose, re.MULTILINE):
        assert len(heading.split()) >= 4, f"{heading!r} is no sentence"


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_first_answer_holds_a_number(path):
    notebook = json.loads(path.read_text("utf-8"))
    assert "**" in "".join(notebook["cells"][0]["source"])


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_every_figure_is_asserted_and_has_alt_text(path):
    exported = [
        (cell, source) for cell, source in cells(path, "code") if "charts.export(" in source
    ]
    assert exported
    for cell, source in exported:
        last = ast.parse(source).body[-1]
        assert isinstance(last, ast.Assert), f"ends with no assert: {source}"
        shown = [output for output in cell["outputs"] if "image/png" in output.get("data", {})]
        assert shown
        for output in shown:
            assert re.search(r'<img alt="[^"]{25,}"', "".join(output["data"]["text/html"]))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_path_of_a_machine(path):
    text = re.sub(r"[A-Za-z0-9+/=\\n]{500,}", "", path.read_text("utf-8"))
    assert not re.search(r"/(?:home|root|Users|tmp|work|private|var)/", text)


def codebook() -> dict[str, list[str]]:
    text = (PROJECT / "figures" / "README.md").read_text("utf-8")
    parts = re.split(r"^### ", text, flags=re.MULTILINE)[1:]
    return {
        part.split("\n")[0].strip(): re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE)
        for part in parts
    }


def test_the_codebook_names_every_figure():
    assert sorted(codebook()) == [path.stem for path in FIGURES]


@pytest.mark.parametrize("path", FIGURES, ids=lambda path: path.stem)
def test_the_codebook_names_every_column(path):
    with path.open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == codebook()[path.stem]


@pytest.mark.parametrize("path", FIGURES, ids=lambda path: path.stem)
def test_a_figure_has_its_three_files_and_a_notebook(path):
    assert path.with_suffix(".png").exists() and path.with_suffix(".svg").exists()
    assert any(f'"{path.stem}"' in source for nb in NOTEBOOKS for _, source in cells(nb, "code"))
