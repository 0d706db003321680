"""Executing the notebooks side by side; a notebook that fails changes no file."""

import asyncio
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Importing this one validator costs nbformat 3 to 4 seconds; no notebook holds what it validates.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from tqdm import tqdm

from analysis import nursery
from analysis.files import write_whole

PROJECT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Failure:
    """A notebook that did not run through: the cell that failed and what it said."""

    notebook: Path
    cell: str
    reason: str

    def __str__(self) -> str:
        return f"{self.notebook.name} failed in this cell:\n\n{self.cell}\n\n{self.reason}\n"


def _normal(notebook: Any) -> str:
    """The notebook as text, without what differs from run to run or from machine to machine."""
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    return str(nbformat.writes(notebook)).rstrip("\n") + "\n"


@contextmanager
def _staging(beside: Path) -> Iterator[Path]:
    """A folder on the same disk, so that moving files out of it can't leave one half-written."""
    folder = Path(tempfile.mkdtemp(prefix=".rerun-", dir=beside))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _execute(path: Path, staging: Path, timeout: int) -> str | Failure:
    """Execute one notebook with its figures going to staging; its text, or what went wrong."""
    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception as error:
        return Failure(path, "(none was run)", f"it is no notebook: {error}")
    client = NotebookClient(
        notebook,
        timeout=timeout,
        record_timing=False,
        coalesce_streams=True,
        shutdown_kernel="immediate",  # it has nothing left to do
        extra_arguments=["--HistoryManager.enabled=False", "--IPKernelApp.log_level=40"],
        resources={"metadata": {"path": str(path.parent.resolve())}},
    )
    environment = os.environ | {
        "FIGURES": str(staging / "figures"),
        "IPYTHONDIR": str(staging / "ipython"),
        "PYTHONHASHSEED": "0",
        "MPLBACKEND": "agg",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
    try:
        await client.async_execute(env=environment)
    except CellExecutionError as error:
        number = next(
            (
                number
                for number, cell in enumerate(notebook.cells)
                if any(output.output_type == "error" for output in cell.get("outputs", []))
            ),
            None,
        )
        cell = "(unknown)" if number is None else notebook.cells[number].source
        return Failure(path, cell, re.sub(r"\x1b\[[\d;]*m", "", error.traceback))
    except (DeadKernelError, TimeoutError, RuntimeError, OSError) as error:
        return Failure(path, "(unknown)", str(error) or type(error).__name__)
    return _normal(notebook)


def _move(fresh: Path, place: Path) -> bool:
    """Put a file in place; whether that changed anything."""
    if place.exists() and place.read_bytes() == fresh.read_bytes():
        return False
    write_whole(place, fresh.read_bytes())
    return True


async def _run_all(
    paths: list[Path], notebooks: Path | None, figures: Path, jobs: int, timeout: int
) -> list[Failure]:
    failures: list[Failure] = []
    gate = asyncio.Semaphore(jobs)
    bar = tqdm(total=len(paths), unit="notebook", file=sys.stderr)

    async def one(path: Path) -> None:
        async with gate:
            figures.mkdir(parents=True, exist_ok=True)
            with _staging(figures) as staging:
                result = await _execute(path, staging, timeout)
                if isinstance(result, Failure):
                    failures.append(result)
                else:
                    fresh = staging / path.name
                    fresh.write_text(result, "utf-8")
                    moves = [(p, figures / p.name) for p in (staging / "figures").glob("*")]
                    moves.append((fresh, (notebooks or path.parent) / path.name))
                    changed = [place.name for source, place in moves if _move(source, place)]
                    if changed and notebooks is None:
                        tqdm.write(f"changed: {', '.join(sorted(changed))}", file=sys.stderr)
        bar.update()

    # The last first: the later notebooks draw on all before them and take longest.
    await asyncio.gather(*map(one, reversed(paths)))
    bar.close()
    return failures


def find(names: list[str] | None = None) -> list[Path]:
    """The notebooks of those names, paths or beginnings ("02"), or all of the collection.

    Raises ValueError for a name that is no notebook, with the valid ones.
    """
    every = sorted((PROJECT / "notebooks").glob("[0-9]*.ipynb"))
    found = []
    for name in names or []:
        stem = name.removesuffix(".ipynb")
        matches = [path for path in every if path.stem == stem or path.stem.startswith(f"{stem}-")]
        matches += [Path(name)] if Path(name).is_file() and Path(name).suffix == ".ipynb" else []
        if not matches:
            valid = ", ".join(path.stem for path in every)
            raise ValueError(f"{name}: no such notebook; valid: {valid}, or the path of one")
        found += matches[:1]
    return found or every


def rerun(
    paths: list[Path],
    *,
    notebooks: Path | None = None,
    figures: Path | None = None,
    jobs: int | None = None,
    timeout: int = 900,
) -> list[Failure]:
    """Execute notebooks side by side and put them, and the figures they export, in place.

    `notebooks` and `figures` are the folders to write to (by default where the notebooks are, and
    `figures/`), `jobs` how many run at once (one per core), `timeout` the seconds for a cell. A
    notebook that fails changes no file.

    Returns the failures.
    """
    nursery.start()
    jobs = jobs or os.cpu_count() or 1
    figures = figures or PROJECT / "figures"
    return asyncio.run(_run_all(paths, notebooks, figures, jobs, timeout))
