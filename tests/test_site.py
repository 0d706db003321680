"""The site: every number leads to its sentence, no article stands there whole, all can read it."""

import csv
import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from analysis import coverage, load_corpus, report, site
from analysis.__main__ import main

PROJECT = Path(__file__).parent.parent
FIGURES = sorted(path.stem for path in (PROJECT / "figures").glob("*.svg"))
NOTEBOOKS = sorted((PROJECT / "notebooks").glob("[0-9]*.ipynb"))
# A page of each kind.
KINDS = [
    "index",
    "02-tone",
    "figures",
    "figure-whose-words",
    "facts",
    "article-3",
    "moment-8",
    "classroom",
]


class Page(HTMLParser):
    """A page as a reader meets it: text, tags, links with their words, ids."""

    def __init__(self, path: Path):
        super().__init__()
        self.path, self.text, self.tags, self.ids, self.links = path, "", [], [], []
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append((tag, given))
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given[name] for name in ("href", "src") if name in given]
        self.text += " " if tag in ("td", "th", "li", "p", "div", "br", "summary") else ""

    def handle_data(self, data):
        self.text += data

    def classes(self, tag: str) -> list[str]:
        return [given.get("class", "") for name, given in self.tags if name == tag]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def share(article: str, texts: list[str], run: int = 8) -> float:
    """How much of an article's words stands in the texts, in runs of so many words or more."""
    own = words(article)
    there = {tuple(w[n : n + run]) for w in map(words, texts) for n in range(len(w) - run + 1)}
    found = set()
    for n in range(len(own) - run + 1):
        if tuple(own[n : n + run]) in there:
            found.update(range(n, n + run))
    return len(found) / len(own)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The site of the five tellings, as it is published."""
    out = tmp_path_factory.mktemp("published") / "site"
    return site.write_site(PROJECT / "seeds", out).parent


@pytest.fixture(scope="module")
def pages(folder):
    return {path.stem: Page(path) for path in sorted(folder.glob("*.html"))}


@pytest.fixture
def quick(monkeypatch):
    kept = {name: report.WORDS["measures"][name] for name in ("own", "used")}
    monkeypatch.setitem(report.WORDS, "measures", kept)


@pytest.mark.slow
def test_every_page_is_there_and_full(pages, corpus):
    names = {"index", "figures", "facts", "classroom", *(path.stem for path in NOTEBOOKS)}
    names |= {f"figure-{name}" for name in FIGURES}
    names |= {f"article-{n}" for n in range(1, 6)}
    names |= {f"moment-{n}" for n in range(1, corpus.moments["moment"].nunique() + 1)}
    assert set(pages) == names
    for path in NOTEBOOKS:  # every finding of every notebook
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            for line in "".join(cell["source"]).split("\n"):
                if cell["cell_type"] == "markdown" and re.match("#+ ", line):
                    assert line.lstrip("# ") in pages[path.stem].text, line
    assert {"own-voice", "f1", "alpha"} <= set(pages["classroom"].ids)
    assert "figures/" not in pages["index"].text and "figures.html" in pages["index"].links
    readme = (PROJECT / "README.md").read_text("utf-8")
    for finding in re.findall(r"^\d\. \*\*(.+?)\*\*", readme, re.MULTILINE):
        assert finding in pages["index"].text


@pytest.mark.slow
def test_links_lead_somewhere_and_pages_are_in_order(pages, folder):
    outside = set()
    for page in pages.values():
        tags = [tag for tag, _ in page.tags]
        assert not {"script", "iframe", "form"} & set(tags)
        levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
        assert levels.count(1) == 1 and levels[0] == 1, page.path.name
        assert all(b <= a + 1 for a, b in pairwise(levels)), page.path.name
        assert len(page.ids) == len(set(page.ids)), page.path.name
        assert all(given.get("scope") for tag, given in page.tags if tag == "th")
        assert tags.count("table") == tags.count("thead") == page.classes("div").count("wide")
        for tag, given in page.tags:
            small = page.path.stem == "figures"  # there the title is the picture's name
            assert tag != "img" or small or len(given["alt"]) > 20
            assert not {"onclick", "onload", "onerror"} & given.keys()
        for link in page.links:
            if link.startswith("data:image/png"):
                continue
            if link.startswith("https://"):
                outside.add(link)
                continue
            file, _, anchor = link.partition("#")
            assert ":" not in link and (folder / (file or page.path.name)).is_file(), link
            assert not anchor or anchor in pages[Path(file or page.path.name).stem].ids, link
    addresses = load_corpus(PROJECT / "seeds").articles["url"]
    assert outside == {f"https://{url}" for url in addresses}


@pytest.mark.slow
def test_every_row_of_a_figure_leads_to_its_sentences(pages, corpus):
    numbers = {name: n for n, name in enumerate(corpus.articles["article_id"], 1)}

    def addresses(places):
        pairs = [place.rpartition(":") for place in places.split()]
        return [f"article-{numbers[name]}.html#s-{number}" for name, _, number in pairs]

    for name in FIGURES:
        with (PROJECT / "figures" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        links = [link for link in pages[f"figure-{name}"].links if "#s-" in link]
        wanted = []
        for row in rows:
            own = f"{row.get('article_id')}:{row.get('sentence_id')}"
            wanted += addresses(row.get("sentences", own))
        assert links == wanted, name
        shown = [stem for stem, page in pages.items() if f"figure-{name}.html" in page.links]
        assert any(stem[:2].isdigit() for stem in shown), name
    told = coverage.told(corpus)
    wanted = [link for places in told["sentences"] for link in addresses(places)]
    assert [link for link in pages["facts"].links if "#s-" in link] == wanted and len(wanted) > 80
    # Names of sentences in a notebook's tables do too.
    assert "article-3.html#s-26" in pages["00-five-tellings"].links


@pytest.mark.slow
def test_at_most_half_of_an_article_stands_on_all_pages_together(pages, folder, corpus):
    texts = [page.text for page in pages.values()]
    texts += [path.read_text("utf-8") for path in folder.glob("*/*.csv")]
    texts += [text.replace("**", "").replace("__", "") for text in texts]
    shown, hidden = [], []
    for n, article in enumerate(corpus.articles.itertuples(), 1):
        seen = {given.get("id") for tag, given in pages[f"article-{n}"].tags if tag == "li"}
        own = corpus.sentences[corpus.sentences["article_id"] == article.article_id]
        there = ("s-" + own["sentence_id"].astype(str)).isin(seen)
        assert 0.4 < own["text"][there].map(words).map(len).sum() / len(words(article.text)) <= 0.5
        shown, hidden = [*shown, *own["text"][there]], [*hidden, *own["text"][~there]]
        # A little more meets the eye: words that a sentence shares with one that is shown, and the
        # first six of those that are cut.
        assert share(article.text, texts) < 0.54, article.article_id
    allowed = {tuple(w[n : n + 8]) for w in map(words, shown) for n in range(len(w) - 7)}
    there = {tuple(w[n : n + 8]) for w in map(words, texts) for n in range(len(w) - 7)}
    for sentence in hidden:
        own = words(sentence)
        assert not {tuple(own[n : n + 8]) for n in range(len(own) - 7)} & there - allowed, sentence
    # What seeds/README.md says of it.
    places = {
        f"{name}:{given['id'][2:]}"
        for n, name in enumerate(corpus.articles["article_id"], 1)
        for tag, given in pages[f"article-{n}"].tags
        if tag == "li" and "id" in given
    }
    cells = coverage.told(corpus)["sentences"]
    cells = [set(cell.split()) for cell in cells if cell]
    moments = [coverage.side_by_side(corpus, name) for name in corpus.moments["moment"].unique()]
    moments = {place for told in moments for cell in told["sentences"] for place in cell.split()}
    said = " ".join((PROJECT / "seeds" / "README.md").read_text("utf-8").split())
    assert f"{len(moments & places)} of the {len(moments)} sentences of the moments" in said
    assert f"{sum(bool(c & places) for c in cells)} of the {len(cells)} cells" in said
    # No picture or finding quotes what is not shown: its table is the one of the notebooks.
    for name in FIGURES:
        table = (PROJECT / "figures" / f"{name}.csv").read_bytes()
        assert (folder / "figures" / f"{name}.csv").read_bytes() == table


@pytest.mark.slow
def test_articles_are_numbered_marked_and_counted(pages, corpus):
    for n, name in enumerate(corpus.articles["article_id"], 1):
        page, own = pages[f"article-{n}"], corpus.sentences.query("article_id == @name")
        ids = [int(given[2:]) for given in page.ids if given.startswith("s-")]
        assert ids == own["sentence_id"].tolist()
        seen = [int(given["id"][2:]) for tag, given in page.tags if tag == "li" and "id" in given]
        hidden = sum(map(int, re.findall(r"(\d+) sentences? not shown", page.text)))
        assert seen and hidden and len(seen) + hidden == len(own)
        assert f"{len(seen)} of {len(own)} sentences" in page.text
        text = " ".join(page.text.split())
        for row in own.itertuples():
            whole = " ".join(row.text.split()) in re.sub(r"\[[^]]*\] ", "", text)
            assert whole == (row.sentence_id in seen) or len(row.text) < 30, row.text
        labels = page.classes("small")
        acts = corpus.acts[(corpus.acts["actor"] + corpus.acts["object"]) != ""]
        for frame, label in ((corpus.mentions, "mention"), (acts, "act")):
            there = frame[(frame["article_id"] == name) & frame["sentence_id"].isin(seen)]
            assert sum(f"of-{label}" in given for given in labels) == len(there) > 0, label
        coded = corpus.facts.query("article_id == @name and sentence_id >= 0")
        assert page.text.count("In its own voice.") == (coded["status"] == "own").sum()


@pytest.mark.slow
def test_a_moment_says_what_both_tell(pages, corpus):
    call = "The call between Putin and Macron, 3 March"
    n = corpus.moments["moment"].drop_duplicates().tolist().index(call) + 1
    page = pages[f"moment-{n}"]
    assert page.classes("span").count("both") > 5 and page.classes("span").count("alone") > 3
    assert "Russia's ambition is indeed to take control of all of Ukraine" in page.text
    assert f"moment-{n + 1}.html" in page.links and f"moment-{n - 1}.html" in page.links


def test_another_story_keeps_to_the_limit_unless_all_is_asked_for(strike, quick, capsys):
    corpus = load_corpus(strike)
    out = strike.parent / f"{strike.name}-site"
    assert main(["site", str(strike), "--out", str(out)]) == 0
    assert capsys.readouterr().out.strip() == str(out / "index.html")
    texts = [Page(path).text for path in out.glob("*.html")]
    texts += [path.read_text("utf-8") for path in out.glob("*/*.csv")]
    for article in corpus.articles.itertuples():
        assert share(article.text, texts) <= site.LIMIT, article.article_id
    assert Page(out / "article-2.html").text.count("1 sentence not shown") == 2
    assert main(["site", str(strike), "--out", str(out), "--full"]) == 0
    page = Page(out / "article-2.html")
    assert "not shown" not in page.text and "It would cost the city dearly." in page.text
    names = {link.partition("#")[0] for link in Page(out / "index.html").links}
    assert {"facts.html", "moment-1.html", "article-3.html", "framing.html"} <= names


def test_hidden_words_are_cut_and_tags_stay():
    hidden = site.runs(["One two three four five six seven eight nine ten."])
    page = "<p>One two <b>three four five six seven</b> eight, nine ten. Eleven.</p>"
    assert site.abridged(page, hidden) == "<p>One two <b>three four five six […]</b>. Eleven.</p>"
    other = "<p>One two three four five six seven, Eight &amp; more.</p>"
    assert site.abridged(other, hidden) == "<p>One two three four five six […] &amp; more.</p>"
    short = "<p>two three four five six seven and eight</p>"
    assert site.abridged(short, hidden) == short


@pytest.mark.slow
def test_no_page_asks_for_anything_or_is_too_wide(browser, folder):
    asked, said = [], []
    for width in (360, 1280):
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        for path in sorted(folder.glob("*.html")):
            page.goto(path.as_uri())
            wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            assert not page.evaluate(wide), (path.name, width)
            broken = "[...document.images].filter(i => i.complete && !i.naturalWidth).length"
            assert page.evaluate(broken) == 0, path.name
        page.close()
    assert said == [] and len(asked) > 80
    assert all(url.startswith((folder.as_uri(), "data:image/png")) for url in asked)


@pytest.mark.slow
def test_marks_are_switched_by_keyboard_alone(browser, folder):
    page = browser.new_page()
    page.goto((folder / "article-3.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the text"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"

    def looks(css, what):
        return page.locator(css).first.evaluate(f"e => getComputedStyle(e).{what}")

    for box, css, what in (
        ("mentions", ".text .mention", "fontWeight"),
        ("quotes", ".text .indirect", "borderBottomStyle"),
        ("names", ".text .name", "backgroundColor"),
        ("acts", ".text .act", "textDecorationLine"),
        ("facts", ".text .facts", "display"),
    ):
        before = looks(css, what)
        page.focus(f"#show-{box}")
        page.keyboard.press("Space")
        assert looks(css, what) != before, box
    page.goto((folder / "article-3.html").as_uri() + "#s-9")
    assert looks("#s-9", "backgroundColor") != looks("#s-8", "backgroundColor")
    page.emulate_media(media="print")
    assert not page.locator("header").is_visible() and page.locator("#s-9").is_visible()
    page.close()


@pytest.mark.slow
def test_axe_finds_nothing_on_any_kind_of_page(violations, folder):
    assert violations([folder / f"{name}.html" for name in KINDS]) == []
