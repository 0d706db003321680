"""Mentions of actors and of the sides they stand for, found by the story's table of aliases."""

import re

import pandas as pd

MENTION_COLUMNS = ["article_id", "sentence_id", "start", "end", "text", "actor", "side"]


def alias_pattern(aliases: list[str]) -> re.Pattern[str]:
    """A regular expression for whole-word aliases, the longest first.

    Upper and lower case count, so that "US" is not found in "us", but an alias may open a sentence
    ("The Kremlin"); white space matches any white space, and both apostrophes are one.
    """

    def spell(alias: str) -> str:
        first, rest = alias[0], alias[1:]
        opening = re.escape(first) if first.isupper() else f"[{re.escape(first + first.upper())}]"
        words = opening + re.escape(rest)
        words = re.sub(r"(?:\\\s)+", lambda _: r"\s+", words)
        return re.sub("['’]", "['’]", words)

    longest = sorted(set(aliases), key=lambda alias: (-len(alias), alias))
    return re.compile(r"(?<!\w)(?:" + "|".join(map(spell, longest)) + r")(?!\w)")


def mentions(sentences: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Where actors are named: in each sentence the longest alias, from left to right.

    `sentences` as in `text.sentences`; `actors` has side, actor, alias. "Russian President Vladimir
    Putin" is one mention where the table has that alias, and two ("Russian", "Vladimir Putin")
    where it has only the shorter ones.

    Returns article_id, sentence_id, start, end (characters into the article's text), text, actor,
    side, in reading order. A place counts as its actor where it shares the alias (Kyiv, Moscow).
    """
    if actors.empty:
        return pd.DataFrame(columns=MENTION_COLUMNS).astype({"start": int, "end": int})

    def key(alias: str) -> str:
        return re.sub(r"\s+", " ", alias.replace("’", "'"))

    owner: dict[str, tuple[str, str]] = {}
    for side, actor, alias in actors[["side", "actor", "alias"]].itertuples(index=False):
        owner[key(alias)] = owner[key(alias[0].upper() + alias[1:])] = (actor, side)
    pattern = alias_pattern(actors["alias"].tolist())
    rows = [
        (article_id, number, start + found.start(), start + found.end(), found.group())
        + owner[key(found.group())]
        for article_id, number, start, text in zip(
            sentences["article_id"],
            sentences["sentence_id"],
            sentences["start"],
            sentences["text"],
            strict=True,
        )
        for found in pattern.finditer(text)
    ]
    frame = pd.DataFrame(rows, columns=MENTION_COLUMNS)
    return frame.astype({"sentence_id": int, "start": int, "end": int})


def side_order(actors: pd.DataFrame) -> list[str]:
    """The sides in the order in which the table of actors names them first."""
    return list(dict.fromkeys(actors["side"]))
