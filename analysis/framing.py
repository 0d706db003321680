"""Framing: what things are called, who gets to speak, who does what to whom, which frames.

Every table leads back to its sentences. Headlines are not counted but where it is said: the text
of an article begins after its title.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pandas as pd

from analysis import agreement, compare, units
from analysis.corpus import KEYS, SPAN, VOICES, Corpus, ordered, wanted
from analysis.story import among
from analysis.text import PLACE, find_patterns

NO_SIDE = "no side"  # a speaker who stands for no side, or none that the text names
Resample = compare.Resample


def _shares(rows: pd.DataFrame, names: dict[str, str], resample: Resample | None) -> pd.DataFrame:
    """Estimates from units, where a measure has names of its own for key, top and bottom."""
    found = compare.estimates(rows, resample=resample).rename(columns=names)
    columns = ["group", *names.values(), "estimate", "low", "high", "n", "sentences"]
    return found[columns].astype(dict.fromkeys(list(names.values())[1:], int))


def mention_rates(
    corpus: Corpus, *, by: str = "article_id", resample: Resample | None = None
) -> pd.DataFrame:
    """How often each side is named, per 100 words.

    Returns group, side, mentions, estimate (per 100 words), low, high (NaN without `resample`), n,
    sentences.

    Raises StoryError where the story has no actors.csv.
    """
    mentions, hundreds = wanted(corpus).mentions, units.words(corpus) / 100
    rows = units.count(corpus, mentions, hundreds, key="side", keys=corpus.sides, by=by)
    return _shares(rows, {"key": "side", "top": "mentions"}, resample)


# ---- voice


def spoken_words(corpus: Corpus, *, carried: bool = True) -> pd.DataFrame:
    """Every word of the articles with the voice that speaks it (see `Corpus.voices`).

    Returns article_id, sentence_id, start, end, text, voice, speaker, side (`NO_SIDE` for a source
    without one, "" for the outlet's own words).
    """
    words = wanted(corpus).tokens.loc[corpus.tokens["is_word"], PLACE]
    frame = words.join(corpus.voices(words, carried=carried))
    frame.loc[(frame["voice"] != "own") & (frame["side"] == ""), "side"] = NO_SIDE
    return frame


def own_voice(
    corpus: Corpus,
    *,
    by: str = "article_id",
    carried: bool = True,
    resample: Resample | None = None,
) -> pd.DataFrame:
    """How many of the words stand in each voice: the outlet's own, quoted, or reported.

    With `carried=False` sentences that carry on a source's words without a new "he said" count as
    the outlet's own.

    Returns group, voice, words, total, estimate (share of words, 0 to 1), low, high (NaN without
    `resample`), n, sentences.
    """
    spoken = spoken_words(corpus, carried=carried)
    rows = units.count(corpus, spoken, units.words(corpus), key="voice", keys=VOICES, by=by)
    return _shares(rows, {"key": "voice", "top": "words", "bottom": "total"}, resample)


def voice(
    corpus: Corpus,
    *,
    by: str = "article_id",
    carried: bool = True,
    resample: Resample | None = None,
) -> pd.DataFrame:
    """How many words each side gets to speak, quoted or reported.

    Returns, for each side and for `NO_SIDE`: group, side, words, total, estimate (share of the
    words, 0 to 1), low, high (NaN without `resample`), n, sentences. With the outlet's own words
    (`own_voice`) the shares of a group make 1.

    Raises StoryError where the story has no actors.csv.
    """
    sides = [*wanted(corpus).sides, NO_SIDE]
    spoken = spoken_words(corpus, carried=carried)
    rows = units.count(corpus, spoken, units.words(corpus), key="side", keys=sides, by=by)
    return _shares(rows, {"key": "side", "top": "words", "bottom": "total"}, resample)


def speakers(corpus: Corpus, *, by: str = "article_id") -> pd.DataFrame:
    """Who speaks how many words, the longest first within each group.

    Returns group, speaker ("" where the text names none), side, words, sentences.
    """
    spoken = spoken_words(corpus).query("voice != 'own'")
    spoken = spoken.assign(group=corpus.groups(spoken["article_id"], by))
    keys = ["group", "speaker", "side"]
    table = spoken.groupby(keys, sort=False).size().rename("words").to_frame()
    table = table.join(units.cited(spoken, keys).rename("sentences")).reset_index()
    table = table.sort_values("words", ascending=False, kind="stable")
    return ordered(table, "group", spoken["group"].unique()).reset_index(drop=True)


# ---- naming


def names(corpus: Corpus) -> pd.DataFrame:
    """Where a concept of naming.csv is called by one of its variants, and in whose voice.

    Upper and lower case are one. Where patterns of one concept overlap the longest match counts
    ("special military operation" is no "military operation"). Headlines are not searched.

    Returns article_id, sentence_id, start, end (characters into the article's text), text, concept,
    variant, voice, speaker, side (of the voice, "" for own), in reading order.

    Raises StoryError where the story has no naming.csv.
    """
    table = wanted(corpus).story.table("naming.csv")[["concept", "variant", "pattern"]]
    found = find_patterns(corpus.sentences, table, within="concept")
    return found.join(corpus.voices(found))


def naming(corpus: Corpus, *, concept: str | None = None, by: str = "article_id") -> pd.DataFrame:
    """How often each name of a thing is used, by voice; 0 where it is not.

    Returns, for each group and variant in the order of naming.csv: group, concept, variant, own,
    quoted, reported, count (their sum), headlines (uses in titles, which are not in the count),
    sentences.

    Raises StoryError where the story has no naming.csv, ValueError for a concept not in it.
    """
    table = wanted(corpus).story.table("naming.csv")
    concepts = among(concept, list(dict.fromkeys(table["concept"])), "concept")
    variants = table.loc[table["concept"].isin(concepts), ["concept", "variant"]]
    titles = corpus.articles[["article_id", "title"]].rename(columns={"title": "text"})
    titles = titles.assign(sentence_id=0, start=0)
    above = find_patterns(titles, table[["concept", "variant", "pattern"]], within="concept")
    uses = pd.concat([names(corpus), above.assign(voice="headlines")])
    uses["group"] = corpus.groups(uses["article_id"], by)
    groups = corpus.groups(corpus.articles["article_id"], by).drop_duplicates()
    index = pd.MultiIndex.from_frame(groups.to_frame("group").merge(variants, how="cross"))
    keys = ["group", "concept", "variant"]
    counts = uses.groupby([*keys, "voice"]).size().unstack("voice")
    counts = counts.reindex(index=index, columns=[*VOICES, "headlines"]).fillna(0).astype(int)
    counts.insert(3, "count", counts[[*VOICES]].sum(axis=1))
    places = units.cited(uses[uses["voice"] != "headlines"], keys)
    counts["sentences"] = places.reindex(index, fill_value="")
    return counts.rename_axis(columns=None).reset_index()


# ---- acts


@lru_cache(maxsize=1)
def violence() -> frozenset[str]:
    """The lemmas of the field of violence, verbs and nouns (analysis/tables/violence.csv)."""
    table = pd.read_csv(Path(__file__).parent / "tables" / "violence.csv")
    return frozenset(table["lemma"])


def acts(corpus: Corpus, *, by: str = "article_id", violent: bool = False) -> pd.DataFrame:
    """Who does what to whom, in whose voice: every act once, in reading order.

    With `violent` only acts of violence (analysis/tables/violence.csv) are kept.

    Returns group and the columns of `Corpus.acts`, with `sentences`.

    Raises StoryError where the story has no actors.csv.
    """
    found = wanted(corpus).acts
    if violent:
        found = found[found["verb"].isin(violence())]
    result = found.assign(sentences=found["article_id"] + ":" + found["sentence_id"].astype(str))
    result.insert(0, "group", corpus.groups(found["article_id"], by))
    return result.reset_index(drop=True)


def roles(corpus: Corpus) -> pd.DataFrame:
    """For every mention of a side, whether it acts, is acted upon, or is only named.

    From gold/agency.csv where the corpus is loaded with its coding and has it, else by machine.

    Returns article_id, sentence_id, start, end, text, actor, side, role ("agent", "patient",
    "neither"), verb (the governing word; "" with neither), coded_by.
    """
    mentions = wanted(corpus).mentions

    def machine(ids: list[str]) -> pd.DataFrame:
        from analysis.acts import find_roles

        named = mentions[mentions["article_id"].isin(ids)]
        return find_roles(named, corpus.sentences, corpus.parsed)

    found = corpus.coded("agency", machine)[[*SPAN, "role", "verb", "coded_by"]]
    return mentions.merge(found, on=SPAN)


def agency(
    corpus: Corpus, *, by: str = "article_id", resample: Resample | None = None
) -> pd.DataFrame:
    """How often each side acts, as a share of its mentions.

    Returns group, side, acts (mentions as agent), total (mentions), estimate (0 to 1), low, high
    (NaN without `resample`), n, sentences (of the acts).

    Raises StoryError where the story has no actors.csv.
    """
    told = roles(corpus)
    agents = told[told["role"] == "agent"]
    sides = [side for side in corpus.sides if side in set(told["side"])]
    rows = units.count(corpus, agents, told, key="side", keys=sides, by=by)
    return _shares(rows, {"key": "side", "top": "acts", "bottom": "total"}, resample)


# ---- frames


def frame_words(corpus: Corpus) -> pd.DataFrame:
    """Where words of a frame's dictionary (frames.csv) stand; upper and lower case are one.

    Returns article_id, sentence_id, start, end, text, frame, indicator, source, in reading order.

    Raises StoryError where the story has no frames.csv.
    """
    table = wanted(corpus).story.table("frames.csv")
    return find_patterns(corpus.sentences, table[["frame", "indicator", "pattern", "source"]])


def frames(
    corpus: Corpus, *, by: str = "article_id", resample: Resample | None = None
) -> pd.DataFrame:
    """The share of sentences that hold words of each frame, headings included.

    Dictionaries count words; `frame_validity` says how far that meets a reading.

    Returns group, frame, count (sentences), estimate (0 to 1), low, high (NaN without `resample`),
    n, sentences.

    Raises StoryError where the story has no frames.csv.
    """
    order = list(dict.fromkeys(wanted(corpus).story.table("frames.csv")["frame"]))
    found = frame_words(corpus).drop_duplicates([*KEYS, "frame"])
    rows = units.count(corpus, found, units.each(corpus), key="frame", keys=order, by=by)
    return _shares(rows, {"key": "frame", "top": "count"}, resample)


def frame_validity(corpus: Corpus) -> pd.DataFrame:
    """How far each frame's dictionary meets the reading of gold/frames.csv, sentence by sentence.

    Returns frame, n (sentences), coded (with the frame, first pass), found (by the dictionary),
    alpha (Krippendorff's, of dictionary and first pass: 1 perfect, 0 chance), passes (α of the two
    passes, which are both the project's), precision, recall, f1 (0 to 1), sentences (where
    dictionary and first pass differ). NaN where it is not defined.

    Raises StoryError where the story has no frames.csv or no gold/frames.csv.
    """
    gold, words = wanted(corpus).gold("frames").set_index(KEYS), frame_words(corpus)
    rows = []
    for frame in dict.fromkeys(corpus.story.table("frames.csv")["frame"]):
        if frame not in gold:
            continue
        found = words[words["frame"] == frame].set_index(KEYS).index
        pair = pd.DataFrame({"hand": gold[frame], "found": gold.index.isin(found)}).astype(int)
        differ = pair[pair["hand"] != pair["found"]].index
        rows.append(
            {
                "frame": frame,
                "n": len(pair),
                "coded": int(pair["hand"].sum()),
                "found": int(pair["found"].sum()),
                "alpha": agreement.alpha(pair),
                "passes": agreement.alpha(gold.filter([frame, f"{frame}_second"])),
                **agreement.scores(pair["hand"].tolist(), pair["found"].tolist()),
                "sentences": " ".join(f"{name}:{number}" for name, number in differ),
            }
        )
    return pd.DataFrame(rows)
