"""A story folder: articles, the furniture to cut from them, and the tables that describe them."""

import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import pandas as pd

from analysis.furniture import cut, kept_spans, removed_spans
from analysis.schema import TABLES
from analysis.tables import Fault, StoryError, decode, read_table

REMOVED_COLUMNS = ["article_id", "start", "end", "kind", "text"]


@dataclass(frozen=True)
class Story:
    """A story folder that was read: its tables by file name, its articles' raw texts and cuts."""

    folder: Path
    tables: dict[str, pd.DataFrame]
    raw: dict[str, str]  # article_id: the file's text, unchanged
    removed: pd.DataFrame  # article_id, start, end, kind, text: offsets into raw
    text: dict[str, str]  # article_id: what is left of raw
    unused: list[str] = field(default_factory=list)  # CSV files that no measure knows

    def table(self, name: str) -> pd.DataFrame:
        """The table of that file name, for example "actors.csv".

        Raises StoryError, naming the columns it should have, if the folder has no such table.
        """
        if name in self.tables:
            return self.tables[name]
        columns = ", ".join(TABLES[name].columns)
        raise StoryError([Fault(name, f"this measure needs the table, with columns {columns}")])


def _file_fault(folder: Path, row: int, value: str) -> Fault | None:
    where = ("articles.csv", row, "file")
    parts = PurePosixPath(value.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or re.match(r"[A-Za-z]:", value):
        problem = f"{value!r} leaves the folder; give a file name inside it"
    elif not (folder / value).exists():
        problem = f"{value!r} does not exist in the folder"
    elif not (folder / value).resolve().is_relative_to(folder.resolve()):
        problem = f"{value!r} is a link that leaves the folder; put the file itself there"
    elif not (folder / value).is_file():
        problem = f"{value!r} is no file"
    else:
        return None
    return Fault(where[0], problem, where[1], where[2])


def _cross_faults(tables: dict[str, pd.DataFrame], text: dict[str, str]) -> list[Fault]:
    """What one table says that another, or an article's text, contradicts."""
    faults = []
    articles = tables["articles.csv"]["article_id"]
    for name, frame in tables.items():
        if "article_id" in frame and name != "articles.csv":
            unknown = frame["article_id"][~frame["article_id"].isin(articles)]
            for row, value in unknown.items():
                problem = f"no article {value!r}; the articles are {', '.join(articles)}"
                faults.append(Fault(name, problem, int(str(row)), "article_id"))
    if "actors.csv" in tables:
        owners: dict[str, tuple[str, str]] = {}
        for row, side, actor, alias in tables["actors.csv"].itertuples():
            owner = owners.setdefault(alias[:1].upper() + alias[1:], (side, actor))
            if owner != (side, actor):
                problem = f"{alias!r} stands for {owner[1]} ({owner[0]}) and {actor} ({side})"
                faults.append(Fault("actors.csv", problem + "; one is valid", row, "alias"))
    if "coding.csv" in tables:
        facts = tables.get("facts.csv", pd.DataFrame({"fact_id": []}))["fact_id"].tolist()
        for row, article_id, fact_id, _, evidence in tables["coding.csv"].itertuples():
            if fact_id not in facts:
                problem = f"no fact {fact_id!r}; facts.csv has {', '.join(facts) or 'none'}"
                faults.append(Fault("coding.csv", problem, row, "fact_id"))
            if evidence not in text.get(article_id, evidence):
                problem = f"{evidence!r} does not stand in the text of {article_id}"
                faults.append(Fault("coding.csv", problem, row, "evidence"))
    for name in (name for name in tables if name.startswith("gold/")):
        frame = tables[name]
        for row, article_id, start, end, span in frame[
            ["article_id", "start", "end", "text"]
        ].itertuples():
            body = text.get(article_id)
            if body is not None and start.isdigit() and end.isdigit():
                found = body[int(start) : int(end)]
                if found != span:
                    problem = f"{article_id} has {found!r} from {start} to {end}, not {span!r}"
                    faults.append(Fault(name, problem, row, "text"))
    return faults


def locate(folder: str | Path) -> Path:
    """The folder as given, or, where a relative one is not there, beside the package.

    So `load_corpus("seeds")` works in a notebook, whatever directory it runs in.
    """
    path = Path(folder)
    beside = Path(__file__).parent.parent / path
    return beside if not path.exists() and beside.exists() else path


def inspect(folder: str | Path) -> tuple[Story | None, list[Fault]]:
    """Read a story folder and find every fault in it.

    Returns the story (None where articles.csv itself can't be used) and the faults, in the order
    of the files; no fault means that the story is sound.
    """
    folder = locate(folder)
    if not folder.is_dir():
        return None, [Fault(str(folder), "is no folder; give a folder with an articles.csv")]
    if not (folder / "articles.csv").is_file():
        columns = ", ".join(TABLES["articles.csv"].columns)
        return None, [Fault("articles.csv", f"file missing; its columns are {columns}")]
    tables, faults = {}, []
    for name in TABLES:
        if (folder / name).exists():
            tables[name], found = read_table(folder / name, name)
            faults += found
    articles = tables["articles.csv"]
    if articles.empty and not faults:
        faults.append(Fault("articles.csv", "has no rows; give one for each article"))
    raw: dict[str, str] = {}
    for row, article_id, file in articles[["article_id", "file"]].itertuples():
        fault = _file_fault(folder, row, file) if file.strip() else None
        text = decode(folder / file, file) if file.strip() and not fault else ""
        if isinstance(text, Fault):
            fault, text = text, ""
        if fault:
            faults.append(fault)
        elif file.strip():
            raw.setdefault(article_id, text)
    empty = pd.DataFrame(columns=list(TABLES["furniture.csv"].columns))
    furniture = dict(list(tables.get("furniture.csv", empty).groupby("article_id", sort=False)))
    removed, texts = [], {}
    for article_id, text in raw.items():
        spans, found = cut(text, furniture.get(article_id, empty), article_id)
        faults += found
        kept = kept_spans(text, spans)
        removed += [
            (article_id, start, end, kind, text[start:end])
            for start, end, kind in removed_spans(text, spans, kept)
        ]
        texts[article_id] = "".join(text[start:end] for start, end in kept)
        if not re.search(r"\w", texts[article_id]):
            row = int(articles.index[articles["article_id"] == article_id][0])
            why = "is empty" if not text.strip() else "is empty once the furniture is cut"
            faults.append(Fault("articles.csv", f"the article {why}", row, "file"))
    known = {folder / name for name in TABLES}
    unused = sorted(
        path.relative_to(folder).as_posix()
        for path in [*folder.glob("*.csv"), *folder.glob("gold/*.csv")]
        if path not in known
    )
    frame = pd.DataFrame(removed, columns=REMOVED_COLUMNS)
    if not articles.empty:  # else every row of every other table would name no article
        faults += _cross_faults(tables, texts)
    return Story(folder, tables, raw, frame, texts, unused), faults


def read_story(folder: str | Path) -> Story:
    """Read a story folder.

    Raises StoryError, with one line for each fault, if there is any.
    """
    story, faults = inspect(folder)
    if story is None or faults:
        raise StoryError(faults)
    return story
