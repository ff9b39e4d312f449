"""Miniaci's method against the closed form that is worked out in numbers, and against itself at random."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.planning.correction.miniaci import (
    angle_between,
    miniaci,
    opening_gap_by_tangent_mm,
    opening_gap_mm,
    point_on_plateau,
    turn_onto_ray,
    turned,
    weight_bearing_percent,
)
from osteokit.planning.correction.soft_tissue import soft_tissue_share_deg

EIGHT = math.radians(8.0)
HIP, KNEE = np.array([0.0, 430.0]), np.zeros(2)
ANKLE = 370.0 * np.array([-math.sin(EIGHT), -math.cos(EIGHT)])
MEDIAL, LATERAL = np.array([-40.0, 0.0]), np.array([40.0, 0.0])
HINGE, CORTEX = np.array([35.0, -15.0]), np.array([-36.0, -35.0])


def test_the_worked_example_to_its_printed_digits():
    result = miniaci(HIP, ANKLE, MEDIAL, LATERAL, HINGE, 62.5)
    lever = float(np.linalg.norm(CORTEX - HINGE))
    assert result.wbl_before_percent == pytest.approx(15.25, abs=0.005)
    assert result.angle_deg == pytest.approx(11.255, abs=0.0005)
    assert result.ankle_after == pytest.approx([18.756, -376.523], abs=0.0005)
    assert lever == pytest.approx(73.763, abs=0.0005)
    assert opening_gap_mm(lever, result.angle_deg) == pytest.approx(14.467, abs=0.0005)
    assert opening_gap_by_tangent_mm(lever, result.angle_deg) == pytest.approx(14.680, abs=0.0005)
    assert angle_between(KNEE - HIP, ANKLE - KNEE) == pytest.approx(-8.0, abs=1e-9)  # varus: the ankle is medial
    assert angle_between(KNEE - HIP, result.ankle_after - KNEE) == pytest.approx(2.85, abs=0.005)


def test_the_worked_example_agrees_with_itself_to_1e_6():
    result = miniaci(HIP, ANKLE, MEDIAL, LATERAL, HINGE, 62.5)
    assert weight_bearing_percent(HIP, result.ankle_after, MEDIAL, LATERAL) == pytest.approx(62.5, abs=1e-6)
    assert np.linalg.norm(result.ankle_after - HINGE) == pytest.approx(np.linalg.norm(ANKLE - HINGE), abs=1e-9)
    cosine = (ANKLE - HINGE) @ (result.ankle_after - HINGE) / np.linalg.norm(ANKLE - HINGE) ** 2
    assert math.degrees(math.acos(cosine)) == pytest.approx(result.angle_deg, abs=1e-6)
    opened = turned(CORTEX, HINGE, result.angle_deg)
    lever = float(np.linalg.norm(CORTEX - HINGE))
    assert np.linalg.norm(opened - CORTEX) == pytest.approx(opening_gap_mm(lever, result.angle_deg), abs=1e-9)


@given(
    varus=st.floats(-15, 15),
    percent=st.floats(0, 100),
    hinge=st.tuples(st.floats(20, 40), st.floats(-30, -5)),
    thigh=st.floats(330, 500),
    shank=st.floats(280, 450),
    spin=st.floats(-180, 180),
)
def test_the_line_passes_the_target_after_the_turn_in_any_pose(varus, percent, hinge, thigh, shank, spin):
    lean = math.radians(varus)
    points = [
        np.array([0.0, thigh]), shank * np.array([-math.sin(lean), -math.cos(lean)]), MEDIAL, LATERAL, np.array(hinge)
    ]  # fmt: skip
    hip, ankle, medial, lateral, about = (turned(p, np.array([3.0, -7.0]), spin) for p in points)
    result = miniaci(hip, ankle, medial, lateral, about, percent)
    assert weight_bearing_percent(hip, result.ankle_after, medial, lateral) == pytest.approx(percent, abs=1e-6)
    assert abs(result.angle_deg) < 60  # the place beyond the knee, not the one behind the hip


@given(percent=st.floats(1, 99), angle=st.floats(-12, 12))
def test_turning_the_hip_about_a_femoral_hinge_is_the_same_from_the_other_side(percent, angle):
    """The ray may start at the ankle as well: that is how a femoral osteotomy is solved."""
    assume(abs(angle) > 1e-3)
    hinge, hip = np.array([30.0, 25.0]), turned(HIP, np.zeros(2), angle)
    target = point_on_plateau(MEDIAL, LATERAL, percent)
    ankle = np.array([0.0, -370.0])
    landed = turned(hip, hinge, turn_onto_ray(hip, hinge, ankle, target))
    assert weight_bearing_percent(landed, ankle, MEDIAL, LATERAL) == pytest.approx(percent, abs=1e-6)


def test_what_cannot_be_reached_is_refused_in_one_sentence():
    with pytest.raises(OsteoError, match=r"between 0 \(medial\) and 100"):
        miniaci(HIP, ANKLE, MEDIAL, LATERAL, HINGE, 120)
    with pytest.raises(OsteoError, match="No turn about this hinge"):
        turn_onto_ray(np.array([0.0, -370.0]), np.array([0.0, -369.0]), HIP, np.array([10.0, 0.0]))
    with pytest.raises(OsteoError, match="apart"):
        turn_onto_ray(HINGE, HINGE, HIP, KNEE)
    with pytest.raises(OsteoError, match="never meets"):
        weight_bearing_percent(MEDIAL, LATERAL, MEDIAL, LATERAL)


@pytest.mark.parametrize(("jlca", "share"), [(-1, 0), (0, 0), (2, 0), (3, 0.5), (6, 2.0)])
def test_soft_tissue_share(jlca, share):
    assert soft_tissue_share_deg(jlca) == share


def test_soft_tissue_share_of_an_unknown_angle_is_refused():
    with pytest.raises(OsteoError, match="JLCA is not known"):
        soft_tissue_share_deg(math.nan)
