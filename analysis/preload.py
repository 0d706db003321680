"""What the process that kernels are forked from imports and reads before the first fork.

Nothing here changes a result: modules and lexicons are only there sooner.
"""

import sys

# NLTK tries to import these for parts that nothing here uses, and each costs most of a second.
# They are hidden only while it does.
HIDDEN = [name for name in ("scipy", "sklearn") if name not in sys.modules]
sys.modules.update(dict.fromkeys(HIDDEN))  # type: ignore[arg-type]

import textblob

for _name in HIDDEN:
    del sys.modules[_name]

import matplotlib.backends.backend_svg
import pandas as pd

import analysis.claims
import analysis.plots.corpus
import analysis.plots.frames
import analysis.plots.framing
import analysis.plots.multiverse
import analysis.plots.naming
import analysis.plots.terms
import analysis.plots.tone
import analysis.plots.tone_lexicon
import analysis.plots.tone_validity
import analysis.plots.voice
import analysis.plots.wording
import analysis.show
from analysis import charts, tone
from analysis.framing.grammar import tagged

charts.style()
tagged("Read the lexicon of tags.")
tone.score_texts(["Read both lexicons of tone."])
tone.towards(pd.DataFrame({"text": ["Read the model."], "start": [0], "end": [4]}))
