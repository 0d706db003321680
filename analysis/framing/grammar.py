"""Tagged words of a sentence, noun phrases and verb groups: the little grammar that agency needs.

The tags are TextBlob's (its pattern tagger, which needs no download), in the Penn Treebank's set.
"""

import re
from typing import NamedTuple

from textblob.en import parser

from analysis.framing.lexicon import ACTS, AUXILIARIES, BE, CLAUSAL, COPULAS, HARMED, STATES
from analysis.text import token_spans

CONTRACTION = re.compile(r"(.+?)(n't|'re|'ve|'ll|'d|'m)", re.IGNORECASE)
QUOTE = re.compile(r"[\"“”„«»‘’'`]+")
INDEFINITE = frozenset("something anything nothing everything someone anyone everyone what".split())
IDIOM_BY = frozenset(
    "stuck stood abided came passed went lived swore".split()
)  # "stood by his word"
IS_AFTER = frozenset("it he she that there what who here".split())
NOMINAL = ("NN", "JJ", "CD", "PR", "DT")
TITLE_ABBREVIATIONS = frozenset("Mr Mrs Ms Dr Prof Gen Sen Rep Gov Lt Col St Sgt Capt Rev".split())


class Word(NamedTuple):
    """A token with its characters into the sentence and its Penn tag ("POS" for a possessive)."""

    start: int
    end: int
    text: str
    tag: str

    @property
    def lower(self) -> str:
        return self.text.lower()


class Verb(NamedTuple):
    """A verb group: its governing word as printed, its construction, the place after it."""

    text: str
    construction: str  # active, passive, state
    finite: bool
    after: int


def tagged(sentence: str) -> list[Word]:
    """The words of a sentence with their tags, quotation marks left out; contractions are split."""
    spans: list[tuple[int, int, str]] = []
    for start, end, _ in token_spans(sentence):
        if QUOTE.fullmatch(sentence, start, end) and not _plural_possessive(sentence, start):
            continue
        if sentence[start:end] == "." and spans and spans[-1][2] in TITLE_ABBREVIATIONS:
            continue
        text = sentence[start:end].replace("’", "'")
        if parts := CONTRACTION.fullmatch(text):
            cut = start + len(parts[1])
            spans += [(start, cut, parts[1]), (cut, end, parts[2])]
        else:
            spans.append((start, end, text))
    tags = [tag for _, tag in parser.find_tags([text for *_, text in spans])] if spans else []
    tags = [_mended(spans, tags, place) for place in range(len(spans))]
    if not any(tag[:2] in ("VB", "MD") for tag in tags):
        # A headline without a verb: "Egypt hosts talks" has its verb read as a plural.
        for place in range(1, len(tags) - 1):
            if (
                tags[place - 1] == "NNP"
                and tags[place] == "NNS"
                and tags[place + 1][:2] in (*NOMINAL, "TO")
            ):
                tags[place] = "VBZ"
                break
    return [Word(*span, tag) for span, tag in zip(spans, tags, strict=True)]


def _plural_possessive(sentence: str, place: int) -> bool:
    """Whether a lone apostrophe is that of "the allies’ demands", no single mark being open."""
    before, after = sentence[:place], sentence[place + 1 :]
    marks = "'’"
    opened = re.search(r"(?:^|\s)['‘]\w", before)
    return sentence[place] in marks and before[-1:] == "s" and after[:1] == " " and not opened


def _mended(spans: list[tuple[int, int, str]], tags: list[str], place: int) -> str:
    """The tag, where the tagger goes wrong in ways that can be told from the neighbours."""
    text, tag = spans[place][2].lower(), tags[place]
    before = spans[place - 1][2].lower() if place else ""
    after = spans[place + 1][2].lower() if place + 1 < len(spans) else ""
    if text == "'":
        return "POS"
    if tag[:2] == "VB" and place and before in ("'s", "'") and tags[place - 1] != "VBZ":
        possessive = place > 1 and spans[place - 2][2].lower() not in IS_AFTER
        return "NN" if possessive else tag  # "its leader's comment", "Egypt's bombing"
    if text == "'s":
        return "VBZ" if before in IS_AFTER else "POS"
    if text in INDEFINITE:
        return "NN" if text != "what" else "WP"
    if text in ("n't", "not"):
        return "RB"
    if text in ("wo", "ca") and after == "n't":
        return "MD"
    if text in ("'re", "'m", "'ve"):
        return "VBP"
    if text in ("'ll", "'d"):
        return "MD"
    if not any(map(str.isalnum, text)):
        return "."
    # "X demands that…": a verb that takes a clause, read as a plural noun.
    if tag == "NNS" and text in CLAUSAL and place and tags[place - 1].startswith("NN"):
        clause = tags[place + 1][:2] in ("DT", "PR", "IN") if after else False
        return "VBZ" if clause and after != "of" else tag
    if tag == "NNS" and place and tags[place - 1] == "NNP" and after:
        # "Egypt shares its response": no noun phrase has a determiner inside.
        return "VBZ" if tags[place + 1] in ("DT", "PRP$", "PRP") else tag
    if tag == "JJ" and place and tags[place - 1] == "MD":  # "will complete the task"
        return "VB"
    if tag == "NN" and after == "to" and place and tags[place - 1] == "NNS":  # "officials vow to"
        return "VBP"
    if tag == "VBG" and text in ACTS and place and tags[place - 1] in ("NNP", "JJ"):
        return tag if after.isalnum() else "NN"  # "in the face of shelling"
    modal = place > 1 and tags[place - 1] == "RB" and tags[place - 2] == "MD"
    if tag == "NN" and modal:  # "will then task"
        return "VB"
    if tag == "NN" and place and (tags[place - 1] == "MD" or before in ("to", "n't")):
        # "will attack", "to shell": a bare verb read as a noun; "to war" stays a noun.
        follows = tags[place + 1][:2] if place + 1 < len(tags) else ""
        return "VB" if tags[place - 1] == "MD" or follows in ("DT", "PR", "NN", "TO") else tag
    if tag == "NN" and text.endswith("ing") and after:
        # "bombing the town": a gerund with an object; "the bombing" stays a noun.
        lead = tags[place - 1][:2] if place else ""
        gerund = lead not in ("DT", "JJ", "NN", "PR") and tags[place + 1][:3] in (
            "DT",
            "NNP",
            "PRP",
        )
        return "VBG" if gerund else tag
    return tag


def phrase(words: list[Word], first: int, last: int) -> tuple[int, int]:
    """The noun phrase round the words first to last: its first word and its head."""
    low = first
    while low and words[low - 1].tag[:2] in ("JJ", "CD", "DT", "PR", "NN", "PO"):
        if (
            words[low - 1].tag == "PRP"
            or words[low - 1].lower in INDEFINITE
            or words[low - 1].lower in ("that", "who", "which")
        ):
            break
        # A title or name may stand before; a noun that ends another phrase may not.
        if words[low - 1].tag == "NNS" and words[low].tag[:2] != "PO":
            break
        low -= 1
    high = last
    place = last + 1
    while place < len(words):
        tag = words[place].tag
        if tag[:2] == "NN" or tag == "POS":
            high = place
        elif tag[:2] in ("JJ", "CD") or (tag in ("VBG", "VBN") and words[place - 1].tag == "POS"):
            following = words[place + 1].tag[:2] if place + 1 < len(words) else ""
            if following not in ("NN", "JJ", "CD"):
                break
        else:
            break
        place += 1
    if words[high].tag == "POS":
        high -= 1
    return low, high


def verb_group(words: list[Word], place: int) -> Verb | None:
    """The verb group that opens at this place, adverbs skipped; None where no verb stands there."""
    size = len(words)
    while place < size and words[place].tag[:2] == "RB":
        place += 1
    if place >= size or words[place].tag[:2] not in ("VB", "MD"):
        return None
    first = words[place]
    finite = first.tag in ("MD", "VBD", "VBZ", "VBP") or (first.tag == "VB" and place > 0)
    seen: list[Word] = []
    while place < size:
        word = words[place]
        if word.tag[:2] in ("VB", "MD"):
            seen.append(word)
            if word.tag[:2] == "VB" and word.lower not in AUXILIARIES:
                place += 1
                break
        elif word.tag[:2] != "RB" and not (word.lower == "to" and seen[-1].lower == "have"):
            break
        place += 1
    head = seen[-1]
    following = words[place].lower if place < size else "."
    bare_participle = (
        head.tag in ("VBN", "VBD") and following == "by" and head.lower not in IDIOM_BY
    )
    harmed = head.lower in HARMED and (place >= size or words[place].tag in (".", "IN", "TO"))
    be = any(word.lower in BE for word in seen[:-1])
    if len(seen) == 1 and head.tag == "VBN":
        finite = not bare_participle and not harmed
    if head.tag in ("VBN", "VBD") and be:
        construction = "state" if head.lower in STATES else "passive"
    elif len(seen) == 1 and (bare_participle or (head.tag == "VBN" and harmed)):
        construction = "passive"
    elif following == "under" and head.lower in ("come", "comes", "came", "coming"):
        construction = "passive"  # "came under fire"
    elif (
        (following == "up" and head.lower in ("make", "makes", "made"))
        or head.lower in COPULAS
        or head.tag == "MD"
        or (head.lower in STATES and be)
    ):
        construction = "state"
    else:
        construction = "active"
    return Verb(head.text, construction, finite, place)
