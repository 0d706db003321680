"""What a lexicon says of a text: its scores, and the words that made them."""

from collections.abc import Callable
from typing import Any, NamedTuple

REMEMBERED = 200_000  # pieces of text whose reading is kept: bounds the memory


class Reading(NamedTuple):
    """A lexicon's scores of a text, and the words it knows there with what each adds."""

    scores: tuple[float, ...]
    words: tuple[tuple[str, float], ...]


class Remembered(dict[str, Any]):
    """What a piece of text between two spaces means to a lexicon, worked out when first met."""

    def __init__(self, read: Callable[[str], Any]) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, piece: str) -> Any:
        if len(self) >= REMEMBERED:
            self.clear()
        self[piece] = found = self.read(piece)
        return found
