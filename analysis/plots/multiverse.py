"""The chart of the multiverse: which claims hold under which choices."""

from itertools import pairwise
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from analysis.charts import FAINT, INK, SOFT, bare, figure

LOST = "#A3325F"


def claims_by_choice(frame: pd.DataFrame, *, title: str, subtitle: str, source: str) -> Figure:
    """A row per claim, a column per option: a dot where it holds, a cross where it doesn't.

    `frame` has claim, notebook, choice, option, usual, depends, holds, as `multiverse` returns it.
    A small line stands where a claim can't depend on a choice.
    """
    claims = frame.drop_duplicates("claim")[["claim", "notebook"]].to_numpy().tolist()
    worlds = frame.drop_duplicates(["choice", "option"])[["choice", "option"]].to_numpy().tolist()
    page, axes = figure(title, subtitle=subtitle, source=source, height=0.235 * len(claims) + 2.75)
    rows = {claim: row for row, (claim, _) in enumerate(claims)}
    # A gap parts the groups of options.
    starts = [0, *(a[0] != b[0] for a, b in pairwise(worlds))]
    places, x = {}, 0.0
    for (choice, option), new in zip(worlds, starts, strict=True):
        x += 0.55 if new else 0.0
        places[choice, option] = x
        x += 1.0
    drawn = frame.assign(
        row=frame["claim"].map(rows),
        place=[places[key] for key in zip(frame["choice"], frame["option"], strict=True)],
    )
    bound = drawn["depends"] | drawn["usual"]
    for chosen, look in (
        (~bound, {"marker": "_", "color": FAINT, "markersize": 7, "markeredgewidth": 1.2}),
        (bound & drawn["holds"], {"marker": "o", "color": SOFT, "markersize": 6}),
        (drawn["usual"] & drawn["holds"], {"marker": "o", "color": INK, "markersize": 6}),
        (bound & ~drawn["holds"], {"marker": "X", "color": LOST, "markersize": 8.5,
                                   "markeredgecolor": "white"}),
    ):  # fmt: skip
        style: dict[str, Any] = look
        part = drawn[chosen]
        axes.plot(part["place"], part["row"], linestyle="", **style)
    for row in range(len(claims)):
        axes.axhline(row + 0.5, color=FAINT, linewidth=0.5, zorder=0)
    axes.set_yticks(range(len(claims)), [claim for claim, _ in claims], fontsize=8.5)
    axes.set_ylim(len(claims) - 0.5, -0.5)
    axes.set_xticks(list(places.values()), [option for _, option in places], fontsize=8.5)
    axes.tick_params(axis="x", rotation=90, top=True, bottom=False, labeltop=True,
                     labelbottom=False, pad=1)  # fmt: skip
    axes.set_xlim(-0.6, x - 0.4)
    for choice in dict.fromkeys(choice for choice, _ in worlds[1:]):
        inside = [place for (name, _), place in places.items() if name == choice]
        axes.annotate(choice, (sum(inside) / len(inside), 0), (0, -7), ha="center", va="top",
                      xycoords=("data", "axes fraction"), textcoords="offset points",
                      fontsize=8.5, fontweight="semibold", color=INK)  # fmt: skip
    bare(axes)
    return page
