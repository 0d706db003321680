"""The charts of 01-corpus: when the articles appeared, what was cut, how much is quotation."""

import textwrap

import numpy as np
import pandas as pd
from matplotlib.dates import AutoDateLocator, num2date
from matplotlib.figure import Figure

from analysis.charts import FAINT, INK, SOFT, bare, figure, outlet_colours, outlet_markers
from analysis.plots.forms import interval_dots, row_labels, stacked_bars


def timeline(
    articles: pd.DataFrame, events: pd.DataFrame, *, title: str, subtitle: str, source: str
) -> Figure:
    """The articles (published, outlet) under the events (event, date, place) they may report."""
    colours, markers = (f(articles["outlet"]) for f in (outlet_colours, outlet_markers))
    page, axes = figure(title, subtitle=subtitle, source=source, height=3.9)
    dates = pd.to_datetime(events["date"])
    for number, (date, event, place) in enumerate(
        zip(dates, events["event"], events["place"], strict=True)
    ):
        height = 0.5 + 0.85 * (number % 3)
        axes.plot([date, date], [0, height], color=SOFT, linewidth=0.8, zorder=0)
        axes.plot(date, 0, marker="|", color=INK, markersize=10)
        words = f"{event}\n{place}, {date.day} {date:%b}"
        axes.text(date, height + 0.08, words, ha="center", va="bottom", fontsize=8.5)
    paper = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
    ordered = articles.sort_values("published", kind="stable").reset_index(drop=True)
    # Articles of one week stand one below the other, so that their names have room.
    gaps = ordered["published"].diff() > pd.Timedelta(days=7)
    depths = ordered.groupby(gaps.cumsum()).cumcount() + 1
    for number, (date, outlet) in enumerate(
        zip(ordered["published"], ordered["outlet"], strict=True)
    ):
        y = -0.5 * depths[number]
        axes.plot([date, date], [0, y], color=FAINT, linewidth=0.8, zorder=0)
        axes.plot(date, y, marker=markers[outlet], color=colours[outlet], markersize=8)
        right = date < dates.min() + 0.6 * (dates.max() - dates.min())
        axes.annotate(f"{outlet}, {date.day} {date:%b}", (date, y), (9 if right else -9, 0),
                      textcoords="offset points", ha="left" if right else "right", va="center",
                      color=INK, bbox=paper)  # fmt: skip
    axes.axhline(0, color=INK, linewidth=0.8)
    span = [
        min(dates.min(), ordered["published"].min()),
        max(dates.max(), ordered["published"].max()),
    ]
    room = (span[1] - span[0]) * 0.09
    axes.set_xlim(span[0] - room, span[1] + room)
    axes.set_ylim(-0.5 * (depths.max() + 0.6), 3.0)
    axes.xaxis.set_major_locator(AutoDateLocator(maxticks=6))
    axes.xaxis.set_major_formatter(lambda x, _: f"{num2date(x).day} {num2date(x):%b}")
    bare(axes).set_yticks([])
    return page


def kept_and_cut(audit: pd.DataFrame, *, title: str, subtitle: str, source: str) -> Figure:
    """Words of each file that are the article and words that are furniture.

    `audit` has outlet, kinds (what was cut, in words), words_kept, words_removed.
    """
    page, axes = figure(title, subtitle=subtitle, source=source, height=0.55 * len(audit) + 1.25)
    colours = ("#4A4A4A", FAINT)
    stacked_bars(axes, audit, parts=["words_kept", "words_removed"], colours=colours)
    totals = audit["words_kept"] + audit["words_removed"]
    for row, (total, kinds) in enumerate(zip(totals, audit["kinds"], strict=True)):
        axes.annotate(textwrap.fill(kinds, 46), (total, row), (5, 0), color=SOFT, fontsize=8.5,
                      textcoords="offset points", va="center")  # fmt: skip
    axes.set_xlim(0, totals.max() * 1.3)
    row_labels(axes, audit["outlet"].tolist())
    return page


def quoted_share(shares: pd.DataFrame, *, title: str, subtitle: str, source: str) -> Figure:
    """The share of words within quotation marks, as dots with intervals.

    `shares` has outlet, sentences, words, quoted_words, estimate, low, high (from 0 to 1).
    """
    page, axes = figure(title, subtitle=subtitle, source=source, height=0.5 * len(shares) + 1.55)
    colours = outlet_colours(shares["outlet"])
    markers = outlet_markers(shares["outlet"])
    interval_dots(
        axes,
        shares,
        colours=[colours[name] for name in shares["outlet"]],
        markers=[markers[name] for name in shares["outlet"]],
    )
    notes = [f"{row.sentences} sentences, {row.words} words" for row in shares.itertuples()]
    row_labels(axes, shares["outlet"].tolist(), notes)
    for row, (share, high, quoted) in enumerate(
        zip(shares["estimate"], shares["high"], shares["quoted_words"], strict=True)
    ):
        words = f"{share:.0%}: {quoted} words" if quoted else "none"
        axes.annotate(words, (np.nanmax([high, share]), row), (8, 0), textcoords="offset points",
                      va="center", fontsize=9)  # fmt: skip
    axes.xaxis.set_major_formatter("{x:.0%}")
    axes.set_xlim(-0.01, max(0.1, float(shares[["estimate", "high"]].max().max()) * 1.3))
    axes.grid(axis="x")
    bare(axes, keep="bottom")
    return page


def timeline_data(articles: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """The last event up to each article's date of publication.

    Returns, a row per article: article_id, outlet, published, event, date, place.
    """
    known = events.assign(date=pd.to_datetime(events["date"]).astype("datetime64[s]"))
    ordered = articles[["article_id", "outlet", "published"]].sort_values("published")
    merged = pd.merge_asof(ordered, known.sort_values("date"), left_on="published", right_on="date")
    return merged[["article_id", "outlet", "published", "event", "date", "place"]]
