"""Time and memory of `python -m analysis measure` on articles never seen before.

    python benchmarks/scale.py [--sizes 100 1000] [--light 2000] [--pair 400] [--processes 2]

The articles are those of `measures.py`, 600 words each; no sentence stands in them twice. Every run
has processes of its own, so that no cache knows a sentence. Of each are said: articles per second
of the clock and of the processor, the most memory that the process which reads and a worker had,
and the load that the machine had before. `--light` runs make what needs no parser: articles,
sentences, scores of sentences and term counts. `--pair` measures so many articles by one process
and by two. Ratios of processor time are changed less by other work on the machine.

The large runs: --sizes 100 1000 5000 --light 10000 100000
"""

import argparse
import multiprocessing
import os
import resource
import shutil
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import psutil
from measures import SEEDS, TABLES, generated

LIGHT = ("articles", "sentences", "tone", "terms")
SPAWN = multiprocessing.get_context("spawn")


class Run(NamedTuple):
    articles: int
    clock: float
    processor: float
    reader: float  # MB
    worker: float
    size: int  # bytes written


def write_articles(articles: int, path: Path) -> None:
    generated(articles, 600, articles).to_parquet(path)


def lexicon_scores(m: Any) -> Any:
    """Scores of sentences, for which nobody looks for quotations."""
    from analysis import tone

    columns = ["article_id", "start", "end", "kind", "speaker", "side"]
    vars(m.corpus)["quotes"] = pd.DataFrame(columns=columns)
    return tone.score_sentences(m.corpus)


def work(folder: Path, processes: int, light: bool, told: Any) -> None:
    """Measure in a process of its own; tells the seconds of the clock and of all processors."""
    from analysis import scale

    if light:  # in one process, where what is left out here is left out
        for name in set(scale.TABLES) - set(LIGHT):
            del scale.TABLES[name]
        scale.TABLES["tone"] = lexicon_scores
        scale.PARSED.clear()
        scale._pool = lambda _: ThreadPoolExecutor(1)
    started = time.perf_counter()
    scale.measure(
        folder / "in.parquet", folder / "out", tables=folder / "tables", processes=processes
    )
    clock = time.perf_counter() - started
    for child in multiprocessing.active_children():
        child.join()
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    told.put((clock, sum(one.ru_utime + one.ru_stime for one in used)))


def watch(process: psutil.Process, most: dict[str, float], end: threading.Event) -> None:
    """The most memory of the process that reads, and of any of its workers."""
    while not end.wait(0.1):
        try:
            own, others = process.memory_info().rss, process.children(recursive=True)
            largest = max((child.memory_info().rss for child in others), default=0)
        except psutil.Error:
            continue
        most["reader"] = max(most["reader"], own / 1e6)
        most["worker"] = max(most["worker"], largest / 1e6)


def measured(articles: int, processes: int, light: bool = False) -> Run:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "tables").mkdir()
        for name in TABLES:
            shutil.copy(SEEDS / name, folder / "tables")
        maker = SPAWN.Process(target=write_articles, args=(articles, folder / "in.parquet"))
        maker.start()
        maker.join()
        load, told = os.getloadavg()[0], SPAWN.Queue()
        process = SPAWN.Process(target=work, args=(folder, processes, light, told))
        process.start()
        most, end = {"reader": 0.0, "worker": 0.0}, threading.Event()
        watcher = threading.Thread(target=watch, args=(psutil.Process(process.pid), most, end))
        watcher.start()
        clock, processor = told.get()
        process.join()
        end.set()
        watcher.join()
        size = sum(path.stat().st_size for path in (folder / "out").rglob("*") if path.is_file())
    run = Run(articles, clock, processor, most["reader"], most["worker"], size)
    what = "light" if light else "all measures"
    print(
        f"{what}, {articles:,} articles, {processes} processes: {articles / clock:.1f} a second; "
        f"{articles / processor:.1f} a second of the processor ({processor:.0f} s); most memory "
        f"{run.reader:.0f} MB reader, {run.worker:.0f} MB a worker; "
        f"{size / articles / 1000:.1f} kB an article; load before {load:.1f}",
        flush=True,
    )
    return run


def growth(runs: list[Run]) -> None:
    """How time and memory of the last size compare with what the first two let expect."""
    if len(runs) < 2:
        return
    one, two = runs[0], runs[-1]
    times = (two.processor / one.processor) / (two.articles / one.articles)
    print(f"ratio of processor time an article, {two.articles:,} to {one.articles:,}: {times:.2f}")
    print(f"ratio of a worker's memory: {two.worker / one.worker:.2f}", flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--sizes", type=int, nargs="*", default=[100, 1000])
    options.add_argument("--light", type=int, nargs="*", default=[1000, 2000])
    options.add_argument("--pair", type=int, default=400)
    options.add_argument("--processes", type=int, default=2)
    given = options.parse_args()
    growth([measured(size, given.processes) for size in given.sizes])
    growth([measured(size, given.processes, light=True) for size in given.light])
    if given.pair:
        one, two = (measured(given.pair, processes) for processes in (1, 2))
        print(f"two processes to one: {one.clock / two.clock:.2f} times (wanted: at least 1.7)")


if __name__ == "__main__":
    main()
