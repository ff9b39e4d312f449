"""The plan's report says what the plan says, in both languages."""

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from pypdf import PdfReader

from osteokit.anatomy.landmark import BY_HAND, BoneLandmarks, Landmark
from osteokit.anatomy.measurement import Measurement, Measurements
from osteokit.planning.plan import (
    IDENTITY,
    FragmentMove,
    OsteotomyStep,
    Patient,
    PlanInput,
    StepReport,
    SurgicalPlan,
    Variant,
)
from osteokit.plugins.plan_checks import PlanFinding
from osteokit.report.figures import Figure
from osteokit.report.plan_report import write_plan_report
from osteokit.report.plan_words import VALUES, WORDS, value_name, value_text

WRITTEN = datetime(2026, 1, 3, 9, 30)


def _angle(key, value, normal=None):
    return Measurement(key, value, "deg", 0.4, "method of " + key, normal, "Paley 2002")


def _plan():
    before = Measurements(
        "left",
        {"MPTA_deg": _angle("MPTA_deg", 82.0, (85.0, 90.0)), "mLDFA_deg": _angle("mLDFA_deg", 88.0, (85.0, 90.0))},
        {"LPFA_deg": "the proximal femur is not in view."},
    )
    after = Measurements("left", {"MPTA_deg": _angle("MPTA_deg", 90.6, (85.0, 90.0))})
    step = OsteotomyStep(
        "opening wedge", "tibia_left", {"kind": "wedge"}, (FragmentMove("distal", IDENTITY),),
        {"method": "miniaci", "fujisawa_percent": 62.0},
    )  # fmt: skip
    report = StepReport("opening wedge", {"gap_mm": 9.4, "wedge_volume_mm3": 4321.0}, ("The hinge is narrow.",))
    finding = PlanFinding("limits.mMPTA", "warning", "MPTA gets above 90.", "MPTA 超过 90°。", "MPTA_deg 90.6")
    tibia = BoneLandmarks(
        "tibia",
        "left",
        {
            "tuberosity": Landmark("tuberosity", (0, 0, 0), 3.0, 0.3, "automatic"),
            "ankle_center": Landmark("ankle_center", (0, 0, 0), 0.5, 1.0, BY_HAND),
            "knee_center": Landmark("knee_center", (0, 0, 0), 0.5, 0.9, "automatic"),
        },
    )
    return SurgicalPlan(
        "7f3a", "Varus knee", "left",
        (PlanInput("tibia_left", "bones/tibia_left.stl", "ab" * 32, "LPS", 245150.0),),
        {"tibia_left": tibia}, before, Patient("Li^Lei=李^雷", "P-1001", "19580412", "M"),
        (Variant("A", (step,), after, (report,), (finding,), "With plate."), Variant("B", (step,), after)), chosen="A",
    )  # fmt: skip


def _text(path):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


def test_it_says_what_the_plan_says(tmp_path):
    figure = Figure("Left leg from the front", np.full((300, 200, 3), 200, np.uint8))
    path = write_plan_report(_plan(), [figure], tmp_path / "plan.pdf", "en", WRITTEN)
    text = _text(path)
    for part in (
        "Varus knee", "LEFT", "P-1001", "82.0 ± 0.4°", "90.6°", "85 – 90", "MPTA gets above 90.", "9.4 mm",
        "4.32 cm³", "The hinge is narrow.", "fujisawa percent 62", "Tibial tuberosity, found with confidence 30 %",
        "Ankle centre, placed by hand", "LPFA (the proximal femur is not in view)", "ab" * 20, "2026-01-03 09:30",
        "Left leg from the front", "method of mLDFA_deg (Paley 2002)",
    ):  # fmt: skip
        assert part in text, part
    assert "Tibial knee centre" not in text
    assert text.index("✓ A") < text.rindex("9.4 mm")


def test_only_the_chosen_variants_findings_are_listed(tmp_path):
    plan = _plan()
    text = _text(write_plan_report(replace(plan, chosen="B"), [], tmp_path / "b.pdf", "en", WRITTEN))
    assert "MPTA gets above 90." not in text and "nothing to report" in text
    text = _text(write_plan_report(replace(plan, chosen=""), [], tmp_path / "none.pdf", "en", WRITTEN))
    assert "A: MPTA gets above 90." in text and "none chosen yet" in text


def test_chinese(tmp_path):
    text = _text(write_plan_report(_plan(), [], tmp_path / "zh.pdf", "zh", WRITTEN))
    for part in ("手术计划", "左侧", "胫骨近端内侧角 (MPTA)", "MPTA 超过 90°", "楔形体积", "李雷"):
        assert part in text.replace(" ", "") or part in text, part


def test_a_plan_without_anything_planned(tmp_path):
    plan = replace(_plan(), variants=(), chosen="", patient=Patient())
    text = _text(write_plan_report(plan, [], tmp_path / "new.pdf", "en", WRITTEN))
    assert "No steps yet." in text and "not given" in text


def test_every_word_is_in_both_languages():
    for english, chinese in (*WORDS.values(), *VALUES.values()):
        assert english and any("\u4e00" <= c <= "\u9fff" for c in chinese), english


@pytest.mark.parametrize(
    ("key", "value", "name", "text"),
    [
        ("gap_mm", 9.44, "Gap at the cortex", "9.4 mm"),
        ("wedge_volume_mm3", 4321.0, "Wedge volume", "4.32 cm³"),
        ("new_thing_mm2", 12.0, "new thing", "12.0 mm²"),
        ("slope_deg", -3.0, "slope", "-3.0°"),
        ("count", 2.0, "count", "2"),
    ],
)
def test_values(key, value, name, text):
    assert (value_name(key, "en"), value_text(key, value)) == (name, text)
