"""Cuts of generated knees whose axes and thicknesses are known in closed form."""

from functools import cache

import numpy as np
import pytest

from generated.long_bones import PLATEAU_HEIGHT, as_right, left_femur, left_tibia
from osteokit.anatomy.angles import between_deg
from osteokit.anatomy.find import landmarks_of
from osteokit.anatomy.frames import femur_frame, tibia_frame
from osteokit.base.errors import OsteoError
from osteokit.jobs.knee import knee_articles, leg_axis
from osteokit.planning.arthroplasty.knee import KneeArticles, KneeBones, plan_knee
from osteokit.planning.arthroplasty.knee_axes import KneeWish
from osteokit.planning.arthroplasty.knee_joint import insert_pose
from osteokit.planning.arthroplasty.resection import cut_outline
from osteokit.planning.implants.solid import sizes_of
from osteokit.surface.primitives import box
from osteokit.surface.transform import translation


@cache
def bones(side: str) -> KneeBones:
    femur, tibia = left_femur(), left_tibia()
    if side == "right":
        femur, tibia = as_right(femur), as_right(tibia)
    marks = [landmarks_of(f"{name}_{side}", mesh) for name, mesh in (("femur", femur), ("tibia", tibia))]
    return KneeBones(side, femur, marks[0], tibia, marks[1])  # pyright: ignore


ARTICLES, _FOUND = knee_articles("generic")


@pytest.mark.slow
@pytest.mark.parametrize("side", ["left", "right"])
def test_cuts_are_square_to_the_mechanical_axes(side):
    one = bones(side)
    plan = plan_knee(one, ARTICLES, KneeWish(slope_deg=0.0))
    assert between_deg(plan.resections["distal"].normal, femur_frame(one.femur_landmarks).z) < 1e-6
    assert between_deg(plan.resections["tibial"].normal, tibia_frame(one.tibia_landmarks).z) < 1e-6
    assert plan.resections["distal"].angles_deg["mLDFA_deg"] == pytest.approx(90.0)
    distal, behind = plan.resections["distal"], plan.resections["posterior"]
    assert max(distal.medial_mm, distal.lateral_mm) == pytest.approx(9.0)
    assert max(behind.medial_mm, behind.lateral_mm) == pytest.approx(9.0)
    marks = one.femur_landmarks
    falls = (marks.point("lateral_condyle_distal") - marks.point("medial_condyle_distal")) @ distal.normal
    assert distal.medial_mm - distal.lateral_mm == pytest.approx(falls)


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_level_tibia_is_cut_evenly(side):
    plan = plan_knee(bones(side), ARTICLES, KneeWish(slope_deg=0.0, tibial_cut_mm=10.0))
    cut = plan.resections["tibial"]
    assert cut.medial_mm == pytest.approx(cut.lateral_mm, abs=0.6)
    assert cut.point[2] == pytest.approx(PLATEAU_HEIGHT - 10.0, abs=0.6)
    # Discs of 19 and 18 mm about +-21: from -39 to 40.
    assert plan.bone_mm["tibial_width_mm"] == pytest.approx(79.0, abs=0.5)


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("varus, slope", [(3.0, 7.0), (-2.0, 0.0)])
def test_varus_and_slope_of_the_tibia_fall_to_the_right_sides(side, varus, slope):
    plan = plan_knee(bones(side), ARTICLES, KneeWish(tibial_varus_deg=varus, slope_deg=slope))
    cut = plan.resections["tibial"]
    assert cut.angles_deg["MPTA_deg"] == pytest.approx(90.0 - varus, abs=0.05)
    assert cut.angles_deg["posterior_slope_deg"] == pytest.approx(slope, abs=0.05)
    frame = tibia_frame(bones(side).tibia_landmarks)
    medial = np.cross(np.cross(cut.normal, -frame.lateral), cut.normal)
    assert np.sign(medial @ frame.z) == -np.sign(varus), "a varus cut falls to medial"
    back = np.cross(np.cross(cut.normal, -frame.y), cut.normal)
    assert back @ frame.z <= 1e-9


@pytest.mark.parametrize("side", ["left", "right"])
def test_varus_and_flexion_of_the_femur(side):
    wish = KneeWish(2.0, 4.0, "posterior condyles", external_rotation_deg=0.0)
    cut = plan_knee(bones(side), ARTICLES, wish).resections["distal"]
    assert cut.angles_deg["mLDFA_deg"] == pytest.approx(92.0, abs=0.05)
    assert cut.angles_deg["flexion_deg"] == pytest.approx(4.0, abs=0.05)


@pytest.mark.parametrize("side", ["left", "right"])
def test_rotation_by_the_condyles_turns_outward(side):
    plain = plan_knee(bones(side), ARTICLES, KneeWish(rotation="posterior condyles", external_rotation_deg=0.0))
    turned = plan_knee(bones(side), ARTICLES, KneeWish(rotation="posterior condyles", external_rotation_deg=3.0))
    front = [plan.resections["distal"].frame[:3, 1] for plan in (plain, turned)]
    assert between_deg(*front) == pytest.approx(3.0)
    assert front[1] @ femur_frame(bones(side).femur_landmarks).lateral > 0.0
    # Turned outward, the cut takes less of the lateral posterior condyle.
    change = [
        plan.resections["posterior"].medial_mm - plan.resections["posterior"].lateral_mm for plan in (plain, turned)
    ]
    assert change[1] > change[0] + 1.0


def test_components_lie_on_their_cuts_and_do_not_stand_over():
    plan = plan_knee(bones("left"), ARTICLES)
    assert plan.tibial is not None and plan.insert is not None and not plan.not_planned
    assert plan.tibial.overhang.largest_mm <= 0.5
    assert plan.insert.size("width_mm") == plan.tibial.implant.size("width_mm")
    cut = plan.resections["tibial"]
    assert abs((plan.tibial.pose[:3, 3] - cut.point) @ cut.normal) < 1e-9
    assert np.linalg.det(plan.tibial.pose[:3, :3]) == pytest.approx(1.0)
    assert plan.femoral is not None
    distal = plan.resections["distal"]
    assert (distal.point - plan.femoral.pose[:3, 3]) @ distal.normal == pytest.approx(9.0)


def test_the_outline_of_a_box_is_its_rectangle():
    outline = cut_outline(box((40.0, 30.0, 20.0)), translation([0.0, 0.0, 3.0]))
    assert outline.area() == pytest.approx(1200.0)
    with pytest.raises(OsteoError, match="misses the bone"):
        cut_outline(box((40.0, 30.0, 20.0)), translation([0.0, 0.0, 30.0]))


def test_what_is_missing_is_told():
    one = bones("left")
    plan = plan_knee(KneeBones("left", tibia=one.tibia, tibia_landmarks=one.tibia_landmarks), ARTICLES)
    assert plan.tibial is not None and "femur was not given" in plan.not_planned["femoral"]
    none = plan_knee(one, KneeArticles([], []))
    assert set(none.not_planned) == {"femoral", "tibial", "insert"}
    small = KneeArticles(ARTICLES.femoral, [a for a in ARTICLES.tibial if a.size("width_mm") > 84], ARTICLES.inserts)
    assert "stands" in plan_knee(one, small).not_planned["tibial"]
    with pytest.raises(OsteoError, match="femur or a tibia"):
        plan_knee(KneeBones("left"), ARTICLES)
    with pytest.raises(OsteoError, match="no rotation by"):
        plan_knee(one, ARTICLES, KneeWish(rotation="eye"))  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("varus", [(0.0, 0.0), (1.5, 2.5), (-2.0, 1.0)])
def test_the_joined_leg_has_the_axis_that_its_cuts_ask_for(side, varus):
    """In the coronal plane of the leg, square cuts give a straight leg and each degree of varus one of the leg."""
    one = bones(side)
    plan = plan_knee(one, ARTICLES, KneeWish(femoral_varus_deg=varus[0], tibial_varus_deg=varus[1], flexion_deg=2.0))
    assert plan.tibia_motion is not None and plan.insert_pose is not None and plan.femoral is not None
    assert np.allclose(plan.tibia_motion[:3, :3] @ plan.tibia_motion[:3, :3].T, np.eye(3), atol=1e-12)
    axis = leg_axis(one, plan)
    assert axis["after"] == pytest.approx(180.0 - sum(varus), abs=0.05)
    cut = plan.tibia_motion[:3, :3] @ plan.resections["tibial"].normal
    native = femur_frame(one.femur_landmarks)
    # full extension: what leans in the sagittal plane is the slope alone
    assert np.degrees(np.arctan2(-cut @ native.y, cut @ native.z)) == pytest.approx(3.0, abs=0.2)


def test_the_insert_lies_on_the_tray_and_under_the_femur():
    plan = plan_knee(bones("left"), ARTICLES)
    assert plan.tibial is not None and plan.femoral is not None and plan.insert is not None
    assert plan.insert_pose is not None and plan.tibia_motion is not None
    tray = sizes_of(plan.tibial.implant)["thickness_mm"]
    insert = sizes_of(plan.insert)
    top = plan.tibia_motion @ plan.insert_pose @ [0.0, 0.0, insert["tray_mm"] + insert["thickness_mm"], 1.0]
    assert np.allclose(top[:3], plan.femoral.pose[:3, 3], atol=1e-9)
    up = plan.tibial.pose[:3, 2]
    foot = plan.insert_pose @ [0.0, 0.0, insert["tray_mm"], 1.0]
    assert (foot[:3] - plan.tibial.pose[:3, 3]) @ up == pytest.approx(tray)


def test_parts_without_bearings_for_each_other_are_not_joined():
    with pytest.raises(OsteoError, match="has no bearing for a knee_femoral"):
        insert_pose(ARTICLES.tibial[0], np.eye(4), ARTICLES.femoral[0])
