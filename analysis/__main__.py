"""The command line: `python -m analysis COMMAND`."""

from __future__ import annotations

import argparse
import io
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from analysis import intake
from analysis.files import write_whole
from analysis.story import TABLES, Story, StoryError, counted, printable

Run = Callable[[Namespace], int]
Argument = tuple[tuple[str, ...], dict[str, Any]]
COMMANDS = dict[str, tuple[Run, tuple[Argument, ...]]]()


def argument(*names: str, **options: Any) -> Argument:
    return names, options


def command(*arguments: Argument) -> Callable[[Run], Run]:
    """Make a function a command with these arguments; its docstring says what the command is."""

    def named(run: Run) -> Run:
        COMMANDS[run.__name__.replace("_", "-")] = run, arguments
        return run

    return named


def _mapped(text: str) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in text.split(",") if pair]
    if wrong := [what for what, sign, _ in pairs if not sign]:
        raise argparse.ArgumentTypeError(f"{wrong[0]!r} has no =; write WHAT=COLUMN")
    return {what.strip(): column.strip() for what, _, column in pairs}


STORY = argument("folder", help="a story folder")
SEEDS = argument("folder", nargs="?", default="seeds", help="by default seeds")
OUT = argument("--out", type=Path, metavar="DIR", help="by default build/report-STORY, or site")
KIND = argument("kind", choices=["quotes", "tone", "facts", "acts"])
WRITE = argument("--write", action="store_true", help="write files in place of printing")
MAP = argument("--map", type=_mapped, default={}, metavar="WHAT=COLUMN,…", help="text=body,…")


@command(SEEDS)
def check(arguments: Namespace) -> int:
    """What a story folder holds, how its articles begin and end, and every fault in it."""
    story, faults = intake.inspect(arguments.folder, {})
    if story is not None:
        for line in [*_tables(story), *_articles(story), *_unmatched(story)]:
            print(printable(line))
    print(counted(len(faults), "fault") if faults else "sound: no faults")
    return _told(faults)


def _tables(story: Story) -> list[str]:
    lines = [f"{name}: {counted(len(table), 'row')}" for name, table in story.tables.items()]
    absent = [name for name in TABLES if name not in story.tables]
    empty = [name for name in absent if story.folder and (story.folder / name).exists()]
    lines += [f"no rows read: {', '.join(empty)}"] if empty else []
    columns = {name: ", ".join(TABLES[name].columns) for name in absent if name not in empty}
    return lines + [f"{name}: not there; its columns are {columns[name]}" for name in columns]


def _articles(story: Story) -> Iterator[str]:
    from analysis.text import count_words

    cut = story.removed[story.removed["kind"] != "white space"]["article_id"].value_counts()
    for name, text in story.text.items():
        plain, pieces = " ".join(text.split()), counted(cut.get(name, 0), "piece")
        ends = plain if len(plain) < 100 else f"{plain[:45]} … {plain[-45:]}"
        yield f"article {name}: {counted(count_words(text), 'word')} kept, {pieces} cut: {ends}"


def _unmatched(story: Story) -> list[str]:
    """What is no fault and yet may be a slip: rows that match nothing, files that nothing uses."""
    from analysis.text import find_mentions, find_patterns, sentences_of

    lines, articles = list[str](), story.tables["articles.csv"]
    read = articles[articles["article_id"].isin(list(story.text))]
    whole = read["title"] + "\n" + read["article_id"].map(story.text)
    sentences = sentences_of(read[["article_id"]].assign(text=whole))
    for name, find, column in (
        ("actors.csv", find_mentions, "actor"),
        ("naming.csv", find_patterns, "variant"),
    ):
        with suppress(KeyError, ValueError):  # no such table, or a fault of its own
            table = story.tables[name]
            found = {*find(sentences, table)[column]}
            absent = [value for value in dict.fromkeys(table[column]) if value not in found]
            lines += [f"{name}: in no article: {', '.join(absent)}"] if absent else []
    notes = articles[["article_id", "note"]].itertuples(index=False)
    lines += [f"article {name}: {note}" for name, note in notes if note.startswith("review")]
    folder = story.folder or Path(os.devnull)
    files = [file for kind in ("**/*.txt", "*.csv", "gold/*.csv") for file in folder.glob(kind)]
    spare = {file.relative_to(folder).as_posix() for file in files} - {*TABLES, *articles["file"]}
    return [*lines, *([f"not used: {', '.join(sorted(spare))}"] if spare else [])]


@command(
    argument("folder", type=Path),
    argument("input", nargs="?", help="articles: .csv, .json, .jsonl or .parquet"),
    MAP,
)
def new(arguments: Namespace) -> int:
    """Make a story folder, every table ready to fill, with the articles of a table if given."""
    intake.new(arguments.folder, arguments.input, arguments.map)
    if arguments.input:
        there = map(str, intake.read_articles(arguments.input))
        for what, column in intake.named(there, arguments.map).items():
            print(printable(f"{what}: from column {column}"))
    print(f"made {arguments.folder}; its README.md says what each table is for")
    return 0


@command(
    argument("input", type=Path, help=".csv, .jsonl, .parquet, packed or not; a folder; a story"),
    argument("out", type=Path, help="a folder; what is there already is not made again"),
    MAP,
    argument("--tables", type=Path, metavar="FOLDER", help="with actors.csv and other tables"),
    argument("--scheduler", metavar="ADDRESS", help="of a cluster of dask.distributed"),
    argument("--processes", type=int, metavar="N", help="by default one for each core"),
)
def measure(arguments: Namespace) -> int:
    """Measure many articles into Parquet tables; stopped, the same command goes on."""
    from analysis import scale

    options = {name: getattr(arguments, name) for name in ("tables", "scheduler", "processes")}
    told = scale.measure(arguments.input, arguments.out, columns=arguments.map, **options)
    print("{rows:,} rows: {measured:,} measured, {rejected:,} rejected".format(**told))
    print(f"what was rejected, and why: {arguments.out / 'rejected.parquet'}")
    return 0


@command(STORY, argument("page", nargs="+", type=Path, help=".html (needs trafilatura) or .txt"))
def add(arguments: Namespace) -> int:
    """Add saved pages or plain texts to a story folder, and say what is to be reviewed."""
    for row in intake.add(arguments.folder, arguments.page).to_dict("records"):
        note = f"{row['note']} (column note of articles.csv)" if row["note"] else ""
        print(printable(f"added {row['article_id']}; {note or 'nothing to review'}"))
    return 0


@command(argument("table", choices=["actors", "furniture"]), STORY, WRITE)
def suggest(arguments: Namespace) -> int:
    """Rows for actors.csv or furniture.csv, to review; written, they are TABLE.suggested.csv."""
    from analysis import suggest

    story, faults = intake.inspect(arguments.folder, {})
    if story is None:
        raise StoryError(faults)
    found = getattr(suggest, f"suggest_{arguments.table}")(story)
    path = Path(arguments.folder, f"{arguments.table}.suggested.csv")
    if found.empty:
        print("nothing found", file=sys.stderr)
    elif not arguments.write:
        print(intake.as_csv(found), end="")
    elif path.exists():
        raise ValueError(f"{path} is there already; rename it or take it away")
    else:
        # A spreadsheet knows UTF-8 by the mark.
        write_whole(path, intake.as_csv(found).encode("utf-8-sig"))
        print(f"wrote {path}: review it, and save what is right as {arguments.table}.csv")
    return 0


@command(
    argument("notebook", nargs="*", help="such as 02, 02-tone or a path; by default all"),
    argument("--timeout", type=int, default=900, help="seconds for a cell; 900"),
    argument("--accept", action="store_true", help="publish changed data under their captions"),
)
def rerun(arguments: Namespace) -> int:
    """Execute notebooks and export their figures."""
    from analysis.rerun import execute, find

    paths = find(arguments.notebook)
    return _told(execute(paths, timeout=arguments.timeout, accept=arguments.accept))


@command()
def check_rerun(_: Namespace) -> int:
    """Rerun everything into a temporary folder and name every file that differs."""
    from analysis.rerun import compare_committed

    failures, differences, pictures = compare_committed()
    if not pictures:
        print("pictures not compared: this is not the locked environment on Linux x86-64")
    status = _told([*failures, *differences])
    print("the rerun differs from what is committed" if status else "same bytes")
    return status


@command(
    STORY,
    KIND,
    argument("--coders", type=int, choices=range(1, 6), default=2, help="by default 2"),
    argument("--articles", type=int, help="how many to draw; by default all"),
    argument("--seed", type=int, default=0, help="another number, another order; 0"),
)
def sheets(arguments: Namespace) -> int:
    """Make sheets for coders to fill in by hand, or leave those that are there."""
    from analysis.corpus import load_corpus
    from analysis.sheets import make

    options = {name: getattr(arguments, name) for name in ("coders", "articles", "seed")}
    print(*make(load_corpus(arguments.folder), arguments.kind, **options), sep="\n")
    return 0


@command(STORY, KIND, WRITE)
def agree(arguments: Namespace) -> int:
    """How far the coders of such sheets agree; written, the gold tables that aren't there yet."""
    from analysis import coders
    from analysis.corpus import load_corpus
    from analysis.sheets import read_sheets

    corpus = load_corpus(arguments.folder)
    codings = read_sheets(corpus, arguments.kind)
    for line in coders.report(corpus, arguments.kind, codings):
        print("".join(char if char.isprintable() else "�" for char in line))
    if arguments.write:
        print(*coders.save(corpus, coders.gold(arguments.kind, codings)), sep="\n")
    return 0


@command(STORY, OUT)
def report(arguments: Namespace) -> int:
    """A story's report, by default in build/report-STORY: pages without script and network."""
    return _pages(arguments.folder, arguments.out, full=True)


@command(SEEDS, OUT, argument("--full", action="store_true", help="for reading at home"))
def site(arguments: Namespace) -> int:
    """The five tellings, or a story, as pages to publish, by default in site: half of each text."""
    return _pages(arguments.folder, arguments.out or Path("site"), full=arguments.full)


def _pages(folder: str, out: Path | None, *, full: bool) -> int:
    from analysis.scale import check_size
    from analysis.site import write_site

    check_size(folder)
    print(write_site(folder, out, full=full))
    return 0


@command(
    argument("train", type=Path, help="JSON Lines with text, start, end, label"),
    argument("dev", type=Path, help="the same, to report on"),
    argument("--out", type=Path, help="by default it replaces the package's model"),
)
def train_tone(arguments: Namespace) -> int:
    """Train the model of tone towards a target."""
    from analysis.towards import train

    for name, value in train(arguments.train, arguments.dev, arguments.out).items():
        print(f"{name}: {value}")
    return 0


def _told(faults: Sequence[object]) -> int:
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; what a user can mend is said in one line, without a traceback."""
    for stream in (sys.stdout, sys.stderr):  # a terminal that knows ASCII only gets “\\u201c”
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    parser = argparse.ArgumentParser(prog="python -m analysis", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (run, needs) in COMMANDS.items():
        added = commands.add_parser(name, help=run.__doc__, description=run.__doc__)
        for names, options in needs:
            added.add_argument(*names, **options)
    chosen = parser.parse_args(arguments)
    try:
        return COMMANDS[chosen.command][0](chosen)
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        problem = f"{error.filename or chosen.command}: {reason}"
    except ModuleNotFoundError as error:
        problem = f"{error}: pip install {error.name}"
    except (StoryError, ValueError, ImportError) as error:
        problem = str(error)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        # Workers that measure have ended; notebooks that run aren't waited for.
        return 130 if chosen.command == "measure" else os._exit(130)
    for line in problem.splitlines():
        print(printable(line), file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
