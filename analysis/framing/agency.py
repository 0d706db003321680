"""Agency: for each mention of a side, whether it acts, is acted upon, or is only named."""

import pandas as pd

from analysis import stats
from analysis.corpus import Corpus
from analysis.framing.grammar import tagged
from analysis.framing.roles import NEITHER, Role, role
from analysis.framing.voice import ids_of

ROLES = ("agent", "patient", "neither")
AGENCY_COLUMNS = [
    "article_id", "sentence_id", "start", "end", "text", "actor", "side", "role", "verb",
    "construction",
]  # fmt: skip


def roles(mentions: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """The role of every mention (as `actors.mentions` returns them) in its sentence.

    Returns the mentions with role ("agent", "patient", "neither"), verb (the governing word, a
    verb or a noun of action; empty with neither), construction ("active", "passive", "noun").
    """
    keys = ["article_id", "sentence_id"]
    places = {
        (article_id, number): (start, text)
        for article_id, number, start, text in sentences[[*keys, "start", "text"]].itertuples(
            index=False
        )
    }
    found: list[Role] = []
    last, words, offset = None, tagged(""), 0
    for article_id, number, start, end in mentions[[*keys, "start", "end"]].itertuples(index=False):
        if (article_id, number) != last:
            last = (article_id, number)
            offset, text = places[last]
            words = tagged(text)
        low, high = start - offset, end - offset
        own = [k for k, word in enumerate(words) if word.start < high and word.end > low]
        part = bool(own) and (words[own[0]].start < low or words[own[-1]].end > high)
        found.append(role(words, own[0], own[-1], inside=part) if own else NEITHER)
    result = mentions.reset_index(drop=True)
    for column in Role._fields:
        result[column] = pd.Series([getattr(item, column) for item in found], dtype=object)
    return result[AGENCY_COLUMNS]


def agency(corpus: Corpus) -> pd.DataFrame:
    """Who does what to whom: the role of every mention of a side.

    Told from the tags of TextBlob's tagger by rules (see `roles`); how often they are right on
    hand-coded mentions, `agency_validity` says. An agent is the subject of an active verb, of
    speech and thought too, or the doer of a noun of action ("the French attack"); a patient is an
    object, the subject of a passive, or the target of a noun of action; a name in a place, a title
    or a compound is neither.

    Returns article_id, sentence_id, start, end (characters into the article's text), text, actor,
    side, role, verb, construction, in reading order.

    Raises StoryError where the folder has no actors.csv.
    """
    return roles(corpus.mentions, corpus.sentences)


def agency_shares(corpus: Corpus, *, draws: int = 2000, seed: int = 0) -> pd.DataFrame:
    """How often each side acts, as a share of its mentions, by article.

    Returns, a row per article and side: article_id, outlet, side, agent, patient, neither
    (mentions), mentions, estimate (agents as a share of mentions, 0 to 1; NaN for a side never
    named), low, high (95% sentence bootstrap), sentence_ids (of the agents).
    """
    found = agency(corpus)
    keys = ["article_id", "side"]
    pairs = pd.MultiIndex.from_product([corpus.articles["article_id"], corpus.sides], names=keys)
    counts = found.groupby([*keys, "role"]).size().unstack("role")
    counts = counts.reindex(index=pairs, columns=list(ROLES)).fillna(0).astype(int)
    found["acts"] = (found["role"] == "agent").astype(bool)
    by_sentence = found.groupby([*keys, "sentence_id"])["acts"].agg(["sum", "size"]).reset_index()
    shares = stats.bootstrap_means(
        by_sentence["sum"],
        zip(by_sentence["article_id"], by_sentence["side"], strict=True),
        denominator=by_sentence["size"],
        expected=list(pairs),
        draws=draws,
        seed=seed,
    )
    result = counts.rename_axis(columns=None).reset_index()
    result.insert(1, "outlet", corpus.outlet(result["article_id"]))
    result["mentions"] = result[list(ROLES)].sum(axis=1)
    for column in ("estimate", "low", "high"):
        result[column] = shares[column].to_numpy()
    result["sentence_ids"] = ids_of(found[found["acts"]], keys, pairs)
    return result
