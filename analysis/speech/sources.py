"""Reports without a finite verb: "according to", "adding that", "was quoted as saying"."""

from analysis.speech.clauses import (
    COORDINATORS,
    RECENT,
    conjunction_before,
    named_by,
    quote_before,
    report_around,
    shorten,
    take_before,
)
from analysis.speech.contents import reported_after
from analysis.speech.lexicon import BE, DASHES
from analysis.speech.subjects import Span, subject_before
from analysis.speech.tokens import Report, Token, has_verb, word_at

SOURCE = frozenset({"source"})
OPENERS = frozenset("the it he she they this there".split())  # of a clause, no apposition


def source(unit: list[Token], i: int, j: int, floor: int, found: list[Report]) -> Report | None:
    """The report of "according to" and its like, whose words stand from i to j."""
    end, commas = j, []
    limit = min(len(unit), j + 80)
    while end < limit and unit[end].quote < 0 and word_at(unit, end) not in (".", ";", ":"):
        if word_at(unit, end) == ",":
            commas.append(end)
        end += 1
    outer = report_around(found, i)
    follows = word_at(unit, i - 1) in COORDINATORS | {","} and i <= floor + 8
    opens = i <= floor or (follows and outer is None)
    if opens and commas:
        stop = commas[0]
        if len(commas) > 1:  # "According to Podolyak, adviser to the president, the two sides…"
            words = unit[stop + 1 : commas[1]]
            if words and not words[0].is_capital and words[0].lower not in OPENERS:
                stop = stop if has_verb(words) else commas[1]
        return Report((i, j), SOURCE, (j, stop), [(stop + 1, len(unit))], set(), i, stop)
    stop = commas[0] if commas else end
    report = Report((i, j), SOURCE, (j, stop), [], set(), i, stop)
    if opens:
        return report
    quote = quote_before(unit, i)
    if quote is not None:
        report.tags.add(quote)
        return report
    if outer is not None:
        shorten(outer, i)
        return None
    start = max([floor, *(r.after for r in found[-RECENT:])])
    report.contents = [(start, i)]
    return report


def participle(
    unit: list[Token], i: int, j: int, kinds: frozenset[str], found: list[Report]
) -> Report | None:
    """The report of an -ing form: ", adding that…", ", calling it “…”", "was quoted as saying"."""
    state, start = reported_after(unit, j, kinds)
    left = word_at(unit, i - 1)
    if left == "as":
        return _quoted_as_saying(unit, i, j, kinds, found)
    if state == "quote":
        report = Report((i, j), kinds, None, [], {unit[start].quote}, i, start)
    elif state == "clause" and (
        left in (",", "and", "but", *DASHES) or word_at(unit, start - 1) == "that"
    ):
        report = Report((i, j), kinds, None, [(start, len(unit))], set(), i, start)
    elif "name" in kinds and any(max(t.quote, t.label) >= 0 for t in unit[j : j + 12]):
        report = Report((i, j), kinds, None, [], named_by(unit, j), i, j)
    else:
        return None
    outer = report_around(found, i)
    if outer is not None:
        comma = i - 1 if left == "," else conjunction_before(unit, i)
        if comma is None and left not in DASHES:
            return report if report.tags else None
        shorten(outer, i - 1 if comma is None else comma)
    return report


def _quoted_as_saying(
    unit: list[Token], i: int, j: int, kinds: frozenset[str], found: list[Report]
) -> Report | None:
    subject: Span | None = None
    for place in range(i - 2, max(-1, i - 14), -1):
        if word_at(unit, place) in ("quoted", "cited", "reported"):
            passive = word_at(unit, place - 1) in BE
            subject = subject_before(unit, place, 0) if passive else (place + 1, i - 1)
            break
    if subject is None:
        return None
    report = Report((i, j), kinds, subject, [], set(), subject[0], j)
    state, start = reported_after(unit, j, kinds)
    if state == "clause":
        report.contents = [(start, len(unit))]
        return report
    take_before(unit, report, subject[0], 0, found)
    if not report.tags and not report.contents:  # "AFP reported Erdogan as saying"
        take_before(unit, report, max(0, subject[0] - 2), 0, found)
    return report
