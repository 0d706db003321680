"""Charts of what a tone measure is worth: towards sides beside validity, articles needed."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import ScaledTranslation

from analysis.charts import FAINT, INK, SOFT, bare, figure, side_colours
from analysis.plots.forms import interval_dots, row_labels, zero_line
from analysis.plots.tone import group_labels, grouped_rows
from analysis.tone.tables import two_digits

SIDE_MARKERS = ("o", "s", "^", "D")
LINES = ("-", "--", ":", "-.")


def _agreement(
    axes: Axes, validity: pd.DataFrame, *, value: str, low: str, high: str, named: bool = True
) -> None:
    """A row per measure of `validity`; one without a value says "no data"."""
    rows = validity.rename(columns={low: "low", high: "high"}).reset_index(drop=True)
    zero_line(axes)
    hand = [name.startswith("a second") for name in rows["name"]]
    interval_dots(axes, rows, value=value, colours=[SOFT if h else INK for h in hand],
                  markers=["D" if h else "o" for h in hand])  # fmt: skip
    row_labels(axes, rows["name"].tolist() if named else [""] * len(rows))
    for place, number in enumerate(rows[value]):
        if not np.isnan(number):
            axes.annotate(two_digits(number), (number, place), (0, 5), fontsize=8.5,
                          textcoords="offset points", ha="center", va="bottom")  # fmt: skip
    axes.set_ylim(len(rows) - 0.5, -0.8)
    bare(axes, keep="bottom")


def _tones(panel: Axes, tone: pd.DataFrame, rows: Mapping[str, int], sides: Sequence[str]) -> None:
    """The tone towards each side, a dot each in its outlet's row."""
    colours = side_colours(sides)
    wide = 0.2 if len(sides) < 3 else 0.3
    offsets = np.linspace(-wide, wide, len(sides)) if len(sides) > 1 else [0.0]
    zero_line(panel)
    for place, (side, offset) in enumerate(zip(sides, offsets, strict=True)):
        part = tone[tone["side"] == side]
        marker = SIDE_MARKERS[place % len(SIDE_MARKERS)]
        places = [rows[outlet] + offset for outlet in part["outlet"]]
        interval_dots(panel, part, value="mean", rows=places, colours=colours[side],
                      markers=marker)  # fmt: skip
        panel.plot([], [], marker=marker, color=colours[side], label=f"towards {side}")


def towards_sides(
    tones: Mapping[str, pd.DataFrame],
    validity: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    source: str,
) -> Figure:
    """Tone towards each side by article, a panel per coder or measure; below, how they agree.

    Each of `tones` has outlet, side, mean, low, high, n and, where it likes, group; `validity` is
    as `tone.validity` gives it.
    """
    every = pd.concat(tones.values())
    rows, names, headings = grouped_rows(every)
    sides = list(dict.fromkeys(every["side"]))
    upper, lower = 0.42 * len(names), 0.27 * len(validity)
    page, grid = figure(title, subtitle=subtitle, source=source, rows=2, columns=len(tones),
                        height=upper + lower + 2.6, squeeze=False,
                        gridspec_kw={"height_ratios": (upper, lower)})  # fmt: skip
    reach = float(np.nanmax(np.abs(every[["mean", "low", "high"]].to_numpy()), initial=0.05)) * 1.08
    counts = next(iter(tones.values())).groupby("outlet", sort=False)
    notes = {
        str(outlet): ", ".join(f"{side} {n}" for side, n in part[["side", "n"]].to_numpy())
        for outlet, part in counts
    }
    for number, (panel, (name, tone)) in enumerate(zip(grid[0], tones.items(), strict=True)):
        _tones(panel, tone, rows, sides)
        group_labels(panel, names, headings, None if number else notes)
        panel.set_xlim(-reach, reach)
        panel.set_xlabel("← negative   positive →")
        panel.set_title(f"\n{name}", linespacing=1.8)
        bare(panel, keep="bottom")
    # The key stands on the empty first line of the titles, and must not widen its column.
    above = grid[0, 0].transAxes + ScaledTranslation(0, 27 / 72, page.dpi_scale_trans)
    key = grid[0, 0].legend(loc="lower left", fontsize=9, ncols=len(sides), borderaxespad=0,
                            borderpad=0, bbox_to_anchor=(0, 1), bbox_transform=above)  # fmt: skip
    key.set_in_layout(False)
    below = grid[1, 0].get_gridspec()[1, :]
    for unused in grid[1]:
        unused.remove()
    agreement = page.add_subplot(below)
    _agreement(agreement, validity, value="alpha", low="alpha_low", high="alpha_high")
    agreement.set_xlim(min(-0.3, float(validity["alpha_low"].min()) * 1.1), 1.08)
    agreement.set_title("\nAgreement with the first coder")
    agreement.set_xlabel("Krippendorff's α: 0 as by chance, 1 full agreement")
    return page


def validity_panels(
    panels: Mapping[str, pd.DataFrame], *, title: str, subtitle: str, source: str
) -> Figure:
    """Macro-F1 of each measure with its interval, a panel per coding (`tone.agreement` each).

    A measure has the same row in every panel; where it wasn't scored, that says "no data".
    """
    longest = max(panels.values(), key=len)["name"].tolist()
    every = [name for rows in panels.values() for name in rows["name"]]
    names = list(dict.fromkeys([*longest, *every]))
    page, axes = figure(title, subtitle=subtitle, source=source, height=0.36 * len(names) + 1.8,
                        columns=len(panels), squeeze=False)  # fmt: skip
    for number, (place, (name, rows)) in enumerate(zip(axes[0], panels.items(), strict=True)):
        aligned = rows.set_index("name").reindex(names).reset_index()
        _agreement(place, aligned, value="macro_f1", low="f1_low", high="f1_high",
                   named=not number)  # fmt: skip
        place.set_xlim(0, 1.03)
        place.set_title(name)
        place.set_xlabel("macro-F1")
    return page


def articles_needed(
    power: pd.DataFrame,
    enough: pd.DataFrame,
    *,
    share: float = 0.8,
    title: str,
    subtitle: str,
    source: str,
) -> Figure:
    """How often two outlets are told apart (panel, difference, articles, power), a line each.

    `enough` (panel, difference, articles) says how many articles reach the share: a dot on it.
    """
    panels = list(dict.fromkeys(power["panel"]))
    page, axes = figure(title, subtitle=subtitle, source=source, height=3.7, columns=len(panels),
                        squeeze=False, sharey=True)  # fmt: skip
    differences = sorted(power["difference"].unique(), reverse=True)
    ticks = [tick for tick in (2, 5, 10, 20, 50, 100, 200, 500) if tick <= power["articles"].max()]
    for place, panel in zip(axes[0], panels, strict=True):
        place.axhline(share, color=FAINT, linewidth=1, zorder=0)
        for number, difference in enumerate(differences):
            line = power[(power["panel"] == panel) & (power["difference"] == difference)]
            place.plot(line["articles"], line["power"], color=INK, linewidth=1.4,
                       linestyle=LINES[number % len(LINES)])  # fmt: skip
            chosen = (enough["panel"] == panel) & (enough["difference"] == difference)
            # The steepest line has its words at its left, the others at their right.
            right = number > 0
            style = {
                "textcoords": "offset points",
                "fontsize": 9,
                "ha": "left" if right else "right",
            }
            for articles in enough.loc[chosen, "articles"].dropna():
                place.plot(articles, share, marker="o", color=INK, markersize=5)
                place.annotate(f"{articles:.0f}", (articles, share), (5, -10) if right else (-5, 4),
                               fontweight="semibold", **style)  # fmt: skip
            named = float(np.interp(0.5, np.maximum.accumulate(line["power"]), line["articles"]))
            place.annotate(two_digits(difference), (named, 0.5), (5 if right else -5, -1),
                           va="center", **style)  # fmt: skip
        place.set_xscale("log")
        place.set_xticks(ticks, [str(tick) for tick in ticks])
        place.minorticks_off()
        place.set_ylim(0, 1.03)
        place.set_title(panel)
        place.set_xlabel("articles from each outlet")
        place.yaxis.set_major_formatter(lambda part, _: f"{part:.0%}")
        bare(place, keep="bottom left")
    axes[0, 0].set_ylabel("share of comparisons told apart")
    return page
