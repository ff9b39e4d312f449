"""The grade of Gertzbein and Robbins: closed forms, and a dense brute-force distance for random screws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.planning.screws.bone_field import bones_as_one
from osteokit.planning.screws.grade import FACING_MM, MOUTH, breach, grade_of
from osteokit.planning.screws.judge import JudgedScrew, ScrewJudge
from osteokit.planning.screws.shaft import STEP_MM, shaft_in
from osteokit.planning.screws.values import ScrewPath
from osteokit.surface.boolean import union
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import box, cylinder
from osteokit.surface.transform import moved, rotation_about, translation
from planning.screws.brute_distance import densely, depths, letter


def block(size, at=(0.0, 0.0, 0.0)) -> Mesh:
    return box(size, translation(at))


def vertebra_like() -> Mesh:
    """A body with two thin round pedicles and an arch behind; a few hundred triangles."""
    body = cylinder(np.array([0.0, 0, -12]), np.array([0.0, 0, 12]), 18.0, 40)
    pedicles = [cylinder(np.array([x, -8.0, 3.0]), np.array([1.2 * x, -32.0, 4.0]), 4.0, 24) for x in (-12.0, 12.0)]
    arch = block((44.0, 10.0, 20.0), (0.0, -34.0, 2.0))
    return union([body, *pedicles, arch])


def graded(mesh: Mesh, path: ScrewPath):
    surface = SurfaceDistance(mesh)
    return breach(shaft_in(path, {"bone": surface}), ("bone",), surface)


@pytest.mark.parametrize(
    ("breach_mm", "grade"),
    [(-3.0, "A"), (0.0, "A"), (0.01, "B"), (1.99, "B"), (2.0, "C"), (3.99, "C"), (4.0, "D"), (5.99, "D"), (6.0, "E")],
)
def test_limits(breach_mm, grade):
    assert grade_of(breach_mm) == grade == letter(breach_mm)


@pytest.mark.parametrize("aside", [0.0, 5.9, 6.1, 7.5, 9.0, 11.0, 13.0, 15.0])
def test_a_screw_along_a_round_bone(aside):
    """A rod of radius 10 along y: the wall is 10 - aside from an axis parallel to it."""
    rod = cylinder(np.array([0.0, -60, 0]), np.array([0.0, 60, 0]), 10.0, 720)
    path = ScrewPath((aside, -60.0, 0.0), (aside, 20.0, 0.0), 8.0)
    if aside >= 10.0:
        with pytest.raises(OsteoError, match="does not enter"):
            graded(rod, path)
        return
    found = graded(rod, path)
    assert found.breach_mm == pytest.approx(4.0 - (10.0 - aside), abs=0.01)
    assert found.grade == letter(4.0 - (10.0 - aside))


@pytest.mark.parametrize(("slab", "breach_mm"), [(10.0, -2.0), (5.0, 0.5), (3.0, 1.5)])
def test_the_narrow_place_between_two_wide_ones(slab, breach_mm):
    """Two blocks joined by a plate: entry and tip are deep, the plate decides."""
    bone = union([block((40, 30, 40), (0, -30, 0)), block((slab, 40, 40)), block((40, 30, 40), (0, 30, 0))])
    found = graded(bone, ScrewPath((0.0, -45.0, 0.0), (0.0, 40.0, 0.0), 6.0))
    assert found.breach_mm == pytest.approx(breach_mm, abs=1e-6)
    assert abs(found.axis_point[1]) <= 15.0
    assert abs(found.cortex_point[0]) == pytest.approx(slab / 2)


@settings(max_examples=60, deadline=None)
@given(st.floats(25.0, 90.0), st.floats(3.0, 9.0), st.integers(0, 10**6))
def test_a_slanting_entry_and_a_tip_through_the_far_cortex_are_no_breach(angle, diameter, seed):
    """A thick slab, crossed at an angle from 25 degrees on, in any pose."""
    way = np.array([np.cos(np.radians(angle)), 0.0, -np.sin(np.radians(angle))])
    entry, tip = -20.0 / way[2] * -way, (20.0 + 1.0) / -way[2] * way
    pose = rotation_about((1.0, 2.0, 3.0), np.random.default_rng(seed).normal(size=3), float(seed % 360))
    entry, tip = (pose[:3, :3] @ point + pose[:3, 3] for point in (entry, tip))
    slab = moved(block((400, 400, 40)), pose)
    assert graded(slab, ScrewPath(tuple(entry), tuple(tip), diameter)).grade == "A"


def test_a_wall_scraped_from_the_entry_on_is_a_breach():
    slab = block((200, 60, 60))
    found = graded(slab, ScrewPath((-100.0, 0.0, 29.0), (50.0, 0.0, 29.0), 6.0))
    assert found.breach_mm == pytest.approx(2.0)
    assert found.grade == "C"
    assert found.from_mm == pytest.approx(MOUTH * 6.0, abs=2 * STEP_MM)


def test_out_of_the_side_and_on_is_no_exit():
    slab = block((200, 60, 60))
    found = graded(slab, ScrewPath((-100.0, 0.0, 0.0), (60.0, 0.0, 80.0), 6.0))
    assert found.grade == "E"


def test_out_and_in_again_is_a_breach():
    two = union([block((60, 20, 20), (0, 0, -20)), block((20, 20, 60), (-20, 0, 0)), block((60, 20, 20), (0, 0, 20))])
    found = graded(two, ScrewPath((10.0, 0.0, -30.0), (10.0, 0.0, 28.0), 4.0))
    assert found.grade == "E"
    assert abs(found.at_mm - 30.0) < 11.0


def test_a_joint_between_two_bones_is_no_breach_but_their_outer_walls_are():
    bones = {"hip": block((40, 40, 40), (-22, 0, 0)), "sacrum": block((40, 40, 40), (22, 0, 0))}
    surfaces = {key: SurfaceDistance(mesh) for key, mesh in bones.items()}
    body = bones_as_one(list(bones.values()), FACING_MM)
    for height, grade in ((0.0, "A"), (16.5, "A"), (18.0, "B"), (19.9, "C")):
        path = ScrewPath((-42.0, 0.0, height), (35.0, 0.0, height), 6.0)
        found = breach(shaft_in(path, surfaces), ("hip", "sacrum"), body)
        assert found.grade == grade
        if height:
            assert found.breach_mm == pytest.approx(3.0 - (20.0 - height), abs=1e-6)
    judge = ScrewJudge(bones)
    report = judge.report(JudgedScrew(ScrewPath((-42.0, 0.0, 0.0), (35.0, 0.0, 0.0), 6.0)))
    assert report.holds == ("hip", "sacrum")
    assert report.grade == "A"


def test_bones_too_far_apart_are_not_joined():
    bones = {"a": block((40, 40, 40), (-30, 0, 0)), "b": block((40, 40, 40), (30, 0, 0))}
    report = ScrewJudge(bones).report(JudgedScrew(ScrewPath((-50.0, 0.0, 0.0), (40.0, 0.0, 0.0), 6.0)))
    assert report.holds == ("a", "b")
    assert report.grade == "E"


def compared(count: int, seed: int) -> None:
    """Random screws about the pedicles of a coarse vertebra against every triangle, twice as densely."""
    mesh = vertebra_like()
    surface = SurfaceDistance(mesh)
    rng = np.random.default_rng(seed)
    grades = dict.fromkeys("ABCDE", 0)
    unclear = 0
    for _ in range(count):
        side = rng.choice([-1.0, 1.0])
        astray = rng.choice([1.0, 2.5], p=[0.8, 0.2])
        entry = np.array([side * 14.0, -39.0, 4.0]) + astray * rng.uniform(-2.5, 2.5, 3)
        tip = np.array([side * 9.0, rng.uniform(-6, 10), 2.0]) + rng.uniform([-5, 0, -5], [5, 0, 5])
        path = ScrewPath(tuple(entry), tuple(tip), float(rng.uniform(3.5, 7.5)))
        shaft = shaft_in(path, {"bone": surface})
        found = breach(shaft, ("bone",), surface)
        at, points = densely(path, STEP_MM, 2)
        graded_ = (at >= found.from_mm - 1e-9) & (at <= found.to_mm + 1e-9)
        truth = path.diameter_mm / 2 - depths(mesh, points[graded_]).min()
        grades[found.grade] += 1
        if found.grade == "A":  # its figure is the narrow place, beside the entry and the tip
            assert truth <= STEP_MM / 2
            continue
        assert found.breach_mm <= truth + 1e-9
        assert found.breach_mm == pytest.approx(truth, abs=STEP_MM / 2)
        if found.grade != letter(truth):  # only where the truth lies at a limit
            unclear += 1
            assert min(abs(truth - limit) for limit in (0.0, 2.0, 4.0, 6.0)) <= STEP_MM / 2
    assert unclear <= 0.01 * count
    assert all(grades[name] > 0.01 * count for name in "ABCD"), grades
    print(f"{count} random screws: {grades}, {unclear} within {STEP_MM / 2} mm of a limit")


def test_random_screws_against_brute_force():
    compared(60, 1)


@pytest.mark.slow
def test_ten_thousand_random_screws_against_brute_force():
    compared(10_000, 2)


def test_the_graded_part_is_where_the_screw_is_covered():
    """Against the definition, with the brute-force distance."""
    mesh = vertebra_like()
    rng = np.random.default_rng(5)
    for _ in range(25):
        path = ScrewPath((14.0, -39.0, 4.0), tuple(np.array([9.0, 4.0, 2.0]) + rng.uniform(-3, 3, 3)), 5.0)
        found = graded(mesh, path)
        at, points = densely(path, STEP_MM)
        depth = depths(mesh, points)
        first = at[np.argmax(depth > 0)]
        covered = at[depth >= 2.5]
        begins = min([first + MOUTH * 5.0, *covered[:1]])
        ends = max([path.length_mm - MOUTH * 5.0, *covered[-1:]])
        assert found.from_mm == pytest.approx(begins, abs=2 * STEP_MM)
        assert found.to_mm == pytest.approx(ends, abs=2 * STEP_MM)
