"""How hot the bone at the tip gets, and when it dies of it.

Bone round the tip is one lump: it takes a share of the work of cutting, loses heat into the bone beyond (a disc of
radius a on a half-space: 4 k a per degree, the spreading resistance of Carslaw and Jaeger, Conduction of Heat in
Solids, 2nd ed. 1959, 8.2), leaves warm bone behind as it advances (rho c pi a^2 v), and heats up with the heat
capacity of a half ball of radius a. Thus C dT/dt = share P - (4 k a + rho c pi a^2 v) (T - 37), solved exactly over
each step.

:data:`BONE_SHARE` is set so that 2.5 to 4.5 mm drills at 188 to 1,820 turns/min and 24 to 196 mm/min heat the bone as
in the middle of what Augustin et al. measured without irrigation, 31.4 to 55.5 C (Arch Orthop Trauma Surg
2008;128:71-77) from a room at 26 C (the same group, 2009;129:703-709): the rest of the work goes off with the chips.
With one such number the rises also order themselves as theirs: more with speed and diameter, less with feed.
Irrigation there kept every combination below 47 C.

Necrosis: 47 C for one minute (Eriksson and Albrektsson, J Prosthet Dent 1983;50:101-107); 50 C for 30 s is cited as
equal. The time that bone bears is halved by every 3 degrees, which joins both.
"""

import math
from dataclasses import dataclass

BODY_C = 37.0
CONDUCTIVITY_W_MK = 0.54
"""Cortical bone (Davidson and James, Med Eng Phys 2000;22:741-747: 0.53 to 0.58, near isotropic)."""
HEAT_CAPACITY_J_MM3K = 2.3e-3
"""Density times specific heat of cortical bone: 1.85 g/cm3 and 1.26 J/(g K)."""
BONE_SHARE = 0.03
WATER_SHARE = 0.7
"""Of the heat that reaches the bone, carried off by irrigation (chosen)."""

SAW_BONE_SHARE, SAW_WATER_SHARE = 0.11, 0.85
"""Chips stay in the slot of a saw. Set by one measurement in bovine femora: 65 degrees more at 10,000 strokes/min and
30 mm/min when dry, at most about 10 when irrigated. Less heat at a faster feed was measured too; this model shows that
only above some 2 mm/s."""
SAW_IN_CORTEX = 0.3
"""Share of a blade's width that usually is in cortex at one time."""

NECROSIS_C, NECROSIS_S, HALVING_C = 47.0, 60.0, 3.0


@dataclass
class TipHeat:
    """Temperature of the bone at the tip of a tool, and how much of what bone bears it has had.

    Attributes
    ----------
    diameter_mm : float
        Of the tool's cutting face.
    irrigated : bool
        Whether water runs on it; may be changed at any time.
    bone_share, water_share : float
        Of the work, what reaches the bone; of that, what irrigation carries off.
    temperature_c : float
    dose : float
        Share of the heat that kills bone; from 1 on the bone at the wall dies.
    """

    diameter_mm: float
    irrigated: bool = False
    bone_share: float = BONE_SHARE
    water_share: float = WATER_SHARE
    temperature_c: float = BODY_C
    dose: float = 0.0

    def step(self, power_w: float, feed_mm_s: float, seconds: float) -> float:
        """The temperature after ``seconds`` of work; see the module for the model."""
        radius = self.diameter_mm / 2
        share = self.bone_share * (1 - self.water_share if self.irrigated else 1.0)
        loss = 4e-3 * CONDUCTIVITY_W_MK * radius + HEAT_CAPACITY_J_MM3K * math.pi * radius**2 * max(feed_mm_s, 0.0)
        capacity = HEAT_CAPACITY_J_MM3K * 2 / 3 * math.pi * radius**3
        settled = BODY_C + share * max(power_w, 0.0) / loss
        self.temperature_c = settled + (self.temperature_c - settled) * math.exp(-loss * seconds / capacity)
        self.dose += seconds / seconds_to_necrosis(self.temperature_c)
        return self.temperature_c

    @property
    def necrotic(self) -> bool:
        return self.dose >= 1.0


def seconds_to_necrosis(temperature_c: float) -> float:
    """How long bone bears a temperature; without end below 47 C."""
    if temperature_c < NECROSIS_C:
        return math.inf
    return NECROSIS_S * 2 ** ((NECROSIS_C - temperature_c) / HALVING_C)
