"""A PACS by name: the hook, the example plugin, and a query by name against a real Orthanc."""

import json

import pytest
from typer.testing import CliRunner

from osteokit.base.errors import OsteoError
from osteokit.cli.app import app
from osteokit.imaging.dicomweb import Access
from osteokit.plugins import hookimpl
from osteokit.plugins.image_sources import ImageSource, find_image_source
from osteokit.plugins.manager import OsteoPlugins
from services.orthanc import PASSWORD, USER, running_orthanc


class Sources:
    @hookimpl
    def osteo_image_sources(self):
        return [ImageSource("archive", "The archive", lambda: Access("https://pacs.invalid/dicom-web", "anna"))]


@pytest.fixture
def use(monkeypatch):
    def with_manager(manager: OsteoPlugins) -> OsteoPlugins:
        monkeypatch.setattr("osteokit.plugins.manager.plugin_manager", lambda: manager)
        return manager

    return with_manager


def test_osteo_image_sources_are_found_by_name(use):
    manager = use(OsteoPlugins())
    with pytest.raises(OsteoError, match=r"'archive' is neither an address .*no plugin brings a source"):
        find_image_source("archive")
    manager = use(OsteoPlugins())
    manager.add("hospital", Sources())
    assert find_image_source("archive").access().user == "anna"
    with pytest.raises(OsteoError, match="sources by name are: archive"):
        find_image_source("archiv")


@pytest.fixture
def hospital(example_plugins, monkeypatch, tmp_path, use):
    """``hospital(content)`` writes the JSON file of the example plugin and loads the plugin by its entry point."""

    def load(content: str) -> OsteoPlugins:
        (tmp_path / "pacs.json").write_text(content, encoding="utf-8")
        monkeypatch.setenv("OSTEO_HOSPITAL_PACS", str(tmp_path / "pacs.json"))
        return use(OsteoPlugins([e for e in example_plugins if e.name == "hospital-pacs"]))

    return load


@pytest.mark.service("orthanc")
def test_the_example_asks_a_real_orthanc_by_name(hospital, tmp_path):
    (tmp_path / "secret").write_text(PASSWORD + "\n", encoding="utf-8")
    with running_orthanc(tmp_path, protected=True) as orthanc:
        hospital(json.dumps({"档案": {"url": orthanc.url, "user": USER, "password_file": "secret"}}))
        result = CliRunner().invoke(app, ["pacs", "query", "档案"])
        assert result.exit_code == 0 and "0 studies" in result.output
        (tmp_path / "secret").write_text("wrong", encoding="utf-8")
        with pytest.raises(OsteoError, match="refused the credentials"):
            CliRunner().invoke(app, ["pacs", "query", "档案"], catch_exceptions=False)


def test_a_missing_secret_is_told_when_it_is_needed_and_not_before(hospital):
    manager = hospital('{"archive": {"url": "https://pacs.invalid/x", "user": "a", "password_file": "absent"}}')
    assert [(s.name, s.title) for s in manager.image_sources()] == [("archive", "https://pacs.invalid/x")]
    with pytest.raises(OsteoError, match=r"password_file of archive .*absent. cannot be read"):
        find_image_source("archive").access()


@pytest.mark.parametrize("content", ["{", "[]", '{"a": {}}', '{"a": 3}'])
def test_a_broken_list_disables_the_plugin_and_says_so(hospital, content):
    (info,) = hospital(content).infos()
    assert "osteo_image_sources failed" in info.fault
