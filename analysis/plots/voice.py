"""The charts of 03-framing that show who gets to speak."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from analysis.charts import INK, SOFT, bare, figure, side_colours
from analysis.plots.framing import article_rows, label_articles

UNSIDED = "#6B6B6B"


def _bar(
    axes: Axes, y: float, direct: float, indirect: float, *, height: float, colour: str
) -> None:
    """Direct speech in full, indirect speech hatched after it."""
    axes.barh(y, direct, height=height, color=colour)
    axes.barh(
        y, indirect, left=direct, height=height, facecolor="white", edgecolor=colour,
        hatch="//////", linewidth=0.8,
    )  # fmt: skip


def _key(axes: Axes) -> None:
    keys = [
        Patch(facecolor=SOFT, label="direct (in quotation marks)"),
        Patch(facecolor="white", edgecolor=SOFT, hatch="//////", label="indirect"),
    ]
    axes.legend(handles=keys, loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False,
                fontsize=9, borderpad=0.2)  # fmt: skip


def voices(
    frame: pd.DataFrame,
    *,
    sides: Sequence[str],
    others: Sequence[str] = (),
    notes: Mapping[str, str] | None = None,
    title: str,
    subtitle: str,
    source: str,
) -> Figure:
    """A bar per side and article: words spoken directly and indirectly, with the share's interval.

    `frame` is `framing.voice`: article_id, outlet, side, direct, indirect, total, estimate, low,
    high.
    """
    frame = frame[frame["side"].isin(sides) | (frame["words"] > 0)]
    count = frame["article_id"].nunique()
    names = list(dict.fromkeys([*sides, *frame["side"]]))
    page, axes = figure(title, subtitle=subtitle, source=source, height=0.95 * count + 1.7)
    rows = label_articles(axes, frame, others, notes)
    colours = side_colours(sides) | {name: UNSIDED for name in names if name not in sides}
    step = 0.84 / len(names)
    columns = ["article_id", "side", "direct", "indirect", "total", "estimate", "low", "high"]
    for article_id, side, direct, indirect, total, share, low, high in frame[columns].itertuples(
        index=False
    ):
        y = rows[article_id] + step * (names.index(side) - (len(names) - 1) / 2)
        _bar(axes, y, direct / total, indirect / total, height=0.85 * step, colour=colours[side])
        if high > low:
            axes.plot([low, high], [y, y], color=INK, linewidth=0.9)
        words = f"{side} {share:.0%}" if share else f"{side}: none"
        axes.annotate(words, (max(high, share), y), (5, 0), fontsize=8.5, va="center",
                      textcoords="offset points", color=INK if share else SOFT)  # fmt: skip
    _key(axes)
    axes.set_xlim(0, float(frame[["estimate", "high"]].max().max()) * 1.25 or 1)
    axes.xaxis.set_major_formatter(lambda x, _: f"{x:.0%}")
    bare(axes, keep="bottom")
    return page


def speaker_bars(
    frame: pd.DataFrame,
    *,
    sides: Sequence[str],
    others: Sequence[str] = (),
    most: int = 6,
    title: str,
    subtitle: str,
    source: str,
) -> Figure:
    """The speakers of each article by words, direct in full and indirect hatched.

    `frame` is `framing.speakers`; of each article the `most` longest are drawn.
    """
    if frame.empty:
        raise ValueError("nobody speaks in these articles: there is nothing to draw")
    order = frame["article_id"].map(article_rows(frame, others)).argsort(kind="stable")
    parts = frame.iloc[order].groupby("article_id", sort=False).head(most)
    lines = len(parts) + 1.1 * parts["article_id"].nunique()
    page, axes = figure(title, subtitle=subtitle, source=source, height=0.175 * lines + 1.25)
    colours = side_colours(sides)
    place: dict[str, Any] = {
        "xycoords": ("axes fraction", "data"), "textcoords": "offset points", "ha": "right",
        "va": "center", "annotation_clip": False, "fontsize": 8.5,
    }  # fmt: skip
    y = 0.0
    for article_id, own in parts.groupby("article_id", sort=False):
        outlet = own["outlet"].iloc[0]
        outlet = f"Other event: {outlet}" if article_id in set(others) else outlet
        axes.annotate(outlet, (0, y), xytext=(-6, 0), fontweight="semibold", **place)
        columns = ["speaker", "side", "direct", "indirect", "words"]
        for speaker, side, direct, indirect, words in own[columns].itertuples(index=False):
            y += 1
            _bar(axes, y, direct, indirect, height=0.75, colour=colours.get(side, UNSIDED))
            short = speaker if len(speaker) < 41 else speaker[:38].rsplit(" ", 1)[0] + " …"
            axes.annotate(short or "not named", (0, y), xytext=(-6, 0), color=SOFT, **place)
            axes.annotate(f"{words} · {side}", (words, y), (4, 0), fontsize=8,
                          textcoords="offset points", va="center", color=SOFT)  # fmt: skip
        y += 1.1
    axes.set_ylim(y - 0.3, -0.7)
    _key(axes)
    axes.set_xlim(0, float(parts["words"].max()) * 1.2)
    axes.set_yticks([])
    bare(axes).set_xticks([])
    return page
