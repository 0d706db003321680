"""The charts of 03-framing: who is named, who speaks, who acts, and the page that sums it up."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.charts import (
    FAINT,
    INK,
    OUTLET_MARKERS,
    SOFT,
    bare,
    figure,
    outlet_colours,
    outlet_markers,
    side_colours,
)
from analysis.plots.forms import interval_dots, zero_line

GAP = 0.6  # rows of space before the articles that report other events


def article_rows(frame: pd.DataFrame, others: Sequence[str]) -> dict[str, float]:
    """The row of each article, those in `others` set apart below the rest."""
    ids = list(dict.fromkeys(frame["article_id"]))
    first = [name for name in ids if name not in set(others)]
    last = [name for name in ids if name in set(others)]
    space = GAP if first and last else 0.0
    return {name: k + (space if name in last else 0.0) for k, name in enumerate([*first, *last])}


def label_articles(
    axes: Axes,
    frame: pd.DataFrame,
    others: Sequence[str],
    notes: Mapping[str, str] | None = None,
    *,
    named: bool = True,
) -> dict[str, float]:
    """Name the rows of the articles (with small notes) and the gap above the other events."""
    rows = article_rows(frame, others)
    outlets = dict(zip(frame["article_id"], frame["outlet"], strict=True))
    axes.set_yticks(list(rows.values()), [""] * len(rows))
    axes.set_ylim(max(rows.values()) + 0.55, -0.55)
    place: dict[str, Any] = {
        "xycoords": ("axes fraction", "data"), "textcoords": "offset points", "ha": "right",
        "va": "center", "annotation_clip": False,
    }  # fmt: skip
    for article_id, row in rows.items():
        note = (notes or {}).get(article_id, "")
        if named:
            axes.annotate(outlets[article_id], (0, row), xytext=(-6, 5 if note else 0),
                          fontweight="semibold", fontsize=9.5, color=INK, **place)  # fmt: skip
            axes.annotate(note, (0, row), xytext=(-6, -6), fontsize=8.5, color=SOFT, **place)
    apart = [row for name, row in rows.items() if name in set(others)]
    if apart and len(apart) < len(rows):
        line = min(apart) - 0.5 - GAP / 2
        axes.axhline(line, color=FAINT, linewidth=0.8)
        if named:
            axes.annotate("Other events:", (0, line), xytext=(-6, -9), fontsize=8.5, color=SOFT,
                          style="italic", **place)  # fmt: skip
    return rows


def side_key(axes: Axes, sides: Sequence[str]) -> None:
    """Names of the sides with their colours and markers, above the chart."""
    colours = side_colours(sides)
    handles = [
        Line2D([], [], linestyle="", marker=OUTLET_MARKERS[k % 6], color=colours[side], label=side)
        for k, side in enumerate(sides)
    ]
    axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(0, 1), ncols=6, frameon=False,
                fontsize=9, handletextpad=0.2, columnspacing=1.2, borderpad=0.2)  # fmt: skip


def by_side(
    frame: pd.DataFrame,
    *,
    sides: Sequence[str],
    others: Sequence[str] = (),
    notes: Mapping[str, str] | None = None,
    percent: bool = False,
    title: str,
    subtitle: str,
    source: str,
) -> Figure:
    """A dot with its interval for each side in each article.

    `frame` has article_id, outlet, side, estimate, low, high; a value that is NaN is left out.
    `percent` writes the axis in per cent.
    """
    count = frame["article_id"].nunique()
    page, axes = figure(title, subtitle=subtitle, source=source, height=0.72 * count + 2.0)
    rows = label_articles(axes, frame, others, notes)
    colours = side_colours(sides)
    for k, side in enumerate(sides):
        own = frame[(frame["side"] == side) & frame["estimate"].notna()]
        offset = 0.24 * (k - (len(sides) - 1) / 2)
        interval_dots(
            axes,
            own,
            rows=[rows[name] + offset for name in own["article_id"]],
            colours=colours[side],
            markers=[OUTLET_MARKERS[k % 6]] * len(own),
        )
    side_key(axes, sides)
    axes.set_xlim(left=-0.02 * float(np.nanmax([frame["high"].max(), frame["estimate"].max()])))
    axes.xaxis.set_major_formatter(lambda x, _: f"{x:.0%}" if percent else f"{x:g}")
    axes.grid(axis="x")
    bare(axes, keep="bottom")
    return page


def own_voice(
    frame: pd.DataFrame, *, others: Sequence[str] = (), title: str, subtitle: str, source: str
) -> Figure:
    """The share of words that each article says in its own voice, as dots with intervals.

    `frame` as `framing.attribution` gives it.
    """
    page, axes = figure(title, subtitle=subtitle, source=source, height=0.48 * len(frame) + 1.9)
    counts = zip(frame["article_id"], frame["own"], frame["total"], strict=True)
    notes = {article_id: f"{own} of {total} words" for article_id, own, total in counts}
    rows = label_articles(axes, frame, others, notes)
    colours, markers = outlet_colours(frame["outlet"]), outlet_markers(frame["outlet"])
    interval_dots(
        axes,
        frame,
        rows=[rows[name] for name in frame["article_id"]],
        colours=[colours[name] for name in frame["outlet"]],
        markers=[markers[name] for name in frame["outlet"]],
    )
    for article_id, share in zip(frame["article_id"], frame["estimate"], strict=True):
        axes.annotate(f"{share:.0%}", (share, rows[article_id]), (0, 7), ha="center", va="bottom",
                      textcoords="offset points", fontsize=9)  # fmt: skip
    axes.set_xlim(0, 1.02)
    axes.xaxis.set_major_formatter("{x:.0%}")
    axes.grid(axis="x")
    bare(axes, keep="bottom")
    return page


def balance(
    frame: pd.DataFrame,
    *,
    columns: Mapping[str, tuple[str, str, str, str]],
    words: Mapping[str, str] | None = None,
    others: Sequence[str] = (),
    coded: pd.DataFrame | None = None,
    title: str,
    subtitle: str,
    source: str,
) -> Figure:
    """A row per article, a column per measure: which of two sides (or frames) has more of it.

    `frame` is `framing.contrasts`. `columns` gives each measure its heading, what lies to the left
    of zero, what to the right, and the unit (shares are written in per cent where it begins with
    “%”); `words` a note under each outlet. Hollow: the interval includes 0. `coded` is the same
    frame by hand coding, drawn as a cross with a thin line below each dot.
    """
    count = frame["article_id"].nunique()
    page, panels = figure(title, subtitle=subtitle, source=source, height=0.58 * count + 2.6,
                          columns=len(columns), squeeze=False)  # fmt: skip
    colours, markers = outlet_colours(frame["outlet"]), outlet_markers(frame["outlet"])
    for k, (axes, (measure, (heading, left, right, unit))) in enumerate(
        zip(panels[0], columns.items(), strict=True)
    ):
        own = frame[frame["measure"] == measure]
        rows = label_articles(axes, own, others, words, named=k == 0)
        zero_line(axes)
        interval_dots(
            axes,
            own.reset_index(drop=True),
            value="difference",
            rows=[rows[name] for name in own["article_id"]],
            colours=[colours[name] for name in own["outlet"]],
            markers=[markers[name] for name in own["outlet"]],
            hollow=[not apart for apart in own["apart"]],
        )
        check = own.iloc[:0] if coded is None else coded[coded["measure"] == measure]
        for name, value, low, high in check[["article_id", "difference", "low", "high"]].itertuples(
            index=False
        ):
            y = rows[name] + 0.24
            axes.plot([low, high], [y, y], color=SOFT, linewidth=0.8)
            axes.plot(value, y, marker="x", color=INK, markersize=4.5, markeredgewidth=1.1)
        spread = pd.concat([own, check])[["low", "high", "difference"]].to_numpy(dtype=float)
        bound = float(np.nanmax(np.abs(spread), initial=0.0)) or 1.0
        axes.set_xlim(-1.12 * bound, 1.12 * bound)
        axes.set_title(f"{heading}\n", fontsize=9.5, fontweight="semibold", color=INK, pad=6,
                       loc="center")  # fmt: skip
        for place, text in ((0.24, f"‹ {left}"), (0.76, f"{right} ›")):
            axes.text(place, 1.02, text, transform=axes.transAxes, ha="center", va="bottom",
                      fontsize=8.5, color=INK)  # fmt: skip
        tick = _round_below(0.85 * bound)
        scale = 100 if unit.startswith("%") else 1
        labels = [
            "0" if at == 0 else f"{at * scale:+g}".replace("-", "−") for at in (-tick, 0, tick)
        ]
        axes.set_xticks([-tick, 0, tick], labels, fontsize=8.5)
        axes.set_xlabel(unit, fontsize=8.5, color=SOFT)
        bare(axes)
    return page


def _round_below(value: float) -> float:
    """The largest of 1, 2 or 5 times a power of ten that is no larger."""
    power = 10.0 ** np.floor(np.log10(value))
    return float(max(times * power for times in (1, 2, 5) if times * power <= value * (1 + 1e-9)))
