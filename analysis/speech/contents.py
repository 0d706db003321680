"""What is reported: the clause after a reporting verb and where it starts."""

from analysis.speech.lexicon import (
    CONJUNCTIONS,
    CUTS,
    DASHES,
    DETERMINERS,
    HEARERS,
    MEDIA,
    PREPOSITIONS,
    PRONOUNS,
    SUBORDINATE,
    TIMES,
    VERBS,
)
from analysis.speech.subjects import REACH, Span
from analysis.speech.tokens import Token, has_verb, word_at
from analysis.speech.verbs import is_adverb


def _adjuncts(unit: list[Token], k: int, to: bool) -> int:
    """The place after "on Tuesday", "in a statement", "to reporters" and the like."""
    while k < len(unit):
        word = word_at(unit, k)
        if word in TIMES or (is_adverb(unit[k]) and word not in ("not", "there")):
            k += 1
            continue
        if (word, word_at(unit, k + 1)) in (("at", "first"), ("at", "last"), ("in", "turn")):
            k += 2
            continue
        if word not in PREPOSITIONS or (word == "to" and not to):
            break
        if word == "to" and not (
            word_at(unit, k + 1) in DETERMINERS | HEARERS
            or unit[min(k + 1, len(unit) - 1)].is_capital
        ):
            break
        stop = None
        for m in range(k + 1, min(k + 16, len(unit))):
            token, name = unit[m], word_at(unit, m)
            following = unit[m + 1] if m + 1 < len(unit) else None
            if not token.is_word or name in VERBS or name == "that":
                stop = m if not token.is_word or name == "that" else None
                break
            closes = (
                name in TIMES
                or name in HEARERS
                or name in MEDIA
                or name[0].isdigit()
                or (name == "anonymity")
            )
            new = (
                following is None
                or not following.is_word
                or following.is_capital
                or (
                    following.lower
                    in DETERMINERS | PRONOUNS | PREPOSITIONS | CONJUNCTIONS | {"that"}
                )
            )
            if closes and new and not (following and following.lower == "of"):
                stop = m + 1
                break
        else:
            stop = len(unit) if k + 16 >= len(unit) else None
        if stop is None:
            break
        k = stop
    return k


def _hearer(unit: list[Token], k: int, required: bool) -> int:
    if word_at(unit, k) in ("me", "us", "him", "her", "them", "you"):
        return k + 1
    place = k + 1 if word_at(unit, k) in DETERMINERS else k
    if place < len(unit) and unit[place].is_capital and (place > k or required):
        end = place
        while end < len(unit) and unit[end].is_capital:
            end += 1
        if end < len(unit) and word_at(unit, end) in HEARERS:
            return end + 1
        return (
            place + 1
            if end < len(unit) and end - place > 1 and word_at(unit, end) in VERBS
            else end
        )
    for m in range(k, min(k + 6, len(unit))):
        if not unit[m].is_word or word_at(unit, m) in PREPOSITIONS | VERBS:
            break
        if word_at(unit, m) in HEARERS:
            while word_at(unit, m + 1) in HEARERS:
                m += 1
            return m + 1
    return min(place + 1, len(unit)) if required else k


def reported_after(unit: list[Token], j: int, kinds: frozenset[str]) -> tuple[str, int]:
    """Whether a "clause", "quote", "comma", "none" or "other" follows a reporting verb; where."""
    for t in range(j, min(len(unit), j + REACH)):
        word = word_at(unit, t)
        if not unit[t].is_word:
            break
        if (
            word == "that"
            and word_at(unit, t + 1) not in TIMES | {"day"}
            and not kinds <= {"name"}
            and ("ask" not in kinds)
        ):
            opens = word_at(unit, j)
            if (
                t == j
                or "addressee" in kinds
                or opens == "based"
                or opens in PREPOSITIONS | TIMES
                or is_adverb(unit[j])
            ) and not has_verb(unit[j:t]):
                return "clause", t + 1
            break
    if kinds & {"directive", "as"}:
        for t in range(j, min(len(unit) - 1, j + 15)):
            if not unit[t].is_word and unit[t].quote < 0:
                break
            if (
                "directive" in kinds
                and word_at(unit, t) == "to"
                and t > j
                and not unit[t + 1].is_capital
            ):
                return "clause", t
            if "as" in kinds and word_at(unit, t) == "as" and t > j:
                named = unit[t + 1 : t + 4]  # in marks, the name is enough
                return ("other" if any(max(n.quote, n.label) >= 0 for n in named) else "clause"), j
    k = _adjuncts(unit, j, "infinitive" not in kinds)
    if "addressee" in kinds and k < len(unit) and unit[k].is_word:
        k = _hearer(
            unit, k, not kinds & {"infinitive"} and word_at(unit, j - 1)[:4] in ("tell", "told")
        )
        k = _adjuncts(unit, k, False)
    word = word_at(unit, k)
    if k >= len(unit):
        return "none", k
    if unit[k].quote >= 0:
        return "quote", k
    if word in (":", ",", *DASHES):
        if k + 1 < len(unit) and unit[k + 1].quote >= 0:
            return "quote", k + 1
        for t in range(k + 2, min(k + 14, len(unit) - 1)):  # "said, giving no details, that…"
            if word == word_at(unit, t) and word_at(unit, t + 1) == "that":
                return "clause", t + 2
        if word in DASHES:
            return "none", k
        return ("clause", k + 1) if word == ":" and "clause" in kinds else ("comma", k)
    if not unit[k].is_word:
        return "none", k
    end = k
    while end < min(len(unit), k + REACH) and word_at(unit, end) not in (".", ";", ":"):
        end += 1
    rest = unit[k:end]
    if word in CONJUNCTIONS or word in ("as", "when", "while", "since", "where", "who", "which"):
        return "none", k
    if word == "to":
        return ("clause", k) if "infinitive" in kinds else ("other", k)
    if word == "that" and kinds & {"clause", "that", "belief", "addressee"}:
        return "clause", k + 1
    if word in ("against", "of") or (word == "about" and not word_at(unit, k + 1)[:1].isdigit()):
        return "other", k
    if "ask" in kinds:
        return ("clause", k) if word in SUBORDINATE | {"if", "whether"} else ("other", k)
    if "object" in kinds and (word in DETERMINERS or word.endswith("ing")):
        return "clause", k
    if kinds & {"finite", "belief", "infinitive"} and not has_verb(rest):
        return "other", k
    if (
        kinds & {"clause", "belief"}
        and len(rest) > 1
        and word not in ("so", "nothing", "yes", "no")
    ):
        return ("clause", k) if word not in PREPOSITIONS or has_verb(rest) else ("other", k)
    return "other", k


def cut(unit: list[Token], span: Span) -> Span:
    """A reported clause without the punctuation at its edges and without ", a claim he denied"."""
    low, high = span
    for place in range(low + 1, high - 2):
        if (
            word_at(unit, place) == ","
            and word_at(unit, place + 1) in ("a", "an", "the")
            and word_at(unit, place + 2) in CUTS
        ):
            high = place
            break
    marks = {",", ";", ":", ".", *DASHES, *"\"“”„«»‘’'"}
    while low < high and (word_at(unit, low) in marks):
        low += 1
    while low < high and (word_at(unit, high - 1) in marks):
        high -= 1
    return low, high
