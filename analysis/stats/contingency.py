"""The 2×2 table that keyness and collocation share."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


class Contingency:
    """One 2×2 table, or as many as the arrays hold, in four cells a, b, c and d.

    ============== ================ ===================
    keyness        target           reference
    ============== ================ ===================
    the term       a                b
    other terms    c                d
    ============== ================ ===================

    For a pair of words, a counts both together, b the first alone, c the second alone, d neither.
    The cells are arrays of floats of one common shape (0-dimensional for single numbers).

    Raises:
        ValueError: where a cell is negative or not finite, or a row or column of the table is
            empty: no statistic of association is defined there.
    """

    __slots__ = ("a", "b", "c", "d")

    def __init__(
        self, a: npt.ArrayLike, b: npt.ArrayLike, c: npt.ArrayLike, d: npt.ArrayLike
    ) -> None:
        """Check the four cells and bring them to one shape."""
        cells = [np.asarray(cell, dtype=np.float64) for cell in (a, b, c, d)]
        self.a, self.b, self.c, self.d = np.broadcast_arrays(*cells)
        for name, cell in zip("abcd", (self.a, self.b, self.c, self.d), strict=True):
            wrong = ~np.isfinite(cell) | (cell < 0)
            if wrong.any():
                raise ValueError(
                    f"cell {name} holds {cell[wrong].flat[0]:g}: every count must be finite and "
                    "at least 0, and no count may exceed its total"
                )
        margins = {
            "a + b (the term)": self.a + self.b,
            "c + d (other terms)": self.c + self.d,
            "a + c (target)": self.a + self.c,
            "b + d (reference)": self.b + self.d,
        }
        for name, margin in margins.items():
            if (margin == 0).any():
                raise ValueError(f"{name} is 0: association needs every row and column filled")

    @classmethod
    def keyness(
        cls,
        target: npt.ArrayLike,
        reference: npt.ArrayLike,
        *,
        target_total: npt.ArrayLike,
        reference_total: npt.ArrayLike,
    ) -> Contingency:
        """The table of a term counted in a target and a reference corpus of so many tokens."""
        a, b = np.asarray(target, dtype=np.float64), np.asarray(reference, dtype=np.float64)
        return cls(a, b, np.asarray(target_total) - a, np.asarray(reference_total) - b)

    @classmethod
    def pair(
        cls,
        joint: npt.ArrayLike,
        first: npt.ArrayLike,
        second: npt.ArrayLike,
        *,
        total: npt.ArrayLike,
    ) -> Contingency:
        """The table of two words: together, each one's frequency, and all pairs counted."""
        a = np.asarray(joint, dtype=np.float64)
        b, c = np.asarray(first) - a, np.asarray(second) - a
        return cls(a, b, c, np.asarray(total) - a - b - c)

    @property
    def total(self) -> Floats:
        """The sum of the four cells."""
        return np.asarray(self.a + self.b + self.c + self.d)

    @property
    def expected(self) -> tuple[Floats, Floats, Floats, Floats]:
        """The four cells expected where rows and columns are independent."""
        n = self.total
        term, other = (self.a + self.b) / n, (self.c + self.d) / n
        target, reference = self.a + self.c, self.b + self.d
        return term * target, term * reference, other * target, other * reference
