"""Cutting page furniture, so that what is kept and what is removed are together the whole."""

import re
import string
from itertools import pairwise

import pandas as pd

from analysis.tables import Fault

BLANK = string.whitespace + "\u00a0\ufeff"  # a byte order mark is no text


def _literal(text: str) -> str:
    """A regular expression for the text as it stands, whatever its line ends are."""
    return re.escape(text.replace("\r\n", "\n")).replace("\\\n", "\r?\n")


def cut(
    raw: str, rows: pd.DataFrame, article_id: str
) -> tuple[list[tuple[int, int, str]], list[Fault]]:
    """Find what the furniture rows of an article name, each in what earlier rows left of it.

    Returns (start, end, kind) in the order of the text, and the faults: a row matches one place.
    """
    spans: list[tuple[int, int, str]] = []
    faults = []
    left = raw  # with cut text overwritten by a character that no row can name
    for row, kind, start_text, end_text in rows[["kind", "start_text", "end_text"]].itertuples():
        starts = [match.span() for match in re.finditer(f"(?={_literal(start_text)})", left)]
        if len(starts) != 1:
            found = "nothing" if not starts else f"{len(starts)} places"
            problem = f"{start_text!r} matches {found} in {article_id}; it must match one place"
            faults.append(Fault("furniture.csv", problem, row, "start_text"))
            continue
        start = starts[0][0]
        first = re.compile(_literal(start_text)).match(left, start)
        end = first.end() if first else start
        if end_text.strip():
            close = re.compile(_literal(end_text)).search(left, end)
            if close is None or "\0" in left[start : close.end()]:
                problem = f"{end_text!r} does not follow start_text in {article_id}"
                faults.append(Fault("furniture.csv", problem, row, "end_text"))
                continue
            end = close.end()
        spans.append((start, end, kind))
        left = left[:start] + "\0" * (end - start) + left[end:]
    return sorted(spans), faults


def kept_spans(raw: str, spans: list[tuple[int, int, str]]) -> list[tuple[int, int]]:
    """What the cuts leave, without the white space that they leave behind."""
    edges = [0, *(edge for start, end, _ in spans for edge in (start, end)), len(raw)]
    kept: list[tuple[int, int]] = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        piece = raw[start:end]
        if not piece.strip(BLANK):
            continue
        # White space stays where it alone parts two kept pieces.
        if not kept or raw[kept[-1][1] - 1].isspace():
            start += len(piece) - len(piece.lstrip(BLANK))
        kept.append((start, end))
    if kept:
        start, end = kept[-1]
        kept[-1] = (start, start + len(raw[start:end].rstrip()))
    return kept


def removed_spans(
    raw: str, spans: list[tuple[int, int, str]], kept: list[tuple[int, int]]
) -> list[tuple[int, int, str]]:
    """The cuts and the white space around them: all of raw that is not kept, in its order."""
    cuts = [(start, end) for start, end, _ in spans]
    edges = sorted({0, len(raw), *(edge for span in cuts + kept for edge in span)})
    kinds = {start: (end, kind) for start, end, kind in spans}
    starts = {start for start, _ in kept}
    result, inside = [], 0
    for start, end in pairwise(edges):
        if start in kinds:
            result.append((start, kinds[start][0], kinds[start][1]))
            inside = kinds[start][0]
        elif start not in starts and start >= inside:
            result.append((start, end, "white space"))
    return result
