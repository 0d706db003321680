"""Story folders: the seeds as they were collected, and every fault named in one line."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from analysis import StoryError, load_corpus, text
from analysis.corpus import audit
from analysis.story import inspect

SHA256 = {
    "000_ba29c90fb1c4f09f.txt": "78e3410615e27290a315c395d9b27259c5336361984a30f1f12622b2ac75e127",
    "001_a9ea6ae0deedafcf.txt": "bcb0f79e834c9ac69c56208ecdfd8012a08dd57b27c609b58f0dfa645c1a4a4a",
    "002_24f5a1e05d2360b3.txt": "dcb198ded7c166c19ebb78ce0c67e2944fea77e3817e54bbfec6856e90621117",
    "003_efc0912535813c17.txt": "c1b629d3bbe28fbf0e67b8af964c3f0302d4aae66f1b62085e3e12aaf1c7ea04",
    "004_3970f873d0dbc2b7.txt": "a2647760b92a7a30b81a137bdb0c99ea9e6f650e8c71dbf6f96a3fb6f070bd21",
}


def test_seeds_are_kept_byte_for_byte(project):
    for name, digest in SHA256.items():
        assert hashlib.sha256((project / "seeds" / name).read_bytes()).hexdigest() == digest
        assert digest in (project / "seeds" / "README.md").read_text("utf-8")


def test_seeds_are_those_collected(project):
    shared = project.parent / "shared" / "seeds"
    if not shared.is_dir():
        pytest.skip("the folder the seeds were collected in is not beside the project")
    for name in SHA256:
        assert (shared / name).read_bytes() == (project / "seeds" / name).read_bytes()


def test_seeds_are_sound(project):
    assert inspect(project / "seeds")[1] == []


def test_every_character_is_kept_or_removed(corpus, strike):
    for story in (corpus, load_corpus(strike)):
        found = audit(story)
        assert found["exact"].all()
        assert (found["kept"] + found["removed"] == found["raw"]).all()


def test_furniture_of_other_stories_is_gone(corpus):
    text = corpus.articles.set_index("article_id")["text"]
    assert "Pakistan" not in text["hindustan-times"]
    assert text["hindustan-times"].startswith("Russia on Wednesday played down hopes")
    assert text["hindustan-times"].count("After several rounds of failed negotiations") == 1
    assert text["daily-bangladesh"].startswith("Despite two phases")
    assert text["axios"].endswith("no other outcome looks particularly likely.")
    assert "AfricanSoil" not in text["telesur"] and "Astrid" not in text["diplomatic-affairs"]


def replace(old: str, new: str):
    return lambda text: text.replace(old, new)


FAULTS = [
    ("articles.csv", replace("a,a.txt", "b,a.txt"), "row 3, column article_id: 'b' stands there"),
    ("articles.csv", replace("2024-05-02", "2 May"), "row 3, column published: '2 May' is no date"),
    ("articles.csv", replace("2024-05-02", "2024-W18-4"), "'2024-W18-4' is no date; valid: YYYY"),
    ("articles.csv", replace("b.txt", "d.txt"), "row 3, column file: 'd.txt' does not exist"),
    ("articles.csv", replace("b.txt", "../b.txt"), "column file: '../b.txt' leaves the folder"),
    ("articles.csv", replace("b.txt", "/etc/passwd"), "column file: '/etc/passwd' leaves the"),
    ("articles.csv", replace("b.txt", "link.txt"), "'link.txt' leaves the folder"),
    ("articles.csv", replace("outlet,", "medium,"), "row 1, column outlet: column missing"),
    ("naming.csv", replace("pattern", "words"), "row 1, column words: unknown column"),
    ("articles.csv", replace("a,a.txt", "a b,a.txt"), "'a b' holds white space; valid: letters,"),
    ("articles.csv", replace("note\na", "language\na"), None),
    ("articles.csv", replace("Dockers walk out", "Out, they go"), "row 2: has 10 cells"),
    ("articles.csv", lambda text: text.split("\n")[0], "has no rows"),
    ("articles.csv", lambda text: "", "articles.csv: is empty; its first row names the columns"),
    ("actors.csv", replace(",", ";"), None),
    ("a.txt", lambda text: text + "\0", "a.txt: holds NUL characters; save it as UTF-8"),
    ("a.txt", lambda text: "", "the article is empty"),
    ("a.txt", lambda text: "Home > News", "is empty once the furniture is cut"),
    ("furniture.csv", replace("Home > News", "Home / News"), "'Home / News' matches nothing in a"),
    (
        "furniture.csv",
        replace("Home > News", "on"),
        "'on' matches 3 places in a; write yes under e",
    ),
    ("furniture.csv", replace("a,nav", "*,nav"), None),
    ("furniture.csv", replace("a,navigation,Home", "*,navigation,Hume"), "matches nothing in any"),
    (
        "furniture.csv",
        replace("a,navigation", "x,navigation"),
        "no article 'x'; articles.csv has a",
    ),
    (
        "furniture.csv",
        replace("News,", "News,nowhere"),
        "column end_text: 'nowhere' does not follow",
    ),
    ("actors.csv", replace("City,Mayor,the mayor", "City,Mayor,Ruiz"), "'Ruiz' stands for Ruiz (D"),
    ("naming.csv", lambda _: "concept,variant,pattern\nw,walkout,(\n", "'(' is no regular expr"),
    ("naming.csv", lambda _: "concept,variant,pattern\nw,walkout,x*\n", "matches the empty text"),
    ("facts.csv", lambda _: "fact_id,fact,since\nf,They met,2024-5-1\n", "'2024-5-1' is no date"),
    ("facts.csv", replace("2024-05-02T23:00", "2024-05-02T25:00"), "'2024-05-02T25:00' is no date"),
    (
        "coding.csv",
        replace("a,out,own", "a,out,maybe"),
        "'maybe' is not valid: own, attributed, de",
    ),
    ("coding.csv", replace("a,out", "a,in"), "no fact 'in'; facts.csv has out, illegal, night"),
    (
        "coding.csv",
        replace("The union walked", "The onion walked"),
        "row 2, column evidence: stale: 'The onion walked out' does not stand in the text of a",
    ),
    ("coding.csv", replace("not_yet,,", "not_yet,,met"), "row 4, column evidence: not_yet has no"),
    ("coding.csv", replace("The union walked out", ""), "row 2, column evidence: is empty; give"),
    ("gold/quotes.csv", replace("Port,said", "Haven,said"), "column side: stale: no side 'Haven'"),
    ("gold/quotes.csv", replace("49,71", "²,71"), "row 3, column start: '²' is no whole number"),
    ("gold/acts.csv", replace("Port authority,Port", "Port authority,Pier"), "object_side: stale"),
    ("moments.csv", replace("0,30", "0,29"), "row 2, column text: stale: a has 'The union walked"),
    (
        "gold/tone.csv",
        lambda _: "article_id,start,end,text,side,voice,tone\na,0,9,The union,Dockers,own,2\n",
        "row 2, column tone: '2' is not valid: -1, 0, 1",
    ),
    (
        "gold/tone.csv",
        lambda _: "article_id,start,end,text,side,voice,tone\na,1,9,The union,Dockers,own,0\n",
        "row 2, column text: stale: a has 'he union' from 1 to 9, not 'The union'",
    ),
]


@pytest.mark.parametrize(("file", "change", "line"), FAULTS)
def test_each_fault_is_one_line(strike: Path, file, change, line):
    (strike.parent / "outside.txt").write_text("Outside.", "utf-8")
    (strike / "link.txt").symlink_to(strike.parent / "outside.txt")
    path = strike / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(change(path.read_text("utf-8") if path.exists() else ""), "utf-8")
    _, faults = inspect(strike)
    lines = [str(fault) for fault in faults]
    if line is None:
        assert not lines
        return
    assert any(line in found for found in lines), lines
    assert all(
        "\n" not in found and found.startswith(fault.file)
        for found, fault in zip(lines, faults, strict=True)
    )
    with pytest.raises(StoryError) as error:
        load_corpus(strike)
    assert str(error.value).split("\n")[:20] == lines[:20]


def test_bytes_that_are_not_utf8(strike):
    (strike / "b.txt").write_bytes("Café".encode("latin-1"))
    assert "b.txt: byte 3 is not UTF-8" in str(inspect(strike)[1][0])


def test_a_folder_without_articles(tmp_path):
    assert str(inspect(tmp_path)[1][0]).startswith(
        "articles.csv: is not there, or has no rows to read"
    )
    assert "is no folder" in str(inspect(tmp_path / "nowhere")[1][0])


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "analysis", *arguments], capture_output=True, text=True, check=False
    )


def test_check_speaks_and_exits(strike):
    sound = run("check", str(strike))
    assert sound.returncode == 0 and "actors.csv: 5 rows" in sound.stdout
    assert "The union walked out on Monday" in sound.stdout  # how each article begins
    (strike / "b.txt").unlink()
    faulty = run("check", str(strike))
    assert faulty.returncode == 1 and "articles.csv, row 3, column file" in faulty.stderr
    assert "Traceback" not in faulty.stderr
    assert run("chekc").returncode == 2


def test_a_missing_table_is_named(strike):
    (strike / "actors.csv").unlink()
    with pytest.raises(StoryError, match=r"actors.csv: .* side, actor, alias"):
        _ = load_corpus(strike).mentions


def test_a_cut_ends_before_its_end_text_unless_the_table_says_so(strike):
    path = strike / "furniture.csv"
    header = "article_id,kind,start_text,end_text,cut_end,every\n"
    (strike / "a.txt").write_text(
        "Skip ad\nMenu one two Monday. They left. Skip ad\nThe union walked out. Skip ad", "utf-8"
    )
    for name in ("coding.csv", "moments.csv", *(f"gold/{n}.csv" for n in ("quotes", "tone"))):
        (strike / name).unlink()
    (strike / "gold" / "agency.csv").unlink()
    (strike / "gold" / "acts.csv").unlink()
    rows = {
        "": "Monday. They left.\nThe union walked out.",
        "yes": "They left.\nThe union walked out.",
    }
    for cut_end, kept in rows.items():
        path.write_text(f"{header}*,ad,Skip ad,,,yes\na,menu,Menu,Monday.,{cut_end},\n", "utf-8")
        story, faults = inspect(strike)
        assert not faults and " ".join(story.text["a"].split()) == " ".join(kept.split())
        assert audit(load_corpus(strike))["exact"].all()


@pytest.mark.parametrize(("name", "found"), [("quotes", 3), ("acts", 2)])
def test_an_article_read_without_a_find_is_left_to_no_machine(strike, name, found):
    path = strike / "gold" / f"{name}.csv"
    rows = path.read_text("utf-8").split("\n")
    bare = "c" + "," * rows[0].count(",")
    path.write_text("\n".join([*(row for row in rows if row[:2] != "c,"), bare]), "utf-8")
    corpus = load_corpus(strike)
    assert set(getattr(corpus, name)["coded_by"]) == {"hand"}
    assert len(getattr(corpus, name)) == len(corpus.gold(name)) == found
    path.write_text(f"{rows[0]}\n" + "\n".join(f"{key}{bare[1:]}" for key in "abc"), "utf-8")
    assert getattr(load_corpus(strike), name).empty
    path.write_text(f"{rows[0]}\n{bare}{'yes' if name == 'acts' else 'said'}", "utf-8")
    assert "is empty; give a value" in str(inspect(strike)[1][0])


def test_columns_in_any_order_and_tables_without_rows(strike):
    path = strike / "actors.csv"
    rows = [line.split(",") for line in path.read_text("utf-8").split("\n") if line]
    path.write_text("\n".join(",".join(reversed(row)) for row in rows), "utf-8")
    (strike / "naming.csv").write_text("concept,variant,pattern\n", "utf-8")
    (strike / "articles.csv").write_text(
        "outlet,article_id,file,desk\nQ,a,a.txt,sea\nQ,b,b.txt,land\nR,c,c.txt,sea\n", "utf-8"
    )
    corpus = load_corpus(strike)
    assert corpus.sides == ["Dockers", "Port", "City"] and len(corpus.mentions) == 7
    assert "naming.csv" not in corpus.story.tables
    assert corpus.articles["desk"].tolist() == ["sea", "land", "sea"]
    assert corpus.articles["published"].isna().all()


ODD_FILES = ["x" * 300, "b\0.txt", "pipe", "~"]


@pytest.mark.parametrize("name", ODD_FILES, ids=range(len(ODD_FILES)))
def test_odd_file_names_are_faults_of_one_line(strike, name):
    os.mkfifo(strike / "pipe")
    path = strike / "articles.csv"
    path.write_text(path.read_text("utf-8").replace("b.txt", name), "utf-8")
    lines = [str(fault) for fault in inspect(strike)[1]]
    assert lines and all(line.isprintable() for line in lines)


def test_a_table_that_is_a_pipe_is_not_waited_for(strike):
    (strike / "naming.csv").unlink()
    os.mkfifo(strike / "naming.csv")
    assert [str(fault) for fault in inspect(strike)[1]] == ["naming.csv: is no plain file"]


@pytest.mark.parametrize("pattern", ["a{4294967296}", "(" * 3000 + ")" * 3000, "(?:a|b", "x*"])
def test_patterns_that_cannot_be_are_named(strike, pattern):
    (strike / "naming.csv").write_text(f"concept,variant,pattern\nw,v,{pattern}\n", "utf-8")
    (fault,) = inspect(strike)[1]
    assert str(fault).startswith("naming.csv, row 2, column pattern: ") and len(str(fault)) < 300


def test_a_pattern_that_backtracks_for_ever_is_stopped_and_named(monkeypatch):
    monkeypatch.setattr(text, "PATIENCE", 0.2)
    sentences = pd.DataFrame([("a", 0, 0, 41, "a" * 40 + "!")], columns=text.PLACE)
    table = pd.DataFrame({"pattern": ["(?:(?:a|aa)+)+$"]})
    with pytest.raises(
        ValueError, match=r"pattern '.*' takes more than 0.2 seconds for one sentence"
    ):
        text.find_patterns(sentences, table)


ALIASES = ["’Ndrangheta", "ﬁsh board", "ßter", " the union ", "the  union", "Ruiz’s band", "C++"]


def test_odd_aliases_are_found_as_they_stand():
    said = "’Ndrangheta and 'Ndrangheta; ﬁsh board, ßter, The union; the\nunion; Ruiz's band; C++."
    actors = pd.DataFrame({"side": "s", "actor": ALIASES, "alias": ALIASES})
    sentences = pd.DataFrame([("a", 0, 0, len(said), said)], columns=text.PLACE)
    found = text.find_mentions(sentences, actors)["text"].tolist()
    assert found == [
        *["’Ndrangheta", "'Ndrangheta", "ﬁsh board", "ßter", "The union", "the\nunion"],
        *["Ruiz's band", "C++"],
    ]
