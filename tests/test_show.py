"""What `show` shows, and that no article's text runs as script."""

from html.parser import HTMLParser

import pandas as pd
import pytest

from analysis import load_corpus
from analysis.show import show


class Tags(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, [name for name, _ in attrs]))

    def handle_data(self, data):
        self.text += data


def test_article_text_never_runs(strike):
    evil = (
        'The union <script>alert(1)</script> met. “Go "><img src=x onerror=alert(2)>,” Ruiz said.'
    )
    (strike / "b.txt").write_text(evil + "\n", "utf-8")
    table = (strike / "articles.csv").read_text("utf-8")
    (strike / "articles.csv").write_text(table.replace("The Quay", "<b onclick=x>Q</b>"), "utf-8")
    actors = (strike / "actors.csv").read_text("utf-8")
    (strike / "actors.csv").write_text(actors.replace("Dockers", "<i>Dockers</i>"), "utf-8")
    page = Tags(show(load_corpus(strike), "b", [0, 1])._repr_html_())
    assert {tag for tag, _ in page.tags} <= {"div", "p", "strong", "small", "span"}
    assert {name for _, names in page.tags for name in names} <= {"style"}
    assert "<script>alert(1)</script>" in page.text and "<img src=x onerror=alert(2)>" in page.text
    assert "<b onclick=x>Q</b>" in page.text and "[<i>Dockers</i>]" in page.text


def test_marks_are_told_in_words(strike):
    corpus = load_corpus(strike)
    scores = pd.DataFrame({"article_id": "a", "sentence_id": [1, 1], "compound": [0.5, 0.0]})
    passage = show(corpus, "a", 1, scores=scores)
    assert "▸(compound +0.25) " in str(passage)
    assert "[Dockers] Ruiz said" in str(passage) and "⟦direct" in str(passage)
    text = Tags(passage._repr_html_()).text
    assert "We were not heard," in text and passage.legend in text
    # The whole paragraph stands there, unchanged but for the labels.
    labels = [mark.label for mark in passage.marks]
    for label in labels:
        text = text.replace(label, "")
    assert corpus.articles.set_index("article_id").at["a", "text"].strip() in text


def test_sentence_ids_of_a_frame(corpus):
    passage = show(corpus, "axios", "3 5")
    assert "sentence 3, 5" in passage.heading
    sentences = corpus.sentences.set_index(["article_id", "sentence_id"])["text"]
    plain = "".join(text for _, text in passage.paragraphs)
    assert sentences["axios", 3] in plain and sentences["axios", 5] in plain


@pytest.mark.parametrize(
    ("article_id", "sentence_id", "problem"),
    [
        ("zz", 0, "no article 'zz'"),
        ("a", 99, "no sentence 99"),
        ("a", "x", "give ids"),
        ("a", [], "no sentence given"),
    ],
)
def test_what_is_not_there_is_named(strike, article_id, sentence_id, problem):
    with pytest.raises(ValueError, match=problem):
        show(load_corpus(strike), article_id, sentence_id)


def test_a_story_without_actors_can_be_shown(strike):
    (strike / "actors.csv").unlink()
    assert "▸ " in str(show(load_corpus(strike), "b", 0))
