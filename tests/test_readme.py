"""The numbers that README.md tells are those of the committed figures."""

import re

import pandas as pd
import pytest


@pytest.fixture(scope="module")
def readme(project):
    return (project / "README.md").read_text("utf-8")


@pytest.fixture(scope="module")
def table(project):
    return lambda name: pd.read_csv(project / "figures" / f"{name}.csv")


def point(value: float) -> str:
    return f"{value:.2f}".removeprefix("0")


def test_the_finding(readme, table):
    own = table("framing-own-voice").set_index("outlet")["estimate"]
    alt = re.search(r"!\[(.+?)\]\(figures/framing-own-voice\.png\)", readme)[1]
    for outlet, share in own.items():
        assert re.search(rf"{outlet} {round(100 * share)}\b", alt), outlet
    assert f"({round(100 * own['Daily Bangladesh'])}% against about half)" in readme
    voice = table("framing-voice").set_index(["outlet", "side"])["estimate"]
    russia = [
        voice[(outlet, "Russia")] for outlet in ("The Diplomatic Affairs", "Daily Bangladesh")
    ]
    assert (
        "Russian sources have {:.0%} of one article's words and {:.0%} of\n".format(*russia)
        in readme
    )


def test_the_notebooks(readme, table):
    words = {7: "seven"}
    keys = table("terms-keyness")
    assert f"{words[int((keys['p'] < 0.05).sum())]} of 621 words set an article apart" in readme
    assert f"{table('robustness-multiverse')['claim'].nunique()} claims put to every" in readme


def test_what_the_measures_are_worth(readme, table):
    tone = table("robustness-tone-validity").set_index(["coding", "measure"])["macro_f1"]
    gold, news = (tone[coding].map(point) for coding in ("seeds/gold/tone.csv", "NewsMTSC dev"))
    for line in (
        f"| {gold['towards']} (a second coder: {gold['tone_second']}) | {news['towards']} on",
        f"| {gold['compound']} (always neutral: {gold['neutral']}) "
        f"| {news['compound']} (always neutral: {news['neutral']}) |",
        f"| {gold['polarity']} | {news['polarity']} |",
    ):
        assert line in readme
    framing = table("robustness-framing").set_index("measure")
    here, other = framing["estimate"].iloc[:2].map(point)
    assert f"| {here} (rules corrected on these texts) | {other} on 83 mentions" in readme
    counts = framing["n"].str.extract(r"^in (\d+) of", expand=False).astype(float)
    alpha = framing[counts >= 10]
    low, high = point(alpha["estimate"].min()), point(alpha["estimate"].max())
    assert f"| {low} to {high} where coded in ten sentences or more" in readme
