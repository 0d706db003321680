"""Quotations, direct and indirect, and who speaks."""

import cProfile
import json
import pstats

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import speech, text

ACTORS = pd.DataFrame(
    [
        ("Freedonia", "Freedonia", "Freedonia"),
        ("Freedonia", "Freedonia", "Freedonian"),
        ("Freedonia", "Firefly", "Firefly"),
        ("Freedonia", "Firefly", "Rufus Firefly"),
        ("Sylvania", "Sylvania", "Sylvania"),
        ("Sylvania", "Trentino", "Trentino"),
        ("Sylvania", "Trentino", "Ambassador Trentino"),
    ],
    columns=["side", "actor", "alias"],
)


def read(passage: str, actors: pd.DataFrame | None = ACTORS) -> pd.DataFrame:
    articles = pd.DataFrame({"article_id": ["a"], "text": [passage]})
    return speech.quotes(articles, text.sentences(articles), None, actors)


def rows(passage: str, *columns: str) -> list[tuple[str, ...]]:
    return list(read(passage)[list(columns)].itertuples(index=False, name=None))


MARKS = [
    ('"We go," he said, "to win."', ["We go,", "to win."]),
    ("‘It’s the players’ fault,’ she said.", ["It’s the players’ fault,"]),
    ("„We are all ready“, he said. «We go on now.»", ["We are all ready", "We go on now."]),
    ("He said: “One is here.\n\n“Two is there.”", ["One is here.", "Two is there."]),
    ('He said, "We found it "good" that you wrote." "It is,"  he added.',
     ['We found it "good" that you wrote.', "It is,"]),
    ('"We will go now, he said.\n\n"We are staying here," she said.',
     ["We will go now,", "We are staying here,"]),
    ('"We are ready now. The rain fell.\n\nIt fell "all day long on us".', ["all day long on us"]),
    ("It was agreed on “potential “potential” measures when work begins”ceasefire”.", []),
    ("The soldiers' families sang rock 'n' roll of the '90s in the boys' home.", []),
]  # fmt: skip


@pytest.mark.parametrize(("passage", "direct"), MARKS)
def test_marks_pair_as_a_reader_pairs_them(passage, direct):
    found = read(passage)
    assert found.loc[found["kind"] == "direct", "text"].tolist() == direct


def test_torn_marks_give_the_two_words_they_hold():
    found = rows("on “potential “potential” measures when work begins”ceasefire”.", "kind", "text")
    assert found == [("scare", "potential"), ("scare", "ceasefire")]


REPORTS = [
    ("Firefly said Sylvania was ready but believed it was stalling.",
     [("Firefly", "Sylvania was ready"), ("Firefly", "it was stalling")]),
    ("In a tweet, Trentino, a senior envoy, said that it was over.", [("Trentino", "it was over")]),
    ("According to Trentino, envoy of the king, it was over.", [("Trentino", "it was over")]),
    ("The talks are over, said Rufus Firefly, an adviser to the king.",
     [("Firefly", "The talks are over")]),
    ("If it fails, Firefly added, we will leave.", [("Firefly", "If it fails"),
                                                    ("Firefly", "we will leave")]),
    ("Firefly told CNN on Tuesday that it rained. He also warned that it would last.",
     [("Firefly", "it rained"), ("Firefly", "it would last")]),
    ("A Freedonian negotiator says it is over.", [("Freedonian negotiator", "it is over")]),
    ("Public opinion believes that there is hope.", [("Public opinion", "there is hope")]),
    ("According to a statement, Firefly said that it was late.", [("Firefly", "it was late")]),
    ("Firefly vowed to fight on until victory.", [("Firefly", "to fight on until victory")]),
    ("He is said to be ill. She was told that he left. Firefly did not say that.", []),
    ("The claim denied by Firefly was in the report. It would not say why.", []),
]  # fmt: skip


@pytest.mark.parametrize(("passage", "expected"), REPORTS)
def test_reported_clauses_leave_out_speaker_verb_and_that(passage, expected):
    assert rows(passage, "speaker", "text") == expected


SPEAKERS = [
    ('Ambassador Trentino left. "We are done," he said. "It is over."', ["Trentino"] * 2),
    ('"We are done," Trentino said.\n\n"It was a long day for all."', ["Trentino"] * 2),
    ('"Why now?" Firefly asked. Trentino told him: "We had to."', ["Firefly", "Trentino"]),
    ('An adviser to Firefly said: "We had to."', ["adviser to Firefly"]),
    ('Ambassador Trentino came. "We are done," the ambassador said.', ["Trentino"]),
    ('"We had to," said Mary Hale, 71. "No," Hale said.', ["Mary Hale"] * 2),
]


@pytest.mark.parametrize(("passage", "speakers"), SPEAKERS)
def test_speakers_are_followed_through_pronouns_and_titles(passage, speakers):
    found = read(passage)
    assert found.loc[found["kind"] == "direct", "speaker"].tolist() == speakers


def test_a_name_before_a_colon_speaks():
    passage = (
        'Asked about a deal, Firefly was blunt. Trentino: "No deal." Firefly: "We go on, then."'
    )
    assert rows(passage, "text", "kind", "speaker") == [
        ("No deal.", "direct", "Trentino"),
        ("We go on, then.", "direct", "Firefly"),
    ]


def test_a_role_without_a_name_takes_its_side_from_its_words():
    assert rows("A Freedonian envoy said it was over.", "side", "cue") == [("Freedonia", "said")]


# Measured on tests/data/speech/passages.json (see its "about"); the floors leave some room below.
FLOORS = {"direct_f1": 0.95, "scare_f1": 0.9, "indirect_word_f1": 0.95,
          "speaker_side_accuracy": 0.95, "speaker_accuracy": 0.8}  # fmt: skip


@pytest.mark.parametrize("half", ["develop", "held_back"])
def test_agreement_with_hand_coded_passages(project, half):
    data = json.loads((project / "tests/data/speech/passages.json").read_text("utf-8"))
    passages = [passage for passage in data["passages"] if passage["half"] == half]
    articles = pd.DataFrame(passages)[["article_id", "text"]]
    gold = pd.DataFrame(
        [{"article_id": p["article_id"], **quote} for p in passages for quote in p["quotes"]]
    )
    actors = pd.DataFrame(data["actors"])
    found = speech.quotes(articles, text.sentences(articles), None, actors)
    scores = speech.score_quotes(found, gold).set_index("measure")["value"]
    assert {name: scores[name] for name in FLOORS if scores[name] < FLOORS[name]} == {}


PIECES = st.sampled_from(
    [*"\"“”'’‘„«» \n,.;:()—\ue000", "said ", "he ", "Firefly ", "that ", "according to ", "``",
     "who ", "called ", '"We go," ', "quoted as saying ", "told "]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(st.one_of(PIECES, st.text(max_size=3))).map("".join)))
def test_any_text_gives_spans_of_it(passage):
    found = read(passage)
    assert found["start"].is_monotonic_increasing
    for start, end, said in found[["start", "end", "text"]].itertuples(index=False):
        assert 0 <= start < end <= len(passage)
        assert passage[start:end] == said
    direct = found[found["kind"] == "direct"]
    assert (direct["start"].to_numpy()[1:] >= direct["end"].to_numpy()[:-1]).all()


@pytest.mark.parametrize(
    "piece",
    ['"a ', 'he said that "we go on now" and Firefly said it was bad, ', "said ", "‘a “b” "],
)
def test_a_text_of_twice_the_length_takes_twice_the_steps(piece):
    def steps(times: int) -> int:
        profile = cProfile.Profile()
        profile.runcall(read, piece * times)
        return pstats.Stats(profile).total_calls

    base = steps(10)
    assert steps(1200) - base < 2.3 * (steps(600) - base)


def test_text_without_quotations_gives_an_empty_frame():
    for passage in ("", "It rained all day."):
        found = read(passage, None)
        assert found.empty
        assert found.columns.tolist() == speech.QUOTE_COLUMNS


def test_scores_compare_spans_without_marks_and_words_by_place():
    gold = pd.DataFrame(
        [("a", 0, '"We go,"', "direct", "X", "s"), ("a", 20, "it was bad", "indirect", "Y", "t")],
        columns=["article_id", "start", "text", "kind", "speaker", "side"],
    )
    found = gold.assign(start=[1, 23], text=["We go,", "was bad"], side=["s", ""])
    scores = speech.score_quotes(found, gold).set_index("measure")["value"]
    assert scores["direct_f1"] == 1
    assert scores["indirect_word_recall"] == pytest.approx(2 / 3)
    assert scores["speaker_side_accuracy"] == 0.5
    with pytest.raises(ValueError, match="gold lacks the columns side"):
        speech.score_quotes(found, gold.drop(columns="side"))
