"""Who does what: roles in single sentences, and agreement with hand coding."""

import pandas as pd
import pytest

from analysis import framing

# Roles read off sentences written for the test.
DEEDS = [
    ("[Israel] struck the port.", "agent", "struck", "active"),
    ("The port was struck by [Israeli] forces.", "agent", "struck", "passive"),
    ("[Hamas] was accused of it.", "patient", "accused", "passive"),
    ("Egypt urged [Hamas] to accept.", "patient", "urged", "active"),
    ("The attack on [Israel] went on.", "patient", "attack", "noun"),
    ("The [Israeli] attack went on.", "agent", "attack", "noun"),
    ("They rejected the allies’ demands and [Israel]’s offer.", "agent", "offer", "noun"),
    ("“We are ready,” said [Netanyahu].", "agent", "said", "active"),
    ("[Israel]’s position has hardened.", "neither", "", ""),
    ("[Israeli] Prime Minister Benjamin Netanyahu said so.", "neither", "", ""),
    ("The Israel-[Hamas] war goes on.", "neither", "", ""),
    ("Talks between Israel and [Hamas] resumed.", "neither", "", ""),
    ("[Hamas] won’t give up its arms.", "agent", "give", "active"),
    ("They met [Netanyahu] and left.", "patient", "met", "active"),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "role", "verb", "construction"), DEEDS)
def test_roles(marked, role, verb, construction):
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "").replace("]", "")
    one = {"article_id": ["a"], "sentence_id": [0], "start": [start], "end": [end]}
    mentions = pd.DataFrame(one | {"text": [text[start:end]], "actor": [""], "side": [""]})
    sentences = pd.DataFrame(
        {"article_id": ["a"], "sentence_id": [0], "start": [0], "text": [text]}
    )
    found = framing.roles(mentions, sentences).iloc[0]
    assert (found["role"], found["verb"], found["construction"]) == (role, verb, construction)


def test_agency_meets_hand_coding(corpus, project):
    # Hand coding by the project's authors: seeds/gold/agency.csv, and sentences of NewsMTSC.
    validity = framing.agency_validity(corpus)
    assert validity.accuracy.n == 162 and validity.accuracy.low > 0.9
    assert validity.accuracy.low > validity.baseline_accuracy.high
    table = pd.read_csv(project / "tests" / "data" / "framing" / "agency.csv")
    rules, always = framing.held_out_validity(table).itertuples(index=False)
    assert rules.accuracy > 0.8 and rules.low > always.high
