"""Five forms of a chart, each from a tidy frame and the names of its columns; captions; `export`.

    charts.bars(terms.frequencies(corpus), x="frequency", y="term", panel="group")

A form returns a `Chart`, which shows itself in a notebook, once and with its alt text, and which
`export` writes. Besides its own columns each form takes, as far as they make sense for it:

    colour     a column of outlets, sides or passes of coding
    panel      a column whose values get a panel each, three side by side
    group      a column of headings above groups of rows
    low, high  columns with the ends of an interval or a range, a line through each dot
    number     how numbers are written, as Python formats them: ".0%", "+.2f"
    axis       the words under the axis; by default the name of x
    caption    a row of figures/captions.csv; for charts without one there are
    title, subtitle, source, alt
    width      of the page, in inches; by default 18 cm. Its height is what the rows need

Rows, panels, columns and parts of bars stand in the order of their categories where the column is
Categorical, and then an outlet keeps its colour in every frame; otherwise in the frame's order.

A form raises ValueError, in one line, for columns that aren't there, two rows that would fall on
one place, more than twelve colours that have to be told apart, or a caption that can't be filled.

Environment: FIGURES is where `export` writes; RERUN=check makes other data than the published an
error, and RERUN=accept takes them.
"""

from __future__ import annotations

import io
import os
import re
import warnings
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import font_source_sans_pro
import numpy as np
import pandas as pd
from matplotlib import rc_context, rc_params_from_file
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.ticker import MaxNLocator
from pandas.testing import assert_frame_equal
from PIL import Image

from analysis.intake import as_csv
from analysis.story import among

FIGURES = Path(__file__).parents[1] / "figures"
STYLE = rc_params_from_file(Path(__file__).with_name("five_tellings.mplstyle"), False, False)
IN_WORDS = "The picture in words"
CHANGED = "The data differ from those published: the title is left off, nothing is exported."

# Inches: the page (18 cm), its edge, between columns; sizes of type, each line 1.22 sizes high.
WIDTH, EDGE, GAP, LEADING = 7.09, 0.06, 0.18, 1.22
SMALL, PLAIN, LARGE, TITLE = 8 / 72, 9 / 72, 9.5 / 72, 13 / 72
INK, SOFT, FAINT, ACCENT = "#222222", "#555555", "#D9D9D9", "#A3325F"

for path in sorted(Path(font_source_sans_pro.font_directory).glob("SourceSansPro-*.ttf")):
    fontManager.addfont(path)

# The first colours of each palette step through lightness, so that they hold in grey and for
# colour-blind readers (tests/test_charts.py simulates both); further on the markers tell more than
# the colours. No colour of a flag of this story is among them.
OUTLETS, MARKERS = (STYLE["axes.prop_cycle"].by_key()[key] for key in ("color", "marker"))
SIDES = ["#5B2A6E", "#178A78", "#B8B8B8", "#C9782B", *OUTLETS[4:]]

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
COLUMNS = ("colour", "panel", "group", "low", "high")
WORDS = ("title", "subtitle", "source", "alt")
MARKS: dict[str, Any] = dict.fromkeys(("row", "panel", "colour", "group", "text", "fill"), "")
MARKS |= {"low": np.nan, "high": np.nan, "mean": np.nan, "tall": 0.0}
OPTIONS = (*COLUMNS, "number", "axis", "caption", *WORDS, "width")
PLACE = re.compile(r"\{([^][{}:]+)(?:\[([^][{}]+)\])?(?::(min|max|sum|mean))?(?::([^{}]*))?\}")
MARK = re.compile("([\1\2])")  # in a text: from here on, or no longer …
BREAK = re.compile(r"\s++(?![·×])")  # where a line may end: not before a sign of `units.listed`
FACES = {"\1": {"weight": "bold"}, "\2": {"style": "italic", "color": ACCENT}}

Option = str | float | None


# ── Text ──────────────────────────────────────────────────────────────────────────────────────────


def _texts(values: Any) -> Any:
    """What the cells of a column say."""
    return values.astype("string").fillna("").astype(object)


def _number(value: float, spec: Option = "") -> str:
    """A number for the eye, with a true minus, and none before zero."""
    text = format(value, str(spec or (",.0f" if float(value).is_integer() else ".3g")))
    return text.replace("-", "−" if re.search("[1-9]", text) else "", 1)


@lru_cache(maxsize=100_000)
def _width(text: str, size: float, **look: Any) -> float:
    """How wide a text of this weight and style is, in inches; its marks take no room."""
    face = {name: look[name] for name in ("weight", "style") if name in look}
    font = FontProperties(family=STYLE["font.family"], size=size * 72, **face)
    measured = text_to_path.get_text_width_height_descent(MARK.sub("", text), font, False)
    return float(measured[0]) / 72


def _widest(texts: Iterable[str], size: float, weight: str = "normal") -> float:
    return max((_width(text, size, weight=weight) for text in texts), default=0.0)


def _wrap(text: str, room: float, size: float, weight: str = "normal") -> list[str]:
    """Break a text into lines at most `room` inches wide; only a longer word sticks out."""
    lines = []
    for paragraph in text.splitlines():
        lines.append("")
        for word in BREAK.split(paragraph.strip()):
            longer = f"{lines[-1]} {word}".lstrip()
            full = lines[-1] and _width(longer, size, weight=weight) > room
            lines[-1:] = [lines[-1], word] if full else [longer]
    return lines


def _ink(fill: str) -> str:
    """The ink that reads on that fill."""
    return INK if np.dot(to_rgb(fill), [0.3, 0.6, 0.1]) > 0.5 else "white"


# ── The chart ─────────────────────────────────────────────────────────────────────────────────────


class Chart:
    """What a form has read, drawn on a page; it shows itself in a notebook with its alt text.

    One Axes lies over the whole page: places are inches from its top left, and `y` is where to go
    on. Panels are columns as those of a table are; `marks` has a row for each dot, bar or cell.

    Public are `figure`, `data` (what is drawn), `alt`, `caption` (its name), `changed` (how the
    data differ from those published under it, if they do) and `png`.
    """

    alt = caption = changed = ""
    size, weight = PLAIN, "bold"  # of the names of rows and the heads; cells have that size
    share, pad = 0.35, 0.03  # of the width for names, at most; inches above and below words
    limits = (0.0, 1.0)
    gap, least = GAP, 0.8  # inches between columns, and of an axis or words at least
    front = tail = 0.0  # inches of a column left free before its axis, and behind it
    paint: Callable[[Axes, Any, float], None] | None = None  # draws a column; none in a table

    def __init__(self, form: str, data: Any, options: dict[str, Option], **named: Option) -> None:
        """Read the columns that a form draws, checked and in order.

        Articles of one outlet that would fall on one place are told apart; rows that still do so
        are refused.
        """
        where = f"charts.{form}"
        if not isinstance(data, pd.DataFrame) or data.empty:
            raise ValueError(f"{where} draws a DataFrame with rows")
        among(options, OPTIONS, "option")
        used = {k: str(c) for k in (*named, *COLUMNS) if (c := (named | options).get(k))}
        among(used.values(), [*map(str, data)], "column")
        drawn = data[list(dict.fromkeys([*used.values(), *(c for c in BACK if c in data)]))]
        drawn = _ordered(drawn, [used["row"], used.get("colour")]).reset_index(drop=True)
        marks: Any = pd.DataFrame(MARKS, drawn.index)
        for use, column in used.items():
            marks[use] = drawn[column] if use in ("x", "low", "high") else _texts(drawn[column])
        marks["place"] = marks.index if form == "strip" else 0
        apart = ["row", "panel", "colour", "place"]
        for use in ("row", "panel"):
            if used.get(use) == "outlet" and "article_id" in drawn and any(marks.duplicated(apart)):
                marks[use] += ", " + drawn["article_id"]
        for twice in marks[marks.duplicated(apart)].to_dict("records"):
            place = ", ".join(f"{used[use]} {twice[use]}" for use in apart if use in used)
            raise ValueError(f"{where}: two rows would fall on one place: {place}")
        self.columns = [*dict.fromkeys(marks["panel"][_ordered(drawn, [used.get("panel")]).index])]
        self.marks, self.data = marks.assign(name=marks["row"]), drawn
        colour = used.get("colour", "")
        every = getattr(drawn[colour].dtype, "categories", ()) if colour else ()
        palette = SIDES if colour.endswith("side") else OUTLETS
        order = enumerate(dict.fromkeys([*map(str, every), *marks["colour"]]))
        self.looks = {name: (palette[min(n, 11)], MARKERS[min(n, 11)]) for n, name in order}
        self.key = {} if colour in ("", used["row"], used.get("panel")) else self.looks
        if len(self.key) > len(palette):
            raise ValueError(f"{where}: {len(self.key)} values of {colour} can't be told apart")
        self.options, self.plain = options, " by ".join([*used.values()][1::-1])
        self.axis = str(options.get("axis", used.get("x", "").replace("_", " ")))
        self.width, self.y, self.figure = float(options.get("width") or WIDTH), EDGE, Figure()
        self.axes = self.figure.add_axes((0, 0, 1, 1), xlim=(0, self.width), ylim=(1, 0))
        self.axes.set_axis_off()

    def write(self, lines: list[str], x: float, y: float, size: float, **look: Any) -> None:
        """Write lines downwards from y; what stands between marks is bold, or set off."""
        on: set[str] = set()
        for number, line in enumerate(lines):
            left, base = x, y + (number + 0.77) * LEADING * size
            for piece in MARK.split(line):
                on ^= {piece} & set(FACES)
                style = look | {key: value for mark in on for key, value in FACES[mark].items()}
                self.axes.text(left, base, piece.strip("\1\2"), size=size * 72, **style)
                left += _width(piece, size, **style)

    def paragraph(self, text: str, size: float, weight: str, color: str) -> None:
        """Write a text over the whole width and go on below it."""
        lines = _wrap(text, self.width - 2 * EDGE, size, weight)
        self.write(lines, EDGE, self.y, size, weight=weight, color=color)
        self.y += len(lines) * LEADING * size

    def name_rows(self, room: float, columns: Iterable[str]) -> Any:
        """Lay the rows out downwards, with their names; returns each one's top, middle and height.

        Cells are as high as the words in these columns. A new group has its name above.
        """
        last, places = "", dict[str, Any]()
        own = self.marks["panel"].isin([*columns]) | (self.paint is not None)
        tall = self.marks["tall"].where(own, 0.0).groupby(self.marks["row"]).max()
        for row in self.marks.drop_duplicates("row").itertuples():
            if row.group not in ("", last):
                self.y, last = self.y + 0.1 * bool(places), row.group
                self.paragraph(row.group, SMALL, "bold", ACCENT)
            name = _wrap(row.name, room, self.size, self.weight)
            words = len(name) * LEADING * self.size
            high = max(tall[row.row], words + 2 * self.pad)
            top = self.y + ((high - words) / 2 if self.paint else self.pad)
            self.write(name, EDGE, top, self.size, weight=self.weight)
            self.axes.hlines(self.y, EDGE, self.width - EDGE, FAINT, lw=0.8 * (not self.paint))
            places[row.row] = self.y, self.y + high / 2, high
            self.y += high
        return pd.DataFrame.from_dict(places, "index", columns=["top", "middle", "deep"])

    def panel(self, left: float, top: float, wide: float) -> Axes:
        """Axes from `top` to here, their y in inches from the top of the page, with few ticks."""
        place, (low, high) = (left, top, wide, self.y - top), self.limits
        axes = self.axes.inset_axes(place, transform=self.axes.transData)
        axes.set(xlim=(low, high), ylim=(self.y, top), yticks=[], xlabel=self.axis)
        axes.xaxis.set_major_locator(MaxNLocator(max(2, int(wide / 0.7)), steps=[1, 2, 5, 10]))
        axes.xaxis.set_major_formatter(lambda tick, _: _number(tick, self.options.get("number")))
        axes.xaxis.set_visible(bool(self.axis))
        axes.spines["bottom"].set_visible(bool(self.axis))
        return axes

    def lay(self) -> None:
        """Lay out what all forms have: names of rows, heads of columns, and cells of words or Axes.

        As many columns stand side by side as there is room for; the others come below them. Names
        have the room of their longest word at least.
        """
        marks, face = self.marks, (self.size, self.weight)
        names, line = set(marks["name"]), LEADING * self.size
        narrow = min(_widest(names, *face), self.share * self.width)
        narrow = max(narrow, _widest(" ".join(names).split(), *face))
        left = EDGE + narrow + 0.15 * any(names)
        words = _widest(BREAK.split(" ".join([*self.columns, *marks["text"]])), self.size, "bold")
        room = self.width - EDGE - left + self.gap
        least = max(words, self.front + self.tail + self.least) + self.gap
        across = max(1, int(room / least))
        across = -(-len(self.columns) // -(-len(self.columns) // across))
        wide = room / across - self.gap
        weight = "bold" if "\1" in "".join(marks["text"]) else "normal"
        marks["lines"] = [_wrap(text, wide, self.size, weight) for text in marks["text"]]
        marks["tall"] = np.maximum(marks["tall"], marks["lines"].map(len) * line + 2 * self.pad)
        for start in range(0, len(self.columns), across):
            heads = {c: _wrap(c, wide, *face) for c in self.columns[start : start + across]}
            base = self.y + max(map(len, heads.values())) * line
            self.y = top = base + 0.04
            rows = self.name_rows(narrow, heads)
            for number, (column, head) in enumerate(heads.items()):
                at = left + number * (wide + self.gap)
                self.write(head, at, base - len(head) * line, self.size, weight="bold")
                own = rows.join(marks[marks["panel"] == column].set_index("row"))
                if self.paint:
                    inch = wide - self.front - self.tail
                    self.paint(self.panel(at + self.front, top, inch), own, inch)
                    continue
                for cell in own.fillna({"lines": "", "fill": ""}).itertuples():
                    box = cell.top, wide + self.gap, cell.deep, at - self.gap / 2
                    self.axes.barh(*box, align="edge", color=cell.fill or "none", zorder=0)
                    ink = _ink(cell.fill or "white")
                    self.write(cell.lines or ["–"], at, cell.top + self.pad, self.size, color=ink)
            self.y += 0.45 if self.axis else 0.14

    def finish(self) -> Chart:
        """Draw it all, with the words around it: its caption's, if the data are those published."""
        said = {word: str(self.options.get(word) or "") for word in WORDS}
        self.caption, mode = str(self.options.get("caption") or ""), os.environ.get("RERUN")
        if self.caption:
            where, captions = f"figures/captions.csv, caption {self.caption!r}", _captions()
            among(self.caption, [*captions], "caption")
            if mode != "accept":
                self.changed = _difference(self.caption, as_table(self.data))
            if self.changed and mode == "check":
                raise ValueError(f"{where}: other data than in {self.caption}.csv: {self.changed}")
            for word in WORDS if not self.changed else ():
                said[word] = _filled(captions[self.caption][word], self.data, f"{where}, {word}")
        title = said["title"] or self.plain.replace("_", " ")
        names = filter(None, dict.fromkeys([*self.marks["name"], *self.columns]))
        alt = said["alt"] or f"{title}: {', '.join(names)}"
        self.alt = " ".join(alt.split())
        with rc_context(STYLE):
            self.paragraph(title, TITLE, "bold", INK)
            self.paragraph(said["subtitle"], LARGE, "normal", SOFT)
            self.paragraph(CHANGED * bool(self.changed), LARGE, "normal", ACCENT)
            across = max(1, int((self.width - EDGE) / (_widest(self.key, PLAIN) + 0.4)))
            dots = [Line2D([], [], ls="", color=c, marker=m) for c, m in self.key.values()]
            legend = self.axes.legend(dots, [*self.key], ncols=across)
            legend.set_bbox_to_anchor((EDGE, self.y + 0.1), self.axes.transData)
            self.y += 0.1 + 0.19 * np.ceil(len(dots) / across)
            self.lay()
            self.paragraph(said["source"], SMALL, "normal", SOFT)
            self.axes.set_ylim(self.y + EDGE, 0)
            self.figure.set_size_inches(self.width, self.y + EDGE)
        return self

    def saved(self, kind: str, dated: str) -> bytes:
        """The figure as a file without what differs from run to run."""
        file = io.BytesIO()
        with rc_context(STYLE):
            self.figure.savefig(file, format=kind, metadata={dated: None})
        # Control characters, which a text may hold and XML may not.
        bad = rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]"
        return re.sub(bad, b"", file.getvalue()) if kind == "svg" else file.getvalue()

    @cached_property
    def png(self) -> bytes:
        """The picture in 256 colours: a third of the bytes, no difference that an eye sees."""
        drawn = Image.open(io.BytesIO(self.saved("png", "Software"))).convert("RGB")
        small = io.BytesIO()
        drawn.quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(small, "PNG")
        return small.getvalue()

    def __repr__(self) -> str:
        return f"figures/{self.caption or '(without a caption)'}: {self.alt}"

    def _ipython_display_(self) -> None:
        """The picture, and behind a line that opens its words: JupyterLab shows no alt text."""
        from IPython.display import display

        picture = {"image/png": self.png, "text/plain": repr(self)}
        display(picture, raw=True, metadata={"image/png": {"alt": self.alt}})
        told = f"<details><summary>{IN_WORDS}</summary>{escape(self.alt)}</details>"
        display({"text/html": told, "text/plain": IN_WORDS}, raw=True)

    def faults(self) -> str:
        """The words that reach over the edge or stand on others."""
        texts = [text for text in self.figure.findobj(Text) if text.get_text().strip()]
        with rc_context(STYLE):
            self.figure.draw_without_rendering()
            boxes = np.array([text.get_window_extent().extents for text in texts])
        low, high = boxes[:, :2] + 2, boxes[:, 2:] - 2  # a pixel of a neighbour doesn't hurt
        on = ((low[:, None] < high) & (low < high[:, None])).all(axis=2).sum(axis=1) > 1
        over = ((low < 0) | (high > self.figure.bbox.size)).any(axis=1)
        return ", ".join(repr(texts[n].get_text()) for n in np.flatnonzero(on | over))


# ── The forms ─────────────────────────────────────────────────────────────────────────────────────


def _ordered(frame: pd.DataFrame, columns: Iterable[str | None]) -> pd.DataFrame:
    """The frame in the order of these columns' categories, where they have some."""
    by = [c for c in columns if c and isinstance(frame[c].dtype, pd.CategoricalDtype)]
    return frame.sort_values(by, kind="stable") if by else frame


def _reach(values: Any) -> tuple[float, float]:
    """The ends of an axis that holds zero and all values, with a little room."""
    low, high = min(0.0, values.min(axis=None)), max(0.0, values.max(axis=None))
    return 1.05 * low, 1.05 * high if high > low else 1.0


def dots(data: pd.DataFrame, *, x: str, y: str, **options: Option) -> Chart:
    """A dot for each row of the frame at `x`, in the row of the chart that `y` names.

    Args:
        data: one row for each y, panel and colour. A value that is NaN reads "no data".
        x: the column of values; positive lies right, and there is a line at zero.
        y: the column that names the rows.
        **options: those of the module; several colours in a row stand below each other.
    """
    chart = Chart("dots", data, options, row=y, x=x)
    marks, several = chart.marks, chart.marks.groupby(["panel", "row"])["x"]
    marks["aside"] = 0.18 * (several.cumcount() - (several.transform("size") - 1) / 2)
    marks["tall"] = 0.18 * several.transform("size") + 0.12
    marks["said"] = np.where(marks["x"].isna(), (marks["colour"] + " no data").str.strip(), "")
    chart.limits = _reach(marks[["x", "low", "high"]])
    return _dotted(chart)


def strip(data: pd.DataFrame, *, x: str, y: str, mean: bool = True, **options: Option) -> Chart:
    """Every row of the frame a dot, in the row of the chart that `y` names, with their number.

    Dots that would cover each other stand above each other.

    Args:
        data: any number of rows for each y. A value that is NaN isn't drawn or counted.
        x: the column of values; positive lies right, and there is a line at zero.
        y: the column that names the rows.
        mean: whether each row's mean is marked by a stroke and written at the right. Without it
            the axis runs from 0 to 1, for places in a text.
        **options: those of the module, without low and high.
    """
    chart = Chart("strip", data, options, row=y, x=x)
    marks, several = chart.marks, chart.marks.groupby(["panel", "row"])["x"]
    low, high = chart.limits = _reach(marks[["x"]]) if mean else (0.0, 1.0)
    bins = (marks["x"] - low) / (high - low) * 60 // len(chart.columns)
    crowd = marks["x"].groupby([marks["panel"], marks["row"], bins])
    aside = crowd.cumcount() - (crowd.transform("size") - 1) / 2
    marks["aside"] = aside * min(0.08, 0.45 / crowd.size().max())
    marks["tall"] = 0.25 + 0.35 * mean
    marks["mean"] = several.transform("mean") if mean else np.nan
    said = [f"mean {_number(value, '+.2f')}\n" if mean else "" for value in marks["mean"]]
    marks["said"] = pd.Series(said) + "n = " + several.transform("count").astype(str)
    return _dotted(chart)


def _dotted(chart: Chart) -> Chart:
    """Draw dots at x, `aside` from their row's middle; what is `said` stands at the right."""

    def paint(axes: Axes, marks: Any, wide: float) -> None:
        axes.axvline(0, color=FAINT, linewidth=1.2, zorder=0)
        for name, own in marks.groupby("colour", sort=False):
            (colour, marker), y = chart.looks[name], own["middle"] + own["aside"]
            axes.hlines(y, own["low"], own["high"], colour, alpha=0.6)
            axes.plot(own["x"], y, marker, color=colour, clip_on=False)
        for middle, row in marks.dropna(subset="said").groupby("middle"):
            axes.vlines(row["mean"].iloc[0], middle - 0.22, middle + 0.22, INK, lw=1.4)
            said, place = "\n".join(filter(None, row["said"].unique())), axes.get_yaxis_transform()
            axes.text(1 + 0.14 / wide, middle, said, transform=place, va="center", size=8)

    chart.tail = 0.14 + _widest("\n".join(chart.marks["said"]).splitlines(), SMALL)
    chart.paint = paint
    return chart.finish()


def bars(data: pd.DataFrame, *, x: str, y: str, **options: Option) -> Chart:
    """A bar from zero for each row of the frame, with its value at its end.

    Where a row of the chart has several values of `colour`, they are its parts, end to end, each
    with its value inside, or at the end of the bar if there is no room; none may be below zero.

    Args:
        data: one row for each y, panel and colour. A value that is NaN reads "no data".
        x: the column of values; positive lies right.
        y: the column that names the rows; each panel has rows of its own.
        **options: those of the module, without axis, low and high.
    """
    chart = Chart("bars", data, options | {"axis": ""}, row=y, x=x)
    marks, number, place = chart.marks, options.get("number"), ["panel", "row"]
    parts = marks.duplicated(place).any()
    if parts and marks["x"].min() < 0:
        raise ValueError(f"charts.bars: {x} is below zero, which a part of a bar can't be")
    marks["said"] = [_number(v, number) if v == v else "no data" for v in marks["x"]]
    marks.loc[parts & (marks["x"] == 0), "said"] = ""
    marks["x"] = marks["x"].fillna(0.0)
    marks["start"] = marks.groupby(place)["x"].cumsum() - marks["x"]
    low, high = chart.limits = _reach(marks["start"] + marks["x"])
    beside = _widest(marks["said"], PLAIN) + 0.1
    before = 0.1 + beside * (low < 0)
    chart.front, chart.tail = _widest(marks["row"], PLAIN) + before, beside * (1 + parts)
    rank = marks.groupby("panel")["row"].transform(lambda names: pd.factorize(names)[0])
    marks = marks.assign(name="", bar=marks["row"], row=rank, tall=0.24)
    chart.marks = marks.sort_values("row", kind="stable")

    def paint(axes: Axes, marks: Any, wide: float) -> None:
        marks = marks.dropna(subset="bar")
        axes.set_yticks(marks["middle"].unique(), marks["bar"].unique())
        axes.tick_params("y", pad=72 * (before - 0.05))
        axes.axvline(0, color=SOFT, linewidth=0.8)
        for _, bar in marks.groupby("middle"):
            fills, said = [chart.looks[name][0] for name in bar["colour"]], bar["said"]
            drawn = axes.barh(bar["middle"], bar["x"], 0.18, bar["start"], color=fills)
            room = bar["x"] * wide / (high - low) - 0.03
            inside = said.where(parts & (said.map(lambda text: _width(text, SMALL)) < room), "")
            labels = axes.bar_label(drawn, inside, label_type="center", size=8)
            for label, fill in zip(labels, fills, strict=True):
                label.set_color(_ink(fill))
            beyond = [text for text in said[inside == ""] if text]
            if len(beyond) < 3:  # more can't be told apart
                axes.bar_label(drawn, [*[""] * (len(bar) - 1), ", ".join(beyond)], padding=4)

    chart.paint = paint
    return chart.finish()


def words(data: pd.DataFrame, *, row: str, column: str, text: str, **options: Option) -> Chart:
    """A table of the articles' own words: a cell for each row of the frame.

    Args:
        data: one row for each cell. A cell that the frame doesn't have, or whose text is empty,
            shows a dash.
        row: names the rows; where all names are empty they take no room.
        column: names the columns.
        text: what the cells say. What stands between ** and ** is bold, and between __ and __ in
            italics and colour; such passages may nest.
        **options: group, and those about the words around.
    """
    chart = Chart("words", data, options, row=row, panel=column, text=text)
    chart.size = PLAIN if len(chart.columns) < 5 else SMALL
    chart.share, chart.pad, chart.least = 0.17, 0.07, 1.0
    for sign, mark in (("**", "\1"), ("__", "\2")):
        chart.marks["text"] = chart.marks["text"].str.replace(sign, mark)
    return chart.finish()


def matrix(data: pd.DataFrame, *, row: str, column: str, value: str, **options: Option) -> Chart:
    """Rows by columns, facts by articles say: each cell filled and signed by its status.

    Args:
        data: one row for each cell. A cell that the frame doesn't have is absent.
        row: names the rows.
        column: names the columns.
        value: own, attributed, denied, not_yet or absent (or empty, which is the same).
        **options: group, and those about the words around.
    """
    chart = Chart("matrix", data, options, row=row, panel=column, text=value)
    chart.size, chart.weight, chart.share = SMALL, "normal", 0.47
    chart.gap, chart.least = 0.08, 0.3
    status = chart.marks["text"].replace("", "absent")
    among(status, [*STATUSES], "status")
    chart.marks[["fill", "text"]] = [STATUSES[found][:2] for found in status]
    used = [look for name, look in STATUSES.items() if name in set(status)]
    chart.key = {f"{sign} {name}": (fill, "s") for fill, sign, name in used}
    return chart.finish()


# ── Captions and files ────────────────────────────────────────────────────────────────────────────


def as_table(frame: pd.DataFrame) -> bytes:
    """A table as it is published, as CSV: six significant digits, and no text that is a formula."""
    floats = frame.select_dtypes("float").apply(lambda column: column.map("{:.6g}".format))
    texts = frame.select_dtypes(exclude="number").apply(_texts)
    cells = frame.assign(**floats, **texts).astype(object).where(frame.notna(), "")
    return as_csv(cells).encode()


def _captions() -> dict[Any, dict[Any, str]]:
    """The rows of captions.csv by name."""
    path = FIGURES / "captions.csv"
    return pd.read_csv(path, index_col="name", dtype=str, keep_default_na=False).T.to_dict()


def _filled(template: str, frame: pd.DataFrame, where: str) -> str:
    """The template with its places filled in from the drawn data.

    A place is {column}, where all rows have one value; {column[key,key]}, for the row that has
    these keys in its columns of words; or {column:max} (min, sum, mean), over all rows or those
    with the keys. A format may follow: {share[axios]:.0%}, {n:sum:,}.
    """
    said = frame.select_dtypes(exclude="number").apply(_texts)

    def fill(place: re.Match[str]) -> str:
        column, keys, how, spec = place.groups(default="")
        own = frame
        for key in filter(None, keys.split(",")):
            own = own[(said.loc[own.index] == key.strip()).any(axis=1)]
        values = own.get(column, pd.Series(dtype=float))
        if values.nunique() != 1 and not (how and len(values)):
            raise ValueError(f"{where}: {place[0]} can't be filled: {values.nunique()} values")
        value = getattr(values, how)() if how else values.iloc[0]
        return value if isinstance(value, str) else _number(value, spec)

    return PLACE.sub(fill, template)


def _difference(name: str, table: bytes) -> str:
    """How the drawn table differs from the published one, in one line; "" where it doesn't."""
    try:
        published = pd.read_csv(FIGURES / f"{name}.csv")
        drawn = pd.read_csv(io.BytesIO(table))
        assert_frame_equal(published, drawn, check_dtype=False, rtol=1e-5)
    except (OSError, AssertionError) as error:
        return " ".join(str(error).split())
    return ""


def export(
    chart: Chart, name: str = "", *, folder: str | Path | None = None, pdf: bool = False
) -> Chart:
    """Write NAME.svg, NAME.png and NAME.csv (what is drawn), all or none of them; NAME.pdf too.

    The same chart gives the same bytes each time. `name` is by default the caption's. `folder` is
    by default the environment variable FIGURES, or figures/ of the project, where a chart of other
    data doesn't overwrite the published figure: then nothing is written, and the chart says so.

    Raises ValueError for a name that is none or that of a figure with a caption, when the chart
    hasn't that caption, and under RERUN for words that are cut off or stand on others, of which
    else a warning tells; OSError, in one line, where the files can't be written, and then what
    stood there stays.
    """
    name = name or chart.caption
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", name):
        raise ValueError(f"figure name {name!r}: use lower-case letters, digits and hyphens")
    if folder is None and name != chart.caption and name in _captions():
        raise ValueError(f"figure {name} is published: give the chart its caption or another name")
    if faults := chart.faults():
        problem = f"figure {name}: words cut off or on each other: {faults}"
        if os.environ.get("RERUN"):
            raise ValueError(problem)
        warnings.warn(problem, stacklevel=2)
    if folder or not chart.changed:
        files = {"svg": chart.saved("svg", "Date"), "png": chart.png, "csv": as_table(chart.data)}
        files |= {"pdf": chart.saved("pdf", "CreationDate")} if pdf else {}
        target = Path(folder or os.environ.get("FIGURES") or FIGURES)
        _write(target, {f"{name}.{kind}": content for kind, content in files.items()})
    return chart


def _write(target: Path, files: Mapping[str, bytes]) -> None:
    """Write all files or none, so that no picture stands beside another's table."""
    old: dict[Path, bytes | None] = {}
    try:
        target.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".figure-", dir=target) as fresh:
            for name, content in files.items():
                Path(fresh, name).write_bytes(content)
            for path in map(target.joinpath, files):
                old[path] = path.read_bytes() if path.is_file() else None
                os.replace(Path(fresh, path.name), path)
    except OSError as error:
        for path, before in old.items():
            path.unlink(missing_ok=True) if before is None else path.write_bytes(before)
        raise OSError(f"{target}: not written, what stood there stays: {error.strerror}") from None
