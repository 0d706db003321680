"""Quotations, direct and indirect, and who speaks.

`quotes` finds them, `score_quotes` compares them with hand coding. The modules, each importing only
those above it:

lexicon       reporting verbs and function words
quotation     quotation marks and the spans between them
tokens        a sentence in which every quotation is one token
verbs         reporting verbs, told apart from nouns and passives
subjects      the subject of a reporting verb
contents      the clause after a reporting verb
clauses       what a reporting clause takes in
sources       "according to", "adding that", "was quoted as saying"
inversion     subjects after the verb, and where a sentence opens
reports       all the reports of a sentence
phrases       the parts of a subject
speakers      from a subject to an actor and a side, through pronouns and titles
labels        utterance or scare quote
units         sentences, none of which ends within a quotation
attribution   all spans of an article with their speakers
agreement     scores against hand coding
"""

from bisect import bisect_right

import pandas as pd

from analysis import actors as naming
from analysis.speech.agreement import score_quotes
from analysis.speech.attribution import Attribution
from analysis.speech.speakers import Cast, Mention, is_group
from analysis.speech.units import Sentence

__all__ = ["QUOTE_COLUMNS", "quotes", "score_quotes"]

QUOTE_COLUMNS = [
    "article_id", "sentence_id", "start", "end", "text", "kind", "speaker", "side", "cue",
]  # fmt: skip


def quotes(
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    mentions: pd.DataFrame | None = None,
    actors: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Who is quoted saying what: direct and indirect speech, and words in scare quotes.

    `articles` has article_id, text; `sentences` and `mentions` as `text.sentences` and
    `actors.mentions` give them; `actors` has side, actor, alias, and finds the mentions where none
    are given.

    Returns article_id, sentence_id (where the span starts), start, end (characters into the
    article's text), text, kind, speaker, side, cue, in reading order. Kinds:
    direct    what stands between quotation marks, without the marks; a quotation that is split or
              runs over paragraphs is one row for each piece
    indirect  the reported clause, without speaker, verb and "that"; it may hold direct pieces
    scare     a quoted word or label that is no utterance
    Speaker is the actor, else the words of the text without article, cue the reporting verb;
    speaker, side and cue are "" where the text names none.

    The patterns are those of Krestel, Bergler & Witte (2008, "Minding the Source", LREC); the verbs
    and their sources stand in tables/speech_verbs.csv.
    """
    if mentions is None and actors is not None:
        mentions = naming.mentions(sentences, actors)
    groups = _groups(actors, mentions)
    split = dict(list(sentences.groupby("article_id", sort=False)))
    named: dict[object, list[Mention]] = {}
    if mentions is not None:
        for article_id, *cells in mentions[
            ["article_id", "start", "end", "actor", "side"]
        ].itertuples(index=False):
            named.setdefault(article_id, []).append(Mention(*cells))
    rows: list[tuple[object, ...]] = []
    for article_id, text in zip(articles["article_id"], articles["text"], strict=True):
        own = split.get(article_id, sentences.iloc[:0])
        starts, numbers = own["start"].tolist(), own["sentence_id"].tolist()
        places = [
            Sentence(start, end, kind == "heading")
            for start, end, kind in zip(starts, own["end"], own["kind"], strict=True)
        ]
        cast = Cast(text, named.get(article_id, []), groups)
        for span in Attribution(text, places, cast).read():
            place = max(bisect_right(starts, span.start) - 1, 0)
            start, end, who = span.start, span.end, span.speaker
            place = numbers[place] if numbers else 0
            said = (text[start:end], span.kind, who.name, who.side, span.cue)
            rows.append((article_id, place, start, end, *said))
    frame = pd.DataFrame(rows, columns=QUOTE_COLUMNS)
    return frame.astype({"sentence_id": int, "start": int, "end": int})


def _groups(actors: pd.DataFrame | None, mentions: pd.DataFrame | None) -> set[str]:
    """The actors that are no single person."""
    aliases: dict[tuple[str, str], list[str]] = {}
    if actors is not None:
        for side, actor, alias in actors[["side", "actor", "alias"]].itertuples(index=False):
            aliases.setdefault((actor, side), []).append(alias)
    elif mentions is not None:
        pairs = mentions[["actor", "side"]].drop_duplicates()
        aliases = {(actor, side): [] for actor, side in pairs.itertuples(index=False)}
    return {actor for (actor, side), names in aliases.items() if is_group(actor, side, names)}
