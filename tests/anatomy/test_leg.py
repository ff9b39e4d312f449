from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from generated.legs import LegShape, generated_leg, mirrored, moved
from osteokit.anatomy.leg import Leg, length_differences, measure_leg
from osteokit.anatomy.leg_definitions import LEG_DEFINITIONS
from osteokit.anatomy.measurement_names import measurement_name, short_name
from osteokit.base.errors import OsteoError

ANGLE = st.floats(-10, 10)
SHAPES = st.builds(
    LegShape,
    side=st.sampled_from(["left", "right"]),
    varus_deg=ANGLE,
    mldfa_deg=st.floats(75, 100),
    mpta_deg=st.floats(75, 100),
    lpfa_deg=st.floats(75, 110),
    ldta_deg=st.floats(78, 100),
    slope_deg=st.floats(-5, 20),
    neck_shaft_deg=st.floats(105, 150),
    ama_deg=st.floats(3, 10),
    femoral_torsion_deg=st.floats(-30, 50),
    tibial_torsion_deg=st.floats(-20, 50),
)


def pose(seed: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    matrix = np.eye(4)
    matrix[:3, :3] = Rotation.random(random_state=seed).as_matrix()
    matrix[:3, 3] = random.normal(0, 500, 3)
    return matrix


@settings(max_examples=25, deadline=None)
@given(shape=SHAPES, seed=st.integers(0, 2**31))
def test_the_angles_that_the_leg_was_built_from_in_any_pose(shape, seed):
    values = measure_leg(moved(generated_leg(shape), pose(seed))).values
    truth = {
        "HKA_deg": 180 - shape.varus_deg,
        "varus_deg": shape.varus_deg,
        "mLDFA_deg": shape.mldfa_deg,
        "MPTA_deg": shape.mpta_deg,
        "JLCA_deg": shape.jlca_deg,
        "LPFA_deg": shape.lpfa_deg,
        "LDTA_deg": shape.ldta_deg,
        "AMA_deg": shape.ama_deg,
        "aLDFA_deg": shape.mldfa_deg - shape.ama_deg,
        "MPFA_deg": 180 - shape.lpfa_deg - shape.ama_deg,
        "neck_shaft_deg": shape.neck_shaft_deg,
        "femoral_offset_mm": shape.offset_mm,
        "PPTA_deg": 90 - shape.slope_deg,
        "posterior_slope_deg": shape.slope_deg,
        "tibial_torsion_deg": shape.tibial_torsion_deg,
        "tibial_torsion_bimalleolar_deg": shape.tibial_torsion_deg,
        "ADTA_deg": 80.0,
        "PDFA_deg": 83.0,
        "knee_flexion_deg": 0.0,
        "femur_length_mm": shape.femur_mm,
        "tibia_length_mm": shape.tibia_mm,
    }
    for key, expected in truth.items():
        assert values[key].value == pytest.approx(expected, abs=1e-6), key


@settings(max_examples=25, deadline=None)
@given(shape=SHAPES, seed=st.integers(0, 2**31))
def test_paley_identity_on_a_leg_in_one_plane(shape, seed):
    values = measure_leg(moved(generated_leg(shape), pose(seed))).values
    varus, mldfa, mpta, jlca = (values[k].value for k in ("varus_deg", "mLDFA_deg", "MPTA_deg", "JLCA_deg"))
    assert varus == pytest.approx(mldfa - mpta + jlca, abs=1e-6)


def test_axis_deviation_in_closed_form():
    """Hip at +430, ankle 8 degrees of varus below at 370 (geometry.md): the line passes medially of the knee."""
    shape = LegShape(varus_deg=8.0, mpta_deg=90.0)
    values = measure_leg(generated_leg(shape)).values
    t = np.radians(8.0)
    ankle = np.array([-370 * np.sin(t), -370 * np.cos(t)])  # (lateral, up) with the femur upright
    crossing = ankle[0] * 430 / (430 - ankle[1])  # where the line from (0, 430) meets the knee's level
    line = np.array([0.0, 430.0]) - ankle
    assert values["MAD_mm"].value == pytest.approx(-crossing * line[1] / np.linalg.norm(line), abs=1e-9)
    # the plateau is turned with the tibia by 8 degrees, so the crossing is found along it
    along = np.array([np.cos(-t), np.sin(-t)])
    share = np.linalg.solve(np.column_stack([along, -line]), ankle)[0] / 80.0 + 0.5
    assert values["WBL_percent"].value == pytest.approx(100 * share, abs=1e-6)


@pytest.mark.parametrize("torsion", [-20.0, 0.0, 15.0, 45.0])
def test_femoral_torsion_against_the_projection_of_the_neck(torsion):
    """The neck turns about the shaft, but torsion is seen along the mechanical axis: closed form of that projection."""
    shape = LegShape(femoral_torsion_deg=torsion)
    t, n, a = np.radians([torsion, shape.neck_shaft_deg, shape.ama_deg])
    medial = np.cos(n) * np.sin(a) + np.sin(n) * np.cos(t) * np.cos(a)
    expected = np.degrees(np.arctan2(np.sin(n) * np.sin(t), medial))
    for side in ("left", "right"):
        values = measure_leg(generated_leg(shape, side=side)).values
        for name in ("3d", "murphy"):
            assert values[f"femoral_torsion_{name}_deg"].value == pytest.approx(expected, abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(shape=SHAPES, flexion=st.floats(-5, 40))
def test_a_mirrored_leg_has_the_same_numbers(shape, flexion):
    leg = generated_leg(shape, flexion_deg=flexion)
    here, there = measure_leg(leg), measure_leg(mirrored(leg))
    assert {here.side, there.side} == {"left", "right"}
    assert here.values.keys() == there.values.keys()
    for key, value in here.values.items():
        assert value.value == pytest.approx(there[key].value, abs=1e-9), key
        assert value.error == pytest.approx(there[key].error, abs=1e-6), key


def test_own_planes_do_not_change_when_the_knee_bends():
    straight, bent = (measure_leg(generated_leg(flexion_deg=f)) for f in (0.0, 35.0))
    for key in ("mLDFA_deg", "MPTA_deg", "LPFA_deg", "LDTA_deg", "tibial_torsion_deg", "neck_shaft_deg"):
        assert bent[key].value == pytest.approx(straight[key].value, abs=1e-9), key
    assert bent["knee_flexion_deg"].value == pytest.approx(35.0, abs=0.5)
    assert any("bent 35 degrees" in warning for warning in bent.warnings)
    assert not straight.warnings


def test_a_moved_landmark_changes_only_the_numbers_that_name_it():
    leg = generated_leg()
    before = measure_leg(leg)
    femur = leg.femur
    assert femur is not None
    after = measure_leg(
        replace(leg, femur=femur.moved("femoral_head_center", femur.point("femoral_head_center") + 3.0))
    )
    for key, value in before.values.items():
        if abs(after[key].value - value.value) > 1e-9:
            assert "femur.femoral_head_center" in value.landmarks, key
    for key in ("HKA_deg", "MAD_mm", "mLDFA_deg", "LPFA_deg", "neck_shaft_deg", "leg_length_mm"):
        assert abs(after[key].value - before[key].value) > 0.01, key


def test_what_is_not_in_view_is_said_not_invented():
    leg = generated_leg()
    alone = measure_leg(Leg("left", femur=leg.femur))
    assert alone["mLDFA_deg"].value == pytest.approx(88.0)
    assert alone.not_measurable["HKA_deg"] == "The tibia was not given."
    assert "plafond" not in "".join(alone.values)
    femur = leg.femur
    assert femur is not None
    landmarks = {k: v for k, v in femur.landmarks.items() if "head" not in k}
    cut = replace(femur, landmarks=landmarks, missing={"femoral_head_center": "the proximal end is not in view"})
    measured = measure_leg(Leg("left", femur=cut))
    assert "the proximal end is not in view" in measured.not_measurable["mLDFA_deg"]
    assert set(measured.values) | set(measured.not_measurable) == {d.key for d in LEG_DEFINITIONS}


def test_bones_of_the_wrong_side_or_kind_are_refused():
    left, right = generated_leg(side="left"), generated_leg(side="right")
    with pytest.raises(OsteoError, match="right one, but the leg is the left"):
        Leg("left", femur=left.femur, tibia=right.tibia)
    with pytest.raises(OsteoError, match="of a tibia"):
        Leg("left", femur=left.tibia)
    with pytest.raises(OsteoError, match="left or right"):
        Leg("", femur=left.femur)


def test_coinciding_landmarks_are_not_measurable():
    leg = generated_leg()
    femur = leg.femur
    assert femur is not None
    broken = femur.moved("lateral_condyle_posterior", femur.point("medial_condyle_posterior"))
    assert "lie on one another" in measure_leg(Leg("left", femur=broken)).not_measurable["mLDFA_deg"]


def test_length_difference_of_two_sides():
    measured = length_differences(generated_leg(side="left", femur_mm=440.0), generated_leg(side="right"))
    assert measured["femur_LLD_mm"].value == pytest.approx(10.0)
    assert measured["tibia_LLD_mm"].value == pytest.approx(0.0, abs=1e-9)
    assert measured["LLD_mm"].value == pytest.approx(10.0, abs=0.01)
    a, b = (
        measure_leg(generated_leg(side=side, femur_mm=440.0))["femur_length_mm"].error for side in ("left", "right")
    )
    assert measured["femur_LLD_mm"].error == pytest.approx(np.hypot(a, b), rel=1e-3)
    alone = length_differences(Leg("left"), generated_leg(side="right"))
    assert "left: The femur was not given." in alone.not_measurable["LLD_mm"]


def test_every_number_has_names_a_source_and_its_unit():
    for definition in LEG_DEFINITIONS:
        assert definition.source and definition.method
        assert measurement_name(definition.key, "en") != short_name(definition.key)
        assert measurement_name(definition.key, "zh") != measurement_name(definition.key, "en")
        assert definition.unit == "" or definition.key.endswith("_" + definition.unit)


@pytest.mark.parametrize("forward", ["posterior condyles", "epicondyles", "patella"])
def test_knee_forward_methods_agree_on_a_leg_without_twist(forward):
    measured = measure_leg(generated_leg(varus_deg=6.0), knee_forward=forward)
    assert measured["HKA_deg"].value == pytest.approx(174.0, abs=0.01)  # the patella stands before the femur's axis
