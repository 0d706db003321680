"""Speakers: from the words of a subject to an actor and a side, through pronouns and roles."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from spacy.tokens import Token

FEMALE = re.compile(r"(?:mrs\.?|ms\.?|miss|lady|queen|mother|sister|wife|\w*woman)$", re.I)
MALE = re.compile(r"(?:mr\.?|sir|king|father|brother|husband|\w*(?<!wo)man)$", re.I)
PRONOUNS = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f", "they": "", "it": "it"}


class Speaker(NamedTuple):
    """Who speaks: an actor or the words of the text, the side, and whether it is a person."""

    name: str = ""
    side: str = ""
    person: bool = False


NOBODY = Speaker()


class Cast:
    """The speakers of one article, in the order in which they come up."""

    def __init__(self, mentions: list[tuple[int, int, str, str]], groups: set[str]) -> None:
        self.starts = [start for start, _, _, _ in mentions]
        self.mentions = [
            (start, end, Speaker(actor, side, actor != side and actor not in groups))
            for start, end, actor, side in mentions
        ]
        self.recent: list[Speaker] = []  # the latest last
        self.names: dict[str, Speaker] = {}  # by surname
        self.roles: dict[str, Speaker] = {}  # "the ambassador"
        self.gender: dict[str, str] = {}

    def _near(self, start: int, end: int) -> list[tuple[int, int, Speaker]]:
        """The actors named in a stretch of text, with the places of their mentions."""
        return self.mentions[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def meet(self, text: str, start: int) -> None:
        """Note the person whom a text names first."""
        met = [one for _, _, one in self._near(start, start + len(text)) if one.person]
        words = map(str.lower, text.split())
        self.recent += [*met, *(self.names[word] for word in words if word in self.names)][:1]

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
        near = self._near(base + first.idx, base + head.right_edge.idx + 1)
        side = near[0][2].side if near else ""
        names = [t for t in head.children if t.dep_ == "appos" and t.pos_ == "PROPN"]
        for token in [head, *names] if head.pos_ == "PROPN" else [*names, head]:
            end = base + token.idx + len(token)
            actor = next((one for low, high, one in near if low < end <= high), None)
            if actor is not None or token.pos_ == "PROPN":
                return actor or self._name(token, side)
        definite = first.lower_ in ("the", "this") and head.n_lefts < 3
        if definite and not near and head.lower_ in self.roles:
            return self.roles[head.lower_]
        first = first.nbor(1) if first != head and first.tag_ in ("DT", "PRP$") else first
        for token in head.rights:
            if token.dep_ in ("relcl", "acl", "appos", "punct", "advcl"):
                break
            last = token.right_edge
        while last.i + 2 < len(last.doc) and last.nbor(1).text == "-":  # "ex-wife"
            last = last.nbor(2)
        return Speaker(_text(first, last), side, head.tag_ == "NN")

    def _name(self, head: Token, side: str) -> Speaker:
        """The speaker of a proper name; a surname alone is that of one who came up before."""
        first = head
        for token in reversed(head.doc[: head.i]):
            if token.pos_ != "PROPN" and "-" not in (token.text, first.text):
                break
            first = token
        the = first.i > 0 and first.nbor(-1).lower_ == "the"
        new = Speaker(_text(first, head), side, not the and not head.is_upper)
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
