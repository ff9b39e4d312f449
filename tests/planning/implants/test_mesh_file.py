"""Meshes of implants from foreign files: solid and in millimetres, or refused with what is wrong."""

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.mesh_file import UNITS, read_implant_mesh
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import box, cylinder
from osteokit.surface.stl import stl_bytes

SCREW = cylinder(np.zeros(3), np.array([0.0, 0.0, 40.0]), 2.5)


def stored(folder, mesh, scale=1.0, note="SPACE=RAS"):
    path = folder / "mesh.stl"
    path.write_bytes(stl_bytes(Mesh(mesh.vertices / scale, mesh.faces), note))
    return path


@pytest.mark.parametrize("unit", UNITS)
def test_the_unit_that_is_said_is_taken(tmp_path, unit):
    path = stored(tmp_path, SCREW, UNITS[unit])
    assert read_implant_mesh(path, "screw", unit).volume_mm3 == pytest.approx(SCREW.volume_mm3, rel=1e-5)


@pytest.mark.parametrize(("unit", "guess"), [("m", "m"), ("inch", "cm or inch"), ("cm", "cm or inch")])
def test_another_unit_is_noticed_and_never_guessed(tmp_path, unit, guess):
    with pytest.raises(OsteoError, match=f"seems to be in {guess}: say so"):
        read_implant_mesh(stored(tmp_path, SCREW, UNITS[unit]), "screw")


def test_millimetres_said_to_be_inches(tmp_path):
    with pytest.raises(OsteoError, match=r"1016 mm long if its numbers are inch.*seems to be in mm"):
        read_implant_mesh(stored(tmp_path, SCREW), "screw", "inch")


def test_a_long_nail_in_inches_is_noticed_by_its_group(tmp_path):
    nail = cylinder(np.zeros(3), np.array([0.0, 0.0, 400.0]), 5.0)
    with pytest.raises(OsteoError, match="a nail is 80 to 550 mm"):
        read_implant_mesh(stored(tmp_path, nail, 25.4), "nail")


@pytest.mark.parametrize(
    ("mesh", "said"),
    [
        (Mesh(SCREW.vertices, SCREW.faces[1:]), r"no closed solid \(3 open"),
        (Mesh(SCREW.vertices, SCREW.faces[:, ::-1]), "inside out, as after an export with left-handed"),
        (Mesh(SCREW.vertices * [1.0, 1.0, -1.0], SCREW.faces), "left-handed"),
    ],
)
def test_what_is_no_solid(tmp_path, mesh, said):
    with pytest.raises(OsteoError, match=said):
        read_implant_mesh(stored(tmp_path, mesh), "screw")


def test_numbers_are_taken_as_they_are_but_for_lps(tmp_path):
    part = box((20.0, 10.0, 5.0), np.array([[1.0, 0, 0, 7], [0, 1, 0, 2], [0, 0, 1, 1], [0, 0, 0, 1]]))
    own = read_implant_mesh(stored(tmp_path, part))
    turned = read_implant_mesh(stored(tmp_path, part, note="SPACE=LPS"))
    np.testing.assert_allclose(own.vertices.mean(axis=0), [7.0, 2.0, 1.0], atol=1e-5)
    np.testing.assert_allclose(turned.vertices.mean(axis=0), [-7.0, -2.0, 1.0], atol=1e-5)
    assert turned.volume_mm3 > 0, "a turn, no mirror image"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.stl", b"", "too short"),
        ("a.stl", b"x" * 200, "cut off|no STL|damaged"),
        ("a.obj", b"v 0 0 zero", "damaged"),
        ("a.obj", b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 9", "damaged"),
        ("a.obj", b"v 0 0 0\nv nan 0 0\nv 0 1 0\nf 1 2 3", "damaged"),
        ("a.step", b"ISO-10303-21;", "export STEP to STL"),
    ],
)
def test_foreign_bytes(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(OsteoError, match=said):
        read_implant_mesh(tmp_path / name)


def test_no_file_and_no_unit(tmp_path):
    with pytest.raises(OsteoError, match="does not exist"):
        read_implant_mesh(tmp_path / "none.stl")
    with pytest.raises(OsteoError, match="Units are mm, cm, m, inch"):
        read_implant_mesh(tmp_path / "none.stl", unit="furlong")


@pytest.mark.data
def test_real_screws_that_are_not_watertight(shared_data):
    """Four screws in use by a Slicer module: edges with four faces each; the separate head is a solid."""
    folder = shared_data / "implants" / "pedicle_screws"
    screws = sorted(folder.glob("scaled_*.vtk"))
    assert len(screws) == 4
    for path in screws:
        with pytest.raises(OsteoError, match=r"no closed solid .* crowded"):
            read_implant_mesh(path, "screw")
    assert read_implant_mesh(folder / "screw head.vtk", "screw").volume_mm3 > 100
