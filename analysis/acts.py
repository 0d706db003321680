"""Who does what to whom, read off the parse: acts, and the agency of each mention.

One reading of a parsed sentence (`read_acts`) serves both: `find_acts` writes down the acts that
a mention does or suffers and all acts of violence, `find_roles` says of each mention whether it
acts, is acted upon, or is only named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from analysis.parse import Parsed

KEYS = ["article_id", "sentence_id"]
COLUMNS = [*KEYS, *"start end text actor side verb object object_side negated".split()]
SCORED = ("acts", "acts of violence", "actor side", "object side")
MODIFIERS = ("amod", "compound", "nmod", "poss")
AIMING = ("against", "on", "at", "to", "towards", "into")


@lru_cache(maxsize=1)
def word_tables() -> tuple[dict[Any, frozenset[str]], frozenset[str]]:
    """The uses of each lemma in the word tables, and the words of violence.

    `tables/violence.csv` is the field of violence: lemma, pos, kind (attack, fire, killing …),
    forms, use, source. Its nouns have a use as those of `tables/act_words.csv` (lemma, use, why):

    doer        an act noun; "of X" after it names who does it ("the promise of X")
    target      an act noun; "of X" names whom it befalls ("the invasion of X")
    undergone   an act noun; "X's" and "of X" both name whom it befalls ("X's removal")
    on, at, …   a verb whose object stands after that preposition ("call on", "fire at")
    group       stands for the country or person it belongs to ("forces", "office", "capital")
    state       what has it as its verb does nothing ("remain", "come under")
    light       does what its object names ("launch an attack")
    bare        no deed by itself: every verb of `tables/speech_verbs.csv`, "have", "statement"
    deed        one of speech that promises, asks or refuses, and is a deed for that ("offer")
    """
    folder, names = Path(__file__).parent / "tables", ("act_words", "violence", "speech_verbs")
    tables = [pd.read_csv(folder / f"{name}.csv") for name in names]
    violent = frozenset("|".join(tables[1]["forms"]).split("|"))
    found = pd.concat(tables).fillna({"use": "bare"}).groupby("lemma")["use"].agg(frozenset)
    return found.to_dict(), violent


def _is_violent(text: str) -> bool:
    """Whether a text has a word of violence."""
    return not word_tables()[1].isdisjoint(re.findall(r"\w+", text.lower()))


class Act(NamedTuple):
    """A verb or act noun, with the heads of the phrases that name its doers and targets."""

    word: Token
    doers: list[Token]
    targets: list[Token]
    lent: list[Token]  # those of them that are another verb's first ("promised to leave")


def _uses(token: Token) -> frozenset[str]:
    """What the tables say of the token, alone and with a particle or preposition."""
    lemma = token.lemma_.lower()
    names = [lemma, *(f"{lemma} {child.lower_}" for child in token.children)]
    return frozenset().union(*(word_tables()[0].get(name, ()) for name in names))


def _is_act_noun(token: Token) -> bool:
    return token.pos_ == "NOUN" and bool(_uses(token) & {"doer", "target", "undergone"})


def _children(token: Token, *deps: str) -> list[Token]:
    return [child for child in token.children if child.dep_ in deps]


def _joined(tokens: list[Token]) -> list[Token]:
    """The tokens and what is joined to them by "and"; a relative pronoun as what it stands for."""
    heads = [t.head.head if t.tag_[0] == "W" and t.head.dep_ == "relcl" else t for t in tokens]
    return [each for head in heads for each in (head, *head.conjuncts)]


def _after(token: Token, *prepositions: str) -> list[Token]:
    """What stands after any of the prepositions that hang on the token."""
    places = [child for child in token.children if child.lower_ in prepositions]
    return _joined([found for place in places for found in _children(place, "pobj")])


def _subjects(verb: Token) -> tuple[list[Token], bool]:
    """The subjects of a verb, and whether another verb lends them."""
    if own := _children(verb, "nsubj", "nsubjpass"):
        return _joined(own), False
    if verb.dep_ == "acl":
        return _joined([verb.head]), verb.tag_ != "VBG"
    if verb.dep_ == "xcomp" and (controlled := _children(verb.head, "dobj")):
        return _joined(controlled), True
    if verb.dep_ in ("conj", "xcomp", "acomp", "advcl"):  # "seems to" and "is to" lend nothing
        return _subjects(verb.head)[0], verb.dep_ != "xcomp" or "state" not in _uses(verb.head)
    return [], False


def _is_passive(verb: Token) -> bool:
    signs = {child.dep_ for child in verb.children}
    if verb.tag_ != "VBN" or signs & {"aux", "auxpass", "nsubjpass"}:
        return bool(signs & {"auxpass", "nsubjpass"})
    return verb.dep_ in ("acl", "advcl") or (verb.dep_ == "conj" and _is_passive(verb.head))


def _verb_act(verb: Token) -> Act:
    subjects, lent = _subjects(verb)
    objects = _joined(_children(verb, "dobj", "dative"))
    objects += _after(verb, *_uses(verb))  # "call" on, "fire" at
    ends = (_after(verb, "by"), subjects + objects) if _is_passive(verb) else (subjects, objects)
    return Act(verb, *ends, subjects if lent else [])


def _noun_act(noun: Token) -> Act:
    lent, doers, targets = [], _after(noun, "by"), _after(noun, *AIMING)
    light = noun.head if noun.dep_ == "dobj" else next(iter(_children(noun, "acl")), noun)
    if "light" in _uses(light):  # "launched an attack", "an attack launched by"
        lent = _after(light, "by") or _subjects(light)[0]
    if noun.head.lower_ == "under":  # "came under attack"
        targets += _subjects(noun.head.head)[0]
    (targets if "undergone" in _uses(noun) else doers).extend(_joined(_children(noun, *MODIFIERS)))
    (doers if "doer" in _uses(noun) else targets).extend(_after(noun, "of"))
    return Act(noun, doers + lent, targets, lent)


def read_acts(doc: Doc) -> Iterator[Act]:
    """The acts of a parsed sentence, in reading order."""
    for token in doc:
        if _is_act_noun(token):
            yield _noun_act(token)
        elif token.pos_ == "VERB" and "state" not in _uses(token):
            yield _verb_act(token)


def _named(token: Token, inside: dict[int, int]) -> list[int]:
    """The mentions that a participant stands for: itself, its name, the country of a group."""
    near = [child for child in _children(token, "appos") if child.pos_ == "PROPN"]
    if token.i in inside and (token.pos_ == "PROPN" or not near):
        return [inside[token.i]]
    if "group" in _uses(token):
        near += _joined(_children(token, *MODIFIERS)) + _after(token, "of", "from")
    return [number for child in near for number in _named(child, inside)]


def _is_negated(act: Act) -> bool:
    words, head = [act.word, *act.doers, *act.targets], act.word.head
    if act.word.dep_ == "xcomp":  # "did not agree to talk", "is not willing to talk"
        words += [head, head.head] if head.dep_ == "acomp" else [head]
    return any(c.dep_ == "neg" or c.lower_ == "no" for word in words for c in word.children)


def _words(tokens: list[Token]) -> tuple[str, str]:
    """The first of the participants in the text's words, and no side; empty where none is named."""
    words = [t.doc[t.left_edge.i : t.i + 1].text for t in tokens if t.dep_ not in MODIFIERS]
    return "".join(words[:1]), ""


def _is_deed(act: Act) -> bool:
    """Whether it is more than saying or having, and no part of another act's name."""
    asked = act.word.dep_ == "xcomp" and "deed" in _uses(act.word.head)  # "offered to leave"
    light = "light" in _uses(act.word) and any(_is_act_noun(token) for token in act.targets)
    return not (asked or light or _uses(act.word) & {"bare", "deed"} == {"bare"})


def _read(
    sentences: pd.DataFrame, mentions: pd.DataFrame, parsed: Parsed
) -> Iterator[tuple[tuple[str, int, int], Act, list[list[tuple[Token, int]]]]]:
    """The acts of all sentences with a mention or a word of violence, parsed in one batch.

    Yields the sentence's key and start, the act, and for its doers and its targets the mentions
    among them: the token and the mention's row.
    """
    spans = mentions.groupby(KEYS).indices
    rows = sentences[[*KEYS, "start", "text"]].itertuples(index=False, name=None)
    keys = [(*key, start) for *key, start, text in rows if tuple(key) in spans or _is_violent(text)]
    parsed.need(key[:2] for key in keys)
    ends = mentions[["start", "end"]].to_numpy()
    for key in keys:
        doc, inside = parsed[key[:2]], {}
        for number in spans.get(key[:2], ()):
            start, end = ends[number] - key[2]
            for token in doc.char_span(start, end, alignment_mode="expand") or ():
                inside[token.i] = number
        for act in read_acts(doc):
            pair = act.doers, act.targets
            yield key, act, [[(t, n) for t in end for n in _named(t, inside)] for end in pair]


def find_acts(sentences: pd.DataFrame, mentions: pd.DataFrame, parsed: Parsed) -> pd.DataFrame:
    """Who does what to whom: the acts that a mention does or suffers, and every act of violence.

    An act is a verb, or a noun of `tables/act_words.csv` and `tables/violence.csv`. Doers are
    subjects (also those that "continued to" or "promised to" lends, and what a relative clause
    hangs on), by-phrases, possessives and adjectives of act nouns ("Russian attack"); targets are
    objects, subjects of passives, what stands after the preposition of "call on" or "attack on".
    An act with two doers has a row for each. How often this is right, `score_acts` says.

    Returns, in reading order: article_id, sentence_id, start, end, text (the act's own word, by
    its place in the article), actor, side, verb (lemma of the verb or noun), object, object_side,
    negated. actor and object are a mention's actor, else the text's words with no side, else "".
    """
    found, names = [], list(zip(mentions["actor"], mentions["side"], strict=True))
    for (*key, offset), act, named in _read(sentences, mentions, parsed):
        word, start = act.word, offset + act.word.idx
        if word.lower_ in word_tables()[1] or (any(named) and _is_deed(act)):
            doers, targets = ({names[number]: None for _, number in end} for end in named)
            place = (*key, start, start + len(word), word.text)
            for doer in doers or [_words(act.doers)]:
                for target in targets or [_words(act.targets)]:
                    found.append((*place, *doer, word.lemma_.lower(), *target, _is_negated(act)))
    return pd.DataFrame(found, columns=COLUMNS)


def find_roles(mentions: pd.DataFrame, sentences: pd.DataFrame, parsed: Parsed) -> pd.DataFrame:
    """Agency: whether each mention acts, is acted upon, or is only named.

    An agent is a doer, a patient a target as in `find_acts`, verbs of speech and having included;
    in a chain the first verb counts ("continued" of "continued to signal"), and a subject that
    another verb lends ("was ready but believed") makes no agent. The rest are neither: places,
    partners in talks, names in a list, owners of a quality (`seeds/gold/README.md` has the rules).

    Returns the mentions with role ("agent", "patient", "neither") and verb (the act's word as
    printed, "" with neither).
    """
    found: dict[int, tuple[str, str]] = {}
    for _, act, named in _read(sentences, mentions, parsed):
        for role, end in zip(("agent", "patient"), named, strict=True):
            for number in [number for token, number in end if token not in act.lent]:
                found.setdefault(number, (role, act.word.text))
    rows = [found.get(number, ("neither", "")) for number in range(len(mentions))]
    return mentions.assign(role=[role for role, _ in rows], verb=[verb for _, verb in rows])


def score_acts(found: pd.DataFrame, gold: pd.DataFrame) -> pd.DataFrame:
    """How well acts that were found agree with hand coding (`gold/acts.csv`).

    An act is right where its word lies within the words that were coded. The sides of doers and
    objects are judged on the acts that both have, acts of violence by the table of their words.

    Returns, a row per what ("acts", "acts of violence", "actor side", "object side"): precision,
    recall, f1 (0 to 1; 0 where there is nothing), n (coded).
    """
    spans = gold[["article_id", "start", "end"]].itertuples(index=False, name=None)
    coded = {(a, place): (a, start) for a, start, end in spans for place in range(start, end)}
    labels = []
    for frame in (found, gold):
        places = zip(frame["article_id"], frame["start"], strict=True)
        keys = [coded.get(place, place) for place in places]
        violent = frame["text"].map(_is_violent)
        values = frame["article_id"], violent, frame["side"], frame["object_side"]
        labels.append([set(zip(keys, column, strict=True)) for column in values])
    both, rows = {key for key, _ in labels[0][0] & labels[1][0]}, []
    for what, *pair in zip(SCORED, *labels, strict=True):
        ours, theirs = ({x for x in y if x[1] and ("acts" in what or x[0] in both)} for y in pair)
        hits, n, coded_n = len(ours & theirs), len(ours) or 1, len(theirs) or 1
        rows.append((what, hits / n, hits / coded_n, 2 * hits / (n + coded_n), len(theirs)))
    return pd.DataFrame(rows, columns=["what", "precision", "recall", "f1", "n"])
