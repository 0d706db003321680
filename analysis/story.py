"""A story: its articles, the furniture to cut from them, its tables, and every fault in them."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import regex

GUARDED = re.compile(r"\A'(?='*\s*[=@+\-＝＠＋－])")
Spans = list[tuple[int, int, str]]
SPAN = ["article_id", "start", "end", "text"]
csv.field_size_limit(2**31 - 1)  # a cell may hold an article; by default it ends at 131,072


@dataclass(frozen=True)
class Table:
    """A table of a story: its columns, and what the cells of some of them must be."""

    columns: tuple[str, ...]
    optional: tuple[str, ...]  # columns that may be missing
    filled: tuple[str, ...]  # columns without empty cells
    kinds: dict[str, str | tuple[str, ...]]  # "date", "integer", "regex", or the valid values
    unique: tuple[str, ...]  # columns that together name a row
    open: bool  # further columns are kept


def _table(resource: dict[str, Any]) -> Table:
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    rules = {name: field.get("constraints", {}) for name, field in fields.items()}
    kinds = {
        name: tuple(rules[name].get("enum", ())) or field.get("format", field["type"])
        for name, field in fields.items()
    }
    return Table(
        tuple(fields),
        tuple(name for name, field in fields.items() if field.get("optional")),
        tuple(name for name, rule in rules.items() if rule.get("required")),
        {name: kind for name, kind in kinds.items() if kind != "string"},
        tuple(resource["schema"].get("primaryKey", ())),
        resource.get("open", False),
    )


# The tables are described once, as Frictionless Table Schemas, with every column in words.
SCHEMAS = json.loads((Path(__file__).parent / "tables" / "story.json").read_text("utf-8"))
READ = ("gold/quotes.csv", "gold/acts.csv")  # a row with article_id alone: read, nothing found
TABLES = {name: _table(resource) for name, resource in SCHEMAS.items()}


def printable(text: str) -> str:
    """A text as one line without control characters, at most 500 long: its middle goes first."""
    line = " ".join((text[:9000] + text[9000:][-9000:]).split())
    line = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in line)
    return line if len(line) <= 500 else f"{line[:350]} … {line[-145:]}"


def counted(count: int, what: str) -> str:
    """A number of things in words: "1 row", "2 rows"."""
    return f"{count} {what}{'' if count == 1 else 's'}"


def further(rows: Sized) -> str:
    """What a fault of the first of these rows says of the others; "" where there are none."""
    return f", here and in {counted(len(rows) - 1, 'further row')}" if len(rows) > 1 else ""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a story, and where; as text it is one line."""

    file: str
    problem: str
    row: int | None = None
    column: str = ""

    def __str__(self) -> str:
        row = f"row {self.row}" if self.row is not None else ""
        column = f"column {self.column}" if self.column else ""
        return printable(f"{', '.join(filter(None, (self.file, row, column)))}: {self.problem}")


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
            return Fault(name, "is no plain file" if os.path.lexists(path) else "is not there")
        text = path.read_bytes().decode("utf-8").removeprefix("\ufeff")
        return Fault(name, "holds NUL characters; save it as UTF-8") if "\0" in text else text
    except UnicodeDecodeError as error:
        return Fault(name, f"byte {error.start} is not UTF-8; save the file as UTF-8")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a valid name"
        return Fault(name, f"cannot be read: {reason.lower()}")


def compiled(pattern: str) -> regex.Pattern[str]:
    """A regular expression of a table, compiled; upper and lower case are one.

    Raises ValueError, saying what is wrong, for no regular expression or one that matches the
    empty text.
    """
    try:
        found = regex.compile(pattern, regex.IGNORECASE)
        empty = found.search("", timeout=1)
    except (regex.error, OverflowError, RecursionError, MemoryError, TimeoutError) as error:
        reason = str(error) or type(error).__name__
        raise ValueError(f"{pattern[:80]!r} is no regular expression: {reason}") from None
    if empty:
        raise ValueError(f"{pattern[:80]!r} matches the empty text; give it a word")
    return found


DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?")
NUMBER = re.compile(r"[0-9]{1,9}")


def moment_of(value: str) -> datetime:
    """The moment that an ISO date, with or without a time, names; times of a zone become UTC.

    Raises ValueError, naming the valid form, for anything else.
    """
    try:
        found = datetime.fromisoformat(value if DATE.fullmatch(value) else "")
        return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found
    except (ValueError, OverflowError):
        valid = "YYYY-MM-DD, for example 2022-03-04 or 2022-03-04T16:15"
        raise ValueError(f"{value!r} is no date; valid: {valid}") from None


def _cell_problem(kind: str | tuple[str, ...], value: str) -> str | None:
    if isinstance(kind, tuple):
        return None if value in kind else f"{value!r} is not valid: {', '.join(kind)}"
    if kind == "integer":
        return None if NUMBER.fullmatch(value) else f"{value!r} is no whole number from 0"
    try:
        moment_of(value) if kind == "date" else compiled(value)
    except ValueError as error:
        return str(error)
    return None


def cell_faults(name: str, table: Table, frame: pd.DataFrame) -> Iterator[Fault]:
    """What is wrong in the cells of a table: empty, of the wrong form, or not the only one."""
    for column in table.filled:
        if len(blank := frame.index[frame[column].str.strip() == ""]):
            yield Fault(name, f"is empty{further(blank)}; give a value", blank[0], column)
    for column, kind in table.kinds.items():
        for row, value in frame[column].items():
            if value.strip() and (problem := _cell_problem(kind, value.strip())):
                yield Fault(name, problem, int(str(row)), column)
    keys = list(table.unique)
    for row in frame.index[frame.duplicated(keys)] if keys else ():
        value = " / ".join(frame.loc[row, keys])
        yield Fault(name, f"{value!r} stands there twice", row, keys[-1])


def _header_faults(name: str, table: Table, header: list[str]) -> list[Fault]:
    must = [column for column in table.columns if column not in table.optional]
    named = header if table.open else table.columns
    wrong = [(column, "column missing") for column in must if column not in header]
    wrong += [(c or "(no name)", "unknown column") for c in header if not c or c not in named]
    wrong += [(c, "column named twice") for c, n in sorted(Counter(header).items()) if n > 1]
    said = f"; the columns are {', '.join(table.columns)}"
    return [Fault(name, problem + said, 1, column) for column, problem in wrong]


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
        # The apostrophe that keeps a cell from being a formula (`intake.as_csv`) is taken off.
        read = csv.reader(file, delimiter=separator(text), strict=True)
        lines = [[GUARDED.sub("", cell) for cell in line] for line in read]
    except csv.Error as error:
        return [], {}, [Fault(name, f"is no CSV: {error}")]
    header = [cell.strip() for cell in lines[0]] if lines and any(lines[0]) else []
    rows = {number: line for number, line in enumerate(lines[1:], start=2) if header and any(line)}
    faults = []
    for number in [number for number, line in rows.items() if len(line) != len(header)]:
        told = f"has {len(rows.pop(number))} cells, the header {len(header)}"
        faults.append(Fault(name, f"{told}; quote cells that hold a comma or a line end", number))
    return header, rows, faults


def read_table(text: str, name: str) -> tuple[pd.DataFrame | None, list[Fault]]:
    """Read the text of a table named as in `TABLES`; its columns may stand in any order.

    Returns the frame and the faults found in it. All its cells are text, its index is the row as a
    spreadsheet counts (the header is row 1), and optional columns that it lacks are empty. None in
    place of the frame: no rows, or columns that can't be used.
    """
    table = TABLES[name]
    header, rows, faults = read_rows(text, name)
    if not header:
        problem = f"is empty; its first row names the columns {', '.join(table.columns)}"
        return None, faults or [Fault(name, problem)]
    if (wrong := _header_faults(name, table, header)) or not rows:
        return None, wrong or faults
    frame = pd.DataFrame(list(rows.values()), columns=header, index=list(rows), dtype=str)
    columns = dict.fromkeys([*table.columns, *header])
    frame = frame.reindex(columns=list(columns), fill_value="")
    bare = (frame.drop(columns=table.columns[0]) == "").all(axis=1) & (name in READ)
    return frame, faults + list(cell_faults(name, table, frame[~bare]))


# ---- page furniture


WHITE = " \t\r\n\v\f\u00a0\ufeff"
# White space at the beginning, and after a cut that stands behind white space.
LEFT_OVER = re.compile(rf"\A[\0{WHITE}]+|(?<=\s)\0[\0{WHITE}]+")


def _literal(text: str) -> str:
    """A regular expression for the text as it stands, whatever its line ends are."""
    return re.escape(text.replace("\r\n", "\n")).replace("\\\n", "\r?\n")


def _cut(left: str, row: Any, article_id: str) -> tuple[str, Spans, list[Fault]]:
    """What a furniture row cuts from what earlier rows left of an article.

    Returns the text with NUL, which no row can name, in place of what is cut, the spans, and what
    is wrong. A row that matches nothing cuts nothing.
    """
    start, end = _literal(row.start_text), _literal(row.end_text)
    until = rf"[^\0]*?{end}" if row.cut_end else rf"[^\0]*?(?={end})"
    whole = re.compile(start + (until if row.end_text.strip() else ""))
    places = len(re.findall(start, left))
    cut = whole.sub(lambda found: "\0" * len(found.group()), left)
    column, problem = "end_text", f"{row.end_text!r} does not follow start_text in {article_id}"
    if places > 1 and not row.every:
        column, problem = "start_text", f"{row.start_text!r} matches {places} places in"
        problem += f" {article_id}; write yes under every, or more text"
    elif not re.search(start, cut):
        return cut, [(*found.span(), row.kind) for found in whole.finditer(left)], []
    return left, [], [Fault("furniture.csv", problem, row.Index, column)]


def _kept(left: str) -> list[tuple[int, int]]:
    """What the cuts leave, but for the white space that they leave behind.

    White space stays where it alone parts two kept pieces.
    """
    end = len(left.rstrip("\0" + WHITE))
    left = LEFT_OVER.sub(lambda found: "\0" * len(found.group()), left[:end])
    return [piece.span() for piece in re.finditer(r"[^\0]+", left)]


def _removed(size: int, cuts: Spans, kept: list[tuple[int, int]]) -> Spans:
    """The cuts and the white space around them: all that is not kept, in its order."""
    pieces = sorted([(0, 0, ""), (size, size, ""), *cuts, *((*span, "") for span in kept)])
    gaps = [(one[1], other[0], "white space") for one, other in pairwise(pieces)]
    return sorted([*cuts, *(gap for gap in gaps if gap[0] < gap[1])])


# ---- what one table says that another, or a text, contradicts


def _actor_faults(actors: pd.DataFrame) -> Iterator[Fault]:
    owners: dict[str, tuple[str, str]] = {}
    for row, side, actor, alias in actors[["side", "actor", "alias"]].itertuples():
        owner = owners.setdefault(alias.strip()[:1].upper() + alias.strip()[1:], (side, actor))
        if owner != (side, actor):
            problem = f"{alias!r} stands for {owner[1]} ({owner[0]}) and {actor} ({side})"
            yield Fault("actors.csv", problem + "; one is valid", row, "alias")


def _coding_faults(name: str, coding: pd.DataFrame, texts: dict[str, str]) -> Iterator[Fault]:
    columns = ["article_id", "status", "evidence"]
    for row, article_id, status, evidence in coding[columns].itertuples():
        problem = ""
        if (status == "not_yet") == bool(evidence):
            problem = "is empty; give the words" if not evidence else "not_yet has no evidence"
        elif evidence not in texts.get(article_id, evidence):
            problem = f"stale: {evidence!r} does not stand in the text of {article_id}"
        if problem:
            yield Fault(name, problem, row, "evidence")


def _span_faults(name: str, frame: pd.DataFrame, texts: dict[str, str]) -> Iterator[Fault]:
    for row, article_id, start, end, span in frame[SPAN].itertuples():
        if article_id in texts and NUMBER.fullmatch(start) and NUMBER.fullmatch(end):
            found = texts[article_id][int(start) : int(end)]
            if found != span:
                problem = f"stale: {article_id} has {found!r} from {start} to {end}, not {span!r}"
                yield Fault(name, problem, row, "text")


# Columns whose values stand in another table: that table, its column, and what they are.
REFERENCES = {
    "article_id": ("articles.csv", "article_id", "article"),
    "fact_id": ("facts.csv", "fact_id", "fact"),
    "side": ("actors.csv", "side", "side"),
    "object_side": ("actors.csv", "side", "side"),
}


def _reference_faults(name: str, tables: dict[str, pd.DataFrame]) -> Iterator[Fault]:
    for column, (target, key, what) in REFERENCES.items():
        valid = tables[target][key].unique().tolist() if target in tables else []
        if column in TABLES[name].columns and name != target and (valid or what != "side"):
            known = [*valid, "", *(["*"] if name == "furniture.csv" else [])]
            stale = "stale: " if name.startswith("gold/") else ""
            for row, value in tables[name][column][~tables[name][column].isin(known)].items():
                problem = f"no {what} {value!r}; {target} has {', '.join(valid[:99]) or 'none'}"
                yield Fault(name, stale + problem, int(str(row)), column)


def _glance_faults(tables: dict[str, pd.DataFrame], texts: dict[str, str]) -> Iterator[Fault]:
    titles = tables["articles.csv"].set_index("article_id")["title"]
    for row, article_id, words in tables["glance.csv"][["article_id", "text"]].itertuples():
        if words not in f"{titles.get(article_id, words)}\n{texts.get(article_id, words)}":
            problem = f"stale: {words!r} stands neither in {article_id} nor in its title"
            yield Fault("glance.csv", problem, row, "text")


def _cross_faults(tables: dict[str, pd.DataFrame], texts: dict[str, str]) -> Iterator[Fault]:
    for name, frame in tables.items():
        yield from _reference_faults(name, tables)
        if set(SPAN) <= set(TABLES[name].columns):
            yield from _span_faults(name, frame, texts)
        if "evidence" in TABLES[name].columns:
            yield from _coding_faults(name, frame, texts)
    if "glance.csv" in tables:
        yield from _glance_faults(tables, texts)
    if "actors.csv" in tables:
        yield from _actor_faults(tables["actors.csv"])


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


def _article_faults(row: int, key: str, raw: str, text: str, language: str) -> Iterator[Fault]:
    """Why an article can't be measured."""
    if re.search(r"\s", key):
        problem = f"{key!r} holds white space; valid: letters, digits, - and _"
        yield Fault("articles.csv", problem, row, "article_id")
    said = language.strip().lower()
    if not re.search(r"\w", text):
        problem = f"the article is empty{' once the furniture is cut' if raw.strip() else ''}"
        yield Fault("articles.csv", problem, row, "file")
    elif not (re.match(r"en(?:g|glish)?(?![a-z])", said) if said else reads_as_english(text)):
        how = f"is in {said!r}" if said else "does not read as English"
        problem = f"{key} {how}; measures are for English: leave it out, or write en"
        yield Fault("articles.csv", problem, row, "language")


def assemble(
    name: str, tables: dict[str, pd.DataFrame], raw: dict[str, str], folder: Path | None = None
) -> tuple[Story, list[Fault]]:
    """Cut the furniture from the raw texts and hold the tables against what is left."""
    faults: list[Fault] = []
    texts, removed = {}, []
    left, cuts = dict(raw), {article_id: list[tuple[int, int, str]]() for article_id in raw}
    furniture: Any = tables.get("furniture.csv", pd.DataFrame())
    for row in furniture.itertuples():
        articles = list(raw) if row.article_id == "*" else [*raw.keys() & {row.article_id}]
        cut = {article_id: _cut(left[article_id], row, article_id) for article_id in articles}
        for article_id, (rest, found, wrong) in cut.items():
            left[article_id] = rest
            cuts[article_id] += found
            faults += wrong
        if articles and not any(found or wrong for _, found, wrong in cut.values()):
            where = row.article_id.replace("*", "any article")
            problem = f"{row.start_text!r} matches nothing in {where}"
            faults.append(Fault("furniture.csv", problem, row.Index, "start_text"))
    for article_id, text in raw.items():
        kept = _kept(left[article_id])
        texts[article_id] = "".join(text[start:end] for start, end in kept)
        for start, end, kind in _removed(len(text), cuts[article_id], kept):
            removed.append((article_id, start, end, kind, text[start:end]))
    for row, key, language in tables["articles.csv"][["article_id", "language"]].itertuples():
        faults += _article_faults(row, key, raw[key], texts[key], language) if key in raw else ()
    faults += _cross_faults(tables, texts)
    frame = pd.DataFrame(removed, columns=["article_id", "start", "end", "kind", "text"])
    return Story(name, tables, raw, frame, texts, folder), faults


def _file_problem(folder: Path, value: str) -> str | None:
    """Why a file that articles.csv names can't be an article of this folder."""
    try:
        path = (folder / value).resolve()
        if not path.is_relative_to(folder.resolve()):
            return f"{value!r} leaves the folder; give the name of a file inside it, and no link"
        return None if path.is_file() else f"{value!r} does not exist in the folder as a file"
    except (OSError, ValueError, RuntimeError):  # RuntimeError: a link to itself, before 3.13
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
    tables, faults = {}, []
    for name in TABLES:
        if os.path.lexists(folder / name):
            text = decode(folder / name, name)
            frame, found = (None, [text]) if isinstance(text, Fault) else read_table(text, name)
            faults += found
            if frame is not None:
                tables[name] = frame
    return tables, faults


def read_texts(articles: pd.DataFrame, folder: Path) -> tuple[dict[str, str], list[Fault]]:
    """The texts of the files that articles name, by article_id, and the faults in reading them."""
    raw: dict[str, str] = {}
    faults = []
    named = articles.loc[articles["file"].str.strip() != "", ["article_id", "file"]]
    for row, article_id, file in named.itertuples():
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
    if wrong := [name for name in names if name not in valid]:
        said = f"no {what} {wrong[0]!r}; valid: {', '.join(map(str, valid)) or 'none'}"
        raise ValueError(printable(said))
    return names
