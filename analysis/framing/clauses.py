"""Where a noun phrase stands in its clause: the verb it is subject of, or that governs it."""

from analysis.framing.grammar import Verb, Word, verb_group

SUBORDINATORS = frozenset(
    "that if because while although though as since unless until when whether after before so than"
    " whereas where once".split()
)


def governing(words: list[Word], low: int) -> Word | None:
    """The verb right before a phrase, a particle between them skipped."""
    place = low - 1
    if (place > 0 and words[place].tag == "RP") or (
        place > 0 and words[place].lower in ("down", "out", "up", "off")
    ):
        place -= 1
    if place < 0 or words[place].tag[:2] != "VB":
        return None
    return words[place]


def inverts(words: list[Word], low: int) -> bool:
    """Whether the verb of saying before a phrase opens its clause: '…," said X'."""
    before = words[low - 2] if low > 1 else None
    return before is None or before.tag == "." or before.lower in ("as", "so")


def subject_of(words: list[Word], high: int) -> Verb | None:
    """The verb group whose subject is the phrase that ends here, if there is one."""
    place, size = high + 1, len(words)
    while place < size:
        word = words[place]
        if verb := verb_group(words, place):
            if word.tag == "VBG" and not verb.finite:
                return None
            return verb
        if word.text == ",":
            verb = verb_group(words, place + 1)
            if verb and verb.finite and words[place + 1].tag != "VBN":  # "its envoy, X, said"
                return verb
            closing = next(
                (k for k in range(place + 1, min(size, place + 25)) if words[k].text == ","), None
            )
            if closing is None or not verb_group(words, closing + 1):
                return None
            place = closing + 1
        elif word.text == "(":
            closing = next((k for k in range(place, size) if words[k].text == ")"), size)
            place = closing + 1
        elif word.lower in ("and", "or", "but") and place + 1 < size:
            following = _past_phrase(words, place + 1)
            if word.lower == "but" or following == place + 1:  # "met X and left": not X left
                return None
            place = following
        elif word.tag in ("IN", "TO") and word.lower not in SUBORDINATORS - {"as"}:
            place = _past_phrase(words, place + 1)
        elif word.tag in ("WP", "WDT", "RB", "RP") or word.lower == "that":
            place += 1
        else:
            return None
    return None


def _past_phrase(words: list[Word], place: int) -> int:
    """The place after the noun phrase that opens here, at least one word on."""
    start = place
    while place < len(words) and words[place].tag[:2] in ("NN", "JJ", "CD", "DT", "PR", "PO"):
        place += 1
    return max(place, start)
