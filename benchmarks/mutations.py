"""Break the package on purpose and see whether the fast tests notice.

    python benchmarks/mutations.py [--count 20] [--seed 0]

Draws places in analysis/ at random (printed seed), changes one operator, comparison, condition or
number at each in a copy of the project, runs the fast tests there and says what they caught.
"""

import argparse
import ast
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).parent.parent
SWAPS: dict[type, type] = {
    **{ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt},
    **{ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In},
    **{ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And},
    **{ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult},
}


def places(tree: ast.Module) -> list[tuple[ast.AST, str]]:
    """The nodes that can be changed, with what is changed in each."""
    found: list[tuple[ast.AST, str]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
            found.append((node, "comparison"))
        elif isinstance(node, ast.BoolOp):
            found.append((node, "and/or"))
        elif isinstance(node, ast.BinOp) and type(node.op) in SWAPS:
            found.append((node, "operator"))
        elif isinstance(node, ast.If | ast.IfExp):
            found.append((node, "condition"))
        elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
            found.append((node, "number"))
        elif isinstance(node, ast.Constant) and type(node.value) is bool:
            found.append((node, "truth"))
    return found


def change(node: ast.AST, what: str) -> None:
    """Change one node in place."""
    if isinstance(node, ast.Compare):
        node.ops[0] = SWAPS[type(node.ops[0])]()
    elif isinstance(node, ast.BoolOp | ast.BinOp):
        node.op = SWAPS[type(node.op)]()
    elif isinstance(node, ast.If | ast.IfExp):
        node.test = ast.UnaryOp(ast.Not(), node.test)
    elif isinstance(node, ast.Constant):
        node.value = not node.value if what == "truth" else node.value + 1


def main() -> None:
    """Draw, change, test, and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    rng = random.Random(chosen.seed)
    modules = sorted((PROJECT / "analysis").rglob("*.py"))
    every = [(p, k) for p in modules for k in range(len(places(ast.parse(p.read_text("utf-8")))))]
    caught = 0
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "project"
        skip = shutil.ignore_patterns(".venv", ".git", "__pycache__", ".*_cache", ".hypothesis")
        shutil.copytree(PROJECT, copy, ignore=skip)
        for path, number in rng.sample(every, chosen.count):
            source = path.read_text("utf-8")
            tree = ast.parse(source)
            node, what = places(tree)[number]
            before = ast.unparse(node).split("\n")[0][:60]
            change(node, what)
            after = ast.unparse(node).split("\n")[0][:60]
            target = copy / path.relative_to(PROJECT)
            target.write_text(ast.unparse(tree), "utf-8")
            command = [
                sys.executable,
                "-m",
                "pytest",
                "-x",
                "-q",
                "-m",
                "not slow",
                "-p",
                "no:cacheprovider",
            ]
            done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False,
                                  env=None, timeout=900)  # fmt: skip
            target.write_text(source, "utf-8")
            caught += done.returncode != 0
            verdict = "caught" if done.returncode else "MISSED"
            line = getattr(node, "lineno", 0)
            print(
                f"{verdict}  {path.relative_to(PROJECT)}:{line}  {before}  →  {after}", flush=True
            )
    print(f"{caught} of {chosen.count} caught (seed {chosen.seed})")


if __name__ == "__main__":
    main()
