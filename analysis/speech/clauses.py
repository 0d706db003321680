"""What a reporting clause takes in: the words and the quotations before and after it."""

from analysis.speech.lexicon import ADVERBS, CONJUNCTIONS, DASHES, STOPS, SUBORDINATE
from analysis.speech.subjects import is_intro
from analysis.speech.tokens import Report, Token, has_verb, word_at

RECENT = 12  # reports looked back at, so that a sentence of any length takes linear time
LONGEST = 120  # tokens looked back at, for the same reason
COORDINATORS = CONJUNCTIONS - {"because", "so", "or"}


def quote_before(unit: list[Token], place: int) -> int | None:
    """The number of the quotation that ends before a token or a comma, if there is one."""
    place -= 2 if word_at(unit, place - 1) == "," else 1
    return unit[place].quote if place >= 0 and unit[place].quote >= 0 else None


def report_around(found: list[Report], place: int) -> Report | None:
    """The report within whose content a token stands."""
    for report in found[: -RECENT - 1 : -1]:
        if any(a <= place < b for a, b in report.contents):
            return report
    return None


def shorten(report: Report, place: int) -> None:
    """Let what is reported end before a token."""
    report.contents = [(a, min(b, place)) for a, b in report.contents if a < place]


def conjunction_before(unit: list[Token], place: int) -> int | None:
    """The place of the conjunction or comma that joins a clause to the one before."""
    place -= 1
    while word_at(unit, place) in ADVERBS:
        place -= 1
    if word_at(unit, place) in COORDINATORS:
        return place - 1 if word_at(unit, place - 1) == "," else place
    return None


def named_by(unit: list[Token], j: int) -> set[int]:
    """The quotation that names something: "called it “a disgrace”", "described the plan as “…”"."""
    for token in unit[j : j + 8]:
        if max(token.quote, token.label) >= 0:
            return {max(token.quote, token.label)}
        if not token.is_word:
            break
    return set()


def take_before(
    unit: list[Token], report: Report, first: int, floor: int, found: list[Report]
) -> None:
    """What stands before a reporting clause that comes after or within it."""
    place = first - 1
    comma = word_at(unit, place) == ","
    place -= comma
    beside = [r for r in found[-RECENT:] if r.after <= first and not r.contents and r.tags]
    floor = max([floor, *(r.after for r in beside)])
    if place >= floor and unit[place].quote >= 0:
        report.tags.add(unit[place].quote)
        start = place
        while (
            start > max(floor, place - LONGEST)
            and word_at(unit, start - 1) not in STOPS
            and (unit[start - 1].quote < 0 or (start > 1 and unit[start - 2].is_word))
        ):
            start -= 1
        if start < place and (comma or unit[place].text[-1] == ","):
            report.contents.append((start, place + 1))
    elif (
        (comma or word_at(unit, place) in DASHES)
        and place >= floor
        and report.kinds & {"clause", "that", "belief", "addressee"}
    ):
        # "Putin, he said, must meet him": a phrase without a verb counts if the clause goes on
        going_on = comma and word_at(unit, report.verb[1]) == ","
        clause = word_at(unit, floor) in SUBORDINATE  # "If it fails, he said, we leave"
        going_on &= clause or not is_intro(unit[floor : place + 1])
        if has_verb(unit[max(floor, place - LONGEST) : place + 1]) or place - floor > 5 or going_on:
            report.contents.append((floor, place + 1))
    if report.contents:
        for earlier in found[-RECENT:]:
            if earlier.before >= report.contents[0][0]:
                earlier.contents = []


def take_after(unit: list[Token], report: Report, place: int) -> None:
    """What goes on after a reporting clause between commas."""
    while place < len(unit) and unit[place].is_word:
        place += 1
    if place < len(unit) and unit[place].quote >= 0:
        report.tags.add(unit[place].quote)
        report.after = place
        return
    if word_at(unit, place) not in (",", *DASHES) or place + 1 >= len(unit):
        report.after = max(report.after, place)
        return
    following = unit[place + 1]
    if following.quote >= 0:
        report.tags.add(following.quote)
        report.after = place + 1
    elif (
        report.contents
        and following.is_word
        and not following.lower.endswith("ing")
        and (following.lower not in SUBORDINATE | {"a", "an", "who"})
    ):
        report.contents.append((place + 1, len(unit)))
        report.after = place + 1
    else:
        report.after = place
