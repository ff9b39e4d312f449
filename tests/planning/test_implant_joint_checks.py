"""Parts of artificial joints and nails that go through the cortex, over the cut, or do not fit each other."""

import numpy as np
import pytest
from manifold3d import Manifold

from osteokit.anatomy.measurement import Measurements
from osteokit.planning.arthroplasty.cup import hemisphere
from osteokit.planning.checks import check_variant
from osteokit.planning.implant_joint_checks import joint_findings
from osteokit.planning.implants.catalogues import search
from osteokit.planning.plan import PlanInput, SurgicalPlan, Variant
from osteokit.planning.plan_implants import implant_step
from osteokit.planning.plan_outcome import carry_out
from osteokit.plugins.manager import OsteoPlugins
from osteokit.surface.boolean import difference, union
from osteokit.surface.primitives import box, cylinder
from osteokit.surface.solid import mesh_of
from osteokit.surface.transform import pose_of, translation

WALL_MM = 30.0
HIP, TIBIA, FEMUR = "hip_right", "tibia_right", "femur_right"


def article(family, **sizes):
    """Of the generic catalogue: the first of these sizes."""
    return next(
        one for one in search(family=family, catalogue_name="generic")
        if all(abs(one.implant.sizes[key] - value) < 1e-6 for key, value in sizes.items())
    )  # fmt: skip


def found(bones, *steps):
    inputs = tuple(PlanInput(key, f"{key}.stl", "0" * 64, "RAS", mesh.volume_mm3) for key, mesh in bones.items())
    plan = SurgicalPlan("1", "t", "right", inputs, {}, Measurements("right", {}, {}))
    outcome = carry_out(plan, Variant("A", steps), bones)
    findings = list(joint_findings(outcome))
    assert set(findings) <= set(check_variant(plan, Variant("A", steps), outcome, OsteoPlugins()))
    for one in findings:
        assert one.message.endswith(".") and one.message_zh.endswith("。") and "\n" not in one.message
    return findings


def ball(radius_mm: float):
    return mesh_of(Manifold.sphere(radius_mm, 96))


def socket():
    """A wall of 30 mm with a half ball of 50 mm in its face, which looks to the patient's right."""
    wall = box((WALL_MM, 120.0, 120.0), translation([-WALL_MM / 2, 0.0, 0.0]))
    return difference(wall, ball(25.0))


def cup(deeper_mm: float):
    """Of 52 mm, its dome to the patient's left."""
    pose = pose_of([-deeper_mm, 0.0, 0.0], [0.0, 0.0, 1.0], [-1.0, 0.0, 0.0])
    return implant_step("cup", HIP, article("acetabular_cup", outer_diameter_mm=52.0), pose)


def test_a_cup_in_its_wall_is_nothing_to_tell():
    assert found({HIP: socket()}, cup(0.0)) == []
    assert found({HIP: socket()}, cup(3.5)) == []


@pytest.mark.parametrize("deeper", [5.0, 6.5, 9.0])
def test_a_cup_through_its_wall_is_told_by_how_much(deeper):
    (one,) = found({HIP: socket()}, cup(deeper))
    assert one.code == "implant.breakthrough" and one.severity == "stop"
    told = float(one.message.split(" goes ")[1].split(" mm")[0])
    assert told == pytest.approx(26.0 + deeper - WALL_MM, abs=0.15)
    assert one.position_ras[0] < -WALL_MM


def test_a_dome_that_stands_free_at_the_rim_is_no_breakthrough():
    """A socket that covers two thirds: the rest has no bone behind it, so nothing was gone through."""
    cover = difference(socket(), box((60.0, 120.0, 120.0), translation([0.0, 0.0, 68.0])))
    assert found({HIP: cover}, cup(0.0)) == []


def shaft(radius_mm: float = 14.0):
    """300 mm long, downward from the origin, with a marrow cavity."""
    outer = cylinder(np.array([0, 0, 20.0]), np.array([0, 0, -300.0]), radius_mm, 96)
    inner = cylinder(np.array([0, 0, -20.0]), np.array([0, 0, -280.0]), 7.0, 96)
    return difference(union([outer, ball(45.0)]), inner)


@pytest.mark.parametrize(("lean", "codes"), [(0.0, []), (12.0, ["implant.breakthrough"])])
def test_a_stem_that_leaves_the_shaft(lean, codes):
    stem = article("hip_stem", distal_diameter_mm=9.0)
    way = np.array([np.sin(np.radians(lean)), 0.0, -np.cos(np.radians(lean))])
    offset = stem.implant.sizes.get("offset_mm", 40.0)
    pose = pose_of([-offset, 0.0, 30.0], [-1.0, 0.0, 0.0], way)
    findings = found({FEMUR: shaft()}, implant_step("stem", FEMUR, stem, pose))
    assert [one.code for one in findings] == codes


def plateau():
    """A cut tibia: 76 by 50 mm across, 60 mm high below z = 0, with bone to take away above."""
    return box((76.0, 50.0, 70.0), translation([0.0, 0.0, -25.0]))


def tray(x: float = 0.0, width: float = 72.0):
    return implant_step("tray", TIBIA, article("knee_tibial", width_mm=width), translation([x, 0.0, 0.0]))


def test_a_tray_on_its_cut():
    assert found({TIBIA: plateau()}, tray()) == []
    (one,) = found({TIBIA: plateau()}, tray(6.0))
    assert one.code == "implant.overhang" and "4.0 mm over the bone laterally" in one.message
    (one,) = found({TIBIA: plateau()}, tray(-7.0))
    assert "5.0 mm over the bone medially" in one.message
    (one,) = found({TIBIA: plateau()}, implant_step("tray", TIBIA, article("knee_tibial", width_mm=72.0), np.diag(
        [1.0, 1.0, 1.0, 1.0]) @ translation([0.0, 0.0, 40.0])))  # fmt: skip
    assert one.code == "implant.off_bone"


def test_a_keel_through_the_cortex():
    thin = box((76.0, 50.0, 12.0), translation([0.0, 0.0, -2.0]))
    stalk = box((10.0, 10.0, 80.0), translation([14.0, 0.0, -40.0]))
    findings = found({TIBIA: union([thin, stalk])}, tray())
    assert [one.code for one in findings] == ["implant.breakthrough"] and "keel" not in findings[0].message


@pytest.mark.parametrize(("forward", "codes"), [(0.0, []), (-5.0, ["implant.notch"])])
def test_a_femoral_component_that_notches(forward, codes):
    one = article("knee_femoral", width_mm=70.0)
    deep, thick = 0.92 * 70.0, one.implant.sizes.get("thickness_mm", 9.0)
    # the front of the shaft lies where the anterior cut of a component at y = 0 ends
    front = deep / 2 - thick
    femur = box((70.0, front + 30.0, 200.0), translation([0.0, (front - 30.0) / 2, 100.0]))
    step = implant_step("femoral", FEMUR, one, translation([0.0, forward, 0.0]))
    findings = found({FEMUR: femur}, step)
    assert [one.code for one in findings] == codes
    if codes:
        assert "by 5.0 mm" in findings[0].message


def test_parts_of_other_sizes_do_not_fit():
    center = pose_of([0.0, 0.0, 0.0], [0.0, 0.0, 1.0], [-1.0, 0.0, 0.0])
    head = implant_step("head", FEMUR, article("femoral_head", diameter_mm=36.0), center)
    for bore, codes in ((32.0, ["implant.mismatch"]), (36.0, [])):
        liner = implant_step("liner", HIP, article("acetabular_liner", head_diameter_mm=bore), center)
        findings = found({HIP: socket(), FEMUR: shaft()}, liner, head)
        assert [one.code for one in findings] == codes


def test_the_dome_that_is_looked_at_is_that_of_the_cup():
    assert (hemisphere(np.array([1.0, 0.0, 0.0])) @ [-1.0, 0.0, 0.0] > 0).all()
