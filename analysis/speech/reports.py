"""Reports in a sentence: reporting clauses put together with what each of them reports."""

import re
from bisect import bisect_left

from analysis.speech.clauses import (
    conjunction_before,
    named_by,
    quote_before,
    report_around,
    shorten,
    take_after,
    take_before,
)
from analysis.speech.contents import cut, reported_after
from analysis.speech.inversion import noun_before, subject_after
from analysis.speech.lexicon import BE
from analysis.speech.sources import SOURCE, participle, source
from analysis.speech.subjects import subject_before
from analysis.speech.tokens import Report, Token, word_at
from analysis.speech.verbs import find_verbs

DATELINE = re.compile(r"[A-Z][A-Z .'’/]{1,40}\b[^\ue000]{0,50}?(?:--|[—–-])\s")
HYPOTHETICAL = frozenset("if whether when because unless until that how why".split())


def dateline(unit: list[Token], text: str) -> int:
    """The number of tokens in an opening such as "PARIS, May 4 (Reuters) -"."""
    found = DATELINE.match(text, unit[0].start, unit[-1].end) if unit else None
    if not found or unit[0].quote >= 0 or not unit[0].text.isupper() or len(unit[0].text) < 2:
        return 0
    return sum(token.start < found.end() for token in unit)


def reports(unit: list[Token], text: str) -> list[Report]:
    """The reports of a sentence, in the order of their verbs."""
    floor = dateline(unit, text)
    found: list[Report] = []
    for i, j, kinds in find_verbs(unit):
        if i < floor:
            continue
        if "source" in kinds:
            report = source(unit, i, j, floor, found)
        elif word_at(unit, i).endswith("ing") and word_at(unit, i - 1) not in BE:
            report = participle(unit, i, j, kinds, found)
        elif word_at(unit, i - 1) == "as" and word_at(unit, j) == "by":
            report = source(unit, i - 1, j + 1, floor, found)
        else:
            report = _finite(unit, i, j, kinds, floor, found)
        if report is not None:
            found.append(report)
    colons = [n for n in range(len(unit) - 1) if unit[n].text == ":" and unit[n + 1].quote >= 0]
    for report in found:
        ends = [colons[n : n + 1] for n in (bisect_left(colons, a) for a, _ in report.contents)]
        report.contents = [
            span for span in (
                cut(unit, (a, min([b, *end])))
                for (a, b), end in zip(report.contents, ends, strict=True)
            )
            if any(token.is_word and token.lower != "to" for token in unit[slice(*span)])
        ]  # fmt: skip
    return found


def _finite(
    unit: list[Token], i: int, j: int, kinds: frozenset[str], floor: int, found: list[Report]
) -> Report | None:
    """The report of a finite verb: before, after or around what it reports."""
    report = _inverted(unit, i, j, kinds, floor, found)
    if report is not None:
        return report
    state, start = reported_after(unit, j, kinds)
    near = any(max(t.quote, t.label) >= 0 for t in unit[j : j + 14])
    if kinds <= {"name", "object"} and state not in ("quote", "clause") and not near:
        return None
    subject = subject_before(unit, i, floor)
    relative = False
    if subject is not None:
        opening = word_at(unit, subject[0])
        if opening in ("who", "which", "that") and state not in ("quote", "clause"):
            return None
        relative = word_at(unit, subject[0] - 1) in ("which", "whom")
        if opening in ("who", "which") and subject[1] - subject[0] == 1:
            relative = word_at(unit, subject[0] - 1) == ","
            subject = noun_before(unit, subject[0])
    first = subject[0] if subject else i
    outer = report_around(found, i)
    joined = conjunction_before(unit, first) if outer is not None or subject is None else None
    if subject is None and joined is None and not (found and word_at(unit, i - 1) == ","):
        return None
    report = Report((i, j), kinds, subject, [], set(), first, j)
    if state in ("clause", "quote"):
        return _before_content(unit, report, state, start, outer, joined, relative)
    if "name" in kinds:
        if outer is not None and joined is not None:
            shorten(outer, joined)
        report.tags |= named_by(unit, j)
        return report if near else None
    if state == "other" and unit[j].label >= 0 and kinds & {"clause", "that", "infinitive"}:
        report.tags.add(unit[j].label)  # vowed "a decisive response"
        return report
    if subject is not None and state != "other" and kinds & {"tag", "belief"}:
        take_before(unit, report, first, floor, found)
        if report.tags or (report.contents and kinds != {"tag"}):
            take_after(unit, report, start if state == "comma" else j)
            return report
    return report if outer is None else None


def _inverted(
    unit: list[Token], i: int, j: int, kinds: frozenset[str], floor: int, found: list[Report]
) -> Report | None:
    """The report of a verb before its subject: "…," said Rosa Delgado, president of the union."""
    quoted = quote_before(unit, i) is not None
    plain = word_at(unit, i - 1) == "," and "clause" in kinds and "addressee" not in kinds
    if "tag" not in kinds or not (quoted or plain):
        return None
    subject = subject_after(unit, j)
    if subject is None or not (quoted or "finite" not in kinds or unit[subject[0]].is_capital):
        return None
    report = Report((i, j), kinds, subject, [], set(), i, subject[1])
    take_before(unit, report, i, floor, found)
    if not report.tags and not report.contents:
        return None
    take_after(unit, report, subject[1])
    return report


def _before_content(
    unit: list[Token],
    report: Report,
    state: str,
    start: int,
    outer: Report | None,
    joined: int | None,
    relative: bool,
) -> Report | None:
    """A report whose content, a clause or a quotation, follows its verb."""
    first = report.before
    if state == "clause":
        if outer is None and word_at(unit, first - 1) in HYPOTHETICAL:
            return None
        if outer is not None and outer.kinds == SOURCE and first <= outer.contents[0][0] + 1:
            outer.contents = []  # "According to a statement, Putin said that…"
        elif outer is not None:
            if joined is None:
                return None
            shorten(outer, joined)
        end = len(unit)
        if relative:  # "The deal, which he said was dead, would have ended the war"
            end = next((n for n in range(start, end) if word_at(unit, n) == ","), end)
        report.contents.append((start, end))
    else:
        report.tags.add(unit[start].quote)
        if outer is not None and joined is not None:
            shorten(outer, joined)
    report.after = start
    quote = quote_before(unit, first)
    if quote is not None:
        report.tags.add(quote)
    return report
