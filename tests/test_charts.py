"""The one door for figures: the same bytes, whole files, alt text; colours that all can tell."""

import itertools

import matplotlib.colors
import numpy as np
import pandas as pd
import pytest

from analysis import charts

DATA = pd.DataFrame({"article_id": ["a", "b"], "estimate": [1 / 3, np.nan], "n": [3, 0]})
ALT = "Two dots, one of them without a value."


def draw():
    figure, axes = charts.figure("A finding", subtitle="Unit, n", source="Source: made up")
    axes.plot([0, 1], [1, 0])
    return figure


def test_export_writes_the_same_three_files_every_time(tmp_path):
    for folder in ("one", "two"):
        charts.export(draw(), "a-figure", data=DATA, alt=ALT, folder=tmp_path / folder)
    names = {"a-figure.svg", "a-figure.png", "a-figure.csv"}
    assert {path.name for path in (tmp_path / "one").iterdir()} == names
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    table = (tmp_path / "one" / "a-figure.csv").read_text("utf-8")
    assert table == "article_id,estimate,n\na,0.333333,3\nb,,0\n"


def test_export_shows_its_alt_text_escaped(tmp_path):
    shown = charts.export(
        draw(), "x", data=DATA, alt='Says "<b>no</b>" to every one', folder=tmp_path
    )
    bundle = shown._repr_mimebundle_()
    assert 'alt="Says &quot;&lt;b&gt;no&lt;/b&gt;&quot; to every one"' in bundle["text/html"]
    assert set(bundle) == {"image/png", "text/html", "text/plain"}


@pytest.mark.parametrize(
    ("change", "message"),
    [({"name": "A B"}, "lower-case"), ({"data": DATA[:0]}, "no rows"), ({"alt": ""}, "too little")],
)
def test_export_refuses(tmp_path, change, message):
    arguments = {"name": "x", "data": DATA, "alt": ALT, **change}
    with pytest.raises(ValueError, match=message):
        charts.export(draw(), folder=tmp_path, **arguments)
    assert not list(tmp_path.iterdir())


def test_words_cut_off_are_told(tmp_path):
    figure = draw()
    figure.axes[0].text(0.9, 0.5, "These words " + "go on " * 30).set_in_layout(False)
    with pytest.warns(UserWarning, match="x: cut off at the edge: These words"):
        charts.export(figure, "x", data=DATA, alt=ALT, folder=tmp_path)


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    charts.export(draw(), "x", data=DATA, alt=ALT, folder=tmp_path)
    before = (tmp_path / "x.svg").read_bytes()
    monkeypatch.setattr("os.replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        charts.export(draw(), "x", data=DATA.assign(n=9), alt=ALT, folder=tmp_path)
    assert (tmp_path / "x.svg").read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 3


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


@pytest.mark.parametrize("palette", [charts.SIDE_COLOURS[:3], charts.OUTLET_COLOURS[:5]])
def test_colours_hold_for_the_colour_blind_and_in_grey(palette):
    for one, two in itertools.combinations(palette, 2):
        for blindness in (None, *BLINDNESS):
            distance = np.linalg.norm(lab(one, blindness) - lab(two, blindness))
            assert distance > 15, (one, two, blindness)  # some six just noticeable differences
        assert abs(lab(one)[0] - lab(two)[0]) > 8, (one, two, "grey")
