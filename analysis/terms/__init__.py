"""What articles talk about, measured as corpus linguists do.

Counts (`occurrences`, `count`, `count_texts`), `frequencies`, `leads`, `tfidf`, `keyness`,
`collocations`, `dispersion`, `diversity`, `readability`, `overlap`, `own_phrases`, `concordance`.
The arithmetic is in `analysis.stats`. Measures of terms take a corpus, or counts of it made once
with `count`.
"""

from analysis.stopwords import stopword_lists

from .collocations import collocations
from .concordance import Lines, aligned, concordance
from .counts import Choices, Counts, count
from .direct import count_texts
from .dispersion import dispersion, positions
from .diversity import diversity, measure_differences, readability
from .families import keyness_by_list
from .frequencies import frequencies, located, tfidf
from .keyness import Prior, keyness, keyness_all
from .leading import leads
from .occurrences import occurrences
from .overlap import overlap, shared_passages
from .spelling import own_phrases, spellings

__all__ = [
    "Choices",
    "Counts",
    "Lines",
    "Prior",
    "aligned",
    "collocations",
    "concordance",
    "count",
    "count_texts",
    "dispersion",
    "diversity",
    "frequencies",
    "keyness",
    "keyness_all",
    "keyness_by_list",
    "leads",
    "located",
    "measure_differences",
    "occurrences",
    "overlap",
    "own_phrases",
    "positions",
    "readability",
    "shared_passages",
    "spellings",
    "stopword_lists",
    "tfidf",
]
