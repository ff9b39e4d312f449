"""What bleeds, how fast, and how it stops.

Flow follows the mean pressure. Opened vessels bleed as their scenario says (``Risk.bleeding_ml_min``, cut through). Cut
bone oozes: :data:`OOZE_ML_MIN_MM3` for each mm3 of cancellous bone, a tenth of it for cortical bone, until it clots.
Arteries do not stop by themselves; bone and small veins do. These rates are chosen: 1 cm3 of cancellous bone loses
about 20 mL in all.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

from osteokit.simulation.patient.values import PatientState, Wound
from osteokit.simulation.values import TISSUES

OOZE_ML_MIN_MM3 = 0.01
CORTICAL_OOZE = 0.1
CLOTTING_S = {"bone": 120.0, "vein": 600.0, "artery": math.inf}
"""Time in which a bleeding falls to 1/e by clotting."""
PACKED_FLOW = 0.2
"""What still flows under a pack."""
PACKED_CLOTTING_S = {"bone": 30.0, "vein": 60.0, "artery": math.inf}
ANTICOAGULATED = 1.5
"""Factor on every bleeding, and nothing clots by itself."""

_CANCELLOUS, _CORTICAL = TISSUES.index("cancellous"), TISSUES.index("cortical")
_CLOSED = 1e-3


def cut_bone(state: PatientState, removed_mm3: Sequence[float]) -> PatientState:
    """The patient after bone was cut; ``removed_mm3`` by tissue as in ``Touch.removed_mm3``."""
    more = OOZE_ML_MIN_MM3 * (float(removed_mm3[_CANCELLOUS]) + CORTICAL_OOZE * float(removed_mm3[_CORTICAL]))
    if more <= 0:
        return state
    bone = next((wound for wound in state.wounds if wound.kind == "bone"), Wound("bone", "bone", 0.0))
    flowing = bone.ml_min * bone.open_share + more
    fresh = replace(bone, ml_min=flowing, open_share=1.0)
    return replace(state, wounds=(*(wound for wound in state.wounds if wound.kind != "bone"), fresh))


def flow_ml_min(state: PatientState, wound: Wound) -> float:
    """What comes out of a wound now."""
    pressure = max(state.pressure_mmhg, 0.0) / state.patient.pressure_mmhg
    thin = ANTICOAGULATED if "anticoagulated" in state.patient.conditions else 1.0
    pressed = PACKED_FLOW if wound.packed else 1.0
    return wound.ml_min * wound.open_share * pressure * thin * pressed * state.bleeding


def healed(state: PatientState, seconds: float) -> tuple[Wound, ...]:
    """The wounds after ``seconds`` of clotting and of what is being done about them; what has closed is gone."""
    return tuple(
        wound for wound in (_later(state, wound, seconds) for wound in state.wounds) if wound.open_share > _CLOSED
    )


def _later(state: PatientState, wound: Wound, seconds: float) -> Wound:
    if 0 < wound.closing_s <= seconds:
        return replace(wound, open_share=0.0, closing_s=0.0)
    clots = PACKED_CLOTTING_S if wound.packed else CLOTTING_S
    clotting_s = clots[wound.kind]
    if "anticoagulated" in state.patient.conditions and not wound.packed:
        clotting_s = math.inf
    return replace(
        wound,
        open_share=wound.open_share * math.exp(-seconds / clotting_s),
        closing_s=max(0.0, wound.closing_s - seconds),
    )
