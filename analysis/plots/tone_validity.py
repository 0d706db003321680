"""Charts of what a tone measure is worth: towards sides beside validity, articles needed."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts import (
    FAINT,
    INK,
    SOFT,
    bare,
    figure,
    side_colours,
)  # fmt: skip
from analysis.plots.forms import interval_dots, row_labels, zero_line

SIDE_MARKERS = ("o", "s", "^", "D")


def _agreement(axes: Axes, validity: pd.DataFrame, *, value: str, low: str, high: str) -> None:
    rows = validity.rename(columns={low: "low", high: "high"}).reset_index(drop=True)
    zero_line(axes)
    hand = [name.startswith("a second") for name in rows["name"]]
    interval_dots(axes, rows, value=value, colours=[SOFT if h else INK for h in hand],
                  markers=["D" if h else "o" for h in hand], hollow=hand)  # fmt: skip
    row_labels(axes, rows["name"].tolist())
    for place, number in enumerate(rows[value]):
        axes.annotate(f"{number:.2f}".replace("-", "−"), (number, place), (0, 7), fontsize=8.5,
                      textcoords="offset points", ha="center", va="bottom")  # fmt: skip
    axes.set_ylim(len(rows) - 0.5, -0.7)
    bare(axes, keep="bottom")


def towards_sides(
    tones: Mapping[str, pd.DataFrame],
    validity: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    source: str,
) -> Figure:
    """Tone towards each side by article, a panel per measure, and beside it how valid each is.

    Each of `tones` has outlet, side, mean, low, high, n and, where it likes, second: the mean by a
    second coder, drawn small and hollow. `validity` is as `tone.validity` gives it.
    """
    every = pd.concat(tones.values())
    outlets = list(dict.fromkeys(every["outlet"]))
    sides = list(dict.fromkeys(every["side"]))
    page, axes = figure(title, subtitle=subtitle, source=source, columns=len(tones) + 1,
                        height=0.52 * max(len(outlets), len(validity) * 0.72) + 1.9)  # fmt: skip
    colours = side_colours(sides)
    wide = 0.18 if len(sides) < 3 else 0.28
    offsets = np.linspace(-wide, wide, len(sides)) if len(sides) > 1 else [0.0]
    bounds = every[["mean", "low", "high"]].to_numpy()
    reach = float(np.nanmax(np.abs(bounds), initial=0.05)) * 1.08
    for number, (panel, (name, tone)) in enumerate(zip(axes, tones.items(), strict=False)):
        zero_line(panel)
        for place, (side, offset) in enumerate(zip(sides, offsets, strict=True)):
            part = tone[tone["side"] == side]
            rows = [outlets.index(outlet) + offset for outlet in part["outlet"]]
            marker = SIDE_MARKERS[place % len(SIDE_MARKERS)]
            colour = colours[side]
            interval_dots(panel, part, value="mean", rows=rows, colours=colour, markers=marker)
            panel.plot([], [], marker=marker, color=colour, label=f"towards {side}")
            if "second" in part:
                panel.plot(part["second"], rows, linestyle="", marker=marker, color=colour,
                           markersize=5, markerfacecolor="white", zorder=1.9)  # fmt: skip
        if "second" in tone:
            panel.plot([], [], linestyle="", marker="o", color=SOFT, markerfacecolor="white",
                       markersize=5, label="second coder")  # fmt: skip
        notes = [
            ", ".join(
                f"{side} {n}"
                for side, n in tone.loc[tone["outlet"] == outlet, ["side", "n"]].to_numpy()
            )
            for outlet in outlets
        ]
        shown = ([""] * len(outlets), None) if number else (outlets, notes)
        row_labels(panel, *shown)
        panel.set_xlim(-reach, reach)
        panel.set_ylim(len(outlets) + 0.55, -0.5)
        panel.set_xlabel("← negative   positive →")
        panel.set_title(name)
        bare(panel, keep="bottom")
    axes[0].legend(loc="lower left", fontsize=8.5, ncols=1, bbox_to_anchor=(-0.03, 0.015),
                   labelspacing=0.15, frameon=True, framealpha=1, edgecolor="white")  # fmt: skip
    _agreement(axes[-1], validity, value="alpha", low="alpha_low", high="alpha_high")
    axes[-1].set_xlim(min(-0.3, float(validity["alpha_low"].min()) * 1.1), 1.08)
    axes[-1].set_title("Agreement (α)")
    axes[-1].set_xlabel("0: chance   1: perfect")
    return page


def validity_panels(
    panels: Mapping[str, pd.DataFrame], *, title: str, subtitle: str, source: str
) -> Figure:
    """Macro-F1 of each measure with its interval, a panel per coding (`tone.agreement` each)."""
    height = 0.4 * max(len(rows) for rows in panels.values()) + 1.7
    page, axes = figure(title, subtitle=subtitle, source=source, height=height,
                        columns=len(panels), squeeze=False)  # fmt: skip
    for place, (name, rows) in zip(axes[0], panels.items(), strict=True):
        _agreement(place, rows, value="macro_f1", low="f1_low", high="f1_high")
        place.set_xlim(0, 1.03)
        place.set_title(name)
    return page


def articles_needed(
    power: pd.DataFrame,
    *,
    seen: Mapping[float, str],
    title: str,
    subtitle: str,
    source: str,
) -> Figure:
    """How often two outlets are told apart (difference, articles, power), a line per difference.

    `seen` gives words for a difference, put into the key.
    """
    page, axes = figure(title, subtitle=subtitle, source=source, height=3.6)
    shades = ("#9DB4CC", "#4C78A8", "#A3325F", "#3B1C4A")
    differences = sorted(power["difference"].unique())
    for number, difference in enumerate(differences):
        line = power[power["difference"] == difference]
        colour = shades[number % len(shades)]
        axes.plot(line["articles"], line["power"], color=colour, marker="osD^"[number % 4],
                  markersize=5, label=f"{difference:.2f} {seen.get(difference, '')}")  # fmt: skip
    axes.axhline(0.8, color=FAINT, linewidth=1, zorder=0)
    axes.annotate("four in five", (power["articles"].min(), 0.8), (0, 3), fontsize=8.5, color=SOFT,
                  textcoords="offset points")  # fmt: skip
    axes.legend(loc="lower right", reverse=True, title="true difference")
    axes.set_xscale("log")
    ticks = sorted(power["articles"].unique())
    axes.set_xticks(ticks, [str(tick) for tick in ticks])
    axes.minorticks_off()
    axes.set_ylim(0, 1.02)
    axes.yaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
    axes.set_xlabel("articles from each outlet")
    axes.set_ylabel("share of simulated comparisons told apart")
    bare(axes, keep="bottom left")
    return page
