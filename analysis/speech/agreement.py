"""Agreement of found quotations with hand-coded ones."""

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

EDGES = " \t\n\r\u00a0\"“”„‟«»‹›'‘’‚`.,;:!?…"
WORD = re.compile(r"\w+(?:[’'-]\w+)*")
Place = tuple[str, int, int]


def _place(row: pd.Series) -> Place:
    """A span without the marks and the punctuation at its edges, which codebooks differ on."""
    text = str(row["text"])
    start = int(row["start"]) + len(text) - len(text.lstrip(EDGES))
    return str(row["article_id"]), start, start + len(text.strip(EDGES))


def _words(frame: pd.DataFrame) -> set[tuple[str, int]]:
    return {
        (str(article_id), int(start) + word.start())
        for article_id, start, text in zip(
            frame["article_id"], frame["start"], frame["text"], strict=True
        )
        for word in WORD.finditer(str(text))
    }


def _scores(name: str, found: set[Place], gold: set[Place]) -> list[tuple[str, float, int]]:
    return _figures(name, len(found & gold), len(found), len(gold))


def _figures(name: str, both: int, found: int, gold: int) -> list[tuple[str, float, int]]:
    precision = both / found if found else np.nan
    recall = both / gold if gold else np.nan
    total = found + gold
    return [
        (f"{name}_precision", precision, found),
        (f"{name}_recall", recall, gold),
        (f"{name}_f1", 2 * both / total if total else np.nan, gold),
    ]


def same_name(one: str, other: str) -> bool:
    """Whether two names agree: the same words, or all words of one in the other."""
    names = [
        set(re.findall(r"\w+", re.sub(r"\b(?:the|an?)\b|['’]s\b", " ", name.lower())))
        for name in (one, other)
    ]
    return names[0] == names[1] or (all(names) and (names[0] <= names[1] or names[1] <= names[0]))


def _partner(place: Place, others: Iterable[tuple[Place, int]]) -> int | None:
    """The other span that shares most with a span, if it is more than half of the longer one."""
    best, partner = 0.5, None
    for other, number in others:
        if other[0] == place[0]:
            shared = min(place[2], other[2]) - max(place[1], other[1])
            share = shared / max(place[2] - place[1], other[2] - other[1], 1)
            if share > best:
                best, partner = share, number
    return partner


def score_quotes(found: pd.DataFrame, gold: pd.DataFrame) -> pd.DataFrame:
    """How well found quotations (as `quotes` returns them) agree with hand-coded ones.

    `gold` has article_id, start, end, text, kind, speaker, side. Give both for the same articles.

    Returns measure, value (0 to 1, higher is better; NaN where n is 0), n (what it is a share of):
    direct_…, scare_… precision, recall, f1    spans that are the same but for marks and
                                               punctuation at their edges
    indirect_word_… precision, recall, f1      words of the reported clauses, by position
    speaker_side_accuracy, speaker_accuracy    of the direct and indirect gold rows that were found
                                               (more than half shared), those with the same side,
                                               and with the same name or all words of it

    Raises ValueError where a column is missing.
    """
    for name, frame in (("found", found), ("gold", gold)):
        missing = {"article_id", "start", "text", "kind", "speaker", "side"} - set(frame.columns)
        if missing:
            raise ValueError(f"{name} lacks the columns {', '.join(sorted(missing))}")
    places = {
        (name, kind): [
            (_place(row), number)
            for number, (_, row) in enumerate(frame[frame["kind"] == kind].iterrows())
        ]
        for name, frame in (("found", found), ("gold", gold))
        for kind in ("direct", "indirect", "scare")
    }
    rows = []
    for kind in ("direct", "scare"):
        rows += _scores(
            kind,
            {place for place, _ in places["found", kind]},
            {place for place, _ in places["gold", kind]},
        )
    words = [_words(frame[frame["kind"] == "indirect"]) for frame in (found, gold)]
    rows += _figures("indirect_word", len(words[0] & words[1]), *map(len, words))
    sides: list[bool] = []
    names: list[bool] = []
    for kind in ("direct", "indirect"):
        ours, theirs = (
            frame.loc[frame["kind"] == kind, ["speaker", "side"]].fillna("").to_numpy(str)
            for frame in (found, gold)
        )
        for place, number in places["gold", kind]:
            partner = _partner(place, places["found", kind])
            if partner is not None:
                sides.append(bool(ours[partner][1] == theirs[number][1]))
                names.append(same_name(str(ours[partner][0]), str(theirs[number][0])))
    for name, hits in (("speaker_side_accuracy", sides), ("speaker_accuracy", names)):
        rows.append((name, float(np.mean(hits)) if hits else np.nan, len(hits)))
    return pd.DataFrame(rows, columns=["measure", "value", "n"])
