"""docs/classroom.md: its passages stand in the articles, its answers are what the measures give.

The terms of its glossary are linked where they first stand, in README and in every notebook.
"""

import json
import re

import pytest

from analysis import compare, coverage, framing, terms, tone
from analysis.corpus import VOICES

DB, DA, AX = "daily-bangladesh", "diplomatic-affairs", "axios"
# A pattern for each of the six terms, by the anchor of its heading.
TERMS = {
    "own-voice": r"own voice",
    "lexicon": r"lexicons?\b",
    "keyness": r"\*key\*|\bkeyness",
    "frame": r"\b[Ff]rames\b|\bframing\b",
    "f1": r"\bF1\b",
    "alpha": r"α",
}
CLAIMS = {}


@pytest.fixture(scope="module")
def page(project):
    return (project / "docs" / "classroom.md").read_text("utf-8")


def claims(template: str):
    """The values that the check returns stand in the page as `template` formats them."""

    def register(check):
        CLAIMS[template] = check
        return check

    return register


def exercise(corpus, page: str) -> dict[str, list[str]]:
    """The numbered passages of each exercise, by the word in its heading."""
    parts = re.split(r"^## ", page, flags=re.MULTILINE)
    return {part[:1]: re.findall(r"^\d\. “(.+?)”(?: \(|$)", part, re.MULTILINE) for part in parts}


def signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")


@claims("VADER gives the four sentences {}, {}, {} and {}; TextBlob gives them {}, {}, {} and {}")
def _(corpus, page):
    scores = tone.score_sentences(corpus).set_index("text")
    four = scores.loc[exercise(corpus, page)["1"]]
    assert len(four) == 4
    # “On the last three the two lexicons contradict each other.”
    assert (four["compound"] * four["polarity"] < 0).tolist() == [False, True, True, True]
    first, second = (dict(tone.read_words(text)) for text in four.index[:2])
    assert first["progress"] < 0 < min(first[word] for word in ("peace", "agreement", "safe"))
    assert set(second) == {"played", "hopes", "peace"} and min(second.values()) > 0
    return [signed(score) for name in ("compound", "polarity") for score in four[name]]


@claims("Hindustan Times by VADER ({0}) and Daily Bangladesh by TextBlob ({1})")
def _(corpus, page):
    found = []
    for measure, best in (("compound", "Hindustan Times"), ("polarity", "Daily Bangladesh")):
        table = compare.estimates(tone.means(corpus, measure=measure, by="outlet"))
        means = table.set_index("group")["estimate"]
        assert means.idxmin() == "Axios" and means.idxmax() == best
        found.append(signed(means.max()))
    return found


@claims("from {0:.0%} to {1:.0%} of its words and The Diplomatic Affairs' from {2:.0%} to {3:.0%}")
def _(corpus, page):
    shares = []
    for carried in (True, False):
        own = framing.own_voice(corpus, carried=carried)
        shares.append(own[own["voice"] == "own"].set_index("group")["estimate"])
    moved = shares[1] - shares[0]
    assert set(moved[moved != 0].index) == {DB, DA} and moved.idxmax() == DB
    return [shares[0][DB], shares[1][DB], shares[0][DA], shares[1][DA]]


def test_who_attacks_in_the_second_exercise(corpus, page):
    acts = framing.acts(corpus, violent=True)
    lines = corpus.sentences.set_index("text")
    told = []
    for passage in exercise(corpus, page)["2"]:
        (text,) = [text for text in lines.index if text.startswith(passage)]
        here = acts["sentences"] == "{}:{}".format(*lines.loc[text, ["article_id", "sentence_id"]])
        told.append(acts[here].iloc[0])
    assert [row["voice"] for row in told] == ["own", "own", "reported", "own"]
    assert [row["side"] for row in told[:2]] == ["Russia"] * 2 and told[3]["side"] == "Russia"
    assert told[2]["actor"] == "West" and VOICES[0] == "own"
    assert (acts["group"] == DA).sum() == 1 and DB not in set(acts["group"])
    carried = corpus.quotes.query("kind == 'carried'").set_index("text")["speaker"]
    assert carried["This did not “bode well” for Ukraine."] == "Ukrainian officials"


@claims("leaves out {0} facts that it could have known, The Diplomatic Affairs {1}, Axios {2}")
def _(corpus, page):
    left = coverage.omissions(corpus)
    left = left[left["told_by"].str.contains("|".join((DB, DA, AX)))]
    return [(left["article_id"] == article).sum() for article in (DB, DA, AX)]


@claims("an article of {0} words can't hold what one of {1} can. All five leave out {2} facts")
def _(corpus, page):
    words = corpus.articles.set_index("article_id")["words"]
    none = coverage.told(corpus).query("tellers == 0")["fact_id"].unique()
    assert "civilians-killed" in none
    return [words[DB], words[DA], len(none)]


def test_what_the_two_passages_of_the_third_exercise_tell(corpus, page):
    marks = coverage.marks(corpus, "The call between Putin and Macron, 3 March")
    assert marks[marks["both"]]["fact_id"].nunique() == 5 and "five facts" in page
    alone = marks[~marks["both"]].groupby("article_id")["fact_id"].agg(set)
    assert alone[DA] == {"special-operation"}
    assert alone[AX] == {"call-all-ukraine", "talks-give-hope"}


@claims("frequent word of Daily Bangladesh, {0} times, but Axios has it {1} times")
def _(corpus, page):
    first = terms.frequencies(corpus, top=1).set_index("group")["term"]
    counts = terms.frequencies(corpus, terms=["talks"]).set_index("group")["frequency"]
    key = terms.keyness(corpus, AX, reference=[DB, DA], stopwords="snowball")
    assert first[DB] == "talks" and key["term"].iloc[0] == "putin"
    key = terms.keyness(corpus, DB, reference=[DA, AX], stopwords="snowball", top=5)
    assert "talks" not in set(key["term"])
    return [counts[DB], counts[AX]]


@pytest.mark.parametrize("template", CLAIMS)
def test_an_answer_is_what_the_measures_give(corpus, page, template):
    assert template.format(*CLAIMS[template](corpus, page)) in page


def test_the_lines_to_change_are_there(project, page):
    parts = re.split(r"^## ", page, flags=re.MULTILINE)[1:4]
    for part in parts:
        (place,) = set(re.findall(r"\]\(\.\./(notebooks/[\w-]+\.ipynb)\)", part))
        cells = json.loads((project / place).read_text("utf-8"))["cells"]
        code = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
        changes = re.findall(r"`(\w+) = [^`]+`", part)
        assert changes
        for name in changes:
            assert re.search(rf"^{name} = .*# ", code, re.MULTILINE), (place, name)


def test_no_number_and_no_quotation_is_unchecked(corpus, page):
    left = page
    for template, check in CLAIMS.items():
        left = left.replace(template.format(*check(corpus, page)), " ")
    # Links, code, the numbers of exercises and passages, minutes, dates, the ends of scales.
    known = r"\]\([^)]*\)|`[^`]*`|\[0\d-|^## \d|^\d\. |, \d minutes|3 March|the 3rd|\bF1\b"
    known += r"|1, 2 and 4: |\b3: |from −1 to 1|from 0 \(|to 1 \(|\b1 is full|, 0 what"
    left = re.sub(known, " ", left, flags=re.MULTILINE)
    assert not re.findall(r".{0,30}(?<!\w)[−+-]?\d.{0,20}", left)
    whole = "\n".join([*corpus.story.text.values(), *corpus.articles["title"]])
    plain = re.sub(r"[“”\"‘’']", "", whole).lower()
    for words in re.findall(r"“((?:[^“”]|“[^”]*”)+)”", page):
        said = re.sub(r"[“”\"‘’']|[,.]+$", "", " ".join(words.split())).lower()
        assert said in plain or words in ASKED, words


ASKED = {"never say in their own voice who attacks", "good for whom?", "he said"}


@pytest.mark.parametrize("place", ["README.md", *(f"notebooks/0{n}" for n in range(8))])
def test_a_term_is_linked_where_it_first_stands(project, page, place):
    """In running text: not in headings, code, or the answer in bold at the top."""
    if place == "README.md":
        text = (project / place).read_text("utf-8")
    else:
        (path,) = project.glob(f"{place}-*.ipynb")
        cells = json.loads(path.read_text("utf-8"))["cells"]
        text = "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    # Not what a link leads to, bar the glossary.
    text = re.sub(r"^#.*$|```.*?```|`[^`]*`|^\*\*[^*]*\*\*$|\]\((?!\S*classroom)[^)]*\)", " ", text,
                  flags=re.MULTILINE | re.DOTALL)  # fmt: skip
    headings = re.findall(r"^### (.+)$", page, re.MULTILINE)
    assert [name.lower().replace(" ", "-") for name in headings] == list(TERMS)
    for anchor, pattern in TERMS.items():
        before, link, _ = text.partition(f"classroom.md#{anchor})")
        if re.search(pattern, text):
            assert link, f"{place} never links {anchor}"
            before = before[: before.rindex("[")]
            assert not re.search(pattern, before), f"{place}: {anchor} stands before its link"
        else:
            assert not link or anchor == "own-voice"
