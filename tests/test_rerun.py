"""Reruns: failures change nothing and are shown; the check of bytes can fail."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis.compare import differences
from analysis.rerun import find, rerun

EXPORT = """from analysis import charts
import pandas as pd
figure, axes = charts.figure("A finding", subtitle="Unit", source="Source")
data = pd.DataFrame({"x": [VALUE]})
display(charts.export(figure, "made-up", data=data, alt="Nothing is drawn in this figure"))"""


def write(path: Path, *sources: str) -> Path:
    cells = [new_markdown_cell("# A question?"), *map(new_code_cell, sources)]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    nbformat.write(new_notebook(cells=cells), path)
    return path


def test_a_failing_notebook_changes_nothing_and_the_others_run(tmp_path):
    bad = write(tmp_path / "1-bad.ipynb", EXPORT.replace("VALUE", "1"), "1 / 0")
    good = write(tmp_path / "2-good.ipynb", EXPORT.replace("VALUE", "2"))
    before = bad.read_bytes()
    figures = tmp_path / "figures"
    failures = rerun([bad, good], figures=figures)
    assert [failure.notebook for failure in failures] == [bad]
    assert failures[0].cell == "1 / 0" and "ZeroDivisionError" in str(failures[0])
    assert bad.read_bytes() == before
    assert (figures / "made-up.csv").read_text() == "x\n2\n"
    assert nbformat.read(good, as_version=4).cells[1].execution_count == 1
    assert sorted(path.name for path in figures.iterdir()) == [
        "made-up.csv",
        "made-up.png",
        "made-up.svg",
    ]
    once = good.read_bytes()
    assert rerun([good], figures=figures) == [] and good.read_bytes() == once


def test_the_command_exits_1_with_cell_and_traceback(tmp_path):
    bad = write(tmp_path / "bad.ipynb", "raise RuntimeError('on purpose')")
    command = [sys.executable, "-m", "analysis", "rerun", str(bad)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "raise RuntimeError('on purpose')" in done.stderr and "on purpose" in done.stderr
    assert "Traceback (most recent call last)" in done.stderr  # the cell's, no other
    assert "analysis/rerun.py" not in done.stderr


def test_killed_in_the_middle_leaves_whole_files_and_no_kernel(tmp_path):
    sleeper = "import os, pathlib, time\npathlib.Path('pid').write_text(f'{os.getpid()}.')"
    slow = write(
        tmp_path / "slow.ipynb", EXPORT.replace("VALUE", "3"), f"{sleeper}\ntime.sleep(300)"
    )
    before = slow.read_bytes()
    code = (
        "import sys; from pathlib import Path; from analysis.rerun import rerun;"
        f"rerun([Path({str(slow)!r})], figures=Path({str(tmp_path / 'figures')!r}))"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    pid = tmp_path / "pid"
    while not (pid.exists() and pid.read_text().endswith(".")):
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.05)
    process.kill()
    process.wait()
    assert slow.read_bytes() == before
    assert not list(tmp_path.glob("figures/made-up.*"))
    with pytest.raises(ProcessLookupError):
        while time.monotonic() < deadline:
            os.kill(int(pid.read_text()[:-1]), 0)
            time.sleep(0.1)


def test_names_of_notebooks():
    assert [path.stem for path in find(["01"])] == ["01-corpus"]
    with pytest.raises(ValueError, match="99: no such notebook; valid: 01-corpus"):
        find(["99"])


def test_the_check_finds_what_differs(project, tmp_path):
    committed, fresh = tmp_path / "committed", tmp_path / "fresh"
    names = ["corpus-timeline.csv", "corpus-timeline.png", "corpus-timeline.svg"]
    for folder in (committed, fresh):
        folder.mkdir()
        for name in names:
            shutil.copy(project / "figures" / name, folder / name)
        shutil.copy(project / "notebooks" / "01-corpus.ipynb", folder)
    assert differences(committed, fresh, pictures=True) == []

    table = fresh / "corpus-timeline.csv"
    table.write_text(table.read_text("utf-8").replace("Axios", "Aksios"), "utf-8")
    shutil.copy(project / "figures" / "corpus-kept-and-cut.png", fresh / "corpus-timeline.png")
    notebook = fresh / "01-corpus.ipynb"
    notebook.write_text(notebook.read_text("utf-8").replace("comparing?", "doing?"), "utf-8")
    (fresh / "new.csv").write_text("x\n1\n")
    (fresh / "corpus-timeline.svg").unlink()
    found = {text.split(":")[0]: text for text in differences(committed, fresh, pictures=True)}
    assert set(found) == {*names, "new.csv", "01-corpus.ipynb"}
    assert "-axios,Axios" in found["corpus-timeline.csv"]
    assert "pixels" in found["corpus-timeline.png"]
    assert "no notebook makes it" in found["corpus-timeline.svg"]
    assert "is not committed" in found["new.csv"] and "doing?" in found["01-corpus.ipynb"]
    assert "corpus-timeline.png" not in str(differences(committed, fresh, pictures=False))


def test_nbconvert_makes_the_same_figures(tmp_path, monkeypatch):
    """Whatever backend the kernel has, and though a later cell exports what an earlier one drew."""
    draw = EXPORT.replace("VALUE", "4").replace("\ndisplay(", "\n# %%\ndisplay(").split("\n# %%\n")
    path = write(tmp_path / "two-cells.ipynb", *draw)
    assert rerun([path], figures=tmp_path / "ours") == []
    monkeypatch.setenv("FIGURES", str(tmp_path / "theirs"))
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "notebook", "--execute"]
    subprocess.run(
        [*command, str(path), "--output", "x.ipynb"], check=True, capture_output=True, cwd="/"
    )
    for suffix in ("svg", "png", "csv"):
        ours, theirs = (tmp_path / folder / f"made-up.{suffix}" for folder in ("ours", "theirs"))
        assert ours.read_bytes() == theirs.read_bytes(), suffix
