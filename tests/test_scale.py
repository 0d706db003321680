"""Large corpora: nothing is lost, nothing is measured twice, and the bytes are always the same."""

import bz2
import gzip
import hashlib
import json
import lzma
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from analysis import compare, framing, from_frame, load_corpus, report, terms, tone
from analysis.__main__ import main

pa = pytest.importorskip("pyarrow")
pytest.importorskip("spacy")
from analysis import scale  # noqa: E402

PROJECT = Path(__file__).parent.parent
SOLLEN = PROJECT / "tests" / "stories" / "sollen-sound"
PLAIN = ("actors.csv", "naming.csv", "frames.csv")


@pytest.fixture(autouse=True)
def here(monkeypatch):
    """Measure in this process, where it isn't the processes that are tested."""
    monkeypatch.setattr(scale, "_pool", lambda _: ThreadPoolExecutor(1))


@pytest.fixture(scope="module")
def sollen():
    return load_corpus(SOLLEN)


@pytest.fixture(scope="module")
def articles(sollen):
    """The fictional story as a table, without its coding: fifteen articles of three outlets."""
    frame = sollen.articles[["article_id", "outlet", "published", "title", "text"]]
    return frame.assign(published=frame["published"].astype(str))


@pytest.fixture
def tables(tmp_path):
    folder = tmp_path / "tables"
    folder.mkdir()
    for name in PLAIN:
        (folder / name).write_bytes((SOLLEN / name).read_bytes())
    return folder


@pytest.fixture
def parts(articles, tmp_path):
    """A folder with a file, and so a shard, for each three articles."""
    folder = tmp_path / "parts"
    folder.mkdir()
    for n in range(5):
        articles[3 * n : 3 * n + 3].to_json(folder / f"{n}.jsonl", orient="records", lines=True)
    return folder


def digest(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def table(out: Path, name: str) -> pd.DataFrame:
    return pd.concat(map(pd.read_parquet, sorted((out / name).glob("*.parquet"))))


def test_rows_in_are_rows_measured_and_rows_rejected(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(scale, "LONGEST", 5_000)
    sound = {"id": "a", "source": "Q", "body": "They met on Monday."}
    german = "Der Außenminister sagte am Montag, dass die Gespräche nicht gut verlaufen seien. " * 9
    rows = [
        sound,
        {**sound, "id": "b", "body": " "},
        {**sound, "id": "c", "source": None},
        sound,
        {**sound, "id": "e", "body": german},
        {**sound, "id": "f", "body": "x" * 5_001},
        {**sound, "id": "g", "date": "yesterday"},
        {**sound, "id": ""},
        {**sound, "id": "h", "body": "Half a \ud800 character."},
        {**sound, "id": 12, "date": "2024-05-01", "desk": "=1+1"},
    ]
    lines = [json.dumps(row).encode() for row in rows]
    lines += [b'{"id": "j", "source"', b"[1, 2]", b"", b'{"id": "k", "body": "\xff"}']
    (tmp_path / "in.jsonl.gz").write_bytes(gzip.compress(b"\n".join(lines)))
    out = tmp_path / "out"
    assert (
        main(["measure", str(tmp_path / "in.jsonl.gz"), str(out), "--map", "published=date"]) == 0
    )
    assert capsys.readouterr().out.startswith("13 rows: 2 measured, 11 rejected\n")
    rejected = pd.read_parquet(out / "rejected.parquet")
    assert rejected["source"].unique().tolist() == ["in.jsonl.gz"]
    reasons = dict(zip(rejected["row"], rejected["reason"], strict=True))
    begins = {
        2: "body: the article is empty",
        3: "source: is empty",
        4: "id: 'a' is empty, or stands there twice",
        5: "language: e does not read as English",
        6: "has 5,039 characters",
        7: "date: 'yesterday' is no date",
        8: "id: '' is empty",
        9: "body: holds NUL or half a character",
        11: "is no JSON with named columns",
        12: "is no JSON with named columns",
        14: "source: is empty",
    }
    assert {row: reason[: len(begins[row])] for row, reason in reasons.items()} == begins
    measured = table(out, "articles")
    assert measured["article_id"].tolist() == ["a", "12"]
    assert measured["desk"].fillna("").tolist() == ["", "=1+1"]
    assert not (out / "naming").exists()  # there is no naming.csv


def test_the_tables_are_those_of_the_whole_corpus(tmp_path, monkeypatch, sollen):
    """Hand coding and all, though no shard has more than four articles."""
    monkeypatch.setattr(scale, "ROWS", 4)
    out = tmp_path / "out"
    told = scale.measure(SOLLEN, out)
    assert (told["rows"], told["measured"], told["rejected"]) == (15, 15, 0)
    assert len(list((out / "rejected").iterdir())) == 4
    wanted = {
        "articles": sollen.articles.fillna({"published": pd.NaT}),
        "sentences": sollen.sentences,
        "mentions": sollen.mentions,
        "quotes": sollen.quotes,
        "acts": sollen.acts,
        "roles": framing.roles(sollen),
        "tone": tone.score_sentences(sollen).query("kind == 'prose'"),
        "voices": tone.score_sentences(sollen, split=True).query("kind == 'prose'"),
        "naming": framing.naming(sollen),
        "frames": framing.frame_words(sollen),
        "terms": terms.frequencies(sollen, stopwords=None, top=None),
    }
    for name, frame in wanted.items():
        found = table(out, name)
        assert len(found) > 10
        keys = ["article_id", "start", "end"] if name == "roles" else []
        found, frame = (f.sort_values(keys) if keys else f for f in (found, frame[[*found]]))
        pd.testing.assert_frame_equal(
            found.reset_index(drop=True), frame.reset_index(drop=True), check_dtype=False
        )
    # As a corpus, and as sums by article: the report's numbers, articles drawn anew, are the same.
    again = load_corpus(out)
    whole, loaded = report.Measures(sollen), report.Measures(again)
    for name in scale.SUMS:
        expected = compare.estimates(getattr(whole, name)(), resample="articles")
        for units in (getattr(loaded, name)(), scale.per_article(out, name)):
            found = compare.estimates(units, resample="articles")
            pd.testing.assert_frame_equal(
                found.drop(columns="sentences").sort_values(["group", "key"], ignore_index=True),
                expected.drop(columns="sentences").sort_values(["group", "key"], ignore_index=True),
            )
    cited = compare.estimates(scale.per_article(out, "frames"))["sentences"]
    full = compare.estimates(whole.frames())["sentences"]
    assert all(set(few.split()) <= set(all_.split()) for few, all_ in zip(cited, full, strict=True))


def test_every_kind_of_file_is_read(tmp_path, articles):
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    rows = articles[["outlet", "text"]][:2]
    text = rows.to_csv(index=False, sep=";").encode()
    (folder / "1.csv").write_bytes(b"\xef\xbb\xbf" + text + b"too;many;cells\n\n;\nQ;They met.\n")
    (folder / "2.csv.xz").write_bytes(lzma.compress(text))
    line = rows.to_json(orient="records", lines=True).encode()
    (folder / "3.jsonl.bz2").write_bytes(bz2.compress(line))
    with pa.CompressedOutputStream(str(folder / "4.jsonl.zst"), "zstd") as file:
        file.write(line)
    rows.to_parquet(folder / "5.parquet")
    (folder / "_SUCCESS").touch()
    shards = list(scale._shards(scale._input(folder, out, {}, None)[0], {}, {}, out))
    numbers = [list(shard.rows) for shard in shards]
    assert numbers == [[2, 3, 4, 7], [2, 3], [1, 2], [1, 2], [0, 1]]
    assert shards[0].rows.pop(4) == "has 3 cells, the header 2"
    ids = [row["article_id"] for shard in shards for row in shard.rows.values()]
    assert ids == ["1-2", "1-3", "1-7", "2-2", "2-3", "3-1", "3-2", "4-1", "4-2", "5-0", "5-1"]
    texts = [row["text"] for shard in shards[1:] for row in shard.rows.values()]
    assert texts == rows["text"].tolist() * 4


def test_a_changed_dictionary_makes_its_tables_anew(parts, tables, tmp_path, monkeypatch):
    out, written = tmp_path / "out", []
    assert scale.measure(parts, out, tables=tables)["measured"] == 15
    before = digest(out)
    whole = scale.write_whole
    monkeypatch.setattr(
        scale, "write_whole", lambda p, b: (written.append(p.parent.name), whole(p, b))
    )
    monkeypatch.setattr(scale.parse.Parsed, "need", None)  # nothing is parsed again
    scale.measure(parts, out, tables=tables)
    assert digest(out) == before and not {*written} & {*scale.TABLES}
    naming = (tables / "naming.csv").read_text("utf-8")
    (tables / "naming.csv").write_text(naming + "the dam,that thing,\\bthing\\b\n", "utf-8")
    scale.measure(parts, out, tables=tables)
    assert written.count("naming") == len(list((out / "naming").iterdir())) == 5
    assert not {*written} & scale.PARSED
    (tables / "naming.csv").write_text(naming, "utf-8")
    scale.measure(parts, out, tables=tables)
    assert digest(out) == before


def test_a_measured_folder_is_held_against_coding_by_hand(articles, tables, tmp_path):
    """Which reads the articles anew: of the story's columns a table of articles has only some."""
    (tables / "gold").mkdir()
    (tables / "gold" / "tone.csv").write_bytes((SOLLEN / "gold" / "tone.csv").read_bytes())
    articles.to_parquet(tmp_path / "in.parquet")
    scale.measure(tmp_path / "in.parquet", tmp_path / "out", tables=tables)
    found = tone.validity(load_corpus(tmp_path / "out"))
    assert found["n"].min() > 10
    pd.testing.assert_frame_equal(found, tone.validity(from_frame(articles, tables=tables)))


def started(parts: Path, tables: Path, out: Path, *more: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "analysis", "measure", parts, out, "--tables", tables, *more]
    return subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.PIPE, text=True)


def await_files(out: Path, least: int) -> set[Path]:
    for _ in range(6000):
        if len(found := set(out.glob("rejected/0*.parquet"))) >= least:
            return found
        time.sleep(0.05)
    raise AssertionError("nothing was measured")


def children(pid: int) -> list[int]:
    psutil = pytest.importorskip("psutil")
    return [child.pid for child in psutil.Process(pid).children(recursive=True)]


def gone(pids: list[int], seconds: float) -> bool:
    psutil = pytest.importorskip("psutil")
    end = time.monotonic() + seconds
    while any(map(psutil.pid_exists, pids)) and time.monotonic() < end:
        time.sleep(0.05)
    return not any(map(psutil.pid_exists, pids))


@pytest.mark.slow
def test_killed_and_stopped_it_goes_on_where_it_was(parts, tables, tmp_path):
    """First a worker is killed, then all; then Ctrl-C; and nothing of it is to be seen."""
    whole, out = tmp_path / "whole", tmp_path / "out"
    assert scale.measure(parts, whole, tables=tables)["measured"] == 15
    run = started(parts, tables, out, "--processes", "1")
    await_files(out, 1)
    for child in children(run.pid):
        os.kill(child, signal.SIGKILL)
    await_files(out, 2)  # another worker took its place
    workers = children(run.pid)
    run.kill()
    run.wait()
    assert workers and gone(workers, 10)
    with pytest.raises(ValueError, match="run measure again"):
        load_corpus(out)
    first = {path: path.stat().st_mtime_ns for path in out.glob("rejected/0*.parquet")}
    assert 2 <= len(first) < 5
    run = started(parts, tables, out, "--processes", "1")
    await_files(out, 3)
    workers = children(run.pid)
    run.send_signal(signal.SIGINT)
    assert run.wait(10) == 130 and run.stderr.read().strip() == "stopped"
    assert gone(workers, 10)
    scale.measure(parts, out, tables=tables)
    assert digest(out) == digest(whole)
    # What had been written was not written again.
    assert all(path.stat().st_mtime_ns == then for path, then in first.items())


@pytest.mark.slow
def test_a_cluster_gives_the_same_bytes_though_a_worker_is_killed(parts, tables, tmp_path):
    distributed = pytest.importorskip("distributed")
    whole, out = tmp_path / "whole", tmp_path / "out"
    assert scale.measure(parts, whole, tables=tables)["measured"] == 15
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with distributed.LocalCluster(**options) as cluster, ThreadPoolExecutor(1) as pool:
        address = cluster.scheduler_address
        run = pool.submit(scale.measure, parts, out, tables=tables, scheduler=address)
        await_files(out, 1)
        os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
        run.result()
    assert digest(out) == digest(whole)


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        (
            b"outlet,body\nQ,They met.\n",
            ["--map", "text=txt"],
            "in.csv: cannot be read: no column 'txt'; valid: outlet",
        ),
        (
            b"outlet,headline\nQ,Met\n",
            [],
            "no column for text; name one of outlet, headline",
        ),
        (
            b"outlet,text,text\nQ,a,b\n",
            [],
            "in.csv: cannot be read: columns named twice: outlet, text, text",
        ),
        (b"outlet,text\n", [], "has no rows"),
        (b"outlet,text\nQ,Met.\n", ["--tables", "T"], "actors.csv, row 2, column alias: is empty"),
        (b"outlet,text\nQ,Met.\n", ["--scheduler", "nowhere:1"], "no scheduler at nowhere:1"),
    ],
)
def test_what_cannot_be_measured_is_one_line(content, options, said, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("in.csv").write_bytes(content)
    Path("T").mkdir()
    Path("T/actors.csv").write_text("side,actor,alias\nQ,q,\n")
    if "--scheduler" in options:
        pytest.importorskip("distributed")
        monkeypatch.setenv("DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT", "1s")
        pytest.importorskip("dask").config.refresh()
    assert main(["measure", "in.csv", "out", *options]) == 1
    error = capsys.readouterr().err.strip()
    assert said in error and "\n" not in error
    assert not Path("out").exists() or "--scheduler" in options


def test_files_that_are_cut_short_are_one_line(tmp_path, capsys):
    frame = pd.DataFrame(
        {"outlet": ["Q"] * 999, "text": [f"They met {n} times." for n in range(999)]}
    )
    frame.to_parquet(tmp_path / "in.parquet")
    frame.to_json(tmp_path / "in.jsonl.gz", orient="records", lines=True)
    for name in ("in.parquet", "in.jsonl.gz"):
        path = tmp_path / name
        path.write_bytes(path.read_bytes()[:-99])
        assert main(["measure", str(path), str(tmp_path / "out")]) == 1
        error = capsys.readouterr().err.strip()
        assert error.startswith(f"{name}: cannot be read: ") and "\n" not in error
    assert not (tmp_path / "out").exists()


def test_a_full_disk_leaves_nothing_half_written(parts, tmp_path, monkeypatch, capsys):
    out, write = tmp_path / "out", Path.write_bytes

    def full(path, content):
        if path.parent.name == "quotes":
            write(path, content[:100])
            raise OSError(28, "No space left on device", str(path))
        return write(path, content)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        assert main(["measure", str(parts), str(out)]) == 1
    error = capsys.readouterr().err.strip()
    assert error.endswith(": no space left on device") and "\n" not in error
    assert not list((out / "quotes").iterdir())
    assert main(["measure", str(parts), str(out)]) == 0
    assert len(list((out / "quotes").iterdir())) == 5


def test_a_report_says_how_many_articles_it_shows(tmp_path, capsys):
    (tmp_path / "manifest.json").write_text('{"complete": true, "measured": 5001}')
    assert main(["report", str(tmp_path), "--out", str(tmp_path / "report")]) == 1
    assert "at most 5,000 articles" in capsys.readouterr().err


def test_somebody_elses_folder_is_left_alone(parts, tmp_path, capsys):
    (tmp_path / "notes.txt").write_text("mine")
    assert main(["measure", str(parts), str(tmp_path)]) == 1
    assert "holds other files" in capsys.readouterr().err
    assert {path.name for path in tmp_path.iterdir()} == {"notes.txt", "parts"}


def test_what_decides_numbers_is_part_of_the_hash():
    assert {"spacy", "nltk", "pandas", "pyarrow", "code"} <= scale.versions().keys()
