"""The charts of 04-terms with a panel per article: most used terms, keyness, places, own terms."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.charts import FAINT, INK, SOFT, bare, figure, outlet_colours, outlet_markers
from analysis.plots.forms import interval_dots


def _panels(
    outlets: Sequence[str], sizes: Sequence[int], *, across: int = 3, spare: int = 0, **words: Any
) -> tuple[Figure, list[Axes]]:
    """A panel per outlet, `across` side by side, with room for so many rows.

    Where no panel is left over at the end, a line of `spare` rows is added.
    """
    lines = [max(sizes[start : start + across]) for start in range(0, len(sizes), across)]
    if len(sizes) % across == 0 and spare:
        lines.append(spare)
    height = sum(0.215 * rows + 0.42 for rows in lines) + 0.95
    page, axes = figure(
        height=height, rows=len(lines), columns=min(across, len(outlets)), squeeze=False,
        height_ratios=[rows + 0.5 for rows in lines], **words,
    )  # fmt: skip
    every = list(axes.flat)
    colours = outlet_colours(outlets)
    for number, (panel, outlet) in enumerate(zip(every, outlets, strict=False)):
        name = outlet if across < 4 else "\n".join(wrap(outlet, 16))
        panel.set_title(name, loc="left", fontsize=10, fontweight="semibold", color=INK, pad=5)
        panel.plot([0, 0.12], [1.0, 1.0], transform=panel.transAxes, color=colours[outlet],
                   linewidth=3, clip_on=False)  # fmt: skip
        panel.set_ylim(lines[number // across] - 0.4, -0.6)
    for panel in every[len(outlets) :]:
        panel.set_axis_off()
    return page, every[: len(outlets)]


def term_rows(axes: Axes, names: Sequence[str]) -> None:
    """Name the rows from the top down by terms."""
    axes.set_yticks(range(len(names)), [str(name).replace("$", r"\$") for name in names])
    axes.tick_params(axis="y", labelsize=9, pad=2)
    bare(axes, keep="bottom")


def _forms(part: pd.DataFrame) -> list[str]:
    """Terms as the texts write them, where the frame says how."""
    return [str(name) for name in part["form" if "form" in part else "term"]]


def _by_outlet(frame: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    return [(str(name), part) for name, part in frame.groupby("outlet", sort=False)]


def most_used(frame: pd.DataFrame, *, title: str, subtitle: str, source: str) -> Figure:
    """Each outlet's terms with per_thousand, low and high, in the order they come.

    Here and below a column form, where there is one, says how a term is written.
    """
    parts = _by_outlet(frame)
    outlets, sizes = [name for name, _ in parts], [len(part) for _, part in parts]
    page, axes = _panels(outlets, sizes, title=title, subtitle=subtitle, source=source, sharex=True)
    colours, markers = outlet_colours(outlets), outlet_markers(outlets)
    for panel, (outlet, part) in zip(axes, parts, strict=True):
        interval_dots(panel, part, value="per_thousand", colours=[colours[outlet]] * len(part),
                      markers=[markers[outlet]] * len(part))  # fmt: skip
        term_rows(panel, _forms(part))
        panel.set_xlabel("per 1,000 words", fontsize=8.5, labelpad=1)
        panel.set_xlim(0, 1.04 * float(frame[["high", "per_thousand"]].max().max()))
        panel.grid(axis="x")
        panel.tick_params(labelbottom=True)
    return page


def keyness(frame: pd.DataFrame, *, title: str, subtitle: str, source: str) -> Figure:
    """Each outlet's terms: z as a dot, filled where p < .05, over the term's null as a grey bar.

    `frame` has outlet, term, frequency, reference_frequency, z, log_ratio, null_low, null_high, p
    and limit: the line that z must pass for p < .05.
    """
    parts = _by_outlet(frame)
    outlets, sizes = [name for name, _ in parts], [len(part) for _, part in parts]
    page, axes = _panels(
        outlets, sizes, spare=7, title=title, subtitle=subtitle, source=source, sharex=True
    )
    colours, markers = outlet_colours(outlets), outlet_markers(outlets)
    left = min(0.0, float(frame["null_low"].min())) - 0.1
    right = float(frame[["z", "null_high", "limit"]].replace(np.inf, np.nan).max().max())
    columns = ["z", "null_low", "null_high", "p", "frequency", "reference_frequency", "log_ratio"]
    for panel, (outlet, part) in zip(axes, parts, strict=True):
        colour = colours[outlet]
        for row, (z, low, high, p, uses, rest, ratio) in enumerate(
            part[columns].itertuples(index=False)
        ):
            panel.barh(row, high - low, left=low, height=0.62, color=FAINT, zorder=1)
            panel.plot(z, row, marker=markers[outlet], color=colour, markersize=7, zorder=4,
                       markerfacecolor=colour if p < 0.05 else "white")  # fmt: skip
            words = f"{uses} : {rest}  {ratio:+.1f}".replace("-", "−")
            words = f"{uses}, only here" if np.isposinf(ratio) else words
            panel.text(1.0, row, words, ha="right", va="center",
                       fontsize=8, color=SOFT, transform=panel.get_yaxis_transform())  # fmt: skip
        term_rows(panel, _forms(part))
        panel.set_xlim(left, right + 0.95 * (right - left))
        panel.axvline(0, color=SOFT, linewidth=0.6, zorder=2)
        panel.axvline(
            part["limit"].iloc[0], color=INK, linewidth=1, linestyle=(0, (3, 2)), zorder=3
        )
        panel.set_xlabel("z", fontsize=8.5, labelpad=1)
        panel.set_xticks([tick for tick in range(-3, int(right) + 1) if tick >= left])
        panel.tick_params(labelbottom=True)
    handles = [
        Line2D([], [], marker="o", color=INK, linestyle="", label="z, beyond chance (p < .05)"),
        Line2D([], [], marker="o", color=INK, linestyle="", markerfacecolor="white",
               label="z, not beyond chance"),
        Line2D([], [], color=INK, linewidth=1, linestyle=(0, (3, 2)),
               label="limit for all words together"),
        Line2D([], [], color=FAINT, linewidth=9, label="this word by chance (95%)"),
        Line2D([], [], linestyle="", label="9 : 2  +3.0  uses here : in the rest,"),
        Line2D([], [], linestyle="", label="log ratio (+1 is twice the rate)"),
    ]  # fmt: skip
    style: dict[str, Any] = {"fontsize": 8.5, "frameon": False, "handlelength": 1.6}
    height = page.get_size_inches()[1]
    legend = page.legend(
        handles=handles, loc="lower right", bbox_to_anchor=(1, 0.4 / height), **style
    )
    legend.set_in_layout(False)
    return page


def dispersion(
    positions: pd.DataFrame,
    outlets: Sequence[str],
    terms: Sequence[str],
    *,
    title: str,
    subtitle: str,
    source: str,
) -> Figure:
    """A tick for every place (outlet, term, position from 0 to 1); counts at the right edge."""
    page, axes = _panels(
        outlets, [len(terms)] * len(outlets), across=min(5, len(outlets)), title=title,
        subtitle=subtitle, source=source, sharey=True,
    )  # fmt: skip
    colours = outlet_colours(outlets)
    for number, (panel, outlet) in enumerate(zip(axes, outlets, strict=True)):
        own = positions[positions["outlet"] == outlet]
        for row, term in enumerate(terms):
            places = own.loc[own["term"] == term, "position"].to_numpy()
            panel.axhline(row, color=FAINT, linewidth=0.6, zorder=0)
            panel.vlines(places, row - 0.33, row + 0.33, color=colours[outlet], linewidth=1.6)
            panel.text(1.04, row, str(len(places)), va="center", fontsize=8.5,
                       color=INK if len(places) else SOFT)  # fmt: skip
        panel.set_xlim(-0.02, 1.22)
        panel.set_xticks([])
        for edge, word, side in ((0, "start", "left"), (1, "end", "right")):
            panel.annotate(word, (edge, 0), (0, -4), xycoords=("data", "axes fraction"), ha=side,
                           textcoords="offset points", va="top", fontsize=9)  # fmt: skip
        term_rows(panel, terms)
        panel.tick_params(labelleft=number % 5 == 0)
    return page


def own_terms(frame: pd.DataFrame, *, title: str, subtitle: str, source: str) -> Figure:
    """Each outlet's terms as bars of frequency from zero, in the order they come."""
    parts = _by_outlet(frame)
    outlets, sizes = [name for name, _ in parts], [len(part) for _, part in parts]
    page, axes = _panels(outlets, sizes, title=title, subtitle=subtitle, source=source, sharex=True)
    colours = outlet_colours(outlets)
    for panel, (outlet, part) in zip(axes, parts, strict=True):
        panel.barh(range(len(part)), part["frequency"], height=0.66, color=colours[outlet])
        for row, value in enumerate(part["frequency"]):
            panel.annotate(str(value), (value, row), (3, 0), textcoords="offset points",
                           va="center", fontsize=8.5)  # fmt: skip
        term_rows(panel, _forms(part))
        panel.set_xlim(0, float(frame["frequency"].max()) * 1.12)
        panel.set_xticks([])
        bare(panel)
    return page
