"""The charts of frames, and of how far the measures of framing can be trusted."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure

from analysis.charts import INK, SOFT, bare, figure, outlet_colours, outlet_markers
from analysis.plots.forms import interval_dots, row_labels
from analysis.plots.framing import label_articles


def frame_panels(
    frame: pd.DataFrame,
    validity: pd.DataFrame,
    *,
    others: Sequence[str] = (),
    columns: int = 4,
    title: str,
    subtitle: str,
    source: str,
) -> Figure:
    """A panel per frame: the share of sentences by article; hollow where it is unreliable.

    `frame` is `framing.frame_shares`, `validity` is `framing.frame_validity`.
    """
    names = list(dict.fromkeys(frame["frame"]))
    deep = -(-len(names) // columns)
    count = frame["article_id"].nunique()
    height = deep * (0.33 * count + 1.05) + 1.0
    page, panels = figure(title, subtitle=subtitle, source=source, rows=deep, columns=columns,
                          height=height, squeeze=False, sharex=True)  # fmt: skip
    colours, markers = outlet_colours(frame["outlet"]), outlet_markers(frame["outlet"])
    scores = validity.set_index("frame")
    for k, axes in enumerate(panels.ravel()):
        if k >= len(names):
            bare(axes).set_yticks([])
            axes.tick_params(labelbottom=False)
            words = (
                "Filled: the dictionary agrees\nwith readers, α of at least .4.\n"
                "Hollow: unreliable, or never\ntested."
            )
            axes.text(0.04, 0.95, words if k == len(names) else "", transform=axes.transAxes,
                      va="top", fontsize=8.5, color=SOFT, linespacing=1.3)  # fmt: skip
            continue
        own = frame[frame["frame"] == names[k]].reset_index(drop=True)
        rows = label_articles(axes, own, others, named=k % columns == 0)
        reliable = bool(scores.at[names[k], "reliable"])
        interval_dots(
            axes,
            own,
            rows=[rows[name] for name in own["article_id"]],
            colours=[colours[name] for name in own["outlet"]],
            markers=[markers[name] for name in own["outlet"]],
            hollow=[not reliable] * len(own),
        )
        axes.set_title(f"{names[k].replace('_', ' ')}\n", fontsize=9.5, fontweight="semibold",
                       loc="left", pad=6)  # fmt: skip
        axes.text(0, 1.02, _verdict(scores.loc[names[k]]), transform=axes.transAxes, fontsize=8,
                  color=SOFT, va="bottom")  # fmt: skip
        axes.set_xticks([0, 0.5, 1], ["0", "50%", ""])
        axes.set_xlim(-0.1, 1)
        axes.grid(axis="x")
        bare(axes, keep="bottom")
    return page


def _verdict(score: pd.Series) -> str:
    """What the hand coding says of a dictionary, in a few words."""
    if pd.isna(score["alpha"]):
        return "untested: never coded" if score["n"] else "untested: no hand coding"
    ceiling = "" if pd.isna(score["ceiling"]) else f" (coders {short(score['ceiling'])})"
    return f"α {short(score['alpha'])}{ceiling}" + ("" if score["reliable"] else ": unreliable")


def short(value: float) -> str:
    """A number up to 1 with two decimals and no leading zero: .57."""
    return f"{value:.2f}".replace("0.", ".", 1)


def validity_dots(frame: pd.DataFrame, *, title: str, subtitle: str, source: str) -> Figure:
    """Agreement of each measure with hand coding, and what it is to be compared with.

    `frame` is `framing.validity`: measure, estimate, low, high, compared, against, n, reliable.
    """
    height = 0.34 * len(frame) + 1.45
    page, axes = figure(title, subtitle=subtitle, source=source, height=height)
    names = [f"{name}" for name in frame["measure"]]
    row_labels(axes, names)
    interval_dots(axes, frame, hollow=[not sure for sure in frame["reliable"]])
    columns = ["compared", "against", "n"]
    for row, (compared, against, n) in enumerate(frame[columns].itertuples(index=False)):
        axes.annotate(f"n = {n}", (1.04, row), va="center", fontsize=8.5, color=SOFT)
        if pd.isna(compared):
            continue
        axes.plot([compared, compared], [row - 0.28, row + 0.28], color=INK, linewidth=1.6)
        axes.annotate(against, (compared, row - 0.3), (0, 1), textcoords="offset points",
                      ha="center", va="bottom", fontsize=8, color=SOFT)  # fmt: skip
    axes.set_xlim(min(0.0, float(frame["low"].min())) - 0.02, 1.16)
    axes.set_ylim(len(frame) - 0.5, -0.75)
    axes.set_xticks([0, 0.2, 0.4, 0.6, 0.8, 1], ["0", ".2", ".4", ".6", ".8", "1"])
    axes.grid(axis="x")
    bare(axes, keep="bottom")
    return page
