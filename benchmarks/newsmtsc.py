"""Validity of each tone measure on human labels: `python benchmarks/newsmtsc.py DEV`.

DEV is NewsMTSC's dev part as JSON Lines (text, start, end, label; Hamborg & Donnay, EACL 2021).
Writes analysis/models/newsmtsc_dev.csv, with the columns of `analysis.tone.agreement`.
"""

import sys
from pathlib import Path

import pandas as pd

from analysis.files import write_whole
from analysis.tone.validity import NEWSMTSC, agreement, predict


def main(dev: Path) -> None:
    rows = pd.read_json(dev, lines=True)
    table = agreement(predict(rows), rows["label"], rows["text"])
    content = table.round(4).to_csv(index=False, lineterminator="\n")
    write_whole(NEWSMTSC, content.encode())
    print(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
