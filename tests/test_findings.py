"""Every finding is a test: headings, numbers and quotations in notebooks, README and captions.

`@heading` claims a `##` heading of a notebook, `@says` a stretch of text with its numbers filled in
from what the measures give. A heading without a check fails, and so does a number that no check
accounts for, or words in “quotation marks” that stand in none of the five articles.
"""

import csv
import functools
import json
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from analysis import (
    acts,
    agreement,
    compare,
    coverage,
    framing,
    load_corpus,
    speech,
    terms,
    tone,
    towards,
    units,
)

PROJECT = Path(__file__).parent.parent
NOTEBOOKS = {path.stem: path for path in sorted((PROJECT / "notebooks").glob("0[0-6]*.ipynb"))}
HEADINGS: dict[tuple[str, str], Callable[..., object]] = {}
SAYINGS: list[tuple[str, str, Callable[..., object]]] = []
# The three articles on the same round of talks.
DB, DA, AX = "daily-bangladesh", "diplomatic-affairs", "axios"
TS, HT = "telesur", "hindustan-times"


def prose(place: str) -> str:
    """The words of a notebook's Markdown, of README, or of all captions."""
    if place == "README":
        text = (PROJECT / "README.md").read_text("utf-8")
    elif place == "captions":
        with (PROJECT / "figures" / "captions.csv").open(encoding="utf-8", newline="") as file:
            text = "\n".join("\n".join(row.values()) for row in csv.DictReader(file))
    else:
        cells = json.loads(NOTEBOOKS[place].read_text("utf-8"))["cells"]
        text = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    return re.sub(r"\[([^\]]*)\]\([./]*docs/classroom\.md#[\w-]+\)", r"\1", text)  # glossary links


def heading(place: str, text: str):
    def register(check):
        HEADINGS[place, text] = check
        return check

    return register


def says(places: str, template: str):
    """The values that `check` returns stand, as `template` formats them, in each of the places."""

    def register(check):
        SAYINGS.extend((place, template, check) for place in places.split())
        return check

    return register


def status(corpus, fact_id: str) -> dict[str, str]:
    told = coverage.told(corpus)
    return told[told["fact_id"] == fact_id].set_index("article_id")["status"].to_dict()


def tellers(corpus) -> list[int]:
    """How many articles tell each fact."""
    told = coverage.told(corpus)
    return told["status"].isin(coverage.TOLD).groupby(told["fact_id"]).sum().tolist()


def attackers(corpus) -> set[str]:
    """The articles that tell, in their own voice, an act of violence by Russia."""
    acts = framing.acts(corpus, violent=True)
    return set(acts[(acts["voice"] == "own") & (acts["side"] == "Russia")]["group"])


def spoken(corpus, side: str) -> dict[str, float]:
    shares = framing.voice(corpus)
    return shares[shares["side"] == side].set_index("group")["estimate"].to_dict()


def named(corpus, concept: str, voice: str = "own") -> dict[str, set[str]]:
    uses = framing.names(corpus)
    uses = uses[(uses["concept"] == concept) & (uses["voice"] == voice)]
    return uses.groupby("article_id")["variant"].agg(set).to_dict()


def means(corpus, measure: str) -> dict[str, float]:
    found = compare.estimates(tone.means(corpus, measure=measure))
    return found.set_index("group")["estimate"].to_dict()


def read(corpus, side: str, column: str = "tone") -> dict[str, dict[str, float]]:
    found = tone.by_side(corpus, column=column)
    return found[found["side"] == side].set_index("group").to_dict("index")


# ---- 00


@heading("00-five-tellings", "One telephone call becomes two stories")
def _(corpus):
    marks = coverage.marks(corpus, "The call between Putin and Macron, 3 March")
    assert set(marks["article_id"]) == {DA, AX} and status(corpus, "call-held")[DB] == "absent"
    alone = marks[~marks["both"]].set_index("fact_id")["article_id"]
    assert alone["call-all-ukraine"] == AX and alone["special-operation"] == DA
    both = set(marks[marks["both"]]["fact_id"])
    assert {"russia-demilitarization", "russia-neutrality", "russia-adds-demands"} <= both


@heading(
    "00-five-tellings",
    "The same meeting brings “no significant progress” and “more substantial results”",
)
def _(corpus):
    found = status(corpus, "second-round-progress")
    assert (found[DB], found[DA], found[AX]) == ("denied", "own", "not_yet")
    assert status(corpus, "second-round-disappoints-ukraine")[DA] == "attributed"
    assert "substantial progress" not in corpus.story.text[DB]


@heading("00-five-tellings", "Two of the five never say in their own voice who attacks")
@heading(
    "03-framing",
    "Daily Bangladesh and The Diplomatic Affairs never say in their own voice who attacks",
)
def _(corpus):
    assert attackers(corpus) == {AX, TS, HT}
    acts = framing.acts(corpus, violent=True)
    assert DB not in set(acts["group"])
    affairs = acts[acts["group"] == DA]
    assert affairs["voice"].tolist() == ["reported"] and affairs["actor"].tolist() == ["West"]


@heading("00-five-tellings", "teleSUR gives the war a reason, and gives it in its own voice")
def _(corpus):
    reasons = ("request-for-help", "nato-too-close", "russia-denazification", "call-all-ukraine")
    found = {reason: status(corpus, reason) for reason in reasons}
    assert found["request-for-help"][TS] == "own" and found["nato-too-close"][DA] == "attributed"
    assert all(found[reason][article] == "absent" for reason in reasons for article in (DB, HT))


@heading(
    "00-five-tellings", "The Diplomatic Affairs lends Russia 29% of its words, Daily Bangladesh 4%"
)
def _(corpus):
    shares = spoken(corpus, "Russia")
    assert (f"{shares[DA]:.0%}", f"{shares[DB]:.0%}") == ("29%", "4%")
    third = spoken(corpus, "Third parties")
    assert f"{third[AX]:.0%}" == "17%" and max(v for k, v in third.items() if k != AX) < 0.03


@heading(
    "00-five-tellings", "None of the five says that civilians were killed, or that people fled"
)
@heading("05-same-event", "None of the five tells that civilians were killed or that people fled")
def _(corpus):
    facts = corpus.story.table("facts.csv").set_index("fact_id")["since"]
    for fact in ("civilians-killed", "refugees"):
        assert set(status(corpus, fact).values()) == {"absent"}
        assert facts[fact] < corpus.articles["published"].min().date().isoformat()


@heading("00-five-tellings", "The five at a glance, in their own words")
def _(corpus):
    glance = corpus.story.table("glance.csv")
    assert glance["article_id"].nunique() == 5 and glance["question"].nunique() == 6


@heading("00-five-tellings", "Five articles can't show what an outlet is like")
@heading("01-corpus", "Five outlets wrote from 285 to 806 words")
def _(corpus):
    words = corpus.articles["words"]
    assert corpus.articles["outlet"].is_unique and (words.min(), words.max()) == (285, 806)


@says("00-five-tellings README", "Of {0} facts")
@says("01-corpus", "Of the {0} facts on our list")
@says("05-same-event", "We wrote down {0} facts")
def _(corpus):
    return [len(corpus.story.table("facts.csv"))]


@says("captions", "Of {0} facts {1} stand in two articles or more, and none in all five")
@says("captions", "{2} more facts stand in one article alone, {3} in none")
@says("captions", "A matrix of {1} facts")
def _(corpus):
    counts = tellers(corpus)
    assert [counts.count(number) for number in (5, 4, 3)] == [0, 1, 3]
    assert status(corpus, "russia-attacks") == {
        **dict.fromkeys((AX, TS, HT), "own"),
        **dict.fromkeys((DB, DA), "absent"),
    }
    one, none = counts.count(1), counts.count(0)
    return [len(counts), len(counts) - one - none, one, none]


@says("README", "we looked for, {0} were public before the first article appeared")
@says("00-five-tellings", "we looked for, {0} were public before the first article")
def _(corpus):
    assert max(tellers(corpus)) == 4
    known = corpus.facts.groupby("fact_id")["since"].first()
    return [int((pd.to_datetime(known) < corpus.articles["published"].min()).sum())]


@says("00-five-tellings 03-framing README", "{0:.0%}")
def _(corpus):
    return [spoken(corpus, "Russia")[DA]]


@says("00-five-tellings README", "{0:.0%}, to people from neither side")
@says("03-framing", "({0:.0%} of its words)")
def _(corpus):
    return [spoken(corpus, "Third parties")[AX]]


@says("00-five-tellings", "Daily Bangladesh {0:.0%}")
@says("03-framing", "Daily Bangladesh {0:.0%}")
@says("README", "{0:.0%} in Daily Bangladesh")
def _(corpus):
    return [spoken(corpus, "Russia")[DB]]


@says("00-five-tellings", "“{0} mins ago”")
@says("01-corpus", "{0} minutes before its page was saved")
def _(corpus):
    (line,) = corpus.removed[corpus.removed["text"].str.contains("mins ago")]["text"]
    return [line.split()[0]]


# ---- 01


@heading("01-corpus", "Axios wrote while the second round was beginning, the other two after it")
def _(corpus):
    late = corpus.facts[corpus.facts["status"] == "not_yet"]
    assert set(late["article_id"]) == {AX, TS} and "second-round-corridors" in set(
        late[late["article_id"] == AX]["fact_id"]
    )
    published = corpus.articles.set_index("article_id")["published"]
    assert published[DB] == published[DA] > published[AX]


@heading("01-corpus", "We removed only what is no part of an article")
def _(corpus):
    from analysis.corpus import audit

    assert audit(corpus)["exact"].all()
    teasers = corpus.removed[corpus.removed["kind"] == "teaser"]
    assert set(teasers["article_id"]) == {HT} and len(teasers) == 5
    assert teasers["text"].str.contains("Pakistan").sum() == 1


@heading("01-corpus", "The Diplomatic Affairs reads like a machine translation")
def _(corpus):
    text = corpus.story.text[DA]
    assert "adviser to the Uzbek Presidential Office" in text and "Mekinsky" in text


@says("01-corpus", "{0:,} words in all")
def _(corpus):
    return [corpus.articles["words"].sum()]


@says("01-corpus", "from {0} to {1} words")
def _(corpus):
    return [corpus.articles["words"].min(), corpus.articles["words"].max()]


# ---- 02


@heading("02-tone", "Axios scores lowest by both lexicons; about the others they disagree")
def _(corpus):
    vader, textblob = means(corpus, "compound"), means(corpus, "polarity")
    assert min(vader, key=vader.get) == min(textblob, key=textblob.get) == AX
    assert max(vader, key=vader.get) == HT
    assert sorted(textblob, key=textblob.get).index(HT) == 1


@heading("02-tone", "The lexicons take a sentence with “no significant progress” for good news")
def _(corpus):
    scores = tone.score_sentences(corpus)
    (row,) = scores[scores["text"].str.contains("no significant progress")].itertuples()
    assert row.compound > 0.7
    words = dict(tone.read_words(row.text))
    assert words["progress"] < 0 < min(words["peace"], words["agreement"], words["safe"])


@heading("02-tone", "One VADER score for a whole article mostly measures its length")
def _(corpus):
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    scores = [
        SentimentIntensityAnalyzer().polarity_scores(text)["compound"]
        for text in corpus.articles["text"]
    ]
    assert min(map(abs, scores)) > 0.75 and sum(abs(score) > 0.9 for score in scores) == 4


@heading("02-tone", "Axios sounds darkest where it carries others' words")
def _(corpus):
    voices = {
        voice: compare.estimates(tone.means(corpus, voice=voice)).set_index("group")["estimate"]
        for voice in ("own", "reported", "quoted")
    }
    assert voices["own"][AX] > max(voices["reported"][AX], voices["quoted"][AX])
    assert voices["reported"].idxmin() == voices["quoted"].idxmin() == AX


@heading(
    "02-tone",
    "Read by hand, Axios makes Russia look bad, and Hindustan Times shows Ukraine conceding",
)
def _(corpus):
    for column in ("tone", "tone_second"):
        russia, ukraine = read(corpus, "Russia", column), read(corpus, "Ukraine", column)
        assert min(russia, key=lambda name: russia[name]["estimate"]) == AX
        assert max(ukraine, key=lambda name: ukraine[name]["estimate"]) == HT
        assert russia[AX]["high"] < min(v["low"] for k, v in russia.items() if k != AX)
        assert ukraine[HT]["low"] > max(v["high"] for k, v in ukraine.items() if k != HT)
    rows = tone.towards_sides(corpus)
    same = rows[(rows["article_id"] == HT) & (rows["side"] == "Ukraine")]
    assert (same["tone"] == same["tone_second"]).all()
    other = rows[(rows["article_id"] == TS) & (rows["side"] == "Ukraine")]
    assert (other["tone"] != other["tone_second"]).any()


@heading("02-tone", "“Safe” and “agreed” separate Daily Bangladesh from Axios more than “war” does")
def _(corpus):
    shift = tone.word_shift(corpus, DB, AX)
    assert shift["word"].head(3).tolist() == ["safe", "agreed", "war"]


@heading("02-tone", "The lexicons don't find the tone that a reader finds")
def _(corpus):
    by_article = tone.validity(corpus, by="article_id").pivot(
        index="group", columns="measure", values="macro_f1"
    )
    by_article.pop("always neutral")
    second = by_article.pop("pass second")
    assert (by_article.max(axis=1) < second - 0.3).all()


@says("02-tone", "VADER puts Hindustan Times at {0:+.2f} and Axios at −{1:.2f}")
def _(corpus):
    found = means(corpus, "compound")
    return [found[HT], -found[AX]]


@says("02-tone", "“no significant progress” scores {0:+.2f}")
@says("README", "scores the sentence with “no significant progress” {0:+.2f}")
def _(corpus):
    scores = tone.score_sentences(corpus)
    return scores[scores["text"].str.contains("no significant progress")]["compound"].tolist()


@says("02-tone", "A sentence on “continuing the invasion” scores {0:+.2f}")
def _(corpus):
    scores = tone.score_sentences(corpus)
    return scores[scores["text"].str.contains("continuing the invasion")]["compound"].tolist()


@says("02-tone", "{0:+.2f} in the label “The latest:”")
def _(corpus):
    scores = tone.score_sentences(corpus)
    return scores[scores["text"] == "The latest:"]["polarity"].tolist()


@says(
    "02-tone", "Of Axios' {0} mentions of Russia the first pass finds {1} negative, the second {2}"
)
def _(corpus):
    first, second = read(corpus, "Russia")[AX], read(corpus, "Russia", "tone_second")[AX]
    return [first["mentions"], first["negative"], second["negative"]]


@says("02-tone", "of the {0}, {1} stand outside its sources' words")
def _(corpus):
    rows = tone.towards_sides(corpus)
    bad = rows[(rows["article_id"] == AX) & (rows["side"] == "Russia") & (rows["tone"] == -1)]
    return [len(bad), int((bad["voice"] == "own").sum())]


@says("02-tone", "({0} of {1} positive)")
def _(corpus):
    found = read(corpus, "Ukraine")[HT]
    return [found["positive"], found["mentions"]]


@says("02-tone", "always saying “neutral” gets {0:.2f} here")
def _(corpus):
    return [tone.validity(corpus).set_index("measure").loc["always neutral", "macro_f1"]]


@says("02-tone", "VADER reaches an F1 of {0:.2f}, TextBlob {1:.2f}")
def _(corpus):
    return tone.validity(corpus)["macro_f1"].tolist()[:2]


@says("02-tone", "The second pass of our own reading reaches {0:.2f}")
def _(corpus):
    return [tone.validity(corpus).set_index("measure").loc["pass second", "macro_f1"]]


@says("captions", "Five articles, {0} mentions")
@says("06-robustness", "over {0} mentions of Russia or Ukraine")
def _(corpus):
    return [len(tone.towards_sides(corpus))]


# ---- 03


@heading("03-framing", "In their text only Axios and Daily Bangladesh say “war” in their own voice")
def _(corpus):
    own = named(corpus, "the war")
    assert {article for article, names in own.items() if "war" in names} == {AX, DB}
    assert own[DA] == {"conflict"} and own[HT] == {"invasion"} and "attack" in own[TS]
    reported = named(corpus, "the war", "reported")
    assert "invasion" in reported[AX] and "invasion" in reported[TS]
    uses = framing.naming(corpus, concept="the war").set_index(["group", "variant"])
    assert uses.loc[(DB, "war"), "own"] == 2 and uses.loc[(HT, "war"), "headlines"] == 1
    assert uses.loc[(HT, "war"), "count"] == 0


@heading(
    "03-framing",
    "Daily Bangladesh gives a fifth of its words to sources; the others give 41 to 50%",
)
@says("captions", "of its words to sources, the others {0} to {1}%")
def _(corpus):
    own = framing.own_voice(corpus)
    shares = 1 - own[own["voice"] == "own"].set_index("group")["estimate"]
    assert shares.idxmin() == DB and 0.18 < shares[DB] < 0.22
    others = shares.drop(DB)
    told = [round(100 * others.min()), round(100 * others.max())]
    assert told == [41, 50]
    return told


@heading(
    "03-framing", "Ukraine hints, offers and promises in Hindustan Times; in Axios Putin demands"
)
def _(corpus):
    cues = corpus.quotes.rename(columns={"article_id": "group"})
    times = set(cues[(cues["group"] == HT) & (cues["side"] == "Ukraine")]["cue"])
    assert {"hinted at", "offered", "promised"} <= times
    assert "demands" in set(cues[(cues["group"] == AX) & (cues["speaker"] == "Putin")]["cue"])
    assert "vow" in set(cues[(cues["group"] == AX) & (cues["side"] == "Ukraine")]["cue"])
    for speaker in ("Naryshkin", "Slutsky", "Kuleba"):
        own = cues[(cues["group"] == DA) & (cues["speaker"] == speaker)]["cue"]
        assert set(own) - {""} == {"said"}


@heading("03-framing", "Two headlines report no result, one reports an understanding")
def _(corpus):
    titles = corpus.articles.set_index("article_id")["title"]
    assert "no progress" in titles[DB] and "plays down hopes" in titles[HT]
    assert "reach an understanding" in titles[DA]
    assert "meet for" in titles[AX] and "Hosts Negotiations" in titles[TS]


@heading("03-framing", "Russia's demands stand in three articles, Ukraine's ceasefire in four")
def _(corpus):
    told = coverage.told(corpus)
    told = told[told["status"].isin(coverage.TOLD)]
    russia = told[told["fact_id"].str.contains("russia-demil|russia-neutr|russia-adds|russia-cri")]
    assert set(russia["article_id"]) == {DA, AX, TS}
    assert set(told[told["fact_id"] == "ukraine-ceasefire"]["article_id"]) == {DB, DA, AX, TS}


@heading("03-framing", "A dictionary finds war and peace reporting, but less well than a reader")
def _(corpus):
    found = framing.frame_validity(corpus).set_index("frame")
    for frame in ("war_journalism", "peace_journalism"):
        assert found.loc[frame, "alpha"] < found.loc[frame, "passes"] - 0.3
        words = framing.frames(corpus)
        words = words[words["frame"] == frame].set_index("group")["estimate"]
        hand = corpus.gold("frames").groupby("article_id")[frame].agg(lambda s: (s == "1").mean())
        leader = {"war_journalism": TS, "peace_journalism": HT}[frame]
        assert words.idxmax() == hand.idxmax() == leader


@says("03-framing", "Daily Bangladesh's share is {0:.0%} in place of {1:.0%}")
def _(corpus):
    return own_shares(corpus, DB)


@says("03-framing", "The Diplomatic Affairs' {0:.0%} in place of {1:.0%}")
def _(corpus):
    return own_shares(corpus, DA)


def own_shares(corpus, article: str) -> list[float]:
    """The share of the outlet's own words without and with the rule of carried sentences."""
    found = []
    for carried in (False, True):
        shares = framing.own_voice(corpus, carried=carried).set_index(["group", "voice"])
        found.append(shares.loc[(article, "own"), "estimate"])
    return found


@says("03-framing", "hardly better than chance (α {0:.2f})")
def _(corpus):
    found = framing.frame_validity(corpus).set_index("frame")
    assert found.loc[["human_interest", "morality", "economic"], "coded"].max() <= 5
    assert found.loc["conflict", "alpha"] > 0.5
    return [found.loc["responsibility", "alpha"]]


@says("03-framing", "with α {0:.2f} and “peace” sentences with α {1:.2f}")
def _(corpus):
    return framing.frame_validity(corpus)["alpha"].tolist()[:2]


# ---- 04


@heading("04-terms", "“Talks” or “negotiations” lead in three articles, Putin in Axios")
def _(corpus):
    first = terms.frequencies(corpus, top=1).set_index("group")["term"].to_dict()
    assert first[DB] == first[HT] == "talks" and first[DA] == "negotiations"
    assert first[AX] == "putin" and first[TS] == "russian"


@heading("04-terms", "“War” stands in three articles only, in Axios mostly near its end")
def _(corpus):
    places = terms.positions(corpus, ["war"])
    assert set(places["group"]) == {DB, AX, TS}
    axios = places[places["group"] == AX]["position"]
    assert (axios > 0.7).sum() == len(axios) - 1 and axios.max() > 0.9


@heading("04-terms", "“Negotiations” sets The Diplomatic Affairs apart, and “Putin” Axios")
def _(corpus):
    same = [DB, DA, AX]
    for article, word in ((DA, "negotiations"), (AX, "putin")):
        others = [name for name in same if name != article]
        key = terms.keyness(corpus, article, reference=others, stopwords="snowball")
        assert key["term"].iloc[0] == word and key["z"].iloc[0] > 1.2 * key["z"].iloc[1]
    choices = terms.keyness_choices(corpus, same, top=3).set_index(["group", "term"])
    z = choices.drop(columns=["lifted", "sentences"]).astype(float)
    assert (z.loc[(AX, "putin")] >= z.loc[AX].max()).all()
    ahead = z.loc[(DA, "negotiations")] >= z.loc[DA].max()
    assert [name for name in ahead.index if not ahead[name]] == [
        name for name in ahead.index if name.endswith("0.01")
    ]


@heading("04-terms", "The same thing has other names from desk to desk")
def _(corpus):
    uses = framing.naming(corpus).set_index(["group", "variant"])["count"]
    assert uses[TS, "Kiev"] and not any(uses[name, "Kiev"] for name in (DB, DA, AX, HT))
    assert uses[DB, "humanitarian corridor"] and not uses[DB, "humanitarian access"]
    assert uses[DA, "humanitarian access"] and not uses[DA, "humanitarian corridor"]


@heading("04-terms", "The articles share almost no wording")
def _(corpus):
    shared = terms.overlap(corpus, n=5)
    assert len(shared) <= 3 and shared["words"].max() < 10


@heading("04-terms", "Look for yourself")
def _(corpus):
    assert len(terms.concordance(corpus, "peace")) > 3


@says("04-terms", "a word used twice can't be below {0}")
def _(corpus):
    return [terms.dp([1, 1, 0, 0, 0, 0, 0, 0, 0, 0])]


@says("04-terms", "({0} times, and in neither of the other two")
def _(corpus):
    counts = terms.frequencies(corpus, terms=["negotiations"]).set_index("group")["frequency"]
    assert counts.get(DB, 0) == counts.get(AX, 0) == 0
    return [counts[DA]]


@says("04-terms", "Putin, {0} times")
def _(corpus):
    return [terms.frequencies(corpus, terms=["putin"]).set_index("group").loc[AX, "frequency"]]


# ---- 05


@heading("05-same-event", "No fact is told by all five articles")
def _(corpus):
    assert max(tellers(corpus)) < 5


@heading("05-same-event", "Twenty-eight facts stand in one article only")
def _(corpus):
    once = coverage.told_once(corpus).groupby("article_id")["fact_id"].agg(set)
    assert tellers(corpus).count(1) == 28 == sum(map(len, once))
    assert once[DB] == {"casualties-both-sides"} and "nato-too-close" in once[DA]
    assert {"call-all-ukraine", "sanctions"} <= once[AX]
    assert {"republics-recognised", "request-for-help"} <= once[TS]


@heading("05-same-event", "Daily Bangladesh leaves out the telephone call and who attacks")
def _(corpus):
    left = coverage.omissions(corpus)
    assert {"call-held", "russia-attacks"} <= set(left[left["article_id"] == DB]["fact_id"])


@heading("05-same-event", "One moment reads as two")
def _(corpus):
    assert corpus.moments.groupby("moment")["article_id"].nunique().min() > 1


@heading("05-same-event", "A machine finds only some of these moments")
def _(corpus):
    found = coverage.alike_validity(corpus)
    assert 0 < found["found"].sum() < found["pairs"].sum()


@says("05-same-event", "report together, {0} facts")
def _(corpus):
    counts = tellers(corpus)
    return [len(counts) - counts.count(0)]


@says("05-same-event", "It finds {0} of the {1} pairs of passages")
def _(corpus):
    found = coverage.alike_validity(corpus)
    return [found["found"].sum(), found["pairs"].sum()]


@says("05-same-event", "Only {0} of the {1} were public before the day")
def _(corpus):
    told = coverage.told(corpus)
    told = told[told["status"].isin(coverage.TOLD) & told["article_id"].isin([DB, DA, AX])]
    assert (told.groupby("fact_id").size() == 3).sum() == 2
    since = corpus.facts.drop_duplicates("fact_id")["since"].dt.normalize()
    return [(since < corpus.articles["published"].min()).sum(), len(since)]


@says("05-same-event", "{0} stand in one article only, {1} in none")
def _(corpus):
    return [tellers(corpus).count(1), tellers(corpus).count(0)]


@says("05-same-event", "they agree on {0:.0%} of the cells (α {1:.2f} on the status)")
def _(corpus):
    tables = [corpus.story.table(name) for name in ("coding.csv", "gold/coding.csv")]
    found = coverage.passes(*tables, corpus).set_index("what")
    return [found.loc["status", "agree"], found.loc["status", "alpha"]]


@says("00-five-tellings", "has {0} more such moments")
@says("05-same-event", "{1} moments stand in two or more")
def _(corpus):
    count = corpus.moments["moment"].nunique()
    return [{10: "ten"}[count - 1], {11: "Eleven"}[count]]


# ---- 06


def by_machine() -> object:
    """The corpus without its coding, read once."""
    if "corpus" not in MACHINE:
        MACHINE["corpus"] = load_corpus(PROJECT / "seeds", coding=False)
    return MACHINE["corpus"]


MACHINE: dict[str, object] = {}


@heading(
    "06-robustness",
    "On these texts the machine finds every direct quotation and every act of violence",
)
def _(corpus):
    quotes = speech.score_quotes(by_machine().quotes, corpus.gold("quotes")).set_index("measure")
    assert quotes.loc["direct_f1", "value"] == 1
    found = acts.score_acts(by_machine().acts, corpus.gold("acts")).set_index("what")
    assert found.loc["acts of violence", "recall"] == 1


@heading("06-robustness", "On other texts it finds quotations and acts less well")
def _(corpus):
    elsewhere = agreement.elsewhere().groupby("measure")["score"].min()
    assert elsewhere["direct quotations"] < 1 and elsewhere["who acts"] < 0.97


@heading("06-robustness", "No machine reads tone as the project does")
def _(corpus):
    def told(frame):
        return towards.score(frame)["label"]

    found = tone.validity(corpus, scorers={"towards": told}).set_index("measure")["macro_f1"]
    assert found.drop("pass second").max() < found["pass second"] - 0.3


@heading("06-robustness", "By machine, too, Daily Bangladesh speaks most for itself")
def _(corpus):
    own = framing.own_voice(by_machine())
    assert own[own["voice"] == "own"].set_index("group")["estimate"].idxmax() == DB


DRAWS = 200_000


@functools.cache
def nearest() -> pd.DataFrame:
    """Of each measure the pair that comes nearest to differing, among the three on one meeting."""
    corpus = load_corpus("seeds")
    pairs = [(DB, DA), (DB, AX), (DA, AX)]
    read = tone.towards_sides(corpus)
    read = read[read["side"] == "Russia"]
    tables = [tone.means(corpus, measure=measure) for measure in ("compound", "polarity")]
    tables += [units.mean(corpus, read, reading) for reading in ("tone", "tone_second")]
    pooled = pd.concat(tables)
    found = compare.differences(pooled, pairs=pairs, resample="sentences", draws=DRAWS)
    return found.loc[found.groupby("key", sort=False)["p"].idxmin()].set_index("key")


@heading(
    "06-robustness",
    "If sentences were a random sample, the answer would hang on the measure chosen",
)
def _(corpus):
    assert set(map(tuple, nearest()[["first", "second"]].to_numpy())) == {(DA, AX)}
    below = nearest()["p_holm"] < 0.05
    assert below[below].index.tolist() == ["compound"]


@says("06-robustness", "change places between articles {3:,} times")
@says("06-robustness", "the corrected p is {0:.3f} by VADER and {1:.3f} by our first reading")
@says("06-robustness", "and {2:.2f} by TextBlob and by our second reading")
def _(corpus):
    found = nearest()["p_holm"]
    assert found["polarity"] == found["tone_second"]
    return [*(found[key] for key in ("compound", "tone", "polarity")), DRAWS]


# ---- README's table of validity, and its credits


@says("README", "| direct quotations, F1 of spans | {0:.2f} ({1}) |")
def _(corpus):
    found = speech.score_quotes(by_machine().quotes, corpus.gold("quotes")).set_index("measure")
    return found.loc["direct_f1", "value"], int(found.loc["direct_f1", "n"])


@says("README", "| indirect speech, F1 by words | {0:.2f} ({1} words) |")
def _(corpus):
    found = speech.score_quotes(by_machine().quotes, corpus.gold("quotes")).set_index("measure")
    return found.loc["indirect_f1", "value"], int(found.loc["indirect_f1", "n"])


@says("README", "| side of the speaker | {0:.2f} ({1}) |")
def _(corpus):
    found = speech.score_quotes(by_machine().quotes, corpus.gold("quotes")).set_index("measure")
    return found.loc["side_accuracy", "value"], int(found.loc["side_accuracy", "n"])


@says("README", "| who acts, accuracy | {0:.2f} ({1}) |")
def _(corpus):
    both = framing.roles(corpus).merge(
        framing.roles(by_machine()), on=["article_id", "start", "end"]
    )
    return [(both["role_x"] == both["role_y"]).mean(), len(both)]


@says("README", "| acts of any kind, F1 | {0:.2f} ({1}) |")
def _(corpus):
    found = acts.score_acts(by_machine().acts, corpus.gold("acts")).set_index("what")
    return found.loc["acts", "f1"], int(found.loc["acts", "n"])


@says("README", "| acts of violence, F1 | {0:.2f} ({1}) |")
def _(corpus):
    found = acts.score_acts(by_machine().acts, corpus.gold("acts")).set_index("what")
    return found.loc["acts of violence", "f1"], int(found.loc["acts of violence", "n"])


@says(
    "README", "| tone towards a side, macro-F1 | {0:.2f} ({1}; the project's second pass {2:.2f}) |"
)
def _(corpus):
    def told(frame):
        return towards.score(frame)["label"]

    found = tone.validity(corpus, scorers={"towards": told}).set_index("measure")
    f1 = found["macro_f1"]
    return f1["towards"], int(found.loc["towards", "n"]), f1["pass second"]


@says("README", "| VADER on the sentence, macro-F1 | {0:.2f} |")
def _(corpus):
    return [tone.validity(corpus)["macro_f1"].iloc[0]]


@says("README", "| TextBlob on the sentence, macro-F1 | {0:.2f} |")
def _(corpus):
    return [tone.validity(corpus)["macro_f1"].iloc[1]]


@says("README", "trained on {0} sentences about war written for it")
def _(corpus):
    return [len(pd.read_csv(PROJECT / "analysis" / "tables" / "war_sentences.csv"))]


def test_readme_tells_the_figures_of_other_texts():
    table = re.findall(r"^\| .* \| .* \| (.+) \|$", prose("README"), re.MULTILINE)
    told = {float(x) for cell in table for x in re.findall(r"(?<![\d.])0?(\.\d+)", cell)}
    assert told == set(agreement.elsewhere()["score"]) - {0.921, 0.964, 0.687, 0.821}


# ---- the tests themselves


@pytest.fixture(scope="module")
def fresh():
    return load_corpus(PROJECT / "seeds")


@pytest.mark.parametrize("place", NOTEBOOKS)
def test_every_heading_is_checked(place):
    headings = re.findall(r"^##+ (.+)$", prose(place), re.MULTILINE)
    claimed = {text for where, text in HEADINGS if where == place}
    assert set(headings) == claimed, set(headings) ^ claimed


@pytest.mark.parametrize(("place", "text"), HEADINGS)
def test_a_heading_says_what_is_found(fresh, place, text):
    HEADINGS[place, text](fresh)


@pytest.mark.parametrize(("place", "template", "check"), SAYINGS)
def test_a_number_is_what_the_measures_give(fresh, place, template, check):
    assert template.format(*check(fresh)) in prose(place)


# Dates, years, names of notebooks, versions, places to fill, the ends of scales (0, ±1, z of 1.96).
NO_FINDING = re.compile(
    r"\b\d{1,2} (?:February|March)(?: 2022)?|\b(?:19|20)\d\d\b|\[0\d[^\]]*\]|\(0\d-[\w-]+\.ipynb\)"
    r"|notebooks/0\d[\w-]+|```.*?```|`[^`]*`|\{[^}]*\}|^\| .*\|$|^\d\. |\b3\.1[123]\b"
    r"|\b0\.[12]\.0\b|\bper 100 words"
    r"|(?<![\w.,])[−+]?[01](?![\d%])(?!\.\d)|\b1\.96\b|×2|\bF1\b|Notebooks 00 to 05|\b06 has"
    r"|x86-64|BY 4\.0|core_web_sm 3\.8|OntoNotes 5",
    re.MULTILINE | re.DOTALL,
)


@pytest.mark.parametrize("place", [*NOTEBOOKS, "README", "captions"])
def test_no_number_without_a_check(fresh, place):
    text = prose(place)
    for where, template, check in SAYINGS:
        if where == place:
            text = text.replace(template.format(*check(fresh)), " ")
    for where, title in HEADINGS:
        text = text.replace(title, " ") if where == place else text
    left = re.findall(r".{0,30}(?<![\w.])[−+-]?\d[\d.,]*%?.{0,20}", NO_FINDING.sub(" ", text))
    assert not left, left


@pytest.mark.parametrize("place", [*NOTEBOOKS, "README", "captions"])
def test_quoted_words_stand_in_the_articles(corpus, place):
    whole = "\n".join([*corpus.story.text.values(), *corpus.articles["title"], *PAGES])
    plain = re.sub(r"[“”\"‘’']", "", whole).lower()
    for words in re.findall(r"“((?:[^“”]|“[^”]*”)+)”", prose(place)):
        for piece in re.split(r"\s*…\s*", words):
            said = re.sub(r"[“”\"‘’',.]+$|[“”\"‘’']", "", " ".join(piece.split())).lower()
            assert said in plain, words


PAGES = ["36 mins ago", "neutral"]  # on Axios' page, and a label of tone
