"""Sentences, tokens, names and patterns, each with the offsets that lead back to the text."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import regex

PLACE = ["article_id", "sentence_id", "start", "end", "text"]
SENTENCE_COLUMNS = [*PLACE, "kind"]
TOKEN_COLUMNS = [*PLACE, "term", "is_word"]
MENTION_COLUMNS = [*PLACE, "actor", "side"]

LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
# A bullet is punctuation that opens a line and is followed by a space.
BULLET = re.compile(r"[^\S\n]*(?:[•‣▪●◦·*–—-]+[^\S\n]+)?")
# "The big picture: Outside of the room…": one to four words in sentence case, a colon, and then a
# new sentence. "Putin said: We…" is speech and no label, so a last word in -ed or of saying is out,
# and so is a single word before a quotation mark ("Putin: “We…”").
LABEL = re.compile(
    r"(?=[A-Z])[\w’'-]+(?P<more>(?: [a-z][\w’'-]*){0,3})(?<!ed)(?<!said)(?<!says)(?<!told)"
    r"(?<!tells)(?<!asks)(?<!adds)(?<!wrote)(?<!writes):(?=[^\S\n]+(?P<mark>[\"“‘']?)[A-Z])"
)
HEADING_WORDS = 15
CLOSED = re.compile(r"[.!?…:;,][\"”’')\]]*$")
# Punkt splits after "Rep." only where it has learnt the title; before a name it is never an end.
TITLES = re.compile(
    r"\b(?:Rep|Reps|Sen|Sens|Gov|Gen|Lt|Col|Maj|Capt|Cmdr|Adm|Sgt|Dr|Mr|Mrs|Ms|Prof|Hon|Rev|St"
    r"|Amb|Pres|Supt|Det|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Oct|Nov|Dec|No|vs)\.$"
)
# An abbreviation of single letters ("U.S.") ends a sentence only before a word that opens one.
INITIALS = re.compile(r"(?:\b[A-Z]\.){1,}$")
OPENERS = re.compile(
    r"(?:An?|The|This|That|These|Those|It|Its|He|She|His|Her|They|Their|We|Our|You|Your|I|My|In|On"
    r"|At|But|And|Or|So|If|As|For|From|When|While|After|Before|Since|However|Meanwhile|There|Here"
    r"|What|Who|Why|How|Officials|Earlier|Last|Some|Many|Most|M(?:r|s|rs)\.),?(?!\S)"
)
WORD = (
    r"(?:(?:[^\W\d_]\.){2,}"  # U.S., e.g.
    r"|\d+(?:[.,:]\d+)*(?:%|(?:st|nd|rd|th|s)(?![^\W_]))?"  # 1,000.5, 12:20, 5%, 3rd, 1990s
    r"|[^\W_]+(?:(?:[-‐‑&·]|(?<=\w)[’'](?![sS](?!\w)))[^\W_]+)*)"  # war-torn, can't, O'Neil
)
TOKEN = WORD + r"|[’'][sS](?!\w)|[.]{2,}|-{2,}|[^\s\x1c-\x1f]"
PATIENCE = 5  # seconds that a pattern of a table may take for one sentence


@lru_cache(maxsize=1)
def _punkt() -> Any:
    from punkt import PunktSentenceTokenizer, load_model

    return PunktSentenceTokenizer(load_model("english"))


@lru_cache(maxsize=1)
def _tokenizer() -> Any:
    from nltk.tokenize import RegexpTokenizer

    return RegexpTokenizer(TOKEN, flags=re.UNICODE)


def _joins(left: str, right: str) -> bool:
    """Whether the split between two neighbouring pieces cuts a sentence in two."""
    if TITLES.search(left) and right[:1].isalnum():
        return True
    if INITIALS.search(left):
        return not OPENERS.match(right.lstrip("\"“‘'"))
    # '"Stop!" he said' and '"Why now?" asked Kuleba': a mark inside a quotation ends no sentence
    # that goes on in lower case.
    return right[:1].islower()


def _within_line(text: str, start: int, end: int) -> list[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    for low, high in _punkt().span_tokenize(text[start:end]):
        low, high = low + start, high + start
        if pieces and _joins(text[pieces[-1][0] : pieces[-1][1]], text[low:high]):
            low = pieces.pop()[0]
        pieces.append((low, high))
    return pieces


def _is_heading(line: str) -> bool:
    return not CLOSED.search(line) and 0 < len(line.split()) <= HEADING_WORDS


def sentence_spans(text: str) -> list[tuple[int, int, str]]:
    """Split a text into sentences as a reader would.

    Lines end sentences, bullets are stripped, and each line is split by Punkt (Kiss & Strunk
    2006). A line of at most 15 words that closes with no punctuation is a heading, unless it is a
    bullet or the last line; so is a lead-in label such as "The big picture:".

    Returns (start, end, kind) in reading order, kind "prose" or "heading"; `text[start:end]` is
    the sentence, without surrounding white space. A text without a word gives an empty list.
    """
    spans: list[tuple[int, int, str]] = []
    last = len(text.rstrip())
    for line in LINE.finditer(text):
        end = line.start() + len(line.group().rstrip())
        bullet = BULLET.match(text, line.start(), end)
        start = bullet.end() if bullet else line.start()
        start += len(text[start:end]) - len(text[start:end].lstrip())
        if start >= end or not re.search(r"\w", text[start:end]):
            continue
        bulleted = bool(bullet and bullet.group().strip())
        if not bulleted and end < last and _is_heading(text[start:end]):
            spans.append((start, end, "heading"))
            continue
        label = LABEL.match(text, start, end)
        if label and (label["more"] or not label["mark"]):
            spans.append((start, label.end(), "heading"))
            start = end - len(text[label.end() : end].lstrip())
        spans += [(low, high, "prose") for low, high in _within_line(text, start, end)]
    return spans


def token_spans(text: str) -> Iterator[tuple[int, int, bool]]:
    """Split a text into tokens with NLTK: words, the clitic ’s, and punctuation marks one by one.

    Hyphenated words, contractions, numbers with their separators and abbreviations such as U.S.
    are one token each. Yields (start, end, is_word); ’s and punctuation are no words, so that the
    words counted are the words a reader counts. Everything but white space is in some token.
    """
    for start, end in _tokenizer().span_tokenize(text):
        yield start, end, text[start].isalnum()


def count_words(text: str) -> int:
    """How many words a text has, by the one definition of `token_spans`."""
    return sum(is_word for _, _, is_word in token_spans(text))


def _frame(rows: list[Any], columns: list[str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({"sentence_id": int, "start": int, "end": int})


def sentences_of(articles: pd.DataFrame) -> pd.DataFrame:
    """The sentences of articles (columns article_id, text), in reading order.

    Returns article_id, sentence_id (from 0 within the article), start, end (characters into the
    article's text, end exclusive), text, kind ("prose" or "heading").
    """
    rows = [
        (article_id, number, start, end, text[start:end], kind)
        for article_id, text in zip(articles["article_id"], articles["text"], strict=True)
        for number, (start, end, kind) in enumerate(sentence_spans(text))
    ]
    return _frame(rows, SENTENCE_COLUMNS)


def tokens_of(sentences: pd.DataFrame) -> pd.DataFrame:
    """The tokens of sentences (as `sentences_of` returns them), in reading order.

    Returns article_id, sentence_id, start, end (characters into the article's text), text, term
    (lower case, with straight apostrophes), is_word (False for punctuation and the clitic ’s).
    """
    # Columns, not rows, and each word once: 5,000 articles would else take 1.6 GB in place of .6.
    columns: dict[str, Any] = {"article_id": [], "text": [], "term": [], "is_word": []}
    numbers = {name: array("q") for name in ("sentence_id", "start", "end")}
    known: dict[str, tuple[str, str]] = {}
    for article_id, number, start, _, text in sentences[PLACE].itertuples(index=False):
        for low, high, is_word in token_spans(text):
            piece = text[low:high]
            pair = known.setdefault(piece, (piece, piece.lower().replace("’", "'")))
            for name, value in zip(columns, (article_id, *pair, is_word), strict=True):
                columns[name].append(value)
            for name, place in zip(numbers, (number, start + low, start + high), strict=True):
                numbers[name].append(place)
    frame = pd.DataFrame(columns | {name: np.asarray(column) for name, column in numbers.items()})
    return frame[TOKEN_COLUMNS].astype(
        {"is_word": bool, **dict.fromkeys(("article_id", "text", "term"), str)}
    )


def _alias_key(alias: str) -> str:
    return " ".join(alias.replace("’", "'").split())


def _alias_forms(alias: str) -> Iterator[str]:
    """An alias as it is written and as it opens a sentence."""
    yield alias
    if len(opening := alias[0].upper()) == 1:
        yield opening + alias[1:]


def _alias_pattern(aliases: Iterable[str]) -> regex.Pattern[str]:
    longest = sorted(set(aliases), key=lambda alias: (-len(alias), alias))
    spelt = (regex.escape(alias, literal_spaces=True) for alias in longest)
    ways = "|".join(form.replace(" ", r"\s+").replace("'", "['’]") for form in spelt)
    return regex.compile(rf"(?<!\w)(?:{ways})(?!\w)")


def find_mentions(sentences: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Where actors are named: in each sentence the longest alias, from left to right.

    `actors` has side, actor, alias. Upper and lower case count, so that "US" is not found in "us",
    but an alias may open a sentence ("The Kremlin"); white space matches any white space, and both
    apostrophes are one. "Russian President Vladimir Putin" is one mention where the table has that
    alias, and two ("Russian", "Vladimir Putin") where it has only the shorter ones.

    Returns article_id, sentence_id, start, end (characters into the article's text), text, actor,
    side, in reading order. A place counts as its actor where it shares the alias (Kyiv, Moscow).
    """
    owner = {
        form: (actor, side)
        for side, actor, alias in actors[["side", "actor", "alias"]].itertuples(index=False)
        for form in _alias_forms(_alias_key(alias))
    }
    if not owner:
        return _frame([], MENTION_COLUMNS)
    pattern = _alias_pattern(owner)
    rows = [
        (article_id, number, start + low, start + high, text[low:high], *owner[_alias_key(found)])
        for article_id, number, start, _, text in sentences[PLACE].itertuples(index=False)
        for low, high, found in ((m.start(), m.end(), m.group()) for m in pattern.finditer(text))
    ]
    return _frame(rows, MENTION_COLUMNS)


def find_patterns(
    sentences: pd.DataFrame, table: pd.DataFrame, *, within: str | None = None
) -> pd.DataFrame:
    """Where the patterns of a table stand; upper and lower case are one.

    `table` has a column pattern; its other columns come along as labels. With `within`, the name of
    such a column, matches that share its value never overlap: the longest counts ("special military
    operation" is no "military operation").

    Returns article_id, sentence_id, start, end, text and the labels, in reading order.

    Raises ValueError for a pattern that takes longer than five seconds for one sentence.
    """
    from analysis.story import compiled

    labels = [column for column in table.columns if column != "pattern"]
    patterns = [
        (compiled(pattern), dict(zip(labels, values, strict=True)))
        for pattern, *values in table[["pattern", *labels]].itertuples(index=False)
    ]
    rows = []
    for article_id, number, offset, _, text in sentences[PLACE].itertuples(index=False):
        found = [(*span, label) for p, label in patterns for span in matches(p, text)]
        for start, end, label in sorted(_longest(found, within), key=lambda hit: hit[:2]):
            place = (article_id, number, offset + start, offset + end, text[start:end])
            rows.append((*place, *label.values()))
    return _frame(rows, [*PLACE, *labels])


def matches(pattern: regex.Pattern[str], text: str) -> list[tuple[int, int]]:
    """The spans of a pattern's matches; ValueError, naming it, where that takes too long."""
    try:
        return [match.span() for match in pattern.finditer(text, timeout=PATIENCE)]
    except TimeoutError:
        message = f"pattern {pattern.pattern[:80]!r} takes more than {PATIENCE} seconds"
        raise ValueError(f"{message} for one sentence; write it more simply") from None


Hit = tuple[int, int, dict[str, str]]


def _longest(found: list[Hit], within: str | None) -> list[Hit]:
    """The hits that overlap no longer one of the same value of the column `within`."""
    if within is None:
        return found
    kept: list[Hit] = []
    for hit in sorted(found, key=lambda hit: (hit[0] - hit[1], hit[0])):
        same = [other for other in kept if other[2][within] == hit[2][within]]
        if all(hit[1] <= other[0] or hit[0] >= other[1] for other in same):
            kept.append(hit)
    return kept
