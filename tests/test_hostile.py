"""Hostile input at every way in: some hundred from the fuzzer, and a sharp case for what it found.

`python benchmarks/fuzz.py` throws 100,000; these are the first of a fixed seed, by way in.
"""

import csv
import importlib.util
import io
import json
import signal
import sys

import pandas as pd
import pytest

from analysis import StoryError, from_frame, load_corpus
from analysis.__main__ import main
from analysis.intake import add, as_csv, inspect, new, read_articles
from analysis.sheets import find_words, make
from analysis.story import read_rows
from analysis.suggest import suggest_furniture
from analysis.terms import concordance

SEED = 20220228
INPUTS = {"folder": 50, "table": 80, "frame": 70, "exports": 50, "command": 30, "sheets": 2}
INPUTS |= {"measures": 1, "page": 12}


@pytest.fixture(scope="module")
def fuzz(project):
    spec = importlib.util.spec_from_file_location("fuzz", project / "benchmarks" / "fuzz.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["fuzz"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def soon():
    """Ten seconds of processor time, and then the test fails."""

    def stop(*_):
        raise AssertionError("took more than ten seconds")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, 10)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)


@pytest.mark.parametrize("way", INPUTS)
@pytest.mark.filterwarnings("ignore")
def test_a_right_result_or_a_clear_error(fuzz, tmp_path, way):
    if way == "page":
        pytest.importorskip("trafilatura")
    if way in ("measures", "table"):
        pytest.importorskip({"measures": "spacy", "table": "pyarrow"}[way])
    for number in range(INPUTS[way]):
        _, rng = fuzz.draw(SEED, number, [way])
        given = fuzz.WAYS[way].make(rng)
        if error := fuzz.attempt(fuzz.WAYS[way], given, tmp_path):
            again = f"python benchmarks/fuzz.py --seed {SEED} --ways {way} --only {number}"
            raise AssertionError(f"{again}: {error}") from error


def test_the_fuzzer_sees_what_it_looks_for(fuzz, tmp_path, monkeypatch):
    """Each oracle fails where it should: a test that can't fail is a defect."""

    def fails(run, limit=5):
        return fuzz.attempt(fuzz.Way(None, lambda given, place: run(place), 1, limit), 0, tmp_path)

    def raising(error):
        def call():
            raise error

        return lambda place: fuzz.answer(call)

    assert "KeyError" in str(fails(raising(KeyError("x"))))
    assert "ValueError from" in str(fails(raising(ValueError("from elsewhere"))))
    assert "not printable" in str(fails(lambda place: fuzz.lines_clear("\x1b[31m", "x")))
    assert "formula" in str(fails(lambda place: fuzz.no_formulas(b"a,b\n1,@SUM(A1)\n", "x")))
    assert fails(lambda place: fuzz.no_formulas(b"a,b\n1,'@SUM(A1)\n-1,+2.5\n", "x")) is None
    assert "tags" in str(fails(lambda place: fuzz.only_text("<p>a<script>b</script>", "x")))
    assert isinstance(fails(lambda place: [None for _ in iter(int, 1)], 0.2), fuzz.Hang)
    sys.addaudithook(fuzz.watch)
    assert "writes" in str(fails(lambda place: (tmp_path / "outside").write_text("x")))
    assert "connect" in str(fails(lambda place: fuzz.watch("socket.connect", ("x.example",))))
    small = fuzz.shrink(
        fuzz.Way(None, lambda given, place: fuzz.expect("x" not in given["a"], "x"), 1),
        {"a": "aaaxaaa", "b": "y"},
        fuzz.Broken("x"),
        tmp_path,
    )
    assert small == {"a": "x"}


# ---- spreadsheets

RUN = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "＝1+1",
    "'=1",
    "-",
    "=HYPERLINK(1)",
]


def test_no_cell_that_is_written_is_a_formula():
    rows = [["a", cell, "b"] for cell in RUN]
    read = list(csv.reader(io.StringIO(as_csv(rows), newline="")))
    assert read == [["a", f"'{cell}", "b"] for cell in RUN]
    plain = ["-1", "+2.5", "-1,000", "a=b", "– he said", "it's", "\nAd\n", "a\rb", 'a,"b"', ""]
    read = list(csv.reader(io.StringIO(as_csv([plain]), newline="")))
    assert read == [plain]
    frame = pd.DataFrame({"=x": ["=1"], "n": [-1]})
    assert as_csv(frame, end="\r\n") == "'=x,n\r\n'=1,-1\r\n"


def test_neither_a_page_nor_a_table_brings_a_formula_into_a_new_story(tmp_path):
    pytest.importorskip("trafilatura")
    table = tmp_path / "a.csv"
    table.write_text('text,outlet,title\n"They met.",=cmd|x,@SUM(A1)\n', "utf-8")
    new(tmp_path / "s", table, {})
    body = "<p>The union walked out on Monday after talks with the port authority failed.</p>" * 4
    meta = '<meta property="og:site_name" content="=1+1"><meta property="og:title" content="+1+1">'
    page = tmp_path / "-x.html"
    page.write_text(f"<html><head>{meta}</head><body>{body}</body></html>", "utf-8")
    add(tmp_path / "s", [page])
    cells = csv.reader(io.StringIO((tmp_path / "s" / "articles.csv").read_text("utf-8")))
    starts = [cell[:2] for row in cells for cell in row if cell[:1] in tuple("=+-@'")]
    assert starts == ["'=", "'@", "'=", "'+"]


# ---- links


def test_nothing_is_written_through_a_link_out_of_the_folder(strike, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    for name in ("texts", "sheets"):
        (strike / name).symlink_to(outside)
    page = outside.parent / "page.txt"
    page.write_text("They met.", "utf-8")
    with pytest.raises(StoryError, match="texts: is a link that leaves the folder"):
        add(strike, [page])
    with pytest.raises(StoryError, match="sheets: is a link that leaves the folder"):
        make(load_corpus(strike), "quotes")
    assert not list(outside.iterdir())
    assert (strike / "articles.csv").read_text("utf-8").count("\n") == 4


# ---- what took for ever


def test_tags_that_never_close_take_no_quadratic_time(tmp_path, soon):
    pytest.importorskip("trafilatura")
    new(tmp_path / "s", None, {})
    body = "<p>The union walked out on Monday after talks with the port authority failed.</p>" * 4
    for number, tag in enumerate(["<script ld+json ", "<script ld+json>", "<meta "]):
        page = tmp_path / f"{number}.html"
        page.write_text(f"<html><body>{body}{tag * 30_000}", "utf-8")
        add(tmp_path / "s", [page])
    assert len(list((tmp_path / "s" / "texts").iterdir())) == 3


def test_spaces_in_json_lines_and_ellipses_in_a_sheet_take_none_either(tmp_path, soon):
    line = json.dumps({"text": "They met." + " " * 300_000 + "x", "outlet": "Q"})
    (tmp_path / "a.jsonl").write_text(f"{line}\n\n  \n{line}\n", "utf-8")
    assert len(read_articles(tmp_path / "a.jsonl")) == 2
    assert find_words("…".join("a" * 9) + "…zzz", "a " * 3_000, 0, 6_000) == []
    assert find_words("the … port", "the big portal and the port", 0, 10) == [(0, 27)]


def test_a_header_of_many_columns_and_a_line_of_many_sentences_neither(strike, soon):
    (strike / "articles.csv").write_text("a, b, and c," * 60_000 + "\na,b,c\n", "utf-8")
    assert any("column named twice" in str(fault) for fault in inspect(strike, {})[1])
    corpus = from_frame(pd.DataFrame({"text": ["the . a! " * 10_000], "outlet": ["Q"]}))
    assert len(concordance(corpus, "the")) == 10_000


# ---- what is written for people is read as it was


@pytest.mark.parametrize("cell", [*RUN, "'tis", "- Ad -", "-1", "it's", "''-x", "a\rb"])
def test_what_as_csv_writes_is_read_as_it_was(cell):
    rows = as_csv([["article_id", "kind"], ["a", cell]])
    assert read_rows(rows, "x")[1] == {2: ["a", cell]}


# ---- messages and tracebacks


def test_two_rows_of_one_id_and_a_seed_below_zero(strike, capsys):
    rows = (strike / "articles.csv").read_text("utf-8")
    (strike / "articles.csv").write_text(rows + rows.splitlines()[1] + "\n", "utf-8")
    story, faults = inspect(strike, {})
    assert "stands there twice" in str(faults[0]) and suggest_furniture(story).empty
    (strike / "articles.csv").write_text(rows, "utf-8")
    assert main(["sheets", str(strike), "quotes", "--seed", "-1"]) == 1
    assert capsys.readouterr().err == "--seed -1 is not valid: 0 or more\n"


def test_no_name_of_a_file_or_a_column_moves_the_cursor(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text("te\x1b[2Jxt,outlet\nThey met.,Q\n", "utf-8")
    assert main(["new", "s", "a.csv", "--map", "text=te\x1b[2Jxt"]) == 0
    assert main(["report", "s", "--out", "/proc/\x1b[2J/x"]) == 1
    told = capsys.readouterr()
    assert "\x1b" not in told.out + told.err and "\\x1b[2J" in told.out and "\\x1b[2J" in told.err


@pytest.mark.parametrize("bad", ["\ud800", "a\0b"])
def test_half_a_character_and_nul_are_named_with_their_row(bad):
    frame = pd.DataFrame({"text": ["They met.", f"We {bad} met."], "outlet": "Q"}, dtype=object)
    with pytest.raises(StoryError, match="frame, row 1, column text: holds NUL or half a"):
        from_frame(frame)
