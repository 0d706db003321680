"""Coders who filled in the same sheets: how far they agree, and the gold tables that they make."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pandas as pd

from analysis import agreement
from analysis.corpus import SPAN, Corpus
from analysis.coverage import STATUSES, TOLD
from analysis.files import write_whole
from analysis.intake import as_csv, text_of, within
from analysis.sheets import KINDS, Codings, folder_of, for_spreadsheet, table, units
from analysis.story import Fault, StoryError, read_rows

UNMARKED = "unmarked"
PASSES = ("second", "third", "fourth", "fifth")  # columns of further coders: tone_second …


def labels(corpus: Corpus, kind: str, codings: Codings) -> dict[str, pd.DataFrame]:
    """What coders said of each unit, by what was asked; a column for each coder.

    For tone: tone and voice. For facts: the status, of several the strongest, and whether the fact
    is told. For quotes and acts, of every word: the kind of the quotation or the side of the doer,
    of several passages that of the shortest, and whether it is marked at all; the index is the
    word's sentence.
    """
    compared = KINDS[kind]["compared"]
    if KINDS[kind]["unit"] == "sentence":
        words = _words(corpus, codings, compared[0])
        return {"word marked": words != UNMARKED, f"{compared[0]} of the word": words}
    ranks = {status: rank for rank, status in enumerate(STATUSES)}
    frames = {what: pd.DataFrame() for what in compared}
    for (name, coded), what in product(codings.items(), compared):
        ranked = coded.sort_values(what, key=lambda said: said.map(ranks), kind="stable")
        frames[what][name] = ranked.drop_duplicates("unit").set_index("unit")[what]
    return frames if kind == "tone" else {"told": frames["status"].isin(TOLD), **frames}


def _words(corpus: Corpus, codings: Codings, label: str) -> pd.DataFrame:
    """The label of every word of the articles coded, by sentence and coder."""
    coded = set(pd.concat([rows["article_id"] for rows in codings.values()]))
    words = corpus.tokens[corpus.tokens["is_word"] & corpus.tokens["article_id"].isin(coded)]
    # All articles on one line of characters, so that a passage is a slice of the words.
    sizes = pd.Series({name: len(text) + 1 for name, text in corpus.story.text.items()})
    offset = sizes.cumsum() - sizes
    starts = (words["start"] + words["article_id"].map(offset)).to_numpy()
    unit = "sentence " + words["article_id"] + ":" + words["sentence_id"].astype(str)
    told = {}
    for coder, rows in codings.items():
        told[coder] = np.full(len(words), UNMARKED, dtype=object)
        marked = rows[rows["start"] >= 0].assign(length=rows["start"] - rows["end"])
        longest = marked.sort_values(["length", label])  # by label: the same for all coders
        for name, start, end, said in longest[[*SPAN, label]].to_numpy():
            low, high = np.searchsorted(starts, [start + offset[name], end + offset[name]])
            told[coder][low:high] = said or "no side"
    return pd.DataFrame(told, index=pd.Index(unit, name="unit"))


def alpha_interval(
    told: pd.DataFrame, *, level: agreement.Level = "nominal", draws: int = 1000, seed: int = 0
) -> tuple[float, float, float]:
    """Krippendorff's α, and its 95% interval when units are drawn anew, with replacement.

    Rows that share an index, such as the words of a sentence, are drawn together. Every coder has
    labelled every row, and what `agreement.alpha` finds from pairs of labels is found from their
    coincidences (Krippendorff 2019, chapter 12), at once for all draws. NaN where α is not defined:
    all labels are one.
    """
    values = sorted(pd.unique(told.to_numpy().ravel()))
    counts = np.stack([(told == value).sum(axis=1) for value in values], axis=1)
    same = np.eye(len(values))
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * same
    by_unit = pd.DataFrame(pairs.reshape(len(told), -1)).groupby(told.index.to_numpy()).sum()
    size = len(by_unit)
    weights = np.random.default_rng(seed).multinomial(size, np.full(size, 1 / size), size=draws)
    weights = np.vstack([np.ones(size), weights])
    found = (weights @ by_unit.to_numpy()).reshape(-1, *same.shape) / (told.shape[1] - 1)
    margins = found.sum(axis=2)
    ranks = margins.cumsum(axis=1) - margins / 2
    apart = (ranks[:, :, None] - ranks[:, None, :]) ** 2 if level == "ordinal" else 1 - same
    observed = (found * apart).sum(axis=(1, 2))
    expected = (margins[:, :, None] * margins[:, None, :] * apart).sum(axis=(1, 2))
    expected[expected == 0] = np.nan
    alphas = 1 - (margins.sum(axis=1) - 1) * observed / expected
    low, high = pd.Series(alphas[1:]).quantile([0.025, 0.975])
    return float(alphas[0]), float(low), float(high)


def reliability(corpus: Corpus, kind: str, codings: Codings) -> pd.DataFrame:
    """How far two or more coders agree.

    Returns what, n (units or words), alpha (Krippendorff's, ordinal for tone, else nominal: 1
    perfect, 0 chance; NaN where all gave one label), low, high (its 95% interval, units drawn
    anew), agree (share of pairs of labels that are the same, 0 to 1). For quotes and acts the last
    row has, as agree, the F1 of the passages that begin and end at the same characters; n is how
    many there are in all.
    """
    rows: list[tuple[object, ...]] = []
    for what, told in labels(corpus, kind, codings).items():
        agree = np.mean([(told[one] == told[two]).mean() for one, two in combinations(told, 2)])
        level: agreement.Level = "ordinal" if what == "tone" else "nominal"
        rows.append((what, len(told), *alpha_interval(told, level=level), agree))
    if KINDS[kind]["unit"] == "sentence":
        marked = [coded.loc[coded["start"] >= 0, SPAN] for coded in codings.values()]
        spans = [set(passages.itertuples(index=False, name=None)) for passages in marked]
        f1s = [2 * len(a & b) / max(len(a) + len(b), 1) for a, b in combinations(spans, 2)]
        rows.append(("same passage (F1)", len(set().union(*spans)), *[np.nan] * 3, np.mean(f1s)))
    return pd.DataFrame(rows, columns=["what", "n", "alpha", "low", "high", "agree"])


def disagreements(corpus: Corpus, kind: str, codings: Codings) -> pd.DataFrame:
    """The units of which coders said different things, with what each said.

    Returns unit, the columns that the coders read, and a column for each coder.
    """
    frames = labels(corpus, kind, codings).values()
    differ = pd.concat([told.ne(told.iloc[:, 0], axis=0).any(axis=1) for told in frames])
    spec, found = KINDS[kind], units(corpus, kind)
    apart: pd.DataFrame = found[found.index.isin(differ.index[differ])][spec["shown"]]
    for name, coded in codings.items():
        said = coded[spec["filled"]].agg(lambda row: " | ".join(filter(None, row)), axis=1)
        apart = apart.join(said.groupby(coded["unit"]).agg("\n".join).rename(name))
    return apart.fillna("").reset_index(names="unit")


def report(corpus: Corpus, kind: str, codings: Codings) -> list[str]:
    """Lines that tell how far coders agree; what they said differently goes into FOLDER/sheets."""
    if len(codings) < 2:
        return [f"{kind}: one coder, {', '.join(codings)}, and so no agreement"]
    path = within(folder_of(corpus).parent, "sheets") / f"{kind}-disagreements.csv"
    apart = disagreements(corpus, kind, codings)
    write_whole(path, for_spreadsheet(apart))
    lines = [f"{kind}, coded by {', '.join(codings)}; alpha is Krippendorff's: 1 perfect, 0 chance"]
    lines.append(reliability(corpus, kind, codings).round(3).to_string(index=False, na_rep=""))
    for what, told in labels(corpus, kind, codings).items():
        for one, two in combinations(told, 2):
            counts = pd.crosstab(told[one].to_numpy(), told[two].to_numpy())
            lines += ["", f"{what}: {one} in rows, {two} in columns"]
            lines.append(counts.rename_axis(index=None, columns=None).to_string())
    lines += ["", f"{path}: {len(apart)} units of which they said different things"]
    return "\n".join(lines).split("\n")


def gold(kind: str, codings: Codings) -> dict[str, pd.DataFrame]:
    """The gold tables that sheets make, by file name, in reading order.

    They hold what the first coder marked. The tone of further coders stands in columns of its own
    ("tone_second"), and the second coding of facts in gold/coding.csv; of quotations and acts there
    is no place for a second coding but its sheet.
    """
    name = KINDS[kind]["table"]
    first, *others = codings.values()
    tables = {name: table(first, kind)}
    if kind == "tone":
        for ordinal, other in zip(PASSES, others, strict=False):
            tone = first["unit"].map(other.set_index("unit")["tone"])
            tables[name] = tables[name].assign(**{f"tone_{ordinal}": tone})
    elif kind == "facts" and others:
        tables["gold/coding.csv"] = table(others[0], kind)
    return tables


def save(corpus: Corpus, tables: dict[str, pd.DataFrame]) -> list[str]:
    """Write gold tables into the story's folder, each of them whole; returns a line for each.

    Raises StoryError, before anything is written, where one is there already and has other rows.
    """
    folder = folder_of(corpus).parent
    files = {folder / name: as_csv(frame).encode() for name, frame in tables.items()}
    there = [path for path in files if path.exists() and path.read_bytes() != files[path]]
    # A table without rows, as a new folder has it, counts as none.
    if taken := [path for path in there if any(read_rows(text_of(path), path.name)[1:])]:
        problem = "is there already with other rows; move it away first"
        raise StoryError([Fault(str(path), problem) for path in taken])
    for path, content in files.items():
        within(folder, str(path.parent.relative_to(folder)))
        write_whole(path, content)
    return [f"{path}: written" for path in files]
