"""Time of a whole rerun beside serial `jupyter nbconvert --execute` calls for the same notebooks.

Prints both times and their ratio; wanted is at most 0.5 on two cores.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from analysis.rerun import find


def main() -> None:
    paths = find()
    with tempfile.TemporaryDirectory() as folder:
        # Neither of the two writes to the project.
        environment = os.environ | {"FIGURES": str(Path(folder, "figures"))}
        start = time.perf_counter()
        for path in paths:
            command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "notebook"]
            command += ["--execute", str(path), "--output-dir", folder, "--log-level", "ERROR"]
            subprocess.run(command, check=True, env=environment)
        serial = time.perf_counter() - start
    code = (
        "import tempfile; from pathlib import Path; from analysis import rerun;"
        "folder = Path(tempfile.mkdtemp());"
        "failures = rerun.execute(rerun.find(), notebooks=folder, figures=folder / 'figures');"
        "raise SystemExit(bool(failures))"
    )
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    ours = time.perf_counter() - start
    print(f"{len(paths)} notebooks ({', '.join(path.stem for path in paths)})")
    print(f"serial jupyter nbconvert --execute: {serial:.1f} s")
    print(f"rerun, two at once: {ours:.1f} s")
    print(f"ratio: {ours / serial:.3f} (wanted: at most 0.5)")


if __name__ == "__main__":
    main()
