"""The charts of frames, and of how far the measures of framing can be trusted."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis.charts import INK, SOFT, bare, figure, outlet_colours, outlet_markers
from analysis.framing.frames import LEAST_CODED
from analysis.plots.forms import interval_dots, row_labels
from analysis.plots.framing import label_articles


def frame_panels(
    frame: pd.DataFrame,
    validity: pd.DataFrame,
    *,
    others: Sequence[str] = (),
    columns: int = 4,
    notes: Mapping[str, str] | None = None,
    title: str,
    subtitle: str,
    source: str,
) -> Figure:
    """A panel per frame: the share of sentences by article; hollow where it is unreliable.

    `frame` is `framing.frame_shares`, `validity` is `framing.frame_validity`; `notes` adds words to
    what stands above a frame's panel.
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
                "Filled: the dictionary agrees\nwith the coders, α of .4 or more\n"
                "(our mark, a low one).\n"
                "Hollow: it doesn’t, or the frame\nwas coded in too few sentences\nto tell."
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
        axes.text(0, 1.02, _verdict(scores.loc[names[k]]) + (notes or {}).get(names[k], ""),
                  transform=axes.transAxes, fontsize=8, color=SOFT, va="bottom")  # fmt: skip
        axes.set_xticks([0, 0.5, 1], ["0", "50%", ""])
        axes.set_xlim(-0.1, 1)
        axes.grid(axis="x")
        bare(axes, keep="bottom")
    return page


def _verdict(score: pd.Series) -> str:
    """What the hand coding says of a dictionary, in a few words."""
    if not score["n"]:
        return "untested: no hand coding"
    if score["coded"] < LEAST_CODED:
        return f"too rare to judge: {score['coded']} coded" if score["coded"] else "never coded"
    coders = "" if pd.isna(score["ceiling"]) else f" (coders {short(score['ceiling'])})"
    return f"α {short(score['alpha'])}{coders}" + ("" if score["reliable"] else ": unreliable")


def short(value: float) -> str:
    """A number up to 1 with two decimals and no leading zero: .57."""
    return f"{value:.2f}".replace("0.", ".", 1)


def validity_dots(frame: pd.DataFrame, *, title: str, subtitle: str, source: str) -> Figure:
    """Agreement with hand coding, a panel per statistic, and what it is to be compared with.

    `frame` is `framing.validity`: measure, statistic, n, estimate, low, high, compared, against,
    reliable.
    """
    kinds = list(dict.fromkeys(frame["statistic"]))
    sizes = [int((frame["statistic"] == kind).sum()) for kind in kinds]
    page, panels = figure(title, subtitle=subtitle, source=source, rows=len(kinds), squeeze=False,
                          height=0.34 * len(frame) + 0.6 * len(kinds) + 1.1,
                          height_ratios=[size + 0.9 for size in sizes])  # fmt: skip
    for axes, kind in zip(panels[:, 0], kinds, strict=True):
        own = frame[frame["statistic"] == kind].reset_index(drop=True)
        row_labels(axes, [str(name) for name in own["measure"]])
        told = own["estimate"].notna()
        interval_dots(axes, own[told], rows=own.index[told].tolist(),
                      hollow=[not sure for sure in own.loc[told, "reliable"]])  # fmt: skip
        share = kind == "accuracy"
        columns = ["estimate", "compared", "against", "n"]
        for row, (value, compared, against, n) in enumerate(own[columns].itertuples(index=False)):
            number = "" if pd.isna(value) else f"{value:.0%}; " if share else f"{short(value)}; "
            words = number + n
            axes.annotate(words, (1.04, row), va="center", fontsize=8.5, color=SOFT)
            if pd.isna(compared):
                continue
            axes.plot([compared, compared], [row - 0.28, row + 0.28], color=INK, linewidth=1.6)
            if row == 0:
                axes.annotate(against, (compared, row - 0.3), (0, 1), textcoords="offset points",
                              ha="center", va="bottom", fontsize=8, color=SOFT)  # fmt: skip
        lowest = float(np.nanmin(own[["low", "estimate"]].to_numpy(dtype=float), initial=0.0))
        axes.set_xlim(lowest - 0.02, 1.3)
        axes.set_ylim(len(own) - 0.5, -0.75)
        ticks = [0, 0.2, 0.4, 0.6, 0.8, 1]
        shown = [f"{tick:.0%}" if share else f"{tick:g}".replace("0.", ".") for tick in ticks]
        axes.set_xticks(ticks, shown)
        axes.set_title(TITLES.get(kind, kind), fontsize=9.5, loc="left", color=SOFT, pad=2)
        axes.grid(axis="x")
        bare(axes)
    return page


TITLES = {
    "accuracy": "Who acts: share of mentions told as coded",
    "α": "Frames: Krippendorff’s α of dictionary and coder (1 full agreement, 0 chance)",
}
