"""A coder's kit: sheets filled from a story's gold come back as that gold, and faults are named."""

import csv
import io
import math
import re
import shutil
import time

import numpy as np
import pandas as pd
import pytest

from analysis import agreement, coders, load_corpus, sheets
from analysis.__main__ import main
from analysis.story import inspect
from analysis.tone import towards_sides

GOLD = {"quotes": "gold/quotes.csv", "tone": "gold/tone.csv", "acts": "gold/acts.csv"}
KINDS = {**GOLD, "facts": "coding.csv"}


@pytest.fixture(scope="module")
def sound(project):
    """The corpus of the fictional story with its coding."""
    return load_corpus(project / "tests" / "stories" / "sollen-sound")


@pytest.fixture
def story(project, tmp_path):
    """The fictional story without its coding."""
    folder = tmp_path / "story"
    shutil.copytree(project / "tests" / "stories" / "sollen-sound", folder)
    shutil.rmtree(folder / "gold")
    (folder / "coding.csv").unlink()
    return folder


def rows_of(path):
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def write(path, rows, *, delimiter=","):
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(rows)
    path.write_text(file.getvalue(), "utf-8-sig", newline="")


def answers(corpus, kind):
    """What a coder who agrees with the gold writes into each unit: rows of cells by column."""
    found, spec = sheets.units(corpus, kind), sheets.KINDS[kind]
    gold = corpus.story.table(spec["table"])
    if kind != "facts":
        gold = corpus.placed(gold.astype({"start": int, "end": int}))
    said = {}
    for row in gold.to_dict("records"):
        name = {"tone": "start", "facts": "fact_id"}.get(kind, "sentence_id")
        unit = f"{spec['unit']} {row['article_id']}:{row[name]}"
        cells = {column: row[column] for column in spec["filled"] if column in row}
        if spec["words"] == "words":
            text = corpus.story.text[row["article_id"]]
            place = found.loc[unit]
            places = sheets.find_words(row["text"], text, place["start"], place["end"])
            nth = places.index((row["start"], row["end"])) + 1
            cells |= {"words": row["text"], "nth": str(nth) if len(places) > 1 else ""}
        said.setdefault(unit, []).append(cells)
    nothing = {"tone": {"tone": "0", "voice": "own"}, "facts": {"status": "absent"}}
    return {unit: said.get(unit, [nothing.get(kind, {"words": "none"})]) for unit in found.index}


def fill(path, said, **options):
    """Fill in a sheet as a coder would, repeating a row where there is more to say."""
    header, *rows = rows_of(path)
    names = [cell.split(":")[0] for cell in header]
    filled = [header]
    for row in rows:
        for cells in said[row[0]]:
            filled.append([cells.get(name, cell) for name, cell in zip(names, row, strict=True)])
    write(path, filled, **options)


def filled(story, corpus, kind, changes=(), **options):
    """Sheets of two coders, the second with other answers for some units."""
    assert main(["sheets", str(story), kind]) == 0
    said = answers(corpus, kind)
    fill(story / "sheets" / f"{kind}-coder1.csv", said, **options)
    fill(story / "sheets" / f"{kind}-coder2.csv", said | dict(changes), **options)


# ---- making sheets


@pytest.mark.parametrize("kind", KINDS)
def test_sheets_hold_every_unit_once_in_an_order_of_their_own(dispute, kind):
    first, second = (sheets.draw(dispute, kind, coder, seed=3) for coder in (1, 2))
    expected = sheets.units(dispute, kind).index
    assert sorted(first["unit"]) == sorted(second["unit"]) == sorted(expected)
    assert len(expected) == {"tone": 7, "facts": 9, "quotes": 7, "acts": 7}[kind]
    assert first["unit"].tolist() != second["unit"].tolist() != expected.tolist()
    assert first.equals(sheets.draw(dispute, kind, 1, seed=3))
    others = [sheets.draw(dispute, kind, 1, seed=seed) for seed in range(4, 8)]
    assert not all(first.equals(other) for other in others)


def test_sentences_follow_each_other_article_by_article(dispute):
    order = [unit.split()[1].split(":") for unit in sheets.draw(dispute, "quotes", 1)["unit"]]
    articles = list(dict.fromkeys(name for name, _ in order))
    assert len(articles) == 3
    assert order == [pair for name in articles for pair in order if pair[0] == name]
    assert [int(number) for name, number in order if name == "a"] == [0, 1, 2]


@pytest.mark.parametrize("kind", KINDS)
def test_sheets_are_blind(strike, kind):
    """A story with gold and one without it give the same sheets, byte for byte."""
    assert main(["sheets", str(strike), kind]) == 0
    before = {path.name: path.read_bytes() for path in (strike / "sheets").iterdir()}
    shutil.rmtree(strike / "sheets")
    shutil.rmtree(strike / "gold")
    (strike / "coding.csv").unlink()
    (strike / "moments.csv").unlink()
    assert main(["sheets", str(strike), kind]) == 0
    assert before == {path.name: path.read_bytes() for path in (strike / "sheets").iterdir()}
    header, *rows = rows_of(strike / "sheets" / f"{kind}-coder1.csv")
    spec = sheets.KINDS[kind]
    names = [cell.split(":")[0] for cell in header]
    assert names == ["unit", *spec["shown"], *spec["filled"], "note"]
    empty = len(spec["filled"]) + 1
    assert all(not any(row[-empty:]) for row in rows)


def test_a_mention_is_marked_and_values_are_named(dispute):
    sheet = sheets.draw(dispute, "tone", 1).set_index("unit")
    assert sheet.loc["mention a:53", "sentence"] == "“We were not heard,” **Ruiz** said."
    assert sheet.loc["mention a:53", "before"] == "The union walked out on Monday."
    assert sheet.loc["mention a:53", "after"] == "The mayor asked both sides to talk."
    assert "tone: -1 / 0 / 1" in sheet and "voice: own / quoted / reported" in sheet
    quotes = sheets.draw(dispute, "quotes", 1)
    assert "side: Dockers / Port / City" in quotes and "speaker" in quotes


def test_articles_are_drawn_alike_for_all_coders(dispute):
    drawn = [sheets.draw(dispute, "tone", coder, articles=1, seed=5) for coder in (1, 2)]
    ids = [{unit.split()[1].split(":")[0] for unit in sheet["unit"]} for sheet in drawn]
    assert ids[0] == ids[1] and len(ids[0]) == 1
    with pytest.raises(ValueError, match="--articles 0 is not valid: 1 or more"):
        sheets.draw(dispute, "tone", 1, articles=0)


def test_no_cell_runs_as_a_formula(strike):
    (strike / "facts.csv").write_text(
        "fact_id,fact,since\nout,=HYPERLINK(1),2024-05-01\nillegal,+1+1,2024-05-01\n"
        "night,@SUM(A1),2024-05-01\n"
    )
    assert main(["sheets", str(strike), "facts"]) == 0
    content = (strike / "sheets" / "facts-coder1.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfunit,")
    rows = rows_of(strike / "sheets" / "facts-coder1.csv")
    assert {row[3] for row in rows[1:]} == {"'=HYPERLINK(1)", "'+1+1", "'@SUM(A1)"}
    assert not any(cell[:1] in tuple("=+-@") for row in rows for cell in row)
    units = sheets.units(load_corpus(strike), "facts").index
    said = {unit: [{"status": "absent"}] for unit in units}
    for coder in (1, 2):
        fill(strike / "sheets" / f"facts-coder{coder}.csv", said)
    assert main(["agree", str(strike), "facts"]) == 0  # and the guard is read past


def test_a_filled_sheet_is_left_as_it_is(sound, story, capsys):
    filled(story, sound, "tone")
    before = (story / "sheets" / "tone-coder1.csv").read_bytes()
    (story / "sheets" / "tone-coder2.csv").unlink()
    assert main(["sheets", str(story), "tone"]) == 0
    assert (story / "sheets" / "tone-coder1.csv").read_bytes() == before
    shown = capsys.readouterr().out
    assert "tone-coder1.csv: is there already, left as it is" in shown
    assert "tone-coder2.csv: written" in shown


# ---- reading them back


@pytest.mark.parametrize("kind", KINDS)
def test_gold_comes_back(sound, story, kind, capsys):
    filled(story, sound, kind)
    assert main(["agree", str(story), kind, "--write"]) == 0
    assert inspect(story)[1] == []
    written = pd.read_csv(story / KINDS[kind], dtype=str, keep_default_na=False)
    gold = sound.story.table(KINDS[kind])
    columns = list(gold.columns)
    if kind == "tone":  # the gold leaves third parties out
        assert (written["tone"] == written["tone_second"]).all()
        written = written[written["side"] != "Third parties"]
    same = [sorted(map(tuple, frame[columns].to_numpy())) for frame in (written, gold)]
    assert same[0] == same[1]
    if kind == "facts":
        assert (story / "gold" / "coding.csv").read_bytes() == (story / "coding.csv").read_bytes()
    shown = capsys.readouterr().out
    assert "0 units of which they said different things" in shown
    again = load_corpus(story)
    if kind == "facts":
        assert (again.facts["status"].value_counts() == sound.facts["status"].value_counts()).all()
    else:
        rows = towards_sides(again) if kind == "tone" else getattr(again, kind)
        assert set(rows["coded_by"]) == {"hand"}


def test_what_was_not_yet_known_comes_back(dispute, strike):
    said = answers(dispute, "facts")
    before = (strike / "coding.csv").read_text()
    (strike / "coding.csv").unlink()
    filled(strike, dispute, "facts", {"fact b:night": [{"status": "absent"}]})
    assert said["fact b:night"] == [{"status": "not_yet", "source": "", "evidence": ""}]
    assert main(["agree", str(strike), "facts", "--write"]) == 0
    assert (strike / "coding.csv").read_text() == before
    assert "not_yet" not in (strike / "gold" / "coding.csv").read_text()


def test_semicolons_other_columns_and_blank_rows_are_read(sound, story):
    filled(story, sound, "quotes", delimiter=";")
    path = story / "sheets" / "quotes-coder2.csv"
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""), delimiter=";"))
    turned = [row[::-1] for row in rows]
    turned[3:3] = [[""] * len(rows[0])] * 2
    write(path, [*turned, [" "], []], delimiter="\t")
    codings = sheets.read_sheets(load_corpus(story), "quotes")
    assert list(codings) == ["coder1", "coder2"]
    labels = ["article_id", "start", "end", "text", "kind", "speaker", "side", "cue"]
    first, second = (coded[labels].reset_index(drop=True) for coded in codings.values())
    assert first.equals(second)


def test_words_are_found_as_a_spreadsheet_leaves_them():
    text = "He said: “It’s  over,” and that it was over. She said so. “Well.\n\n“Not so.”"
    find = sheets.find_words
    assert find('"It\'s over,"', text, 0, 44) == [(9, 22)]
    assert find("over", text, 0, 44) == [(16, 20), (39, 43)]
    assert find("ove", text, 0, 44) == []
    assert find("said", text, 0, 44) == [(3, 7)]
    assert find("“Well ... so.”", text, 58, 64) == [(58, len(text))]
    assert find("…", text, 0, 44) == []


def coded(*rows):
    return [["unit", "words", "nth", "kind", "speaker", "side", "cue"], *map(list, rows)]


NONE = [["sentence a:0", "none"], ["sentence a:2", "none"]]
SPAN = ["sentence a:1", "“We were not heard,”", "", "direct", "Ruiz", "Dockers", "said"]
FAULTS = [
    (lambda row: [*row[:3], "direkt"], "row 4, column kind: 'direkt' is not valid: direct, indire"),
    (lambda row: [*row[:5], "Dock", ""], "row 4, column side: stale: no side 'Dock'; actors.csv"),
    (lambda row: [*row[:3], ""], "row 4, column kind: is empty"),
    (
        lambda row: [row[0], "We were heard", "", "direct"],
        "'We were heard' does not stand in the t",
    ),
    (lambda row: [row[0], "none", "", "direct"], "row 4, column kind: stands beside none; empty"),
    (lambda row: ["sentence a:7", *row[1:]], "row 4, column unit: no unit 'sentence a:7'"),
    (lambda row: ["", *row[1:]], "row 4, column unit: no unit ''; copy it"),
    (lambda row: ["sentence a:0", *row[1:]], "quotes-coder1.csv, column unit: no row for unit 's"),
    (lambda row: [*row[:2], "2", *row[3:]], "row 4, column nth: '“We were not heard,”' stands th"),
    (lambda row: [row[0]], "row 4, column words: is not filled in"),
]


@pytest.mark.parametrize(("change", "message"), FAULTS)
def test_every_fault_is_one_line(strike, change, message, capsys):
    (strike / "sheets").mkdir()
    write(strike / "sheets" / "quotes-coder1.csv", coded(*NONE, change(SPAN)))
    write(strike / "sheets" / "quotes-coder2.csv", coded(*NONE, SPAN))
    shutil.rmtree(strike / "gold")
    assert main(["agree", str(strike), "quotes", "--write"]) == 1
    shown = capsys.readouterr()
    assert message in shown.err and shown.err.startswith("quotes-coder1.csv, ")
    assert all(line.startswith("quotes-coder1.csv, ") for line in shown.err.splitlines())
    assert not (strike / "gold").exists()
    assert not (strike / "sheets" / "quotes-disagreements.csv").exists()


def test_faults_of_whole_sheets(strike, capsys):
    assert main(["agree", str(strike), "tone"]) == 1
    assert "sheets/tone-coder1.csv: file missing" in capsys.readouterr().err
    main(["sheets", str(strike), "tone"])
    path = strike / "sheets" / "tone-coder1.csv"
    assert main(["agree", str(strike), "tone"]) == 1
    said = "row 2, column tone: is not filled in, here and in 6 further rows"
    assert capsys.readouterr().err.splitlines() == [
        f"tone-coder1.csv, {said}",
        f"tone-coder2.csv, {said}",
    ]
    rows = rows_of(path)
    for content, message in (
        (b"", "tone-coder1.csv, row 1, column unit: must be there once; the columns are unit"),
        ("é".encode("latin-1"), "tone-coder1.csv: byte 0 is not UTF-8"),
        (path.read_bytes().replace(b"voice:", b"voices:"), "row 1, column voice: must be there"),
        (path.read_bytes().splitlines()[0], "tone-coder1.csv: has no rows"),
    ):
        path.write_bytes(content)
        assert main(["agree", str(strike), "tone"]) == 1
        assert message in capsys.readouterr().err
    full = [[*row[:6], "0", "own", ""] for row in rows]
    full[0] = rows[0]
    write(path, [*full, full[3]])
    write(strike / "sheets" / "tone-coder2.csv", full)
    assert main(["agree", str(strike), "tone"]) == 1
    assert f"row 9, column unit: '{full[3][0]}' stands there twice" in capsys.readouterr().err


def test_a_sheet_of_another_text_is_stale(strike, capsys):
    main(["sheets", str(strike), "acts"])
    text = (strike / "b.txt").read_text("utf-8").replace("cost the city", "cost the town")
    (strike / "b.txt").write_text(text, "utf-8")
    shutil.rmtree(strike / "gold")
    assert main(["agree", str(strike), "acts"]) == 1
    assert "column sentence: stale: the unit reads otherwise now" in capsys.readouterr().err


def test_gold_that_is_there_is_not_overwritten(sound, story, capsys):
    filled(story, sound, "facts")
    (story / "gold").mkdir()
    header, row, *_ = rows_of(sound.story.folder / "coding.csv")
    write(story / "gold" / "coding.csv", [header, row])
    assert main(["agree", str(story), "facts", "--write"]) == 1
    assert "gold/coding.csv: is there already with other rows" in capsys.readouterr().err
    assert not (story / "coding.csv").exists()
    # Without rows, as `new` makes it, it counts as none.
    write(story / "gold" / "coding.csv", [header])
    assert main(["agree", str(story), "facts"]) == 0
    assert not (story / "coding.csv").exists()
    assert main(["agree", str(story), "facts", "--write"]) == 0
    assert main(["agree", str(story), "facts", "--write"]) == 0  # the same again is no fault


# ---- agreement


# Krippendorff 2011, "Computing Krippendorff's alpha-reliability", B: ten units, two observers. They
# differ in four of them, and of the 20 labels 6 are 1: α = 1 - 19 * 4 / (14 * 6).
MEG, OWEN = "0100000000", "1110010010"


def test_alpha_by_hand():
    told = pd.DataFrame({"Meg": list(MEG), "Owen": list(OWEN)})
    found, low, high = coders.alpha_interval(told)
    assert found == pytest.approx(1 - 19 * 4 / (14 * 6)) == pytest.approx(agreement.alpha(told))
    assert low < found < high


def test_alpha_and_its_interval_of_a_thousand_units():
    rng = np.random.default_rng(1)
    first = rng.choice([-1, 0, 1], 1000, p=[0.2, 0.6, 0.2])
    told = pd.DataFrame({"one": first, "two": np.where(rng.random(1000) < 0.8, first, 0)})
    told["three"] = np.where(rng.random(1000) < 0.9, first, 1)
    started = time.perf_counter()
    for level in ("nominal", "ordinal"):
        found, low, high = coders.alpha_interval(told, level=level)
        assert low < found < high and high - low < 0.15
    assert found == pytest.approx(agreement.alpha(told, level="ordinal"))
    assert time.perf_counter() - started < 5


def test_the_interval_is_that_of_units_drawn_anew():
    rng = np.random.default_rng(2)
    few = pd.DataFrame({"one": rng.choice([0, 1], 60)})
    few["two"] = np.where(rng.random(60) < 0.8, few["one"], 0)
    drawn = [
        agreement.alpha(few.sample(60, replace=True, random_state=k).reset_index(drop=True))
        for k in range(150)
    ]
    _, low, high = coders.alpha_interval(few)
    assert low == pytest.approx(np.quantile(drawn, 0.025), abs=0.06)
    assert high == pytest.approx(np.quantile(drawn, 0.975), abs=0.06)


def test_alpha_is_not_defined_for_one_label():
    assert all(map(math.isnan, coders.alpha_interval(pd.DataFrame({"a": ["0"], "b": ["0"]}))))


def test_known_disagreements_are_counted_and_listed(sound, story, capsys):
    units = sheets.units(sound, "tone").index[:4]
    changes = {unit: [{"tone": "-1", "voice": "own"}] for unit in units}
    filled(story, sound, "tone", changes)
    corpus = load_corpus(story)
    codings = sheets.read_sheets(corpus, "tone")
    found = coders.reliability(corpus, "tone", codings).set_index("what")
    first = answers(sound, "tone")
    labels = [(rows[0]["tone"], changes.get(unit, rows)[0]["tone"]) for unit, rows in first.items()]
    differ = sum(one != two for one, two in labels)
    assert 0 < differ <= 4 and found.loc["tone", "n"] == len(labels)
    assert found.loc["tone", "agree"] == pytest.approx(1 - differ / len(labels))
    told = pd.DataFrame(labels, columns=["a", "b"]).astype(int)
    expected = agreement.alpha(told, level="ordinal")
    assert found.loc["tone", "alpha"] == pytest.approx(expected)
    assert main(["agree", str(story), "tone", "--write"]) == 0
    rows = rows_of(story / "sheets" / "tone-disagreements.csv")
    assert rows[0] == ["unit", "before", "sentence", "after", "mention", "side", "coder1", "coder2"]
    assert {row[0] for row in rows[1:]} == {unit for unit in units if first[unit] != changes[unit]}
    shown = capsys.readouterr().out
    assert "tone: coder1 in rows, coder2 in columns" in shown
    (zeros,) = re.findall(r"(?m)^0 +(\d+) +(\d+) +(\d+)$", shown)  # a table has lines
    assert zeros == tuple(str(labels.count(("0", tone))) for tone in ("-1", "0", "1"))
    assert towards_sides(load_corpus(story))["tone_second"].eq(-1).sum() >= 4


def test_words_and_passages_of_quotations(strike):
    shutil.rmtree(strike / "gold")
    (strike / "sheets").mkdir()
    longer = ["sentence a:1", "“We were not heard,” Ruiz", "", "direct", "Ruiz", "Dockers", "said"]
    write(strike / "sheets" / "quotes-coder1.csv", coded(*NONE, SPAN))
    write(strike / "sheets" / "quotes-coder2.csv", coded(*NONE, longer))
    corpus = load_corpus(strike)
    codings = sheets.read_sheets(corpus, "quotes")
    found = coders.reliability(corpus, "quotes", codings).set_index("what")
    # The article has 19 words; both mark "We were not heard", one also "Ruiz": of 38 labels 9 are
    # in, and one word is told differently (o = 1 both ways).
    assert found.loc["word marked", "n"] == 19
    assert found.loc["word marked", "agree"] == pytest.approx(18 / 19)
    assert found.loc["word marked", "alpha"] == pytest.approx(1 - 37 * 1 / (29 * 9))
    assert found.loc["same passage (F1)", "agree"] == 0
    assert coders.disagreements(corpus, "quotes", codings)["unit"].tolist() == ["sentence a:1"]
    assert coders.gold("quotes", codings)["gold/quotes.csv"]["text"].tolist() == [SPAN[1]]


def test_one_coder_alone_makes_gold_without_agreement(sound, story, capsys):
    assert main(["sheets", str(story), "tone", "--coders", "1"]) == 0
    fill(story / "sheets" / "tone-coder1.csv", answers(sound, "tone"))
    assert main(["agree", str(story), "tone", "--write"]) == 0
    assert "one coder" in capsys.readouterr().out
    assert "tone_second" not in pd.read_csv(story / "gold" / "tone.csv")


@pytest.mark.parametrize("kind", ["quotes", "acts"])
def test_what_was_read_and_holds_nothing_is_not_read_again_by_machine(strike, kind):
    shutil.rmtree(strike / "gold")
    main(["sheets", str(strike), kind, "--coders", "1"])
    corpus = load_corpus(strike)
    units = sheets.units(corpus, kind)
    said = {unit: [{"words": "none"}] for unit in units.index}
    labels = {"kind": "direct"} if kind == "quotes" else {"verb": "met"}
    first = units.index[units["article_id"] == "b"][0]
    said[first] = [{"words": "met", "nth": "", **labels}]
    fill(strike / "sheets" / f"{kind}-coder1.csv", said)
    assert main(["agree", str(strike), kind, "--write"]) == 0
    rows = rows_of(strike / "gold" / f"{kind}.csv")[1:]
    assert [row[0] for row in rows] == ["a", "b", "c"]
    assert [any(row[1:]) for row in rows] == [False, True, False]
    again = getattr(load_corpus(strike), kind)
    assert again[["article_id", "text", "coded_by"]].to_numpy().tolist() == [["b", "met", "hand"]]
