"""A real JupyterLab in a real browser: open 02-tone, run all cells, look at what is there."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()
NOTEBOOK = "02-tone.ipynb"


@pytest.fixture
def lab(project: Path, tmp_path: Path):
    """A JupyterLab on a copy of the notebooks, so that saving changes nothing."""
    root = tmp_path / "notebooks"
    shutil.copytree(project / "notebooks", root)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "FIGURES": str(tmp_path / "figures"),
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
        yield address, tmp_path
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
        log.close()


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: chromium)")
def test_a_notebook_runs_in_jupyterlab(lab):
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    address, folder = lab
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        requests: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.goto(f"{address}/lab/tree/{NOTEBOOK}?reset")
        # Before the kernel has its name the indicator says idle with no kernel at all.
        name = page.locator(".jp-Toolbar-kernelName")
        sync_api.expect(name).to_contain_text("Python 3", timeout=90_000)
        page.get_by_role("menuitem", name="Edit", exact=True).click()
        page.get_by_role("menuitem", name="Clear Outputs of All Cells").click()
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.locator('li[data-command="runmenu:run-all"]').click()
        page.wait_for_function(
            "expected => document.querySelectorAll('.jp-OutputArea img[alt]').length >= expected",
            arg=len(exported(folder / "notebooks" / NOTEBOOK)),
            timeout=120_000,
        )
        page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').wait_for(timeout=60_000)
        errors = page.locator(
            '[data-mime-type="application/vnd.jupyter.stderr"], .jp-RenderedError'
        )
        assert errors.count() == 0, errors.all_inner_texts()
        alts = page.locator(".jp-OutputArea img[alt]").evaluate_all("i => i.map(e => e.alt)")
        assert all(len(alt) > 24 for alt in alts)
        browser.close()
    away = [url for url in requests if not url.startswith((address, "data:", "blob:"))]
    assert away == []
    made = {path.stem for path in (folder / "figures").glob("*.png")}
    assert made == set(exported(folder / "notebooks" / NOTEBOOK))


def exported(path: Path) -> list[str]:
    """The names of the figures that a notebook exports."""
    import re

    return sorted(
        set(re.findall(r'charts\.export\(\w+, \\"([a-z0-9-]+)\\"', path.read_text("utf-8")))
    )
