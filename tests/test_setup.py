"""The set-up: pyproject.toml, lock and environment.yml agree; modules keep their order."""

import ast
import re
import subprocess
import sys
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


@pytest.fixture(scope="module")
def declared(project):
    return tomllib.loads((project / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture(scope="module")
def lock(project):
    text = (project / "requirements.lock").read_text("utf-8")
    return {
        canonicalize_name(name): version
        for name, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", text, re.MULTILINE)
    }


def test_the_lock_meets_every_requirement(declared, lock):
    wanted = [*declared["dependencies"]]
    for group in declared["optional-dependencies"].values():
        wanted += [line for line in group if not line.startswith("five-tellings")]
    for line in wanted:
        requirement = Requirement(line)
        version = lock.get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is not in the lock: run make lock"
        assert requirement.specifier.contains(version, prereleases=True), line


def test_the_groups(declared):
    assert {"rerun", "lab", "dev"} <= set(declared["optional-dependencies"])


def test_the_lock_has_hashes_and_no_address(project):
    text = (project / "requirements.lock").read_text("utf-8")
    assert "://" not in text and "index" not in re.sub(r"^\w.*", "", text, flags=re.MULTILINE)
    for block in re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in block, block.split("\n")[0]


def test_conda_takes_python_and_pip_and_the_rest_from_the_lock(project, declared):
    environment = yaml.safe_load((project / "environment.yml").read_text("utf-8"))
    python, pip, rest = environment["dependencies"]
    assert environment["name"] == declared["name"] and pip == "pip"
    assert rest == {"pip": ["-r requirements.lock"]}
    assert python.removeprefix("python ").startswith(declared["requires-python"])


def test_the_environment_is_that_of_the_lock():
    from analysis.compare import locked

    if sys.platform != "linux":
        pytest.skip("the lock is compared on Linux x86-64 only")
    assert locked(), "installed versions differ from requirements.lock: run make again"


ORDER = (
    "files names stats text stopwords schema tables furniture story actors speech corpus target"
    " tone framing terms universe multiverse claims charts show plots preload nursery provisioner"
    " rerun compare __main__"
).split()


def test_modules_import_only_those_above(project):
    package = project / "analysis"
    for path in sorted(package.rglob("*.py")):
        own = path.relative_to(package).parts[0].removesuffix(".py")
        if own == "__init__":
            continue
        place = next(
            (n for n, name in enumerate(ORDER) if own == name or own.startswith(f"{name}_")), None
        )
        assert place is not None, f"{own} has no place in the order of modules"
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("analysis"):
                parts = node.module.split(".")[1:2] or [alias.name for alias in node.names]
            elif isinstance(node, ast.Import):
                parts = [a.name.split(".")[1] for a in node.names if a.name.startswith("analysis.")]
            else:
                continue
            for part in parts:
                above = next(
                    n for n, name in enumerate(ORDER) if part == name or part.startswith(f"{name}_")
                )
                assert above <= place, f"{path.name} imports {part}, which stands below it"


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
