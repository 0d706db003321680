"""A story: its articles, the furniture to cut from them, its tables, and every fault in them."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd
import regex

REMOVED_COLUMNS = ["article_id", "start", "end", "kind", "text"]
Spans = list[tuple[int, int, str]]
SPAN = ("article_id", "start", "end", "text")
csv.field_size_limit(2**31 - 1)  # a cell may hold an article; by default it ends at 131,072


@dataclass(frozen=True)
class Table:
    """A table of a story: its columns, and what the cells of some of them must be."""

    columns: tuple[str, ...]
    optional: tuple[str, ...]  # columns that may be missing
    filled: tuple[str, ...]  # columns without empty cells
    kinds: dict[str, str | tuple[str, ...]]  # "date", "pattern", "offset", or the valid values
    unique: tuple[str, ...]  # columns that together name a row
    open: bool  # further columns are kept


def _table(resource: dict[str, Any]) -> Table:
    kinds: dict[str, str | tuple[str, ...]] = {}
    fields = resource["schema"]["fields"]
    for column in fields:
        rules = column.get("constraints", {})
        if "enum" in rules:
            kinds[column["name"]] = tuple(rules["enum"])
        elif column["type"] != "string" or "format" in column:
            kind = {"date": "date", "integer": "offset"}.get(column["type"], "pattern")
            kinds[column["name"]] = kind
    return Table(
        tuple(column["name"] for column in fields),
        tuple(column["name"] for column in fields if column.get("optional")),
        tuple(c["name"] for c in fields if c.get("constraints", {}).get("required")),
        kinds,
        tuple(resource["schema"].get("primaryKey", ())),
        resource.get("open", False),
    )


# The tables are described once, as Frictionless Table Schemas, with every column in words.
SCHEMAS = json.loads((Path(__file__).parent / "tables" / "story.json").read_text("utf-8"))
TABLES = {name: _table(resource) for name, resource in SCHEMAS.items()}


def printable(text: str) -> str:
    """A text as one line without control characters."""
    line = " ".join(text.split())
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in line)


@dataclass(frozen=True)
class Fault:
    """What is wrong with a story, and where; as text it is one line."""

    file: str
    problem: str
    row: int | None = None
    column: str = ""

    def __str__(self) -> str:
        place = [self.file]
        place += [f"row {self.row}"] if self.row is not None else []
        place += [f"column {self.column}"] if self.column else []
        return printable(f"{', '.join(place)}: {self.problem}")


class StoryError(ValueError):
    """A story with faults; `faults` lists them, and the message has a line for the first 20."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        more = [f"… and {len(faults) - 20} more"] if len(faults) > 20 else []
        super().__init__("\n".join([*map(str, faults[:20]), *more]))


@dataclass(frozen=True)
class Story:
    """A story that was read: its tables by file name, its articles' raw texts and the cuts."""

    name: str
    tables: dict[str, pd.DataFrame]
    raw: dict[str, str]  # article_id: the file's text, unchanged
    removed: pd.DataFrame  # article_id, start, end, kind, text: offsets into raw
    text: dict[str, str]  # article_id: what is left of raw
    folder: Path | None = None

    def table(self, name: str) -> pd.DataFrame:
        """The table of that file name, for example "actors.csv".

        Raises StoryError, naming the columns it should have, if the story has no such table.
        """
        if name in self.tables:
            return self.tables[name]
        columns = ", ".join(TABLES[name].columns)
        raise StoryError([Fault(name, f"this measure needs the table, with columns {columns}")])


# ---- reading files and cells


def decode(path: Path, name: str) -> str | Fault:
    """The UTF-8 text of a file, or the fault that keeps it from being read."""
    try:
        if not path.is_file():
            return Fault(name, "is no plain file")
        text = path.read_bytes().decode("utf-8").removeprefix("\ufeff")
        return Fault(name, "holds NUL characters; save it as UTF-8") if "\0" in text else text
    except UnicodeDecodeError as error:
        return Fault(name, f"byte {error.start} is not UTF-8; save the file as UTF-8")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a valid name"
        return Fault(name, f"cannot be read: {reason.lower()}")


def compiled(pattern: str, *, ignore_case: bool = True) -> regex.Pattern[str]:
    """A regular expression of a table, compiled.

    Raises ValueError, saying what is wrong, for no regular expression or one that matches the
    empty text.
    """
    try:
        found = regex.compile(pattern, regex.IGNORECASE if ignore_case else 0)
        empty = found.search("", timeout=1)
    except (regex.error, OverflowError, RecursionError, MemoryError, TimeoutError) as error:
        reason = str(error) or type(error).__name__
        raise ValueError(f"{pattern[:80]!r} is no regular expression: {reason}") from None
    if empty:
        raise ValueError(f"{pattern[:80]!r} matches the empty text; give it a word")
    return found


DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?")


def moment_of(value: str) -> datetime:
    """The moment that an ISO date, with or without a time, names; times of a zone become UTC.

    Raises ValueError, naming the valid form, for anything else.
    """
    message = f"{value!r} is no date; valid: YYYY-MM-DD, for example 2022-03-04 or 2022-03-04T16:15"
    if not DATE.fullmatch(value):
        raise ValueError(message)
    try:
        found = datetime.fromisoformat(value)
        return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found
    except (ValueError, OverflowError):
        raise ValueError(message) from None


def _cell_problem(kind: str | tuple[str, ...], value: str) -> str | None:
    if isinstance(kind, tuple):
        return None if value in kind else f"{value!r} is not valid: {', '.join(kind)}"
    if kind == "offset":
        whole = value.isascii() and value.isdigit() and len(value) < 10
        return None if whole else f"{value!r} is no whole number from 0"
    try:
        moment_of(value) if kind == "date" else compiled(value)
    except ValueError as error:
        return str(error)
    return None


def cell_faults(name: str, table: Table, frame: pd.DataFrame) -> Iterator[Fault]:
    """What is wrong in the cells of a table: empty, of the wrong form, or not the only one."""
    for column in table.filled:
        for row in frame.index[frame[column].str.strip() == ""]:
            yield Fault(name, "is empty; give a value", row, column)
    for column, kind in table.kinds.items():
        for row, value in frame[column].items():
            if value.strip() and (problem := _cell_problem(kind, value.strip())):
                yield Fault(name, problem, int(str(row)), column)
    if table.unique:
        keys = list(table.unique)
        for row in frame.index[frame.duplicated(keys)]:
            value = " / ".join(frame.loc[row, keys])
            yield Fault(name, f"{value!r} stands there twice", row, keys[-1])


def _header_faults(name: str, table: Table, header: list[str]) -> Iterator[Fault]:
    columns = ", ".join(table.columns)
    for column in table.columns:
        if column not in header and column not in table.optional:
            yield Fault(name, f"column missing; the columns are {columns}", 1, column)
    for column in header:
        if not column or (column not in table.columns and not table.open):
            problem = f"unknown column; the columns are {columns}"
            yield Fault(name, problem, 1, column or "(no name)")
    for column in sorted({column for column in header if header.count(column) > 1}):
        yield Fault(name, "column named twice", 1, column)


def separator(text: str) -> str:
    """What parts the cells of a table: the sign of comma, semicolon, tab and bar in its header."""
    header = re.split(r"[\r\n]", text, maxsplit=1)[:1]
    return max(",;\t|", key=lambda sign: len(next(csv.reader(header, delimiter=sign))))


def read_rows(text: str, name: str) -> tuple[list[str], dict[int, list[str]], list[Fault]]:
    """The header of a table, its rows by their number (the header is row 1), and the faults.

    Cells are parted as the header's are (see `separator`). Rows without any cell are left out, and
    those with more or fewer cells than the header are faults.
    """
    file = io.StringIO(text, newline="")
    try:
        lines = list(csv.reader(file, delimiter=separator(text), strict=True))
    except csv.Error as error:
        return [], {}, [Fault(name, f"is no CSV: {error}")]
    header = [cell.strip() for cell in lines[0]] if lines and any(lines[0]) else []
    faults: list[Fault] = []
    rows: dict[int, list[str]] = {}
    for number, line in enumerate(lines[1:] if header else [], start=2):
        if len(line) == len(header):
            rows |= {number: line} if any(line) else {}
        elif any(line):
            advice = "; quote cells that hold a comma" if len(line) > len(header) else ""
            problem = f"has {len(line)} cells, the header {len(header)}{advice}"
            faults.append(Fault(name, problem, number))
    return header, rows, faults


def read_table(text: str, name: str) -> tuple[pd.DataFrame | None, list[Fault]]:
    """Read the text of a table named as in `TABLES`; its columns may stand in any order.

    Returns the frame and the faults found in it. All its cells are text, its index is the row as a
    spreadsheet counts (the header is row 1), and optional columns that it lacks are empty. None in
    place of the frame: no rows, or columns that can't be used.
    """
    table = TABLES[name]
    header, kept, faults = read_rows(text, name)
    if not header and not faults:
        expected = ", ".join(table.columns)
        faults = [Fault(name, f"is empty; its first row names the columns {expected}")]
    elif header and (wrong := list(_header_faults(name, table, header))):
        return None, wrong
    if not kept:
        return None, faults
    frame = pd.DataFrame(list(kept.values()), columns=header, index=list(kept), dtype=str)
    columns = [*table.columns, *(column for column in header if column not in table.columns)]
    frame = frame.reindex(columns=columns, fill_value="")
    return frame, faults + list(cell_faults(name, table, frame))


# ---- page furniture


def _literal(text: str) -> str:
    """A regular expression for the text as it stands, whatever its line ends are."""
    return re.escape(text.replace("\r\n", "\n")).replace("\\\n", "\r?\n")


def _furniture_row(left: str, row: Mapping[Any, str]) -> tuple[Spans, str, str]:
    """The spans that a row cuts from what is left, else the column at fault and the problem."""
    start_text, end_text = row["start_text"], row["end_text"]
    starts = list(re.finditer(_literal(start_text), left))
    if not starts:
        return [], "start_text", f"{start_text!r} matches nothing"
    if len(starts) > 1 and not row["every"]:
        many = f"{start_text!r} matches {len(starts)} places; write yes under every, or more text"
        return [], "start_text", many
    spans: Spans = []
    for start in starts:
        end = start.end()
        if end_text.strip():
            close = re.compile(_literal(end_text)).search(left, end)
            if close is None or "\0" in left[start.start() : close.start()]:
                return [], "end_text", f"{end_text!r} does not follow start_text"
            end = close.end() if row["cut_end"] else close.start()
        spans.append((start.start(), end, row["kind"]))
    return spans, "", ""


def _cut(raw: str, rows: pd.DataFrame, article_id: str) -> tuple[Spans, list[Fault], set[int]]:
    """What the furniture rows of an article name, each in what earlier rows left of it.

    Returns the spans in the order of the text, the faults, and the rows for all articles (`*`)
    that were found here.
    """
    spans: Spans = []
    faults: list[Fault] = []
    used: set[int] = set()
    left = raw.replace("\0", " ")  # what is cut is overwritten with NUL, which no row can name
    for number, row in zip(rows.index, rows.to_dict("records"), strict=True):
        found, column, problem = _furniture_row(left, row)
        everywhere = row["article_id"] == "*"
        if problem and not (everywhere and problem.endswith("matches nothing")):
            faults.append(Fault("furniture.csv", f"{problem} in {article_id}", number, column))
        used |= {number} if found and everywhere else set()
        spans += found
        for start, end, _ in found:
            left = left[:start] + "\0" * (end - start) + left[end:]
    return sorted(spans), faults, used


def _kept(raw: str, spans: Spans) -> list[tuple[int, int]]:
    """What the cuts leave, without the white space that they leave behind."""
    edges = [0, *(edge for start, end, _ in spans for edge in (start, end)), len(raw)]
    kept: list[tuple[int, int]] = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        piece = raw[start:end]
        if piece.strip("\ufeff \t\r\n\v\f\u00a0"):
            # White space stays where it alone parts two kept pieces.
            if not kept or raw[kept[-1][1] - 1].isspace():
                start += len(piece) - len(piece.lstrip("\ufeff \t\r\n\v\f\u00a0"))
            kept.append((start, end))
    if kept:
        start, end = kept[-1]
        kept[-1] = (start, start + len(raw[start:end].rstrip()))
    return kept


def _removed(raw: str, spans: Spans, kept: list[tuple[int, int]]) -> Spans:
    """The cuts and the white space around them: all of raw that is not kept, in its order."""
    cuts = {start: (end, kind) for start, end, kind in spans}
    bounds = [*kept, *((start, end) for start, end, _ in spans)]
    edges = sorted({0, len(raw), *(edge for span in bounds for edge in span)})
    starts = {start for start, _ in kept}
    return [
        (start, *cuts.get(start, (end, "white space")))
        for start, end in pairwise(edges)
        if start not in starts and not any(low < start < high for low, high, _ in spans)
    ]


# ---- what one table says that another, or a text, contradicts


def _actor_faults(actors: pd.DataFrame) -> Iterator[Fault]:
    owners: dict[str, tuple[str, str]] = {}
    for row, side, actor, alias in actors[["side", "actor", "alias"]].itertuples():
        owner = owners.setdefault(alias.strip()[:1].upper() + alias.strip()[1:], (side, actor))
        if owner != (side, actor):
            problem = f"{alias!r} stands for {owner[1]} ({owner[0]}) and {actor} ({side})"
            yield Fault("actors.csv", problem + "; one is valid", row, "alias")


def _coding_faults(
    name: str, tables: dict[str, pd.DataFrame], texts: dict[str, str]
) -> Iterator[Fault]:
    facts = tables["facts.csv"]["fact_id"].tolist() if "facts.csv" in tables else []
    columns = ["article_id", "fact_id", "status", "evidence"]
    for row, article_id, fact_id, status, evidence in tables[name][columns].itertuples():
        if fact_id not in facts:
            problem = f"no fact {fact_id!r}; facts.csv has {', '.join(facts) or 'none'}"
            yield Fault(name, problem, row, "fact_id")
        if (status == "not_yet") == bool(evidence):
            problem = "is empty; give the words" if not evidence else "not_yet has no evidence"
            yield Fault(name, problem, row, "evidence")
        if evidence not in texts.get(article_id, evidence):
            problem = f"stale: {evidence!r} does not stand in the text of {article_id}"
            yield Fault(name, problem, row, "evidence")


def _span_faults(name: str, frame: pd.DataFrame, texts: dict[str, str]) -> Iterator[Fault]:
    for row, article_id, start, end, span in frame[list(SPAN)].itertuples():
        body = texts.get(article_id)
        if body is not None and _cell_problem("offset", start) is None and end.isascii():
            found = body[int(start) : int(end)] if end.isdigit() else ""
            if found != span:
                problem = f"stale: {article_id} has {found!r} from {start} to {end}, not {span!r}"
                yield Fault(name, problem, row, "text")


def _cross_faults(tables: dict[str, pd.DataFrame], texts: dict[str, str]) -> Iterator[Fault]:
    articles = tables["articles.csv"]
    ids = articles["article_id"].tolist()
    sides = set(tables["actors.csv"]["side"]) if "actors.csv" in tables else set()
    for name, frame in tables.items():
        if name != "articles.csv" and "article_id" in frame:
            known = [*ids, "*"] if name == "furniture.csv" else ids
            for row, value in frame["article_id"][~frame["article_id"].isin(known)].items():
                problem = f"no article {value!r}; the articles are {', '.join(ids[:20])}"
                yield Fault(name, problem, int(str(row)), "article_id")
        if set(SPAN) <= set(frame.columns):
            yield from _span_faults(name, frame, texts)
        gold = name.startswith("gold/") and sides
        for column in sorted({"side", "object_side"} & set(frame.columns)) if gold else ():
            for row, value in frame[column][~frame[column].isin([*sides, ""])].items():
                problem = f"stale: no side {value!r}; actors.csv has {', '.join(sorted(sides))}"
                yield Fault(name, problem, int(str(row)), column)
    if "actors.csv" in tables:
        yield from _actor_faults(tables["actors.csv"])
    for name in {"coding.csv", "gold/coding.csv"} & set(tables):
        yield from _coding_faults(name, tables, texts)
    if "glance.csv" in tables:
        titles = dict(zip(ids, articles["title"], strict=True))
        for row, article_id, words in tables["glance.csv"][["article_id", "text"]].itertuples():
            if not any(words in source.get(article_id, words) for source in (texts, titles)):
                problem = f"stale: {words!r} stands neither in {article_id} nor in its title"
                yield Fault("glance.csv", problem, row, "text")


# ---- stories


# Words that English can't do without and other languages don't have. News in English holds 14 to
# 32% of them, the poorest of 2,975 passages of fifty words 4%; spaCy's examples of 66 other
# languages and sixteen reports written for the tests at most 2%.
ENGLISH = frozenset(
    "about after against and are because been before being between but can could does down during"
    " from have has his how if into it its more not now of only other our out said says she should"
    " some than that the their them then there these they this those through were what when where"
    " which while who will with would you your".split()
)


def reads_as_english(text: str) -> bool:
    """Whether 3% of a text's words are function words of English; under fifty words, True."""
    words = re.findall(r"[a-zß-ɏ]+|[^\W\d_]", text.lower())
    return len(words) < 50 or sum(word in ENGLISH for word in words) >= 0.03 * len(words)


def _article_problem(article_id: str, raw: str, text: str, language: str) -> tuple[str, str]:
    """Why an article can't be measured, and the column to mend; both empty where it can."""
    if re.search(r"\s", article_id):
        return f"{article_id!r} holds white space; valid: letters, digits, - and _", "article_id"
    if not re.search(r"\w", text):
        return f"the article is empty{' once the furniture is cut' if raw.strip() else ''}", "file"
    said = language.strip().lower()
    if re.match(r"en(?:g|glish)?(?![a-z])", said) if said else reads_as_english(text):
        return "", ""
    how = f"is in {said!r}" if said else "does not read as English"
    return f"{article_id} {how}; measures are for English: leave it out, or write en", "language"


def assemble(
    name: str, tables: dict[str, pd.DataFrame], raw: dict[str, str], folder: Path | None = None
) -> tuple[Story, list[Fault]]:
    """Cut the furniture from the raw texts and hold the tables against what is left."""
    faults: list[Fault] = []
    furniture = tables.get("furniture.csv", pd.DataFrame({"article_id": []}))
    listed = tables["articles.csv"][["article_id", "language"]].itertuples()
    rows_of = {article_id: (row, language) for row, article_id, language in listed}
    removed: list[tuple[str, int, int, str, str]] = []
    texts: dict[str, str] = {}
    used: set[int] = set()
    for article_id, text in raw.items():
        rows = furniture[furniture["article_id"].isin([article_id, "*"])]
        spans, found, everywhere = _cut(text, rows, article_id)
        faults, used = faults + found, used | everywhere
        kept = _kept(text, spans)
        removed += [
            (article_id, start, end, kind, text[start:end])
            for start, end, kind in _removed(text, spans, kept)
        ]
        texts[article_id] = "".join(text[start:end] for start, end in kept)
        row, language = rows_of[article_id]
        problem, column = _article_problem(article_id, text, texts[article_id], language)
        faults += [Fault("articles.csv", problem, row, column)] if problem else []
    for row in furniture.index[(furniture["article_id"] == "*") & ~furniture.index.isin(used)]:
        faults.append(Fault("furniture.csv", "matches nothing in any article", row, "start_text"))
    faults += _cross_faults(tables, texts)
    frame = pd.DataFrame(removed, columns=REMOVED_COLUMNS)
    return Story(name, tables, raw, frame, texts, folder), faults


def _file_problem(folder: Path, value: str) -> str | None:
    """Why a file that articles.csv names can't be an article of this folder."""
    parts = PurePosixPath(value.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or re.match(r"[A-Za-z]:", value):
        return f"{value!r} leaves the folder; give a file name inside it"
    try:
        if not (folder / value).exists():
            return f"{value!r} does not exist in the folder"
        if not (folder / value).resolve().is_relative_to(folder.resolve()):
            return f"{value!r} is a link that leaves the folder; put the file itself there"
        return None if (folder / value).is_file() else f"{value!r} is no file"
    except (OSError, ValueError):
        return f"{value[:60]!r} is no valid file name"


def locate(folder: str | Path) -> Path:
    """The folder as given, or, where a relative one is not there, beside the package.

    So `load_corpus("seeds")` works in a notebook, whatever directory it runs in.
    """
    path = Path(folder)
    beside = Path(__file__).parent.parent / path
    return beside if not os.path.lexists(path) and os.path.lexists(beside) else path


def read_tables(folder: Path) -> tuple[dict[str, pd.DataFrame], list[Fault]]:
    """Those tables of a folder that have rows, by file name, and every fault in their cells."""
    tables: dict[str, pd.DataFrame] = {}
    faults: list[Fault] = []
    for name in TABLES:
        if os.path.lexists(folder / name):
            text = decode(folder / name, name)
            frame, found = (None, [text]) if isinstance(text, Fault) else read_table(text, name)
            faults += found
            tables |= {} if frame is None else {name: frame}
    return tables, faults


def read_texts(articles: pd.DataFrame, folder: Path) -> tuple[dict[str, str], list[Fault]]:
    """The texts of the files that articles name, by article_id, and the faults in reading them."""
    raw: dict[str, str] = {}
    faults: list[Fault] = []
    for row, article_id, file in articles[["article_id", "file"]].itertuples():
        if file.strip():
            problem = _file_problem(folder, file)
            wrong = Fault("articles.csv", problem, row, "file") if problem else None
            body = wrong or decode(folder / file, file)
            if isinstance(body, Fault):
                faults.append(body)
            else:
                raw.setdefault(article_id, body)
    return raw, faults


def inspect(folder: str | Path) -> tuple[Story | None, list[Fault]]:
    """Read a story folder and find every fault in it.

    Returns the story (None where articles.csv itself can't be used) and the faults, in the order
    of the files; no fault means that the story is sound.
    """
    folder = locate(folder)
    if not os.path.lexists(folder) or not folder.is_dir():
        return None, [Fault(str(folder), "is no folder; give a folder with an articles.csv")]
    tables, faults = read_tables(folder)
    if "articles.csv" not in tables:
        columns = ", ".join(TABLES["articles.csv"].columns)
        problem = f"is not there, or has no rows to read; its columns are {columns}"
        return None, [Fault("articles.csv", problem), *faults]
    raw, unread = read_texts(tables["articles.csv"], folder)
    story, found = assemble(folder.resolve().name, tables, raw, folder)
    return story, faults + unread + found


def among(given: str | Iterable[str] | None, valid: Sequence[str], what: str) -> list[str]:
    """The names given, all that are valid for None, a single text being one name.

    Raises ValueError, with the valid names, for one that is none of them.
    """
    names = list(valid) if given is None else [given] if isinstance(given, str) else list(given)
    for name in names:
        if name not in valid:
            said = f"no {what} {name!r}; valid: {', '.join(map(str, valid)) or 'none'}"
            raise ValueError(printable(said))
    return names
