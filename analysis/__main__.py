"""The command line: `python -m analysis COMMAND`."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from analysis.files import write_whole
from analysis.intake import add, inspect, named, new, read_articles
from analysis.story import TABLES, Story, StoryError, printable


def check(arguments: argparse.Namespace) -> int:
    """Say what a story holds, how its articles begin and end, and every fault."""
    story, faults = inspect(arguments.folder, {})
    if story is not None:
        for line in [*_tables(story), *_articles(story), *_unmatched(story)]:
            print(printable(line))
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{len(faults)} fault{'s' * (len(faults) > 1)}" if faults else "sound: no faults")
    return 1 if faults else 0


def _tables(story: Story) -> list[str]:
    return [
        f"{name}: {len(story.tables[name])} rows"
        if name in story.tables
        else f"{name}: not there; its columns are {', '.join(table.columns)}"
        for name, table in TABLES.items()
    ]


def _articles(story: Story) -> list[str]:
    from analysis.text import count_words

    cut = story.removed[story.removed["kind"] != "white space"]["article_id"].value_counts()
    lines = []
    for article_id, text in story.text.items():
        plain = " ".join(text.split())
        ends = plain if len(plain) < 100 else f"{plain[:45]} … {plain[-45:]}"
        pieces = f"{cut.get(article_id, 0)} pieces of furniture cut"
        lines.append(f"article {article_id}: {count_words(text)} words kept, {pieces}: {ends}")
    return lines


def _unmatched(story: Story) -> list[str]:
    """What is no fault and yet may be a slip: rows that match nothing, texts that no row names."""
    from analysis.text import find_mentions, find_patterns, sentences_of

    ids = list(story.text)
    rows = story.tables["articles.csv"][["article_id", "title"]].itertuples(index=False)
    titles: dict[str, str] = dict(rows)
    whole = [f"{titles.get(article_id, '')}\n{text}" for article_id, text in story.text.items()]
    from pandas import DataFrame

    sentences = sentences_of(DataFrame({"article_id": ids, "text": whole}))
    lines = []
    if "actors.csv" in story.tables:
        actors = story.tables["actors.csv"]
        found = set(find_mentions(sentences, actors)["actor"])
        absent = [name for name in dict.fromkeys(actors["actor"]) if name not in found]
        lines += [f"actors.csv: in no article: {', '.join(absent)}"] if absent else []
    if "naming.csv" in story.tables:
        table = story.tables["naming.csv"]
        try:
            found = set(find_patterns(sentences, table)["variant"])
        except ValueError:  # a fault of its own, and named as one
            found = set(table["variant"])
        absent = [name for name in table["variant"] if name not in found]
        lines += [f"naming.csv: in no article: {', '.join(absent)}"] if absent else []
    notes = story.tables["articles.csv"][["article_id", "note"]].itertuples(index=False)
    lines += [f"article {name}: {note}" for name, note in notes if note.startswith("review")]
    if story.folder is not None:
        files = set(story.tables["articles.csv"]["file"])
        texts = (path.relative_to(story.folder) for path in story.folder.rglob("*.txt"))
        spare = sorted(path.as_posix() for path in texts if path.as_posix() not in files)
        lines += [f"no row of articles.csv names {', '.join(spare)}"] if spare else []
        known = {story.folder / name for name in TABLES}
        tables = [*story.folder.glob("*.csv"), *story.folder.glob("gold/*.csv")]
        other = sorted(
            path.relative_to(story.folder).as_posix() for path in tables if path not in known
        )
        lines += [f"{name}: not used by any measure" for name in other]
    return lines


def new_story(arguments: argparse.Namespace) -> int:
    """Make a story folder, with the articles of a table if one is given."""
    pairs = [pair.partition("=") for pair in arguments.map.split(",") if pair]
    columns = {what.strip(): column.strip() for what, _, column in pairs}
    new(arguments.folder, arguments.input, columns)
    if arguments.input:
        for what, column in named(map(str, read_articles(arguments.input)), columns).items():
            print(f"{what}: from column {column}")
    print(f"made {arguments.folder}; its README.md says what each table is for")
    return 0


def add_pages(arguments: argparse.Namespace) -> int:
    """Add saved pages to a story folder, and say what is to be reviewed."""
    for row in add(arguments.folder, arguments.page).to_dict("records"):
        print(printable(f"added {row['article_id']}; {row['note'] or 'nothing to review'}"))
    print(f"what is to be reviewed stands in {arguments.folder}/articles.csv, column note")
    return 0


def suggest(arguments: argparse.Namespace) -> int:
    """Print rows for a table of a story, or write them beside it."""
    from analysis.suggest import suggest_actors, suggest_furniture

    story, faults = inspect(arguments.folder, {})
    if story is None:
        raise StoryError(faults)
    make = {"actors": suggest_actors, "furniture": suggest_furniture}[arguments.table]
    rows = make(story).to_csv(index=False, lineterminator="\n")
    path = Path(arguments.folder, f"{arguments.table}.suggested.csv")
    if not arguments.write:
        print(rows, end="")
    elif path.exists():
        raise ValueError(f"{path} is there already; rename it or take it away")
    else:
        write_whole(path, rows.encode("utf-8-sig"))  # a spreadsheet knows UTF-8 by the mark
        print(f"wrote {path}: review it, and save what is right as {arguments.table}.csv")
    return 0


def rerun(arguments: argparse.Namespace) -> int:
    """Execute notebooks and export their figures."""
    from analysis.rerun import execute, find

    paths = find(arguments.notebook)
    return _report(
        execute(paths, jobs=arguments.jobs, timeout=arguments.timeout, accept=arguments.accept)
    )


def check_rerun(_: argparse.Namespace) -> int:
    """Rerun everything into a temporary folder and name every file that differs."""
    from analysis.rerun import compare_committed

    failures, differences, pictures = compare_committed()
    if not pictures:
        print("pictures not compared: this is not the locked environment on Linux x86-64")
    status = _report([*failures, *differences])
    print("the rerun differs from what is committed" if status else "same bytes")
    return status


def sheets(arguments: argparse.Namespace) -> int:
    """Make sheets for coders, or leave those that are there."""
    from analysis.corpus import load_corpus
    from analysis.sheets import make

    options = {name: getattr(arguments, name) for name in ("coders", "articles", "seed")}
    for line in make(load_corpus(arguments.folder), arguments.kind, **options):
        print(line)
    return 0


def agree(arguments: argparse.Namespace) -> int:
    """Say how far the coders of a kind of sheet agree, and write gold tables if asked to."""
    from analysis.coders import gold, save
    from analysis.coders import report as told
    from analysis.corpus import load_corpus
    from analysis.sheets import read_sheets

    corpus = load_corpus(arguments.folder)
    codings = read_sheets(corpus, arguments.kind)
    for line in told(corpus, arguments.kind, codings):
        print(line)
    for line in save(corpus, gold(arguments.kind, codings)) if arguments.write else ():
        print(line)
    return 0


def report(arguments: argparse.Namespace) -> int:
    """Write a story's report: pages, figures and tables."""
    from analysis.report import write_report

    print(write_report(arguments.folder, arguments.out))
    return 0


def train_tone(arguments: argparse.Namespace) -> int:
    """Train the model of tone towards a target."""
    from analysis.towards import train

    for name, value in train(arguments.train, arguments.dev, arguments.out).items():
        print(f"{name}: {value}")
    return 0


def _report(failures: Sequence[object]) -> int:
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(prog="python -m analysis", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(
        name: str, run: Callable[[argparse.Namespace], int], text: str
    ) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(run=run)
        return added

    added = command("check", check, "what a story folder holds, and every fault in it")
    added.add_argument("folder", nargs="?", default="seeds", help="by default seeds")
    added = command("new", new_story, "make a story folder, with every table ready to fill")
    added.add_argument("folder", type=Path)
    added.add_argument("input", nargs="?", help="articles: .csv, .json, .jsonl or .parquet")
    text = "which column holds what, such as text=body,outlet=source; by default by their names"
    added.add_argument("--map", default="", metavar="WHAT=COLUMN,…", help=text)
    added = command("add", add_pages, "add saved pages or plain texts to a story folder")
    added.add_argument("folder", type=Path)
    added.add_argument("page", nargs="+", type=Path, help=".html (needs trafilatura) or .txt")
    added = command("suggest", suggest, "rows for actors.csv or furniture.csv, to review")
    added.add_argument("table", choices=["actors", "furniture"])
    added.add_argument("folder", help="a story folder")
    text = "write FOLDER/TABLE.suggested.csv in place of printing"
    added.add_argument("--write", action="store_true", help=text)
    added = command("report", report, "a story's report: pages that need no script and no network")
    added.add_argument("folder", help="a story folder")
    added.add_argument("--out", type=Path, metavar="DIR", help="by default build/report-STORY")
    added = command("rerun", rerun, "execute notebooks and export their figures")
    added.add_argument("notebook", nargs="*", help="such as 02, 02-tone or a path; by default all")
    added.add_argument("--jobs", type=int, default=2, help="how many at once; by default 2")
    added.add_argument("--timeout", type=int, default=900, help="seconds for a cell; 900")
    text = "publish changed data under the captions they have; read the captions afterwards"
    added.add_argument("--accept", action="store_true", help=text)
    command("check-rerun", check_rerun, "rerun all, and name every file that differs")
    for name, run, text in (
        ("sheets", sheets, "sheets for coders to fill in by hand"),
        ("agree", agree, "how far the coders of such sheets agree; gold tables from them"),
    ):
        added = command(name, run, text)
        added.add_argument("folder", help="a story folder")
        added.add_argument("kind", choices=["quotes", "tone", "facts", "acts"])
        if name == "agree":
            text = "write the gold tables, where there are none yet"
            added.add_argument("--write", action="store_true", help=text)
            continue
        added.add_argument(
            "--coders", type=int, choices=range(1, 6), default=2, help="by default 2"
        )
        added.add_argument("--articles", type=int, help="how many to draw; by default all")
        added.add_argument("--seed", type=int, default=0, help="another number, another order; 0")
    added = command("train-tone", train_tone, "train the model of tone towards a target")
    added.add_argument("train", type=Path, help="JSON Lines with text, start, end, label")
    added.add_argument("dev", type=Path, help="the same, to report on")
    added.add_argument("--out", type=Path, help="by default it replaces the package's model")
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; what a user can mend is said in one line, without a traceback."""
    for stream in (sys.stdout, sys.stderr):  # a terminal that knows ASCII only gets “\\u201c”
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    chosen = parser().parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        print(f"{error.filename or chosen.command}: {reason}", file=sys.stderr)
    except (StoryError, ValueError, ImportError) as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        os._exit(130)  # without waiting for notebooks that are running
    return 1


if __name__ == "__main__":
    sys.exit(main())
