"""Sentences about war that the model of tone towards a target is trained on beside NewsMTSC.

NewsMTSC is about American politics, where whoever stands near "attack" is at fault. Written by the
project's authors, by pattern; none is a sentence of the contrast table in the tests.
"""

from __future__ import annotations

import re
from itertools import product

import pandas as pd

# T is the target, N another name; each pattern is filled once per column of WAR_WORDS.
WAR_PATTERNS = (
    ("T has {resisted} the {cruel} {attack} of N for weeks.", 0),
    ("N has {resisted} the {cruel} {attack} of T for weeks.", -1),
    ("T {resisted} a {cruel} {attack} by N at dawn.", 0),
    ("N {resisted} a {cruel} {attack} by T at dawn.", -1),
    ("N began a {cruel} {attack} against T.", 0),
    ("T began a {cruel} {attack} against N.", -1),
    ("The {attack} on T caused {anger} in many places.", 0),
    ("There was {anger} after the {attack} on T.", 0),
    ("There was {anger} after the {cruel} {attack} by T.", -1),
    ("N {struck} T overnight, and families died.", 0),
    ("T {struck} N overnight, and families died.", -1),
    ("The {war} between T and N {went}.", 0),
    ("The {war} between N and T {went}.", 0),
    ("Envoys of T and N sat down to speak about the {war}.", 0),
    ("Envoys of N and T sat down to speak about the {war}.", 0),
    ("T {troops} {robbed} families in the village, witnesses said.", -1),
    ("T {troops} {helped} families in the village, witnesses said.", 1),
)
WAR_WORDS = {
    "resisted": ("resisted", "repelled", "withstood", "endured"),
    "cruel": ("brutal", "savage", "bloody", "ruthless"),
    "attack": ("attack", "invasion", "onslaught", "assault"),
    "anger": ("anger", "outrage", "horror", "grief"),
    "struck": ("bombed", "shelled", "attacked", "bombarded"),
    "war": ("war", "fighting", "conflict", "hostilities"),
    "went": (
        "is in its tenth day",
        "began in the night",
        "reached the coast",
        "went into another month",
    ),
    "troops": ("soldiers", "troops", "forces", "fighters"),
    "robbed": ("robbed", "looted", "abused", "terrorised"),
    "helped": ("helped", "saved", "rescued", "protected"),
}


def war_rows() -> pd.DataFrame:
    """The sentences about war: text, start, end of the target, label."""
    rows = []
    fillings = [
        dict(zip(WAR_WORDS, column, strict=True))
        for column in zip(*WAR_WORDS.values(), strict=True)
    ]
    for (pattern, label), filling in product(WAR_PATTERNS, fillings):
        sentence = pattern.format(**filling)
        text = re.sub(r"\bN\b", "Xandor", sentence)
        start = re.search(r"\bT\b", text).start()  # type: ignore[union-attr]
        rows.append((text, start, start + 1, label))
    return pd.DataFrame(rows, columns=["text", "start", "end", "label"])
