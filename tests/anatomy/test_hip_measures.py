"""Hip angles against closed forms: on landmarks placed by formulas, and on generated bones of known sockets."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generated.pelvic_bones import SOCKET_AXIS, hip_bone
from osteokit.anatomy.cup_angles import axis_of_radiographic, cup_angles
from osteokit.anatomy.hip_measures import HIP_DEFINITIONS, hip_measures
from osteokit.anatomy.landmark import BoneLandmarks, Landmark
from osteokit.anatomy.measurement_names import measurement_name
from osteokit.anatomy.pelvis import pelvis_landmarks
from osteokit.base.errors import OsteoError
from osteokit.surface.transform import rotation_about

SIDES = pytest.mark.parametrize("side", ["left", "right"])


def made(lce=32.0, index=5.0, inclination=42.0, anteversion=17.0, axial=19.0, spread=1.0) -> BoneLandmarks:
    """A pelvis in the frame of its anterior plane whose angles are those given, in degrees."""
    points = {}
    for side, sign in (("left", -1.0), ("right", 1.0)):
        flip = np.array([sign, 1.0, 1.0])
        center = np.array([85.0, -40.0, -75.0])
        a, b, c = np.radians([lce, index, axial])
        behind = center + np.array([10.0, -24.0, 0.0])
        edge = center + 26.0 * np.array([np.sin(a), 0.1, np.cos(a)])
        axis = axis_of_radiographic(inclination, anteversion) * [1.0, 1.0, -1.0]
        here = {
            "asis": np.array([115.0, 0.0, 0.0]),
            "pubic_tubercle": np.array([26.0, 0.0, -95.0]),
            "acetabulum_center": center,
            "acetabulum_rim_lateral": edge,
            "sourcil_medial": edge - 30.0 * np.array([np.cos(b), 0.0, np.sin(b)]),
            "acetabulum_rim_posterior": behind,
            "acetabulum_rim_anterior": behind + 48.0 * np.array([-np.sin(c), np.cos(c), 0.0]),
            "acetabulum_axis": center + 100.0 * axis,
        }
        points |= {f"{key}_{side}": point * flip for key, point in here.items()}
    landmarks = {
        key: Landmark(key, tuple(float(v) for v in point), spread, 0.9, "made") for key, point in points.items()
    }
    return BoneLandmarks("pelvis", "", landmarks)


@SIDES
@given(st.floats(0, 55), st.floats(-20, 40), st.floats(20, 70), st.floats(-20, 40), st.floats(-20, 40))
def test_angles_that_were_put_in_come_out(side, lce, index, inclination, anteversion, axial):
    values = hip_measures(made(lce, index, inclination, anteversion, axial), side).values
    murray = cup_angles(axis_of_radiographic(inclination, anteversion))
    expected = {
        "LCE_deg": lce,
        "acetabular_index_deg": index,
        "acetabular_anteversion_axial_deg": axial,
        "acetabular_inclination_radiographic_deg": inclination,
        "acetabular_anteversion_radiographic_deg": anteversion,
        "acetabular_inclination_deg": murray.anatomic_inclination,
        "acetabular_anteversion_deg": murray.anatomic_anteversion,
        "acetabular_inclination_operative_deg": murray.operative_inclination,
        "acetabular_anteversion_operative_deg": murray.operative_anteversion,
        "APP_tilt_deg": 0.0,
        "pelvic_obliquity_deg": 0.0,
    }
    assert {key: values[key].value for key in expected} == pytest.approx(expected, abs=1e-6)


@given(st.floats(-30, 30), st.floats(-20, 20))
def test_position_changes_tilt_and_obliquity_alone(tilt, obliquity):
    lying = made().transformed(rotation_about([0, 0, 0], [1, 0, 0], -tilt))  # about x: the spines come forward
    lying = lying.transformed(rotation_about([0, 0, 0], [0, 1, 0], -obliquity))
    found, still = hip_measures(lying, "left").values, hip_measures(made(), "left").values
    assert found["APP_tilt_deg"].value == pytest.approx(tilt, abs=1e-6)
    assert found["pelvic_obliquity_deg"].value == pytest.approx(obliquity, abs=1e-6)
    for key in still:
        if key not in ("APP_tilt_deg", "pelvic_obliquity_deg"):
            assert found[key].value == pytest.approx(still[key].value, abs=1e-6), key


def test_errors_are_those_of_repeated_measurement():
    """First-order propagation against measuring landmarks that really err."""
    sound, random = made(spread=0.5), np.random.default_rng(7)
    predicted = hip_measures(sound, "right").values
    drawn = {key: [] for key in predicted}
    for _ in range(400):
        moved = {
            key: Landmark(key, tuple(landmark.point + random.normal(0.0, 0.5, 3)), 0.5, 0.9, "made")
            for key, landmark in sound.landmarks.items()
        }
        for key, value in hip_measures(BoneLandmarks("pelvis", "", moved), "right").values.items():
            drawn[key].append(value.value)
    for key, values in drawn.items():
        assert predicted[key].error == pytest.approx(np.std(values), rel=0.15), key


def test_a_generated_socket_is_measured(hip_bones_found):
    murray = cup_angles(SOCKET_AXIS * [1.0, 1.0, -1.0])
    for side in ("left", "right"):
        measures = hip_measures(hip_bones_found, side)
        assert measures["acetabular_inclination_deg"].value == pytest.approx(murray.anatomic_inclination, abs=2.0)
        assert measures["acetabular_anteversion_deg"].value == pytest.approx(murray.anatomic_anteversion, abs=2.0)
        assert measures["APP_tilt_deg"].value == pytest.approx(0.0, abs=1.5)
        assert measures["pelvic_obliquity_deg"].value == pytest.approx(0.0, abs=1.0)
        assert "no end at the fossa" in measures.not_measurable["acetabular_index_deg"]


def test_one_hip_bone_allows_no_angle_and_says_why():
    measures = hip_measures(pelvis_landmarks(hip_bone("left").mesh, None), "left")
    assert not measures.values
    assert set(measures.not_measurable) == {definition.key for definition in HIP_DEFINITIONS}
    assert "no mesh of the right hip bone was given" in measures.not_measurable["LCE_deg"]


def test_definitions_are_complete():
    for definition in HIP_DEFINITIONS:
        assert definition.method and definition.source
        assert measurement_name(definition.key, "zh") != measurement_name(definition.key, "en")
    with pytest.raises(OsteoError, match="pelvis, not of a femur"):
        hip_measures(BoneLandmarks("femur", "left", {}), "left")
    with pytest.raises(OsteoError, match="left or right"):
        hip_measures(made(), "")
