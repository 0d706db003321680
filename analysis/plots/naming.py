"""The charts of 03-framing that show words: what things are called, company, frames."""

from collections.abc import Sequence
from typing import Any, Literal

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.charts import (
    FAINT,
    INK,
    SOFT,
    bare,
    figure,
    side_colours,
)
from analysis.plots.frames import short
from analysis.plots.framing import article_rows

Fill = Literal["full", "left", "none"]
VOICES = ("in the article’s own voice", "in reported speech", "in quotation marks")
FILL: dict[str, Fill] = {"own": "full", "reported": "left", "quoted": "none"}


def naming_table(
    frame: pd.DataFrame, *, others: Sequence[str] = (), title: str, subtitle: str, source: str
) -> Figure:
    """A heat table: a row per name, a column per article, a dot per use, filled by its voice.

    `frame` is `framing.naming_counts`; names that no article uses are left out.
    """
    used = frame.groupby(["concept", "variant"], sort=False)["count"].transform("sum") > 0
    frame = frame[used]
    places = article_rows(frame, others)
    names = frame[["concept", "variant"]].drop_duplicates()
    lines = len(names) + 1.0 * names["concept"].nunique()
    page, axes = figure(title, subtitle=subtitle, source=source, height=0.2 * lines + 1.6)
    rows: dict[tuple[str, str], float] = {}
    y = 0.0
    for concept, own in names.groupby("concept", sort=False):
        _left(axes, str(concept), y, INK, "semibold")
        for variant in own["variant"]:
            y += 1
            rows[str(concept), variant] = y
            _left(axes, variant, y, SOFT, "normal")
        y += 1.0
    most = max(1, int(frame["count"].max()))
    uses = frame[["article_id", "concept", "variant", *FILL]]
    for article_id, concept, variant, *counts in uses.itertuples(index=False):
        x, height, count = places[article_id], rows[concept, variant], sum(counts)
        shade = str(1.0 - 0.22 * count / most) if count else "white"
        axes.barh(height, 0.96, left=x - 0.48, height=0.92, color=shade, edgecolor=FAINT,
                  linewidth=0.4)  # fmt: skip
        fills = [
            fill for fill, times in zip(FILL.values(), counts, strict=True) for _ in range(times)
        ]
        step = min(0.105, 0.62 / max(1, len(fills)))
        for k, fill in enumerate(fills):
            axes.plot(x - 0.24 + step * k, height, marker="o", markersize=5, color=INK,
                      fillstyle=fill, markerfacecoloralt="white", markeredgewidth=0.8)  # fmt: skip
        if count:
            axes.text(x - 0.36, height, str(count), fontsize=8.5, ha="center", va="center")
    keys = [
        Line2D(
            [],
            [],
            linestyle="",
            marker="o",
            markersize=5,
            color=INK,
            fillstyle=fill,
            markerfacecoloralt="white",
            label=label,
        )
        for fill, label in zip(FILL.values(), VOICES, strict=True)
    ]
    axes.legend(handles=keys, loc="lower left", bbox_to_anchor=(-0.02, 1), ncols=3, frameon=False,
                fontsize=9, handletextpad=0.1, borderpad=0.1)  # fmt: skip
    outlets = dict(zip(frame["article_id"], frame["outlet"], strict=True))
    for article_id, x in places.items():
        words = outlets[article_id].replace(" ", "\n", 1)
        words = f"{words}\n(other event)" if article_id in set(others) else words
        axes.text(x, -0.75, words, ha="center", va="baseline", fontsize=8.5, fontweight="semibold",
                  linespacing=1.05)  # fmt: skip
    axes.set_xlim(-0.5, max(places.values()) + 0.5)
    axes.set_ylim(y - 0.4, -3.4)
    axes.set_yticks([])
    bare(axes).set_xticks([])
    return page


def _left(axes: Axes, words: str, y: float, colour: str, weight: str) -> None:
    place: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points"}
    axes.annotate(words, (0, y), xytext=(-6, 0), ha="right", va="center", fontsize=8.5,
                  color=colour, fontweight=weight, annotation_clip=False, **place)  # fmt: skip


def company_dots(
    frame: pd.DataFrame,
    *,
    sides: Sequence[str],
    most: int = 8,
    title: str,
    subtitle: str,
    source: str,
) -> Figure:
    """The words most beside each side by z; filled where the guards keep them, hollow elsewhere.

    `frame` is `framing.company`. Of each side the `most` highest are drawn.
    """
    shown = [side for side in sides if (frame["side"] == side).any()]
    page, panels = figure(title, subtitle=subtitle, source=source, height=0.24 * most + 1.55,
                          columns=len(shown), squeeze=False, sharex=True)  # fmt: skip
    colours = side_colours(sides)
    for axes, side in zip(panels[0], shown, strict=True):
        own = frame[frame["side"] == side].head(most).reset_index(drop=True)
        columns = ["near", "elsewhere", "z", "p", "kept"]
        for k, (near, away, z, p, kept) in enumerate(own[columns].itertuples(index=False)):
            colour = colours[side]
            axes.plot([0, z], [k, k], color=colour, linewidth=1, alpha=0.5)
            axes.plot(z, k, marker="o", color=colour, markerfacecolor=colour if kept else "white")
            chance = f"p {short(p)}" if p >= 0.01 else "p < .01"
            axes.annotate(f"{near}/{away}, {chance}", (z, k), (6, 0), textcoords="offset points",
                          va="center", fontsize=8, color=SOFT,
                          bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8})  # fmt: skip
        axes.set_yticks(range(len(own)), own["term"], fontsize=9)
        axes.set_ylim(most - 0.5, -0.6)
        axes.axvline(1.96, color=SOFT, linewidth=0.9, linestyle=(0, (4, 3)))
        axes.set_title(f"beside {side}", fontsize=9.5, fontweight="semibold", loc="left")
        axes.set_xlabel("z (log-odds against the others)", fontsize=8.5)
        bare(axes, keep="bottom")
    axes.set_xlim(0, max(2.6, 1.6 * float(frame["z"].max())))
    return page
