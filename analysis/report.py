"""A story's report: every measure that its tables allow, as pages without script or network.

    python -m analysis report FOLDER --out DIR

Outlets are compared where they have several articles, with intervals and tests for which articles
are drawn anew. Else articles are: they were read whole, and their counts have neither. The first
page says which measures are left out, and what they lack. What is shown of a large story is
bounded; the CSV of a table holds all its rows.

What pages say and how figures are drawn stands in `templates/report.toml`: a section is a measure,
by the name of a method of `Measures` or of a public function (`measure`). Either gives units, of
which shares or means are made, or a table, or views of `show`.
"""

from __future__ import annotations

import inspect
import math
import re
import shutil
import tomllib
from collections.abc import Iterator
from functools import cached_property
from importlib import import_module
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd
from tqdm import tqdm

from analysis import agreement, charts, compare, coverage, framing, show, terms, tone, units
from analysis.corpus import KEYS, Corpus, load_corpus
from analysis.files import whole_folder
from analysis.story import Fault, StoryError

TEMPLATES = Path(__file__).parent / "templates"
WORDS = tomllib.loads((TEMPLATES / "report.toml").read_text("utf-8"))
PANELS, DOTTED, STRIP = (
    6,
    12,
    2_000,
)  # groups side by side, groups below each other, dots of a strip
MOMENTS, LISTED = 40, 8  # moments, texts in a cell of words


def said(value: Any, number: str = ".3g") -> str:
    """What a cell says: a true minus, and nothing where there is nothing or no."""
    if not isinstance(value, float) or value != value:
        return {"True": "yes", "False": "", "nan": ""}.get(str(value), str(value))
    text = format(value, ",.0f" if value.is_integer() and number == ".3g" else number)
    return text.replace("-", "−") if re.search("[1-9]", text) else text.lstrip("+-")


class Measures:
    """A corpus, what is compared in it, and the measures that are made for the report.

    `by` is the column compared, outlet or article_id, and `groups` are its values, those with the
    most articles first; `resample` is what is drawn anew, if anything.
    """

    def __init__(self, corpus: Corpus) -> None:
        self.corpus, outlets = corpus, corpus.articles["outlet"].value_counts()
        several = (outlets > 1).sum() >= min(2, len(outlets))
        self.by = "outlet" if several else "article_id"
        self.resample: compare.Resample | None = "articles" if several else None
        self.groups = corpus.articles[self.by].value_counts().index.tolist()

    def of(self, name: str, section: dict[str, Any]) -> Any:
        """What the measure of a section gives."""
        if section.get("two") and len(self.groups) < 2:
            raise StoryError([Fault("articles.csv", "this measure compares two or more")])
        if len(self.corpus.articles) > section.get("most", math.inf):
            raise ValueError(f"made for at most {section['most']} articles, not for more")
        module, _, function = section.get("measure", name).rpartition(".")
        owner: Any = import_module(f"analysis.{module}") if module else self
        options = {"corpus": self.corpus, "by": self.by, "resample": self.resample}
        measure = getattr(owner, function)
        for option in options.keys() - inspect.signature(measure).parameters:
            del options[option]
        found = measure(**options, **section.get("options", {}))
        grouped = "group" in found or "article_id" not in found
        return found if grouped else self.grouped(found)

    def grouped(self, rows: pd.DataFrame) -> pd.DataFrame:
        return rows.assign(group=self.corpus.groups(rows["article_id"], self.by))

    @cached_property
    def sentences(self) -> pd.DataFrame:
        return tone.score_sentences(self.corpus, by=self.by).query("kind == 'prose'")

    def scores(self) -> pd.DataFrame:
        named = self.sentences.rename(columns={"compound": "VADER", "polarity": "TextBlob"})
        return named.melt(["group", *KEYS], ["VADER", "TextBlob"], "lexicon", "score")

    def means(self) -> pd.DataFrame:
        return units.mean(self.corpus, self.scores(), "score", key="lexicon", by=self.by)

    def marked(self) -> pd.DataFrame:
        order = self.sentences.sort_values("compound", kind="stable").iloc[[0, 1, -2, -1]]
        places = order["article_id"] + ":" + order["sentence_id"].astype(str)
        named = order.assign(group=order["article_id"])  # one label for one sentence
        rows = tone.marked(named, " ".join(dict.fromkeys(places)))
        scores = rows["score"].map("{:+.2f}  ".format).str.replace("-", "−")
        return rows.assign(text=scores + rows["text"])

    def voices(self) -> pd.DataFrame:
        rows = tone.score_sentences(self.corpus, split=True).query("kind == 'prose'")
        rows = rows.sort_values("voice", kind="stable")
        return units.mean(self.corpus, rows, "compound", weight="share", key="voice", by=self.by)

    def towards(self) -> pd.DataFrame:
        rows = tone.towards_sides(self.corpus)
        return units.mean(self.corpus, rows, "tone", key="side", by=self.by)

    def shift(self) -> pd.DataFrame:
        """Of the groups shown, the lowest by VADER against the highest."""
        found = self.scores().query("lexicon == 'VADER' and group in @self.groups[:@PANELS]")
        low, *_, high = found.groupby("group")["score"].mean().sort_values().index
        rows = tone.word_shift(self.corpus, low, high, by=self.by).head(2 * LISTED)
        rows["word"] += rows.pop("negated").map({True: " (negated)", False: ""})
        return rows.rename(columns={"first": low, "second": high})

    def own(self) -> pd.DataFrame:
        spoken, words = framing.spoken_words(self.corpus), units.words(self.corpus)
        return units.count(self.corpus, spoken, words, key="voice", keys=["own"], by=self.by)

    def whose(self) -> pd.DataFrame:
        own = framing.own_voice(self.corpus, by=self.by).query("voice == 'own'")
        return pd.concat([own.assign(side="own voice"), framing.voice(self.corpus, by=self.by)])

    def acts(self) -> pd.DataFrame:
        """What one side does to another."""
        rows = framing.acts(self.corpus, by=self.by).query("object_side not in ['', side]")
        return rows.assign(pair=rows["side"].replace("", "not named") + " → " + rows["object_side"])

    def speakers(self) -> pd.DataFrame:
        return framing.speakers(self.corpus, by=self.by).groupby("group").head(LISTED)

    def cues(self) -> pd.DataFrame:
        rows = self.corpus.quotes.query("cue != ''").drop_duplicates([*KEYS, "speaker", "cue"])
        places = rows["article_id"] + ":" + rows["sentence_id"].astype(str)
        return rows.assign(side=rows["side"].replace("", framing.NO_SIDE), sentences=places)

    @cached_property
    def keys(self) -> pd.DataFrame:
        options: dict[str, Any] = {"by": self.by, "stopwords": "snowball", "top": LISTED}
        names = self.groups[:PANELS]
        parts = [terms.keyness(self.corpus, n, **options).assign(group=n) for n in names]
        return pd.concat(parts).query("z > 0")

    def keyness(self) -> pd.DataFrame:
        places = self.keys["sentences"].str.replace(r":\d+", "", regex=True).str.split()
        return self.keys.assign(articles=places.map(set).map(len))

    def spread(self) -> pd.DataFrame:
        """Where the first key term of each group stands."""
        names = self.keys.drop_duplicates("group")["term"]
        return terms.positions(self.corpus, {name: re.escape(name) for name in names}, by=self.by)

    def facts(self) -> pd.DataFrame:
        rows = self.grouped(coverage.told(self.corpus))
        return rows.assign(part=rows["group"] if self.resample else "")

    def left_out(self) -> pd.DataFrame:
        """What a group leaves out in all of its articles, though others tell it."""
        told = self.facts().query("status in @coverage.TOLD")[["group", "fact_id"]]
        rows = self.grouped(coverage.omissions(self.corpus)).query("told_by != ''")
        rows = rows.merge(told.drop_duplicates(), how="left", indicator="told")
        return rows.query("told == 'left_only'").drop_duplicates(["group", "fact_id"])

    def moments(self) -> list[show.View]:
        """The passages of each moment as HTML, with its name as text."""
        names = self.corpus.moments["moment"].unique()[:MOMENTS]
        return [show.View(show.passages(self.corpus, name).html, name) for name in names]

    def marks(self, article_id: str) -> list[show.Mark]:
        """The mentions and quotations of an article, if they can be found."""
        try:
            return show.marks_of(self.corpus, article_id)
        except ImportError:
            return []


def cells(m: Measures, rows: pd.DataFrame, row: str, text: str) -> pd.DataFrame:
    """The cells of a table of words, rows by groups: in each the texts that stand there most."""
    counts = rows.value_counts([row, "group", text]).reset_index()
    kept = counts.groupby([row, "group"]).head(LISTED).drop(columns="count")
    grid = {row: sorted(set(rows[row])), "group": m.groups[:PANELS]}
    return units.listed(rows.merge(kept), grid, text)


def figures(m: Measures, section: dict[str, Any], rows: pd.DataFrame, title: str) -> Iterator[Any]:
    """The figures of a measure, for the first groups, or the line that says why there is none."""
    options = {"source": f"{m.corpus.story.name}: {len(m.corpus.articles):,} articles."}
    options |= section["figure"]
    form, each = getattr(charts, options.pop("form")), options.pop("each", None)
    if "group" in rows:
        kept = m.groups[: DOTTED if options.get("y") == "group" else PANELS]
        rows = rows[rows["group"].isin(kept)]
        if len(m.groups) > len(kept):
            options["source"] += f" Drawn: {len(kept)} of {len(m.groups):,}."
    if form is charts.strip and len(rows) > STRIP:
        options["subtitle"] = f"{STRIP:,} of {len(rows):,}, drawn by chance, and what these give"
        rows = rows.sample(STRIP, random_state=0).sort_index()
    if "low" in options and m.resample:
        options["subtitle"] = "Lines: 95% intervals, articles drawn anew within each outlet"
    for name, part in list(rows.groupby(each, sort=False))[:PANELS] if each else [("", rows)]:
        options["title"] = f"{title}: {name!s}" if name else title
        try:
            if "cells" in section:
                part = cells(m, part, options["row"], section["cells"])
            elif form is charts.matrix:
                part = part[part["article_id"].isin(part["article_id"].unique()[:DOTTED])]
            if "group" in part:
                part = part.assign(group=pd.Categorical(part["group"], m.groups[:DOTTED]))
            yield form(part, **options)
        except ValueError as error:
            yield f"No figure: {error}." if len(part) else "Nothing found."


def over_time(m: Measures, rows: pd.DataFrame) -> pd.DataFrame:
    """Estimates of each outlet by week, or by month or year where there are many weeks."""
    dates = m.corpus.articles.set_index("article_id")["published"].dropna()
    step = next(s for s in "WMY" if s == "Y" or dates.dt.to_period(s).nunique() <= 26)
    periods = dates.dt.to_period(step).astype(str).str.partition("/")[0]
    if periods.nunique() < 2 or not m.resample:
        problem = "a trend needs dates of two weeks or more, and outlets with several articles"
        raise StoryError([Fault("articles.csv", problem, column="published")])
    rows = rows.assign(key=rows["article_id"].map(periods)).dropna(subset="key")
    found = compare.estimates(rows, resample=m.resample).set_index(["group", "key"])
    grid = pd.MultiIndex.from_product([m.groups, sorted(periods.unique())])
    return found.reindex(grid).reset_index(names=["group", "when"])


def shown(m: Measures, name: str, section: dict[str, Any]) -> tuple[str, list[Any]]:
    """The title of a measure, and what stands below it: figures, tables, views and lines."""
    found, tests = m.of(name, section), pd.DataFrame()
    if not isinstance(found, pd.DataFrame):
        return section["title"], list(found)
    if section.get("trend"):
        found = over_time(m, found)
    elif "bottom" in found:
        # 20,000 draws of thousands of articles take minutes, for digits that nobody reads.
        draws = 20_000 if len(m.corpus.articles) <= 500 else 2_000
        pairs = list(combinations(m.groups[:PANELS], 2)) if m.resample else []
        tests = compare.differences(found, resample="articles", pairs=pairs, draws=draws)
        found = compare.estimates(found, resample=m.resample)
    told = found.dropna(subset="estimate") if "estimate" in found else found
    words: dict[str, Any] = {"rows": len(told), "columns": list(told)}
    if "{span}" in section["title"]:
        ends = told.groupby(section.get("key", "key"), sort=False)["estimate"].agg(["min", "max"])
        ends = ends.map(said, number=section["number"])
        spans = ends["min"] + " to " + ends["max"]
        words["span"] = "; ".join(ends.index + " " + spans if len(ends) > 1 else spans)
    title = section["title"].format(**words)
    drawn = figures(m, section, found, title) if "figure" in section else []
    if "sentences" in told and "estimate" not in told:
        told = told[(told["sentences"] != "") | (told.get("headlines", 0) > 0)]
    tables = (told, tests) if section.get("table", True) else ()
    return title, [*drawn, *(table for table in tables if len(table))]


def keep(item: Any, folder: Path, name: str) -> tuple[str, str, Any]:
    """Write the files of a figure or a table; returns its kind, their name, and itself."""
    if isinstance(item, charts.Chart):
        charts.export(item, name, folder=folder / "figures", pdf=True)
    elif isinstance(item, pd.DataFrame):
        safe = item.replace(r"^(?=[=+\-@\t\r])", "'", regex=True)  # no formulas
        safe.to_csv(folder / "tables" / f"{name}.csv", index=False)
    return type(item).__name__, name, item


def write_pages(corpus: Corpus, folder: Path) -> None:
    """Write a report's pages, figures and tables into an empty folder."""
    from jinja2 import Environment, FileSystemLoader

    loader, m, left = FileSystemLoader(TEMPLATES), Measures(corpus), list[tuple[str, str]]()
    pages: dict[str, list[Any]] = {page: [] for page in WORDS["pages"]}
    page = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    page.globals |= {"m": m, "words": WORDS, "pages": pages, "left": left, "show": show}
    page.globals |= {"articles": corpus.articles, "validity": agreement.elsewhere(), "said": said}
    page.globals["texts"] = corpus.sentences.set_index(KEYS)["text"].to_dict()
    page.globals["sentences"] = dict(list(corpus.sentences.groupby("article_id")))
    template = page.get_template("report.html")
    (folder / "tables").mkdir()
    shutil.copy(TEMPLATES / "report.css", folder)
    for name, section in tqdm(WORDS["measures"].items(), delay=2, disable=None, leave=False):
        try:
            title, items = shown(m, name, section)
        except (ValueError, ImportError) as error:
            left.append((section["name"], str(error)))
            continue
        files = [keep(item, folder, f"{name}-{n}") for n, item in enumerate(items, 1)]
        pages[section["page"]].append((name, section, title, files))
    for name in ("index", *(name for name in pages if pages[name])):
        (folder / f"{name}.html").write_text(template.render(page=name), "utf-8")
    rows = tqdm(corpus.articles.itertuples(), delay=2, disable=None, leave=False)
    for number, article in enumerate(rows, 1):
        text = template.render(article=article)
        (folder / f"article-{number}.html").write_text(text, "utf-8")


def write_report(folder: str | Path, out: str | Path | None = None) -> Path:
    """Write the report of a story folder to `out`, whole or not at all; returns its first page.

    `out` is by default build/report-NAME. An earlier report there is replaced.

    Raises StoryError for a story with faults, ValueError for a folder that holds other files than
    those of a report, OSError where it can't be written.
    """
    corpus = load_corpus(folder)
    place = Path(out or Path("build") / f"report-{corpus.story.name}").resolve()
    with whole_folder(place) as fresh:
        write_pages(corpus, fresh)
    return place / "index.html"
