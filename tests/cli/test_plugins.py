"""``osteo plugins`` names what works, what does not and why."""

import json

import pytest
from typer.testing import CliRunner

from osteokit.cli.app import app
from osteokit.plugins import hookimpl
from osteokit.plugins.manager import OsteoPlugins
from osteokit.plugins.segmenters import Segmenter, TaskLicence


class Example:
    @hookimpl
    def osteo_segmenters(self):
        licences = (TaskLicence("total", "Apache-2.0"), TaskLicence("limbs", "needs a licence", "not free"))
        absent = "Tool [x] is not installed."
        return [Segmenter("tool", "Tool", licences, "Get it.", lambda: absent, lambda v, s, p: None)]  # type: ignore


class Broken:
    @hookimpl
    def osteo_segmenters(self):
        raise RuntimeError("no driver [bold]")


@pytest.fixture
def manager(monkeypatch):
    found = OsteoPlugins()
    monkeypatch.setattr("osteokit.plugins.manager.plugin_manager", lambda: found)
    monkeypatch.setenv("COLUMNS", "200")
    return found


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["plugins", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_without_plugins_it_says_where_to_start(manager):
    assert "No plugin is installed" in run()


def test_the_list_shows_faults_licences_and_what_is_missing(manager):
    manager.add("example", Example(), "osteo-example", "1.2")
    manager.add("broken", Broken())
    text = " ".join(run().replace("│", " ").split())
    assert "osteo-example 1.2 works" in text
    assert "disabled: osteo_segmenters failed: RuntimeError: no driver [bold]" in text
    assert "needs a licence (not free)" in text and "Tool [x] is not installed. Get it." in text


def test_json_holds_the_same(manager):
    manager.add("example", Example(), "osteo-example", "1.2")
    manager.add("broken", Broken())
    content = json.loads(run("--json"))
    assert [(p["name"], bool(p["fault"])) for p in content["plugins"]] == [("broken", True), ("example", False)]
    assert content["segmenters"][0]["licences"][1]["task"] == "limbs"
    assert content["segmenters"][0]["unavailable"] == "Tool [x] is not installed. Get it."
