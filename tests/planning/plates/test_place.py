"""Sites by landmarks: the right side and height of the bone, left and right alike; ranking."""

from dataclasses import replace

import numpy as np
import pytest

from generated.long_bones import as_right, left_femur, left_tibia
from osteokit.anatomy.femur import femur_landmarks
from osteokit.anatomy.frames import femur_frame, tibia_frame
from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.anatomy.tibia import tibia_landmarks
from osteokit.base.errors import OsteoError
from osteokit.planning.plates.place import SITES, best_at, best_near, finished, placed_at, placed_through, site_of
from osteokit.planning.plates.rank import holes_beside, holes_on, ranked
from osteokit.planning.plates.shape import PlateShape, coarsened, plate_shape
from osteokit.planning.plates.slide import PlateOnBone
from osteokit.surface.boolean import difference, split_by_plane
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.primitives import cylinder
from osteokit.surface.transform import translation
from planning.plates.plates import bar, straight


@pytest.fixture(scope="module")
def tibia() -> tuple[SurfaceDistance, BoneLandmarks]:
    mesh = left_tibia()
    return SurfaceDistance(mesh), tibia_landmarks(mesh, "left")


@pytest.fixture(scope="module")
def femur() -> tuple[SurfaceDistance, BoneLandmarks]:
    mesh = left_femur()
    return SurfaceDistance(mesh), femur_landmarks(mesh, "left")


@pytest.mark.parametrize("key", [key for key, site in SITES.items() if site.bone == "tibia"])
def test_on_the_tibia_it_lies_where_the_site_says(key: str, tibia) -> None:
    bone, landmarks = tibia
    on, site, frame = PlateOnBone(straight(4), bone), SITES[key], tibia_frame(landmarks)
    placed = placed_at(site, on, landmarks)
    middle = placed.pose[:3, 3] - frame.origin
    assert np.sign((middle - (middle @ frame.z) * frame.z) @ frame.lateral) == site.lateral
    assert placed.pose[:3, 0] @ frame.z > 0.85  # its proximal end is up; a short plate leans on the flare
    assert placed.fit.penetration_mm <= 0.011
    top = (placed.pose[:3, 3] + 36.0 * placed.pose[:3, 0] - frame.origin) @ frame.z
    if site.end:
        joint = (landmarks.point(site.joint) - frame.origin) @ frame.z
        assert joint - top == pytest.approx(site.clearance_mm, abs=6.0)  # it leans on the flare
    better = best_at(site, on, landmarks)
    assert better.fit.mean_mm <= placed.fit.mean_mm
    assert abs((better.pose[:3, 3] - placed.pose[:3, 3]) @ frame.z) < (4.5 if site.end else 9.0)


def test_on_the_femur_the_lateral_plate_keeps_off_the_joint(femur) -> None:
    bone, landmarks = femur
    site, frame = SITES["distal_femur_lateral"], femur_frame(landmarks)
    placed = placed_at(site, PlateOnBone(straight(6), bone), landmarks)
    middle = placed.pose[:3, 3] - frame.origin
    assert middle @ frame.lateral > 0
    bottom = (placed.pose[:3, 3] - 54.0 * placed.pose[:3, 0]) @ frame.z
    assert bottom - landmarks.point(site.joint) @ frame.z == pytest.approx(site.clearance_mm, abs=4.0)


def test_right_is_left_mirrored(tibia) -> None:
    mesh = as_right(left_tibia())
    landmarks = tibia_landmarks(mesh, "right")
    right = placed_at(SITES["proximal_tibia_medial"], PlateOnBone(straight(4), mesh), landmarks)
    left = placed_at(SITES["proximal_tibia_medial"], PlateOnBone(straight(4), tibia[0]), tibia[1])
    assert np.allclose(right.pose[:3, 3] * [-1, 1, 1], left.pose[:3, 3], atol=2.0)
    assert right.fit.mean_mm == pytest.approx(left.fit.mean_mm, abs=0.3)


def test_along_a_shaft_the_middle_says_how_far(femur) -> None:
    bone, landmarks = femur
    on, frame = PlateOnBone(straight(4), bone), femur_frame(landmarks)
    heights = [
        placed_at(SITES["femur_shaft_lateral"], on, landmarks, share).pose[:3, 3] @ frame.z for share in (0.4, 0.6)
    ]
    length = (landmarks.point("femoral_head_center") - landmarks.point("knee_center")) @ frame.z
    assert heights[0] - heights[1] == pytest.approx(0.2 * length, abs=2.0)


def test_picked_points_hold_the_plate(femur) -> None:
    bone, _ = femur
    placed = placed_through(PlateOnBone(straight(4), bone), [[-14.0, 0, 250.0], [-14.0, 0, 150.0]])
    assert np.allclose(placed.pose[:3, 3], [-14.0, 0.0, 200.0], atol=1.0)
    assert placed.pose[2, 0] > 0.98


def test_what_cannot_be_placed_is_refused(tibia, femur) -> None:
    on = PlateOnBone(straight(4), tibia[0])
    with pytest.raises(OsteoError, match="not on the tibia"):
        placed_at(SITES["distal_femur_lateral"], on, tibia[1])
    with pytest.raises(OsteoError, match="no plate site"):
        site_of("proximal_nose")
    with pytest.raises(OsteoError, match="between 0 and 1"):
        placed_at(SITES["tibia_shaft_medial"], on, tibia[1], 1.5)
    with pytest.raises(OsteoError, match="shorter plate"):
        placed_at(SITES["proximal_tibia_medial"], PlateOnBone(plate_shape(bar(900.0)), tibia[0]), tibia[1])
    with pytest.raises(OsteoError, match="two or more points"):
        placed_through(on, [[0, 0, 0]])
    lacking = replace(tibia[1], landmarks={}, missing={"knee_center": "the proximal end is not in view"})
    with pytest.raises(OsteoError, match="not in view"):
        placed_at(SITES["proximal_tibia_medial"], on, lacking)


def hollow(radius: float) -> PlateShape:
    """A plate with a round hollow for a bone of that radius."""
    ends = np.array([[-50.0, 0.0, radius - 1.5], [50.0, 0.0, radius - 1.5]])
    return plate_shape(difference(bar(80.0, 18.0, 7.0), cylinder(*ends, radius, 360)))


def test_the_plate_made_for_the_bone_comes_first() -> None:
    bone = SurfaceDistance(cylinder(np.array([0, 0, -200.0]), np.array([0, 0, 200.0]), 20.0, 360))
    plates = {"flat": plate_shape(bar(80.0, 18.0, 4.0)), "tight": hollow(12.0), "made": hollow(20.0)}
    ranking = ranked(plates, bone, lambda on: best_near(on, on.at([25.0, 0, 0], [0, 0, 1.0])))
    assert ranking.plates[0].reference == "made"
    means = [one.placed.fit.mean_mm for one in ranking.plates]
    assert means == sorted(means) and len(ranking.best) == 3


def test_the_first_of_the_ranking_are_finished_with_all_their_points(tibia) -> None:
    site, bone = SITES["tibia_shaft_medial"], tibia[0]
    shapes = {"six": straight(6), "eight": straight(8)}
    rough = ranked(shapes, bone, lambda on: best_at(site, on, tibia[1]))
    fine = ranked(shapes, bone, lambda on: best_at(site, on, tibia[1]), finish=finished)
    means = {one.reference: one.placed.fit.mean_mm for one in rough.plates}
    for one in fine.plates:
        assert one.placed.fit.mean_mm <= means[one.reference] + 1e-9
        assert one.placed.fit.gaps.min() > -0.011 and len(one.placed.fit.gaps) == len(shapes[one.reference].points)


def test_a_rough_plate_stands_for_the_whole() -> None:
    whole = straight(8)
    rough = coarsened(whole, 5)
    assert len(rough.points) == -(-len(whole.points) // 5)
    assert rough.areas.sum() == pytest.approx(whole.areas.sum(), rel=0.05)


def test_a_plate_that_leaves_too_few_holes_is_left_out_with_the_reason() -> None:
    rod = cylinder(np.array([0, 0, -200.0]), np.array([0, 0, 200.0]), 20.0, 180)
    upper, lower = split_by_plane(rod, np.array([0, 0, 10.0]), np.array([0, 0, 1.0]))
    holding = holes_on([SurfaceDistance(upper), SurfaceDistance(lower)])
    plates = {"four": straight(4), "eight": straight(8)}
    ranking = ranked(plates, SurfaceDistance(rod), lambda on: on.at([25.0, 0, 10.0], [0, 0, 1.0]), holding)
    assert [one.reference for one in ranking.plates] == ["eight"]
    assert ranking.plates[0].holes == (4, 4)
    assert "3 are needed" in ranking.left_out["four"]
    with pytest.raises(OsteoError, match="no plate to rank"):
        ranked({}, SurfaceDistance(rod), lambda on: on.at([25.0, 0, 0], [0, 0, 1.0]))


def test_holes_beside_a_plane_are_counted_whole() -> None:
    plate, pose = straight(6), translation([0.0, 0.0, 0.0])
    assert holes_beside(plate, pose, np.zeros(3), np.array([1.0, 0, 0])) == (3, 3)
    assert holes_beside(plate, pose, np.array([9.0, 0, 0]), np.array([-1.0, 0, 0])) == (2, 3)
