"""The words that the finder of reported speech knows: reporting verbs and function words."""

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

BE = frozenset("is are was were am be been being".split())
HAVE = frozenset("has have had".split())
MODAL = frozenset("would could should might may must can cannot will shall to".split())
NEGATION = frozenset("not never n't".split())
FINITE = BE | HAVE | (MODAL - {"to"}) | frozenset(
    "do does did don't doesn't didn't isn't aren't wasn't weren't won't can't couldn't wouldn't"
    " shouldn't hasn't haven't hadn't it's he's she's there's that's they're we're i'm you're"
    " they've we've i've".split()
)  # fmt: skip
VERBS = FINITE | frozenset(
    "made met held took went came gave left stuck spoke ran began became sent won lost led fell"
    " rose kept got saw knew found put set cut hit grew drew broke fought fled flew paid sat stood"
    " bore wore hurt shut sold bought brought taught caught drove rode chose ate goes comes makes"
    " takes gives needs wants seems remains believes means shows plans hopes keeps seeks faces"
    " agree agrees says said told".split()
)
NO_PAST = frozenset(
    "based united red indeed need speed armed hundred sacred allied wounded".split()
)
CONJUNCTIONS = frozenset("and but while whereas although though yet or so because".split())
SUBORDINATE = frozenset(
    "that which who whom what whose when where if whether as since why how".split()
)
PREPOSITIONS = frozenset(
    "in on at after before during following since for from by with without under over amid despite"
    " about of to into through via inside outside near per throughout until upon towards against"
    " between among within across around late early alongside like".split()
)
ADVERBS = frozenset(
    "also later then again earlier today yesterday meanwhile however moreover still once now soon"
    " just further afterwards thus therefore nevertheless nonetheless instead even already often"
    " always separately repeatedly previously first too tonight tomorrow there not".split()
)
TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tonight earlier later"
    " january february march april may june july august september october november december"
    " jan feb mar apr jun jul aug sept oct nov dec week month year morning afternoon evening night"
    " late early weekend".split()
)
DETERMINERS = frozenset(
    "the a an this that these those his her its their our my your another some any each every no"
    " one two several many most both other such".split()
)
PRONOUNS = frozenset("he she they it who we i you".split())
HEARERS = frozenset(
    "reporters journalists media station channel newspaper newspapers agency lawmakers parliament"
    " court supporters crowd briefing audience television tv radio paper magazine programme program"
    " broadcaster outlet mps ministers colleagues jury inquiry hearing committee conference council"
    " bbc cnn police senators deputies fans investors analysts viewers listeners delegates"
    " officials me us him them her you staff people correspondents website site"
    " publication senate congress interviewer host podcast rally gathering meeting summit"
    " daily".split()
)
MEDIA = frozenset(
    "statement tweet interview post speech address briefing conference letter email e-mail report"
    " video message broadcast release call remarks comments facebook twitter telegram channel x"
    " website phone memo blog article".split()
)
CUTS = frozenset("claim claims move charge accusation statement allegation".split())
STOPS = frozenset(".;:()[]?!")
DASHES = frozenset(["--", "—", "–", "-"])
PLURALS = frozenset("police people media men women children staff many some others both".split())
SPEAKERS_ALONE = frozenset("another one some many most others both each two several".split())
NARROW = frozenset("the a an its his her their our my your no every".split())
COMPLEMENT = frozenset("of for to from without about with against".split())
TITLES = frozenset(
    "mr mrs ms miss dr prof professor rep sen gov gen lt col capt sgt rev sir dame president"
    " minister prosecutor judge chief captain general ambassador spokesman spokeswoman spokesperson"
    " secretary director manager coach mayor pope king queen prince princess chancellor premier"
    " detective inspector sergeant striker defender midfielder goalkeeper author actor actress"
    " singer analyst"
    " economist lawyer attorney councillor deputy foreign prime defence defense vice police fire"
    " bishop archbishop imam rabbi sheikh campaigner organiser forecaster meteorologist resident"
    " farmer teacher student doctor nurse speaker leader founder ceo chairman chairwoman commander"
    " colonel major admiral senator governor congressman congresswoman justice supt det lord lady"
    " officer envoy secretary-general state"
    " negotiator diplomat interior finance first former sheriff lieutenant".split()
)
NO_ROLE = frozenset(
    "number matter order offer power letter answer paper water river summer winter november"
    " september october december other another after over under never whether either rather however"
    " border chapter factor sector error floor door labor labour color horror terror center talent"
    " event percent moment present recent different current permanent silent tent parent content"
    " meeting brother mother father career year person reason season lesson poison prison".split()
) - {"mother", "father", "brother", "parent", "person"}
ROLE = (
    "er", "or", "ist", "man", "woman", "ant", "ent", "ian", "ary", "ief", "head", "ess", "yst",
    "official", "aide", "mayor", "diplomat", "son", "rival", "mate", "boss", "wife", "clerk",
)  # fmt: skip


@dataclass(frozen=True)
class Form:
    """A form of a reporting verb: how it is built, and whether it is bare or a noun as well."""

    kinds: frozenset[str]
    noun: bool
    bare: bool


@lru_cache(maxsize=1)
def verb_forms() -> dict[tuple[str, ...], Form]:
    """The forms in tables/speech_verbs.csv, each a tuple of words."""
    table = files("analysis").joinpath("tables/speech_verbs.csv").read_text("utf-8")
    return {
        tuple(form.split()): Form(
            frozenset(row["kinds"].split()),
            form in row["also_noun"].split("|"),
            form == row["lemma"] and row["forms"].count("|") > 2,
        )
        for row in csv.DictReader(table.splitlines())
        for form in row["forms"].split("|")
    }


def is_role(word: str) -> bool:
    """Whether a word may name a person by what he or she does: a guess by its ending."""
    if word.rstrip(".") in TITLES - {
        "first",
        "former",
        "foreign",
        "interior",
        "prime",
        "vice",
        "fire",
    }:
        return True
    return word.endswith(ROLE) and not word.endswith("ment") and word not in NO_ROLE
