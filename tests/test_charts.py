"""Charts: what is drawn is what the frame says, under the right title, in whole files."""

import itertools
import os
import re

import matplotlib.colors
import nbformat
import numpy as np
import pandas as pd
import pytest
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
        '"Harbour: {frequency[Harbour]:max}; {rows} rows","Source, {frequency:mean:.2f}",Bars.\n',
        "utf-8",
    )
    return tmp_path


def names(data=NAMES, **options):
    return charts.bars(
        data, x="frequency", y="outlet", colour="name", **({"caption": "names"} | options)
    )


def texts(chart):
    """What the chart says, and where: inches from the lower left."""
    return {text.get_text(): text.get_position() for text in chart.figure.texts}


def drawn(chart):
    """The dots of the chart: x, y, colour, marker, as drawn; the first line is at zero."""
    return [
        (x, y, line.get_color(), line.get_marker())
        for line in chart.figure.axes[0].lines[1:]
        for x, y in zip(*line.get_data(), strict=True)
    ]


# ── What is drawn ─────────────────────────────────────────────────────────────────────────────────


def test_dots_have_their_values_and_lines_their_ends():
    chart = charts.dots(FRAME, x="estimate", y="outlet", low="low", high="high", note="n")
    (axes,) = chart.figure.axes
    assert [dot[0] for dot in drawn(chart)] == FRAME["estimate"].tolist()
    rows = [dot[1] for dot in drawn(chart)]
    assert rows == sorted(rows)  # the frame's order, downwards
    ends = [path[:, 0].tolist() for lines in axes.collections for path in lines.get_segments()]
    assert ends == FRAME[["low", "high"]].to_numpy().tolist()
    left, right = axes.get_xlim()
    assert left < -0.75 and right > 0.5 and axes.get_ylim()[0] > axes.get_ylim()[1]
    assert {"n = 12", "n = 7", "n = 30", "estimate by outlet", "The $5 Quay, $x$"} <= set(
        texts(chart)
    )


def test_a_value_that_is_missing_is_said_to_be():
    chart = charts.dots(FRAME.assign(estimate=[0.25, np.nan, 0.5]), x="estimate", y="outlet")
    assert "no data" in texts(chart)
    assert "no data" in texts(charts.bars(FRAME.assign(n=[1, np.nan, 2]), x="n", y="outlet"))


def test_several_colours_of_a_row_stand_below_each_other():
    frame = pd.concat([FRAME.assign(voice="own"), FRAME.assign(voice="quoted")])
    chart = charts.dots(frame, x="estimate", y="outlet", colour="voice", label="voice")
    rows = np.array([dot[1] for dot in drawn(chart)]).reshape(2, 3)
    assert (rows[1] - rows[0] > 0.15).all()


def test_bars_start_at_zero_and_end_at_their_values():
    chart = charts.bars(FRAME, x="estimate", y="outlet", number="+.2f")
    ends = [sorted([b.get_x(), b.get_x() + b.get_width()]) for b in chart.figure.axes[0].patches]
    assert ends == [[0.0, 0.25], [-0.5, 0.0], [0.0, pytest.approx(1 / 3)]]
    assert {"+0.25", "−0.50", "+0.33"} <= set(texts(chart))


def test_parts_of_a_bar_stand_end_to_end():
    bars = names(caption=None).figure.axes[0].patches
    assert [(bar.get_x(), bar.get_width()) for bar in bars] == [(0, 4), (4, 2), (0, 3), (3, 0)]
    colours = [matplotlib.colors.to_hex(bar.get_facecolor()).upper() for bar in bars]
    assert colours == [*charts.OUTLETS[:2]] * 2
    assert {"war", "invasion", "4", "2", "3"} <= set(texts(names(caption=None)))
    with pytest.raises(ValueError, match="below zero"):
        names(NAMES.assign(frequency=[1, -1, 2, 3]))


def test_panels_that_share_their_rows_name_them_once():
    frame = pd.concat([FRAME.assign(lexicon="VADER"), FRAME.assign(lexicon="TextBlob")])
    shared = charts.dots(frame, x="estimate", y="outlet", panel="lexicon").figure
    assert [text.get_text() for text in shared.texts].count("Harbour") == 1
    own = charts.dots(frame[:-1], x="estimate", y="outlet", panel="lexicon").figure
    assert [text.get_text() for text in own.texts].count("Axios") == 2
    assert len(shared.axes) == len(own.axes) == 2


def test_a_strip_has_every_sentence_their_number_and_mean():
    frame = pd.DataFrame(
        {
            "outlet": ["Axios"] * 4 + ["Harbour"],
            "sentence_id": range(5),
            "score": [0.5, 0.5, 0.5, np.nan, -0.25],
        }
    )
    chart = charts.strip(frame, x="score", y="outlet")
    dots, means = chart.figure.axes[0].lines[1:]
    assert sorted(dots.get_xdata()[dots.get_xdata() == dots.get_xdata()]) == [-0.25, 0.5, 0.5, 0.5]
    assert len({*zip(*dots.get_data(), strict=True)}) == 5  # none covers another
    assert list(means.get_xdata()) == [0.5, -0.25]
    assert {"3 sentences", "1 sentence", "+0.50", "−0.25"} <= set(texts(chart))
    places = charts.strip(
        frame.assign(score=[0, 0.5, 1, 0.2, 0.1]), x="score", y="outlet", mean=False
    )
    assert places.figure.axes[0].get_xlim() == (0, 1)


def test_a_matrix_has_each_sign_in_its_row_and_column():
    statuses = {("f", "A"): "own", ("f", "B"): "denied", ("g", "A"): "", ("g", "B"): "attributed"}
    frame = pd.DataFrame(
        [(*key, value) for key, value in statuses.items()], columns=["f", "o", "s"]
    )
    chart = charts.matrix(frame[frame["s"] != ""], row="f", column="o", value="s")
    where = texts(chart)
    for (row, column), status in statuses.items():
        sign = charts.STATUSES[status or "absent"][1]
        assert where[sign][1] == pytest.approx(where[row][1], abs=0.01)
        assert where[column][0] < where[sign][0] < where[column][0] + 0.7
    assert "× denied" in where and "… not known yet" not in where
    with pytest.raises(ValueError, match="'yes' is no status: own, attributed"):
        charts.matrix(frame.replace("denied", "yes"), row="f", column="o", value="s")


def test_words_are_those_of_the_frame_and_marked_ones_bold():
    said = "He **will complete the **__special operation__** task**, they cost $5 or $6 " + "x" * 90
    frame = pd.DataFrame({"q": ["call", "end"], "o": ["Axios", "Quay"], "said": [said, ""]})
    chart = charts.words(frame, row="q", column="o", text="said")
    words = [text for text in chart.figure.texts if text.get_fontsize() == 9]
    told = "".join(text.get_text() for text in words).replace(" ", "")
    plain = said.replace("**", "").replace("__", "").replace(" ", "")
    assert plain in told and told.count("–") == 3
    coloured = [text.get_text() for text in words if text.get_color() == charts.ACCENT]
    assert " ".join(coloured) == "special operation"
    bold = [t.get_text() for t in words if t.get_fontweight() == "bold" and t.get_text()[0] in "wt"]
    assert " ".join(bold) == "will complete the task,"


def test_no_text_is_small_cut_off_or_on_another():
    wide = FRAME.assign(outlet=["A name that goes on and on for ever " * 2, "x" * 80, "C"])
    for chart in (
        charts.dots(
            wide, x="estimate", y="outlet", note="n", label="sentences", group="article_id"
        ),
        charts.bars(
            wide, x="n", y="outlet", title="t " * 200, subtitle="s " * 200, source="e " * 200
        ),
        charts.words(wide, row="outlet", column="article_id", text="outlet", mark="article_id"),
    ):
        assert min(text.get_fontsize() for text in chart.figure.texts) >= 8
        assert not charts._faults(chart.figure)
        assert chart.figure.get_figwidth() == charts.WIDTH
    tall = charts.bars(FRAME, x="n", y="outlet", height=5).figure.get_figheight()
    assert tall == pytest.approx(5, abs=0.01)


def test_words_cut_off_or_on_others_are_told(folder, monkeypatch):
    chart = charts.bars(FRAME, x="n", y="outlet")
    chart.figure.text(0.9, 0.5, "These words go on")
    chart.figure.text(0.9, 0.5, "and these")
    with pytest.warns(UserWarning, match=r"over the edge: 'These words.*on each other: 'These"):
        charts.export(chart, "x")
    monkeypatch.setenv("RERUN", "check")
    with pytest.raises(ValueError, match="figure x: words over the edge"):
        charts.export(chart, "x")


# ── Rows that would fall on one place, colours that can't be told apart ───────────────────────────


def test_an_outlet_that_repeats_is_labelled_by_article():
    frame = FRAME.assign(outlet="Axios")
    assert {"Axios, a", "Axios, b"} <= set(texts(charts.dots(frame, x="n", y="outlet")))
    with pytest.raises(ValueError, match="two rows would fall on one place: outlet Axios"):
        charts.dots(frame.drop(columns="article_id"), x="estimate", y="outlet")
    with pytest.raises(ValueError, match="two rows"):
        charts.matrix(FRAME.assign(s="own", c="c", f="f"), row="f", column="c", value="s")


def test_thirteen_outlets():
    frame = pd.DataFrame({"outlet": [f"Outlet {n}" for n in range(13)], "n": range(13), "one": "x"})
    one = charts.dots(frame, x="n", y="outlet", colour="outlet")
    assert len({dot[2:] for dot in drawn(one)}) == 1
    twelve = drawn(charts.dots(frame[:12], x="n", y="outlet", colour="outlet"))
    assert len({dot[2] for dot in twelve}) == len({dot[3] for dot in twelve}) == 12
    with pytest.raises(ValueError, match="13 values of outlet can't be told apart, 12 can"):
        charts.bars(frame, x="n", y="one", colour="outlet")
    with pytest.raises(ValueError, match="13 columns can't be read, 12 can"):
        charts.matrix(frame.assign(s="own"), row="one", column="outlet", value="s")


def test_an_outlet_keeps_its_colour_in_another_order():
    order = ["Axios", "The $5 Quay, $x$", "Harbour"]
    frame = FRAME.assign(outlet=pd.Categorical(FRAME["outlet"], order)).sort_values("estimate")
    dots = drawn(charts.dots(frame[1:], x="estimate", y="outlet", colour="outlet"))
    assert {dot[0]: dot[2] for dot in dots} == {0.25: charts.OUTLETS[0], 1 / 3: charts.OUTLETS[2]}


@pytest.mark.parametrize(
    ("data", "options", "message"),
    [
        (FRAME, {"y": "place"}, "no column 'place'; there are article_id, outlet"),
        (FRAME, {"color": "outlet"}, "has no color=; there are colour"),
        (FRAME[:0], {}, "draws a DataFrame with rows"),
        ("corpus", {}, "draws a DataFrame with rows, not a str"),
        (FRAME, {"caption": "nmes"}, "caption 'nmes': there is none; there are names"),
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
    assert "Harbour: 3; 4 rows" in said and "Source, 2.25" in said
    assert names().alt == "Bars."


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("{frequency[Axios,peace]}", r"alt: \{frequency\[Axios,peace\]\}.*0 values in 0 rows"),
        ("{frequency[Axios]}", ".*2 values in 2 rows"),
        ("{share:max}", ".*no column 'share'"),
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
    assert str(chart).startswith("figures/names not written, since it isn't the published figure: ")
    assert not (folder / "names.svg").exists()
    monkeypatch.setenv("RERUN", "check")
    with pytest.raises(ValueError, match="row 4, frequency: published '0', drawn '1'") as error:
        names(other)
    assert "caption 'names'" in str(error.value) and "\n" not in str(error.value)
    with pytest.raises(
        ValueError, match="published are 4 rows of outlet, frequency, name; drawn are 3"
    ):
        names(NAMES[:3])
    monkeypatch.setenv("RERUN", "accept")
    charts.export(names(other))
    monkeypatch.setenv("RERUN", "check")
    assert "Axios says war 4 times of 10" in texts(charts.export(names(other)))


def test_a_figure_that_was_never_published_counts_as_other_data(folder, monkeypatch):
    assert charts.CHANGED in texts(names())
    monkeypatch.setenv("RERUN", "check")
    with pytest.raises(ValueError, match=r"figures/names.csv isn't there"):
        names()


def test_a_chart_without_its_caption_does_not_overwrite_a_figure(folder):
    publish(folder)
    before = (folder / "names.csv").read_bytes()
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
        chart = charts.dots(FRAME, x="estimate", y="outlet", low="low", high="high", note="n")
        assert charts.export(chart, "a-figure", folder=folder / place, pdf=True) is chart
    files = {path.name: path.read_bytes() for path in (folder / "one").iterdir()}
    assert set(files) == {"a-figure.svg", "a-figure.png", "a-figure.csv", "a-figure.pdf"}
    assert files == {path.name: path.read_bytes() for path in (folder / "two").iterdir()}
    assert files["a-figure.csv"].decode().splitlines()[:2] == [
        "outlet,estimate,n,low,high,article_id,sentences",
        "Axios,0.25,12,0.125,0.5,a,a:1 a:2",
    ]
    assert b"0.333333" in files["a-figure.csv"]


def test_a_cell_is_no_formula():
    frame = pd.DataFrame({"text": ["=1+1", "-2", "@x", "a=b"], "value": [-1.0, 2, 3, np.nan]})
    assert charts._csv(frame) == "text,value\n'=1+1,-1\n'-2,2\n'@x,3\na=b,\n"


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


def test_a_picture_stands_once_in_a_notebook_and_has_its_alt_text():
    chart = charts.bars(FRAME, x="n", y="outlet", alt='Says "<b>no</b>" to\n every one')
    data, metadata = chart._repr_mimebundle_()
    assert set(data) == {"image/png", "text/plain"} and len(str(chart)) < 100
    output = nbformat.v4.new_output("display_data", data=data, metadata=metadata)
    cell = nbformat.v4.new_code_cell("chart", outputs=[output])
    page, _ = HTMLExporter(template_name="classic").from_notebook_node(
        nbformat.v4.new_notebook(cells=[cell])
    )
    pictures = [tag for tag in re.findall("<img[^>]*>", page) if "data:image/png" in tag]
    assert len(pictures) == 1 and 'Says "&lt;b&gt;no&lt;/b&gt;" to every one' in pictures[0]
    assert page.count(data["image/png"][:80]) == 1


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
VOICES = [colour for colour, _ in charts.VOICES.values()]


@pytest.mark.parametrize("palette", [charts.SIDES[:3], charts.OUTLETS[:5], FILLS, VOICES])
def test_colours_hold_for_the_colour_blind_and_in_grey(palette):
    for one, two in itertools.combinations(palette, 2):
        for blindness in (None, *BLINDNESS):
            distance = np.linalg.norm(lab(one, blindness) - lab(two, blindness))
            assert distance > 15, (one, two, blindness)  # some six just noticeable differences
        assert abs(lab(one)[0] - lab(two)[0]) > 8, (one, two, "grey")


@pytest.mark.parametrize("kind", ["outlet", "side"])
def test_twelve_looks_are_twelve(kind):
    found = charts.looks(map(str, range(12)), kind).values()
    assert len({look.marker for look in found}) == 12
    for one, two in itertools.combinations(found, 2):
        assert np.linalg.norm(lab(one.colour) - lab(two.colour)) > 12, (one, two)


def test_labels_read_on_their_bars():
    for fill in (*charts.OUTLETS, *charts.SIDES, *charts.STATUSES["own"][:1]):
        ink, ground = (
            float(np.array([0.2126, 0.7152, 0.0722]) @ np.array(
                [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
                 for c in matplotlib.colors.to_rgb(colour)]))
            for colour in (charts._ink(fill), fill)
        )  # fmt: skip
        assert (max(ink, ground) + 0.05) / (min(ink, ground) + 0.05) > 4, fill
