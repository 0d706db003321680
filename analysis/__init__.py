"""Five Tellings: measure how articles tell the same story.

Start with `load_corpus` or `from_frame`; each module is a noun of the domain and is imported by its
name.
"""

__version__ = "0.2.0"

from analysis.corpus import Corpus, from_frame, load_corpus
from analysis.story import StoryError

__all__ = ["Corpus", "StoryError", "from_frame", "load_corpus"]
