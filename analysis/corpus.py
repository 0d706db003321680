"""`load_corpus`: a story as frames, each row with the offsets that lead back to the text."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis import text
from analysis.intake import from_table, inspect, read_articles
from analysis.story import Fault, Story, StoryError, among, counted, locate, moment_of, read_table

if TYPE_CHECKING:
    from analysis.parse import Parsed

KEYS = ["article_id", "sentence_id"]
SPAN = ["article_id", "start", "end"]
QUOTE_LABELS = ["kind", "speaker", "side", "cue", "coded_by"]
ACT_LABELS = ["actor", "side", "verb", "object", "object_side", "voice", "negated", "coded_by"]
FACT_LABELS = ["article_id", "fact_id", "fact", "since", "status", "source", "evidence"]
VOICES = ("own", "quoted", "reported")
# A folder that `python -m analysis measure` made has this file, and these frames as Parquet.
MANIFEST = "manifest.json"
STORED = ("articles", "sentences", "mentions", "quotes", "acts")
VOICE_OF = {"direct": "quoted", "scare": "quoted", "indirect": "reported", "carried": "reported"}


@dataclass(frozen=True)
class Corpus:
    """The frames of a story, each in reading order and made when it is first asked for.

    articles   article_id, outlet, country, published, title, byline, url, text, words, and any
               further columns of articles.csv
    removed    article_id, start, end, kind, text; offsets into the raw file
    sentences  article_id, sentence_id, start, end, text, kind ("prose" or "heading")
    tokens     article_id, sentence_id, start, end, text, term (lower case), is_word
    mentions   article_id, sentence_id, start, end, text, actor, side
    quotes     article_id, sentence_id, start, end, text, kind, speaker, side, cue, coded_by
    acts       article_id, sentence_id, start, end, text, actor, side, verb, object, object_side,
               voice, negated, coded_by
    facts      article_id, fact_id, fact, since, status, source, evidence, sentence_id, start, end
    moments    moment, article_id, sentence_id, start, end, text

    But for `removed`, offsets are into `articles.text`, end exclusive: `text[start:end]` gives the
    span back. `coded_by` is "hand" where the story's gold tables have the article and `coding` is
    on, else "machine". A frame whose table the story lacks raises StoryError, naming the table.
    """

    story: Story
    coding: bool = True

    def __repr__(self) -> str:
        return f"<Corpus of {counted(len(self.story.text), 'article')}: {self.story.name}>"

    @cached_property
    def articles(self) -> pd.DataFrame:
        frame = self.story.table("articles.csv").reset_index(drop=True)
        dates = [moment_of(date) if date else None for date in frame["published"].str.strip()]
        frame["published"] = pd.Series(dates, dtype="datetime64[s]")
        frame["text"] = frame["article_id"].map(self.story.text)
        words = self.tokens.groupby("article_id")["is_word"].sum()
        frame["words"] = frame["article_id"].map(words).fillna(0).astype(int)
        first = ["article_id", "outlet", "country", "published", "title", "byline", "url", "text"]
        rest = frame.columns.drop([*first, "words", "file", "language", "note"], errors="ignore")
        return frame[[*first, "words", *rest]]

    @property
    def removed(self) -> pd.DataFrame:
        return self.story.removed

    @cached_property
    def sentences(self) -> pd.DataFrame:
        articles = pd.DataFrame(self.story.text.items(), columns=["article_id", "text"])
        return text.sentences_of(articles)

    @cached_property
    def tokens(self) -> pd.DataFrame:
        return text.tokens_of(self.sentences)

    @cached_property
    def mentions(self) -> pd.DataFrame:
        return text.find_mentions(self.sentences, self.story.table("actors.csv"))

    @property
    def sides(self) -> list[str]:
        """The sides in the order of actors.csv."""
        return list(dict.fromkeys(self.story.table("actors.csv")["side"]))

    @cached_property
    def parsed(self) -> Parsed:
        """The sentences as spaCy parses them, each when a measure needs it."""
        from analysis.parse import Parsed

        return Parsed(self.sentences)

    def gold(self, name: str) -> pd.DataFrame:
        """A table of hand coding, by row, with its offsets as numbers and each span's sentence_id.

        Raises StoryError where the story has no such table.
        """
        table = self.story.table(f"gold/{name}.csv")  # an article_id alone: read, nothing found
        return self.placed(table[table["text"] != ""].astype({"start": int, "end": int}))

    def placed(self, spans: pd.DataFrame) -> pd.DataFrame:
        """Spans (article_id, start) with the sentence_id in which each starts, after article_id."""
        starts = self.sentences[[*KEYS, "start"]].sort_values("start", kind="stable")
        rows = spans.reset_index().sort_values("start", kind="stable")
        found = pd.merge_asof(rows, starts, on="start", by="article_id").set_index("index")
        numbers = found["sentence_id"].reindex(spans.index).fillna(0).astype(int)
        rest = spans.columns.drop(KEYS, errors="ignore")
        return spans.assign(sentence_id=numbers)[[*KEYS, *rest]]

    def coded(self, name: str, machine: Callable[[list[str]], pd.DataFrame]) -> pd.DataFrame:
        """Rows of a gold table for the articles that it has, the machine's for the others."""
        parts, rest = [], list(self.story.text)
        if self.coding and f"gold/{name}.csv" in self.story.tables:
            coded = set(self.story.table(f"gold/{name}.csv")["article_id"])
            parts = [self.gold(name).assign(coded_by="hand")]
            rest = [article_id for article_id in rest if article_id not in coded]
        if rest:
            parts.append(machine(rest).assign(coded_by="machine"))
        frame = pd.concat(parts, ignore_index=True)
        order = pd.Categorical(frame["article_id"], list(self.story.text))
        frame = frame.assign(order=order, length=frame["start"] - frame["end"])
        return frame.sort_values(["order", "start", "length"], kind="stable", ignore_index=True)

    @cached_property
    def quotes(self) -> pd.DataFrame:
        def machine(ids: list[str]) -> pd.DataFrame:
            from analysis.speech import find_quotes

            actors = self.story.tables.get("actors.csv")
            named = None if actors is None else _only(self.mentions, ids)
            articles, sentences = _only(self.articles, ids), _only(self.sentences, ids)
            return find_quotes(articles, sentences, named, actors, self.parsed)

        return self.coded("quotes", machine)[[*text.PLACE, *QUOTE_LABELS]]

    @cached_property
    def acts(self) -> pd.DataFrame:
        def machine(ids: list[str]) -> pd.DataFrame:
            from analysis.acts import find_acts

            return find_acts(_only(self.sentences, ids), _only(self.mentions, ids), self.parsed)

        found = self.coded("acts", machine)
        found["negated"] = found["negated"].isin([True, "yes"])
        return found.join(self.voices(found)[["voice"]])[[*text.PLACE, *ACT_LABELS]]

    @cached_property
    def facts(self) -> pd.DataFrame:
        facts = self.story.table("facts.csv")[["fact_id", "fact", "since"]]
        coding = self.story.table("coding.csv")
        coding = coding[["article_id", "fact_id", "status", "source", "evidence"]]
        articles = self.story.table("articles.csv")[["article_id"]]
        grid = facts.merge(articles, how="cross").merge(coding, how="left")
        grid = grid.fillna({"status": "absent", "source": "", "evidence": ""})
        grid["since"] = [moment_of(value) for value in grid["since"]]
        pairs = grid[["article_id", "evidence"]].itertuples(index=False)
        grid["start"] = [self.story.text[name].find(words or "\0") for name, words in pairs]
        grid["end"] = grid["start"] + grid["evidence"].str.len()
        placed = self.placed(grid)
        placed.loc[placed["start"] < 0, "sentence_id"] = -1
        return placed[[*FACT_LABELS, "sentence_id", "start", "end"]]

    @cached_property
    def moments(self) -> pd.DataFrame:
        table = self.story.table("moments.csv").astype({"start": int, "end": int})
        return self.placed(table).reset_index(drop=True)[["moment", *text.PLACE]]

    def voices(self, spans: pd.DataFrame, *, carried: bool = True) -> pd.DataFrame:
        """In whose voice each span (article_id, start, end) stands: the one definition.

        "quoted" lies within quotation marks, scare quotes too; "reported" within reported content
        or a sentence that carries on a source's words (with `carried=False` such a sentence is the
        outlet's own); "own" is everything else.

        Returns, on the index of `spans`: voice, speaker, side. Speaker and side are those of the
        innermost quotation around the span that names them, "" for own.
        """
        kept = self.quotes[carried | (self.quotes["kind"] != "carried")]
        # The longest first, so that what lies inside is written over what lies around it.
        longest = kept.iloc[(kept["start"] - kept["end"]).argsort(kind="stable")]
        told = np.full((3, len(spans)), "", dtype=object)
        told[0] = "own"
        low, high = spans["start"].to_numpy(), spans["end"].to_numpy()
        near: Any = spans.groupby("article_id", sort=False).indices
        columns = longest[[*SPAN, "kind", "speaker", "side"]]
        for article_id, start, end, kind, speaker, side in columns.itertuples(index=False):
            places = near.get(article_id, np.array([], int))
            inside = places[(low[places] >= start) & (high[places] <= end)]
            quoted = VOICE_OF[kind] == "quoted"
            told[0, inside if quoted else inside[told[0, inside] == "own"]] = VOICE_OF[kind]
            if speaker or side:
                told[1, inside], told[2, inside] = speaker, side
        names = ["voice", "speaker", "side"]
        return pd.DataFrame(dict(zip(names, told, strict=True)), index=spans.index)

    def groups(self, article_ids: pd.Series, by: str = "article_id") -> pd.Series:
        """The value of a column of `articles` for each article id.

        Raises ValueError, naming the columns, for one that there isn't.
        """
        among(by, list(self.articles.columns.drop("text")), "column of articles")
        return article_ids.map(self.articles.set_index("article_id", drop=False)[by])


def _only(frame: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
    return frame[frame["article_id"].isin(ids)]


def load_corpus(
    folder: str | Path = "seeds",
    *,
    coding: bool = True,
    tables: str | Path | None = None,
    **columns: str | None,
) -> Corpus:
    """Read a story folder, or a table of articles in a file, into frames.

    A relative folder is looked up in the working directory, then where the project lies, so that
    notebooks run from any directory. With `coding=False` the story's hand coding is left aside, and
    quotations, acts and tone are those that the machine finds.

    A file (.csv, .json, .jsonl, .parquet) is read as `from_frame` reads a frame, with its `tables`
    and `columns`; where it has a column `file`, the texts lie in that file's folder. Of a folder
    that `python -m analysis measure` made, the frames are those that were measured.

    Raises StoryError, whose message has one line for each fault, naming file, row and column, and
    ValueError, with the valid names, for a column that is not there.

    >>> load_corpus("seeds")
    <Corpus of 5 articles: seeds>
    """
    place = locate(folder)
    if (place / MANIFEST).is_file():
        among([*columns, *(["tables"] if tables else [])], [], "option for a folder")
        return _measured(place, coding)
    return _sound(*inspect(folder, columns, tables), coding)


def _measured(folder: Path, coding: bool) -> Corpus:
    """The corpus of a folder that `python -m analysis measure` made, with the frames it has.

    What was cut from the articles is not kept there: `removed` is empty.
    """
    told = json.loads((folder / MANIFEST).read_bytes())
    if not told.get("measured"):
        raise StoryError([Fault(str(folder), "has no articles yet; run measure again")])
    frames = {}
    for name in STORED if coding else STORED[:3]:  # what hand coding went into is else read anew
        if files := sorted((folder / name).glob("*.parquet")):
            frames[name] = pd.concat(map(read_articles, files), ignore_index=True)
    articles = frames["articles"] = frames["articles"].astype({"published": "datetime64[s]"})
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    tables = {}
    for name, body in told["tables"].items():
        if (table := read_table(body, name)[0]) is not None:  # what is about rejected rows goes
            tables[name] = _only(table, list(texts)) if "article_id" in table else table
    dates = articles["published"].dt.strftime("%Y-%m-%dT%H:%M:%S").fillna("")
    tables["articles.csv"] = articles.drop(columns=["text", "words"]).assign(published=dates)
    removed = pd.DataFrame(columns=[*SPAN, "kind", "text"])
    corpus = Corpus(Story(folder.resolve().name, tables, texts, removed, texts, folder), coding)
    corpus.__dict__.update(frames)  # where `cached_property` keeps what was made
    return corpus


def from_frame(
    frame: pd.DataFrame,
    *,
    coding: bool = True,
    tables: str | Path | None = None,
    **columns: str | None,
) -> Corpus:
    """A corpus from a table of articles, a row for each.

    `columns` says which column holds what of articles.csv (article_id, outlet, country, published,
    url, title, byline, language, note), and which the text. Those that are not given are found by
    the names that NewsAPI, Media Cloud, trafilatura and scrapers give them; "" leaves one out. Only
    text and outlet are needed: without ids the articles are numbered 001, 002 … Further columns are
    kept and can be used in `by=`. `tables` is a folder with actors.csv and the other tables.

    Raises StoryError, with one line for each fault, naming row and column, and ValueError, with the
    valid names, for a column that is not there.

    >>> from_frame(pd.DataFrame({"body": ["They met."], "source": ["Q"]}), text="body")
    <Corpus of 1 article: frame>
    """
    return _sound(*from_table(frame, "frame", columns, tables=tables), coding)


def _sound(told: Story | None, faults: list[Fault], coding: bool) -> Corpus:
    if told is None or faults:
        raise StoryError(faults)
    return Corpus(told, coding)


def ordered(rows: pd.DataFrame, column: str, values: Iterable[Hashable]) -> pd.DataFrame:
    """The rows in the order in which their values of a column stand in `values`, all unlike."""
    places = {value: place for place, value in enumerate(values)}
    return rows.sort_values(column, key=lambda cells: cells.map(places), kind="stable")


def wanted(corpus: object) -> Corpus:
    """The corpus given, or a TypeError that says what is wanted in its place."""
    if not isinstance(corpus, Corpus):
        given = type(corpus).__name__
        raise TypeError(f"wanted a Corpus, as load_corpus(folder) gives it, not a {given}")
    return corpus


def audit(corpus: Corpus) -> pd.DataFrame:
    """What was kept of each article's file and what was cut.

    Returns, a row per article: article_id, outlet, raw (characters in the file), kept, removed
    (characters), words_kept, words_removed, kinds (what was cut, in words), exact (True where the
    kept and the removed spans together are the raw file).
    """
    story = wanted(corpus).story
    frame = corpus.articles[["article_id", "outlet"]].copy()
    cut_of = dict(list(story.removed.groupby("article_id")))
    cuts = [cut_of.get(article_id, story.removed[:0]) for article_id in story.raw]
    frame["raw"] = [len(raw) for raw in story.raw.values()]
    frame["kept"] = [len(kept) for kept in story.text.values()]
    frame["removed"] = [sum(map(len, cut["text"])) for cut in cuts]
    frame["words_kept"] = [text.count_words(kept) for kept in story.text.values()]
    frame["words_removed"] = [sum(map(text.count_words, cut["text"])) for cut in cuts]
    frame["kinds"] = [_kinds(cut["kind"]) for cut in cuts]
    parts = zip(story.text.values(), cuts, story.raw.values(), strict=True)
    frame["exact"] = [_together(kept, cut) == raw for kept, cut, raw in parts]
    return frame


def _kinds(kinds: pd.Series) -> str:
    counts = Counter(kinds[kinds != "white space"])
    return ", ".join(f"{n} {kind}s" if n > 1 else kind for kind, n in counts.items())


def _together(kept: str, cut: pd.DataFrame) -> str:
    for start, piece in cut[["start", "text"]].itertuples(index=False):
        kept = kept[:start] + piece + kept[start:]
    return kept


__all__ = ["Corpus", "Fault", "StoryError", "audit", "from_frame", "load_corpus", "wanted"]
