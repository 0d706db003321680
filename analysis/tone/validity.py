"""How well each measure of tone meets tone coded by reading: the project's coding, and NewsMTSC."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis import stats
from analysis.corpus import Corpus
from analysis.target import signs, towards
from analysis.tone.lexicons import score_texts

LABELS = (-1, 0, 1)
MEASURES = {
    "neutral": "always neutral",
    "polarity": "TextBlob on the sentence",
    "polarity_ablated": "TextBlob without topic words",
    "compound": "VADER on the sentence",
    "compound_ablated": "VADER without topic words",
    "towards": "tone towards the target",
}
NEWSMTSC = Path(__file__).parents[1] / "models" / "newsmtsc_dev.csv"
COLUMNS = ["measure", "name", "alpha", "alpha_low", "alpha_high", "macro_f1", "f1_low", "f1_high",
           "n", "units"]  # fmt: skip

Floats = npt.NDArray[np.float64]


def predict(frame: pd.DataFrame, *, topic_words: list[str] | None = None) -> pd.DataFrame:
    """What each measure says of the tone towards the targets of `frame` (text, start, end).

    Returns, on its index, a column of labels (−1, 0, 1) for each measure, of TextBlob's and VADER's
    scores by `target.signs`; the ablated measures only where topic words are given.
    """
    scores = score_texts(frame["text"].tolist(), topic_words=topic_words).set_index(frame.index)
    chosen = [name for name in MEASURES if name in scores and scores[name].notna().all()]
    found = {name: signs(scores[name], name.removesuffix("_ablated")) for name in chosen}
    labels = pd.DataFrame({"neutral": 0, **found}, index=frame.index)
    labels["towards"] = towards(frame)["label"]
    return labels


def coded_mentions(corpus: Corpus) -> pd.DataFrame:
    """The mentions of gold/tone.csv with their sentences and what each measure says of them.

    Returns the table's columns (start, end and the codings as whole numbers), sentence_id,
    sentence (text), and a column of labels for each measure of `predict`.

    Raises StoryError where the story has no gold/tone.csv.
    """
    gold = corpus.story.table("gold/tone.csv").reset_index(drop=True)
    numbers = [name for name in ("start", "end", "tone", "tone_second") if name in gold]
    gold = gold.astype(dict.fromkeys(numbers, int))
    bounds = corpus.sentences.rename(columns={"text": "sentence", "start": "offset"})
    bounds = bounds[["article_id", "sentence_id", "offset", "sentence"]]
    gold["row"] = range(len(gold))
    gold = pd.merge_asof(
        gold.sort_values("start"), bounds.sort_values("offset"),
        left_on="start", right_on="offset", by="article_id",
    ).sort_values("row", ignore_index=True)  # fmt: skip
    spans = gold[["start", "end"]].sub(gold["offset"], axis=0).assign(text=gold["sentence"])
    table = corpus.story.tables.get("topic_words.csv")
    terms = None if table is None else table["term"].tolist()
    return gold.drop(columns=["row", "offset"]).join(predict(spans, topic_words=terms))


def _cells(truth: pd.Series, said: pd.Series, units: pd.Series) -> Floats:
    """For every unit its table of labels: units × 9."""
    places = (truth + 1) * 3 + said + 1
    rows, _ = pd.factorize(units)
    cells = np.zeros((rows.max() + 1, 9))
    np.add.at(cells, (rows, places.to_numpy()), 1)
    return cells


def ordinal_alpha(cells: Floats) -> Floats:
    """Krippendorff's α (ordinal) of two codings, from tables of 3 × 3 along the last axis."""
    table = cells.reshape(-1, 3, 3)
    pairs = table + table.transpose(0, 2, 1)
    counts = pairs.sum(axis=2)
    ranks = np.cumsum(counts, axis=1) - counts / 2
    distance = (ranks[:, :, np.newaxis] - ranks[:, np.newaxis, :]) ** 2
    chance = counts[:, :, np.newaxis] * counts[:, np.newaxis, :] * distance
    chance = chance.sum(axis=(1, 2)) / (counts.sum(axis=1) - 1)
    seen = (pairs * distance).sum(axis=(1, 2))
    share = np.divide(seen, chance, out=np.full(len(table), np.nan), where=chance > 0)
    return np.asarray(1 - share)


def _macro_f1(cells: Floats) -> Floats:
    table = cells.reshape(-1, 3, 3)
    hits = np.diagonal(table, axis1=1, axis2=2)
    both = table.sum(axis=1) + table.sum(axis=2)
    share = np.divide(2 * hits, both, out=np.full(hits.shape, np.nan), where=both > 0)
    return np.asarray(np.nanmean(share, axis=1))


def agreement(
    labels: pd.DataFrame,
    truth: pd.Series,
    units: pd.Series,
    *,
    names: Mapping[str, str] = MEASURES,
    draws: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """How well each column of labels (−1, 0, 1) meets the true labels.

    Labels of one unit (a sentence) are drawn together, since they aren't independent.

    Returns, a row per column: measure, name, alpha (Krippendorff's, ordinal: 1 perfect, 0 chance),
    alpha_low, alpha_high, macro_f1 (0 to 1), f1_low, f1_high (95% bootstrap), n (labels), units.
    """
    rows = []
    for measure in labels:
        cells = _cells(truth, labels[measure], units)
        total = cells.sum(axis=0, keepdims=True)
        drawn = stats.resampled_sums(cells, draws=draws, seed=seed)
        ends = [np.nanpercentile(f(drawn), [2.5, 97.5]) for f in (ordinal_alpha, _macro_f1)]
        alpha, f1 = (float(f(total)[0]) for f in (ordinal_alpha, _macro_f1))
        name = names.get(str(measure), str(measure))
        rows.append((measure, name, alpha, *ends[0], f1, *ends[1], len(truth), len(cells)))
    return pd.DataFrame(rows, columns=COLUMNS)


def validity(corpus: Corpus, *, draws: int = 2000, seed: int = 0) -> pd.DataFrame:
    """Every measure against the first coder of gold/tone.csv, and what a second coder reaches.

    Returns the columns of `agreement`, a row per measure and, where the table has tone_second, one
    for the second coder. Measures weren't tuned on these sentences.

    Raises StoryError where the story has no gold/tone.csv.
    """
    coded = coded_mentions(corpus)
    chosen = [name for name in (*MEASURES, "tone_second") if name in coded]
    units = coded["article_id"] + " " + coded["sentence_id"].astype(str)
    names = {**MEASURES, "tone_second": "a second coder"}
    return agreement(coded[chosen], coded["tone"], units, names=names, draws=draws, seed=seed)


def f1_gains(
    corpus: Corpus, measure: str = "towards", *, draws: int = 2000, seed: int = 0
) -> pd.DataFrame:
    """How far a measure's macro-F1 on gold/tone.csv lies above each other measure's.

    Both are scored on the same draw of sentences, so the interval is that of the difference.

    Returns, a row per other measure: measure, name, difference (of macro-F1, above 0: `measure`
    does better), low, high (95% bootstrap), n (mentions), units (sentences).

    Raises ValueError for a measure that there isn't; StoryError without gold/tone.csv.
    """
    coded = coded_mentions(corpus)
    chosen = [name for name in MEASURES if name in coded]
    if measure not in chosen:
        raise ValueError(f"no measure {measure!r}; valid: {', '.join(chosen)}")
    units = coded["article_id"] + " " + coded["sentence_id"].astype(str)
    cells = {name: _cells(coded["tone"], coded[name], units) for name in chosen}
    drawn = {
        name: _macro_f1(stats.resampled_sums(table, draws=draws, seed=seed))
        for name, table in cells.items()
    }
    whole = {name: _macro_f1(table.sum(axis=0, keepdims=True))[0] for name, table in cells.items()}
    rows = [
        (name, MEASURES[name], whole[measure] - whole[name],
         *np.percentile(drawn[measure] - drawn[name], [2.5, 97.5]), len(coded), units.nunique())
        for name in chosen if name != measure
    ]  # fmt: skip
    names = ["measure", "name", "difference", "low", "high", "n", "units"]
    return pd.DataFrame(rows, columns=names)


def human_labels() -> pd.DataFrame:
    """The same figures on the human labels of NewsMTSC's dev part (783 targets in news sentences).

    Made by `python benchmarks/newsmtsc.py DEV`. The model of tone towards a target was chosen on
    these rows, so that its figure is a little too good; the other measures never saw them.

    Source: Hamborg & Donnay, EACL 2021. Returns the columns of `agreement`.
    """
    return pd.read_csv(NEWSMTSC)
