"""From a number back to its sentences: a sentence in its place, passages side by side, lines.

What these functions return shows itself, in a notebook as HTML in which text of an article is
always text and never markup or mathematics, elsewhere as plain text. The classes of the HTML are
those of the static pages, whose style sheet knows them too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis import coverage
from analysis.corpus import Corpus, wanted
from analysis.story import among

# A notebook has no style sheet of ours, so that there a look stands in the element itself.
LOOKS = (Path(__file__).parent / "templates" / "marks.css").read_text("utf-8")
STYLE = dict(re.findall(r"^\.(\w+)\{(.+)\}$", LOOKS, re.MULTILINE))


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
    """A span of a text with its look (and further classes), and a label that stands before it."""

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
        labels = [(m.look.split()[0], m.label) for m in over if m.label and m.start == low]
        for look, label in labels:
            html += f"<small {_look(f'label of-{look}')}>[{escape(label)}] </small>"
        piece = text[low - offset : high - offset]
        looks = " ".join(dict.fromkeys(mark.look for mark in over))
        inner = escape(piece).replace("\n", "<br>")
        html += f"<span {_look(looks)}>{inner}</span>" if looks else inner
        plain += "".join(f"[{label}] " for _, label in labels) + piece
    return View(html, plain)


def _look(names: str) -> str:
    """The attributes of an element with these looks."""
    return f'class="{names}" style="{";".join(STYLE[n] for n in names.split() if n in STYLE)}"'


def marks_of(corpus: Corpus, article_id: str) -> list[Mark]:
    """The mentions of an article, by side, and its quotations, with who speaks."""
    quotes = corpus.quotes[corpus.quotes["article_id"] == article_id]
    columns = ["sentence_id", "start", "end", "kind", "speaker", "side"]
    found, before = list[Mark](), (-1, "")
    for number, start, end, kind, speaker, side in quotes[columns].itertuples(index=False):
        who = ", ".join(dict.fromkeys(filter(None, (speaker, side)))) or kind
        found.append(Mark(start, end, kind, who if (number, who) != before else ""))
        before = number, who  # who speaks on is not named again
    if "actors.csv" in corpus.story.tables:
        named, sides = corpus.mentions[corpus.mentions["article_id"] == article_id], corpus.sides
        spans = named[["start", "end", "side"]].itertuples(index=False)
        found += [Mark(a, b, f"mention side-{sides.index(side)}", side) for a, b, side in spans]
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


def sentences(corpus: Corpus, cited: str | pd.Series | pd.DataFrame) -> View:
    """The sentences that a number rests on.

    `cited` is a text such as "axios:9 telesur:3", or a row or frame of a measure, whose column
    `sentences` is taken.

    Raises ValueError for what names no sentence of the corpus.
    """
    every = wanted(corpus).sentences
    places = every["article_id"] + ":" + every["sentence_id"].astype(str)
    texts = dict(zip(places, every["text"], strict=True))
    if isinstance(cited, pd.DataFrame | pd.Series) and "sentences" in cited:
        cited = cited["sentences"]
    named = cited.tolist() if isinstance(cited, pd.Series) else [cited]
    names = dict.fromkeys(" ".join(map(str, named)).split())
    if wrong := [name for name in names if name not in texts]:
        if not re.search(r":\d+$", wrong[0]):
            raise ValueError(
                f"{wrong[0]!r} names no sentence; valid: article:number, as in axios:9"
            )
        valid = ", ".join(corpus.articles["article_id"].head(12))
        raise ValueError(f"no sentence {wrong[0]}; the articles are {valid}")
    return _table([(name, texts[name]) for name in names], ["place", "sentence"], {}, keep=False)


def passages(corpus: Corpus, moment: str) -> View:
    """A moment as each article tells it, side by side: what both say, and what one alone says.

    Raises ValueError for a moment there isn't; StoryError without moments.csv.
    """
    told = coverage.side_by_side(wanted(corpus), moment)
    twice = told["outlet"].duplicated(keep=False)
    names = told["outlet"] + (", " + told["article_id"]).where(twice, "")
    views = dict(zip(names, map(set_off, told["text"]), strict=True))
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in views)
    cell = '<td style="text-align:left;vertical-align:top">{}</td>'
    body = "".join(cell.format(view.html) for view in views.values())
    key = set_off("**told in both passages** · __told in this one only__")
    html = f"<table><thead><tr>{heads}</tr></thead><tbody><tr>{body}</tr></tbody></table>"
    plain = "\n\n".join(f"{name}\n{view.text}" for name, view in views.items())
    return View(f"<p>{key.html}</p>{html}", plain)


def set_off(text: str) -> View:
    """A text of `coverage.side_by_side`, its two signs turned into looks."""
    html = ""
    for piece in re.split(r"(\*\*.+?\*\*|__.+?__)", text, flags=re.DOTALL):
        look = {"**": "both", "__": "alone"}.get(piece[:2]) if len(piece) > 4 else None
        inner = escape(piece[2:-2] if look else piece).replace("\n", "<br>")
        html += f"<span {_look(look)}>{inner}</span>" if look else inner
    return View(html, text)


def lines(found: pd.DataFrame) -> View:
    """The lines of `terms.concordance` below each other, aligned on the word that was sought."""
    places = found["article_id"] + ":" + found["sentence_id"].astype(str)
    rows = list(zip(places, found["left"], found["node"], found["right"], strict=True))
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
        cells = "".join(
            f'<td style="text-align:{side};vertical-align:top{line}">{escape(cell)}</td>'
            for cell, side in zip(row, sides, strict=True)
        )
        html += f"<tr>{cells}</tr>"
    texts = [[re.sub(r"\s", " ", cell) for cell in row] for row in rows]
    wide = [max(map(len, column)) for column in zip(*texts, strict=True)]
    plain = ""
    for said in texts:
        places = zip(said, sides, wide, strict=True)
        padded = [c.rjust(w) if side == "right" else c.ljust(w) for c, side, w in places]
        plain += "  ".join(padded).rstrip() + "\n"
    return View(f"<table>{html}</tbody></table>", plain.removesuffix("\n") or "nothing found")
