"""Tone towards a target: how a sentence makes the person, place or body look that it names.

A logistic regression on the words of the sentence and their place in spaCy's parse, seen from the
target. Every name is masked before the sentence is parsed, so the model can't know who is spoken
of, and swapping two names swaps nothing but the names. `analysis/tables/towards.md` tells where
the opinion words and the vectors come from.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.parse import pipeline

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

TABLES = Path(__file__).parent / "tables"
MODEL = TABLES / "towards.json"
LABELS = (-1, 0, 1)

NAME = "Smith"  # a name that the parser knows: every name becomes this one
_TITLE = r"(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Col|St|Jr|Sr|Rev|Prof|Sgt|Capt)\."
_WORD = re.compile(_TITLE + r"|(?:[A-Z]\.){2,}|(?:[ODL]['’](?=[A-Z]))?[^\W\d_]+")
_WITHIN_NAME = re.compile(r"\s+(?:(?:al|el|de|da|del|der|di|du|la|le|bin|ibn|van|von)[\s-]+)?")
_OPENS = re.compile(r"""[.!?:;"“”‘(\[—–…]\s*$|\s['-]$|^\s*$""")

_NEGATIONS = frozenset("not n't no never without nobody nothing neither nor hardly barely".split())
_COMPLEMENTS = frozenset("dobj acomp attr xcomp oprd ccomp prt".split())
# A word anywhere, before the target, after it, near it in the parse; and how far its weight is
# shared by words of like vectors.
_MARKS = {"w": 0.3, "<": 0.7, ">": 0.7, "~": 0.7}
_WAR_WEIGHT = 2.0
# Inverse of the ridge penalty: of .05, .1 and .2 the best in four-fold cross-validation.
_STRENGTH = 0.2


def _opens(text: str, start: int) -> bool:
    """Whether any word may have a capital here, as after a stop."""
    return _OPENS.search(text[max(0, start - 3) : start]) is not None


def _names(text: str, common: frozenset[str]) -> list[tuple[int, int]]:
    """Where names stand: capitals where none is due; the words of one name are one.

    A capital where every word has one (after a stop, in a headline) makes no name of a word in
    `common`.
    """
    function = pipeline().Defaults.stop_words
    words = [(m.group(), m.group().lower(), *m.span()) for m in _WORD.finditer(text)]
    known = [word[0].isupper() for word, low, *_ in words if low in common and low not in function]
    headline = 2 * sum(known) > len(known)
    names: list[tuple[int, int]] = []
    for word, low, start, end in words:
        shouted = word.isupper() and len(word) > 1 and not headline  # "US", but not "TELL US"
        free = headline or _opens(text, start)
        if word[0].islower() or (not shouted if low in function else free and low in common):
            continue
        if names and _WITHIN_NAME.fullmatch(text, names[-1][1], start):
            names[-1] = (names[-1][0], end)
        else:
            names.append((start, end))
    return names


def _mask(text: str, common: frozenset[str]) -> tuple[str, list[tuple[int, int]]]:
    """The text with NAME for every name, and the span that each of its characters stands for."""
    spans: list[tuple[int, int]] = []
    masked, done = "", 0
    for start, end in [*_names(text, common), (len(text), len(text))]:
        name = NAME if start < end else ""
        masked += text[done:start] + name
        spans += [(i, i + 1) for i in range(done, start)] + [(start, end)] * len(name)
        done = end
    return masked, spans


@lru_cache(maxsize=1)
def _lexicons() -> list[tuple[str, Mapping[str, float]]]:
    """Valence of words, about -2 to 2, in VADER's lexicon and in Hu & Liu's."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    table = pd.read_csv(TABLES / "opinion_words.csv", keep_default_na=False)
    vader = {word: value / 2 for word, value in SentimentIntensityAnalyzer().lexicon.items()}
    return [("vader", vader), ("opinion", dict(zip(table["word"], table["valence"], strict=True)))]


def _word(token: Token, text: str) -> str:
    word = "0" if token.text[0].isdigit() else text.lower().replace("’", "'")
    return "NAME" if token.text == NAME else word


def _link(token: Token) -> str:
    """How a token hangs on its head; of a preposition, which one."""
    return token.lemma_.lower() if token.dep_ in ("prep", "agent") else token.dep_


def _negated(token: Token) -> bool:
    of = [token, token.head] if token.dep_ in _COMPLEMENTS else [token]
    return any(child.lower_ in _NEGATIONS for head in of for child in head.children)


def _paths(top: Token) -> dict[Token, tuple[str, ...]]:
    """The links from the target to each token: up (^) to a head, down (_) to a dependent."""
    paths: dict[Token, tuple[str, ...]] = {top: ()}
    queue = [top]
    for token in queue:
        for other in (*token.children, token.head):
            if other not in paths:
                up = other == token.head
                paths[other] = (*paths[token], f"^{_link(token)}" if up else f"_{_link(other)}")
                queue.append(other)
    return paths


def _features(doc: Doc, target: list[Token]) -> dict[str, float]:
    """Named features of a sentence, seen from the target's tokens."""
    first, last = target[0].i, target[-1].i
    top = next((token for token in target if token.head not in target), target[0])
    while top.dep_ in ("conj", "appos"):  # what is said of the first is said of the next
        top = top.head
    paths = _paths(top)
    found: defaultdict[str, float] = defaultdict(float)
    found[f"role {_link(top.head) if top.dep_ == 'pobj' else top.dep_}"] = 1.0
    found["pronoun" if top.pos_ == "PRON" else "no pronoun"] = 1.0
    found["place"] = first / len(doc)
    for token in doc:
        if token in target:
            continue
        side, apart = ("<", first - token.i) if token.i < first else (">", token.i - last)
        path = paths.get(token, ())
        steps = len(path) or 9
        word, lemma = _word(token, token.text), _word(token, token.lemma_)
        found[f"w {lemma}"] += 0.5
        found[f"{side} {word}"] += math.exp(-apart / 6)
        found[f"~ {word}"] += math.exp(-steps / 1.5)
        if apart <= 3:
            found[f"{side}{apart} {lemma}"] += (1.0, 0.7, 0.5)[apart - 1]
        if steps <= 3 and token.pos_ not in ("PUNCT", "SPACE", "DET"):
            found[f"{' '.join(path)}: {lemma}"] += (1.0, 1.0, 0.6)[steps - 1]
        for lexicon, valences in _lexicons():
            if value := valences.get(word) or valences.get(lemma):
                value *= -0.7 if _negated(token) else 1.0
                sign = f"{lexicon} {'good' if value > 0 else 'bad'}"
                found[f"{sign} in all"] += abs(value)
                found[f"{sign} {min(5, steps)}"] += abs(value)
    totals = {name: math.log1p(value) for name, value in found.items() if name.endswith(" in all")}
    return found | totals


def _read(
    frame: pd.DataFrame, common: frozenset[str]
) -> Iterator[tuple[list[int], dict[str, float]]]:
    """Each distinct target's features and the numbers of its rows; each sentence is parsed once."""
    places: dict[str, dict[tuple[int, int], list[int]]] = {}
    for i, (text, start, end) in enumerate(frame[["text", "start", "end"]].itertuples(index=False)):
        places.setdefault(text, {}).setdefault((start, end), []).append(i)
    masked = [_mask(text, common) for text in places]
    docs = pipeline().pipe((text for text, _ in masked), batch_size=256)
    for doc, (_, spans), targets in zip(docs, masked, places.values(), strict=True):
        own = [(token, spans[token.idx][0], spans[token.idx + len(token) - 1][1]) for token in doc]
        for (start, end), rows in targets.items():
            yield rows, _features(doc, [token for token, a, b in own if a < end and b > start])


class _Model(NamedTuple):
    """What each feature adds to the log-odds of negative and of positive over neutral."""

    common: frozenset[str]
    intercept: npt.NDArray[np.float64]
    weights: Mapping[str, npt.NDArray[np.float64]]

    def probabilities(self, found: Mapping[str, float]) -> npt.NDArray[np.float64]:
        """Of a negative, a neutral and a positive tone."""
        known = [found[name] * self.weights[name] for name in found if name in self.weights]
        odds = np.insert(self.intercept + sum(known), 1, 0.0)
        odds = np.exp(odds - odds.max())
        return np.asarray(odds / odds.sum())


@lru_cache(maxsize=2)
def _load(path: Path) -> _Model:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    table: dict[str, list[int]] = content["weights"]
    for word, pairs in content["words"].items():
        table |= {f"{mark} {word}": pairs[2 * i : 2 * i + 2] for i, mark in enumerate(_MARKS)}
    weights = {name: np.array(pair) / 100 for name, pair in table.items()}
    return _Model(
        frozenset(content["common"].split()), np.array(content["intercept"]) / 100, weights
    )


def _check(frame: pd.DataFrame) -> None:
    if missing := {"text", "start", "end"} - set(frame.columns):
        raise ValueError(f"towards: no column {min(missing)}; it needs text, start, end")
    for row, text, start, end in frame[["text", "start", "end"]].itertuples(name=None):
        if not isinstance(text, str):
            raise ValueError(f"towards: row {row}: text is {text!r}, not a string")
        whole = hasattr(start, "__index__") and hasattr(end, "__index__")
        if not (whole and 0 <= start < end <= len(text) and text[start:end].strip()):
            raise ValueError(
                f"towards: row {row}: start {start}, end {end} hold no word of the text; "
                f"whole numbers with 0 <= start < end <= {len(text)} are needed"
            )


def score(frame: pd.DataFrame, *, model: Path = MODEL) -> pd.DataFrame:
    """Tone of each sentence towards the target that a span of it names.

    `frame` has text (a sentence), start, end: characters of the target in it, end exclusive.
    Returns, on the index of `frame`,

    - label: -1 negative, 0 neutral, 1 positive: the most probable;
    - score: probability of positive minus that of negative, from -1 to 1; higher is favourable.

    >>> text = "Kuleba, praised for his courage, accused Lavrov of lying."
    >>> frame = pd.DataFrame({"text": text, "start": [0, 40], "end": [6, 46]})
    >>> score(frame)["label"].tolist()
    [1, -1]

    Raises: ValueError, naming the row, where the span holds no word of the text;
    `parse.ModelMissing` where spaCy or its model is not installed.
    """
    _check(frame)
    labels, scores = np.zeros(len(frame), dtype="int64"), np.zeros(len(frame))
    loaded = _load(model)
    for rows, found in _read(frame, loaded.common):
        odds = loaded.probabilities(found)
        labels[rows], scores[rows] = LABELS[int(odds.argmax())], odds[2] - odds[0]
    return pd.DataFrame({"label": labels, "score": scores}, index=frame.index)


def read_rows(path: Path) -> pd.DataFrame:
    """The rows of a JSON Lines file as in NewsMTSC: text, start, end, label (-1, 0, 1).

    Raises: ValueError, naming the file and the row (from 1), where a field is missing or wrong.
    """
    try:
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        rows = pd.DataFrame(lines, range(1, len(lines) + 1), dtype=object)
        _check(rows)
        for row, label in rows.reindex(columns=["label"])["label"].items():
            if label not in LABELS:
                raise ValueError(f"row {row}: label is {label}; it must be -1, 0 or 1")
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from None
    return rows[["text", "start", "end", "label"]].infer_objects().reset_index(drop=True)


def _common(texts: Iterable[str]) -> list[str]:
    """Words that are no names: twice or more in lower case, and more often than with a capital."""
    seen = Counter(
        (match.group().lower(), match.group()[0].islower())
        for text in texts
        for match in _WORD.finditer(text)
        if match.group()[0].islower() or not _opens(text, match.start())
    )
    return sorted(w for (w, low), n in seen.items() if low and n > 1 and n > seen[w, False])


def train(train_path: Path, dev_path: Path, out: Path = MODEL) -> dict[str, Any]:
    """Train on one file, write the model to `out`, and return the settings written there.

    Words of like vectors share weight, so that one never met in training has a weight too. Rows of
    training are weighted as dev has labels and sentences with several targets: nothing else of dev
    is used. The same rows give the same bytes.

    Raises: ValueError for bad rows; ModuleNotFoundError without scikit-learn.
    """
    from scipy import sparse
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    own, dev = read_rows(train_path), read_rows(dev_path)
    # Kinds of rows, by label and by whether the sentence has other targets; their shares in dev
    # against those in training.
    kinds = [10 * part["text"].duplicated(keep=False) + part["label"] for part in (own, dev)]
    shares, dev_shares = (part.value_counts(normalize=True) for part in kinds)
    likeness = kinds[0].map(dev_shares / shares).fillna(0.0).to_numpy()
    rows = pd.concat([own, pd.read_csv(TABLES / "war_sentences.csv")], ignore_index=True)
    # Half-way to dev's shares.
    sample = np.append(np.sqrt(likeness), [_WAR_WEIGHT] * (len(rows) - len(own)))
    labels, common = rows["label"], _common(own["text"].unique())
    by_row = {row: features for many, features in _read(rows, frozenset(common)) for row in many}
    found = [by_row[row] for row in range(len(rows))]

    with np.load(TABLES / "word_vectors.npz") as file:
        vectors = dict(zip(str(file["words"]).split(), file["vectors"] / 127, strict=True))
    unseen = {f"{mark} {word}": 0.0 for mark in _MARKS for word in vectors}
    vectorizer = DictVectorizer().fit([*found, unseen])
    matrix, names = vectorizer.transform(found), vectorizer.feature_names_
    shared = np.zeros((len(names), len(_MARKS), len(vectors["the"])))
    for place, (mark, share) in enumerate(_MARKS.items()):
        rows_of = [vectorizer.vocabulary_[f"{mark} {word}"] for word in vectors]
        shared[rows_of, place] = [share * vector for vector in vectors.values()]
    single = sparse.eye(len(names), format="csc")[:, matrix.getnnz(axis=0) > 1]
    spread = sparse.hstack([single, sparse.csr_matrix(shared.reshape(len(names), -1))]).tocsr()
    solver = LogisticRegression(C=_STRENGTH, max_iter=20_000, tol=1e-6)
    with threadpool_limits(1):  # one thread adds in one order
        solver.fit(matrix @ spread, labels, sample)
    odds, base = (
        np.rint(100 * (part[[0, 2]] - part[1])).astype(int).tolist()
        for part in ((spread @ solver.coef_.T).T, solver.intercept_)
    )
    weights = {name: pair for name, *pair in zip(names, *odds, strict=True) if any(pair)}
    known = {word for name in weights for m, _, word in [name.partition(" ")] if m in _MARKS}
    words = {w: [n for m in _MARKS for n in weights.pop(f"{m} {w}", [0, 0])] for w in known}
    note = (TABLES / "towards-attribution.txt").read_text("utf-8").strip()
    settings = {"inverse_penalty": _STRENGTH, "weight_of_war_sentences": _WAR_WEIGHT}
    content = {"common": " ".join(common), "intercept": base, "weights": weights, "words": words}
    content |= {"attribution": note, "settings": settings}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    out.write_text(text.replace("],", "],\n") + "\n", encoding="utf-8")
    _load.cache_clear()
    return settings
