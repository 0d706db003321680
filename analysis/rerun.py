"""Executing the notebooks side by side, and comparing a rerun with what is committed.

A notebook that fails changes no file: what it makes goes to folders beside the places where it
belongs, and moves there once all of it is written.
"""

import asyncio
import difflib
import os
import re
import shutil
import sysconfig
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
import psutil
from nbclient import NotebookClient

from analysis.story import printable

PROJECT = Path(__file__).parent.parent


def find(names: list[str] | None = None) -> list[Path]:
    """The notebooks of those names, paths or beginnings ("02"), or all of the collection.

    Raises ValueError for a name that is no notebook, with the valid ones.
    """
    every = sorted((PROJECT / "notebooks").glob("[0-9]*.ipynb"))
    found = []
    for name in names or []:
        path = Path(name).resolve()
        own = [p for p in every if f"{p.stem}-".startswith(f"{path.stem}-")]
        matches = [path] if path.is_file() else own
        if not matches:
            raise ValueError(f"{name}: no such notebook; valid: {', '.join(p.stem for p in every)}")
        found.append(min(matches, key=lambda match: len(match.stem)))  # the whole name first
    return list(dict.fromkeys(found)) or every


def _staging(beside: Path) -> TemporaryDirectory[str]:
    """A folder on the same disk, so that moving files out of it can't leave one half-written.

    The folders that killed runs left are cleared first.
    """
    beside.mkdir(parents=True, exist_ok=True)
    for left in beside.glob(".rerun-*-*"):
        if not psutil.pid_exists(int(left.name.split("-")[1])):
            shutil.rmtree(left, ignore_errors=True)
    return TemporaryDirectory(prefix=f".rerun-{os.getpid()}-", dir=beside)


def _merged(outputs: list[Any]) -> list[Any]:
    """Outputs with neighbouring streams as one, standard output before errors.

    Where a kernel cuts a stream differs from run to run. nbclient's `coalesce_streams` does this
    too, but then looks for carriage returns, in time quadratic in the length of a line.
    """
    result = []
    for is_stream, group in groupby(outputs, key=lambda output: output.output_type == "stream"):
        run = list(group)
        for name in ("stdout", "stderr") if is_stream else ():
            text = "".join(output.text for output in run if output.name == name)
            result += [nbformat.v4.new_output("stream", name=name, text=text)] if text else []
        result += run if not is_stream else []
    return result


def _run(path: Path, begun: list[Any], timeout: int, environment: dict[str, str]) -> str:
    """Execute one notebook, noting the cells begun.

    Returns its text, without what differs from run to run or from machine to machine.
    """
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=timeout,
        iopub_timeout=timeout,  # by default output that comes 4 seconds late is dropped
        shutdown_kernel="immediate",  # it has nothing left to do
        on_cell_execute=lambda cell, cell_index: begun.append(cell),
        extra_arguments=["--IPKernelApp.log_level=40", "--InteractiveShell.colors=NoColor"],
    )
    # Not `client.execute`, which leaves tasks behind where a cell ran out of time.
    asyncio.run(client.async_execute(cwd=str(path.parent), env=os.environ | environment))
    begun.clear()  # what fails from here on is no cell's fault
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook.metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # when it ran
        if cell.cell_type == "code":
            cell.outputs = _merged(cell.outputs)
    return str(nbformat.writes(notebook)) + "\n"


def execute(
    paths: list[Path],
    *,
    notebooks: Path | None = None,
    figures: Path | None = None,
    jobs: int = 2,
    timeout: int = 900,
    accept: bool = False,
) -> list[str]:
    """Execute notebooks, `jobs` at once, and put them and the figures they export in place.

    `notebooks` and `figures` are the folders to write to (by default where the notebooks are, and
    `figures/`), `timeout` the seconds for a cell. With `accept`, kernels find RERUN=accept instead
    of RERUN=check, and captions may take new data; then one notebook runs at a time, since all of
    them write the same table of captions. A notebook that fails changes no file.

    Returns the failures, each a text: the notebook, why, and the cell that failed, if one did.
    """
    figures = figures or PROJECT / "figures"

    def one(path: Path) -> str:
        place = (notebooks or path.parent) / path.name
        begun: list[Any] = []
        try:
            with _staging(figures) as drawn, _staging(place.parent) as scratch:
                environment = {
                    "FIGURES": drawn,
                    "RERUN": "accept" if accept else "check",
                    "IPYTHONDIR": scratch,  # nobody's start-up files
                    "PYTHONHASHSEED": "0",
                    "MPLBACKEND": "agg",
                    "OMP_NUM_THREADS": "1",  # two kernels share the cores; sums keep their order
                }
                fresh = Path(scratch, path.name)
                fresh.write_text(_run(path, begun, timeout, environment), "utf-8", newline="\n")
                # All is written, so all that remains is to rename.
                fresh.replace(place)
                for file in Path(drawn).glob("*.*"):
                    file.replace(figures / file.name)
        except Exception as error:  # whatever it is, the other notebooks go on
            outputs = begun[-1].outputs if begun else []
            text = "\n".join(line for out in outputs for line in out.get("traceback", []))
            text = text or f"{type(error).__name__}: {error}".split("\n")[0]
            cell = f"\n\nIt failed in this cell:\n\n{begun[-1].source}\n" if begun else ""
            return f"{path.name}: {text}{cell}"
        print(f"{path.stem} done", flush=True)
        return ""

    # The last first: the later notebooks draw on all before them and take longest. Without `with`,
    # Ctrl-C doesn't wait for them; kernels end by themselves when the process that ran them has.
    pool = ThreadPoolExecutor(1 if accept else jobs)
    return [failure for failure in pool.map(one, reversed(paths)) if failure]


def is_locked() -> bool:
    """Whether this is Linux on x86-64 with the lock's versions of what draws: pictures agree."""
    lock = (PROJECT / "requirements.lock").read_text("utf-8")
    pins = [f"\n{name}=={metadata.version(name)} " for name in ("matplotlib", "numpy", "pillow")]
    return sysconfig.get_platform() == "linux-x86_64" and all(pin in lock for pin in pins)


def _contents(folder: Path, pictures: bool) -> dict[str, bytes]:
    """What of each file is compared."""
    contents, inside = {}, rb'(data:image/png;base64,|"image/png": ")[\w+/=\\]+'
    for path in folder.glob("*.*"):
        if path.suffix in (".csv", ".ipynb", ".png", ".svg") and path.name != "captions.csv":
            content = path.read_bytes() if pictures or path.suffix in (".csv", ".ipynb") else b""
            contents[path.name] = content if pictures else re.sub(inside, rb"\1", content)
    return contents


def compare_folders(committed: Path, fresh: Path, *, pictures: bool) -> list[str]:
    """How the files of two folders differ: one text per file, beginning with its name.

    Notebooks and tables are compared exactly; SVG and PNG, and the pictures inside notebooks, are
    compared exactly if `pictures`, and otherwise only for being there.
    """
    old, new = _contents(committed, pictures), _contents(fresh, pictures)
    result = []
    for name in sorted(old | new):
        if name not in old or name not in new:
            result.append(f"{name}: {'no notebook makes it' if name in old else 'not committed'}")
        elif old[name] != new[name]:
            before, after = (c[name].decode("utf-8", "replace").splitlines() for c in (old, new))
            lines = list(difflib.unified_diff(before, after, lineterm="", n=0))[2:14]
            result.append("\n  ".join([f"{name}: differs", *(printable(k[:160]) for k in lines)]))
    return result


def compare_committed() -> tuple[list[str], list[str], bool]:
    """Rerun every notebook into a temporary folder and compare with what is committed.

    Returns the failures, the differences (one text per file; none are sought where a notebook
    failed) and whether pictures were compared.
    """
    pictures, differences = is_locked(), []
    with TemporaryDirectory() as name:
        notebooks, figures = Path(name, "notebooks"), Path(name, "figures")
        failures = execute(find(), notebooks=notebooks, figures=figures)
        for fresh in () if failures else (notebooks, figures):
            differences += compare_folders(PROJECT / fresh.name, fresh, pictures=pictures)
    return failures, differences, pictures
