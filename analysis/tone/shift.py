"""Word shift: which words make the difference in tone between two articles."""

import pandas as pd

from analysis.corpus import Corpus
from analysis.tone.lexicons import valences

SHIFT_COLUMNS = [
    "term", "valence", "first_per_thousand", "second_per_thousand", "contribution", "kind",
    "first_sentence_ids", "second_sentence_ids",
]  # fmt: skip
KINDS = {
    (True, True): "positive word, more of it",
    (True, False): "positive word, less of it",
    (False, True): "negative word, more of it",
    (False, False): "negative word, less of it",
}


def _use(corpus: Corpus, article_id: str) -> pd.DataFrame:
    """Each term of an article: how often per 1,000 words, and in which sentences."""
    tokens = corpus.tokens
    words = tokens[tokens["is_word"] & (tokens["article_id"] == article_id)]
    if words.empty:
        valid = ", ".join(corpus.articles["article_id"])
        raise ValueError(f"no article {article_id!r}; valid: {valid}")
    grouped = words.groupby("term")["sentence_id"]
    ids = grouped.agg(lambda numbers: " ".join(map(str, dict.fromkeys(numbers))))
    return pd.DataFrame({"rate": grouped.size() * 1000 / len(words), "ids": ids})


def word_shift(corpus: Corpus, first: str, second: str, *, lexicon: str = "vader") -> pd.DataFrame:
    """What each word of a lexicon adds to the difference in mean valence, second less first.

    With p the share of a word among an article's words and v its valence, a word adds
    (p₂ − p₁) × v: the basic shift of Gallagher et al. 2021, *EPJ Data Science* 10:4, with the
    scale's middle, 0, as reference. Valence is the lexicon's own: no rules of negation or degree.
    The contributions add up to the difference of the articles' mean valence.

    Returns, the largest contribution first: term, valence (VADER −4 to 4, TextBlob −1 to 1),
    first_per_thousand, second_per_thousand (per 1,000 words of each article), contribution
    (valence per 1,000 words; above 0 it makes the second article the more positive), kind (a
    positive or negative word, more or less of it in the second), first_sentence_ids,
    second_sentence_ids.

    Raises ValueError for an article or lexicon that isn't there.
    """
    valence = valences(lexicon)
    uses = [
        _use(corpus, article_id).add_suffix(f"_{n}") for n, article_id in ((1, first), (2, second))
    ]
    both = pd.concat(uses, axis=1).sort_index()
    frame = pd.DataFrame(
        {
            "term": both.index,
            "valence": [valence.get(str(term), 0.0) for term in both.index],
            "first_per_thousand": both["rate_1"].fillna(0).to_numpy(),
            "second_per_thousand": both["rate_2"].fillna(0).to_numpy(),
            "first_sentence_ids": both["ids_1"].fillna("").to_numpy(),
            "second_sentence_ids": both["ids_2"].fillna("").to_numpy(),
        }
    )
    more = frame["second_per_thousand"] - frame["first_per_thousand"]
    frame["contribution"] = more * frame["valence"]
    frame["kind"] = [
        KINDS[positive, grown]
        for positive, grown in zip(frame["valence"] > 0, more > 0, strict=True)
    ]
    frame = frame[frame["contribution"] != 0]
    order = frame["contribution"].abs().sort_values(ascending=False, kind="stable").index
    return frame.loc[order, SHIFT_COLUMNS].reset_index(drop=True)
