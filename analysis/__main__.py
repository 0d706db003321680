"""The command line: `python -m analysis check | rerun | check-rerun | train-tone`."""

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from analysis.actors import alias_pattern
from analysis.schema import TABLES
from analysis.story import Story, inspect
from analysis.text import token_spans


def check(arguments: argparse.Namespace) -> int:
    story, faults = inspect(arguments.folder)
    if story is not None:
        for name in TABLES:
            if name in story.tables:
                print(f"{name}: {len(story.tables[name])} rows")
            else:
                print(f"{name}: not there; its columns are {', '.join(TABLES[name].columns)}")
        for article_id, body in story.text.items():
            count = sum(is_word for _, _, is_word in token_spans(body))
            cut = (story.removed["article_id"] == article_id) & (
                story.removed["kind"] != "white space"
            )
            print(f"article {article_id}: {count} words kept, {cut.sum()} pieces of furniture cut")
        for name in story.unused:
            print(f"{name}: not used by any measure")
        for line in unmatched(story):
            print(line)
    for fault in faults:
        print(fault, file=sys.stderr)
    verdict = f"{len(faults)} fault{'s' * (len(faults) > 1)}"
    print(verdict if faults else "sound: no faults")
    return 1 if faults else 0


def unmatched(story: Story) -> list[str]:
    """What is no fault and yet may be a slip: rows that match nothing, texts that no row names."""
    whole = "\n".join(story.text.values())
    lines = []
    if "actors.csv" in story.tables:
        aliases = story.tables["actors.csv"]["alias"]
        absent = [alias for alias in aliases if alias and not alias_pattern([alias]).search(whole)]
        lines += [f"actors.csv: in no article: {', '.join(absent)}"] if absent else []
    for name in ("naming.csv", "key_terms.csv"):
        rows = story.tables.get(name, pd.DataFrame(columns=["pattern"]))
        absent = [row for row in rows["pattern"] if not _found(row, whole)]
        lines += [f"{name}: in no article: {', '.join(absent)}"] if absent else []
    named = set(story.tables["articles.csv"]["file"])
    spare = sorted(path.name for path in story.folder.glob("*.txt") if path.name not in named)
    lines += [f"no row of articles.csv names {', '.join(spare)}"] if spare else []
    return lines


def _found(pattern: str, text: str) -> bool:
    try:
        return re.search(pattern, text, re.IGNORECASE) is not None
    except re.error:  # a fault, and named as one
        return True


def _report(failures: Sequence[object]) -> int:
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


def rerun(arguments: argparse.Namespace) -> int:
    from analysis import nursery

    nursery.start()  # it imports what notebooks need while this process imports Jupyter
    from analysis.rerun import find, rerun

    try:
        paths = find(arguments.notebook)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    return _report(rerun(paths, jobs=arguments.jobs, timeout=arguments.timeout))


def check_rerun(_: argparse.Namespace) -> int:
    from analysis import nursery

    nursery.start()
    from analysis.compare import check_rerun

    failures, differences, pictures = check_rerun()
    if not pictures:
        print("pictures not compared: this is not the locked environment on Linux x86-64")
    status = _report([*failures, *differences])
    print("the rerun differs from what is committed" if status else "same bytes")
    return status


def train_tone(arguments: argparse.Namespace) -> int:
    from analysis.target import MODEL_PATH
    from analysis.target_training import train

    try:
        result = train(arguments.train, arguments.dev, out_path=arguments.out or MODEL_PATH)
        print(result.round(3).to_string(index=False))
    except OSError as error:
        print(f"{error.filename}: {(error.strerror or 'cannot be read').lower()}", file=sys.stderr)
        return 1
    except (ValueError, ImportError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def parser() -> argparse.ArgumentParser:
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
    added = command("rerun", rerun, "execute notebooks and export their figures")
    added.add_argument("notebook", nargs="*", help="such as 02, 02-tone or a path; by default all")
    added.add_argument("--jobs", type=int, default=None, help="how many at once; one per core")
    added.add_argument("--timeout", type=int, default=900, help="seconds for a cell; 900")
    command("check-rerun", check_rerun, "rerun all, and name every file that differs")
    added = command("train-tone", train_tone, "train the model of tone towards a target")
    added.add_argument("train", type=Path, help="JSON Lines with text, start, end, label")
    added.add_argument("dev", type=Path, help="the same, to choose the settings on")
    added.add_argument("--out", type=Path, help="by default it replaces the package's model")
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = parser().parse_args(arguments)
    return int(chosen.run(chosen))


if __name__ == "__main__":
    sys.exit(main())
