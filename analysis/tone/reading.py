"""What a lexicon says of a text: its scores, and the words that made them."""

from typing import NamedTuple


class Reading(NamedTuple):
    """A lexicon's scores of a text, and the words it knows there with what each adds."""

    scores: tuple[float, ...]
    words: tuple[tuple[str, float], ...]
