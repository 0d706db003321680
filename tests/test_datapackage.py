"""datapackage.json describes what is there, and says so by the rules of Frictionless."""

import importlib.util
import json
import shutil

import pytest


@pytest.fixture(scope="module")
def tool(project):
    spec = importlib.util.spec_from_file_location("datapackage", project / "tools/datapackage.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_is_what_the_table_definitions_give(project, tool):
    committed = (project / "datapackage.json").read_text("utf-8")
    assert committed == tool.written(), "run: python tools/datapackage.py"


def test_it_describes_every_table_and_every_column(project):
    resources = json.loads((project / "datapackage.json").read_text("utf-8"))["resources"]
    tables = {*(project / "seeds").rglob("*.csv"), *(project / "figures").glob("*.csv")}
    described = {project / resource["path"] for resource in resources}
    assert described == tables - {project / "figures" / "captions.csv"}
    fields = [field for resource in resources for field in resource["schema"]["fields"]]
    assert all(field["description"] for field in fields)
    assert {resource["mediatype"] for resource in resources} == {"text/csv"}, "no article is in it"


def test_frictionless_finds_no_fault_and_would(project, tmp_path):
    frictionless = pytest.importorskip("frictionless", reason="frictionless is not installed")
    report = frictionless.validate(str(project / "datapackage.json"))
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "note"])
    whole = json.loads((project / "datapackage.json").read_text("utf-8"))
    few = [r for r in whole["resources"] if r["name"] in ("articles", "facts", "coding")]
    few += [r for r in whole["resources"] if r["name"] == "figures-whose-words"]
    for table in few:
        (tmp_path / table["path"]).parent.mkdir(exist_ok=True)
        shutil.copy(project / table["path"], tmp_path / table["path"])
    (tmp_path / "datapackage.json").write_text(json.dumps(whole | {"resources": few}), "utf-8")
    assert frictionless.validate(str(tmp_path / "datapackage.json")).valid
    for table, right, wrong in (
        ("seeds/coding.csv", ",own,", ",mine,"),
        ("seeds/facts.csv", "call-held,", "call-kept,"),
        ("seeds/facts.csv", "2022-02-28T18:00", "28 February"),
        ("figures/whose-words.csv", "0.786667", "most"),
    ):
        path = tmp_path / table
        text = path.read_text("utf-8")
        assert right in text
        path.write_text(text.replace(right, wrong, 1), "utf-8")
        assert not frictionless.validate(str(tmp_path / "datapackage.json")).valid, wrong
        path.write_text(text, "utf-8")
