"""The tokens of a sentence in which every quotation is one token."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from analysis.speech.lexicon import NARROW, NO_PAST, PREPOSITIONS, VERBS

MASK = "\ue000"  # stands for the characters of a quotation, so that none of them is read as prose

TOKEN = re.compile(
    rf"(?P<quote>{MASK}+)|(?P<word>(?:[^\W\d_]\.){{2,}}"
    r"|(?:Mr|Mrs|Ms|Dr|Rep|Sen|Gov|Gen|Prof|St|Lt|Col|Sgt|Capt|Rev|Hon|Supt|Det|Insp)\."
    r"|[^\W_]+(?:(?:[-‐‑’'&/]|(?<=\d)[.,:](?=\d))[^\W_]+)*(?:(?<=[sS])[’'](?=\s))?)"
    r"|(?P<mark>-{2,}|\S)"
)


@dataclass(frozen=True)
class Token:
    """A word, a mark or a whole quotation.

    `quote` is the number of the quotation that the token stands for, `label` that of the quoted
    label of which it is the first word; else -1.
    """

    text: str
    start: int
    end: int
    quote: int = -1
    label: int = -1

    @property
    def lower(self) -> str:
        return self.text.lower().replace("’", "'")

    @property
    def is_word(self) -> bool:
        return self.quote < 0 and self.text[0].isalnum()

    @property
    def is_capital(self) -> bool:
        return self.quote < 0 and self.text[0].isupper()


@dataclass
class Report:
    """One reporting clause. Spans are token numbers, end exclusive.

    `subject` is empty where the subject is that of the report before it; `contents` are what is
    reported; `tags` the quotations that the clause stands beside.
    """

    verb: tuple[int, int]
    kinds: frozenset[str]
    subject: tuple[int, int] | None = None
    contents: list[tuple[int, int]] = field(default_factory=list)
    tags: set[int] = field(default_factory=set)
    before: int = 0  # where the reporting clause starts
    after: int = 0  # where it ends and what is reported starts


def tokens(text: str, quotes: list[tuple[int, int, bool]]) -> Iterator[Token]:
    """The tokens of a text in which each quotation is one token.

    `quotes` are (start, end, whole), the marks taken in; where `whole` is False, it is a label,
    whose words stay words and whose marks are left out.
    """
    pieces, place, starts, labels = [], 0, {}, []
    for number, (start, end, whole) in enumerate(quotes):
        pieces.append(text[place:start].replace(MASK, " "))
        if whole:  # the mask is one shorter, so that two neighbours stay two
            starts[start] = number
            pieces.append(MASK * (end - start - 1) + " ")
        else:
            labels.append((start, end, number))
            pieces.append(" " + text[start + 1 : end - 1].replace(MASK, " ") + " ")
        place = end
    pieces.append(text[place:].replace(MASK, " "))
    waiting = iter(labels)
    label = next(waiting, None)
    for found in TOKEN.finditer("".join(pieces)):
        if found.lastgroup == "quote":
            number = starts[found.start()]
            end = quotes[number][1]
            # a quotation keeps its last character: a comma there joins what is around it
            yield Token(MASK + text[max(end - 2, 0)], found.start(), end, number)
            continue
        named = -1
        while label is not None and label[1] <= found.start():
            label = next(waiting, None)
        if label is not None and label[0] <= found.start():
            named, label = label[2], next(waiting, None)
        yield Token(found.group(), found.start(), found.end(), -1, named)


def is_past(word: str) -> bool:
    """Whether a word looks like a past form: a guess by its ending, good enough for clauses."""
    return (
        len(word) > 4 and word.endswith("ed") and word not in NO_PAST and not word.endswith("eed")
    )


def has_verb(words: list[Token]) -> bool:
    """Whether a stretch of tokens holds a finite verb, as far as endings and a list can say."""
    for place, token in enumerate(words):
        if token.is_word and not token.is_capital:
            word = token.lower
            if word in VERBS or word.endswith("n't"):
                return True
            left = words[place - 1].lower if place else ""
            if is_past(word) and left not in NARROW and left not in PREPOSITIONS:
                return True  # "the principled position" and "of troubled banks" hold none
    return False


def word_at(unit: list[Token], index: int) -> str:
    """The token in lower case; nothing beyond the sentence's edges."""
    return unit[index].lower if 0 <= index < len(unit) else ""
