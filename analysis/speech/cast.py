"""Speakers: from the words of a subject to an actor and a side, through pronouns and roles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from spacy.tokens import Token

FEMALE = re.compile(r"(?:mrs\.?|ms\.?|miss|lady|queen|mother|sister|wife|\w*woman)$", re.I)
MALE = re.compile(r"(?:mr\.?|sir|king|father|brother|husband|\w*(?<!wo)man)$", re.I)
PRONOUNS = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f", "they": "", "it": "it"}


# What is said to speak and is nobody whom "he" could mean.
THING = re.compile(r"(?i:campaign|group|news|office|party|percent|poll|team|\w+(?:ion|ment|ity))$")


class Speaker(NamedTuple):
    """Who speaks: an actor or the words of the text, the side, and whether it is a person."""

    name: str = ""
    side: str = ""
    person: bool = False


NOBODY = Speaker()


class Cast:
    """The speakers of one article, in the order in which they come up."""

    def __init__(self, mentions: list[tuple[int, int, str, str]], groups: set[str]) -> None:
        self.mentions = [
            (start, end, Speaker(actor, side, actor != side and actor not in groups))
            for start, end, actor, side in mentions
        ]
        self.recent: list[Speaker] = []  # the latest last
        self.names: dict[str, Speaker] = {}  # by surname
        self.roles: dict[str, Speaker] = {}  # "the ambassador"
        self.gender: dict[str, str] = {}

    def is_name(self, token: Token) -> bool:
        """Whether a token is a proper name, as its capital may tell where its tag does not."""
        capital = token.pos_ == "NOUN" and token.text[0].isupper()
        return token.pos_ == "PROPN" or (capital and (token.i > 0 or token.lower_ in self.names))

    def resolve(self, head: Token | None, base: int) -> Speaker:
        """The speaker whom a noun phrase names; `base` is where its sentence starts."""
        if head is None:
            return NOBODY
        if head.lower_ in PRONOUNS:
            speaker = self._pronoun(PRONOUNS[head.lower_])
        else:
            speaker = self._phrase(head, base)
            self._learn(head, speaker)
        self.recent += [speaker] if speaker.name else []
        return speaker

    def _pronoun(self, wanted: str) -> Speaker:
        """Whom a pronoun stands for: the latest who fits it."""
        for speaker in reversed(self.recent):
            if not wanted or (wanted == "it" and not speaker.person):
                return speaker
            if speaker.person and self.gender.get(speaker.name, wanted) == wanted != "it":
                self.gender[speaker.name] = wanted
                return speaker
        return NOBODY

    def _phrase(self, head: Token, base: int) -> Speaker:
        """An actor of the story, a proper name, or the words of a role without its clauses."""
        first, last = head.left_edge, head
        # Mentions that lie in the phrase or overlap it: the parse may have cut a name.
        start, stop = base + first.idx, base + head.right_edge.idx + 1
        near = [one for one in self.mentions if one[0] < stop and start < one[1]]
        side = near[0][2].side if near else ""
        names = [t for t in head.children if t.dep_ == "appos" and t.pos_ == "PROPN"]
        for token in [head, *names] if self.is_name(head) else [*names, head]:
            end = base + token.idx + len(token)
            actor = next((one for low, high, one in near if low < end <= high), None)
            if actor is not None or self.is_name(token):
                return actor or self._name(token, side)
        if first.lower_ in ("the", "this") and not near and head.lower_ in self.roles:
            return self.roles[head.lower_]
        first = first.nbor(1) if first != head and first.tag_ in ("DT", "PRP$") else first
        for token in head.rights:
            if token.dep_ in ("relcl", "acl", "appos", "punct", "advcl"):
                break
            last = token.right_edge
        while last.i + 2 < len(last.doc) and last.nbor(1).text == "-":  # "ex-wife"
            last = last.nbor(2)
        person = head.tag_ == "NN" and not THING.match(head.text)
        return Speaker(_text(first, last), side, person)

    def _name(self, head: Token, side: str) -> Speaker:
        """The speaker of a proper name; a surname alone is that of one who came up before."""
        first = head
        for token in reversed(head.doc[: head.i]):
            if token.pos_ != "PROPN" and "-" not in (token.text, first.text):
                break
            first = token
        the = first.i > 0 and first.nbor(-1).lower_ == "the"
        nobody = the or head.is_upper or THING.match(head.text)
        new = Speaker(_text(first, head), side, not nobody)
        return new if the or first != head else self.names.get(head.lower_, new)

    def _learn(self, head: Token, speaker: Speaker) -> None:
        """Keep a speaker's surname, role and gender for later."""
        for token in head.subtree:
            if token.pos_ == "NOUN" and (token.dep_ != "pobj" or token == head):
                self.roles[token.lower_] = speaker
            if FEMALE.match(token.text) or MALE.match(token.text):
                self.gender.setdefault(speaker.name, "f" if FEMALE.match(token.text) else "m")
        if speaker.person:
            self.names[speaker.name.split()[-1].lower()] = speaker


def _text(first: Token, last: Token) -> str:
    return " ".join(first.doc[first.i : last.i + 1].text.split())
