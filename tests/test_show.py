"""Show: what is marked, what is refused, and that no article's text runs as markup."""

from html.parser import HTMLParser

import pytest

from analysis import load_corpus, show, terms


class Tags(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, shown):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(shown._repr_html_())

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


EVIL = '<script>alert(1)</script> <img src=x onerror=alert(2)> $x$ "&amp;'


@pytest.fixture
def evil(strike):
    """The strike with markup and mathematics wherever a story has text."""
    texts = {"b.txt": "illegal", "articles.csv": "The Quay", "actors.csv": "Port,Meyer"}
    for name, word in texts.items():
        path = strike / name
        cell = EVIL.replace('"', '""') if name.endswith("csv") else EVIL
        text = path.read_text("utf-8")
        if name == "actors.csv":
            text = text.replace("Port,Meyer,Meyer", f'Port,"{cell}",Meyer')
        else:
            quoted = f'"{cell}"' if name.endswith("csv") else cell
            text = text.replace(word, quoted)
        path.write_text(text, "utf-8")
    for name in ("gold/quotes.csv", "gold/acts.csv", "gold/frames.csv", "coding.csv"):
        path = strike / name
        lines = path.read_text("utf-8").split("\n")
        path.write_text("\n".join(x for x in lines if x[:2] != "b,"), "utf-8")
    for name in ("gold/tone.csv", "gold/agency.csv"):
        (strike / name).unlink()
    corpus = load_corpus(strike)
    corpus.__dict__["quotes"] = corpus.gold("quotes").assign(coded_by="hand")
    return corpus


def test_text_of_an_article_is_text(evil):
    views = [
        show.show(evil, "b", 1),
        show.sentences(evil, "b:1"),
        show.lines(terms.concordance(evil, "strike")),
    ]
    for view in views:
        page = Tags(view)
        assert {tag for tag, _ in page.tags} <= set(
            "div p b blockquote small span br table thead tbody tr th td".split()
        )
        assert "<script>alert(1)</script>" in page.text and "$x$" in page.text
        assert {"tex2jax_ignore", "mathjax_ignore"} <= set(page.tags[0][1]["class"].split())
    assert "[Port]" in Tags(views[0]).text


def test_a_sentence_in_its_place(dispute):
    view = show.show(dispute, "a", 1)
    page = Tags(view)
    classes = [names.get("class", "") for tag, names in page.tags if tag == "span"]
    assert "here direct" in classes and "here mention side-0" in classes
    assert "mention side-2" in classes
    assert "[Ruiz, Dockers] “We were not heard,”" in page.text
    assert "The union walked out" in page.text and "The mayor asked" in page.text
    alone = Tags(show.show(dispute, "a", 1, context=0)).text
    assert "The union walked out" not in alone
    assert str(view).startswith("a, sentence 1\n[Dockers] The union walked out")


def test_a_number_leads_to_its_sentences(dispute):
    from analysis import framing

    table = framing.voice(dispute)
    row = table[(table["group"] == "b") & (table["side"] == "Port")].iloc[0]
    for cited in (row, table.loc[[row.name]], row["sentences"]):
        text = str(show.sentences(dispute, cited))
        assert text.split("\n") == [
            "b:1  Meyer said the strike was illegal.",
            "b:2  It would cost the city dearly.",
        ]
    assert str(show.sentences(dispute, "")) == "nothing found"


def test_passages_say_what_both_tell(strike):
    path = strike / "coding.csv"
    path.write_text(path.read_text("utf-8") + "c,out,own,,union walked out\n", "utf-8")
    page = Tags(show.passages(load_corpus(strike), "The walkout"))
    looks = [names["class"] for tag, names in page.tags if tag == "span"]
    assert looks == ["both", "alone", "both", "both"]  # two of them are the key
    assert [tag for tag, _ in page.tags].count("td") == 2 and "The Quay" not in page.text


def test_what_is_not_there_is_named(dispute):
    with pytest.raises(ValueError, match="no article 'z'; valid: a, b, c"):
        show.show(dispute, "z", 0)
    with pytest.raises(ValueError, match="no sentence of a 9; valid: 0, 1, 2"):
        show.show(dispute, "a", 9)
    with pytest.raises(ValueError, match="no sentence a:9; the articles are a, b, c"):
        show.sentences(dispute, "a:9")
    with pytest.raises(ValueError, match="'axios' names no sentence; valid: article:number"):
        show.sentences(dispute, "axios")


def test_a_story_without_actors(strike):
    (strike / "actors.csv").unlink()
    corpus = load_corpus(strike)
    assert "walked out" in str(show.show(corpus, "a", 0))
