"""Sentences and tokens, each with the character offsets that lead back to the text."""

import re
from collections.abc import Iterator
from functools import lru_cache

import pandas as pd
from punkt import PunktSentenceTokenizer, load_model

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

TOKEN = re.compile(
    r"(?P<word>(?:[^\W\d_]\.){2,}"  # U.S., e.g.
    r"|\d+(?:[.,:]\d+)*(?:%|(?:st|nd|rd|th|s)(?![^\W_]))?"  # 1,000.5, 12:20, 5%, 3rd, 1990s
    r"|[^\W_]+(?:(?:[-‐‑&·]|(?<=\w)[’'](?![sS](?!\w)))[^\W_]+)*"  # war-torn, can't, O'Neil
    r")|(?P<clitic>[’'][sS](?!\w))|(?P<mark>[.]{2,}|-{2,}|\S)"
)

SENTENCE_COLUMNS = ["article_id", "sentence_id", "start", "end", "text", "kind"]
TOKEN_COLUMNS = ["article_id", "sentence_id", "start", "end", "text", "term", "is_word"]


@lru_cache(maxsize=1)
def _punkt() -> PunktSentenceTokenizer:
    return PunktSentenceTokenizer(load_model("english"))


def _joins(left: str, right: str) -> bool:
    """Whether the split between two neighbouring pieces cuts a sentence in two."""
    if TITLES.search(left) and right[:1].isalnum():
        return True
    if INITIALS.search(left):
        return not OPENERS.match(right.lstrip("\"“‘'"))
    # '"Stop!" he said' and '"Why now?" asked Kuleba': a mark inside a quotation ends no sentence
    # that goes on in lower case.
    return right[:1].islower()


def _within_line(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    for low, high in _punkt().span_tokenize(text[start:end]):
        low, high = low + start, high + start
        if pieces and _joins(text[pieces[-1][0] : pieces[-1][1]], text[low:high]):
            low = pieces.pop()[0]
        pieces.append((low, high))
    yield from pieces


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
    """Split a text into tokens: words, the clitic ’s, and punctuation marks one by one.

    Hyphenated words, contractions, numbers with their separators and abbreviations such as U.S.
    are one token each. Yields (start, end, is_word); ’s and punctuation are no words, so that the
    words counted are the words a reader counts. Everything but white space is in some token.
    """
    for match in TOKEN.finditer(text):
        yield match.start(), match.end(), match.lastgroup == "word"


def sentences(articles: pd.DataFrame) -> pd.DataFrame:
    """The sentences of articles (columns article_id, text), in reading order.

    Returns article_id, sentence_id (from 0 within the article), start, end (characters into the
    article's text, end exclusive), text, kind ("prose" or "heading").
    """
    rows = [
        (article_id, number, start, end, text[start:end], kind)
        for article_id, text in zip(articles["article_id"], articles["text"], strict=True)
        for number, (start, end, kind) in enumerate(sentence_spans(text))
    ]
    return pd.DataFrame(rows, columns=SENTENCE_COLUMNS)


def tokens(frame: pd.DataFrame) -> pd.DataFrame:
    """The tokens of sentences (as `sentences` returns them), in reading order.

    Returns article_id, sentence_id, start, end (characters into the article's text), text, term
    (lower case, with straight apostrophes), is_word (False for punctuation and the clitic ’s).
    """
    rows = [
        (article_id, number, start + low, start + high, piece, is_word)
        for article_id, number, start, text in zip(
            frame["article_id"], frame["sentence_id"], frame["start"], frame["text"], strict=True
        )
        for low, high, is_word in token_spans(text)
        for piece in (text[low:high],)
    ]
    result = pd.DataFrame(
        rows, columns=["article_id", "sentence_id", "start", "end", "text", "is_word"]
    )
    result["term"] = result["text"].str.lower().str.replace("’", "'", regex=False)
    return result[TOKEN_COLUMNS].astype({"is_word": bool})
