"""Reports in a parsed sentence: who is said to say what, and by which words."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from analysis.speech.cast import NOBODY, Speaker

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Doc, Token

Kinds = frozenset[str]
SOURCE, NOUN, TAG, BELIEF = (frozenset([kind]) for kind in ("source", "noun", "tag", "belief"))
NAMING = frozenset("name as object directive".split())
VIEWS = frozenset("view opinion judgment judgement".split())
ADDRESSED = frozenset("infinitive directive addressee ask".split())
CLAUSAL = frozenset("ccomp xcomp relcl acl advcl".split())
THINGS = frozenset("dobj pobj pcomp xcomp ccomp".split())
PUT_IN = frozenset("parataxis ccomp dep advcl".split())


@dataclass
class Report:
    """A reporting clause and what it reports, in tokens, at last in characters of the article.

    `subject` heads the speaker's noun phrase, and `shared` says that it is that of another verb;
    `low` to `high` (exclusive) is the clause with its own subject.
    """

    cue: str
    kinds: Kinds
    subject: Token | None
    low: int
    high: int
    contents: list[tuple[int, int]] = field(default_factory=list)
    shared: bool = False
    speaker: Speaker = NOBODY


@lru_cache(maxsize=1)
def vocabulary() -> tuple[dict[str, Kinds], frozenset[str], list[str]]:
    """The kinds of each word of saying, and the forms and phrases that announce a report."""
    table = files("analysis").joinpath("tables/speech_verbs.csv").read_text("utf-8")
    rows = list(csv.DictReader(table.splitlines()))
    kinds = {row["lemma"]: frozenset(row["kinds"].split()) for row in rows}
    forms = [form for row in rows for form in row["forms"].split("|") if row["kinds"] != "belief"]
    words = VIEWS.union(form for form in forms if " " not in form)
    return kinds, words, [form for form in forms if " " in form]


def may_report(sentence: str) -> bool:
    """Whether a sentence holds a word or phrase of saying, and so is worth a parse."""
    _, words, phrases = vocabulary()
    lower = sentence.lower()
    return not words.isdisjoint(re.findall(r"[^\W\d_]+", lower)) or any(
        one in lower for one in phrases
    )


def find_reports(doc: Doc, base: int, spoken: Sequence[int]) -> list[Report]:
    """The reports of a sentence that starts at `base`, in the order of their words.

    `spoken` tells for each token whether it stands in quotation marks: no report starts there.
    """
    found: list[Report] = []
    for token in (t for t in doc if not spoken[t.i]):
        report = None
        if token.lower_ == "according":
            report = _source(token, _object_of(token, "to"))
        elif token.lower_ in VIEWS and token.head.lower_ == "in" and token.n_lefts:
            owner = next((t for t in token.lefts if t.dep_ == "poss"), _object_of(token, "of"))
            report = _source(token.head, owner)
        elif token.pos_ == "VERB" and token.dep_ != "amod" and doc[token.i - 1].text != "-":
            report = _verb(token, spoken)
        elif token.pos_ == "NOUN":
            report = _noun(token)
        if report is not None:
            _shorten(report, found, doc)
            found.append(report)
    for report in found:
        places = [(report.low, report.high), *report.contents]
        spans = [doc[low + doc[low].is_space : high] for low, high in places]
        places = [(base + span.start_char, base + span.end_char) for span in spans]
        (report.low, report.high), *report.contents = places
    return [report for report in found if "belief" not in report.kinds]


def _shorten(report: Report, found: list[Report], doc: Doc) -> None:
    """End the content of an earlier report where a verb of the same speaker goes on."""
    low = report.low
    reach = report.high + (8 if "name" in report.kinds else 2)
    says = report.contents or any(t.is_quote for t in doc[report.high : reach])
    joined = low and (doc[low - 1].dep_ == "cc" or doc[low - 1].is_punct)
    for outer in found:
        start, end = outer.contents[-1] if outer.contents else (0, 0)
        if start <= low < end and joined and says and report.shared:
            outer.contents[-1] = (start, low)
            report.subject = outer.subject
        elif outer.kinds == SOURCE and start <= low <= start + 1 < end:
            outer.contents = []  # "According to a statement, Putin said that…"


def _object_of(token: Token, preposition: str) -> Token | None:
    """What a preposition below a word governs."""
    things = (t for child in token.rights if child.lower_ == preposition for t in child.rights)
    return next(things, None)


def _source(token: Token, owner: Token | None) -> Report:
    """The report of "according to Kuleba" or "in Kuleba's view": what its sentence says."""
    report = Report(token.text, SOURCE, owner, token.left_edge.i, token.right_edge.i + 1)
    report.contents = list(_around([token, *token.ancestors][-1], report))
    return report


def _around(head: Token, report: Report) -> Iterator[tuple[int, int]]:
    """What stands before and behind a reporting clause that is put into what it reports."""
    doc, start, end = head.doc, head.left_edge.i, head.right_edge.i + 1
    while doc[report.low].is_punct:
        report.low += 1
    if start < report.low and (doc[report.low - 1].is_punct or report.kinds == SOURCE):
        yield start, report.low
    if end > report.high:
        yield report.high, end


def _noun(token: Token) -> Report | None:
    """The report of a noun of saying: "Kuleba's warning that…"."""
    kinds = vocabulary()[0].get(token.lemma_, BELIEF)
    clause = _clause(token, token, kinds)
    if clause is None or clause.i < token.i or kinds == BELIEF:
        return None
    owner = next((t for t in token.lefts if t.dep_ == "poss"), _object_of(token, "by"))
    if owner is None and token.dep_ == "dobj":  # "Kuleba gave a warning that…"
        owner = _subject(token.head, [0] * len(token.doc))[0]
    content = (clause.left_edge.i, clause.right_edge.i + 1)
    return Report(token.text, NOUN, owner, token.i, content[0], [content])


def _subject(verb: Token, spoken: Sequence[int]) -> tuple[Token | None, bool]:
    """The head of a verb's subject, and whether it is the subject of another verb."""
    token, shared = verb, False
    while True:
        for child in token.children:
            subject = child.dep_ == "nsubj" or (shared and child.dep_ == "nsubjpass")
            if subject and not spoken[child.i]:
                relative = child.tag_ in ("WP", "WDT") and token.dep_ == "relcl"
                return token.head if relative else child, shared
        told = [t for t in token.head.children if t.dep_ == "dobj" and token.dep_ == "xcomp"]
        # "urged him to say"
        if told and vocabulary()[0].get(token.head.lemma_, BELIEF) & ADDRESSED:
            return told[0], True
        if token.dep_ in ("acl", "ROOT"):
            return token.head if token.dep_ == "acl" else None, shared
        token, shared = token.head, True


def _verb(token: Token, spoken: Sequence[int]) -> Report | None:
    """The report of a verb of saying, with its particle ("point out") if it has one."""
    table, lemma, last = vocabulary()[0], token.lemma_.lower(), token
    for child in [*token.doc[token.i + 1 : token.i + 2], *token.rights]:
        if last == token and f"{lemma} {child.lower_}" in table:
            lemma, last = f"{lemma} {child.lower_}", child
    kinds = table.get(lemma, frozenset()) - SOURCE - NOUN
    roles = {t.dep_ for t in token.children}
    if not kinds or "neg" in roles or (token.dep_ == "xcomp" and token.head.lemma_ == "decline"):
        return None
    asked = token.tag_ == "VBN" and token.dep_ == "advcl" and "aux" not in roles
    passive = asked or "auxpass" in roles
    subject, shared = _subject(token, spoken)
    if passive:
        subject, shared = _object_of(token, "by"), False
    elif subject is None:  # the parser may have lost the name among the words of a quotation
        reach = 8 if token.dep_ in ("ROOT", "ccomp") else 1
        near = [t for t in token.doc if t.pos_ == "PROPN" and abs(t.i - token.i) <= reach]
        near = [t for t in near if not spoken[t.i] and t.dep_ not in ("compound", "poss")]
        subject = min(near, key=lambda t: abs(t.i - token.i), default=None)
    if (subject.lower_ == "that") if subject is not None else (passive or token.tag_ == "VB"):
        return None  # "that said", "it was said", "call it a day"
    own = [] if subject is None or shared else [subject]
    low = min([token.i, *(t.left_edge.i for t in own if t.i < token.i)])
    high = max([last.i, *(t.right_edge.i for t in own if t.i > token.i)]) + 1
    report = Report(token.doc[token.i : last.i + 1].text, kinds, subject, low, high, [], shared)
    if kinds != TAG:
        report.contents = list(_contents(token, last, report))
    return report


def _contents(token: Token, last: Token, report: Report) -> Iterator[tuple[int, int]]:
    """What a verb reports: a clause, an infinitive or an object, before, after or around it."""
    clause = _clause(token, last, report.kinds)
    start = max(clause.left_edge.i, last.i + 1) if clause else _start(token, last, report.kinds)
    opened = any((t.dep_ == "mark" or t.tag_ == "WRB") and t.lower_ != "as" for t in token.lefts)
    if clause is not None and clause.i < token.i:
        yield from _around(clause, report)
    elif start is not None:
        stops = [t for t in token.rights if t.dep_ in ("conj", "parataxis") and t.pos_ != "NOUN"]
        yield start, min([token.right_edge.i + 1, *(t.left_edge.i for t in stops if t.i > start)])
    elif token.dep_ in PUT_IN and "tag" in report.kinds and not (report.shared or opened):
        report.low, report.high = token.left_edge.i, token.right_edge.i + 1
        yield from _around(token.head, report)


def _clause(token: Token, last: Token, kinds: Kinds) -> Token | None:
    """The head of the reported clause below a verb, its hearer or its particle."""
    if kinds <= NAMING:
        return None
    marks = ("that", "whether", "if") if "ask" in kinds else ("that",)
    below = [t for t in token.children if t.dep_ == "ccomp"]
    later = (t for t in token.subtree if t.i > token.i and t.dep_ in CLAUSAL)
    return next(iter(below), next((t for t in later if t.left_edge.lower_ in marks), None))


def _start(token: Token, last: Token, kinds: Kinds) -> int | None:
    """Where reported words begin that are no clause: "to leave", "a ceasefire", "it a war"."""
    after = list(token.rights)
    to = [t for verb in after if verb.dep_ in CLAUSAL for t in verb.lefts if t.lower_ == "to"]
    if to and kinds & ADDRESSED:
        return int(to[0].i)
    things = [t for t in [*after, *last.rights] if t.dep_ in THINGS]
    if not things or not kinds & {"object", "name"}:
        return None
    first = int(things[0].left_edge.i) if last == token else last.i + 1
    marked = any(t.is_quote for t in token.doc[first : token.right_edge.i + 2])
    named = [t for t in [*after, *last.rights] if t.i > things[0].i]
    named = [t for t in named if t.dep_ == "oprd" or t.lower_ in ("as", "of", "for")]
    return first if "object" in kinds or (named and not marked) else None
