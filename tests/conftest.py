"""What several tests share: the project's folder, its corpus, and a small story of another kind."""

from pathlib import Path

import pytest

import analysis

PROJECT = Path(__file__).parent.parent

STRIKE = {
    "articles.csv": (
        "article_id,file,outlet,country,published,url,title,byline,note\n"
        "a,a.txt,The Harbour,Freedonia,2024-05-01,,Dockers walk out,,\n"
        "b,b.txt,The Quay,Sylvania,2024-05-02,,Talks at the port,,\n"
    ),
    "furniture.csv": "article_id,kind,start_text,end_text\na,navigation,Home > News,\n",
    "actors.csv": (
        "side,actor,alias\nDockers,Union,the union\nDockers,Ruiz,Ruiz\n"
        "Port,Port authority,the port authority\nPort,Meyer,Meyer\nCity,Mayor,the mayor\n"
    ),
    "a.txt": (
        "Home > News\n\nThe union walked out on Monday. “We were not heard,” Ruiz said. "
        "The mayor asked both sides to talk.\n"
    ),
    "b.txt": "The union and the port authority met. Meyer said the strike was illegal.\n",
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
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path
