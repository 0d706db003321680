"""Links in prose lead somewhere: to files that are committed, and to headings that are there."""

import json
import re
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
PAGES = [
    path.relative_to(PROJECT).as_posix()
    for pattern in ("*.md", "*/*.md", "*/*/*.md", "*/*/*/*.md", "notebooks/*.ipynb")
    for path in sorted(PROJECT.glob(pattern))
    if not any(part.startswith(".") or part in ("build", "site") for part in path.parts)
]
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")


def prose(place: str) -> str:
    """What is read as Markdown: no code."""
    text = (PROJECT / place).read_text("utf-8")
    if place.endswith(".ipynb"):
        cells = json.loads(text)["cells"]
        text = "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    return re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)


def anchors(place: str) -> set[str]:
    """The anchors of a page's headings, as code hosts make them."""
    text = (PROJECT / place).read_text("utf-8")
    text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    found: dict[str, int] = {}
    for heading in re.findall(r"^#+ (.+?)\s*$", text, re.MULTILINE):
        shown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", shown.lower()).replace(" ", "-")
        found[slug] = found.get(slug, -1) + 1
        if found[slug]:
            found[f"{slug}-{found[slug]}"] = 0
    return set(found)


@pytest.fixture(scope="module")
def committed() -> set[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a clone")
    names = {name for name in listed.stdout.decode().split("\0") if name}
    return names | {parent.as_posix() for name in names for parent in Path(name).parents}


@pytest.mark.parametrize("place", PAGES)
def test_its_links_lead_somewhere(place, committed):
    for picture, text, target in LINK.findall(prose(place)):
        assert text.strip(), f"{place}: the link to {target} has no text"
        assert not picture or len(text.split()) > 5, f"{place}: say in words what {target} shows"
        path, _, anchor = target.partition("#")
        if not re.match(r"[a-z]+:", path):
            full = (PROJECT / place).parent / path if path else PROJECT / place
            name = full.resolve().relative_to(PROJECT.resolve()).as_posix()
            assert name in committed, f"{place} links {target}, which is not committed"
            assert not anchor or anchor in anchors(name), f"{place} links {target}: no such heading"


def test_every_page_can_be_reached_from_the_readme():
    reached, ahead = set(), ["README.md"]
    while ahead:
        place = ahead.pop()
        if place in reached or place not in PAGES:
            continue
        reached.add(place)
        for _, _, target in LINK.findall(prose(place)):
            path = target.partition("#")[0]
            if path and not re.match(r"[a-z]+:", path):
                full = ((PROJECT / place).parent / path).resolve()
                full = full / "README.md" if full.is_dir() else full
                ahead.append(full.relative_to(PROJECT.resolve()).as_posix())
    ways = {
        place for place in PAGES if place.startswith(("docs/", "notebooks/", "figures/", "seeds/"))
    }
    assert ways <= reached, ways - reached


def test_the_checker_knows_anchors_and_links():
    assert {"own-voice", "f1", "six-terms", "1-is-it-good-news"} <= anchors("docs/classroom.md")
    (found,) = LINK.findall("see [the [old] page](docs/x.md#y)")
    assert found == ("", "the [old] page", "docs/x.md#y")
