"""A story's report: its pages lead everywhere and ask for nothing, and it harms no folder."""

import csv
import inspect
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from analysis import charts, load_corpus, report, show, site
from analysis.__main__ import main

PROJECT = Path(__file__).parent.parent
SOLLEN = PROJECT / "tests" / "stories" / "sollen-sound"
FORMS = {"dots", "bars", "words", "strip", "matrix"}


class Page(HTMLParser):
    """What a page links to, the ids that it has, and what its pictures and tables say."""

    def __init__(self, path: Path):
        super().__init__()
        self.path, self.links, self.ids, self.tags, self.text = path, [], set(), [], ""
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append((tag, given))
        self.ids |= {given["id"]} if "id" in given else set()
        self.links += [given[name] for name in ("href", "src") if name in given]

    def handle_data(self, data):
        self.text += data


def pages(folder: Path) -> dict[str, Page]:
    return {path.name: Page(path) for path in sorted(folder.glob("*.html"))}


@pytest.fixture(scope="module")
def sollen(tmp_path_factory):
    """The report of the fictional story, coded by hand."""
    out = tmp_path_factory.mktemp("report") / "sollen"
    return site.write_site(SOLLEN, out, full=True).parent


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """The report of three articles of three outlets, without any other table."""
    folder = tmp_path_factory.mktemp("story") / "bare"
    folder.mkdir()
    lines = (SOLLEN / "articles.csv").read_text("utf-8").splitlines()[:4]
    (folder / "articles.csv").write_text("\n".join(lines), "utf-8")
    for row in csv.DictReader(lines):
        (folder / row["file"]).write_bytes((SOLLEN / row["file"]).read_bytes())
    return site.write_site(folder, folder.parent / "out", full=True).parent


@pytest.fixture
def quick(monkeypatch):
    """Only what is fast, for tests of the folder and of the words on the pages."""
    kept = {name: report.WORDS["measures"][name] for name in ("own", "used", "speakers")}
    monkeypatch.setitem(report.WORDS, "measures", kept)


def test_every_section_has_its_measure():
    sections = tomllib.loads((report.TEMPLATES / "report.toml").read_text("utf-8"))["measures"]
    for name, section in sections.items():
        module, _, function = section.get("measure", name).rpartition(".")
        owner = __import__(f"analysis.{module}", fromlist=["_"]) if module else report.Measures
        assert inspect.isfunction(getattr(owner, function)), name
        assert section["page"] in report.WORDS["pages"] and section["title"] and section["name"]
        if figure := section.get("figure"):
            wrong = figure.keys() - {"form", "each", "x", "y", "row", "column", "text", "value"}
            assert figure["form"] in FORMS and wrong - {"mean"} <= set(charts.OPTIONS), name


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sollen", "bare"])
def test_links_and_tables(name, request):
    folder = request.getfixturevalue(name)
    found = pages(folder)
    assert {"index.html", "tone.html", "framing.html", "terms.html", "coverage.html"} <= set(found)
    for page in found.values():
        tags = [tag for tag, _ in page.tags]
        assert "script" not in tags and tags.count("h1") == 1
        assert "no column" not in page.text  # a figure that its section draws wrongly
        assert tags.count("table") == tags.count("thead")
        assert all(given.get("scope") for tag, given in page.tags if tag == "th")
        assert all(len(given["alt"]) > 20 for tag, given in page.tags if tag == "img")
        for link in page.links:
            if link.startswith("https://") and page.path.name.startswith("article"):
                continue  # the publisher's
            file, _, anchor = link.partition("#")
            assert ":" not in link and (folder / (file or page.path.name)).is_file(), link
            if anchor:
                assert anchor in found[file or page.path.name].ids, link


@pytest.mark.slow
def test_figures_and_tables_have_their_files(sollen):
    stems = {path.stem for path in (sollen / "figures").iterdir()}
    assert len(stems) > 20
    for stem in stems:
        for ending in ("svg", "png", "pdf", "csv"):
            assert (sollen / "figures" / f"{stem}.{ending}").stat().st_size > 100
    own = csv.DictReader((sollen / "tables" / "own-2.csv").read_text("utf-8").splitlines())
    assert [round(float(row["estimate"]), 2) for row in own] == [0.61, 0.61, 0.54]


@pytest.mark.slow
def test_outlets_are_compared_with_intervals_and_a_test(sollen):
    text = pages(sollen)["tone.html"].text
    assert "Outlets are compared" in pages(sollen)["index.html"].text
    assert "95% from" in text and "p (Holm)" in text
    assert "Told apart: The Sollen Tide and Corran Ledger (Fishers)" in text
    # Computed by hand from gold/tone.csv: 7 of the Ledger's 20 mentions of the fishers are bad.
    assert "Tone towards each side: Fishers −0.35 to +0.12; Tessmark −0.44 to +0.38" in text


@pytest.mark.slow
def test_every_share_is_tested_between_outlets(sollen):
    """A table of differences, each pair once for each thing counted, beside that of estimates."""
    shares = "means voices towards own whose agency mentions frames".split()
    for name in shares:
        tables = sorted((sollen / "tables").glob(f"{name}-[0-9].csv"))
        rows = [list(csv.DictReader(path.open("r", -1, "utf-8"))) for path in tables]
        (told,) = (found for found in rows if "estimate" in found[0])
        (tests,) = (found for found in rows if "p_holm" in found[0])
        (key,) = {"key", "side", "frame"} & told[0].keys()
        keys, groups = {row[key] for row in told}, {row["group"] for row in told}
        assert {row["key"] for row in tests} == keys and len(groups) == 3, name
        assert len(tests) == 3 * len(keys), name
        value = {(row["group"], row[key]): float(row["estimate"] or "nan") for row in told}
        for row in tests:  # written with six digits
            gap = value[row["second"], row["key"]] - value[row["first"], row["key"]]
            assert float(row["difference"]) == pytest.approx(gap, abs=2e-5), name


@pytest.mark.slow
def test_one_article_each_has_no_interval(bare):
    found = pages(bare)
    index = found["index.html"].text
    assert "Articles are compared" in index
    for page in found.values():
        assert "95%" not in page.text and "Holm" not in page.text
    assert "Corran Ledger" not in found["tone.html"].text
    # What is left out says which table would bring it, with its columns.
    for table in (
        "actors.csv: this measure needs the table, with columns side, actor, alias",
        "naming.csv: this measure needs the table, with columns concept, variant, pattern",
        "facts.csv: this measure needs the table, with columns fact_id, fact, since",
        "moments.csv: this measure needs the table",
        "column published: a trend needs",
    ):
        assert table in " ".join(index.split()), table
    assert "Who acts" in index and "Facts told once" in index


@pytest.mark.slow
def test_a_number_is_one_click_from_its_sentences(sollen):
    corpus = load_corpus(SOLLEN)
    said = corpus.sentences.set_index(["article_id", "sentence_id"])["text"]
    page = " ".join(pages(sollen)["framing.html"].text.split())
    rows = list(csv.DictReader((sollen / "tables" / "whose-2.csv").open("r", -1, "utf-8")))
    assert rows
    for row in rows:
        place = row["sentences"].split()[0].rpartition(":")
        assert " ".join(said[place[0], int(place[2])].split()) in page


@pytest.mark.slow
def test_nothing_of_the_five_articles(sollen, bare, corpus):
    words = [*corpus.articles["outlet"], *corpus.articles["article_id"]]
    words += ["Russia", "Ukrain", "Putin", "Zelensk", "Kyiv", "Kiev", "Moscow"]
    for folder in (sollen, bare):
        for path in folder.rglob("*"):
            if path.suffix in (".html", ".css", ".csv", ".svg", ".txt"):
                text = path.read_text("utf-8").casefold()
                assert not [word for word in words if word.casefold() in text], path.name


@pytest.mark.slow
def test_a_story_coded_in_part_says_whose(strike, quick, tmp_path_factory):
    path = strike / "gold" / "quotes.csv"
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join(line for line in lines if not line.startswith("c,")), "utf-8")
    out = site.write_site(strike, tmp_path_factory.mktemp("out") / "part", full=True).parent
    foot = " ".join(pages(out)["framing.html"].text.split())
    assert "quotations and reports: by hand in 2 articles (a, b), by machine in the other 1" in foot
    assert "Acts: who does what to whom: by hand." in foot
    assert "F1 of spans" in foot  # what the machine is worth elsewhere


def test_words_of_articles_are_never_markup(strike, quick, tmp_path_factory):
    nasty = "<img src=x onerror=alert(1)> said the union. =cmd() said Ruiz & Meyer.\n"
    (strike / "c.txt").write_text("The union walked out again in a “wildcat” strike.\n" + nasty)
    text = (strike / "articles.csv").read_text("utf-8")
    (strike / "articles.csv").write_text(text.replace("Still on strike", "<b>Still</b> on strike"))
    out = site.write_site(strike, tmp_path_factory.mktemp("out") / "nasty", full=True).parent
    for name, page in pages(out).items():
        assert not [tag for tag, given in page.tags if "onerror" in given], name
        assert "b" not in [tag for tag, _ in page.tags] or name.startswith("article"), name
    assert "<b>Still</b>" in pages(out)["index.html"].text
    assert "<img src=x onerror=alert(1)>" in pages(out)["article-3.html"].text


def test_what_a_spreadsheet_would_run_stays_text(tmp_path):
    (tmp_path / "tables").mkdir()
    report.keep(pd.DataFrame({"text": ["=1+1", "@x", "plain"], "n": [-1, 2, 3]}), tmp_path, "t")
    lines = (tmp_path / "tables" / "t.csv").read_text("utf-8").splitlines()
    assert lines == ["text,n", "'=1+1,-1", "'@x,2", "plain,3"]


def test_it_replaces_its_own_folder_and_no_other(strike, quick, tmp_path_factory, capsys):
    out = tmp_path_factory.mktemp("out") / "report"
    assert main(["report", str(strike), "--out", str(out)]) == 0
    assert capsys.readouterr().out.strip() == str(out / "index.html")
    before = sorted(out.rglob("*"))
    assert main(["report", str(strike), "--out", str(out)]) == 0
    assert sorted(out.rglob("*")) == before and len(list(out.parent.iterdir())) == 1
    (out / "notes.txt").write_text("mine")
    capsys.readouterr()
    for place in (out, strike, strike / "a.txt"):
        assert main(["report", str(strike), "--out", str(place)]) == 1
        error = capsys.readouterr().err.strip()
        assert str(place) in error and "\n" not in error
    assert (out / "notes.txt").read_text() == "mine" and (strike / "a.txt").is_file()


def test_what_fails_half_way_leaves_what_was(strike, quick, tmp_path_factory, monkeypatch):
    out = tmp_path_factory.mktemp("out") / "report"
    site.write_site(strike, out, full=True)
    before = (out / "index.html").read_bytes()

    def fail(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(report.charts, "export", fail)
    with pytest.raises(OSError, match="No space"):
        site.write_site(strike, out, full=True)
    assert (out / "index.html").read_bytes() == before and len(list(out.parent.iterdir())) == 1


def test_a_folder_that_cannot_be_written_is_one_line(strike, quick, capsys):
    assert main(["report", str(strike), "--out", "/proc/none/report"]) == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_without_a_parser_marks_are_left_out(strike, monkeypatch):
    measures = site.Published(load_corpus(strike), full=True)
    assert measures.marks("a")

    def missing(*_):
        raise ImportError("no spaCy")

    monkeypatch.setattr(show, "marks_of", missing)
    assert measures.marks("a") == []


def test_too_few_articles_to_tell_are_named():
    """By hand: C(7, 3) = 35 deals; of 5 and 5, 252 that mirror each other, so 126."""
    rows = [(0.1, 4, 3), (0.1, 3, 4), (0.1, 5, 5), (float("nan"), 1, 3)]
    tests = pd.DataFrame(rows, columns=["p", "n_first", "n_second"])
    assert report.too_few(tests) == ["3 and 4"]  # 3 / 35 = .086, 3 / 126 = .024
    assert report.too_few(tests[:1]) == []  # 1 / 35 = .029
    assert report.too_few(tests[3:]) == []


def test_an_outlet_with_one_article_is_no_headline(strike):
    """Of three outlets one has one article: neither in pairs nor in a title, but in the table."""
    lines = (strike / "articles.csv").read_text("utf-8").splitlines()
    row = next(csv.DictReader(lines))
    outlets = {"a": "One", "b": "One", "c": "Two", "d": "Two", "e": "Alone"}
    told = [f"{name},{row['file']},{outlet}" for name, outlet in outlets.items()]
    for name in ("actors", "coding", "facts", "moments", "naming", "frames", "furniture"):
        (strike / f"{name}.csv").unlink(missing_ok=True)
    for path in (strike / "gold").glob("*.csv"):
        path.unlink()
    (strike / "articles.csv").write_text("\n".join(["article_id,file,outlet", *told]), "utf-8")
    m = report.Measures(load_corpus(strike))
    assert m.groups[2:] == ["Alone"] and set(m.compared) == {"One", "Two"}
    section = {k: v for k, v in report.WORDS["measures"]["means"].items() if k != "figure"}
    _, (means, tests) = report.shown(m, "means", section)
    assert "Alone" in set(means["group"]) and not {"Alone"} & {*tests["first"], *tests["second"]}


@pytest.mark.parametrize(
    ("value", "number", "text"),
    [
        *[(-0.123, "+.2f", "−0.12"), (0.004, "+.2f", "0.00"), (0.415, ".0%", "42%")],
        *[(float("nan"), ".2f", ""), (1188.0, ".3g", "1,188"), (7, ".3g", "7"), ("a-b", "", "a-b")],
        *[(True, ".3g", "yes"), (False, ".3g", "")],
    ],
)
def test_what_a_cell_says(value, number, text):
    assert report.said(value, number) == text


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sollen", "bare"])
def test_pages_in_a_browser(name, request, browser, violations):
    folder = request.getfixturevalue(name)
    page = browser.new_page(viewport={"width": 1280, "height": 2000})
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in sorted(folder.glob("*.html")):
        page.goto(path.as_uri())
        broken = "[...document.images].filter(i => !i.complete || !i.naturalWidth).length"
        assert page.evaluate(broken) == 0, path.name
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(wide), path.name
    # A number, its sentences, and one of them in its place.
    page.goto((folder / "framing.html").as_uri())
    page.locator("summary").first.click()
    page.locator("details[open] li a").first.click()
    page.wait_for_url("**/article-*.html#s-*")
    assert page.locator(":target").is_visible()
    page.close()
    assert said == [] and all(url.startswith(folder.as_uri()) for url in asked)
    kinds = ["index", "tone", "framing", "terms", "coverage", "article-1"]
    assert violations([folder / f"{kind}.html" for kind in kinds]) == []
