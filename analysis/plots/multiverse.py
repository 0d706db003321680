"""The chart of the multiverse: in how many worlds each claim holds, and what breaks it."""

from textwrap import wrap

import pandas as pd
from matplotlib.figure import Figure

from analysis.charts import FAINT, INK, SOFT, bare, figure

HEADINGS = {
    "difference": "Differences beyond chance",
    "in the text": "What stands in the text: counted, not tested",
    "no difference": "No difference beyond chance: short texts make these hard to break",
}

# Length of the bars, and characters in a line of the claims and of what breaks them.
BAR, WORDS, BREAKS = 0.75, 62, 43


def claims_by_worlds(frame: pd.DataFrame, *, title: str, subtitle: str, source: str) -> Figure:
    """A bar per claim: the share of worlds in which it holds, and beside it what breaks it.

    `frame` has claim, kind, worlds, held, share (0 to 1) and breaks, as `survival` returns it.
    """
    lines: list[tuple[str, pd.Series | None]] = []
    for kind, part in frame.groupby("kind", sort=False):
        lines.append((HEADINGS.get(str(kind), str(kind)), None))
        lines += [(str(row["claim"]), row) for _, row in part.iterrows()]
    tall = [1.5 if row is None else _lines(words, row) for words, row in lines]
    page, axes = figure(title, subtitle=subtitle, source=source, height=0.158 * sum(tall) + 1.2)
    place = 0.0
    for (words, row), height in zip(lines, tall, strict=True):
        middle = place + height / 2
        place += height
        if row is None:
            axes.text(-2.75, middle + 0.15, words, fontsize=9, fontweight="semibold", color=INK,
                      va="center")  # fmt: skip
            continue
        axes.text(-0.05, middle, "\n".join(wrap(words, WORDS)), fontsize=8.5, color=INK, ha="right",
                  va="center", linespacing=1.05)  # fmt: skip
        axes.barh(middle, BAR, height=0.85, color=FAINT)
        colour = INK if row["share"] == 1 else SOFT
        axes.barh(middle, BAR * row["share"], height=0.85, color=colour)
        axes.text(BAR + 0.03, middle, f"{row['held']} of {row['worlds']}", fontsize=8.5, color=INK,
                  va="center")  # fmt: skip
        axes.text(1.25, middle, "\n".join(wrap(row["breaks"], BREAKS)), fontsize=8, color=SOFT,
                  va="center", linespacing=1.05)  # fmt: skip
        axes.axhline(place, color=FAINT, linewidth=0.5, zorder=0)
    for x, words in (
        (0.0, "worlds in which it holds"),
        (1.25, "what breaks it: share of worlds left"),
    ):
        axes.text(x, 0.85, words, fontsize=8.5, color=SOFT, va="center")
    axes.set_xlim(-2.75, 2.95)
    axes.set_ylim(place, 0)
    axes.set_xticks([])
    axes.set_yticks([])
    bare(axes)
    return page


def _lines(words: str, row: pd.Series) -> float:
    """Height of a row in lines of text, with the space around it."""
    return max(len(wrap(words, WORDS)), len(wrap(row["breaks"], BREAKS)), 1) + 0.4
