"""The charts of 04-terms in one panel each: collocations, measures of a text, common passages."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis.charts import INK, SOFT, bare, figure, outlet_colours, outlet_markers
from analysis.plots.forms import contrast, interval_dots, row_labels
from analysis.plots.terms import term_rows


def collocations(frame: pd.DataFrame, *, title: str, subtitle: str, source: str) -> Figure:
    """Pairs (first, second) by log_dice with low and high; uses and articles at the right.

    A filled dot where more than one article has the pair; an open lower end where low is −∞. A
    column form, where there is one, says how a pair is written.
    """
    height = 0.225 * len(frame) + 1.7
    page, axes = figure(title, subtitle=subtitle, source=source, height=height)
    finite = frame[["log_dice", "low"]].replace(-np.inf, np.nan).min().min()
    floor = float(np.floor(finite)) - 0.5
    drawn = frame.assign(low=frame["low"].replace(-np.inf, floor))
    interval_dots(axes, drawn, value="log_dice", hollow=(frame["articles"] == 1).tolist())
    for row, (low, uses, articles) in enumerate(
        frame[["low", "frequency", "articles"]].itertuples(index=False)
    ):
        if np.isneginf(low):
            axes.plot(floor, row, marker="<", color=INK, markersize=5, clip_on=False)
        words = f"{uses} uses in {articles} article" + ("" if articles == 1 else "s")
        axes.annotate(words, (1, row), (8, 0), xycoords=("axes fraction", "data"),
                      textcoords="offset points", va="center", fontsize=8.5, color=SOFT,
                      annotation_clip=False)  # fmt: skip
    names = frame["form"] if "form" in frame else frame["first"] + " " + frame["second"]
    term_rows(axes, names.tolist())
    axes.set_ylim(len(frame) - 0.4, -0.6)
    axes.set_xlim(floor - 0.15, 14.2)
    axes.set_xlabel("logDice (at most 14)", fontsize=8.5, labelpad=1)
    axes.grid(axis="x")
    return page


def measures(
    frame: pd.DataFrame,
    names: dict[str, tuple[str, str]],
    *,
    title: str,
    subtitle: str,
    source: str,
) -> Figure:
    """A panel per measure (column: its name and unit): a dot per outlet with its interval.

    The interval goes from column_low to column_high.
    """
    page, axes = figure(
        title, subtitle=subtitle, source=source, height=0.46 * len(frame) + 1.95,
        columns=len(names), squeeze=False,
    )  # fmt: skip
    colours, markers = outlet_colours(frame["outlet"]), outlet_markers(frame["outlet"])
    for number, (panel, (column, (name, unit))) in enumerate(
        zip(axes[0], names.items(), strict=True)
    ):
        drawn = frame.assign(low=frame[f"{column}_low"], high=frame[f"{column}_high"])
        interval_dots(panel, drawn, value=column, colours=[colours[o] for o in frame["outlet"]],
                      markers=[markers[o] for o in frame["outlet"]])  # fmt: skip
        panel.set_title(name, loc="left", fontsize=9.5, color=INK)
        panel.set_xlabel(unit, fontsize=8.5, labelpad=1)
        panel.grid(axis="x")
        if number:
            row_labels(panel, [""] * len(frame))
        else:
            row_labels(panel, frame["outlet"].tolist(), [f"{n} words" for n in frame["words"]])
        bare(panel, keep="bottom")
    return page


def overlap_matrix(frame: pd.DataFrame, *, title: str, subtitle: str, source: str) -> Figure:
    """A square per pair of outlets (outlet, other_outlet): longest passage and share of runs.

    With more than five outlets, only the words of the longest passage.
    """
    outlets = list(dict.fromkeys(frame["outlet"]))
    page, axes = figure(title, subtitle=subtitle, source=source, height=0.46 * len(outlets) + 1.6)
    place = {outlet: number for number, outlet in enumerate(outlets)}
    most = max(float(frame["share"].max()), 1e-9)
    columns = ["outlet", "other_outlet", "share", "longest"]
    for outlet, other, share, longest in frame[columns].itertuples(index=False):
        row, column = place[outlet], place[other]
        depth = 0 if np.isnan(share) else round(90 * (share / most) ** 0.5)
        colour = f"#{245 - depth:02X}{245 - depth:02X}{245 - depth:02X}"
        axes.barh(row, 0.96, left=column - 0.48, height=0.92, color=colour)
        words = "no data" if np.isnan(share) else f"{longest} words, {share:.1%}"
        words = "none" if longest == 0 and not np.isnan(share) else words
        if len(outlets) > 5:
            words = "–" if longest == 0 else str(longest)
        axes.text(column, row, words, ha="center", va="center", fontsize=8.5,
                  color=contrast(colour))  # fmt: skip
    axes.set_xlim(-0.5, len(outlets) - 0.5)
    axes.set_xticks(range(len(outlets)), outlets)
    axes.xaxis.tick_top()
    axes.tick_params(axis="x", rotation=90 if len(outlets) > 5 else 0)
    row_labels(axes, outlets)
    bare(axes)
    return page
