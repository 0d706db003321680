"""Writing a file, or a folder, whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

MANIFEST = "manifest.txt"


def write_whole(path: Path, content: bytes) -> None:
    """Write to a temporary name and move into place, so that nobody meets half a file."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        fresh.write_bytes(content)
        os.replace(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """An empty folder to fill, which then stands at `path` in place of what was made there before.

    It holds manifest.txt, the list of its files. Where `path` holds files that such a list doesn't
    name, they are somebody's, and nothing is written. If filling fails, what stood there stays.

    Raises ValueError, in one line, for a path that isn't ours to replace; OSError where nothing can
    be written.
    """
    manifest = path / MANIFEST
    known = manifest.read_text("utf-8").splitlines() if manifest.is_file() else []
    files = [file for file in path.rglob("*") if not file.is_dir() or file.is_symlink()]
    if path.is_file() or set(files) - {manifest, *(path / name for name in known)}:
        raise ValueError(f"{path} holds other files than were made there; name another folder")
    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as scratch:
        fresh, old = Path(scratch, "fresh"), Path(scratch, "old")
        fresh.mkdir()
        yield fresh
        names = sorted(str(p.relative_to(fresh)) for p in fresh.rglob("*") if p.is_file())
        (fresh / MANIFEST).write_text("\n".join(names), "utf-8")
        if path.exists():
            path.rename(old)
        try:
            fresh.rename(path)
        except OSError:
            if old.exists():
                old.rename(path)
            raise
