"""Claims as tests: a story's claims.csv says which of these must hold, and for what.

Each test takes a universe of choices, the articles compared (none: all) and its arguments, and
tells whether the claim holds there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd

from analysis import framing, terms, tone
from analysis.corpus import composition
from analysis.multiverse import Claim
from analysis.universe import Universe

Test = Callable[[Universe, list[str], list[str]], bool]


def _pairs(frame: pd.DataFrame) -> set[tuple[str, str]]:
    """Pairs that can be told apart, the higher article first."""
    apart = frame[frame["p_holm"] < 0.05]
    return {
        (first, second) if difference > 0 else (second, first)
        for first, second, difference in apart[["first", "second", "difference"]].to_numpy()
    }


def quotes_nobody(universe: Universe, articles: list[str], arguments: list[str]) -> bool:
    """Only the named articles have no word in quotation marks."""
    quoted = composition(universe.corpus, draws=1).set_index("article_id")["quoted_words"]
    return list(quoted.index[quoted == 0]) == arguments


def more_negative(universe: Universe, articles: list[str], arguments: list[str]) -> bool:
    """By sentence means the first article is below the second, beyond chance."""
    scores = universe.sentence_scores
    chosen = scores[scores["article_id"].isin(articles)] if articles else scores
    pairs = tone.verdict(chosen, measure=universe.lexicon).pairs
    return (arguments[1], arguments[0]) in _pairs(pairs)


def alike_in_voice(universe: Universe, articles: list[str], arguments: list[str]) -> bool:
    """In the named voice no pair of articles can be told apart by tone."""
    scores = universe.voice_scores
    chosen = scores[scores["article_id"].isin(articles)] if articles else scores
    return not _pairs(tone.verdict(chosen, measure=universe.lexicon, voice=arguments[0]).pairs)


def negative_towards(universe: Universe, articles: list[str], arguments: list[str]) -> bool:
    """By hand coding only the articles named after the side are negative towards it."""
    found = tone.side_tone(universe.corpus, sides=arguments[:1], by=universe.coder)
    high = found.set_index("article_id")["high"]
    high = high[articles or list(high.index)]
    return list(high.index[high < 0]) == arguments[1:]


def more_negative_towards(universe: Universe, articles: list[str], arguments: list[str]) -> bool:
    """By hand coding, towards a side, the first article is below the second, beyond chance."""
    chosen = articles or None
    found = tone.side_verdict(
        universe.corpus, side=arguments[0], by=universe.coder, articles=chosen
    )
    return (arguments[2], arguments[1]) in _pairs(found.pairs)


def sides_alike(universe: Universe, articles: list[str], arguments: list[str]) -> bool:
    """In none of the articles the two sides can be told apart in a measure of framing."""
    measure: Any = arguments[0]
    gaps = framing.contrast(universe.corpus, measure).set_index("article_id")["apart"]
    return not gaps[articles or list(gaps.index)].any()


def leans(universe: Universe, articles: list[str], arguments: list[str]) -> bool:
    """Only the named articles have more of the second frame than of the first, or the reverse."""
    between = (arguments[0], arguments[1])
    tilt = framing.contrast(universe.corpus, "frames", between=between).set_index("article_id")
    apart = tilt.loc[articles or list(tilt.index), "apart"].astype(bool)
    return list(apart.index[apart]) == arguments[2:]


def more_words(universe: Universe, articles: list[str], arguments: list[str]) -> bool:
    """The first article has more of a measure (of a side) than each of the others named."""
    measure: Any = arguments[0]
    name, first, *others = arguments[1:]
    name = "" if name == "-" else name
    pairs = framing.article_differences(universe.corpus, measure, name, articles=articles or None)
    return {(first, other) for other in others} <= _pairs(pairs)


def alike_in_share(universe: Universe, articles: list[str], arguments: list[str]) -> bool:
    """No pair of articles can be told apart in a measure (of a side)."""
    measure: Any = arguments[0]
    chosen = articles or None
    return not _pairs(
        framing.article_differences(universe.corpus, measure, arguments[1], articles=chosen)
    )


def lets_speak(universe: Universe, articles: list[str], arguments: list[str]) -> bool:
    """Only the named articles carry words of a side."""
    shares = framing.voice(universe.corpus)
    share = shares[shares["side"] == arguments[0]].set_index("article_id")["estimate"]
    share = share[articles or list(share.index)]
    return list(share.index[share > 0]) == arguments[1:]


def heard_in_all(universe: Universe, articles: list[str], arguments: list[str]) -> bool:
    """Only the named speakers are heard in all the articles."""
    heard = framing.speakers(universe.corpus)
    compared = articles or list(universe.corpus.articles["article_id"])
    rows = heard[heard["article_id"].isin(compared)]
    number = rows.groupby("speaker")["article_id"].nunique()
    return list(number.index[number == len(compared)]) == arguments


def names_it(universe: Universe, articles: list[str], arguments: list[str]) -> bool:
    """By threes: an article, the variants of naming.csv that it uses, those it never uses."""
    counts = framing.naming_counts(universe.corpus)
    uses = counts.pivot_table("count", "variant", "article_id", aggfunc="sum")
    wanted = zip(arguments[::3], arguments[1::3], arguments[2::3], strict=True)
    return all(
        bool((uses.loc[used.split(", "), article] > 0).all())
        and bool((uses.loc[unused.split(", "), article] == 0).all())
        for article, used, unused in wanted
    )


def no_company(universe: Universe, articles: list[str], arguments: list[str]) -> bool:
    """No word keeps company with one side only."""
    return not framing.company(universe.corpus)["kept"].any()


def no_word_leads(universe: Universe, articles: list[str], arguments: list[str]) -> bool:
    """In no article the most used word can be told from the next."""
    return not universe.leads["leads"].any()


def few_beyond_chance(universe: Universe, articles: list[str], arguments: list[str]) -> bool:
    """Fewer than this share of keyness' comparisons are beyond chance."""
    return bool((universe.keyness["p"] < 0.05).mean() < float(arguments[0]))


def sets_apart(universe: Universe, articles: list[str], arguments: list[str]) -> bool:
    """All the terms named after the article set it apart beyond chance."""
    keys = universe.keyness
    beyond = (keys["article_id"] == arguments[0]) & (keys["p"] < 0.05) & (keys["z"] > 0)
    return set(arguments[1:]) <= set(keys.loc[beyond, "term"])


def named_everywhere(universe: Universe, articles: list[str], arguments: list[str]) -> bool:
    """Of key_terms.csv only the named ones occur in all articles."""
    patterns = universe.corpus.story.table("key_terms.csv")
    spread = terms.dispersion(universe.corpus, patterns).set_index("term")
    return list(spread.index[spread["range"] == spread["parts"]]) == arguments


def no_longer_passage(universe: Universe, articles: list[str], arguments: list[str]) -> bool:
    """No passage of more words stands in two articles."""
    return terms.shared_passages(universe.corpus, int(arguments[0]) + 1).empty


def varies_less(universe: Universe, articles: list[str], arguments: list[str]) -> bool:
    """The first article is below each of the others named in MATTR."""
    pairs = _pairs(terms.measure_differences(terms.diversity(universe.corpus), "mattr"))
    return {(other, arguments[0]) for other in arguments[1:]} <= pairs


def alike_in_readability(universe: Universe, articles: list[str], arguments: list[str]) -> bool:
    """No pair of articles can be told apart in a measure of `terms.readability`."""
    frame = terms.readability(universe.corpus)
    return not _pairs(terms.measure_differences(frame, arguments[0]))


# A difference beyond chance, what stands in the text (no test), or no difference beyond chance.
_TESTS: dict[str, tuple[Test, ...]] = {
    "difference": (
        more_negative, negative_towards, more_negative_towards, more_words, leans, sets_apart,
        varies_less,
    ),
    "in the text": (
        quotes_nobody, lets_speak, heard_in_all, names_it, named_everywhere, no_longer_passage,
    ),
    "no difference": (
        alike_in_voice, sides_alike, alike_in_share, no_company, no_word_leads, few_beyond_chance,
        alike_in_readability,
    ),
}  # fmt: skip
TESTS = {test.__name__: (test, kind) for kind, tests in _TESTS.items() for test in tests}


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def claims(table: pd.DataFrame) -> list[Claim]:
    """The claims of a table as claims.csv: claim, notebook, depends, test, articles, arguments.

    `depends`, `articles` and `arguments` are lists parted by ";".

    Raises ValueError for a test there isn't.
    """
    found = []
    for words, notebook, depends, name, articles, arguments in table[
        ["claim", "notebook", "depends", "test", "articles", "arguments"]
    ].itertuples(index=False):
        if name not in TESTS:
            raise ValueError(f"claim {words!r}: no test {name!r}; valid: {', '.join(TESTS)}")
        test, kind = TESTS[name]
        holds = partial(_held, test, _parts(articles), _parts(arguments))
        found.append(Claim(words, notebook, tuple(_parts(depends)), holds, kind))
    return found


def _held(test: Test, articles: list[str], arguments: list[str], universe: Universe) -> bool:
    return test(universe, articles, arguments)
