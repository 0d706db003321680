"""Whether a claim survives other choices: worked out anew in every world of choices it depends on.

Steegen, Tuerlinckx, Gelman & Vanpaemel 2016, "Increasing transparency through a multiverse
analysis". The choices on which a claim may depend are crossed: every stop list with every
tokeniser, and so on; furniture is left in one article at a time. The claims are in
`analysis.claims`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import pandas as pd

from analysis.corpus import Corpus
from analysis.universe import (
    CODERS,
    LEXICONS,
    PRIORS,
    STOPLISTS,
    Retokenised,
    Universe,
    uncleaned,
)

TOKENISERS = ("this project’s", "NLTK")
CLEANED = "all cut"
CHOICES = ("stop list", "tokeniser", "prior", "lexicon", "coder", "cleaning")
COLUMNS = ["claim", "notebook", "kind", *CHOICES, "usual", "holds"]
SURVIVAL_COLUMNS = ["claim", "notebook", "kind", "worlds", "held", "share", "breaks"]

# How much smaller the share of worlds must be for an option to count as breaking a claim.
MARGIN = 0.1
KINDS = ("difference", "in the text", "no difference")


@dataclass(frozen=True)
class Claim:
    """A finding of a notebook, the choices it may depend on, and how it is worked out.

    `kind` is one of `KINDS`: a difference beyond chance, what stands in the text (no test), or the
    absence of a difference, which short texts make easy to keep.
    """

    words: str
    notebook: str
    depends: tuple[str, ...]
    holds: Callable[[Universe], bool]
    kind: str = "difference"


class Worlds:
    """Every universe that the choices make of a story, each made once."""

    def __init__(self, corpus: Corpus, *, draws: int = 300) -> None:
        self._corpus, self._draws = corpus, draws
        outlets = corpus.articles.set_index("article_id")["outlet"]
        self._uncut = {f"{outlet} uncut": str(name) for name, outlet in outlets.items()}
        self.options: dict[str, list[str]] = {
            "stop list": list(STOPLISTS),
            "tokeniser": list(TOKENISERS),
            "prior": list(PRIORS),
            "lexicon": list(LEXICONS),
            "coder": list(CODERS),
            "cleaning": [CLEANED, *self._uncut],
        }
        self._corpora: dict[tuple[str, str], tuple[Corpus, dict[tuple[object, ...], Any]]] = {}
        self._made: dict[tuple[str, ...], Universe] = {}

    @property
    def usual(self) -> dict[str, str]:
        """The option of each choice that the notebooks take."""
        return {choice: options[0] for choice, options in self.options.items()}

    def universe(self, options: dict[str, str]) -> Universe:
        """The universe with these options, the usual ones for choices not named.

        Raises ValueError for a choice or an option there isn't.
        """
        for choice, option in options.items():
            if option not in self.options.get(choice, ()):
                valid = self.options.get(choice, list(self.options))
                raise ValueError(f"no option {option!r} of choice {choice!r}; valid: {valid}")
        chosen = self.usual | options
        key = tuple(chosen.values())
        if key not in self._made:
            self._made[key] = self._make(chosen)
        return self._made[key]

    def _make(self, chosen: dict[str, str]) -> Universe:
        place = chosen["tokeniser"], chosen["cleaning"]
        if place not in self._corpora:
            cut = chosen["cleaning"] == CLEANED
            corpus = self._corpus if cut else uncleaned(self._corpus, self._uncut[place[1]])
            other = chosen["tokeniser"] != TOKENISERS[0]
            self._corpora[place] = Retokenised(corpus.story) if other else corpus, {}
        corpus, made = self._corpora[place]
        return Universe(
            corpus,
            STOPLISTS[chosen["stop list"]],
            PRIORS[chosen["prior"]],
            LEXICONS[chosen["lexicon"]],
            CODERS[chosen["coder"]],
            self._draws,
            made,
        )


def multiverse(corpus: Corpus, claims: Sequence[Claim], *, draws: int = 300) -> pd.DataFrame:
    """Work out every claim in every world that the choices it depends on make when crossed.

    Returns, a row per claim and world: claim, notebook, kind, the option of each choice (empty
    where the claim can't depend on it), usual (True where all are those of the notebooks), holds.
    `draws` is of the permutation null of keyness.

    Raises ValueError for a claim that names a choice there isn't.
    """
    worlds = Worlds(corpus, draws=draws)
    rows = []
    for claim in claims:
        if unknown := set(claim.depends) - set(CHOICES):
            raise ValueError(
                f"claim {claim.words!r}: no choice {min(unknown)!r}; valid: {', '.join(CHOICES)}"
            )
        crossed = product(*(worlds.options[choice] for choice in claim.depends))
        for number, options in enumerate(crossed):
            named = dict(zip(claim.depends, options, strict=True))
            holds = bool(claim.holds(worlds.universe(named)))
            cells = [named.get(choice, "") for choice in CHOICES]
            rows.append((claim.words, claim.notebook, claim.kind, *cells, number == 0, holds))
    return pd.DataFrame(rows, columns=COLUMNS)


def survival(frame: pd.DataFrame) -> pd.DataFrame:
    """In how many of its worlds each claim holds, and which options break it.

    Returns, a row per claim, by kind: claim, notebook, kind, worlds, held, share (0 to 1), breaks
    (options under which it holds in a smaller share of worlds than under the usual option, by more
    than a tenth; each with that share, parted by "; ").
    """
    rows = []
    for (claim, notebook, kind), part in frame.groupby(["claim", "notebook", "kind"], sort=False):
        lost = []
        for choice in CHOICES:
            shares = part[part[choice] != ""].groupby(choice, sort=False)["holds"].mean()
            worse = shares[shares < shares.iloc[0] - MARGIN] if len(shares) else shares
            lost += [f"{option} ({share:.0%})" for option, share in worse.items()]
        held = int(part["holds"].sum())
        rows.append((claim, notebook, kind, len(part), held, held / len(part), "; ".join(lost)))
    result = pd.DataFrame(rows, columns=SURVIVAL_COLUMNS)
    order = result["kind"].map({kind: place for place, kind in enumerate(KINDS)})
    return result.iloc[order.argsort(kind="stable")].reset_index(drop=True)
