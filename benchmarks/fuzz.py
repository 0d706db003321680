"""Hostile input at every public way in: nothing gets in, nothing gets lost.

    python benchmarks/fuzz.py [--seed 1] [--inputs 100000] [--minutes M] [--ways table page …]
    python benchmarks/fuzz.py --seed 1 --only 4711      # one input again, with its traceback

Every input has a random generator of its own, made from the seed and its number, so that `--only`
gives it back. Inputs are plain data (files by name, records, strings), which is why a failure can
be cut down to a few of its characters before it is printed.

What has to come out is a right result or a clear error. A clear error is a StoryError, a ValueError
that the package itself raises, an OSError or an ImportError, whose lines are short and printable. A
right result: spans give back their text, what is kept and removed is the raw file, sums agree,
sentences that are cited exist, markup and formulas stay text, no spreadsheet finds a formula.
Anything else fails: another exception, more than LIMIT seconds of processor time (STUCK seconds by
the clock), a file opened for writing or a link followed outside the input's own folder, a network
address looked up.

The inputs run in a child process, which the parent replaces when it hangs or dies.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import html.parser
import io
import itertools
import json
import multiprocessing
import os
import random
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.dont_write_bytecode = True

from analysis import (  # noqa: E402  # noqa: E402, I001
    StoryError,
    charts,
    coverage,
    framing,
    from_frame,
    intake,
    load_corpus,
    report,
    sheets,
    show,
    story,
    suggest,
    terms,
    tone,
    units,
)
from analysis.__main__ import main  # noqa: E402
from analysis.corpus import Corpus, audit  # noqa: E402

LIMIT, STUCK = 20, 900  # seconds of processor time, seconds by the clock
LINE = 600  # characters of a line of an error
MEMORY = 6 << 30
Rng = random.Random
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|-?(?:inf|nan)")


class Broken(Exception):
    """What should not have happened."""


class Hang(BaseException):
    """The time for one input is over; nothing catches it on its way."""


def expect(holds: Any, what: str) -> None:
    if not holds:
        raise Broken(what[:600])


# ---- what is thrown

WORDS = (
    "the union walked out on Monday and said that it would not come back before the port has paid"
    " what it owes Ruiz told reporters Meyer denied this according to a spokesman of the mayor"
    " they were not heard but the strike was illegal they had been good terrible war peace talks"
).split()
SIGNS = [". ", "! ", "? ", ", ", "\n", "\n\n", ": ", " – ", "… ", "; "]
QUOTES = ["“", "”", "‘", "’", '"', "'", "«", "»", "„"]
UNSEEN = [
    *("\0", "\x01", "\x07", "\x08", "\x1b[31m", "\x7f", "\x85", "\x9b", "\v", "\f", "\x1c"),
    *("\u202e", "\u2066", "\u200f", "\u200b", "\u200d", "\u00ad", "\ufeff", "\u2028", "\u2029"),
    *("\ud800", "\udfff", "\ufffe", "\U000e0041", "\u0300", "\u0489", "\u3164", "\u180e", "\xa0"),
]
ODD = [
    "ﬁ",
    "ß",
    "İ",
    "ı",
    "²",
    "½",
    "Ⅷ",
    "٣",
    "é",
    "é",
    "👩‍👩‍👧",
    "中文",
    "ＡＢ",
    "Ǆ",
    "ŉ",
    "ΐ",
    "ſ",
]
FORMULAS = [
    *("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "\ufeff=1+1"),
    *('=HYPERLINK("http://x.example","y")', "=cmd|' /C calc'!A0", "＝1+1", "'=1+1", "-", "="),
]
MARKUP = [
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</td></table>", "&lt;b&gt;"),
    *("$x$", "$\\frac{1}{0}$", "$\\unknown{$", "\\(x\\)", "$$", "`x`", "{{7*7}}", "{% raw %}"),
    *("${x}", "%s%n", "{0}", "{x:max}", "**x**", "__x__", "]]>", "-->", '"><svg onload=alert(1)>'),
    *("javascript:alert(1)", "[x](javascript:alert(1))", "\\\\", "#", "\1x\2", "a:b", "x:1"),
]
NUMBERS = ["0", "-0", "1e999", "1e308", "-1", "999999999999999999999", "0x10", "1_0", "NaN", "²"]
DATES = ["2024-05-01", "2024-05-01T09:30", "2024-W01-1", "0000-00-00", "9999-12-31", "2024-02-30"]
DATES += ["0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00", "1600-01-01", "2024-05-01T24:00"]
PATHS = [
    *(
        "../secret.txt",
        "/etc/passwd",
        "..",
        ".",
        "",
        "a/../../secret.txt",
        "..\\secret.txt",
        "link",
    ),
    *("C:\\x", "x" * 300, "nul\0", "fifo", "folder", "//x/y", "~", "~root", "file:///etc/passwd"),
    *("/dev/zero", "/proc/self/mem", "a.txt/", "./a.txt", "loop", "-", "\n", "linkdir/secret.txt"),
]
PATTERNS = [
    *(r"(a+)+$", r"(\w+\s?)*$", r"(x+x+)+y", "a{4294967296}", "(" * 3000, "(" * 3000 + ")" * 3000),
    *("[", "*", "(?P<x>", "(?<=a+)b", "\\", "(?R)", "(?:(?R)|a)*", r"\L<x>", "(?i", "a**", "x{,}"),
    *(
        "",
        "a*",
        "^",
        "$",
        "\\b",
        "(?=a)",
        ".",
        ".*",
        r"\p{Foo}",
        "(?e)(?:abc){e<=100}",
        "[[:alpha:]",
    ),
    *(
        "((a{100}){100}){100}",
        r"\1",
        r"(?P<a>x)(?P<a>y)",
        "(?V1)[a--b]",
        "(?>a+)b",
        r"\X",
        r"\N{x}",
    ),
]


def piece(rng: Rng, clean: bool = False) -> str:
    """A few characters that somebody may have put there."""
    kind = rng.random()
    if kind < 0.5 or clean:
        return rng.choice(WORDS)
    pools = [UNSEEN, ODD, FORMULAS, MARKUP, NUMBERS, QUOTES, SIGNS, DATES]
    return rng.choice(rng.choice(pools)) if kind < 0.97 else rng.choice(WORDS) * rng.randint(1, 90)


def words(rng: Rng, most: int = 12) -> str:
    return "".join(piece(rng) + rng.choice([" ", " ", ""]) for _ in range(rng.randint(0, most)))


def prose(rng: Rng, most: int = 8) -> str:
    """An article in English, with a quotation or two, and something in it that does not belong."""
    out = []
    for _ in range(rng.randint(1, most)):
        said = [piece(rng, rng.random() < 0.8) for _ in range(rng.randint(1, 12))]
        if rng.random() < 0.3:
            at = rng.randrange(len(said))
            said[at] = rng.choice(QUOTES) + said[at]
            said[rng.randrange(at, len(said))] += rng.choice(QUOTES)
        out.append(" ".join(said).capitalize() + rng.choice(SIGNS))
    return "".join(out)


def raw(rng: Rng, most: int = 200) -> bytes:
    marks = b",;\"\n\r\t|\0a0.*({\\\xef\xbb\xbf\xff\xc3\xa9'=<&>$[]{}:"
    kind = rng.random()
    if kind < 0.3:
        return rng.randbytes(rng.randint(0, most))
    if kind < 0.6:
        return bytes(rng.choices(marks, k=rng.randint(0, most)))
    if kind < 0.7:
        return words(rng).encode(rng.choice(["utf-16", "utf-32", "utf-7"]), "ignore")
    return words(rng, 40).encode("utf-8", rng.choice(["ignore", "surrogatepass"]))


def table(rng: Rng, rows: list[list[str]]) -> bytes:
    """Rows as CSV, often with something wrong: columns, cells, quoting, encoding, bytes."""
    rows = [list(row) for row in rows]
    for _ in range(rng.choice([0, 0, 1, 1, 2, 5])):
        row = rng.choice(rows)
        at = rng.randrange(len(row)) if row else 0
        change = rng.randrange(9)
        if change < 4 and row:
            pools = [NUMBERS, DATES, PATHS, PATTERNS, FORMULAS, MARKUP, UNSEEN, [words(rng)], [""]]
            row[at] = rng.choice(rng.choice(pools))
        elif change == 4:
            row.insert(at, rng.choice(row) if row else "")
        elif change == 5 and row:
            del row[at]
        elif change == 6:
            rows.append(list(rng.choice(rows)))
        elif change == 7:
            order = rng.sample(range(len(rows[0])), len(rows[0]))
            rows = [[r[k] for k in order if k < len(r)] for r in rows]
        elif len(rows) > 1:
            del rows[rng.randrange(1, len(rows))]
    out = io.StringIO()
    sign = rng.choice([*",,,,,;\t|", ":"])
    ends = rng.choice(["\n", "\n", "\r\n", "\r"])
    quoting = rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
    csv.writer(out, delimiter=sign, lineterminator=ends, quoting=quoting).writerows(rows)
    code = rng.choice(["utf-8"] * 12 + ["utf-8-sig", "utf-16", "latin-1"])
    made = out.getvalue().encode(code, "replace" if code == "latin-1" else "surrogatepass")
    return bent(rng, made) if rng.random() < 0.2 else made


def bent(rng: Rng, made: bytes) -> bytes:
    """Bytes with a piece cut out, doubled or put in."""
    low, high = sorted(rng.randint(0, len(made)) for _ in range(2))
    change = rng.randrange(4)
    if change == 0:
        return made[:low] + made[high:]
    if change == 1:
        return made[:high] + made[low:]
    return made[:low] + (raw(rng, 12) if change == 2 else b'"') + made[low:]


def spans(rng: Rng, text: str, count: int) -> list[tuple[int, int, str]]:
    """Pieces of a text with their offsets."""
    found = []
    for match in rng.sample(
        kept := list(re.finditer(r"\w+(?:\W+\w+){0,4}", text)), min(count, len(kept))
    ):
        found.append((*match.span(), match.group()))
    return sorted(found)


def name_of(rng: Rng, odd: float = 0.3) -> str:
    return words(rng, 4) if rng.random() < odd else rng.choice(WORDS)


def folder(rng: Rng, odd: float = 0.3) -> dict[str, Any]:
    """A story folder that fits together, however odd its texts and names are; by file name."""
    count, texts = rng.randint(1, 4), {}
    for number in range(count):
        key = rng.choice(["a", "b-", "x:", "=", "Ł", "<b>", "$", "#"]) + str(number)
        body = prose(rng).replace("\0", "").encode("utf-8", "ignore").decode().strip()
        texts[key] = body if re.search(r"\w", body) else "They met."
    outlets = [name_of(rng, odd) or "Q" for _ in range(2)]
    columns = [
        "article_id",
        "file",
        "outlet",
        "country",
        "published",
        "title",
        "url",
        "note",
        "desk",
    ]
    made: dict[str, Any] = {"articles.csv": [columns]}
    for number, (key, body) in enumerate(texts.items()):
        date = rng.choice(["", "2024-05-01", "2024-05-02T09:30", "2024-05-03 10:00Z", "1600-01-01"])
        more = [words(rng, 5) for _ in range(4)]
        made["articles.csv"].append(
            [key, f"{number}.txt", rng.choice(outlets), more[0], date, *more[1:], more[0]]
        )
        made[f"{number}.txt"] = body.encode("utf-8")
    sides = [name_of(rng, odd) or "S", "T"]
    aliases = dict.fromkeys([*rng.sample(WORDS, 4), name_of(rng, odd) or "x", "Ruiz", "Meyer"])
    made["actors.csv"] = [["side", "actor", "alias"]]
    made["actors.csv"] += [[sides[n % 2], f"{alias} {n}", alias] for n, alias in enumerate(aliases)]
    made["naming.csv"] = [["concept", "variant", "pattern"]]
    made["naming.csv"] += [
        ["c", name_of(rng, odd) + str(n), re.escape(rng.choice(WORDS))] for n in range(3)
    ]
    made["frames.csv"] = [["frame", "indicator", "pattern", "source"]]
    made["frames.csv"] += [
        [name_of(rng, odd) or "f", str(n), re.escape(rng.choice(WORDS)), "x"] for n in range(3)
    ]
    facts = [name_of(rng, odd) + str(n) for n in range(3)]
    made["facts.csv"] = [
        ["fact_id", "fact", "since"],
        *([f, words(rng) or "f", "2024-05-01"] for f in facts),
    ]
    made["coding.csv"] = [["article_id", "fact_id", "status", "source", "evidence"]]
    made["moments.csv"] = [["moment", "article_id", "start", "end", "text"]]
    labels = {
        "quotes": lambda s: [
            rng.choice(["direct", "indirect", "scare", "carried"]),
            "Ruiz",
            rng.choice([s, ""]),
            words(rng, 2),
        ],
        "acts": lambda s: [
            "Ruiz",
            s,
            "walk",
            words(rng, 2),
            rng.choice([s, ""]),
            rng.choice(["", "yes"]),
        ],
        "frames": lambda s: [rng.choice("01")],
    }
    heads = {
        "quotes": "kind,speaker,side,cue",
        "acts": "actor,side,verb,object,object_side,negated",
    }
    heads["frames"] = (
        made["frames.csv"][1][0] if made["frames.csv"][1][0] not in ("text", "start") else "f"
    )
    for name in labels:
        head = heads[name].split(",") if name != "frames" else [heads[name]]
        made[f"gold/{name}.csv"] = [["article_id", "start", "end", "text", *head]]
    for key, body in texts.items():
        for start, end, text in spans(rng, body, 3):
            where = [key, str(start), str(end), text]
            made["coding.csv"].append(
                [key, rng.choice(facts), rng.choice(["own", "attributed", "denied"]), "x", text]
            )
            made["moments.csv"].append(["a moment", *where])
            for name, label in labels.items():
                made[f"gold/{name}.csv"].append([*where, *label(rng.choice(sides))])
    for name in list(made):
        if (
            name.endswith(".csv")
            and name not in ("articles.csv", "actors.csv")
            and rng.random() < 0.3
        ):
            del made[name]
    return made


def as_bytes(rng: Rng, made: dict[str, Any], wrong: float) -> dict[str, Any]:
    """The files of a folder, some of its tables with something wrong."""
    out: dict[str, Any] = {}
    for name, body in made.items():
        if not isinstance(body, list):
            out[name] = body
        elif rng.random() < wrong:
            out[name] = table(rng, body)
        else:
            file = io.StringIO()
            csv.writer(file, lineterminator="\n").writerows(body)
            out[name] = file.getvalue().encode("utf-8", "ignore")
    return out


SPECIAL = [
    ("fifo",),
    ("dir",),
    ("link", "../secret.txt"),
    ("link", "/dev/zero"),
    ("link", "/dev/stdin"),
]
SPECIAL += [("link", "self"), ("link", "/etc/passwd"), ("link", ".."), ("mode", 0)]


def lay(files: dict[str, Any], place: Path) -> None:
    """Write files as given; a tuple stands for what is no plain file."""
    home = WATCHED.pop("home", "")
    for name, body in files.items():
        path = place / name
        with contextlib.suppress(OSError, ValueError):
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(body, bytes):
                path.write_bytes(body)
            elif body[0] == "fifo":
                os.mkfifo(path)
            elif body[0] == "dir":
                path.mkdir()
            elif body[0] == "link":
                path.symlink_to(path if body[1] == "self" else body[1])
            elif body[0] == "mode":
                path.write_bytes(b"x")
                path.chmod(body[1])
    WATCHED["home"] = home


# ---- what has to come out


def clear(error: BaseException) -> None:
    """Raise Broken unless the error is one that a user can read."""
    if type(error) in (ValueError, StoryError, ImportError):
        last = traceback.extract_tb(error.__traceback__)[-1].filename
        expect(str(ROOT / "analysis") in last, f"{type(error).__name__} from {last}: {error}")
    elif not isinstance(error, OSError):
        raise Broken(f"{type(error).__name__}: {error}") from error
    lines_clear(str(error), f"{type(error).__name__}")
    for fault in getattr(error, "faults", []):
        expect(fault.file, "fault without a file")


def lines_clear(text: str, what: str) -> None:
    lines = text.split("\n")
    expect(text.strip(), f"{what} says nothing")
    for line in lines:
        expect(line.isprintable(), f"{what}: not printable: {line!r}")
        expect(len(line) <= LINE, f"{what}: {len(line)} characters in a line: {line[:200]}")


def answer(call: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """What a call returns; None where it ends in a clear error."""
    try:
        return call(*arguments, **options)
    except (Broken, Hang):
        raise
    except Exception as error:
        clear(error)
    return None


def give_back(frame: pd.DataFrame, texts: dict[str, str], what: str) -> None:
    for key, start, end, text in frame[["article_id", "start", "end", "text"]].itertuples(
        index=False
    ):
        expect(
            0 <= start <= end and texts[key][start:end] == text,
            f"{what}: {key} {start} {end} {text!r}",
        )


def whole(told: story.Story) -> None:
    """What is kept and what is removed is the raw file."""
    for key, body in told.raw.items():
        at, kept = 0, []
        own = told.removed[told.removed["article_id"] == key].sort_values("start", kind="stable")
        for start, end, text in own[["start", "end", "text"]].itertuples(index=False):
            expect(at <= start <= end and body[start:end] == text, f"removed: {key} {start} {end}")
            kept.append(body[at:start])
            at = end
        expect("".join([*kept, body[at:]]) == told.text[key], f"kept and removed: {key!r}")


def fits(corpus: Corpus) -> None:
    """The frames that need no parser give back their text."""
    whole(corpus.story)
    texts = corpus.story.text
    expect(audit(corpus)["exact"].all(), "audit is not exact")
    give_back(corpus.sentences, texts, "sentences")
    give_back(corpus.tokens, texts, "tokens")
    counted = corpus.tokens.groupby("article_id")["is_word"].sum().to_dict()
    for key, n in corpus.articles.set_index("article_id")["words"].items():
        expect(counted.get(key, 0) == n, f"words of {key}")
    tables = corpus.story.tables
    if "actors.csv" in tables:
        give_back(corpus.mentions, texts, "mentions")
    if "moments.csv" in tables:
        give_back(corpus.moments, texts, "moments")
    if {"facts.csv", "coding.csv"} <= set(tables):
        found = corpus.facts[corpus.facts["start"] >= 0]
        give_back(found.assign(text=found["evidence"]), texts, "facts")


def exist(corpus: Corpus, frame: pd.DataFrame, what: str) -> None:
    """The sentences that a table cites are there."""
    places = set(corpus.sentences["article_id"] + ":" + corpus.sentences["sentence_id"].astype(str))
    for cell in frame["sentences"]:
        gone = set(cell.split()) - places
        expect(not gone, f"{what} cites {gone}")


class Tags(html.parser.HTMLParser):
    """The tags, attributes and text of HTML."""

    def __init__(self, body: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.text = set[str](), list[tuple[str, str, str]](), ""
        self.feed(body)
        self.close()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.tags.add("comment")

    handle_decl = handle_pi = unknown_decl = handle_comment


VIEW = {
    "p",
    "b",
    "blockquote",
    "span",
    "small",
    "br",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "div",
}
VIEW |= {
    "h2",
    "h3",
    "ol",
    "li",
    "ul",
    "details",
    "summary",
    "section",
    "figure",
    "figcaption",
    "mark",
}
VIEW |= {"caption", "strong", "em", "i", "dl", "dt", "dd", "cite", "q", "pre", "code"}
PAGE = VIEW | {"html", "head", "meta", "title", "link", "body", "header", "nav", "a", "main", "h1"}
PAGE |= {"footer", "img", "abbr", "time", "aside"}


def only_text(body: str, what: str, valid: set[str] = VIEW) -> Tags:
    """HTML in which nothing runs and nothing is fetched."""
    found = Tags(body)
    expect(found.tags <= valid, f"{what}: tags {found.tags - valid}")
    for tag, name, value in found.attributes:
        expect(not name.startswith("on"), f"{what}: {tag} {name}")
        plain = name not in ("href", "src", "action", "style") or not re.search(
            r"(?i)script:|data:|url\(|expression", value
        )
        expect(plain, f"{what}: {tag} {name}={value!r}")
        here = name not in ("href", "src") or re.match(r"[\w#./%-]+$", value)
        expect(here, f"{what}: {tag} {name}={value!r} leads away")
    return found


def no_formulas(body: bytes, what: str) -> None:
    """CSV in which a spreadsheet finds no formula."""
    text = body.decode("utf-8").removeprefix("\ufeff")
    for cell in itertools.chain(*csv.reader(io.StringIO(text, newline=""))):
        runs = FORMULA.match(cell) and not NUMBER.fullmatch(cell)
        expect(not runs, f"{what}: a formula: {cell[:80]!r}")


# ---- the ways in


def way_folder(rng: Rng) -> Any:
    made = folder(rng)
    some = rng.sample(list(made), rng.choice([1, 1, 2, 3, len(made)]))
    made = {n: b for n, b in made.items() if n in some or n == "articles.csv" or n[-3:] == "txt"}
    files = as_bytes(rng, made, 0.15)
    for _ in range(rng.choice([0, 0, 0, 1, 1, 2])):
        name = rng.choice([*files, "furniture.csv", "link", "fifo", "gold/tone.csv"])
        files[name] = rng.choice(SPECIAL) if rng.random() < 0.3 else raw(rng)
    if rng.random() < 0.3:
        body = rng.choice(
            [
                b.decode("utf-8", "ignore")
                for n, b in files.items()
                if n.endswith("txt") and isinstance(b, bytes)
            ]
            or ["x"]
        )
        cuts = [
            [
                rng.choice(["*", "a0"]),
                "k",
                t,
                rng.choice(["", "\n", t]),
                rng.choice(["", "yes"]),
                rng.choice(["", "yes"]),
            ]
            for *_, t in spans(rng, body, 2)
        ]
        files["furniture.csv"] = table(
            rng, [["article_id", "kind", "start_text", "end_text", "cut_end", "every"], *cuts]
        )
    return files


def run_folder(files: dict[str, Any], place: Path) -> None:
    lay({**files, "../secret.txt": b"The secret stood outside."}, place)
    found = answer(story.inspect, place)
    expect(found is not None, "inspect raises")
    told, faults = found
    for fault in faults:
        lines_clear(str(fault), "fault")
        expect("\n" not in str(fault), "a fault of several lines")
    if told is not None:
        whole(told)
        expect("secret stood" not in "".join(told.text.values()), "read outside the folder")
    corpus = answer(load_corpus, place)
    expect(
        (corpus is not None) == (told is not None and not faults), "load_corpus and inspect differ"
    )
    if corpus is not None:
        fits(corpus)


def way_command(rng: Rng) -> Any:
    kinds = ["quotes", "tone", "facts", "acts"]
    commands = [
        ["check", "."],
        ["check", "."],
        ["suggest", "furniture", "."],
        ["suggest", "furniture", ".", "--write"],
    ]
    commands += [
        ["sheets", ".", rng.choice(kinds)],
        ["agree", ".", rng.choice(kinds)],
        ["add", ".", "page.txt"],
    ]
    commands += [["new", "made", "in.csv", "--map", words(rng, 3)], [words(rng, 2), words(rng, 2)]]
    commands += [
        ["add", ".", rng.choice(PATHS)],
        ["check", rng.choice([*PATHS, words(rng)])],
        ["new", "made", rng.choice(PATHS)],
    ]
    files = way_folder(rng) if rng.random() < 0.5 else as_bytes(rng, folder(rng), 0)
    files |= {"page.txt": raw(rng), "in.csv": way_table(rng, "in.csv")["in.csv"]}
    return files, rng.choice(commands)


def run_command(given: Any, place: Path) -> None:
    files, arguments = given
    lay({**files, "../secret.txt": b"The secret stood outside."}, place)
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(place), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = main(arguments)
        except SystemExit as stop:  # argparse's own, with its own line
            status = stop.code
            expect(status in (0, 2), f"exit {status}")
            return
    expect(status in (0, 1), f"exit {status}")
    expect(status == 0 or err.getvalue().strip(), "fails without a word")
    if err.getvalue():
        lines_clear(err.getvalue().rstrip("\n"), f"{arguments[0]}, stderr")
    if arguments[0] != "suggest":
        for line in out.getvalue().split("\n"):
            expect(line.isprintable(), f"{arguments[0]}, stdout: {line!r}")
    found = err.getvalue() != "nothing found\n"  # else nothing is written
    if status == 0 and found and arguments[:2] == ["suggest", "furniture"]:
        body = (
            out.getvalue().encode()
            if "--write" not in arguments
            else (place / "furniture.suggested.csv").read_bytes()
        )
        no_formulas(body, "suggest furniture")
    for path in (
        (place / "sheets").glob("*.csv")
        if arguments[0] in ("sheets", "agree") and status == 0
        else ()
    ):
        no_formulas(path.read_bytes(), path.name)
    if arguments[0] == "new" and status == 0:
        no_formulas((place / "made" / "articles.csv").read_bytes(), "new")
        expect(answer(load_corpus, place / "made") is not None, "what new made is not sound")


def records(rng: Rng) -> list[dict[str, Any]]:
    """Articles as an interface may give them."""
    heads = [
        rng.choice(["text", "body", "content", "Text", "t e x t"]),
        rng.choice(["outlet", "source", "domain"]),
    ]
    heads += rng.sample(
        [
            "id",
            "title",
            "publishedAt",
            "url",
            "author",
            "words",
            "=x",
            "<b>",
            "file",
            "text_given",
            "language",
            "",
        ],
        rng.randint(0, 4),
    )
    values = {
        "publishedAt": lambda: rng.choice(DATES + NUMBERS),
        "file": lambda: rng.choice(PATHS),
        "id": lambda: rng.choice([words(rng, 2), str(rng.random()), rng.randint(0, 9)]),
    }
    plain: list[Callable[[], Any]] = [
        *(
            lambda: None,
            lambda: rng.random() * 10**300,
            lambda: 10**400,
            lambda: [words(rng, 2), None],
        ),
        *(
            lambda: {"name": words(rng, 2)},
            lambda: {},
            lambda: [[[]]],
            lambda: True,
            lambda: float("nan"),
        ),
        *(
            lambda: -(10**18),
            lambda: {"name": {"name": [1]}},
            lambda: "",
            lambda: b"\xff".decode("latin-1"),
        ),
    ]
    rows = []
    for _ in range(rng.randint(0, 4)):
        row: dict[str, Any] = {heads[0]: prose(rng, 3), heads[1]: name_of(rng)}
        row |= {head: values.get(head, lambda: words(rng, 4))() for head in heads[2:]}
        if rng.random() < 0.3 and row:
            row[rng.choice(list(row))] = rng.choice(plain)()
        rows.append(row)
    return rows


def way_table(rng: Rng, name: str = "") -> Any:
    name = name or rng.choice(
        ["in.csv", "in.csv", "in.tsv", "in.json", "in.jsonl", "in.ndjson", "in.parquet"]
    )
    rows = records(rng)
    if rng.random() < 0.1:
        return {name: raw(rng)}
    if name[-3:] == "sv":
        heads = list(dict.fromkeys(head for row in rows for head in row)) or ["text", "outlet"]
        return {
            name: table(rng, [heads, *([str(row.get(head, "")) for head in heads] for row in rows)])
        }
    if name == "in.parquet":
        return {name: rows, "bend": rng.choice([0, 0, 0, rng.randint(1, 10**6)])}
    if name == "in.json":
        nested = rng.choice([1, 50, 2000, 100_000])
        odd = [
            "[" * nested,
            "{" * nested,
            '{"a":' * nested,
            "[" * nested + "]" * nested,
            "NaN",
            "1e999",
            '"\\ud800"',
            "9" * 5000,
        ]
        wrapped: Any = rng.choice(
            [rows, {"articles": rows}, {"articles": {}}, rows[:1] and rows[0], [rows]]
        )
        body = (
            json.dumps(wrapped, ensure_ascii=rng.random() < 0.5)
            if rng.random() < 0.9
            else rng.choice(odd)
        )
    else:
        body = "\n".join(json.dumps(row, ensure_ascii=rng.random() < 0.5) for row in rows)
    made = body.encode("utf-8", "surrogatepass")
    return {name: bent(rng, made) if rng.random() < 0.2 else made}


def run_table(files: dict[str, Any], place: Path) -> None:
    (name, body) = next(iter(files.items()))
    if isinstance(body, list):
        buffer = io.BytesIO()
        try:
            pd.DataFrame(body).to_parquet(buffer)
        except Exception:  # what Parquet can't hold can't come from it
            return
        body = buffer.getvalue()
        if files["bend"]:
            body = bent(Rng(files["bend"]), body)
    lay({name: body, "a.txt": b"They met.", "../secret.txt": b"The secret stood outside."}, place)
    rows = answer(intake.read_articles, place / name)
    corpus = answer(load_corpus, place / name)
    if corpus is not None:
        fits(corpus)
        expect(len(corpus.articles) == len(rows), "rows in and articles out differ")
        expect("secret stood" not in "".join(corpus.story.text.values()), "read outside the folder")


def way_frame(rng: Rng) -> Any:
    rows = records(rng)
    columns = {
        rng.choice(["text", "outlet", "article_id", "published", "x", words(rng, 1)]): rng.choice(
            ["text", "outlet", "", None, words(rng, 1)]
        )
        for _ in range(rng.choice([0, 0, 1, 2]))
    }
    return {
        "rows": rows,
        "columns": columns,
        "index": rng.choice([None, None, "same", "text", "float"]),
        "head": rng.choice([None, None, None, "double", "number", "tuple"]),
    }


def run_frame(given: dict[str, Any], place: Path) -> None:
    frame = pd.DataFrame(given["rows"], dtype=object)
    size = len(frame)
    if given["index"]:
        frame.index = {
            "same": [7] * size,
            "text": [f"x\n{n}" for n in range(size)],
            "float": [n / 2 for n in range(size)],
        }[given["index"]]
    if given["head"] and len(frame.columns) > 1:
        heads = list(frame.columns)
        frame.columns = {
            "double": [heads[0], *heads[:-1]],
            "number": [*heads[:-1], 7],
            "tuple": [*heads[:-1], ("a", 1)],
        }[given["head"]]
    columns = {
        name: value
        for name, value in given["columns"].items()
        if name not in ("coding", "tables", "frame")
    }
    corpus = answer(from_frame, frame, **columns)
    if corpus is not None:
        expect(len(corpus.articles) == size, "rows in and articles out differ")
        fits(corpus)


def bomb(rng: Rng, size: int) -> str:
    """HTML that costs a careless reader hours, or a careful one nothing."""
    return rng.choice(
        [
            lambda: "<div>" * size + "x" + "</div>" * rng.choice([0, size]),
            lambda: "<b><i>" * size + "text",
            lambda: f'<p a="{"x" * size * 10}">They met.</p>',
            lambda: "<p " + " ".join(f"a{n}=1" for n in range(size)) + ">They met.</p>",
            lambda: "&amp;" * size + "&#x41;" * size + "&#1114112;&#xD800;&#0;",
            lambda: "<meta " * size,
            lambda: "<script ld+json " * size,
            lambda: "<script type=application/ld+json>" * size,
            lambda: (
                '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
                + "".join(f'<!ENTITY a{n} "{"&a;" * 10}">' for n in range(20))
                + "]><p>&a19;</p>"
            ),
            lambda: '<!DOCTYPE x [<!ENTITY s SYSTEM "../secret.txt">]><p>&s;</p>',
            lambda: "<table><tr><td>" * size,
            lambda: "<!--" * size,
            lambda: "<a href=x>" * size,
            lambda: "<p>" + "They met. " * size,
            lambda: "<p>" + "x" * size * 10 + "</p>",
            lambda: "<" * size,
            lambda: "<ul><li>" * size + "They met.",
            lambda: '<meta property="og:title" content="' + "publ " * size,
            lambda: "<svg><style><![CDATA[" * size,
            lambda: "<select><option>" * size,
        ]
    )()


def way_page(rng: Rng) -> Any:
    meta = "".join(
        f'<meta property="{name}" content="{words(rng, 3)}">'
        for name in ["og:title", "og:site_name", "article:published_time", "author", "og:url"]
        if rng.random() < 0.5
    )
    data = json.dumps(
        {
            "headline": words(rng, 3),
            "publisher": {"name": words(rng, 2)},
            "datePublished": rng.choice(DATES),
            "author": [words(rng, 1)],
        }
    )
    head = (
        f"<title>{words(rng, 5)}</title>{meta}"
        + f'<script type="application/ld+json">{data}</script>' * rng.randint(0, 1)
    )
    body = "".join(f"<p>{prose(rng, 6)}</p>" for _ in range(rng.randint(0, 6)))
    if rng.random() < 0.25:
        body += bomb(
            rng, rng.choice([3, 100, 3000, 3000, 30_000] if rng.random() < 0.4 else [3, 100])
        )
    body = f"<article><h1>{words(rng, 5)}</h1>{body}</article>"
    page = f"<html><head>{head}</head><body>{body}</body></html>"
    made = page.encode("utf-8", "surrogatepass")
    stem = rng.choice(
        [
            "page",
            "=1+1",
            "-x",
            "a b",
            "x" * 230,
            "é",
            "..",
            words(rng, 2).replace("/", "").replace("\0", "") or "x",
            "a.b.c",
        ]
    )
    kind = rng.choice([".html", ".html", ".html", ".htm", ".xhtml", ".txt", ""])
    if rng.random() < 0.1:
        made = raw(rng, 2000)
    return {f"pages/{stem}{kind}": bent(rng, made) if rng.random() < 0.15 else made}


def run_page(files: dict[str, Any], place: Path) -> None:
    lay({**files, "secret.txt": b"The secret stood outside."}, place)
    intake.new(place / "s", None, {})
    before = (place / "s" / "articles.csv").read_bytes()
    pages = list((place / "pages").glob("*")) if (place / "pages").is_dir() else []
    rows = answer(intake.add, place / "s", pages) if pages else None
    after = (place / "s" / "articles.csv").read_bytes()
    if rows is None:
        expect(before == after, "nothing was added and articles.csv differs")
        return
    no_formulas(after, "add")
    expect(len(rows) == len(pages), "pages in and rows out differ")
    told, faults = story.inspect(place / "s")
    for fault in faults:
        lines_clear(str(fault), "fault")
    expect(told is not None, f"articles.csv can't be read after add: {faults[:1]}")
    whole(told)
    for key, text in rows[["article_id", "text"]].itertuples(index=False):
        expect(told.raw.get(key) == text.removeprefix("\ufeff"), f"the text of {key} was lost")
        expect("secret stood" not in text, "an entity read a file")


def way_measures(rng: Rng) -> Any:
    return as_bytes(rng, folder(rng, 0.5), 0), rng.choice(["article_id", "outlet", "desk", "x"])


def sound(files: dict[str, Any], place: Path) -> Corpus | None:
    lay(files, place)
    corpus: Corpus | None = answer(load_corpus, place)
    return corpus


def run_measures(given: Any, place: Path) -> None:
    files, by = given
    corpus = sound(files, place)
    if corpus is None or by not in corpus.articles:
        answer(terms.frequencies, corpus, by=by) if corpus else None
        return
    fits(corpus)
    tables, total = set(corpus.story.tables), corpus.articles["words"].sum()
    used = terms.frequencies(corpus, by=by, stopwords=None, top=None)
    expect(used["frequency"].sum() <= total, "more terms than words")
    exist(corpus, used, "frequencies")
    groups = list(dict.fromkeys(corpus.articles[by]))
    if len(groups) > 1:
        exist(corpus, terms.keyness(corpus, groups[0], by=by, floor=1), "keyness")
        tone.word_shift(corpus, groups[0], groups[1], by=by)
        exist(corpus, terms.overlap(corpus, 2, by=by), "overlap")
    else:
        answer(terms.keyness, corpus, groups[0], by=by)
    exist(corpus, terms.collocations(corpus, floor=1), "collocations")
    for term in used["term"].unique()[:3]:
        lines = terms.concordance(corpus, re.escape(term))
        give_back(
            lines.assign(
                text=[
                    corpus.story.text[k][a:b]
                    for k, a, b in lines[["article_id", "start", "end"]].itertuples(index=False)
                ]
            ),
            corpus.story.text,
            "concordance",
        )
        only_text(show.lines(lines).html, "lines")
        spread = terms.dispersion(corpus, {term: re.escape(term)}, by=by)
        expect(spread["frequency"].sum() == len(lines), f"dispersion and concordance of {term!r}")
    scores = tone.score_sentences(corpus, by=by)
    expect(len(scores) == len(corpus.sentences), "sentences and scores differ")
    for column in ("polarity", "compound"):
        expect(scores[column].between(-1.0000001, 1.0000001).all(), f"{column} out of range")
    place_of = scores["article_id"] + ":" + scores["sentence_id"].astype(str)
    tone.marked(scores, " ".join(place_of[:2]))
    if "naming.csv" in tables:
        found = framing.names(corpus)
        give_back(found, corpus.story.text, "names")
        counts = framing.naming(corpus, by=by)
        expect(
            (counts["count"] == counts[["own", "quoted", "reported"]].sum(axis=1)).all(),
            "voices of names",
        )
        expect(counts["count"].sum() == len(found), "naming loses names")
        exist(corpus, counts, "naming")
    if "frames.csv" in tables:
        give_back(framing.frame_words(corpus), corpus.story.text, "frames")
        exist(corpus, framing.frames(corpus, by=by), "frames")
    if "gold/frames.csv" in tables and "frames.csv" in tables:
        answer(framing.frame_validity, corpus)
    give_back(corpus.quotes, corpus.story.text, "quotes")
    give_back(corpus.acts, corpus.story.text, "acts")
    spoken = framing.own_voice(corpus, by=by)
    expect(spoken["words"].sum() == total, "voices lose words")
    mine = spoken.query("voice == 'own'")["words"].sum()
    expect(framing.voice(corpus, by=by)["words"].sum() + mine == total, "sides lose words")
    rates = framing.mention_rates(corpus, by=by)
    expect(rates["mentions"].sum() == len(corpus.mentions), "mentions are lost")
    exist(corpus, rates, "mention_rates")
    framing.speakers(corpus, by=by)
    framing.acts(corpus, by=by)
    roles = framing.roles(corpus)
    expect(len(roles) == len(corpus.mentions), "roles and mentions differ")
    if {"facts.csv", "coding.csv"} <= tables:
        told = coverage.told(corpus)
        expect(
            len(told) == len(corpus.articles) * len(corpus.story.tables["facts.csv"]),
            "facts are lost",
        )
        exist(corpus, told, "told")
        coverage.omissions(corpus)
        coverage.told_once(corpus)
        if "moments.csv" in tables:
            only_text(show.passages(corpus, "a moment").html, "passages")
    exist(corpus, coverage.alike(corpus), "alike")
    units.each(corpus)
    for key, number, text in (
        corpus.sentences[["article_id", "sentence_id", "text"]].head(3).itertuples(index=False)
    ):
        view = show.show(corpus, key, number)
        only_text(view.html, "show")
        seen = re.sub(r"<small.*?</small>", "", view.html)
        told = only_text(seen, "show").text
        expect("".join(text.split()) in "".join(told.split()), f"show changes {text!r}")
        expect("mathjax_ignore" in view._repr_html_(), "mathematics may be set")
        cited = show.sentences(corpus, f"{key}:{number}")
        cells = "".join(only_text(cited.html, "sentences").text.split())
        expect("".join(text.split()) in cells, f"sentences changes its text: {text!r}")
    only_text(show.table(scores.head(5)).html, "table")


def way_exports(rng: Rng) -> Any:
    names = [
        rng.choice([*FORMULAS, *MARKUP, *UNSEEN, *NUMBERS, words(rng, 3)])
        for _ in range(rng.randint(1, 5))
    ]
    return list(
        dict.fromkeys(name.replace("\ud800", "").replace("\udfff", "") for name in names)
    ), rng.choice(["bars", "dots", *["csv"] * 40])


def run_exports(given: Any, place: Path) -> None:
    names, form = given
    frame = pd.DataFrame(
        {"term": names, "n": range(-1, len(names) - 1), "x": [n / 7 for n in range(len(names))]}
    )
    frame = frame.assign(
        side=pd.Categorical(frame["term"], dict.fromkeys(frame["term"])), group="a"
    )
    if form == "csv":
        odd = frame.assign(**dict.fromkeys(names, frame["term"]))
        (place / "tables").mkdir()
        report.keep(odd, place, "t")
        no_formulas((place / "tables" / "t.csv").read_bytes(), "report.keep")
        no_formulas(sheets.for_spreadsheet(odd), "for_spreadsheet")
        only_text(show.table(odd).html, "show.table")
        return
    chart = (
        answer(charts.bars, frame[frame["n"] >= 0], x="n", y="term", colour="side")
        if form == "bars"
        else answer(charts.dots, frame, x="x", y="term", panel="side")
    )
    if chart is None:
        return
    for text in chart.figure.findobj(lambda artist: hasattr(artist, "get_parse_math")):
        maths = text.get_parse_math() and text.get_text().count("$") > 1
        expect(not maths, f"mathematics is set: {text.get_text()!r}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        answer(charts.export, chart, "t", folder=place / "figures")
    if (place / "figures" / "t.svg").exists():
        root = ElementTree.fromstring((place / "figures" / "t.svg").read_text("utf-8"))
        for part in root.iter():
            runs = str(part.tag).endswith("script") or any(
                name.startswith("on") for name in part.attrib
            )
            expect(not runs, f"SVG runs: {part.tag} {part.attrib}")
        no_formulas((place / "figures" / "t.csv").read_bytes(), "export")


def way_report(rng: Rng) -> Any:
    return as_bytes(rng, folder(rng, 0.7), 0)


def run_report(files: dict[str, Any], place: Path) -> None:
    lay(files, place / "s")
    out, err = io.StringIO(), io.StringIO()
    with (
        warnings.catch_warnings(),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        warnings.simplefilter("ignore")
        status = main(["report", str(place / "s"), "--out", str(place / "out")])
    if status:
        lines_clear(err.getvalue().rstrip("\n"), "report, stderr")
    for page in (place / "out").glob("*.html"):
        only_text(page.read_text("utf-8"), page.name, PAGE)
    for path in (place / "out").rglob("*.csv"):
        no_formulas(path.read_bytes(), path.name)


def way_sheets(rng: Rng) -> Any:
    files = as_bytes(rng, folder(rng, 0.4), 0)
    kind = rng.choice(["quotes", "tone", "facts", "acts"])
    return files, kind, rng.random(), rng.randint(0, 10**6)


def run_sheets(given: Any, place: Path) -> None:
    files, kind, wrong, seed = given
    corpus, rng = sound(files, place), Rng(seed)
    if corpus is None or answer(sheets.make, corpus, kind) is None:
        return
    spec = sheets.KINDS[kind]
    valid = {
        "tone": ["-1", "0", "1"],
        "voice": ["own", "quoted", "reported"],
        "status": ["own", "denied", "absent"],
        "kind": ["direct", "indirect"],
        "side": [*corpus.sides],
        "object_side": [*corpus.sides, ""],
        "negated": ["", "yes"],
    }
    for path in sorted((place / "sheets").glob("*coder*.csv")):
        no_formulas(path.read_bytes(), path.name)
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
        head = [cell.partition(":")[0] for cell in rows[0]]
        for row in rows[1:]:
            for at, name in enumerate(head):
                if name in spec["filled"] and name != "nth":
                    row[at] = rng.choice(
                        valid.get(
                            name,
                            ["", "x", row[head.index("sentence")] if "sentence" in head else ""],
                        )
                    )
            if spec["nothing"] and rng.random() < 0.5:
                for at, name in enumerate(head):
                    row[at] = "" if name in spec["filled"] else row[at]
                row[head.index(spec["filled"][0])] = spec["nothing"]
        path.write_bytes(
            table(rng, rows)
            if wrong < 0.5
            else sheets.for_spreadsheet(pd.DataFrame(rows[1:], columns=rows[0]))
        )
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(["agree", str(place), kind, "--write"])
    for line in [*err.getvalue().split("\n")]:
        expect(line.isprintable() and len(line) <= LINE, f"agree: {line!r}")
    for path in (place / "sheets").glob("*disagree*.csv"):
        no_formulas(path.read_bytes(), path.name)
    if status == 0:
        for fault in story.inspect(place)[1]:
            expect("stale" not in str(fault), f"gold as written does not fit: {fault}")


def way_huge(rng: Rng) -> Any:
    """50 MB in one line, or nearly."""
    return rng.choice(
        ["txt", "csv", "json", "header", "cells", "rows", "pattern", "alias", "commas", "html"]
    ), rng.choice([2, 10, 50])


def run_huge(given: Any, place: Path) -> None:
    kind, size = given
    line = b"They met again and the union said that it was not over, but " * (size * 17_000)
    rows = b"article_id,file,outlet\na,a.txt,Q\n"
    files: dict[str, dict[str, bytes]] = {
        "txt": {"articles.csv": rows, "a.txt": line},
        "csv": {"in.csv": b"text,outlet\n" + line + b",Q\n"},
        "json": {"in.json": b'[{"outlet": "Q", "text": "' + line + b'"}]'},
        "header": {"articles.csv": line, "a.txt": b"They met."},
        "cells": {"articles.csv": rows[:-1] + b"," * len(line), "a.txt": b"They met."},
        "rows": {
            "articles.csv": b"article_id,file,outlet\n" + b"a\n" * (size * 20_000),
            "a.txt": b"They met.",
        },
        "pattern": {
            "articles.csv": rows,
            "a.txt": b"They met.",
            "naming.csv": b"concept,variant,pattern\nx,y," + b"a" * size * 10_000 + b"\n",
        },
        "alias": {
            "articles.csv": rows,
            "a.txt": b"They met.",
            "actors.csv": b"side,actor,alias\nx,y," + b"a" * size * 100_000 + b"\n",
        },
        "commas": {"in.csv": b"," * size * 100_000},
        "html": {"page.html": b"<html><body><p>" + line + b"</p></body></html>"},
    }
    lay(files[kind], place)
    if "page.html" in files[kind]:
        intake.new(place / "s", None, {})
        answer(intake.add, place / "s", [place / "page.html"])
        return
    (source,) = [place / name for name in files[kind] if name.startswith("in.")] or [place]
    told = answer(intake.inspect, source, {})
    for fault in told[1][:100] if told else ():
        lines_clear(str(fault), "fault")
    if told and told[0] is not None and not told[1]:
        whole(told[0])


def way_suggest(rng: Rng) -> Any:
    line = words(rng, 4)
    files = as_bytes(rng, folder(rng), 0)
    for name in list(files):
        if name.endswith(".txt"):
            files[name] += f"\n{line}\n".replace("\0", "").encode("utf-8", "ignore")
    return files


def run_suggest(files: dict[str, Any], place: Path) -> None:
    corpus = sound(files, place)
    if corpus is None:
        return
    rows = suggest.suggest_furniture(corpus.story)
    for start in rows["start_text"]:
        expect(
            any(start in text.replace("\r\n", "\n") for text in corpus.story.text.values()),
            f"{start!r} stands nowhere",
        )
    if "spacy" in sys.modules or len(corpus.story.text) == 1:
        names = suggest.suggest_actors(corpus.story)
        expect((names["side"] == "").all(), "a side was guessed")


@dataclass(frozen=True)
class Way:
    make: Callable[[Rng], Any]
    run: Callable[[Any, Path], None]
    weight: float
    limit: int = LIMIT


WAYS = {
    "folder": Way(way_folder, run_folder, 50),
    "table": Way(way_table, run_table, 60),
    "frame": Way(way_frame, run_frame, 60),
    "exports": Way(way_exports, run_exports, 40),
    "page": Way(way_page, run_page, 8),
    "command": Way(way_command, run_command, 20),
    "measures": Way(way_measures, run_measures, 3, 60),
    "sheets": Way(way_sheets, run_sheets, 2, 60),
    "suggest": Way(way_suggest, run_suggest, 1),
    "huge": Way(way_huge, run_huge, 0.02, 120),
    "report": Way(way_report, run_report, 0.02, 120),
}


# ---- running


WATCHED: dict[str, str] = {}  # the folder of the input that runs now, and what it did elsewhere


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Note what is written outside the input's folder, read there, or asked of the network."""
    home = WATCHED.get("home")
    if not home:
        return
    if event in ("socket.connect", "socket.getaddrinfo", "os.system", "subprocess.Popen"):
        WATCHED["wrong"] = f"{event} {arguments!r}"[:300]
    writes = event in ("os.mkdir", "os.remove", "os.rmdir", "os.rename", "os.link", "os.symlink")
    path = arguments[0] if arguments else None
    if event == "open":
        writes = bool((arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC))
    if isinstance(path, str | bytes | os.PathLike) and (writes or event == "open"):
        full = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 (must not touch the disk)
        if writes and not full.startswith(home) and full != os.devnull:
            WATCHED["wrong"] = f"{event} writes {full}"[:300]


def attempt(way: Way, given: Any, scratch: Path) -> BaseException | None:
    """Run an input in an empty folder; the exception that shows what is wrong, if anything is."""
    home = Path(tempfile.mkdtemp(dir=scratch))
    place = home / "in"
    place.mkdir()
    WATCHED.pop("wrong", None)
    WATCHED["home"] = str(home)
    signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, way.limit)
    try:
        way.run(given, place)
        expect("wrong" not in WATCHED, WATCHED.get("wrong", ""))
    except (Exception, Hang) as error:
        return error
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        WATCHED.pop("home")
        shutil.rmtree(home, ignore_errors=True)
    return None


def _stop(*_: Any) -> None:
    raise Hang("time is over")


def signature(error: BaseException) -> str:
    """The same for failures of one cause: kind, where in the package, words without data."""
    chain = error.__cause__ or error
    frames = [f for f in traceback.extract_tb(chain.__traceback__) if "analysis/" in f.filename]
    where = f"{Path(frames[-1].filename).name}:{frames[-1].name}" if frames else ""
    said = re.sub(r"'[^']*'|\"[^\"]*\"|\d+|\{.*", "…", str(error).partition("\n")[0])[:60]
    return f"{type(chain).__name__} {where} {said}"


def smaller(given: Any) -> Any:
    """Inputs that are a little less than this one."""
    if isinstance(given, dict):
        for key in given:
            yield {k: v for k, v in given.items() if k != key}
        for key, value in given.items():
            yield from ({**given, key: less} for less in smaller(value))
    elif isinstance(given, list | tuple) and not (
        given and given[0] in ("link", "fifo", "dir", "mode")
    ):
        for n in range(len(given) if isinstance(given, list) else 0):
            yield given[:n] + given[n + 1 :]
        for n, value in enumerate(given):
            for less in smaller(value):
                copy = [*given[:n], less, *given[n + 1 :]]
                yield copy if isinstance(given, list) else tuple(copy)
    elif isinstance(given, str | bytes) and given:
        size = len(given)
        while size := size // 2:
            for at in range(0, len(given), size):
                yield given[:at] + given[at + size :]
        yield given[:0]


def shrink(way: Way, given: Any, error: BaseException, scratch: Path, seconds: float = 8) -> Any:
    """The smallest input found in some seconds that fails in the same way."""
    end, wanted = time.monotonic() + seconds, signature(error)
    while True:
        for less in smaller(given):
            if time.monotonic() > end:
                return given
            try:
                found = attempt(way, less, scratch)
            except Exception:
                continue
            if found is not None and signature(found) == wanted:
                given = less
                break
        else:
            return given


def draw(seed: int, number: int, ways: list[str]) -> tuple[str, Rng]:
    """The way in of an input, and the generator that makes it."""
    rng = Rng(f"{seed}:{number}")
    weights = [WAYS[name].weight for name in ways]
    return rng.choices(ways, weights)[0], rng


def child(pipe: Any, seed: int, numbers: range, ways: list[str], scratch: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    warnings.simplefilter("ignore")
    sys.addaudithook(watch)
    seen: set[str] = set()
    for number in numbers:
        name, rng = draw(seed, number, ways)
        pipe.send((number, name, None))
        given = WAYS[name].make(rng)
        error = attempt(WAYS[name], given, Path(scratch))
        if error is not None:
            sign = signature(error)
            small = given
            if sign not in seen and not isinstance(error, Hang):
                small = shrink(WAYS[name], given, error, Path(scratch))
                error = attempt(WAYS[name], small, Path(scratch)) or error
            seen.add(sign)
            tail = "".join(traceback.format_exception(error)[-12:])
            pipe.send((number, name, (sign, repr(small)[:3000], tail)))
    pipe.send(None)


def fuzz(
    seed: int,
    inputs: int,
    *,
    minutes: float = 1e9,
    ways: list[str] | None = None,
    start: int = 0,
    say: Callable[[str], None] = print,
) -> dict[str, list[int]]:
    """Throw inputs; returns the numbers of those that failed, by what they have in common."""
    names, failed, thrown = ways or list(WAYS), dict[str, list[int]](), Counter[str]()
    began, number = time.monotonic(), start
    context = multiprocessing.get_context("fork")
    with tempfile.TemporaryDirectory(prefix="fuzz-") as scratch:
        while number < start + inputs and time.monotonic() - began < minutes * 60:
            ours, theirs = context.Pipe(duplex=False)
            worker = context.Process(
                target=child, args=(theirs, seed, range(number, start + inputs), names, scratch)
            )
            worker.start()
            theirs.close()
            name = ""
            while time.monotonic() - began < minutes * 60:
                left = began + minutes * 60 - time.monotonic()
                try:
                    told = ours.recv() if ours.poll(max(0.1, min(STUCK, left))) else "stuck"
                except EOFError:
                    told = "died"
                if told == "stuck" and left < STUCK:
                    break
                if told is None:
                    number = start + inputs
                    break
                if isinstance(told, str):
                    failed.setdefault(f"{told}: {name}", []).append(number)
                    say(f"FAILED --seed {seed} --only {number} ({name}): the process {told}")
                    number += 1
                    break
                number, name, failure = told
                if failure is None:
                    thrown[name] += 1
                    continue
                sign, small, tail = failure
                if sign not in failed:
                    say(
                        f"FAILED --seed {seed} --only {number} ({name}): {sign}\n"
                        f"  input: {small}\n{tail}"
                    )
                failed.setdefault(sign, []).append(number)
            worker.kill()
            worker.join()
    took = time.monotonic() - began
    say(f"seed {seed}: {sum(thrown.values())} inputs in {took:.0f} s: {dict(thrown.most_common())}")
    for sign, numbers in failed.items():
        say(f"  {len(numbers)} × {sign}: {numbers[:5]}")
    say(f"{len(failed)} kinds of failure" if failed else "no failures")
    return failed


def run() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options.add_argument("--inputs", type=int, default=100_000)
    options.add_argument("--minutes", type=float, default=1e9)
    options.add_argument("--start", type=int, default=0, help="the number of the first input")
    options.add_argument("--ways", nargs="+", choices=WAYS)
    options.add_argument("--only", type=int, help="run this input alone, and show its traceback")
    chosen = options.parse_args()
    if chosen.only is None:
        print(f"seed {chosen.seed}", flush=True)
        return bool(
            fuzz(
                chosen.seed,
                chosen.inputs,
                minutes=chosen.minutes,
                ways=chosen.ways,
                start=chosen.start,
                say=lambda line: print(line, flush=True),
            )
        )
    name, rng = draw(chosen.seed, chosen.only, chosen.ways or list(WAYS))
    given = WAYS[name].make(rng)
    print(name, repr(given)[:5000])
    sys.addaudithook(watch)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as scratch:
        if error := attempt(WAYS[name], given, Path(scratch)):
            traceback.print_exception(error)
    return bool(error)


if __name__ == "__main__":
    sys.exit(run())
