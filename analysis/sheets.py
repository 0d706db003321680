"""Sheets for coders to fill in by hand, and what they wrote into them.

A sheet has a row for every unit: a mention of a side (tone), an article and a fact (facts), or a
sentence (quotes, acts). It shows what stands in the articles and in the tables that a person wrote,
and nothing that a measure found or another coder said.
"""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.corpus import Corpus
from analysis.coverage import STATUSES
from analysis.files import write_whole
from analysis.intake import as_csv, text_of, within
from analysis.story import READ, TABLES, Fault, StoryError, assemble, further, read_table, separator

RESOURCES = Path(__file__).parent / "tables"
# By kind of sheet: the gold table that it makes, its unit, the columns that a coder reads and those
# to fill in, those of them in which coders are compared, which takes words copied from the text,
# and what says that there are none.
KINDS: dict[str, Any] = json.loads((RESOURCES / "sheets.json").read_text("utf-8"))
Codings = dict[str, pd.DataFrame]  # by coder: what `read_sheet` returns


def folder_of(corpus: Corpus) -> Path:
    """Where a story's sheets lie."""
    return (corpus.story.folder or Path()) / "sheets"


# ---- making sheets


def units(corpus: Corpus, kind: str) -> pd.DataFrame:
    """What is to be coded, in reading order, found from texts and tables alone.

    Returns, by the name of the unit ("mention axios:12"): article_id, start, end (where in the
    article's text the words to be coded stand or begin; 0 and 0 for a fact, which may be told
    anywhere), and the columns that the coder reads. For tone, the mention stands between ** and **
    in its sentence.

    Raises StoryError where the story lacks actors.csv (tone) or facts.csv (facts).
    """
    frame, name = corpus.sentences.rename(columns={"text": "sentence"}), "sentence_id"
    near = frame.groupby("article_id")["sentence"]
    frame["before"], frame["after"] = near.shift(1, fill_value=""), near.shift(-1, fill_value="")
    if kind == "tone":
        around = frame.rename(columns={"start": "at"}).drop(columns="end")
        frame, name = corpus.mentions.rename(columns={"text": "mention"}).merge(around), "start"
        frame["sentence"] = [
            f"{text[: start - at]}**{text[start - at : end - at]}**{text[end - at :]}"
            for text, at, start, end in frame[["sentence", "at", "start", "end"]].to_numpy()
        ]
    elif kind == "facts":
        articles = corpus.story.table("articles.csv")[["article_id", "published"]]
        facts = corpus.story.table("facts.csv")[["fact_id", "fact", "since"]]
        frame, name = articles.merge(facts, how="cross").assign(start=0, end=0), "fact_id"
    # A name that opens with a word is no date, number or formula to a spreadsheet.
    frame["unit"] = KINDS[kind]["unit"] + " " + frame["article_id"] + ":" + frame[name].astype(str)
    return frame.set_index("unit").drop(columns=["kind", "actor"], errors="ignore")


def for_spreadsheet(frame: pd.DataFrame) -> bytes:
    """A frame as CSV with a byte order mark, in which no cell is taken for a formula."""
    return as_csv(frame, end="\r\n").encode("utf-8-sig")


def draw(
    corpus: Corpus, kind: str, coder: int, *, articles: int | None = None, seed: int = 0
) -> pd.DataFrame:
    """The empty sheet of a coder, in an order of its own.

    Mentions are shuffled one by one. Facts and sentences are read article by article, the articles
    shuffled, and within them the facts; sentences follow each other as in the article, since what
    goes on with a source's words can't be told otherwise. With `articles` so many are drawn, the
    same ones for each coder.

    Returns unit, the columns to read, the columns to fill ("tone: -1 / 0 / 1"), note.

    Raises StoryError as `units`; ValueError for fewer than one article or a seed below 0.
    """
    for name, value, least in (("articles", articles, 1), ("seed", seed, 0)):
        if value is not None and value < least:
            raise ValueError(f"--{name} {value} is not valid: {least} or more")
    spec, found = KINDS[kind], units(corpus, kind)
    ids = np.random.default_rng(seed).permutation(list(corpus.story.text))[:articles]
    rng = np.random.default_rng([seed, coder])
    found = found[found["article_id"].isin(ids)]
    block = found["article_id"].map(dict(zip(ids, rng.permutation(len(ids)), strict=True)))
    place = np.arange(len(found)) if spec["unit"] == "sentence" else rng.permutation(len(found))
    sheet = found.iloc[np.lexsort((place, block.to_numpy(int) * (kind != "tone")))]
    valid: dict[str, Any] = {**TABLES[spec["table"]].kinds, "status": STATUSES}
    if "actors.csv" in corpus.story.tables:
        valid |= {"side": corpus.sides, "object_side": corpus.sides}
    heads = [f"{n}: {' / '.join(valid[n])}" if n in valid else n for n in spec["filled"]]
    empty = dict.fromkeys([*heads, "note"], "")
    return sheet.reset_index()[["unit", *spec["shown"]]].assign(**empty)


def make(
    corpus: Corpus, kind: str, *, coders: int = 2, articles: int | None = None, seed: int = 0
) -> list[str]:
    """Write FOLDER/sheets: a sheet for each coder, how to fill it in, and the texts to read.

    A file that is there already and differs is left as it is. Returns a line for each file.

    Raises as `draw`.
    """
    texts = [f"=== {name} ===\n\n{text}\n\n" for name, text in corpus.story.text.items()]
    files = {"articles.txt": "\n".join(texts).encode("utf-8-sig")}
    files[f"{kind}-HOWTO.txt"] = (RESOURCES / f"howto-{kind}.txt").read_bytes()
    for coder in range(1, coders + 1):
        sheet = draw(corpus, kind, coder, articles=articles, seed=seed)
        files[f"{kind}-coder{coder}.csv"] = for_spreadsheet(sheet)
    within(folder_of(corpus).parent, "sheets")
    lines = []
    for path, content in ((folder_of(corpus) / name, content) for name, content in files.items()):
        kept = path.exists() and path.read_bytes() != content
        if not kept:
            write_whole(path, content)
        lines.append(f"{path}: {'is there already, left as it is' if kept else 'written'}")
    return lines


# ---- reading sheets


def find_words(words: str, text: str, low: int, high: int) -> list[tuple[int, int]]:
    """Where words copied from a text stand that begin between two offsets of it.

    White space and the form of quotation marks may differ, as a spreadsheet changes them, and an
    ellipsis may stand for the middle of a long passage. Words are whole words.
    """
    for pieces in ([words], re.split(r"…|\.{3}", words)):
        told = [r"\s+".join(map(re.escape, piece.split())) for piece in pieces if piece.strip()]
        told[-1:] = [rf"{piece}(?<!\w\B)" for piece in told[-1:]]
        # The next place of each piece, and no other: else many pieces would take for ever.
        loose = "".join([*told[:1], *(f"(?>.*?{piece})" for piece in told[1:])])
        loose = re.sub('["“”„«»]', '["“”„«»]', loose)
        loose = re.sub("['‘’]", "['‘’]", loose)
        whole = re.compile(rf"(?!\B\w){loose}", re.DOTALL)
        found = [match.span() for match in whole.finditer(text, low) if match.start() < high]
        if found and told:
            return found
    return []


def _place(cells: dict[str, str], spec: Any, unit: Any, text: str) -> tuple[int, int, str, str]:
    """Where the words of a row stand, -1 where it marks none; else the column at fault and why."""
    filled = [name for name in spec["filled"] if cells[name]]
    read = "fact" if spec["unit"] == "fact" else "sentence"
    seen, now = (cell.lstrip("'").split() for cell in (cells.get(read, unit[read]), unit[read]))
    words, nth = cells.get(spec["words"], ""), cells.get("nth", "1")
    if seen != now:
        return -2, -2, read, "stale: the unit reads otherwise now; make a new sheet"
    if not filled:
        return -2, -2, "", ""
    if cells[filled[0]].lower() == spec["nothing"]:
        beside = [(name, f"stands beside {spec['nothing']}; empty one") for name in filled[1:]]
        return -1, -1, *(beside or [("", "")])[0]
    if not words and spec["unit"] != "sentence":
        return unit["start"], unit["end"], "", ""
    places = find_words(words, text, unit["start"], unit["end"] or len(text))
    if not places:
        return -2, -2, spec["words"], f"{words!r} does not stand in the text of the {spec['unit']}"
    if (nth or "1" * (len(places) == 1)) not in map(str, range(1, len(places) + 1)):
        many = f"{words!r} stands there {len(places)} times; valid: 1 to {len(places)}"
        return -2, -2, "nth", many
    return *places[int(nth or 1) - 1], "", ""


def _rows(path: Path, columns: list[str]) -> dict[int, dict[str, str]]:
    """The rows of a sheet that hold anything, by their number, each with its cells by column."""
    content = text_of(path)
    sign = separator(content)
    head, *lines = list(csv.reader(io.StringIO(content, newline=""), delimiter=sign)) or [[]]
    names = [cell.partition(":")[0].strip().lower() for cell in head]
    problem = f"must be there once; the columns are {', '.join(columns)}"
    if wrong := [name for name in columns if names.count(name) != 1]:
        raise StoryError([Fault(path.name, problem, 1, name) for name in wrong])
    padded = ([*map(str.strip, line), *[""] * len(names)] for line in lines)
    rows = enumerate((dict(zip(names, line, strict=False)) for line in padded), 2)
    return {number: cells for number, cells in rows if any(cells.values())}


def table(coded: pd.DataFrame, kind: str) -> pd.DataFrame:
    """The rows of a coding that mark something, with the columns of its gold table.

    For quotes and acts an article in which nothing was found has a row of its id alone, which says
    that it was read.
    """
    name, marks, ids = KINDS[kind]["table"], coded["start"] >= 0, coded["article_id"]
    bare = ~(ids.isin(ids[marks]) | ids.duplicated()) & (name in READ)
    rows = coded.assign(evidence=coded["text"])[list(TABLES[name].columns)]
    return rows.mask(bare, "").assign(article_id=ids)[marks | bare]


def read_sheet(
    corpus: Corpus, kind: str, path: Path, found: pd.DataFrame
) -> tuple[pd.DataFrame, list[Fault]]:
    """A sheet as it was filled in, with the places that its rows mark, and every fault in it.

    Returns, by the row's number in the sheet: unit, the columns filled in, article_id, start, end,
    text, and the rest of `units`, in reading order. Start is -1 where a row marks nothing, and -2
    where it has a fault.

    Raises StoryError for a file that can't be used at all.
    """
    spec, records, story = KINDS[kind], found.to_dict("index"), corpus.story
    rows: dict[int, dict[Any, Any]] = {}
    faults: list[Fault] = []
    for number, cells in _rows(path, ["unit", *spec["filled"]]).items():
        if cells["unit"] not in records:
            problem = f"no unit {cells['unit']!r}; copy it from the sheet as it was made"
            faults.append(Fault(path.name, problem, number, "unit"))
            continue
        unit = records[cells["unit"]]
        text = story.text[unit["article_id"]]
        start, end, column, problem = _place(cells, spec, unit, text)
        faults += [Fault(path.name, problem, number, column)] if problem else []
        said = {name: cells[name] for name in ("unit", *spec["filled"])}
        rows[number] = unit | said | {"start": start, "end": end, "text": text[start : max(end, 0)]}
    if not rows:
        raise StoryError(faults or [Fault(path.name, "has no rows; make a new sheet")])
    coded = pd.DataFrame.from_dict(rows, orient="index")
    blank = coded.index[coded[spec["filled"]].eq("").all(axis=1)]
    if len(blank):
        problem = f"is not filled in{further(blank)}"
        faults.append(Fault(path.name, problem, blank[0], spec["filled"][0]))
    keys = ["unit", *(["start", *spec["filled"]] if spec["words"] else [])]
    alone = coded["start"].eq(-1) & coded["unit"].duplicated(keep=False)
    for number in coded.index[coded.duplicated(keys) | alone]:
        problem = f"{coded.at[number, 'unit']!r} stands there twice"
        faults.append(Fault(path.name, problem, number, "unit"))
    # What else is wrong with labels is what would be wrong with the gold table, row by row.
    name, numbers = spec["table"], range(2, coded.index.max() + 1)
    marked = table(coded, kind).astype(str).reindex(numbers, fill_value="")
    frame, wrong = read_table(as_csv(marked), name)
    if frame is not None:
        wrong += assemble(story.name, {**story.tables, name: frame}, story.raw)[1]
    faults += [replace(fault, file=path.name) for fault in wrong]
    order = found.index.get_indexer(pd.Index(coded["unit"])).argsort(kind="stable")
    return coded.iloc[order], faults


def read_sheets(corpus: Corpus, kind: str) -> Codings:
    """The sheets of a kind, by coder.

    Raises StoryError, with a line for each fault: a label that isn't valid, words that don't stand
    in their sentence, a unit that is missing or there twice.
    """
    found, faults = units(corpus, kind), []
    codings: Codings = {}
    for path in sorted(folder_of(corpus).glob(f"{kind}-coder*.csv")):
        codings[path.stem.removeprefix(f"{kind}-")], wrong = read_sheet(corpus, kind, path, found)
        faults += wrong
    if not codings:
        advice = f"file missing; python -m analysis sheets FOLDER {kind} makes it"
        raise StoryError([Fault(f"sheets/{kind}-coder1.csv", advice)])
    ids = pd.concat([coded["article_id"] for coded in codings.values()])
    for coder, coded in codings.items():
        for unit in found.index[found["article_id"].isin(ids) & ~found.index.isin(coded["unit"])]:
            faults.append(Fault(f"{kind}-{coder}.csv", f"no row for unit {unit!r}", None, "unit"))
    if faults:
        raise StoryError(faults)
    return codings
