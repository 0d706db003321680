"""Charts: what is drawn is what the frame says, under the right title, in whole files."""

import base64
import itertools
import os
import re

import matplotlib.colors
import nbformat
import numpy as np
import pandas as pd
import pytest
from IPython.core.formatters import DisplayFormatter
from matplotlib import rc_context
from matplotlib.text import Text
from nbconvert import HTMLExporter

from analysis import charts

FRAME = pd.DataFrame(
    {
        "article_id": ["a", "b", "c"],
        "outlet": ["Axios", "The $5 Quay, $x$", "Harbour"],
        "estimate": [0.25, -0.5, 1 / 3],
        "low": [0.125, -0.75, 0.0],
        "high": [0.5, -0.25, 0.5],
        "n": [12, 7, 30],
        "sentences": ["a:1 a:2", "b:0", "c:4"],
    }
)
NAMES = pd.DataFrame(
    {
        "outlet": ["Axios", "Axios", "Harbour", "Harbour"],
        "name": ["war", "invasion", "war", "invasion"],
        "frequency": [4, 2, 3, 0],
    }
)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A project with one caption and no figure yet."""
    monkeypatch.setattr(charts, "FIGURES", tmp_path)
    monkeypatch.delenv("FIGURES", raising=False)
    monkeypatch.delenv("RERUN", raising=False)
    (tmp_path / "captions.csv").write_text(
        "name,title,subtitle,source,alt\n"
        'names,"Axios says war {frequency[Axios,war]} times of {frequency:sum}",'
        '"Harbour: {frequency[Harbour]:max}","Source, {frequency:mean:.2f}",Bars.\n',
        "utf-8",
    )
    return tmp_path


def names(data=NAMES, **options):
    return charts.bars(
        data, x="frequency", y="outlet", colour="name", **({"caption": "names"} | options)
    )


def texts(chart):
    """What the chart says, and where it begins: inches from the upper left."""
    found = {}
    with rc_context(charts.STYLE):
        chart.figure.draw_without_rendering()
        for text in visible(chart):
            left, _, _, top = text.get_window_extent().extents / chart.figure.dpi
            found[text.get_text()] = left, chart.figure.get_figheight() - top
    return found


def visible(chart):
    texts = chart.figure.findobj(Text)
    return [text for text in texts if text.get_visible() and text.get_text()]


def strokes(axes):
    """The ends of all lines through dots, and at means: their x."""
    lines = [path for lines in axes.collections for path in lines.get_segments() if len(path)]
    return [line[:, 0].tolist() for line in lines if not np.isnan(line).any()]


def panels(chart):
    return chart.figure.axes[0].child_axes


def drawn(chart):
    """The dots of the chart: x, y, colour, marker, as drawn; the first line is at zero."""
    return [
        (x, y, line.get_color(), line.get_marker())
        for line in panels(chart)[0].lines[1:]
        for x, y in zip(*line.get_data(), strict=True)
    ]


# ── What is drawn ─────────────────────────────────────────────────────────────────────────────────


def test_dots_have_their_values_and_lines_their_ends():
    chart = charts.dots(FRAME, x="estimate", y="outlet", low="low", high="high")
    (axes,) = panels(chart)
    assert [dot[0] for dot in drawn(chart)] == FRAME["estimate"].tolist()
    rows = [dot[1] for dot in drawn(chart)]
    assert rows == sorted(rows)  # the frame's order, downwards
    where = texts(chart)
    assert [where[name][1] for name in FRAME["outlet"]] == pytest.approx(rows, abs=0.1)
    assert strokes(axes) == FRAME[["low", "high"]].to_numpy().tolist()
    left, right = axes.get_xlim()
    assert left < -0.75 and right > 0.5 and axes.get_ylim()[0] > axes.get_ylim()[1]
    assert not any(text.get_parse_math() for text in visible(chart))  # $ is a dollar
    assert {"estimate by outlet", "The $5 Quay, $x$", "−0.4", "0.2"} <= set(where)


def test_a_value_that_is_missing_is_said_to_be():
    chart = charts.dots(FRAME.assign(estimate=[0.25, np.nan, 0.5]), x="estimate", y="outlet")
    assert "no data" in texts(chart)
    assert "no data" in texts(charts.bars(FRAME.assign(n=[1, np.nan, 2]), x="n", y="outlet"))


def test_several_colours_of_a_row_stand_below_each_other():
    frame = pd.concat([FRAME.assign(voice="own"), FRAME.assign(voice="quoted")])
    chart = charts.dots(frame, x="estimate", y="outlet", colour="voice")
    rows = np.array([dot[1] for dot in drawn(chart)]).reshape(2, 3)
    assert (rows[1] - rows[0] > 0.15).all()
    assert {"own", "quoted"} <= set(texts(chart))


def test_bars_start_at_zero_and_end_at_their_values():
    chart = charts.bars(FRAME, x="estimate", y="outlet", number="+.2f")
    ends = [sorted([b.get_x(), b.get_x() + b.get_width()]) for b in panels(chart)[0].patches]
    assert ends == [[0.0, 0.25], [-0.5, 0.0], [0.0, pytest.approx(1 / 3)]]
    where = texts(chart)
    for name, value in zip(FRAME["outlet"], ("+0.25", "−0.50", "+0.33"), strict=True):
        assert where[name][1] == pytest.approx(where[value][1], abs=0.03)
        assert where[name][0] < where[value][0]


def test_parts_of_a_bar_stand_end_to_end():
    bars = panels(names(caption=None))[0].patches
    assert [(bar.get_x(), bar.get_width()) for bar in bars] == [(0, 4), (4, 2), (0, 3), (3, 0)]
    colours = [matplotlib.colors.to_hex(bar.get_facecolor()).upper() for bar in bars]
    assert colours == [*charts.OUTLETS[:2]] * 2
    said = texts(names(caption=None))
    assert {"war", "invasion", "4", "2", "3"} <= set(said) and "0" not in said
    with pytest.raises(ValueError, match="below zero"):
        names(NAMES.assign(frequency=[1, -1, 2, 3]))


def test_a_part_without_room_for_its_value_has_it_at_the_end_of_the_bar():
    some = NAMES.assign(frequency=[0.97, 0.03, 0.6, 0.4])
    chart = names(some, number=".0%", caption=None)
    where, axes = texts(chart), panels(chart)[0]
    end = axes.transData.transform((1, 0))[0] / chart.figure.dpi
    assert where["97%"][0] < where["40%"][0] < end < where["3%"][0] < end + 0.2
    assert where["3%"][1] == pytest.approx(where["97%"][1], abs=0.03)


def test_more_than_two_parts_without_room_have_no_value():
    some = pd.DataFrame({"outlet": "Axios", "name": [*"abcd"], "frequency": [9, 0.1, 0.11, 0.12]})
    said = texts(names(some, caption=None))
    assert "9" in said and not any("0.1" in text for text in said)


def test_panels_of_dots_share_their_rows_and_those_of_bars_have_their_own():
    frame = pd.concat([FRAME.assign(lexicon="VADER"), FRAME[1:].assign(lexicon="TextBlob")])
    shared = charts.dots(frame, x="n", y="outlet", panel="lexicon")
    said = [text.get_text() for text in visible(shared)]
    assert said.count("Axios") == said.count("Harbour") == 1
    left, right = (axes.lines[1].get_ydata() for axes in panels(shared))
    assert list(left[1:]) == list(right[~np.isnan(right)])
    own = charts.bars(frame, x="n", y="outlet", panel="lexicon")
    said = [text.get_text() for text in visible(own)]
    assert said.count("Axios") == 1 and said.count("Harbour") == 2
    widths = [[bar.get_width() for bar in axes.patches] for axes in panels(own)]
    assert widths == [[12, 7, 30], [7, 30]]
    many = pd.concat([FRAME.assign(panel=str(number)) for number in range(5)])
    lefts = [
        axes.get_position().x0
        for axes in panels(charts.bars(many, x="n", y="outlet", panel="panel"))
    ]
    assert lefts[:2] == lefts[3:] and len(set(lefts)) == 3  # three above two


def test_a_strip_has_every_sentence_their_number_and_mean():
    frame = pd.DataFrame(
        {
            "outlet": ["Axios"] * 4 + ["Harbour"],
            "sentence_id": range(5),
            "score": [0.5, 0.5, 0.5, np.nan, -0.25],
        }
    )
    chart = charts.strip(frame, x="score", y="outlet")
    dots = drawn(chart)
    assert sorted(dot[0] for dot in dots if dot[0] == dot[0]) == [-0.25, 0.5, 0.5, 0.5]
    assert len({dot[:2] for dot in dots}) == 5  # none covers another
    assert strokes(panels(chart)[0]) == [[0.5] * 2, [-0.25] * 2]
    where, axes = texts(chart), panels(chart)[0]
    assert {"mean +0.50\nn = 3", "mean −0.25\nn = 1"} <= set(where)
    end = axes.transAxes.transform((1, 0))[0] / chart.figure.dpi
    assert where["mean +0.50\nn = 3"][0] > end + 0.1  # clear of a dot at the end
    places = charts.strip(
        frame.assign(score=[0, 0.5, 1, 0.2, 0.1]), x="score", y="outlet", mean=False
    )
    assert panels(places)[0].get_xlim() == (0, 1) and "n = 4" in texts(places)


def test_a_matrix_has_each_sign_in_its_row_and_column():
    statuses = {("f", "A"): "own", ("f", "B"): "denied", ("g", "A"): "", ("g", "B"): "attributed"}
    frame = pd.DataFrame(
        [(*key, value) for key, value in statuses.items()], columns=["f", "o", "s"]
    )
    chart = charts.matrix(frame[frame["s"] != ""], row="f", column="o", value="s")
    where = texts(chart)
    for (row, column), status in statuses.items():
        sign = charts.STATUSES[status or "absent"][1]
        assert where[sign][1] == pytest.approx(where[row][1], abs=0.1)
        assert where[sign][0] == pytest.approx(where[column][0], abs=0.1)
    fills = [bar.get_facecolor() for bar in chart.figure.axes[0].patches]
    for status in ("own", "denied", "attributed"):
        assert matplotlib.colors.to_rgba(charts.STATUSES[status][0]) in fills
    assert "× denied" in where and "… not known yet" not in where
    with pytest.raises(ValueError, match="no status 'yes'; valid: own, attributed"):
        charts.matrix(frame.replace("denied", "yes"), row="f", column="o", value="s")


def test_rows_columns_and_colours_stand_in_the_order_of_their_categories():
    frame = FRAME.assign(outlet=pd.Categorical(FRAME["outlet"], FRAME["outlet"])).iloc[::-1]
    chart = charts.dots(frame, x="estimate", y="outlet", colour="outlet")
    assert [dot[0] for dot in drawn(chart)] == FRAME["estimate"].tolist()
    one = charts.words(frame.assign(q="q"), row="q", column="outlet", text="sentences")
    lefts = [texts(one)[text][0] for text in FRAME["sentences"]]
    assert lefts == sorted(lefts)
    later = charts.dots(frame[:2], x="estimate", y="outlet", colour="outlet")
    assert {dot[2] for dot in drawn(later)} == {*charts.OUTLETS[1:3]}  # each keeps its colour
    order = texts(charts.dots(FRAME.iloc[::-1], x="n", y="outlet"))
    assert order["Harbour"][1] < order["The $5 Quay, $x$"][1] < order["Axios"][1]


def test_words_are_those_of_the_frame_and_marks_may_nest():
    said = (
        "Putin **stuck by __his__ demands** and **the **__war__** goes** on, for $5\n\n__Or__ not."
    )
    frame = pd.DataFrame({"q": ["call", "end"], "o": ["Axios", "Quay"], "said": [said, ""]})
    chart = charts.words(frame, row="q", column="o", text="said")
    words = [text for text in visible(chart) if text.get_fontsize() == 9]
    told = " ".join(text.get_text() for text in words)
    plain = said.replace("**", "").replace("__", "")
    assert "".join(plain.split()) in "".join(told.split()) and told.count("–") == 3
    faces = {text.get_text().strip(): (text.get_weight(), text.get_style()) for text in words}
    bold, alone = [k for k, v in faces.items() if v[0] == "bold"], charts.ACCENT
    assert set(bold) - {"call", "end", "Axios", "Quay"} == {
        "stuck by",
        "his",
        "demands",
        "the",
        "goes",
    }
    assert faces["war"] == faces["Or"] == ("normal", "italic")
    assert {t.get_text() for t in words if t.get_color() == alone} == {"his", "war", "Or"}


def test_no_line_begins_with_the_sign_between_two_texts():
    said = " · ".join(f"{'x' * length} ×2" for length in range(1, 20))
    frame = pd.DataFrame({"q": "q", "o": [*"abc"], "said": ["no", said, said]})
    lines = texts(charts.words(frame, row="q", column="o", text="said"))
    assert len(lines) > 12 and not [line for line in lines if line[0] in "·×"]


def test_cells_are_as_high_as_the_words_beside_them_and_rows_of_dots_alike():
    long = "no on so to " * 20
    frame = pd.DataFrame(
        {"q": [*"xy"] * 6, "o": [*"aabbccddeeff"], "said": [*["no"] * 10, long, long]}
    )
    chart = charts.words(frame, row="q", column="o", text="said")
    tops = sorted(text.get_position()[1] for text in visible(chart) if text.get_text() in "xy")
    assert tops[1] - tops[0] < 0.4 < tops[3] - tops[2]  # of those below each other
    rows = pd.DataFrame({"y": [*"xyzx"], "x": 1, "panel": [*"aaab"]})
    left, right = (
        axes.get_ylim() for axes in panels(charts.dots(rows, x="x", y="y", panel="panel"))
    )
    assert left == right


def test_a_line_of_bold_words_ends_where_its_column_ends():
    said = "**" + "no on so to " * 60 + "**"
    frame = pd.DataFrame({"q": "q", "o": ["Axios", "Quay"], "said": [said, said]})
    assert not charts.words(frame, row="q", column="o", text="said").faults()


def test_a_group_has_its_name_once_above_its_rows():
    frame = FRAME.assign(group=["One", "Two", "Two"])
    where = texts(charts.dots(frame, x="n", y="outlet", group="group"))
    rows = ["One", "Axios", "Two", "The $5 Quay, $x$", "Harbour"]
    assert sorted(rows, key=lambda row: where[row][1]) == rows


def test_no_text_is_small_cut_off_or_on_another():
    wide = FRAME.assign(outlet=["A name that goes on and on for ever " * 2, "x" * 30, "C"])
    for chart in (
        charts.dots(wide, x="estimate", y="outlet", group="article_id"),
        charts.strip(wide, x="estimate", y="outlet", panel="n", width=9),
        charts.bars(FRAME, x="n", y="outlet", title="t " * 200, subtitle="s " * 200),
        charts.words(wide, row="outlet", column="article_id", text="outlet", source="e " * 200),
        charts.matrix(wide.assign(s="own"), row="outlet", column="n", value="s"),
    ):
        assert min(text.get_fontsize() for text in visible(chart)) >= 8
        assert not chart.faults()
    assert chart.figure.get_figwidth() == charts.WIDTH
    assert charts.bars(FRAME, x="n", y="outlet", width=4).figure.get_figwidth() == 4


def test_a_word_is_never_broken():
    frame = pd.DataFrame({"term": ["humanitarian", "in"] * 5, "n": 3, "panel": [*"aabbccddee"]})
    said = texts(charts.bars(frame, x="n", y="term", panel="panel"))
    assert "humanitarian" in said and "in" in said
    long = FRAME.assign(outlet=["an unbreakableunbreakableunbreakableword", "b", "c"])
    assert "unbreakableunbreakableunbreakableword" in " ".join(
        texts(charts.dots(long, x="n", y="outlet"))
    )


def test_words_cut_off_or_on_others_are_told(folder, monkeypatch):
    chart = charts.bars(FRAME, x="n", y="outlet")
    chart.figure.text(0.9, 0.4, "These words go on")
    chart.figure.text(-0.02, 0.02, "from before")
    said = "figure x: words cut off .* 'These words go on', 'from before'"
    with pytest.warns(UserWarning, match=said):
        charts.export(chart, "x")
    chart = charts.bars(FRAME, x="n", y="outlet")
    chart.figure.text(0.4, 0.4, "One")
    chart.figure.text(0.4, 0.4, "two")
    monkeypatch.setenv("RERUN", "check")
    with pytest.raises(ValueError, match="figure x: words cut off or on each other: 'One', 'two'"):
        charts.export(chart, "x")


# ── Rows that would fall on one place, colours that can't be told apart ───────────────────────────


def test_an_outlet_that_repeats_is_labelled_by_article():
    frame = FRAME.assign(outlet="Axios")
    assert {"Axios, a", "Axios, b"} <= set(texts(charts.dots(frame, x="n", y="outlet")))
    with pytest.raises(ValueError, match="two rows would fall on one place: outlet Axios"):
        charts.dots(frame.drop(columns="article_id"), x="estimate", y="outlet")
    with pytest.raises(ValueError, match="two rows"):
        charts.matrix(FRAME.assign(s="own", c="c", f="f"), row="f", column="c", value="s")
    heads = texts(charts.matrix(frame.assign(s="own", f="f"), row="f", column="outlet", value="s"))
    assert {"Axios, a", "Axios, b"} <= set(heads)


def test_thirteen_outlets():
    frame = pd.DataFrame({"outlet": [f"Outlet {n}" for n in range(13)], "n": range(13), "one": "x"})
    looks = [dot[2:] for dot in drawn(charts.dots(frame, x="n", y="outlet", colour="outlet"))]
    assert looks[11] == looks[12] and len(set(looks)) == 12
    twelve = drawn(charts.dots(frame[:12], x="n", y="outlet", colour="outlet"))
    assert len({dot[2] for dot in twelve}) == len({dot[3] for dot in twelve}) == 12
    with pytest.raises(ValueError, match="13 values of outlet can't be told apart"):
        charts.bars(frame, x="n", y="one", colour="outlet")
    long = frame.assign(s="own", outlet="Longnamedoutlet" + frame["outlet"])
    where = texts(charts.matrix(long, row="one", column="outlet", value="s"))
    lines = [where[head][1] for head in where if head.startswith("Longnamed")]
    assert len(lines) == 13 and len(set(lines)) == 3  # the others below, where there is room


@pytest.mark.parametrize(
    ("data", "options", "message"),
    [
        (FRAME, {"y": "place"}, "no column 'place'; valid: article_id, outlet"),
        (FRAME, {"color": "outlet"}, "no option 'color'; valid: colour"),
        (FRAME[:0], {}, "draws a DataFrame with rows"),
        ("corpus", {}, "draws a DataFrame with rows"),
        (FRAME, {"caption": "nmes"}, "no caption 'nmes'; valid: names"),
    ],
)
def test_what_is_not_there_is_named(data, options, message):
    with pytest.raises(ValueError, match=message) as error:
        charts.bars(data, **({"x": "n", "y": "outlet"} | options))
    assert "\n" not in str(error.value)


# ── Captions ──────────────────────────────────────────────────────────────────────────────────────


def publish(folder, data=NAMES):
    (folder / "names.csv").write_text(data[["outlet", "frequency", "name"]].to_csv(index=False))


def test_a_caption_is_filled_in_from_the_drawn_data(folder):
    publish(folder)
    said = texts(names())
    assert "Axios says war 4 times of 9" in said
    assert "Harbour: 3" in said and "Source, 2.25" in said
    assert names().alt == "Bars."


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("{frequency[Axios,peace]}", r"alt: \{frequency\[Axios,peace\]\}.*0 values"),
        ("{frequency[Axios]}", ".*2 values"),
        ("{share:max}", ".*0 values"),
    ],
)
def test_a_place_that_cannot_be_filled_is_named(folder, place, message):
    publish(folder)
    (folder / "captions.csv").write_text(f'name,title,subtitle,source,alt\nnames,t,s,e,"{place}"\n')
    with pytest.raises(ValueError, match=f"caption 'names', {message}"):
        names()


def test_a_published_title_never_stands_over_other_data(folder, monkeypatch):
    publish(folder)
    other = NAMES.assign(frequency=[4, 2, 3, 1])
    chart = charts.export(names(other))
    assert "frequency by outlet" in texts(chart) and charts.CHANGED in texts(chart)
    assert "Mine" in texts(names(other, title="Mine"))
    assert not (folder / "names.svg").exists()
    charts.export(chart, folder=folder / "mine")
    assert (folder / "mine" / "names.svg").exists()
    monkeypatch.setenv("RERUN", "check")
    with pytest.raises(ValueError, match=r"names.csv.*frequency.*first diff: 0 != 1") as error:
        names(other)
    assert "caption 'names'" in str(error.value) and "\n" not in str(error.value)
    with pytest.raises(ValueError, match=r"shape mismatch.*\(4, 3\).*\(3, 3\)"):
        names(NAMES[:3])
    monkeypatch.setenv("RERUN", "accept")
    charts.export(names(other))
    monkeypatch.setenv("RERUN", "check")
    assert "Axios says war 4 times of 10" in texts(charts.export(names(other)))


def test_a_figure_that_was_never_published_counts_as_other_data(folder, monkeypatch):
    assert charts.CHANGED in texts(names())
    monkeypatch.setenv("RERUN", "check")
    with pytest.raises(ValueError, match=r"No such file.*names.csv"):
        names()


def test_a_chart_without_its_caption_does_not_overwrite_a_figure(folder):
    publish(folder)
    before = (folder / "names.csv").read_bytes()
    with pytest.raises(ValueError, match="figure names is published"):
        charts.export(names(caption=None, title="Mine"), "names")
    assert (folder / "names.csv").read_bytes() == before and len(list(folder.iterdir())) == 2
    charts.export(names(caption=None, title="Mine"), "names", folder=folder / "mine")
    assert len(list((folder / "mine").iterdir())) == 3


def test_the_last_bits_of_a_number_are_no_difference(folder):
    publish(folder, NAMES.assign(frequency=NAMES["frequency"] * (1 + 2e-6)))
    assert "Axios says war 4 times of 9" in texts(names())
    publish(folder, NAMES.assign(frequency=NAMES["frequency"] * (1 + 2e-5)))
    assert charts.CHANGED in texts(names())


# ── Files, and what a notebook holds ──────────────────────────────────────────────────────────────


def test_export_writes_the_same_files_every_time(folder):
    for place in ("one", "two"):
        chart = charts.dots(FRAME, x="estimate", y="outlet", high="high", low="low")
        assert charts.export(chart, "a-figure", folder=folder / place, pdf=True) is chart
    files = {path.name: path.read_bytes() for path in (folder / "one").iterdir()}
    assert set(files) == {"a-figure.svg", "a-figure.png", "a-figure.csv", "a-figure.pdf"}
    assert files == {path.name: path.read_bytes() for path in (folder / "two").iterdir()}
    assert files["a-figure.csv"].decode().splitlines()[:2] == [
        "outlet,estimate,low,high,article_id,n,sentences",
        "Axios,0.25,0.125,0.5,a,12,a:1 a:2",
    ]
    assert b"0.333333" in files["a-figure.csv"]


def test_a_cell_is_no_formula():
    frame = pd.DataFrame({"text": ["=1+1", "-x", "@x", "a=b"], "value": [-1.0, 2, 3, np.nan]})
    assert charts.as_table(frame) == b"text,value\n'=1+1,-1\n'-x,2\n'@x,3\na=b,\n"


@pytest.mark.parametrize("broken", [0, 1, 2])
def test_all_files_or_none(folder, monkeypatch, broken):
    charts.export(charts.bars(FRAME, x="n", y="outlet"), "x")
    before = {path: path.read_bytes() for path in folder.iterdir()}
    replace, calls = os.replace, []

    def fail(*paths):
        calls.append(paths)
        if len(calls) > broken:
            raise OSError(28, "No space left on device")
        replace(*paths)

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(OSError, match="what stood there stays: No space left on device") as error:
        charts.export(charts.bars(FRAME.assign(n=9), x="n", y="outlet"), "x")
    assert "\n" not in str(error.value)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_folder_that_cannot_be_written_is_one_line(folder):
    (folder / "file").write_text("")
    with pytest.raises(OSError, match="not written"):
        charts.export(charts.bars(FRAME, x="n", y="outlet"), "x", folder=folder / "file")


@pytest.mark.parametrize("name", ["A B", "../x", ""])
def test_a_figure_has_a_plain_name(name):
    with pytest.raises(ValueError, match="lower-case"):
        charts.export(charts.bars(FRAME, x="n", y="outlet"), name)


def test_a_picture_stands_once_in_a_notebook_with_its_words(monkeypatch):
    chart = charts.bars(FRAME, x="n", y="outlet", alt='Says "<b>no</b>" to\n every one')
    outputs = []

    def display(data, *, raw, metadata=None):
        if "image/png" in data:  # as kernels send it
            data = data | {"image/png": base64.b64encode(data["image/png"]).decode()}
        shown = {"data": data, "metadata": metadata or {}}
        outputs.append(nbformat.v4.new_output("display_data", **shown))

    monkeypatch.setattr("IPython.display.display", display)
    DisplayFormatter().format(chart)
    assert [set(shown["data"]) for shown in outputs] == [
        {"image/png", "text/plain"},
        {"text/html", "text/plain"},
    ]
    cell = nbformat.v4.new_code_cell("chart", outputs=outputs)
    page, _ = HTMLExporter(template_name="classic").from_notebook_node(
        nbformat.v4.new_notebook(cells=[cell])
    )
    pictures = [tag for tag in re.findall("<img[^>]*>", page) if "data:image/png" in tag]
    words = 'Says "&lt;b&gt;no&lt;/b&gt;" to every one'
    page = page.replace("&quot;", '"')
    assert len(pictures) == 1 and words in pictures[0].replace("&quot;", '"')
    assert f"<summary>The picture in words</summary>{words}</details>" in page
    assert page.count(outputs[0]["data"]["image/png"][:80]) == 1


# ── Colours ───────────────────────────────────────────────────────────────────────────────────────

# Full colour blindness in linear RGB (Machado, Oliveira & Fernandes 2009, severity 1.0).
BLINDNESS = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
               [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
               [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
               [0.004733, 0.691367, 0.303900]],
}  # fmt: skip


def lab(colour, blindness=None):
    """CIE L*a*b* (D65) of a colour as seen with that blindness."""
    rgb = np.array(matplotlib.colors.to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    if blindness:
        linear = np.clip(np.array(BLINDNESS[blindness]) @ linear, 0, 1)
    matrix = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    x, y, z = np.array(matrix) @ linear / np.array([0.9505, 1.0, 1.089])
    f = [v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z)]
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


FILLS = [fill for fill, _, _ in list(charts.STATUSES.values())[:3]]


@pytest.mark.parametrize("palette", [charts.SIDES[:3], charts.OUTLETS[:5], FILLS])
def test_colours_hold_for_the_colour_blind_and_in_grey(palette):
    for one, two in itertools.combinations(palette, 2):
        for blindness in (None, *BLINDNESS):
            distance = np.linalg.norm(lab(one, blindness) - lab(two, blindness))
            assert distance > 15, (one, two, blindness)  # some six just noticeable differences
        assert abs(lab(one)[0] - lab(two)[0]) > 8, (one, two, "grey")


@pytest.mark.parametrize("palette", [charts.OUTLETS, charts.SIDES])
def test_twelve_looks_are_twelve(palette):
    assert len(set(charts.MARKERS)) == len(palette) == 12
    for one, two in itertools.combinations(palette, 2):
        assert np.linalg.norm(lab(one) - lab(two)) > 12, (one, two)


def test_labels_read_on_their_bars():
    for fill in (*charts.OUTLETS, *charts.SIDES, *charts.STATUSES["own"][:1]):
        ink, ground = (
            float(np.array([0.2126, 0.7152, 0.0722]) @ np.array(
                [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
                 for c in matplotlib.colors.to_rgb(colour)]))
            for colour in (charts._ink(fill), fill)
        )  # fmt: skip
        assert (max(ink, ground) + 0.05) / (min(ink, ground) + 0.05) > 4, fill
