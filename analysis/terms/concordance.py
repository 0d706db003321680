"""Keyword in context: every place where a word, phrase or regular expression stands."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

import pandas as pd

from analysis.corpus import Corpus
from analysis.text import token_spans

COLUMNS = ["article_id", "sentence_id", "left", "node", "right", "start", "end"]
SORTS = ("text", "left", "node", "right")


def node_pattern(pattern: str, *, regex: bool = True, ignore_case: bool = True) -> re.Pattern[str]:
    """A pattern for whole words; a space matches any white space, ' both apostrophes.

    Raises ValueError, with what is wrong, for no regular expression or one that matches nothing.
    """
    if not pattern.strip():
        raise ValueError("pattern is empty; give a word, a phrase or a regular expression")
    body = pattern if regex else re.escape(pattern).replace(r"\ ", " ")
    # A look-behind must have one width, and a class takes no class: there a space is a space.
    if "(?<" not in body and "[" not in body:
        body = re.sub(r"(?<!\\) +", r"\\s+", body)
        body = re.sub("['’]", "['’]", body)
    try:
        compiled = re.compile(rf"(?<!\w)(?:{body})(?!\w)", re.IGNORECASE if ignore_case else 0)
    except re.error as error:
        message = f"pattern {pattern!r} is no regular expression: {error.msg}"
        raise ValueError(f"{message}; pass regex=False to find it as it stands") from None
    if compiled.search("") or compiled.search("  "):
        raise ValueError(f"pattern {pattern!r} matches the empty text; give it a word")
    return compiled


def concordance(
    corpus: Corpus,
    pattern: str,
    width: int = 8,
    *,
    sort: str = "text",
    regex: bool = True,
    ignore_case: bool = True,
) -> pd.DataFrame:
    """Every place where the pattern stands, with the words around it.

    Args:
        corpus: the story.
        pattern: a word, a phrase or a regular expression. It matches whole words ("war" is not
            found in "toward"; "negotiat.*?" is one way to ask for endings), within a sentence.
        width: words of context on either side, across sentences of the article.
        sort: "text" is reading order; "left" and "right" sort by the words next to the node,
            outwards; "node" by the node.
        regex: False takes the pattern as it stands ("U.S.").
        ignore_case: whether "Talks" is found by "talks".

    Returns:
        article_id, sentence_id, left, node, right (text, white space made single), start, end (the
        node's characters in the article's text). No rows where nothing is found.

    Raises:
        ValueError: for no regular expression, one that matches the empty text, another `sort`, or
            a width below 0.
    """
    compiled = node_pattern(pattern, regex=regex, ignore_case=ignore_case)
    if sort not in SORTS:
        raise ValueError(f"sort={sort!r} is not valid: {', '.join(SORTS)}")
    if width < 0:
        raise ValueError(f"width must be at least 0 words, not {width}")
    texts = dict(zip(corpus.articles["article_id"], corpus.articles["text"], strict=True))
    rows = []
    for article_id, number, start, text in corpus.sentences[
        ["article_id", "sentence_id", "start", "text"]
    ].itertuples(index=False):
        for found in compiled.finditer(text):
            low, high = start + found.start(), start + found.end()
            left, right = _context(texts[article_id], low, high, width)
            rows.append((article_id, number, left, _plain(found.group()), right, low, high))
    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame = frame.astype(dict.fromkeys(("sentence_id", "start", "end"), int))
    if sort == "text":
        return frame
    words = frame[sort].str.lower().str.findall(r"\w+")
    key = words.map(lambda found: tuple(found[::-1] if sort == "left" else found))
    return frame.iloc[key.argsort(kind="stable")].reset_index(drop=True)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _context(text: str, start: int, end: int, width: int) -> tuple[str, str]:
    """So many words before and after, with the punctuation among them."""
    if width == 0:
        return "", ""
    reach = 40 * width + 200  # far more characters than the words take
    opening = text[max(0, start - reach) : start]
    before = [low for low, _, is_word in token_spans(opening) if is_word][-width:]
    left = opening[before[0] :] if before else ""
    closing = text[end : end + reach]
    after = [high for _, high, is_word in token_spans(closing) if is_word][:width]
    return _plain(left), _plain(closing[: after[-1]] if after else "")


@dataclass(frozen=True)
class Lines:
    """Concordance lines for the eye, aligned on the node; made by `aligned`."""

    frame: pd.DataFrame

    def __repr__(self) -> str:
        if self.frame.empty:
            return "no lines"
        names = int(self.frame["article_id"].str.len().max())
        nodes = int(self.frame["node"].str.len().max())
        return "\n".join(
            f"{name:<{names}} {number:>3}  {left[-46:]:>46}  {node:<{nodes}}  {right[:46]}"
            for name, number, left, node, right in self._rows()
        )

    def _rows(self) -> list[list[str]]:
        return [list(map(str, row)) for row in self.frame[COLUMNS[:5]].to_numpy().tolist()]

    def _repr_html_(self) -> str:
        cell = '<td align="{0}" style="text-align:{0};white-space:nowrap">{1}</td>'
        lines = [
            "<tr>"
            + cell.format("left", html.escape(name))
            + cell.format("right", number)
            + cell.format("right", html.escape(left))
            + cell.format("center", f"<b>{html.escape(node)}</b>")
            + cell.format("left", html.escape(right))
            + "</tr>"
            for name, number, left, node, right in self._rows()
        ]
        names = "".join(f"<th>{name}</th>" for name in COLUMNS[:5])
        return f"<table><thead><tr>{names}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def aligned(lines: pd.DataFrame) -> Lines:
    """Show the frame of `concordance` in a notebook with the nodes below each other.

    Text is escaped: markup in an article shows as text and never runs.
    """
    return Lines(lines)
