"""Speakers: from the words of a subject to an actor and a side, through pronouns and titles."""

import re
from bisect import bisect_left
from dataclasses import dataclass

from analysis.speech.lexicon import DETERMINERS, MEDIA, TITLES, is_role
from analysis.speech.phrases import (
    ARTICLES,
    GROUP,
    beyond_medium,
    core_of,
    is_person,
    is_role_phrase,
    name_of,
    role_phrase,
    segments_of,
)
from analysis.speech.tokens import Token

FEMALE = frozenset(
    "mrs ms miss madam lady queen woman spokeswoman chairwoman mother wife sister daughter actress"
    " congresswoman businesswoman".split()
)
MALE = frozenset(
    "mr sir king man spokesman chairman father husband brother son actor congressman businessman"
    " lord".split()
)
NICKNAME = re.compile('["“‘\'][^"“”‘’]*["”’\'] ')
SINGULAR = {"he", "she", "him", "his", "her"}
PLURAL = {"they", "them"}


@dataclass(frozen=True)
class Speaker:
    """Who speaks: an actor or the words of the text, the side, and whether it is a person."""

    name: str
    side: str
    person: bool = False

    def __bool__(self) -> bool:
        return bool(self.name)


NOBODY = Speaker("", "")


@dataclass(frozen=True)
class Mention:
    """A mention of an actor."""

    start: int
    end: int
    actor: str
    side: str


def is_group(actor: str, side: str, aliases: list[str]) -> bool:
    """Whether an actor is no single person, as far as its names tell."""
    return (
        actor == side
        or actor.isupper()
        or GROUP.search(actor) is not None
        or any(alias.startswith(("the ", "The ")) for alias in aliases)
        or any(_post(actor, alias) for alias in aliases)  # "French official" for France
    )


def _post(actor: str, alias: str) -> bool:
    """Whether an alias is a post of a country or body whose name it does not hold."""
    words = alias.split()
    return (
        len(words) > 1
        and words[0][:1].isupper()
        and is_role(words[-1])
        and not set(words) & set(actor.split())
    )


class Cast:
    """The speakers of one article, in the order in which they come up."""

    def __init__(self, text: str, mentions: list[Mention], groups: set[str]) -> None:
        self.text = text
        self.mentions = mentions
        self.starts = [mention.start for mention in mentions]
        self.actors = {mention.actor for mention in mentions}
        self.groups = groups
        self.recent: list[Speaker] = []  # persons and groups, the latest last
        self.names: dict[str, Speaker] = {}  # by surname
        self.roles: dict[str, Speaker] = {}  # by role: "the ambassador"
        self.gender: dict[str, str] = {}

    def note(self, speaker: Speaker) -> None:
        """Remember who came up last."""
        if speaker.name:
            self.recent = [*self.recent[-20:], speaker]

    def pronoun(self, word: str, subject: Speaker | None) -> Speaker:
        """Whom "he", "she", "it" or "they" stands for: the sentence's subject, or the latest."""
        wanted = "f" if word in ("she", "her") else "m" if word in ("he", "him", "his") else ""
        pool = [*self.recent, *([subject] if subject and subject.name else [])]
        for speaker in reversed(pool):
            if word in SINGULAR:
                known = self.gender.get(speaker.name, wanted)
                if speaker.person and known == wanted:
                    self.gender[speaker.name] = wanted
                    return speaker
            elif word in PLURAL or not speaker.person:
                return speaker
        return pool[-1] if pool and word not in ("it", "i", "we", "you") else NOBODY

    def resolve(self, words: list[Token], subject: Speaker | None = None) -> Speaker:
        """The speaker named by a subject; `subject` is the subject of the sentence it stands in."""
        if not words:
            return NOBODY
        if len(words) == 1 and words[0].lower in SINGULAR | PLURAL | {"it", "i", "we", "you"}:
            return self.pronoun(words[0].lower, subject)
        segments = segments_of(beyond_medium(words))
        near = slice(
            bisect_left(self.starts, words[0].start), bisect_left(self.starts, words[-1].end)
        )
        inside = [m for m in self.mentions[near] if m.end <= words[-1].end]
        side = self._side(segments, inside)
        head = segments[0]
        speaker = None
        if len(segments) > 1 and is_role_phrase(head) and segments[1][-1].is_capital:
            speaker = self._named(segments[1], inside, side)
        speaker = speaker or self._named(head, inside, side)
        if speaker is None:
            speaker = self._anaphor(head, inside)
        if (
            speaker is None
            and inside
            and head[-1].lower in MEDIA
            and inside[0].end < head[-1].start
        ):
            speaker = Speaker(inside[0].actor, inside[0].side)  # "a Kremlin statement"
        if speaker is None:
            phrase = role_phrase(head)
            name = self.text[phrase[0].start : phrase[-1].end] if phrase else ""
            name = " ".join(name.split())
            speaker = Speaker(name, side, person=is_person(phrase))
        self._learn(words, segments, speaker)
        medium = core_of(head)[-1:]  # "a statement on the Kremlin's website": whose it is
        if inside and medium and medium[0].lower in MEDIA:
            self.roles[medium[0].lower] = Speaker(inside[0].actor, inside[0].side)
        return speaker

    def _side(self, segments: list[list[Token]], inside: list[Mention]) -> str:
        for segment in segments:
            for mention in inside:
                if segment[0].start <= mention.start and mention.end <= segment[-1].end:
                    return mention.side
        return inside[0].side if inside else ""

    def _named(self, words: list[Token], inside: list[Mention], side: str) -> Speaker | None:
        core = core_of(words)
        if not core:
            return None
        bare = core[1:] if len(core) > 1 and core[0].lower in DETERMINERS else core
        first, last = bare[0].start, core[-1].end
        for mention in inside:
            if (mention.start <= first and mention.end >= last) or mention.end == last:
                if mention.actor in self.groups and _post(
                    mention.actor, self.text[mention.start : mention.end]
                ):
                    return Speaker(self.text[mention.start : mention.end], mention.side, True)
                if mention.start < last:
                    return Speaker(mention.actor, mention.side, mention.actor not in self.groups)
        run = name_of(core)
        if not run:
            return None
        name = " ".join(self.text[run[0].start : run[-1].end].split())
        name = re.sub(r"['’]s$", "", NICKNAME.sub("", name))
        known = self.names.get(run[-1].lower)
        titled = core[0].lower.rstrip(".") in TITLES
        if len(run) == 1 and known is not None and core[0].lower not in ("the", "a", "an"):
            return known
        if len(run) == 1 and not titled and len(core) > 1 and core[0].lower in DETERMINERS:
            return Speaker(name, side, False)
        group = GROUP.search(name) is not None or core[0].lower == "the" or run[-1].text.isupper()
        return Speaker(name, side, not group)

    def _anaphor(self, words: list[Token], inside: list[Mention]) -> Speaker | None:
        core = core_of(words)
        if not core or inside:
            return None
        if core[-1].lower in MEDIA - {"call", "press", "x"} and core[0].lower in ARTICLES:
            return self.roles.get(core[-1].lower) or (self.recent[-1] if self.recent else None)
        if core[0].lower in ("the", "this") and len(core) <= 4:
            return self.roles.get(core[-1].lower)
        return None

    def _learn(self, words: list[Token], segments: list[list[Token]], speaker: Speaker) -> None:
        if not speaker.name:
            return
        known = {token.lower.rstrip(".") for token in words}
        if known & FEMALE and speaker.person:
            self.gender.setdefault(speaker.name, "f")
        elif known & MALE and speaker.person and "his" not in known:
            self.gender.setdefault(speaker.name, "m")
        for segment in segments[:3]:
            for token in core_of(segment):
                if is_role(token.lower) or GROUP.search(token.text):
                    self.roles[token.lower] = speaker
        run = name_of(core_of(segments[0]))
        if not run and len(segments) > 1:
            run = name_of(core_of(segments[1]))
        if run and speaker.person:
            self.names[run[-1].lower] = speaker
