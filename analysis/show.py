"""From a number back to its sentences: a sentence in its place, passages side by side, lines.

What these functions return shows itself, in a notebook as HTML in which text of an article is
always text and never markup or mathematics, elsewhere as plain text. The classes of the HTML are
those of the static pages, whose style sheet knows them too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Any, NamedTuple

import pandas as pd

from analysis import coverage
from analysis.corpus import Corpus, wanted
from analysis.story import among

# Looks that hold on a light and on a dark ground; colour is never the only sign.
STYLE = {
    "direct": "border-bottom:2px solid",
    "indirect": "border-bottom:2px dotted",
    "scare": "border-bottom:2px dashed",
    "carried": "border-bottom:1px dotted",
    "mention": "font-weight:bold",
    "here": "background:rgba(224,138,60,.22)",
    "both": "font-weight:bold;background:rgba(140,201,161,.35)",
    "alone": "font-style:italic;background:rgba(163,50,95,.22)",
    "label": "font-size:smaller;opacity:.75",
}


@dataclass(frozen=True)
class View:
    """What a function of this module returns: the same content as HTML and as plain text."""

    html: str
    text: str

    def _repr_html_(self) -> str:
        return f'<div class="tex2jax_ignore mathjax_ignore">{self.html}</div>'

    def __repr__(self) -> str:
        return self.text


class Mark(NamedTuple):
    """A span of a text with its look, and a label that stands before it."""

    start: int
    end: int
    look: str
    label: str = ""


def marked(text: str, offset: int, marks: Iterable[Mark]) -> View:
    """A piece of text with the marks that lie in it; `offset` is where it starts in its article."""
    end = offset + len(text)
    inside = [m for m in marks if m.start < end and m.end > offset]
    spans = [m._replace(start=max(m.start, offset), end=min(m.end, end)) for m in inside]
    edges = sorted({offset, end, *(edge for mark in spans for edge in mark[:2])})
    html, plain = "", ""
    for low, high in pairwise(edges):
        over = [mark for mark in spans if mark.start <= low and mark.end >= high]
        labels = [mark.label for mark in over if mark.label and mark.start == low]
        piece = text[low - offset : high - offset]
        looks = list(dict.fromkeys(mark.look for mark in over))
        style = ";".join(STYLE[look] for look in looks)
        inner = escape(piece).replace("\n", "<br>")
        html += "".join(f'<small style="{STYLE["label"]}">[{escape(x)}] </small>' for x in labels)
        html += (
            f'<span class="{" ".join(looks)}" style="{style}">{inner}</span>' if looks else inner
        )
        plain += "".join(f"[{label}] " for label in labels) + piece
    return View(html, plain)


def marks_of(corpus: Corpus, article_id: str) -> list[Mark]:
    """The mentions of an article, by side, and its quotations, with who speaks."""
    quotes = corpus.quotes[corpus.quotes["article_id"] == article_id]
    columns = ["start", "end", "kind", "speaker", "side"]
    found = [
        Mark(start, end, kind, ", ".join(filter(None, (kind, speaker, side))))
        for start, end, kind, speaker, side in quotes[columns].itertuples(index=False)
    ]
    if "actors.csv" in corpus.story.tables:
        named = corpus.mentions[corpus.mentions["article_id"] == article_id]
        spans = named[["start", "end", "side"]].itertuples(index=False)
        found += [Mark(start, end, "mention", side) for start, end, side in spans]
    return found


def show(corpus: Corpus, article_id: str, sentence_id: int, *, context: int = 1) -> View:
    """A sentence in its place, with who is named, which words are quoted, and who speaks.

    `context` is how many sentences before and after it are shown.

    Raises ValueError for an article or a sentence that there isn't.
    """
    among(article_id, wanted(corpus).articles["article_id"].tolist(), "article")
    own = corpus.sentences[corpus.sentences["article_id"] == article_id]
    among([sentence_id], own["sentence_id"].tolist(), f"sentence of {article_id}")  # type: ignore[list-item]
    near = own[own["sentence_id"].between(sentence_id - context, sentence_id + context)]
    (here,) = own[own["sentence_id"] == sentence_id][["start", "end"]].itertuples(index=False)
    start, end = near["start"].iloc[0], near["end"].iloc[-1]
    text = corpus.story.text[article_id][start:end]
    view = marked(text, start, [Mark(here[0], here[1], "here"), *marks_of(corpus, article_id)])
    title = f"{article_id}, sentence {sentence_id}"
    html = f'<p><b>{escape(title)}</b></p><blockquote dir="auto">{view.html}</blockquote>'
    return View(html, f"{title}\n{view.text}")


def _places(cited: Any) -> Iterator[tuple[str, int]]:
    """The sentences that a text, a row or a frame names, each once."""
    if isinstance(cited, pd.DataFrame | pd.Series) and "sentences" in cited:
        cited = cited["sentences"]
    texts = cited.tolist() if isinstance(cited, pd.Series) else [cited]
    for place in dict.fromkeys(" ".join(map(str, texts)).split()):
        article_id, colon, number = place.rpartition(":")
        if not colon or not number.isdecimal():
            raise ValueError(f"{place!r} names no sentence; valid: article:number, as in axios:9")
        yield article_id, int(number)


def sentences(corpus: Corpus, cited: str | pd.Series | pd.DataFrame) -> View:
    """The sentences that a number rests on.

    `cited` is a text such as "axios:9 telesur:3", or a row or frame of a measure, whose column
    `sentences` is taken.

    Raises ValueError for what names no sentence of the corpus.
    """
    texts = wanted(corpus).sentences.set_index(["article_id", "sentence_id"])["text"]
    rows = []
    for place in _places(cited):
        if place not in texts.index:
            valid = ", ".join(corpus.articles["article_id"].head(12))
            raise ValueError(f"no sentence {place[0]}:{place[1]}; the articles are {valid}")
        rows.append((f"{place[0]}:{place[1]}", texts[place]))
    return _table(rows, ["place", "sentence"], {}, keep=False)


def passages(corpus: Corpus, moment: str) -> View:
    """A moment as each article tells it, side by side: what both say, and what one alone says.

    Raises ValueError for a moment there isn't; StoryError without moments.csv.
    """
    told = coverage.side_by_side(wanted(corpus), moment)
    twice = told["outlet"].duplicated(keep=False)
    names = told["outlet"] + (", " + told["article_id"]).where(twice, "")
    views = dict(zip(names, map(_set_off, told["text"]), strict=True))
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in views)
    cell = '<td style="text-align:left;vertical-align:top">{}</td>'
    body = "".join(cell.format(view.html) for view in views.values())
    key = _set_off("**told in both passages** · __told in this one only__")
    html = f"<table><thead><tr>{heads}</tr></thead><tbody><tr>{body}</tr></tbody></table>"
    plain = "\n\n".join(f"{name}\n{view.text}" for name, view in views.items())
    return View(f"<p>{key.html}</p>{html}", plain)


def _set_off(text: str) -> View:
    """A text of `coverage.side_by_side`, its two signs turned into looks."""
    html = ""
    for piece in re.split(r"(\*\*.+?\*\*|__.+?__)", text, flags=re.DOTALL):
        look = {"**": "both", "__": "alone"}.get(piece[:2]) if len(piece) > 4 else None
        inner = escape(piece[2:-2] if look else piece).replace("\n", "<br>")
        html += f'<span class="{look}" style="{STYLE[look]}">{inner}</span>' if look else inner
    return View(html, text)


def lines(found: pd.DataFrame) -> View:
    """The lines of `terms.concordance` below each other, aligned on the word that was sought."""
    rows = [
        (f"{article_id}:{number}", left, node, right)
        for article_id, number, left, node, right in found[
            ["article_id", "sentence_id", "left", "node", "right"]
        ].itertuples(index=False)
    ]
    aligns = {"left": "right", "node": "center", "right": "left"}
    return _table(rows, ["place", "left", "node", "right"], aligns, keep=True)


def table(frame: pd.DataFrame) -> View:
    """A frame with the words of its cells whole, where pandas would cut them short."""
    numbers = frame.select_dtypes("number").columns
    shown = frame.assign(**{name: frame[name].map("{:.3g}".format) for name in numbers})
    rows = [tuple(map(_cell, row)) for row in shown.itertuples(index=False)]
    aligns = dict.fromkeys(map(str, numbers), "right")
    return _table(rows, [str(name) for name in frame.columns], aligns, keep=False)


def _cell(value: object) -> str:
    return "" if pd.isna(value) else str(value).removesuffix(" 00:00:00")  # type: ignore[call-overload]


def _table(
    rows: Sequence[tuple[str, ...]], heads: list[str], aligns: dict[str, str], *, keep: bool
) -> View:
    """A table of texts, each column aligned; with `keep` its cells keep to one line."""
    sides = [aligns.get(head, "left") for head in heads]
    line = ";white-space:nowrap" if keep else ""
    html = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    html = f"<thead><tr>{html}</tr></thead><tbody>"
    for row in rows:
        cells = zip(row, sides, strict=True)
        html += "<tr>" + "".join(
            f'<td style="text-align:{side};vertical-align:top{line}">{escape(cell)}</td>'
            for cell, side in cells
        )
        html += "</tr>"
    wide = [max((len(row[k]) for row in rows), default=0) for k in range(len(heads))]
    plain = [
        "  ".join(
            re.sub(r"\s", " ", cell).rjust(w)
            if side == "right"
            else re.sub(r"\s", " ", cell).ljust(w)
            for cell, side, w in zip(row, sides, wide, strict=True)
        ).rstrip()
        for row in rows
    ]
    return View(f"<table>{html}</tbody></table>", "\n".join(plain) or "nothing found")
