"""Charts of tone by article, by voice, and sentence by sentence."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from analysis.charts import INK, SOFT, bare, figure, outlet_colours, outlet_markers
from analysis.plots.forms import interval_dots, row_labels, zero_line

# Greys, since the colours belong to outlets and sides; bars in quotation marks are hatched too.
VOICE_COLOURS = {"own": "#222222", "quoted": "#A0A0A0", "reported": "#666666"}
VOICE_HATCHES = {"quoted": "/////"}
VOICE_MARKERS = {"own": "o", "quoted": "s", "reported": "D"}
VOICE_NAMES = {
    "own": "own voice", "quoted": "in quotation marks", "reported": "reported speech",
}  # fmt: skip


def grouped_rows(frame: pd.DataFrame) -> tuple[dict[str, int], list[str], dict[int, str]]:
    """The row of each outlet, the rows' names, and the headings of the rows between groups."""
    rows: dict[str, int] = {}
    names: list[str] = []
    headings: dict[int, str] = {}
    groups = frame["group"] if "group" in frame else pd.Series("", index=frame.index)
    for outlet, group in zip(frame["outlet"], groups, strict=True):
        if outlet in rows:
            continue
        if group and group not in headings.values():
            headings[len(names)] = group
            names.append("")
        rows[outlet] = len(names)
        names.append(outlet)
    return rows, names, headings


def group_labels(
    axes: Axes, names: list[str], headings: dict[int, str], notes: Mapping[str, str] | None
) -> None:
    """Name the rows, each with its note, and the groups; without notes leave them bare."""
    if notes is None:
        row_labels(axes, [""] * len(names))
        return
    row_labels(axes, names, [notes.get(name, "") for name in names])
    for row, heading in headings.items():
        axes.annotate(heading, (0, row), (-6, -3), xycoords=("axes fraction", "data"), ha="right",
                      textcoords="offset points", va="center", color=SOFT, fontsize=8.5,
                      fontstyle="italic", annotation_clip=False)  # fmt: skip


def _reach(frame: pd.DataFrame) -> float:
    """How far from zero the means and intervals go; never nothing."""
    return float(np.nanmax(np.abs(frame[["mean", "low", "high"]].to_numpy()), initial=0.05))


def _outlets(frame: pd.DataFrame, order: Sequence[str]) -> dict[str, Any]:
    colours, markers = outlet_colours(order), outlet_markers(order)
    return {
        "colours": [colours[name] for name in frame["outlet"]],
        "markers": [markers[name] for name in frame["outlet"]],
    }


def by_article(
    means: pd.DataFrame, *, order: Sequence[str], title: str, subtitle: str, source: str
) -> Figure:
    """Mean tone by article with intervals, a panel per measure.

    `means` has outlet, label (of the measure), mean, low, high, n, and where it likes group.
    """
    labels = list(dict.fromkeys(means["label"]))
    rows, names, headings = grouped_rows(means)
    page, panels = figure(title, subtitle=subtitle, source=source, height=0.34 * len(names) + 1.6,
                          columns=len(labels), squeeze=False)  # fmt: skip
    for number, (label, axes) in enumerate(zip(labels, panels[0], strict=True)):
        part = means[means["label"] == label]
        zero_line(axes)
        places = [rows[name] for name in part["outlet"]]
        interval_dots(axes, part, value="mean", rows=places, **_outlets(part, order))
        notes = {outlet: f"{n} sentences" for outlet, n in part[["outlet", "n"]].to_numpy()}
        group_labels(axes, names, headings, None if number else notes)
        reach = _reach(part) * 1.1
        axes.set_xlim(-reach, reach)
        axes.set_title(label)
        axes.set_xlabel("← negative     positive →")
        bare(axes, keep="bottom")
    return page


def by_voice(means: pd.DataFrame, *, title: str, subtitle: str, source: str) -> Figure:
    """Mean tone by article and voice (outlet, voice, mean, low, high, n; optional group)."""
    voices = list(dict.fromkeys(means["voice"]))
    rows, names, headings = grouped_rows(means)
    page, axes = figure(title, subtitle=subtitle, source=source, height=0.6 * len(names) + 1.3)
    zero_line(axes)
    offsets = np.linspace(-0.27, 0.27, len(voices)) if len(voices) > 1 else [0.0]
    reach = _reach(means)
    for offset, voice in zip(offsets, voices, strict=True):
        part = means[means["voice"] == voice]
        places = [rows[name] + offset for name in part["outlet"]]
        known = part["mean"].notna().to_numpy()
        interval_dots(axes, part[known], value="mean", colours=VOICE_COLOURS[voice],
                      rows=[place for place, is_known in zip(places, known, strict=True)
                            if is_known],
                      markers=VOICE_MARKERS[voice])  # fmt: skip
        for place, n in zip(places, part["n"], strict=True):
            count = f"{n} sentence{'s' if n != 1 else ''}" if n else "none"
            axes.text(reach * 1.08, place, f"{VOICE_NAMES[voice]}: {count}", va="center",
                      fontsize=8, color=INK if voice == "own" else SOFT)  # fmt: skip
    group_labels(axes, names, headings, {})
    axes.set_xlim(-reach * 1.05, reach * 1.75)
    ticks = [tick for tick in axes.get_xticks() if abs(tick) <= reach]
    axes.set_xticks(ticks)
    axes.set_xlabel("← negative     positive →", x=0.38)
    bare(axes, keep="bottom")
    return page


def _strip(axes: Axes, part: pd.DataFrame) -> None:
    total = part["words"].sum()
    width = part["words"] / total
    left = width.cumsum() - width
    for voice, colour in VOICE_COLOURS.items():
        said = part["voice"] == voice
        axes.bar(left[said], part.loc[said, "compound"], width=width[said], align="edge",
                 color=colour, edgecolor="white", linewidth=0.5,
                 hatch=VOICE_HATCHES.get(voice))  # fmt: skip
    axes.axhline(0, color=INK, linewidth=0.5)
    taken: list[tuple[float, bool]] = []
    noted = part.assign(centre=left + width / 2)[part["note"] != ""]
    order = noted["compound"].abs().sort_values(ascending=False, kind="stable").index
    for centre, height, note in noted.loc[order, ["centre", "compound", "note"]].itertuples(
        index=False
    ):
        up = height > 0
        if any(abs(centre - other) < 0.12 and up == same for other, same in taken):
            continue  # two notes would stand in each other's way; the higher bar keeps its own
        taken.append((centre, up))
        side = "left" if centre < 0.05 else "right" if centre > 0.95 else "center"
        place = 0.002 if side == "left" else 0.998 if side == "right" else centre
        axes.annotate(note, (place, height), (0, 2 if up else -2), textcoords="offset points",
                      ha=side, va="bottom" if up else "top", fontsize=8, color=INK)  # fmt: skip
    numbers = part["sentence_id"]
    for number, start in left.groupby(numbers, sort=False).min().items():
        reach = float(width[numbers == number].sum())
        axes.plot([start] * 2, [-1.36, -1.22], color=SOFT, linewidth=0.5, clip_on=False)
        if reach > 0.0085 + 0.0085 * len(str(number)):
            axes.text(start + reach / 2, -1.3, str(number), fontsize=8, color=SOFT, ha="center",
                      va="center")  # fmt: skip
    axes.set_xlim(0, 1)
    axes.set_ylim(-1.4, 1.32)
    axes.set_yticks([-1, 0, 1], ["−1", "0", "+1"])
    bare(axes).set_xticks([])


def strip(scores: pd.DataFrame, *, title: str, subtitle: str, source: str) -> Figure:
    """Each article as its sentences in order: a bar per part, as wide as its share of the words.

    `scores` has outlet, sentence_id, voice, words, compound, note (words for the bar, or "").
    """
    outlets = list(dict.fromkeys(scores["outlet"]))
    page, panels = figure(title, subtitle=subtitle, source=source, height=1.32 * len(outlets) + 1.2,
                          rows=len(outlets), squeeze=False)  # fmt: skip
    for outlet, axes in zip(outlets, panels[:, 0], strict=True):
        part = scores[scores["outlet"] == outlet]
        _strip(axes, part)
        axes.set_title(f"{outlet}, {part['words'].sum()} words", fontsize=9.5, pad=1)
    present = [voice for voice in VOICE_COLOURS if voice in set(scores["voice"])]
    patches = [
        Patch(facecolor=VOICE_COLOURS[voice], edgecolor="white", linewidth=0,
              hatch=VOICE_HATCHES.get(voice), label=VOICE_NAMES[voice])
        for voice in present
    ]  # fmt: skip
    panels[0, 0].legend(handles=patches, loc="lower right", ncols=3, fontsize=8.5,
                        bbox_to_anchor=(1.0, 0.99), borderaxespad=0)  # fmt: skip
    return page


def with_notes(scores: pd.DataFrame, *, each: int = 2) -> pd.DataFrame:
    """`tone.score_sentences` with a note: the word that weighs most in the extreme sentences.

    In each article the `each` lowest and highest by VADER have one; the others an empty note.
    """
    ranks = scores.groupby("article_id")["compound"].rank(method="first")
    last = scores.groupby("article_id")["compound"].transform("size")
    notes = []
    for score, rank, count, drivers in zip(
        scores["compound"], ranks, last, scores["drivers"], strict=True
    ):
        told = re.findall(r"([^,:;]+ [+-][\d.]+)", drivers.partition("TextBlob")[0])
        words = [word.strip() for word in told if (float(word.split()[-1]) > 0) == (score > 0)]
        extreme = score and (rank <= each or rank > count - each)
        strongest = max(words, key=lambda word: abs(float(word.split()[-1])), default="")
        notes.append(strongest.replace("-", "−") if extreme else "")
    return scores.assign(note=notes)
