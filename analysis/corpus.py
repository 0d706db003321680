"""`load_corpus`: a story folder as frames, each row with the offsets that lead back to the text."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from analysis import actors, speech, stats, text
from analysis.story import Story, read_story

ARTICLE_COLUMNS = [
    "article_id",
    "outlet",
    "country",
    "published",
    "title",
    "byline",
    "url",
    "text",
    "words",
]


@dataclass(frozen=True)
class Corpus:
    """The frames of a story, each in reading order and made when it is first asked for.

    articles   article_id, outlet, country, published, title, byline, url, text, words
    removed    article_id, start, end, kind, text; offsets into the raw file
    sentences  article_id, sentence_id, start, end, text, kind ("prose" or "heading")
    tokens     article_id, sentence_id, start, end, text, term (lower case), is_word
    mentions   article_id, sentence_id, start, end, text, actor, side
    quotes     article_id, sentence_id, start, end, text, kind, speaker, side, cue

    But for `removed`, offsets are into `articles.text`, end exclusive. `mentions` raises StoryError
    where the folder has no actors.csv; `quotes` then names no speaker's side.
    """

    story: Story

    def __repr__(self) -> str:
        texts = len(self.story.text)
        return f"<Corpus of {texts} article{'s' * (texts != 1)} from {self.story.folder.name}>"

    @cached_property
    def articles(self) -> pd.DataFrame:
        frame = self.story.table("articles.csv").reset_index(drop=True)
        frame["published"] = pd.to_datetime(frame["published"]).astype("datetime64[s]")
        frame["text"] = frame["article_id"].map(self.story.text)
        words = self.tokens.groupby("article_id")["is_word"].sum()
        frame["words"] = frame["article_id"].map(words).astype(int)
        return frame[ARTICLE_COLUMNS]

    @property
    def removed(self) -> pd.DataFrame:
        return self.story.removed

    @cached_property
    def sentences(self) -> pd.DataFrame:
        texts = self.story.table("articles.csv")[["article_id"]]
        return text.sentences(texts.assign(text=texts["article_id"].map(self.story.text)))

    @cached_property
    def tokens(self) -> pd.DataFrame:
        return text.tokens(self.sentences)

    @cached_property
    def mentions(self) -> pd.DataFrame:
        return actors.mentions(self.sentences, self.story.table("actors.csv"))

    @cached_property
    def quotes(self) -> pd.DataFrame:
        aliases = self.story.tables.get("actors.csv")
        named = None if aliases is None else self.mentions
        return speech.quotes(self.articles, self.sentences, named, aliases)

    @property
    def sides(self) -> list[str]:
        """The sides in the order of actors.csv."""
        return actors.side_order(self.story.table("actors.csv"))

    def outlet(self, article_id: pd.Series) -> pd.Series:
        """The outlet of each article id."""
        return article_id.map(self.articles.set_index("article_id")["outlet"])


def load_corpus(folder: str | Path = "seeds") -> Corpus:
    """Read a story folder into frames.

    A relative folder is looked up in the working directory, then where the project lies, so that
    notebooks run from any directory.

    Raises StoryError, whose message has one line for each fault, naming file, row and column.
    """
    return Corpus(read_story(folder))


def audit(corpus: Corpus) -> pd.DataFrame:
    """What was kept of each article's file and what was cut.

    Returns, a row per article: article_id, outlet, raw (characters in the file), kept, removed
    (characters), words_kept, words_removed, kinds (what was cut, in words), exact (True where the
    kept and the removed spans together are the raw file).
    """
    rows = []
    outlets = dict(zip(corpus.articles["article_id"], corpus.articles["outlet"], strict=True))
    for article_id, raw in corpus.story.raw.items():
        cut = corpus.removed[corpus.removed["article_id"] == article_id]
        edges = [0, *cut[["start", "end"]].to_numpy().ravel().tolist(), len(raw)]
        kept = "".join(raw[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))
        pieces = cut["text"].tolist()
        kinds = cut.loc[cut["kind"] != "white space", "kind"].value_counts(sort=False)
        rows.append(
            {
                "article_id": article_id,
                "outlet": outlets[article_id],
                "raw": len(raw),
                "kept": len(kept),
                "removed": sum(map(len, pieces)),
                "words_kept": sum(word for _, _, word in text.token_spans(kept)),
                "words_removed": sum(
                    word for piece in pieces for _, _, word in text.token_spans(piece)
                ),
                "kinds": ", ".join(
                    str(kind) if count == 1 else f"{count} {kind}s" for kind, count in kinds.items()
                ),
                "exact": kept == corpus.story.text[article_id]
                and edges == sorted(edges)
                and all(raw[a:b] == p for a, b, p in cut[["start", "end", "text"]].to_numpy()),
            }
        )
    return pd.DataFrame(rows)


def inside(spans: pd.DataFrame, covers: pd.DataFrame) -> pd.Series:
    """Whether each span starts inside any of the covering spans of its article.

    Both have article_id, start, end. Returns booleans on the index of `spans`.
    """
    result = pd.Series(False, index=spans.index)
    for article_id, cover in covers.groupby("article_id", sort=False):
        own = spans["article_id"] == article_id
        starts = spans.loc[own, "start"].to_numpy()
        order = cover.sort_values("start", kind="stable")
        # The furthest end of any cover that starts at or before the span.
        reach = np.maximum.accumulate(order["end"].to_numpy())
        place = np.searchsorted(order["start"].to_numpy(), starts, side="right") - 1
        result.loc[own] = (place >= 0) & (reach[place] > starts)
    return result


def composition(corpus: Corpus, *, draws: int = 2000, seed: int = 0) -> pd.DataFrame:
    """How much text each article has, and how much of it stands in quotation marks.

    Returns, a row per article: article_id, outlet, sentences (prose), headings, words,
    quoted_words, estimate (quoted words as a share of words, 0 to 1), low, high (95% sentence
    bootstrap), sentence_ids (those with quoted words).
    """
    words = corpus.tokens[corpus.tokens["is_word"]].copy()
    direct = corpus.quotes[corpus.quotes["kind"] != "indirect"]
    words["quoted"] = inside(words, direct)
    keys = ["article_id", "sentence_id"]
    counts = words.groupby(keys, sort=False)["quoted"].agg(["size", "sum"]).reset_index()
    shares = stats.bootstrap_means(
        counts["sum"],
        counts["article_id"],
        denominator=counts["size"],
        expected=corpus.articles["article_id"],
        draws=draws,
        seed=seed,
    )
    kinds = corpus.sentences.groupby("article_id")["kind"]
    result = corpus.articles[["article_id", "outlet"]].merge(
        shares.rename(columns={"group": "article_id"}).drop(columns="n")
    )
    totals = counts.groupby("article_id")[["size", "sum"]].sum()
    quoted = counts[counts["sum"] > 0].groupby("article_id")["sentence_id"]
    ids = quoted.agg(lambda numbers: " ".join(map(str, numbers))).to_dict()
    result["sentences"] = result["article_id"].map(kinds.agg(lambda k: (k == "prose").sum()))
    result["headings"] = result["article_id"].map(kinds.agg(lambda k: (k == "heading").sum()))
    result["words"] = result["article_id"].map(totals["size"])
    result["quoted_words"] = result["article_id"].map(totals["sum"])
    result["sentence_ids"] = [ids.get(article_id, "") for article_id in result["article_id"]]
    columns = ["article_id", "outlet", "sentences", "headings", "words", "quoted_words"]
    return result[[*columns, "estimate", "low", "high", "sentence_ids"]]
