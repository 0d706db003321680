"""Tone on human labels, beside three baselines: `python benchmarks/newsmtsc.py [DEV]`.

DEV is NewsMTSC's dev part as JSON Lines (text, start, end, label; Hamborg & Donnay, EACL 2021),
by default the one beside the repository. Prints as CSV macro-F1 with the 2.5th and 97.5th
percentile of 2,000 draws of sentences, as rows of one sentence are not independent.
"""

import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import f1_score
from textblob import TextBlob
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from analysis import towards

DEV = Path(__file__).parents[2] / "shared" / "data" / "newsmtsc" / "dev.jsonl"
DRAWS = 2000


def main(dev: Path) -> None:
    rows = towards.read_rows(dev)
    vader = SentimentIntensityAnalyzer()
    compound = rows["text"].map(lambda text: vader.polarity_scores(text)["compound"])
    polarity = rows["text"].map(lambda text: TextBlob(text).sentiment.polarity)
    towards.score(rows.head(1))  # loads the parser and the model
    began = time.perf_counter()
    labels = towards.score(rows)["label"]
    took = time.perf_counter() - began
    given = {
        "towards": labels,
        # As VADER's authors advise; nobody advises a bound for TextBlob.
        "VADER": np.sign(compound).where(compound.abs() >= 0.05, 0).astype(int),
        "TextBlob": np.sign(polarity).astype(int),
        "always neutral": pd.Series(0, index=rows.index),
    }
    members = list(rows.groupby("text", sort=False).indices.values())
    rng = np.random.default_rng(0)
    draws = [
        np.concatenate([members[i] for i in rng.integers(0, len(members), len(members))])
        for _ in range(DRAWS)
    ]
    table = []
    for method, label in given.items():
        pairs = np.array([rows["label"], label])
        value, *drawn = (
            f1_score(*pairs[:, of], labels=[-1, 0, 1], average="macro", zero_division=0)
            for of in [np.arange(len(rows)), *draws]
        )
        table.append((method, value, *np.percentile(drawn, [2.5, 97.5]), len(rows), len(members)))
    columns = ["method", "macro_f1", "low", "high", "n", "sentences"]
    print(pd.DataFrame(table, columns=columns).round(4).to_csv(index=False), end="")
    print(f"{1000 * took / len(members):.1f} ms per sentence, parsing included", file=sys.stderr)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DEV)
