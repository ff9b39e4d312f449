import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from osteokit.base.errors import OsteoError
from osteokit.fabrication.dicom_stl import read_dicom_stl
from osteokit.jobs.guide import GuideOutput, make_guide, make_repositioning_guide
from osteokit.planning.guides.document import GuideOrder, order_from_json
from osteokit.planning.guides.reposition import MovedFragment
from osteokit.report.creased import creased
from osteokit.surface.boolean import box, split_by_plane
from osteokit.surface.read import read_mesh
from osteokit.surface.transform import translation
from planning.guides.solids import COARSE, across, flared, shaft, wire

ORDER = GuideOrder((across(),), (wire((14.0, 0.0, 13.0), name="K1"),), replace(COARSE, text="P7 L"))


@pytest.fixture
def without_pictures(monkeypatch):
    """Pictures take four fifths of the time and are looked at once."""
    monkeypatch.setattr("osteokit.jobs.guide_pictures.write_pictures", lambda guide, bone, folder: ())


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("guide") / "out"
    return folder, make_guide(shaft(), ORDER, folder, GuideOutput("Guide P7", dicom=True))


def test_everything_is_there_and_says_the_same(written):
    folder, result = written
    mesh = result.guide.mesh
    for name in ("guide.stl", "guide.3mf"):
        loaded = read_mesh(folder / name)
        np.testing.assert_allclose(loaded.vertices.min(axis=0), mesh.vertices.min(axis=0), atol=1e-3)
        np.testing.assert_allclose(loaded.vertices.max(axis=0), mesh.vertices.max(axis=0), atol=1e-3)
        assert loaded.volume_mm3 == pytest.approx(mesh.volume_mm3, rel=1e-4)
    assert read_dicom_stl(folder / "guide.stl.dcm").mesh.volume_mm3 == pytest.approx(mesh.volume_mm3, rel=1e-4)
    assert (folder / "guide.glb").stat().st_size > 1000
    assert {path.name for path in (folder / "print").iterdir()} == {"guide.3mf", "all.3mf", "package.json"}


def test_the_checks_are_a_document(written):
    folder, result = written
    document = json.loads((folder / "checks.json").read_text())
    assert [one["code"] for one in document["checks"]] == [one.code for one in result.guide.checks]
    assert document["print"]["printable"] and document["quote"] is None
    assert not document["good"]  # a shaft does not hold it in one place
    np.testing.assert_allclose(document["insertion_direction_ras"], result.guide.insertion_direction, atol=1e-5)


def test_the_saved_document_makes_the_identical_guide(written, without_pictures, tmp_path):
    folder, result = written
    order = order_from_json(json.loads((folder / "parameters.json").read_text()))
    assert order == ORDER
    again = make_guide(shaft(), order, tmp_path / "again")
    np.testing.assert_array_equal(again.guide.mesh.vertices, result.guide.mesh.vertices)


def test_pictures_show_the_guide(written):
    folder, _ = written
    for name in ("front", "left", "right", "inside"):
        picture = np.asarray(Image.open(folder / f"guide_{name}.png")).astype(int)
        blue = (picture[..., 2] - picture[..., 0] > 40).mean()
        assert blue > 0.05, name


def test_creases_split_vertices_and_move_none():
    cube = creased(box((2.0, 2.0, 2.0)))
    assert len(cube.vertices) == 24 and cube.volume_mm3 == pytest.approx(8)
    smooth = flared()
    assert len(creased(smooth).vertices) < 1.2 * len(smooth.vertices)


def test_a_useless_guide_is_not_written_unless_as_a_draft(without_pictures, tmp_path):
    apart = GuideOrder((), (wire((14.0, 0.0, 60.0)), wire((14.0, 0.0, -60.0))), replace(COARSE, margin_mm=2.0))
    wall = [box((40.0, 60.0, 4.0), translation([30.0, 0.0, 0.0]))]  # parts the base in two
    with pytest.raises(OsteoError, match=r"not written: .*pieces") as refusal:
        make_guide(shaft(), apart, tmp_path / "no", neighbours=wall)
    assert not (tmp_path / "no").exists() and str(refusal.value).count(". ") == 0
    result = make_guide(shaft(), apart, tmp_path / "draft", GuideOutput(as_draft=True), wall)
    assert result.guide.faults and (tmp_path / "draft/checks.json").exists()


def test_a_repositioning_guide_is_written_with_its_moved_holes(without_pictures, tmp_path):
    above, below = split_by_plane(shaft(), np.zeros(3), np.array([0.0, 0, 1]))
    up, down = wire((14.0, 0.0, 12.0)), wire((14.0, 0.0, -12.0))
    fragments = [MovedFragment(above, np.eye(4), (up,)), MovedFragment(below, translation([0, 0, -2.0]), (down,))]
    make_repositioning_guide(fragments, COARSE, tmp_path / "out")
    order = order_from_json(json.loads((tmp_path / "out/parameters.json").read_text()))
    assert [hole.point for hole in order.holes] == [(14.0, 0.0, 12.0), (14.0, 0.0, -14.0)]


@pytest.mark.service("prusa-slicer")
def test_prusa_slicer_quotes_it(without_pictures, tmp_path):
    result = make_guide(shaft(), GuideOrder((across(),), (), COARSE), tmp_path / "out", GuideOutput(quoted=True))
    assert result.quote is not None and result.quote.grams > 1 and result.quote.seconds > 60
    assert json.loads((tmp_path / "out/checks.json").read_text())["quote"]["grams"] == result.quote.grams
