"""The tables of a story folder: their columns and what their cells must be."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Table:
    """What a table must hold: its columns, and what the cells of some of them must be."""

    columns: tuple[str, ...]
    filled: tuple[str, ...]  # cells that may not be empty
    unique: tuple[str, ...] = ()  # columns that together name a row
    dates: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()  # whole numbers from 0
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)
    labels: bool = False  # further columns are allowed


SPAN = ("article_id", "start", "end", "text")
TABLES = {
    "articles.csv": Table(
        ("article_id", "file", "outlet", "country", "published", "url", "title", "byline", "note"),
        ("article_id", "file", "outlet", "published"),
        unique=("article_id",),
        dates=("published",),
    ),
    "furniture.csv": Table(
        ("article_id", "kind", "start_text", "end_text"), ("article_id", "kind", "start_text")
    ),
    "actors.csv": Table(
        ("side", "actor", "alias"), ("side", "actor", "alias"), unique=("side", "actor", "alias")
    ),
    "naming.csv": Table(
        ("concept", "variant", "pattern"),
        ("concept", "variant", "pattern"),
        unique=("concept", "variant"),
        patterns=("pattern",),
    ),
    "frames.csv": Table(
        ("frame", "indicator", "pattern", "source"),
        ("frame", "indicator", "pattern", "source"),
        unique=("frame", "indicator"),
        patterns=("pattern",),
    ),
    "facts.csv": Table(
        ("fact_id", "fact", "since"),
        ("fact_id", "fact", "since"),
        unique=("fact_id",),
        dates=("since",),
    ),
    "coding.csv": Table(
        ("article_id", "fact_id", "status", "evidence"),
        ("article_id", "fact_id", "status", "evidence"),
        choices={"status": ("reported", "attributed")},
    ),
    "events.csv": Table(("event", "date", "place"), ("event", "date"), dates=("date",)),
    "topic_words.csv": Table(("term", "why"), ("term",), unique=("term",)),
    "key_terms.csv": Table(("term", "pattern"), ("term", "pattern"), patterns=("pattern",)),
    "multiwords.csv": Table(("term",), ("term",), unique=("term",)),
    "outcomes.csv": Table(
        ("outcome", "indicator", "pattern", "source"),
        ("outcome", "indicator", "pattern", "source"),
        unique=("outcome", "indicator"),
        patterns=("pattern",),
        choices={"outcome": ("progress", "failure")},
    ),
    "claims.csv": Table(
        ("claim", "notebook", "depends", "test", "articles", "arguments"),
        ("claim", "notebook", "test"),
        unique=("claim",),
    ),
    "gold/quotes.csv": Table(
        (*SPAN, "kind", "speaker", "side", "cue"),
        (*SPAN, "kind"),
        counts=("start", "end"),
        choices={"kind": ("direct", "indirect", "scare")},
    ),
    "gold/tone.csv": Table(
        (*SPAN, "side", "voice", "tone"),
        (*SPAN, "side", "voice", "tone"),
        counts=("start", "end"),
        choices={"voice": ("own", "quoted", "reported"), "tone": ("-1", "0", "1")},
        labels=True,
    ),
    "gold/agency.csv": Table(
        (*SPAN, "side", "role", "verb"),
        (*SPAN, "side", "role"),
        counts=("start", "end"),
        choices={"role": ("agent", "patient", "neither")},
    ),
    "gold/frames.csv": Table(SPAN, SPAN, counts=("start", "end"), labels=True),
}
