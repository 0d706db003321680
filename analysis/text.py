"""Sentences, tokens, names and patterns, each with the offsets that lead back to the text."""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import regex

from analysis.story import compiled

PLACE = ["article_id", "sentence_id", "start", "end", "text"]
# A line without the white space around it. A bullet is punctuation that opens it, before a space.
LINE = re.compile(
    r"(?:(?P<bullet>[•‣▪●◦·*–—-]+)[^\S\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+)?"
    r"(?P<said>\S(?:[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*\S)?)"
)
# "The big picture: Outside of the room…": one to four words in sentence case, a colon, and then a
# new sentence. "Putin said: We…" is speech and no label, and so is what leads to a quotation mark.
LABEL = re.compile(
    r"(?P<label>(?=[A-Z])[\w’'-]+(?: [a-z][\w’'-]*){0,3}(?<!ed)(?<!said):)[^\S\n]+(?=[A-Z])"
)
HEADING_WORDS = 15
CLOSED = re.compile(r"[.!?…:;,][\"”’')\]]*$")
# Punkt knows some titles and abbreviations, and takes others for the end of a sentence.
ABBREVIATION = re.compile(
    r"\b(?:[A-Z]|Rep|Reps|Sen|Sens|Gov|Gen|Lt|Col|Maj|Capt|Cmdr|Adm|Sgt|Dr|Mr|Mrs|Ms|Prof|Hon|Rev|St"
    r"|Amb|Pres|Supt|Det|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Oct|Nov|Dec|No|vs)\.$"
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

    learnt = load_model("english")
    return PunktSentenceTokenizer(learnt), learnt.sent_starters


@lru_cache(maxsize=1)
def _tokenizer() -> Any:
    from nltk.tokenize import RegexpTokenizer

    return RegexpTokenizer(TOKEN, flags=re.UNICODE)


def _joins(left: str, right: str, starters: set[str]) -> bool:
    """Whether the split between two neighbouring pieces cuts a sentence in two.

    '"Stop!" he said': a mark inside a quotation ends no sentence that goes on in lower case. An
    abbreviation ("Rep.", "U.S.") ends one only before a word that often opens a sentence.
    """
    opening = re.split(r"\W", right.lstrip("\"“‘'"), maxsplit=1)[0].lower()
    return right[:1].islower() or bool(ABBREVIATION.search(left) and opening not in starters)


def _within_line(text: str, start: int, end: int) -> list[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    tokenizer, starters = _punkt()
    for low, high in tokenizer.span_tokenize(text[start:end]):
        low, high = low + start, high + start
        # The last word decides: to search all that was joined each time takes quadratic time.
        left = text[slice(*pieces[-1])][-20:] if pieces else ""
        if pieces and _joins(left, text[low:high], starters):
            low = pieces.pop()[0]
        pieces.append((low, high))
    return pieces


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
        said, (start, end) = line["said"], line.span("said")
        short = len(said.split()) <= HEADING_WORDS and not CLOSED.search(said)
        if short and not line["bullet"] and end < last and re.search(r"\w", said):
            spans.append((start, end, "heading"))
        elif re.search(r"\w", said):
            if label := LABEL.match(text, start, end):
                spans.append((*label.span("label"), "heading"))
                start = label.end()
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
    return _frame(rows, [*PLACE, "kind"])


def tokens_of(sentences: pd.DataFrame) -> pd.DataFrame:
    """The tokens of sentences (as `sentences_of` returns them), in reading order.

    Returns article_id, sentence_id, start, end (characters into the article's text), text, term
    (lower case, with straight apostrophes), is_word (False for punctuation and the clitic ’s).
    """
    # Columns, not rows, and each word once: 5,000 articles would else take 1.6 GB in place of .6.
    known: dict[str, int] = {}
    codes, starts, sizes = array("q"), array("q"), array("q")
    for start, text in zip(sentences["start"], sentences["text"], strict=True):
        before = len(codes)
        for low, high, _ in token_spans(text):
            codes.append(known.setdefault(text[low:high], len(known)))
            starts.append(start + low)
        sizes.append(len(codes) - before)
    rows = np.repeat(np.arange(len(sentences)), np.asarray(sizes, int))
    frame = sentences[["article_id", "sentence_id"]].iloc[rows].reset_index(drop=True)
    frame["start"] = np.asarray(starts)
    words = [(len(w), w, w.lower().replace("’", "'"), w[0].isalnum()) for w in known]
    told = pd.DataFrame(words, columns=["end", "text", "term", "is_word"])
    told = told.astype({"end": int, "text": str, "term": str, "is_word": bool})
    told = told.take(np.asarray(codes, int)).reset_index(drop=True)
    told["end"] += frame["start"]
    return frame.join(told)


def _alias_key(alias: str) -> str:
    return " ".join(alias.replace("’", "'").split())


def find_mentions(sentences: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Where actors are named: in each sentence the longest alias, from left to right.

    `actors` has side, actor, alias. Upper and lower case count, so that "US" is not found in "us",
    but an alias may open a sentence ("The Kremlin"); white space matches any white space, and both
    apostrophes are one. "Russian President Vladimir Putin" is one mention where the table has that
    alias, and two ("Russian", "Vladimir Putin") where it has only the shorter ones.

    Returns article_id, sentence_id, start, end (characters into the article's text), text, actor,
    side, in reading order. A place counts as its actor where it shares the alias (Kyiv, Moscow).
    """
    owner: dict[str, tuple[str, str]] = {}
    for side, actor, alias in actors[["side", "actor", "alias"]].itertuples(index=False):
        key = _alias_key(alias)
        owner |= dict.fromkeys((key, key[0].upper() + key[1:]), (actor, side))
    longest = sorted(owner, key=lambda alias: (-len(alias), alias))
    spelt = "|".join(regex.escape(alias, literal_spaces=True) for alias in longest)
    ways = spelt.replace(" ", r"\s+").replace("'", "['’]") or "(?!)"
    table = pd.DataFrame({"pattern": [rf"(?-i:(?<!\w)(?:{ways})(?!\w))"]})
    found = find_patterns(sentences, table)
    owners = [owner[_alias_key(alias)] for alias in found["text"]]
    return found.join(pd.DataFrame(owners, found.index, ["actor", "side"]))


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
    labels = [column for column in table.columns if column != "pattern"]
    texts = sentences["text"].tolist()
    hits = [
        (number, start, end, *values)
        for pattern, *values in table[["pattern", *labels]].itertuples(index=False)
        for number, start, end in matches(compiled(pattern), texts)
    ]
    if within is not None:
        hits = _longest(hits, 3 + labels.index(within))
    places = list(sentences[PLACE[:3]].itertuples(index=False, name=None))
    rows = []
    for number, start, end, *values in sorted(hits, key=lambda hit: hit[:3]):
        *key, offset = places[number]
        rows.append((*key, offset + start, offset + end, texts[number][start:end], *values))
    return _frame(rows, [*PLACE, *labels])


def matches(pattern: regex.Pattern[str], texts: Iterable[str]) -> Iterator[tuple[int, int, int]]:
    """The matches of a pattern in texts: the number of the text, start, end.

    Raises ValueError, naming the pattern, where that takes too long for one text.
    """
    try:
        for number, text in enumerate(texts):
            # All at once: what is done between two matches must not count as the pattern's time.
            for match in list(pattern.finditer(text, timeout=PATIENCE)):
                yield number, *match.span()
    except TimeoutError:
        message = f"pattern {pattern.pattern[:80]!r} takes more than {PATIENCE} seconds"
        raise ValueError(f"{message} for one sentence; write it more simply") from None


def _longest(hits: list[tuple[Any, ...]], column: int) -> list[tuple[Any, ...]]:
    """The hits (text, start, end, labels) that overlap no longer one of the same label."""
    kept: list[tuple[Any, ...]] = []
    near: dict[tuple[Any, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for hit in sorted(hits, key=lambda hit: (hit[1] - hit[2], hit[1])):
        same = near[hit[0], hit[column]]
        if all(hit[2] <= other[1] or hit[1] >= other[2] for other in same):
            same.append(hit)
            kept.append(hit)
    return kept
