"""Closed lists of English words that the rules of framing lean on; no name of any story is here.

Written for news English, before the rules were scored. A noun of action is a noun that has a doer,
as a verb has ("the attack", "its demand"); see Grimshaw 1990, *Argument Structure*, on which nouns
do.
"""

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Of these nouns "of X" names who suffers the act ("the siege of X"); of the first, "X's" too.
SUFFERED = _words(
    "demilitarization demilitarisation disarmament defeat destruction removal isolation exclusion"
    " partition encirclement downfall liberation dismemberment overthrow killing murder arrest"
    " detention assassination expulsion humiliation suffering"
)
AIMED = SUFFERED | _words(
    "attack attacks assault assaults invasion invasions aggression bombing bombings bombardment"
    " shelling strike strikes airstrike airstrikes raid raids offensive occupation annexation"
    " siege blockade threat threats pressure sanctions accusation accusations criticism campaign"
    " war recognition condemnation seizure capture takeover encroachment incursion violence"
    " crackdown blame protection shooting shootings impeachment tribute tributes prosecution"
    " investigation investigations inquiry probe lawsuit opposition hostility dependence"
)
# Of these, and of those aimed, "X's" or the adjective of X names who does it.
ACTS = AIMED | _words(
    "statement statements announcement claim claims remark remarks comment comments declaration"
    " declarations demand demands request requests proposal proposals offer offers promise promises"
    " pledge pledges call calls appeal appeals warning warnings decision decisions refusal"
    " rejection denial response reaction plan plans attempt attempts effort efforts move moves"
    " withdrawal retreat advance advances mobilization mobilisation deployment resistance defence"
    " defense support counterattack counteroffensive visit speech address order orders insistence"
    " intervention push violation violations breach act acts action actions operation operations"
    " maneuver maneuvers manoeuvre manoeuvres concession concessions"
    " suggestion suggestions insight assessment retaliation provocation provocations lie lies"
    " conquest blow blows answer answers approval assurance assurances intention intentions"
    " aid help contribution reforms reform vote win loss failure success arrival departure"
    " acceptance signing participation involvement use purchase recognition leadership boycott"
)
# What a country has or is: as a subject ("its position has hardened") it makes the country no doer.
HAD = _words(
    "position positions interest interests neutrality status border borders territory territories"
    " capital city cities economy sovereignty independence integrity security future population"
    " culture history language identity airspace land soil region regions side crisis conflict war"
    " talks negotiations meeting meetings relations ties situation issue issues question goal goals"
    " aim aims objective objectives condition conditions terms principle membership accession"
    " constitution law laws currency market markets prices exports imports oil gas point view views"
    " stance approach mood hopes hope fears fear doubts patience reputation credibility aspirations"
    " ambition ambitions text draft document documents agenda rights people's round rounds frontier"
)
BOUNDARIES = _words("border borders frontier frontiers")
PLACES = _words("city town village capital region republic state port province district island")
# A group that acts for the country: "the office of X", "officials from X" act as X does.
GROUPS = _words(
    "office government army forces troops military leaders leader officials authorities ministry"
    " delegation side representatives representative soldiers leadership parliament navy"
    " negotiators team regime administration presidency militants fighters gunmen rebels police"
    " lawmakers ministers mediators envoys diplomats people"
)
TITLES = re.compile(
    r"(?:president|chancellor|prime|minister|premier|king|queen|general|admiral|secretary|spokes\w+"
    r"|negotiator|ambassador|envoy|official|leader|chief|head|adviser|advisor|aide|lawmaker|senator"
    r"|mp|governor|mayor|diplomat|commander|expert|analyst|journalist|representative|member"
    r"|politician|director|assistant|deputy|oligarch|counterpart|activist|author|colonel)s?",
    re.IGNORECASE,
)
COPULAS = _words(
    "be am is are was were been being 's 're 'm remain remains remained remaining seem seems seemed"
    " become becomes became include includes included including comprise comprises comprised"
    " consist consists consisted belong belongs belonged"
)
BE = _words("be am is are was were been being 's 're 'm get gets got getting")
AUXILIARIES = BE | _words("have has had having 've 'd do does did 'll")
# Participles that say what somebody is, not what is done to them.
STATES = _words(
    "prepared determined ready concerned interested located based willing supposed used inclined"
    " committed worried pleased convinced satisfied disappointed opposed scheduled expected set due"
    " bound entitled situated afraid surprised known"
)
# Participles that stand for a passive in headlines ("Minister killed in raid").
HARMED = _words(
    "killed wounded injured arrested detained jailed displaced captured shot accused poisoned"
    " evacuated sanctioned blamed trapped stranded"
)
# Verbs that a clause follows: a name after them can be the next verb's subject.
CLAUSAL = _words(
    "said says say saying told tells tell added adds add believe believes believed think thinks"
    " thought claim claims claimed insist insists insisted argue argues argued announce announces"
    " announced suggest suggests suggested hope hopes hoped hoping know knows knew note notes noted"
    " confirm confirms confirmed warn warns warned deny denies denied report reports reported"
    " state states stated stating expect expects expected fear fears feared understand understood"
    " feel feels felt agree agrees agreed mean means meant show shows showed shown indicate"
    " indicates indicated explain explains explained stress stresses stressed declare declares"
    " declared demand demands demanded ensure ensures hear heard see saw seen assume assumes"
    " acknowledge acknowledges acknowledged admit admits admitted allege alleges alleged claiming"
    " promise promises promised recall recalls recalled reiterate reiterated reveal revealed"
    " predict predicts predicted wrote writes write doubt doubts doubted if whether"
    " seems seemed appears appeared"
)
SAYING = _words(
    "said says say added adds told tells wrote writes noted notes argued argues explained warned"
    " warns insisted insists stressed asked asks replied continued concluded tweeted claimed"
    " claims stated states announced declared admitted recalled remarked suggested quipped posted"
)
# Verb and preposition that together take an object: "called on X", "hold on to X".
PREPOSITIONAL = re.compile(
    r"""(?:
    call(?:s|ed|ing)?\ (?:up)?on
  | (?:rely|relies|relied|relying|depend(?:s|ed|ing)?)\ on
  | (?:hold|holds|held)\ on\ to
  | (?:appeal|speak|talk|turn|say|offer|present|deliver|bow|surrender|listen|reach)
      (?:s|ed|ing|ning)?\ (?:out\ )?to
  | (?:spoke|spoken|said|lied?|give|gave|given|hand(?:s|ed)?|send|sent|sold)\ to
  | (?:promised|proposed)\ to
  | (?:fired?|fires|shot|aim(?:s|ed)?|strike|struck|laugh(?:s|ed)?)\ at
  | (?:look(?:s|ed|ing)?|cares?|cared|caring|ask(?:s|ed|ing)?)\ (?:after|for)
  | (?:fights?|fought|fighting|turn(?:s|ed)?|warn(?:s|ed)?|act(?:s|ed)?|vot(?:e|ed))\ against
  | (?:press(?:ed)?|prey(?:s|ed)?|spy|spied|impos(?:e|es|ed|ing)\ \w+)\ (?:up)?on
  | (?:advanc(?:e|ed|ing)|march(?:ed|ing)?|descend(?:ed)?|spat)\ on
  | deal(?:s|ing)?\ with
  | (?:take[ns]?|taking|took|seiz(?:e|es|ed|ing)|gain(?:s|ed|ing)?)\ control\ of(?:\ all\ of)?
    )""",
    re.VERBOSE,
)
DEMONYM = re.compile(r"(?:[a-z](?:an|ian|ean|ish|ese|ch|sh|qi|li|ni|mi|ern)|Greek|Dutch|Thai)s?$")
