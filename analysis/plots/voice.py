"""The charts of 03-framing that show who gets to speak."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.charts import FAINT, INK, SOFT, bare, figure, side_colours
from analysis.plots.framing import article_rows

UNSIDED = "#6B6B6B"
TINT, DARK = 0.32, 0.6  # how much of a colour is left in indirect speech, and in its edge


def _blend(colour: str, share: float, ground: float) -> str:
    """That share of the colour on a ground of white (1) or black (0)."""
    red, green, blue = (share * part + (1 - share) * ground for part in to_rgb(colour))
    return to_hex((red, green, blue))


def _bar(
    axes: Axes, y: float, direct: float, indirect: float, *, height: float, colour: str
) -> None:
    """Direct speech in full, indirect speech in a tint after it; a dark edge around both."""
    if min(to_rgb(colour)) > 0.6:  # a light grey would fade in print
        colour = _blend(colour, 0.8, 0.0)
    fills = (colour, _blend(colour, TINT, 1.0))
    for left, width, fill in ((0.0, direct, fills[0]), (direct, indirect, fills[1])):
        axes.barh(y, width, left=left, height=height, facecolor=fill,
                  edgecolor=_blend(colour, DARK, 0.0), linewidth=0.7 if width else 0)  # fmt: skip


def _key(axes: Axes, *, interval: bool = False) -> None:
    edge = _blend(SOFT, DARK, 0.0)
    keys: list[Any] = [
        Patch(facecolor=SOFT, edgecolor=edge, label="direct (in quotation marks)"),
        Patch(facecolor=_blend(SOFT, TINT, 1.0), edgecolor=edge, label="indirect"),
    ]
    if interval:
        keys.append(Line2D([], [], color=INK, linewidth=1.1, label="95% interval"))
    axes.legend(handles=keys, loc="lower left", bbox_to_anchor=(0, 1), ncols=3, frameon=False,
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
    high. Speakers without a side have a bar only where there are any. Under each outlet stand the
    words of its article, or its note.
    """
    frame = frame[frame["side"].isin(sides) | (frame["words"] > 0)]
    order = frame["article_id"].map(article_rows(frame, others)).argsort(kind="stable")
    frame = frame.iloc[order].reset_index(drop=True)
    lines = len(frame) + 1.2 * frame["article_id"].nunique()
    page, axes = figure(title, subtitle=subtitle, source=source, height=0.2 * lines + 1.6)
    extra = [name for name in dict.fromkeys(frame["side"]) if name not in sides]
    colours = side_colours(sides) | dict.fromkeys(extra, UNSIDED)
    columns = ["side", "direct", "indirect", "words", "total", "estimate", "low", "high"]
    y, apart = 0.0, False
    for article_id, own in frame.groupby("article_id", sort=False):
        if article_id in set(others) and not apart and y:
            apart = True
            axes.axhline(y - 0.9, color=FAINT, linewidth=0.8)
            _left(axes, "Other events:", y - 0.35, SOFT, style="italic")
            y += 0.7
        note = (notes or {}).get(str(article_id), f"{own['total'].iloc[0]:,} words")
        _left(axes, str(own["outlet"].iloc[0]), y + 0.1, INK, fontweight="semibold", fontsize=9.5)
        _left(axes, note, y + 1.0, SOFT)
        for side, direct, indirect, words, total, share, low, high in own[columns].itertuples(
            index=False
        ):
            _bar(axes, y, direct / total, indirect / total, height=0.62, colour=colours[side])
            if high > low:
                axes.plot([low, high], [y + 0.44, y + 0.44], color=INK, linewidth=1.1)
            text = f"{side} {share:.0%} ({words})" if words else f"{side}: none"
            end = max(share, high if high > low else share)
            axes.annotate(text, (end, y), (5, -1), fontsize=8.5, va="center",
                          textcoords="offset points", color=INK if words else SOFT)  # fmt: skip
            y += 1
        y += 1.2
    _key(axes, interval=True)
    axes.set_ylim(y - 1.4, -0.7)
    axes.set_xlim(0, float(frame[["estimate", "high"]].max().max()) * 1.3 or 1)
    axes.xaxis.set_major_formatter(lambda x, _: f"{x:.0%}")
    axes.set_yticks([])
    bare(axes, keep="bottom")
    return page


def _left(axes: Axes, words: str, y: float, colour: str, **font: Any) -> None:
    """Words to the left of the chart, in that row."""
    look: dict[str, Any] = {"fontsize": 8.5, "color": colour} | font
    axes.annotate(words, (0, y), xytext=(-6, 0), xycoords=("axes fraction", "data"),
                  textcoords="offset points", ha="right", va="center", annotation_clip=False,
                  **look)  # fmt: skip


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
    """The speakers of each article by words, direct in full and indirect in a tint.

    `frame` is `framing.speakers`; of each article the `most` longest are drawn.
    """
    if frame.empty:
        raise ValueError("nobody speaks in these articles: there is nothing to draw")
    order = frame["article_id"].map(article_rows(frame, others)).argsort(kind="stable")
    parts = frame.iloc[order].groupby("article_id", sort=False).head(most)
    lines = len(parts) + 1.1 * parts["article_id"].nunique()
    page, axes = figure(title, subtitle=subtitle, source=source, height=0.175 * lines + 1.25)
    colours = side_colours(sides)
    y = 0.0
    for article_id, own in parts.groupby("article_id", sort=False):
        outlet = own["outlet"].iloc[0]
        outlet = f"Other event: {outlet}" if article_id in set(others) else outlet
        _left(axes, outlet, y, INK, fontweight="semibold")
        columns = ["speaker", "side", "direct", "indirect", "words"]
        for speaker, side, direct, indirect, words in own[columns].itertuples(index=False):
            y += 1
            _bar(axes, y, direct, indirect, height=0.75, colour=colours.get(side, UNSIDED))
            _left(axes, _shortened(speaker) or "not named", y, SOFT)
            axes.annotate(f"{words} · {side}", (words, y), (4, 0), fontsize=8,
                          textcoords="offset points", va="center", color=SOFT)  # fmt: skip
        y += 1.1
    axes.set_ylim(y - 0.3, -0.7)
    _key(axes)
    axes.set_xlim(0, float(parts["words"].max()) * 1.2)
    axes.set_yticks([])
    axes.set_xlabel("words", fontsize=8.5, color=SOFT)
    bare(axes, keep="bottom")
    return page


def _shortened(name: str, *, most: int = 28) -> str:
    """A long name with its middle words left out: its head says who, its end mostly whose."""
    words = name.split()
    while len(name) > most and len(words) > 2:
        del words[len(words) // 2]
        name = " ".join([*words[: (len(words) + 1) // 2], "…", *words[(len(words) + 1) // 2 :]])
    return name
