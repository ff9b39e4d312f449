"""Each check of implants finds what it is for, and only that, on boxes whose geometry is plain."""

from dataclasses import replace

import numpy as np
import pytest

from osteokit.anatomy.landmark import BoneLandmarks, Landmark
from osteokit.anatomy.measurement import Measurements
from osteokit.planning.bill import bill_of_materials
from osteokit.planning.checks import check_variant
from osteokit.planning.implants.catalogues import Found
from osteokit.planning.implants.poses import screw_pose
from osteokit.planning.implants.values import Catalogue
from osteokit.planning.osteotomy.cuts import PlaneCut, cut_to_json
from osteokit.planning.plan import (
    IDENTITY,
    FragmentMove,
    ImplantStep,
    OsteotomyStep,
    PlanInput,
    SurgicalPlan,
    Variant,
    matrix_rows,
)
from osteokit.planning.plan_implants import implant_step
from osteokit.planning.plan_outcome import carry_out
from osteokit.planning.screws.values import ScrewPath
from osteokit.plugins.manager import OsteoPlugins
from osteokit.surface.primitives import box
from osteokit.surface.transform import pose_of, translation
from planning.shelves import ARTICLES, on_shelf, packed

NONE = OsteoPlugins()
HELD = Catalogue("test", "", "", "1", {one.reference: one for one in ARTICLES})
TIBIA, TALUS = "tibia_left", "talus_left"
BONES = {
    TIBIA: box((40.0, 40.0, 200.0), translation(np.array([0.0, 0.0, 100.0]))),
    TALUS: box((40.0, 40.0, 30.0), translation(np.array([0.0, 0.0, -18.0]))),  # a joint of 3 mm below z = 0
}


@pytest.fixture(scope="module", autouse=True)
def shelf(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shelf")
    packed(folder)
    with on_shelf(folder):
        yield


def plan():
    inputs = tuple(PlanInput(key, f"{key}.stl", "0" * 64, "RAS", mesh.volume_mm3) for key, mesh in BONES.items())
    return SurgicalPlan("1", "t", "left", inputs, {}, Measurements("left", {}, {}))


def found(*steps):
    variant = Variant("A", steps)
    findings = check_variant(plan(), variant, carry_out(plan(), variant, BONES), NONE)
    for one in findings:
        assert one.message.endswith(".") and one.message_zh and "\n" not in one.message
    return {one.code: one for one in findings}


def screw(name, entry, tip, reference="S-4.5-40", bone=TIBIA, **rest):
    pose = screw_pose(ScrewPath(tuple(map(float, entry)), tuple(map(float, tip)), 4.5))
    return implant_step(name, bone, Found(HELD, HELD.articles[reference]), pose, **rest)


def plate(z=100.0, out=0.0, bone=TIBIA, name="plate"):
    """On the bone's face at x = 20, along z, lifted by ``out`` mm."""
    pose = pose_of((20.0 + out, 0.0, z), (0.0, 0.0, 1.0), (-1.0, 0.0, 0.0))
    return implant_step(name, bone, Found(HELD, HELD.articles["P-L"]), pose)


ACROSS = screw("across", (20, 0, 50), (-20, 0, 50))


def test_a_screw_in_the_middle_and_a_plate_on_the_bone_are_good():
    assert found(ACROSS, plate(150.0)) == {}


@pytest.mark.parametrize(
    ("step", "code", "said"),
    [
        (screw("off", (60, 0, 50), (60, 0, 90)), "screw.outside", "does not hold the left tibia"),
        (screw("long", (20, 0, 50), (-20, 0, 50), "S-4.5-60"), "screw.tip", "stands 20.0 mm out"),
        (screw("down", (0, 0, 38), (0, 0, 0)), "screw.joint", "the left talus faces it"),
        (screw("deep", (0, 0, 30), (0, 0, 0), "S-4.5-60"), "screw.other_bone", "into the left talus"),
    ],
)
def test_screws_that_are_in_the_wrong_place(step, code, said):
    codes = found(step)
    assert said in codes[code].message
    assert codes[code].position_ras is not None


def test_a_screw_along_the_cortex_is_told_from_2_mm():
    assert found(screw("near", (19, 0, 60), (19, 0, 100))) == {}, "1.25 mm out: grade B"
    codes = found(screw("scraping", (19.9, 0, 60), (19.9, 0, 100)))
    assert "2.1 mm out of the side of the bone (grade C)" in codes["screw.breach"].message


@pytest.mark.parametrize(("tip_mm", "codes"), [(16.0, set()), (27.0, {"screw.joint"}), (-60.0, set())])
def test_the_ball_of_the_hip_is_for_screws_in_the_head(tip_mm, codes):
    """A head of 20 mm about the origin on a shaft below; a screw up the neck, one that leaves it, one in the shaft."""
    femur = box((38.0, 38.0, 180.0), translation(np.array([0.0, 0.0, -71.0])))
    center = Landmark("femoral_head_center", (0.0, 0.0, 0.0), 0.5, 1.0, "test")
    head = BoneLandmarks("femur", "left", {center.key: center}, {center.key: 20.0})
    made = replace(plan(), inputs=(PlanInput("femur_left", "f.stl", "0" * 64, "RAS", 1.0),), side="")
    made = replace(made, landmarks={"femur_left": head})
    variant = Variant("A", (screw("neck", (0, 0, tip_mm - 40), (0, 0, tip_mm), bone="femur_left"),))
    findings = check_variant(made, variant, carry_out(made, variant, {"femur_left": femur}), NONE)
    assert {one.code for one in findings if one.code.startswith("screw.joint")} == codes


def test_beside_the_fibula_there_is_no_joint():
    beside = {**BONES, "fibula_left": box((12.0, 12.0, 200.0), translation(np.array([-29.0, 0.0, 100.0])))}
    inputs = (*plan().inputs, PlanInput("fibula_left", "f.stl", "0" * 64, "RAS", 1.0))
    variant = Variant("A", (screw("near", (18, 0, 50), (-22, 0, 50)),))
    made = replace(plan(), inputs=inputs)
    (finding,) = check_variant(made, variant, carry_out(made, variant, beside), NONE)
    assert (finding.code, finding.severity) == ("screw.tip", "warning")
    assert "from the left fibula" in finding.message


def test_a_screw_that_is_meant_for_both_bones_is_none_in_the_joint():
    step = screw("arthrodesis", (0, 0, 30), (0, 0, -30), "S-4.5-60", into=(TALUS,))
    assert set(found(step)) <= {"screw.tip"}


def test_screws_in_each_other_once_per_pair():
    codes = found(ACROSS, screw("crossing", (0, 20, 51), (0, -20, 51)))
    assert "across and crossing run through each other" in codes["collision.implants"].message
    assert found(ACROSS, screw("beside", (0, 20, 60), (0, -20, 60))) == {}


def test_a_screw_goes_through_a_hole_but_not_through_the_plate():
    through = screw("through", (23, 0, 120), (-17, 0, 120))
    assert found(plate(), through) == {}, "hole 1 is 20 mm along the plate"
    beside = found(plate(), screw("beside", (25, 0, 105), (-15, 0, 105)))
    assert "lie in each other" in beside["collision.implants"].message
    lean = np.radians(25.0)
    way = np.array([-np.cos(lean), 0.0, np.sin(lean)])
    start = np.array([21.0, 0.0, 120.0]) - 2.0 * way
    leaning = found(plate(), screw("leaning", start, start + 40 * way))
    assert "leans 25 degrees in hole 1, which allows 10" in leaning["implant.angle"].message


def test_the_other_side_is_a_stop():
    other = {TIBIA.replace("left", "right"): BONES[TIBIA]}
    inputs = (PlanInput("tibia_right", "t.stl", "0" * 64, "RAS", 1.0),)
    right = replace(plan(), side="right", inputs=inputs)
    variant = Variant("A", (plate(bone="tibia_right"),))
    (finding,) = check_variant(right, variant, carry_out(right, variant, other), NONE)
    assert (finding.code, finding.severity) == ("side.implant", "stop")
    assert "made for the left side, but it is on the right tibia" in finding.message


@pytest.mark.parametrize(("out", "code"), [(-6.0, "implant.sunk"), (9.0, "implant.off_bone")])
def test_plates_in_the_bone_and_off_it(out, code):
    assert list(found(plate(out=out))) == [code]


def test_a_plate_in_another_bone():
    pose = pose_of((0.0, 0.0, -20.0), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0))
    step = implant_step("lost", TIBIA, Found(HELD, HELD.articles["P-L"]), pose)
    codes = found(step)
    assert "lies in the left talus" in codes["collision.implant_bone"].message
    assert "implant.off_bone" in codes


def test_a_plate_that_was_put_on_before_the_cut_under_it():
    cut = cut_to_json(PlaneCut((0.0, 0.0, 100.0), (0.0, 0.0, 1.0), (1.0, 0.0, 0.0)))
    move = FragmentMove("distal", matrix_rows(translation(np.array([0.0, 0.0, -2.0]))), (TALUS,))
    saw = OsteotomyStep("saw", TIBIA, cut, (move,))
    assert "place it after the cut" in found(plate(), saw)["implant.bridges"].message
    assert "implant.bridges" not in found(saw, plate())
    assert "implant.bridges" not in found(plate(160.0), saw)


def test_articles_that_are_gone_changed_or_incomplete():
    nowhere = ImplantStep("lost", TIBIA, "test", "S-9", IDENTITY, version="0")
    finding = found(nowhere)["implant.unknown"]
    assert finding.severity == "stop" and "'S-9'" in finding.message
    assert finding.evidence == "planned with version 0, here version 1"
    recorded = found(replace(ACROSS, catalogue="former"))["implant.unknown"]
    assert recorded.severity == "warning" and "drawn as the plan recorded it" in recorded.message
    thicker = replace(ACROSS.article, sizes={"diameter_mm": 3.5, "length_mm": 40.0})
    assert "has other sizes" in found(replace(ACROSS, article=thicker))["implant.changed"].message
    empty = ImplantStep("none", TIBIA, "", "", IDENTITY)
    assert list(found(empty)) == ["sizes.missing"]
    half = replace(ACROSS, catalogue="former", article=replace(ACROSS.article, sizes={"diameter_mm": 4.5}))
    assert "length_mm" in found(half)["implant.unknown"].message


def test_the_bill_counts_and_forgets_nothing():
    steps = (
        plate(), ACROSS, screw("second", (20, 0, 80), (-20, 0, 80)), screw("wire", (0, 0, 60), (0, 0, 90), "K-2"),
        ImplantStep("none", TIBIA, "", "", IDENTITY), replace(ACROSS, name="old", catalogue="former", version="3"),
    )  # fmt: skip
    lines = bill_of_materials(Variant("A", steps))
    assert sum(line.quantity for line in lines) == len(steps)
    by_step = {name: line for line in lines for name in line.steps}
    assert set(by_step) == {step.name for step in steps}
    assert by_step["across"] is by_step["second"] and by_step["across"].quantity == 2
    assert dict(by_step["across"].sizes) == {"diameter_mm": 4.5, "length_mm": 40.0}
    assert (by_step["across"].material, by_step["across"].maker, by_step["plate"].side) == ("316L", "Nobody", "left")
    assert [name for name, line in by_step.items() if not line.available] == ["old", "none"]
    assert (by_step["old"].version, by_step["old"].english) == ("3", "Screw 4.5 x 40")
    order = [line.family for line in lines]
    assert order.index("cortical_screw") < order.index("k_wire") < order.index("straight_plate") < order.index("")
