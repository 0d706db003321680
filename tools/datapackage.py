"""Write datapackage.json, the Frictionless Data Package of the story and of the figures' data.

    python tools/datapackage.py

The columns of the story's tables are described by analysis/tables/story.json, those of the figures
by the codebook in figures/README.md; what is in the files themselves decides nothing but which
columns there are. The articles are no part of the package: they belong to their publishers.
"""

import csv
import json
import re
import tomllib
from pathlib import Path
from typing import Any

from analysis.story import SCHEMAS

PROJECT = Path(__file__).parent.parent
NUMBERS = {"difference", "estimate", "high", "low", "position", "score", "z"}
COUNTS = {"end", "frequency", "n", "sentence_id", "start"}
# A date, or date and time: no single type of a Table Schema takes both.
MOMENT = r"\d{4}-\d\d-\d\d(T\d\d:\d\d)?"


def header(path: Path) -> list[str]:
    """The names of a table's columns."""
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def resource(path: Path, title: str, schema: dict[str, Any], **more: str) -> dict[str, Any]:
    """A table as the package names it."""
    place = path.relative_to(PROJECT).with_suffix("")
    return {
        "name": "-".join(place.parts[1:] if place.parts[0] == "seeds" else place.parts),
        "path": path.relative_to(PROJECT).as_posix(),
        "profile": "tabular-data-resource",
        "title": title,
        **more,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def coded(name: str, columns: list[str], known: dict[str, Any]) -> dict[str, Any]:
    """A column that this story adds to an open table: a frame, or the second pass of a column."""
    first = name.removesuffix("_second")
    if first != name:
        field = known.get(first) or coded(first, columns, known)
        return {**field, "name": name, "description": f"{first}, in a second pass of the coding"}
    if f"{name}_second" not in columns:
        raise SystemExit(f"{name}: describe this column in analysis/tables/story.json")
    described = f"1 where the sentence has the frame {name}, else 0"
    rules = {"required": True, "enum": [0, 1]}
    return {"name": name, "type": "integer", "description": described, "constraints": rules}


def story_table(name: str) -> dict[str, Any]:
    """A table of seeds/, with the schema that loading checks it by."""
    path = PROJECT / "seeds" / name
    columns, given = header(path), SCHEMAS[name]["schema"]
    known = {field["name"]: field for field in given["fields"]}
    fields = []
    for column in columns:
        field = known.get(column) or coded(column, columns, known)
        field = {k: v for k, v in field.items() if k not in ("aka", "format", "optional")}
        if field["type"] == "date":
            pattern = {"constraints": {**field.get("constraints", {}), "pattern": MOMENT}}
            field = {**field, "type": "string", **pattern}
        fields.append(field)
    schema = {"fields": fields, "missingValues": [""]}
    schema |= {"primaryKey": given["primaryKey"]} if "primaryKey" in given else {}
    keys = [("article_id", "articles"), ("fact_id", "facts")]
    foreign = [
        {"fields": [key], "reference": {"resource": table, "fields": [key]}}
        for key, table in keys
        if key in columns and path.stem != table
    ]
    return resource(path, SCHEMAS[name]["title"], schema | {"foreignKeys": foreign})


def figure_table(caption: dict[str, str], meanings: dict[str, str]) -> dict[str, Any]:
    """The data of a figure, with the meanings of the codebook."""
    path = PROJECT / "figures" / f"{caption['name']}.csv"
    fields = [
        {
            "name": column,
            "type": "number" if column in NUMBERS else "integer" if column in COUNTS else "string",
            "description": meanings[column],
        }
        for column in header(path)
    ]
    said = f"{caption['subtitle']} {caption['source']}"
    schema = {"fields": fields, "missingValues": [""]}
    return resource(path, caption["title"], schema, description=said)


def package() -> dict[str, Any]:
    """The whole descriptor."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    codebook = (PROJECT / "figures" / "README.md").read_text("utf-8")
    meanings = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|$", codebook, re.MULTILINE))
    with (PROJECT / "figures" / "captions.csv").open(encoding="utf-8", newline="") as file:
        captions = list(csv.DictReader(file))
    tables = [name for name in SCHEMAS if (PROJECT / "seeds" / name).exists()]
    return {
        "profile": "tabular-data-package",
        "name": project["name"],
        "title": "Five Tellings: how five outlets told the same story",
        "description": (
            "How five articles tell of the talks between Russia and Ukraine in February and March"
            " 2022: the tables by which they are read, their coding by hand, and the data of every"
            " figure. The articles themselves stand in seeds/ and belong to their publishers; they"
            " are no part of this package and under no licence of it. Spans (start, end) are"
            " characters into an article's text after the cuts of furniture.csv, end exclusive."
        ),
        "version": project["version"],
        "keywords": ["media framing", "news analysis", "hand coding", "quotation attribution"],
        "contributors": [{"title": "The Five Tellings authors", "role": "author"}],
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "title": "Creative Commons Attribution 4.0",
                "path": "https://creativecommons.org/licenses/by/4.0/",
            }
        ],
        "resources": [
            *map(story_table, tables),
            *(figure_table(caption, meanings) for caption in captions),
        ],
    }


def written() -> str:
    """The text of datapackage.json."""
    return json.dumps(package(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    (PROJECT / "datapackage.json").write_text(written(), "utf-8")
