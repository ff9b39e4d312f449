import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.planning.guides.design import design_guide
from osteokit.planning.guides.reposition import MovedFragment, design_repositioning_guide, moved_hole
from osteokit.planning.guides.saw_planes import saw_planes
from osteokit.planning.osteotomy.cut_bone import cut_bone
from osteokit.planning.osteotomy.cuts import BiplanarCut, DomeCut, PlaneCut, WedgeCut
from osteokit.surface.boolean import split_by_plane, union
from osteokit.surface.collision import overlap_volume_mm3
from osteokit.surface.distance import min_gap
from osteokit.surface.primitives import cylinder
from osteokit.surface.transform import moved, rotation_about
from planning.guides.solids import BLADE, COARSE, across, flared, shaft, wire

UP, DOWN = wire((14.0, 0.0, 14.0), name="up"), wire((14.0, 0.0, -14.0), name="down")


def test_wires_drilled_before_the_cut_land_in_the_repositioning_guide():
    bone = shaft()
    first = design_guide(bone, [across()], [UP, DOWN], COARSE)
    above, below = split_by_plane(bone, np.zeros(3), np.array([0.0, 0, 1]))
    turn = rotation_about(np.array([14.0, 0, 0]), np.array([0.0, 1, 0]), 8.0)
    second = design_repositioning_guide(
        [MovedFragment(above, np.eye(4), (UP,)), MovedFragment(below, turn, (DOWN,))], COARSE
    )
    assert second.faults == ()
    for hole, matrix in ((UP, np.eye(4)), (DOWN, turn)):  # a wire that stands in its fragment goes along with it
        point, axis = np.array(hole.point), np.array(hole.direction)
        rod = cylinder(point - 40 * axis, point + 8 * axis, hole.diameter_mm / 2, 96)
        assert overlap_volume_mm3(first.mesh, rod) == 0
        assert overlap_volume_mm3(second.mesh, moved(rod, matrix)) == 0
    stays = cylinder(np.array([54.0, 0, -14]), np.array([6.0, 0, -14]), 1.0, 96)
    assert overlap_volume_mm3(second.mesh, stays) > 1  # where it was before the move it does not fit
    target = union([above, moved(below, turn)])
    assert min_gap(second.mesh, target) >= COARSE.clearance_mm


def test_a_moved_hole_moves_as_a_point_and_a_direction():
    matrix = rotation_about(np.array([1.0, 2, 3]), np.array([0.0, 0, 1]), 90)
    hole = moved_hole(wire((2.0, 2, 3), (1, 0, 0)), matrix)
    np.testing.assert_allclose(hole.point, (1, 3, 3), atol=1e-12)
    np.testing.assert_allclose(hole.direction, (0, 1, 0), atol=1e-12)


def test_fragments_without_holes_or_with_a_mirroring_move_are_refused():
    above, below = split_by_plane(shaft(), np.zeros(3), np.array([0.0, 0, 1]))
    with pytest.raises(OsteoError, match="at least two fragments"):
        design_repositioning_guide([MovedFragment(above, np.eye(4), (UP,)), MovedFragment(below, np.eye(4))])
    mirror = np.diag([1.0, 1, -1, 1])
    with pytest.raises(OsteoError, match="no rotation"):
        design_repositioning_guide([MovedFragment(above, mirror, (UP,)), MovedFragment(below, np.eye(4), (DOWN,))])


def wedge(motion):
    return WedgeCut(motion, (-9.0, 0, 0), (0, 1, 0), (1, 0, 0.1), (0, 0, 1), 9.0, "distal", BLADE)


def test_saw_planes_lie_where_the_saw_cuts():
    bone = shaft()
    for cut in (PlaneCut((14.0, 0, 3), (0.1, 0, 1), (-1, 0, 0), 20.0, blade=BLADE), wedge("opening")):
        (plane,) = saw_planes(cut, bone)
        assert np.hypot(*plane.entry[:2]) == pytest.approx(14.0, abs=0.02)  # on the cortex
        faces = [
            fragment.mesh.vertices[fragment.mesh.faces[fragment.cut_faces]]
            for fragment in cut_bone(bone, cut).fragments
        ]
        normal = np.array(plane.normal) / np.linalg.norm(plane.normal)
        away = (np.concatenate(faces).reshape(-1, 3) - plane.entry) @ normal
        assert np.abs(np.abs(away) - BLADE.kerf_mm / 2).max() < 0.6  # the end of the kerf at the hinge is narrower
        assert np.median(np.abs(away)) == pytest.approx(BLADE.kerf_mm / 2, abs=1e-6)


def test_a_closing_wedge_has_two_planes_that_meet_in_its_hinge_at_its_angle():
    planes = saw_planes(wedge("closing"), shaft())
    normals = [np.array(plane.normal) for plane in planes]
    assert np.degrees(np.arccos(normals[0] @ normals[1])) == pytest.approx(9.0)
    for plane, normal in zip(planes, normals, strict=True):
        end = np.array(plane.entry) + plane.depth_mm * np.array(plane.direction)
        np.testing.assert_allclose(end, (-9, 0, 0), atol=1e-9)
        assert abs(normal @ (np.array([-9.0, 0, 0]) - plane.entry)) < 1e-9
    removed = cut_bone(shaft(), wedge("closing"))
    assert planes[1].entry[2] < planes[0].entry[2] and removed.removed_mm3 > 0  # taken from the distal side


def test_a_biplanar_cut_has_two_planes_at_its_angle():
    cut = BiplanarCut((-9.0, 0, 0), (0, 1, 0), (1, 0, 0.1), (0, 0, 1), 9.0, (5.0, 6.0, 0.0), (0, 1, 0), 110.0, BLADE)
    first, second = saw_planes(cut, flared())
    between = np.degrees(np.arccos(np.clip(np.array(first.normal) @ np.array(second.normal), -1, 1)))
    assert between == pytest.approx(70.0, abs=1e-6)
    assert abs(np.array(second.normal) @ np.array(second.direction)) < 1e-9


def test_cuts_that_no_flat_slot_guides_and_hinges_outside_are_refused():
    with pytest.raises(OsteoError, match="dome cut has no flat slots"):
        saw_planes(DomeCut((0, 0, 0), (1, 0, 0), 20.0, (0, 0, 1), (0, 0, 1)), shaft())
    outside = WedgeCut("opening", (-30.0, 0, 0), (0, 1, 0), (-1, 0, 0), (0, 0, 1), 9.0, "distal", BLADE)
    with pytest.raises(OsteoError, match="hinge lies outside"):
        saw_planes(outside, shaft())
