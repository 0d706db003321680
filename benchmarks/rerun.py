"""Time of `rerun` beside serial `jupyter nbconvert --execute` calls for the same notebooks.

Prints both times and their ratio; wanted is at most 0.25.
"""

import subprocess
import sys
import tempfile
import time

from analysis.rerun import find


def main() -> None:
    paths = find()
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        for path in paths:
            command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "notebook"]
            command += ["--execute", str(path), "--output-dir", folder, "--log-level", "ERROR"]
            subprocess.run(command, check=True)
        serial = time.perf_counter() - start
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "analysis", "rerun"], check=True)
    ours = time.perf_counter() - start
    names = ", ".join(path.stem for path in paths)
    print(f"{len(paths)} notebooks ({names})")
    print(f"serial jupyter nbconvert --execute: {serial:.1f} s")
    print(f"python -m analysis rerun: {ours:.1f} s")
    print(f"ratio: {ours / serial:.3f} (wanted: at most 0.25)")


if __name__ == "__main__":
    main()
