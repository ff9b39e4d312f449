"""Bending against the closed form of a chain of arcs; watertight; within the material; refound on a curved bone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.planning.plates.bend import (
    WAYS,
    allowed_strain,
    bent,
    held_back,
    largest_angles,
    stations_of,
    strain,
)
from osteokit.planning.plates.bend_fit import bent_along, bent_to
from osteokit.planning.plates.bend_list import bend_list
from osteokit.planning.plates.path import surface_path
from osteokit.planning.plates.slide import PlateOnBone
from osteokit.surface.check import check_solid
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.primitives import cylinder
from osteokit.surface.solid import manifold_of
from planning.plates.plates import SCREW_MM, straight

PLATE = straight(5, 18.0)
STATIONS = stations_of(PLATE)


def test_stations_lie_between_the_holes_from_proximal_on() -> None:
    assert [station.x_mm for station in STATIONS] == pytest.approx([27.0, 9.0, -9.0, -27.0])
    assert STATIONS[0].between == ("hole 1", "hole 2")
    assert all(0 < station.zone_mm < 18.0 - SCREW_MM for station in STATIONS)
    assert all(station.width_mm == pytest.approx(14.0, abs=1.0) for station in STATIONS)


def test_no_bend_changes_nothing() -> None:
    same = bent(PLATE, np.zeros((4, 3)))
    assert same.mesh.volume_mm3 == pytest.approx(PLATE.mesh.volume_mm3, rel=1e-6)
    assert np.allclose(same.points, PLATE.points, atol=1e-9)


def test_one_bend_turns_what_lies_beyond_it() -> None:
    """The end of an arc of length s and angle a lies at (r sin a, r (1 - cos a)), r = s / a, and goes on straight."""
    angle = np.radians(8.0)
    angles = np.zeros((4, 3))
    angles[1, 0] = 8.0  # between holes 2 and 3, at x = 9
    plate = bent(PLATE, angles)
    zone, radius = STATIONS[1].zone_mm, STATIONS[1].zone_mm / angle
    neutral = -PLATE.thickness_mm / 2
    straight_on = 18.0 - (9.0 + zone / 2)
    x = 9.0 - zone / 2 + radius * np.sin(angle) + straight_on * np.cos(angle)
    z = neutral + radius * (1 - np.cos(angle)) + straight_on * np.sin(angle)  # +z: toward the bone
    hole = next(hole for hole in plate.holes if hole.name == "hole 2")
    assert np.allclose(hole.point, [x, 0.0, z], atol=1e-9)
    assert np.allclose(hole.axis, [-np.sin(angle), 0.0, np.cos(angle)], atol=1e-12)
    untouched = next(hole for hole in plate.holes if hole.name == "hole 4")
    assert np.allclose(untouched.point, [-18.0, 0.0, -2.0])


def test_the_ways_turn_as_they_are_said_to() -> None:
    def proximal(way: int) -> tuple[np.ndarray, np.ndarray]:
        angles = np.zeros((4, 3))
        angles[0, way] = 3.0
        hole = bent(PLATE, angles).holes[0]
        return np.array(hole.point), np.array(hole.axis)

    assert proximal(WAYS.index("bend"))[0][2] > -2.0 + 0.1  # toward the bone is +z
    assert proximal(WAYS.index("edge"))[0][1] > 0.1  # to the right, seen from outside: +y
    assert proximal(WAYS.index("twist"))[1][1] < -0.04  # right-handed about x takes z to -y


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(*[st.floats(-1, 1)] * 3), min_size=4, max_size=4))
def test_every_allowed_bend_is_watertight_and_keeps_its_volume(shares: list[tuple[float, float, float]]) -> None:
    wanted = np.array(shares) * [largest_angles(one, PLATE.material) for one in STATIONS]
    angles = held_back(STATIONS, wanted, PLATE.material)
    plate = bent(PLATE, angles)
    check_solid(plate.mesh)
    assert manifold_of(plate.mesh).num_tri() == len(plate.mesh.faces)
    assert plate.mesh.volume_mm3 == pytest.approx(PLATE.mesh.volume_mm3, rel=0.004)
    gap = SurfaceDistance(plate.mesh).signed(plate.points)
    assert np.abs(gap).max() < 0.05  # the points still lie on the bone side


def test_the_material_bounds_the_angle() -> None:
    """Outer fibre of a plate of thickness t: strain = t a / (2 s)."""
    station, limit = STATIONS[0], 0.5 * 0.12
    assert allowed_strain("316L") == pytest.approx(limit)
    assert largest_angles(station, "316L")[0] == pytest.approx(np.degrees(limit * 2 * station.zone_mm / 4.0))
    assert largest_angles(station, "Ti-6Al-4V")[0] < largest_angles(station, "316L")[0]
    assert allowed_strain("an unknown alloy") == allowed_strain("Ti-6Al-4V")
    too_much = np.zeros((4, 3))
    too_much[2, 0] = largest_angles(STATIONS[2], "316L")[0] + 0.1
    with pytest.raises(OsteoError, match="Station 3"):
        bent(PLATE, too_much)
    assert strain(STATIONS[2], held_back(STATIONS, too_much, "316L")[2]) <= limit * (1 + 1e-9)


def test_the_wrong_number_of_stations_is_refused() -> None:
    with pytest.raises(OsteoError, match="4 bending stations"):
        bent(PLATE, np.zeros((3, 3)))


def test_a_plate_is_bent_to_a_round_bone() -> None:
    """Across a bone of radius R, holes a pitch p apart need p / R each, with half the thickness more."""
    radius = 120.0
    bone = SurfaceDistance(cylinder(np.array([0.0, -100.0, 0.0]), np.array([0.0, 100.0, 0.0]), radius, 1440))
    on = PlateOnBone(PLATE, bone)
    start = on.at([radius + 5.0, 0.0, 0.0], [0.0, 0.0, 1.0])
    result = bent_to(PLATE, start.pose, bone)
    expected = np.degrees(18.0 / (radius + 2.0))
    assert np.abs(result.angles_deg[:, 0] - expected).max() <= 1.5
    assert np.abs(result.angles_deg[:, 2]).max() <= 2.0
    assert result.placed.fit.penetration_mm <= 0.011
    assert result.placed.fit.mean_mm < 0.35 * start.fit.mean_mm
    assert np.array_equal(result.angles_deg, np.round(result.angles_deg))


def test_a_plate_follows_a_helix_on_a_rod() -> None:
    """Along a path that winds about a bone, every station bends and twists alike."""
    radius = 60.0
    bone = SurfaceDistance(cylinder(np.array([0.0, 0.0, -200.0]), np.array([0.0, 0.0, 200.0]), radius, 720))
    turn = np.linspace(-0.6, 0.6, 7)
    picked = np.column_stack([radius * np.cos(turn), radius * np.sin(turn), 60.0 * turn])
    path = surface_path(bone, picked)
    assert path.length_mm == pytest.approx(1.2 * np.hypot(radius, 60.0), rel=0.01)
    plate = straight(5, 18.0, "316L annealed")
    result = bent_along(plate, path, bone)
    unbent = PlateOnBone(plate, bone).settled(result.placed.pose)
    assert result.placed.fit.mean_mm < 0.6 * unbent.fit.mean_mm
    holes = np.array([hole.point for hole in result.plate.holes]) @ result.placed.pose[:3, :3].T
    holes += result.placed.pose[:3, 3]
    helix = np.arctan2(holes[:, 1], holes[:, 0]) * 60.0
    assert np.abs(holes[:, 2] - helix).max() < 3.0


def test_the_list_tells_every_bend_once() -> None:
    angles = np.zeros((4, 3))
    angles[0] = [6.0, 0.0, -3.0]
    angles[3, 0] = -5.0
    steps = bend_list(PLATE, angles)
    assert [(one.station, one.way, one.angle_deg) for one in steps] == [(1, "bend", 6), (1, "twist", 3), (4, "bend", 5)]
    assert steps[0].from_proximal_mm == pytest.approx(18.0)
    assert steps[2].from_proximal_mm == pytest.approx(72.0)
    assert "toward the bone" in steps[0].sentence and "away from the bone" in steps[2].sentence
    assert "clockwise" in steps[1].english and steps[1].chinese
    assert all(one.tolerance_deg == pytest.approx(np.degrees(0.5 / 18.0)) for one in steps)
    assert all(one.strain_percent <= one.allowed_percent for one in steps)


def test_a_plate_of_one_hole_cannot_be_bent() -> None:
    plate = straight(1, 30.0)
    with pytest.raises(OsteoError, match="no two rows"):
        bent_to(plate, np.eye(4), SurfaceDistance(cylinder(np.zeros(3), np.array([0, 0, 1.0]), 5.0)))


@pytest.mark.parametrize("points", [[[0, 0, 0]], [[0, 0, 0], [0, 0, 0.1]], [[0, 0, np.nan], [9, 9, 9]]])
def test_a_path_needs_points(points: list[list[float]]) -> None:
    bone = SurfaceDistance(cylinder(np.zeros(3), np.array([0, 0, 100.0]), 10.0))
    with pytest.raises(OsteoError, match="points"):
        surface_path(bone, points)
