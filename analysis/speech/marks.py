"""Quotation marks: which of them belong together, also where some are missing or torn."""

from __future__ import annotations

import re
from typing import NamedTuple

MARK = re.compile(r"``|''|[\"“”„‟«»'‘’‚‛‹›`]")
LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
OPENING = re.compile(r"[\s•‣▪●◦·*–—-]*(``|''|[\"“„‟«‹'‘‚‛`])")
# Words that an apostrophe opens: it is no quotation mark there.
CLIPPED = re.compile(r"(?:\d|(?:n|em|til|till|tis|twas|cause|bout|round|cos|ere)\b)", re.I)
SAME = {"``": '"', "''": '"', "‟": "“", "`": "‘", "‛": "‘"}
OPENERS, SINGLE = frozenset("\"“„«‹'‘‚"), frozenset("'‘’‚‹›")
# Each mark with those that may close it, torn pairs with them.
PARTNERS = {'"': '"”“', "“": '”"“', "”": '”"', "„": '“”"', "«": "»", "»": "«", "‹": "›", "›": "‹"}
PARTNERS |= {"'": "'’", "‘": "’'‘", "’": "’'", "‚": "‘’"}


class Quoted(NamedTuple):
    """What stands between two marks, and how deep it is nested.

    `low` and `high` take the marks in.
    """

    start: int
    end: int
    low: int
    high: int
    depth: int = 0


def _shape(text: str, line: re.Match[str], mark: re.Match[str]) -> tuple[bool, bool]:
    """Whether a mark may open and may close a quotation, by its neighbours."""
    (low, high), char = mark.span(), SAME.get(mark.group(), mark.group())
    left = text[low - 1] if low > line.start() else " "
    right = text[high] if high < line.end() else " "
    if char in SINGLE:
        clipped = CLIPPED.match(text, high) is not None
        opens = not (left.isalnum() or right.isspace() or clipped)
        return opens, not (right.isalnum() or left.isspace())
    opens = left.isspace() or left in OPENERS or left in "([{—–-/"
    closes = not (right.isalnum() or right in OPENERS or right in "$€£#@(…[")
    if char in "”»":
        return not closes, closes
    return char in "“„«" or (opens and not (right.isspace() and closes)), closes


def _spans(text: str, line: re.Match[str], carried: str) -> list[Quoted]:
    """The quotations of one line; `carried` is the mark that opens the next one."""
    spans: list[Quoted] = []
    stack: list[tuple[str, int, int]] = []
    for mark in MARK.finditer(text, *line.span()):
        low, high = mark.span()
        char = SAME.get(mark.group(), mark.group())
        opens, closes = _shape(text, line, mark)
        # the players’ fault,’ she said: the better mark to close with comes later
        possessive = char in SINGLE and text[low - 1 : low] in ("s", "S", "x", "z")
        if possessive and re.search(rf"[^\sszx]{char}(?!\w)", text[high : line.end()]):
            continue
        if closes and len(stack) > 1 and char not in PARTNERS[stack[-1][0]]:
            stack.pop()  # what is open within a quotation ends with it
        if closes and stack and char in PARTNERS[stack[-1][0]]:
            _, start, end = stack.pop()
            spans.append(Quoted(end, low, start, high))
        elif opens and len(stack) < 3:
            stack.append((char, low, high))
    if stack and stack[0][0] == carried:
        spans.append(Quoted(stack[0][2], line.end(), stack[0][1], line.end()))
    return spans


def quoted(text: str) -> list[Quoted]:
    """The spans between quotation marks, without the marks and the white space beside them.

    Each paragraph (line) is read by itself, so that a missing mark swallows no more than its own.
    Whether a mark opens or closes is told by its shape and what stands beside it; it closes the
    last one open that it can be the partner of. A mark without a partner is none, but where the
    next paragraph opens with such a mark: the quotation goes on there.

    Returns spans in reading order, an outer before its inner; depth 0 is the outermost.
    """
    lines = [line for line in LINE.finditer(text) if line.group().strip()]
    openers = [first.group(1) if (first := OPENING.match(line.group())) else "" for line in lines]
    found: list[Quoted] = []
    for line, carried in zip(lines, [*openers, ""][1:], strict=True):
        around: list[int] = []
        spans = _spans(text, line, SAME.get(carried, carried))
        for span in sorted(spans, key=lambda span: (span.low, -span.high)):
            inner = text[span.start : span.end]
            around = [high for high in around if high > span.low]
            if any(map(str.isalnum, inner)):
                start = span.start + len(inner) - len(inner.lstrip())
                end = start + len(inner.strip())
                found.append(span._replace(start=start, end=end, depth=len(around)))
                around.append(span.high)
    return found
