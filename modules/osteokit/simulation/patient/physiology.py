"""Pulse and mean pressure by how much of the blood volume is missing: compensated at first, then not.

The classes of the American College of Surgeons (ATLS): pulse below 100 up to 15 %, 100 to 120 up to 30 %, 120 to 140 up
to 40 %, above 140 beyond; pressure normal in classes I and II, decreased in III and IV. How far it is decreased ATLS
does not say: the shares of :data:`PRESSURE` are chosen, so that a loss of 40 % is clearly shock and nobody survives
60 %. Real patients scatter widely about these classes (Mutschler et al., Resuscitation 2013;84:309-313), pulse above
all: this patient is for training of answers, not for predicting one person's.
"""

from collections.abc import Mapping

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.simulation.scenario import VirtualPatient

BLOOD_ML_KG = 70.0
"""Of adults."""

MISSING = (0.0, 0.15, 0.30, 0.40, 0.50, 0.60)
PULSE_ABOVE = (0.0, 28.0, 48.0, 68.0, 78.0, 20.0)
"""Beats a minute above those of the start, for a start of 72: 100, 120 and 140 at the borders of the classes."""
PRESSURE = (1.0, 1.0, 0.95, 0.65, 0.40, 0.15)
"""Share of the mean pressure of the start."""

CLASSES = (0.15, 0.30, 0.40)

USUAL_HAEMOGLOBIN, ANAEMIC_HAEMOGLOBIN = 14.0, 9.0
"""g/dL."""
ANAEMIC_PULSE = 12.0
"""Beats a minute that anaemia adds (chosen)."""

CONDITIONS: Mapping[str, tuple[str, str]] = {
    "osteoporosis": ("Osteoporosis", "骨质疏松"),
    "anticoagulated": ("Taking anticoagulants", "正在抗凝治疗"),
    "anaemia": ("Anaemia", "贫血"),
}
"""English and Chinese by key."""

OSTEOPOROTIC_DENSITY = 0.72
"""Share of usual density: a T-score of -2.5 (the WHO's border) with a standard deviation of 11 % among the young."""


def signs_by_loss(patient: VirtualPatient, missing_share: float) -> tuple[float, float]:
    """Pulse in beats a minute and mean pressure in mmHg to which the body settles."""
    pulse = patient.pulse_bpm + float(np.interp(missing_share, MISSING, PULSE_ABOVE))
    if "anaemia" in patient.conditions:
        pulse += ANAEMIC_PULSE
    return pulse, patient.pressure_mmhg * float(np.interp(missing_share, MISSING, PRESSURE))


def shock_class(missing_share: float) -> int:
    """1 to 4 (ATLS)."""
    return 1 + sum(missing_share > border for border in CLASSES)


def start_haemoglobin(patient: VirtualPatient) -> float:
    """g/dL."""
    return ANAEMIC_HAEMOGLOBIN if "anaemia" in patient.conditions else USUAL_HAEMOGLOBIN


def density_share(patient: VirtualPatient) -> float:
    """By what the density of the patient's bone is to be multiplied."""
    return OSTEOPOROTIC_DENSITY if "osteoporosis" in patient.conditions else 1.0


def check_patient(patient: VirtualPatient) -> None:
    """Refuse what is no patient.

    Raises
    ------
    OsteoError
        A number outside of what a body can have, or a condition that is not known.
    """
    limits = {"weight_kg": (2.0, 300.0), "pulse_bpm": (30.0, 200.0), "pressure_mmhg": (40.0, 160.0)}
    for name, (least, most) in limits.items():
        value = getattr(patient, name)
        if not least <= value <= most:
            raise OsteoError(f"The virtual patient's {name} is {value:g}; give one from {least:g} to {most:g}.")
    for condition in patient.conditions:
        if condition not in CONDITIONS:
            raise OsteoError(
                f"The virtual patient's condition {condition[:40]!r} is not known; use {', '.join(CONDITIONS)}."
            )
