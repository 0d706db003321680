"""Headlines: what each title makes the news of."""

import re
from pathlib import Path

import pandas as pd

from analysis import actors
from analysis.corpus import Corpus
from analysis.framing.agency import roles
from analysis.text import SENTENCE_COLUMNS

# Words for progress and failure in reports of talks, of any conflict; each row says why.
OUTCOMES = Path(__file__).parent.parent / "tables" / "outcomes.csv"
HEADLINE_COLUMNS = [
    "article_id", "outlet", "title", "sides", "first", "acts", "suffers", "outcome", "words",
]  # fmt: skip


def headlines(corpus: Corpus, *, outcomes: pd.DataFrame | None = None) -> pd.DataFrame:
    """What each article's title names, who acts in it, and whether it tells progress or failure.

    `outcomes` has outcome, pattern, source; by default the story's outcomes.csv, or else the table
    that comes with the measure, for reports of talks and conflicts. A longer match hides what it
    covers ("no progress" is failure).

    Returns, a row per article: article_id, outlet, title, sides (those named, in order, parted by
    "; "), first (the side named first), acts and suffers (text and governing verb: "Cairo:
    plays"), outcome ("progress", "failure", "both" or "none"), words (those that say so).

    Raises StoryError where the folder has no actors.csv.
    """
    given = corpus.story.tables.get("outcomes.csv") if outcomes is None else outcomes
    table = pd.read_csv(OUTCOMES, dtype=str) if given is None else given
    patterns = [
        (outcome, re.compile(pattern, re.IGNORECASE))
        for outcome, pattern in table[["outcome", "pattern"]].itertuples(index=False)
    ]
    lines = title_sentences(corpus)
    named = actors.mentions(lines, corpus.story.table("actors.csv"))
    found = roles(named, lines.assign(text=_sentence_case(lines, named)))
    rows = []
    for article_id, outlet, title in corpus.articles[["article_id", "outlet", "title"]].itertuples(
        index=False
    ):
        own = found[found["article_id"] == article_id]
        sides = list(dict.fromkeys(own["side"]))
        deeds = [_deeds(own[own["role"] == role]) for role in ("agent", "patient")]
        first = sides[0] if sides else ""
        told = _outcome(title, patterns)
        rows.append((article_id, outlet, title, "; ".join(sides), first, *deeds, *told))
    return pd.DataFrame(rows, columns=HEADLINE_COLUMNS)


def title_sentences(corpus: Corpus) -> pd.DataFrame:
    """The titles as sentences (the columns of `text.sentences`); offsets are into the title."""
    titled = corpus.articles[corpus.articles["title"] != ""]
    rows = [
        (article_id, 0, 0, len(title), title, "heading")
        for article_id, title in titled[["article_id", "title"]].itertuples(index=False)
    ]
    return pd.DataFrame(rows, columns=SENTENCE_COLUMNS)


def _sentence_case(lines: pd.DataFrame, named: pd.DataFrame) -> list[str]:
    """Titles in Title Case Like This with all but the names in lower case, for the tagger."""
    result = []
    for article_id, title in lines[["article_id", "text"]].itertuples(index=False):
        longer = [word for word in re.findall(r"[^\W\d_]+", title) if len(word) > 3]
        if sum(word[0].isupper() for word in longer) <= 0.6 * len(longer):
            result.append(title)
            continue
        text = list(title.lower() if len(title.lower()) == len(title) else title)
        for start, end in named.loc[named["article_id"] == article_id, ["start", "end"]].to_numpy():
            text[start:end] = title[start:end]
        result.append("".join(text))
    return result


def _deeds(found: pd.DataFrame) -> str:
    pairs = found[["text", "verb"]].itertuples(index=False)
    return "; ".join(f"{text}: {verb}" for text, verb in pairs)


def _outcome(title: str, patterns: list[tuple[str, re.Pattern[str]]]) -> tuple[str, str]:
    found = [
        (match.start(), match.end(), outcome, match.group())
        for outcome, pattern in patterns
        for match in pattern.finditer(title)
    ]
    kept: list[tuple[int, int, str, str]] = []
    for hit in sorted(found, key=lambda hit: (hit[0] - hit[1], hit[0])):
        if all(hit[1] <= low or hit[0] >= high for low, high, *_ in kept):
            kept.append(hit)
    kinds = {outcome for *_, outcome, _ in kept}
    outcome = "both" if len(kinds) > 1 else kinds.pop() if kinds else "none"
    return outcome, "; ".join(words for *_, words in sorted(kept))
