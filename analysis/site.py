"""A story as static pages on which every number leads to its sentences.

    python -m analysis site [FOLDER] [--out DIR] [--full]

The five tellings have their front page, notebooks and figures; any other story has its report. Both
have a page for each article, with its sentences numbered and marked, one for each moment, and the
facts by articles. The pages run no script and ask the network for nothing.

The articles belong to their publishers. Unless all is asked for, the sentences of an article that
stand on all pages and tables together have at most `LIMIT` of its words. They are chosen whole, as
long as there is room: first those that prose and figures quote, then those of the moments, then
those of the facts, the facts that most articles tell first. Of any other sentence no `RUN` words
stand together anywhere: where a notebook or a table quotes more of it, it is cut after `KEPT`.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import charts, coverage, report, show
from analysis.corpus import KEYS, Corpus, load_corpus
from analysis.files import whole_folder
from analysis.story import StoryError
from analysis.text import find_patterns

LIMIT, RUN, KEPT = 0.5, 8, 6
HOME = charts.FIGURES.parent
WORD = re.compile(r"<[^>]*>|&#?\w+;|(\w+)")  # a tag and an entity are no words
TIDY = {  # what notebooks and pandas write, as a page needs it
    r'<style scoped>.*?</style>|<a class="anchor-link".*?</a>': "",
    r"<th></th>": "<td></td>",
    r"<table[^>]*>(.*?</table>)": r'<div class="wide" tabindex="0"><table>\1</div>',
    r"<th>(?=(?:(?!<tbody>).)*</thead>)": '<th scope="col">',
    r"<th>": '<th scope="row">',
    r'href="(?:\.\./)?(?:notebooks/)?(\d\d-[\w-]+)\.ipynb"': r'href="\1.html"',
    r'(<img[^>]*src="figures/([\w-]+)\.png"[^>]*>)': r'<a href="figure-\2.html">\1</a>',
    r'href="[^":]*classroom\.md': 'href="classroom.html',
    r'<a href="(?!https?:)[^"#]*(?:\.md|\.json|/)(?:#[^"]*)?">(.*?)</a>': r"\1",  # not on the site
}


class Published(report.Measures):
    """The measures of a report, and what the pages of articles, moments and facts show.

    `texts` are what sentences say, by their names, such as axios:9, and `shown` are the names of
    those that may stand on the pages: with `full` all of them.
    """

    title, limit = "", LIMIT

    def __init__(self, corpus: Corpus, full: bool) -> None:
        super().__init__(corpus)
        rows = corpus.sentences[[*KEYS, "text"]].itertuples(index=False)
        self.texts = {f"{name}:{number}": text for name, number, text in rows}
        self.full, self.shown = full, set(self.texts)
        self.matrix, self.parallel = list[Any](), dict[str, pd.DataFrame]()
        with suppress(StoryError):  # a story without coded facts, or without moments
            self.matrix = coverage.told(corpus).to_dict("records")
            for name in corpus.moments["moment"].unique():
                self.parallel[name] = coverage.side_by_side(corpus, name)

    def marks(self, article_id: str) -> list[show.Mark]:
        """What is marked in an article, as far as tables and parser allow."""
        own, found = "article_id == @article_id", list[show.Mark]()
        with suppress(ImportError, StoryError):
            found += show.marks_of(self.corpus, article_id)
            acts = self.corpus.acts.query(own)[["start", "end", "actor", "object"]]
            for start, end, *who in acts.itertuples(index=False):
                found.append(show.Mark(start, end, "act", " → ".join(filter(None, who))))
            table = self.corpus.story.table("naming.csv")
            names = find_patterns(self.corpus.sentences.query(own), table)
            for start, end, concept in names[["start", "end", "concept"]].itertuples(index=False):
                found.append(show.Mark(start, end, "name", concept))
        return found


def runs(texts: Iterable[str]) -> set[tuple[str, ...]]:
    """Every run of `RUN` words in each of the texts, in lower case."""
    words = [[word[1].casefold() for word in WORD.finditer(text) if word[1]] for text in texts]
    return {tuple(own[n : n + RUN]) for own in words for n in range(len(own) - RUN + 1)}


def chosen(m: Published, quoted: str) -> Iterator[str]:
    """The places of the sentences that may be shown, given what prose and figures quote."""
    size = pd.Series({place: len(WORD.findall(text)) for place, text in m.texts.items()})
    of: Any = {place: place.rpartition(":")[0] for place in m.texts}
    have, room = runs([quoted]), size.groupby(of).sum() * LIMIT
    needed = [place for place, text in m.texts.items() if runs([text]) & have]
    cited = [places for rows in m.parallel.values() for places in rows["sentences"]]
    cited += [row["sentences"] for row in m.matrix]
    for place in dict.fromkeys([*needed, *" ".join(cited).split()]):
        if size[place] <= room[of[place]]:
            room[of[place]] -= size[place]
            yield place


def abridged(page: str, hidden: set[tuple[str, ...]]) -> str:
    """A page or a table, every run of hidden words in it cut after `KEPT` of them."""
    words = [word for word in WORD.finditer(page) if word[1]]
    said, cut = [word[1].casefold() for word in words], set[int]()
    for n in range(len(said) - RUN + 1):
        if tuple(said[n : n + RUN]) in hidden:
            cut.update(range(n, n + RUN))
    for n in sorted((n for n in cut if cut.issuperset(range(n - KEPT, n))), reverse=True):
        low, high = words[n - 1].end(), words[n].end()
        sign = "" if n - KEPT - 1 in cut else " […]"
        page = page[:low] + sign + "".join(re.findall("<[^>]*>", page[low:high])) + page[high:]
    return page


def tidied(html: str, m: Published) -> str:
    """What a notebook shows, for a page: the name of a sentence leads to its place."""
    for pattern, instead in TIDY.items():
        html = re.sub(pattern, instead, html, flags=re.DOTALL)
    for number, name in enumerate(m.corpus.articles["article_id"], 1):
        place = rf"(?<=[>\s]){re.escape(name)}:(\d+)(?=[<\s])"
        html = re.sub(place, rf'<a href="article-{number}.html#s-\1">{name}:\1</a>', html)
    return re.sub(' id="[^"]*"', lambda found: found[0].lower(), html)  # as code hosts have them


def write_collection(m: Published, folder: Path) -> tuple[Any, str]:
    """Write front page, notebooks and figures; returns the templates, and the prose."""
    import nbformat
    from nbconvert import HTMLExporter
    from nbconvert.filters import markdown2html

    page, m.title = report.environment(m), "Five Tellings"
    prose = (HOME / "README.md").read_text("utf-8")
    lead, *sections = re.split(r"\n(?=## )", prose)[:3]
    parts = [tidied(markdown2html(text), m) for text in (lead.partition("```")[0], *sections)]
    report.write(page, folder, "front", [{"name": "index", "title": "", "parts": parts}])
    templates, rows = [str(report.TEMPLATES)], []
    exporter = HTMLExporter(template_name="notebook", extra_template_basedirs=templates)
    notebooks = {p.stem: nbformat.read(p, 4) for p in sorted(HOME.glob("notebooks/[0-9]*.ipynb"))}
    lesson = nbformat.v4.new_markdown_cell((HOME / "docs" / "classroom.md").read_text("utf-8"))
    notebooks["classroom"] = nbformat.v4.new_notebook(cells=[lesson])
    for name, notebook in notebooks.items():
        prose += "\n".join(c["source"] for c in notebook.cells if c["cell_type"] == "markdown")
        title = notebook.cells[0]["source"].partition("\n")[0].removeprefix("# ")
        body = tidied(exporter.from_notebook_node(notebook)[0], m)
        rows.append({"name": name, "title": title, "body": body})
    report.write(page, folder, "notebook", rows)
    shutil.copytree(charts.FIGURES, folder / "figures")
    codebook = (charts.FIGURES / "README.md").read_text("utf-8")
    page.globals["codebook"] = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|$", codebook, re.M))
    rows = []
    for name, caption in charts._captions().items():
        drawn = pd.read_csv(charts.FIGURES / f"{name}.csv")
        words = {what: charts._filled(text, drawn, name) for what, text in caption.items()}
        rows.append({"name": f"figure-{name}", "file": name, "drawn": drawn, **words})
    report.write(page, folder, "figure", rows)
    page.globals["figures"] = rows
    report.write(page, folder, "figures", [{"name": "figures", "title": "Figures"}])
    return page, prose


def fill(m: Published, folder: Path) -> None:
    """Write all pages of a story into an empty folder."""
    own = Path(m.corpus.story.folder or "").resolve() == HOME / "seeds"
    page, quoted = write_collection(m, folder) if own else (report.write_pages(m, folder), "")
    if not m.full:
        quoted += " ".join(path.read_text("utf-8") for path in (folder / "figures").glob("*.csv"))
        m.shown = set(chosen(m, re.sub(r"\*\*|__", "", quoted)))
    articles = enumerate(m.corpus.articles.itertuples(), 1)
    rows: Any = [{"name": f"article-{n}", "title": a.title, "article": a} for n, a in articles]
    report.write(page, folder, "article", rows)
    moments = enumerate(m.parallel.items(), 1)
    rows = [{"name": f"moment-{n}", "title": name, "told": told} for n, (name, told) in moments]
    report.write(page, folder, "moment", rows)
    report.write(page, folder, "facts", [{"name": "facts", "title": "Facts"}] if m.matrix else [])
    hidden = runs(m.texts[place] for place in m.texts.keys() - m.shown)
    hidden -= runs(m.texts[place] for place in m.shown)
    for path in [*folder.glob("*.html"), *folder.glob("*/*.csv")]:
        text = abridged(path.read_text("utf-8"), hidden)
        # The looks of `show` are in the style sheet, whose marks can be switched off.
        path.write_text(re.sub(r'(class="[^"]*") style="[^"]*"', r"\1", text), "utf-8")


def write_site(folder: str | Path, out: Path | None = None, *, full: bool = False) -> Path:
    """Write the pages of a story to `out`, whole or not at all; returns the first of them.

    `out` is by default build/report-NAME. With `full` all sentences of the articles are shown, for
    reading at home.

    Raises StoryError for a story with faults, ValueError for a folder that holds other files than
    those of a site, OSError where it can't be written.
    """
    m = Published(load_corpus(folder), full)
    place = (out or Path("build", f"report-{m.corpus.story.name}")).resolve()
    with whole_folder(place) as fresh:
        fill(m, fresh)
    return place / "index.html"
