"""Each measure on the strike told three times, counted by hand.

a  The union walked out on Monday. | “We were not heard,” Ruiz said. | The mayor asked both sides to
   talk.                                                     6 + 6 + 7 words, 4 of them quoted
b  The union and the port authority met. | Meyer said the strike was illegal. | It would cost the
   city dearly. (carried on from Meyer)                 7 + 6 + 6 words, 4 reported, 6 carried on
c  The union walked out again in a “wildcat” strike.        9 words, one in scare quotes
"""

import numpy as np
import pandas as pd
import pytest

from analysis import Corpus, StoryError, compare, coverage, framing, load_corpus, tone, units
from analysis.text import find_patterns


def table(frame: pd.DataFrame, keys: list[str], value: str) -> dict[tuple[str, ...], object]:
    return frame.set_index(keys)[value].to_dict()


def test_voices(dispute):
    words = table(framing.own_voice(dispute), ["group", "voice"], "words")
    assert words == {
        **{("a", "own"): 15, ("a", "quoted"): 4, ("a", "reported"): 0},
        **{("b", "own"): 9, ("b", "quoted"): 0, ("b", "reported"): 10},
        **{("c", "own"): 8, ("c", "quoted"): 1, ("c", "reported"): 0},
    }
    strict = table(framing.own_voice(dispute, carried=False), ["group", "voice"], "words")
    assert strict["b", "own"] == 15 and strict["b", "reported"] == 4
    by_outlet = framing.own_voice(dispute, by="outlet")
    assert table(by_outlet, ["group", "voice"], "estimate")["The Harbour", "own"] == 23 / 28
    assert table(by_outlet, ["group", "voice"], "sentences")["The Harbour", "quoted"] == "a:1 c:0"


def test_who_gets_to_speak(dispute):
    words = table(framing.voice(dispute), ["group", "side"], "words")
    assert words["a", "Dockers"] == 4 and words["b", "Port"] == 10 and words["b", "Dockers"] == 0
    assert words["c", framing.NO_SIDE] == 1
    spoken = framing.speakers(dispute)
    assert spoken["speaker"].tolist() == ["Ruiz", "Meyer", ""]


def test_the_innermost_quotation_that_names_a_speaker_speaks(dispute):
    nested = pd.DataFrame(
        {
            "article_id": ["a"] * 3,
            "start": [0, 4, 4],
            "end": [30, 20, 9],
            "kind": ["indirect", "direct", "scare"],
            "speaker": ["Meyer", "Ruiz", ""],
            "side": ["Port", "Dockers", ""],
        }
    )
    dispute.__dict__["quotes"] = nested
    spans = pd.DataFrame({"article_id": ["a"] * 3, "start": [0, 4, 31], "end": [3, 9, 40]})
    assert dispute.voices(spans).to_numpy().tolist() == [
        ["reported", "Meyer", "Port"],
        ["quoted", "Ruiz", "Dockers"],
        ["own", "", ""],
    ]


def test_naming(dispute):
    found = framing.naming(dispute, concept="the dispute")
    counts = table(found, ["group", "variant"], "count")
    assert counts["a", "walkout"] == 1 and counts["b", "strike"] == 1 and counts["c", "strike"] == 1
    row = found.set_index(["group", "variant"]).loc[("b", "strike")]
    assert (row["own"], row["reported"], row["quoted"]) == (0, 1, 0)
    assert row["headlines"] == 1 and row["sentences"] == "b:1"
    with pytest.raises(ValueError, match="no concept 'war'; valid: the dispute"):
        framing.naming(dispute, concept="war")


def test_a_longer_name_hides_the_shorter(dispute):
    sentences = dispute.sentences.head(1).assign(text="The wildcat strike: a strike, a STRIKE.")
    table = dispute.story.table("naming.csv")
    found = find_patterns(sentences, table, within="concept")
    assert found["variant"].tolist() == ["wildcat strike", "strike", "strike"]
    both = find_patterns(sentences, table)
    assert both["variant"].tolist() == ["wildcat strike", "strike", "strike", "strike"]
    assert both["start"].tolist() == [4, 12, 22, 32]


def test_mentions_and_agency(dispute):
    rates = framing.mention_rates(dispute).set_index(["group", "side"])
    assert rates.loc[("a", "Dockers"), "estimate"] == pytest.approx(2 / 19 * 100)
    assert rates.loc[("b", "City"), "mentions"] == 0 and rates.loc[("b", "City"), "estimate"] == 0
    acts = framing.agency(dispute).set_index(["group", "side"])
    assert acts.loc[("a", "Dockers"), ["acts", "total"]].tolist() == [2, 2]
    assert acts.loc[("c", "Dockers"), "estimate"] == 0
    assert np.isnan(acts.loc[("c", "Port"), "estimate"])
    assert framing.acts(dispute)["object"].tolist() == ["", "Port authority", ""]


def test_frames(dispute):
    found = framing.frames(dispute).set_index(["group", "frame"])
    assert found.loc[("b", "law"), "count"] == 1
    assert found.loc[("b", "law"), "estimate"] == pytest.approx(1 / 3)
    valid = framing.frame_validity(dispute).set_index("frame")
    assert valid.loc["law", ["n", "coded", "found", "f1"]].tolist() == [3, 1, 1, 1.0]
    # Ratings 0 1 0 against 1 1 0: one pair of three differs, and chance would differ in 3 of 5.
    assert valid.loc["law", "passes"] == pytest.approx(1 - (1 / 3) / (3 / 5))


def test_tone_towards_sides(dispute):
    sides = tone.by_side(dispute).set_index(["group", "side"])
    assert sides.loc[("a", "Dockers"), "estimate"] == 0.5
    assert sides.loc[("a", "Dockers"), ["low", "high"]].tolist() == [0.0, 1.0]
    assert sides.loc[("b", "Dockers"), ["negative", "neutral", "positive"]].tolist() == [1, 0, 0]
    second = tone.by_side(dispute, column="tone_second").set_index(["group", "side"])
    assert second.loc[("a", "Dockers"), "estimate"] == 1.0
    told = tone.by_side(dispute, by="outlet", scorer=lambda frame: -np.ones(len(frame)))
    assert set(told["coded_by"]) == {"hand"}
    machine = Corpus(dispute.story, coding=False)
    machine.__dict__["quotes"] = dispute.quotes
    told = tone.by_side(machine, scorer=lambda frame: -np.ones(len(frame)))
    assert set(told["coded_by"]) == {"machine"} and set(told["estimate"]) == {-1.0}


def test_a_scorer_is_given_the_mention_in_its_sentence(dispute):
    seen: list[pd.DataFrame] = []

    def scorer(frame: pd.DataFrame) -> np.ndarray:
        seen.append(frame)
        return np.zeros(len(frame))

    tone.validity(dispute, scorers={"always neutral": scorer})
    words = [text[low:high] for text, low, high in seen[0].itertuples(index=False)]
    assert words == dispute.mentions["text"].tolist()


def test_hand_coding_that_no_longer_fits_is_named(strike):
    path = strike / "gold" / "tone.csv"
    path.write_text(path.read_text("utf-8").replace("b,38,43,Meyer", "b,44,48,said"), "utf-8")
    with pytest.raises(StoryError, match=r"gold/tone.csv, row 7, .*'said' is no mention of Port"):
        tone.towards_sides(load_corpus(strike))


def test_scores_and_means(dispute):
    scores = tone.score_sentences(dispute)
    assert scores["voice"].tolist() == ["own", "mixed", "own", "own", "mixed", "reported", "mixed"]
    parts = tone.score_sentences(dispute, split=True)
    assert parts.loc[parts["sentence_id"].eq(1) & parts["article_id"].eq("a"), "text"].tolist() == [
        "“We were not heard,”",
        "Ruiz said.",
    ]
    assert parts.groupby("article_id")["words"].sum().to_dict() == {"a": 19, "b": 19, "c": 9}
    whole = tone.means(dispute, measure="score", scorer=lambda f: f["text"].str.len())
    lengths = compare.estimates(whole).set_index("group")["estimate"]
    assert lengths["b"] == pytest.approx((37 + 34 + 30) / 3)
    # Reported are four words of a sentence of six, "the strike was illegal", and a sentence.
    reported = tone.means(dispute, voice="reported")
    assert reported["bottom"].tolist() == [pytest.approx(4 / 6), 1]
    scores = parts.query("voice == 'reported'")["compound"].tolist()
    assert scores[0] < 0 and reported["top"].tolist() == [
        pytest.approx(scores[0] * 4 / 6),
        scores[1],
    ]


def test_word_shift_adds_up(corpus):
    shift = tone.word_shift(corpus, "daily-bangladesh", "axios")
    sums = dict.fromkeys(("daily-bangladesh", "axios"), 0.0)
    for article_id, text in corpus.sentences[["article_id", "text"]].itertuples(index=False):
        if article_id in sums:
            sums[article_id] += sum(value for _, value in tone.read_words(text))
    words = corpus.articles.set_index("article_id")["words"]
    rates = {name: 100 * value / words[name] for name, value in sums.items()}
    assert shift["difference"].sum() == pytest.approx(rates["axios"] - rates["daily-bangladesh"])
    turned = shift[shift["negated"]]["word"].tolist()
    assert "progress" in turned  # "no significant progress"


def test_words_behind_a_score_are_the_libraries_own():
    # Valences from vader_lexicon.txt: war −2.9, good 1.9; negated: × −0.74.
    words = dict(tone.read_words("The war was not good."))
    assert words == {"war": -2.9, "good": pytest.approx(1.9 * -0.74)}
    assert tone.read_words("The war was not good.", "polarity") == (("not good", -0.35),)
    # VADER skips "kind of", and reads an emoji by its name.
    assert [word for word, _ in tone.read_words("It was kind of good 😀")] == ["good", "grinning"]
    with pytest.raises(ValueError, match="no lexicon 'afinn'; valid: polarity, compound"):
        tone.read_words("x", "afinn")


def test_facts(dispute):
    told = coverage.told(dispute).set_index(["fact_id", "article_id"])
    assert told["status"].to_dict() == {
        **{("out", "a"): "own", ("out", "b"): "absent", ("out", "c"): "absent"},
        **{("illegal", "a"): "absent", ("illegal", "b"): "attributed", ("illegal", "c"): "absent"},
        **{("night", "a"): "not_yet", ("night", "b"): "not_yet", ("night", "c"): "absent"},
    }
    assert told.loc[("illegal", "b"), ["source", "sentences"]].tolist() == ["Meyer", "b:1"]
    assert coverage.told_once(dispute)["fact_id"].tolist() == ["out", "illegal"]
    left = coverage.omissions(dispute)
    # On the day itself nobody could be blamed; b is published the day after, c two days after.
    assert left[["article_id", "fact_id"]].to_numpy().tolist() == [
        *[["b", "out"], ["c", "out"], ["c", "illegal"], ["c", "night"]],
    ]


def test_passages_side_by_side_mark_what_both_tell(strike):
    path = strike / "coding.csv"
    more = (
        "c,out,own,,union walked out again\na,night,own,,on Monday\na,out,own,,The union walked\n"
    )
    path.write_text(path.read_text("utf-8") + more, "utf-8")
    told = coverage.side_by_side(load_corpus(strike), "The walkout")
    assert told["text"].tolist() == [
        "**The union walked out** __on Monday__",
        "The **union walked out again**",
    ]
    assert told["sentences"].tolist() == ["a:0", "c:0"]
    with pytest.raises(ValueError, match="no moment 'The vote'; valid: The walkout"):
        coverage.marks(load_corpus(strike), "The vote")


def test_two_passes_of_coding(dispute):
    coding = dispute.story.table("coding.csv")
    same = coverage.passes(coding, coding, dispute)
    assert same["alpha"].tolist() == [1.0, 1.0] and same["n"].tolist() == [9, 9]
    other = coding.iloc[:1]
    told = coverage.passes(coding, other, dispute).set_index("what")
    assert told.loc["told or not", "agree"] == pytest.approx(8 / 9)
    assert told.loc["status", "agree"] == pytest.approx(7 / 9)


def test_sentences_that_tell_the_same(dispute):
    pairs = coverage.alike(dispute)
    assert pairs.loc[0, ["first", "second", "sentences"]].tolist() == ["a", "c", "a:0 c:0"]
    found = coverage.alike_validity(dispute)
    assert found[["moment", "pairs", "found"]].to_numpy().tolist() == [["The walkout", 1, 1]]


def test_every_measure_bears_an_article_without_a_word_it_knows(strike):
    (strike / "a.txt").write_text("Home > News 7", "utf-8")
    for name in ("quotes", "tone", "agency", "acts"):
        path = strike / "gold" / f"{name}.csv"
        lines = path.read_text("utf-8").split("\n")
        path.write_text("\n".join(line for line in lines if line[:2] != "a,"), "utf-8")
    (strike / "coding.csv").unlink()
    (strike / "moments.csv").unlink()
    (strike / "gold" / "quotes.csv").write_text(
        "article_id,start,end,text,kind,speaker,side,cue\na,0,1,7,scare,,,\n", "utf-8"
    )
    corpus = load_corpus(strike, coding=True)
    corpus.__dict__["quotes"] = corpus.gold("quotes").assign(coded_by="hand")
    for measure in (framing.own_voice, framing.voice, framing.naming, framing.frames):
        assert not measure(corpus).empty
    assert np.isnan(tone.score_sentences(corpus)["compound"]).sum() == 0


def test_wrong_arguments_are_met_with_the_valid_ones(dispute):
    with pytest.raises(ValueError, match="no column of articles 'paper'; valid: article_id, outl"):
        framing.voice(dispute, by="paper")
    with pytest.raises(TypeError, match="wanted a Corpus, as load_corpus"):
        framing.voice(dispute.sentences)
    with pytest.raises(TypeError, match="wanted units"):
        compare.estimates(dispute.sentences)
    with pytest.raises(ValueError, match="no measure 'mood'; valid: polarity, subj"):
        tone.means(dispute, measure="mood")
    with pytest.raises(ValueError, match="no voice 'loud'; valid: own, quoted, reported"):
        tone.means(dispute, voice="loud")
    with pytest.raises(ValueError, match="no resample 'words'; valid: sentences, articles"):
        framing.voice(dispute, resample="words")


def test_units_count_every_sentence(dispute):
    rows = units.count(dispute, dispute.mentions, units.each(dispute), key="side")
    assert len(rows) == 7 * 3 and rows["top"].sum() == 7 and (rows["bottom"] == 1).all()
