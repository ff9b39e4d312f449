"""The whole plan of a generated hip: leg length and offset by projection, targets met, reasons told."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.base.errors import OsteoError
from osteokit.planning.arthroplasty.cup import CupTarget
from osteokit.planning.arthroplasty.frames import level_axes, side_axes
from osteokit.planning.arthroplasty.hip import HipArticles, HipBones, HipPlan, HipWish, plan_hip, wanted_lengthening
from osteokit.planning.arthroplasty.hip_geometry import HipGeometry, ShaftLine, hip_geometry
from osteokit.planning.arthroplasty.hip_joint import head_pose, implant_solids, planned_joint
from osteokit.planning.arthroplasty.range_of_motion import MOTIONS, range_of_motion
from osteokit.surface.collision import overlap_volume_mm3
from osteokit.surface.transform import moved, translation
from planning.arthroplasty.known_hips import CUPS, HEADS, LINERS, STEMS, femur_of, pelvis, stem

NEAR = [one for one in STEMS if 9 <= one.size("distal_diameter_mm") <= 11]
ARTICLES = HipArticles([(one, None) for one in NEAR], CUPS, LINERS, HEADS)


@cache
def bones(side: str = "right") -> HipBones:
    left, right, marks = pelvis()
    femur, other = (
        femur_of(stem(10, 40), side=side),
        femur_of(stem(10, 40), side="left" if side == "right" else "right"),
    )
    hip = right if side == "right" else left
    return HipBones(side, hip, femur.mesh, marks, femur.landmarks, None, other.mesh, other.landmarks)  # pyright: ignore


@cache
def planned(side: str = "right") -> HipPlan:
    return plan_hip(bones(side), ARTICLES)


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_hip_is_restored_with_its_own_sizes(side):
    plan = planned(side)
    assert plan.stem is not None and plan.liner is not None and plan.head is not None
    assert plan.stem.fit.template.implant.reference == "S10-40"
    assert plan.cup.implant.reference == "C52"
    assert plan.head.size("neck_offset_mm") == 0.0
    assert plan.liner.size("head_diameter_mm") == plan.head.size("diameter_mm")
    assert not plan.not_planned
    assert abs(plan.change["leg_length_mm"]) < 0.5
    # The cup may go medially; the hip offset changes by the same, the stem's own offset not.
    assert plan.change["acetabular_offset_mm"] == pytest.approx(-plan.cup.medial_shift_mm, abs=0.3)
    assert abs(plan.change["femoral_offset_mm"]) < 0.5


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("shift", [(3.0, 0.0, 0.0), (0.0, 4.0, 0.0), (0.0, 0.0, -7.0), (2.0, -3.0, 5.0)])
def test_moving_the_femur_changes_length_and_offset_by_its_projection(side, shift):
    one = bones(side)
    axes = level_axes(one.pelvis_landmarks, side_axes(one.pelvis_landmarks, side))
    line = ShaftLine(np.array([100.0, 3.0, -90.0]), np.array([0.1, 0.05, -0.99]) / np.linalg.norm([0.1, 0.05, -0.99]))
    by = np.array(shift)
    before = hip_geometry(one.pelvis_landmarks, one.femur_landmarks, line, None, axes)
    marks = one.femur_landmarks.transformed(translation(by))
    after = hip_geometry(one.pelvis_landmarks, marks, line.moved(translation(by)), None, axes)
    change = after.change(before)
    assert change["leg_length_mm"] == pytest.approx(-by @ axes.up, abs=1e-9)
    assert change["hip_offset_mm"] == pytest.approx(by @ axes.lateral, abs=1e-9)
    assert change["acetabular_offset_mm"] == pytest.approx(by @ axes.lateral, abs=1e-9)
    assert change["femoral_offset_mm"] == pytest.approx(0.0, abs=1e-9)


def test_lengthening_is_what_was_asked_for():
    plan = plan_hip(bones(), ARTICLES, HipWish(leg_change_mm=4.0))
    assert plan.stem is not None
    assert plan.change["leg_length_mm"] == pytest.approx(4.0 + plan.stem.height_error_mm, abs=0.2)
    assert plan.femur_motion is not None
    assert np.allclose(plan.femur_motion[:3, :3], np.eye(3))
    level = level_axes(bones().pelvis_landmarks, plan.axes)
    assert -plan.femur_motion[:3, 3] @ level.up == pytest.approx(plan.change["leg_length_mm"], abs=1e-9)


def test_the_head_lies_in_the_cup_and_the_stem_in_the_head():
    plan = planned()
    solids = implant_solids(plan)
    assert set(solids) == {"cup", "liner", "stem", "head"}
    middle = solids["head"].vertices
    radius = plan.head.size("diameter_mm") / 2  # pyright: ignore
    assert np.linalg.norm(middle - plan.center, axis=1).max() == pytest.approx(radius, abs=0.1)
    assert overlap_volume_mm3(solids["head"], solids["liner"]) < 0.01 * solids["liner"].volume_mm3
    assert overlap_volume_mm3(solids["stem"], solids["cup"]) == 0.0
    assert plan.femur_motion is not None
    assert np.allclose((plan.femur_motion @ head_pose(plan))[:3, 3], plan.center)


def test_the_planned_hip_moves_and_ends_somewhere():
    joint = planned_joint(bones(), planned())
    limits = range_of_motion(joint, MOTIONS[:4])
    assert limits["flexion"].angle_deg > 60.0
    assert all(limit.between for key, limit in limits.items() if key in ("flexion", "adduction"))


def test_a_steeper_cup_gives_way_to_abduction():
    wishes = [HipWish(CupTarget(inclination, 15.0), leg_change_mm=0.0) for inclination in (35.0, 55.0)]
    motion = [one for one in MOTIONS if one.key == "abduction"]
    reach = []
    for wish in wishes:
        plan = plan_hip(bones(), ARTICLES, wish)
        joint = planned_joint(bones(), plan)
        implants = replace(joint, moving={"stem": joint.moving["stem"]}, fixed={"liner": joint.fixed["liner"]})
        reach.append(range_of_motion(implants, motion)["abduction"].angle_deg)
    assert reach[1] > reach[0] + 10.0


@pytest.mark.parametrize("lack, wanted", [(6.0, 6.0), (-6.0, 0.0), (25.0, 0.0)])
def test_a_leg_is_made_up_to_the_other_but_never_shortened_unasked(lack, wanted):
    before, other = HipGeometry({"leg_length_mm": 30.0}, {}), HipGeometry({"leg_length_mm": 30.0 + lack}, {})
    change, notes = wanted_lengthening(before, other, HipWish())
    assert change == wanted
    assert bool(notes) == (lack > 20.0)
    assert wanted_lengthening(before, other, HipWish(leg_change_mm=-3.0))[0] == -3.0


def test_a_femur_without_shaft_leaves_the_cup_planned_and_says_why():
    one = bones()
    head = BoneLandmarks(
        "femur", "right", {"femoral_head_center": one.femur_landmarks.landmarks["femoral_head_center"]},
        one.femur_landmarks.radii_mm, {"lesser_trochanter_tip": "too little of the bone is in view"},
    )  # fmt: skip
    from osteokit.surface.solid import manifold_of, mesh_of

    short = mesh_of(manifold_of(one.femur).trim_by_plane([0.0, 0.0, 1.0], -40.0))
    plan = plan_hip(replace(one, femur=short, femur_landmarks=head), ARTICLES)
    assert plan.stem is None and plan.cup.implant.reference == "C52"
    assert "no stem can be sized" in plan.not_planned["stem"]
    assert "leg_length_mm" in plan.before.not_measurable
    with pytest.raises(OsteoError, match="no stem can be sized"):
        planned_joint(one, plan)


def test_an_article_that_is_wrong_is_left_out_and_named():
    wrong = (CUPS[0], None)
    plan = plan_hip(bones(), replace(ARTICLES, stems=[wrong, *ARTICLES.stems]))
    assert plan.stem is not None
    assert any("C40" in note and "no hip stem" in note for note in plan.warnings)


def test_no_liner_and_no_head_are_told():
    plan = plan_hip(bones(), replace(ARTICLES, liners=[], heads=[]))
    assert plan.stem is not None and "liner" in plan.not_planned and "head" in plan.not_planned


def test_both_sides_are_mirror_images():
    left, right = planned("left"), planned("right")
    assert left.before.values == pytest.approx(right.before.values, abs=0.8)
    assert left.after is not None and right.after is not None
    assert left.after.values == pytest.approx(right.after.values, abs=0.8)
    flip = np.diag([-1.0, 1.0, 1.0, 1.0])
    assert np.allclose(moved(left.stem.fit.template.solid, flip).volume_mm3, right.stem.fit.template.solid.volume_mm3)  # pyright: ignore
