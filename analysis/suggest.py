"""Rows that a story's texts suggest for actors.csv and furniture.csv, for a person to review."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import pandas as pd

from analysis.corpus import Corpus
from analysis.story import TABLES, Story

UNUSED = ["tagger", "attribute_ruler"]  # a quarter of the time
KINDS = ("PERSON", "ORG", "GPE", "NORP")
TITLE = re.compile(
    r"(?:\b(?:[A-Z]\w+(?:an|ish|ese|ch|li|qi)|U\.?S\.?|U\.?K\.?|[Ff]ormer|Deputy|Vice|Foreign|Prime"
    r"|Defen[cs]e|Interior|Finance|Press|Presidential|Attorney|Acting) )*\b(?:President|Premier"
    r"|Minister|Chancellor|Secretary|Ambassador|Senator|Governor|Mayor|King|Queen|Prince|Pope"
    r"|General|Justice|Director|Professor|Sen\.|Rep\.|Gov\.|Gen\.) \Z"
)
# What spaCy takes into a name and is no part of it.
EDGES = re.compile(r"\A(?:[Tt]he |\W)+|(?:['’]s?|[^\w.)])+\Z")
ADJECTIVE = r"(?:i?ans?|ns?|is?|ish|ese|s)\Z"


def _owners(names: pd.DataFrame) -> dict[str, str]:
    """The actor of each name: the fuller name that it is mostly short for, else itself."""
    fuller: dict[str, set[str]] = defaultdict(set)
    peoples = names.loc[names["kind"] == "NORP", "actor"].unique()
    for name, kind in names[["actor", "kind"]].drop_duplicates().itertuples(index=False):
        words = name.split()
        if len(words) > 1:
            initials = "".join(word[0] for word in words if word[0].isupper())
            fuller[words[-1] if kind == "PERSON" else initials].add(name)
        elif kind == "GPE":
            stem = re.compile(re.escape(re.sub(r"[aeiouy]+\Z", "", name)) + ADJECTIVE)
            for other in filter(stem.match, peoples):
                fuller[other].add(name)
    counts = names["actor"].value_counts()
    owners: dict[str, str] = {}
    for name in map(str, counts.index):
        full = counts.reindex(sorted(fuller[name] or fuller[name.replace(".", "")]))
        likely = len(full) > 0 and full.max() >= max(0.75 * full.sum(), 0.02 * counts[name])
        owners[name] = str(full.idxmax()) if likely else name
    return {name: owners[owner] for name, owner in owners.items()}


def suggest_actors(told: Story, *, top: int = 100) -> pd.DataFrame:
    """Rows for actors.csv from the names in the texts, as spaCy finds them; sides left to fill.

    A surname goes with the full name that ends in it, a title with the name that follows, initials
    with what they stand for, a country's adjective with the country. A name that may be short for
    several stays by itself, unless three mentions in four of the fuller names are of one, and so
    does one that is fifty times as frequent.

    Returns side (empty), actor, alias, count, example (article_id: sentence), the `top` actors
    named most often, the most frequent first.

    Raises ModelMissing without spaCy and its model.
    """
    from analysis.parse import pipeline

    sentences = Corpus(told).sentences
    docs = pipeline(entities=True).pipe(sentences["text"], disable=UNUSED, batch_size=256)
    rows = []
    for article_id, doc in zip(sentences["article_id"], docs, strict=True):
        for entity in doc.ents:
            name = EDGES.sub("", " ".join(entity.text.split()))
            if entity.label_ in KINDS and re.match(r"\w*[A-Z]", name):
                example = f"{article_id}: {doc.text}"
                actor = re.sub(r"(?<=\w) [A-Z]\.(?= )", "", name)  # Donald J. Trump
                rows.append((actor, name, entity.label_, example))
                title = TITLE.search(doc.text[: entity.start_char])
                if title and entity.label_ == "PERSON":
                    rows.append((actor, title.group() + name, "title", example))
    named = pd.DataFrame(rows, columns=["actor", "alias", "kind", "example"])
    named["actor"] = named["actor"].map(_owners(named))
    counts = named.groupby(["actor", "alias"], as_index=False, sort=False).agg(
        count=("kind", "size"), example=("example", "first")
    )
    counts["total"] = counts.groupby("actor")["count"].transform("sum")
    order = counts.sort_values(["total", "actor", "count"], ascending=[False, True, False])
    kept = order[order["actor"].isin(order["actor"].unique()[:top])]
    return kept.assign(side="")[["side", "actor", "alias", "count", "example"]]


def suggest_furniture(told: Story, *, top: int = 100) -> pd.DataFrame:
    """Rows for furniture.csv from lines and sentences that stand in several articles.

    Returns article_id ("*"), kind (in how many articles of which outlet), start_text, end_text,
    cut_end, every, as furniture.csv has them, the `top` most frequent and longest: what stands in
    three articles, in both of an outlet that has two, or at the beginning or end of two. A line
    that is also part of other lines is cut with the line ends around it only.
    """
    articles = told.tables["articles.csv"].drop_duplicates("article_id")
    outlets = articles.set_index("article_id")["outlet"]
    sizes = outlets.value_counts()
    bodies = {key: body.replace("\r\n", "\n") for key, body in told.text.items()}
    split = {key: list(map(str.strip, body.strip().splitlines())) for key, body in bodies.items()}
    lines = [(key, line) for key, own in split.items() for line in own]
    whole = Counter(line for _, line in lines)
    edges = Counter(line for own in split.values() for line in {*own[:1], *own[-1:]})
    sentences = Corpus(told).sentences[["article_id", "text"]].itertuples(index=False, name=None)
    pieces = pd.DataFrame([*lines, *sentences], columns=["article_id", "piece"]).drop_duplicates()
    pieces = pieces[pieces["piece"].str.contains(r"\w") & pieces.duplicated("piece", keep=False)]
    pieces["outlet"] = pieces["article_id"].map(outlets)
    found = pieces.groupby("piece")["outlet"].agg(["size", "unique"]).reset_index()
    found = found.assign(length=found["piece"].str.len())
    found = found.sort_values(["size", "length", "piece"], ascending=[False, False, True])
    rows: list[list[str]] = []
    for piece, n, where, _ in found.itertuples(index=False):
        least = 2 if edges[piece] > 1 else 3 if len(where) > 1 else min(3, sizes[where[0]])
        if len(rows) == top or n < least:
            continue
        places = sum(body.count(piece) for body in bodies.values())
        start = piece if whole[piece] in (0, places) else f"\n{piece}\n"
        times = max(body.count(start) for body in bodies.values())
        if times and not any(start in row[2] or row[2] in start for row in rows):
            kind = f"review: in {n} of {sizes[where].sum()} articles of {', '.join(where)}"
            rows.append(["*", kind, start, "", "", "yes" if times > 1 else ""])
    return pd.DataFrame(rows, columns=TABLES["furniture.csv"].columns)
