"""Quoted words: which are an utterance, and which a label in scare quotes."""

import re

from analysis.speech.quotation import Quoted

WORD = re.compile(r"\w+(?:[’'-]\w+)*")
# What makes two or three quoted words an utterance and not a label.
CLAUSE = re.compile(
    r"\b(?:i|we|you|he|she|they|it|who|what|whatever|not|never|no one|is|are|was|were|be|will"
    r"|would|must|should|can|could|have|has|had|do|did|does|let|please|me|us|them|him|my|our|your)\b|n[’']t\b"
    r"|^\w+(?:ed|ing)\b",
    re.IGNORECASE,
)


def words_of(text: str, span: Quoted) -> list[str]:
    """The words of a span."""
    return WORD.findall(text, span.start, span.end)


def is_whole(text: str, span: Quoted) -> bool:
    """Whether a span is an utterance, for the sentence around it one token; else it is a label."""
    before, after = text[max(0, span.low - 12) : span.low], text[span.high : span.high + 1]
    if len(words_of(text, span)) > 3 or not span.closed:
        return True
    if _nickname(text, span):
        return False
    return text[span.end - 1] in ".,!?…" or after == "," or before.rstrip()[-1:] in (":", ",")


def _nickname(text: str, span: Quoted) -> bool:
    """Leon "The Cat" Ferreira: short words between two names."""
    before, after = text[max(0, span.low - 12) : span.low], text[span.high : span.high + 2]
    return (
        len(words_of(text, span)) <= 3
        and re.search(r"[A-Z][\w.]* $", before) is not None
        and re.match(r" [A-Z]", after) is not None
    )


def kind_of(text: str, span: Quoted, tagged: bool, reported: bool) -> str:
    """Direct or scare.

    More than five words are an utterance, and four or five that are reported, end like a sentence
    or hold a clause; fewer only beside a reporting clause (`tagged`), or as a reported clause; one
    word only where it ends as an utterance does ("No," he said). Titles of works are none.
    """
    words = words_of(text, span)
    piece = text[span.start : span.end]
    long_words = [w for w in words if len(w) > 3]
    title = len(words) < 9 and len(long_words) > 1 and all(w[0].isupper() for w in long_words)
    ends = piece[-1] in ",.!?…"
    if not span.closed:
        return "direct"
    if title and not tagged:
        return "scare"
    if len(words) > 5 or (len(words) > 3 and (reported or tagged or ends or CLAUSE.search(piece))):
        return "direct"
    if len(words) == 1:
        return "direct" if tagged and ends else "scare"
    if tagged or ((reported or ends) and CLAUSE.search(piece)):
        return "direct"
    return "scare"
