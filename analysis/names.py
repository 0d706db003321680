"""Names that a caller gives: one or several, and only such as there are."""

from collections.abc import Iterable


def among(given: str | Iterable[str] | None, valid: Iterable[str], what: str) -> list[str]:
    """The names given, all that are valid for None, a single text being one name.

    Raises ValueError, with the valid names, for one that is none of them.
    """
    known = list(valid)
    if given is None:
        return known
    names = [given] if isinstance(given, str) else list(given)
    for name in names:
        if name not in known:
            raise ValueError(f"no {what} {name!r}; valid: {', '.join(known) or 'none'}")
    return names
