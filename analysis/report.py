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
from analysis.corpus import KEYS, Corpus
from analysis.story import Fault, StoryError

TEMPLATES = Path(__file__).parent / "templates"
WORDS = tomllib.loads((TEMPLATES / "report.toml").read_text("utf-8"))
# Groups side by side, groups below each other, dots of a strip, texts in a cell of words.
PANELS, DOTTED, STRIP, LISTED = 6, 12, 2_000, 8


def said(value: Any, number: str = ".3g") -> str:
    """What a cell says: a true minus, and nothing where there is nothing or no."""
    if not isinstance(value, float) or value != value:
        return {"True": "yes", "False": "", "nan": ""}.get(str(value), str(value))
    text = format(value, ",.0f" if value.is_integer() and number == ".3g" else number)
    return text.replace("-", "−") if re.search("[1-9]", text) else text.lstrip("+-")


class Measures:
    """A corpus, what is compared in it, and the measures that are made for the report.

    `by` is the column compared, outlet or article_id, and `groups` are its values, those with the
    most articles first; `compared` are those of which more can be said than of one article.
    `resample` is what is drawn anew, if anything.
    """

    def __init__(self, corpus: Corpus) -> None:
        self.corpus, outlets = corpus, corpus.articles["outlet"].value_counts()
        several = (outlets > 1).sum() >= min(2, len(outlets))
        self.by = "outlet" if several else "article_id"
        self.resample: compare.Resample | None = "articles" if several else None
        self.groups = corpus.articles[self.by].value_counts().index.tolist()
        self.compared = [g for g in self.groups if not several or outlets[g] > 1]

    def of(self, name: str, section: dict[str, Any]) -> Any:
        """What the measure of a section gives."""
        if section.get("two") and len(self.groups) < 2:
            raise StoryError([Fault("articles.csv", "this measure compares two or more")])
        if len(self.corpus.articles) > section.get("most", math.inf):
            raise ValueError(f"made for at most {section['most']} articles, not for more")
        module, _, function = section.get("measure", name).rpartition(".")
        owner: Any = import_module(f"analysis.{module}") if module else self
        measure = getattr(owner, function)
        taken = {"corpus", "by"} & inspect.signature(measure).parameters.keys()
        options = {option: getattr(self, option) for option in taken}
        found = measure(**options, **section.get("options", {}))
        return found if "group" in found or "article_id" not in found else self.grouped(found)

    def grouped(self, rows: pd.DataFrame) -> pd.DataFrame:
        return rows.assign(group=self.corpus.groups(rows["article_id"], self.by))

    @cached_property
    def sentences(self) -> pd.DataFrame:
        return tone.score_sentences(self.corpus, by=self.by).query("kind == 'prose'")

    @cached_property
    def parts(self) -> pd.DataFrame:
        return tone.score_sentences(self.corpus, split=True).query("kind == 'prose'")

    @cached_property
    def spoken(self) -> pd.DataFrame:
        return framing.spoken_words(self.corpus)

    @cached_property
    def roles(self) -> pd.DataFrame:
        return framing.roles(self.corpus)

    @cached_property
    def framed(self) -> pd.DataFrame:
        return framing.frame_words(self.corpus)

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
        rows = self.parts.sort_values("voice", kind="stable")
        return units.mean(self.corpus, rows, "compound", weight="share", key="voice", by=self.by)

    def towards(self) -> pd.DataFrame:
        rows = tone.towards_sides(self.corpus)
        return units.mean(self.corpus, rows, "tone", key="side", by=self.by)

    def shift(self) -> pd.DataFrame:
        """Of the groups compared, the lowest by VADER against the highest."""
        found = self.scores().query("lexicon == 'VADER' and group in @self.compared[:@PANELS]")
        low, *_, high = found.groupby("group")["score"].mean().sort_values().index
        rows = tone.word_shift(self.corpus, low, high, by=self.by).head(2 * LISTED)
        rows["word"] += rows.pop("negated").map({True: " (negated)", False: ""})
        return rows.rename(columns={"first": low, "second": high})

    def own(self) -> pd.DataFrame:
        return self.counted(self.spoken, units.words(self.corpus), ["own"], "voice")

    def whose(self) -> pd.DataFrame:
        sides = ["own voice", *self.corpus.sides, framing.NO_SIDE]
        own = self.spoken["voice"] == "own"
        spoken = self.spoken.assign(side=self.spoken["side"].mask(own, "own voice"))
        return self.counted(spoken, units.words(self.corpus), sides)

    def mentions(self) -> pd.DataFrame:
        return self.counted(self.corpus.mentions, units.words(self.corpus) / 100, self.corpus.sides)

    def agency(self) -> pd.DataFrame:
        agents = self.roles.query("role == 'agent'")
        return self.counted(agents, self.roles, self.roles["side"].unique())

    def frames(self) -> pd.DataFrame:
        found = self.framed.drop_duplicates([*KEYS, "frame"])
        frames = self.corpus.story.table("frames.csv")["frame"].unique()
        return self.counted(found, units.each(self.corpus), frames, "frame")

    def counted(self, rows: pd.DataFrame, of: Any, keys: Any, key: str = "side") -> pd.DataFrame:
        return units.count(self.corpus, rows, of, key=key, keys=keys, by=self.by)

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

    def moments(self) -> pd.DataFrame:
        """The passages of each moment, for a table."""
        places = units.cited(self.corpus.moments, ["moment", "article_id"])
        return places.rename("sentences").reset_index()


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
    found, tests, key = m.of(name, section), pd.DataFrame(), section.get("key", "key")
    if section.get("trend"):
        found = over_time(m, found)
    elif "bottom" in found:
        # 20,000 draws of thousands of articles take minutes, for digits that nobody reads.
        draws = 20_000 if len(m.corpus.articles) <= 500 else 2_000
        pairs = list(combinations(m.compared[:PANELS], 2)) if m.resample else []
        tests = compare.differences(found, resample="articles", pairs=pairs, draws=draws)
        found = compare.estimates(found, resample=m.resample).rename(columns={"key": key})
    told = found.dropna(subset="estimate") if "estimate" in found else found
    words: dict[str, Any] = {"rows": len(told), "columns": list(told)}
    if "{span}" in section["title"]:
        ends = told.query("group in @m.compared").groupby(key, sort=False)["estimate"]
        ends = ends.agg(["min", "max"]).map(said, number=section["number"])
        spans = ends["min"] + " to " + ends["max"]
        spans = ends.index + " " + spans if len(ends) > 1 else spans
        words["span"] = "; ".join(spans[(ends != said(0.0, section["number"])).any(axis=1)]) or "0"
    weak = "nearest" in section and told["z"].max() < 1.96
    title = section["nearest" if weak else "title"].format(**words)
    drawn = figures(m, section, found, title) if "figure" in section else []
    if "sentences" in told and "estimate" not in told:
        told = told[(told["sentences"] != "") | (told.get("headlines", 0) > 0)]
    tables = (told, tests) if section.get("table", True) else ()
    return title, [*drawn, *(table for table in tables if len(table))]


def too_few(tests: pd.DataFrame) -> list[str]:
    """The numbers of articles, such as "3 and 4", with which no pair could be the first told apart.

    p of a permutation test is one deal at least: there are C(n + m, n) of m and n articles, in
    pairs that mirror each other where n is m. Holm multiplies the least p by the number of tests.
    """
    sizes = tests.dropna(subset="p")[["n_first", "n_second"]].apply(sorted, axis=1).map(tuple)
    pairs = [(n, m, math.comb(n + m, n) / (1 + (n == m))) for n, m in sorted(set(sizes))]
    return [f"{n} and {m}" for n, m, deals in pairs if len(sizes) / deals >= compare.LEVEL]


def keep(item: Any, folder: Path, name: str) -> tuple[str, str, Any]:
    """Write the files of a figure or a table; returns its kind, their name, and itself."""
    if isinstance(item, charts.Chart):
        charts.export(item, name, folder=folder / "figures", pdf=True)
    elif isinstance(item, pd.DataFrame):
        (folder / "tables" / f"{name}.csv").write_bytes(charts.as_table(item))
    return type(item).__name__, name, item


def environment(m: Measures) -> Any:
    """The templates, with what each page may say."""
    from jinja2 import Environment, FileSystemLoader

    loader = FileSystemLoader(TEMPLATES)
    page = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    page.globals |= {"m": m, "words": WORDS, "pages": {}, "left": [], "show": show, "said": said}
    page.globals |= {"articles": m.corpus.articles, "validity": agreement.elsewhere()}
    page.globals["too_few"] = too_few
    page.globals["numbers"] = {a: n for n, a in enumerate(m.corpus.articles["article_id"], 1)}
    return page


def write_pages(m: Measures, folder: Path) -> Any:
    """Write a report's pages, figures and tables into an empty folder; returns the templates.

    The pages of its articles, to which all of them link, are written by `analysis.site`.
    """
    page = environment(m)
    pages: dict[str, list[Any]] = page.globals["pages"]
    (folder / "tables").mkdir()
    for name, section in tqdm(WORDS["measures"].items(), delay=2, disable=None, leave=False):
        try:
            title, items = shown(m, name, section)
        except (ValueError, ImportError) as error:
            page.globals["left"].append((section["name"], str(error)))
            continue
        files = [keep(item, folder, f"{name}-{n}") for n, item in enumerate(items, 1)]
        pages.setdefault(section["page"], []).append((name, section, title, files))
    rows = [{"name": name, "title": WORDS["pages"].get(name, "")} for name in ("index", *pages)]
    write(page, folder, "report", rows)
    return page


def write(page: Any, folder: Path, template: str, rows: list[dict[str, Any]]) -> None:
    """Write a page for each row, from its `name`, `title` and what else the template needs.

    Each page knows the one before and the one after it; the style sheet comes along.
    """
    ways = [None, *((f"{row['name']}.html", row["title"]) for row in rows), None]
    for n, row in enumerate(tqdm(rows, delay=2, disable=None, leave=False)):
        words = {"here": f"{row['name']}.html", "before": ways[n], "after": ways[n + 2], **row}
        text = page.get_template(f"{template}.html").render(words)
        (folder / f"{row['name']}.html").write_text(text, "utf-8")
    style = show.LOOKS + (TEMPLATES / "style.css").read_text("utf-8")
    (folder / "style.css").write_text(style, "utf-8")
