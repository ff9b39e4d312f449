"""Articles are added to packages, and packages looked through."""

from dataclasses import replace

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.catalogues import search
from osteokit.planning.implants.families.table import FAMILIES
from osteokit.planning.implants.package import read_package
from osteokit.planning.implants.shelf import add_article, check_package
from osteokit.planning.implants.solid import solid_of
from osteokit.planning.implants.values import Catalogue, Implant
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import box
from osteokit.surface.stl import stl_bytes
from osteokit.surface.transform import moved, translation
from planning.shelves import packed

CAGE = Implant("C/7 长", "cage", "Cage", "融合器", {"height_mm": 7.0}, "PEEK", licence="CC0-1.0")
SOLID = box((11.0, 7.0, 26.0))
NEW = Catalogue("ours", "Ours", "本院", "1", {})


def test_the_first_article_makes_the_package_the_next_keeps_it(tmp_path):
    add_article(tmp_path / "p", CAGE, SOLID, NEW)
    other = replace(CAGE, reference="C9", sizes={"height_mm": 9.0})
    add_article(tmp_path / "p", other, box((11.0, 9.0, 26.0)), NEW)
    held = read_package(tmp_path / "p")
    assert list(held.articles) == ["C/7 长", "C9"]
    assert held.articles["C/7 长"].mesh.startswith("meshes/C_7__-")
    volumes = [solid_of(one, held).volume_mm3 for one in held.articles.values()]
    np.testing.assert_allclose(volumes, [11 * 7 * 26, 11 * 9 * 26], rtol=1e-5)


def test_what_a_plan_was_made_with_never_changes_under_its_number(tmp_path):
    add_article(tmp_path, CAGE, SOLID, NEW)
    with pytest.raises(OsteoError, match="in version 1 of 'ours' already; give the catalogue a new version"):
        add_article(tmp_path, CAGE, box((11.0, 8.0, 26.0)), NEW)
    add_article(tmp_path, CAGE, box((11.0, 8.0, 26.0)), replace(NEW, version="2"))
    assert read_package(tmp_path).version == "2"
    with pytest.raises(OsteoError, match="holds the catalogue 'ours', not 'theirs'"):
        add_article(tmp_path, CAGE, SOLID, replace(NEW, name="theirs"))


def test_two_references_never_share_a_file(tmp_path):
    add_article(tmp_path, CAGE, SOLID, NEW)
    add_article(tmp_path, replace(CAGE, reference="C_7__"), box((11.0, 9.0, 26.0)), NEW)
    held = read_package(tmp_path)
    volumes = [solid_of(one, held).volume_mm3 for one in held.articles.values()]
    np.testing.assert_allclose(volumes, [11 * 7 * 26, 11 * 9 * 26], rtol=1e-5)


def test_an_article_that_contradicts_its_mesh_is_not_added(tmp_path):
    off = moved(SOLID, translation(np.array([0.0, 0.0, 100.0])))
    with pytest.raises(OsteoError, match="outside of its mesh"):
        add_article(tmp_path / "p", CAGE, off, NEW)
    assert not (tmp_path / "p").exists()


@pytest.mark.parametrize("family", FAMILIES)
def test_an_article_of_every_family_can_be_stored_as_a_mesh(tmp_path, family):
    """What is generated passes the checks of what is imported, through the rounding of an STL."""
    generated = search(family=family, catalogue_name="generic")[0].implant
    held = add_article(tmp_path, replace(generated, reference="A"), solid_of(generated), NEW)
    again = solid_of(held.articles["A"], held)
    assert again.volume_mm3 == pytest.approx(solid_of(generated).volume_mm3, rel=1e-5)


def test_a_good_package_and_one_with_faults(tmp_path):
    packed(tmp_path)
    assert check_package(tmp_path).is_good
    opened = box((60.0, 12.0, 3.0))
    (tmp_path / "meshes" / "P-L.stl").write_bytes(stl_bytes(Mesh(opened.vertices, opened.faces[1:]), "SPACE=RAS"))
    found = check_package(tmp_path)
    assert not found.is_good and list(found.faults) == ["P-L"] and "no closed solid" in found.faults["P-L"]
    (tmp_path / "meshes" / "P-L.stl").write_bytes(stl_bytes(Mesh(opened.vertices / 1000, opened.faces), "SPACE=RAS"))
    assert "seems to be in m:" in check_package(tmp_path).faults["P-L"]
