"""Quotation marks: which of them belong together, and the spans that they enclose."""

import re
from dataclasses import dataclass, replace

MARK = re.compile(r"``|''|[\"“”„‟«»'‘’‚‛‹›`]")
LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
LEAD = re.compile(r"[\s•‣▪●◦·*–—-]*")

# Words that an apostrophe opens: it is no quotation mark there.
CLIPPED = re.compile(
    r"(?:\d|(?:n|em|til|till|tis|twas|cause|bout|round|cos|cuz|kay|ere|neath|nuff|im)\b)",
    re.IGNORECASE,
)
# Where the speaker is named after a quotation that no mark closes: it ended before.
UNCLOSED = re.compile(r"[,.!?…] (?:he|she|they) (?:said|says|told|added|asked)\b")
OPENS = frozenset("\"“„‟«‹'‘‚‛`")
SINGLE = frozenset("'‘’‚‛‹›`")
FAMILY = {"``": '"', "''": '"', "‟": "“", "`": "‘", "‛": "‘"}
PARTNERS = {
    '"': {'"': 0.0, "”": 0.8, "“": 1.2},
    "“": {"”": 0.0, '"': 0.8, "“": 1.2},
    "”": {"”": 0.0, '"': 0.8, "“": 1.2},
    "„": {"“": 0.0, "”": 0.0, '"': 0.3},
    "«": {"»": 0.0, "«": 1.0},
    "»": {"«": 0.0, "»": 0.8},
    "'": {"'": 0.0, "’": 0.6},
    "‘": {"’": 0.0, "'": 0.6, "‘": 1.0},
    "’": {"’": 0.0, "'": 0.8},
    "‚": {"‘": 0.0, "’": 0.0, "'": 0.3},
    "‹": {"›": 0.0},
    "›": {"‹": 0.0, "›": 0.8},
}
NEVER = 99.0
UNMATCHED = 2.5  # a double mark without a partner
NESTED = 1.0  # the same kind of mark inside itself
PER_CHARACTER, LONGEST = 0.0005, 1.0  # the shorter of two readings wins


@dataclass(frozen=True)
class Quoted:
    """What stands between two marks: characters into the text, and how deep it is nested.

    `low` and `high` take the marks in. `closed` is False where a quotation goes on in the next
    paragraph or its closing mark is missing.
    """

    start: int
    end: int
    depth: int
    low: int
    high: int
    closed: bool = True


@dataclass(frozen=True)
class _Mark:
    start: int
    end: int
    char: str
    opening: float  # cost of reading it as an opening mark
    closing: float
    skipping: float  # cost of reading it as no quotation mark, or one without a partner


def _single(text: str, start: int, end: int, char: str, left: str, right: str) -> _Mark:
    bound_left = not left or not left.isalnum()
    bound_right = not right or not right.isalnum()
    if not bound_left and not bound_right:  # can't, Ukraine's
        return _Mark(start, end, char, NEVER, NEVER, 0.0)
    opening, closing, skipping = NEVER, NEVER, 0.0
    if bound_left and right and not right.isspace() and char not in "›":
        clipped = CLIPPED.match(text, end) is not None
        opening, skipping = (2.0, 0.0) if clipped else (0.2, 2.0)
        opening += 1.0 if char == "’" else 0.0
    if left and not left.isspace() and bound_right:
        possessive = left in "sSzx" and right.isspace()
        short = left in "sSnN" or left.isdigit()
        closing = 0.9 if possessive else 0.4 if short else 0.0
        skipping = min(skipping, 2.0) if opening < NEVER else 0.0 if short else 1.5
        if not left.isalnum() and not bound_left:
            skipping = 2.0
    if char in "‘‚" and opening < NEVER:
        opening = 0.0 if not CLIPPED.match(text, end) else opening
    return _Mark(start, end, char, opening, closing, skipping)


def _double(start: int, end: int, char: str, left: str, right: str) -> _Mark:
    open_left = not left or left.isspace() or left in "([{—–-/" or left in OPENS
    shut_right = not right or not (right.isalnum() or right in OPENS or right in "$€£#@(…[")
    space_left, space_right = not left or left.isspace(), not right or right.isspace()
    glued = not open_left and not shut_right
    opening = 1.2 if glued else 0.0 if open_left and not space_right else 1.0 if open_left else 3.0
    closing = 1.2 if glued else 0.0 if shut_right and not space_left else 1.0 if shut_right else 3.0
    if char in "“„«":
        opening = 0.0 if not space_right else 0.3
        closing = 0.0 if char != "„" and shut_right and not space_left else 3.0
    elif char in "”»":
        closing = 0.3 if space_left else 0.8 if glued else 0.0
        opening = 1.0 if not shut_right else 3.0
    inch = left.isdigit() and char == '"'
    return _Mark(start, end, char, opening, closing, 0.5 if inch else UNMATCHED)


def _marks(text: str, low: int, high: int) -> list[_Mark]:
    marks = []
    for found in MARK.finditer(text, low, high):
        start, end = found.span()
        char = FAMILY.get(found.group(), found.group())
        left = text[start - 1] if start > low else ""
        right = text[end] if end < high else ""
        if char in SINGLE:
            marks.append(_single(text, start, end, char, left, right))
        else:
            marks.append(_double(start, end, char, left, right))
    return marks


# A reading of the marks so far: its cost, the open marks, and the pairs (a linked list).
_Pairs = tuple[_Mark, _Mark, int, "_Pairs | None"] | None
_Reading = tuple[float, tuple[_Mark, ...], _Pairs]


def _read(marks: list[_Mark], end: int, carried: str) -> _Reading:
    """The cheapest reading of a paragraph's marks; linear, since few marks are open at a time."""
    readings: dict[tuple[str, ...], _Reading] = {(): (0.0, (), None)}
    for mark in marks:
        after: dict[tuple[str, ...], _Reading] = {}

        def keep(reading: _Reading, after: dict[tuple[str, ...], _Reading] = after) -> None:
            key = tuple(opener.char for opener in reading[1])
            if key not in after or reading[0] < after[key][0]:
                after[key] = reading

        for cost, stack, pairs in readings.values():
            keep((cost + mark.skipping, stack, pairs))
            single = mark.char in SINGLE
            inside = [opener.char in SINGLE for opener in stack]
            if mark.opening < NEVER and len(stack) < 2 and not (single and any(inside)):
                nested = NESTED if inside and not single and not inside[0] else 0.0
                keep((cost + mark.opening + nested, (*stack, mark), pairs))
            if mark.closing < NEVER and stack:
                opener = stack[-1]
                partner = PARTNERS[opener.char].get(mark.char, NEVER)
                if partner < NEVER and mark.start > opener.end:
                    length = min(LONGEST, PER_CHARACTER * (mark.start - opener.end))
                    pair = (opener, mark, len(stack) - 1, pairs)
                    keep((cost + mark.closing + partner + length, stack[:-1], pair))
        readings = after

    def closed(reading: _Reading) -> float:
        cost, stack, _ = reading
        lost = sum(opener.skipping for opener in stack)
        if len(stack) == 1 and stack[0].char == carried and stack[0].opening < 1:
            lost = PER_CHARACTER * (end - stack[0].end)
        return cost + lost

    return min(readings.values(), key=closed)


def quoted(text: str) -> list[Quoted]:
    """The spans between quotation marks, without the marks and surrounding white space.

    Straight, curly, low and angled marks, double and single; each paragraph (line) by itself, so
    that a missing mark cannot swallow more than its paragraph. Among the ways to pair a paragraph's
    marks the cheapest is taken: a mark costs nothing where its shape and the spaces beside it say
    what it is, and something where they do not, where it has no partner, and where the span grows.
    A quotation that runs over paragraphs, each opened by a mark, is one span per paragraph. An
    opening mark that is never closed counts to ", he said", or to the end of its paragraph after a
    colon or a comma.

    Returns spans in reading order, an outer before its inner; depth 0 is the outermost.
    """
    lines = [line for line in LINE.finditer(text) if line.group().strip()]
    openers = []
    for line in lines:
        lead = LEAD.match(text, line.start(), line.end())
        place = lead.end() if lead else line.start()
        first = MARK.match(text, place, line.end())
        char = FAMILY.get(first.group(), first.group()) if first else ""
        openers.append(char if char in OPENS else "")
    found: list[Quoted] = []
    for line, carried in zip(lines, [*openers, ""][1:], strict=True):
        marks = _marks(text, line.start(), line.end())
        if not marks:
            continue
        _, stack, pairs = _read(marks, line.end(), carried)
        spans: list[Quoted] = []
        while pairs:
            left, right, depth, pairs = pairs
            spans.append(Quoted(left.end, right.start, depth, left.start, right.end))
        if stack:
            opener = stack[0]
            before = text[line.start() : opener.start].rstrip()
            told = UNCLOSED.search(text, opener.end, line.end())
            if told and opener.opening < 1:
                end = told.start() + 1
                spans.append(Quoted(opener.end, end, 0, opener.start, end, False))
            elif opener.char == carried or before.endswith((":", ",")):
                spans.append(Quoted(opener.end, line.end(), 0, opener.start, line.end(), False))
            else:  # what was nested in a quotation that is none stands by itself
                spans = [replace(s, depth=0) if s.start > opener.end else s for s in spans]
        for span in spans:
            inner = text[span.start : span.end]
            start = span.start + len(inner) - len(inner.lstrip())
            end = span.end - len(inner) + len(inner.rstrip())
            if any(map(str.isalnum, inner)):
                found.append(replace(span, start=start, end=end))
    return sorted(found, key=lambda span: (span.start, -span.end))
