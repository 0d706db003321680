"""Who does what to whom: constructions counted by hand, agreement with hand coding, offsets."""

import pandas as pd
import pytest

pytest.importorskip("spacy")

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis import acts, parse

# [..] is a mention. Each act: doer > word > object, with "not" before a word that is negated.
SENTENCES = [
    # subjects, objects, coordination
    ("[Russia] bombarded [Kyiv].", "Russia > bombarded > Kyiv"),
    (
        "[Russia] and [Belarus] attacked [Kyiv].",
        "Russia > attacked > Kyiv; Belarus > attacked > Kyiv",
    ),
    (
        "[Russia] crossed the border and shelled two towns.",
        "Russia > crossed > the border; Russia > shelled > two towns",
    ),
    ("[Russia] handed [Belarus] new missiles.", "Russia > handed > Belarus"),
    ("[Russian] troops surrounded [Ukrainian] cities.", "Russian > surrounded > Ukrainian"),
    ("Soldiers from [Russia] left.", "Russia > left >"),
    ("The spokesman, [Peskov], left the room.", "Peskov > left > the room"),
    # prepositions
    ("[Zelensky] called on [Putin].", "Zelensky > called > Putin"),
    ("The soldiers fired at [Russian] troops.", "The soldiers > fired > Russian"),
    # passives and by-phrases
    ("[Kyiv] was shelled by [Russia].", "Russia > shelled > Kyiv"),
    (
        "[Crimea] was invaded and then annexed by [Russia].",
        "> invaded > Crimea; Russia > annexed > Crimea",
    ),
    ("The towns shelled by [Russia] are empty.", "Russia > shelled > The towns"),
    (
        "Having invaded [Georgia], [Russia] withdrew.",
        "Russia > invaded > Georgia; Russia > withdrew >",
    ),
    # act nouns
    ("The [Russian] attack failed.", "Russian > attack >"),
    ("[Putin]'s demands were rejected.", "Putin > demands >"),
    ("The shelling by [Russian] forces went on.", "Russian > shelling >"),
    ("The attack against [Ukraine] failed.", "> attack > Ukraine"),
    ("The attack on [Ukraine] failed.", "> attack > Ukraine"),
    ("It was an incursion into [Ukraine].", "> incursion > Ukraine"),
    ("The threat to [Ukraine] grew.", "> threat > Ukraine"),
    ("The raid at [Kherson] failed.", "> raid > Kherson"),
    ("Aggression towards [Ukraine] grew.", "> Aggression > Ukraine"),
    ("The removal of [Russian] troops is near.", "> removal > Russian"),
    ("[Putin]'s removal is near.", "> removal > Putin"),
    ("The withdrawal of [Russia] is near.", "Russia > withdrawal >"),
    ("[Russia] launched an attack on [Ukraine].", "Russia > attack > Ukraine"),
    ("An attack launched by [Russia] failed.", "Russia > attack >"),
    # clauses
    ("The army that [Russia] sent fled.", "Russia > sent > The army"),
    (
        "They met [Russia], which invaded [Crimea].",
        "They > met > Russia; Russia > invaded > Crimea",
    ),
    ("[Crimea], which [Russia] invaded, is a peninsula.", "Russia > invaded > Crimea"),
    ("[Russia] continued to shell [Kyiv].", "Russia > shell > Kyiv"),
    ("[Russia] promised to scale back attacks.", "Russia > promised >; > attacks >"),
    ("[Ukraine] forced [Russia] to withdraw.", "Ukraine > forced > Russia; Russia > withdraw >"),
    ("[Russia] was ready to meet.", "Russia > meet >"),
    # negation
    ("[Russia] did not attack [Kyiv].", "Russia > not attack > Kyiv"),
    ("[Russia] is not willing to withdraw.", "Russia > not withdraw >"),
    ("[Russia] did not intend to withdraw.", "Russia > not intend >; Russia > not withdraw >"),
    ("No threats against [Russia] were heard.", "> not threats > Russia"),
    # violence without a doer
    ("There were towns that have come under attack.", "> attack > towns"),
    ("Explosions were heard.", "> Explosions >"),
    ("A military invasion was feared.", "> invasion >"),
    # no acts
    ("[Putin] said that [Russia] is a member.", ""),
    ("[Russia] has a new position.", ""),
    ("[Russia]'s position remains constant.", ""),
    ("The talks between [Russia] and [Ukraine] ended.", ""),
    ("Ministers met on Monday.", ""),
]

ROLES = [
    ("[Russia] continued to signal it.", "agent", "continued"),
    ("[Putin] said so.", "agent", "said"),
    ("[Russia] had talks.", "agent", "had"),
    ("He asked [Russia] for help.", "patient", "asked"),
    ("[Putin] comes under pressure.", "patient", "pressure"),
    ("[Russia] seems to share it.", "agent", "share"),
    ("[Russia] was ready but believed him.", "neither", ""),
    ("[Russia]'s position has hardened.", "neither", ""),
    ("They met on the [Russian] border.", "neither", ""),
    ("They talked with [Putin].", "neither", ""),
    ("The delegation includes [Peskov].", "neither", ""),
]


def marked(sentence: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The frames of one sentence whose mentions stand in brackets."""
    text, spans = "", []
    for part in sentence.replace("]", "[").split("["):
        spans.append((len(text), len(text) + len(part), part))
        text += part
    names = ["start", "end", "text"]
    mentions = pd.DataFrame(spans[1::2], columns=names).assign(article_id="a", sentence_id=0)
    mentions["actor"] = mentions["side"] = mentions["text"]
    one = {"article_id": "a", "sentence_id": 0, "start": 0, "end": len(text), "text": text}
    return pd.DataFrame([one]), mentions


@pytest.mark.parametrize(("sentence", "expected"), SENTENCES)
def test_each_construction(sentence, expected):
    sentences, mentions = marked(sentence)
    found = acts.find_acts(sentences, mentions, parse.Parsed(sentences))
    told = [
        f"{row.actor} > {'not ' if row.negated else ''}{row.text} > {row.object}".strip()
        for row in found.itertuples()
    ]
    assert "; ".join(told) == expected
    named = found["actor"].isin(mentions["actor"])
    assert (found["side"] == found["actor"].where(named, "")).all()


@pytest.mark.parametrize(("sentence", "role", "verb"), ROLES)
def test_roles(sentence, role, verb):
    sentences, mentions = marked(sentence)
    found = acts.find_roles(mentions, sentences, parse.Parsed(sentences))
    assert found[["role", "verb"]].to_numpy().tolist() == [[role, verb]]
    pd.testing.assert_frame_equal(found[mentions.columns], mentions)


def test_only_sentences_that_can_hold_an_act_are_parsed():
    texts = ["Nothing here.", "Shots were fired.", "Russia spoke."]
    sentences = pd.DataFrame({"article_id": "a", "sentence_id": range(3), "text": texts})
    sentences["start"] = [0, 14, 32]
    mention = {"article_id": ["a"], "sentence_id": [2], "start": [32], "end": [38]}
    mentions = pd.DataFrame(mention).assign(text="Russia", actor="Russia", side="Russia")
    parsed = parse.Parsed(sentences)
    found = acts.find_acts(sentences, mentions, parsed)
    assert list(parsed._docs) == [("a", 1), ("a", 2)]
    assert found[["start", "end", "text"]].to_numpy().tolist() == [
        [25, 30, "fired"],
        [39, 44, "spoke"],
    ]


@pytest.mark.parametrize(("name", "floor"), [("agency", 0.94), ("agency_news", 0.90)])
def test_agency_agrees_with_hand_coding_of_other_news(project, name, floor):
    gold = pd.read_csv(project / "tests" / "data" / "framing" / f"{name}.csv")
    gold["article_id"] = [str(number) for number in range(len(gold))]
    sentences = gold[["article_id", "text"]].assign(sentence_id=0, start=0)
    mentions = gold[["article_id", "start", "end"]].assign(sentence_id=0, actor="", side="")
    found = acts.find_roles(mentions, sentences, parse.Parsed(sentences))
    assert (found["role"] == gold["role"]).mean() >= floor


def test_agency_agrees_with_the_coding_of_the_five(corpus, project):
    gold = pd.read_csv(project / "seeds" / "gold" / "agency.csv")
    found = acts.find_roles(corpus.mentions, corpus.sentences, parse.Parsed(corpus.sentences))
    both = gold.merge(found, on=["article_id", "start", "end"], suffixes=("_gold", ""))
    assert len(both) == len(gold)
    assert (both["role"] == both["role_gold"]).mean() >= 0.96


def test_acts_agree_with_the_coding_of_the_five(corpus, project):
    gold = pd.read_csv(project / "seeds" / "gold" / "acts.csv", keep_default_na=False)
    found = acts.find_acts(corpus.sentences, corpus.mentions, parse.Parsed(corpus.sentences))
    texts = corpus.articles.set_index("article_id")["text"]
    assert all(texts[row.article_id][row.start : row.end] == row.text for row in found.itertuples())
    order = corpus.articles["article_id"].tolist()
    places = [(order.index(row.article_id), row.start) for row in found.itertuples()]
    assert places == sorted(places)
    scores = acts.score_acts(found, gold).set_index("what")
    assert scores.loc["acts of violence", "f1"] >= 0.95
    assert scores.loc["acts", "f1"] >= 0.66
    assert scores.loc["actor side", "precision"] >= 0.97
    assert scores.loc["object side", "precision"] >= 0.97


def test_score_acts_by_hand():
    columns = ["article_id", "start", "end", "text", "side", "object_side"]
    gold = pd.DataFrame(
        [
            ("a", 0, 15, "launch an attack", "R", "U"),
            ("a", 0, 15, "launch an attack", "B", "U"),
            ("a", 30, 36, "agreed", "U", ""),
        ],
        columns=columns,
    )
    found = pd.DataFrame(
        [
            ("a", 10, 16, "attack", "R", ""),
            ("a", 50, 55, "spoke", "R", "U"),
            ("b", 30, 36, "killed", "R", "U"),
        ],
        columns=columns,
    )
    scores = acts.score_acts(found, gold).set_index("what")
    rows = scores.to_numpy().round(3).tolist()
    assert scores.index.tolist() == ["acts", "acts of violence", "actor side", "object side"]
    assert rows == [[0.333, 0.5, 0.4, 2], [0.5, 1, 0.667, 1], [1, 0.5, 0.667, 2], [0, 0, 0, 1]]
    same = acts.score_acts(gold, gold)
    assert (same[["precision", "recall", "f1"]] == 1).to_numpy().all()


def test_the_tables_say_what_each_word_is_for():
    uses = {"doer", "target", "undergone", "group", "state", "light", "bare", "deed"}
    table = pd.read_csv(acts.Path(acts.__file__).parent / "tables" / "act_words.csv")
    assert not table.duplicated(["lemma", "use"]).any() and table["why"].notna().all()
    prepositions = {"on", "upon", "at", "to", "for", "after", "about", "against", "of"}
    assert set(table["use"]) == uses | prepositions
    violence = pd.read_csv(acts.Path(acts.__file__).parent / "tables" / "violence.csv")
    assert not violence.duplicated(["lemma", "pos"]).any() and violence["source"].notna().all()
    assert all(row.lemma in row.forms.split("|") for row in violence.itertuples())
    assert violence["kind"].nunique() < 12


WORDS = (
    "Russia [Kyiv] attacked by which and “ ” ( the attack of to not was … - é \U0001f4a3 , . under"
)
PIECES = st.sampled_from([*WORDS.split(), " ", "\n", "\u00a0"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, min_size=1, max_size=14))
def test_odd_text_gives_sound_rows(pieces):
    sentences, mentions = marked(" ".join(pieces))
    parsed = parse.Parsed(sentences)
    text = sentences["text"].iloc[0]
    for row in acts.find_acts(sentences, mentions, parsed).itertuples():
        assert text[row.start : row.end] == row.text and row.text
        assert set(mentions["side"]) >= {row.side, row.object_side} - {""}
    roles = acts.find_roles(mentions, sentences, parsed)
    assert ((roles["role"] == "neither") == (roles["verb"] == "")).all()


def test_a_mention_outside_its_sentence_is_only_named():
    sentences, mentions = marked("[Russia] attacked.")
    mentions[["start", "end"]] += 100
    found = acts.find_roles(mentions, sentences, parse.Parsed(sentences))
    assert found["role"].tolist() == ["neither"]


def test_no_mentions_and_no_sentences():
    sentences, mentions = marked("Nobody was there.")
    assert acts.find_acts(sentences, mentions, parse.Parsed(sentences)).empty
    assert acts.find_roles(mentions, sentences, parse.Parsed(sentences)).empty
    nothing = acts.find_acts(sentences[:0], mentions, parse.Parsed(sentences[:0]))
    assert list(nothing.columns) == acts.COLUMNS
