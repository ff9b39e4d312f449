"""How far a correction may go: limits on the angles that were measured after it, in the surgeon's words."""

from collections.abc import Callable
from dataclasses import dataclass

from osteokit.anatomy.measurement import Measurements
from osteokit.plugins.plan_checks import PlanFinding, Severity

JOINT_LINE_SOURCE = "PMC8458209"

SLOPE_CHANGE_DEG = 2.0
"""From here a change of the tibial slope is told: our own threshold, near the error of measuring it."""


@dataclass(frozen=True)
class Limit:
    """A bound that a measured angle must not cross after a correction."""

    key: str
    crossed: Callable[[float, float], bool]
    bound: float
    severity: Severity
    english: str
    chinese: str
    source: str


def _above(value: float, bound: float) -> bool:
    return value > bound


def _below(value: float, bound: float) -> bool:
    return value < bound


LIMITS = (
    Limit(
        "MPTA_deg", _above, 95.0, "stop",
        "MPTA would be {value:.1f} degrees; above {bound:g} the joint line tilts too far: correct at two levels.",
        "MPTA 将为 {value:.1f} 度；超过 {bound:g} 度关节线倾斜过大，应行双平面（双水平）截骨。",
        JOINT_LINE_SOURCE,
    ),
    Limit(
        "MPTA_deg", _above, 90.0, "warning",
        "MPTA would be {value:.1f} degrees, above {bound:g}; consider a smaller correction or two levels.",
        "MPTA 将为 {value:.1f} 度，超过 {bound:g} 度；请考虑减小矫正量或双水平截骨。",
        JOINT_LINE_SOURCE,
    ),
    Limit(
        "MPTA_deg", _below, 85.0, "warning",
        "MPTA would be {value:.1f} degrees, below {bound:g}: the tibia would be left in varus.",
        "MPTA 将为 {value:.1f} 度，低于 {bound:g} 度：胫骨将残留内翻。",
        "Paley 2002: normal 85 to 90",
    ),
    Limit(
        "mLDFA_deg", _below, 85.0, "warning",
        "mLDFA would be {value:.1f} degrees, below {bound:g}: the femur would be left in valgus.",
        "mLDFA 将为 {value:.1f} 度，低于 {bound:g} 度：股骨将呈外翻。",
        JOINT_LINE_SOURCE,
    ),
    Limit(
        "mLDFA_deg", _above, 90.0, "warning",
        "mLDFA would be {value:.1f} degrees, above {bound:g}: the femur would be left in varus.",
        "mLDFA 将为 {value:.1f} 度，超过 {bound:g} 度：股骨将残留内翻。",
        "Paley 2002: normal 85 to 90",
    ),
)  # fmt: skip
"""The strongest first for each angle."""


def limit_findings(predicted: Measurements) -> tuple[PlanFinding, ...]:
    """What of ``predicted`` (to a tenth of a degree) is beyond a limit; of two on one side only the stronger speaks."""
    found: dict[tuple[str, Callable[[float, float], bool]], PlanFinding] = {}
    for limit in LIMITS:
        measured = predicted.values.get(limit.key)
        if measured is None or (limit.key, limit.crossed) in found:
            continue
        if not limit.crossed(round(measured.value, 1), limit.bound):
            continue
        evidence = f"{limit.key} {measured.value:.2f} +- {measured.error:.2f}, limit {limit.bound:g} ({limit.source})"
        found[limit.key, limit.crossed] = PlanFinding(
            f"limits.{limit.key.removesuffix('_deg')}",
            limit.severity,
            limit.english.format(value=measured.value, bound=limit.bound),
            limit.chinese.format(value=measured.value, bound=limit.bound),
            evidence,
        )
    return tuple(found.values())


def slope_findings(before: Measurements, predicted: Measurements) -> tuple[PlanFinding, ...]:
    """A warning where the tibial slope changes by :data:`SLOPE_CHANGE_DEG` or more, as measured before and after."""
    old, new = before.values.get("posterior_slope_deg"), predicted.values.get("posterior_slope_deg")
    if old is None or new is None or abs(new.value - old.value) < SLOPE_CHANGE_DEG:
        return ()
    change = new.value - old.value
    grows, grows_zh = ("increases", "增大") if change > 0 else ("decreases", "减小")
    return (
        PlanFinding(
            "limits.slope",
            "warning",
            f"The tibial slope {grows} by {abs(change):.1f} degrees ({old.value:.1f} to {new.value:.1f}); "
            "turn the hinge axis to keep it.",
            f"胫骨后倾角{grows_zh} {abs(change):.1f} 度（{old.value:.1f} → {new.value:.1f}）；"
            "可转动铰链轴以保持后倾角。",
            f"posterior_slope_deg {old.value:.2f} before, {new.value:.2f} after; told from {SLOPE_CHANGE_DEG:g}",
        ),
    )
