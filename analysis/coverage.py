"""Coverage: which facts each article tells, what it leaves out, and what two articles both tell."""

from __future__ import annotations

from itertools import combinations, groupby, product

import pandas as pd

from analysis import agreement
from analysis.corpus import FACT_LABELS, KEYS, Corpus, ordered, wanted
from analysis.story import among
from analysis.units import cited

TOLD = ("own", "attributed", "denied")
STATUSES = (*TOLD, "not_yet", "absent")
CELL = ["fact_id", "article_id"]


def told(corpus: Corpus) -> pd.DataFrame:
    """Which facts each article tells, a row for every article and fact.

    A fact that an article tells twice has its strongest status: own before attributed before
    denied. One that came up after the day of publication is not yet known.

    Returns article_id, fact_id, fact, since, status ("own", "attributed", "denied", "not_yet",
    "absent"), source (whose words), evidence (the words), sentences, tellers (how many articles
    tell it). Facts stand in the order in which the pattern shows: told by all first, then by which
    articles tell them.

    Raises StoryError where the story has no facts.csv or no coding.csv.
    """
    facts = ordered(wanted(corpus).facts, "status", STATUSES)
    has = facts[facts["sentence_id"] >= 0]
    named = has[has["source"] != ""].groupby(CELL)["source"]
    sources = named.agg(lambda names: ", ".join(names.unique()))
    frame = facts.drop_duplicates(CELL).sort_index().drop(columns="source")
    frame = frame.join(sources, on=CELL).join(cited(has, CELL).rename("sentences"), on=CELL)
    frame = frame.fillna({"source": "", "sentences": ""})
    published = corpus.groups(frame["article_id"], "published")
    later = frame["since"].dt.normalize() > published.dt.normalize()
    frame.loc[later & (frame["status"] == "absent"), "status"] = "not_yet"
    tells, fact = frame["status"].isin(TOLD), frame["fact_id"]
    frame["tellers"] = tells.groupby(fact).transform("sum")
    frame["pattern"] = tells.map({True: "a", False: "b"}).groupby(fact).transform("".join)
    frame = frame.sort_values(["tellers", "pattern"], ascending=[False, True], ignore_index=True)
    return frame[[*FACT_LABELS, "sentences", "tellers"]]


def told_once(corpus: Corpus) -> pd.DataFrame:
    """The facts that only one of the articles tells, with its words.

    Returns article_id, fact_id, fact, status, source, evidence, sentences, article by article.
    """
    once = told(corpus).query("tellers == 1 and status in @TOLD")
    once = ordered(once.drop(columns="since"), "article_id", corpus.story.text)
    return once.reset_index(drop=True)


def omissions(corpus: Corpus) -> pd.DataFrame:
    """The facts that an article leaves out though they could be known when it was published.

    A fact counts from the day after the day on which it could first be reported, or from its hour
    where facts.csv and the article both give one. What the coding marks as not yet known is left
    aside: the date alone can't tell.

    Returns article_id, fact_id, fact, since, told_by (the articles that tell it, ", " between).
    """
    rows = told(corpus)
    published, since = corpus.groups(rows["article_id"], "published"), rows["since"]
    day, since_day = published.dt.normalize(), since.dt.normalize()
    hours = (published != day) & (since != since_day)
    known = (day > since_day) | (hours & (published >= since))
    names = rows[rows["status"].isin(TOLD)].groupby("fact_id")["article_id"].agg(", ".join)
    left = rows[(rows["status"] == "absent") & known]
    left = left.assign(told_by=left["fact_id"].map(names).fillna(""))
    left = ordered(left, "article_id", corpus.story.text).reset_index(drop=True)
    return left[["article_id", "fact_id", "fact", "since", "told_by"]]


def glance(corpus: Corpus) -> pd.DataFrame:
    """What a reader sees first in each article, in its own words: the rows of glance.csv.

    Returns question, article_id, outlet, text (with who says so, if not the outlet), sentences
    ("" for words of a title).

    Raises StoryError where the story has no glance.csv.
    """
    rows = wanted(corpus).story.table("glance.csv").reset_index(drop=True)
    pairs = list(zip(rows["article_id"], rows["text"], strict=True))
    rows["start"] = [corpus.story.text[article_id].find(words) for article_id, words in pairs]
    placed = corpus.placed(rows)
    places = placed["article_id"] + ":" + placed["sentence_id"].astype(str)
    rows["sentences"] = places.where(rows["start"] >= 0, "")
    rows["outlet"] = corpus.groups(rows["article_id"], "outlet")
    rows["text"] += (" (" + rows["source"] + ")").where(rows["source"] != "", "")
    return rows[["question", "article_id", "outlet", "text", "sentences"]]


def marks(corpus: Corpus, moment: str) -> pd.DataFrame:
    """The facts that lie in the passages of a moment, and whether another of them tells them too.

    Returns, in reading order: article_id, start, end, text, fact_id, both (True where the passage
    of another article tells the fact as well: what both say; the rest is what one alone says).

    Raises ValueError for a moment there isn't; StoryError without moments.csv or coding.csv.
    """
    passages = wanted(corpus).moments
    among(moment, list(dict.fromkeys(passages["moment"])), "moment")
    own = passages.loc[passages["moment"] == moment, ["article_id", "start", "end"]]
    facts = corpus.facts[corpus.facts["start"] >= 0]
    pairs = facts.merge(own, on="article_id", suffixes=("", "_of"))
    inside = pairs[(pairs["start"] >= pairs["start_of"]) & (pairs["end"] <= pairs["end_of"])]
    tellers = inside.groupby("fact_id")["article_id"].transform("nunique")
    frame = inside.assign(text=inside["evidence"], both=tellers > 1)
    frame = frame[["article_id", "start", "end", "text", "fact_id", "both"]].drop_duplicates()
    return frame.sort_values(["article_id", "start"], ignore_index=True)


def side_by_side(corpus: Corpus, moment: str) -> pd.DataFrame:
    """The passages of a moment as each article tells it, with the words of its facts marked.

    Returns moment, article_id, outlet, text (what both tell stands between ** and **, what one
    alone tells between __ and __), sentences; articles in order.

    Raises as `marks`.
    """
    marked, passages = marks(corpus, moment), corpus.moments
    passages = ordered(passages[passages["moment"] == moment], "article_id", corpus.story.text)
    places, rows = _touched(corpus, passages), []
    for article_id, own in passages.groupby("article_id", sort=False):
        spans = marked[marked["article_id"] == article_id]
        pieces = [
            _marked(text, start, spans[spans["start"].between(start, end)])
            for start, end, text in own[["start", "end", "text"]].itertuples(index=False)
        ]
        rows.append((moment, article_id, "\n".join(pieces), places[article_id]))
    frame = pd.DataFrame(rows, columns=["moment", "article_id", "text", "sentences"])
    frame.insert(2, "outlet", corpus.groups(frame["article_id"], "outlet"))
    return frame


def _marked(text: str, offset: int, spans: pd.DataFrame) -> str:
    """A passage with its spans marked; where one lies in another the inner one is marked apart."""
    signs = [""] * len(text)
    longest = spans.assign(length=spans["start"] - spans["end"]).sort_values("length")
    for start, end, both in longest[["start", "end", "both"]].itertuples(index=False):
        places = range(start - offset, min(end - offset, len(text)))
        signs[places.start : places.stop] = ["**" if both else "__"] * len(places)
    pieces = groupby(zip(signs, text, strict=True), key=lambda pair: pair[0])
    return "".join(f"{sign}{''.join(c for _, c in run)}{sign}" for sign, run in pieces)


def passes(first: pd.DataFrame, second: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """How far two passes of coding.csv agree, over every fact and article.

    `first` and `second` have article_id, fact_id, status; a pair that a pass lacks is absent.

    Returns what ("told or not", "status"), alpha (Krippendorff's, nominal), agree (share of pairs,
    0 to 1), n (pairs of fact and article).
    """
    facts = wanted(corpus).story.table("facts.csv")["fact_id"]
    cells = pd.MultiIndex.from_product([facts, corpus.articles["article_id"]], names=CELL)
    both = pd.DataFrame(index=cells)
    for name, coding in (("first", first), ("second", second)):
        both[name] = (
            ordered(coding, "status", STATUSES).drop_duplicates(CELL).set_index(CELL)["status"]
        )
    both, rows = both.fillna("absent"), []
    for what, frame in (("told or not", both.isin(TOLD)), ("status", both)):
        same = float((frame["first"] == frame["second"]).mean())
        rows.append((what, agreement.alpha(frame.reset_index(drop=True)), same, len(frame)))
    return pd.DataFrame(rows, columns=["what", "alpha", "agree", "n"])


def alike(corpus: Corpus, *, least: float = 0.2, top: int | None = 20) -> pd.DataFrame:
    """Sentences of two articles that tell the same thing, found by the words they share.

    Sentences are compared by the cosine of their TF-IDF weights over stems (Porter 1980, by NLTK;
    scikit-learn's TfidfVectorizer), between articles only.

    Returns, the most alike first: first, second (article ids), similarity (0 to 1), first_text,
    second_text, sentences. At most `top` rows of at least `least`.
    """
    from nltk.stem import PorterStemmer
    from sklearn.feature_extraction.text import TfidfVectorizer

    stemmer = PorterStemmer()
    words = wanted(corpus).tokens[corpus.tokens["is_word"]]
    stems = words.assign(stem=[stemmer.stem(term) for term in words["term"]])
    texts = stems.groupby(KEYS, sort=False)["stem"].agg(" ".join)
    columns = ["first", "second", "similarity", "first_text", "second_text", "sentences"]
    if len(texts) < 2:
        return pd.DataFrame(columns=columns)
    weights = TfidfVectorizer(token_pattern=r"\S+", sublinear_tf=True).fit_transform(texts)
    said, rows = corpus.sentences.set_index(KEYS)["text"], []
    articles = texts.index.get_level_values("article_id")
    for first, second in combinations(dict.fromkeys(articles), 2):
        one, two = (articles == first).nonzero()[0], (articles == second).nonzero()[0]
        cosine = (weights[one] @ weights[two].T).tocoo()
        for row, column, value in zip(cosine.row, cosine.col, cosine.data, strict=True):
            if value >= least:
                keys = texts.index[one[row]], texts.index[two[column]]
                places = " ".join(f"{name}:{number}" for name, number in keys)
                rows.append((first, second, float(value), *(said[key] for key in keys), places))
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values("similarity", ascending=False, kind="stable", ignore_index=True)[:top]


def alike_validity(corpus: Corpus, *, least: float = 0.2) -> pd.DataFrame:
    """How many of the moments that were put side by side by hand `alike` finds.

    Returns moment, pairs (of articles that tell it), found (pairs with at least one pair of
    sentences of `alike` within the two passages), recall (0 to 1). Precision can't be told: what
    moments.csv leaves out may be alike all the same.

    Raises StoryError where the story has no moments.csv.
    """
    found = set(alike(corpus, least=least, top=None)["sentences"])
    rows = []
    for moment, passages in wanted(corpus).moments.groupby("moment", sort=False):
        pairs = list(combinations(_touched(corpus, passages).str.split(), 2))
        hits = sum(
            any(f"{one} {two}" in found for one, two in product(*passages)) for passages in pairs
        )
        rows.append((moment, len(pairs), hits, hits / len(pairs) if pairs else float("nan")))
    return pd.DataFrame(rows, columns=["moment", "pairs", "found", "recall"])


def _touched(corpus: Corpus, passages: pd.DataFrame) -> pd.Series:
    """The sentences of each article that passages touch, as "article_id:sentence_id …"."""
    spans = passages[["article_id", "start", "end"]]
    both = corpus.sentences.merge(spans, on="article_id", suffixes=("", "_of"))
    return cited(
        both[(both["start_of"] < both["end"]) & (both["end_of"] > both["start"])], "article_id"
    )
