from dataclasses import replace

import numpy as np
import pytest

from osteokit.base.errors import Cancelled, OsteoError
from osteokit.planning.guides.checks import least_gap
from osteokit.planning.guides.design import design_guide
from osteokit.planning.guides.parameters import Window, parameters_from_json
from osteokit.planning.guides.values import GuideHole, SawPlane
from osteokit.planning.osteotomy.blades import SawBlade
from osteokit.surface.boolean import difference
from osteokit.surface.check import check_solid
from osteokit.surface.collision import overlap_volume_mm3
from osteokit.surface.distance import SurfaceDistance, min_gap
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import box, cylinder
from osteokit.surface.solid import manifold_of, mesh_of
from osteokit.surface.transform import moved, rotation_about, translation
from planning.guides.solids import BLADE, COARSE, across, ball, block, check, flared, shaft, wire


@pytest.fixture(scope="module")
def on_flare():
    """A bone that holds a guide in one place, and a guide with a slot and two wires on it."""
    bone = flared()
    cut = SawPlane((16.5, 0.0, 0.0), (-1.0, 0.0, 0.2), (0.2, 0.0, 1.0), depth_mm=25.0, blade=BLADE)
    holes = [wire((24.0, 0.0, 16.0), name="K1"), GuideHole((14.0, 3.0, -14.0), (-1.0, 0.0, 0.0), 3.2)]
    return bone, cut, holes, design_guide(bone, [cut], holes, replace(COARSE, text="P7 L"))


def test_every_check_of_a_good_guide_passes(on_flare):
    *_, guide = on_flare
    assert [one.code for one in guide.checks if not one.passed] == []
    assert guide.is_good and guide.faults == ()
    assert {part.kind for part in guide.parts} == {"slot", "wire", "drill"}


def test_the_guide_is_one_solid_that_keeps_its_clearance_everywhere(on_flare):
    bone, _, _, guide = on_flare
    solid = check_solid(guide.mesh)
    assert solid.is_solid and solid.shells == 1
    assert min_gap(guide.mesh, bone) >= guide.parameters.clearance_mm
    assert overlap_volume_mm3(guide.mesh, bone) == 0
    inner = SurfaceDistance(bone).signed(guide.mesh.vertices)
    near = inner < guide.parameters.clearance_mm + 0.3
    assert near.sum() > 1000  # and it does lie on the bone


def test_it_comes_off_without_touching_and_not_the_other_way(on_flare):
    bone, _, _, guide = on_flare
    for step in (0.1, 0.4, 1.3, 3.0, 7.0, 15.0, 29.0):
        lifted = moved(guide.mesh, translation(step * guide.insertion_direction))
        assert min_gap(lifted, bone) >= guide.parameters.clearance_mm - 1e-6
    pushed = moved(guide.mesh, translation(-1.0 * guide.insertion_direction))
    assert overlap_volume_mm3(pushed, bone) > 1


def test_the_blade_passes_the_slot_and_a_thicker_or_wider_one_does_not(on_flare):
    _, cut, _, guide = on_flare
    normal = np.array(cut.normal) / np.linalg.norm(cut.normal)
    saw = np.array(cut.direction) - (np.array(cut.direction) @ normal) * normal
    saw /= np.linalg.norm(saw)
    pose = np.eye(4)
    pose[:3, :3] = np.stack([saw, np.cross(normal, saw), normal], axis=1)
    entry = guide.parts[0].cutter.vertices.mean(axis=0)
    pose[:3, 3] = entry
    blade = lambda wide, thick: moved(box((60.0, wide, thick)), pose)  # noqa: E731
    slack = guide.parameters
    assert overlap_volume_mm3(guide.mesh, blade(13.0, 0.9)) == 0
    assert overlap_volume_mm3(guide.mesh, blade(13.0, 0.9 + slack.slot_tolerance_mm + 0.02)) > 0
    assert overlap_volume_mm3(guide.mesh, blade(13.0 + slack.slot_length_tolerance_mm + 0.02, 0.9)) > 0
    assert check(guide, "slot_angle").value < 1e-6 and check(guide, "slot_offset").value < 1e-6


def test_wires_and_drills_pass_with_their_own_tolerances(on_flare):
    _, _, holes, guide = on_flare
    for hole, slack in ((holes[0], 0.1), (holes[1], 0.2)):
        point, axis = np.array(hole.point), np.array(hole.direction)
        rod = lambda radius: cylinder(point - 40 * axis, point + 10 * axis, radius, 96)  # noqa: B023, E731
        assert overlap_volume_mm3(guide.mesh, rod((hole.diameter_mm + slack) / 2 - 0.003)) == 0
        assert overlap_volume_mm3(guide.mesh, rod((hole.diameter_mm + slack) / 2 + 0.02)) > 0
    assert check(guide, "hole_radius").value < 1e-6


def test_saved_parameters_make_the_identical_guide(on_flare):
    bone, cut, holes, guide = on_flare
    again = design_guide(bone, [cut], holes, parameters_from_json(guide.parameters.to_json()))
    np.testing.assert_array_equal(again.mesh.vertices, guide.mesh.vertices)
    np.testing.assert_array_equal(again.mesh.faces, guide.mesh.faces)


def test_letters_stand_out_and_nothing_else_changes(on_flare):
    bone, cut, holes, guide = on_flare
    plain = design_guide(bone, [cut], holes, replace(guide.parameters, text=""))
    letters = difference(guide.mesh, plain.mesh)
    assert 1 < letters.volume_mm3 < 60
    assert guide.mesh.volume_mm3 == pytest.approx(plain.mesh.volume_mm3 + letters.volume_mm3, rel=1e-9)


def test_a_guide_turned_with_its_bone_is_the_same_guide(on_flare):
    bone, cut, holes, guide = on_flare
    pose = rotation_about(np.array([5.0, -9, 20]), np.array([1.0, -2, 0.7]), 77)
    turn = lambda v: tuple(pose[:3, :3] @ np.array(v))  # noqa: E731
    place = lambda p: tuple(pose[:3, :3] @ np.array(p) + pose[:3, 3])  # noqa: E731
    other = design_guide(
        moved(bone, pose),
        [replace(cut, entry=place(cut.entry), direction=turn(cut.direction), normal=turn(cut.normal))],
        [replace(hole, point=place(hole.point), direction=turn(hole.direction)) for hole in holes],
        guide.parameters,
    )
    assert other.faults == ()
    assert other.insertion_direction @ (pose[:3, :3] @ guide.insertion_direction) > np.cos(np.radians(25))
    assert other.mesh.volume_mm3 == pytest.approx(guide.mesh.volume_mm3, rel=0.2)


def test_a_bone_of_very_many_triangles_has_the_same_guide(on_flare, monkeypatch):
    bone, cut, holes, guide = on_flare
    monkeypatch.setattr("osteokit.planning.guides.design._MANY", 5000)
    many = design_guide(mesh_of(manifold_of(bone).refine(3)), [cut], holes, guide.parameters)
    assert [one.code for one in many.checks if not one.passed] == []
    assert min_gap(many.mesh, bone) >= guide.parameters.clearance_mm
    assert many.mesh.volume_mm3 == pytest.approx(guide.mesh.volume_mm3, rel=0.005)
    assert many.insertion_direction @ guide.insertion_direction > np.cos(np.radians(2))


def test_the_least_gap_on_the_way_and_where_it_is():
    body, other = manifold_of(box((2.0, 2, 2))), manifold_of(box((2.0, 2, 2), translation([6.0, 2.5, 0.0])))
    way = np.array([1.0, 0, 0])
    for likely in (0.1, 0.5, 1.0, 9.0):  # beside the other at x = 6, 0.5 mm from it
        gap, where = least_gap(body, other, way, (1.0, 2.5, 5.5, 9.0), likely, 9.0)
        assert gap == pytest.approx(0.5) and where == 5.5
        gap, where = least_gap(body, other, way, (1.0, 2.0), likely, 9.0)
        assert gap == pytest.approx(np.hypot(2.0, 0.5)) and where == 2.0
    assert least_gap(body, other, way, (1.0, 2.0), 0.1, 1.0)[0] == 1.0
    in_the_way = manifold_of(box((2.0, 2, 2), translation([6.0, 1.0, 0.0])))
    assert least_gap(body, in_the_way, way, (1.0, 6.0, 12.0), 0.1, 5.0) == (0.0, 6.0)


def test_a_shaft_lets_a_guide_slide_and_this_is_said():
    guide = design_guide(shaft(), [across()], (), COARSE)
    fit = check(guide, "unique_fit")
    assert not fit.passed and fit.value < 0.01
    assert "slides along an axis that runs mostly up-down" in fit.sentence or "turns about" in fit.sentence
    assert guide.faults == ()


def test_a_ball_lets_a_guide_turn_and_a_corner_holds_it():
    on_ball = design_guide(ball(), (), [wire((25.0, 0, 0)), wire((0, 25.0, 0), (0, -1, 0))], COARSE)
    assert check(on_ball, "unique_fit").value < 0.02 and "turns about" in check(on_ball, "unique_fit").sentence
    holes = [wire((30, 10, 20)), wire((10, 30, 20), (0, -1, 0)), wire((15, 15, 30), (0, 0, -1))]
    on_corner = design_guide(block(), (), holes, replace(COARSE, reach_mm=25.0))
    assert check(on_corner, "unique_fit").passed and check(on_corner, "unique_fit").value > 0.2


def test_one_cut_has_one_housing_and_two_cuts_have_two():
    assert len(design_guide(shaft(), [across()], (), COARSE).parts) == 1
    two = design_guide(shaft(), [across(z=-12.0), across(z=12.0)], (), COARSE)
    assert two.faults == () and len(two.parts) == 2
    assert check(two, "slot_open").passed and check(two, "slot_led").passed


def test_housings_do_not_pierce_the_face_that_lies_on_the_bone():
    bone = shaft()
    tilted = SawPlane((14.0, 0.0, 0.0), (-1.0, 0.0, 0.8), (0.8, 0.0, 1.0), depth_mm=15.0, blade=BLADE)
    guide = design_guide(bone, [tilted], (), COARSE)
    assert min_gap(guide.mesh, bone) >= COARSE.clearance_mm


def test_a_metal_insert_widens_the_slot_by_twice_its_thickness():
    guide = design_guide(shaft(), [across()], (), replace(COARSE, insert_mm=0.6))
    cutter = guide.parts[0].cutter.vertices
    assert np.ptp(cutter[:, 2]) == pytest.approx(0.9 + 0.2 + 1.2)
    assert np.ptp(cutter[:, 1]) == pytest.approx(13 + 1 + 1.2)
    assert guide.faults == ()


def test_a_sweep_makes_the_slot_longer():
    guide = design_guide(shaft(), [across(sweep_mm=20.0)], (), COARSE)
    assert np.ptp(guide.parts[0].cutter.vertices[:, 1]) == pytest.approx(21.0)


THIN = replace(COARSE, edge_radius_mm=0.9, thickness_mm=2.0, wall_mm=2.0)


def test_a_thin_base_says_where_and_by_which_parameter_it_passes():
    bone = flared()
    thin = check(design_guide(bone, [across(16.5)], (), THIN), "wall")
    assert not thin.passed and thin.place is not None and thin.remedy is not None
    name, value = thin.remedy
    assert name == "thickness_mm" and 2.0 < value < 4.0 and f"make thickness_mm {value:g}" in thin.sentence
    gap = SurfaceDistance(bone).signed(np.array([thin.place]))[0]
    assert COARSE.clearance_mm - 0.1 < gap < COARSE.clearance_mm + THIN.thickness_mm + 0.5  # a place on the base
    thick = check(design_guide(bone, [across(16.5)], (), replace(THIN, **{name: value})), "wall")
    assert thick.passed and thick.place is None and thick.remedy is None


def test_a_thin_wall_between_two_holes_is_told_without_a_parameter():
    holes = [wire((14.0, -1.0, -14.0)), wire((14.0, 2.0, -14.0))]
    thin = check(design_guide(flared(), (), holes, COARSE), "wall")
    assert not thin.passed and thin.remedy is None and thin.place is not None
    assert abs(thin.place[1] - 0.5) < 1.2 and abs(thin.place[2] + 14.0) < 1.5 and "apart" in thin.sentence


def test_a_window_is_an_opening():
    at = (14.0, 0.0, 9.0)
    guide = design_guide(shaft(), [across()], (), replace(COARSE, margin_mm=16.0, windows=(Window(at, 6.0),)))
    way = guide.insertion_direction
    rod = cylinder(np.array(at) - 2 * way, np.array(at) + 20 * way, 2.9)
    assert overlap_volume_mm3(guide.mesh, rod) == 0 and guide.faults == ()


def test_it_keeps_clear_of_a_neighbour_on_its_way_too():
    bone, neighbour = shaft(), box((20.0, 60.0, 12.0), translation([34.0, 0.0, 13.0]))
    guide = design_guide(bone, [across(z=-4.0)], (), replace(COARSE, neighbour_gap_mm=1.0), [neighbour])
    assert check(guide, "neighbours").passed
    assert min_gap(guide.mesh, neighbour) >= 0.92
    alone = design_guide(bone, [across(z=-4.0)], (), COARSE)
    assert alone.mesh.volume_mm3 > guide.mesh.volume_mm3


def test_the_way_off_may_be_given():
    guide = design_guide(shaft(), [across()], (), replace(COARSE, insertion_direction=(1.0, 0.3, 0.0)))
    np.testing.assert_allclose(guide.insertion_direction, np.array([1, 0.3, 0]) / np.hypot(1, 0.3))
    assert guide.faults == ()


@pytest.mark.parametrize(
    ("cuts", "holes", "parameters", "sentence"),
    [
        ([], [], {}, "nothing to guide"),
        ([across(radius=40.0)], [], {}, "misses the bone"),
        ([across(radius=900.0)], [], {}, "misses the bone"),
        ([], [wire((0, 60, 0), (1, 0, 0))], {}, "misses the bone"),
        ([SawPlane((14, 0, 0), (-1, 0, 0), (0, 0, 1), blade=SawBlade(30, 13, 0.9))], [], {}, "too short"),
        ([across(sweep_mm=9.0)], [], {}, "does not fit its 9 mm"),
        ([SawPlane((14, 0, 0), (0, 0, 1), (0, 0, 1), blade=BLADE)], [], {}, "direction"),
        ([across()], [], {"insertion_direction": (-1.0, 0.0, 0.0)}, "cannot seat"),
        ([], [wire((14, 0, 0)), wire((-14, 0, 0), (1, 0, 0))], {}, "cannot seat"),
        ([across()], [], {"text": "A VERY LONG NAME THAT NOBODY CAN READ ON IT"}, "text"),
        ([SawPlane((float("nan"), 0, 0), (0, 0, 1), (0, 0, 1))], [], {}, "finite"),
    ],
)
def test_what_cannot_be_made_is_refused_in_one_sentence(cuts, holes, parameters, sentence):
    with pytest.raises(OsteoError, match=sentence) as refusal:
        design_guide(shaft(), cuts, holes, replace(COARSE, **parameters))
    assert str(refusal.value).rstrip(".").count(". ") == 0


def test_bones_that_are_no_solids_are_refused():
    bone = shaft()
    with pytest.raises(OsteoError, match="not closed"):
        design_guide(Mesh(bone.vertices, bone.faces[1:]), [across()], (), COARSE)
    with pytest.raises(OsteoError, match="inside out"):
        design_guide(Mesh(bone.vertices, bone.faces[:, ::-1].copy()), [across()], (), COARSE)


def test_a_blade_in_the_way_of_a_wire_is_said():
    guide = design_guide(shaft(), [across()], [wire((14.0, 0.0, 1.0))], COARSE)
    assert not check(guide, "holes_clear_of_slots").passed


def test_it_can_be_cancelled():
    def stop(fraction, message):
        if fraction > 0.4:
            raise Cancelled

    with pytest.raises(Cancelled):
        design_guide(shaft(), [across()], (), COARSE, progress=stop)
