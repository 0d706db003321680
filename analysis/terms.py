"""What articles talk about: counts, keyness, dispersion, collocations, overlap, concordance.

Every measure takes a Corpus and gives a frame. `by` is a column of the articles: its values are the
groups told apart, and articles without a value are left out. A term is a word as in `corpus.tokens`
or n of them in a row, with no punctuation and no sentence's end between. `sentences` names those
that a row rests on. In the examples `corpus` is `load_corpus("seeds")`.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import combinations, compress, count, product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from nltk import BigramCollocationFinder, ConditionalFreqDist, FreqDist, ngrams

from analysis.corpus import Corpus, ordered, wanted
from analysis.story import among, compiled
from analysis.text import find_patterns
from analysis.units import cited

# Function words of Porter's Snowball project, and the wider list of the Glasgow Information
# Retrieval Group, as in scikit-learn; both under the BSD-3-Clause licence.
LISTS = ("snowball", "glasgow")
COPIES = 50
PLAIN = str.maketrans("’\xa0", "' ")

Prior = str | float
Stopwords = str | Iterable[str] | None
Patterns = Mapping[str, str] | Iterable[str]


@lru_cache(maxsize=1)
def _lists() -> dict[str, frozenset[str]]:
    frame = pd.read_csv(Path(__file__).parent / "tables" / "stopwords.csv", keep_default_na=False)
    return {name: frozenset(frame.loc[frame["list"] == name, "term"]) for name in LISTS}


def _least(name: str, value: int, least: int) -> None:
    if value < least:
        raise ValueError(f"{name} must be at least {least}, not {value}")


def _groups(corpus: Corpus, by: str) -> pd.Series:
    """The group of each article, by article_id."""
    ids = wanted(corpus).articles["article_id"]
    return corpus.groups(ids.set_axis(ids), by).dropna()


def _runs(tokens: pd.DataFrame, n: int, *, marks: bool = True) -> pd.DataFrame:
    """Every n words in a row: article_id, sentence_id, start, end, term.

    A sentence's end parts words and, with `marks`, punctuation does; the clitic ’s never does. The
    index is the place of the first word among all words.
    """
    _least("n", n, 1)
    is_word = tokens["is_word"].to_numpy(bool)
    article, sentence = tokens["article_id"].factorize()[0], tokens["sentence_id"].to_numpy()
    parts = (np.diff(article, prepend=-1) != 0) | (np.diff(sentence, prepend=-1) != 0)
    parts = parts | marks & ~is_word & (tokens["term"] != "'s").to_numpy(bool)
    words, run = np.flatnonzero(is_word), parts.cumsum()[is_word]
    whole = run[: max(len(run) - n + 1, 0)] == run[n - 1 :]
    first = np.flatnonzero(whole)
    found = tokens[["article_id", "sentence_id", "start"]].iloc[words[first]].set_axis(first)
    found["end"] = tokens["end"].to_numpy()[words[first + n - 1]]
    found["term"] = [" ".join(g) for g in compress(ngrams(tokens["term"][is_word], n), whole)]
    return found.astype({"term": object})


def _counted(runs: pd.DataFrame, groups: pd.Series) -> ConditionalFreqDist:
    """The runs counted by group, which becomes a column of theirs."""
    runs["group"] = runs["article_id"].map(groups)
    return ConditionalFreqDist(zip(runs["group"], runs["term"], strict=True))


def _stop(stopwords: Stopwords) -> set[str]:
    if isinstance(stopwords, str):
        stopwords = _lists()[among(stopwords, LISTS, "list of stop words")[0]]
    return {word.lower().replace("’", "'") for word in stopwords or ()}


def _listed(terms: Iterable[str], stop: set[str]) -> list[str]:
    """The terms that don't begin or end with a stop word."""
    return [term for term in terms if stop.isdisjoint((term.split()[0], term.split()[-1]))]


def _with_sentences(frame: pd.DataFrame, rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """The frame with the sentences of those rows that have the same keys."""
    places = cited(rows.merge(frame[keys]), keys)
    return frame.join(places.rename("sentences"), on=keys).fillna({"sentences": ""})


def log_odds(target: Any, reference: Any, *, prior: Prior = "pooled") -> tuple[Any, Any]:
    """Log-odds of every term in a target against a reference, shrunk towards a prior, and their z.

    δ = ln[(y₁+α)/(n₁+α₀−y₁−α)] − ln[(y₂+α)/(n₂+α₀−y₂−α)]; z = δ/√(1/(y₁+α) + 1/(y₂+α)) (Monroe,
    Colaresi & Quinn 2008, "Fightin' words", equations 16, 20 and 22).

    The counts have the vocabulary, all of it, along the last axis. α is `prior` for each term, or
    with "pooled" its count in target and reference together.

    Returns δ (natural log, above 0: more in the target) and z (δ in standard errors), both NaN
    where one term is all there is. Raises ValueError for a prior that is neither "pooled" nor a
    number above 0.

    >>> log_odds([3, 1], [1, 3], prior=1)[0].round(3).tolist()
    [1.386, -1.386]
    """
    if prior != "pooled" and (isinstance(prior, str) or not 0 < prior < math.inf):
        raise ValueError(f"prior must be 'pooled' or a number above 0, not {prior!r}")
    counts = np.asarray([target, reference], np.float64)
    shrunk = counts + (counts.sum(axis=0) if isinstance(prior, str) else prior)
    with np.errstate(divide="ignore", invalid="ignore"):
        one, two = np.log(shrunk / (shrunk.sum(axis=-1, keepdims=True) - shrunk))
        return one - two, (one - two) / np.sqrt((1 / shrunk).sum(axis=0))


def g2(a: Any, b: Any, a_total: Any, b_total: Any) -> Any:
    """G², the log-likelihood ratio, of a term a times among a_total words and b among b_total.

    0 or more, higher is firmer, summed over the four cells of the 2×2 table (Dunning 1993). Numbers
    or arrays; NaN where both totals are 0.

    >>> round(float(g2(10, 0, 13, 31764)), 2)  # Dunning 1993, p. 72
    167.23
    """
    from scipy.special import rel_entr

    share = np.divide(a + b, a_total + b_total)
    observed = np.array([a, b, a_total - a, b_total - b], np.float64)
    expected = np.array([share * a_total, share * b_total])
    expected = np.concatenate([expected, [a_total - expected[0], b_total - expected[1]]])
    # Rounding alone can leave a tiny negative sum where there is no difference.
    return np.maximum(2 * rel_entr(observed, expected).sum(axis=0), 0.0)


def log_ratio(a: Any, b: Any, a_total: Any, b_total: Any) -> Any:
    """Log₂ of a term's rate in one corpus over its rate in another: +1 is twice as frequent.

    Arguments as in `g2`. Hardie 2014, "Log Ratio: an informal introduction"; 0 is taken as 0.5.

    >>> float(log_ratio(8, 2, 1000, 1000))
    2.0
    """
    one, two = np.where(np.equal(a, 0), 0.5, a), np.where(np.equal(b, 0), 0.5, b)
    return np.log2(np.divide(one, a_total) / np.divide(two, b_total))


def dp(counts: Any, sizes: Any = 1, *, normalised: bool = False) -> float:
    """Gries' deviation of proportions, ½ Σ|vᵢ/f − sᵢ|: 0 as even as the parts, near 1 clumped.

    Gries 2008, "Dispersions and adjusted frequencies in corpora"; `normalised` divides by
    1 − min(s), so that 1 can be reached (Lijffijt & Gries 2012). `counts` are the term's in each
    part, `sizes` those of the parts, which are equal if left out. NaN where the term doesn't occur,
    or with fewer than two parts.

    >>> round(dp([1, 2, 3, 4, 5], [9, 10, 10, 10, 11]), 2)
    0.18
    """
    v, s = np.broadcast_arrays(np.asarray(counts, np.float64), sizes)
    if len(v) < 2 or not v.any():
        return math.nan
    value = float(np.abs(v / v.sum() - s / s.sum()).sum() / 2)
    return value / float(1 - s.min() / s.sum()) if normalised else value


def frequencies(
    corpus: Corpus,
    n: int = 1,
    *,
    by: str = "article_id",
    stopwords: Stopwords = "snowball",
    terms: Sequence[str] | None = None,
    top: int | None = 20,
) -> pd.DataFrame:
    """How often each group uses its terms, the most used first.

    `stopwords` (a list's name, or words) decides what is listed, not what is counted: a run of
    words that begins or ends with one isn't listed. `terms` asks for these alone, those that
    never occur among them. `top` keeps so many of each group (None: all); ties are in alphabetical
    order.

    Returns group, term, frequency, per_thousand (per 1,000 words of the group, stop words among
    them; NaN for a group without words), sentences.

    Raises ValueError for a by, list or n that isn't valid, and for a term that hasn't n words.

    >>> frequencies(corpus, terms=["invasion"])["frequency"].tolist()
    [0, 0, 2, 1, 1]
    """
    if wrong := [term for term in terms or () if len(term.split()) != n]:
        raise ValueError(f"n={n} counts runs of {n}; {wrong[0]!r} has {len(wrong[0].split())}")
    asked = terms and [term.lower().translate(PLAIN) for term in terms]
    groups, runs = _groups(corpus, by), _runs(corpus.tokens, n)
    counted = _counted(runs, groups)
    listed = set(_listed(runs["term"].unique(), _stop(stopwords)))
    rows = []
    for group in groups.unique():
        own = counted[group]
        used = sorted(listed & own.keys(), key=lambda term: (-own[term], term))[:top]
        rows += [(group, term, own[term]) for term in (used if asked is None else asked)]
    frame = pd.DataFrame(rows, columns=["group", "term", "frequency"])
    words = corpus.articles.set_index("article_id")["words"].groupby(groups).sum()
    frame["per_thousand"] = 1000 * frame["frequency"] / frame["group"].map(words)
    return _with_sentences(frame, runs, ["group", "term"])


def keyness(
    corpus: Corpus,
    target: Any,
    reference: Any = "rest",
    *,
    by: str = "article_id",
    n: int = 1,
    stopwords: Stopwords = None,
    prior: Prior = "pooled",
    floor: int = 3,
    top: int | None = 50,
    permutations: int = 0,
    seed: int = 0,
) -> pd.DataFrame:
    """Which terms set a target apart from a reference, those of the target first.

    `target` is a value of `by`; `reference` another, several, or "rest": all others. `stopwords`
    are left out of the comparison: they aren't listed, nor in the vocabulary of the log-odds.
    `prior` is as in `log_odds`. `floor`: what both sides together use less often isn't listed.
    `top` keeps so many, the highest z (None: all). `permutations` asks for p, drawn from `seed`:
    the sentences of both sides are dealt anew so often, as many to the target as it has. That takes
    sentences for draws, which those of one article, read whole, are not.

    Returns term, frequency, reference_frequency, per_thousand, reference_per_thousand (per 1,000
    words of the side, stop words among them), log_odds and z (as `log_odds`), g2 and log_ratio (as
    the functions, stop words among the totals), p (only with permutations: the share of deals in
    which z of any listed term, in standard deviations of that term's z over the deals, comes as far
    from its mean; so for all terms together, Westfall & Young 1993), sentences (of the target).
    No rows where a side has no term.

    Raises ValueError for a by, target, reference, list, prior or n that isn't valid.

    >>> keyness(corpus, "axios", ["daily-bangladesh", "diplomatic-affairs"])["term"][0]
    'putin'
    """
    sides = _sides(_groups(corpus, by), target, reference)
    runs = _runs(corpus.tokens[corpus.tokens["article_id"].isin(sides.index)], n)
    counted = _counted(runs, sides)
    one, two = counted["target"], counted["reference"]
    vocabulary = _listed(sorted(one | two), _stop(stopwords)) if one and two else []
    frame = pd.DataFrame({"term": pd.Series(vocabulary, dtype=str)})
    a = frame["frequency"] = frame["term"].map(one).astype(int)
    b = frame["reference_frequency"] = frame["term"].map(two).astype(int)
    words = corpus.articles.set_index("article_id")["words"].groupby(sides).sum()
    frame["per_thousand"] = 1000 * a / words.get("target", math.nan)
    frame["reference_per_thousand"] = 1000 * b / words.get("reference", math.nan)
    frame["log_odds"], frame["z"] = log_odds(a, b, prior=prior)
    frame["g2"] = g2(a, b, one.N(), two.N())
    frame["log_ratio"] = log_ratio(a, b, one.N(), two.N())
    listed = (a + b >= floor).to_numpy()
    if permutations:
        frame.loc[listed, "p"] = _family_p(runs, frame["term"], listed, prior, permutations, seed)
    frame = frame[listed].sort_values(["z", "term"], ascending=[False, True], ignore_index=True)
    return _with_sentences(frame[:top], runs[runs["group"] == "target"], ["term"])


def _sides(groups: pd.Series, target: Any, reference: Any) -> pd.Series:
    """The side of each article that is compared, by article_id."""
    named = list(reference) if pd.api.types.is_list_like(reference) else [reference]
    others = groups.unique() if named == ["rest"] else named
    among([target, *others], groups.unique().tolist(), "group")
    return groups.map({**dict.fromkeys(others, "reference"), target: "target"}).dropna()


def _family_p(
    runs: pd.DataFrame, terms: pd.Series, listed: Any, prior: Prior, permutations: int, seed: int
) -> Any:
    """p of the listed terms; a run's `group` is its side. Holds a number for each deal and term."""
    sentence = runs.groupby(["article_id", "sentence_id"], sort=False).ngroup().to_numpy()
    member = np.zeros(sentence.max(initial=-1) + 1)
    member[sentence[runs["group"] == "target"]] = 1
    term = pd.Index(terms).get_indexer(pd.Index(runs["term"]))
    sentence, term = sentence[term >= 0], term[term >= 0]
    whole = np.bincount(term, minlength=len(terms))

    rng, deals = np.random.default_rng(seed), []
    for deal in range(permutations + 1):  # what was observed counts as one: the test is exact
        dealt = rng.permutation(member) if deal else member
        first = np.bincount(term, weights=dealt[sentence], minlength=len(terms))
        # A vocabulary of one term has no z, and so nothing that could be far from anything.
        deals.append(np.nan_to_num(log_odds(first, whole - first, prior=prior)[1][listed]))
    z, spread = np.array(deals), np.std(deals, axis=0)
    spread[spread < 1e-9] = math.inf  # a term of every sentence alike
    far = np.abs(z - z.mean(axis=0)) / spread
    largest = np.sort(far.max(axis=1, initial=0))
    return 1 - np.searchsorted(largest, far[0] - 1e-9) / len(largest)


def keyness_choices(
    corpus: Corpus, targets: Sequence[Any], *, top: int = 8, **choices: Any
) -> pd.DataFrame:
    """How z of the words that `keyness` lifts depends on the stop list and the prior.

    Each target is compared with the others; other `choices` are as for `keyness`. Listed are the
    words of z 1.96 or more by any choice, at most `top` of each target: those lifted by most
    choices first.

    Returns group, term, lifted (by how many choices), a column of z for each choice, "snowball,
    pooled" to "no list, 0.01" (NaN where the list has the word), sentences.

    Raises ValueError as `keyness`.

    >>> keyness_choices(corpus, ["axios", "diplomatic-affairs"], top=1)["term"].tolist()
    ['putin', 'negotiations']
    """
    frames: dict[Any, pd.DataFrame] = {}
    for target in targets:
        z = pd.DataFrame()
        for prior, name in product(("pooled", 1, 0.01), (*LISTS, None)):
            other = {**choices, "stopwords": name, "prior": prior, "top": None}
            found = keyness(corpus, target, targets, **other).set_index("term")
            z = z.join(found["z"].rename(f"{name or 'no list'}, {prior}"), how="outer")
        z.insert(0, "lifted", (z >= 1.96).sum(axis=1))
        z["sentences"] = found["sentences"]  # of the last choice, which leaves no word out
        z = z[z["lifted"] > 0].sort_values(["lifted", z.columns[1]], ascending=False)
        frames[target] = z.head(top)
    return pd.DataFrame(pd.concat(frames, names=["group", "term"]).reset_index())


def concordance(
    corpus: Corpus, pattern: str, width: int = 8, *, sort: str = "text"
) -> pd.DataFrame:
    r"""Every place where a word, a phrase or a regular expression stands, with the words around it.

    The pattern matches whole words ("war" isn't found in "toward"; "negotiat\w+" is one way to ask
    for endings) within a sentence, capitals or not; `re.escape("U.S.")` takes a text as it stands.
    `width` is how many words are shown on either side, in other sentences too. `sort` is
    "text" (reading order), "node", or "left" or "right": by the words next to the node, outwards.

    Returns article_id, sentence_id, left, node, right (white space made single), start, end (of the
    node in the article's text). No rows where nothing is found.

    Raises ValueError for a pattern that is no regular expression, another `sort`, or a width below
    0.

    >>> concordance(corpus, "peace talks", width=2)[["left", "right"]].iloc[0].tolist()
    ['round of', 'on Thursday,']
    """
    _least("width", width, 0)
    among(sort, ("text", "left", "node", "right"), "order")
    compiled(pattern)  # so that an error shows the pattern as it was given
    # A word with a hyphen is one word, as everywhere.
    table = pd.DataFrame({"pattern": [rf"(?<![\w-])(?:{pattern.translate(PLAIN)})(?![\w-])"]})
    sentences = corpus.sentences.assign(text=corpus.sentences["text"].str.translate(PLAIN))
    texts, rows = corpus.story.text, []
    for name, number, start, end, _ in find_patterns(sentences, table).itertuples(index=False):
        left = texts[name][:start].rsplit(None, width)[-width:] if width else []
        right = texts[name][end:].split(None, width)[:width]
        parts = left, texts[name][start:end].split(), right
        rows.append((name, number, *map(" ".join, parts), start, end))
    columns = ["article_id", "sentence_id", "left", "node", "right", "start", "end"]
    frame = pd.DataFrame(rows, columns=columns)
    if sort != "text" and rows:
        words = frame[sort].str.lower().str.findall(r"\w+").str[:: -1 if sort == "left" else 1]
        frame = frame.loc[words.map(tuple).sort_values(kind="stable").index]
    return frame.reset_index(drop=True)


def positions(corpus: Corpus, terms: Patterns, *, by: str = "article_id") -> pd.DataFrame:
    """Every place of some terms, for a strip chart.

    `terms` are patterns as in `concordance`, or names with a pattern each ({"war": "wars?"}).

    Returns group, term (its name), position (the share of the article's characters before it, 0 to
    1), the columns of `concordance` (`node` is the term as written) and sentences. Article by
    article, terms in the order given, then reading order.

    Raises ValueError for a pattern or `by` that isn't valid, or without terms.

    >>> positions(corpus, {"peace": "peace"})["position"].round(2).tolist()
    [0.1, 0.03, 0.03, 0.33]
    """
    if not terms:
        raise ValueError("name a term")
    each = [concordance(corpus, p, 0).assign(term=term) for term, p in _named(terms).items()]
    found = ordered(pd.concat(each), "article_id", corpus.story.text)
    found["group"] = found["article_id"].map(_groups(corpus, by))
    found["position"] = found["start"] / found["article_id"].map(corpus.story.text).str.len()
    found["sentences"] = found["article_id"] + ":" + found["sentence_id"].astype(str)
    first = ["group", "term", "position"]
    return found.dropna(subset="group").set_index(first).reset_index()


def _named(terms: Patterns) -> dict[str, str]:
    names = [terms] if isinstance(terms, str) else list(terms)
    return dict(terms) if isinstance(terms, Mapping) else dict(zip(names, names, strict=True))


def dispersion(corpus: Corpus, terms: Patterns, *, by: str = "article_id") -> pd.DataFrame:
    """How evenly some terms are spread over the tenths of the articles.

    `terms` are as in `positions`. The first tenths of a group's articles are one part, and so on.

    Returns group, term, frequency, range (parts that have the term), dp and dp_norm (Gries' DP, see
    `dp`: 0 even, near 1 clumped; NaN for a term that doesn't occur; the fewer occurrences, the less
    it says), sentences.

    Raises ValueError as `positions`.

    >>> dispersion(corpus, ["war"]).query("group == 'axios'")["range"].tolist()
    [4]
    """
    found, keys = positions(corpus, terms, by=by), ["group", "term"]
    table = pd.crosstab([found["group"], found["term"]], (found["position"] * 10).astype(int))
    index = pd.MultiIndex.from_product([_groups(corpus, by).unique(), _named(terms)], names=keys)
    table = table.reindex(index=index, columns=range(10), fill_value=0)
    frame = pd.DataFrame({"frequency": table.sum(axis=1), "range": (table > 0).sum(axis=1)})
    frame["dp"] = [dp(counts) for counts in table.to_numpy()]
    frame["dp_norm"] = [dp(counts, normalised=True) for counts in table.to_numpy()]
    return _with_sentences(frame.reset_index(), found, keys)


def collocations(
    corpus: Corpus, *, floor: int = 3, stopwords: Stopwords = "snowball", top: int | None = 50
) -> pd.DataFrame:
    """Neighbouring words that stand together more often than their frequencies would put them.

    Counted by NLTK's `BigramCollocationFinder`. No pair reaches over punctuation or a sentence's
    end. Pairs seen less often than `floor`, or with a stop word, are left out. `top` keeps so many
    (None: all).

    Returns first, second, term (both), frequency, first_frequency, second_frequency (of either
    word), g2 (0 or more, higher is firmer; see `g2`), log_dice (how much the two keep to each
    other, 14 + log₂(2·both / (first + second)): at most 14, +1 is twice as strong; Rychlý 2008),
    articles (that have the pair), sentences. Highest g2 first.

    Raises ValueError for an unknown list.

    >>> collocations(corpus)["term"][0]
    'two sides'
    """
    words = FreqDist(_runs(corpus.tokens, 1)["term"])
    pairs = _runs(corpus.tokens, 2)
    often = {tuple(p.split()): f for p, f in FreqDist(pairs["term"]).items() if f >= floor}
    finder = BigramCollocationFinder(words, FreqDist(often))
    finder.apply_word_filter(_stop(stopwords).__contains__)
    rows = [(*p, " ".join(p), f, *map(words.get, p)) for p, f in finder.ngram_fd.items()]
    names = ["first", "second", "term", "frequency", "first_frequency", "second_frequency"]
    frame = pd.DataFrame(rows, columns=names)
    both, one, two = frame[names[3:]].to_numpy(np.float64).T
    # In a text of a few words there may be no room for "neither of the two".
    frame["g2"] = g2(both, one - both, two, np.maximum(finder.N - two, one - both))
    frame["log_dice"] = 14 + np.log2(2 * both / (one + two))
    frame = frame.sort_values(["g2", "term"], ascending=[False, True], ignore_index=True)[:top]
    pairs = pairs[pairs["term"].isin(frame["term"])]
    frame["articles"] = frame["term"].map(pairs.groupby("term")["article_id"].nunique())
    return _with_sentences(frame, pairs, ["term"])


def overlap(corpus: Corpus, n: int = 5, *, by: str = "article_id") -> pd.DataFrame:
    """The passages that two groups have word for word in common, each as long as it goes.

    A sign of one agency text or one quoted statement. Passages have at least n words, lie within a
    sentence, and are compared without regard to capitals and punctuation. Of a run of n words that
    stands in more than fifty places, a formula then, the first fifty are paired.

    Returns group, other (where it stands later), words (how many), text (as in group), sentences
    (one of each). The longest first; no rows where nothing is shared.

    Raises ValueError for n below 2 or an unknown `by`.

    >>> int(overlap(corpus)["words"].max())
    9
    """
    _least("n", n, 2)
    groups, texts = _groups(corpus, by), corpus.story.text
    runs = _runs(corpus.tokens, n, marks=False)
    runs = runs[runs.duplicated("term", keep=False) & runs["article_id"].isin(groups.index)].copy()
    runs["place"] = runs["article_id"] + ":" + runs["sentence_id"].astype(str)
    group = runs["group"] = runs["article_id"].map(groups)
    places = runs.groupby("term").groups.values()
    pairs = (pair for each in places for pair in combinations(each[:COPIES], 2))
    shared = {(one, two) for one, two in pairs if group[one] != group[two]}
    rows = []
    for one, two in sorted(shared):
        if (one - 1, two - 1) not in shared:
            more = next(step for step in count(1) if (one + step, two + step) not in shared)
            first, last, other = runs.loc[one], runs.loc[one + more - 1], runs.loc[two]
            text = texts[first["article_id"]][first["start"] : last["end"]]
            both = f"{first['place']} {other['place']}"
            rows.append((first["group"], other["group"], n + more - 1, text, both))
    frame = pd.DataFrame(rows, columns=["group", "other", "words", "text", "sentences"])
    return frame.sort_values("words", ascending=False, kind="stable", ignore_index=True)
