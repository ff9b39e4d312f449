"""Solids lie in their frames as the standard says, and parts that belong together fit into each other."""

import numpy as np
import pytest

from osteokit.planning.implants.families.table import FAMILIES
from osteokit.planning.implants.values import ConnectionPoint
from osteokit.surface.boolean import contains
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import cylinder
from osteokit.surface.solid import manifold_of
from osteokit.surface.transform import any_perpendicular, moved, pose_of

SCREWS = [
    ("cortical_screw", {"diameter_mm": 3.5, "length_mm": 40}, 2.4),
    ("cortical_screw", {"diameter_mm": 4.5, "length_mm": 30}, 3.0),
    ("cancellous_screw", {"diameter_mm": 6.5, "length_mm": 60, "thread_length_mm": 32}, 3.0),
    ("locking_screw", {"diameter_mm": 5.0, "length_mm": 40}, 4.3),
    ("cannulated_screw", {"diameter_mm": 7.3, "length_mm": 80}, 4.8),
    ("pedicle_screw", {"diameter_mm": 6.5, "length_mm": 45}, None),
]


def common_mm3(a: Mesh, b: Mesh) -> float:
    return (manifold_of(a) ^ manifold_of(b)).volume()


def through(mesh: Mesh, x: float, y: float) -> tuple[float, float]:
    """Highest and lowest z of what a needle along z meets."""
    needle = cylinder(np.array([x, y, -60.0]), np.array([x, y, 60.0]), 0.02, 6)
    box = (manifold_of(mesh) ^ manifold_of(needle)).bounding_box()
    return box[5], box[2]


def onto(point: ConnectionPoint) -> np.ndarray:
    """The pose of a part whose origin lies on a connection point and whose z runs along its axis."""
    axis = np.array(point.axis)
    return pose_of(np.array(point.point), any_perpendicular(axis), axis)


@pytest.mark.parametrize(("key", "sizes", "core"), SCREWS)
def test_a_screw_enters_at_its_origin_and_ends_at_its_length(key, sizes, core):
    mesh = FAMILIES[key].build(sizes)
    z = mesh.vertices[:, 2]
    radius = np.hypot(*mesh.vertices[:, :2].T)
    assert z.max() == pytest.approx(sizes["length_mm"])
    assert z.min() < -1.5
    pitch = FAMILIES[key].complete(sizes)["pitch_mm"]
    threaded = radius[(z > sizes["length_mm"] - 9 * pitch) & (z < sizes["length_mm"] - 5 * pitch)]
    assert threaded.max() == pytest.approx(sizes["diameter_mm"] / 2, rel=3e-3)
    if core is not None:
        thread = threaded[threaded > sizes.get("bore_mm", 3.0) / 2 - 0.2] if key == "cannulated_screw" else threaded
        assert thread.min() == pytest.approx(core / 2, rel=3e-3)


@pytest.mark.parametrize(("key", "sizes", "core"), SCREWS)
def test_threads_are_right_handed(key, sizes, core):
    mesh = FAMILIES[key].build(sizes)
    pitch, tip = FAMILIES[key].complete(sizes)["pitch_mm"], sizes["length_mm"]
    x, y, z = mesh.vertices.T
    crest = (np.hypot(x, y) > 0.499 * sizes["diameter_mm"]) & (z > tip - 9 * pitch) & (z < tip - 5 * pitch)
    turn = np.arctan2(y[crest], x[crest])

    def spread(hand: float) -> float:
        """Length of the mean of unit vectors: 1 where all crests lie on one helix of this hand."""
        return abs(np.exp(1j * (2 * np.pi * z[crest] / pitch - hand * turn)).mean())

    assert spread(1.0) > 0.9
    assert spread(-1.0) < 0.2


@pytest.mark.parametrize("at", [12.3, 17.0, 20.9])
def test_a_section_through_the_thread_has_the_area_of_its_formula(at):
    family = FAMILIES["cancellous_screw"]
    sizes = {"diameter_mm": 6.5, "length_mm": 40, "thread_length_mm": 32}
    area = manifold_of(family.build(sizes)).slice(at).area()
    whole = family.complete(sizes)
    angle = (np.arange(100_000) + 0.5) / 100_000
    depth = (whole["diameter_mm"] - whole["core_mm"]) / 2
    rise, fall = (depth * np.tan(np.radians(whole[name])) for name in ("trailing_deg", "leading_deg"))
    profile = np.interp(
        angle * whole["pitch_mm"], np.cumsum([0.3, rise, whole["crest_mm"], fall]), [0.0, 1.0, 1.0, 0.0]
    )
    assert area == pytest.approx(np.mean(np.pi * (whole["core_mm"] / 2 + depth * profile) ** 2), rel=2e-3)


@pytest.mark.parametrize("key", ["cortical_screw", "cancellous_screw"])
def test_a_hexagonal_key_of_the_standard_width_fits(key):
    sizes = {"diameter_mm": 4.5 if key == "cortical_screw" else 6.5, "length_mm": 40}
    mesh = FAMILIES[key].build(sizes)
    top = float(mesh.vertices[:, 2].min())
    circle = 3.5 / 2  # the circle in a hexagon of 3.5 mm across flats
    deep = np.array([0, 0, top + 1.5])
    assert common_mm3(mesh, cylinder(np.array([0, 0, top - 1]), deep, circle * 0.998)) == pytest.approx(0, abs=1e-9)
    assert common_mm3(mesh, cylinder(np.array([0, 0, top - 1]), deep, circle * 1.1)) > 0.1


def test_a_wire_passes_through_a_cannulated_screw_of_its_bore_only():
    mesh = FAMILIES["cannulated_screw"].build({"diameter_mm": 7.3, "length_mm": 80, "bore_mm": 2.8})
    ends = np.array([0, 0, -20.0]), np.array([0, 0, 100.0])
    assert common_mm3(mesh, cylinder(*ends, 1.39)) == pytest.approx(0, abs=1e-9)
    assert common_mm3(mesh, cylinder(*ends, 1.45)) > 1


def test_the_point_of_a_wire_has_three_facets_at_its_angle():
    mesh = FAMILIES["k_wire"].build({"diameter_mm": 2.0, "length_mm": 150, "point_deg": 15})
    a, b, c = (mesh.vertices[mesh.faces[:, n]] for n in range(3))
    normal = np.cross(b - a, c - a)
    normal /= np.linalg.norm(normal, axis=1)[:, None]
    facets = normal[(a[:, 2] > 140) & (b[:, 2] > 140) & (c[:, 2] > 140)]
    facets = facets[facets[:, 2] > 0.01]
    assert len(np.unique(facets.round(6), axis=0)) == 3
    np.testing.assert_allclose(np.degrees(np.arcsin(facets[:, 2])), 15, atol=1e-6)


PLATES = [
    ("straight_plate", {"holes": 6, "screw_mm": 4.5, "locking_holes": 2}, ""),
    ("straight_plate", {"holes": 5, "screw_mm": 3.5, "transverse_radius_mm": 12}, ""),
    ("reconstruction_plate", {"holes": 6, "screw_mm": 3.5}, ""),
    ("l_plate", {"holes": 4, "screw_mm": 4.5, "head_holes": 2}, "left"),
    ("t_plate", {"holes": 4, "screw_mm": 3.5}, ""),
    ("proximal_tibia_plate", {"holes": 6, "screw_mm": 3.5, "head_holes": 4}, "right"),
    ("distal_femur_plate", {"holes": 8, "screw_mm": 5}, "left"),
]


@pytest.mark.parametrize(("key", "sizes", "side"), PLATES)
def test_a_plate_lies_on_the_origin_and_its_holes_are_open(key, sizes, side):
    family = FAMILIES[key]
    mesh, whole = family.build(sizes, side), family.complete(sizes)
    thickness = whole["thickness_mm"]
    holes = family.connections(sizes, side)
    assert len(holes) == whole["holes"] + whole.get("head_holes", 0)
    for hole in holes:
        assert hole.axis == (0.0, 0.0, 1.0) and hole.diameter_mm == whole["screw_mm"]
        assert hole.largest_angle_deg == (15.0 if hole.kind == "screw" else 0.0)
        x, y, z = hole.point
        drill = cylinder(np.array([x, y, z - 30]), np.array([x, y, z + 30]), 0.5 * whole["screw_mm"])
        assert common_mm3(mesh, drill) == pytest.approx(0, abs=1e-6)
    # Between two holes of the shaft lies the plate, from the bone side z outwards.
    shaft = [np.array(hole.point) for hole in holes[-int(whole["holes"]) :]]
    x, y, _z = (shaft[0] + shaft[1]) / 2
    bone, outer = through(mesh, x, y)
    assert bone - outer == pytest.approx(thickness, abs=0.06)
    if whole["transverse_radius_mm"] == 0:
        assert through(mesh, 0.011, whole["width_mm"] * 0.3)[0] == pytest.approx(0, abs=0.06)


def test_locking_screws_may_lean_only_in_polyaxial_holes():
    sizes = {"holes": 4, "screw_mm": 3.5, "locking_holes": 4}
    family = FAMILIES["straight_plate"]
    assert {hole.largest_angle_deg for hole in family.connections(sizes)} == {0.0}
    assert {hole.largest_angle_deg for hole in family.connections(sizes | {"lean_deg": 15})} == {15.0}


def test_the_head_of_a_right_lateral_plate_flares_outwards_and_reaches_backwards():
    tibia = FAMILIES["proximal_tibia_plate"].build({"holes": 6, "screw_mm": 3.5, "head_holes": 4}, "right").vertices
    head = tibia[tibia[:, 0] > tibia[:, 0].max() - 3]
    assert head[:, 2].mean() < -3  # away from the bone, which lies at +z
    assert -head[:, 1].min() > head[:, 1].max()  # y is anterior
    femur = FAMILIES["distal_femur_plate"].build({"holes": 8, "screw_mm": 5}, "right").vertices
    head = femur[femur[:, 0] < femur[:, 0].min() + 3]  # distal is -x
    assert head[:, 2].mean() < -5 and np.ptp(head[:, 1]) > 30
    middle, top = femur[np.abs(femur[:, 0]) < 5], femur[femur[:, 0] > femur[:, 0].max() - 5]
    assert middle[:, 1].mean() > top[:, 1].mean() + 2  # bowed like the femur: the middle in front


@pytest.mark.parametrize(
    ("screw", "diameter", "locked"), [("cortical_screw", 4.5, 0), ("cortical_screw", 3.5, 0), ("locking_screw", 5.0, 6)]
)
def test_screws_sit_in_their_holes(screw, diameter, locked):
    plate = {"holes": 6, "screw_mm": diameter, "locking_holes": locked}
    body = FAMILIES["straight_plate"].build(plate)
    solid = FAMILIES[screw].build({"diameter_mm": diameter, "length_mm": 30})
    for hole in FAMILIES["straight_plate"].connections(plate)[:3]:
        assert screw in hole.accepts
        placed = moved(solid, onto(hole))
        assert common_mm3(body, placed) < 0.01 * solid.volume_mm3
        lower = onto(hole)
        lower[2, 3] += 0.5  # half a millimetre deeper, head and plate meet
        assert common_mm3(body, moved(solid, lower)) > common_mm3(body, placed) + 0.05


def test_femoral_nails_bow_forwards_by_the_height_of_their_arc():
    nail = FAMILIES["femoral_nail"].build(
        {"diameter_mm": 10, "length_mm": 400, "bow_radius_mm": 1000, "distal_holes": 0}
    )
    z = nail.vertices[:, 2]
    middle = nail.vertices[np.abs(z - 200) < 8, 0]
    assert (middle.max() + middle.min()) / 2 == pytest.approx(1000 - np.sqrt(1000**2 - 200**2), abs=0.15)
    assert z.min() < 0.1 and z.max() == pytest.approx(400, abs=1.5)


def test_tibial_nails_lean_forwards_at_their_top():
    nail = FAMILIES["tibial_nail"].build({"diameter_mm": 9, "length_mm": 330})
    x, _y, z = nail.vertices.T
    top, bend, tip = (x[np.abs(z - at) < 8].mean() for at in (5, 60, 320))
    assert top > bend + 3 and tip > bend + 3  # the bend lies behind the line from top to tip


@pytest.mark.parametrize("key", ["femoral_nail", "tibial_nail"])
def test_locking_screws_pass_through_the_holes_of_nails(key):
    sizes = {"diameter_mm": 10, "length_mm": 340, "distal_holes": 4}
    nail, whole = FAMILIES[key].build(sizes), FAMILIES[key].complete(sizes)
    holes = FAMILIES[key].connections(sizes)
    assert [hole.name for hole in holes] == [f"proximal {n}" for n in (1, 2, 3)] + [f"distal {n}" for n in (1, 2, 3, 4)]
    for hole in holes:
        middle, way = np.array(hole.point), np.array(hole.axis)
        screw = cylinder(middle - 20 * way, middle + 20 * way, whole["screw_mm"] / 2)
        assert common_mm3(nail, screw) == pytest.approx(0, abs=1e-6)
        thicker = cylinder(middle - 20 * way, middle + 20 * way, whole["screw_mm"] / 2 + 0.3)
        assert common_mm3(nail, thicker) > 1


def test_a_stem_hangs_from_the_centre_of_its_head():
    family = FAMILIES["hip_stem"]
    sizes = {"distal_diameter_mm": 12, "offset_mm": 42, "neck_angle_deg": 130}
    mesh, (taper,) = family.build(sizes), family.connections(sizes)
    assert np.degrees(np.arccos(taper.axis[2])) == pytest.approx(180 - 130)
    assert taper.axis[0] < 0  # x is medial, so the neck goes laterally
    tip = mesh.vertices[mesh.vertices[:, 2] > mesh.vertices[:, 2].max() - 12]
    assert (tip[:, 0].max() + tip[:, 0].min()) / 2 == pytest.approx(-42, abs=0.2)
    assert np.ptp(tip[:, 0]) == pytest.approx(12, abs=0.6)
    np.testing.assert_allclose(
        np.abs(mesh.vertices[:, 1]).max(), family.complete(sizes)["proximal_depth_mm"] / 2, rtol=0.12
    )


@pytest.mark.parametrize("offset", [-3.5, 0.0, 7.0])
def test_head_and_stem_fit(offset):
    stem = FAMILIES["hip_stem"].build({"distal_diameter_mm": 12})
    (taper,) = FAMILIES["hip_stem"].connections({"distal_diameter_mm": 12})
    sizes = {"diameter_mm": 36, "neck_offset_mm": offset}
    head, joint = FAMILIES["femoral_head"].build(sizes), FAMILIES["femoral_head"].connections(sizes)[0]
    axis = np.array(taper.axis)
    pose = pose_of(np.array(taper.point) - axis * joint.point[2], any_perpendicular(axis), axis)
    assert joint.kind == taper.kind == "taper" and joint.axis == (0.0, 0.0, -1.0)
    assert common_mm3(stem, moved(head, pose)) < 2e-3 * head.volume_mm3
    closer = pose.copy()
    closer[:3, 3] += 1.5 * axis  # driven further on, they meet
    assert common_mm3(stem, moved(head, closer)) > 20


def test_head_liner_and_cup_fit():
    cup = FAMILIES["acetabular_cup"].build({"outer_diameter_mm": 52})
    inner = FAMILIES["acetabular_cup"].connections({"outer_diameter_mm": 52})[0].diameter_mm
    assert inner == pytest.approx(44)
    liner = FAMILIES["acetabular_liner"].build({"outer_diameter_mm": inner, "head_diameter_mm": 32})
    head = FAMILIES["femoral_head"].build({"diameter_mm": 32})
    down = pose_of(np.zeros(3), np.array([1.0, 0, 0]), np.array([0, 0, -1.0]))
    assert common_mm3(cup, liner) < 2e-3 * liner.volume_mm3
    assert common_mm3(liner, moved(head, down)) < 2e-3 * head.volume_mm3
    assert liner.vertices[:, 2].min() >= 0 and cup.vertices[:, 2].min() >= 0  # z goes into the pelvis


def test_screws_of_a_cup_go_through_its_wall():
    sizes = {"outer_diameter_mm": 54, "holes": 5}
    cup = FAMILIES["acetabular_cup"].build(sizes)
    holes = [point for point in FAMILIES["acetabular_cup"].connections(sizes) if point.kind == "screw"]
    assert len(holes) == 5
    for hole in holes:
        point, way = np.array(hole.point), np.array(hole.axis)
        assert np.linalg.norm(point) == pytest.approx(23)
        assert common_mm3(cup, cylinder(point - 4 * way, point + 10 * way, 3.2)) == pytest.approx(0, abs=1e-6)


def test_knee_components_stack_on_the_resection():
    tray = FAMILIES["knee_tibial"].build({"width_mm": 70, "thickness_mm": 4})
    insert = FAMILIES["knee_insert"].build({"width_mm": 70, "thickness_mm": 9, "tray_mm": 4, "dish_depth_mm": 2.5})
    femoral = FAMILIES["knee_femoral"].build({"width_mm": 66})
    assert tray.vertices[:, 2].max() == pytest.approx(4) and tray.vertices[:, 2].min() == pytest.approx(-35)
    assert insert.vertices[:, 2].min() == pytest.approx(4)
    assert insert.vertices[:, 2].max() == pytest.approx(4 + 9 + 2.5)
    assert common_mm3(tray, insert) == pytest.approx(0, abs=1e-6)
    assert femoral.vertices[:, 2].min() == pytest.approx(0, abs=1e-9)
    front = femoral.vertices[femoral.vertices[:, 2] > femoral.vertices[:, 2].max() - 1]
    assert front[:, 1].mean() > 20  # the flange is in front, y
    assert not contains(femoral, np.array([0.0, -20, 4]))  # between the condyles
    assert contains(femoral, np.array([20.0, -5, 4])) and contains(femoral, np.array([-20.0, -5, 4]))


def test_a_wedge_goes_in_thin_edge_first_and_a_cage_opens_to_its_front():
    wedge = FAMILIES["wedge"].build({"thick_mm": 12, "thin_mm": 2, "depth_mm": 40, "width_mm": 25}).vertices
    assert np.ptp(wedge[wedge[:, 2] > 19, 1]) == pytest.approx(2)
    assert np.ptp(wedge[wedge[:, 2] < -19, 1]) == pytest.approx(12)
    assert np.ptp(wedge[:, 0]) == pytest.approx(25)
    sizes = {"height_mm": 10, "depth_mm": 26, "width_mm": 12, "lordosis_deg": 8}
    cage = FAMILIES["cage"].build(sizes).vertices
    ends = [np.ptp(cage[side * cage[:, 2] > 12.9, 1]) for side in (1, -1)]
    assert np.degrees(2 * np.arctan((ends[0] - ends[1]) / 2 / 26)) == pytest.approx(8, abs=0.1)
