"""Framing: who gets to speak, what things are called, who does what, in whose company.

`mention_rates`; `voice`, `speakers` and `attribution`; `naming`; `agency`; `company`; `frames` from
published dictionaries; `headlines`; `contrasts` of two sides or frames. Every row leads back to its
sentences, and what has been scored on hand coding says how well it does: `agency_validity`,
`frame_validity`.
"""

from .agency import agency, agency_shares, roles
from .company import company, contexts
from .contrast import article_differences, contrast, contrasts
from .frames import frame_sentences, frame_shares, frame_validity, frames
from .headlines import headlines
from .mentions import mention_rates
from .naming import naming, naming_counts
from .validity import agency_validity, held_out_validity, validity
from .voice import attribution, speakers, spoken_words, voice, voice_of

__all__ = [
    "agency",
    "agency_shares",
    "agency_validity",
    "article_differences",
    "attribution",
    "company",
    "contexts",
    "contrast",
    "contrasts",
    "frame_sentences",
    "frame_shares",
    "frame_validity",
    "frames",
    "headlines",
    "held_out_validity",
    "mention_rates",
    "naming",
    "naming_counts",
    "roles",
    "speakers",
    "spoken_words",
    "validity",
    "voice",
    "voice_of",
]
