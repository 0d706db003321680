"""What several tests share: the project's folder, its corpus, and a small story counted by hand."""

import importlib.util
import shutil
from pathlib import Path

import hypothesis
import pytest

import analysis

# Machines are noisy: no example of a property has a time to be done in.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

PROJECT = Path(__file__).parent.parent
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]

# A strike told by two outlets, one of them twice. Words, voices and names are counted by hand in
# the comments beside the tests that use them.
STRIKE = {
    "articles.csv": (
        "article_id,file,outlet,country,published,url,title,byline,note\n"
        "a,a.txt,The Harbour,Freedonia,2024-05-01,,Dockers walk out,,\n"
        "b,b.txt,The Quay,Sylvania,2024-05-02,,Strike talks at the port,,\n"
        "c,c.txt,The Harbour,Freedonia,2024-05-03,,Still on strike,,\n"
    ),
    "furniture.csv": "article_id,kind,start_text,end_text\na,navigation,Home > News,\n",
    "actors.csv": (
        "side,actor,alias\nDockers,Union,the union\nDockers,Ruiz,Ruiz\n"
        "Port,Port authority,the port authority\nPort,Meyer,Meyer\nCity,Mayor,the mayor\n"
    ),
    "naming.csv": (
        "concept,variant,pattern\n"
        "the dispute,strike,\\bstrikes?\\b\n"
        "the dispute,wildcat strike,\\bwildcat strikes?\\b\n"
        "the dispute,walkout,\\bwalk(?:s|ed)? out\\b\n"
    ),
    "frames.csv": (
        "frame,indicator,pattern,source\nlaw,courts,\\b(?:il)?legal\\b,made up\n"
        "cost,money,\\bcosts?\\b,made up\n"
    ),
    "facts.csv": (
        "fact_id,fact,since\nout,The union walked out.,2024-05-01\n"
        "illegal,The strike is illegal.,2024-05-01\n"
        "night,Talks went on at night.,2024-05-02T23:00\n"
    ),
    "coding.csv": (
        "article_id,fact_id,status,source,evidence\n"
        "a,out,own,,The union walked out\n"
        "b,illegal,attributed,Meyer,the strike was illegal\n"
        "b,night,not_yet,,\n"
    ),
    "moments.csv": (
        "moment,article_id,start,end,text\n"
        "The walkout,a,0,30,The union walked out on Monday\n"
        "The walkout,c,0,26,The union walked out again\n"
    ),
    "gold/quotes.csv": (
        "article_id,start,end,text,kind,speaker,side,cue\n"
        'a,32,52,"“We were not heard,”",direct,Ruiz,Dockers,said\n'
        "b,49,71,the strike was illegal,indirect,Meyer,Port,said\n"
        "b,73,103,It would cost the city dearly.,carried,Meyer,Port,\n"
        "c,32,41,“wildcat”,scare,,,\n"
    ),
    "gold/tone.csv": (
        "article_id,start,end,text,side,voice,tone,tone_second\n"
        "a,0,9,The union,Dockers,own,1,1\na,53,57,Ruiz,Dockers,own,0,1\n"
        "a,64,73,The mayor,City,own,0,0\n"
        "b,0,9,The union,Dockers,own,-1,-1\nb,14,32,the port authority,Port,own,0,0\n"
        "b,38,43,Meyer,Port,own,0,0\nc,0,9,The union,Dockers,own,0,0\n"
    ),
    "gold/agency.csv": (
        "article_id,start,end,text,side,role,verb\n"
        "a,0,9,The union,Dockers,agent,walked\na,53,57,Ruiz,Dockers,agent,said\n"
        "a,64,73,The mayor,City,agent,asked\n"
        "b,0,9,The union,Dockers,agent,met\nb,14,32,the port authority,Port,agent,met\n"
        "b,38,43,Meyer,Port,agent,said\nc,0,9,The union,Dockers,neither,\n"
    ),
    "gold/acts.csv": (
        "article_id,start,end,text,actor,side,verb,object,object_side,negated\n"
        "a,10,20,walked out,Union,Dockers,walk,,,\n"
        "b,33,36,met,Union,Dockers,meet,Port authority,Port,\n"
        "c,10,20,walked out,Union,Dockers,walk,,,\n"
    ),
    "gold/frames.csv": (
        "article_id,start,end,text,law,law_second\n"
        "b,0,37,The union and the port authority met.,0,1\n"
        "b,38,72,Meyer said the strike was illegal.,1,1\n"
        "b,73,103,It would cost the city dearly.,0,0\n"
    ),
    "a.txt": (
        "Home > News\n\nThe union walked out on Monday. “We were not heard,” Ruiz said. "
        "The mayor asked both sides to talk.\n"
    ),
    "b.txt": (
        "The union and the port authority met. Meyer said the strike was illegal. "
        "It would cost the city dearly.\n"
    ),
    "c.txt": "The union walked out again in a “wildcat” strike.\n",
}


@pytest.fixture(scope="session")
def project() -> Path:
    return PROJECT


@pytest.fixture(scope="session")
def corpus() -> analysis.Corpus:
    return analysis.load_corpus(PROJECT / "seeds")


@pytest.fixture
def strike(tmp_path: Path) -> Path:
    """A sound story folder: a strike told by two outlets, with three sides."""
    for name, text in STRIKE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


@pytest.fixture
def dispute(strike: Path) -> analysis.Corpus:
    """The corpus of that story, coded by hand throughout."""
    return analysis.load_corpus(strike)


@pytest.fixture(scope="session")
def browser():
    """A real Chromium: the system's, else the one that Playwright has."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        path = next(filter(None, map(shutil.which, CHROMIUM)), playwright.chromium.executable_path)
        if not Path(path).exists():
            pytest.skip("Chromium is not installed (Debian: chromium)")
        launched = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def violations(browser):
    """What axe-core finds wrong with pages, in light and dark, on a phone and on a desk."""
    spec = importlib.util.find_spec("axe_playwright_python")
    if spec is None:
        pytest.skip("axe-core is not installed (axe-playwright-python, in the dev group)")
    axe = Path(spec.origin).with_name("axe.min.js").read_text("utf-8")

    def look(paths):
        found = []
        for scheme in ("light", "dark"):
            for width in (360, 1280):
                size = {"width": width, "height": 900}
                page = browser.new_page(viewport=size, color_scheme=scheme)
                for path in paths:
                    page.goto(path.as_uri())
                    page.evaluate(axe)
                    # Every mark is on.
                    page.evaluate("document.querySelectorAll('input').forEach(i => i.checked = 1)")
                    result = page.evaluate("axe.run()")
                    assert len(result["passes"]) > 10, path.name
                    for rule in result["violations"]:
                        nodes = [node["html"][:120] for node in rule["nodes"][:3]]
                        found.append((path.name, scheme, width, rule["id"], nodes))
                page.close()
        return found

    return look
