"""Quotations, direct and indirect, and who speaks.

`find_quotes` finds them on the parse, `score_quotes` compares them with hand coding.

marks     quotation marks and the spans between them
reports   reporting clauses and what they report
cast      from a subject to an actor and a side, through pronouns and roles
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import chain, compress
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.speech.cast import NOBODY, Cast, Speaker
from analysis.speech.marks import Quoted, quoted
from analysis.speech.reports import Report, find_reports, may_report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.parse import Parsed

COLUMNS = ["article_id", "sentence_id", "start", "end", "text", "kind", "speaker", "side", "cue"]
WORD = re.compile(r"\w+(?:[’'-]\w+)*")
EDGE = r"[\s,;:.–—-]"
# What is said, without "that", stops, and a conjunction left over at its end.
LABEL = re.compile(r"(?:\A|(?<=\n)|(?<=[.!?”’\"'] ))((?:[A-Z][\w.’'-]* ?){1,5}):\s*\Z")
CORE = re.compile(rf"(?:{EDGE}|that\b)*(.*?)(?:{EDGE}|(?<=\s)(?:and|but)(?=[\s,;]*$))*", re.DOTALL)


class _Article:
    """The reading of one article."""

    def __init__(self, text: str, sentences: list[Any], cast: Cast) -> None:
        self.text, self.sentences, self.cast = text, sentences, cast
        self.starts = [start for _, start, _, _ in sentences]
        self.marked = quoted(text)
        self.spoken = bytearray(len(text))  # 1 within a quotation that is more than a label
        for span in self.marked:
            after = text[span.high : span.high + 1]
            led = text[max(span.low - 3, 0) : span.low].rstrip().endswith((":", ","))
            label = len(WORD.findall(text[span.start : span.end])) < 4 and not led and after != ","
            if not span.depth and (text[span.end - 1] in ".,!?…" or not label):
                self.spoken[span.low : span.high] = b"\1" * (span.high - span.low)
        self.said: list[list[Report]] = []  # by sentence
        self.turns = [(0, NOBODY)]  # who speaks from where on

    def _own(self, start: int, end: int) -> str:
        """What stands outside of quotations."""
        return "".join(compress(self.text[start:end], (not s for s in self.spoken[start:end])))

    def wanted(self) -> Iterator[int]:
        """The sentences to parse: those that can hold a report outside of their quotations.

        And those before one that says "he" or "she": they may name who that is.
        """
        before: list[int] = []
        for number, start, end, kind in self.sentences:
            mixed = any(self.spoken[start:end])
            own = self._own(start, end) if mixed else self.text[start:end]
            if kind != "heading" and (WORD.search(own) if mixed else may_report(own)):
                yield from [*(before if re.search(r"\b(?:[Hh]e|[Ss]he)\b", own) else []), number]
            before = [number] if kind != "heading" else []

    def read(self, docs: dict[int, Any]) -> Iterator[tuple[int, int, str, Speaker, str]]:
        """Each span of speech: start, end, kind, speaker, cue."""
        for number, start, end, _ in self.sentences:
            self.said.append([])
            if (doc := docs.get(number)) is None:
                continue
            found = find_reports(doc, start, [self.spoken[start + token.idx] == 1 for token in doc])
            self.said[-1] += found
            roots = (t for t in doc if t.dep_ == "nsubj" and t.head.dep_ == "ROOT")
            root = self.cast.resolve(next(filter(self.cast.is_name, roots), None), start)
            self.turns += [(start, root)] if root.name and any(self.spoken[start:end]) else []
            for one in found:
                one.speaker = self.cast.resolve(one.subject, start)
            told = [one for one in found if "source" not in one.kinds] or found
            for one in found:
                inner = any(low <= one.low < high for r in told for low, high in r.contents)
                if one.speaker.name and one in told and not inner:
                    self.cast.recent.append(one.speaker)
                    self.turns.append((one.low, one.speaker))
                for content in one.contents:
                    core = CORE.fullmatch(self.text, *content)
                    if core and WORD.search(self._own(*core.span(1))):
                        yield *core.span(1), "indirect", one.speaker, one.cue
            self.cast.recent += [root] if root.name else []
        for span in self.marked:
            if not span.depth:
                yield self._quotation(span)
            elif len(WORD.findall(self.text, span.start, span.end)) < 4:
                yield span.start, span.end, "scare", NOBODY, ""

    def _quotation(self, span: Quoted) -> tuple[int, int, str, Speaker, str]:
        """A quotation with its kind and the speaker of the report that belongs to it."""
        first = max(bisect_right(self.starts, span.low) - 1, 0)
        last = bisect_left(self.starts, span.high)
        stop = self.sentences[last - 1][2]
        near, tagged = None, False
        for report in chain.from_iterable(self.said[first : last + 1]):
            inside, ahead = report.low < stop, report.low < span.low
            low, high = (report.high, span.low) if ahead else (span.high, report.low)
            gap = self.text[low : min(high, low + 30)]
            told = gap.rstrip().endswith((":", ",")) and ahead  # "told him: “…”"
            beside = 0 < high - low < 30 and "\n" not in gap and (told or not WORD.search(gap))
            if beside and (inside or not report.contents):
                near, tagged = report, "name" not in report.kinds
            elif inside and not tagged and (ahead or near is None):
                near = report
        words = WORD.findall(self.text, span.start, span.end)
        names = [word for word in words if len(word) > 3]
        title = len(words) < 9 and len(names) > 1 and all(word[0].isupper() for word in names)
        ends = self.text[span.end - 1] in ".,!?…"
        alone = near is None and not WORD.search(self._own(self.starts[first], stop))
        whole = tagged or alone or len(words) > (3 if near or ends else 5)
        if not whole or (title and not tagged):
            return span.start, span.end, "scare", NOBODY, ""
        who = near.speaker if near else self.turns[bisect_left(self.turns, (span.low,)) - 1][1]
        label = LABEL.search(self.text, max(span.low - 60, 0), span.low)
        if near is None and label:  # as in a headline: "Kuleba: “…”"
            who = self.cast.names.get(label.group(1).lower(), Speaker(label.group(1)))
        return span.start, span.end, "direct", who, near.cue if near else ""


def find_quotes(
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    mentions: pd.DataFrame | None,
    actors: pd.DataFrame | None,
    parsed: Parsed,
) -> pd.DataFrame:
    """Who is quoted saying what: direct and indirect speech, and words in scare quotes.

    `articles` has article_id, text; `sentences`, `mentions` and `actors` are the frames of those
    names, the last two or None. `parsed` parses the sentences that can hold a report, in one batch.

    Returns article_id, sentence_id (where the span starts), start, end (characters into the
    article's text), text, kind, speaker, side, cue, in reading order, an outer span before its
    inner. Kinds:
    direct    what stands between quotation marks, without the marks; a quotation that is split or
              runs over paragraphs is one row for each piece
    indirect  the reported clause, without speaker, verb and "that"; it may hold direct pieces
    scare     a quoted word or label that is no utterance
    Speaker is the actor, else the words of the text without article, cue the reporting verb;
    speaker, side and cue are "" where the text names none. A verb of wish, thought or plan makes
    no quotation (kind "belief" in tables/speech_verbs.csv, which has the verbs and their sources).
    """
    split = _rows(sentences, ["sentence_id", "start", "end", "kind"])
    named = _rows(mentions, ["start", "end", "actor", "side"])
    # The actors that a "the" tells to be no single person.
    the = () if actors is None else actors.loc[actors["alias"].str.match("[Tt]he "), "actor"]
    read = {
        key: _Article(text, split.get(key, []), Cast(named.get(key, []), set(the)))
        for key, text in zip(articles["article_id"], articles["text"], strict=True)
    }
    wanted = {key: set(article.wanted()) for key, article in read.items()}
    parsed.need((key, number) for key, numbers in wanted.items() for number in numbers)
    rows = []
    for key, article in read.items():
        found = article.read({number: parsed[key, number] for number in wanted[key]})
        for start, end, kind, who, cue in sorted(found, key=lambda row: (row[0], -row[1], row[2])):
            number = article.sentences[max(bisect_right(article.starts, start) - 1, 0)][0]
            rows.append((key, number, start, end, article.text[start:end], kind, *who[:2], cue))
    return pd.DataFrame(rows, columns=COLUMNS).astype(dict.fromkeys(COLUMNS[1:4], int))


def _rows(frame: pd.DataFrame | None, columns: list[str]) -> dict[Any, list[Any]]:
    """The rows of each article."""
    groups = () if frame is None else frame.groupby("article_id", sort=False)
    return {key: list(rows[columns].itertuples(index=False, name=None)) for key, rows in groups}


def score_quotes(found: pd.DataFrame, gold: pd.DataFrame) -> pd.DataFrame:
    """How well found quotations agree with hand-coded ones of the same articles.

    Rows of the kind "carried" are left out: no finder gives them.

    Returns measure, value (0 to 1, higher is better; NaN where n is 0), n (gold rows or words):
    direct_f1      spans in quotation marks, found where at least half of both is shared
    indirect_f1    words of the reported clauses, by position
    side_accuracy  of the direct and indirect gold rows found, those with the right side
    """
    both = found.merge(gold, on=["article_id", "kind"], suffixes=("", "_gold")).fillna("")
    starts, ends = both[["start", "start_gold"]], both[["end", "end_gold"]]
    shared, union = ends.min(axis=1) - starts.max(axis=1), ends.max(axis=1) - starts.min(axis=1)
    both = both[(2 * shared >= union) & (both["kind"] != "scare")]
    both = both.drop_duplicates(["article_id", "kind", "start_gold", "end_gold"])
    spans = [int((frame["kind"] == "direct").sum()) for frame in (both, found, gold)]
    words = [_words(frame[frame["kind"] == "indirect"]) for frame in (found, gold)]
    rows = [
        ("direct_f1", 2 * spans[0], spans[1] + spans[2], spans[2]),
        ("indirect_f1", 2 * len(words[0] & words[1]), sum(map(len, words)), len(words[1])),
        ("side_accuracy", int((both["side"] == both["side_gold"]).sum()), len(both), len(both)),
    ]
    scores = [(name, top / bottom if bottom else float("nan"), n) for name, top, bottom, n in rows]
    return pd.DataFrame(scores, columns=["measure", "value", "n"])


def _words(frame: pd.DataFrame) -> set[tuple[object, int]]:
    rows = frame[["article_id", "start", "text"]].itertuples(index=False)
    return {(key, at + word.start()) for key, at, said in rows for word in WORD.finditer(said)}
