"""Time of all measures on articles never seen before, beside what the libraries alone take.

    python benchmarks/measures.py [--articles 300] [--words 600] [--seed 0] [--rounds 3]

The articles are generated, and no sentence stands in them twice; the tables are those of seeds/.
Everything runs on one core, and each round begins with a spaCy and with caches that know none of
the sentences; loading them is no part of any time. The libraries alone: spaCy on the sentences that
the measures parsed, TextBlob and VADER on all sentences. Rounds of ours and theirs take turns, and
of each time the least of all rounds counts. Ratios are of processor time, which other work on the
machine changes less than time on the clock.
"""

import os

os.environ["OMP_NUM_THREADS"] = "1"  # before NumPy is imported
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

import argparse
import gc
import importlib.util
import random
import shutil
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import pandas as pd
import regex
from nltk.tokenize import RegexpTokenizer
from punkt import PunktSentenceTokenizer, load_model
from textblob import TextBlob
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from analysis import Corpus, framing, from_frame, parse, terms, text, tone

SEEDS = Path(__file__).parent.parent / "seeds"
TABLES = ("actors.csv", "naming.csv", "frames.csv")

Times = tuple[float, float]  # seconds of the processor and on the clock

# A slot {name} is filled from the list of that name, and what it is filled with in its turn.
WORDS = {
    "direct": "“{Claim},” {who} {said} {when}.|“{Claim},” {said} {who}. “{Claim}.”|"
    "{Who} {said} {to}: “{Claim} after {event}.”|"
    "“{Claim},” {who} told {paper}, adding that {claim}.",
    "indirect": "{Who} {said} {when} that {claim}, and that {claim}.|"
    "{Who} {said} that {claim} after {event}.|According to {who}, {claim} {when}.|"
    "{Claim}, {who} {said} in a {note} published {when}.|{Who} has denied that {claim}.",
    "sides": "{When}, {side} {act} {object} near {place}, where {n} {people} had {done}.|"
    "{Side} {act} {object} {when}, {why}.|{Object} in {place} was {struck} by {side} {when}.|"
    "{N} {people} were {struck} {when} as {side} {act} {object}.",
    "rest": "{When}, {n} {people} {left} {place} for {place}, {n} kilometres away.|"
    "Prices of {goods} in {place} rose by {n} percent {when}, {why}.|"
    "The {body} in {place} {opened} {object} for {n} {people} {when}.|"
    "{N} {people} {left} {place} after {event}, and {n} more had {done} {when}.",
    "claim": "{side} will not {plan} before {event}|the talks in {place} could take {n} days|"
    "{n} {people} had {done} in {place}|{side} {act} {object} near {place}|"
    "{object} must be {opened} within {n} hours|the {quality} of {object} in {place} is {state}|"
    "we are {state} to {plan} with {side}|there is no {quality} in what {side} proposed in {place}",
    "who": "{first} {last}|{first} {last}, the {role} of the {body}|{role} {first} {last}|{person}|"
    "the {body} in {place}|a {role} from {place}|{side}|the {role} {first} {last}",
    "person": "Putin|Dmitry Peskov|Vladimir Medinsky|Zelensky|Mykhailo Podolyak|Oleksii Reznikov",
    "side": "Russia|Russian forces|the Kremlin|Moscow|the Russian delegation|Ukraine|Kyiv|"
    "the Ukrainian delegation|Ukrainian officials|Russian troops|{person}",
    "said": "said|warned|announced|stressed|claimed|argued|insisted|told reporters|admitted|noted",
    "act": "attacked|shelled|seized|refused to leave|withdrew from|demanded|accepted|destroyed|"
    "invaded|rejected|proposed|occupied|bombed|defended|agreed on|criticised|surrounded",
    "object": "the {kind} {thing}|a {kind} {thing}|its {kind} {thing}|{n} {kind} bridges",
    "kind": "damaged|new|busy|northern|southern|military|humanitarian|terrible|promising|temporary|"
    "dangerous|large|small|guarded|destroyed|peaceful|hopeless|secret|legal|cruel|fair",
    "thing": "corridor|airport|hospital|ceasefire|border|railway|depot|agreement|school|"
    "port|bridge|camp|convoy|village|road|offer|market|factory|barracks|library|station",
    "struck": "hit|destroyed|blocked|reopened|evacuated|inspected|damaged|wounded|rescued|moved",
    "left": "left|fled|reached|crossed|returned to|travelled through|abandoned|passed",
    "done": "died|arrived|found shelter|been wounded|waited for days|fled the fighting|lost hope",
    "plan": "negotiate|withdraw|meet again|sign the document|open the corridor|accept sanctions|"
    "stop the war|speak about peace|return the prisoners|discuss security",
    "opened": "opened|closed|inspected|promised|rebuilt|guarded|financed|cancelled",
    "state": "ready|not ready|a disgrace|unacceptable|a success|a great relief|very bad|good",
    "quality": "progress|trust|danger|justice|courage|honesty|hatred|support|safety|shame",
    "event": "the {n}th round of talks|the attack on {place}|the meeting in {place}|"
    "a call with {first} {last}|the invasion of {place}|the vote of the {body}",
    "why": "as the {body} had feared|although {first} {last} had promised the opposite|"
    "which the {body} called a {quality}|despite the {quality} of {n} {people}",
    "people": "people|civilians|soldiers|refugees|children|workers|prisoners|villagers|doctors",
    "goods": "bread|petrol|medicine|steel|wheat|electricity|housing|milk",
    "role": "minister|spokeswoman|negotiator|mayor|diplomat|lawyer|doctor|general|professor",
    "body": "foreign ministry|city council|defence ministry|central bank|Red Cross|parliament|"
    "regional government|railway company|human rights office|army staff",
    "paper": "the newspaper|a local channel|reporters in {place}|the agency|{first} {last}",
    "to": "on {day}|at the meeting in {place}|in a {note}|in {place}",
    "note": "statement|letter|report|message|speech|comment",
    "when": "on {day}|on {day} evening|{n} hours later|late on {day}|in {month}|on {date} {month}|"
    "{n} days after {event}",
    "date": "|".join(map(str, range(1, 29))),
    "day": "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday",
    "month": "January|February|March|April|May|June|July|September|October|November",
    "first": "Anna|Boris|Carla|Denis|Elena|Farid|Greta|Hugo|Irina|Jonas|Katya|Leon|Mira|Nils|Olga",
    "last": "Abramov|Bondar|Castell|Dahl|Eriksen|Fomin|Grau|Hartmann|Ilic|Jansen|Kral|Lindqvist|"
    "Marek|Novak|Olsen|Petrenko|Quist|Romero|Sokol|Tamm|Urban|Vasile|Wolff|Zeman",
    "place": "Altenhof|Brenica|Corvat|Dolna|Estrin|Falkov|Gradec|Harsk|Ilmen|Jasen|Kostrava|Lom|"
    "Mirgorod|Nevsk|Orlec|Polan|Rudna|Selm|Torvik|Ustra|Velin|Warden|Zabor",
}
LISTS = {name: words.split("|") for name, words in WORDS.items()}
KINDS = {"direct": 20, "indirect": 20, "sides": 30, "rest": 30}  # of 100 sentences


def filled(slot: str, rng: random.Random) -> str:
    """What a slot is filled with; a slot in capitals begins a sentence."""
    if slot.lower() == "n":
        return f"{rng.randint(2, 999)}"
    pieces = rng.choice(LISTS[slot.lower()]).replace("}", "{").split("{")
    pieces[1::2] = [filled(inner, rng) for inner in pieces[1::2]]
    told = "".join(pieces)
    return told[:1].upper() + told[1:] if slot[0].isupper() else told


def generated(articles: int, words: int, seed: int) -> pd.DataFrame:
    """So many articles in five outlets, in which no sentence stands twice."""
    rng, rows = random.Random(seed), []
    seen: set[str] = set()
    for number in range(articles):
        sentences: list[str] = []
        while sum(len(sentence.split()) for sentence in sentences) < words:
            told = filled(*rng.choices(list(KINDS), list(KINDS.values())), rng)
            pieces = [told[start:end] for start, end, _ in text.sentence_spans(told)]
            if seen.isdisjoint(pieces):
                seen.update(pieces)
                sentences.append(told)
        paragraphs = (" ".join(sentences[k : k + 3]) for k in range(0, len(sentences), 3))
        title = filled("rest", rng).rstrip(".")
        rows.append((f"a{number:04d}", f"Outlet {number % 5}", title, "\n\n".join(paragraphs)))
    return pd.DataFrame(rows, columns=["article_id", "outlet", "title", "text"])


MEASURES: dict[str, Callable[[Corpus], object]] = {
    "sentences": lambda corpus: corpus.sentences,
    "tokens": lambda corpus: corpus.tokens,
    "mentions": lambda corpus: corpus.mentions,
    "quotes": lambda corpus: corpus.quotes,
    "acts": lambda corpus: corpus.acts,
    "tone": tone.score_sentences,
    "naming": lambda corpus: framing.naming(corpus, by="outlet"),
    "frames": lambda corpus: framing.frames(corpus, by="outlet"),
    "frequencies": lambda corpus: terms.frequencies(corpus, by="outlet"),
    "keyness": lambda corpus: terms.keyness(corpus, "Outlet 0", by="outlet"),
}


def timed(work: Callable[[], object]) -> Times:
    gc.collect()
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return time.process_time() - processor, time.perf_counter() - clock


def forget() -> None:
    """Leave nothing in memory that knows a sentence."""
    for cached in (parse.pipeline, tone._by_vader, tone._by_textblob):
        cached.cache_clear()
    parse.pipeline()


def ours(articles: pd.DataFrame) -> tuple[Corpus, dict[str, Times]]:
    """All measures, one after the other; what one needs of another counts with the first."""
    made: list[Corpus] = []
    forget()
    with tempfile.TemporaryDirectory() as folder:
        for name in TABLES:
            shutil.copy(SEEDS / name, folder)
        times = {"reading": timed(lambda: made.append(from_frame(articles, tables=folder)))}
    for name, measure in MEASURES.items():
        times[name] = timed(partial(measure, made[0]))
    return made[0], times


def theirs(corpus: Corpus) -> dict[str, Times]:
    """The libraries alone, in the same process."""
    forget()
    sentences, vader = corpus.sentences["text"].tolist(), SentimentIntensityAnalyzer()
    parsed = [doc.text for doc in corpus.parsed._docs.values()]
    punkt = PunktSentenceTokenizer(load_model("english"))
    tokens = RegexpTokenizer(text.TOKEN)
    tables = [corpus.story.table(name)["pattern"] for name in ("naming.csv", "frames.csv")]
    patterns = [regex.compile(pattern, regex.IGNORECASE) for pattern in pd.concat(tables)]
    works = {
        "spaCy, sentences parsed": lambda: deque(parse.pipeline().pipe(parsed), maxlen=0),
        "TextBlob": lambda: [TextBlob(sentence).sentiment for sentence in sentences],
        "VADER": lambda: [vader.polarity_scores(sentence) for sentence in sentences],
        "NLTK": lambda: [
            *(list(punkt.span_tokenize(article)) for article in corpus.articles["text"]),
            *(list(tokens.span_tokenize(sentence)) for sentence in sentences),
        ],
        "regex": lambda: [list(p.finditer(sentence)) for p in patterns for sentence in sentences],
    }
    return {name: timed(work) for name, work in works.items()}


def textacy(articles: pd.DataFrame) -> Times:
    """textacy's direct quotations, on whole articles read by spaCy's whole pipeline."""
    import spacy
    from textacy.extract import direct_quotations

    model = spacy.load(next(name for name in parse.MODELS if importlib.util.find_spec(name)))
    docs = model.pipe(articles["text"].tolist())
    return timed(lambda: [list(direct_quotations(doc)) for doc in docs])


def least(rounds: list[dict[str, Times]]) -> dict[str, Times]:
    return {name: min(times[name] for times in rounds) for name in rounds[0]}


def total(times: dict[str, Times], names: Iterable[str]) -> Times:
    processor, clock = zip(*(times[name] for name in names), strict=True)
    return sum(processor), sum(clock)


def line(name: str, took: Times) -> None:
    print(f"  {name:<24} {took[0]:6.2f} s processor {took[1]:6.2f} s clock", flush=True)


def ratio(name: str, one: Times, other: Times) -> None:
    print(f"ratio {name}: {one[0] / other[0]:.2f} (clock {one[1] / other[1]:.2f})", flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, default in (("articles", 300), ("words", 600), ("seed", 0), ("rounds", 3)):
        options.add_argument(f"--{name}", type=int, default=default)
    given = options.parse_args()
    theirs(ours(generated(10, 300, given.seed + 1))[0])  # loads what is loaded once
    articles = generated(given.articles, given.words, given.seed)
    rounds = []
    for _ in range(given.rounds):
        corpus, times = ours(articles)
        rounds.append((times, theirs(corpus)))
    if not corpus.sentences["text"].is_unique:
        raise SystemExit("a sentence stands twice: no fair measure")
    own, alone = (least(list(times)) for times in zip(*rounds, strict=True))
    whole, words = total(own, own), int(corpus.articles["words"].sum())
    parsed = len(corpus.parsed._docs) / len(corpus.sentences)
    print(
        f"{len(articles)} articles, {len(corpus.sentences):,} sentences, {words:,} words, "
        f"seed {given.seed}; {parsed:.0%} of the sentences parsed; "
        f"least of {given.rounds} rounds"
    )
    for name, took in {**own, "all measures": whole}.items():
        line(name, took)
    print("the libraries alone")
    for name, took in alone.items():
        line(name, took)
    print(
        f"{words / whole[0]:,.0f} words per second of the processor, {words / whole[1]:,.0f} "
        "on the clock (wanted: at least 5,000)"
    )
    ratio(
        "to spaCy, TextBlob and VADER (wanted: at most 1.3)", whole, total(alone, list(alone)[:3])
    )
    ratio("to these with NLTK and regex, on which the rest is built", whole, total(alone, alone))
    if importlib.util.find_spec("textacy") is None:
        print("textacy is not installed, and is left out")
        return
    took = textacy(articles)
    line("textacy's quotations", took)
    needed = ("reading", "sentences", "tokens", "mentions", "quotes")
    ratio("of our quotations to textacy's, which are direct ones alone", total(own, needed), took)


if __name__ == "__main__":
    main()
