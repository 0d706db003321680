"""Five Tellings: measure how articles tell the same story.

Start with `load_corpus`; each module is a noun of the domain and is imported by its name.
"""

__version__ = "0.1.0"

from analysis.corpus import Corpus, load_corpus
from analysis.tables import StoryError

__all__ = ["Corpus", "StoryError", "load_corpus"]
