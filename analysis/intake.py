"""How articles come in: from a table, from saved pages; and what their texts suggest to fill in."""

from __future__ import annotations

import csv
import html
import io
import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from analysis import story
from analysis.files import write_whole
from analysis.story import TABLES, Fault, Story, StoryError, among

ARTICLES = TABLES["articles.csv"]
KINDS = [".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".parquet"]
# Where the text stands in what NewsAPI, trafilatura, news-please and scrapers give; the further
# names of the other columns are in story.json.
TEXTS = ["text", "body", "content", "maintext", "article_text", "full_text"]
REVIEWED = ("article_id", "file", "outlet", "published", "title", "note")  # that `add` fills
ODD = {
    "\0": "holds NUL or half a character",
    r"\[\+\d+ chars\]\s*\Z": "is cut short, as NewsAPI gives it; save the page and add that",
}
# What a page says for machines, and what stands there before the value that is meant.
# (Atomic groups that stop at the next tag: a page of opened tags takes no quadratic time.)
MACHINE = re.compile(
    r"(?is)<meta\b(?>(?:(?!<meta)[^>])*)>"
    r"|<script(?>(?:(?!<script|ld\+json)[^>])*)ld\+json(?>(?:(?!<script|</script).)*)"
)
STATED = {
    "outlet": r"(?i)(?:site_name|publisher)\W[^<>]{0,120}",
    "published": r"(?i)publ[^<>]{0,40}",
    "title": r"(?i)(?:title|headline)\W[^<>]{0,20}",
}
# What a spreadsheet may take for a formula: in front of it stands an apostrophe in every CSV.
FORMULA = re.compile(r"'*\s*(?:[=@＝＠]|[+\-＋－](?!\d[\d.,]*\Z))")
Columns = Mapping[str, str | None]  # what of articles.csv, or text: the column that holds it


# ---- a table of articles


def _records(body: str) -> list[dict[str, Any]]:
    """The records of JSON or, where the first line is one, of JSON Lines."""
    first = body.strip().partition("\n")[0].strip()
    lines = first.startswith("{") and first.endswith("}")
    rows = ",\n".join(filter(str.strip, body.split("\n"))) if lines else ""
    found = json.loads(f"[{rows}]" if lines else body)
    found = found if isinstance(found, list) else [found]
    if len(found) == 1 and isinstance(found[0], dict):  # NewsAPI's answer holds a list of articles
        found = found[0].get("articles", found)
    if not isinstance(found, list) or not all(isinstance(record, dict) for record in found):
        raise ValueError("not every entry is a record with named columns")
    return found


def text_of(path: Path) -> str:
    """The text of a file; StoryError where it can't be read."""
    body = story.decode(path, path.name)
    if isinstance(body, Fault):
        raise StoryError([body])
    return body


def read_articles(path: str | Path) -> pd.DataFrame:
    """The rows of a table of articles: CSV, JSON, JSON Lines or Parquet, by the file's ending.

    Its index numbers the rows: in CSV as a spreadsheet does, in JSON from 1, in Parquet from 0.

    Raises StoryError for a file that can't be read, ImportError for Parquet without pyarrow.
    """
    path = Path(path)
    kind = path.suffix.lower()
    among(kind, KINDS, "kind of table")
    try:
        if kind == ".parquet" and path.is_file():
            return pd.read_parquet(path, engine="pyarrow")
        body = text_of(path)
        if kind in (".csv", ".tsv"):
            header, lines, faults = story.read_rows(body, path.name)
            if faults:
                raise StoryError(faults)
            return pd.DataFrame(list(lines.values()), columns=header, index=list(lines))
        records = _records(body)
        return pd.DataFrame(records, index=range(1, len(records) + 1), dtype=object)
    except (OSError, ValueError, RecursionError) as error:
        row = getattr(error, "lineno", None)
        faults = getattr(error, "faults", [Fault(path.name, f"cannot be read: {error}", row)])
        raise StoryError(faults) from None


def cell(value: Any) -> str:
    """A cell as text: a source's name, the entries of a list, nothing for what is missing."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("title") or ""
    value = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(value, list | tuple):
        return ", ".join(map(cell, value))
    if isinstance(value, str):  # half a character, which JSON may hold, is as little text as NUL
        return re.sub(r"[\ud800-\udfff]", "\0", value)
    if pd.isna(value):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def named(columns: Iterable[str], given: Columns) -> dict[str, str]:
    """Which column holds what of articles.csv, and the text: those given, then by their names.

    Upper case and the signs between words don't count (publishedAt is published_at), and of two
    columns that may hold the same the likelier one is taken. What they hold may be given by those
    further names too (date for published).

    Raises ValueError, with the valid names, for a column that is not there.
    """
    fields = story.SCHEMAS["articles.csv"]["schema"]["fields"]
    known = {"text": TEXTS, **{f["name"]: [f["name"], *f.get("aka", [])] for f in fields}}
    there = list(columns)
    given = {next((w for w in known if what in known[w]), what): c for what, c in given.items()}
    among(given, list(known), "column of articles")
    chosen = {what: column for what, column in given.items() if column}
    among(chosen.values(), there, "column")
    plain = {re.sub(r"[\W_]", "", column).lower(): column for column in reversed(there)}
    for what, names in known.items():
        spelt = [re.sub(r"[\W_]", "", name).lower() for name in names]
        if given.get(what) is None and (held := [plain[name] for name in spelt if name in plain]):
            chosen[what] = held[0]
    needed = ("outlet", "file" if "file" in chosen else "text")
    if missing := [what for what in needed if what not in chosen]:
        how = ",".join(f'{what}="…"' for what in missing)  # as a shell and Python read it
        said = f"no column for {' and '.join(missing)}; name one of {', '.join(there)}"
        said += f": --map {how}, in Python {how}"
        raise ValueError(story.printable(said))
    return chosen


def from_table(
    frame: pd.DataFrame,
    name: str,
    columns: Columns,
    *,
    tables: str | Path | None = None,
    folder: Path = Path(),
) -> tuple[Story, list[Fault]]:
    """A story from a table of articles and the other tables of a folder, and every fault.

    Texts stand in a column or in files of `folder`. Further columns are kept; one whose name is
    taken gets "_given" at its end. Articles without any id are numbered.
    """
    cells = frame.set_axis([str(column) for column in frame.columns], axis=1)
    if double := cells.columns[cells.columns.duplicated()].tolist():
        raise StoryError([Fault(name, f"columns named twice: {', '.join(double)}")])
    chosen = named(cells.columns, columns)
    if not len(cells):
        raise StoryError([Fault(name, "has no rows")])
    if not (cells.index.is_unique and pd.api.types.is_integer_dtype(cells.index)):
        cells = cells.reset_index(drop=True)
    cells = cells.map(cell).astype(object)
    articles = cells[list(chosen.values())].set_axis(list(chosen), axis=1)
    missing = [column for column in ARTICLES.columns if column not in chosen]
    articles = articles.assign(**dict.fromkeys(missing, ""))
    rest = cells.drop(columns=list(chosen.values()))
    taken = [*articles.columns, "words"]
    articles = articles.join(rest.rename(columns={name: f"{name}_given" for name in taken}))
    if not articles["article_id"].str.strip().any():
        articles["article_id"] = [f"{n:03}" for n in range(1, len(articles) + 1)]
    must = ("article_id", "outlet") if "text" in chosen else ARTICLES.filled
    faults = list(story.cell_faults(name, replace(ARTICLES, filled=must), articles))
    for column in articles:
        for pattern, problem in ODD.items():
            for row in articles.index[articles[column].str.contains(pattern)]:
                faults.append(Fault(name, problem, row, str(column)))
    others, found = ({}, []) if tables is None else story.read_tables(story.locate(tables))
    faults += [fault for fault in found if fault.file != "articles.csv"]
    if "text" in chosen:
        raw, found = dict(zip(articles["article_id"], articles.pop("text"), strict=True)), []
        chosen["file"] = chosen["text"]  # where a fault in a text is to be mended
    else:
        raw, found = story.read_texts(articles, folder)
    told, more = story.assemble(name, {**others, "articles.csv": articles}, raw)
    return told, [
        replace(fault, file=name, column=chosen.get(fault.column, fault.column))
        if fault.file in ("articles.csv", name)
        else fault
        for fault in [*faults, *found, *more]
    ]


def inspect(
    path: str | Path, columns: Columns, tables: str | Path | None = None
) -> tuple[Story | None, list[Fault]]:
    """Read a story folder, or a file with a table of articles, and find every fault in it."""
    place = story.locate(path)
    if not place.suffix or (os.path.lexists(place) and place.is_dir()):
        among([*columns, *(["tables"] if tables else [])], [], "option for a folder")
        return story.inspect(place)
    return from_table(read_articles(place), place.name, columns, tables=tables, folder=place.parent)


# ---- a new folder, and pages for it


def as_csv(rows: Iterable[Any], sign: str = ",", end: str = "\n") -> str:
    """A frame, or rows, as CSV in which a spreadsheet finds no formula."""
    rows, lines = [rows, *rows.to_numpy()] if isinstance(rows, pd.DataFrame) else rows, list[str]()
    for row in rows:
        cells = [f"'{cell}" if FORMULA.match(str(cell)) else cell for cell in row]
        out = io.StringIO()
        csv.writer(out, delimiter=sign).writerow(cells)  # quotes \r only if that ends its lines too
        lines.append(out.getvalue()[:-2] + end)
    return "".join(lines)


def _readme(name: str) -> str:
    """What each table and column of a story folder is for, with a row as an example."""
    parts = [f"# {name}\n\n{(Path(__file__).parent / 'tables' / 'story.md').read_text('utf-8')}"]
    for table, resource in story.SCHEMAS.items():
        fields = resource["schema"]["fields"]
        columns = [f"- `{field['name']}`: {field['description']}\n" for field in fields]
        row = as_csv([TABLES[table].columns, [field.get("example", "") for field in fields]])
        parts.append(f"## {table}\n\n{resource['title']}\n\n{''.join(columns)}\n```\n{row}```\n")
    return "\n".join(parts)


def new(folder: str | Path, source: str | Path | None, columns: Columns) -> None:
    """Make a story folder: every table ready to fill, a README, and the articles of a table.

    It is made whole or not at all. Raises StoryError where the folder is there and not empty, or
    the table has faults.
    """
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StoryError([Fault(str(folder), "is there already; give a new name")])
    files = {name: as_csv([table.columns]) for name, table in TABLES.items()}
    files["README.md"] = _readme(folder.resolve().name)
    if source is not None:
        told, faults = inspect(source, columns)
        if told is None or faults:
            raise StoryError(faults)
        articles = told.tables["articles.csv"]
        articles["file"] = [f"texts/{n:03}.txt" for n in range(1, len(articles) + 1)]
        files["articles.csv"] = as_csv(articles)
        files |= dict(zip(articles["file"], told.raw.values(), strict=True))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent, prefix=".new-") as place:
        for name, body in files.items():
            path = Path(place, "story", name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body.encode("utf-8"))
        Path(place, "story").rename(folder)


def within(folder: Path, name: str) -> Path:
    """A folder in a story's folder, made if it isn't there; StoryError for a link out of it."""
    if not (folder / name).resolve().is_relative_to(folder.resolve()):
        raise StoryError([Fault(name, "is a link that leaves the folder; put a folder there")])
    (folder / name).mkdir(exist_ok=True)
    return folder / name


def _read_page(path: Path) -> dict[str, str]:
    """What a saved page, or a plain text, gives of articles.csv, and its text.

    `note` names what is missing, and what the page doesn't say itself in its data for machines.
    """
    body = text_of(path)
    if path.suffix.lower() not in (".html", ".htm", ".xhtml"):
        first = body.strip().partition("\n")[0].strip()
        title, said = (first, "title guessed") if len(first.split()) < 30 else ("", "no title")
        return {"text": body, "title": title, "note": f"review: no outlet, no date, {said}"}
    try:
        from trafilatura import bare_extraction
    except ImportError:
        needs = "a saved page needs trafilatura: pip install trafilatura lxml_html_clean"
        raise ImportError(needs) from None
    found: Any = bare_extraction(body, with_metadata=True, include_comments=False)
    if found is None or not found.text:
        raise StoryError([Fault(path.name, "no article was found in the page")])
    outlet = found.sitename or found.hostname
    row = {"outlet": outlet, "published": found.date, "title": found.title}
    said = html.unescape(" ".join(MACHINE.findall(body)))
    doubts = [
        f"{what} guessed" if value else f"no {what}"
        for what, value in row.items()
        if not value or not re.search(STATED[what] + re.escape(value), said)
    ]
    row |= {"byline": found.author, "url": found.url}
    row["note"] = f"review: {', '.join(doubts)}".replace("published", "date") if doubts else ""
    row["text"] = found.text.removeprefix(found.title or "").lstrip()
    return {column: value or "" for column, value in row.items()}


def add(folder: str | Path, pages: Iterable[str | Path]) -> pd.DataFrame:
    """Add saved pages (HTML, by trafilatura) and plain texts to a story folder.

    Returns the rows added to articles.csv; a note that begins with "review:" says what is missing
    or was guessed. Nothing is added where one of the pages can't be read.

    Raises StoryError, ValueError for no story folder, ImportError without trafilatura.
    """
    path = Path(folder, "articles.csv")
    if not path.is_file():
        raise ValueError(f"{folder}: is no story folder; python -m analysis new {folder} makes it")
    there = read_articles(path)
    if missing := [name for name in REVIEWED if name not in there]:
        raise StoryError([Fault(path.name, "add this column", 1, name) for name in missing])
    taken = set(there["article_id"])
    rows: list[dict[str, str]] = []
    for page in map(Path, pages):
        key = re.sub(r"[^\w.-]+", "-", page.stem).strip("-") or "page"
        if key in taken or Path(folder, "texts", f"{key}.txt").exists():
            problem = f"there is an article {key!r} already; give the page another name"
            raise StoryError([Fault(page.name, problem)])
        taken.add(key)
        rows.append({**_read_page(page), "article_id": key, "file": f"texts/{key}.txt"})
    within(Path(folder), "texts")
    for row in rows:
        write_whole(Path(folder, row["file"]), row["text"].encode("utf-8"))
    old = path.read_bytes()
    cells = [[row.get(name, "") for name in map(str, there)] for row in rows]
    fresh = as_csv(cells, story.separator(old.decode()))
    write_whole(path, old + b"\n" * (not old.endswith(b"\n")) + fresh.encode())
    return pd.DataFrame(rows)
