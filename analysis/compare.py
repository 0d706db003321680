"""Comparing a rerun with what is committed, file by file."""

import difflib
import io
import os
import re
import sys
import tempfile
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

from analysis.rerun import PROJECT, Failure, rerun

PICTURES = (".png", ".svg")
SHOWN = 12  # lines of a difference


def locked() -> bool:
    """Whether this is Linux on x86-64 with the versions of the lock: pictures agree there."""
    lock = PROJECT / "requirements.lock"
    if sys.platform != "linux" or os.uname().machine != "x86_64" or not lock.exists():
        return False
    lines = re.findall(r"^[\w.-]+==[^\\\n]+", lock.read_text("utf-8"), re.MULTILINE)
    pins = [pin for pin in map(Requirement, lines) if pin.marker is None or pin.marker.evaluate()]
    installed = {
        re.sub(r"[-_.]+", "-", found.metadata["Name"]).lower(): found.version
        for found in metadata.distributions()
    }
    return all(
        pin.specifier.contains(installed[pin.name.lower()], prereleases=True)
        for pin in pins
        if pin.name.lower() in installed
    )


def _text_of(path: Path, pictures: bool) -> str:
    """A file as text to compare; without `pictures`, a notebook's are left out."""
    text = path.read_text("utf-8")
    if path.suffix == ".ipynb" and not pictures:
        text = re.sub(r'(data:image/png;base64,|"image/png": ")[\w+/=\\n]+', r"\1", text)
    return text


def _picture_difference(committed: Path, fresh: Path) -> str:
    if committed.suffix == ".svg":
        return f"{committed.stat().st_size} bytes committed, {fresh.stat().st_size} bytes rerun"
    import matplotlib.image
    import numpy as np

    old, new = (matplotlib.image.imread(io.BytesIO(p.read_bytes())) for p in (committed, fresh))
    if old.shape != new.shape:
        return (
            f"{old.shape[1]}×{old.shape[0]} pixels committed, {new.shape[1]}×{new.shape[0]} rerun"
        )
    differing = int(np.any(old != new, axis=-1).sum())
    return f"{differing} of {old.shape[0] * old.shape[1]} pixels differ"


def differences(committed: Path, fresh: Path, *, pictures: bool) -> list[str]:
    """How the files of two folders differ: one text per file, beginning with its name.

    Notebooks and tables are compared exactly; SVG and PNG, and the pictures inside notebooks, are
    compared exactly if `pictures`, and otherwise only for being there.
    """

    def names(folder: Path) -> set[str]:
        kinds = (".ipynb", ".csv", *PICTURES)
        return {path.name for path in folder.glob("*") if path.suffix in kinds}

    result = []
    for name in sorted(names(committed) | names(fresh)):
        old, new = committed / name, fresh / name
        if not old.exists() or not new.exists():
            how = "is committed but no notebook makes it" if old.exists() else "is not committed"
            result.append(f"{name}: {how}")
        elif old.suffix in PICTURES:
            if pictures and old.read_bytes() != new.read_bytes():
                result.append(f"{name}: {_picture_difference(old, new)}")
        elif (before := _text_of(old, pictures)) != (after := _text_of(new, pictures)):
            lines = difflib.unified_diff(
                before.splitlines(), after.splitlines(), "committed", "rerun", lineterm="", n=0
            )
            shown = [line[:160] for line in lines][2:]
            rest = [f"… and {len(shown) - SHOWN} more lines"] if len(shown) > SHOWN else []
            result.append("\n  ".join([f"{name}:", *shown[:SHOWN], *rest]))
    return result


def check_rerun(project: Path = PROJECT) -> tuple[list[Failure], list[str], bool]:
    """Rerun every notebook into a temporary folder and compare with what is committed.

    Returns the failures, the differences (one text per file) and whether pictures were compared.
    """
    pictures = locked()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "notebooks").mkdir()
        paths = sorted((project / "notebooks").glob("[0-9]*.ipynb"))
        failures = rerun(paths, notebooks=folder / "notebooks", figures=folder / "figures")
        found = [
            difference
            for part in ("notebooks", "figures")
            for difference in differences(project / part, folder / part, pictures=pictures)
        ]
    return failures, found, pictures
