"""Forms that several charts share: dots with intervals, stacked bars, row labels."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.charts import FAINT, INK, SOFT, bare


def row_labels(axes: Axes, names: Sequence[str], notes: Sequence[str] | None = None) -> None:
    """Name the rows from the top down, each with a small grey note under its name."""
    axes.set_yticks(range(len(names)), [""] * len(names))
    axes.set_ylim(len(names) - 0.5, -0.5)
    for row, name in enumerate(names):
        note = notes[row] if notes else ""
        style: dict[str, Any] = {
            "xycoords": ("axes fraction", "data"),
            "textcoords": "offset points",
        }
        axes.annotate(
            name, (0, row), xytext=(-6, 5 if note else 0), ha="right", va="center", color=INK,
            fontweight="semibold", fontsize=9.5, annotation_clip=False, **style,
        )  # fmt: skip
        if note:
            axes.annotate(
                note, (0, row), xytext=(-6, -6), ha="right", va="center", color=SOFT,
                fontsize=8.5, annotation_clip=False, **style,
            )  # fmt: skip


def interval_dots(
    axes: Axes,
    frame: pd.DataFrame,
    *,
    value: str = "estimate",
    rows: Sequence[float] | None = None,
    colours: Sequence[str] | str = INK,
    markers: Sequence[str] | str = "o",
    hollow: Sequence[bool] | None = None,
) -> None:
    """A dot per row of `frame` at `value` with a line from `low` to `high`.

    A row whose interval is NaN has a dot alone, and one whose value is NaN the words “no data”, so
    that what is not known is not drawn as zero.
    """
    places = list(rows) if rows is not None else list(range(len(frame)))
    shade = [colours] * len(frame) if isinstance(colours, str) else list(colours)
    shape = [markers] * len(frame) if isinstance(markers, str) else list(markers)
    empty = list(hollow) if hollow is not None else [False] * len(frame)
    for number, (_, row) in enumerate(frame.iterrows()):
        place, colour = places[number], shade[number]
        if np.isnan(row[value]):
            axes.text(0.5, place, "no data", transform=axes.get_yaxis_transform(), color=SOFT,
                      ha="center", va="center", fontsize=8)  # fmt: skip
            continue
        axes.plot([row["low"], row["high"]], [place] * 2, color=colour, linewidth=2.2, alpha=0.55,
                  solid_capstyle="butt")  # fmt: skip
        axes.plot(row[value], place, marker=shape[number], color=colour, markersize=7,
                  markerfacecolor="white" if empty[number] else colour)  # fmt: skip


def stacked_bars(
    axes: Axes,
    frame: pd.DataFrame,
    *,
    parts: Sequence[str],
    colours: Sequence[str],
    label: str = "{:.0f}",
    least: float = 0.065,
) -> None:
    """A horizontal bar per row of `frame` with the columns `parts` end to end from zero.

    A part is labelled inside where it takes at least the share `least` of the widest bar.
    """
    widest = float(frame[list(parts)].sum(axis=1).max())
    left = np.zeros(len(frame))
    for part, colour in zip(parts, colours, strict=True):
        values = frame[part].to_numpy(float)
        axes.barh(range(len(frame)), values, left=left, color=colour, height=0.62,
                  edgecolor="white", linewidth=0.8)  # fmt: skip
        for row, value in enumerate(values):
            if value >= least * widest:
                axes.text(left[row] + value / 2, row, label.format(value), ha="center",
                          va="center", color=contrast(colour), fontsize=9)  # fmt: skip
        left += values
    bare(axes)
    axes.set_xticks([])


def contrast(colour: str) -> str:
    """Black or white ink, whichever reads better on that colour (WCAG relative luminance)."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = float(np.dot([0.2126, 0.7152, 0.0722], linear))
    return INK if (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) else "white"


def zero_line(axes: Axes) -> None:
    """A thin vertical line at zero, behind the data."""
    axes.axvline(0, color=FAINT, linewidth=1.2, zorder=0)
