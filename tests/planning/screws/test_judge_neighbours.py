"""What a screw must keep away from: other screws, bones, joints, the canal; and the tip-apex distance."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from generated.pelvic_bones import vertebra
from osteokit.anatomy.landmark import BoneLandmarks, Landmark
from osteokit.anatomy.sacrum import sacrum_landmarks
from osteokit.anatomy.vertebra import vertebra_landmarks
from osteokit.base.errors import OsteoError
from osteokit.imaging.volume import Volume
from osteokit.planning.screws.along import Along
from osteokit.planning.screws.canal import Canal
from osteokit.planning.screws.judge import JudgedScrew, ScrewJudge
from osteokit.planning.screws.neighbours import nearest_on_segments, screw_clearance
from osteokit.planning.screws.shaft import shaft_in
from osteokit.planning.screws.tip_apex import femoral_tip_apex, head_apex, tip_apex_distance
from osteokit.planning.screws.values import ScrewPath
from osteokit.surface.boolean import difference, union
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.primitives import box, cylinder
from osteokit.surface.read import read_mesh
from osteokit.surface.solid import manifold_of, mesh_of
from osteokit.surface.transform import moved, rotation_about, translation

COORDINATE = st.floats(-50.0, 50.0)
POINT = st.tuples(COORDINATE, COORDINATE, COORDINATE)


def marks(bone: str, side: str, points: dict, radii: dict | None = None) -> BoneLandmarks:
    found = {key: Landmark(key, tuple(float(v) for v in at), 0.5, 1.0, "test") for key, at in points.items()}
    return BoneLandmarks(bone, side, found, radii or {})  # type: ignore[arg-type]


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(POINT, POINT, POINT, POINT)
def test_two_axes_against_an_optimiser(a, b, c, d):
    if np.linalg.norm(np.subtract(a, b)) < 1.0 or np.linalg.norm(np.subtract(c, d)) < 1.0:
        return
    one, two = ScrewPath(a, b, 5.0), ScrewPath(c, d, 4.0)
    along, distance = nearest_on_segments(one, two)
    assert 0.0 <= along <= one.length_mm

    def gap2(st_: np.ndarray) -> float:
        p = np.asarray(a) + st_[0] * np.subtract(b, a)
        return float(np.sum((p - np.asarray(c) - st_[1] * np.subtract(d, c)) ** 2))

    best = min(minimize(gap2, start, bounds=[(0, 1), (0, 1)]).fun for start in ((0, 0), (1, 1), (0, 1), (1, 0)))
    assert distance == pytest.approx(np.sqrt(best), abs=1e-3)
    on = np.asarray(one.entry) + along * one.axis
    t = np.clip((on - np.asarray(c)) @ two.axis, 0.0, two.length_mm)
    assert np.linalg.norm(on - np.asarray(c) - t * two.axis) == pytest.approx(distance, abs=1e-6)


def test_two_screws_side_by_side_and_through_each_other():
    one = ScrewPath((0, 0, 0), (0, 0, 40), 6.0)
    assert screw_clearance(one, ScrewPath((9, 0, 10), (9, 0, 60), 4.0), "b").distance_mm == pytest.approx(4.0)
    crossing = screw_clearance(one, ScrewPath((-20, 0, 25), (20, 0, 25), 4.0), "b")
    assert crossing.distance_mm == pytest.approx(-5.0)
    assert crossing.at_mm == pytest.approx(25.0)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.5, 8.0))
def test_along_finds_the_least_value_and_every_threshold(seed, radius):
    """A 1-Lipschitz function of many balls, against all stations."""
    rng = np.random.default_rng(seed)
    centers, radii = rng.uniform(-20, 60, (12, 3)), rng.uniform(1, 10, 12)
    points = np.linspace((0, 0, 0), (40.0, 3.0, 5.0), 406)

    def distance(places: np.ndarray) -> np.ndarray:
        return (np.linalg.norm(places[:, None] - centers, axis=2) - radii).min(axis=1)

    truth = distance(points)
    along = Along(distance, points)
    assert (along.lower <= truth + 1e-9).all()
    assert (along.upper >= truth - 1e-9).all()
    along.settle_between(-1.0, radius)
    wanted = (truth >= -1.0) & (truth <= radius)
    np.testing.assert_allclose(along.values[wanted], truth[wanted])
    assert ((along.values > radius) == (truth > radius)).all()
    some = rng.random(len(points)) < 0.3
    if some.any():
        assert truth[along.lowest(some)] == pytest.approx(truth[some].min())


def test_another_bone_near_the_tip():
    bones = {"a": box((40, 40, 40)), "b": box((40, 40, 40), translation((0, 0, 45)))}
    report = ScrewJudge(bones).report(JudgedScrew(ScrewPath((0, 0, -20), (0, 0, 16), 6.0)))
    (near,) = [one for one in report.clearances if one.kind == "bone"]
    assert near.name == "b"
    assert near.distance_mm == pytest.approx(25.0 - 16.0 - 3.0)
    assert near.at_mm == pytest.approx(36.0)
    through = ScrewJudge(bones).report(JudgedScrew(ScrewPath((0, 0, -20), (0, 0, 40), 6.0), holds=("a",)))
    assert any("runs through b" in warning for warning in through.warnings)
    assert through.nearest("bone").distance_mm == pytest.approx(-15.0 - 3.0)


def test_the_ball_of_a_hip_joint():
    pelvis = marks("pelvis", "", {"acetabulum_center_left": (0, 0, 0)}, {"acetabulum_center_left": 25.0})
    bones = {"hip_left": difference(box((120, 120, 120)), cylinder(np.array([-61.0, 0, 0]), np.zeros(3), 25.0))}
    judge = ScrewJudge(bones, None, {"pelvis": pelvis})
    past = judge.report(JudgedScrew(ScrewPath((0, -60, 30), (0, 40, 30), 6.0)))
    assert past.nearest("joint").distance_mm == pytest.approx(30 - 25 - 3.0)
    assert past.nearest("joint").name == "hip_left"
    into = judge.report(JudgedScrew(ScrewPath((0, -60, 20), (0, 40, 20), 6.0)))
    assert into.nearest("joint").distance_mm == pytest.approx(20 - 25 - 3.0)


def test_a_vertebral_canal_from_its_landmarks():
    """A block with a round hole: the canal's radius and middle, and how near a screw beside it comes."""
    hole = cylinder(np.array([0, -22.0, -30]), np.array([0, -22.0, 30]), 9.0, 180)
    bone = difference(union([box((60, 30, 26)), box((44, 34, 26), translation((0, -24, 0)))]), hole)
    turn = rotation_about((0, 0, 0), (1, 1, 0.3), 25.0)
    bone = moved(bone, turn)
    points = {}
    for end, z in (("superior", 13.0), ("inferior", -13.0)):
        points |= {f"{end}_endplate_posterior": (0, -12.0, z), f"{end}_endplate_anterior": (0, 15.0, z)}
    vertebra = marks("vertebra", "", points).transformed(turn)
    canal = Canal(bone, SurfaceDistance(bone), vertebra)
    assert canal.radius_mm == pytest.approx(9.0, abs=0.2)
    centers = canal.centers @ turn[:3, :3]
    np.testing.assert_allclose(centers[:, :2], [[0.0, -22.0]] * len(centers), atol=0.6)
    judge = ScrewJudge({"vertebrae_L3": bone}, None, {"vertebrae_L3": vertebra})
    for x, expected in ((15.0, 3.0), (12.0, 0.0), (10.0, -2.0), (5.0, -7.0), (40.0, 28.0)):
        ends = np.array([(x, -39.0, 0.0), (x, 10.0, 0.0)]) @ turn[:3, :3].T
        report = judge.report(JudgedScrew(ScrewPath(tuple(ends[0]), tuple(ends[1]), 6.0), ("vertebrae_L3",)))
        assert report.nearest("canal").distance_mm == pytest.approx(expected, abs=0.1), x


def test_a_block_has_no_canal():
    points = {}
    for end, z in (("superior", 13.0), ("inferior", -13.0)):
        points |= {f"{end}_endplate_posterior": (0, -12.0, z), f"{end}_endplate_anterior": (0, 15.0, z)}
    judge = ScrewJudge({"vertebrae_L3": box((60, 60, 26))}, None, {"vertebrae_L3": marks("vertebra", "", points)})
    report = judge.report(JudgedScrew(ScrewPath((0, -30, 0), (0, 10, 0), 6.0)))
    assert report.nearest("canal") is None
    assert "canal was not found" in report.not_measured["canal of vertebrae_L3"]


@settings(max_examples=50, deadline=None)
@given(POINT, POINT)
def test_tip_apex_is_the_sum_of_both_views(tip, apex):
    dx, dy, dz = np.subtract(apex, tip)
    expected = np.hypot(dx, dz) + np.hypot(dy, dz)
    assert tip_apex_distance(np.array(tip), np.array(apex), np.array([0, 3.0, 0]), np.array([-2.0, 0, 0])) == (
        pytest.approx(expected)
    )


def femur(side=1.0) -> BoneLandmarks:
    center = np.array([side * 40.0, 0.0, 0.0])
    neck = center + 35.0 * np.array([side * 0.8, 0.0, -0.6])
    points = {"femoral_head_center": center, "neck_isthmus_center": neck}
    return marks("femur", "right", points, {"femoral_head_center": 24.0})


def test_tip_apex_in_a_femur():
    """A tip on the neck's axis, d below the apex, has d in both views; beside it, the views add up."""
    bone = femur()
    apex = head_apex(bone)
    np.testing.assert_allclose(apex, np.array([40.0, 0, 0]) + 24.0 * np.array([-0.8, 0.0, 0.6]))
    along = np.array([-0.8, 0.0, 0.6])
    assert femoral_tip_apex(apex - 10.0 * along, bone) == pytest.approx(20.0)
    behind = apex - 10.0 * along + np.array([0.0, -5.0, 0.0])
    assert femoral_tip_apex(behind, bone) == pytest.approx(10.0 + np.hypot(10.0, 5.0))
    below = apex - 10.0 * along + 4.0 * np.array([-0.6, 0.0, -0.8])
    assert femoral_tip_apex(below, bone) == pytest.approx(np.hypot(10.0, 4.0) + 10.0)
    with pytest.raises(OsteoError, match="neck_isthmus_center"):
        head_apex(marks("femur", "right", {"femoral_head_center": (0, 0, 0)}, {"femoral_head_center": 24.0}))


def test_a_screw_in_a_femoral_head_is_told_its_tip_apex_and_joint():
    bone = femur()
    solid = union([box((90, 60, 90), translation((75, 0, -30)))])
    judge = ScrewJudge({"femur_right": solid}, None, {"femur_right": bone})
    tip = np.array([40.0, 0, 0]) - 6.0 * np.array([0.8, 0.0, -0.6])
    report = judge.report(JudgedScrew(ScrewPath((119.0, 0.0, -60.0), tuple(tip), 7.0)))
    assert report.tip_apex_mm == pytest.approx(femoral_tip_apex(tip, bone))
    assert report.nearest("joint").distance_mm == pytest.approx(18.0)
    outside = judge.report(JudgedScrew(ScrewPath((119.0, 0.0, -60.0), (110.0, 0, -60.0), 7.0)))
    assert outside.tip_apex_mm is None


def test_a_screw_in_no_bone_and_bones_that_are_none():
    judge = ScrewJudge({"a": box((40, 40, 40))})
    report = judge.report(JudgedScrew(ScrewPath((0, 0, 60), (0, 0, 90), 6.0)))
    assert report.grade == "E"
    assert report.breach is None
    assert report.in_bone_mm == 0.0
    assert "no bone" in report.not_measured["grade"]
    with pytest.raises(OsteoError, match="no bone 'b'"):
        judge.report(JudgedScrew(ScrewPath((0, 0, 0), (0, 0, 10), 6.0), holds=("b",)))
    wrong = judge.report(JudgedScrew(ScrewPath((0, 0, 60), (0, 0, 90), 6.0), holds=("a",)))
    assert any("does not reach a" in warning for warning in wrong.warnings)
    with pytest.raises(OsteoError, match="at least one"):
        ScrewJudge({})
    inside_out = box((4, 4, 4))
    with pytest.raises(OsteoError, match="inside out"):
        ScrewJudge({"a": type(inside_out)(inside_out.vertices, inside_out.faces[:, ::-1])})


def test_lengths_before_in_and_behind_the_bone():
    report = ScrewJudge({"a": box((40, 40, 40))}).report(JudgedScrew(ScrewPath((0, 0, -25), (0, 0, 23), 6.0)))
    assert report.before_mm == pytest.approx(5.0, abs=0.11)
    assert report.in_bone_mm == pytest.approx(40.0, abs=0.11)
    assert report.beyond_mm == pytest.approx(3.0, abs=0.11)
    assert report.tip_depth_mm == pytest.approx(-3.0)
    assert shaft_in(report.path, {}).inside().sum() == 0


@pytest.mark.slow
def test_a_screw_is_followed_on_200_000_triangles_with_everything_measured_anew():
    """How fast, the bench of screws tells."""
    bone = vertebra().mesh
    fine = mesh_of(manifold_of(bone).refine_to_length(0.42))
    assert len(fine.faces) > 200_000
    matrix = np.diag([0.5, 0.5, 0.5, 1.0])
    matrix[:3, 3] = fine.vertices.min(axis=0) - 10.0
    volume = Volume(np.random.default_rng(0).integers(-100, 900, (120, 220, 220)).astype(np.int16), matrix)
    judge = ScrewJudge({"vertebrae_L3": fine}, volume, {"vertebrae_L3": vertebra_landmarks(bone)})
    judge.prepare()
    other = {"other": ScrewPath((-16.0, -45.0, 2.0), (-8.0, 4.0, 0.0), 6.0)}
    for n in range(5):
        path = ScrewPath((16.0 + 0.1 * n, -45.0, 2.0 - 0.05 * n), (8.0, 4.0, 0.0), 6.0)
        report = judge.report(JudgedScrew(path), other)
        assert report.breach is not None and report.density is not None and report.pull_out is not None
        assert {one.kind for one in report.clearances} == {"screw", "canal"}


@pytest.mark.data
def test_canals_of_a_real_vertebra_and_sacrum(shared_data):
    """The middle of the canal is in air behind the body, wide as canals are, and its wall all around it."""
    for file, coordinates, find in (
        ("comodo/vertebra.stl", "RAS", vertebra_landmarks),
        ("vsdfullbody_z013/Sacrum.stl", "LPS", sacrum_landmarks),
    ):
        mesh = read_mesh(shared_data / "meshes" / file, coordinates)
        landmarks, surface = find(mesh), SurfaceDistance(mesh)
        canal = Canal(mesh, surface, landmarks)
        assert 3.5 < canal.radius_mm < 9.0
        assert (surface.signed(canal.centers) > 3.0).all()
        back, front = (
            ("endplate_posterior", "promontory")
            if landmarks.bone == "sacrum"
            else ("superior_endplate_posterior", "superior_endplate_anterior")
        )
        forward = landmarks.point(front) - landmarks.point(back)
        assert ((canal.centers - landmarks.point(back)) @ forward < 0).all()
