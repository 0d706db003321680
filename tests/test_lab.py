"""A real JupyterLab in a real browser: open a notebook, run all cells, look at what is there."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()
CELLS = [
    "from analysis import load_corpus\ncorpus = load_corpus(SEEDS)",
    "corpus.articles[['outlet', 'title']]",
    "import matplotlib.pyplot as plt\n_ = plt.plot([1, 2, 3])",
    "'the ' + 'end'",
]


@pytest.fixture
def lab(project: Path, tmp_path: Path):
    """The address of a JupyterLab with one notebook, and the folder that holds it."""
    root = tmp_path / "notebooks"
    root.mkdir()
    cells = [new_code_cell(cell.replace("SEEDS", repr(str(project / "seeds")))) for cell in CELLS]
    notebook = new_notebook(cells=[new_markdown_cell("# Who says what?"), *cells])
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook.metadata["kernelspec"] = kernel
    nbformat.write(notebook, root / "question.ipynb")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
        "JUPYTER_DATA_DIR": str(tmp_path / "data"),
        "JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(tmp_path / "workspaces"),
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}"]
    command += ["--IdentityProvider.token=", f"--ServerApp.root_dir={root}", "--LabApp.news_url=",
                "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]  # fmt: skip
    log = (tmp_path / "lab.log").open("w")
    server = subprocess.Popen(command, cwd=root, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 90
        while True:
            try:
                urllib.request.urlopen(f"{address}/api", timeout=5).read()
                break
            except OSError:
                assert server.poll() is None, (tmp_path / "lab.log").read_text()
                assert time.monotonic() < deadline, "JupyterLab did not answer in 90 seconds"
                time.sleep(0.3)
        yield address, root
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
        log.close()


@pytest.mark.slow
def test_a_notebook_runs_in_jupyterlab(lab):
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    address, root = lab
    with sync_api.sync_playwright() as playwright:
        # A Chromium of this machine, or else the one that Playwright brings.
        own = playwright.chromium.executable_path
        if CHROMIUM is None and not Path(own).exists():
            pytest.skip("Chromium is not installed (Debian: chromium)")
        browser = playwright.chromium.launch(executable_path=CHROMIUM or own, args=FLAGS)
        # So tall that every cell is drawn: JupyterLab leaves out those outside the window.
        page = browser.new_page(viewport={"width": 1400, "height": 2000})
        requests: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.goto(f"{address}/lab/tree/question.ipynb?reset")
        # Cells run before the kernel has answered once are lost; the notebook's own indicator says
        # idle even without a kernel.
        idle = page.get_by_text("Python 3 (ipykernel) | Idle")
        idle.wait_for(timeout=90_000)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.locator('li[data-command="runmenu:run-all"]').click()
        page.get_by_text("'the end'", exact=True).wait_for(timeout=120_000)
        idle.wait_for(timeout=60_000)
        errors = page.locator(
            '[data-mime-type="application/vnd.jupyter.stderr"], .jp-RenderedError'
        )
        assert errors.count() == 0, errors.all_inner_texts()
        rows = page.locator(".jp-OutputArea table tbody tr").all_inner_texts()
        assert len(rows) == 5 and any("Axios" in row for row in rows)
        assert page.locator(".jp-OutputArea img").count() == 1
        page.keyboard.press("Control+s")
        wait = time.monotonic() + 30
        while "the end" not in saved(root) and time.monotonic() < wait:
            time.sleep(0.2)
        assert "'the end'" in saved(root)
        browser.close()
    away = [url for url in requests if not url.startswith((address, "data:", "blob:"))]
    assert away == []


def saved(root: Path) -> str:
    """The last output in the notebook's file."""
    outputs = nbformat.read(root / "question.ipynb", as_version=4).cells[-1].outputs
    return outputs[0].data["text/plain"] if outputs else ""
