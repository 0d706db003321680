"""Reading one table of a story folder, with every fault named."""

import csv
import datetime
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.schema import TABLES, Table


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a story folder; its text is one line."""

    file: str
    problem: str
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        place = [self.file]
        place += [f"row {self.row}"] if self.row is not None else []
        place += [f"column {self.column}"] if self.column else []
        return ", ".join(place) + ": " + " ".join(self.problem.split())


class StoryError(ValueError):
    """A story folder with faults; `faults` lists them, and the message holds one line for each."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


def decode(path: Path, name: str) -> str | Fault:
    """The UTF-8 text of a file, or the fault that names the first wrong byte."""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        return Fault(name, f"byte {error.start} is not UTF-8; save the file as UTF-8")
    except OSError as error:
        return Fault(name, f"cannot be read: {(error.strerror or 'unknown error').lower()}")


def _pattern_problem(value: str) -> str | None:
    try:
        empty = re.compile(value).search("")
    except re.error as error:
        return f"'{value}' is no regular expression: {error}"
    return f"'{value}' matches the empty text; give it a word" if empty else None


def _date_problem(value: str) -> str | None:
    try:
        datetime.date.fromisoformat(value)
    except ValueError:
        return f"{value!r} is no date; valid: YYYY-MM-DD, for example 2022-03-04"
    return None if len(value) == 10 else f"{value!r} is no date; valid: YYYY-MM-DD"


def _count_problem(value: str) -> str | None:
    return None if re.fullmatch(r"\d+", value, re.ASCII) else f"{value!r} is no whole number from 0"


def _cell_faults(name: str, table: Table, frame: pd.DataFrame) -> list[Fault]:
    faults = []
    checks: list[tuple[str, Callable[[str], str | None]]] = [
        *((column, _date_problem) for column in table.dates),
        *((column, _pattern_problem) for column in table.patterns),
        *((column, _count_problem) for column in table.counts),
    ]
    for column in table.filled:
        rows = frame.index[frame[column].str.strip() == ""]
        faults += [Fault(name, "is empty; give a value", row, column) for row in rows]
    for column, problem in checks:
        for row, value in frame[column].items():
            if value.strip() and (found := problem(value)):
                faults.append(Fault(name, found, int(str(row)), column))
    for column, valid in table.choices.items():
        for row in frame.index[~frame[column].isin([*valid, ""])]:
            value = frame.at[row, column]
            faults.append(Fault(name, f"{value!r} is not valid: {', '.join(valid)}", row, column))
    if table.unique:
        keys = list(table.unique)
        for row in frame.index[frame.duplicated(keys)]:
            value = " / ".join(frame.loc[row, keys])
            faults.append(Fault(name, f"{value!r} stands there twice", row, keys[-1]))
    return faults


def read_table(path: Path, name: str) -> tuple[pd.DataFrame, list[Fault]]:
    """Read one table of a story folder, named as in `TABLES`.

    Returns the frame, all cells text and its index the row as a spreadsheet counts (the header is
    row 1), and the faults found in it. A table with faults in its columns comes back empty.
    """
    table = TABLES[name]
    empty = pd.DataFrame(columns=list(table.columns), dtype=str)
    text = decode(path, name)
    if isinstance(text, Fault):
        return empty, [text]
    try:
        lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))
    except csv.Error as error:
        return empty, [Fault(name, f"is no CSV: {error}")]
    header = [cell.strip() for cell in lines[0]] if lines else []
    expected = ", ".join(table.columns)
    if not any(header):
        return empty, [Fault(name, f"is empty; its first row names the columns {expected}")]
    if len(header) == 1 and (found := re.search(r"[;\t|]", header[0])):
        sign = {";": "semicolons", "\t": "tabs"}.get(found.group(), "bars")
        return empty, [Fault(name, f"its cells are parted by {sign}; save it with commas", 1)]
    faults = [
        Fault(name, f"column missing; the columns are {expected}", 1, column)
        for column in table.columns
        if column not in header
    ]
    faults += [
        Fault(name, f"unknown column; the columns are {expected}", 1, column or "(no name)")
        for column in header
        if column not in table.columns and (not table.labels or not column)
    ]
    faults += [
        Fault(name, "column named twice", 1, column)
        for column in sorted(set(header))
        if header.count(column) > 1
    ]
    if faults:
        return empty, faults
    rows = {number: line for number, line in enumerate(lines[1:], start=2) if any(line)}
    for number, line in rows.items():
        if len(line) != len(header):
            advice = "; quote cells that hold a comma" if len(line) > len(header) else ""
            problem = f"has {len(line)} cells, the header {len(header)}{advice}"
            faults.append(Fault(name, problem, number))
    kept = {number: line for number, line in rows.items() if len(line) == len(header)}
    frame = pd.DataFrame(list(kept.values()), columns=header, index=list(kept), dtype=str)
    return frame, faults + _cell_faults(name, table, frame)
