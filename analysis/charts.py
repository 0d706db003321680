"""The house style, and `export`: the one door through which figures leave."""

import base64
import html
import io
import logging
import os
import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import font_source_sans_pro
import matplotlib.style as mplstyle
import numpy as np
import pandas as pd
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from analysis.files import write_whole

WIDTH = 7.09  # inches: 18 cm
INK, SOFT, FAINT = "#222222", "#555555", "#D9D9D9"

# Both palettes step through lightness, so that they hold in grey and for colour-blind readers
# (tests/test_charts.py simulates both); no colour of a flag of this story is among them.
SIDE_COLOURS = ("#5B2A6E", "#178A78", "#B8B8B8", "#C9782B")
OUTLET_COLOURS = ("#3B1C4A", "#A3325F", "#4C78A8", "#E08A3C", "#8CC9A1", "#777777")
OUTLET_MARKERS = ("o", "s", "^", "D", "v", "P")


def style() -> None:
    """Set the house style and its font for every figure that follows."""
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    for weight in ("Regular", "Semibold", "Bold", "It"):
        path = Path(font_source_sans_pro.font_directory) / f"SourceSansPro-{weight}.ttf"
        font_manager.fontManager.addfont(path)
    mplstyle.use(Path(__file__).with_name("five_tellings.mplstyle"))


def _assign(names: Iterable[str], palette: tuple[str, ...]) -> dict[str, str]:
    unique = list(dict.fromkeys(names))
    return {name: palette[number % len(palette)] for number, name in enumerate(unique)}


def side_colours(sides: Iterable[str]) -> dict[str, str]:
    """One colour per side, by the order of the sides; the same in every figure."""
    return _assign(sides, SIDE_COLOURS)


def outlet_colours(outlets: Iterable[str]) -> dict[str, str]:
    """One colour per outlet, by the order of the articles; the same in every figure."""
    return _assign(outlets, OUTLET_COLOURS)


def outlet_markers(outlets: Iterable[str]) -> dict[str, str]:
    """One marker per outlet, for where colour alone would not do."""
    return _assign(outlets, OUTLET_MARKERS)


def _wrap(figure: Figure, text: str, room: float, **font: Any) -> str:
    """Break text into lines that are at most `room` of the figure wide."""
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    probe = figure.text(0, 0, "", **font)
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        probe.set_text(longer.replace("$", r"\$"))
        fits = probe.get_window_extent(renderer).width <= room * figure.bbox.width
        lines[-1:] = [longer] if fits or not lines else [lines[-1], word]
    probe.remove()
    return "\n".join(lines).replace("$", r"\$")


def figure(
    title: str,
    *,
    subtitle: str,
    source: str,
    height: float = 3.6,
    rows: int = 1,
    columns: int = 1,
    **subplots: Any,
) -> tuple[Figure, Any]:
    """A page-wide figure with its words in place: the finding, what is measured, the source.

    `title` says the finding, `subtitle` the unit, the denominator and n, `source` stands at the
    foot. `height` is in inches, the width is that of a page (18 cm). Further options go to
    `matplotlib.figure.Figure.subplots`.

    Returns the figure and its Axes (an array of them with several rows or columns).
    """
    style()
    # Not a figure of pyplot: a notebook's backend would draw it, and so change its layout.
    page = Figure(figsize=(WIDTH, height), layout="constrained")
    FigureCanvasAgg(page)
    axes = page.subplots(rows, columns, **subplots)
    y = 1.0 - 0.05 / height
    heading: list[tuple[str, dict[str, Any]]] = [
        (title, {"fontsize": 13, "fontweight": "semibold", "color": INK}),
        (subtitle, {"fontsize": 9.5, "color": SOFT}),
    ]
    for text, font in heading:
        lines = _wrap(page, text, 0.985, **font)
        page.text(0.008, y, lines, va="top", linespacing=1.15, **font)
        y -= (lines.count("\n") + 1) * font["fontsize"] * 1.22 / 72 / height + 0.04 / height
    foot = _wrap(page, source, 0.985, fontsize=8)
    page.text(0.008, 0.04 / height, foot, va="bottom", fontsize=8, color=SOFT, linespacing=1.15)
    below = (foot.count("\n") + 1) * 8 * 1.25 / 72 / height + 0.09 / height
    engine: Any = page.get_layout_engine()
    engine.set(rect=(0.004, below, 0.992, y - 0.05 / height - below), h_pad=0.03, w_pad=0.03)
    return page, axes


def bare(axes: Axes, *, keep: str = "") -> Axes:
    """Remove the spines and tick marks of an Axes, but for the sides named in `keep`."""
    for name, spine in axes.spines.items():
        spine.set_visible(name in keep)
    axes.tick_params(length=0)
    return axes


@dataclass(frozen=True)
class Exported:
    """A figure that left through `export`; in a notebook it shows itself with its alt text."""

    name: str
    png: bytes
    alt: str

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        code = base64.b64encode(self.png).decode()
        alt = html.escape(self.alt)
        image = f'<img alt="{alt}" style="max-width:100%" src="data:image/png;base64,{code}">'
        return {
            "image/png": code,
            "text/html": f"<figure>{image}</figure>",
            "text/plain": f"figures/{self.name}: {self.alt}",
        }


def _six_digits(frame: pd.DataFrame) -> pd.DataFrame:
    """Round floats to six significant digits, so that no processor's last bit shows."""
    text = frame.copy()
    for column in text.columns[[kind.kind == "f" for kind in text.dtypes]]:
        text[column] = [("" if np.isnan(value) else f"{value + 0.0:.6g}") for value in text[column]]
    return text


def _palette(png: io.BytesIO) -> io.BytesIO:
    """The picture in 256 colours: a third of the bytes, and no difference that an eye sees."""
    flat = Image.open(png).convert("RGB")
    small = io.BytesIO()
    flat.quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(small, "PNG")
    return small


def _cut_off(figure: Figure) -> list[str]:
    """The words of the figure that reach over its edge; the numbers at the ticks are not words."""
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    x1, y1 = figure.bbox.x1 + 1, figure.bbox.y1 + 1
    words = [*figure.texts]
    for axes in figure.axes:
        words += [*axes.texts, axes.title, axes.xaxis.label, axes.yaxis.label]
    boxes = {word: word.get_window_extent(renderer) for word in words if word.get_text().strip()}
    over = [w for w, b in boxes.items() if b.x0 < -1 or b.y0 < -1 or b.x1 > x1 or b.y1 > y1]
    return [word.get_text() for word in over]


def export(
    figure: Figure,
    name: str,
    *,
    data: pd.DataFrame,
    alt: str,
    folder: str | Path | None = None,
) -> Exported:
    """Write NAME.svg, NAME.png and NAME.csv, the data that the figure draws.

    The same figure gives the same bytes every time. Each file is written under a temporary name
    and then moved into place. `folder` is by default the environment variable FIGURES, or else
    `figures/` of the project.

    Returns what a notebook shows: the picture with its alt text.

    Raises ValueError for a name that is no plain file name, data without rows, an empty alt text.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", name):
        raise ValueError(f"figure name {name!r}: use lower-case letters, digits and hyphens")
    if data.empty:
        raise ValueError(f"figure {name}: data has no rows; export the frame that is drawn")
    if len(alt.split()) < 5:
        raise ValueError(f"figure {name}: alt={alt!r} says too little; say what the figure shows")
    target = Path(folder or os.environ.get("FIGURES") or Path(__file__).parents[1] / "figures")
    target.mkdir(parents=True, exist_ok=True)
    # Lay out once and round: the solver's last bit is not the same in every run.
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for axes in figure.axes:
        left, bottom, width, height = np.round(axes.get_position().bounds, 5).tolist()
        axes.set_position((left, bottom, width, height))
    if cut := _cut_off(figure):
        warnings.warn(f"figure {name}: cut off at the edge: {'; '.join(cut)}", stacklevel=2)
    svg, png = io.BytesIO(), io.BytesIO()
    figure.savefig(svg, format="svg", metadata={"Date": None})
    figure.savefig(png, format="png", metadata={"Software": None})
    png = _palette(png)
    table = _six_digits(data).to_csv(index=False, lineterminator="\n")
    for suffix, content in (
        ("svg", svg.getvalue()),
        ("png", png.getvalue()),
        ("csv", table.encode()),
    ):
        write_whole(target / f"{name}.{suffix}", content)
    return Exported(name, png.getvalue(), " ".join(alt.split()))
