"""The report of a plan with implants: every article with its sizes, in both languages, and a figure of them."""

from dataclasses import replace

import numpy as np
import pytest
from pypdf import PdfReader

from osteokit.anatomy.measurement import Measurements
from osteokit.planning.bill import bill_of_materials
from osteokit.planning.implants.catalogues import Found
from osteokit.planning.implants.poses import screw_pose
from osteokit.planning.implants.values import Catalogue, Implant
from osteokit.planning.plan import IDENTITY, ImplantStep, PlanInput, SurgicalPlan, Variant
from osteokit.planning.plan_implants import implant_step
from osteokit.planning.plan_outcome import carry_out
from osteokit.planning.screws.values import ScrewPath
from osteokit.report.implant_figures import frame_figure, implant_views, numbers_of
from osteokit.report.plan_bill import sizes_text
from osteokit.report.plan_figures import plan_figures
from osteokit.report.plan_report import write_plan_report
from osteokit.surface.primitives import box
from osteokit.surface.transform import translation
from planning.shelves import ARTICLES

HELD = Catalogue("test", "", "", "1", {one.reference: one for one in ARTICLES})
BONE = box((40.0, 40.0, 200.0), translation(np.array([0.0, 0.0, 100.0])))


def screw(name, z, reference="S-4.5-40"):
    pose = screw_pose(ScrewPath((20.0, 0.0, z), (-20.0, 0.0, z), 4.5))
    return implant_step(name, "tibia_left", Found(HELD, HELD.articles[reference]), pose)


@pytest.fixture(scope="module")
def planned():
    steps = (screw("upper", 150.0), screw("lower", 60.0), ImplantStep("later", "tibia_left", "", "", IDENTITY))
    variant = Variant("A", steps)
    inputs = (PlanInput("tibia_left", "t.stl", "0" * 64, "RAS", BONE.volume_mm3),)
    plan = SurgicalPlan("1", "t", "left", inputs, {}, Measurements("left", {}, {}), variants=(variant,), chosen="A")
    return plan, carry_out(plan, variant, {"tibia_left": BONE})


@pytest.mark.parametrize(
    ("language", "heading", "name", "missing", "sizes"),
    [
        ("en", "Bill of materials", "Screw 4.5 x 40", "not chosen yet", "thread diameter 4.5 mm"),
        ("zh", "材料清单", "螺钉 4.5 x 40", "尚未选择", "螺纹外径 4.5 mm"),
    ],
)
def test_the_bill_stands_in_the_report(planned, tmp_path, language, heading, name, missing, sizes):
    plan, _ = planned
    path = write_plan_report(plan, (), tmp_path / "r.pdf", language)
    text = "".join("".join(page.extract_text() for page in PdfReader(path).pages).split())
    for words in (heading, name, missing, sizes, "S-4.5-40", "upper,lower"):
        assert "".join(words.split()) in text, words


@pytest.mark.slow
def test_the_figures_of_a_plan_show_the_implants(planned):
    plan, outcome = planned
    captions = [figure.kind for figure in plan_figures(plan, {"tibia_left": BONE}, outcome, "zh")]
    assert len(captions) == 3 and captions[2].startswith("方案 A 的植入物")


def test_without_implants_there_is_no_bill(planned, tmp_path):
    plan = replace(planned[0], variants=(Variant("A"),))
    path = write_plan_report(plan, (), tmp_path / "r.pdf")
    assert "Bill of materials" not in "".join(page.extract_text() for page in PdfReader(path).pages)
    assert implant_views(plan, carry_out(plan, plan.variants[0], {"tibia_left": BONE})) == []


def test_numbers_in_the_figure_are_the_lines_of_the_bill(planned):
    plan, outcome = planned
    numbers = numbers_of(plan)
    for number, line in enumerate(bill_of_materials(plan.variants[0]), 1):
        assert all(numbers[step] == number for step in line.steps)
    picture = implant_views(plan, outcome)[0].picture
    blue = (picture.astype(int)[..., 2] - picture.astype(int)[..., 0]) > 40
    rows = np.flatnonzero(blue[:, : picture.shape[1] // 2].sum(axis=1) > 40)
    groups = np.split(rows, np.flatnonzero(np.diff(rows) > 20) + 1)
    assert len(groups) == 2, "two screws shine through the bone"
    apart = np.mean(groups[1]) - np.mean(groups[0])
    assert apart / picture.shape[0] == pytest.approx(90.0 / (90.0 + 2 * 25.0 + 8.0), abs=0.05)


def test_an_implant_in_its_frame():
    picture = frame_figure(box((10.0, 6.0, 40.0), translation(np.array([0.0, 0.0, 20.0]))))
    red, green, blue = (picture[..., n].astype(int) for n in range(3))
    assert ((red - green > 80) & (red - blue > 80)).any() and ((green - red > 50) & (green - blue > 50)).any()
    assert ((blue - red > 80) & (blue - green > 60)).any()


def test_sizes_in_words():
    plate = Implant("P", "straight_plate", "P", "P", {"length_mm": 60.0, "holes": 4.0, "bow_deg": 5.0}, mesh="p.stl")
    step = ImplantStep("p", "tibia_left", "x", "P", IDENTITY, article=plate)
    (line,) = bill_of_materials(Variant("A", (step,)))
    assert sizes_text(line, "en").endswith("bow 5°") and "length 60 mm" in sizes_text(line, "en")
    assert "长度 60 mm" in sizes_text(line, "zh")
