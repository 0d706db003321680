"""Reporting clauses in a sentence: subject, verb and what is reported, by word order."""

from analysis.reporting import (
    ADVERBS, BE, CONJUNCTIONS, CUTS, DETERMINERS, HAVE, HEARERS, MEDIA, MODAL, NEGATION,
    PREPOSITIONS, PRONOUNS, STOPS, SUBORDINATE, TIMES, VERBS, Report, Token, has_verb, is_past,
    verb_forms,
)  # fmt: skip

Span = tuple[int, int]
PLURALS = frozenset("police people media men women children staff many some others both".split())
SPEAKERS_ALONE = frozenset("another one some many most others both each two several".split())
NARROW = frozenset("the a an its his her their our my your no every".split())
COMPLEMENT = frozenset("of for to from without about with against".split())
ROLE = (
    "er", "or", "ist", "man", "woman", "ant", "ent", "ian", "ary", "ief", "head", "ess", "yst",
    "official", "aide", "mayor", "diplomat", "son", "rival", "mate", "boss", "wife", "clerk",
)  # fmt: skip
DASHES = frozenset(["--", "—", "–", "-"])


def _low(unit: list[Token], index: int) -> str:
    return unit[index].lower if 0 <= index < len(unit) else ""


def _adverb(word: str) -> bool:
    return word in ADVERBS or (word.endswith("ly") and len(word) > 4)


def _back(unit: list[Token], index: int) -> int:
    """The last token before a verb that is no adverb, auxiliary or time."""
    timed = False
    while index >= 0:
        word = _low(unit, index)
        if word in TIMES or (timed and word[:1].isdigit()):
            timed = True
        elif timed and word in ("on", "in", "this", "last", "the", "of", "at", "early", "late"):
            pass
        elif word[:1].isdigit() and _low(unit, index - 1) in ("on", "the"):
            timed = True
        elif not (_adverb(word) or word in HAVE or word in BE):
            break
        index -= 1
    return index


def _aside(unit: list[Token], index: int) -> int:
    """Before ", meanwhile," or ", on Tuesday,": the comma's place, or the same index."""
    if _low(unit, index) == ",":
        opening = _back(unit, index - 1)
        if opening < index - 1 and _low(unit, opening) == ",":
            return opening - 1
    return index


def find_verbs(unit: list[Token]) -> list[tuple[int, int, frozenset[str]]]:
    """The reporting verbs and phrases of a sentence, without nouns, passives and denied saying."""
    forms, found, i = verb_forms(), [], 0
    while i < len(unit):
        for length in (4, 3, 2, 1):
            key = tuple(token.lower for token in unit[i : i + length])
            if key in forms and len(key) == length:
                kinds, noun = forms[key]
                if _reports(unit, i, i + length, kinds, noun):
                    found.append((i, i + length, kinds))
                    i += length - 1
                    break
        i += 1
    return found


def _reports(unit: list[Token], i: int, j: int, kinds: frozenset[str], noun: bool) -> bool:
    if "source" in kinds:
        return True
    word, before, after = unit[i].lower, i - 1, _low(unit, j)
    if unit[i].is_capital and i > 0:
        return False
    while before >= 0 and _adverb(_low(unit, before)) and _low(unit, before) not in NEGATION:
        before -= 1
    left = _low(unit, before)
    quote_next = j < len(unit) and (unit[j].quote >= 0 or after in (":", ","))
    if left in NEGATION or left.endswith("n't") or left in MODAL or left in ("do", "did", "does"):
        return False
    if word.endswith("ing"):
        return left not in COMPLEMENT and left not in NARROW
    if after == "by" and left != "as":
        return False
    if left in BE and word not in ("say", "says"):
        return False
    if left in NARROW or (noun and (left in DETERMINERS - SPEAKERS_ALONE or left in PREPOSITIONS)):
        return False
    plural = left in PLURALS | {"they", "we", "i", "you", "who"} or (
        left.endswith("s") and not left.endswith(("'s", "ss"))
    )
    if word in BASES:
        joined = any(token.lower == "and" for token in unit[max(0, before - 5) : before])
        return (plural or joined) and (not noun or plural)
    if noun and word.endswith("s"):
        return (
            before >= 0
            and not left.endswith(("'s", "s'"))
            and (after == "that" or quote_next or left in PRONOUNS or unit[before].is_capital)
        )
    return True


BASES = frozenset(
    "say add assert contend insist maintain argue warn promise vow claim report acknowledge admit"
    " allege announce concede confirm declare disclose explain predict complain suggest mention deny"
    " agree believe think feel fear hope reckon suspect expect note observe reveal tell caution"
    " advise conclude recall indicate estimate judge doubt demand propose recommend urge pledge ask"
    " order threaten offer stress emphasize point call describe accuse blame condemn criticize"
    " praise dub label brand term name state write remark comment reply swear boast hint protest"
    " repeat testify read request rule command object guarantee forecast answer respond tweet post"
    " quote cite hold assume understand recognize reflect inform remind assure reject dismiss slam"
    " refer go continue begin shout cry joke laugh smile counter reason signal highlight".split()
)


def _segment_intro(words: list[Token]) -> bool:
    first = words[0].lower
    return (
        first in PREPOSITIONS or first in SUBORDINATE or first in TIMES or _adverb(first)
        or (not words[0].is_capital and (first.endswith("ing") or is_past(first)))
        or (len(words) > 1 and first.endswith(("ing", "ed")) and not words[1].is_capital
            and first not in ("king",))
    )  # fmt: skip


def subject_before(unit: list[Token], verb: int, floor: int) -> Span | None:
    """The noun phrase before a verb, with its appositions; None where the verb has none of its own."""
    i = _back(unit, verb - 1)
    i = _back(unit, _aside(unit, i))
    if i < floor or unit[i].quote >= 0 or _low(unit, i) in CONJUNCTIONS:
        return None
    if _low(unit, i) in (",", ")", *DASHES):
        return _with_apposition(unit, i, floor)
    start = i
    while start > floor:
        token = unit[start - 1]
        word = token.lower
        if token.quote >= 0 or word in STOPS or word == "," or word in DASHES:
            break
        if word in CONJUNCTIONS - {"and"} or word in SUBORDINATE:
            break
        if word == "and":
            clause = start - 1
            while clause > floor and _low(unit, clause - 1) not in (",", ".", ";", ":"):
                clause -= 1
            if has_verb(unit[clause : start - 1]):
                break
        start -= 1
    while start < i and (_adverb(_low(unit, start)) or _low(unit, start) in ("and", "but")):
        start += 1
    if _low(unit, start) in PREPOSITIONS or _segment_intro(unit[start : i + 1]):
        place = i
        while place > start and _low(unit, place - 1) not in PREPOSITIONS | MEDIA | TIMES:
            place -= 1
        start = place
    for place in range(start + 1, i):
        if _low(unit, place) in ("one", "another") and _low(unit, place - 1) not in PREPOSITIONS:
            start = place
    return (_role_before(unit, start, i, floor), i + 1)


def _role_before(unit: list[Token], start: int, last: int, floor: int) -> int:
    """ "Putin's spokesman, Dmitry Peskov": the apposition before a bare name belongs to it."""
    named = all(token.is_capital for token in unit[start : last + 1]) and last - start < 4
    if not named or _low(unit, start - 1) != "," or start - 1 <= floor:
        return start
    place = start - 1
    while place > floor and unit[place - 1].is_word:
        place -= 1
    if _low(unit, place) in ("and", "but"):
        place += 1
    words = unit[place : start - 1]
    if not words or len(words) > 14 or has_verb(words) or _segment_intro(words):
        return start
    opens = _low(unit, place) in DETERMINERS or any("'s" in w.lower for w in words[:3])
    if opens and any(token.lower.endswith(ROLE) for token in words):
        return place
    return start


def _with_apposition(unit: list[Token], comma: int, floor: int) -> Span | None:
    edges, place, depth = [comma], comma - 1, 0
    while place >= floor:
        token, word = unit[place], _low(unit, place)
        depth += (word == ")") - (word == "(")
        if token.quote >= 0 or word in (".", ";", ":", "?", "!") or word in ("but", "while"):
            break
        if depth <= 0 and (word == "," or word in DASHES):
            edges.append(place)
        place -= 1
    edges.append(place)
    segments = [(low + 1, high) for high, low in zip(edges, edges[1:], strict=False)]
    segments = [(low, high) for low, high in segments if low < high]
    if not segments:
        return None
    head = 0
    for number, (low, high) in enumerate(segments[1:4], start=1):
        words = unit[low:high]
        if _segment_intro(words) and _low(unit, low) not in ("of", "from"):
            break
        if has_verb(words) and _low(unit, low) not in ("who", "whose", "which"):
            break
        head = number
        lone = words[0].text[0].isdigit() or _low(unit, low) in ("of", "from", "who", "whose")
        role = not words[-1].is_capital or words[0].lower in DETERMINERS
        if not lone and not role:
            break
    low = segments[head][0]
    while low < comma and (_adverb(_low(unit, low)) or _low(unit, low) in ("and", "but")):
        low += 1
    return (low, comma)


def subject_after(unit: list[Token], j: int) -> Span | None:
    """The noun phrase after an inverted verb ("said Rosa Delgado, president of the union")."""
    if j >= len(unit) or not unit[j].is_word or _low(unit, j) in ("that", "to"):
        return None
    end, commas = j, []
    while end < len(unit) and (unit[end].is_word or _low(unit, end) in (",", "(", ")")):
        if _low(unit, end) == ",":
            commas.append(end)
        if len(commas) > 2:
            break
        end += 1
    edges = [*commas, end]
    first = unit[j : edges[0]]
    if not first or has_verb(first) or _low(unit, j) in PREPOSITIONS | TIMES:
        return None
    if not (
        first[0].is_capital
        or first[0].lower in DETERMINERS | PRONOUNS
        or first[0].lower.endswith(ROLE)
    ):
        return None
    for place in range(j + 1, edges[0]):
        if _low(unit, place) in ("on", "in", "at", "after", "during", "who") or (
            _low(unit, place) in TIMES
        ):
            return (j, place)
    last = edges[0]
    for low, high in zip(edges, edges[1:], strict=False):
        words = unit[low + 1 : high]
        if not words or _low(unit, low + 1) in PREPOSITIONS | CONJUNCTIONS | SUBORDINATE:
            break
        if not (
            words[0].text[0].isdigit() or words[0].lower in DETERMINERS or not words[0].is_capital
        ) or words[0].lower.endswith("ing"):
            break
        last = high
    return (j, last)


def _adjuncts(unit: list[Token], k: int, to: bool) -> int:
    """The place after "on Tuesday", "in a statement", "to reporters" and the like."""
    while k < len(unit):
        word = _low(unit, k)
        if word in TIMES or (_adverb(word) and word not in ("not", "there")):
            k += 1
            continue
        if word not in PREPOSITIONS or (word == "to" and not to):
            break
        stop = None
        for m in range(k + 1, min(k + 16, len(unit))):
            token, name = unit[m], _low(unit, m)
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
                or (following.lower in DETERMINERS | PRONOUNS | PREPOSITIONS | {"that"})
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
    if _low(unit, k) in ("me", "us", "him", "her", "them", "you", "it"):
        return k + 1
    place = k + 1 if _low(unit, k) in DETERMINERS else k
    if place < len(unit) and unit[place].is_capital and (place > k or required):
        end = place
        while end < len(unit) and unit[end].is_capital:
            end += 1
        if end < len(unit) and _low(unit, end) in HEARERS:
            return end + 1
        return (
            place + 1 if end < len(unit) and end - place > 1 and _low(unit, end) in VERBS else end
        )
    for m in range(k, min(k + 6, len(unit))):
        if not unit[m].is_word or _low(unit, m) in PREPOSITIONS | VERBS:
            break
        if _low(unit, m) in HEARERS:
            while _low(unit, m + 1) in HEARERS:
                m += 1
            return m + 1
    return min(place + 1, len(unit)) if required else k


def reported_after(unit: list[Token], j: int, kinds: frozenset[str]) -> tuple[str, int]:
    """What stands after a reporting verb: "clause", "quote", "comma" or "none", and where."""
    for t in range(j, len(unit)):
        word = _low(unit, t)
        if not unit[t].is_word:
            break
        if word == "that" and _low(unit, t + 1) not in TIMES | {"day"} and not kinds <= {"name"}:
            opens = _low(unit, j)
            if t == j or "addressee" in kinds or opens in PREPOSITIONS | TIMES or _adverb(opens):
                return ("clause", t + 1) if not has_verb(unit[j:t]) else ("none", j)
            break
    k = _adjuncts(unit, j, "infinitive" not in kinds)
    if "addressee" in kinds and k < len(unit) and unit[k].is_word:
        k = _hearer(
            unit, k, not kinds & {"infinitive"} and _low(unit, j - 1)[:4] in ("tell", "told")
        )
        k = _adjuncts(unit, k, False)
    word = _low(unit, k)
    if k >= len(unit):
        return "none", k
    if unit[k].quote >= 0:
        return "quote", k
    if word in (":", ","):
        if k + 1 < len(unit) and unit[k + 1].quote >= 0:
            return "quote", k + 1
        return ("clause", k + 1) if word == ":" and "clause" in kinds else ("comma", k)
    if not unit[k].is_word:
        return "none", k
    end = k
    while end < len(unit) and _low(unit, end) not in (".", ";", ":"):
        end += 1
    rest = unit[k:end]
    if word == "to":
        return ("clause", k) if "infinitive" in kinds else ("none", k)
    if word == "that" and kinds & {"clause", "that", "belief", "addressee"}:
        return "clause", k + 1
    if "ask" in kinds:
        return ("clause", k) if word in SUBORDINATE | {"if", "whether"} else ("none", k)
    if "object" in kinds and word in DETERMINERS:
        return "clause", k
    if kinds & {"finite", "belief", "infinitive"} and not has_verb(rest):
        return "none", k
    if (
        kinds & {"clause", "belief"}
        and len(rest) > 1
        and word not in ("so", "nothing", "yes", "no")
    ):
        return ("clause", k) if word not in PREPOSITIONS or has_verb(rest) else ("none", k)
    return "none", k


def cut(unit: list[Token], span: Span) -> Span:
    """A reported clause without the punctuation at its edges and without ", a claim he denied"."""
    low, high = span
    for place in range(low + 1, high - 2):
        if (
            _low(unit, place) == ","
            and _low(unit, place + 1) in ("a", "an", "the")
            and _low(unit, place + 2) in CUTS
        ):
            high = place
            break
    marks = {",", ";", ":", ".", *DASHES}
    while low < high and (_low(unit, low) in marks):
        low += 1
    while low < high and (_low(unit, high - 1) in marks):
        high -= 1
    return low, high
