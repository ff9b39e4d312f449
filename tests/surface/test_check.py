import manifold3d
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.surface.check import check_solid
from osteokit.surface.mesh import Mesh
from osteokit.surface.repair import repaired
from osteokit.surface.shells import joined, split_shells
from osteokit.surface.simplify import simplified
from osteokit.surface.solid import manifold_of, mesh_of


def cube(size=2.0, at=(0.0, 0.0, 0.0)):
    return mesh_of(manifold3d.Manifold.cube([size] * 3, True).translate(at))


def sphere(radius=10.0, segments=64):
    return mesh_of(manifold3d.Manifold.sphere(radius, segments))


def turned_inside_out(mesh):
    return Mesh(mesh.vertices, mesh.faces[:, ::-1].copy())


def test_a_cube():
    check = check_solid(cube())
    assert check.is_solid
    assert (check.euler, check.shells, check.cavities) == (2, 1, 0)
    assert check.volume_mm3 == pytest.approx(8) and check.area_mm2 == pytest.approx(24)


def test_what_is_wrong_is_counted():
    whole = cube()
    open_ = check_solid(Mesh(whole.vertices, whole.faces[1:]))
    assert open_.open_edges == 3 and not open_.is_closed and not open_.is_solid
    doubled = check_solid(Mesh(whole.vertices, np.concatenate([whole.faces, whole.faces[:1]])))
    assert doubled.crowded_edges == 3 and not doubled.is_manifold
    one_turned = whole.faces.copy()
    one_turned[0] = one_turned[0, ::-1]
    assert check_solid(Mesh(whole.vertices, one_turned)).contrary_edges == 3
    collapsed = check_solid(Mesh(whole.vertices, np.concatenate([whole.faces, [[0, 0, 1]]])))
    assert collapsed.degenerate_faces == 1
    assert not check_solid(Mesh(np.zeros((0, 3)), np.zeros((0, 3), np.int64))).is_closed


def test_inside_out_is_no_solid_though_manifold_takes_it():
    wrong = turned_inside_out(sphere())
    raw = manifold3d.Manifold(manifold3d.Mesh64(wrong.vertices, wrong.faces.astype(np.uint64)))
    assert raw.status() == manifold3d.Error.NoError and raw.volume() < 0  # the trap
    assert not check_solid(wrong).is_solid
    with pytest.raises(OsteoError, match="inside out"):
        manifold_of(wrong)
    with pytest.raises(OsteoError, match="inside out"):
        simplified(wrong, 0.1)


def test_shells_and_cavities():
    hollow = joined([cube(10), turned_inside_out(cube(4)), cube(1, (20, 0, 0))])
    check = check_solid(hollow)
    assert (check.shells, check.cavities, check.euler) == (3, 1, 6)
    assert check.volume_mm3 == pytest.approx(1000 - 64 + 1)
    assert [round(part.volume_mm3) for part in split_shells(hollow)] == [1000, 1, -64]


@settings(max_examples=25, deadline=None)
@given(st.floats(0.01, 0.5), st.integers(0, 2**31))
def test_simplification_stays_within_its_tolerance(tolerance_mm, seed):
    bumpy = sphere(10, 96)
    factor = 1 + 0.002 * np.random.default_rng(seed).standard_normal(len(bumpy.vertices))
    bumpy = Mesh(bumpy.vertices * factor[:, None], bumpy.faces)
    lighter = simplified(bumpy, tolerance_mm)
    assert check_solid(lighter).is_solid and check_solid(lighter).euler == 2
    assert len(lighter.faces) <= len(bumpy.faces)
    assert np.abs(np.linalg.norm(lighter.vertices, axis=1) - 10).max() < 0.1 + tolerance_mm


def test_an_stl_soup_is_repaired_and_told():
    whole = sphere()
    soup = Mesh(whole.vertices[whole.faces].reshape(-1, 3), np.arange(whole.faces.size).reshape(-1, 3))
    soup = Mesh(soup.vertices, np.concatenate([soup.faces, soup.faces[:2], [[0, 0, 1]]])[:, ::-1].copy())
    mesh, done = repaired(soup)
    assert check_solid(mesh).is_solid
    assert mesh.volume_mm3 == pytest.approx(whole.volume_mm3)
    assert len(done) == 3 and "merged" in done[0] and "3 collapsed" in done[1] and "inside out" in done[2]
    assert repaired(whole)[1] == ()


def test_a_hole_is_refused():
    whole = cube()
    with pytest.raises(OsteoError, match="3 open"):
        repaired(Mesh(whole.vertices, whole.faces[1:]))
