import manifold3d
import numpy as np
import pytest

from osteokit.fabrication.orientation import placed_on_bed, propose_orientation
from osteokit.fabrication.printability import Printer, check_printability, overhang_share, wall_thickness
from osteokit.surface.mesh import Mesh
from osteokit.surface.shells import joined
from osteokit.surface.solid import manifold_of, mesh_of

from .bones import bone_at, cube, inside_out


def codes(check):
    return {finding.code for finding in check.findings}


def tube(outer=10.0, wall=0.5, length=30.0):
    ring = manifold3d.Manifold.cylinder(length, outer, outer, 256)
    return mesh_of(ring - manifold3d.Manifold.cylinder(length, outer - wall, outer - wall, 256))


def moved(mesh, by):
    return Mesh(mesh.vertices + by, mesh.faces)


def test_a_good_cube_has_no_finding():
    check = check_printability(cube(), Printer(density_g_cm3=1.25))
    assert check.findings == () and check.is_printable
    assert check.size_mm == pytest.approx((10, 10, 10))
    assert check.mass_g == pytest.approx(1.25)  # 1 cm3
    assert check.thickness_mm == pytest.approx(10, rel=1e-6)
    assert check.overhang_share == 0


def test_thin_walls_are_found_where_they_are():
    check = check_printability(joined([tube(), moved(cube(20), (50, 0, 0))]))
    (thin,) = [finding for finding in check.findings if finding.code == "thin"]
    assert check.thickness_mm == pytest.approx(0.5, abs=0.02)
    assert thin.where is not None and np.hypot(*thin.where[:2]) == pytest.approx(9.75, abs=0.5)
    assert "0.8" in thin.what and thin.action


def test_thickness_of_a_sphere_is_its_diameter_and_a_wedge_is_no_wall():
    _, thickness = wall_thickness(mesh_of(manifold3d.Manifold.sphere(10, 128)))
    assert len(thickness) > 2900 and thickness == pytest.approx(20, rel=0.01)
    wedge = mesh_of(
        manifold3d.Manifold.hull_points([[0, 0, 0], [20, 0, 0], [0, 20, 0], [0, 0, 30], [20, 0, 30], [0, 20, 30]])
    )
    _, thickness = wall_thickness(wedge)
    assert np.quantile(thickness, 0.01) > 0.01  # the rays into the acute edges are left out


def test_what_is_no_solid_is_not_printable():
    whole = cube()
    assert codes(check_printability(Mesh(whole.vertices, whole.faces[2:]))) == {"open"}
    assert codes(check_printability(inside_out(whole))) == {"inside_out"}
    doubled = Mesh(whole.vertices, np.concatenate([whole.faces, whole.faces[:1]]))
    assert "not_manifold" in codes(check_printability(doubled))
    for broken in (Mesh(whole.vertices, whole.faces[2:]), inside_out(whole), doubled):
        assert not check_printability(broken).is_printable


def test_size_pieces_and_cavities():
    check = check_printability(cube(300.0))
    assert codes(check) == {"too_large"} and not check.is_printable
    assert "300 > 220 mm in x" in check.findings[0].what
    crumbs = check_printability(joined([cube(20), moved(cube(2), (40, 0, 0))]))
    assert codes(crumbs) == {"pieces", "small_piece"}
    (small,) = [f for f in crumbs.findings if f.code == "small_piece"]
    assert small.where == pytest.approx((41, 1, 1), abs=0.2) and "8.0 mm3" in small.what
    hollow = check_printability(joined([cube(20), inside_out(moved(cube(5), (5, 5, 5)))]))
    assert "cavity" in codes(hollow) and hollow.solid.cavities == 1


def test_degenerate_triangles_are_counted():
    whole = cube()
    a, b, c = whole.faces[0]
    vertices = np.vstack([whole.vertices, (whole.vertices[a] + whole.vertices[b]) / 2])
    new = len(vertices) - 1
    other = next(n for n, face in enumerate(whole.faces) if n and {a, b} <= set(face))
    faces = np.vstack(
        [whole.faces[1:other], whole.faces[other + 1 :], whole.faces[other], [[a, new, c], [new, b, c], [a, b, new]]]
    )
    assert "degenerate" in codes(check_printability(Mesh(vertices, faces)))


@pytest.mark.parametrize(("angle", "share"), [(40.0, 0.0), (50.0, 1.0)])
def test_overhang_begins_at_its_angle(angle, share):
    """A cone on its tip: its whole mantle leans out by the half-angle."""
    height = 20.0
    radius = height * np.tan(np.radians(angle))
    cone = mesh_of(manifold3d.Manifold.cylinder(height, 0.001, radius, 200))
    side, cap = np.pi * radius * np.hypot(radius, height), np.pi * radius**2
    assert overhang_share(cone, 45.0) == pytest.approx(share * side / (side + cap), abs=0.02)


def test_a_plate_is_laid_flat():
    plate = mesh_of(manifold3d.Manifold.cube([80, 3, 50], True).rotate((20, 30, 40)))
    best = propose_orientation(plate)
    assert best.fits and best.height_mm == pytest.approx(3, abs=0.01)
    assert best.support_mm3 == pytest.approx(0, abs=1) and best.contact_mm2 == pytest.approx(4000, rel=0.01)
    assert np.linalg.det(best.rotation) == pytest.approx(1)  # never a mirror image
    laid = placed_on_bed(plate, best.rotation)
    assert laid.vertices.min(axis=0) == pytest.approx((0, 0, 0), abs=1e-9)
    assert np.ptp(laid.vertices[:, 0]) == pytest.approx(80, abs=0.1)  # longest side along x
    assert manifold_of(laid).volume() == pytest.approx(80 * 3 * 50)


def test_a_mushroom_stands_on_its_cap():
    cap = manifold3d.Manifold.cylinder(10, 30, 30, 64)
    stem = manifold3d.Manifold.cylinder(40, 5, 5, 64).translate((0, 0, -40))
    best = propose_orientation(mesh_of(cap + stem))
    up = best.rotation @ [0, 0, 1]
    assert up == pytest.approx((0, 0, -1), abs=1e-6)
    assert best.support_mm3 == pytest.approx(0, abs=1)


def test_a_long_bone_is_turned_so_that_it_fits():
    bone = bone_at(-80.0, 240.0)
    best = propose_orientation(bone, Printer(build_mm=(300, 100, 100)))
    assert best.fits and best.height_mm < 100
    assert not propose_orientation(bone, Printer(build_mm=(50, 50, 50))).fits
    bar = mesh_of(manifold3d.Manifold.cube([280, 10, 10]))
    assert propose_orientation(bar, Printer(build_mm=(220, 220, 100))).fits  # across the bed's diagonal
