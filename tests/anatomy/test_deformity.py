from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generated.legs import LegShape, bent, generated_leg, mirrored
from osteokit.anatomy.deformity import (
    analyse_bone,
    joint_orientation_deformity,
    oblique_plane,
    shaft_deformity,
    translation_at,
)
from osteokit.anatomy.deformity_compare import compare, healthy_angles
from osteokit.anatomy.deformity_lines import AxisLine, toward
from osteokit.anatomy.deformity_shaft import shaft_centerline, straight_pieces
from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.anatomy.leg import Leg, measure_leg
from osteokit.base.errors import OsteoError
from osteokit.surface.boolean import union
from osteokit.surface.primitives import cylinder
from osteokit.surface.transform import rotation_about

SHAPE = LegShape(side="right", lpfa_deg=90.0, mldfa_deg=88.0, mpta_deg=87.0, ldta_deg=89.0, slope_deg=9.0)


def right_femur() -> BoneLandmarks:
    femur = generated_leg(SHAPE).femur
    assert femur is not None
    return femur


@pytest.mark.parametrize("angle", [15.0, -12.0, 5.0])
@pytest.mark.parametrize("share", [0.4, 0.2, 0.65])
def test_a_femur_bent_on_its_axis_has_its_cora_there(angle, share):
    """Bent by a known varus about a point of the mechanical axis: CORA within 1 mm and 0.1 degree of it."""
    hinge = np.array([0.0, 0.0, share * 430.0])
    femur = bent(right_femur(), hinge, np.array([0, 1.0, 0]), angle)
    (apex,) = joint_orientation_deformity(femur, "coronal").apices
    assert apex.magnitude_deg == pytest.approx(angle, abs=0.1)
    assert apex.direction == ("varus" if angle > 0 else "valgus")
    np.testing.assert_allclose(apex.position_ras, hinge, atol=1.0)
    length = np.linalg.norm(femur.point("femoral_head_center") - femur.point("knee_center"))
    assert apex.level_share == pytest.approx(share, abs=abs(430 - length) / 430 + 1 / 430)
    seen = measure_leg(Leg("right", femur=femur))
    change = (seen["mLDFA_deg"].value - 88) + (seen["LPFA_deg"].value - 90)  # the angle is shared by the two joints
    assert change == pytest.approx(angle, abs=1e-6)


def test_a_straight_bone_has_no_apex():
    leg = generated_leg(SHAPE)
    assert joint_orientation_deformity(leg.femur, "coronal").apices == ()
    assert joint_orientation_deformity(leg.tibia, "coronal").apices == ()
    sagittal = joint_orientation_deformity(leg.tibia, "sagittal")
    assert sagittal.total_deg == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(("plane", "axis"), [("coronal", [0, 1.0, 0]), ("sagittal", [-1.0, 0, 0])])
def test_a_tibia_bent_in_either_plane(plane, axis):
    tibia = generated_leg(SHAPE, varus_deg=0.0).tibia
    assert tibia is not None
    at = 0.0 if plane == "coronal" else float(joint_orientation_line_y(tibia))
    hinge = np.array([0.0, at, -150.0])
    (apex,) = joint_orientation_deformity(bent(tibia, hinge, np.array(axis), 10.0), plane).apices
    assert apex.magnitude_deg == pytest.approx(10.0, abs=0.2)
    assert apex.direction == {"coronal": "varus", "sagittal": "procurvatum"}[plane]
    if plane == "coronal":
        np.testing.assert_allclose(apex.position_ras, hinge, atol=1.0)


def joint_orientation_line_y(tibia: BoneLandmarks) -> float:
    return float(tibia.point("shaft_middle_center")[1])


def test_the_other_side_gives_the_normal_angles():
    """A femur with an unusual but healthy mLDFA has no deformity against its twin, and one against Paley."""
    odd = replace(SHAPE, mldfa_deg=93.0)
    healthy = measure_leg(mirrored(generated_leg(odd)))
    femur = generated_leg(odd).femur
    assert joint_orientation_deformity(femur, "coronal", healthy_angles(healthy)).apices == ()
    (apex,) = joint_orientation_deformity(femur, "coronal").apices
    assert apex.magnitude_deg == pytest.approx(5.0, abs=1e-6)


def shaft_points(bends: list[tuple[float, float]], height: float = 430.0) -> np.ndarray:
    """A centreline in the coronal plane of a right bone, from below, bent by (share, varus) at each share."""
    shares = np.linspace(0.2, 0.8, 61)
    heading, x, points = 90.0, 0.0, []
    kinks = sorted(bends, reverse=True)  # from above
    last = 1.0
    for share in shares[::-1]:
        while kinks and share < kinks[0][0]:
            x += (kinks[0][0] - last) * height * np.cos(np.radians(heading)) / np.sin(np.radians(heading))
            last = kinks[0][0]
            heading -= kinks.pop(0)[1]
        x += (share - last) * height * np.cos(np.radians(heading)) / np.sin(np.radians(heading))
        last = share
        points.append([x, 0.0, share * height])
    return np.array(points[::-1])


@pytest.mark.parametrize(
    "bends", [[(0.4, 15.0)], [(0.601, -10.0)], [(0.35, 12.0), (0.62, 14.0)], [(0.4, 12), (0.6, -15)]]
)
def test_one_and_two_apices_of_a_bent_shaft(bends):
    femur = right_femur()
    points = shaft_points(bends)
    found = shaft_deformity(femur, points, "coronal")
    assert len(found.apices) == len(bends)
    for apex, (share, varus) in zip(found.apices, sorted(bends, reverse=True), strict=True):
        assert apex.level_share * 430 == pytest.approx(share * 430, abs=1.0)
        assert apex.magnitude_deg == pytest.approx(varus, abs=0.1)
        assert apex.translation_mm == pytest.approx(0.0, abs=1.5)  # at most a section away from the bend
    assert found.total_deg == pytest.approx(sum(varus for _, varus in bends), abs=0.1)
    for apex, above, below in zip(found.apices, found.axes_ras, found.axes_ras[1:], strict=False):
        np.testing.assert_allclose([above[1], below[0]], [apex.position_ras] * 2, atol=1e-6)  # axes meet at apices


def test_a_translated_shaft_bends_away_from_its_cora():
    points = shaft_points([(0.4, 15.0)])
    points[points[:, 2] < 0.4 * 430, 0] += 8.0  # the distal part stands 8 mm lateral
    (apex,) = shaft_deformity(right_femur(), points, "coronal").apices
    assert apex.magnitude_deg == pytest.approx(15.0, abs=0.1)
    assert apex.translation_mm == pytest.approx(8.0, abs=1.0)
    shift = 8.0 / np.tan(np.radians(15.0))
    assert abs(apex.level_share * 430 - 0.4 * 430) == pytest.approx(shift, abs=1.5)


def test_a_normal_bow_is_no_apex():
    heights = np.linspace(90, 340, 50)
    bow = np.stack([np.zeros(50), 5.0 * np.cos((heights - 215) / 125 * np.pi / 2) - 5, heights], axis=1)
    noise = np.random.default_rng(0).normal(0, 0.15, bow.shape)
    assert shaft_deformity(right_femur(), bow + noise, "coronal").apices == ()


def test_the_centreline_of_a_bent_solid_leads_to_its_apex():
    """A tube bent by 15 degrees of varus at 40 % of its length, by way of its sections."""
    femur = right_femur()
    bend = np.array([0.0, 0.0, 172.0])
    bottom = rotation_about(bend, np.array([0, 1.0, 0]), 15.0)[:3] @ [0, 0, -40.0, 1]
    mesh = union([cylinder(bend, np.array([0, 0, 430.0]), 14.0), cylinder(bottom, bend, 14.0)])
    (apex,) = shaft_deformity(femur, shaft_centerline(mesh, femur), "coronal").apices
    assert apex.magnitude_deg == pytest.approx(15.0, abs=0.5)
    np.testing.assert_allclose(apex.position_ras, bend, atol=2.5)


@settings(max_examples=100, deadline=None)
@given(true=st.floats(0.5, 60), plane=st.floats(-89, 89))
def test_oblique_plane_from_a_direction_in_space(true, plane):
    """A distal axis leant by ``true`` in a plane at ``plane`` to the coronal one, projected on the two views."""
    t, p = np.radians([true, plane])
    axis = np.array([np.sin(t) * np.cos(p), np.sin(t) * np.sin(p), np.cos(t)])
    coronal, sagittal = (float(np.degrees(np.arctan2(part, axis[2]))) for part in axis[:2])
    resolved = oblique_plane(coronal, sagittal)
    assert resolved.magnitude_deg == pytest.approx(true, abs=1e-9)
    assert resolved.plane_deg == pytest.approx(plane, abs=1e-6)
    if true < 30:
        assert resolved.graph_magnitude_deg == pytest.approx(true, abs=1.6)


def test_paleys_graph_by_hand():
    resolved = oblique_plane(15.0, 20.0)
    assert resolved.graph_magnitude_deg == pytest.approx(25.0)
    assert resolved.graph_plane_deg == pytest.approx(53.1301, abs=1e-4)
    with pytest.raises(OsteoError, match="90 degrees"):
        oblique_plane(90.0, 0.0)


def test_translation_is_square_to_the_proximal_axis():
    proximal = AxisLine(np.zeros(2), toward(90), "")
    assert translation_at(proximal, AxisLine(np.array([6.0, 0]), toward(90), ""), 50.0) == pytest.approx(6.0)
    leaning = AxisLine(np.zeros(2), toward(100), "")
    assert translation_at(proximal, leaning, 100.0) == pytest.approx(-100 * np.tan(np.radians(10)))


def test_comparison_with_the_healthy_side():
    sick = measure_leg(generated_leg(SHAPE, varus_deg=9.0, mldfa_deg=94.0))
    healthy = measure_leg(generated_leg(SHAPE, side="left"))
    differences = compare(sick, healthy)
    assert differences["mLDFA_deg"].value == pytest.approx(6.0)
    assert differences["varus_deg"].value == pytest.approx(8.0)
    assert differences["mLDFA_deg"].is_normal is False
    assert differences["MPTA_deg"].is_normal is True
    assert differences["mLDFA_deg"].error == pytest.approx(
        np.hypot(sick["mLDFA_deg"].error, healthy["mLDFA_deg"].error)
    )
    assert "knee_flexion_deg" not in differences  # how the patient lay is no difference of the sides
    assert "femoral_torsion_waidelich_deg" in differences.not_measurable
    with pytest.raises(OsteoError, match="Both legs are right"):
        compare(sick, sick)


def test_all_of_a_bone_and_what_cannot_be_done():
    femur = right_femur()
    found = analyse_bone(femur, shaft_points([(0.4, 15.0)]))
    assert found.oblique is not None and found.oblique.magnitude_deg == pytest.approx(15.0, abs=0.1)
    assert "no joint line" in found.not_analysable["joint orientation, sagittal"]
    assert "mesh was not given" in analyse_bone(femur).not_analysable["shaft, coronal"]
    fibula = generated_leg(SHAPE).fibula
    assert "not on a fibula" in analyse_bone(fibula).not_analysable["joint orientation, coronal"]
    with pytest.raises(OsteoError, match="too short"):
        straight_pieces(np.zeros((9, 2)), 2)


def test_the_error_of_the_deformity_is_that_of_its_two_joint_angles():
    """total = mLDFA + LPFA - 178, so its variance is theirs but for the landmarks that both share."""
    femur = right_femur()
    found = joint_orientation_deformity(femur, "coronal")
    leg = measure_leg(Leg("right", femur=femur))
    apart = np.hypot(leg["mLDFA_deg"].error, leg["LPFA_deg"].error)
    assert found.error_deg == pytest.approx(apart, rel=0.15)
    unsure = replace(femur, landmarks={k: replace(m, spread_mm=8.0) for k, m in femur.landmarks.items()})
    bad = bent(unsure, np.array([0, 0, 172.0]), np.array([0, 1.0, 0]), 4.0)
    doubtful = joint_orientation_deformity(bad, "coronal")
    assert not doubtful.is_certain and "within the error" in doubtful.warnings[-1]


def test_the_bow_of_a_normal_femur_is_no_deformity_but_a_kink_is():
    heights = np.linspace(90, 340, 50)
    bow = np.stack([np.zeros(50), 8.0 * np.cos((heights - 215) / 125 * np.pi / 2) - 8, heights], axis=1)
    assert shaft_deformity(right_femur(), bow, "sagittal").apices == ()
    kinked = shaft_points([(0.5, 20.0)])[:, [1, 0, 2]]
    (apex,) = shaft_deformity(right_femur(), kinked, "sagittal").apices
    assert apex.direction == "procurvatum" and apex.magnitude_deg == pytest.approx(20.0, abs=0.1)
