"""Show: a number's sentences in their paragraphs, with mentions, quotations and tone marked."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

import pandas as pd

from analysis.charts import SOFT, side_colours
from analysis.corpus import Corpus
from analysis.text import LINE

UNDERLINE = {"direct": "solid", "indirect": "dashed", "scare": "dotted"}


class Mark(NamedTuple):
    """A stretch of text to mark: characters into the article's text, what it is, and its label."""

    start: int
    end: int
    kind: str  # sentence, mention, direct, indirect, scare
    label: str
    colour: str = SOFT


@dataclass(frozen=True)
class Passage:
    """Paragraphs with marks. JupyterLab shows `_repr_html_`, in which all text is escaped."""

    heading: str
    paragraphs: list[tuple[int, str]]  # where each starts in the article's text, and its text
    marks: list[Mark] = field(default_factory=list)

    def _pieces(self, start: int, text: str) -> Iterable[tuple[str, list[Mark], list[Mark]]]:
        """The paragraph cut at every mark's edge, with the marks over it and those that open."""
        end = start + len(text)
        near = [mark for mark in self.marks if mark.start < end and mark.end > start]
        cuts = {start, end} | {edge for m in near for edge in m[:2] if start < edge < end}
        edges = sorted(cuts)
        for low, high in pairwise(edges):
            over = [mark for mark in near if mark.start <= low and mark.end >= high]
            opening = [mark for mark in over if max(mark.start, start) == low]
            yield text[low - start : high - start], over, opening

    def _repr_html_(self) -> str:
        lines = [f"<p><strong>{html.escape(self.heading)}</strong></p>"]
        for start, text in self.paragraphs:
            pieces = [_html(*piece) for piece in self._pieces(start, text)]
            lines.append(f'<p style="line-height:1.9">{"".join(pieces)}</p>')
        lines.append(f'<p style="color:{SOFT};font-size:90%">{html.escape(self.legend)}</p>')
        return "<div>" + "".join(lines) + "</div>"

    @property
    def legend(self) -> str:
        """What the marks mean, in words."""
        return (
            "Marked: ▸ the sentence (with its score, if scores were given); [side] before a bold "
            "mention; ⟦kind: speaker, side⟧ before a quotation, which is underlined (direct solid, "
            "indirect dashed, scare dotted)."
        )

    def __str__(self) -> str:
        lines = [self.heading]
        for start, text in self.paragraphs:
            pieces = self._pieces(start, text)
            lines.append("".join("".join(m.label for m in new) + text for text, _, new in pieces))
        return "\n".join([*lines, self.legend])

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self._repr_html_(), "text/plain": str(self)}


def show(
    corpus: Corpus,
    article_id: str,
    sentence_id: int | str | Iterable[int],
    *,
    scores: pd.DataFrame | None = None,
    score: str = "compound",
) -> Passage:
    """The sentences in their paragraphs, mentions of sides and quotations marked.

    `sentence_id` is one id, several, or the text of a `sentence_ids` column ("3 4 7"). `scores` is
    a frame as `tone.score_sentences` or `tone.score_mentions` gives it, `score` one of its columns;
    each sentence has that number before it, the parts of a sentence weighed by their `share`. In
    JupyterLab the result shows itself; `str` gives it as plain text. Everything that comes from
    the story is escaped: the text of an article never runs.

    Raises ValueError for an article or sentence that there isn't, or scores without the columns.
    """
    articles = corpus.articles.set_index("article_id")
    if article_id not in articles.index:
        raise ValueError(f"no article {article_id!r}; the articles are {', '.join(articles.index)}")
    numbers = _numbers(sentence_id)
    own = corpus.sentences[corpus.sentences["article_id"] == article_id].set_index("sentence_id")
    unknown = [number for number in numbers if number not in own.index]
    if unknown or not numbers:
        problem = f"no sentence {unknown[0]}" if unknown else "no sentence given"
        raise ValueError(f"{problem} in {article_id}; its sentences are 0 to {own.index.max()}")
    chosen = own.loc[sorted(set(numbers))]
    tones = _tones(scores, score, article_id)
    body = str(articles.at[article_id, "text"])
    paragraphs = [
        (line.start(), line.group())
        for line in LINE.finditer(body)
        if ((chosen["start"] < line.end()) & (chosen["end"] > line.start())).any()
    ]
    marks = [
        Mark(start, end, "sentence", f"▸{_tone(score, tones.get(number))} ")
        for number, start, end in chosen[["start", "end"]].itertuples(name=None)
    ]
    outlet = str(articles.at[article_id, "outlet"])
    heading = f"{outlet}, sentence " + ", ".join(map(str, chosen.index))
    return Passage(heading, paragraphs, [*marks, *_marks(corpus, article_id)])


def _numbers(sentence_id: int | str | Iterable[int]) -> list[int]:
    if isinstance(sentence_id, str):
        if not re.fullmatch(r"\s*\d+(\s+\d+)*\s*", sentence_id):
            raise ValueError(f"sentence_id={sentence_id!r}: give ids parted by spaces, as '3 4 7'")
        return [int(number) for number in sentence_id.split()]
    if isinstance(sentence_id, Iterable):
        return [int(number) for number in sentence_id]
    return [int(sentence_id)]


def _tones(scores: pd.DataFrame | None, score: str, article_id: str) -> dict[int, float]:
    if scores is None:
        return {}
    for column in ("article_id", "sentence_id", score):
        if column not in scores:
            raise ValueError(f"scores has no column {column!r}; it has {', '.join(scores.columns)}")
    own = scores[scores["article_id"] == article_id]
    # Scores may be by part, with its share of the words, or by mention: show their mean.
    weights = own["share"] if "share" in own else pd.Series(1.0, index=own.index)
    weighed = pd.DataFrame({"top": own[score] * weights, "bottom": weights})
    sums = weighed.groupby(own["sentence_id"]).sum()
    return {int(str(k)): float(v) for k, v in (sums["top"] / sums["bottom"]).items()}


def _tone(score: str, value: float | None) -> str:
    return "" if value is None else f"({score} {value:+.2f})"


def _marks(corpus: Corpus, article_id: str) -> list[Mark]:
    marks = []
    quotes = corpus.quotes[corpus.quotes["article_id"] == article_id]
    for start, end, kind, speaker, side in quotes[
        ["start", "end", "kind", "speaker", "side"]
    ].itertuples(index=False):
        who = ", ".join(filter(None, (speaker, side)))
        marks.append(Mark(start, end, kind, f"⟦{kind}{': ' if who else ''}{who}⟧ "))
    if "actors.csv" in corpus.story.tables:
        colours = side_colours(corpus.sides)
        found = corpus.mentions[corpus.mentions["article_id"] == article_id]
        for start, end, side in found[["start", "end", "side"]].itertuples(index=False):
            marks.append(Mark(start, end, "mention", f"[{side}] ", colours[side]))
    return marks


def _html(text: str, over: list[Mark], opening: list[Mark]) -> str:
    """One piece of text, escaped, in the style of the marks over it, their labels before it."""
    kinds = {mark.kind for mark in over}
    style = ["background:#F3EFE4"] if "sentence" in kinds else []
    lines = [UNDERLINE[kind] for kind in UNDERLINE if kind in kinds]
    style += [f"border-bottom:2px {lines[0]} {SOFT}"] if lines else []
    mention = next((mark for mark in over if mark.kind == "mention"), None)
    style += ["font-weight:bold", f"box-shadow:inset 0 -3px {mention.colour}"] if mention else []
    labels = "".join(
        f'<small style="color:{SOFT}">{html.escape(mark.label)}</small>' for mark in opening
    )
    escaped = html.escape(text, quote=True)
    return f'{labels}<span style="{";".join(style)}">{escaped}</span>' if style else escaped
