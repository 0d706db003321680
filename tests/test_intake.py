"""How articles come in: tables, pages, a new folder, suggestions, and never a traceback."""

import csv
import json
import os
import subprocess
import sys
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis import StoryError, from_frame, load_corpus
from analysis.__main__ import main
from analysis.intake import add, inspect, new, read_articles
from analysis.story import SCHEMAS, TABLES, reads_as_english
from analysis.suggest import suggest_actors, suggest_furniture

TOLD = ["The union walked out on Monday.", "The port authority met the mayor."]
SCRAPES = {
    "news.json": {
        "status": "ok",
        "articles": [
            {
                "source": {"id": None, "name": outlet},
                "author": None,
                "title": "T",
                "publishedAt": "2024-05-01T09:30:00Z",
                "content": body,
            }
            for outlet, body in zip(["The Quay", "The Harbour"], TOLD, strict=True)
        ],
    },
    "cloud.csv": (
        "stories_id;media_name;publish_date;title;text;section\n"
        f"7;The Quay;2024-05-01 09:30:00;T;{TOLD[0]};sea\n"
        f'8;The Harbour;2024-05-01 09:30;T;"{TOLD[1]}";land\n'
    ),
    "trafilatura.jsonl": [
        {
            "title": "T",
            "author": None,
            "hostname": outlet,
            "date": "2024-05-01",
            "id": None,
            "source": "https://x.example",
            "text": body,
        }
        for outlet, body in zip(["The Quay", "The Harbour"], TOLD, strict=True)
    ],
    "please.json": [
        {
            "maintext": body,
            "source_domain": outlet,
            "date_publish": "2024-05-01 09:30:00",
            "authors": ["A", "B"],
        }
        for outlet, body in zip(["The Quay", "The Harbour"], TOLD, strict=True)
    ],
}


@pytest.mark.parametrize("name", SCRAPES)
def test_what_others_give_is_read_as_it_is(tmp_path, name):
    content = SCRAPES[name]
    if name.endswith(".jsonl"):
        content = "\n\n".join(json.dumps(line, ensure_ascii=False) for line in content)
    elif not isinstance(content, str):
        content = json.dumps(content)
    (tmp_path / name).write_text(content, "utf-8")
    articles = load_corpus(tmp_path / name).articles
    assert articles["text"].tolist() == TOLD
    assert articles["outlet"].tolist() == ["The Quay", "The Harbour"]
    assert articles["published"].dt.date.astype(str).tolist() == ["2024-05-01"] * 2
    assert articles["article_id"].tolist() == (["7", "8"] if "cloud" in name else ["001", "002"])
    assert "section" not in articles or articles["section"].tolist() == ["sea", "land"]


def test_parquet(tmp_path):
    frame = pd.DataFrame({"body": TOLD, "source": ["Q", "R"], "n": [1.0, None]})
    pytest.importorskip("pyarrow")
    frame.to_parquet(tmp_path / "a.parquet")
    assert load_corpus(tmp_path / "a.parquet").articles["n"].tolist() == ["1", ""]
    (tmp_path / "b.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(StoryError, match=r"b.parquet: cannot be read"):
        load_corpus(tmp_path / "b.parquet")


def test_a_frame_with_the_tables_of_a_folder(strike):
    frame = pd.DataFrame(
        {
            "body": ["Ruiz met the mayor.", "Meyer left.", "Nobody spoke."],
            "source": ["Q", "Q", "R"],
            "when": [datetime(2024, 5, 1, 9, tzinfo=UTC), pd.NaT, "2024-05-02"],
            "title": ["x", np.nan, None],
            "desk": pd.Categorical(["sea", "land", "sea"]),
            "words": [9, 9, 9],
        },
        index=["x", "y", "z"],
    )
    for name in ("furniture", "coding", "moments", *(f"gold/{n}" for n in ("quotes", "tone"))):
        (strike / f"{name}.csv").unlink()
    for name in ("agency", "acts", "frames"):
        (strike / "gold" / f"{name}.csv").unlink()
    corpus = from_frame(frame, text="body", published="when", tables=strike)
    assert corpus.mentions["actor"].tolist() == ["Ruiz", "Mayor", "Meyer"]
    assert corpus.groups(corpus.articles["article_id"], "desk").tolist() == ["sea", "land", "sea"]
    assert corpus.articles["words"].tolist() == [4, 2, 2]
    assert corpus.articles["published"].isna().tolist() == [False, True, False]
    assert len(frame.columns) == 6 and "article_id" not in frame  # left as it was


GOOD = {"text": "They met.", "outlet": "Q"}
BAD = [
    ([GOOD, {"text": " ", "outlet": "Q"}], "frame, row 1, column text: the article is empty"),
    ([GOOD, {"text": "We met.", "outlet": None}], "frame, row 1, column outlet: is empty"),
    ([{**GOOD, "id": "a"}] * 2, "frame, row 1, column id: 'a' stands there twice"),
    ([{**GOOD, "id": "a b"}], "frame, row 0, column id: 'a b' holds white space"),
    ([{**GOOD, "date": "2 May"}], "column date: '2 May' is no date; valid: YYYY-MM-DD"),
    ([{**GOOD, "text": "They\0met."}], "column text: holds NUL or half a character"),
    ([{**GOOD, "desk": "\ud800"}], "column desk: holds NUL or half a character"),
    ([{**GOOD, "text": "They… [+2311 chars]"}], "column text: is cut short, as NewsAPI gives it"),
    ([{"txt": "They met.", "outlet": "Q"}], "no column for text; name one of txt, outlet"),
    ([{"text": "They met.", "medium": "Q"}], "no column for outlet; name one of text, medium"),
    ([], 'no column for outlet and text; name one of : --map outlet="…",text="…", in Python'),
    (
        [GOOD, *[{**GOOD, "outlet": ""}] * 3],
        "row 1, column outlet: is empty, here and in 2 further",
    ),
]


@pytest.mark.parametrize(("rows", "line"), BAD, ids=range(len(BAD)))
def test_bad_rows_are_named(rows, line):
    with pytest.raises(ValueError, match=r".") as error:
        from_frame(pd.DataFrame(rows, dtype=object))
    assert line in str(error.value) and "\n" not in str(error.value)


def test_a_long_list_of_faults_is_cut_in_the_message_only():
    with pytest.raises(StoryError, match=r"(?s)row 19.*… and 5 more\Z") as error:
        from_frame(pd.DataFrame({"text": [""] * 25, "outlet": "Q"}))
    assert len(error.value.faults) == 25


def test_a_slip_meets_the_valid_names():
    frame = pd.DataFrame([GOOD])
    with pytest.raises(ValueError, match="no column 'body'; valid: text, outlet"):
        from_frame(frame, text="body")
    with pytest.raises(ValueError, match="no column of articles 'txt'; valid: text, article_id"):
        from_frame(frame, txt="text")
    with pytest.raises(ValueError, match="columns named twice: text"):
        from_frame(frame[["text", "text", "outlet"]])
    with pytest.raises(ValueError, match=r"no kind of table '.xlsx'; valid: .csv"):
        load_corpus("a.xlsx")
    with pytest.raises(ValueError, match="no option for a folder 'text'"):
        load_corpus("seeds", text="body")


BROKEN = {
    "a.json": '{"text": "They met."',
    "b.json": "[1, 2]",
    "c.jsonl": '{"text": "They met.", "outlet": "Q"}\n{"text": }\n',
    "d.json": "[" * 100_000,
    "e.csv": 'text,outlet\n"They met.,Q\n',
    "f.csv": "text,outlet\nThey met, they left.,Q\n",
    "g.csv": "",
    "h.json": "",
    "i.jsonl": '{"text": "They met.", "outlet": ' + "9" * 5000 + "}",
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_tables_are_faults_of_one_line(tmp_path, name):
    (tmp_path / name).write_text(BROKEN[name], "utf-8")
    with pytest.raises(ValueError, match=r".") as error:
        load_corpus(tmp_path / name)
    assert str(error.value).isprintable()
    assert "row 2" in str(error.value) or name not in ("c.jsonl", "f.csv")


def test_a_cell_may_hold_a_long_article_and_json_a_line_separator(tmp_path):
    long = "They met again. " * 20_000
    pd.DataFrame({"text": [long], "outlet": "Q"}).to_csv(tmp_path / "a.csv", index=False)
    assert load_corpus(tmp_path / "a.csv").articles["words"].tolist() == [60_000]
    line = json.dumps({"text": "They\u2028met.", "outlet": "Q"}, ensure_ascii=False)
    (tmp_path / "b.jsonl").write_text(f"{line}\n{line}\n", "utf-8")
    assert len(read_articles(tmp_path / "b.jsonl")) == 2


def test_files_beside_a_table(tmp_path):
    (tmp_path / "a.txt").write_text("They met.", "utf-8")
    (tmp_path / "list.csv").write_text("id,source,file\nx,Q,a.txt\ny,R,../b.txt\n", "utf-8")
    with pytest.raises(StoryError, match=r"list.csv, row 3, column file: '../b.txt' leaves"):
        load_corpus(tmp_path / "list.csv")
    (tmp_path / "list.csv").write_text("id,source,file\nx,Q,a.txt\n", "utf-8")
    assert load_corpus(tmp_path / "list.csv").articles["text"].tolist() == ["They met."]


# ---- English only


def test_ten_languages_and_english(project):
    with (project / "tests" / "data" / "languages.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 14
    for row in rows:
        if row["language"] != "Chinese":  # 16 words by the rule for Latin letters, 100 by its own
            assert reads_as_english(row["text"]) == row["language"].startswith("English"), row
    assert not reads_as_english(next(row["text"] for row in rows if row["language"] == "Chinese"))


def test_another_language_is_named_and_can_be_overruled(project, strike):
    with (project / "tests" / "data" / "languages.csv").open(encoding="utf-8") as file:
        texts = {row["language"]: row["text"] for row in csv.DictReader(file)}
    frame = pd.DataFrame({"text": [texts["English"], texts["French"]], "outlet": "Q"})
    with pytest.raises(StoryError, match="frame, row 1, column language: 002 does not read as Eng"):
        from_frame(frame)
    assert len(from_frame(frame.assign(language=["", "en-GB"])).articles) == 2
    with pytest.raises(StoryError, match="row 0, column language: 001 is in 'fr'"):
        from_frame(frame.assign(language=["fr", "en"]))


# ---- a new folder


def test_the_examples_of_the_tables_are_a_sound_story(tmp_path):
    new(tmp_path / "story", None, {})
    for name, resource in SCHEMAS.items():
        row = [field.get("example", "") for field in resource["schema"]["fields"]]
        with (tmp_path / "story" / name).open("a", encoding="utf-8") as file:
            csv.writer(file).writerow(row)
        assert f"## {name}" in (tmp_path / "story" / "README.md").read_text("utf-8")
    (tmp_path / "story" / "texts").mkdir()
    text = "Home > News\n\nThe union walked out on Monday. “We were not heard,” Ruiz said."
    (tmp_path / "story" / "texts" / "harbour-1.txt").write_text(text, "utf-8")
    story, faults = inspect(tmp_path / "story", {})
    assert (
        story
        and [str(fault) for fault in faults]
        == ["actors.csv, row 2, column side: is empty; give a value"] * 0
    )
    assert set(story.tables) == set(TABLES)


def test_new_makes_all_or_nothing(tmp_path):
    table = tmp_path / "a.csv"
    table.write_text(f"body;who;id\r\n{TOLD[0]};The Quay;x/1\r\n", "utf-8")
    new(tmp_path / "s" / "t", table, {"outlet": "who"})
    corpus = load_corpus(tmp_path / "s" / "t")
    assert corpus.articles[["article_id", "outlet", "text"]].to_numpy().tolist() == [
        ["x/1", "The Quay", TOLD[0]]
    ]
    with pytest.raises(StoryError, match="is there already; give a new name"):
        new(tmp_path / "s" / "t", None, {})
    table.write_text("body;who\n;The Quay\n", "utf-8")
    with pytest.raises(StoryError, match=r"a.csv, row 2, column body: the article is empty"):
        new(tmp_path / "u", table, {"outlet": "who"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "s"]


# ---- pages

PAGE = """<html><head><title>Dockers walk out - The Quay</title>{meta}</head><body><nav>Home</nav>
<article><h1>Dockers walk out</h1><p>The union walked out on Monday after talks with the port
authority failed, leaving four ships outside the harbour, and the city waited for news.</p><p>“We
were not heard,” Ruiz said. The mayor asked both sides to talk, and said that the city would not
take sides in the matter of pay.</p></article><footer>All rights reserved.</footer></body></html>"""
META = (
    '<meta property="og:title" content="Dockers walk out"><meta property="og:site_name" '
    'content="The Quay"><meta property="article:published_time" content="2024-05-01T09:30:00Z">'
)


def test_pages_and_what_is_uncertain_in_them(tmp_path):
    pytest.importorskip("trafilatura")
    new(tmp_path / "s", None, {})
    (tmp_path / "quay 1.html").write_text(PAGE.format(meta=META), "utf-8")
    (tmp_path / "bare.html").write_text(PAGE.format(meta=""), "utf-8")
    notes = add(tmp_path / "s", [tmp_path / "quay 1.html", tmp_path / "bare.html"])["note"]
    assert notes[0] == "" and "no date" in notes[1] and "title guessed" in notes[1]
    articles = pd.read_csv(tmp_path / "s" / "articles.csv", keep_default_na=False)
    assert articles.loc[0, ["article_id", "outlet", "published", "title"]].tolist() == [
        *["quay-1", "The Quay", "2024-05-01", "Dockers walk out"]
    ]
    text = (tmp_path / "s" / "texts" / "quay-1.txt").read_text("utf-8")
    assert text.startswith("The union walked out") and text.endswith("matter of pay.")


def test_plain_texts_are_added_whole_or_not_at_all(tmp_path):
    new(tmp_path / "s", None, {})
    before = (tmp_path / "s" / "articles.csv").read_bytes()
    (tmp_path / "a.txt").write_text("Dockers walk out\n\nThey met.", "utf-8")
    (tmp_path / "b.txt").write_bytes(b"\xff")
    with pytest.raises(StoryError, match=r"b.txt: byte 0 is not UTF-8"):
        add(tmp_path / "s", [tmp_path / "a.txt", tmp_path / "b.txt"])
    assert (tmp_path / "s" / "articles.csv").read_bytes() == before
    add(tmp_path / "s", [tmp_path / "a.txt"])
    table = (tmp_path / "s" / "articles.csv").read_text("utf-8")
    assert table.endswith(',"review: no outlet, no date, title guessed"\n')
    lines = [str(fault) for fault in inspect(tmp_path / "s", {})[1]]
    assert lines == ["articles.csv, row 2, column outlet: is empty; give a value"]
    with pytest.raises(StoryError, match=r"there is an article 'a' already"):
        add(tmp_path / "s", [tmp_path / "a.txt"])


# ---- suggestions


def test_furniture_that_repeats_is_suggested_and_fits():
    own = ["The union met.", "Ruiz left.", "Meyer spoke to Ad Ltd.", "The mayor waited."]
    frame = pd.DataFrame(
        {
            "text": [f"Home > News\nAd\n{line}\nAd\nSign up now. All rights." for line in own[:3]]
            + [own[3]],
            "outlet": ["Q", "Q", "Q", "R"],
        }
    )
    rows = suggest_furniture(from_frame(frame).story)
    assert rows["start_text"].tolist() == ["Sign up now. All rights.", "Home > News", "\nAd\n"]
    assert rows["every"].tolist() == ["", "", "yes"]
    assert rows["kind"][0] == "review: in 3 of 3 articles of Q"


def test_what_opens_or_closes_two_articles_is_suggested():
    texts = ["Read more\nThey met.\nThe talks failed.\nSign up here", "We met.\nSign up here"]
    texts += ["Read more\nRuiz left.\nThe talks failed.\nThe end came."]
    rows = suggest_furniture(from_frame(pd.DataFrame({"text": texts, "outlet": "Q"})).story)
    assert sorted(rows["start_text"]) == ["Read more", "Sign up here"]


def test_actors_are_suggested_with_their_variants(corpus):
    pytest.importorskip("spacy")
    rows = suggest_actors(corpus.story)
    actors = rows.groupby("actor")["alias"].agg(set)
    assert {"Vladimir Putin", "Putin", "Russian President Vladimir Putin"} <= actors[
        "Vladimir Putin"
    ]
    assert {"Russia", "Russian"} <= actors["Russia"]
    assert rows.columns.tolist() == ["side", "actor", "alias", "count", "example"]
    assert (rows["side"] == "").all() and rows["count"].iloc[0] > 20
    assert rows["example"].str.match(r"[\w-]+: ").all()
    assert not rows.duplicated("alias").any()


# ---- the command line


def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "analysis", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_from_a_table_to_a_folder_on_an_ascii_terminal(tmp_path):
    table, folder = tmp_path / "a.csv", tmp_path / "s"
    table.write_text("body,source\n“We met”.,Łódź Post\n", "utf-8")
    ascii_only = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    made = run("new", folder, table, "--map", "text=body,outlet=source", **ascii_only)
    assert made.returncode == 0 and "outlet: from column source" in made.stdout, made.stderr
    (folder / "actors.csv").write_text("side,actor,alias\nŁ,é,é\nŁ,é,é\n", "utf-8")
    told = run("check", folder, **ascii_only)
    assert told.returncode == 1 and "Traceback" not in told.stderr
    assert "stands there twice" in told.stderr and "\\u201cWe met" in told.stdout


def test_a_newcomers_slips_are_one_line(tmp_path, capsys):
    (tmp_path / "a.csv").write_text("body,paper,day\nThey met.,Q,2024-05-01\n", "utf-8")
    folder = str(tmp_path / "s")
    assert main(["add", folder, str(tmp_path / "no.html")]) == 1
    assert capsys.readouterr().err.startswith(
        f"{folder}: is no story folder; python -m analysis new {folder} "
    )
    with pytest.raises(SystemExit):
        main(["new", folder, str(tmp_path / "a.csv"), "--map", "textbody"])
    assert "'textbody' has no =; write WHAT=COLUMN" in capsys.readouterr().err
    mapped = "outlet=paper,date=day"
    assert main(["new", folder, str(tmp_path / "a.csv"), "--map", mapped]) == 0
    assert "published: from column day" in capsys.readouterr().out
    assert main(["add", folder, str(tmp_path / "no.html")]) == 1
    assert capsys.readouterr().err == "no.html: is not there\n"
    assert main(["suggest", "furniture", folder, "--write"]) == 0
    assert capsys.readouterr() == ("", "nothing found\n")
    assert not list((tmp_path / "s").glob("*.suggested.csv"))
    assert main(["check", folder]) == 0
    told = capsys.readouterr().out
    assert told.startswith(
        "articles.csv: 1 row\nno rows read: furniture.csv, actors.csv, naming.csv"
    )
    assert "article 001: 2 words kept, 0 pieces cut" in told and "not there" not in told


# ---- whatever the bytes

NAMES = ["articles.csv", "furniture.csv", "actors.csv", "naming.csv", "facts.csv", "gold/tone.csv"]
HEADERS = {name: ",".join(TABLES[name].columns).encode() for name in NAMES}
MARKS = st.sampled_from(list(b',;"\n\r\t|\0a0.*({\\\xef\xff\xc3\xa9'))
BYTES = st.one_of(st.binary(max_size=80), st.lists(MARKS, max_size=60).map(bytes))


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=st.sampled_from(NAMES), headed=st.booleans(), content=BYTES)
def test_no_table_ends_in_a_traceback(tmp_path, name, headed, content):
    (tmp_path / "gold").mkdir(exist_ok=True)
    (tmp_path / "a.txt").write_text("They met.", "utf-8")
    (tmp_path / "articles.csv").write_text("article_id,file,outlet\na,a.txt,Q\n", "utf-8")
    (tmp_path / name).write_bytes((HEADERS[name] + b"\n") * headed + content)
    for fault in inspect(tmp_path, {})[1]:
        assert str(fault).isprintable()
    (tmp_path / name).unlink()


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(kind=st.sampled_from([".csv", ".json", ".jsonl"]), headed=st.booleans(), content=BYTES)
def test_no_file_of_articles_does_either(tmp_path, kind, headed, content):
    path = tmp_path / f"a{kind}"
    head = b"text,outlet,id\n" if kind == ".csv" else b'{"text": "They met.", "outlet": "Q"}\n'
    path.write_bytes(head * headed + content)
    try:
        load_corpus(path)
    except ValueError as error:
        assert all(line.isprintable() for line in str(error).split("\n"))


def test_links_that_loop_and_folders_in_place_of_tables(strike):
    (strike / "naming.csv").unlink()
    (strike / "naming.csv").symlink_to(strike / "naming.csv")
    (strike / "frames.csv").unlink()
    (strike / "frames.csv").mkdir()
    assert [str(fault) for fault in inspect(strike, {})[1]] == [
        "naming.csv: is no plain file",
        "frames.csv: is no plain file",
    ]
    (strike / "loop").symlink_to(strike / "loop")
    for odd in (strike / "loop", strike / "naming.csv", "x" * 400, "a\0b", strike / ("y" * 300)):
        assert all(str(fault).isprintable() for fault in inspect_or_fault(odd))


def inspect_or_fault(path) -> list[object]:
    try:
        return list(inspect(path, {})[1])
    except ValueError as error:
        return list(error.args)
