"""Charts of what a lexicon does: saturation, word shifts, ranks by the choice of lexicon."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from analysis.charts import FAINT, INK, SOFT, bare, figure, outlet_colours, outlet_markers
from analysis.tone.tables import signed

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
        axes.annotate(f"{row['outlet']} {signed(row['whole'])}",
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
    patches.append(Patch(alpha=0, label=f"↑ more, ↓ less of it in {second}"))
    axes.legend(handles=patches, loc="lower left", fontsize=8.5, ncols=3, borderaxespad=0,
                bbox_to_anchor=(0.0, 1.0))  # fmt: skip
    bare(axes, keep="bottom")
    return page


def choices(
    ranks: pd.DataFrame, *, order: Sequence[str], title: str, subtitle: str, source: str
) -> Figure:
    """The rank of each article under each choice, lines between; hollow: not told from any other.

    `ranks` has outlet, choice, mean, rank, apart. Articles without a rank (of another event) stand
    below with their means alone.
    """
    columns = list(dict.fromkeys(ranks["choice"]))
    colours, markers = outlet_colours(order), outlet_markers(order)
    ranked = ranks.groupby("outlet", sort=False)["rank"].transform(lambda part: part.notna().any())
    others = list(dict.fromkeys(ranks.loc[~ranked, "outlet"]))
    last = ranks["rank"].max() if ranked.any() else 0
    places = {name: last + 1.25 + 0.6 * row for row, name in enumerate(others)}
    height = 0.6 * last + (0.3 * len(others) + 0.3 if others else 0) + 1.5
    page, axes = figure(title, subtitle=subtitle, source=source, height=height)
    for outlet, rows in ranks.groupby("outlet", sort=False):
        name = str(outlet)
        line = rows.set_index("choice").reindex(columns)
        heights = line["rank"] if name not in places else pd.Series(places[name], index=columns)
        if name not in places:
            axes.plot(range(len(columns)), heights, color=colours[name], linewidth=2)
        for place, (y, mean, apart) in enumerate(
            zip(heights, line["mean"], line["apart"], strict=True)
        ):
            if np.isnan(y):
                continue
            words = "no data" if np.isnan(mean) else signed(mean)
            style = {"textcoords": "offset points", "ha": "center", "fontsize": 8.5}
            if name in places:
                axes.annotate(words, (place, y), (0, 0), va="center", color=SOFT, **style)
                continue
            axes.plot(place, y, marker=markers[name], color=colours[name], markersize=8,
                      markerfacecolor=colours[name] if apart else "white")  # fmt: skip
            axes.annotate(words, (place, y), (0, 7), va="bottom", color=INK, bbox=WHITE, **style)
        weight = "normal" if name in places else "semibold"
        if not np.isnan(heights.iloc[0]):
            axes.annotate(name, (0, heights.iloc[0]), (-18, 0), textcoords="offset points",
                          ha="right", va="center", fontweight=weight, fontsize=9.5,
                          color=SOFT if name in places else INK)  # fmt: skip
    if others:
        axes.annotate("other rounds, not ranked", (0, last + 0.65), (-18, 0), ha="right",
                      textcoords="offset points", va="center", color=SOFT, fontsize=8.5,
                      fontstyle="italic")  # fmt: skip
    axes.set_xlim(-0.95, len(columns) - 0.6)
    axes.set_ylim(last + (0.85 + 0.6 * len(others) if others else 0.3), 0.4)
    axes.set_xticks(range(len(columns)), columns)
    axes.xaxis.tick_top()
    axes.set_yticks([])
    bare(axes)
    return page
