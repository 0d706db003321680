"""Attribution: each quotation and each reported clause of an article with its speaker."""

import re
from bisect import bisect_left
from dataclasses import dataclass

from analysis.speech.inversion import subject_at_start
from analysis.speech.labels import is_whole, kind_of, words_of
from analysis.speech.quotation import quoted
from analysis.speech.reports import dateline, reports
from analysis.speech.speakers import NOBODY, Cast, Speaker
from analysis.speech.tokens import Report, Token
from analysis.speech.units import BREAKS, Sentence, units_of

CLOSING = {'"': '"', "”": "“", "’": "‘", "'": "'", "»": "«"}
OPENING = {'"': '"', "“": "”", "‘": "’", "'": "'", "«": "»"}


@dataclass
class Span:
    """A stretch of text that someone says."""

    start: int
    end: int
    kind: str
    speaker: Speaker
    cue: str


Said = list[tuple[Report, Speaker]]


def _edges(text: str, start: int, end: int) -> tuple[int, int]:
    """Take in the quotation mark at an edge whose partner stands inside."""
    piece = text[start:end]
    after, before = text[end : end + 1], text[start - 1 : start] if start else ""
    if after in CLOSING:
        # the last mark inside that touches the word after it, and the last that does not
        marks = [m.start() for m in re.finditer(f"[{CLOSING[after]}{after}]", piece)]
        marks = [
            m for m in marks if after not in "'’" or not piece[max(m - 1, 0)].isalnum() or not m
        ]
        opening = [m for m in marks if piece[m + 1 : m + 2].isalnum()]
        shut = [m for m in marks if not piece[m + 1 : m + 2].isalnum()]
        if opening and opening[-1] > max(shut, default=-1):
            return start, end + 1
    if before in OPENING and re.search(OPENING[before] + r"(?!\w)", piece):
        start -= 1
    return start, end


class Attribution:
    """The reading of one article, sentence after sentence, with what is known of its speakers."""

    def __init__(self, text: str, sentences: list[Sentence], cast: Cast) -> None:
        self.text = text
        self.cast = cast
        self.headings = {sentence.start for sentence in sentences if sentence.heading}
        marked = quoted(text)
        self.outer = [span for span in marked if span.depth == 0]
        masks = [(span.low, span.high, is_whole(text, span)) for span in self.outer]
        self.units = units_of(text, sentences, masks)
        self.spans = [
            Span(span.start, span.end, "scare", NOBODY, "")
            for span in marked
            if span.depth and len(words_of(text, span)) <= 3
        ]
        self.speaking = NOBODY  # who spoke last
        self.pending: list[Span] = []  # quotations of a paragraph that nobody has spoken yet

    def read(self) -> list[Span]:
        """Every span of speech, in reading order, an outer before its inner."""
        last = 0
        for unit in self.units:
            gap = self.text[last : unit[0].start]
            self._sentence(unit, opens=any(char in gap for char in BREAKS))
            last = unit[-1].end
        self.spans.sort(key=lambda span: (span.start, -span.end, span.kind == "scare"))
        around: list[Span] = []
        for span in self.spans:  # a scare quote has the speaker of the speech in which it stands
            while around and around[-1].end <= span.start:
                around.pop()
            if span.kind != "scare":
                around.append(span)
            elif around and not span.speaker.name and span.end <= around[-1].end:
                span.speaker, span.cue = around[-1].speaker, around[-1].cue
        return self.spans

    def _cue(self, unit: list[Token], report: Report) -> str:
        return self.text[unit[report.verb[0]].start : unit[report.verb[1] - 1].end]

    def _sentence(self, unit: list[Token], *, opens: bool) -> None:
        heading = unit[0].start in self.headings
        if opens:
            self.pending = []
        at = None if heading else subject_at_start(unit, dateline(unit, self.text))
        subject = self.cast.resolve(unit[slice(*at)]) if at else NOBODY
        said = [] if heading else self._said(unit, subject, at)
        if not said and (subject.person or subject.name in self.cast.actors):
            self.cast.note(subject)
        for report, speaker in said:
            for a, b in report.contents:
                start, end = _edges(self.text, unit[a].start, unit[b - 1].end)
                self.spans.append(Span(start, end, "indirect", speaker, self._cue(unit, report)))
        alone = not heading and not any(token.is_word for token in unit)
        tagged: dict[int, tuple[Report, Speaker]] = {}
        for pair in said:
            for number in pair[0].tags:
                tagged.setdefault(number, pair)
        verbs = [report.verb[0] for report, _ in said]
        for place, token in enumerate(unit):
            number = max(token.quote, token.label)
            if number < 0:
                continue
            # the report beside the quotation, else the last before it, else the first
            near = said[max(bisect_left(verbs, place) - 1, 0)] if said else None
            report_speaker = tagged.get(number, near)
            if report_speaker is not None:
                self._quotation(unit, number, *report_speaker, tagged=number in tagged)
                continue
            speaker, named = NOBODY, self._named(unit, place)
            if named.name:  # 'Putin: "We are ready."'
                speaker = named
                self.cast.note(speaker)
            elif alone:
                recent = self.cast.recent[-1] if self.cast.recent else NOBODY
                speaker = recent if opens and recent.name else self.speaking or recent
            elif at and at[1] <= place:
                speaker = subject
            self._quotation(unit, number, None, speaker, tagged=alone or bool(named.name))
        if said and said[-1][1].name:
            self.speaking = said[-1][1]

    def _named(self, unit: list[Token], place: int) -> Speaker:
        """Who is named before a colon at the start of a sentence, as an interview prints it."""
        words = unit[: place - 1]
        if not 0 < len(words) <= 5 or unit[place - 1].text != ":":
            return NOBODY
        if not all(token.is_word and token.text[:1].isupper() for token in words):
            return NOBODY
        return self.cast.resolve(words)

    def _said(self, unit: list[Token], subject: Speaker, at: tuple[int, int] | None) -> Said:
        said: Said = []
        for report in reports(unit, self.text):
            span = report.subject
            own = subject if at and span and at[1] <= span[0] else None
            if own and report.contents and report.contents[0][1] <= report.verb[0]:
                own = None  # "Putin, he said, must meet him": "he" is no one in the clause
            speaker = self.cast.resolve(unit[slice(*span)] if span else [], own)
            if not speaker.name and not span:
                speaker = said[-1][1] if said else subject or self.speaking
            said.append((report, speaker))
            self.cast.note(speaker)
        return said

    def _quotation(
        self,
        unit: list[Token],
        number: int,
        report: Report | None,
        speaker: Speaker,
        *,
        tagged: bool,
    ) -> None:
        span = self.outer[number]
        naming = report is not None and "name" in report.kinds
        kind = kind_of(self.text, span, tagged and not naming, report is not None)
        cue = self._cue(unit, report) if report else ""
        if kind == "scare":
            kept = tagged and report is not None
            speaker, cue = (speaker, cue) if kept else (NOBODY, "")
        row = Span(span.start, span.end, kind, speaker, cue)
        self.spans.append(row)
        if kind == "scare":
            return
        if speaker.name:
            self.cast.note(speaker)
            for waiting in self.pending:
                waiting.speaker = speaker
            self.pending, self.speaking = [], speaker
        elif report is None and tagged:
            self.pending.append(row)
