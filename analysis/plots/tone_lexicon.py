"""Charts of what a lexicon does: saturation, word shifts, ranks by the choice of lexicon."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from analysis.charts import FAINT, INK, SOFT, bare, figure, outlet_colours, outlet_markers

LEADER = {"arrowstyle": "-", "color": FAINT, "relpos": (0, 0.5)}
WHITE = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
PUSHES = {"positive word": "#BDBDBD", "negative word": "#3A3A3A"}


def saturation(
    running: pd.DataFrame, *, order: Sequence[str], title: str, subtitle: str, source: str
) -> Figure:
    """VADER's score of an article read so far (outlet, sentences, whole), a line per article."""
    height = max(3.5, 0.2 * running["outlet"].nunique() + 1.6)
    page, axes = figure(title, subtitle=subtitle, source=source, height=height)
    colours, markers = outlet_colours(order), outlet_markers(order)
    for outlet, line in running.groupby("outlet", sort=False):
        style = {"color": colours[str(outlet)], "marker": markers[str(outlet)]}
        axes.plot(line["sentences"], line["whole"], markersize=3, linewidth=1.2, **style)
    ends = running.groupby("outlet", sort=False).tail(1).sort_values("whole")
    heights = ends["whole"].to_numpy().copy()
    for place in range(1, len(heights)):  # names one above the other
        heights[place] = max(heights[place], heights[place - 1] + 0.17)
    ceiling = 1.05
    for place in reversed(range(len(heights))):
        ceiling = heights[place] = min(heights[place], ceiling)
        ceiling -= 0.17
    if heights.min(initial=0) < -1.1:
        heights = np.linspace(-1.05, 1.05, len(heights))
    last = running["sentences"].max()
    for (_, row), height in zip(ends.iterrows(), heights, strict=True):
        axes.annotate(f"{row['outlet']} {row['whole']:+.2f}".replace("-", "−"),
                      (row["sentences"], row["whole"]), (last + 1.2, height), va="center",
                      color=INK, arrowprops=LEADER)  # fmt: skip
    axes.axhline(0, color=FAINT, linewidth=1.2, zorder=0)
    axes.set_xlim(0.5, last * 1.42)
    axes.set_xticks([1, *range(5, int(last) + 1, 5)])
    axes.set_ylim(-1.15, 1.15)
    axes.set_xlabel("sentences read so far")
    axes.set_ylabel("VADER, −1 to +1")
    bare(axes, keep="bottom left")
    return page


def word_shift(
    shift: pd.DataFrame,
    *,
    first: str,
    second: str,
    top: int = 16,
    title: str,
    subtitle: str,
    source: str,
) -> Figure:
    """The words that make the difference between two articles, as `tone.word_shift` gives them."""
    shown = shift.head(top)
    page, axes = figure(title, subtitle=subtitle, source=source, height=0.235 * len(shown) + 1.9)
    values = shown["contribution"].to_numpy()
    colours = [PUSHES[kind.split(",")[0]] for kind in shown["kind"]]
    axes.barh(range(len(shown)), values, color=colours, height=0.72)
    for row, (term, value, kind, one, two) in enumerate(
        shown[["term", "contribution", "kind", "first_per_thousand", "second_per_thousand"]]
        .itertuples(index=False)
    ):  # fmt: skip
        arrow = "↑" if "more" in kind else "↓"
        side = {"ha": "left" if value > 0 else "right", "va": "center"}
        axes.annotate(f"{term} {arrow}", (value, row), (4 if value > 0 else -4, 0), fontsize=9,
                      textcoords="offset points", **side)  # fmt: skip
        axes.annotate(f"{one:.1f} → {two:.1f}", (0, row), (-4 if value > 0 else 4, 0), fontsize=8,
                      textcoords="offset points", color=SOFT, va="center",
                      ha="right" if value > 0 else "left")  # fmt: skip
    reach = float(np.abs(values).max(initial=1))
    axes.set_xlim(
        -max(reach * 0.4, -values.min(initial=0) * 1.22),
        max(reach * 0.4, values.max(initial=0) * 1.22) + reach * 0.2,
    )
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.set_yticks([])
    axes.axvline(0, color=INK, linewidth=0.6)
    axes.set_xlabel(f"← {second} more negative     {second} more positive →")
    patches = [Patch(color=colour, label=name) for name, colour in PUSHES.items()]
    axes.legend(handles=patches, loc="lower right", fontsize=8.5,
                title=f"↑ more, ↓ less of it in {second}", title_fontsize=8.5)  # fmt: skip
    bare(axes, keep="bottom")
    return page


def choices(
    ranks: pd.DataFrame, *, order: Sequence[str], title: str, subtitle: str, source: str
) -> Figure:
    """The rank of each article under each choice (outlet, choice, mean, rank), lines between."""
    columns = list(dict.fromkeys(ranks["choice"]))
    colours, markers = outlet_colours(order), outlet_markers(order)
    outlets = list(dict.fromkeys(ranks["outlet"]))
    page, axes = figure(title, subtitle=subtitle, source=source, height=0.55 * len(outlets) + 1.5)
    for outlet in outlets:
        line = ranks[ranks["outlet"] == outlet].set_index("choice")["rank"].reindex(columns)
        tones = ranks[ranks["outlet"] == outlet].set_index("choice")["mean"].reindex(columns)
        axes.plot(range(len(columns)), line, color=colours[outlet], linewidth=2)
        axes.plot(range(len(columns)), line, marker=markers[outlet], linestyle="",
                  color=colours[outlet], markersize=8)  # fmt: skip
        for place, (rank, mean) in enumerate(zip(line, tones, strict=True)):
            if not np.isnan(rank):
                words = f"{mean:+.2f}".replace("-", "−")
                axes.annotate(words, (place, rank), (0, 7), textcoords="offset points", color=INK,
                              ha="center", va="bottom", fontsize=8.5, bbox=WHITE)  # fmt: skip
        if not np.isnan(line.iloc[0]):
            axes.annotate(outlet, (0, line.iloc[0]), (-14, 0), textcoords="offset points",
                          ha="right", va="center", fontweight="semibold", fontsize=9.5)  # fmt: skip
        if not np.isnan(line.iloc[-1]):
            axes.annotate(outlet, (len(columns) - 1, line.iloc[-1]), (14, 0), ha="left",
                          textcoords="offset points", va="center", color=SOFT)  # fmt: skip
    axes.set_xlim(-0.75, len(columns) - 0.35)
    axes.set_ylim(len(outlets) + 0.3, 0.4)
    axes.set_xticks(range(len(columns)), columns)
    axes.xaxis.tick_top()
    axes.set_yticks([])
    bare(axes)
    return page
