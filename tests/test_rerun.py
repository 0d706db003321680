"""Reruns: a notebook that fails changes nothing and says why; the check of bytes can fail."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis import rerun

DRAW = """import os, pathlib
pathlib.Path(os.environ["FIGURES"], "made-up.csv").write_text("x\\nVALUE\\n")"""
PID = "import os, pathlib, time\npathlib.Path('pid').write_text(f'{os.getpid()}.')\n"


def write(path: Path, *sources: str) -> Path:
    cells = [new_markdown_cell("# A question?"), *map(new_code_cell, sources)]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    nbformat.write(new_notebook(cells=cells), path)
    return path


def outputs(path: Path) -> list:
    cells = nbformat.read(path, as_version=4).cells
    return [output for cell in cells for output in cell.get("outputs", [])]


def left_behind(*folders: Path) -> list[Path]:
    return [path for folder in folders for path in folder.glob(".*")]


def start(path: Path, figures: Path) -> tuple[subprocess.Popen, int]:
    """A rerun in a process of its own, once its kernel runs; that kernel's process id."""
    code = (
        "import os, sys; from pathlib import Path; from analysis import rerun\n"
        f"try: rerun.execute([Path({str(path)!r})], figures=Path({str(figures)!r}))\n"
        "except KeyboardInterrupt: os._exit(130)"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    pid = path.parent / "pid"
    while not (pid.exists() and pid.read_text().endswith(".")):
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.05)
    return process, int(pid.read_text()[:-1])


def ends(pid: int, seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_a_failing_notebook_changes_nothing_and_the_others_run(tmp_path):
    bad = write(tmp_path / "1-bad.ipynb", DRAW.replace("VALUE", "1"), "print('so far')\n1 / 0")
    good = write(tmp_path / "2-good.ipynb", DRAW.replace("VALUE", "2"))
    before = bad.read_bytes()
    figures = tmp_path / "figures"
    (failure,) = rerun.execute([bad, good], figures=figures)
    assert failure.startswith("1-bad.ipynb: ") and failure.endswith(":\n\nprint('so far')\n1 / 0\n")
    assert "ZeroDivisionError: division by zero" in failure and "\x1b" not in failure
    assert bad.read_bytes() == before
    assert (figures / "made-up.csv").read_text() == "x\n2\n"
    assert nbformat.read(good, as_version=4).cells[1].execution_count == 1
    assert left_behind(tmp_path, figures) == []
    once = good.read_bytes()
    assert rerun.execute([good], figures=figures) == [] and good.read_bytes() == once


def test_the_kernel_is_told_what_the_run_is_for(tmp_path):
    names = "FIGURES RERUN PYTHONHASHSEED MPLBACKEND".split()
    path = write(tmp_path / "a.ipynb", f"import os\n[os.environ[name] for name in {names}[1:]]")
    for accept, word in ((False, "check"), (True, "accept")):
        assert rerun.execute([path], figures=tmp_path / "figures", accept=accept) == []
        assert outputs(path)[0].data["text/plain"] == f"['{word}', '0', 'agg']"


def test_with_accept_each_notebook_finds_what_the_one_before_it_wrote(tmp_path):
    figures = tmp_path / "figures"
    add = (
        "import os, pathlib, time\n"
        f"old = pathlib.Path({str(figures / 'captions.csv')!r})\n"
        "text = old.read_text() if old.exists() else ''\ntime.sleep(0.5)\n"
        "pathlib.Path(os.environ['FIGURES'], 'captions.csv').write_text(text + 'row\\n')"
    )
    paths = [write(tmp_path / f"{name}.ipynb", add) for name in "abc"]
    assert rerun.execute(paths, figures=figures, accept=True) == []
    assert (figures / "captions.csv").read_text() == "row\n" * 3


def test_two_runs_give_the_same_bytes_however_a_stream_is_cut(tmp_path):
    speak = (
        "import sys, time\nfor number in range(4):\n    print(number, flush=True)\n"
        "    print('!', file=sys.stderr, flush=True)\n    time.sleep(DELAY)\n"
        "display('shown')\nprint('after')\n{'b', 'a', 'c'}"
    )
    texts = set()
    for delay in ("0", "0.3"):
        path = write(tmp_path / "a.ipynb", f"DELAY = float('{delay}')", speak)
        assert rerun.execute([path], figures=tmp_path / "figures") == []
        texts.add(path.read_text("utf-8").replace(f"'{delay}'", "''"))
    assert len(texts) == 1
    kinds = [output.get("name", output.output_type) for output in outputs(path)]
    assert kinds == ["stdout", "stderr", "display_data", "stdout", "execute_result"]
    assert outputs(path)[0].text == "0\n1\n2\n3\n"
    notebook = nbformat.read(path, as_version=4)
    assert notebook.metadata.language_info == {"name": "python"}
    assert all("execution" not in cell.metadata for cell in notebook.cells)


@pytest.mark.slow
def test_one_very_long_line_takes_seconds_not_hours(tmp_path):
    path = write(tmp_path / "long.ipynb", "print('x' * 50_000_000)")
    start = time.monotonic()
    assert rerun.execute([path], figures=tmp_path / "figures") == []
    assert time.monotonic() - start < 60
    assert len(outputs(path)[0].text) == 50_000_001


def test_a_cell_that_takes_too_long_and_a_kernel_that_dies_are_named(tmp_path):
    slow = write(tmp_path / "slow.ipynb", "while True:\n    print('x' * 1000)")
    dead = write(tmp_path / "dead.ipynb", "import os\nos._exit(1)")
    text = tmp_path / "text.ipynb"
    text.write_text("no JSON\n" * 1000)
    before = [path.read_bytes() for path in (slow, dead, text)]
    failures = rerun.execute([slow, dead, text], figures=tmp_path / "figures", timeout=2)
    said = {failure.split(":")[0]: failure.split("\n\n") for failure in failures}
    assert "after 2 seconds" in said["slow.ipynb"][0] and said["slow.ipynb"][2][:5] == "while"
    assert "Kernel died" in said["dead.ipynb"][0] and said["dead.ipynb"][2][:9] == "import os"
    assert "JSON" in said["text.ipynb"][0] and len(said["text.ipynb"]) == 1
    assert all("\n" not in lines[0] for lines in said.values())
    assert [path.read_bytes() for path in (slow, dead, text)] == before


@pytest.mark.parametrize("which", ["figures", "notebooks"])
def test_a_folder_that_cannot_be_written_changes_nothing_and_is_named_in_a_line(tmp_path, which):
    path = write(tmp_path / "a.ipynb", DRAW)
    before = path.read_bytes()
    (tmp_path / which).write_text("a file where a folder should be")
    folders = {name: tmp_path / name for name in ("figures", "notebooks")}
    (failure,) = rerun.execute([path], **folders)
    assert str(tmp_path / which) in failure and "\n" not in failure
    assert path.read_bytes() == before and not list(tmp_path.glob("*/made-up.csv"))


@pytest.mark.skipif(sys.platform == "win32", reason="limits of this kind are not known there")
def test_a_full_disk_changes_nothing_and_is_named_in_a_line(tmp_path):
    """The limit on the size of a file stands for a disk with no more room than that."""
    path = write(tmp_path / "a.ipynb", DRAW, "print('x' * 2_000_000)")
    before = path.read_bytes()
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000,) * 2)\n"
        "from pathlib import Path; from analysis import rerun\n"
        f"folder = Path({str(tmp_path)!r})\n"
        "print(*rerun.execute([folder / 'a.ipynb'], figures=folder / 'figures'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "File too large" in done.stdout and done.stdout.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert path.read_bytes() == before and list((tmp_path / "figures").iterdir()) == []


def test_the_command_exits_1_with_cell_and_traceback(tmp_path):
    bad = write(tmp_path / "bad.ipynb", "raise RuntimeError('on purpose')")
    command = [sys.executable, "-m", "analysis", "rerun", str(bad)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "raise RuntimeError('on purpose')" in done.stderr
    assert done.stderr.count("Traceback (most recent call last)") == 1  # the cell's, no other
    assert "analysis/rerun.py" not in done.stderr


def test_killed_in_the_middle_leaves_whole_files_and_no_kernel(tmp_path):
    slow = write(tmp_path / "slow.ipynb", DRAW, f"{PID}time.sleep(300)")
    figures = tmp_path / "figures"
    before = slow.read_bytes()
    process, kernel = start(slow, figures)
    process.kill()
    process.wait()
    assert slow.read_bytes() == before and not list(figures.glob("made-up.*"))
    assert ends(kernel)
    # What it left is cleared by the next run; what a run still going on has made is not.
    assert len(left_behind(figures)) == 1
    alive = figures / f".rerun-{os.getpid()}-alive"
    alive.mkdir()
    assert rerun.execute([write(tmp_path / "next.ipynb", "1")], figures=figures) == []
    assert left_behind(tmp_path, figures) == [alive]


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ there")
def test_ctrl_c_ends_the_rerun_and_its_kernels(tmp_path):
    slow = write(tmp_path / "slow.ipynb", f"{PID}time.sleep(300)")
    before = slow.read_bytes()
    process, kernel = start(slow, tmp_path / "figures")
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 130 and ends(kernel)
    assert slow.read_bytes() == before


def test_names_of_notebooks(tmp_path, monkeypatch):
    (tmp_path / "notebooks").mkdir()
    names = ["01-corpus", "02-tone-again", "02-tone"]
    every = [write(tmp_path / "notebooks" / f"{name}.ipynb") for name in names]
    mine = write(tmp_path / "02-mine.ipynb")
    monkeypatch.setattr(rerun, "PROJECT", tmp_path)
    monkeypatch.chdir(tmp_path)
    assert rerun.find() == every and rerun.find([]) == every
    assert rerun.find(["01"]) == rerun.find(["01-corpus.ipynb", "01-corpus"]) == every[:1]
    assert rerun.find(["02-tone"]) == [every[2]]
    assert rerun.find(["02-mine.ipynb", "notebooks/02-tone-again.ipynb"]) == [mine, every[1]]
    for wrong in ("99", "0", "corpus", "nowhere/99.ipynb"):
        with pytest.raises(ValueError, match=f"{wrong}: no such notebook; valid: 01-corpus, 02-"):
            rerun.find([wrong])


def test_the_check_finds_what_differs(tmp_path):
    committed, fresh = tmp_path / "committed", tmp_path / "fresh"
    committed.mkdir()
    (committed / "a.csv").write_text("outlet,n\nAxios,1\n")
    (committed / "crlf.csv").write_bytes(b"x\n1\n")
    (committed / "captions.csv").write_text("written by hand")
    (committed / "README.md").write_text("not compared")
    (committed / "a.svg").write_text("<svg>1</svg>")
    (committed / "a.png").write_bytes(b"\x89PNG\x1b[2J\x00\xff1")
    (committed / "gone.png").write_bytes(b"1")
    (committed / "a.ipynb").write_text('{"image/png": "aW1n\\n", "text": "one"}')
    (committed / "b.ipynb").write_text('{"image/png": "aW1n\\n", "text": "one"}')
    shutil.copytree(committed, fresh)
    assert rerun.compare_folders(committed, fresh, pictures=True) == []

    (fresh / "a.csv").write_text("outlet,n\nAxios,2\n")
    (fresh / "crlf.csv").write_bytes(b"x\r\n1\r\n")
    (fresh / "captions.csv").unlink()
    (fresh / "a.svg").write_text("<svg>2</svg>")
    (fresh / "a.png").write_bytes(b"\x89PNG\x1b[2J\x00\xff2")
    (fresh / "gone.png").unlink()
    (fresh / "new.csv").write_text("x\n")
    (fresh / "a.ipynb").write_text('{"image/png": "aW1n\\n", "text": "two"}')
    (fresh / "b.ipynb").write_text('{"image/png": "b3RoZXI=\\n", "text": "one"}')
    lines = rerun.compare_folders(committed, fresh, pictures=True)
    found = {line.split(":")[0]: line for line in lines}
    pictures = {"a.svg", "a.png", "b.ipynb"}
    always = {"a.csv", "crlf.csv", "gone.png", "new.csv", "a.ipynb"}
    assert set(found) == pictures | always
    assert "-Axios,1" in found["a.csv"] and "+Axios,2" in found["a.csv"]
    assert "-<svg>1</svg>" in found["a.svg"] and '"two"' in found["a.ipynb"]
    assert found["gone.png"] == "gone.png: no notebook makes it"
    assert found["new.csv"] == "new.csv: not committed"
    assert all(line.isprintable() for line in found["a.png"].split("\n"))
    without = rerun.compare_folders(committed, fresh, pictures=False)
    assert {line.split(":")[0] for line in without} == always


def test_committed_files_are_compared_with_a_rerun(tmp_path, monkeypatch):
    for name in ("notebooks", "figures"):
        (tmp_path / name).mkdir()
    path = write(tmp_path / "notebooks" / "01-a.ipynb", DRAW)
    monkeypatch.setattr(rerun, "PROJECT", tmp_path)
    monkeypatch.setattr(rerun, "is_locked", lambda: False)
    assert rerun.execute([path]) == []
    assert rerun.compare_committed() == ([], [], False)
    once = path.read_bytes()
    (tmp_path / "figures" / "made-up.csv").write_text("x\n9\n")
    _, differences, _ = rerun.compare_committed()
    assert differences == ["made-up.csv: differs\n  @@ -2 +2 @@\n  -9\n  +VALUE"]
    write(path, "1 / 0")
    failures, differences, _ = rerun.compare_committed()
    assert [failure.split(":")[0] for failure in failures] == [path.name] and differences == []
    assert path.read_bytes() != once and len(left_behind(tmp_path / "notebooks")) == 0


@pytest.mark.slow
def test_plain_nbconvert_makes_the_same_figures(tmp_path):
    """Of the first notebook, from another folder and with another backend in the kernel."""
    path = rerun.find()[0]
    folders = {"notebooks": tmp_path, "figures": tmp_path / "ours"}
    assert rerun.execute([path], **folders) == []
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "notebook", "--execute"]
    command += [str(path), "--output-dir", str(tmp_path / "theirs"), "--log-level", "ERROR"]
    environment = os.environ | {"FIGURES": str(tmp_path / "theirs")}
    subprocess.run(command, check=True, cwd=tmp_path.anchor, env=environment)
    ours = {file.name: file.read_bytes() for file in (tmp_path / "ours").iterdir()}
    theirs = {
        file.name: file.read_bytes()
        for file in (tmp_path / "theirs").iterdir()
        if file.suffix != ".ipynb"
    }
    assert ours and ours == theirs
