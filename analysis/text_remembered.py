"""What was worked out of a word or a piece of text, kept for when it is met again."""

from collections.abc import Callable
from typing import Any

REMEMBERED = 200_000  # kept by default: bounds the memory


class Remembered(dict[str, Any]):
    """What `read` says of a string, worked out when first met.

    A dict, which starts again when full, reads less memory at a hit than functools.lru_cache, which
    moves the hit to the end of a list.
    """

    def __init__(self, read: Callable[[str], Any], *, most: int = REMEMBERED) -> None:
        super().__init__()
        self.read, self.most = read, most

    def __missing__(self, text: str) -> Any:
        if len(self) >= self.most:
            self.clear()
        self[text] = found = self.read(text)
        return found
