"""Five forms of a chart, each from a tidy frame and the names of its columns; captions; `export`.

    charts.bars(terms.frequencies(corpus), x="frequency", y="term", panel="group")

A form returns a `Chart`, which shows itself in a notebook, once and with its alt text, and which
`export` writes. Besides its own columns each form takes, as far as they make sense for it:

    colour     a column of outlets, sides or voices; where it is Categorical its categories set the
               order, so that an outlet keeps its colour in a frame that is sorted otherwise
    panel      a column whose values get a panel each
    note       a column of small words under the rows' names; a column n reads "n = 12"
    group      a column of headings above groups of rows
    label      a column of words beside each dot, or in place of each bar's value
    low, high  columns with the ends of an interval or a range, a line through each dot
    number     how numbers are written, as Python formats them: ".0%", "+.2f"
    axis       the words under the axis; by default the name of x
    caption    a row of figures/captions.csv; for charts without one there are
    title, subtitle, source, alt
    height     how many inches high, where that is more than the rows need; the width is always
               that of a page, 18 cm

A form raises ValueError, in one line, for columns that aren't there, two rows that would fall on
one place, more than twelve colours that have to be told apart, or a caption that can't be filled.

Environment: FIGURES is where `export` writes; RERUN=check makes other data than the published an
error, and RERUN=accept takes them.
"""

from __future__ import annotations

import base64
import io
import math
import os
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import font_source_sans_pro
import numpy as np
import pandas as pd
from matplotlib import rc_context, rc_params_from_file
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.ticker import MaxNLocator
from PIL import Image

FIGURES = Path(__file__).parents[1] / "figures"
STYLE = rc_params_from_file(Path(__file__).with_name("five_tellings.mplstyle"), False, False)
CHANGED = "The data differ from the published figure, so its title was left off."

# Inches: the page (18 cm), its edge, between panels; then sizes of type (8 points, 9 …).
WIDTH, EDGE, GAP = 7.09, 0.06, 0.18
SMALL, PLAIN, LARGE, TITLE = 8 / 72, 9 / 72, 9.5 / 72, 13 / 72
LEADING, SPACE = 1.22, 0.2  # as shares of the size
INK, SOFT, FAINT, ACCENT = "#222222", "#555555", "#D9D9D9", "#A3325F"

for path in sorted(Path(font_source_sans_pro.font_directory).glob("SourceSansPro-*.ttf")):
    fontManager.addfont(path)
FONTS = ["Source Sans Pro", "DejaVu Sans"]  # the second for signs that the first doesn't have

# The first colours of each palette step through lightness, so that they hold in grey and for
# colour-blind readers (tests/test_charts.py simulates both); further on the markers tell more than
# the colours. No colour of a flag of this story is among them.
SIDES = ("#5B2A6E", "#178A78", "#B8B8B8", "#C9782B")
OUTLETS = (
    *("#3B1C4A", "#A3325F", "#4C78A8", "#E08A3C", "#8CC9A1", "#777777"),
    *("#175E54", "#C9A6D8", "#8A5A2B", "#B4B436", "#E3A1A1", "#20344F"),
)
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "p", "h", "*")
VOICES = {"own": ("#222222", "o"), "reported": ("#777777", "D"), "quoted": ("#B4B4B4", "s")}

# How a cell of a matrix looks and what it says: fill, sign, words in the key.
STATUSES = {
    "own": ("#40324A", "●", "in the outlet’s own voice"),
    "attributed": ("#C3D3DB", "“ ”", "by a source"),
    "denied": ("#DE9A4E", "×", "denied"),
    "not_yet": ("#F3F3F3", "…", "not known yet"),
    "absent": ("#FFFFFF", "–", "absent"),
}

# Columns that lead from a drawn row back to the text: exported wherever a frame has them.
BACK = ("article_id", "sentence_id", "start", "end", "n", "coded_by", "sentences")
COLUMNS = ("colour", "panel", "note", "group", "label", "low", "high")
WORDS = ("title", "subtitle", "source", "alt")
OPTIONS = (*COLUMNS, "number", "axis", "caption", *WORDS, "height")
APART = {form: ["panel", "row", "colour"] for form in ("dots", "bars")}
APART |= {"strip": [], "words": ["row", "column"], "matrix": ["row", "column"]}
PLACE = re.compile(r"\{([^][{}:]+)(?:\[([^][{}]+)\])?(?::(min|max|sum|mean))?(?::([^{}]*))?\}")

Option = str | float | None
Lines = list[list[tuple[str, str]]]  # lines of words, each with the mark that it stands between
MARKS = {"**": {"weight": "bold"}, "__": {"weight": "bold", "color": ACCENT}}


class Look(NamedTuple):
    """How the dots of one outlet, side or voice look."""

    colour: str
    marker: str
    size: float = 6.5  # points


def looks(names: Iterable[str], kind: str = "outlet") -> dict[str, Look]:
    """Colour and marker of each name, by their order; `kind` is outlet, side or voice.

    Beyond twelve names nothing tells them apart any more: all look the same.

    >>> looks(["Dockers", "Port"], "side")["Port"].colour
    '#178A78'
    """
    order = list(dict.fromkeys(names))
    if kind == "voice" and set(order) <= set(VOICES):
        return {name: Look(*VOICES[name]) for name in order}
    palette = (*SIDES, *OUTLETS[len(SIDES) :]) if kind == "side" else OUTLETS
    if len(order) > len(palette):
        return dict.fromkeys(order, Look(OUTLETS[0], MARKERS[0]))
    return {n: Look(c, m) for n, c, m in zip(order, palette, MARKERS, strict=False)}


# ── Text ──────────────────────────────────────────────────────────────────────────────────────────


def _text(value: Any) -> str:
    """What a cell says."""
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value).removesuffix(" 00:00:00")


def _number(value: float, spec: Option = "") -> str:
    """A number for the eye, with a true minus, and none before zero."""
    text = format(value, str(spec or (",.0f" if float(value).is_integer() else ".3g")))
    return text.replace("-", "−" if re.search("[1-9]", text) else "", 1)


@lru_cache(maxsize=100_000)
def _width(text: str, size: float, face: str = "normal") -> float:
    """How wide a text is, in inches."""
    font = FontProperties(family=FONTS, size=size * 72, weight=face)
    return float(text_to_path.get_text_width_height_descent(text, font, False)[0]) / 72


def _widest(texts: Iterable[str], size: float, face: str = "normal") -> float:
    return max(_width(text, size, face) for text in texts)


def _wrap(
    text: str, room: float, size: float = SMALL, face: str = "normal", *, marks: bool = False
) -> Lines:
    """Break a text into lines at most `room` inches wide, and a word where it alone is wider.

    With `marks`, words between ** and ** are bold and those between __ and __ in colour too.
    """
    lines: Lines = []
    mark = ""
    for paragraph in text.splitlines():
        lines.append([])
        used = 0.0
        for word in paragraph.split():
            looks = {0: mark}  # by the length of the part that has it: a word has one look
            for part in re.split(r"(\*\*|__)", word) if marks else []:
                if part in MARKS:
                    mark = "" if mark == part else part
                elif part:
                    looks[len(part)] = mark
            look = looks[max(looks)]
            rest = re.sub(r"\*\*|__", "", word) if marks else word
            weight = "bold" if look else face
            while rest:
                cuts = (rest[:n] for n in range(len(rest), 1, -1))
                piece = next((cut for cut in cuts if _width(cut, size, weight) <= room), rest[0])
                wide = _width(piece, size, weight)
                if lines[-1] and used + wide > room:
                    lines.append([])
                    used = 0.0
                lines[-1].append((piece, look))
                used, rest = used + wide + SPACE * size, rest[len(piece) :]
    return lines


def _tall(lines: Lines, size: float = SMALL) -> float:
    return len(lines) * LEADING * size


def _ink(fill: str) -> str:
    """The ink that reads on that fill."""
    return INK if np.dot(to_rgb(fill), [0.3, 0.6, 0.1]) > 0.5 else "white"


def _dot(look: Look) -> dict[str, Any]:
    edge, wide = (look.colour, 2.0) if look.marker == "|" else ("white", 0.5)
    style = {"marker": look.marker, "markersize": look.size, "linestyle": ""}
    return style | {"color": look.colour, "markeredgecolor": edge, "markeredgewidth": wide}


# ── The page ──────────────────────────────────────────────────────────────────────────────────────


class _Page:
    """A page 18 cm wide; places are inches from its top left, and `y` is where to go on."""

    def __init__(self, tall: float, stretch: float) -> None:
        self.figure, self.y = Figure(figsize=(WIDTH, tall)), EDGE
        FigureCanvasAgg(self.figure)
        self.tall, self.stretch, self.inches = tall, stretch, self.figure.dpi_scale_trans

    def write(self, lines: Lines, x: float, y: float, size: float = SMALL, **look: Any) -> float:
        """Write lines downwards from y; returns where they end."""
        for number, line in enumerate(lines):
            left, base = x, self.tall - y - (number + 0.77) * LEADING * size
            for mark, words in groupby(line, key=lambda word: word[1]):
                text = " ".join(word for word, _ in words)
                style: dict[str, Any] = {"size": size * 72, "color": INK} | look
                style |= MARKS.get(mark, {})
                self.figure.text(left, base, text, transform=self.inches, **style)
                left += _width(text, size, style.get("weight", "normal")) + SPACE * size
        return y + _tall(lines, size)

    def paragraph(self, text: str, size: float, weight: str, color: str) -> None:
        """Write a text over the whole width and go on below it."""
        lines = _wrap(text, WIDTH - 2 * EDGE, size, weight)
        self.y = self.write(lines, EDGE, self.y, size, weight=weight, color=color)

    def box(self, x: float, y: float, wide: float, tall: float, **look: Any) -> None:
        """Draw a rectangle whose top left is at x, y."""
        place = (x, self.tall - y - tall)
        self.figure.add_artist(Rectangle(place, wide, tall, transform=self.inches, **look))

    def key(self, found: Mapping[str, Look]) -> None:
        """Name the looks in a line of their own, each name behind its dot."""
        x = EDGE
        for name, look in found.items():
            wide = 0.36 + _width(name, PLAIN)
            if x > EDGE and x + wide > WIDTH:
                x, self.y = EDGE, self.y + 0.18
            place = [x + 0.05], [self.tall - self.y - 0.08]
            self.figure.add_artist(Line2D(*place, transform=self.inches, **_dot(look)))
            self.write(_wrap(name, WIDTH - 0.3, PLAIN), x + 0.16, self.y, PLAIN)
            x += wide
        self.y += 0.24 if found else 0.0

    def rows(
        self, marks: Any, least: Any, x: float, room: float, *, named: bool = True, table: str = ""
    ) -> tuple[Any, float]:
        """Lay rows out downwards and name them; returns each one's middle and height, and the end.

        A row is as high as its name and note need, and at least as `least` says; a new group has
        its name above. A matrix' names are small, and those of a table of words stand at the top.
        """
        places: list[tuple[float, float]] = []
        y, last = self.y, ""
        size, face = (SMALL, "normal") if table == "matrix" else (PLAIN, "bold")
        names = marks.drop_duplicates("row")
        for row, note, group in names[["row", "note", "group"]].to_numpy():
            if group not in ("", last):
                head, last = _wrap(group, WIDTH / 2, SMALL, "bold"), group
                y += 0.08 if places else 0.0
                self.write(head if named else [], x, y, weight="bold", color=ACCENT)
                y += _tall(head) + 0.02
            name, small = _wrap(row, room, size, face), _wrap(note, room)
            words = _tall(name, size) + _tall(small)
            tall = max(words + 0.06, least[row]) * self.stretch
            if named:
                top = y + (0.05 if table == "words" else (tall - words) / 2)
                self.write(small, x, self.write(name, x, top, size, weight=face), color=SOFT)
            places.append((y + tall / 2, tall))
            y += tall
        return pd.DataFrame(places, names["row"], ["middle", "tall"]), y

    def axes(self, x: float, wide: float, end: float, plot: _Plot) -> Axes:
        """Axes from here to `end`, their y in inches from the top of the page, with few ticks."""
        place = (x / WIDTH, 1 - end / self.tall, wide / WIDTH, (end - self.y) / self.tall)
        axes = self.figure.add_axes(place, xlim=plot.limits, ylim=(end, self.y), yticks=[])
        axes.spines["bottom"].set_visible(bool(plot.axis))
        ticks = MaxNLocator(max(2, int(wide / 0.7)), steps=[1, 2, 5, 10]).tick_values(*plot.limits)
        inside = [t for t in ticks if plot.axis and plot.limits[0] <= t <= plot.limits[1]]
        axes.set_xticks(inside, [_number(tick, plot.options.get("number")) for tick in inside])
        return axes


# ── The forms ─────────────────────────────────────────────────────────────────────────────────────


@dataclass
class _Plot:
    """What a form has read: the columns drawn, the same by their use, each colour's look."""

    form: str
    drawn: pd.DataFrame
    marks: Any  # a DataFrame; pandas' own types don't know what a row of it holds
    looks: dict[str, Look]
    key: dict[str, Look]  # empty where rows, panels or labels name what the colours do
    options: Mapping[str, Option]
    axis: str  # the words under the axis; none where it has none
    limits: tuple[float, float] = (0.0, 1.0)
    front: float = 0.0  # inches left free before the axis, and behind it
    tail: float = 0.0


def _read(form: str, data: Any, options: Mapping[str, Option], **named: Option) -> _Plot:
    """The columns that a form draws, checked.

    Rows of one outlet that would fall on one place are told apart by article; rows that still do
    so are refused.
    """
    where = f"charts.{form}"
    if not isinstance(data, pd.DataFrame) or data.empty:
        kind = f"{type(data).__name__} {getattr(data, 'shape', '')}".strip()
        raise ValueError(f"{where} draws a DataFrame with rows, not a {kind}")
    if unknown := [option for option in options if option not in OPTIONS]:
        raise ValueError(f"{where} has no {unknown[0]}=; there are {', '.join(OPTIONS)}")
    columns = named | {use: options.get(use) for use in COLUMNS}
    used = {use: str(column) for use, column in columns.items() if column}
    if missing := [column for column in used.values() if column not in data]:
        has = ", ".join(map(str, data))
        raise ValueError(f"{where}: no column {missing[0]!r}; there are {has}")
    drawn = data[list(dict.fromkeys([*used.values(), *(c for c in BACK if c in data)]))]
    drawn = drawn.reset_index(drop=True)
    marks: Any = pd.DataFrame("", drawn.index, list(columns), dtype=object)
    for use, column in used.items():
        marks[use] = drawn[column].map(_text)
    for use in marks.columns.intersection(["x", "low", "high"]):
        marks[use] = drawn[used[use]].astype(float) if use in used else np.nan
    if columns["note"] == "n":
        marks["note"] = "n = " + marks["note"]
    apart = APART[form]
    if apart and marks.duplicated(apart).any() and {"outlet", "article_id"} <= set(drawn):
        marks["row"] += ", " + drawn["article_id"] if columns["row"] == "outlet" else ""
    if apart and marks.duplicated(apart).any():
        first = marks[marks.duplicated(apart)].iloc[0]
        place = ", ".join(f"{used[use]} {first[use]}" for use in apart if use in used)
        raise ValueError(f"{where}: two rows would fall on one place: {place}")
    colour = used.get("colour", "")
    values = data[colour] if colour else marks["colour"]
    order = values.cat.categories if isinstance(values.dtype, pd.CategoricalDtype) else values
    found = looks(filter(None, map(_text, order)), "side" if colour.endswith("side") else colour)
    if len(found) > len(MARKERS) and apart and marks.duplicated(["panel", "row"]).any():
        raise ValueError(f"{where}: {len(found)} values of {colour} can't be told apart, 12 can")
    found = {name: look for name, look in found.items() if name in set(marks["colour"])}
    found |= {} if colour else {"": Look(OUTLETS[0], "o")}
    told = colour in ("", *(used.get(use) for use in ("row", "panel", "label")))
    axis = str(options.get("axis", used.get("x", "").replace("_", " ")))
    return _Plot(form, drawn, marks, found, {} if told else found, options, axis)


def _panels(page: _Page, plot: _Plot, least: Any) -> Iterator[tuple[Axes, Any, float, float]]:
    """Panels side by side, each with its rows named, or the first alone where all have the same.

    Yields the Axes, the marks with their row's middle and height, the left edge, and the width.
    """
    parts = [part for _, part in plot.marks.groupby("panel", sort=False)]
    names = [part[["row", "note"]].drop_duplicates().to_numpy().tolist() for part in parts]
    shared = all(name == names[0] for name in names)
    across = math.ceil(len(parts) / math.ceil(len(parts) / (4 if shared else 3)))
    named, room = 1 if shared else across, WIDTH - 2 * EDGE - GAP * (across - 1)
    widest = max(_widest(plot.marks["row"], PLAIN, "bold"), _widest(plot.marks["note"], SMALL))
    gutter = min(widest + 0.15, 0.46 * room / named)
    wide = (room - gutter * named) / across
    inner = wide - plot.front - plot.tail
    under = _wrap(plot.axis, wide)
    titles = [_wrap(part["panel"].iloc[0], wide, LARGE, "bold") for part in parts]
    for start in range(0, len(parts), across):
        x, above, end = EDGE, page.y, 0.0
        page.y += max(_tall(title, LARGE) for title in titles) + 0.04 * any(titles)
        for number in range(start, min(start + across, len(parts))):
            first = number == start or not shared
            rows, bottom = page.rows(parts[number], least, x, gutter - 0.12, named=first)
            x += gutter if first else 0.0
            page.write(titles[number], x, above, LARGE, weight="bold")
            axes = page.axes(x + plot.front, inner, bottom, plot)
            middle = x + plot.front + inner / 2
            page.write(under, middle, bottom + 0.23, color=SOFT, ha="center")
            yield axes, parts[number].join(rows, on="row"), x + plot.front, inner
            x, end = x + wide + GAP, max(end, bottom)
        page.y = end + (0.3 + _tall(under) if under else 0.08)


def _reach(values: Any) -> tuple[float, float]:
    """The ends of an axis that holds zero and all values, with a little room."""
    low, high = min(0.0, values.min(axis=None)), max(0.0, values.max(axis=None))
    return 1.05 * low, 1.05 * high if high > low else 1.0


def dots(data: pd.DataFrame, *, x: str, y: str, **options: Option) -> Chart:
    """A dot for each row of the frame at `x`, in the row of the chart that `y` names.

    Args:
        data: one row for each y, panel and colour. A value that is NaN reads "no data".
        x: the column of values; positive lies right, and there is a line at zero.
        y: the column that names the rows, which stand in the frame's order.
        **options: those of the module; several colours in a row stand below each other.
    """
    plot = _read("dots", data, options, row=y, x=x)
    marks = plot.marks
    marks.loc[marks["x"].isna(), "label"] += " no data"
    plot.limits = _reach(marks[["x", "low", "high"]])
    plot.tail = min(_widest(marks["label"], SMALL) + 0.12, 1.7) if any(marks["label"]) else 0.0
    deep = max(_tall(_wrap(text, plot.tail - 0.1)) for text in marks["label"])
    several = marks.groupby(["panel", "row"])["x"]
    aside = several.cumcount() - (several.transform("size") - 1) / 2
    marks["aside"] = aside * max(0.18, deep + 0.03)
    least = several.size().groupby("row").max() * max(0.18, deep + 0.03) + 0.12
    return _chart(plot, f"{x} by {y}", partial(_dots, plot, least))


def _dots(plot: _Plot, least: Any, page: _Page) -> None:
    """Draw the marks as dots at x, `aside` from their row's middle, with their line and label."""
    for axes, marks, left, wide in _panels(page, plot, least):
        axes.axvline(0, color=FAINT, linewidth=1.2, zorder=0)
        for name, own in marks.groupby("colour", sort=False):
            look, at = plot.looks[name], own["middle"] + own["aside"]
            axes.hlines(at, own["low"], own["high"], color=look.colour, linewidth=2, alpha=0.6)
            axes.plot(own["x"], at, clip_on=False, **_dot(look))
        for mark in marks[marks["label"] != ""].itertuples():
            text, middle = _wrap(mark.label, plot.tail - 0.1), mark.middle + mark.aside
            page.write(text, left + wide + 0.1, middle - _tall(text) / 2)


def strip(data: pd.DataFrame, *, x: str, y: str, mean: bool = True, **options: Option) -> Chart:
    """Every row of the frame a dot, in the row of the chart that `y` names, with their number.

    Dots that would cover each other stand above each other, in the frame's order.

    Args:
        data: any number of rows for each y. A value that is NaN isn't drawn or counted.
        x: the column of values; positive lies right, and there is a line at zero.
        y: the column that names the rows, which stand in the frame's order.
        mean: whether each row's mean is marked by a stroke and written at the right. Without it
            the dots are strokes, as for places in a text from 0 (its start) to 1.
        **options: those of the module, without note and label.
    """
    plot = _read("strip", data, options, row=y, x=x)
    marks, several = plot.marks, plot.marks.groupby(["panel", "row"])["x"]
    of = "{0} sentence{1}" if mean and "sentence_id" in plot.drawn else "n = {0}"
    marks["note"] = [of.format(n, "s" * (n != 1)) for n in several.transform("count")]
    inside = not mean and marks["x"].dropna().between(0, 1).all()
    low, high = plot.limits = (0.0, 1.0) if inside else _reach(marks[["x"]])
    bins = (marks["x"] - low) / (high - low) * 70 // marks["panel"].nunique()
    crowd = marks["x"].groupby([marks["panel"], marks["row"], bins])
    aside = crowd.cumcount() - (crowd.transform("size") - 1) / 2
    marks["aside"] = aside * min(0.07, 0.42 / crowd.size().max()) if mean else 0.0
    shape = {"size": 4.4} if mean else {"size": 13.0, "marker": "|"}
    plot.looks = {name: look._replace(**shape) for name, look in plot.looks.items()}
    if mean:
        means = marks.drop_duplicates(["panel", "row"]).assign(aside=0.0, colour="mean")
        means["x"] = several.transform("mean")
        means["label"] = [_number(value, options.get("number") or "+.2f") for value in means["x"]]
        plot.marks = pd.concat([marks, means.dropna(subset="x")])
        plot.looks["mean"] = Look(INK, "|", 30.0)
        plot.tail, plot.key = 0.5, {**plot.key, "mean": Look(INK, "|", 9.0)}
    least = dict.fromkeys(marks["row"], 0.5 if mean else 0.3)
    return _chart(plot, f"{x} by {y}", partial(_dots, plot, least))


def bars(data: pd.DataFrame, *, x: str, y: str, **options: Option) -> Chart:
    """A bar from zero for each row of the frame, with its value at its end.

    Where a row of the chart has several values of `colour`, they are its parts, end to end, each
    with its value inside if that fits; none may be below zero.

    Args:
        data: one row for each y, panel and colour. A value that is NaN reads "no data".
        x: the column of values; positive lies right.
        y: the column that names the rows, which stand in the frame's order.
        **options: those of the module, without axis.
    """
    plot = _read("bars", data, options | {"axis": ""}, row=y, x=x)
    marks, number = plot.marks, options.get("number")
    if not options.get("label"):
        marks["label"] = [_number(v, number) if v == v else "no data" for v in marks["x"]]
    marks["x"] = marks["x"].fillna(0.0)
    several = marks.groupby(["panel", "row"])["x"]
    parts = several.size().max() > 1
    if parts and marks["x"].min() < 0:
        raise ValueError(f"charts.bars: {x} is below zero, which a part of a bar can't be")
    marks["end"] = several.cumsum()
    low, high = plot.limits = _reach(marks[["end"]])
    beside = _widest(marks["label"], PLAIN) + 0.08
    plot.front, plot.tail = beside * (low < 0), beside * (not parts)

    def draw(page: _Page) -> None:
        for axes, here, left, wide in _panels(page, plot, dict.fromkeys(marks["row"], 0.24)):
            inch, tall = wide / (high - low), 0.74 * here["tall"].min()
            for mark in here.itertuples():
                fill, middle = plot.looks[mark.colour].colour, mark.middle
                axes.barh(middle, mark.x, tall, mark.end - mark.x, color=fill, edgecolor="white")
                text, y = _wrap(mark.label, WIDTH, PLAIN), middle - LEADING * PLAIN / 2
                end = left + (mark.end - low) * inch
                if not parts:
                    side, aside = ("right", -0.05) if mark.x < 0 else ("left", 0.05)
                    page.write(text, end + aside, y, PLAIN, ha=side)
                elif mark.x * inch > _width(mark.label, SMALL):
                    size = PLAIN if mark.x * inch > _width(mark.label, PLAIN) + 0.06 else SMALL
                    at, ink = end - mark.x * inch / 2, _ink(fill)
                    page.write(text, at, y, size, ha="center", color=ink)
            axes.axvline(0, color=SOFT, linewidth=0.8)

    return _chart(plot, f"{x} by {y}", draw)


def _table(plot: _Plot, plain: str, gutter: float, gap: float, most: int, size: float) -> Chart:
    """Rows and columns of cells that say their `text`; one that is missing or empty has a dash.

    In a matrix a cell is a box of its `fill`; in a table of words it has a bar of its `fill`
    at its left. `gutter` is the room for the rows' names.
    """
    marks, boxed = plot.marks, plot.form == "matrix"
    heads, names = list(dict.fromkeys(marks["column"])), list(dict.fromkeys(marks["row"]))
    if len(heads) > most:
        raise ValueError(f"charts.{plot.form}: {len(heads)} columns can't be read, {most} can")
    step = (WIDTH - 2 * EDGE - gutter + gap) / len(heads)
    wide, inset = step - gap, 0.1 if plot.key and not boxed else 0.05 * boxed
    cells = marks.set_index(["row", "column"])[["text", "fill"]].replace("", np.nan)
    cells = cells.reindex(pd.MultiIndex.from_product([names, heads]))
    cells = cells.fillna({"text": "–", "fill": "#FFFFFF"})
    room = wide - inset
    cells["lines"] = [_wrap(text, room, size, marks=not boxed) for text in cells["text"]]
    high = cells["lines"].map(len).groupby(level=0).max() * LEADING * size
    least = high + (0.06 if boxed else 0.14)
    titles = [_wrap(head, wide, size, "bold") for head in heads]

    def draw(page: _Page) -> None:
        lefts = {head: EDGE + gutter + number * step for number, head in enumerate(heads)}
        base = page.y + max(_tall(title, size) for title in titles)
        for left, title in zip(lefts.values(), titles, strict=True):
            page.write(title, left, base - _tall(title, size), size, weight="bold")
        page.y = base + 0.05
        rows, page.y = page.rows(marks, least, EDGE, gutter - 0.12, table=plot.form)
        for row in rows.itertuples():
            top = row.middle - row.tall / 2
            page.box(EDGE, top, WIDTH - 2 * EDGE, 0, edgecolor=FAINT, linewidth=0.8)
            for head, left in lefts.items():
                _, fill, lines = cells.loc[(row.Index, head)]
                high = _tall(lines, size)
                if boxed:
                    page.box(left, top + 0.015, wide, row.tall - 0.03, color=fill)
                    ink, at, y = _ink(fill), left + wide / 2, row.middle - high / 2
                    page.write(lines, at, y, size, ha="center", color=ink)
                else:
                    page.box(left, top + 0.06, 0.04, high, color=fill)
                    page.write(lines, left + inset, top + 0.05, size)

    return _chart(plot, plain, draw)


def words(
    data: pd.DataFrame, *, row: str, column: str, text: str, mark: Option = None, **options: Option
) -> Chart:
    """A table of the articles' own words: a cell for each row of the frame.

    Args:
        data: one row for each cell. A cell that the frame doesn't have, or whose text is empty,
            shows a dash.
        row: names the rows; where all names are empty they take no room.
        column: names the columns, of which seven can be read.
        text: what the cells say. Words between ** and ** are bold, between __ and __ in colour.
        mark: a column of sides, outlets or voices, whose colour stands at the cell's left.
        **options: group, and those about the words around.
    """
    plot = _read("words", data, options | {"colour": mark}, row=row, column=column, text=text)
    marks = plot.marks
    marks["fill"] = [plot.looks[name].colour if name else "" for name in marks["colour"]]
    gutter = min(_widest(marks["row"], PLAIN, "bold"), 1.2) + 0.15 * any(marks["row"])
    size = PLAIN if marks["column"].nunique() < 5 else SMALL
    return _table(plot, f"{text} by {column}", gutter, GAP, 7, size)


def matrix(
    data: pd.DataFrame, *, row: str, column: str, value: str, text: Option = None, **options: Option
) -> Chart:
    """Rows by columns, facts by articles say: each cell filled and signed by its status.

    Args:
        data: one row for each cell. A cell that the frame doesn't have is absent.
        row: names the rows.
        column: names the columns, of which twelve can be read.
        value: own, attributed, denied, not_yet or absent (or empty, which is the same).
        text: a column of words beside the sign: who says so.
        **options: group, and those about the words around.
    """
    plot = _read("matrix", data, options, row=row, column=column, value=value, text=text)
    marks = plot.marks
    status = marks["value"].replace("", "absent")
    if wrong := set(status) - set(STATUSES):
        raise ValueError(f"charts.matrix: {min(wrong)!r} is no status: {', '.join(STATUSES)}")
    marks["fill"] = status.map(lambda found: STATUSES[found][0])
    marks["text"] = (status.map(lambda found: STATUSES[found][1]) + " " + marks["text"]).str.strip()
    used = [STATUSES[found] for found in STATUSES if found in set(status)]
    plot.key = {f"{sign} {name}": Look(fill, "s") for fill, sign, name in used}
    many = marks["column"].nunique()
    gutter = WIDTH - 2 * EDGE - many * min(0.85 if text else 0.63, 0.6 * WIDTH / many)
    return _table(plot, f"{value} by {row}", gutter, 0.03, 12, SMALL)


# ── Captions and files ────────────────────────────────────────────────────────────────────────────


def _csv(frame: pd.DataFrame) -> str:
    """The table as it is published: six significant digits, and no text that is a formula.

    A spreadsheet runs a text that begins with = + - or @; an apostrophe keeps it text.
    """
    table = frame.copy()
    for column, values in frame.items():
        if pd.api.types.is_float_dtype(values):
            table[column] = ["" if math.isnan(v) else f"{v + 0.0:.6g}" for v in values]
        elif not pd.api.types.is_numeric_dtype(values):
            table[column] = values.map(_text).str.replace(r"^(?=[=+\-@\t\r])", "'", regex=True)
    return table.to_csv(index=False, lineterminator="\n")


def _table_of(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)


def _captions() -> dict[str, dict[Any, str]]:
    """The rows of captions.csv by name; none where there is no such file."""
    path = FIGURES / "captions.csv"
    table = _table_of(path.read_text("utf-8") if path.is_file() else "name\n")
    return {str(row["name"]): dict(row) for row in table.to_dict("records")}


def _filled(template: str, frame: pd.DataFrame, where: str) -> str:
    """The template with its places filled in from the drawn data.

    A place is {column}, where all rows have one value; {column[key,key]}, for the row that has
    these keys in its columns of words; or {column:max} (min, sum, mean), over all rows or those
    with the keys. A format may follow: {share[axios]:.0%}, {n:sum:,}. {rows} is their number.
    """

    def fill(place: re.Match[str]) -> str:
        column, keys, how, spec = place.groups(default="")
        own = frame.assign(rows=len(frame)) if column == "rows" else frame
        said = own.select_dtypes(exclude="number").map(_text)
        for key in filter(None, keys.split(",")):
            own = own[(said.loc[own.index] == key.strip()).any(axis=1)]
        values = own.get(column, pd.Series(dtype=float))
        if values.nunique() != 1 and not (how and len(values)):
            what = f"{values.nunique()} values" if column in own else f"no column {column!r}"
            raise ValueError(f"{where}: {place[0]} can't be filled: {what} in {len(own)} rows")
        value = getattr(values, how)() if how else values.iloc[0]
        return value if isinstance(value, str) else _number(value, spec)

    return PLACE.sub(fill, template)


def _differences(name: str, table: str) -> str:
    """Where the drawn table differs from the published one, up to three cells of it; "" nowhere."""
    path = FIGURES / f"{name}.csv"
    if not path.is_file():
        return f"figures/{name}.csv isn't there"
    old, new = _table_of(path.read_text("utf-8")), _table_of(table)
    if list(old) != list(new) or len(old) != len(new):
        sizes = [f"{len(rows)} rows of {', '.join(rows.columns)}" for rows in (old, new)]
        return f"published are {sizes[0]}; drawn are {sizes[1]}"
    was, now = (rows.apply(pd.to_numeric, errors="coerce") for rows in (old, new))
    near = np.isclose(was, now, rtol=1e-5, atol=1e-9)
    cells = zip(*np.nonzero((old != new).to_numpy() & ~near), strict=True)
    return "; ".join(
        f"row {r + 1}, {old.columns[c]}: published {old.iat[r, c]!r}, drawn {new.iat[r, c]!r}"
        for r, c in list(cells)[:3]
    )


def _chart(plot: _Plot, plain: str, draw: Callable[[_Page], None]) -> Chart:
    """The chart with the words around it: its caption's, if the data are those published."""
    said = {word: str(plot.options.get(word) or "") for word in WORDS}
    name, changed = str(plot.options.get("caption") or ""), ""
    mode, where = os.environ.get("RERUN"), f"figures/captions.csv, caption {name!r}"
    if name:
        captions = _captions()
        if name not in captions:
            raise ValueError(f"{where}: there is none; there are {', '.join(captions)}")
        changed = _differences(name, _csv(plot.drawn)) if mode != "accept" else ""
        if changed and mode == "check":
            raise ValueError(f"{where}: the data differ from figures/{name}.csv: {changed}")
        for word in WORDS if not changed else ():
            said[word] = _filled(captions[name][word], plot.drawn, f"{where}, {word}")
        said["subtitle"] += f" {CHANGED}" if changed else ""
    title = said["title"] or plain.replace("_", " ")
    alt = said["alt"] or f"{title}: {plot.form} for {', '.join(dict.fromkeys(plot.marks['row']))}"

    def page(tall: float, stretch: float) -> _Page:
        sheet = _Page(tall, stretch)
        sheet.paragraph(title, TITLE, "bold", INK)
        sheet.paragraph(said["subtitle"], LARGE, "normal", SOFT)
        sheet.y += 0.1
        sheet.key(plot.key)
        draw(sheet)
        sheet.y += 0.06
        sheet.paragraph(said["source"], SMALL, "normal", SOFT)
        return sheet

    with rc_context(STYLE):
        tall, height, stretch = page(1.0, 1.0).y + EDGE, float(plot.options.get("height") or 0), 1.0
        if height > tall:
            stretch += (height - tall) / (page(1.0, 2.0).y + EDGE - tall)
        sheet = page(max(tall, height), stretch)
    return Chart(sheet.figure, plot.drawn, title, " ".join(alt.split()), name, bool(changed))


@dataclass
class Chart:
    """A chart that shows itself in a notebook: the picture once, with its alt text.

    `data` is what is drawn, and `changed` says whether that differs from what is published under
    the caption; `name` is that of the files which `export` has written, or has held back.
    """

    figure: Figure
    data: pd.DataFrame
    title: str
    alt: str
    caption: str = ""
    changed: bool = False
    name: str = ""
    held: bool = False

    @cached_property
    def png(self) -> bytes:
        """The picture in 256 colours: a third of the bytes, no difference that an eye sees."""
        drawn = Image.open(io.BytesIO(_saved(self.figure, "png", "Software"))).convert("RGB")
        small = io.BytesIO()
        drawn.quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(small, "PNG")
        return small.getvalue()

    def __repr__(self) -> str:
        place = f"figures/{self.name or self.caption or '(not exported)'}"
        held = " not written, since it isn't the published figure" if self.held else ""
        return f"{place}{held}: {self.alt}"

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
        picture = base64.b64encode(self.png).decode()
        return {"image/png": picture, "text/plain": repr(self)}, {"image/png": {"alt": self.alt}}


def _saved(figure: Figure, kind: str, dated: str) -> bytes:
    """The figure as a file without what differs from run to run."""
    file = io.BytesIO()
    with rc_context(STYLE):
        figure.savefig(file, format=kind, metadata={dated: None})
    return file.getvalue()


def _faults(figure: Figure) -> str:
    """Words that reach over the edge, and words that stand on others."""
    figure.draw_without_rendering()
    texts = [
        text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()
    ]
    said = [text.get_text() for text in texts]
    boxes = np.array([text.get_window_extent().extents for text in texts])
    low, high = boxes[:, :2] + 2, boxes[:, 2:] - 2  # a pixel of a neighbour doesn't hurt
    over = ((low < 0) | (high > figure.bbox.size)).any(axis=1)
    on = ((low[:, None] < high) & (low < high[:, None])).all(axis=2)
    faults = [f"over the edge: {said[number]!r}" for number in np.nonzero(over)[0]]
    pairs = np.argwhere(np.triu(on, 1))
    return "; ".join(faults + [f"on each other: {said[a]!r}, {said[b]!r}" for a, b in pairs])


def export(
    chart: Chart, name: str = "", *, folder: str | Path | None = None, pdf: bool = False
) -> Chart:
    """Write NAME.svg, NAME.png and NAME.csv (what is drawn), all or none of them; NAME.pdf too.

    The same chart gives the same bytes each time. `name` is by default the caption's. `folder` is
    by default the environment variable FIGURES, or figures/ of the project, where a chart of other
    data, or without its caption, doesn't overwrite a published figure: nothing is written then, and
    the chart says so.

    Raises ValueError for a name that is none, and under RERUN for words that are cut off or stand
    on others, of which else a warning tells; OSError, in one line, where the files can't be
    written, and then what stood there stays.
    """
    name = name or chart.caption
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", name):
        raise ValueError(f"figure name {name!r}: use lower-case letters, digits and hyphens")
    if faults := _faults(chart.figure):
        if os.environ.get("RERUN"):
            raise ValueError(f"figure {name}: words {faults}")
        warnings.warn(f"figure {name}: words {faults}", stacklevel=2)
    chart.name, published = name, folder is None and name in _captions()
    chart.held = published and (chart.changed or name != chart.caption)
    if not chart.held:
        files = {"svg": _saved(chart.figure, "svg", "Date"), "png": chart.png}
        files |= {"csv": _csv(chart.data).encode()}
        files |= {"pdf": _saved(chart.figure, "pdf", "CreationDate")} if pdf else {}
        target = Path(folder or os.environ.get("FIGURES") or FIGURES)
        _write(target, {f"{name}.{kind}": content for kind, content in files.items()})
    return chart


def _write(target: Path, files: Mapping[str, bytes]) -> None:
    """Write all files or none, so that no picture stands beside another's table."""
    old = {name: (target / name).read_bytes() for name in files if (target / name).is_file()}
    moved: list[str] = []
    try:
        target.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".figure-", dir=target) as fresh:
            for name, content in files.items():
                Path(fresh, name).write_bytes(content)
            for name in files:
                os.replace(Path(fresh, name), target / name)
                moved.append(name)
    except OSError as error:
        for name in moved:
            path = target / name
            path.write_bytes(old[name]) if name in old else path.unlink()
        problem = f"{', '.join(files)} not written, what stood there stays: {error.strerror}"
        raise OSError(f"{target}: {problem}") from None
