"""A plan of everything that a plan can hold, for tests."""

from osteokit.anatomy.landmark import BY_HAND, BoneLandmarks, Landmark
from osteokit.anatomy.measurement import Measurement, Measurements
from osteokit.planning.plan import (
    IDENTITY,
    FragmentMove,
    GuideStep,
    ImplantStep,
    OsteotomyStep,
    Patient,
    PlanInput,
    ReductionStep,
    Signature,
    StepReport,
    SurgicalPlan,
    Variant,
)
from osteokit.plugins.plan_checks import PlanFinding


def numbers(**values: float) -> Measurements:
    """Measurements in degrees with a normal range of 85 to 90."""
    made = {
        k: Measurement(k, v, "deg", 0.4, "by test", (85.0, 90.0), "Paley 2002", ("tibia.x",)) for k, v in values.items()
    }
    return Measurements("left", made, {"LPFA_deg": "The hip is not in view."}, ("The knee is bent 12 degrees.",))


def full_plan() -> SurgicalPlan:
    """Every kind of step, landmarks by hand, findings with a place, two variants."""
    tibia = BoneLandmarks(
        "tibia",
        "left",
        {
            "knee_center": Landmark("knee_center", (-90.0, 1.5, 2.0), 0.8, 0.9, "eminence"),
            "ankle_center": Landmark("ankle_center", (-80.0, 1.5, -368.0), 0.5, 1.0, BY_HAND),
        },
        {"femoral_head_center": 24.1},
        {"tuberosity": "it is not in view"},
        ("雪 is kept as it is.",),
    )
    steps = (
        OsteotomyStep(
            "HTO", "tibia_left", {"kind": "wedge", "hinge": [1.0, 2.0, 3.0]},
            (FragmentMove("distal", IDENTITY, ("fibula_left",)),), {"fujisawa_percent": 62.0, "wedge": "opening"},
        ),
        ReductionStep("reduce", {"fibula_left": IDENTITY}, "tibia_left", True, 0.7, True),
        GuideStep("guide", "tibia_left", {"clearance_mm": 0.3}, "HTO"),
        ImplantStep("plate", "tibia_left", "plates", "T-4", IDENTITY, {"screws": [1, 2]}),
    )  # fmt: skip
    finding = PlanFinding("limits.slope", "warning", "The slope changes.", "后倾角改变。", "3.0", (1.0, 2.0, 3.0))
    a = Variant(
        "A", steps, numbers(MPTA_deg=89.0, mLDFA_deg=88.0),
        (StepReport("HTO", {"gap_mm": 9.4, "wedge_volume_mm3": 7000.0}),),
        (finding,), "62 %",
    )  # fmt: skip
    b = Variant("B", steps[:1], numbers(MPTA_deg=91.0), (StepReport("HTO", {"gap_mm": 11.0}),))
    return SurgicalPlan(
        "3f2c", "Left knee, varus", "left",
        (
            PlanInput("tibia_left", "bones/tibia.stl", "0" * 64, "LPS", 301234.5),
            PlanInput("fibula_left", "../fibula.stl", "ab" * 32, "RAS", 60123.0),
        ),
        {"tibia_left": tibia}, numbers(MPTA_deg=82.0, mLDFA_deg=88.0),
        patient=Patient("", "pseudonym-7"), variants=(a, b), chosen="A",
        checks=(finding,), signature=Signature("Dr. 王", "surgeon", "2026-01-02"),
    )  # fmt: skip
