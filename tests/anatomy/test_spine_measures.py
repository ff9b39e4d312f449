"""Spinopelvic and Cobb angles against closed forms, with the identity of Legaye: incidence = tilt + slope."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generated.pelvic_bones import SOCKET_CENTER, hip_bone, sacrum
from osteokit.anatomy.landmark import BoneLandmarks, Landmark
from osteokit.anatomy.measurement_names import measurement_name
from osteokit.anatomy.pelvis import pelvis_landmarks
from osteokit.anatomy.sacrum import sacrum_landmarks
from osteokit.anatomy.spine_measures import SPINOPELVIC_DEFINITIONS, cobb, lordosis, spinopelvic_measures
from osteokit.base.errors import OsteoError
from osteokit.surface.transform import rotation_about


def bone(name: str, points: dict) -> BoneLandmarks:
    landmarks = {k: Landmark(k, tuple(float(v) for v in p), 1.0, 0.9, "made") for k, p in points.items()}
    return BoneLandmarks(name, "", landmarks)


def made(tilt_deg: float, slope_deg: float) -> tuple[BoneLandmarks, BoneLandmarks]:
    """Pelvis and sacrum of a given pelvic tilt and sacral slope."""
    t, s = np.radians([tilt_deg, slope_deg])
    center = 105.0 * np.array([0.0, -np.sin(t), np.cos(t)])
    along = 16.0 * np.array([0.0, np.cos(s), -np.sin(s)])
    pelvis = bone("pelvis", {"acetabulum_center_left": [-86, 0, 0], "acetabulum_center_right": [86, 0, 0]})
    plate = {"endplate_center": center, "promontory": center + along, "endplate_posterior": center - along}
    return pelvis, bone("sacrum", plate)


def incidence_by_arccos(pelvis: BoneLandmarks, plate: BoneLandmarks) -> float:
    """Legaye's definition in space: unsigned angle of the endplate's normal and the line to the sockets."""
    hips = (pelvis.point("acetabulum_center_left") + pelvis.point("acetabulum_center_right")) / 2
    x = pelvis.point("acetabulum_center_right") - pelvis.point("acetabulum_center_left")
    normal = np.cross(x, plate.point("promontory") - plate.point("endplate_posterior"))
    line = plate.point("endplate_center") - hips
    return float(np.degrees(np.arccos(normal @ line / np.linalg.norm(normal) / np.linalg.norm(line))))


@given(st.floats(-10, 45), st.floats(15, 75), st.floats(-25, 25))
def test_tilt_and_slope_come_out_and_sum_to_incidence(tilt, slope, rolled):
    pelvis, plate = made(tilt, slope)
    rolling = rotation_about([0, 0, 0], [1, 0, 0], rolled)
    measures = spinopelvic_measures(pelvis.transformed(rolling), plate.transformed(rolling))
    values = {key: value.value for key, value in measures.values.items()}
    assert values["pelvic_tilt_deg"] == pytest.approx(tilt + rolled, abs=1e-6)
    assert values["sacral_slope_deg"] == pytest.approx(slope - rolled, abs=1e-6)
    assert values["pelvic_incidence_deg"] == pytest.approx(tilt + slope, abs=1e-6)
    assert values["pelvic_incidence_deg"] == pytest.approx(incidence_by_arccos(pelvis, plate), abs=1e-5)


@given(st.floats(-0.5, 0.5), st.floats(-0.5, 0.5), st.floats(-0.5, 0.5))
def test_the_identity_holds_in_any_position(rx, ry, rz):
    pelvis, plate = made(14.0, 41.0)
    for axis, turn in (([1, 0, 0], rx), ([0, 1, 0], ry), ([0, 0, 1], rz)):
        turning = rotation_about([5, 7, 9], axis, np.degrees(turn))
        pelvis, plate = pelvis.transformed(turning), plate.transformed(turning)
    values = spinopelvic_measures(pelvis, plate).values
    total = values["pelvic_tilt_deg"].value + values["sacral_slope_deg"].value
    assert values["pelvic_incidence_deg"].value == pytest.approx(total, abs=1e-6)
    assert values["pelvic_incidence_deg"].value == pytest.approx(55.0, abs=1e-6)


def test_a_generated_pelvis_and_sacrum():
    known = sacrum(40.0)
    pelvis = pelvis_landmarks(hip_bone("left").mesh, hip_bone("right").mesh, known.mesh)
    values = spinopelvic_measures(pelvis, sacrum_landmarks(known.mesh)).values
    line = known.points["endplate_center"] - SOCKET_CENTER
    tilt = np.degrees(np.arctan2(-line[1], line[2]))
    assert values["pelvic_tilt_deg"].value == pytest.approx(tilt, abs=1.0)
    assert values["sacral_slope_deg"].value == pytest.approx(40.0, abs=2.5)
    assert values["pelvic_incidence_deg"].value == pytest.approx(40.0 + tilt, abs=3.0)


def test_what_is_missing_is_not_measured():
    pelvis, plate = made(10.0, 40.0)
    lost = BoneLandmarks("sacrum", "", {}, {}, {"promontory": "the S1 endplate is not in view"})
    measures = spinopelvic_measures(pelvis, lost)
    assert not measures.values and set(measures.not_measurable) == {d.key for d in SPINOPELVIC_DEFINITIONS}
    with pytest.raises(OsteoError, match="landmarks of a pelvis"):
        spinopelvic_measures(plate, pelvis)


def vertebra_at(matrix: np.ndarray) -> BoneLandmarks:
    points = {}
    for plate, z in (("superior", 13.0), ("inferior", -13.0)):
        points |= {
            f"{plate}_endplate_left": [-24, 0, z],
            f"{plate}_endplate_right": [24, 0, z],
            f"{plate}_endplate_anterior": [0, 17, z],
            f"{plate}_endplate_posterior": [0, -17, z],
        }
    return bone("vertebra", points).transformed(matrix)


@given(st.floats(-60, 60), st.floats(-3, 3), st.floats(-3, 3), st.floats(-3, 3))
def test_cobb_of_vertebrae_turned_in_the_coronal_plane(angle, rx, ry, rz):
    """The right of the upper one rises, so the curve is convex to the right; the patient may lie in any way."""
    upper = vertebra_at(rotation_about([0, 0, 0], [0, 1, 0], -angle / 2))
    lower = vertebra_at(rotation_about([0, 0, -100], [0, 1, 0], angle / 2))
    for axis, turn in (([1, 0, 0], rx), ([0, 1, 0], ry), ([0, 0, 1], rz)):
        turning = rotation_about([1, 2, 3], axis, np.degrees(turn))
        upper, lower = upper.transformed(turning), lower.transformed(turning)
    assert cobb(upper, lower).value == pytest.approx(angle, abs=1e-6)
    assert lordosis(upper, lower).value == pytest.approx(0.0, abs=1e-6)


@given(st.floats(-70, 70))
def test_lordosis_opens_to_the_front(angle):
    upper = vertebra_at(rotation_about([0, 0, 0], [1, 0, 0], angle / 2))  # its front rises
    lower = vertebra_at(rotation_about([0, 0, -100], [1, 0, 0], -angle / 2))
    assert lordosis(upper, lower).value == pytest.approx(angle, abs=1e-6)
    assert cobb(upper, lower).value == pytest.approx(0.0, abs=1e-6)


def test_cobb_says_its_error_and_refuses_other_bones():
    straight = cobb(vertebra_at(np.eye(4)), vertebra_at(np.eye(4)))
    assert straight.error == pytest.approx(np.degrees(np.sqrt(4.0) / 48.0), rel=0.02)  # four ends of 1 mm, 48 mm apart
    assert straight.is_normal and "below 10 degrees" in straight.warnings[0]
    with pytest.raises(OsteoError, match="two vertebrae"):
        cobb(made(10.0, 40.0)[0], vertebra_at(np.eye(4)))
    for key in ("pelvic_incidence_deg", "cobb_deg", "lordosis_deg"):
        assert measurement_name(key, "zh") != measurement_name(key, "en")
