"""Voice: who gets to speak, for how long, and what the outlet says in its own voice."""

from collections.abc import Hashable, Iterable
from typing import Any

import numpy as np
import pandas as pd

from analysis import stats
from analysis.corpus import Corpus

NO_SIDE = "no side"  # a speaker who stands for no side, or none that the text names
KEYS = ["article_id", "sentence_id"]
KINDS = ("direct", "indirect")


def joined(numbers: pd.Series) -> str:
    """Sentence ids as one text, each once, in reading order."""
    return " ".join(map(str, sorted(set(numbers))))


def ids_of(rows: pd.DataFrame, keys: Any, index: Iterable[Hashable]) -> list[str]:
    """The sentence ids of the rows of each key, as one text; empty where a key has no rows."""
    groups = rows.groupby(keys, sort=False)["sentence_id"]
    found: dict[Hashable, str] = {key: joined(ids) for key, ids in groups}
    return [found.get(key, "") for key in index]


def spoken_words(corpus: Corpus, *, quotes: pd.DataFrame | None = None) -> pd.DataFrame:
    """Every word of the articles with who speaks it.

    A word within direct and indirect speech counts once, as direct; within several reports, as the
    outermost speaker's, on whose word the outlet relies. Scare quotes are the outlet's choice of
    words, and no speech. A direct quotation without a speaker takes that of the report around it.
    `quotes` stands in for the corpus' own, hand-coded ones for example.

    Returns article_id, sentence_id, start, end, kind ("direct", "indirect", "own"), speaker, side
    (`NO_SIDE` for a speaker without one, "" for own words).
    """
    words = corpus.tokens.loc[corpus.tokens["is_word"], [*KEYS, "start", "end"]]
    words = words.reset_index(drop=True)
    kinds = np.full(len(words), "own", dtype=object)
    owner = np.full(len(words), -1)
    quotes = corpus.quotes if quotes is None else quotes.astype({"start": int, "end": int})
    quotes = quotes[quotes["kind"].isin(KINDS)].reset_index(drop=True)
    length = quotes["end"] - quotes["start"]
    # The longest come last and so win; direct speech after indirect.
    order = quotes.assign(length=length, direct=quotes["kind"] == "direct")
    order = order.sort_values(["direct", "length"], kind="stable")
    starts = words["start"].to_numpy()
    rows = words.groupby("article_id", sort=False).indices
    for number, article_id, low, high, kind, speaker in order[
        ["article_id", "start", "end", "kind", "speaker"]
    ].itertuples():
        places = rows.get(article_id, np.empty(0, dtype=int))
        first, last = np.searchsorted(starts[places], [low, high])
        covered = places[first:last]
        kinds[covered] = kind
        owner[covered[(owner[covered] < 0) | bool(speaker)]] = number
    spoken = owner >= 0
    for column in ("speaker", "side"):
        values = np.full(len(words), "", dtype=object)
        values[spoken] = quotes[column].fillna("").to_numpy(dtype=object)[owner[spoken]]
        words[column] = values
    words.loc[spoken & (words["side"] == ""), "side"] = NO_SIDE
    words["kind"] = kinds
    return words[[*KEYS, "start", "end", "kind", "speaker", "side"]]


def voice(
    corpus: Corpus, *, quotes: pd.DataFrame | None = None, draws: int = 2000, seed: int = 0
) -> pd.DataFrame:
    """How many words each side gets to speak in each article.

    Returns, a row per article and side (in the order of actors.csv, then `NO_SIDE`): article_id,
    outlet, side, direct, indirect (words; no word in both), words (their sum), total (the article's
    words), estimate (words as a share of total, 0 to 1), low, high (95% sentence bootstrap), first
    (where in the article the first word of it stands, 0 the beginning, 1 the end; NaN for none),
    sentence_ids. With the outlet's own words (`attribution`) the shares of an article make 1.

    Raises StoryError where the folder has no actors.csv.
    """
    words = spoken_words(corpus, quotes=quotes)
    sides = [*corpus.sides, NO_SIDE]
    pairs = [(article, side) for article in corpus.articles["article_id"] for side in sides]
    index = pd.MultiIndex.from_tuples(pairs, names=["article_id", "side"])
    return _shares(corpus, words, index, draws=draws, seed=seed)


def speakers(corpus: Corpus, *, draws: int = 2000, seed: int = 0) -> pd.DataFrame:
    """How many words each speaker gets in each article, the longest first.

    Returns the columns of `voice`, with speaker; a row per article, side and speaker found. A
    source that the text doesn't name has an empty speaker.
    """
    words = spoken_words(corpus)
    keys = ["article_id", "side", "speaker"]
    found = words.loc[words["kind"] != "own", keys].drop_duplicates()
    index = pd.MultiIndex.from_frame(found)
    result = _shares(corpus, words, index, draws=draws, seed=seed)
    place = result["article_id"].map({a: k for k, a in enumerate(corpus.articles["article_id"])})
    order = result.assign(place=place).sort_values(
        ["place", "words"], ascending=[True, False], kind="stable"
    )
    return order.drop(columns="place").reset_index(drop=True)


def _shares(
    corpus: Corpus, words: pd.DataFrame, index: pd.MultiIndex, *, draws: int, seed: int
) -> pd.DataFrame:
    keys = list(index.names)
    spoken = words[words["kind"] != "own"]
    sizes = words.groupby(KEYS, sort=False).size().rename("size").reset_index()
    totals = sizes.groupby("article_id")["size"].sum()
    order = words.groupby("article_id").cumcount()
    parts = spoken.groupby(keys)
    counts = spoken.groupby([*keys, "kind"]).size().unstack("kind")
    counts = counts.reindex(index=index, columns=list(KINDS)).fillna(0).astype(int)
    result = counts.rename_axis(columns=None).reset_index()
    result.insert(1, "outlet", corpus.outlet(result["article_id"]))
    result["words"] = result["direct"] + result["indirect"]
    result["total"] = result["article_id"].map(totals).astype(int)
    own = dict(iter(sizes.groupby("article_id", sort=False)))
    by_sentence = spoken.groupby([*keys, "sentence_id"]).size()
    intervals = []
    for key in index:
        frame = own[key[0]]
        said = by_sentence.loc[key] if key in parts.groups else pd.Series(dtype=int)
        top = frame["sentence_id"].map(said).fillna(0)
        intervals.append(stats.bootstrap_share(top, frame["size"], draws=draws, seed=seed))
    for column in ("estimate", "low", "high"):
        result[column] = [getattr(interval, column) for interval in intervals]
    first = order.loc[spoken.index].groupby([spoken[key] for key in keys]).min()
    result["first"] = first.reindex(index).to_numpy(dtype=float) / result["total"].to_numpy()
    result["sentence_ids"] = ids_of(spoken, keys, index)
    return result


def attribution(
    corpus: Corpus, *, quotes: pd.DataFrame | None = None, draws: int = 2000, seed: int = 0
) -> pd.DataFrame:
    """How much an article says in its own voice, without a source.

    Returns, a row per article: article_id, outlet, own, attributed (words given to a speaker),
    unnamed (those of them whose source the text doesn't name), total, estimate (own words as a
    share of total, 0 to 1), low, high (95% sentence bootstrap), sentence_ids (of own words).
    """
    words = spoken_words(corpus, quotes=quotes)
    words["own"] = words["kind"] == "own"
    words["unnamed"] = ~words["own"] & (words["speaker"] == "")
    sentences = words.groupby(KEYS, sort=False)[["own", "unnamed"]].sum()
    sentences["size"] = words.groupby(KEYS, sort=False).size()
    sentences = sentences.reset_index()
    shares = stats.bootstrap_means(
        sentences["own"],
        sentences["article_id"],
        denominator=sentences["size"],
        expected=corpus.articles["article_id"],
        draws=draws,
        seed=seed,
    )
    sums = sentences.groupby("article_id")[["own", "unnamed", "size"]].sum()
    sums = sums.reindex(corpus.articles["article_id"])
    result = corpus.articles[["article_id", "outlet"]].copy()
    result["own"] = sums["own"].to_numpy()
    result["attributed"] = (sums["size"] - sums["own"]).to_numpy()
    result["unnamed"] = sums["unnamed"].to_numpy()
    result["total"] = sums["size"].to_numpy()
    for column in ("estimate", "low", "high"):
        result[column] = shares[column].to_numpy()
    owned = sentences[sentences["own"] > 0]
    result["sentence_ids"] = ids_of(owned, "article_id", result["article_id"])
    return result


def voice_of(spans: pd.DataFrame, quotes: pd.DataFrame) -> pd.DataFrame:
    """In whose voice each span (article_id, start, end) stands.

    Returns, on the index of `spans`: voice ("quoted" within direct or scare quotation marks,
    "reported" within indirect speech, "own" elsewhere), speaker, side ("" for own). The innermost
    quotation that names a speaker gives speaker and side.
    """
    rows = []
    by_article = dict(iter(quotes.groupby("article_id", sort=False)))
    none = quotes.iloc[:0]
    for article_id, start, end in spans[["article_id", "start", "end"]].itertuples(index=False):
        near = by_article.get(article_id, none)
        near = near[(near["start"] <= start) & (near["end"] >= end)]
        if near.empty:
            rows.append(("own", "", ""))
            continue
        near = near.iloc[(near["end"] - near["start"]).argsort(kind="stable")]
        named = near[(near["speaker"] != "") | (near["side"] != "")]
        kind = "quoted" if near["kind"].isin(["direct", "scare"]).any() else "reported"
        who = ("", "") if named.empty else tuple(named[["speaker", "side"]].iloc[0])
        rows.append((kind, *who))
    return pd.DataFrame(rows, columns=["voice", "speaker", "side"], index=spans.index)
