"""Implant catalogues of plugins: the hook, the example plugin, and packages that are wrong."""

import json

import pytest

from osteokit.base.errors import OsteoError
from osteokit.planning.implants import catalogues
from osteokit.plugins import hookimpl
from osteokit.plugins.implant_catalogs import ImplantCatalog, all_implant_catalogs
from osteokit.plugins.manager import OsteoPlugins


class Shelf:
    def __init__(self, name, folder):
        self.catalog = ImplantCatalog(name, "Ours", folder)

    @hookimpl
    def osteo_implant_catalogs(self):
        return [self.catalog]


@pytest.fixture
def use(monkeypatch):
    """``use(manager)``: the plugins of this test instead of those installed."""

    def with_manager(manager):
        monkeypatch.setattr("osteokit.plugins.manager.plugin_manager", lambda: manager)
        catalogues.reread()
        return manager

    yield with_manager
    catalogues.reread()


def package(folder, name="ours", **parts):
    article = {"reference": "S-1", "family": "cortical_screw", "english": "Screw", "chinese": "螺钉",
               "sizes": {"diameter_mm": 4.5, "length_mm": 40.0}}  # fmt: skip
    content = {"format": "osteo.implants/1", "name": name, "english": "Ours", "version": "7", "articles": [article]}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "catalogue.json").write_text(json.dumps({**content, **parts}), encoding="utf-8")
    return folder


def test_osteo_implant_catalogs_are_found_by_name(use, tmp_path):
    manager = use(OsteoPlugins())
    assert all_implant_catalogs() == ()
    manager = OsteoPlugins()
    manager.add("hospital", Shelf("ours", package(tmp_path / "shelf")))
    use(manager)
    assert list(catalogues.catalogues()) == ["generic", "ours"]
    assert catalogues.find("ours", "S-1").size("length_mm") == 40.0
    assert catalogues.faults() == {}


def test_a_package_that_is_wrong_is_left_out_and_named_while_others_stay(use, tmp_path):
    manager = OsteoPlugins()
    manager.add("good", Shelf("ours", package(tmp_path / "good")))
    manager.add("old", Shelf("old", package(tmp_path / "old", "old", format="osteo.implants/0")))
    manager.add("gone", Shelf("gone", tmp_path / "gone"))
    manager.add("again", Shelf("again", package(tmp_path / "again")))
    use(manager)
    assert list(catalogues.catalogues()) == ["generic", "ours"]
    said = catalogues.faults()
    assert "osteo.implants/0" in said[str(tmp_path / "old")]
    assert "no catalogue.json" in said[str(tmp_path / "gone")]
    assert "'ours' is there already" in said[str(tmp_path / "good")] + said.get(str(tmp_path / "again"), "")


def test_two_plugins_with_one_name(use, tmp_path):
    manager = OsteoPlugins()
    manager.add("first", Shelf("ours", package(tmp_path / "a")))
    manager.add("second", Shelf("ours", package(tmp_path / "b")))
    assert [one.name for one in manager.implant_catalogs()] == ["ours"]
    assert sum("already brings 'ours'" in info.fault for info in manager.infos()) == 1


def test_a_plugin_that_fails_is_disabled_and_the_generic_catalogue_stays(use):
    class Broken:
        @hookimpl
        def osteo_implant_catalogs(self):
            raise RuntimeError("no shelf")

    manager = OsteoPlugins()
    manager.add("broken", Broken())
    use(manager)
    assert list(catalogues.catalogues()) == ["generic"]
    assert "no shelf" in manager.infos()[0].fault


def test_the_example_brings_its_shelf(use, example_plugins, monkeypatch, tmp_path):
    from osteokit.planning.implants.solid import solid_of

    monkeypatch.delenv("OSTEO_HOSPITAL_IMPLANTS", raising=False)
    use(OsteoPlugins([e for e in example_plugins if e.name == "hospital-implants"]))
    held = catalogues.catalogue("hospital-example")
    assert catalogues.faults() == {} and len(held.articles) == 7
    block = held.articles["BLOCK-10"]
    # a trapezoid of sides 10 and 4, 24 long, 25 wide
    assert solid_of(block, held).volume_mm3 == pytest.approx((10 + 4) / 2 * 24 * 25, rel=1e-5)
    with pytest.raises(OsteoError, match=r"no article 'CS-4\.5-38'"):
        catalogues.find("hospital-example", "CS-4.5-38")
    monkeypatch.setenv("OSTEO_HOSPITAL_IMPLANTS", str(package(tmp_path / "other", "hospital-example")))
    use(OsteoPlugins([e for e in example_plugins if e.name == "hospital-implants"]))
    assert list(catalogues.catalogue("hospital-example").articles) == ["S-1"]
